"""Seats from a file: down as they are, then up in two steps: what it would do, doing it."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.access import COUNCIL_INTAKE, access
from app.exchange.lis1_intakes_list import SEATS, read_seats
from app.exchange.list_rows import MOST_BYTES, RowList, rows_as_text
from app.i18n import BABEL_LOCALES
from app.services import lis1_intakes_import as service
from app.services.lis1_intakes_seat_form import load_book
from app.services.list_check import ListKept
from app.web.coordinator.course_sessions import XLSX
from app.web.council.intakes_forms import is_post, loaded


def add_routes(blueprint: Blueprint, address: str) -> None:
    """Hang the pages on the council's blueprint."""
    base = f"{address}/<intake_id>/plasser"
    blueprint.add_url_rule(f"{base}/fil", "intake_seats_file", intake_seats_file)
    blueprint.add_url_rule(
        f"{base}/les-inn", "intake_seats_import", intake_seats_import, methods=["GET", "POST"]
    )


@access(COUNCIL_INTAKE)
def intake_seats_file(intake_id: str) -> ResponseReturnValue:
    """The seats as a workbook, or as text (`?som=csv`): the columns that an import reads."""
    desk, stored = loaded(intake_id)
    book = load_book(g.session, desk, stored)
    with force_locale(BABEL_LOCALES["nb"]):
        if request.args.get("som") == "csv":
            return _file(service.export_text(book), "text/csv", "plasser.csv")
        return _file(service.export_book(book), XLSX, "plasser.xlsx")


@access(COUNCIL_INTAKE)
def intake_seats_import(intake_id: str) -> ResponseReturnValue:
    """A file with seats: first what it would do, then doing it."""
    desk, stored = loaded(intake_id)
    check, text = None, ""
    if is_post():
        found = _found()
        book = load_book(g.session, desk, stored)
        if request.form.get("trinn") == "lagre":
            done = service.save_seats(g.session, book, desk, found)
            if isinstance(done, ListKept):
                flash(_said(done))
                return redirect(url_for("council.intake", intake_id=intake_id), 303)
            check = done
        else:
            check = service.check_seats(book, desk, found)
        # The second step sends the same cells again, so that what is kept is what was shown.
        text = "" if check.mistakes else rows_as_text(SEATS, found)
    page = render_template(
        "council/intake_import.html",
        intake_id=intake_id,
        intake=desk.intake,
        check=check,
        text=text,
    )
    return page, 422 if check is not None and check.mistakes else 200


def _found() -> RowList:
    """The file of the first step, or its cells in the second."""
    upload: FileStorage | None = request.files.get("fil")
    if upload is not None:
        return read_seats(upload.stream.read(MOST_BYTES + 1))
    return read_seats(request.form.get("tekst", "").encode())


def _said(kept: ListKept) -> str:
    added = ngettext("Én plass er lagt til", "%(num)s plasser er lagt til", kept.added)
    changed = ngettext("én er endret", "%(num)s er endret", kept.changed)
    return _("%(added)s, og %(changed)s.", added=added, changed=changed)


def _file(content: bytes | str, kind: str, name: str) -> Response:
    disposition = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype=kind, headers=disposition)
