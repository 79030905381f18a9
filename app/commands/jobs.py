"""Scheduled work by hand, and the worker itself."""

import sys
from datetime import date, datetime

import click

from app.clock import OSLO
from app.commands.home import open_home
from app.jobs import registry
from app.jobs.runner import Ending, run_job
from app.jobs.schedule import Daily, Trigger
from app.jobs.work import Job
from app.jobs.worker import run_worker
from app.store import jobs as store
from app.store.jobs import JobRunRow


@click.group()
def jobs() -> None:
    """The scheduled jobs."""


@jobs.command("list")
def jobs_list() -> None:
    """Every job: when it is due, when next, how its latest run went and who asked for it."""
    home = open_home()
    with home.database.session() as session:
        latest = store.latest_runs(session)
        seen = store.worker_seen_at(session)
    now = home.clock.now()
    for job in registry.JOBS:
        upcoming = job.trigger.next_due(now)
        click.echo(f"{job.name:<18} {_due(job.trigger):<9} next {_local(upcoming)}  {job.title_en}")
        click.echo(f"{'':<18} {_state(latest.get(job.name))}")
    click.echo(f"Worker last seen: {_local(seen) if seen else 'never'}. Times are in Oslo.")


@jobs.command("run")
@click.argument("name")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the job judges; a daily job runs as it was due on that day, once.",
)
def jobs_run(name: str, day: datetime | None) -> None:
    """Run a job now. Exit 1 when it fails or the same job runs somewhere else right now."""
    home = open_home()
    try:
        job = registry.find(name)
    except LookupError as error:
        raise click.UsageError(str(error)) from None
    today = day.date() if day else None
    due = _due_at(job, today, home.clock.now())
    outcome = run_job(home, job, due, today=today)
    if outcome.ending is Ending.BUSY:
        click.echo(f"{name} runs somewhere else right now; nothing was done.", err=True)
        sys.exit(1)
    if outcome.ending is Ending.ALREADY_RUN:
        click.echo(f"{name} has already run for {_local(due)}: {outcome.message}")
        return
    click.echo(f"{outcome.ending}: {outcome.message}")
    if outcome.ending is not Ending.SUCCEEDED:
        sys.exit(1)


@click.command()
def worker() -> None:
    """Run the scheduled jobs until stopped; only one worker leads."""
    run_worker(open_home())


def _due_at(job: Job, day: date | None, now: datetime) -> datetime:
    """A day's own due time for a daily job; else this moment, so that it always runs."""
    if day is not None and isinstance(job.trigger, Daily):
        return job.trigger.due_on(day)
    return now


def _due(trigger: Trigger) -> str:
    if isinstance(trigger, Daily):
        return f"{trigger.at:%H:%M}"
    return f"every {trigger.seconds} s"


def _state(run: JobRunRow | None) -> str:
    if run is None:
        return "never run"
    who = f", asked for by {run.requested_by}" if run.requested_by else ""
    again = f", attempt {run.attempts}" if run.attempts > 1 else ""
    begun = f" {_local(run.started_at)}" if run.started_at else ""
    return f"{run.state}{begun}{who}{again}: {run.message or run.claimed_by or ''}"


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(OSLO):%Y-%m-%d %H:%M}"
