"""Room, supervisors and agreements as limits of a planning case, and when a place is open.

A capacity is a limit as it stands. Supervisors of a unit are one soft limit for each run of
months with the same number of places. An agreement with places limits how many of the plan's
doctors are there; with months a year, how many person-months in each calendar year.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from app.db.tables import AgreementKind, AgreementState
from app.services.rotation_months import month_of
from app.services.rotation_outside import NOBODY, OthersThere
from app.store.places import AgreementRow, CapacityRow, PlaceLimits, SupervisorRow
from app.store.rotation_values import UnitRow
from rotations.types.case import Limit, LimitKind, LimitPer, Span

SERVING = (
    AgreementKind.EXTERNAL_SERVICE,
    AgreementKind.CONTRACT_SPECIALIST,
    AgreementKind.MUNICIPALITY,
)
"""Kinds that let trainees serve at the host; the others speak of single persons."""

NEVER = (Span(-1, -1),)
"""A place that is closed in all months of the case."""


def limits(
    found: PlaceLimits,
    units: Mapping[int, UnitRow],
    own: frozenset[int],
    first_month: date,
    months: int,
    others: OthersThere = NOBODY,
) -> tuple[Limit, ...]:
    """All limits of the case, over the units that it knows (by row id), with what is left of them
    for the case's own doctors beside the `others`.

    An agreement binds the doctors of its home only: those of others than `own` are left out, and
    doctors of other homes take nothing of it.
    """
    calendar = _Calendar(first_month, months)
    made = [
        *((row.unit_ids, None, _capacity(row, units, calendar)) for row in found.capacities),
        *_supervisors(found.supervisors, units, calendar),
        *(
            (row.unit_ids, row.home_id, limit)
            for row in found.agreements
            if row.home_id in own
            for limit in _agreement(row, units, calendar)
        ),
    ]
    return tuple(
        left
        for unit_ids, home_id, limit in made
        if limit is not None
        for left in others.left_of(limit, unit_ids, home_id)
    )


def open_months(
    unit: UnitRow, own: frozenset[int], agreements: Iterable[AgreementRow], first: date, months: int
) -> tuple[Span, ...]:
    """When anybody may serve at the unit: always at home (`own` organisations) and where no
    agreement is registered at all; else in the months of the agreements that are agreed."""
    rows = [row for row in agreements if unit.id in row.unit_ids and row.kind in SERVING]
    if unit.organisation_id in own or not rows:
        return ()
    calendar = _Calendar(first, months)
    spans = [
        calendar.whole(row.starts_on, row.ends_on)
        for row in rows
        if row.state is AgreementState.AGREED
    ]
    return tuple(sorted({span for span in spans if span is not None})) or NEVER


class _Calendar:
    """The months of a plan."""

    def __init__(self, first_month: date, months: int) -> None:
        self.first_month, self.months = first_month, months

    def touched(self, start: date, end: date | None) -> Span | None:
        """The plan's months that a period touches; None when there are none."""
        return self._within(month_of(self.first_month, start), end)

    def whole(self, start: date, end: date | None) -> Span | None:
        """The same, but a period that begins within a month begins with the next one."""
        first = month_of(self.first_month, start)
        return self._within(first if start.day == 1 else first + 1, end)

    def _within(self, first: int, end: date | None) -> Span | None:
        last = self.months - 1 if end is None else month_of(self.first_month, end)
        first, last = max(first, 0), min(last, self.months - 1)
        return Span(first, last) if first <= last else None


def _capacity(row: CapacityRow, units: Mapping[int, UnitRow], calendar: _Calendar) -> Limit | None:
    sites = tuple(units[each].key for each in row.unit_ids if each in units)
    span = calendar.touched(row.valid_from, row.valid_to)
    if not sites or span is None:
        return None
    return Limit(
        key=f"capacity:{row.public_id}",
        kind=row.kind,
        name=row.name,
        sites=sites,
        span=span,
        minimum=row.minimum,
        maximum=row.maximum,
        services=row.services,
        groups=row.groups,
        is_hard=row.is_hard,
        counts_share=row.counts_share,
        source=row.source,
    )


def _supervisors(
    rows: Iterable[SupervisorRow], units: Mapping[int, UnitRow], calendar: _Calendar
) -> Iterable[tuple[tuple[int], None, Limit]]:
    by_unit = groupby(sorted(rows, key=lambda row: row.unit_id), key=lambda row: row.unit_id)
    for unit_id, group in by_unit:
        if unit_id not in units:
            continue
        room = [0] * calendar.months
        for row in group:
            span = calendar.touched(row.valid_from, row.valid_to)
            for month in span.months if span else ():
                room[month] += row.places
        for places, run in groupby(range(calendar.months), key=lambda month: room[month]):
            months = list(run)
            limit = Limit(
                key=f"supervisors:{units[unit_id].key}:{months[0]}",
                kind=LimitKind.SUPERVISOR,
                name=units[unit_id].name,
                sites=(units[unit_id].key,),
                span=Span(months[0], months[-1]),
                maximum=places,
                is_hard=False,
            )
            yield (unit_id,), None, limit


def _agreement(
    row: AgreementRow, units: Mapping[int, UnitRow], calendar: _Calendar
) -> Iterable[Limit]:
    sites = tuple(units[each].key for each in row.unit_ids if each in units)
    span = calendar.touched(row.starts_on, row.ends_on)
    if not sites or span is None or row.kind not in SERVING:
        return
    if row.state is not AgreementState.AGREED:
        return
    if row.places is not None:
        yield Limit(
            key=f"agreement:{row.public_id}",
            kind=LimitKind.AGREEMENT,
            name=row.title,
            sites=sites,
            span=span,
            maximum=row.places,
        )
    if row.months_a_year is not None:
        for year, run in groupby(span.months, key=lambda month: _year(calendar, month)):
            months = list(run)
            yield Limit(
                key=f"agreement:{row.public_id}:{year}",
                kind=LimitKind.AGREEMENT,
                name=row.title,
                sites=sites,
                span=Span(months[0], months[-1]),
                maximum=row.months_a_year,
                per=LimitPer.SPAN,
            )


def _year(calendar: _Calendar, month: int) -> int:
    return calendar.first_month.year + (calendar.first_month.month - 1 + month) // 12
