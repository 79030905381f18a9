"""Changing a draft on the board: the consequence first, then saving, undoing, or a repair.

Every form works without JavaScript: what htmx puts into the panel is a page of its own.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COORDINATED_PLAN, access
from app.db.tables import RunKind
from app.extensions import installation
from app.htmx import is_htmx
from app.services import (
    board,
    rotation_edits,
    rotation_panel,
    rotation_run,
    rotation_undo,
    rotation_undo_check,
)
from app.services.rotation_case import PlanCase
from app.services.rotation_edits import Conflict, NotDraft
from app.services.rotation_edits_apply import SAME
from app.services.rotation_edits_asked import button_text, moves_locked, question, title
from app.services.rotation_edits_conflict import ConflictView, conflict_view, newer_view
from app.services.rotation_edits_values import Author, Problem
from app.services.rotation_edits_words import done_sentence
from app.services.rotation_panel_effect import Effect
from app.services.rotation_undo import Newer, Nothing
from app.store import rotations as rotation_store
from app.store.rotation_values import PlanHead
from app.web.coordinator.board import JUST_DONE
from app.web.coordinator.board_edit_forms import KINDS, ON, EditForm, asked, wanted_of
from rotations.types.case import Lock


@dataclass(frozen=True, slots=True)
class Check:
    """A consequence with the form that saves it, or what stands in the way."""

    title: str
    problem: str | None
    is_same: bool
    effect: Effect | None = None
    action: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    button: str = ""


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    words = ",".join(f"'{word}'" for word in KINDS)
    rules = (
        ("/rotasjonstavle/<plan_id>/sjekk", "check_board_edit", check, "GET"),
        (f"/rotasjonstavle/<plan_id>/<any({words}):what>", "edit_board", edit, "POST"),
        ("/rotasjonstavle/<plan_id>/angre", "check_board_undo", check_undo, "GET"),
        ("/rotasjonstavle/<plan_id>/angre", "undo_board_edit", undo, "POST"),
        ("/rotasjonstavle/<plan_id>/rett-resten", "repair_board", repair, "POST"),
    )
    for address, endpoint, view, method in rules:
        blueprint.add_url_rule(address, endpoint, view, methods=[method])


@access(COORDINATED_PLAN)
def check(plan_id: str) -> ResponseReturnValue:
    """What an edit would do to breaches, places, dates and notice; nothing is saved."""
    what = request.args.get("gjor", "")
    if what not in KINDS:
        abort(404)
    plan_case, form = _plan_case(plan_id), asked()
    checked, problem = _checked(plan_case, form, what)
    if is_htmx():
        return render_template("coordinator/_board_effect.html", check=checked)
    return _page(plan_case, form, what, checked if problem is None else None, problem)


@access(COORDINATED_PLAN)
def edit(plan_id: str, what: str) -> ResponseReturnValue:
    """Save an edit, and say what it did; nothing is saved over what somebody else did."""
    plan, form = _plan(plan_id), EditForm()
    version = rotation_store.open_version(g.session, plan.id)
    if version is None:
        return _no_draft(plan_id, form)
    try:
        wanted = wanted_of(form, KINDS[what], plan.first_month)
        result = rotation_edits.save_edit(
            g.session,
            version.id,
            wanted,
            seen=form.seq,
            author=_author(),
            now=installation().clock.now(),
        )
    except Problem as problem:
        return _page(_plan_case(plan_id), form, what, None, problem)
    if isinstance(result, NotDraft):
        return _no_draft(plan_id, form)
    if isinstance(result, Conflict):
        view = conflict_view(result, plan.first_month, g.actor.person_id)
        action = url_for("coordinator.edit_board", plan_id=plan_id, what=what)
        return _conflict(view, form, action, plan_id, result.seq)
    return redirect(_board_address(plan_id, form, str(result.seq)), 303)


@access(COORDINATED_PLAN)
def check_undo(plan_id: str) -> ResponseReturnValue:
    """What taking back the newest edit would bring back; nothing is saved."""
    plan_case, form = _plan_case(plan_id), asked()
    if not plan_case.board.version.is_draft:
        return _no_draft(plan_id, form)
    view = rotation_undo_check.load(g.session, plan_case, installation().clock.today())
    if view is None:
        return _nothing_to_undo(plan_id, form)
    return render_template(
        "coordinator/rotation_undo.html",
        view=view,
        plan_id=plan_id,
        kept=urlencode(form.kept),
        back=_board_address(plan_id, form),
    )


def _nothing_to_undo(plan_id: str, form: EditForm) -> ResponseReturnValue:
    flash(_("Det er ingenting å angre."), "warning")
    return redirect(_board_address(plan_id, form), 303)


@access(COORDINATED_PLAN)
def undo(plan_id: str) -> ResponseReturnValue:
    """Take back the newest edit of the draft."""
    plan, form = _plan(plan_id), EditForm()
    version = rotation_store.open_version(g.session, plan.id)
    if version is None:
        return _no_draft(plan_id, form)
    result = rotation_undo.undo(
        g.session,
        version.id,
        seen=form.seq,
        by=g.actor.person_id,
        now=installation().clock.now(),
    )
    if isinstance(result, NotDraft):
        return _no_draft(plan_id, form)
    if isinstance(result, Newer):
        view = newer_view(result, plan.first_month, g.actor.person_id)
        action = url_for("coordinator.undo_board_edit", plan_id=plan_id)
        return _conflict(view, form, action, plan_id, result.newest)
    if isinstance(result, Nothing):
        return _nothing_to_undo(plan_id, form)
    done = done_sentence(result.edit.kind, result.edit.told, plan.first_month)
    flash(_("Angret: %(what)s", what=done))
    return redirect(_board_address(plan_id, form), 303)


@access(COORDINATED_PLAN)
def repair(plan_id: str) -> ResponseReturnValue:
    """Ask for the fewest changes that leave no breach, and the chosen placement, if there is one,
    where it is."""
    plan_case, form = _plan_case(plan_id), EditForm()
    kept = [
        Lock(each.doctor, each.block, each.site, each.first, reason=g.actor.name)
        for each in plan_case.placements
        if (each.doctor, each.block) == (form.member, form.block)
    ]
    if form.valgt.data and not kept:
        flash(_("Plasseringen finnes ikke lenger."), "warning")
        return redirect(_board_address(plan_id, form), 303)
    locks = [rotation_run.lock_option(each) for each in kept]
    try:
        run_id = rotation_run.request(
            g.session,
            plan_case.board.version.id,
            RunKind.REPAIR,
            by=g.actor.person_id,
            options={**rotation_run.options_of(""), "locks": locks},
            now=installation().clock.now(),
        )
    except rotation_run.NoDraftError:
        return _no_draft(plan_id, form)
    return redirect(url_for("coordinator.rotation_run", plan_id=plan_id, run_id=run_id), 303)


# The same for all


def _checked(plan_case: PlanCase, form: EditForm, what: str) -> tuple[Check, Problem | None]:
    """The consequence of what the form asks, and what is wrong with it if anything is.

    A locked placement is tried as if it were unlocked; then the button does both.
    """
    try:
        wanted = wanted_of(form, KINDS[what], plan_case.case.first_month)
        locked = moves_locked(plan_case, wanted)
        wanted = replace(wanted, unlocks=locked)
        _after, effect = rotation_edits.check_edit(g.session, plan_case, wanted, _author())
    except Problem as problem:
        is_same = problem.field == SAME
        checked = Check("", None if is_same else problem.message, is_same=is_same)
        return checked, None if is_same else problem
    seen = str(plan_case.board.version.last_edit)
    return (
        Check(
            title=title(wanted.kind),
            problem=None,
            is_same=False,
            effect=effect,
            action=url_for("coordinator.edit_board", plan_id=plan_case.plan.public_id, what=what),
            fields=form.said(sett=seen, laas_opp=ON if locked else ""),
            button=button_text(wanted, locked=locked),
        ),
        None,
    )


def _page(
    plan_case: PlanCase, form: EditForm, what: str, check: Check | None, problem: Problem | None
) -> ResponseReturnValue:
    """The form of one edit on a page of its own."""
    if problem is not None:
        form.add_problem(problem)
    panel = rotation_panel.load(
        plan_case,
        f"{form.member}:{form.block}",
        today=installation().clock.today(),
        person_id=g.actor.person_id,
    )
    if panel is None:
        abort(404)
    page = render_template(
        "coordinator/rotation_edit.html",
        panel=panel,
        form=form,
        what=what,
        question=question(KINDS[what], panel.doctor),
        check=check,
        problems=[(problem.field, problem.message)] if problem else [],
        plan_id=plan_case.plan.public_id,
        kept=urlencode(form.kept),
        back=_board_address(plan_case.plan.public_id, form),
    )
    return page, 422 if problem else 200


def _conflict(
    view: ConflictView, form: EditForm, action: str, plan_id: str, newest: int
) -> ResponseReturnValue:
    page = render_template(
        "coordinator/rotation_edit_conflict.html",
        conflict=view,
        action=action,
        fields=form.said(sett=str(newest)),
        back=_board_address(plan_id, form),
    )
    return page, 409


def _no_draft(plan_id: str, form: EditForm) -> ResponseReturnValue:
    g.session.rollback()
    flash(
        _("Ingenting er endret: planen har ikke noe utkast nå. Bare et utkast kan endres."),
        "warning",
    )
    return redirect(_board_address(plan_id, form), 303)


def _board_address(plan_id: str, form: EditForm, done: str = "") -> str:
    """The board as it was, with the same block chosen; `done` is the edit that was just made."""
    words = {key: value for key, value in form.kept.items() if key != "versjon"}
    if form.valgt.data:
        words["valgt"] = str(form.valgt.data)
    if done:
        words[JUST_DONE] = done
    return url_for("coordinator.board", plan_id=plan_id) + (f"?{urlencode(words)}" if words else "")


def _plan(plan_id: str) -> PlanHead:
    plan = rotation_store.find_plan(g.session, plan_id)
    if plan is None:
        abort(404)
    return plan


def _plan_case(plan_id: str) -> PlanCase:
    """The plan's open version as a case."""
    today = installation().clock.today()
    found = board.load_plan_case(g.session, _plan(plan_id), None, today)
    if found is None:
        abort(404)
    return found


def _author() -> Author:
    return Author(g.actor.person_id, g.actor.name, installation().clock.today())
