"""After the decision: who is next in line for a seat that falls free, and a run for open seats."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from rotations.lis1.allocate import allocate
from rotations.lis1.market import market
from rotations.lis1.results import Mechanism, Result
from rotations.lis1.types import Intake, Preplacement


@dataclass(frozen=True, slots=True)
class InLine:
    """One who would rather have a seat than what they have."""

    candidate: str
    rank: int
    has_seat: str | None
    """What they would leave; None: they have no seat now."""


def next_in_line(
    intake: Intake, result: Result, seat: str, declined: Collection[str] = ()
) -> tuple[InLine, ...]:
    """Those who wish for a seat and may have it, best priority first.

    Left out: who has said no (`declined`), who is placed beforehand, and who has something that
    they put higher on their list. A couple stands in line each for themselves.
    """
    made = market(intake)
    at = next(number for number, each in enumerate(made.seats) if each.key == seat)
    found = []
    for number, candidate in enumerate(made.candidates):
        if candidate.key in declined or number in made.preplaced or (number, at) not in made.keys:
            continue
        rank = candidate.wishes.index(seat) + 1
        has = result.seats.get(candidate.key)
        if has not in candidate.wishes[:rank]:
            found.append((made.keys[number, at], InLine(candidate.key, rank, has)))
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


def run_again(
    intake: Intake,
    result: Result,
    mechanism: Mechanism,
    *,
    kept: Collection[str],
    declined: Collection[str],
) -> tuple[Intake, Result]:
    """Share out the open seats: `kept` stay where they are, `declined` are out, the rest run anew.

    `kept` are those who have accepted and those who have not answered yet. The rest may get
    something else, also worse, so name everybody in `kept` who must not move. Returns the intake
    of the new run too, which says who was kept. Raises ValueError when somebody is in both, or is
    kept without a seat.
    """
    if both := set(kept) & set(declined):
        raise ValueError(f"kept and declined: {', '.join(sorted(both))}")
    seats = result.seats
    if without := set(kept) - seats.keys():
        raise ValueError(f"kept without a seat: {', '.join(sorted(without))}")
    fixed = {each.candidate for each in intake.preplacements}
    keys = {each.key for each in intake.candidates}
    anew = replace(
        intake,
        candidates=tuple(each for each in intake.candidates if each.key not in declined),
        couples=tuple(
            each for each in intake.couples if not {each.one, each.other} & set(declined)
        ),
        preplacements=(
            *(each for each in intake.preplacements if each.candidate not in declined),
            *(Preplacement(key, seats[key], "kept") for key in sorted(set(kept) - fixed)),
        ),
        draw=replace(
            intake.draw,
            withdrawn=(*intake.draw.withdrawn, *sorted(keys.intersection(declined))),
        ),
    )
    return anew, allocate(anew, mechanism)
