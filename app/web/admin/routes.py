"""Pages for whoever runs the installation."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from app.access import access, works_as
from app.extensions import installation
from app.jobs.registry import JOBS
from app.roles import Role
from app.services import start_pages
from app.store import counts, jobs
from app.store import knowledge as knowledge_store

blueprint = Blueprint("admin", __name__)


@blueprint.get("/drift")
@access(works_as(Role.ADMIN))
def start() -> ResponseReturnValue:
    """Jobs, worker, reference data and people, in numbers."""
    latest = jobs.latest_runs(g.session)
    seen = jobs.worker_seen_at(g.session)
    return render_template(
        "admin/start.html",
        opening=start_pages.admin(latest, seen, installation().clock.now()),
        jobs=[(job, latest.get(job.name)) for job in JOBS],
        worker_seen_at=seen,
        batch=knowledge_store.latest_batch(g.session),
        people=counts.people(g.session),
    )
