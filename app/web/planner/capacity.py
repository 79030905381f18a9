"""What training has room for, against what is needed."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import PLANNER_REGION, access
from app.services import forecast_capacity as service
from app.services import forecast_capacity_scenario
from app.services.forecast_capacity import Settings
from app.web.planner.desk import desk, names

ADDRESS = "/framskriving/kapasitet"


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule(ADDRESS, "capacity", capacity)
    blueprint.add_url_rule(
        f"{ADDRESS}/scenario", "capacity_scenario", capacity_scenario, methods=["POST"]
    )


@access(PLANNER_REGION)
def capacity() -> ResponseReturnValue:
    """How many of those who are needed there is room for, and what holds the rest."""
    settings = _settings()
    page = service.load_page(g.session, g.region, settings, names())
    regions = [(each.key, each.name) for each in g.regions]
    return render_template(
        "planner/capacity.html",
        heading=_("Opplæringskapasitet / %(region)s", region=g.region.short_name),
        page=page,
        settings=settings,
        region=g.region,
        regions=regions,
    )


@access(PLANNER_REGION)
def capacity_scenario() -> ResponseReturnValue:
    """Make the sharing a scenario, so that its chances can be worked out."""
    made = forecast_capacity_scenario.keep(g.session, desk(), _settings(), names())
    if made is None:
        flash(_("Fordelingen er ikke regnet ut ennå."), "warning")
        return redirect(url_for("planner.capacity", region=g.region.key), 303)
    flash(_("Fordelingen er lagret som scenario. Be om å få den regnet ut."))
    return redirect(url_for("planner.scenario", scenario_id=made, region=g.region.key), 303)


def _settings() -> Settings:
    """What the address asks for; what is out of bounds is as if nothing was said."""
    lis1 = request.args.get("lis1", type=int)
    per = request.args.get("leger", "").replace(",", ".")
    doctors = float(per) if per.replace(".", "", 1).isdecimal() and per.isascii() else 0.0
    return Settings(
        lis1 if lis1 is not None and 0 <= lis1 <= service.MOST_LIS1 else None,
        doctors if 0 < doctors <= service.MOST_PER_SUPERVISOR else None,
        "alle" in request.args,
    )
