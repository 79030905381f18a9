"""The command `legelop`: every engine and every chore, without the web page.

Exit codes: 0 done, 1 a check found errors, 2 the input was wrong (then nothing has changed).
"""

import sys

import click
from pydantic import ValidationError

from app.commands import (
    accounts,
    courses,
    data,
    forecast,
    graph,
    jobs,
    lis1,
    pathway,
    rotations,
    serving,
)
from pathways.routes import UnknownStage
from seed.csv_rows import ReferenceFileError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Legeløp: pathway, rotation plan, allocation, delay and forecast for doctors in Norway."""


for group in (
    data.db,
    data.reference,
    data.demo,
    graph.graph,
    pathway.pathway,
    courses.courses,
    rotations.rotations,
    lis1.lis1,
    forecast.forecast,
    pathway.schema,
    accounts.account,
    jobs.jobs,
    jobs.worker,
    serving.serve,
    serving.up,
):
    cli.add_command(group)


def main() -> None:
    """Run a command; wrong input becomes a message on standard error and exit code 2."""
    try:
        cli()
    except ReferenceFileError as error:
        fail(str(error))
    except UnknownStage as error:
        fail(str(error))
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, item['loc'])) or 'settings'}: {item['msg']}"
            for item in error.errors()
        ]
        fail("wrong settings:\n  " + "\n  ".join(lines))


def fail(message: str) -> None:
    """Say what is wrong and stop."""
    click.echo(message, err=True)
    sys.exit(2)
