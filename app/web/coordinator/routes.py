"""Pages for education coordinators at a trust or a municipality."""

from math import ceil
from urllib.parse import urlencode

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import knowledge, start_pages
from app.services.reach import reach_of
from app.store import trainees

blueprint = Blueprint("coordinator", __name__)

COORDINATOR = works_as(Role.COORDINATOR)
WAITING = 5
"""A start page shows at most five things that wait."""


@blueprint.get("/oversikt")
@access(COORDINATOR)
def start() -> ResponseReturnValue:
    """Who lacks a supervisor or a plan, and how it stands."""
    reach = reach_of(g.session, g.actor)
    counts = trainees.count_trainees(g.session, reach)
    first, _total = trainees.list_trainees(
        g.session,
        reach,
        trainees.TraineeFilter(missing="supervisor"),
        today=installation().clock.today(),
        limit=WAITING,
    )
    return render_template(
        "coordinator/start.html",
        opening=start_pages.coordinator(counts),
        counts=counts,
        waiting=first,
    )


@blueprint.get("/leger")
@access(COORDINATOR)
def trainee_list() -> ResponseReturnValue:
    """Every doctor within reach, by name, with search and filters."""
    wanted = trainees.TraineeFilter(
        words=request.args.get("sok", "").strip()[:100],
        stage=request.args.get("steg", ""),
        specialty=request.args.get("fag", ""),
        missing=request.args.get("mangler", ""),
    )
    size = installation().settings.page_size
    number = max(request.args.get("side", 1, type=int), 1)
    rows, total = trainees.list_trainees(
        g.session,
        reach_of(g.session, g.actor),
        wanted,
        today=installation().clock.today(),
        limit=size,
        offset=(number - 1) * size,
    )
    return render_template(
        "coordinator/trainees.html",
        wanted=wanted,
        rows=rows,
        total=total,
        number=number,
        pages=ceil(total / size),
        specialties=knowledge.current().knowledge.specialties,
        url_for_page=_page_address,
    )


def _page_address(number: int) -> str:
    kept = {key: value for key, value in request.args.items() if key != "side" and value}
    return f"{url_for('coordinator.trainee_list')}?{urlencode({**kept, 'side': number})}"
