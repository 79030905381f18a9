"""The coordinator's pages as PDF: the board, why there is no plan, what changed, who comes.

Each has the access rule of the page that it is of.
"""

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COORDINATED_PLAN, access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import board, host_view, rotation_compare_page, rotation_run, rotation_run_page
from app.services.board_filters import read_wanted
from app.services.pdf_arrivals import arrivals_document
from app.services.pdf_board import board_document
from app.services.pdf_changes import changes_document
from app.services.pdf_no_plan import no_plan_document
from app.services.rotation_edits_values import Author
from app.web.coordinator.rotation_life import plan_of
from app.web.pdf import made, pdf_response


def add_routes(blueprint: Blueprint) -> None:
    """Hang the files on the coordinator's blueprint."""
    plan = "/rotasjonstavle/<plan_id>"
    blueprint.add_url_rule(f"{plan}/pdf", "board_pdf", board_pdf)
    blueprint.add_url_rule(f"{plan}/forslag/<run_id>/pdf", "rotation_run_pdf", run_pdf)
    blueprint.add_url_rule(f"{plan}/sammenlign/pdf", "plan_compare_pdf", compare_pdf)
    blueprint.add_url_rule("/vertsskap/pdf", "hosts_pdf", hosts_pdf)


@access(COORDINATED_PLAN)
def board_pdf(plan_id: str) -> ResponseReturnValue:
    """The board as the address asks for it, on A3."""
    today, wanted = installation().clock.today(), read_wanted(request.args)
    plan_case = board.load_plan_case(g.session, plan_of(plan_id), wanted.version, today)
    if plan_case is None:
        abort(404)
    counted = board.count(plan_case)
    page = board.load_page(
        g.session, g.actor, plan_case, wanted, today, board.judge(counted), counted
    )
    document = board_document(g.session, page, plan_case.case, made())
    name = _("rotasjonstavle-%(version)s", version=page.version.number)
    return pdf_response(document, name)


@access(COORDINATED_PLAN)
def run_pdf(plan_id: str, run_id: str) -> ResponseReturnValue:
    """Why there is no plan; nothing for a run that found one."""
    row = rotation_run.find(g.session, plan_of(plan_id), run_id)
    if row is None:
        abort(404)
    clock = installation().clock
    author = Author(g.actor.person_id, g.actor.name, clock.today())
    page = rotation_run_page.load_page(g.session, row, author, clock.now())
    document = no_plan_document(g.session, page, made())
    if document is None:
        abort(404)
    return pdf_response(document, _("hvorfor-ingen-plan"))


@access(COORDINATED_PLAN)
def compare_pdf(plan_id: str) -> ResponseReturnValue:
    """What differs between two versions; by default since the published one."""
    numbers = (request.args.get("fra", type=int), request.args.get("til", type=int))
    today = installation().clock.today()
    page = rotation_compare_page.load_compare(g.session, plan_of(plan_id), numbers, today)
    if page is None:
        abort(404)
    name = _(
        "endringer-versjon-%(before)s-til-%(after)s",
        before=page.before.number,
        after=page.after.number,
    )
    return pdf_response(changes_document(g.session, page, made()), name)


@access(works_as(Role.COORDINATOR, Role.SUPERVISOR))
def hosts_pdf() -> ResponseReturnValue:
    """Who comes to one's units, when, and for what."""
    page = host_view.load_page(g.session, g.actor, installation().clock.today())
    document = arrivals_document(g.session, page, g.actor, made())
    return pdf_response(document, _("leger-som-kommer"))
