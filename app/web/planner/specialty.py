"""One specialty: how many should start."""

from flask import Blueprint, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from app.access import PLANNER_REGION, access
from app.services import forecast_specialty as service

LONGEST_KEY = 40
FIRST_YEAR, LAST_YEAR = 2000, 2200


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/framskriving/fag/<code>", "specialty", specialty)


@access(PLANNER_REGION)
def specialty(code: str) -> ResponseReturnValue:
    """The answer for one specialty, with what it rests on."""
    wanted = _wanted()
    try:
        page = service.load_page(g.session, g.region, code, wanted)
    except service.UnknownSpecialty:
        abort(404)
    return render_template("planner/specialty.html", page=page, region=g.region, wanted=wanted)


def _wanted() -> service.Wanted:
    """Scenario and year of the address; what is no year is none."""
    scenario = request.args.get("scenario", "")[:LONGEST_KEY] or None
    year = request.args.get("aar", type=int)
    return service.Wanted(scenario, year if year and FIRST_YEAR <= year <= LAST_YEAR else None)
