"""Rotasjonstavle: the list of plans, a plan as a board, the same as a workbook, and dense rows."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.access import COORDINATED_PLAN, access, works_as
from app.actors import places_coordinated
from app.exchange.board_sheet import write_board
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.i18n import BABEL_LOCALES
from app.roles import Role
from app.services import board, board_file, rotation_life_page, rotation_panel, rotation_undo
from app.services.board_filters import Wanted, month_word, read_wanted
from app.services.board_findings import Finding
from app.services.board_months import Head
from app.services.rotation_case import PlanCase
from app.store import rotations as rotation_store
from app.store.rotation_values import PlanHead
from rotations.types.findings import Violation

KEPT = ("versjon", "gruppe", "sted", "fag", "ferdig", "fra", "maneder", "tett")
"""Words of the address that links on the board keep."""
PANEL = "panel"
"""The part of the page that choosing a block replaces."""
LONGEST_KEPT = 1000
JUST_DONE = "gjort"
"""The number of the edit that was just made."""


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    rules = (
        ("/rotasjonstavle", "boards", boards, "GET"),
        ("/rotasjonstavle/<plan_id>", "board", show_board, "GET"),
        ("/rotasjonstavle/<plan_id>/excel", "board_sheet", sheet, "GET"),
        ("/rotasjonstavle/<plan_id>/visning", "board_density", density, "POST"),
    )
    for address, endpoint, view, method in rules:
        blueprint.add_url_rule(address, endpoint, view, methods=[method])


@access(works_as(Role.COORDINATOR))
def boards() -> ResponseReturnValue:
    """The plans of the places that one coordinates; straight on when there is one and `alle` is
    not asked for."""
    plans = board.list_plans(g.session, g.actor)
    if len(plans) == 1 and not request.args.get("alle"):
        return redirect(url_for("coordinator.board", plan_id=plans[0].public_id))
    can_make = places_coordinated(g.actor) != frozenset()
    return render_template("coordinator/boards.html", plans=plans, can_make=can_make)


@access(COORDINATED_PLAN)
def show_board(plan_id: str) -> ResponseReturnValue:
    """The board, with the panel of the chosen block."""
    asked_for = request.args.get("plan")
    if asked_for and asked_for != plan_id:
        # The filter for plans is a field of the form; the plan is a part of the address.
        return redirect(url_for("coordinator.board", plan_id=asked_for))
    plan, wanted = _plan(plan_id), read_wanted(request.args)
    plan_case = board.load_plan_case(g.session, plan, wanted.version, _today())
    if plan_case is None:
        if wanted.version is not None:
            abort(404)
        return render_template(
            "coordinator/board_empty.html",
            plan=plan,
            copies=rotation_life_page.load_versions(g.session, plan).copies,
        )
    counted = board.count(plan_case)
    violations = board.judge(counted)
    panel = _panel(plan_case, wanted, violations)
    if is_htmx() and htmx.target == PANEL:
        return render_template(
            "coordinator/_board_aside.html", panel=panel, plan_id=plan_id, kept=urlencode(_kept())
        )
    page = board.load_page(g.session, g.actor, plan_case, wanted, _today(), violations, counted)
    return render_template(
        "coordinator/board.html",
        page=page,
        panel=panel,
        done=_done(plan_case),
        plan_id=plan_id,
        here=url_for("coordinator.board", plan_id=plan_id),
        kept=urlencode(_kept()),
        choose="?" + urlencode({**_kept(), "valgt": ""}),
        show_address=lambda line: _show_address(plan_case, page.head, line),
        sheet_address=_address("coordinator.board_sheet", plan_id, _kept()),
    )


@access(COORDINATED_PLAN)
def sheet(plan_id: str) -> ResponseReturnValue:
    """The chosen doctors and months, and the load, as a workbook."""
    plan, wanted = _plan(plan_id), read_wanted(request.args)
    plan_case = board.load_plan_case(g.session, plan, wanted.version, _today())
    if plan_case is None:
        abort(404)
    # The file has Norwegian headings in both languages, like the other files for Norwegian use.
    with force_locale(BABEL_LOCALES["nb"]):
        content = write_board(board_file.sheet_of(g.session, plan_case, wanted, _today()))
    name = f"rotasjonstavle-{plan_case.board.version.number}.xlsx"
    return Response(
        content,
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


@access(COORDINATED_PLAN)
def density(plan_id: str) -> ResponseReturnValue:
    """Remember dense rows or not, and come back to the same view."""
    is_dense = request.form.get("tett") == "1"
    board.keep_density(g.session, g.actor, is_dense=is_dense, now=installation().clock.now())
    words = parse_qsl(request.form.get("tavle", "")[:LONGEST_KEPT])
    kept = {key: value for key, value in words if key in KEPT and key != "tett"}
    return redirect(_address("coordinator.board", plan_id, kept), 303)


def _kept() -> dict[str, str]:
    return {key: value for key, value in request.args.items() if value and key in KEPT}


def _address(endpoint: str, plan_id: str, words: dict[str, str]) -> str:
    address = url_for(endpoint, plan_id=plan_id)
    return f"{address}?{urlencode(words)}" if words else address


def _show_address(plan_case: PlanCase, head: Head, line: Finding) -> str:
    """Where on the board a finding is: without filters that may hide it, in months that show it."""
    case = plan_case.case
    words = {key: value for key, value in _kept().items() if key in ("versjon", "maneder", "fra")}
    shown = range(head.months[0].index, head.months[-1].index + 1)
    if line.month is not None and line.month not in shown:
        words["fra"] = month_word(case.first_month, min(max(line.month, 0), case.months - 1))
    if line.chosen:
        return f"?{urlencode({**words, 'valgt': line.chosen})}#{PANEL}"
    return f"{_address('coordinator.board', plan_case.plan.public_id, words)}#{line.anchor}"


def _plan(plan_id: str) -> PlanHead:
    plan = rotation_store.find_plan(g.session, plan_id)
    if plan is None:
        abort(404)
    return plan


def _panel(
    plan_case: PlanCase, wanted: Wanted, violations: Sequence[Violation]
) -> rotation_panel.PanelView | None:
    if not wanted.chosen:
        return None
    return rotation_panel.load(
        plan_case,
        wanted.chosen,
        today=_today(),
        person_id=g.actor.person_id,
        violations=violations,
    )


def _done(plan_case: PlanCase) -> rotation_undo.Done | None:
    """What was just done to the draft."""
    seq = request.args.get(JUST_DONE, type=int)
    if seq is None:
        return None
    version = plan_case.board.version
    return rotation_undo.done_line(g.session, version.id, seq, plan_case.case.first_month)


def _today() -> date:
    return installation().clock.today()
