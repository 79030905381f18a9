"""Explanations, and questions about a plan: what is named, what is proven, in how many seconds.

    python -m benchmarks.rotation_explain                    # a small case
    python -m benchmarks.rotation_explain 60x36x10 120x48x20 --tightness normal tight

A case with a hidden plan gets clashes planted in it (two doctors too many at a place, a minimum
that too few can come to, locks on leave or at a closed place, too little time): each is impossible
by construction, so it can be counted how many the explanation names. Questions are asked of the
best plan that the planner finds: random placements elsewhere or later ("why here?"), and wishes
that the plan does not meet ("what would it cost?").
"""

import argparse
import random
import statistics
import time
from collections.abc import Iterator, Sequence

from benchmarks.rotation_cases import FROZEN, Tightness, instance
from rotations.planner import answer, explain, solve
from rotations.scoring import score
from rotations.types.case import Lock, Placement, RotationCase
from rotations.types.questions import Question, WhyNot, WishPrice
from rotations.types.results import Explanation, Mode, WorkLimits
from tests.support.rotation_clashes import Plant, Planted, plant

SMALL = "20x36x6"
KINDS = tuple(Plant)


# ---- Explanations ----------------------------------------------------------------------------


def is_named(planted: Planted, explained: Explanation) -> bool:
    """Whether a clash names the planted limit and month, or the planted doctor."""
    for clash in explained.clashes:
        if planted.limit is None and set(planted.doctors) & set(clash.doctors):
            return True
        for key, first, last in clash.limits:
            if key == planted.limit and first <= (planted.month or 0) <= last:
                return True
    return False


def explanations(
    case: RotationCase, hidden: Sequence[Placement], seconds: float, number: int
) -> None:
    """A line for each case with clashes planted in it: one of each kind alone, then together."""
    print("| Planted | Named | Proven | Ways out | Smallest proven | Seconds |")
    print("| --- | --- | --- | --- | --- | --- |")
    for kinds in [*((kind,) for kind in KINDS), KINDS]:
        for seed in range(number):
            clashing, planted = plant(case, hidden, kinds, seed)
            if not planted:
                continue
            limits = WorkLimits(Mode.INTERACTIVE, seconds)
            started = time.perf_counter()
            found = explain(clashing, limits=limits, seed=seed, present=hidden)
            spent = time.perf_counter() - started
            named = sum(is_named(each, found) for each in planted)
            smallest = any(option.is_smallest for option in found.options)
            print(
                f"| {' + '.join(each.kind for each in planted)} | {named} of {len(planted)}"
                f" | {_yes(found.is_proven)} | {len(found.options)} | {_yes(smallest)}"
                f" | {spent:.1f} |",
                flush=True,
            )


# ---- Questions -------------------------------------------------------------------------------


def why_questions(
    case: RotationCase, plan: Sequence[Placement], rng: random.Random, number: int
) -> Iterator[Question]:
    """Placements after the frozen months, each at another of its sites, or two months later."""
    blocks = {(d.key, block.key): block for d in case.doctors for block in d.blocks}
    later = [each for each in plan if each.first >= FROZEN]
    for each in rng.sample(later, min(number, len(later))):
        others = [site for site in blocks[each.doctor, each.block].sites if site != each.site]
        site, first = (rng.choice(others), each.first) if others else (each.site, each.first + 2)
        yield WhyNot(Lock(each.doctor, each.block, site, min(first, case.months - 1)))


def wish_questions(
    case: RotationCase, plan: Sequence[Placement], rng: random.Random, number: int
) -> Iterator[Question]:
    """Wishes that the plan does not meet."""
    met = {each.doctor: each.wishes_met for each in score(case, plan).doctors}
    open_wishes = [
        WishPrice(doctor.key, wish.key)
        for doctor in case.doctors
        for wish in doctor.wishes
        if wish.points > 0 and wish.key not in met[doctor.key]
    ]
    yield from rng.sample(open_wishes, min(number, len(open_wishes)))


def questions(
    case: RotationCase, plan: Sequence[Placement], asked: Sequence[Question], seconds: float
) -> str:
    """The cells of one kind of question."""
    spent, possible, nearest, best, impossible = [], 0, 0, 0, 0
    for question in asked:
        started = time.perf_counter()
        found = answer(case, plan, question, limits=WorkLimits(Mode.INTERACTIVE, seconds))
        spent.append(time.perf_counter() - started)
        possible += found.is_possible
        nearest += found.fewest is not None and found.fewest.is_proven
        best += found.best.is_possible and found.best.is_exact
        impossible += not found.is_possible and found.best.is_exact
    if not spent:
        return "0 | – | – | – | – | – | –"
    return (
        f"{len(spent)} | {possible} | {nearest} of {possible} | {best} of {possible}"
        f" | {impossible} of {len(spent) - possible}"
        f" | {statistics.median(spent):.1f} | {max(spent):.1f}"
    )


# ---- The command -----------------------------------------------------------------------------


def measure(asked: argparse.Namespace, size: str, tightness: Tightness) -> None:
    """Explanations and questions on one case."""
    doctors, months, sites = map(int, size.split("x"))
    made = instance(doctors, months, sites, tightness, asked.seed)
    case = made.case
    print(f"\n{case.name}: {len(made.hidden)} placements, {len(case.limits)} limits\n")
    explanations(case, made.hidden, asked.seconds, asked.plants)
    limits = WorkLimits(Mode.INTERACTIVE, asked.seconds)
    solved = solve(case, limits=limits, seed=asked.seed, start=made.hidden)
    gap = "none" if solved.gap is None else f"{solved.gap:.2%}"
    print(f"\nasked of a plan with {solved.status}, gap {gap}, {solved.seconds:.0f} s\n")
    print(
        "| Asked | Questions | Possible | Fewest changes proven | Best plan proven"
        " | Impossible proven | Median seconds | Most |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    plan = solved.placements or made.hidden
    for name, kind in (("why here", why_questions), ("wish", wish_questions)):
        rng = random.Random(asked.seed)  # noqa: S311
        wanted = list(kind(case, plan, rng, asked.questions))
        print(f"| {name} | {questions(case, plan, wanted, asked.seconds)} |", flush=True)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def arguments() -> argparse.ArgumentParser:
    """What can be asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", default=[SMALL], help="doctors x months x sites")
    parser.add_argument(
        "--tightness", nargs="+", type=Tightness, default=[Tightness.NORMAL], help="how much room"
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="for each run at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plants", type=int, default=1, help="cases for each kind of clash")
    parser.add_argument("--questions", type=int, default=5, help="of each kind")
    return parser


def main(given: Sequence[str] | None = None) -> None:
    """Measure what is asked for and print tables."""
    asked = arguments().parse_args(given)
    for size in asked.sizes:
        for tightness in asked.tightness:
            measure(asked, size, tightness)


if __name__ == "__main__":
    main()
