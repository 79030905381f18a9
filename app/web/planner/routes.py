"""Pages for regional planners."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from app.access import access, works_as
from app.roles import Role
from app.services import knowledge, start_pages
from app.services.reach import reach_of
from app.store import counts
from app.web.planner import (
    backtest,
    board,
    capacity,
    data,
    hospitals,
    reports,
    scenarios,
    specialty,
)

blueprint = Blueprint("planner", __name__)
for part in (board, specialty, scenarios, capacity, data, hospitals, reports, backtest):
    part.add_routes(blueprint)

MINIMUM_COUNT = 5
"""Smaller numbers about people are not shown."""


@blueprint.get("/framskriving")
@access(works_as(Role.PLANNER))
def start() -> ResponseReturnValue:
    """Doctors in training per specialty in the planner's region; small numbers hidden."""
    by_code = counts.by_specialty(g.session, reach_of(g.session, g.actor))
    specialties = knowledge.current().knowledge.specialties
    rows = [(specialty, by_code.get(specialty.code, 0)) for specialty in specialties]
    return render_template(
        "planner/start.html",
        opening=start_pages.planner(sum(by_code.values()), len(by_code)),
        rows=rows,
        minimum=MINIMUM_COUNT,
    )
