"""The council's pages: the draw of an intake, step by step."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COUNCIL_INTAKE, access
from app.db.tables import Lis1Intake
from app.extensions import installation
from app.services import lis1_draw, lis1_draw_page
from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_draw import Desk, Refused
from app.store.lis1 import find_intake
from app.web.coordinator.courses import pairs

ADDRESS = "/inntak/<intake_id>/trekning"
LONGEST_FIELD = 100_000
"""A pasted list of five thousand keys."""


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    blueprint.add_url_rule(ADDRESS, "draw", draw)
    for path, view in (
        ("/las", draw_fix),
        ("/vis", draw_reveal),
        ("/forkast", draw_restart),
        ("/for-hand", draw_by_hand),
    ):
        blueprint.add_url_rule(f"{ADDRESS}{path}", view.__name__, view, methods=["POST"])


@access(COUNCIL_INTAKE)
def draw(intake_id: str) -> ResponseReturnValue:
    """Whether the draw can be trusted, and the order it gave."""
    return _page(_intake(intake_id)), 200


@access(COUNCIL_INTAKE)
def draw_fix(intake_id: str) -> ResponseReturnValue:
    """Fix the seed and publish the fingerprints."""
    said = _("Frøet er låst. Fingeravtrykkene ligger på den åpne siden.")
    return _step(intake_id, lis1_draw.fix_seed, said)


@access(COUNCIL_INTAKE)
def draw_reveal(intake_id: str) -> ResponseReturnValue:
    """Show the seed with the public text."""
    said = _("Trekningen er gjort. Alle kan etterprøve den på den åpne siden.")
    return _step(intake_id, lis1_draw.reveal, said)


@access(COUNCIL_INTAKE)
def draw_restart(intake_id: str) -> ResponseReturnValue:
    """Give up a seed that nobody has seen."""
    return _step(intake_id, lis1_draw.restart, _("Frøet er forkastet. Grunnen står på siden."))


@access(COUNCIL_INTAKE)
def draw_by_hand(intake_id: str) -> ResponseReturnValue:
    """Enter an order that was drawn by hand."""
    return _step(intake_id, lis1_draw.enter_by_hand, _("Rekkefølgen er lagret."))


def _step(intake_id: str, take: Callable[..., Refused | None], said: str) -> ResponseReturnValue:
    intake = _intake(intake_id)
    clock = installation().clock
    assert intake.id is not None
    desk = Desk(g.actor, intake.id, clock.today(), clock.now())
    raw = {name: text[:LONGEST_FIELD] for name, text in request.form.items()}
    refused = take(g.session, desk, raw)
    if refused is None:
        flash(said)
        return redirect(url_for("council.draw", intake_id=intake_id), 303)
    too_late = refused.problems[0].text if refused.is_too_late else None
    problems = [] if too_late else pairs(refused.problems)
    page = _page(_intake(intake_id), raw=raw, problems=problems, too_late=too_late)
    return page, 409 if too_late else 422


def _page(intake: Lis1Intake, **more: Any) -> str:
    assert intake.id is not None
    problems: list[tuple[str, str]] = more.get("problems", [])
    hidden = hidden_candidates(g.session, intake.id, g.actor.person_id)
    return render_template(
        "council/draw.html",
        page=lis1_draw_page.load_council(g.session, intake, hidden),
        is_same_day=intake.committed_on == installation().clock.today(),
        raw=more.get("raw", {}),
        problems=problems,
        errors=dict(reversed(problems)),
        too_late=more.get("too_late"),
    )


def _intake(intake_id: str) -> Lis1Intake:
    found = find_intake(g.session, intake_id)
    if found is None:
        abort(404)
    return found
