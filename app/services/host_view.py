"""Leger som kommer: who comes to one's units, when, with which service and objectives.

From published plans, where a draft is nobody's promise, and from agreements about one person:
short stays, exchanges and combined posts. A coordinator sees the doctors of others, who are on no
board of one's own; a supervisor, and a contract specialist, everybody who comes to the units where
he or she works.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import LegalState
from app.roles import Role
from app.services.host_stays import HostStay, stays_at, stays_of_scope
from app.services.places_page import scope_of
from app.services.places_words import group_name, period, runs
from app.services.wording import in_language, in_words, long_day, upper_first
from app.store import hosts as store
from app.store import places as place_store
from app.store.hosts import Arrival, Coordinator, Proposal
from rotations.types.case import TraineeGroup

SET_OF_GROUP = {TraineeGroup.LIS1: "DEL1", TraineeGroup.ALIS: "ALM"}
"""The objectives that a group works towards; the others by their own specialty."""


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """One doctor, or one vacant post, at one place."""

    name: str
    group: str
    is_vacant: bool
    service: str
    unit: str
    days: str
    objectives: str
    """Objectives of the doctor's set that can lawfully be met there; empty: none are named."""
    home: str
    contacts: tuple[Coordinator, ...]
    is_stay: bool = False
    """A stay, an exchange or a combined post: it stands in an agreement and in no plan."""


@dataclass(frozen=True, slots=True)
class HostPage:
    """The page."""

    sentence: str
    reason: str
    here: tuple[ArrivalLine, ...]
    coming: tuple[ArrivalLine, ...]
    proposals: tuple[Proposal, ...]
    """Plans of others that would send doctors here, open for the reader's comment."""
    has_units: bool


def load_page(session: Session, actor: Actor, today: date) -> HostPage:
    """Who is here and who comes; the number of queries is the same for all."""
    units, rows, stays = _found(session, actor, today)
    there = {row.unit_id for row in rows} | {stay.row.unit_id or 0 for stay in stays}
    covered = _objectives(session, there, today)
    owners = {key for row in rows for key in (row.home_id, row.plan_owner_id)}
    owners |= {stay.row.home_id for stay in stays}
    contacts: dict[int, list[Coordinator]] = defaultdict(list)
    for each in store.coordinators_of(session, owners, today):
        contacts[each.organisation_id].append(each)
    lines = [
        *(
            (
                row.starts_on,
                row.name is not None,
                _line(row, covered, tuple(contacts[row.home_id] or contacts[row.plan_owner_id])),
            )
            for row in rows
        ),
        *(
            (stay.row.starts_on, True, _stay_line(stay, covered, tuple(contacts[stay.row.home_id])))
            for stay in stays
        ),
    ]
    lines.sort(key=lambda each: (each[0], each[2].name))
    here = [each for each in lines if each[0] <= today and each[1]]
    coming = [each for each in lines if each[0] > today or not each[1]]
    return HostPage(
        sentence=_sentence(coming),
        reason=_reason(len(here), [line for _day, _is_held, line in coming]),
        here=tuple(line for _day, _is_held, line in here),
        coming=tuple(line for _day, _is_held, line in coming),
        proposals=_proposals(session, actor, units, today),
        has_units=bool(units),
    )


def _found(
    session: Session, actor: Actor, today: date
) -> tuple[frozenset[int], tuple[Arrival, ...], tuple[HostStay, ...]]:
    if actor.role is not Role.COORDINATOR:
        units = store.units_of_staff(session, actor.person_id, today)
        rows = store.list_arrivals(session, units, ends_from=today)
        return units, rows, stays_at(session, units, today)
    scope = scope_of(session, actor)
    own = place_store.list_places(
        session, organisation_ids=scope.organisation_ids, unit_ids=scope.unit_ids
    )
    units = frozenset(row.id for row in own)
    rows = store.list_arrivals(session, units, ends_from=today)
    stays = stays_of_scope(session, scope, today)
    if scope.organisation_ids is None:
        return units, rows, stays
    # One's own doctors are on one's own board; what an agreement alone says is on no board.
    return units, tuple(row for row in rows if not scope.keeps(row.home_id)), stays


def _proposals(
    session: Session, actor: Actor, units: frozenset[int], today: date
) -> tuple[Proposal, ...]:
    """A coordinator has a say for every unit, a supervisor for a contract specialist's alone."""
    is_coordinator = actor.role is Role.COORDINATOR
    found = store.list_proposals(session, units, practices_only=not is_coordinator)
    scope = scope_of(session, actor) if is_coordinator else None
    return tuple(
        each
        for each in found
        if each.closes_on >= today and (scope is None or not scope.keeps(each.owner_id))
    )


def _objectives(
    session: Session, unit_ids: Iterable[int], today: date
) -> Mapping[tuple[int, str], list[str]]:
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in place_store.list_objective_places(session, tuple(unit_ids)):
        begun = row.valid_from is None or row.valid_from <= today
        if (
            row.legal_state is LegalState.APPROVED
            and begun
            and (row.valid_to is None or row.valid_to >= today)
        ):
            found[row.unit_id, row.objective_set].append(row.identifier)
    return found


def _line(
    row: Arrival, covered: Mapping[tuple[int, str], list[str]], contacts: tuple[Coordinator, ...]
) -> ArrivalLine:
    wanted = SET_OF_GROUP.get(row.group, row.specialty_code or "")
    return ArrivalLine(
        name=row.name or _("Ledig plass"),
        group=row.vacancy or group_name(row.group),
        is_vacant=row.name is None,
        service=in_language(row, "service") or row.service_nb,
        unit=row.unit,
        days=period(row.starts_on, row.ends_on),
        objectives=", ".join(runs(covered.get((row.unit_id, wanted), ()))),
        home=row.home,
        contacts=contacts,
    )


def _stay_line(
    stay: HostStay,
    covered: Mapping[tuple[int, str], list[str]],
    contacts: tuple[Coordinator, ...],
) -> ArrivalLine:
    row = stay.row
    return ArrivalLine(
        name=stay.name,
        group=stay.kind,
        is_vacant=False,
        service=stay.about,
        unit=stay.place,
        days=period(row.starts_on, row.ends_on),
        objectives=", ".join(runs(covered.get((row.unit_id or 0, row.specialty_code or ""), ()))),
        home=row.home,
        contacts=contacts,
        is_stay=True,
    )


_Dated = tuple[date, bool, ArrivalLine]
"""First day, whether somebody holds it, the line."""


def _sentence(coming: Iterable[_Dated]) -> str:
    first = next(((starts_on, line) for starts_on, is_held, line in coming if is_held), None)
    if first is None:
        return _("Ingen publisert plan har leger på vei hit.")
    starts_on, line = first
    return _(
        "Neste lege kommer *%(day)s*: %(name)s til %(unit)s.",
        day=long_day(starts_on),
        name=line.name,
        unit=line.unit,
    )


def _reason(here: int, coming: list[ArrivalLine]) -> str:
    vacant = sum(line.is_vacant for line in coming)
    stays = sum(line.is_stay for line in coming)
    placed = len(coming) - vacant - stays
    said = [
        ngettext(
            "Én lege er her nå.",
            "%(words)s leger er her nå.",
            here,
            words=upper_first(in_words(here)),
        )
        if here
        else _("Ingen er her nå.")
    ]
    if placed:
        said.append(
            ngettext(
                "Én plassering er planlagt.",
                "%(words)s plasseringer er planlagt.",
                placed,
                words=upper_first(in_words(placed)),
            )
        )
    if stays:
        said.append(
            ngettext(
                "Én hospitering, utveksling eller kombinasjonsstilling kommer i tillegg.",
                "%(words)s hospiteringer, utvekslinger og kombinasjonsstillinger kommer i tillegg.",
                stays,
                words=upper_first(in_words(stays)),
            )
        )
    if vacant:
        said.append(
            ngettext(
                "Én plass er ledig.",
                "%(words)s plasser er ledige.",
                vacant,
                words=upper_first(in_words(vacant)),
            )
        )
    return " ".join(said)
