"""Kurs: the doctor's courses, one session of them, and the same list for whoever has scope."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import OWN_RECORD, PERSON_RECORD, access
from app.extensions import installation
from app.services import my_courses as service
from app.services import my_courses_session as sessions
from app.services.course_registrations import Refused
from app.services.course_registrations_words import refusal_words, withdrawn_words
from app.services.my_courses_session import Deed
from app.web.lis.looking import is_own_look

ADDRESS = "/min-vei/kurs"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the doctor's blueprint."""
    blueprint.add_url_rule(ADDRESS, "courses", courses)
    blueprint.add_url_rule("/leger/<public_id>/kurs", "person_courses", person_courses)
    blueprint.add_url_rule(f"{ADDRESS}/<session_id>", "course_session", course_session)
    for deed, endpoint, view in (
        (Deed.APPLY, "course_apply", apply),
        (Deed.INTEREST, "course_interest", interest),
        (Deed.WITHDRAW, "course_withdraw", withdraw),
    ):
        address = f"{ADDRESS}/<session_id>/{deed}"
        blueprint.add_url_rule(address, endpoint, view, methods=["POST"])


@access(OWN_RECORD)
def courses() -> ResponseReturnValue:
    """Which courses I must take, when, and whether I get a seat."""
    return _page(g.actor.public_id, is_own=True)


@access(PERSON_RECORD)
def person_courses(public_id: str) -> ResponseReturnValue:
    """A doctor's courses for a supervisor or coordinator with scope; the look is remembered."""
    return _page(public_id, is_own=is_own_look(public_id, "courses"))


def _page(public_id: str, *, is_own: bool) -> str:
    today = installation().clock.today()
    page = service.load_page(g.session, public_id, today=today, is_own=is_own)
    if page is None:
        return render_template("lis/no_enrolment.html")
    return render_template("lis/courses.html", page=page)


@access(OWN_RECORD)
def course_session(session_id: str) -> ResponseReturnValue:
    """One session: where I stand, what can be done, and what that does."""
    return _session_page(session_id)


@access(OWN_RECORD)
def apply(session_id: str) -> ResponseReturnValue:
    """Sign up."""
    return _change(session_id, Deed.APPLY)


@access(OWN_RECORD)
def interest(session_id: str) -> ResponseReturnValue:
    """Say before sign-up opens that one would like to come."""
    return _change(session_id, Deed.INTEREST)


@access(OWN_RECORD)
def withdraw(session_id: str) -> ResponseReturnValue:
    """Take a registration back."""
    return _change(session_id, Deed.WITHDRAW)


def _change(session_id: str, deed: Deed) -> ResponseReturnValue:
    """Do it; a refusal says why and changes nothing."""
    clock = installation().clock
    result = sessions.do(
        g.session,
        deed,
        g.actor.public_id,
        session_id,
        by=g.actor.person_id,
        today=clock.today(),
        now=clock.now(),
        version=request.form.get("version", 0, type=int),
    )
    if result is None:
        return _session_page(session_id, _("Kurset er ikke for deg. Ingenting er endret.")), 422
    if isinstance(result, Refused):
        status = 409 if sessions.is_conflict(result) else 422
        return _session_page(session_id, refusal_words(result)), status
    words = withdrawn_words(result) if deed is Deed.WITHDRAW else sessions.done_words(result)
    flash(words)
    return redirect(url_for("lis.courses"), 303)


def _session_page(session_id: str, problem: str | None = None) -> str:
    today = installation().clock.today()
    page = sessions.load_session_page(g.session, g.actor.public_id, session_id, today=today)
    if page is None:
        abort(404)
    return render_template("lis/courses_session.html", page=page, problem=problem)
