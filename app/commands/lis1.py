"""LIS1 seats from a file: no database, no screen."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from app.commands.pathway import bytes_of, named, write
from app.commands.rotations import CASE, NO_ANSWER, OUT
from app.exchange.lis1_files import (
    Lis1File,
    must_be_drawn,
    read_draw_file,
    read_lis1_file,
    same_round,
)
from app.services import lis1_cases
from rotations.lis1.results import Mechanism
from rotations.lis1.types import Rules
from seed.csv_rows import Problem, ReferenceFileError

EVERYBODY = "all"
WAY = click.Choice([each.value for each in Mechanism])


@click.group()
def lis1() -> None:
    """LIS1 seats: who gets which, in six ways, with a draw that anyone can check.

    Each command prints one JSON object. Exit code 1: a stable way did not settle, or the draw does
    not match.
    """


@lis1.command("allocate")
@click.argument("cases", nargs=-1, required=True, metavar="CASE.json...")
@click.option("--mechanism", "mechanisms", multiple=True, type=WAY, help="Only this way.")
@click.option(
    "--why",
    multiple=True,
    metavar="KEY",
    help=f"What would have changed it for this candidate, or for {EVERYBODY}.",
)
@OUT
def lis1_allocate(
    cases: tuple[str, ...], mechanisms: tuple[str, ...], why: tuple[str, ...], out: Path | None
) -> None:
    """Share out the seats of CASE (`-`: standard input), and say why to everybody.

    A list when there are several cases. Nothing is printed when any case has a mistake.
    """
    files = _files(cases)
    ways = tuple(Mechanism(each) for each in dict.fromkeys(mechanisms))
    answers = [
        lis1_cases.allocated(
            Lis1File(file.intake, ways or file.mechanisms), _asked(file, name, why)
        )
        for name, file in files
    ]
    documents = [document for document, _ in answers]
    _print(documents if len(documents) > 1 else documents[0], out)
    if not all(is_good for _, is_good in answers):
        sys.exit(NO_ANSWER)


@lis1.command("compare")
@CASE
@click.option("--from", "before", type=WAY, help="This way; the case's first when left out.")
@click.option("--to", "after", type=WAY, help="With this way; with all others when left out.")
@click.option("--rules", "version", metavar="VERSION", help="With other rules of the case instead.")
@OUT
def lis1_compare(
    case: str, before: str | None, after: str | None, version: str | None, out: Path | None
) -> None:
    """Ways to share out CASE side by side, and who gains and loses between them."""
    if version is not None and (before or after):
        raise click.UsageError("--rules compares every way with itself: leave --from and --to out")
    ((name, file),) = _files((case,))
    asked = [Mechanism(each) for each in (before, after) if each]
    ways = tuple(dict.fromkeys((*file.mechanisms, *asked)))
    document = lis1_cases.compared(
        Lis1File(file.intake, ways),
        Mechanism(before) if before else None,
        Mechanism(after) if after else None,
        None if version is None else _rules(file, name, version),
    )
    _print(document, out)


@lis1.command("verify-draw")
@CASE
@OUT
def lis1_verify_draw(case: str, out: Path | None) -> None:
    """Recompute the draw of CASE, or of a draw that was published, and say what does not match."""
    name = named(case)
    document, is_verified = lis1_cases.verified(read_draw_file(bytes_of(case, name), name))
    _print(document, out)
    if not is_verified:
        sys.exit(NO_ANSWER)


def _files(cases: tuple[str, ...]) -> list[tuple[str, Lis1File]]:
    """Every case, drawn and each of its own round; raises with the mistakes of all files."""
    files: list[tuple[str, Lis1File]] = []
    problems: list[Problem] = []
    for case in cases:
        name = named(case)
        try:
            file = read_lis1_file(bytes_of(case, name), name)
            must_be_drawn(file, name)
            files.append((name, file))
        except ReferenceFileError as error:
            problems.extend(error.problems)
    problems.extend(same_round(files))
    if problems:
        raise ReferenceFileError(problems)
    return files


def _asked(file: Lis1File, name: str, why: tuple[str, ...]) -> set[str]:
    keys = {each.key for each in file.intake.candidates}
    if EVERYBODY in why:
        return keys
    unknown = [key for key in why if key not in keys]
    if unknown:
        expected = "the key of a candidate of the case"
        raise ReferenceFileError(Problem(name, None, "--why", key, expected) for key in unknown)
    return set(why)


def _rules(file: Lis1File, name: str, version: str) -> Rules:
    versions = {each.version: each for each in file.intake.other_rules}
    if version not in versions:
        expected = "one of other_rules: " + (", ".join(versions) or "there are none")
        raise ReferenceFileError([Problem(name, None, "--rules", version, expected)])
    return versions[version]


def _print(document: Any, out: Path | None) -> None:
    write(json.dumps(document, ensure_ascii=False, indent=2), out)
