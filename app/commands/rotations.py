"""Rotation plans from a file: no database, no screen."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from app.commands.pathway import bytes_of, named, write
from app.commands.rotation_questions import why_not, wish_price
from app.exchange.rotation_files import RotationFile, read_plan, read_rotation_file
from app.services import rotation_cases
from rotations.types.case import Placement
from rotations.types.results import Mode, Progress, Report
from seed.csv_rows import Problem, ReferenceFileError

NO_ANSWER = 1
"""Exit code when there is no plan, or the plan breaks a rule."""
QUIET_SECONDS = 5.0
"""A line of progress at least so often while nothing better is found."""

CASE = click.argument("case", metavar="CASE.json")
OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A file to write."
)
PLAN = click.option("--plan", metavar="RESULT.json", help="Take the plan from this file.")


def work(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command that plans."""
    for option in (
        click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Of the random choices."),
        click.option("--seconds", type=click.FloatRange(0, 86_400), help="At most so long."),
        click.option(
            "--reproducible", is_flag=True, help="Bounded by work: the same plan every time."
        ),
    ):
        command = option(command)
    return command


@click.group()
def rotations() -> None:
    """Rotation plans: who serves where and when, within every limit.

    Each command prints one JSON object; progress goes to standard error. Exit code 1: there is no
    plan, the plan breaks a rule, or what is asked for cannot be had.
    """


@rotations.command("solve")
@CASE
@work
@PLAN
@OUT
def rotations_solve(case: str, plan: str | None, out: Path | None, **options: Any) -> None:
    """The best plan of CASE (`-`: standard input), and how good it is. Ctrl-C keeps the best."""
    file = _with_options(_file(case, plan), **options)
    with progress() as report:
        _answer(*rotation_cases.solved(file, report), out)


@rotations.command("check")
@CASE
@PLAN
@OUT
def rotations_check(case: str, plan: str | None, out: Path | None) -> None:
    """Does the plan in CASE keep every rule, what is it worth, and how full is every place?"""
    _answer(*rotation_cases.checked(_with_plan(_file(case, plan, may_clash=True), case)), out)


@rotations.command("repair")
@CASE
@work
@PLAN
@OUT
def rotations_repair(case: str, plan: str | None, out: Path | None, **options: Any) -> None:
    """The plan in CASE with its edits taken over, and the fewest further changes."""
    file = _with_options(_with_plan(_file(case, plan), case), **options)
    with progress() as report:
        _answer(*rotation_cases.repaired(file, report), out)


@rotations.command("explain")
@CASE
@work
@PLAN
@OUT
def rotations_explain(case: str, plan: str | None, out: Path | None, **options: Any) -> None:
    """Why has CASE no plan, and what is the least to give up?"""
    file = _with_options(_file(case, plan, may_clash=True), **options)
    with progress() as report:
        _answer(*rotation_cases.explained(file, report), out)


@rotations.command("why")
@CASE
@click.option("--doctor", required=True, metavar="KEY", help="Whose placement.")
@click.option("--block", required=True, metavar="KEY", help="Which of the doctor's blocks.")
@click.option("--site", metavar="KEY", help="Why not here?")
@click.option("--first", metavar="YYYY-MM", help="Why not from this month?")
@work
@PLAN
@OUT
def rotations_why(
    case: str,
    plan: str | None,
    out: Path | None,
    doctor: str,
    block: str,
    site: str | None,
    first: str | None,
    **options: Any,
) -> None:
    """Why is a block here, and not elsewhere or at another time: what would that take and cost?"""
    file = _with_options(_with_plan(_file(case, plan), case), **options)
    question = why_not(file.case, named(case), doctor, block, site, first)
    _answer(*rotation_cases.answered(file, question), out)


@rotations.command("wish-cost")
@CASE
@click.option("--doctor", required=True, metavar="KEY", help="Whose wish.")
@click.option("--wish", required=True, metavar="KEY", help="Which of the doctor's wishes.")
@work
@PLAN
@OUT
def rotations_wish_cost(
    case: str, plan: str | None, out: Path | None, doctor: str, wish: str, **options: Any
) -> None:
    """What would it take and cost the whole plan to meet a doctor's wish?"""
    file = _with_options(_with_plan(_file(case, plan), case), **options)
    question = wish_price(file.case, named(case), doctor, wish)
    _answer(*rotation_cases.answered(file, question), out)


# ---- What the commands share -----------------------------------------------------------------


def _file(case: str, plan: str | None, *, may_clash: bool = False) -> RotationFile:
    name = named(case)
    file = read_rotation_file(bytes_of(case, name), name, may_clash=may_clash)
    if plan is None:
        return file
    placements: tuple[Placement, ...] = read_plan(
        bytes_of(plan, named(plan)), named(plan), file.case
    )
    return replace(file, placements=placements)


def _with_plan(file: RotationFile, case: str) -> RotationFile:
    """The file with a plan: its own, or the published one."""
    plan = file.placements or file.case.published
    if not plan:
        expected = "a plan: here, in published, or with --plan"
        raise ReferenceFileError(
            [Problem(named(case), None, "placements", "no placement", expected)]
        )
    return replace(file, placements=plan)


def _with_options(
    file: RotationFile, seed: int | None, seconds: float | None, reproducible: bool
) -> RotationFile:
    """What is asked on the command line stands before what the file says."""
    limits = file.limits
    if seconds is not None:
        limits = replace(limits, seconds=seconds)
    if reproducible:
        limits = replace(limits, mode=Mode.REPRODUCIBLE)
    return replace(file, limits=limits, seed=file.seed if seed is None else seed)


def _answer(document: dict[str, Any], is_good: bool, out: Path | None) -> None:
    write(json.dumps(document, ensure_ascii=False, indent=2), out)
    if not is_good:
        sys.exit(NO_ANSWER)


@contextmanager
def progress() -> Iterator[Report]:
    """Tells how a run goes, and stops it with its best plan on Ctrl-C; a second one ends it."""
    asked: list[int] = []
    told: list[Progress] = []

    def stop(number: int, _frame: Any) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, before)
        click.echo("stopping, and keeping the best so far …", err=True)

    def report(now: Progress) -> bool:
        if not told or _is_worth_telling(told[0], now):
            told[:] = [now]
            click.echo(progress_line(now), err=True)
        return not asked

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield report
    finally:
        signal.signal(signal.SIGINT, before)


def _is_worth_telling(last: Progress, now: Progress) -> bool:
    is_better = (last.score, last.hard_breaches) != (now.score, now.hard_breaches)
    return is_better or now.seconds - last.seconds >= QUIET_SECONDS


def progress_line(now: Progress) -> str:
    """One line: seconds, phase, and how good the best plan is."""
    if now.score is None:
        over = "" if now.hard_breaches is None else f", {now.hard_breaches} beyond hard limits"
        return f"{now.seconds:7.1f} s  {now.phase}: no plan yet{over}"
    if now.bound is None:
        return f"{now.seconds:7.1f} s  {now.phase}: {now.score} points"
    gap = max(0, now.bound - now.score) / max(1, abs(now.score))
    best = f"at most {now.bound}, gap {gap:.2%}"
    return f"{now.seconds:7.1f} s  {now.phase}: {now.score} points, {best}"
