"""Det som forsinker deg: a doctor's delays, and one of them, for all who may read the record."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import OWN_RECORD, PERSON_RECORD, access
from app.extensions import installation
from app.services import delay_details as service
from app.services.delay_actions import LONGEST_TEXT
from app.store import delay_flags
from app.store.delay_flags import FlagRow
from app.web.lis.looking import is_own_look
from pathways.types.delays import Cause

ADDRESS = "/leger/<public_id>/forsinkelser"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the doctor's blueprint."""
    blueprint.add_url_rule("/min-vei/forsinkelser", "delays", delays)
    blueprint.add_url_rule(ADDRESS, "person_delays", person_delays)
    blueprint.add_url_rule(f"{ADDRESS}/<flag>", "person_delay", person_delay)
    for word, endpoint, view in (
        ("kommentar", "comment_delay", comment),
        ("aarsak", "set_delay_cause", set_cause),
    ):
        blueprint.add_url_rule(f"{ADDRESS}/<flag>/{word}", endpoint, view, methods=["POST"])


@access(OWN_RECORD)
def delays() -> ResponseReturnValue:
    """What delays me."""
    return _list(g.actor.public_id, own=True)


@access(PERSON_RECORD)
def person_delays(public_id: str) -> ResponseReturnValue:
    """What delays a doctor, for a supervisor or coordinator with scope."""
    return _list(public_id, own=is_own_look(public_id, "delays"))


def _list(public_id: str, *, own: bool) -> str:
    found = service.load_doctor(g.session, public_id, today=_today(), own=own)
    return render_template("lis/delays.html", delays=found)


@access(PERSON_RECORD)
def person_delay(public_id: str, flag: str) -> ResponseReturnValue:
    """One delay: what, why, what has happened."""
    return _page(public_id, flag, own=is_own_look(public_id, "delay"))


@access(PERSON_RECORD)
def comment(public_id: str, flag: str) -> ResponseReturnValue:
    """Write a comment."""
    row, text = _row(public_id, flag), _text("kommentar")
    problem = service.text_problem(text, is_needed=True)
    if problem:
        return _page(public_id, flag, problems=[("kommentar", problem)], comment=text), 422
    service.add_comment(g.session, g.actor, row, text, today=_today(), now=_now())
    flash(_("Kommentaren er lagret."))
    return _back(public_id, flag)


@access(PERSON_RECORD)
def set_cause(public_id: str, flag: str) -> ResponseReturnValue:
    """Say what the cause is; when somebody else has changed the delay, both are shown."""
    row, text = _row(public_id, flag), _text("grunn")
    value = request.form.get("aarsak", "")
    written: dict[str, Any] = {"cause": value, "reason": text}
    problems = []
    if value and value not in set(Cause):
        problems.append(("aarsak", _("Velg en årsak i listen.")))
    text_problem = service.text_problem(text, is_needed=False)
    if text_problem:
        problems.append(("grunn", text_problem))
    if problems:
        return _page(public_id, flag, problems=problems, **written), 422
    saved = service.set_cause(
        g.session,
        g.actor,
        row,
        request.form.get("version", 0, type=int),
        Cause(value) if value else None,
        text,
        today=_today(),
        now=_now(),
    )
    if not saved:
        return _page(public_id, flag, is_stale=True, **written), 409
    flash(_("Årsaken er lagret."))
    return _back(public_id, flag)


def _page(public_id: str, flag: str, *, own: bool | None = None, **written: Any) -> str:
    is_own = g.actor.public_id == public_id if own is None else own
    page = service.load_flag(g.session, public_id, flag, today=_today(), own=is_own)
    if page is None:
        abort(404)
    empty = {"problems": (), "comment": "", "cause": None, "reason": "", "is_stale": False}
    return render_template("lis/delay.html", page=page, most=LONGEST_TEXT, **{**empty, **written})


def _row(public_id: str, flag: str) -> FlagRow:
    row = delay_flags.find_flag(g.session, public_id, flag, today=_today())
    if row is None:
        abort(404)
    return row


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").strip()


def _back(public_id: str, flag: str) -> ResponseReturnValue:
    return redirect(url_for("lis.person_delay", public_id=public_id, flag=flag), 303)


def _today() -> date:
    return installation().clock.today()


def _now() -> datetime:
    return installation().clock.now()
