"""A doctor's record as it would be if a draft were what is booked.

What is behind stays as it was recorded; from the first day of the draft that lies ahead its
placements take the place of what is booked. Pure: no session, no clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from app.store.rotation_values import UnitRow
from pathways.month_axis import DAY
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY
from pathways.types.plans import PublishedPlan
from pathways.types.record import (
    AbsenceKind,
    AbsencePeriod,
    PlaceKind,
    Service,
    TraineeRecord,
)
from pathways.worktime import template_of

LIS1_STAGES = frozenset({LIS1_HOSPITAL, LIS1_MUNICIPALITY})
IN_HOSPITAL = frozenset({PlaceKind.HOSPITAL, PlaceKind.DPS, PlaceKind.OTHER_TRUST})
DayPair = tuple[date, date]


@dataclass(frozen=True, slots=True)
class DraftService:
    """A placement of the draft with its days. `ends_on` None: it runs on after the plan."""

    block: str
    name_nb: str
    unit: UnitRow
    starts_on: date
    ends_on: date | None
    inner: "DraftService | None" = None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One doctor's row of the draft: the days it speaks for, placements and leave of its own."""

    first: date
    last: date
    services: tuple[DraftService, ...]
    leave: tuple[DayPair, ...] = ()


def record_with_draft(
    record: TraineeRecord, row: DraftRow, plan: PublishedPlan | None, today: date
) -> TraineeRecord:
    """The record with the draft's placements instead of what is booked in the draft's days.

    A period going on that the draft goes on with ends when the draft says; another one ends the
    day before. What is booked to begin after the draft's last day stays.

    A placement that runs on after the plan has no last day here: when it ends is decided by the
    plan that comes after, and the length of its block is a need, not a date. It stays unknown.
    """
    first = max(row.first, today + DAY)
    ahead = [s for s in row.services if s.ends_on is None or s.ends_on >= first]
    kept, continued = _kept(record, ahead, first, row.last)
    names = _PlanNames(record, plan)
    added: list[Service] = []
    for service in sorted(ahead, key=lambda s: s.starts_on):
        if service.block not in continued:
            added += _booked(record, service, first, names)
        elif service.inner is not None:
            added += _inner(record, service.inner, first, names, continued[service.block])
    absences = (*record.absences, *_leave(row.leave))
    services = tuple(sorted((*kept, *added), key=lambda s: (s.starts_on, s.key)))
    return replace(record, services=services, absences=absences)


def _leave(spans: Iterable[DayPair]) -> list[AbsencePeriod]:
    return [AbsencePeriod(AbsenceKind.LEAVE, first, last) for first, last in spans]


def _kept(
    record: TraineeRecord, ahead: Sequence[DraftService], first: date, last: date
) -> tuple[list[Service], dict[str, str]]:
    """What stays of the record, and which of its periods the draft's blocks go on with."""
    kept: list[Service] = []
    continued: dict[str, str] = {}
    for service in record.services:
        if service.starts_on > last or (service.ends_on is not None and service.ends_on < first):
            kept.append(service)
        elif service.starts_on < first:
            same = next((d for d in ahead if _goes_on(service, d, first)), None)
            if same is None:
                kept.append(replace(service, ends_on=first - DAY))
            else:
                kept.append(replace(service, ends_on=same.ends_on))
                continued[same.block] = service.key
    keys = {service.key for service in kept}
    return [s for s in kept if s.counted_inside is None or s.counted_inside in keys], continued


def _goes_on(service: Service, draft: DraftService, first: date) -> bool:
    return (
        service.counted_inside is None
        and draft.starts_on < first
        and _same_name(draft.name_nb, service.name_nb)
        and service.place == draft.unit.name
    )


def _booked(
    record: TraineeRecord, draft: DraftService, first: date, names: "_PlanNames"
) -> list[Service]:
    """The draft's placement as a booked period, with the one inside it."""
    key = f"draft:{draft.block}"
    service = _service(record, draft, first, names, key)
    if draft.inner is None:
        return [service]
    return [service, *_inner(record, draft.inner, first, names, key)]


def _inner(
    record: TraineeRecord, inner: DraftService, first: date, names: "_PlanNames", outer: str
) -> list[Service]:
    if inner.ends_on is not None and inner.ends_on < first:
        return []
    service = _service(record, inner, first, names, f"draft:{inner.block}:inner")
    return [replace(service, counted_inside=outer)]


def _service(
    record: TraineeRecord, draft: DraftService, first: date, names: "_PlanNames", key: str
) -> Service:
    known = names.known(draft)
    return Service(
        key=key,
        stage=known.stage if known else _stage(record, draft.unit.place_kind),
        name_nb=draft.name_nb,
        name_en=known.name_en if known else draft.name_nb,
        place=draft.unit.name,
        organisation=draft.unit.organisation,
        place_kind=_place_kind(record, draft.unit, known),
        starts_on=max(draft.starts_on, first),
        ends_on=draft.ends_on,
        is_planned=True,
        plan_seq=names.seq(draft),
    )


def _stage(record: TraineeRecord, place: PlaceKind) -> str:
    """Where on the path service at a place is served by this doctor."""
    if template_of(record.stage) in LIS1_STAGES:
        return LIS1_HOSPITAL if place in IN_HOSPITAL else LIS1_MUNICIPALITY
    if record.specialty is not None:
        return f"part3:{record.specialty}"
    return record.stage


def _place_kind(record: TraineeRecord, unit: UnitRow, known: Service | None) -> PlaceKind:
    if known is not None and known.place == unit.name:
        return known.place_kind
    is_away = unit.organisation != record.organisation
    if is_away and unit.place_kind is PlaceKind.HOSPITAL:
        return PlaceKind.OTHER_TRUST
    return unit.place_kind


@lru_cache(maxsize=2048)
def _plain_name(name: str) -> str:
    """A name as it is compared. A board compares the same few names ten thousand times."""
    return name.strip().casefold()


def _same_name(one: str, other: str) -> bool:
    return one == other or _plain_name(one) == _plain_name(other)


class _PlanNames:
    """Which service of the training plan a block fulfils: the one with its name.

    Where the plan has the name more than once, each block takes the next one, but for the one
    that was booked at the same place.
    """

    def __init__(self, record: TraineeRecord, plan: PublishedPlan | None) -> None:
        self._services = record.services
        self._plan = plan.services if plan else ()
        self._by_block: dict[tuple[str, str], int | None] = {}

    def known(self, draft: DraftService) -> Service | None:
        """A period of the record with the same name, at the same place if there is one."""
        same = [s for s in self._services if _same_name(s.name_nb, draft.name_nb)]
        there = [s for s in same if s.place == draft.unit.name]
        return next(iter(there or same), None)

    def seq(self, draft: DraftService) -> int | None:
        """The line of the plan; None when it has no service of that name."""
        key = (draft.block, draft.name_nb.casefold())
        if key not in self._by_block:
            self._by_block[key] = self._find(draft)
        return self._by_block[key]

    def _find(self, draft: DraftService) -> int | None:
        known = self.known(draft)
        named = [s.seq for s in self._plan if _same_name(s.name_nb, draft.name_nb)]
        if known is not None and known.plan_seq is not None and len(named) < 2:
            return known.plan_seq
        if known is not None and known.place == draft.unit.name and known.plan_seq in named:
            return known.plan_seq
        free = [seq for seq in named if seq not in self._by_block.values()]
        return next(iter(free or named[-1:]), None)
