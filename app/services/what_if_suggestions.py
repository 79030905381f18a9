"""Changes worth trying for one doctor, worked out from the answer: never a fixed list."""

from datetime import date, timedelta
from fractions import Fraction

from app.services.my_pathway_reckoning import Reckoning
from app.services.projection_words import EarlierStart
from pathways.carry_over import carry_over
from pathways.projection.values import Stint, StintKind, WaitKind
from pathways.projection.what_if_values import Change, MoveChange, ShareChange, SpecialtyChange
from pathways.types.knowledge import Specialty
from pathways.worktime import FULL_TIME, share_on

DAY = timedelta(days=1)
NOTICE_MONTHS = 3
SPELL_MONTHS = 6
PART_TIME = 80


def suggested_changes(reckoning: Reckoning) -> tuple[Change, ...]:
    """The deciding booking at its best date, another share for half a year, a near specialty."""
    move = earlier_booking(reckoning)
    found: list[Change] = [] if move is None else [move]
    found.append(_other_share(reckoning))
    near = nearest_specialty(reckoning)
    if near is not None:
        found.append(SpecialtyChange(near, month_after(reckoning.today, 1)))
    return tuple(found)


def earlier_start(reckoning: Reckoning) -> EarlierStart | None:
    """What the deciding booking would give at its best date; None when that is no earlier."""
    move = earlier_booking(reckoning)
    if move is None:
        return None
    (alternative,) = reckoning.alternatives([move])
    moved, projection = alternative.days_moved, alternative.projection
    if projection is None or projection.expected is None or moved is None:
        return None
    return EarlierStart(move.service, move.starts_on, projection.expected, -moved)


def earlier_booking(reckoning: Reckoning) -> MoveChange | None:
    """The deciding booked period at the last day that gives the earliest end.

    The first day it could begin is tried; what room that leaves is given back, so that nobody
    is asked to move more than helps. None when it moves nothing.
    """
    stint = deciding_stint(reckoning)
    if stint is None or stint.service is None or stint.ref is None:
        return None
    first = _first_possible(reckoning, stint)
    if first >= stint.starts_on:
        return None
    move = MoveChange(stint.service, first)
    (alternative,) = reckoning.alternatives([move])
    if alternative.projection is None or not (alternative.days_moved or 0) < 0:
        return None
    item = next((i for i in alternative.projection.items if i.key == stint.ref), None)
    if item is None or item.latest_start is None or not first < item.latest_start:
        return move
    later = MoveChange(stint.service, min(item.latest_start, stint.starts_on))
    (again,) = reckoning.alternatives([later])
    return later if again.days_moved == alternative.days_moved else move


def deciding_stint(reckoning: Reckoning) -> Stint | None:
    """The booked period ahead that the deciding chain begins with."""
    for link in reckoning.projection.chain:
        if link.wait.kind is WaitKind.BOOKED_START:
            return next(
                (
                    stint
                    for stint in reckoning.projection.timeline
                    if stint.kind is StintKind.BOOKED and stint.starts_on == link.wait.day
                ),
                None,
            )
    return None


def _first_possible(reckoning: Reckoning, stint: Stint) -> date:
    """The day after what comes before is full; tomorrow when nothing does."""
    before = [s for s in reckoning.projection.timeline if s.starts_on < stint.starts_on]
    before = [s for s in before if s.kind is not StintKind.FILL]
    if not before:
        return reckoning.today + DAY
    last = max(before, key=lambda s: s.starts_on)
    ends = last.ends_on or stint.starts_on - DAY
    if last.ref is not None:
        item = reckoning.items.get(last.ref)
        best = None if item is None else item.best
        if best is not None and last.kind is StintKind.NOW:
            ends = min(ends, best)
    return max(ends, reckoning.today) + DAY


def _other_share(reckoning: Reckoning) -> ShareChange:
    """80 % for half a year; full time for whoever works less already."""
    first = month_after(reckoning.today, NOTICE_MONTHS)
    now = share_on(reckoning.record.shares, first)
    percent = PART_TIME if now > PART_TIME else FULL_TIME
    return ShareChange(int(percent), first, month_after(first, SPELL_MONTHS) - DAY)


def nearest_specialty(reckoning: Reckoning) -> str | None:
    """The specialty of the same family that most may carry over to; the first among equals."""
    own = reckoning.specialty
    if own is None or not reckoning.is_in_part23:
        return None
    related = [
        specialty
        for specialty in reckoning.knowledge.specialties
        if specialty.family == own.family and specialty.code != own.code
    ]

    def nearness(specialty: Specialty) -> tuple[bool, Fraction]:
        carried = carry_over(
            reckoning.record,
            reckoning.bundle.graph,
            own.code,
            specialty.code,
            reckoning.today,
            reckoning.measures.limits,
        )
        shares_part2 = specialty.part2 is not None and specialty.part2 == own.part2
        return (shares_part2, carried.months.high)

    best = max(related, key=nearness, default=None)
    return None if best is None else best.code


def month_after(day: date, months: int) -> date:
    """The first day of the month that many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
