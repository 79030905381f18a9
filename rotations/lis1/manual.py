"""A change by the council: never without a reason, never above qualification or places."""

from dataclasses import dataclass, replace

from rotations.lis1.check import Blocking, Fault, blocking, problems
from rotations.lis1.compare import Comparison, compare
from rotations.lis1.results import How, ManualChange, Placed, Result
from rotations.lis1.types import Intake


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a change cannot be made: faults of what it would give, or what is wrong with it."""

    reasons: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does."""

    result: Result
    comparison: Comparison
    new_pairs: tuple[Blocking, ...]
    """Candidate and seat that would both rather have had each other, and did not before."""
    gone_pairs: tuple[Blocking, ...]


def change(intake: Intake, result: Result, wanted: ManualChange) -> Effect | Refused:
    """The result with a change made, and what it does to whom; or why it cannot be."""
    wrong = _wrong(intake, result, wanted)
    if wrong:
        return Refused(wrong)
    changed = _changed(intake, result, wanted)
    before = set(problems(intake, result))
    broken = [each for each in problems(intake, changed) if each not in before]
    if broken:
        words = tuple(
            f"{each.fault}: {each.candidate or each.place}"
            + (f" at {each.place}" if each.candidate and each.place else "")
            for each in broken
        )
        return Refused(words, tuple(each.fault for each in broken))
    had, has = blocking(intake, result), blocking(intake, changed)
    return Effect(
        changed,
        compare(result, changed),
        tuple(each for each in has if each not in had),
        tuple(each for each in had if each not in has),
    )


def _wrong(intake: Intake, result: Result, wanted: ManualChange) -> tuple[str, ...]:
    keys = {each.key for each in intake.candidates}
    fixed = {each.candidate for each in intake.preplacements}
    named = [wanted.candidate, *([wanted.swap_with] if wanted.swap_with else [])]
    found = [f"no candidate {key}" for key in named if key not in keys]
    found += [f"{key} is placed beforehand" for key in named if key in fixed]
    if wanted.seat is not None and wanted.seat not in {each.key for each in intake.seats}:
        found.append(f"no seat {wanted.seat}")
    if not wanted.reason.strip():
        found.append("a reason is needed")
    if wanted.swap_with and result.seats.get(wanted.swap_with) != wanted.seat:
        found.append(f"{wanted.swap_with} does not have {wanted.seat}")
    if result.seats.get(wanted.candidate) == wanted.seat:
        found.append(f"{wanted.candidate} has that already")
    return tuple(found)


def _changed(intake: Intake, result: Result, wanted: ManualChange) -> Result:
    seats: dict[str, str | None] = {wanted.candidate: wanted.seat}
    if wanted.swap_with:
        seats[wanted.swap_with] = result.seats.get(wanted.candidate)
    wishes = {each.key: each.wishes for each in intake.candidates}
    placed = [each for each in result.placed if each.candidate not in seats]
    for key, seat in seats.items():
        if seat is not None:
            rank = wishes[key].index(seat) + 1 if seat in wishes[key] else None
            placed.append(Placed(key, seat, rank, How.MANUAL))
    there = {each.candidate for each in placed}
    return replace(
        result,
        placed=tuple(sorted(placed, key=lambda each: each.candidate)),
        unplaced=tuple(sorted(wishes.keys() - there)),
        changes=(*result.changes, wanted),
    )
