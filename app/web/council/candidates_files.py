"""Candidates from a file, in two steps: what it would add, then adding all of it; and back out."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from werkzeug.datastructures import FileStorage

from app.access import COUNCIL_INTAKE, access
from app.exchange.list_rows import MOST_BYTES
from app.extensions import installation
from app.i18n import BABEL_LOCALES
from app.services import lis1_candidates_import as service
from app.services.lis1_candidates_edit import Acting
from app.services.lis1_candidates_rules import refuses_new
from app.services.list_check import ListKept
from app.store.lis1 import find_intake
from app.web.coordinator.course_sessions import XLSX


def add_routes(blueprint: Blueprint, address: str) -> None:
    """Hang the pages on the council's blueprint, under the list of candidates."""
    blueprint.add_url_rule(f"{address}/fil", "candidates_file", candidates_file)
    blueprint.add_url_rule(
        f"{address}/les-inn", "candidates_import", candidates_import, methods=["GET", "POST"]
    )


@access(COUNCIL_INTAKE)
def candidates_file(intake_id: str) -> ResponseReturnValue:
    """The list to fill in with the keys of seats (`?som=mal`), or the candidates there are."""
    acting = acting_in(intake_id)
    is_template = request.args.get("som") == "mal"
    with force_locale(BABEL_LOCALES["nb"]):
        book = service.export_book(
            g.session, acting.intake_id, g.actor.person_id, with_candidates=not is_template
        )
    name = "kandidater-mal.xlsx" if is_template else "kandidater.xlsx"
    disposition = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(book, mimetype=XLSX, headers=disposition)


@access(COUNCIL_INTAKE)
def candidates_import(intake_id: str) -> ResponseReturnValue:
    """A file with candidates: first whom it would add, then adding them."""
    acting = acting_in(intake_id)
    refused = refuses_new(acting.intake)
    if request.method == "GET" or refused is not None:
        page = render_template(
            "council/candidates_import.html",
            check=None,
            text="",
            intake=acting.intake,
            refused=refused,
        )
        return page, 200 if request.method == "GET" else 409
    found = service.read_file(g.session, acting.intake_id, _data())
    if request.form.get("trinn") == "lagre":
        done = service.save_file(g.session, acting, found)
        if isinstance(done, ListKept):
            said = ngettext(
                "Én kandidat er lagt inn.", "%(num)s kandidater er lagt inn.", done.added
            )
            flash(said, "success")
            return redirect(url_for("council.candidates", intake_id=intake_id), 303)
        check = done
    else:
        check = service.check_file(g.session, acting, found)
    # The second step sends the same cells again, so that what is kept is what was shown.
    page = render_template(
        "council/candidates_import.html",
        check=check,
        text="" if check.mistakes else found.text,
        intake=acting.intake,
        refused=None,
    )
    return page, 422 if check.mistakes else 200


def _data() -> bytes:
    """The file of the first step, or its cells in the second."""
    upload: FileStorage | None = request.files.get("fil")
    if upload is None:
        return request.form.get("tekst", "").encode()
    return upload.stream.read(MOST_BYTES + 1)


def acting_in(intake_id: str) -> Acting:
    """Who does something in the intake of the address, and when."""
    intake = find_intake(g.session, intake_id)
    if intake is None:
        abort(404)
    clock = installation().clock
    return Acting(intake, g.actor.person_id, clock.today(), clock.now())
