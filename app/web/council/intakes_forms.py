"""The forms of an intake: dates, settings, lists, seats, caps and tracks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COUNCIL_INTAKE, access
from app.extensions import installation
from app.services import lis1_intakes_caps as caps
from app.services import lis1_intakes_dates as dates
from app.services import lis1_intakes_lists as lists
from app.services import lis1_intakes_seats as seats
from app.services import lis1_intakes_settings as settings
from app.services import lis1_intakes_tracks as tracks
from app.services.lis1_intakes_keep import Desk
from app.services.lis1_intakes_lists import Rows
from app.services.lis1_intakes_seat_form import load_book
from app.services.logbook_form import Problem, Raw
from app.services.places_fields import Draft
from app.store import lis1 as store
from app.store.lis1 import StoredIntake
from app.web.coordinator.courses import pairs
from app.web.coordinator.places import conflict_page, posted

LONGEST_WORD = 80


@dataclass(frozen=True, slots=True)
class Form:
    """What stands around a form."""

    heading: str
    back: str
    """Where one goes afterwards, or instead."""
    intake_id: str | None = None
    legend: str = ""
    """What each row of fields is called, with its number."""
    rows: Rows = ()
    remove: str | None = None
    """Where the thing can be taken away."""
    remove_label: str = ""
    stays: str | None = None
    """Why it cannot be taken away."""
    starts: tuple[tuple[str, str], ...] = ()
    """Templates that a new one can begin from: name and address."""


def add_routes(blueprint: Blueprint, address: str) -> None:
    """Hang the pages on the council's blueprint."""
    both, post = ["GET", "POST"], ["POST"]
    for path, name, view, methods in (
        ("datoer", "intake_dates", intake_dates, both),
        ("innstillinger", "intake_settings", intake_settings, both),
        ("kvalifikasjoner", "intake_qualifications", intake_qualifications, both),
        ("naer", "intake_near", intake_near, both),
        ("plass/ny", "intake_seat_new", intake_seat, both),
        ("plass/<seat_key>", "intake_seat", intake_seat, both),
        ("plass/<seat_key>/ta-bort", "intake_seat_remove", intake_seat_remove, post),
        ("tak/ny", "intake_cap_new", intake_cap, both),
        ("tak/<int:cap_id>", "intake_cap", intake_cap, both),
        ("tak/<int:cap_id>/ta-bort", "intake_cap_remove", intake_cap_remove, post),
        ("lop/ny", "intake_track_new", intake_track, both),
        ("lop/<track_key>", "intake_track", intake_track, both),
    ):
        blueprint.add_url_rule(f"{address}/<intake_id>/{path}", name, view, methods=methods)


def is_post() -> bool:
    """Whether a form was sent."""
    return request.method == "POST"


def desk_of(intake_id: str) -> Desk:
    """Who works on an intake, and when; ends in a 404 when there is no such intake."""
    row = store.find_intake(g.session, intake_id)
    if row is None:
        abort(404)
    clock = installation().clock
    return Desk(g.actor, row, clock.today(), clock.now())


def loaded(intake_id: str) -> tuple[Desk, StoredIntake]:
    """The same with everything that is stored of the intake."""
    desk = desk_of(intake_id)
    stored = store.load_intake(g.session, desk.intake_id)
    assert stored is not None
    return desk, stored


@access(COUNCIL_INTAKE)
def intake_dates(intake_id: str) -> ResponseReturnValue:
    """The dates of the round and of its offers."""
    desk, stored = loaded(intake_id)
    form = _form(
        intake_id,
        _("Datoer for %(intake)s", intake=desk.intake.name),
        rows=dates.round_fields(stored.offer_dates),
        legend=_("Tilbudsrunde"),
    )
    return _answer(
        form,
        lambda: dates.draft_of(g.session, desk, stored.offer_dates),
        lambda raw: dates.save(g.session, desk, stored.offer_dates, raw),
        _("Datoene er lagret."),
    )


@access(COUNCIL_INTAKE)
def intake_settings(intake_id: str) -> ResponseReturnValue:
    """Limits of notice, and the smallest group shown."""
    desk = desk_of(intake_id)
    form = _form(intake_id, _("Innstillinger for %(intake)s", intake=desk.intake.name))
    return _answer(
        form,
        lambda: settings.settings_draft(desk),
        lambda raw: settings.save_settings(g.session, desk, raw),
        _("Innstillingene er lagret."),
    )


@access(COUNCIL_INTAKE)
def intake_qualifications(intake_id: str) -> ResponseReturnValue:
    """What seats may ask for."""
    desk, stored = loaded(intake_id)
    form = _form(
        intake_id,
        _("Kvalifikasjoner i %(intake)s", intake=desk.intake.name),
        rows=lists.qualification_rows(desk),
        legend=_("Kvalifikasjon"),
    )
    return _answer(
        form,
        lambda: lists.qualifications_draft(stored, desk),
        lambda raw: lists.save_qualifications(g.session, stored, desk, raw),
        _("Kvalifikasjonene er lagret."),
    )


@access(COUNCIL_INTAKE)
def intake_near(intake_id: str) -> ResponseReturnValue:
    """Municipalities that count as near each other."""
    desk, stored = loaded(intake_id)
    form = _form(
        intake_id,
        _("Nære kommuner i %(intake)s", intake=desk.intake.name),
        rows=lists.near_rows(stored, desk),
        legend=_("Par"),
    )
    return _answer(
        form,
        lambda: lists.near_draft(stored, desk),
        lambda raw: lists.save_near(g.session, stored, desk, raw),
        _("Parene er lagret."),
    )


@access(COUNCIL_INTAKE)
def intake_seat(intake_id: str, seat_key: str | None = None) -> ResponseReturnValue:
    """A new seat, or one that is there."""
    desk, stored = loaded(intake_id)
    book = load_book(g.session, desk, stored)
    seat = None if seat_key is None else book.find(seat_key)
    if seat_key is not None and seat is None:
        abort(404)
    form = _form(intake_id, _("Ny plass") if seat is None else seat.key)
    if seat is not None:
        form = replace(
            form,
            remove=url_for("council.intake_seat_remove", intake_id=intake_id, seat_key=seat.key),
            remove_label=_("Ta bort plassen"),
            stays=seats.why_it_stays(g.session, book, desk, seat),
        )
    return _answer(
        form,
        lambda: seats.draft_of(book, desk, seat),
        lambda raw: seats.save(g.session, book, desk, seat, raw),
        _("Plassen er lagret."),
    )


@access(COUNCIL_INTAKE)
def intake_seat_remove(intake_id: str, seat_key: str) -> ResponseReturnValue:
    """Take a seat out that nobody has wished for."""
    desk, stored = loaded(intake_id)
    book = load_book(g.session, desk, stored)
    seat = book.find(seat_key)
    if seat is None:
        abort(404)
    problem = seats.remove(g.session, book, desk, seat, posted())
    return _removed(problem, intake_id, _("Plassen er tatt bort."))


@access(COUNCIL_INTAKE)
def intake_cap(intake_id: str, cap_id: int | None = None) -> ResponseReturnValue:
    """A new cap, or one that is there."""
    desk, stored = loaded(intake_id)
    cap = None if cap_id is None else caps.find(stored, cap_id)
    if cap_id is not None and cap is None:
        abort(404)
    form = _form(intake_id, _("Nytt tak"))
    if cap is not None:
        form = replace(
            form,
            heading=_("Tak for %(place)s", place=stored.places[cap.place_id]),
            remove=url_for("council.intake_cap_remove", intake_id=intake_id, cap_id=cap_id),
            remove_label=_("Ta bort taket"),
        )
    return _answer(
        form,
        lambda: caps.draft_of(stored, desk, cap),
        lambda raw: caps.save(g.session, stored, desk, cap, raw),
        _("Taket er lagret."),
    )


@access(COUNCIL_INTAKE)
def intake_cap_remove(intake_id: str, cap_id: int) -> ResponseReturnValue:
    """Take a cap away."""
    desk, stored = loaded(intake_id)
    cap = caps.find(stored, cap_id)
    if cap is None:
        abort(404)
    problem = caps.remove(g.session, stored, desk, cap, posted())
    return _removed(problem, intake_id, _("Taket er tatt bort."))


@access(COUNCIL_INTAKE)
def intake_track(intake_id: str, track_key: str | None = None) -> ResponseReturnValue:
    """A new track from a template or of one's own, or one that is there."""
    desk, stored = loaded(intake_id)
    track = None if track_key is None else tracks.find(stored, track_key)
    if track_key is not None and track is None:
        abort(404)
    form = _form(
        intake_id,
        _("Nytt løp") if track is None else track.name,
        rows=tracks.phase_fields(),
        legend=_("Tjeneste"),
    )
    if track is None:
        here = "council.intake_track_new"
        starts = tuple(
            (name, url_for(here, intake_id=intake_id, mal=key))
            for key, name in tracks.template_names()
        )
        form = replace(form, starts=starts)
    template = request.args.get("mal", "")[:LONGEST_WORD]
    return _answer(
        form,
        lambda: tracks.draft_of(g.session, desk, track, template),
        lambda raw: tracks.save(g.session, stored, desk, track, raw),
        _("Løpet er lagret."),
    )


# ---- What they share -------------------------------------------------------------------------


def _form(intake_id: str, heading: str, *, rows: Rows = (), legend: str = "") -> Form:
    back = url_for("council.intake", intake_id=intake_id)
    return Form(heading, back, intake_id, legend, rows)


def _answer(
    form: Form, begun: Callable[[], Draft], save: Callable[[Raw], Draft | None], said: str
) -> ResponseReturnValue:
    """The form to fill in; and when it was sent, the intake again, the form or both versions."""
    if not is_post():
        return form_page(begun(), form)
    done = save(posted())
    if done is None:
        flash(said)
        return redirect(form.back, 303)
    if done.is_stale and not done.problems and done.stored is not None:
        return conflict_page(done, form.heading, form.back)
    return form_page(done, form)


def form_page(draft: Draft, form: Form) -> ResponseReturnValue:
    """The form, with what is wrong on top and at the field."""
    problems = pairs(draft.problems)
    errors: Mapping[str, str] = dict(reversed(problems))
    page = render_template(
        "council/intake_form.html",
        form=form,
        spec=draft.spec,
        raw=draft.raw,
        problems=problems,
        errors=errors,
        address=request.full_path.rstrip("?"),
    )
    return page, 422 if problems else 200


def _removed(problem: Problem | None, intake_id: str, said: str) -> ResponseReturnValue:
    flash(said if problem is None else problem.text)
    return redirect(url_for("council.intake", intake_id=intake_id), 303)
