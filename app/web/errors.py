"""The one place that turns errors into pages: what happened, what is kept, what to do."""

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.access import COUNCIL_INTAKE, COUNCIL_SEAT, other_sides, rule_of
from app.htmx import is_htmx
from app.services.knowledge import NoReferenceData
from app.web.sides import SIDES

log = structlog.get_logger()

PAGES = (400, 403, 404, 405, 413, 429, 500)


def init_app(app: Flask) -> None:
    """Register the handlers once, here."""
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(401, sign_in_first)
    app.register_error_handler(HTTPException, known_error)
    app.register_error_handler(NoReferenceData, no_reference_data)
    app.register_error_handler(Exception, unknown_error)


def known_error(error: HTTPException) -> Response:
    """A page for a status that we expect."""
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    outside = _stepped_back() if status == 403 else None
    if outside is not None:
        return make_response(redirect(outside, 303))
    sides = _other_sides() if status == 403 else ()
    return error_page(status if status in PAGES else 400, status, sides)


def unknown_error(error: Exception) -> Response:
    """A broken promise: logged whole, told without details."""
    log.exception("unhandled error", exc_info=error)
    return error_page(500, 500)


def form_expired(_error: CSRFError) -> Response:
    """The form's token no longer fits; the page must be loaded again."""
    return error_page(400, 400)


def sign_in_first(_error: HTTPException) -> Response:
    """Nobody is signed in: go there, and come back afterwards."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    address = url_for("account.sign_in", neste=wanted)
    if is_htmx():
        # A part cannot hold the sign-in page: have the browser load it whole.
        return Response(status=401, headers={"HX-Redirect": address})
    return make_response(redirect(address))


def no_reference_data(_error: NoReferenceData) -> Response:
    """The installation is not finished."""
    log.error("no reference data")
    return error_page(500, 503)


def _other_sides() -> tuple[tuple[str, str], ...]:
    """(role, name) of the person's other sides that this page belongs to; for links in messages,
    which know no side. A form that was sent cannot be sent again from there.
    """
    if request.method != "GET" or request.endpoint is None or g.get("actor") is None:
        return ()
    rule = rule_of(current_app, request.endpoint)
    try:
        found = other_sides(rule, g.actor, request.view_args or {}) if rule else ()
    except SQLAlchemyError:
        return ()
    return tuple((str(role), str(SIDES[role].name)) for role in found)


def _stepped_back() -> str | None:
    """The page that says so, for a member of a council who has stepped back from the intake."""
    words = request.view_args or {}
    actor = g.get("actor")
    if request.method != "GET" or actor is None or "intake_id" not in words or is_htmx():
        return None
    try:
        sits = COUNCIL_SEAT.check is not None and COUNCIL_SEAT.check(actor, words)
        reads = COUNCIL_INTAKE.check is not None and COUNCIL_INTAKE.check(actor, words)
    except SQLAlchemyError:
        return None
    return url_for("council.conflict", intake_id=words["intake_id"]) if sits and not reads else None


def error_page(page: int, status: int, sides: tuple[tuple[str, str], ...] = ()) -> Response:
    """The error's page, or for htmx the same page swapped into the body."""
    here = request.full_path.rstrip("?")
    response = make_response(render_template(f"errors/{page}.html", sides=sides, here=here), status)
    if is_htmx():
        # Without the reselect, the part that asked would look for itself and find nothing.
        response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#page"
        response.headers["HX-Reswap"] = "outerHTML"
    return response
