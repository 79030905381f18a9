"""The council's desk: runs side by side, one looked at closely, asked for, put aside."""

from flask import Blueprint, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import COUNCIL_INTAKE, access, works_as
from app.db.tables import Lis1Intake
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.roles import Role
from app.services import lis1_desk, lis1_desk_start
from app.services import lis1_runs as service
from app.services.lis1_decisions_card import Card, load_card
from app.services.lis1_offers_moment import Moment
from app.web.council import run_changes, run_pages
from app.web.council.run_address import intake_of, run_of, to_desk
from rotations.lis1.results import Mechanism

ALL = "alle"
RUNS_PART = "kjoringer"
"""The part of the desk that asks again while runs go on."""


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    base = "/radets-bord/<intake_id>"
    run = f"{base}/kjoring/<run_id>"
    rules = (
        ("/radets-bord", "start", start, "GET"),
        (base, "desk", desk, "GET"),
        (f"{base}/kjor", "ask_runs", ask, "POST"),
        (f"{base}/avbryt", "cancel_runs", cancel, "POST"),
        (f"{run}/legg-bort", "put_aside_run", put_aside, "POST"),
        (f"{run}/hent-fram", "take_back_run", take_back, "POST"),
    )
    run_pages.add_routes(blueprint)
    run_changes.add_routes(blueprint)
    for address, endpoint, view, method in rules:
        blueprint.add_url_rule(address, endpoint, view, methods=[method])


@access(works_as(Role.COUNCIL))
def start() -> ResponseReturnValue:
    """The desk of the intake at work, or the intakes to choose from."""
    lines = lis1_desk_start.list_intakes(g.session, g.actor)
    found = lis1_desk_start.current(lines)
    if found is not None:
        return _desk(found.intake)
    return render_template(
        "council/start.html",
        opening=lis1_desk_start.opening(g.session, g.actor),
        lines=lis1_desk_start.start_lines(lines),
    )


@access(COUNCIL_INTAKE)
def desk(intake_id: str) -> ResponseReturnValue:
    """The desk of one intake."""
    return _desk(intake_of(intake_id))


def _desk(intake: Lis1Intake) -> ResponseReturnValue:
    home = installation()
    page = lis1_desk.load_desk(
        g.session,
        g.actor,
        intake,
        run_id=request.args.get("kjoring"),
        shows_all=ALL in request.args,
        today=home.clock.today(),
        now=home.clock.now(),
    )
    if is_htmx() and htmx.target == RUNS_PART:
        if not page.is_running:
            # The whole page has another answer now.
            return "", 200, {"HX-Refresh": "true"}
        return render_template("council/_desk_runs.html", page=page)
    as_table = request.args.get("visning") == "tabell"
    return render_template(
        "council/desk.html",
        page=page,
        as_table=as_table,
        decision_card=_card(intake, page),
        refused=None,
        written="",
    )


def _card(intake: Lis1Intake, page: lis1_desk.DeskPage) -> Card | None:
    """The decision beside the flow."""
    if page.chosen is None:
        return None
    clock = installation().clock
    moment = Moment(g.actor.person_id, clock.today(), clock.now())
    return load_card(g.session, g.actor, intake, page.chosen.public_id, moment)


@access(COUNCIL_INTAKE)
def ask(intake_id: str) -> ResponseReturnValue:
    """Ask for one run, some, or all six."""
    intake = intake_of(intake_id)
    known = {each.value: each for each in Mechanism}
    wanted = [known[each] for each in request.form.getlist("maate") if each in known]
    if not wanted:
        flash(_("Velg minst én måte å fordele på."), "warning")
        return to_desk(intake_id)
    assert intake.id is not None
    now = installation().clock.now()
    try:
        found = service.ask(g.session, g.actor, intake.id, wanted, now=now)
    except service.NotReadyError as wrong:
        flash(str(wrong), "warning")
        return to_desk(intake_id)
    flash(
        ngettext(
            "Kjøringen er bestilt. Tallene kommer her.",
            "%(num)s kjøringer er bestilt. Tallene kommer her.",
            len(found),
        )
    )
    return to_desk(intake_id)


@access(COUNCIL_INTAKE)
def cancel(intake_id: str) -> ResponseReturnValue:
    """Cancel what waits or goes on."""
    service.cancel(g.session, g.actor, intake_of(intake_id), now=installation().clock.now())
    return to_desk(intake_id)


@access(COUNCIL_INTAKE)
def put_aside(intake_id: str, run_id: str) -> ResponseReturnValue:
    """Put a run aside."""
    return _set_aside(intake_id, run_id, aside=True)


@access(COUNCIL_INTAKE)
def take_back(intake_id: str, run_id: str) -> ResponseReturnValue:
    """Take a run back that was put aside."""
    return _set_aside(intake_id, run_id, aside=False)


def _set_aside(intake_id: str, run_id: str, *, aside: bool) -> ResponseReturnValue:
    intake = intake_of(intake_id)
    row = run_of(intake, run_id)
    now = installation().clock.now()
    if service.is_decided_on(g.session, row):
        flash(_("Kjøringen ligger til vedtak og kan ikke legges bort."), "warning")
    else:
        service.put_aside(g.session, g.actor, intake, row, aside=aside, now=now)
    return to_desk(intake_id)
