"""The board of specialties, and the runs it rests on."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import PLANNER_REGION, access
from app.db.tables import ForecastKind
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.services import forecast_board as service
from app.services import forecast_run_page, forecast_runs
from app.services.forecast_board import Wanted
from app.store import forecast_runs as store
from app.store.forecast_scenarios import list_scenarios

LONGEST_KEY = 40
PROGRESS_PART = "kjoring"
"""The part of the page that asks again while a run goes on."""
SHOWN_AS = {ForecastKind.OUTLOOK: "planner.start", ForecastKind.BACKTEST: "planner.backtest"}


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    rules = (
        ("/framskriving", "start", start, "GET"),
        ("/framskriving/kjor", "ask_for_forecast", ask, "POST"),
        ("/framskriving/kjoring/<run_id>", "run", run, "GET"),
        ("/framskriving/kjoring/<run_id>/stopp", "stop_forecast", stop, "POST"),
    )
    for address, endpoint, view, method in rules:
        blueprint.add_url_rule(address, endpoint, view, methods=[method])


@access(PLANNER_REGION)
def start() -> ResponseReturnValue:
    """Where it will hurt first: the specialties of a region by risk."""
    args = request.args
    wanted = Wanted(_scenario(args.get("scenario")), args.get("aar", type=int), "alle" in args)
    try:
        board = service.load_board(g.session, g.region, wanted, installation().clock.today())
    except LookupError:
        abort(404)
    regions = [(each.key, each.short_name) for each in g.regions]
    return render_template("planner/start.html", board=board, region=g.region, regions=regions)


@access(PLANNER_REGION)
def ask() -> ResponseReturnValue:
    """Ask the worker for a forecast, or for the method to be tried on the region's history."""
    clock, scenario = installation().clock, _scenario(request.form.get("scenario"))
    found = {each.public_id: each for each in list_scenarios(g.session, g.region.id)}
    if scenario is not None and scenario not in found:
        abort(404)
    is_backtest = request.form.get("hva") == ForecastKind.BACKTEST
    try:
        run_id = forecast_runs.ask(
            g.session,
            g.region,
            scenario_version_id=None if scenario is None else found[scenario].newest.id,
            target_year=request.form.get("aar", type=int),
            kind=ForecastKind.BACKTEST if is_backtest else ForecastKind.OUTLOOK,
            by=g.actor.person_id,
            today=clock.today(),
            now=clock.now(),
        )
    except forecast_runs.WrongYearError as error:
        g.session.rollback()
        told = _("Året kan være fra %(first)s til %(last)s.", first=error.first, last=error.last)
        flash(told, "warning")
        return redirect(url_for("planner.start", region=g.region.key), 303)
    return redirect(url_for("planner.run", run_id=run_id, region=g.region.key), 303)


@access(PLANNER_REGION)
def run(run_id: str) -> ResponseReturnValue:
    """How a run goes; one that is over leads to its numbers."""
    row = store.find_run(g.session, g.region.id, run_id)
    if row is None:
        abort(404)
    is_part = is_htmx() and htmx.target == PROGRESS_PART
    if is_part and not row.is_open:
        # The whole page has another answer now.
        return "", 200, {"HX-Refresh": "true"}
    if row.state in store.SHOWN:
        year = None if row.kind is ForecastKind.BACKTEST else row.target_year
        shown = url_for(SHOWN_AS[row.kind], region=g.region.key, scenario=row.scenario, aar=year)
        return redirect(shown, 303)
    page = forecast_run_page.load_page(g.session, row, installation().clock.now())
    template = "planner/_run_progress.html" if is_part else "planner/run.html"
    return render_template(template, page=page, region=g.region)


@access(PLANNER_REGION)
def stop(run_id: str) -> ResponseReturnValue:
    """Stop a run; the specialties that are done are kept."""
    if store.find_run(g.session, g.region.id, run_id) is None:
        abort(404)
    now = installation().clock.now()
    if not forecast_runs.stop(g.session, g.region, run_id, by=g.actor.person_id, now=now):
        flash(_("Framskrivingen var ferdig allerede."), "warning")
    return redirect(url_for("planner.run", run_id=run_id, region=g.region.key), 303)


def _scenario(given: str | None) -> str | None:
    return (given or "")[:LONGEST_KEY] or None
