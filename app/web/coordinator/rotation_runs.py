"""Lag forslag: asking the planner, following it, taking its plan over, or why there is none."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COORDINATED_PLAN, access
from app.db.tables import RunKind
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.services import rotation_answer, rotation_takeover
from app.services import rotation_run as service
from app.services import rotation_run_page as pages
from app.services.rotation_edits_values import Author
from app.services.rotation_run_list import line_of
from app.store import rotation_runs, rotations
from app.store.rotation_runs import RunRow
from app.store.rotation_values import PlanHead
from rotations.types.case import Placement
from rotations.types.results import Relaxation, RelaxKind

BEST = "beste"
"""Of an answer: the best plan, instead of the one with the fewest changes."""
MOVED_BOUNDS = (RelaxKind.RAISE_MAXIMUM, RelaxKind.LOWER_MINIMUM)
PROGRESS_PART = "kjoring"
"""The part of the page that asks again while a run goes on."""


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    base = "/rotasjonstavle/<plan_id>/forslag"
    rules = (
        (base, "rotation_runs", list_runs, "GET"),
        (base, "ask_for_run", ask, "POST"),
        (f"{base}/<run_id>", "rotation_run", show, "GET"),
        (f"{base}/<run_id>/stopp", "stop_run", stop, "POST"),
        (f"{base}/<run_id>/avbryt", "cancel_run", cancel, "POST"),
        (f"{base}/<run_id>/bruk", "take_run", take, "POST"),
    )
    for address, endpoint, view, method in rules:
        blueprint.add_url_rule(address, endpoint, view, methods=[method])


@access(COORDINATED_PLAN)
def list_runs(plan_id: str) -> ResponseReturnValue:
    """The form that asks for a proposal, and the newest runs."""
    plan = _plan(plan_id)
    draft = rotations.open_version(g.session, plan.id)
    return render_template(
        "coordinator/rotation_runs.html",
        plan=plan,
        draft=draft if draft and draft.is_draft else None,
        runs=[line_of(row) for row in rotation_runs.list_runs(g.session, plan.id)],
    )


@access(COORDINATED_PLAN)
def ask(plan_id: str) -> ResponseReturnValue:
    """Ask the worker for a whole plan."""
    plan = _plan(plan_id)
    draft = rotations.open_version(g.session, plan.id)
    options = service.options_of(request.form.get("lengde", ""), request.form.get("start", ""))
    try:
        run_id = service.request(
            g.session,
            draft.id if draft else 0,
            RunKind.SOLVE,
            by=g.actor.person_id,
            options=options,
            now=installation().clock.now(),
        )
    except service.NoDraftError:
        g.session.rollback()
        flash(_("Lag et utkast først. Et forslag lages alltid til et utkast."), "warning")
        return redirect(url_for("coordinator.rotation_runs", plan_id=plan_id), 303)
    return redirect(url_for("coordinator.rotation_run", plan_id=plan_id, run_id=run_id), 303)


@access(COORDINATED_PLAN)
def show(plan_id: str, run_id: str) -> ResponseReturnValue:
    """One run: how it goes, or what came of it."""
    row = _run(plan_id, run_id)
    is_part = is_htmx() and htmx.target == PROGRESS_PART
    if is_part and not row.is_open:
        # The whole page has another answer now.
        return "", 200, {"HX-Refresh": "true"}
    answer = _answer(row)
    if answer is not None:
        return render_template("coordinator/rotation_answer.html", page=answer)
    page = pages.load_page(g.session, row, _author(), installation().clock.now())
    if is_part:
        return render_template("coordinator/_rotation_run_progress.html", page=page)
    return render_template("coordinator/rotation_run.html", page=page)


def _answer(row: RunRow) -> rotation_answer.AnswerPage | None:
    """The page of a question that is answered; None for any other run."""
    if rotation_runs.QUESTION not in row.options or row.is_open:
        return None
    result = pages.load_result(g.session, row)
    return rotation_answer.load_page(g.session, row, result, _author()) if result else None


@access(COORDINATED_PLAN)
def stop(plan_id: str, run_id: str) -> ResponseReturnValue:
    """End the search and keep the best plan so far."""
    return _end(plan_id, run_id, keep=True)


@access(COORDINATED_PLAN)
def cancel(plan_id: str, run_id: str) -> ResponseReturnValue:
    """End the search and keep nothing."""
    return _end(plan_id, run_id, keep=False)


def _end(plan_id: str, run_id: str, *, keep: bool) -> ResponseReturnValue:
    row = _run(plan_id, run_id)
    now = installation().clock.now()
    service.end(g.session, row, keep=keep, by=g.actor.person_id, now=now)
    return redirect(url_for("coordinator.rotation_run", plan_id=plan_id, run_id=run_id), 303)


@access(COORDINATED_PLAN)
def take(plan_id: str, run_id: str) -> ResponseReturnValue:
    """Make the draft what the run found, or what one of the ways out gives."""
    row = _run(plan_id, run_id)
    chosen = _chosen(row)
    if chosen is None:
        abort(404)
    unlock = (*chosen[1], *rotation_answer.unlocked(row))
    seq = rotation_takeover.take_over(
        g.session, row, chosen[0], _author(), unlock=unlock, now=installation().clock.now()
    )
    if seq is None:
        flash(_("Utkastet ble ikke endret: det er ikke et utkast lenger, eller det er likt."))
        return redirect(url_for("coordinator.rotation_run", plan_id=plan_id, run_id=run_id), 303)
    if any(each.kind in MOVED_BOUNDS for each in chosen[1]):
        # The numbers of the places are as they were: the run's page has the way to them.
        flash(
            _(
                "Plasseringene er tatt inn i utkastet. Tallene for stedene er ikke endret: bruk"
                " lenkene under hvis de skal det."
            ),
            "warning",
        )
        return redirect(url_for("coordinator.rotation_run", plan_id=plan_id, run_id=run_id), 303)
    flash(_("Forslaget er tatt inn i utkastet. Du kan angre på tavla."))
    return redirect(url_for("coordinator.board", plan_id=plan_id), 303)


def _chosen(row: RunRow) -> tuple[tuple[Placement, ...], tuple[Relaxation, ...]] | None:
    """The plan to take over with the locks it releases: a way out, the best, or the usual one."""
    result = pages.load_result(g.session, row)
    if result is None:
        return None
    number = request.form.get("endring", type=int)
    if number is not None:
        return result.way(number)
    best = result.answered.best if result.answered else None
    is_best = request.form.get("plan") == BEST and best is not None and best.is_possible
    plan = best.placements if is_best and best is not None else result.placements
    return None if plan is None else (plan, ())


def _plan(plan_id: str) -> PlanHead:
    plan = rotations.find_plan(g.session, plan_id)
    if plan is None:
        abort(404)
    return plan


def _run(plan_id: str, run_id: str) -> RunRow:
    row = service.find(g.session, _plan(plan_id), run_id)
    if row is None:
        abort(404)
    return row


def _author() -> Author:
    return Author(g.actor.person_id, g.actor.name, installation().clock.today())
