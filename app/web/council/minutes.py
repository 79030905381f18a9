"""The council's pages: minutes as page and file, and the letters after a decision."""

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from app.access import COUNCIL_INTAKE, COUNCIL_LEAD, access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import lis1_letters, lis1_minutes_page
from app.services.lis1_minutes_files import (
    minutes_book,
    minutes_document,
    remember_taken,
    title_of,
)
from app.services.lis1_minutes_words import MinutesPage
from app.web.coordinator.course_sessions import XLSX
from app.web.council.run_address import intake_of
from app.web.pdf import made, pdf_response

INTAKE = "/inntak/<intake_id>"
PUBLIC = "offentlig"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    for address, endpoint, view in (
        ("/protokoller", "minutes", minutes_list),
        (f"{INTAKE}/protokoll", "minutes_page", minutes_page),
        (f"{INTAKE}/protokoll/fil", "minutes_file", minutes_file),
        (f"{INTAKE}/brev", "letters", letters),
    ):
        blueprint.add_url_rule(address, endpoint, view)


@access(works_as(Role.COUNCIL))
def minutes_list() -> ResponseReturnValue:
    """The decisions of the member's councils."""
    page = lis1_minutes_page.load_list(g.session, g.actor)
    return render_template("council/minutes_list.html", page=page)


@access(COUNCIL_INTAKE)
def minutes_page(intake_id: str) -> ResponseReturnValue:
    """The minutes of one intake, or a draft of them."""
    page = _minutes(intake_id)
    return render_template(
        "council/minutes.html", page=page, title=title_of(page), intake_id=intake_id
    )


@access(COUNCIL_INTAKE)
def minutes_file(intake_id: str) -> ResponseReturnValue:
    """The same as PDF, or as a workbook (`?som=xlsx`)."""
    page = _minutes(intake_id)
    kind = "xlsx" if request.args.get("som") == "xlsx" else "pdf"
    remember_taken(g.session, intake_id, kind, "minutes", made())
    name = "protokoll-utkast" if page.is_draft else "protokoll"
    if page.is_public:
        name += f"-{PUBLIC}"
    if kind == "pdf":
        return pdf_response(minutes_document(page, made()), name)
    return _sheet(minutes_book(page), name)


@access(COUNCIL_LEAD)
def letters(intake_id: str) -> ResponseReturnValue:
    """The letters of the decision as PDF, workbook or text (`?som=pdf|xlsx|csv`)."""
    intake = intake_of(intake_id)
    assert intake.id is not None
    found = lis1_letters.load_letters(g.session, intake.id, g.actor.person_id)
    if found is None:
        abort(404)
    kind = request.args.get("som", "pdf")
    kind = kind if kind in ("csv", "xlsx") else "pdf"
    remember_taken(g.session, intake_id, kind, "letters", made())
    if kind == "pdf":
        return pdf_response(lis1_letters.letters_document(found, made()), "brev")
    if kind == "xlsx":
        return _sheet(lis1_letters.letters_book(found), "brevliste")
    return Response(
        lis1_letters.letters_csv(found),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=brevliste.csv"},
    )


def _minutes(intake_id: str) -> MinutesPage:
    page = lis1_minutes_page.load_minutes(
        g.session,
        g.actor,
        intake_of(intake_id),
        run_id=request.args.get("kjoring"),
        is_public=PUBLIC in request.args,
        today=installation().clock.today(),
    )
    if page is None:
        abort(404)
    return page


def _sheet(book: bytes, name: str) -> Response:
    disposition = {"Content-Disposition": f"attachment; filename={name}.xlsx"}
    return Response(book, mimetype=XLSX, headers=disposition)
