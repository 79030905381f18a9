"""Places themselves: a new one, another name, closing one."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COORDINATED_PLACE, ORGANISATION_COORDINATOR, access
from app.extensions import installation
from app.services import places_closing as closing
from app.services import places_units as service
from app.services.places_closing import Closing
from app.services.places_units import NewPlace
from app.services.wording import day, long_day
from app.web.coordinator.courses import pairs
from app.web.coordinator.places import ADDRESS, answer, desk_of, form_page, place_address, posted


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    both = ["GET", "POST"]
    for path, name, view in (
        ("/ny", "place_new", place_new),
        ("/<place_key>/endre", "place_edit", place_edit),
        ("/<place_key>/steng", "place_close", place_close),
    ):
        blueprint.add_url_rule(f"{ADDRESS}{path}", name, view, methods=both)


@access(ORGANISATION_COORDINATOR)
def place_new() -> ResponseReturnValue:
    """A new unit, municipal place or practice."""
    heading, back = _("Legg inn et sted"), url_for("coordinator.places")
    if request.method == "GET":
        return form_page(service.new_place_draft(g.session, g.actor), heading, None, back)
    now = installation().clock.now()
    done = service.save_new_place(g.session, g.actor, posted(), now=now)
    if not isinstance(done, NewPlace):
        return form_page(done, heading, None, back)
    if done.agreement_id is None:
        flash(_("Stedet er lagt inn. Si hvor mange leger det tar, og hva de kan lære der."))
        return redirect(url_for("coordinator.place", place_key=done.key), 303)
    flash(_("Stedet er lagt inn med en planlagt avtale. Fyll ut resten av avtalen."))
    return redirect(url_for("coordinator.agreement_edit", agreement_id=done.agreement_id), 303)


@access(COORDINATED_PLACE)
def place_edit(place_key: str) -> ResponseReturnValue:
    """Another name or kind."""
    desk = desk_of(place_key)
    heading = _("Endre %(place)s", place=desk.place.name)
    if request.method == "GET":
        return form_page(service.change_draft(g.session, desk), heading, desk.place)
    done = service.save_change(g.session, desk, posted())
    return answer(done, heading, desk.place, lambda kept: _("Stedet er lagret."))


@access(COORDINATED_PLACE)
def place_close(place_key: str) -> ResponseReturnValue:
    """Close a place: first what is there afterwards, then doing it."""
    desk = desk_of(place_key)
    if request.method == "GET":
        return _closing_page(Closing({"last_day": day(desk.today)}), place_key)
    raw = posted()
    if raw.get("trinn") != "steng":
        return _closing_page(closing.check_closing(g.session, desk, raw), place_key)
    done = closing.close_place(g.session, desk, raw)
    if isinstance(done, Closing):
        return _closing_page(done, place_key)
    flash(_("Stedet tar ingen etter %(day)s.", day=long_day(done)))
    return redirect(place_address(desk.place), 303)


def _closing_page(found: Closing, place_key: str) -> ResponseReturnValue:
    problems = pairs(found.problems)
    page = render_template(
        "coordinator/place_close.html",
        place=desk_of(place_key).place,
        page=found,
        problems=problems,
        errors=dict(reversed(problems)),
    )
    return page, 422 if problems else 409 if found.is_changed else 200
