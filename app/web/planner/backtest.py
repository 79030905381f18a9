"""How the method would have fared."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import PLANNER_REGION, access
from app.extensions import installation
from app.services import forecast_backtest_page, knowledge


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/framskriving/backtest", "backtest", backtest)
    blueprint.add_url_rule("/framskriving/backtest", "ask_backtest", ask_backtest, methods=["POST"])


@access(PLANNER_REGION)
def backtest() -> ResponseReturnValue:
    """How the forecast would have fared on the region's own history."""
    page = forecast_backtest_page.load_page(g.session, g.region, knowledge.current())
    return render_template("planner/backtest.html", page=page)


@access(PLANNER_REGION)
def ask_backtest() -> ResponseReturnValue:
    """Ask the worker to try it; the page tells that it is under way."""
    clock = installation().clock
    forecast_backtest_page.ask(
        g.session, g.region, by=g.actor.person_id, today=clock.today(), now=clock.now()
    )
    flash(_("Metoden prøves nå. Det tar et minutt eller to, og du får beskjed."), "success")
    return redirect(url_for("planner.backtest", region=g.region.key), 303)
