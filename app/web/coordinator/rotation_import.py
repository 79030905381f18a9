"""A plan from a sheet: the template, what a file would do, and taking it in."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext

from app.access import COORDINATED_PLAN, access
from app.exchange.plan_sheet import MOST_BYTES
from app.extensions import installation
from app.i18n import BABEL_LOCALES
from app.services import rotation_import as service
from app.services.rotation_edits_values import Author
from app.services.rotation_import import SheetCheck, TakenIn
from app.services.rotation_life import Refused
from app.store import rotations
from app.store.rotation_values import PlanHead
from app.web.coordinator.course_sessions import XLSX
from app.web.coordinator.rotation_life import plan_of

BASE = "/rotasjonstavle/<plan_id>/ark"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    blueprint.add_url_rule(BASE, "plan_sheet", plan_sheet, methods=["GET", "POST"])
    blueprint.add_url_rule(f"{BASE}/mal", "plan_sheet_template", plan_sheet_template)


@access(COORDINATED_PLAN)
def plan_sheet_template(plan_id: str) -> ResponseReturnValue:
    """The draft as a workbook to change and read in again."""
    plan, today = plan_of(plan_id), installation().clock.today()
    # Norwegian in both languages, like the other files for Norwegian use.
    with force_locale(BABEL_LOCALES["nb"]):
        content = service.template_of(g.session, plan, today)
    if content is None:
        abort(404)
    return Response(
        content,
        mimetype=XLSX,
        headers={"Content-Disposition": "attachment; filename=plasseringer.xlsx"},
    )


@access(COORDINATED_PLAN)
def plan_sheet(plan_id: str) -> ResponseReturnValue:
    """A file: first what it would do, then doing it."""
    plan = plan_of(plan_id)
    if request.method == "GET":
        return _page(plan, None)
    clock = installation().clock
    author = Author(g.actor.person_id, g.actor.name, clock.today())
    if request.form.get("trinn") != "lagre":
        return _page(plan, service.check_sheet(g.session, plan, _data(), author))
    seen = request.form.get("sett", -1, type=int)
    done = service.save_sheet(g.session, plan, _data(), seen, author, clock.now())
    if not isinstance(done, TakenIn):
        return _page(plan, done)
    flash(
        ngettext(
            "Arket er lest inn. Én rad på tavla er endret.",
            "Arket er lest inn. %(num)s rader på tavla er endret.",
            done.doctors,
        )
    )
    return redirect(url_for("coordinator.board", plan_id=plan_id, gjort=done.seq), 303)


def _data() -> bytes:
    """The file of the first step, or its rows in the second."""
    upload = request.files.get("fil")
    if upload is None:
        return request.form.get("tekst", "").encode()
    return upload.stream.read(MOST_BYTES + 1)


def _page(plan: PlanHead, check: SheetCheck | Refused | None) -> ResponseReturnValue:
    refused = check if isinstance(check, Refused) else None
    found = None if isinstance(check, Refused) else check
    head = rotations.open_version(g.session, plan.id)
    page = render_template(
        "coordinator/rotation_import.html",
        plan=plan,
        head=head if head is not None and head.is_draft else None,
        check=found,
        refused=refused,
    )
    if found is not None and found.is_stale:
        return page, 409
    return page, 422 if refused or (found is not None and found.mistakes) else 200
