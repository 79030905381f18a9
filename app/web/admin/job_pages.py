"""Jobber: the background jobs, for whoever runs the installation."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import access, works_as
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.jobs.registry import JOBS, find
from app.jobs.schedule import Daily
from app.jobs.work import Job
from app.roles import Role
from app.services import job_status
from app.services.job_status import PlannedJob
from app.services.job_words import job_title

ADMIN = works_as(Role.ADMIN)
JOBS_PART = "jobber"
"""The part of the page that asks again while something runs."""


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the admin's blueprint."""
    for path, name, view, methods in (
        ("", "jobs", jobs, ["GET"]),
        ("/<job>/kjor", "run_job", run_job, ["POST"]),
        ("/kjoring/<int:run_id>/stopp", "stop_run", stop_run, ["POST"]),
    ):
        blueprint.add_url_rule(f"/drift/jobber{path}", name, view, methods=methods)


@access(ADMIN)
def jobs() -> ResponseReturnValue:
    """What runs, what has failed, when each job ran and runs next."""
    home = installation()
    now = home.clock.now()
    planned = [_planned(job) for job in JOBS]
    is_part = is_htmx() and htmx.target == JOBS_PART
    return render_template(
        "admin/_jobs.html" if is_part else "admin/jobs.html",
        page=job_status.load_page(g.session, planned, now),
        has_mail_server=home.settings.sends_mail,
    )


@access(ADMIN)
def run_job(job: str) -> ResponseReturnValue:
    """Ask the worker to run a job now."""
    try:
        found = find(job)
    except LookupError:
        abort(404)
    job_status.ask_for_run(
        g.session, found.name, by=g.actor.person_id, now=installation().clock.now()
    )
    flash(_("%(job)s er bestilt.", job=job_title(found.name)))
    return redirect(url_for("admin.jobs"), 303)


@access(ADMIN)
def stop_run(run_id: int) -> ResponseReturnValue:
    """Ask a run to stop at its next whole step."""
    stops = job_status.ask_to_stop(
        g.session, run_id, by=g.actor.person_id, now=installation().clock.now()
    )
    if stops:
        flash(_("Jobben stopper når den er ferdig med steget den er i."))
    else:
        flash(_("Jobben var ferdig før den rakk å stoppe."), "warning")
    return redirect(url_for("admin.jobs"), 303)


def _planned(job: Job) -> PlannedJob:
    trigger = job.trigger
    next_due = trigger.next_due(installation().clock.now())
    if isinstance(trigger, Daily):
        return PlannedJob(job.name, trigger.at, 0, next_due)
    return PlannedJob(job.name, None, trigger.seconds, next_due)
