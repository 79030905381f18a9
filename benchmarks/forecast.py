"""The forecast: a region, a nation, one specialty with every intake; against agents and bare draws.

The region and the nation run in two processes, as the worker's caller decides; the rest in one, in
processor seconds, so that other work on the machine does not count.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from random import Random
from statistics import fmean, stdev

import numpy as np

from benchmarks.forecast_agents import Department, Tables
from benchmarks.forecast_cases import SPECIALTIES, YEARS, region, specialty
from pathways.forecast.answer import answer
from pathways.forecast.chance import blocks
from pathways.forecast.outlook import look
from pathways.forecast.results import Question
from pathways.forecast.supply import simulate
from pathways.forecast.types import Case

PATHS = 10_000
REGION, NATION, REGIONS = 2_000, 20_000, 4
PROCESSES = 2
ONE = 51
"""Specialists of the one specialty."""
LEVELS = 31
AGENT_PATHS = 60


def bench_forecast() -> None:
    """Every measurement."""
    _bench_all("a region", region(REGION, PATHS), 5)
    nation = [
        case for number in range(REGIONS) for case in region(NATION // REGIONS, PATHS, number)
    ]
    _bench_all(f"a nation in {REGIONS} regions", nation, 40)
    _bench_one()
    _bench_draws()
    _bench_agents()


def _bench_all(name: str, cases: Sequence[Case], goal: int) -> None:
    specialists = sum(head.persons for case in cases for head in case.stock)
    started = time.perf_counter()
    # The largest first: no process is left with one of them when the others are done.
    ordered = sorted(cases, key=lambda case: -case.fte_today)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        seconds = sum(pool.map(_seconds_to_look, ordered))
    wall = time.perf_counter() - started
    print(
        f"forecast of {name}: {wall:.1f} s in {PROCESSES} processes, {seconds / PROCESSES:.1f} s of"
        f" processor each (goal {goal} s; {len(cases)} cases of {SPECIALTIES} specialties,"
        f" {specialists} specialists, {YEARS} years, {PATHS} paths)"
    )


def _seconds_to_look(case: Case) -> float:
    return _seconds(lambda: look(case))


def _bench_one() -> None:
    case = specialty(ONE, PATHS)
    question = Question(1, 15, most=LEVELS - 1)
    spent = _best(lambda: answer(case, question, without_delays=case.trainees))
    print(
        f"forecast of one specialty: {spent:.2f} s of processor for the whole answer (goal 1 s;"
        f" {ONE} specialists, {YEARS} years, {PATHS} paths, {LEVELS} intakes, parts of the"
        f" variance, levers and swings)"
    )


def _bench_draws() -> None:
    for specialists in (ONE, NATION // SPECIALTIES):
        case = specialty(specialists, PATHS)
        ours, theirs = _best(partial(simulate, case)), _best(partial(_draw, case))
        print(
            f"forecast: {ours * 1000:.0f} ms against {theirs * 1000:.0f} ms for the random draws"
            f" alone (ratio {ours / theirs:.2f}; {specialists} specialists, {PATHS} paths)"
        )


def _draw(case: Case) -> None:
    """As many numbers of each kind as a run takes, and nothing else."""
    draw = np.random.default_rng(1)
    persons = sum(each.persons for each in case.stock)
    last = case.years - case.training.shortest
    started = sum(case.starts_in(year) for year in range(1, last + 1))
    courses = len(case.trainees) + started
    for _, chosen in blocks(case.paths):
        size = chosen.stop - chosen.start
        came = round(case.recruits.mean * case.years * size)
        draw.standard_exponential((persons + courses) * size + came, dtype=np.float32)
        draw.random(courses * size, dtype=np.float32)
        draw.random(came + case.years * size)
        draw.standard_normal((case.years + 2) * size, dtype=np.float32)
        draw.beta(0.02 * 200, 0.98 * 200, size)
        draw.beta(0.7 * 40, 0.3 * 40, size)


def _bench_agents() -> None:
    case = specialty(ONE, PATHS, is_known=True)
    tables = Tables(case)
    agents: list[Department] = []

    def run() -> None:
        agents[:] = [Department(case, tables, Random(path)) for path in range(AGENT_PATHS)]  # noqa: S311
        for each in agents:
            each.run()

    theirs = _seconds(run) / AGENT_PATHS
    found = simulate(case)
    ours = _best(lambda: simulate(case)) / PATHS
    _check_same(case, [each.fte for each in agents], found.fte)
    print(
        f"forecast: {ours * 1e6:.0f} µs a path against {theirs * 1e6:.0f} µs for SimPy, each doctor"
        f" a process (ratio {ours / theirs:.4f}; {ONE} specialists, {YEARS} years, {PATHS} paths"
        f" against {AGENT_PATHS}, levels known)"
    )


def _check_same(
    case: Case,
    agents: Sequence[Sequence[float]],
    paths: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
) -> None:
    """The two models are the same one, as far as so few paths can tell."""
    for year in range(case.years + 1):
        seen = [each[year] for each in agents]
        error = 5 * stdev(seen) / len(seen) ** 0.5 + 1e-6
        if abs(fmean(seen) - float(paths[:, year].mean())) > error:
            raise AssertionError(f"year {year}: {fmean(seen)} and {paths[:, year].mean()}")


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _best(work: Callable[[], object], times: int = 3) -> float:
    return min(_seconds(work) for _ in range(times))


if __name__ == "__main__":
    bench_forecast()
