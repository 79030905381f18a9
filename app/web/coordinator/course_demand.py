"""Kursbehov: which extra session helps most, and the way to adding it."""

from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COURSE_KEEPER, access, works_as
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.roles import Role
from app.services import course_demand as service
from app.services import course_demand_actions as actions
from app.services.course_demand import Wanted
from app.services.reach import reach_of

COORDINATOR = works_as(Role.COORDINATOR)
COURSES_PART = "kurs"
"""The part of the page that a row of the table replaces: the table and the chosen course."""
LONGEST_KEY = 200
LONGEST_CODE = 40


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    blueprint.add_url_rule("/kursbehov", "course_demand", course_demand)
    blueprint.add_url_rule("/kursbehov/regner", "scan_progress", scan_progress)
    blueprint.add_url_rule("/kursbehov/regn", "ask_for_scan", ask_for_scan, methods=["POST"])
    blueprint.add_url_rule("/kursbehov/ekstra", "promise_extra", promise_extra, methods=["POST"])


@access(COORDINATOR)
def course_demand() -> ResponseReturnValue:
    """The courses by what an extra session saves, and one of them in full."""
    home = installation()
    page = service.load_page(
        g.session,
        reach_of(g.session, g.actor),
        _wanted(),
        kept_regions=actions.regions_kept(g.session, g.actor),
        today=home.clock.today(),
        now=home.clock.now(),
    )
    is_part = is_htmx() and htmx.target == COURSES_PART
    return render_template(
        "coordinator/_course_demand_courses.html" if is_part else "coordinator/course_demand.html",
        page=page,
        address=_address,
        session_address=_session_address,
        seats_address=_seats_address,
    )


@access(COORDINATOR)
def scan_progress() -> ResponseReturnValue:
    """How the scan that was asked for stands: the part that asks again while it goes on."""
    status = actions.scan_status(g.session, installation().clock.now())
    return render_template(
        "coordinator/_course_demand_scan.html", scan=status, stale=None, has_waited=True
    )


@access(COORDINATOR)
def ask_for_scan() -> ResponseReturnValue:
    """Ask the worker to work the numbers out again."""
    actions.ask_for_scan(g.session, by=g.actor.person_id, now=installation().clock.now())
    return redirect(url_for("coordinator.course_demand"), 303)


@access(COURSE_KEEPER)
def promise_extra() -> ResponseReturnValue:
    """Keep what the extra session is said to save, and go on to the form that adds it."""
    course = request.form.get("kurs", "")[:LONGEST_KEY]
    extra = actions.promise_extra(
        g.session, course, by=g.actor.person_id, now=installation().clock.now()
    )
    if extra is None:
        flash(_("Ingen ekstra samling av kurset sparer noe nå. Se tallene under."), "warning")
        return redirect(url_for("coordinator.course_demand"), 303)
    return redirect(
        url_for(
            "coordinator.session_new",
            kurs=course,
            fra=extra.starts_on.isoformat(),
            til=extra.ends_on.isoformat(),
            plasser=extra.seats,
        ),
        303,
    )


def _wanted() -> Wanted:
    """What the address asks for; what cannot be read narrows nothing."""
    return Wanted(
        course=request.args.get("kurs", "")[:LONGEST_KEY],
        specialty=request.args.get("fag", "")[:LONGEST_CODE],
        region=request.args.get("region", type=int),
        everything=request.args.get("vis") == "alle",
        more_seats=request.args.get("prov") == "plasser",
    )


def _address(**changes: str | None) -> str:
    """The page's address with the filters kept, but for the changes."""
    kept = {key: request.args.get(key) for key in ("fag", "region", "vis", "kurs")}
    words = {key: value for key, value in {**kept, **changes}.items() if value}
    base = url_for("coordinator.course_demand")
    return f"{base}?{urlencode(words)}" if words else base


def _session_address(public_id: str) -> str:
    return url_for("coordinator.course_session", session_id=public_id)


def _seats_address(public_id: str, seats: int) -> str:
    return url_for("coordinator.session_edit", session_id=public_id, plasser=seats)
