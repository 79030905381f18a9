"""Private notes: only the one who wrote them opens them."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import OWN_RECORD, access
from app.extensions import installation
from app.services import private_notes as service
from app.store.private_notes import Note, find_note

ADDRESS = "/min-vei/notater"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the doctor's blueprint."""
    both = ["GET", "POST"]
    blueprint.add_url_rule(f"{ADDRESS}/ny", "new_note", new_note, methods=both)
    blueprint.add_url_rule(f"{ADDRESS}/<int:entry>", "edit_note", edit_note, methods=both)
    blueprint.add_url_rule(
        f"{ADDRESS}/<int:entry>/slett", "delete_note", delete_note, methods=["POST"]
    )


@access(OWN_RECORD)
def new_note() -> ResponseReturnValue:
    """Write a note."""
    if request.method == "GET":
        return _page(None, "")
    text = _text()
    problem = _problem(text)
    if problem:
        return _page(None, text, problem), 422
    service.add(g.session, g.actor.person_id, text, installation().clock.now())
    flash(_("Notatet er lagret. Bare du kan lese det."))
    return _back()


@access(OWN_RECORD)
def edit_note(entry: int) -> ResponseReturnValue:
    """Change a note; when it was changed in another window, both are shown."""
    note = _note(entry)
    if request.method == "GET":
        return _page(note, note.text)
    text = _text()
    problem = _problem(text)
    if problem:
        return _page(note, text, problem), 422
    result = service.change(
        g.session, g.actor.person_id, entry, _version(), text, installation().clock.now()
    )
    if result.is_stale:
        g.session.expire_all()
        return _page(_note(entry), text, is_stale=True), 409
    flash(_("Notatet er lagret. Bare du kan lese det."))
    return _back()


@access(OWN_RECORD)
def delete_note(entry: int) -> ResponseReturnValue:
    """Delete a note that nobody has changed since it was shown."""
    _note(entry)
    result = service.delete(
        g.session, g.actor.person_id, entry, _version(), installation().clock.now()
    )
    if result.is_stale:
        flash(_("Notatet er endret i et annet vindu. Ingenting er slettet."), "warning")
        return redirect(url_for("lis.edit_note", entry=entry), 303)
    flash(_("Notatet er slettet."))
    return _back()


def _page(
    note: Note | None, text: str, problem: str | None = None, *, is_stale: bool = False
) -> str:
    return render_template(
        "lis/note.html",
        note=note,
        text=text,
        problem=problem,
        is_stale=is_stale,
        longest=service.LONGEST,
    )


def _note(entry: int) -> Note:
    note = find_note(g.session, g.actor.person_id, entry)
    if note is None:
        abort(404)
    return note


def _text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n").strip()


def _problem(text: str) -> str | None:
    if not text:
        return _("Skriv noe, eller gå tilbake.")
    if len(text) > service.LONGEST:
        return _("Skriv høyst %(most)s tegn.", most=service.LONGEST)
    return None


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _back() -> ResponseReturnValue:
    return redirect(url_for("lis.logbook", _anchor="notater"), 303)
