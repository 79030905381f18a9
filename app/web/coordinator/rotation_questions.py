"""Asking about a plan: why a doctor is here and not there, and what a wish would cost."""

from urllib.parse import urlencode

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import StringField

from app.access import COORDINATED_PLAN, access
from app.extensions import installation
from app.services import (
    board,
    rotation_panel,
    rotation_question,
    rotation_run,
    rotation_wishes_page,
)
from app.services.rotation_case import PlanCase
from app.services.rotation_edits_values import Problem
from app.services.rotation_run import BusyError, NoDraftError
from app.store.rotation_runs import QUESTION
from app.web.coordinator.board_edit_forms import EditForm, month_of_form
from app.web.coordinator.rotation_life import plan_of
from rotations.types.case import Lock

LONGEST_NUMBER = 6


class WhyForm(EditForm):
    """A placement of the board, and where and when it rather might be."""

    heller_sted = StringField()
    heller_maned = StringField()


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    base = "/rotasjonstavle/<plan_id>"
    rules = (
        ("/forslag/<run_id>/igjen", "ask_again", again),
        ("/hvorfor-her", "ask_why_here", ask_why),
        ("/onsker/<int:wish_id>/hva-koster", "ask_wish_price", ask_wish),
    )
    for address, endpoint, view in rules:
        blueprint.add_url_rule(f"{base}{address}", endpoint, view, methods=["POST"])


@access(COORDINATED_PLAN)
def ask_why(plan_id: str) -> ResponseReturnValue:
    """Ask what it would take to have a placement elsewhere or at another time."""
    form = WhyForm()
    shown = form.kept.get("versjon", "")
    plan_case = board.load_plan_case(
        g.session,
        plan_of(plan_id),
        int(shown) if shown.isdecimal() and len(shown) < LONGEST_NUMBER else None,
        installation().clock.today(),
    )
    if plan_case is None:
        abort(404)
    try:
        wanted = Lock(
            form.member,
            form.block,
            str(form.heller_sted.data or ""),
            month_of_form(form, "heller_maned", plan_case.case.first_month),
        )
        run_id = rotation_question.ask_why(
            g.session,
            plan_case,
            wanted,
            by=g.actor.person_id,
            now=installation().clock.now(),
        )
    except Problem as problem:
        return _why_page(plan_case, form, problem)
    except (NoDraftError, BusyError) as error:
        return _refused(error, url_for("coordinator.board", plan_id=plan_id))
    return redirect(url_for("coordinator.rotation_run", plan_id=plan_id, run_id=run_id), 303)


def _why_page(plan_case: PlanCase, form: WhyForm, problem: Problem) -> ResponseReturnValue:
    """The form on a page of its own, with what is wrong."""
    form.add_problem(problem)
    panel = rotation_panel.load(
        plan_case,
        f"{form.member}:{form.block}",
        today=installation().clock.today(),
        person_id=g.actor.person_id,
    )
    plan_id = plan_case.plan.public_id
    if panel is None or not panel.asks:
        flash(problem.message, "warning")
        return redirect(url_for("coordinator.board", plan_id=plan_id), 303)
    page = render_template(
        "coordinator/rotation_why.html",
        panel=panel,
        form=form,
        problems=[(problem.field, problem.message)],
        plan_id=plan_id,
        kept=urlencode(form.kept),
    )
    return page, 422


@access(COORDINATED_PLAN)
def ask_wish(plan_id: str, wish_id: int) -> ResponseReturnValue:
    """Ask what a wish would cost the plan that is open, or else the published one."""
    plan = plan_of(plan_id)
    asked = rotation_wishes_page.find_askable(g.session, plan, wish_id)
    back = url_for("coordinator.plan_wishes", plan_id=plan_id)
    if asked is None:
        flash(_("Ønsket kan ikke prøves: det er tatt bort, eller legen er ikke med i planen."))
        return redirect(back, 303)
    version_id, member, wish = asked
    try:
        run_id = rotation_question.ask_wish(
            g.session,
            version_id,
            member,
            wish,
            by=g.actor.person_id,
            now=installation().clock.now(),
        )
    except (NoDraftError, BusyError) as error:
        return _refused(error, back)
    return redirect(url_for("coordinator.rotation_run", plan_id=plan_id, run_id=run_id), 303)


@access(COORDINATED_PLAN)
def again(plan_id: str, run_id: str) -> ResponseReturnValue:
    """Ask the same of the plan as it is now."""
    row = rotation_run.find(g.session, plan_of(plan_id), run_id)
    if row is None or QUESTION not in row.options:
        abort(404)
    try:
        run_id = rotation_question.ask_again(
            g.session, row, by=g.actor.person_id, now=installation().clock.now()
        )
    except (NoDraftError, BusyError) as error:
        return _refused(error, url_for("coordinator.board", plan_id=plan_id))
    except LookupError:
        flash(_("Ønsket er tatt bort eller endret siden."), "warning")
        return redirect(url_for("coordinator.plan_wishes", plan_id=plan_id), 303)
    return redirect(url_for("coordinator.rotation_run", plan_id=plan_id, run_id=run_id), 303)


def _refused(error: NoDraftError | BusyError, back: str) -> ResponseReturnValue:
    g.session.rollback()
    if isinstance(error, BusyError):
        flash(_("Mange spørsmål venter allerede. Spør igjen når de er besvart."), "warning")
    else:
        flash(_("Planen har ingen versjon som kan prøves."), "warning")
    return redirect(back, 303)
