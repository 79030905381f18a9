"""Coverage by hospital; LIS1 and ALIS against their plans."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from app.access import PLANNER_REGION, access
from app.extensions import installation
from app.services import forecast_escalation, forecast_hospitals, knowledge


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/framskriving/sykehus", "hospitals", hospitals)
    blueprint.add_url_rule("/framskriving/opptrapping", "escalation", escalation)


@access(PLANNER_REGION)
def hospitals() -> ResponseReturnValue:
    """Coverage by hospital: rotas, breadth and generalists, now and in some years."""
    wanted = forecast_hospitals.Wanted(
        tuple(request.args.getlist("generalist")), request.args.get("sykehus", "")
    )
    page = forecast_hospitals.load_page(g.session, g.region, knowledge.current(), wanted)
    return render_template("planner/hospitals.html", page=page, wanted=wanted)


@access(PLANNER_REGION)
def escalation() -> ResponseReturnValue:
    """LIS1 and ALIS against their escalation plans."""
    page = forecast_escalation.load_page(
        g.session, g.region, knowledge.current(), is_demo=installation().settings.demo
    )
    return render_template("planner/escalation.html", page=page)
