"""Scheduled work by hand, and the worker itself."""

from datetime import datetime

import click

from app.clock import OSLO
from app.commands.home import open_home
from app.jobs import registry
from app.jobs.runner import run_job
from app.jobs.worker import run_worker
from app.store import jobs as store


@click.group()
def jobs() -> None:
    """The scheduled jobs."""


@jobs.command("list")
def jobs_list() -> None:
    """Every job, when it is due, and how its latest run went."""
    home = open_home()
    with home.database.session() as session:
        latest = store.latest_runs(session)
    for job in registry.JOBS:
        run = latest.get(job.name)
        state = "never run"
        if run is not None:
            how = {True: "done", False: "FAILED", None: "running"}[run.succeeded]
            state = f"{how} {run.started_at:%Y-%m-%d %H:%M} UTC: {run.message or ''}"
        click.echo(f"{job.name:<18} {job.hour:02}:{job.minute:02}  {job.title_en}. {state}")


@jobs.command("run")
@click.argument("name")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="As due on that day.")
def jobs_run(name: str, day: datetime | None) -> None:
    """Run a job now, or as it was due on a day (once only)."""
    home = open_home()
    try:
        job = registry.find(name)
    except LookupError as error:
        raise click.UsageError(str(error)) from None
    due = home.clock.now()
    if day is not None:
        due = datetime(day.year, day.month, day.day, job.hour, job.minute, tzinfo=OSLO)
    message = run_job(home, job, due)
    click.echo(message or f"{name} has already run for {due:%Y-%m-%d %H:%M}.")


@click.command()
def worker() -> None:
    """Run the scheduled jobs until stopped; only one worker leads."""
    run_worker(open_home())
