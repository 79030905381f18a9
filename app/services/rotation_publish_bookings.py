"""What publishing does to one doctor's service records: what goes, what changes, what is booked.

The same reckoning as the days that the board shows (`rotation_dates_record`), so that the day
after publishing is the day that was promised. Pure: no session, no clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from app.services.rotation_dates_record import (
    DayPair,
    DraftRow,
    DraftService,
    record_with_draft,
)
from app.store.rotation_bookings import NewService, ServiceRow, Trainee
from app.store.rotation_values import MemberRow, PlacementRow, UnitRow
from pathways.types.plans import PublishedPlan
from pathways.types.record import Service, TraineeRecord

DAY = timedelta(days=1)
FAR = date.max


@dataclass(frozen=True, slots=True)
class Booking:
    """What is written for one doctor, in this order: delete, shorten and extend, book, leave."""

    trainee: Trainee
    delete: tuple[ServiceRow, ...] = ()
    change: tuple[tuple[ServiceRow, dict[str, Any]], ...] = ()
    """Rows with the fields that get new values; those that become shorter come first."""
    add: tuple[NewService, ...] = ()
    inside: tuple[tuple[int, NewService], ...] = ()
    """Inner services of a row that stays."""
    leave: tuple[DayPair, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a booking needs to know of one doctor beside the plan."""

    trainee: Trainee
    record: TraineeRecord
    rows: tuple[ServiceRow, ...]
    plan: PublishedPlan | None
    leave: tuple[DayPair, ...]
    """Leave that is recorded."""


def draft_row(
    member: MemberRow,
    placements: Iterable[PlacementRow],
    inner_names: Mapping[str, str],
    units: Mapping[int, UnitRow],
    span: DayPair,
) -> DraftRow:
    """A member's row in days. `inner_names`: the service inside a block, by block key."""
    return DraftRow(
        first=max(span[0], member.starts_on),
        last=span[1],
        services=tuple(_draft_service(each, inner_names, units) for each in placements),
        leave=member.planned_leave,
    )


def _draft_service(
    row: PlacementRow, inner_names: Mapping[str, str], units: Mapping[int, UnitRow]
) -> DraftService:
    inner = None
    if row.inner_unit_id is not None and row.inner_starts_on is not None:
        inner = DraftService(
            block=row.block_key,
            name_nb=inner_names.get(row.block_key, row.service_nb),
            unit=units[row.inner_unit_id],
            starts_on=row.inner_starts_on,
            ends_on=row.inner_ends_on,
        )
    return DraftService(
        block=row.block_key,
        name_nb=row.service_nb,
        unit=row.unit,
        starts_on=row.starts_on,
        ends_on=None if row.continues else row.ends_on,
        inner=inner,
    )


def book(
    shelf: Shelf,
    row: DraftRow,
    english: Mapping[str, str],
    plan_services: Mapping[tuple[int, int], int],
    version_id: int,
    today: date,
) -> Booking:
    """What is to be written for one doctor; `english` names services in English."""
    wanted = record_with_draft(shelf.record, row, shelf.plan, today).services
    wanted = _without_overlap(wanted)
    reading = _Reading(shelf, row, english, plan_services)
    kept = {service.key: service for service in wanted if not _is_new(service)}
    gone = {each.id: each for each in shelf.rows if str(each.id) not in kept}
    change: list[tuple[ServiceRow, dict[str, Any]]] = []
    for stored in shelf.rows:
        service = kept.get(str(stored.id))
        fields = reading.fields_of(stored, service, version_id) if service else {}
        if fields:
            change.append((stored, fields))
    add: list[NewService] = []
    owner_of: dict[str, int] = {}
    for service in (each for each in wanted if _is_new(each) and each.counted_inside is None):
        inner = tuple(reading.new(each) for each in wanted if each.counted_inside == service.key)
        new = replace(reading.new(service), inner=inner)
        same = next((each for each in gone.values() if _is_same(each, new)), None)
        if same is None:
            add.append(new)
            continue
        # It is booked already, perhaps by an earlier version: the row stays and is ours now.
        del gone[same.id]
        change.append((same, {"rotation_version_id": version_id}))
        owner_of[service.key] = same.id
    inside = _inside(wanted, owner_of, kept, reading, gone)
    change.sort(key=lambda pair: _grows(*pair))
    return Booking(
        shelf.trainee,
        tuple(gone.values()),
        tuple(change),
        tuple(add),
        tuple(inside),
        tuple(_uncovered(row.leave, shelf.leave)),
    )


class _Reading:
    """Turns services of the reckoned record into rows."""

    def __init__(
        self,
        shelf: Shelf,
        row: DraftRow,
        english: Mapping[str, str],
        plan_services: Mapping[tuple[int, int], int],
    ) -> None:
        self._shelf, self._english, self._plan_services = shelf, english, plan_services
        self._units: dict[str, UnitRow] = {}
        self._ahead = row.services
        for service in row.services:
            self._units[f"draft:{service.block}"] = service.unit
            if service.inner is not None:
                self._units[f"draft:{service.block}:inner"] = service.inner.unit

    def new(self, service: Service) -> NewService:
        """A service of the draft as a row to book."""
        unit = self._units[service.key]
        version = self._shelf.trainee.plan_version_id
        line = (version or 0, service.plan_seq or 0)
        return NewService(
            stage_key=service.stage,
            name_nb=service.name_nb,
            name_en=self._english.get(service.name_nb, service.name_en),
            unit_id=unit.id,
            organisation_id=unit.organisation_id,
            place_kind=service.place_kind,
            plan_service_id=self._plan_services.get(line),
            starts_on=service.starts_on,
            ends_on=service.ends_on,
        )

    def fields_of(self, stored: ServiceRow, service: Service, version_id: int) -> dict[str, Any]:
        """What changes in a row that stays: its end, and whose booking it is now."""
        fields: dict[str, Any] = {}
        if service.ends_on != stored.ends_on:
            fields["ends_on"] = service.ends_on
        goes_on = any(
            each.unit.id == stored.unit_id and each.ends_on == service.ends_on
            for each in self._ahead
        )
        if goes_on and stored.rotation_version_id != version_id:
            fields["rotation_version_id"] = version_id
        return fields


def _is_new(service: Service) -> bool:
    return service.key.startswith("draft:")


def _is_same(row: ServiceRow, new: NewService) -> bool:
    return (
        row.counted_inside_id is None
        and row.unit_id == new.unit_id
        and row.starts_on == new.starts_on
        and row.ends_on == new.ends_on
        and row.name_nb == new.name_nb
        and row.plan_service_id == new.plan_service_id
    )


def _inside(
    wanted: Sequence[Service],
    owner_of: Mapping[str, int],
    kept: Mapping[str, Service],
    reading: _Reading,
    gone: dict[int, ServiceRow],
) -> list[tuple[int, NewService]]:
    """Inner services of rows that stay; one that is there already is left alone."""
    found: list[tuple[int, NewService]] = []
    for service in wanted:
        if not _is_new(service) or service.counted_inside is None:
            continue
        owner = owner_of.get(service.counted_inside)
        if owner is None and service.counted_inside in kept:
            owner = int(service.counted_inside)
        if owner is None:
            continue
        new = reading.new(service)
        same = next(
            (
                each
                for each in gone.values()
                if each.counted_inside_id == owner
                and (each.unit_id, each.starts_on, each.ends_on)
                == (new.unit_id, new.starts_on, new.ends_on)
            ),
            None,
        )
        if same is not None:
            del gone[same.id]
        else:
            found.append((owner, new))
    return found


def _without_overlap(services: Sequence[Service]) -> tuple[Service, ...]:
    """A placement that runs on after the plan ends where something later is booked already."""
    outer = sorted(
        (each for each in services if each.counted_inside is None), key=lambda s: s.starts_on
    )
    cut: dict[str, date] = {}
    for each, following in pairwise(outer):
        if _is_new(each) and (each.ends_on or FAR) >= following.starts_on:
            cut[each.key] = following.starts_on - DAY
    return tuple(replace(s, ends_on=cut[s.key]) if s.key in cut else s for s in services)


def _grows(row: ServiceRow, fields: Mapping[str, Any]) -> bool:
    """Rows that become shorter make room for those that become longer."""
    return (fields.get("ends_on", row.ends_on) or FAR) > (row.ends_on or FAR)


def _uncovered(wanted: Iterable[DayPair], recorded: Sequence[DayPair]) -> list[DayPair]:
    """The days of planned leave that are not recorded as leave yet."""
    found: list[DayPair] = []
    taken = sorted(recorded)
    for first, last in sorted(wanted):
        start = first
        for other_first, other_last in taken:
            if other_last < start or other_first > last:
                continue
            if other_first > start:
                found.append((start, other_first - DAY))
            start = max(start, other_last + DAY)
        if start <= last:
            found.append((start, last))
            taken = sorted([*taken, (start, last)])
    return found
