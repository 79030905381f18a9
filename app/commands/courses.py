"""Who gets which course session, from a file: no database, no screen."""

import json
from datetime import datetime
from pathlib import Path

import click

from app.commands.pathway import bytes_of, named, write
from app.exchange.course_files import read_course_case
from app.services.course_cases import answer
from seed.csv_rows import Problem, ReferenceFileError


@click.group()
def courses() -> None:
    """Courses with seats: who gets which session, and what one more would save."""


@courses.command("assign")
@click.argument("case", metavar="CASE.json")
@click.option(
    "--extra",
    "extras",
    multiple=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Try one more session of each course on this day, instead of one in each month.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
def courses_assign(case: str, extras: tuple[datetime, ...], out: Path | None) -> None:
    """Who gets a seat where in CASE (`-`: standard input), who is delayed, and what would help?

    Prints one JSON object, and nothing when the case has a mistake.
    """
    file = named(case)
    asked = read_course_case(bytes_of(case, file), file)
    days = [each.date() for each in extras]
    early = [day for day in days if day <= asked.today]
    if early:
        expected = f"a day after {asked.today}, the day of the case"
        raise ReferenceFileError(
            Problem("--extra", None, None, day.isoformat(), expected) for day in early
        )
    write(json.dumps(answer(asked, days), ensure_ascii=False, indent=2), out)
