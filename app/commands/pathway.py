"""When a doctor is done, from a file: no database, no screen."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from app.commands.home import open_home
from app.exchange.case_files import read_case
from app.exchange.schemas import SCHEMAS, schema_text
from app.services.pathway_cases import Shelf, answer, read_shelf
from seed.csv_rows import Problem, ReferenceFileError

STANDARD_INPUT = "-"


@click.group()
def pathway() -> None:
    """The way to specialist for one doctor, reckoned from a file."""


@pathway.command("project")
@click.argument("cases", nargs=-1, required=True, metavar="CASE.json...")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
@click.option("--plan", "plan_id", help="A published plan, instead of the one in the case.")
def pathway_project(cases: tuple[str, ...], out: Path | None, plan_id: str | None) -> None:
    """When can the doctor of each CASE be approved, and what decides it?

    Prints one JSON object, or a list when there are several cases. Nothing is printed when any
    case has a mistake.
    """
    if cases.count(STANDARD_INPUT) > 1:
        raise click.UsageError("standard input (-) can be read once only")
    shelf = read_shelf(open_home().clock.now())
    results: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for name in cases:
        try:
            results.append(_answered(name, shelf, plan_id))
        except ReferenceFileError as error:
            problems.extend(error.problems)
    if problems:
        raise ReferenceFileError(problems)
    value = results if len(results) > 1 else results[0]
    write(json.dumps(value, ensure_ascii=False, indent=2), out)


@click.command()
@click.argument("name", required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema NAME, or list them all."""
    if name is None:
        for each, about in SCHEMAS.items():
            click.echo(f"{each}: {about}")
        return
    if name not in SCHEMAS:
        raise click.UsageError(f"no schema {name!r}; one of {', '.join(SCHEMAS)}")
    click.echo(schema_text(name), nl=False)


def _answered(name: str, shelf: Shelf, plan_id: str | None) -> dict[str, Any]:
    file = named(name)
    return answer(read_case(bytes_of(name, file), file, shelf.known, plan_id), shelf, file)


def named(name: str) -> str:
    """What to call a file in messages."""
    return "standard input" if name == STANDARD_INPUT else Path(name).name


def bytes_of(name: str, file: str) -> bytes:
    """What is in a file or on standard input; raises ReferenceFileError when it cannot be read."""
    try:
        if name == STANDARD_INPUT:
            return sys.stdin.buffer.read()
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or "no name of a file"
        raise ReferenceFileError([Problem(file, None, None, found, "a file to read")]) from None


def write(text: str, out: Path | None) -> None:
    """Write to a file, or print; raises ReferenceFileError when it cannot be written."""
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", "utf-8")
    except OSError as error:
        found = error.strerror or "an error"
        raise ReferenceFileError(
            [Problem(str(out), None, None, found, "a file to write")]
        ) from None
    click.echo(f"Wrote {out}.", err=True)
