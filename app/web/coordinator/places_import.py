"""Plasser fra fil: download what is there, then a file in two steps: what it would do, doing it."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.access import ORGANISATION_COORDINATOR, access
from app.exchange import places_list
from app.exchange.list_rows import MOST_BYTES
from app.exchange.places_list import ROOM_TAB, SECTIONS, PlacesList
from app.extensions import installation
from app.i18n import BABEL_LOCALES
from app.services import places_import as service
from app.services.list_check import ListKept
from app.web.coordinator.course_sessions import XLSX

ADDRESS = "/steder"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    blueprint.add_url_rule(f"{ADDRESS}/fil", "places_file", places_file)
    blueprint.add_url_rule(
        f"{ADDRESS}/les-inn", "import_places", import_places, methods=["GET", "POST"]
    )


@access(ORGANISATION_COORDINATOR)
def places_file() -> ResponseReturnValue:
    """Room and supervisors as a workbook, or one of the two as text (`?som=csv&del=Plasser`)."""
    today = installation().clock.today()
    section = request.args.get("del", ROOM_TAB)
    with force_locale(BABEL_LOCALES["nb"]):
        if request.args.get("som") == "csv" and section in SECTIONS:
            text = service.export_text(g.session, g.actor, today, section)
            return _file(text, "text/csv", f"{section.lower()}.csv")
        return _file(service.export_book(g.session, g.actor, today), XLSX, "steder.xlsx")


@access(ORGANISATION_COORDINATOR)
def import_places() -> ResponseReturnValue:
    """A file with room and supervisors: first what it would do, then doing it."""
    if request.method == "GET":
        return render_template("coordinator/places_import.html", check=None, texts={})
    clock = installation().clock
    found = _found()
    if request.form.get("trinn") == "lagre":
        done = service.save_places(g.session, g.actor, found, today=clock.today(), now=clock.now())
        if isinstance(done, ListKept):
            flash(_said(done))
            return redirect(url_for("coordinator.places"), 303)
        check = done
    else:
        check = service.check_places(g.session, g.actor, found)
    # The second step sends the same cells again, so that what is kept is what was shown.
    texts = {} if check.mistakes else places_list.write_texts(found)
    page = render_template("coordinator/places_import.html", check=check, texts=texts)
    return page, 422 if check.mistakes else 200


def _found() -> PlacesList:
    """The file of the first step, or its cells in the second."""
    upload: FileStorage | None = request.files.get("fil")
    if upload is not None:
        return places_list.read_places(upload.stream.read(MOST_BYTES + 1))
    return places_list.read_texts(
        {section: request.form.get(f"tekst-{section}", "") for section in SECTIONS}
    )


def _said(kept: ListKept) -> str:
    added = ngettext("Én rad er lagt til", "%(num)s rader er lagt til", kept.added)
    changed = ngettext("én er endret", "%(num)s er endret", kept.changed)
    return _("%(added)s, og %(changed)s.", added=added, changed=changed)


def _file(content: bytes | str, kind: str, name: str) -> Response:
    disposition = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype=kind, headers=disposition)
