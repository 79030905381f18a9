"""Steder og avtaler: the list, one place, and the forms of what is known about a place."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import COORDINATED_PLACE, READABLE_PLACE, access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import places_changes as changes
from app.services import places_page, places_place
from app.services.logbook_form import Raw
from app.services.places_changes import Desk, Kept
from app.services.places_fields import Draft
from app.services.rotation_room_links import LEAST, MOST
from app.services.wording import day, moment, plain
from app.store import places as store
from app.store.places import CapacityRow, PlaceRow, SupervisorRow
from app.web.coordinator.courses import both_versions, kept_fields, pairs

ADDRESS = "/steder"
LONGEST_TEXT = 8000
LONGEST_WORDS = 80
SUGGESTED = {MOST: "maximum", LEAST: "minimum"}
"""Words of an address that fill in the form of room."""


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    both = ["GET", "POST"]
    for path, name, view, methods in (
        ("", "places", places, ["GET"]),
        ("/<place_key>", "place", place, ["GET"]),
        ("/<place_key>/plasser", "place_room", place_room, both),
        ("/<place_key>/plasser/<capacity_id>", "place_room_edit", place_room, both),
        ("/<place_key>/veileder", "place_supervisor", place_supervisor, both),
        (
            "/<place_key>/veileder/<supervisor_id>",
            "place_supervisor_edit",
            place_supervisor,
            both,
        ),
        ("/<place_key>/maal", "place_objectives", place_objectives, both),
        ("/<place_key>/praktisk", "place_guide", place_guide, both),
    ):
        blueprint.add_url_rule(f"{ADDRESS}{path}", name, view, methods=methods)


def posted() -> dict[str, str]:
    """What was written in a form, cut where nobody writes that much."""
    return {name: text[:LONGEST_TEXT] for name, text in request.form.items()}


@access(works_as(Role.COORDINATOR))
def places() -> ResponseReturnValue:
    """Every place of one's organisations, and those their doctors serve at."""
    kind = request.args.get("slag", "")[:LONGEST_WORDS]
    words = request.args.get("sok", "").strip()[:LONGEST_WORDS]
    page = places_page.load_page(
        g.session, g.actor, installation().clock.today(), kind=kind, words=words
    )
    return render_template("coordinator/places.html", page=page, kind=kind, words=words)


@access(READABLE_PLACE)
def place(place_key: str) -> ResponseReturnValue:
    """One place."""
    row = _place(place_key)
    page = places_place.load_place(g.session, g.actor, row, installation().clock.today())
    return render_template("coordinator/place.html", page=page, place=row)


@access(COORDINATED_PLACE)
def place_room(place_key: str, capacity_id: str | None = None) -> ResponseReturnValue:
    """Add or change how many doctors a place takes; ending it is a last day."""
    desk = desk_of(place_key)
    row = None if capacity_id is None else _capacity(desk.place, capacity_id)
    heading = _("Plasser på %(place)s", place=desk.place.name)
    if request.method == "GET":
        draft = _filled(_ending(changes.capacity_draft(g.session, desk, row)))
        return form_page(draft, heading, desk.place)
    done = changes.save_capacity(g.session, desk, posted(), row)
    return answer(done, heading, desk.place, lambda kept: _("Plassene er lagret."))


@access(COORDINATED_PLACE)
def place_supervisor(place_key: str, supervisor_id: str | None = None) -> ResponseReturnValue:
    """Add or change a supervisor's places."""
    desk = desk_of(place_key)
    row = None if supervisor_id is None else _supervisor(desk.place, supervisor_id)
    heading = _("Veileder på %(place)s", place=desk.place.name)
    if request.method == "GET":
        draft = _ending(changes.supervisor_draft(g.session, desk, row))
        return form_page(draft, heading, desk.place)
    done = changes.save_supervisor(g.session, desk, posted(), row)
    return answer(done, heading, desk.place, lambda kept: _("Veilederen er lagret."))


@access(COORDINATED_PLACE)
def place_objectives(place_key: str) -> ResponseReturnValue:
    """Say which objectives can be met at a place, many at a time."""
    desk = desk_of(place_key)
    heading = _("Læringsmål på %(place)s", place=desk.place.name)
    if request.method == "GET":
        first = {"objective_set": request.args.get("sett", desk.place.specialty_code or "")[:20]}
        return form_page(changes.objectives_draft(g.session, desk, first), heading, desk.place)
    done = changes.save_objectives(g.session, desk, posted())
    return answer(done, heading, desk.place, _objectives_said)


@access(COORDINATED_PLACE)
def place_guide(place_key: str) -> ResponseReturnValue:
    """What a doctor who comes to a place needs: contact, housing, travel, what to do before."""
    desk = desk_of(place_key)
    heading = _("For leger som kommer til %(place)s", place=desk.place.name)
    if request.method == "GET":
        return form_page(changes.guide_draft(g.session, desk), heading, desk.place)
    done = changes.save_guide(g.session, desk, posted())
    return answer(done, heading, desk.place, lambda kept: _("Opplysningene er lagret."))


def form_page(
    draft: Draft, heading: str, row: PlaceRow | None, back: str = ""
) -> ResponseReturnValue:
    """The form, with what is wrong on top and at the field."""
    problems = pairs(draft.problems)
    page = render_template(
        "coordinator/place_form.html",
        heading=heading,
        sentence=draft.spec.sentence,
        spec=draft.spec,
        raw=draft.raw,
        problems=problems,
        errors=dict(reversed(problems)),
        address=request.full_path.rstrip("?"),
        back=back or place_address(row),
        unfold=any(
            draft.raw.get(field.name) or field.name in dict(problems) for field in draft.spec.folded
        ),
    )
    return page, 422 if problems else 200


def conflict_page(draft: Draft, heading: str, back: str) -> ResponseReturnValue:
    """Both versions side by side; the one that is stored first."""
    stored, last = draft.stored, draft.last
    assert stored is not None and draft.values is not None
    title = _("Noen andre endret dette etter at du åpnet siden.")
    if last is not None:
        who = _("Du") if last.person_id == g.actor.person_id else plain(last.name)
        title = _("%(who)s endret dette %(at)s.", who=who, at=moment(last.at))
    lines = (
        both_versions(draft.spec.words(stored.values), draft.spec.words(draft.values))
        if stored.values
        else [(label, _("Endret"), text) for label, text in draft.spec.words(draft.values)]
    )
    page = render_template(
        "coordinator/course_conflict.html",
        heading=heading,
        title=title,
        lines=lines,
        address=request.full_path.rstrip("?"),
        back=back,
        kept=kept_fields(dict(draft.raw)),
        version=stored.version,
    )
    return page, 409


def place_address(row: PlaceRow | None) -> str:
    """The page of a place, or the list."""
    if row is None:
        return url_for("coordinator.places")
    return url_for("coordinator.place", place_key=row.key)


def answer(
    done: Kept | Draft, heading: str, row: PlaceRow, said: Callable[[Kept], str]
) -> ResponseReturnValue:
    """The place again when something was kept, else the form or both versions."""
    if isinstance(done, Kept):
        flash(said(done))
        return redirect(place_address(row), 303)
    if done.is_stale and not done.problems:
        return conflict_page(done, heading, place_address(row))
    return form_page(done, heading, row)


def _objectives_said(kept: Kept) -> str:
    return ngettext("Ett mål er lagret.", "%(num)s mål er lagret.", kept.count)


def _filled(draft: Draft) -> Draft:
    """The form with the numbers that the address suggests; a person decides."""
    wanted = {field: request.args.get(word, "")[:3] for word, field in SUGGESTED.items()}
    raw: Raw = {**draft.raw, **{field: text for field, text in wanted.items() if text.isdigit()}}
    return replace(draft, raw=raw)


def _ending(draft: Draft) -> Draft:
    """The form with today as its last day, when the address asks to end something."""
    if request.args.get("avslutt") != "1":
        return draft
    raw: Raw = {**draft.raw, "valid_to": day(installation().clock.today())}
    return Draft(draft.spec, raw, draft.stored)


def _place(key: str) -> PlaceRow:
    found = store.find_place(g.session, key)
    if found is None:
        abort(404)
    return found


def desk_of(key: str) -> Desk:
    """Who changes a place, and when; ends in a 404 when there is no such place."""
    clock = installation().clock
    return Desk(g.actor, _place(key), clock.today(), clock.now())


def _capacity(row: PlaceRow, capacity_id: str) -> CapacityRow:
    found = store.find_capacity(g.session, capacity_id)
    if found is None or row.id not in found.unit_ids:
        abort(404)
    return found


def _supervisor(row: PlaceRow, supervisor_id: str) -> SupervisorRow:
    found = store.find_supervisor(g.session, supervisor_id)
    if found is None or found.unit_id != row.id:
        abort(404)
    return found
