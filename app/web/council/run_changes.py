"""Changing a place by hand: choose, see what it does, save, undo."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COUNCIL_INTAKE, access
from app.extensions import installation
from app.services import lis1_run_change as service
from app.services.lis1_run_page import see
from app.services.lis1_words import letter
from app.web.council.run_address import done_run_of, intake_of
from app.web.council.run_pages import RUN


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    blueprint.add_url_rule(f"{RUN}/endre", "change_seat", change, methods=["GET", "POST"])
    blueprint.add_url_rule(f"{RUN}/angre", "undo_change", undo, methods=["POST"])


@access(COUNCIL_INTAKE)
def change(intake_id: str, run_id: str) -> ResponseReturnValue:
    """Choose somebody and a place; the effect is shown before anything is saved."""
    intake = intake_of(intake_id)
    row = done_run_of(intake, run_id)
    seen = see(g.session, g.actor, intake, row)
    sent = request.form if request.method == "POST" else request.args
    key, choice, reason = (sent.get(each, "") for each in ("lege", "plass", "begrunnelse"))
    problems: list[tuple[str, str]] = []
    effect = None
    wanted = service.wanted_of(seen, key, choice, reason) if key and choice else None
    if request.method == "POST" and wanted is None:
        problems = [("plass", _("Velg en ny plass."))]
    elif request.method == "POST" and wanted is not None:
        if sent.get("steg") == "lagre":
            saw = sent.get("sett", type=int, default=-1)
            now = installation().clock.now()
            refused = service.save(g.session, g.actor, intake, row, wanted, saw, now=now)
            if not refused:
                flash(_("Plassen er endret. Du kan angre på rådets bord."))
                return _desk(intake_id, run_id)
            problems = [("begrunnelse", each) for each in refused]
            seen = see(g.session, g.actor, intake, row)
        tried = service.attempt(g.session, g.actor, intake, seen, wanted)
        effect = service.shown(seen, tried)
        problems = problems or [("plass", each) for each in tried.refused]
    return render_template(
        "council/run_change.html",
        intake=intake,
        run=row,
        letter=letter(row.number),
        options=service.choices(seen, key),
        choice=choice,
        reason=reason,
        problems=problems,
        effect=effect,
        seq=service.last_change(seen),
    )


@access(COUNCIL_INTAKE)
def undo(intake_id: str, run_id: str) -> ResponseReturnValue:
    """Undo the last change by hand."""
    intake = intake_of(intake_id)
    row = done_run_of(intake, run_id)
    now = installation().clock.now()
    seq = request.form.get("sett", type=int, default=-1)
    refused = service.undo(g.session, g.actor, intake, row, seq, now=now)
    if refused:
        flash(" ".join(refused), "warning")
    else:
        flash(_("Den siste endringen er angret."))
    return _desk(intake_id, run_id)


def _desk(intake_id: str, run_id: str) -> ResponseReturnValue:
    address = url_for("council.desk", intake_id=intake_id, kjoring=run_id, _anchor="personer")
    return redirect(address, 303)
