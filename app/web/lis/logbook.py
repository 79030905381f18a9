"""Min logg: the doctor's own registrations, and the export in the order of the logbook."""

from flask import Blueprint, Response, abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.access import OWN_RECORD, access
from app.exchange.logbook import write_csv
from app.extensions import installation
from app.i18n import BABEL_LOCALES
from app.services.logbook_export import load_export
from app.store.logbook import LogKind
from app.web import logbook as pages
from app.web.logbook import Desk

ADDRESS = "/min-vei/logg"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the doctor's blueprint."""
    both = ["GET", "POST"]
    for path, name, view, methods in (
        ("", "logbook", logbook, ["GET"]),
        ("/<slug>/ny", "log_new", log_new, both),
        ("/<slug>/<int:entry>/endre", "log_edit", log_edit, both),
        ("/<slug>/<int:entry>/slett", "log_delete", log_delete, both),
        ("/angre", "log_undo", log_undo, ["POST"]),
        ("/eksport", "log_export", log_export, ["GET"]),
        ("/utskrift", "log_print", log_print, ["GET"]),
    ):
        blueprint.add_url_rule(f"{ADDRESS}{path}", name, view, methods=methods)


@access(OWN_RECORD)
def logbook() -> ResponseReturnValue:
    """Everything registered, with its state."""
    return pages.show(_desk())


@access(OWN_RECORD)
def log_new(slug: str) -> ResponseReturnValue:
    """Register something."""
    return pages.form(_desk(), slug)


@access(OWN_RECORD)
def log_edit(slug: str, entry: int) -> ResponseReturnValue:
    """Change a registration."""
    return pages.form(_desk(), slug, entry)


@access(OWN_RECORD)
def log_delete(slug: str, entry: int) -> ResponseReturnValue:
    """Delete a registration."""
    return pages.confirm(_desk(), slug, entry)


@access(OWN_RECORD)
def log_undo() -> ResponseReturnValue:
    """Take back one's own last change."""
    return pages.undo(_desk())


@access(OWN_RECORD)
def log_export() -> ResponseReturnValue:
    """The logbook as a file that a spreadsheet opens."""
    # The file has Norwegian headings in both languages: it is for the Norwegian logbook.
    with force_locale(BABEL_LOCALES["nb"]):
        export = load_export(g.session, g.actor.public_id, installation().clock.today())
    if export is None:
        abort(404)
    return Response(
        write_csv(export),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=min-logg.csv"},
    )


@access(OWN_RECORD)
def log_print() -> ResponseReturnValue:
    """The same on a page to print."""
    export = load_export(g.session, g.actor.public_id, installation().clock.today())
    if export is None:
        return render_template("lis/no_enrolment.html")
    return render_template("lis/logbook_print.html", export=export)


def _desk() -> Desk:
    return Desk(
        public_id=g.actor.public_id,
        is_own=True,
        kinds=tuple(LogKind),
        url=lambda what, **words: url_for(
            "lis.logbook" if what == "page" else f"lis.log_{what}", **words
        ),
    )
