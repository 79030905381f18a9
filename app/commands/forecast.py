"""The forecast from a file: no database, no screen."""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from app.commands.pathway import bytes_of, named, write
from app.commands.rotations import CASE, NO_ANSWER, OUT
from app.exchange.forecast_by_hand import HandFile, by_hand_document, read_forecast
from app.exchange.forecast_files import ForecastFile
from app.services import forecast_from_files
from pathways.forecast.validation import MOST_PATHS
from seed.csv_rows import Problem, ReferenceFileError
from seed.knowledge_files import read_knowledge

FIGURES = re.compile(r"\[\n((?: *-?[0-9][0-9.e+-]*,?\n)+) *\]")
SEED = click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Of chance.")
PATHS = click.option("--paths", type=click.IntRange(1, MOST_PATHS), help="Futures to follow.")


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command that asks for an intake."""
    for option in (
        SEED,
        PATHS,
        click.option("--most", type=click.IntRange(0, 1_000), help="Starts a year to try."),
        click.option(
            "--chance",
            "chances",
            multiple=True,
            type=click.FloatRange(0.001, 0.999),
            help="How surely; may be given several times.",
        ),
        click.option(
            "--from", "first", type=int, metavar="YEAR", help="The intake may change from here."
        ),
        click.option("--by", type=int, metavar="YEAR", help="Nothing is to be missing by then."),
    ):
        command = option(command)
    return command


@click.group()
def forecast() -> None:
    """The forecast: how many specialists there will be, are needed, and must start.

    Each command prints one JSON object, and nothing when the case has a mistake.
    """


@forecast.command("run")
@CASE
@asking
@click.option("--by-hand", is_flag=True, help="With averages only, every factor named.")
@OUT
def forecast_run(case: str, by_hand: bool, out: Path | None, **options: Any) -> None:
    """CASE (`-`: standard input) year by year: bands, chances, advice and what moves them.

    A case that is given by averages is always reckoned by hand.
    """
    file = _file(case)
    if isinstance(file, HandFile):
        _no_options(case, options)
        document = by_hand_document(file)
    else:
        asked = _with_options(file, case, **options)
        document = _by_hand(asked, case) if by_hand else forecast_from_files.ran(asked)
    _print(document, out)


@forecast.command("intake")
@CASE
@asking
@OUT
def forecast_intake(case: str, out: Path | None, **options: Any) -> None:
    """How many must start a year, so that nothing is missing by a year with a chance?

    Exit code 1: no intake gives one of the chances; the answer says from when it can, or how near
    the largest comes.
    """
    file = _file(case)
    if isinstance(file, HandFile):
        expected = "people by age: a case by averages knows no chance (legelop forecast run)"
        raise ReferenceFileError([Problem(named(case), None, "stock", "averages", expected)])
    document, is_reached = forecast_from_files.advised(_with_options(file, case, **options))
    _print(document, out)
    if not is_reached:
        sys.exit(NO_ANSWER)


@forecast.command("backtest")
@CASE
@SEED
@PATHS
@click.option("--given/--not-given", "is_given", default=None, help="Tell it who really started.")
@OUT
def forecast_backtest(case: str, out: Path | None, **options: Any) -> None:
    """How would the forecast have fared on the history in CASE, made in each past year?

    Exit code 1: the history is too short for any forecast.
    """
    name = named(case)
    document = forecast_from_files.tested(bytes_of(case, name), name, _codes(), **options)
    _print(document, out)
    if document["pooled"] is None:
        sys.exit(NO_ANSWER)


# ---- What the commands share -----------------------------------------------------------------


def _file(case: str) -> ForecastFile | HandFile:
    name = named(case)
    return read_forecast(bytes_of(case, name), name, _codes())


def _codes() -> frozenset[str]:
    return frozenset(each.code for each in read_knowledge().specialties)


def _with_options(
    file: ForecastFile,
    case: str,
    first: int | None,
    by: int | None,
    chances: tuple[float, ...],
    most: int | None,
    seed: int | None,
    paths: int | None,
) -> ForecastFile:
    """What is asked on the command line stands before what the file says."""
    question, base = file.question, file.case.base_year
    last = base + file.case.years
    problems = []
    start = base + question.first_year if first is None else first
    if not base < start <= last:
        problems.append(_year(case, "--from", start, base + 1, last))
        start = base + 1
    target = base + question.target_year if by is None else by
    if not start <= target <= last:
        problems.append(_year(case, "--by", target, start, last))
    if problems:
        raise ReferenceFileError(problems)
    asked = replace(
        question,
        first_year=start - base,
        target_year=target - base,
        chances=tuple(dict.fromkeys(chances)) or question.chances,
        most=question.most if most is None else most,
    )
    people = replace(
        file.case,
        seed=file.case.seed if seed is None else seed,
        paths=file.case.paths if paths is None else paths,
    )
    return replace(file, case=people, question=asked)


def _year(case: str, option: str, found: int, first: int, last: int) -> Problem:
    expected = f"a year from {first} to {last}"
    return Problem(named(case), None, option, str(found), expected)


def _no_options(case: str, options: dict[str, Any]) -> None:
    given = [name for name, value in options.items() if value not in (None, ())]
    if given:
        expected = "none of --from, --by, --chance, --most, --seed, --paths: averages stand in it"
        raise ReferenceFileError([Problem(named(case), None, None, ", ".join(given), expected)])


def _by_hand(file: ForecastFile, case: str) -> dict[str, Any]:
    try:
        return forecast_from_files.by_hand(file)
    except ValueError as error:
        expected = "somebody in post: the need is reckoned from them"
        raise ReferenceFileError(
            [Problem(named(case), None, "stock", str(error), expected)]
        ) from None


def _print(document: Any, out: Path | None) -> None:
    """Rows of figures by year stand on one line each."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    write(FIGURES.sub(lambda found: f"[{' '.join(found[1].split())}]", text), out)
