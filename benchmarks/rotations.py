"""The planner against whole models, and repair against planning anew.

    python -m benchmarks.rotations                        # a small case, a minute or two
    python -m benchmarks.rotations 60x36x10 --tightness normal tight --seconds 60
    python -m benchmarks.rotations 300x60x40 --seconds 300 --only planner repair
    python -m benchmarks.rotations 60x36x10 --cpsat-python /path/to/a/python/with/ortools

The whole models are one programme for the case, given to HiGHS and to CP-SAT. Every method runs in
a process of its own, on the same case, with as many seconds. Told are seconds to the first plan
without breach, and until it was within 5 % and 1 % of the method's own bound, and the seconds of
processor time of the whole process; every plan is judged and scored by `rotations.rules` and
`rotations.scoring`.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.exchange.rotation_files import RotationFile, file_to_document
from app.exchange.rotation_results import read_repair, read_solve
from benchmarks.rotation_cases import FROZEN, Tightness, instance
from benchmarks.rotation_single_model import single_model
from rotations.rules import check
from rotations.scoring import score
from rotations.types.case import Lock, Placement, RotationCase
from rotations.types.findings import Severity
from rotations.types.results import Mode, WorkLimits

HERE = Path(__file__).parent
SMALL = "20x36x6"
METHODS = ("planner", "mip", "cpsat", "repair")
NO_ORTOOLS = 3
"""Exit code of the CP-SAT process when it has no OR-Tools."""
GRACE_SECONDS = 120.0

History = Sequence[tuple[float, int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Run:
    """One method on one case."""

    name: str
    history: History
    placements: tuple[Placement, ...]
    bound: int | None
    seconds: float
    used: "Used"
    size: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """Greatest memory, and seconds of processor time: what does not depend on other work."""

    megabytes: int
    processor: float


# ---- Processes -------------------------------------------------------------------------------


def process(python: str, script: Sequence[str], asked: str) -> tuple[list[dict[str, Any]], Used]:
    """The lines that a process answers, and what it used.

    Raises ValueError with what the process said when it failed.
    """
    measured = [sys.executable, str(HERE / "rotation_memory.py"), python, *script]
    done = subprocess.run(measured, input=asked, capture_output=True, text=True, check=False)  # noqa: S603
    *errors, used = done.stderr.strip().splitlines() or ["0 0"]
    if done.returncode:
        raise ValueError("\n".join(errors[-3:]) or f"exit code {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines()], _used(used)


def _used(line: str) -> Used:
    megabytes, processor = line.split()
    return Used(int(megabytes), float(processor))


def planner(case: RotationCase, seconds: float, seed: int) -> Run:
    """The planner, in a process."""
    limits = WorkLimits(Mode.INTERACTIVE, seconds)
    document = file_to_document(RotationFile(case, limits, seed))
    command = ["-m", "benchmarks.rotation_child", "solve"]
    ((answer,), used) = process(sys.executable, command, json.dumps(document))
    result = read_solve(answer)
    return Run("planner", result.history, result.placements, result.bound, result.seconds, used)


def single(
    name: str, python: str, case: RotationCase, seconds: float, seed: int, threads: int
) -> Run:
    """One whole model, in a process; the seconds are the solver's own, without making the model."""
    whole = single_model(case)
    asked = {
        "model": whole.model.document(),
        "seconds": seconds,
        "seed": seed,
        "threads": threads,
    }
    script = str(HERE / f"rotation_single_model_{name}.py")
    lines, used = process(python, [script], json.dumps(asked))
    *steps, last = lines
    history = [(row["seconds"], row["score"], row["bound"]) for row in [*steps, last]]
    plan = whole.plan(last["chosen"] or ())
    return Run(name, history, plan, last["bound"], last["seconds"], used, whole.model.size)


# ---- Figures ---------------------------------------------------------------------------------


def seconds_to(history: History, gap: float | None) -> float | None:
    """When the first plan was there (None), or one so near the bound; None: never."""
    for seconds, points, bound in history:
        if points is None:
            continue
        if gap is None:
            return seconds
        if bound is not None and bound - points <= gap * max(1, abs(points)):
            return seconds
    return None


def told(seconds: float | None) -> str:
    """Seconds, or a dash for never."""
    return "–" if seconds is None else f"{seconds:.1f}"


def row(name: str, case: RotationCase, run: Run) -> str:
    """One line of the table."""
    breaches = [v for v in check(case, run.placements) if v.severity is Severity.BREACH]
    points = score(case, run.placements).total if run.placements and not breaches else None
    gap = "–"
    if points is not None and run.bound is not None:
        gap = f"{max(0, run.bound - points) / max(1, abs(points)):.2%}"
    cells = [
        name,
        run.name,
        *(told(seconds_to(run.history, each)) for each in (None, 0.05, 0.01)),
        f"{run.seconds:.1f}",
        "–" if points is None else str(points),
        "–" if run.bound is None else str(run.bound),
        gap,
        f"{run.used.processor:.0f}",
        f"{run.used.megabytes} MB",
        run.size,
    ]
    return "| " + " | ".join(cells) + " |"


HEAD = (
    "| Case | Method | First plan | Within 5 % | Within 1 % | Ended | Points | Bound | Gap"
    " | Processor | Memory | Model |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


# ---- Repair ----------------------------------------------------------------------------------


def edits(case: RotationCase, plan: Sequence[Placement], number: int) -> Iterable[Lock]:
    """What a coordinator may do: one placement to another site, or two months later."""
    rng = random.Random(number)  # noqa: S311
    blocks = {(d.key, block.key): block for d in case.doctors for block in d.blocks}
    later = [each for each in plan if each.first >= FROZEN]
    for each in rng.sample(later, min(number, len(later))):
        others = [site for site in blocks[each.doctor, each.block].sites if site != each.site]
        if others:
            yield Lock(each.doctor, each.block, rng.choice(others), each.first)
        else:
            yield Lock(each.doctor, each.block, each.site, min(each.first + 2, case.months - 1))


def changed(before: Sequence[Placement], after: Sequence[Placement], lock: Lock) -> int:
    """Placements that are not kept, apart from the one that was moved."""
    kept = {(p.doctor, p.block, p.site, p.first, p.last) for p in after}
    return sum(
        (p.doctor, p.block, p.site, p.first, p.last) not in kept
        for p in before
        if (p.doctor, p.block) != (lock.doctor, lock.block)
    )


def repairs(case: RotationCase, plan: Sequence[Placement], seconds: float, number: int) -> None:
    """A line for each edit: the fewest changes, and planning anew with the edit as a lock."""
    print("| Edit | Repair changes | Proven | Seconds | Planned anew changes | Seconds |")
    print("| --- | --- | --- | --- | --- | --- |")
    for lock in edits(case, plan, number):
        limits = WorkLimits(Mode.INTERACTIVE, seconds)
        file = RotationFile(case, limits, 1, tuple(plan), (lock,))
        command = ["-m", "benchmarks.rotation_child", "repair"]
        ((answer,), _) = process(sys.executable, command, json.dumps(file_to_document(file)))
        repaired = read_repair(answer)
        anew = planner(replace(case, locks=(*case.locks, lock)), seconds, 1)
        what = f"{lock.doctor} {lock.block} to {lock.site}, month {lock.first}"
        if not repaired.is_possible:
            print(f"| {what} | not possible | – | {repaired.seconds:.1f} | – | – |", flush=True)
            continue
        proven = "yes" if repaired.is_proven else f"at least {repaired.lower_bound}"
        print(
            f"| {what} | {repaired.changed_count} | {proven} | {repaired.seconds:.1f}"
            f" | {changed(plan, anew.placements, lock) if anew.placements else '–'}"
            f" | {anew.seconds:.1f} |",
            flush=True,
        )


# ---- The command -----------------------------------------------------------------------------


def measure(asked: argparse.Namespace, size: str, tightness: Tightness) -> None:
    """Every method on one case."""
    doctors, months, sites = map(int, size.split("x"))
    made = instance(doctors, months, sites, tightness, asked.seed)
    case, name = made.case, f"{size} {tightness}"
    pythons = {"mip": sys.executable, "cpsat": asked.cpsat_python}
    print(f"\n{case.name}: {len(made.hidden)} placements, {len(case.limits)} limits")
    print(f"hidden plan: {score(case, made.hidden).total} points\n\n{HEAD}", flush=True)
    best: tuple[Placement, ...] = made.hidden
    for method in asked.only:
        if method == "repair":
            continue
        try:
            if method == "planner":
                run = planner(case, asked.seconds, asked.seed)
                best = run.placements or best
            else:
                threads = asked.workers if method == "cpsat" else asked.threads
                run = single(method, pythons[method], case, asked.seconds, asked.seed, threads)
            print(row(name, case, run), flush=True)
        except ValueError as error:
            print(f"| {name} | {method} | {error} |", flush=True)
    if "repair" in asked.only:
        print()
        repairs(case, best, min(asked.seconds, asked.repair_seconds), asked.edits)


def arguments() -> argparse.ArgumentParser:
    """What can be asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", default=[SMALL], help="doctors x months x sites")
    parser.add_argument(
        "--tightness", nargs="+", type=Tightness, default=[Tightness.NORMAL], help="how much room"
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="for each run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="of HiGHS on the whole model")
    # CP-SAT's strength is several searches side by side, also when they share the cores.
    parser.add_argument("--workers", type=int, default=8, help="of CP-SAT")
    parser.add_argument("--only", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--edits", type=int, default=3, help="edits to repair")
    parser.add_argument("--repair-seconds", type=float, default=60.0)
    parser.add_argument("--cpsat-python", default=sys.executable, help="a Python with ortools")
    return parser


def main(given: Sequence[str] | None = None) -> None:
    """Measure what is asked for and print tables."""
    asked = arguments().parse_args(given)
    started = time.monotonic()
    for size in asked.sizes:
        for tightness in asked.tightness:
            measure(asked, size, tightness)
    print(f"\n{time.monotonic() - started:.0f} s in all")


if __name__ == "__main__":
    main()
