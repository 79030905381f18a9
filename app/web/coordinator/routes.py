"""Pages for education coordinators at a trust or a municipality."""

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import coordinator_start
from app.services.reach import reach_of
from app.web.coordinator import (
    board,
    board_edits,
    course_demand,
    course_sessions,
    courses,
    delays,
    doctors,
    hosts,
    logbook,
    pdfs,
    places,
    places_agreements,
    places_import,
    places_units,
    rotation_import,
    rotation_life,
    rotation_plans,
    rotation_questions,
    rotation_runs,
    rotation_settings,
    rotation_talk,
    signing,
)

blueprint = Blueprint("coordinator", __name__)
board.add_routes(blueprint)
board_edits.add_routes(blueprint)
doctors.add_routes(blueprint)
delays.add_routes(blueprint)
signing.add_routes(blueprint)
logbook.add_routes(blueprint)
rotation_questions.add_routes(blueprint)
rotation_runs.add_routes(blueprint)
course_demand.add_routes(blueprint)
courses.add_routes(blueprint)
course_sessions.add_routes(blueprint)
places.add_routes(blueprint)
places_import.add_routes(blueprint)
places_units.add_routes(blueprint)
places_agreements.add_routes(blueprint)
hosts.add_routes(blueprint)
pdfs.add_routes(blueprint)
rotation_life.add_routes(blueprint)
rotation_settings.add_routes(blueprint)
rotation_plans.add_routes(blueprint)
rotation_import.add_routes(blueprint)
rotation_talk.add_routes(blueprint)


@blueprint.get("/oversikt")
@access(works_as(Role.COORDINATOR))
def start() -> ResponseReturnValue:
    """What waits, and how it stands."""
    home = installation()
    page = coordinator_start.load_start(
        g.session,
        reach_of(g.session, g.actor),
        today=home.clock.today(),
        most_dated=home.settings.dated_list_limit,
        address_of=lambda person: url_for("lis.person_pathway", public_id=person),
    )
    return render_template("coordinator/start.html", page=page)
