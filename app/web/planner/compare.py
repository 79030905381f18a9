"""Scenarios side by side."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from app.access import PLANNER_REGION, access
from app.services import forecast_compare as service
from app.services.forecast_compare import Wanted
from app.web.planner.desk import names

LONGEST_KEY = 40


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/framskriving/sammenlign", "compare", compare)


@access(PLANNER_REGION)
def compare() -> ResponseReturnValue:
    """As now and up to three scenarios side by side (`?s=` for each, `?fag=` for the drawing)."""
    args = request.args
    keys = tuple(key[:LONGEST_KEY] for key in args.getlist("s"))
    wanted = Wanted(keys, args.get("fag", "")[:LONGEST_KEY], "alle" in args)
    page = service.load_page(g.session, g.region, wanted, names())
    return render_template("planner/compare.html", page=page, region=g.region)
