"""Database, reference data and the demo world."""

from pathlib import Path

import click
from sqlmodel import Session

from app.commands.home import open_home
from app.db import migrate
from app.extensions import Installation
from app.services import course_deadlines, delay_scan_run, reference_report
from app.store import delay_scan
from pathways.checks.report import format_results, has_errors
from seed.demo.install import install_demo, reset_demo
from seed.load import load_reference
from seed.reference_files import REFERENCE_FOLDER

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def db() -> None:
    """The database's tables."""


@db.command("upgrade")
@click.argument("revision", default="head")
def db_upgrade(revision: str) -> None:
    """Bring the tables up to date."""
    home = open_home()
    migrate.upgrade(home.database.engine, revision)
    click.echo(f"Tables are at {revision}.")


@db.command("check")
def db_check() -> None:
    """Say whether the tables agree with the code."""
    differences = migrate.differences(open_home().database.engine)
    for difference in differences:
        click.echo(difference)
    if differences:
        raise SystemExit(1)
    click.echo("The tables agree with the code.")


@click.group()
def reference() -> None:
    """The reference data: rules, plans, courses, places, each figure with its source."""


@reference.command("load")
@click.option("--from", "folder", type=FOLDER, default=REFERENCE_FOLDER, help="Folder of files.")
def reference_load(folder: Path) -> None:
    """Load the reference files into the database; again and again without harm."""
    home = open_home()
    with home.database.session() as session:
        result = load_reference(session, now=home.clock.now(), folder=folder)
    if not result.changed:
        click.echo("Reference data: nothing new.")
        return
    counts = ", ".join(f"{count} {kind}" for kind, count in result.counts.items())
    click.echo(f"Reference data loaded: {counts}.")


@reference.command("check")
@click.option("--from", "folder", type=FOLDER, default=REFERENCE_FOLDER, help="Folder of files.")
def reference_check(folder: Path) -> None:
    """Print what was checked and every contradiction found; exit 1 on errors."""
    home = open_home()
    results = reference_report.reference_results(home.clock.today(), folder)
    click.echo(format_results(results))
    if has_errors(results):
        raise SystemExit(1)


SCALE = click.option(
    "--scale",
    type=click.IntRange(1, 50),
    default=1,
    show_default=True,
    help="How many times the demo region; 20 is about the size of the country.",
)


@click.group(invoke_without_command=True)
@SCALE
@click.pass_context
def demo(context: click.Context, scale: int) -> None:
    """The demo world: invented people, the same every time. Without a command: load them."""
    if context.invoked_subcommand is None:
        context.invoke(demo_load, scale=scale)


@demo.command("load")
@SCALE
def demo_load(scale: int) -> None:
    """Make the demo world of this scale; nothing is written when it is there already."""
    home = open_home()
    with home.database.session() as session:
        counts = install_demo(session, scale=scale)
        session.commit()
        scan_once(home, session)
        forecast_once(home, session)
    click.echo(describe_demo(counts))


@demo.command("reset")
@SCALE
def demo_reset(scale: int) -> None:
    """Throw the invented people away and load them anew; nobody else is touched."""
    home = open_home()
    with home.database.session() as session:
        reset_demo(session)
        counts = install_demo(session, scale=scale)
        session.commit()
        scan_once(home, session)
        forecast_once(home, session)
    click.echo(describe_demo(counts))


def scan_once(home: Installation, session: Session) -> None:
    """The first scan of a new demo world, so that its pages have something to say at once.

    Seats are given first, as in the night.
    """
    if delay_scan.latest_scan(session) is None:
        today, now = home.clock.today(), home.clock.now()
        course_deadlines.run(session, today, now)
        delay_scan_run.run(session, today, now, lambda _done, _total: True)


def forecast_once(home: Installation, session: Session) -> None:
    """The first forecast of a new demo world, after the first scan: it reads everybody's dates."""
    # The engine comes with it, which no other command needs.
    from seed.demo import forecast_runs, forecast_scenarios

    forecast_scenarios.load(session, home.clock.today())
    if forecast_runs.load(session, home.clock.today(), home.clock.now()):
        forecast_runs.ask_for_more(session, home.clock.today(), home.clock.now())


def describe_demo(counts: dict[str, int]) -> str:
    """One line about what the demo world holds."""
    listed = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    return f"Demo world: {listed}."
