"""Pages for whoever runs the installation."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from app.access import access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import start_pages
from app.store import counts, jobs
from app.store import knowledge as knowledge_store
from app.web.admin import job_pages

blueprint = Blueprint("admin", __name__)
job_pages.add_routes(blueprint)


@blueprint.get("/drift")
@access(works_as(Role.ADMIN))
def start() -> ResponseReturnValue:
    """Jobs, worker, reference data and people, in numbers."""
    seen = jobs.worker_seen_at(g.session)
    return render_template(
        "admin/start.html",
        opening=start_pages.admin(
            jobs.latest_finished(g.session), seen, installation().clock.now()
        ),
        worker_seen_at=seen,
        batch=knowledge_store.latest_batch(g.session),
        people=counts.people(g.session),
    )
