"""Inntak: the council's rounds, one round with its seats, and a new one."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COUNCIL_INTAKE, access, works_as
from app.db.tables import Lis1Intake
from app.extensions import installation
from app.roles import Role
from app.services import lis1_figures
from app.services import lis1_intakes_list as listing
from app.services import lis1_intakes_new as creation
from app.services import lis1_intakes_page as overview
from app.services import lis1_intakes_state as states
from app.services.lis1_case import load_case
from app.services.lis1_intakes_keep import Desk
from app.store.lis1 import StoredIntake
from app.web.coordinator.courses import pairs
from app.web.coordinator.places import posted
from app.web.council import intakes_forms, intakes_import

ADDRESS = "/inntak"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    both = ["GET", "POST"]
    for path, name, view, methods in (
        ("", "intakes", intakes, ["GET"]),
        ("/ny", "intake_new", intake_new, both),
        ("/<intake_id>", "intake", intake, ["GET"]),
        ("/<intake_id>/steg", "intake_step", intake_step, both),
    ):
        blueprint.add_url_rule(f"{ADDRESS}{path}", name, view, methods=methods)
    intakes_forms.add_routes(blueprint, ADDRESS)
    intakes_import.add_routes(blueprint, ADDRESS)


@access(works_as(Role.COUNCIL))
def intakes() -> ResponseReturnValue:
    """Every intake of one's councils with its next date, and the posts that are published."""
    return render_template(
        "council/intakes.html",
        page=listing.load_list(g.session, g.actor, installation().clock.today()),
        tables=lis1_figures.load_tables(g.session),
    )


@access(works_as(Role.COUNCIL))
def intake_new() -> ResponseReturnValue:
    """A new intake, from an earlier one or empty."""
    heading, back = _("Nytt inntak"), url_for("council.intakes")
    form = intakes_forms.Form(heading, back)
    clock = installation().clock
    draft = creation.blank(g.session, g.actor)
    if intakes_forms.is_post():
        made = creation.make(g.session, g.actor, posted(), today=clock.today(), now=clock.now())
        if isinstance(made, Lis1Intake):
            flash(_("Inntaket er laget. Se gjennom plassene og sett datoene."))
            return redirect(url_for("council.intake", intake_id=made.public_id), 303)
        draft = made
    return intakes_forms.form_page(draft, form)


@access(COUNCIL_INTAKE)
def intake(intake_id: str) -> ResponseReturnValue:
    """The seats of an intake, and whether they hold together."""
    page, _desk, _stored = _load(intake_id)
    return render_template("council/intake.html", page=page)


@access(COUNCIL_INTAKE)
def intake_step(intake_id: str) -> ResponseReturnValue:
    """Open it for wishes, close it, or open it again: first what that means, then doing it."""
    page, desk, _stored = _load(intake_id)
    if not page.steps:
        abort(404)
    step, raw, problem = page.steps[0], {"version": str(desk.intake.version)}, None
    if intakes_forms.is_post():
        raw = posted()
        if raw.get("til") != str(step.to):
            # Somebody took this step already: the page shows where the intake is now.
            return redirect(url_for("council.intake", intake_id=intake_id), 303)
        problem = states.take(g.session, desk, step, raw)
        if problem is None:
            flash(step.said)
            return redirect(url_for("council.intake", intake_id=intake_id), 303)
    problems = [] if problem is None else pairs((problem,))
    template = render_template(
        "council/intake_step.html",
        page=page,
        step=step,
        raw=raw,
        problems=problems,
        errors=dict(problems),
    )
    return template, 422 if problems else 200


def _load(intake_id: str) -> tuple[overview.IntakePage, Desk, StoredIntake]:
    desk = intakes_forms.desk_of(intake_id)
    stored, case = load_case(g.session, desk.intake_id)
    return overview.load_page(g.session, desk, stored, case), desk, stored
