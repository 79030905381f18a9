"""The rotation plan of the demo: psychiatry at Sykehuset Østfold, with LIS1, LIS3 and ALIS in one.

Version 6 is published and agrees with what the doctors are booked for. Draft 7 has two breaches:
Ayse Salihi goes on at DPS Halden after her leave, where Katarzyna Hodzic stays two months longer,
so that DPS Halden has one too many and DPS Fredrikstad nobody. All of it is invented.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.db.tables import VersionState
from app.exchange.rotation_needs import Needs, write_needs
from rotations.types.case import Block, TraineeGroup
from seed.demo import departments as at
from seed.demo.cast import HENRIK, INGRID, MARTE, NORA, THEA
from seed.demo.cast_staff import TVEIT_PRACTICE
from seed.demo.cast_trainees import FREDRIKSTAD, HALDEN, SARPSBORG
from seed.demo.context import Context
from seed.demo.months import DAY, month_start
from seed.demo.rotation_swaps import hospital_swap
from seed.demo.rotation_values import (
    DemoMember,
    DemoPlacement,
    DemoRotationPlan,
    DemoRotationWish,
    DemoSwap,
    DemoVersion,
)
from seed.demo.values import DemoEnrolment, DemoPerson, DemoService, public_id

FIRST = date(2026, 9, 1)
MONTHS = 36
FROZEN_UNTIL = date(2027, 2, 28)
PUBLISHED_ON = date(2026, 6, 15)
DRAFTED_ON = date(2026, 11, 19)

NAMES = {
    "AKUTT": ("Akuttpsykiatri", "Acute psychiatry"),
    "DPS": ("Poliklinikk, DPS", "Outpatient clinic"),
    "PSYKOSE": ("Psykose", "Psychosis"),
    "ALDER": ("Alderspsykiatri", "Old age psychiatry"),
    "RUS": ("Rus- og konsultasjonstjeneste", "Addiction and liaison"),
    "AVTALE": ("Avtalespesialist", "Contract specialist"),
    "MED": ("Indremedisin", "Internal medicine"),
    "KIR": ("Kirurgi", "Surgery"),
    "PSYK": ("Psykiatri", "Psychiatry"),
    "KOMMUNE": ("Kommunetjeneste", "Municipal service"),
    "PRAKSIS": ("Åpen allmennpraksis", "Open general practice"),
    "SYKEHUS": ("Institusjonstjeneste, sykehus", "Institutional service, hospital"),
    "SYKEHJEM": ("Institusjonstjeneste, sykehjem", "Institutional service, nursing home"),
}
PRACTICE_GIVES = 5
"""Months that the open practice before the hospital period may be shorter or longer (invented)."""
DPS_SITES = (at.DPS_HALDEN, at.DPS_FREDRIKSTAD, at.DPS_MOSS, at.DPS_INDRE)


@dataclass(frozen=True, slots=True)
class _Stay:
    """One service on the board: which, where, from which month (0 is the first) and how many.

    `leave` are the months of it in which the doctor is away; `later` the months of it that come
    after the plan's end; `give` how many months shorter or longer it may be.
    """

    service: str
    unit: str
    first: int
    months: int
    leave: int = 0
    sites: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    later: int = 0
    key: str = ""
    give: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the board."""

    group: TraineeGroup
    person: str | None
    stays: tuple[_Stay, ...]
    must_finish: bool = True
    vacancy: str | None = None
    starts: int = 0


def add_rotation_plan(context: Context) -> None:
    """The plan with its two versions and the wishes for the next one."""
    published = _rows(context)
    draft = tuple(_redrawn(row, context) for row in published)
    version = DemoVersion(
        6, VersionState.PUBLISHED, MARTE.public_id, PUBLISHED_ON, PUBLISHED_ON, _members(published)
    )
    context.rows.add(
        DemoRotationPlan(
            public_id=public_id("rotation plan", "VOP"),
            organisation=at.OSTFOLD,
            name="Psykiatri, Sykehuset Østfold",
            specialty="VOP",
            first_month=FIRST,
            months=MONTHS,
            frozen_until=FROZEN_UNTIL,
            versions=(
                version,
                DemoVersion(
                    7, VersionState.DRAFT, MARTE.public_id, DRAFTED_ON, None, _members(draft)
                ),
            ),
            wishes=_wishes(context),
            swaps=(_swap(context, version.members),),
        )
    )
    _book(context, published)


def _swap(context: Context, members: Sequence[DemoMember]) -> DemoSwap:
    """Marius Granlie asks Thea Bjørkelund."""
    names = {each.public_id: each.name for each in context.rows.of(DemoPerson)}
    marius = _person(context, "Marius", "Granlie")
    asks, asked = (
        next(each for each in members if each.person == person)
        for person in (marius, THEA.public_id)
    )
    return hospital_swap(asks, asked, names.__getitem__, lambda key: context.places.unit(key).name)


PLAN_SEQ = {"AKUTT": 1, "DPS": 2, "PSYKOSE": 3, "ALDER": 4, "RUS": 5}
"""Number of the service in the invented training plan for psychiatry."""


def _book(context: Context, rows: Sequence[_Row]) -> None:
    """Book what the published plan has for a LIS3 after the last service of the own record."""
    booked: dict[str, date] = {}
    for each in context.rows.of(DemoService):
        booked[each.person] = max(booked.get(each.person, FIRST), each.ends_on or date.max)
    for row in rows:
        if row.person is None or row.group is not TraineeGroup.LIS23:
            continue
        for stay in row.stays:
            starts_on = month_start(FIRST, stay.first)
            if booked[row.person] < starts_on:
                unit = context.places.unit(stay.unit)
                context.rows.add(
                    DemoService(
                        row.person, "part3:VOP", *NAMES[stay.service], unit.organisation,
                        unit.key, unit.place_kind, starts_on,
                        month_start(FIRST, stay.first + stay.months + stay.later) - DAY,
                        is_planned=True, plan_seq=PLAN_SEQ.get(stay.service),
                    )
                )  # fmt: skip


def _wishes(context: Context) -> tuple[DemoRotationWish, ...]:
    ayse = _person(context, "Ayse", "Salihi")
    return (
        DemoRotationWish(INGRID.public_id, 1, at.PSYKOSE),
        DemoRotationWish(
            INGRID.public_id, 2, None, "Alderspsykiatri", date(2028, 9, 1), date(2028, 9, 1)
        ),
        DemoRotationWish(HENRIK.public_id, 1, TVEIT_PRACTICE.key),
        DemoRotationWish(ayse, 1, at.DPS_FREDRIKSTAD),
        DemoRotationWish(ayse, 2, None, "Akuttpsykiatri", date(2028, 4, 1), date(2028, 9, 1)),
        # Not met: Ingrid Solbakken would have to change the order of her last two services.
        DemoRotationWish(ayse, 3, None, "Alderspsykiatri", date(2028, 4, 1), date(2028, 10, 1)),
    )


def _person(context: Context, given: str, family: str) -> str:
    """The public id of the one doctor in training in the demo with this name."""
    training = {each.person for each in context.rows.of(DemoEnrolment)}
    [found] = [
        each.public_id
        for each in context.rows.of(DemoPerson)
        if (each.given_name, each.family_name) == (given, family) and each.public_id in training
    ]
    return found


def _rows(context: Context) -> tuple[_Row, ...]:
    return (*_lis3(context), *_alis(context), *_lis1(context), _VACANCY)


def _lis3(context: Context) -> tuple[_Row, ...]:
    def row(person: str, *stays: _Stay, finishes: bool = True) -> _Row:
        return _Row(TraineeGroup.LIS23, person, stays, finishes)

    def named(given: str, family: str) -> str:
        return _person(context, given, family)

    halden, fredrikstad = at.DPS_HALDEN, at.DPS_FREDRIKSTAD
    return (
        row(
            INGRID.public_id,
            _Stay("DPS", halden, 0, 12, sites=DPS_SITES),
            _Stay("PSYKOSE", at.PSYKOSE, 12, 12),
            _Stay("ALDER", at.ALDER, 24, 6),
        ),
        row(
            HENRIK.public_id,
            _Stay("DPS", fredrikstad, 0, 6, sites=DPS_SITES),
            _Stay("DPS", halden, 6, 12, sites=DPS_SITES, after=("dps",), key="dps-2"),
            _Stay("AVTALE", TVEIT_PRACTICE.key, 18, 6),
            _Stay("AKUTT", at.AKUTT, 24, 12),
        ),
        row(
            named("Ayse", "Salihi"),
            _Stay("PSYKOSE", at.PSYKOSE, 0, 2),
            _Stay("DPS", fredrikstad, 2, 17, leave=3, sites=DPS_SITES),
            _Stay("AKUTT", at.AKUTT, 19, 12),
            _Stay("ALDER", at.ALDER, 31, 5, later=1),
            finishes=False,
        ),
        row(
            named("Katarzyna", "Hodzic"),
            _Stay("DPS", halden, 0, 10, sites=DPS_SITES),
            _Stay("AKUTT", at.AKUTT, 10, 12),
            _Stay("RUS", at.DPS_MOSS, 22, 2),
        ),
        row(
            named("Wenche", "Vedvik"),
            _Stay("RUS", at.DPS_MOSS, 0, 2),
            _Stay("AKUTT", at.AKUTT, 2, 12),
            _Stay("PSYKOSE", at.PSYKOSE, 14, 12),
        ),
        row(
            named("Fredrik", "Henningsmoen"),
            _Stay("DPS", fredrikstad, 0, 6, sites=DPS_SITES),
            _Stay("AKUTT", at.AKUTT, 6, 12),
        ),
        row(
            _in_dps_until_june(context),
            _Stay("DPS", fredrikstad, 0, 10, sites=DPS_SITES),
            _Stay("PSYKOSE", at.PSYKOSE, 10, 12),
        ),
        row(
            named("Rune", "Elvestrand"),
            _Stay("ALDER", at.ALDER, 0, 6),
            _Stay("RUS", at.DPS_MOSS, 6, 2),
        ),
        row(named("Kjersti", "Brynhildsrud"), _Stay("PSYKOSE", at.PSYKOSE, 0, 10)),
    )


def _in_dps_until_june(context: Context) -> str:
    """Who goes on from DPS Fredrikstad to psychosis in July 2027; two doctors share the name."""
    [found] = [
        each.person
        for each in context.rows.of(DemoService)
        if each.unit == at.PSYKOSE
        and each.starts_on == date(2027, 7, 1)
        and each.ends_on == date(2028, 6, 30)
    ]
    return found


def _alis(context: Context) -> tuple[_Row, ...]:
    places = context.places
    department = places.main(at.OSTFOLD, "GYN").key
    hospital = (at.AKUTT, department, places.main(at.OSTFOLD, "MED").key)

    def row(
        person: str,
        surgery: str,
        away: tuple[str, str, int, int],
        sites: tuple[str, ...],
        last: int,
    ) -> _Row:
        service, unit, first, months = away
        rest = first + months
        return _Row(
            TraineeGroup.ALIS,
            person,
            (
                _Stay("PRAKSIS", surgery, 0, first, give=PRACTICE_GIVES),
                _Stay(service, unit, first, months, sites=sites),
                _Stay(
                    "PRAKSIS", surgery, rest, MONTHS - rest, after=(service.lower(),),
                    later=last - MONTHS, key="praksis-2",
                ),
            ),
            must_finish=False,
        )  # fmt: skip

    return (
        row(
            THEA.public_id,
            places.surgery(HALDEN, 0).key,
            ("SYKEHUS", at.AKUTT, 6, 6),
            hospital,
            48,
        ),
        row(
            _person(context, "Marius", "Granlie"),
            places.surgery(FREDRIKSTAD, 3).key,
            ("SYKEHUS", department, 11, 6),
            hospital,
            47,
        ),
        row(
            _person(context, "Anne", "Dalsegg"),
            places.surgery(SARPSBORG, 2).key,
            ("SYKEHJEM", places.nursing_home(SARPSBORG).key, 11, 6),
            (places.nursing_home(SARPSBORG).key,),
            59,
        ),
    )


def _lis1(context: Context) -> tuple[_Row, ...]:
    places = context.places
    med, kir, psyk = (places.main(at.OSTFOLD, code).key for code in ("MED", "KIR", "VOP"))
    ward = (psyk, at.AKUTT)

    def row(person: str, *stays: _Stay) -> _Row:
        # The municipality is the seat that the council gave, so there is no choice of place.
        hospital = tuple(stay.service.lower() for stay in stays[:-1])
        return _Row(TraineeGroup.LIS1, person, (*stays[:-1], replace(stays[-1], after=hospital)))

    return (
        row(
            NORA.public_id,
            _Stay("MED", med, 0, 4),
            _Stay("KIR", kir, 4, 4),
            _Stay("PSYK", at.AKUTT, 8, 4, sites=ward),
            _Stay("KOMMUNE", places.surgery(SARPSBORG, 0).key, 12, 6),
        ),
        row(
            _person(context, "Morten", "Røstvik"),
            _Stay("PSYK", psyk, 0, 4, sites=ward),
            _Stay("MED", med, 4, 4),
            _Stay("KIR", kir, 8, 4),
            _Stay("KOMMUNE", places.surgery(FREDRIKSTAD, 2).key, 12, 6),
        ),
    )


_VACANCY = _Row(
    TraineeGroup.LIS23,
    None,
    (
        _Stay("DPS", at.DPS_FREDRIKSTAD, 6, 12, sites=DPS_SITES),
        _Stay("AKUTT", at.AKUTT, 18, 12),
    ),
    vacancy="LIS3-stilling 14",
    starts=6,
)


def _redrawn(row: _Row, context: Context) -> _Row:
    """The row as the draft has it."""
    if row.person == _person(context, "Ayse", "Salihi"):
        first, dps, *rest = row.stays
        return replace(
            row,
            stays=(
                first,
                replace(dps, months=4, leave=0),
                _Stay("DPS", at.DPS_HALDEN, 9, 10, sites=DPS_SITES, after=("dps",), key="dps~2"),
                *rest,
            ),
        )
    if row.person == _person(context, "Katarzyna", "Hodzic"):
        dps, acute, addiction = row.stays
        return replace(
            row,
            stays=(
                replace(dps, months=12),
                replace(acute, first=12),
                replace(addiction, first=24),
            ),
        )
    return row


def _members(rows: Sequence[_Row]) -> tuple[DemoMember, ...]:
    return tuple(_member(row, number) for number, row in enumerate(rows))


def _member(row: _Row, number: int) -> DemoMember:
    return DemoMember(
        key=row.person or f"ledig-{number}",
        person=row.person,
        vacancy=row.vacancy,
        group=row.group,
        starts_on=month_start(FIRST, row.starts),
        must_finish=row.must_finish,
        needs=json.dumps(_needs(row), ensure_ascii=False),
        placements=tuple(_placement(stay) for stay in row.stays),
    )


def _needs(row: _Row) -> dict[str, object]:
    blocks = tuple(
        Block(
            key=_key(stay),
            service=NAMES[stay.service][0],
            sites=tuple(dict.fromkeys((stay.unit, *stay.sites))),
            min_months=stay.months - stay.leave + stay.later - stay.give,
            max_months=stay.months - stay.leave + stay.later + stay.give,
            after=stay.after,
        )
        for stay in row.stays
    )
    english = {NAMES[stay.service][0]: NAMES[stay.service][1] for stay in row.stays}
    return write_needs(Needs(blocks=blocks, service_en=english), FIRST)


def _key(stay: _Stay) -> str:
    return stay.key or stay.service.lower()


def _placement(stay: _Stay) -> DemoPlacement:
    nb, en = NAMES[stay.service]
    is_set = not stay.give and stay.first * 30 < (FROZEN_UNTIL - FIRST).days
    return DemoPlacement(
        _key(stay),
        nb,
        en,
        stay.unit,
        month_start(FIRST, stay.first),
        month_start(FIRST, stay.first + stay.months) - DAY,
        stay.later > 0,
        MARTE.public_id if is_set else None,
        PUBLISHED_ON if is_set else None,
    )
