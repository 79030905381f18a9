"""Intakes: made, filled, opened and closed; what may change when, and what the log is told."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from sqlmodel import Session, col, select

from app.db.tables import (
    AuditEvent,
    DecisionState,
    IntakeState,
    Lis1Cap,
    Lis1Decision,
    Lis1Intake,
    Lis1OfferDates,
    Lis1Run,
    Lis1Seat,
    Lis1Track,
)
from app.db.tables.rotations import RunState
from app.services import lis1_intakes_caps as caps
from app.services import lis1_intakes_dates as dates
from app.services import lis1_intakes_holds as holds
from app.services import lis1_intakes_lists as lists
from app.services import lis1_intakes_new as creation
from app.services import lis1_intakes_seats as seats
from app.services import lis1_intakes_settings as settings
from app.services import lis1_intakes_state as states
from app.services import lis1_intakes_tracks as tracks
from app.services.lis1_case import load_case
from app.services.lis1_intakes_keep import Desk
from app.services.lis1_intakes_page import IntakePage, load_page
from app.services.lis1_intakes_seat_form import load_book
from app.services.places_fields import Draft
from app.store.lis1 import StoredIntake
from rotations.lis1.results import Mechanism
from rotations.lis1.types import CapKind
from tests.support.lis1_world import NOW, TODAY, Lis1World, make_intake


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    """Just enough of an application for texts."""
    app = Flask(__name__)
    Babel(app, default_locale="nb_NO")
    with app.test_request_context():
        yield


def preparing(session: Session) -> Lis1World:
    """The world while its intake is prepared: nobody has wished."""
    world = make_intake(session, IntakeState.PREPARING, is_drawn=False)
    intake = world.intake
    intake.deadline_on = date(2026, 11, 30)
    intake.decide_on = date(2026, 12, 1)
    session.add(intake)
    session.commit()
    return world


def desk_of(world: Lis1World) -> Desk:
    return Desk(world.actor("Tor"), world.intake, TODAY, NOW)


def stored_of(world: Lis1World) -> StoredIntake:
    return load_case(world.session, world.intake_id)[0]


def said(done: Draft | None) -> dict[str, str]:
    """What is wrong by field."""
    assert done is not None
    return {each.field: each.text for each in done.problems}


def events(world: Lis1World, action: str) -> list[dict[str, Any]]:
    rows = world.session.exec(
        select(AuditEvent.details)
        .where(AuditEvent.action == f"lis1.{action}", AuditEvent.subject_key == world.public_id)
        .order_by(col(AuditEvent.id))
    )
    return [dict(row) for row in rows]


def save_seat(world: Lis1World, key: str | None, **changes: str) -> Draft | None:
    desk, stored = desk_of(world), stored_of(world)
    book = load_book(world.session, desk, stored)
    seat = None if key is None else book.find(key)
    raw = {**seats.draft_of(book, desk, seat).raw, **changes}
    return seats.save(world.session, book, desk, seat, raw)


def new_seat(world: Lis1World, **changes: str) -> dict[str, str]:
    """The form of a new seat at the hospital, in Moss."""
    first = stored_of(world).seats[0]
    moss = next(each for each in stored_of(world).seats if each.key == "moss")
    return {
        "hospital_id": str(first.hospital_id),
        "municipality_id": str(moss.municipality_id),
        "track_id": str(first.track_id),
        "places": "3",
        **changes,
    }


def findings_of(world: Lis1World) -> dict[str, str]:
    stored, case = load_case(world.session, world.intake_id)
    return {each.where: each.text for each in holds.findings(stored, case)}


# ---- Seats -----------------------------------------------------------------------------------


def test_a_new_seat_gets_a_readable_key_and_a_line_in_the_log(session: Session) -> None:
    world = preparing(session)
    assert save_seat(world, None, **new_seat(world)) is None
    made = session.exec(select(Lis1Seat).where(Lis1Seat.places == 3)).one()
    assert made.key == "ostfold-moss-tredelt-med-psykiatri"
    (told,) = events(world, "seat_added")
    assert (told["seat"], told["places"]) == (made.key, 3)


def test_two_seats_that_are_the_same_are_one(session: Session) -> None:
    world = preparing(session)
    done = save_seat(world, None, **new_seat(world, need_lisens="1"))
    assert said(done) == {"track_id": "Denne plassen finnes alt: moss. Endre antallet der."}


UNREADABLE = [
    ("places", "to", "Skriv et helt tall fra 0 til 1000."),
    ("places", "2,5", "Skriv et helt tall fra 0 til 1000."),
    ("places", "", "Skriv hvor mange plasser det er."),
    ("municipality_id", "", "Velg kommunen."),
    ("municipality_id", "99999999", "Velg noe fra listen."),
    ("starts_on", "1. mars", "Skriv datoen som dag.måned.år, for eksempel 01.04.2027."),
    ("starts_on", "01.03.2026", "Oppstart må være etter 30.11.2026."),
    ("contact_email", "kari", "Skriv en e-postadresse, for eksempel navn@sykehuset.no."),
]


def test_a_field_that_cannot_be_read_says_what_to_write(session: Session) -> None:
    world = preparing(session)
    for field, text, message in UNREADABLE:
        done = save_seat(world, None, **{**new_seat(world), field: text})
        assert said(done) == {field: message}
    assert len(stored_of(world).seats) == 4


def test_who_read_an_older_version_changes_nothing(session: Session) -> None:
    world = preparing(session)
    assert save_seat(world, "moss", places="2") is None
    done = save_seat(world, "moss", places="5", version="1")
    assert done is not None and done.is_stale and done.last is not None
    assert session.get_one(Lis1Seat, world.seats["moss"]).places == 2
    assert [each["after"] for each in events(world, "seat_changed")] == [{"places": 2}]


def test_once_open_a_seat_is_what_it_is_but_its_places_may_change(session: Session) -> None:
    world = make_intake(session, IntakeState.OPEN, is_drawn=False)
    halden = str(stored_of(world).seats[1].municipality_id)
    assert save_seat(world, "moss", municipality_id=halden, places="4", need_lisens="") is None
    seat = session.get_one(Lis1Seat, world.seats["moss"])
    assert (seat.places, seat.needs) == (4, ["lisens"])
    assert str(seat.municipality_id) != halden
    (told,) = events(world, "seat_changed")
    assert (told["before"], told["after"]) == ({"places": 1}, {"places": 4})


def test_a_seat_that_somebody_wished_for_is_neither_closed_nor_taken_out(session: Session) -> None:
    world = make_intake(session, IntakeState.OPEN, is_drawn=False)
    text = "Noen har ønsket plassen alt. Sett antallet til 0 i stedet."
    assert said(save_seat(world, "moss", is_closed="1")) == {"is_closed": text}
    desk, stored = desk_of(world), stored_of(world)
    book = load_book(session, desk, stored)
    seat = book.find("moss")
    assert seat is not None
    refused = seats.remove(session, book, desk, seat, {"version": "1"})
    assert refused is not None and refused.text.startswith("Noen har ønsket plassen")
    assert session.get(Lis1Seat, world.seats["moss"]) is not None


def test_a_seat_nobody_wished_for_is_taken_out_while_the_intake_is_prepared(
    session: Session,
) -> None:
    world = preparing(session)
    assert save_seat(world, None, **new_seat(world)) is None
    desk, stored = desk_of(world), stored_of(world)
    book = load_book(session, desk, stored)
    seat = next(each for each in stored.seats if each.places == 3)
    key = seat.key
    stale = seats.remove(session, book, desk, seat, {"version": "7"})
    assert stale is not None and stale.text.startswith("Noen andre endret dette")
    assert seats.remove(session, book, desk, seat, {"version": "1"}) is None
    assert key not in {each.key for each in stored_of(world).seats}
    assert [each["seat"] for each in events(world, "seat_removed")] == [key]


def test_after_the_wishes_a_new_seat_is_only_for_those_placed_beforehand(session: Session) -> None:
    world = make_intake(session)
    text = "Ønskene er inne, så ingen kan ønske en ny plass. Den må være stengt."
    assert said(save_seat(world, None, **new_seat(world))) == {"is_closed": text}
    assert save_seat(world, None, **new_seat(world, is_closed="1")) is None


def test_nothing_changes_once_the_council_has_decided(session: Session) -> None:
    world = make_intake(session, IntakeState.DECIDED)
    fixed = "Rådet har vedtatt fordelingen. Ingenting i inntaket kan endres."
    assert said(save_seat(world, "moss", places="2"))["version"] == fixed
    desk, stored = desk_of(world), stored_of(world)
    offers = stored.offer_dates
    raw = {**dates.draft_of(session, desk, offers).raw, "decide_on": "26.11.2026"}
    assert said(dates.save(session, desk, offers, raw))["version"] == fixed
    place = f"municipality:{stored.seats[0].municipality_id}"
    cap = {"version": "0", "place": place, "places": "1", "starts_on": ""}
    assert said(caps.save(session, stored, desk, None, cap))["version"] == fixed
    track = stored.tracks[0]
    named = {**tracks.draft_of(session, desk, track, "").raw, "name": "Annet"}
    assert said(tracks.save(session, stored, desk, track, named))["version"] == fixed
    assert events(world, "seat_changed") == []


def test_a_form_that_was_open_when_the_council_decided_is_refused(session: Session) -> None:
    world = make_intake(session)
    desk, stored = desk_of(world), stored_of(world)
    book = load_book(session, desk, stored)
    seat = book.find("moss")
    raw = {**seats.draft_of(book, desk, seat).raw, "places": "9"}
    with Session(session.get_bind()) as other:
        row = other.get_one(Lis1Intake, world.intake_id)
        row.state = IntakeState.DECIDED
        other.add(row)
        other.commit()
    done = seats.save(session, book, desk, seat, raw)
    assert said(done)["version"].startswith("Rådet har vedtatt")
    assert session.get_one(Lis1Seat, world.seats["moss"]).places == 1


# ---- Caps and what holds together ------------------------------------------------------------


def add_cap(world: Lis1World, place: str, places: str, starts_on: str = "") -> Draft | None:
    raw = {"version": "0", "place": place, "places": places, "starts_on": starts_on}
    return caps.save(world.session, stored_of(world), desk_of(world), None, raw)


def test_caps_say_what_they_leave_and_which_has_no_effect(session: Session) -> None:
    world = preparing(session)
    stored = stored_of(world)
    hospital = f"hospital:{stored.seats[0].hospital_id}"
    moss = f"municipality:{next(s for s in stored.seats if s.key == 'moss').municipality_id}"
    assert add_cap(world, hospital, "3") is None
    assert add_cap(world, moss, "5") is None
    (_h, hospitals), (_m, towns), (_t, by_track) = holds.sums(stored_of(world))
    assert [(each.places, each.leaves) for each in hospitals] == [
        (4, ("Taket er 3: én plass kan ikke brukes.",))
    ]
    assert {each.name: each.leaves for each in towns}["Moss"] == (
        "Taket er 5, flere enn plassene: det virker ikke.",
    )
    assert [each.places for each in by_track] == [4]
    assert findings_of(world) == {
        "Tak for Moss": "Taket er 5, og det er bare én plass. Det stopper ingen."
    }
    assert [each["place"] for each in events(world, "cap_added")][1] == "Moss"


def test_a_cap_stands_once_and_is_taken_away_only_as_it_was_read(session: Session) -> None:
    world = preparing(session)
    place = f"hospital:{stored_of(world).seats[0].hospital_id}"
    assert add_cap(world, place, "3") is None
    again = "Det finnes alt et tak her for den samme oppstarten."
    assert said(add_cap(world, place, "2")) == {"place": again}
    assert add_cap(world, place, "2", "2027-03-01") is None
    stored, desk = stored_of(world), desk_of(world)
    cap = stored.caps[0]
    version = caps.version_of(cap)
    raw = {**caps.draft_of(stored, desk, cap).raw, "places": "1"}
    assert caps.save(session, stored, desk, cap, raw) is None
    stored, desk = stored_of(world), desk_of(world)
    refused = caps.remove(session, stored, desk, stored.caps[0], {"version": version})
    assert refused is not None and refused.text.startswith("Noen andre")
    now = {"version": caps.version_of(stored.caps[0])}
    assert caps.remove(session, stored, desk, stored.caps[0], now) is None
    assert [each.places for each in session.exec(select(Lis1Cap))] == [2]


def test_what_does_not_hold_together_is_named_with_what_is_expected(session: Session) -> None:
    world = preparing(session)
    intake = world.intake
    intake.decide_on = date(2026, 11, 20)
    intake.advertised_on = date(2026, 12, 24)
    outside = 1
    session.add(intake)
    session.add(
        Lis1Cap(intake_id=world.intake_id, kind=CapKind.HOSPITAL, place_id=outside, places=2)
    )
    seat = session.get_one(Lis1Seat, world.seats["moss"])
    seat.needs, seat.places = ["spraak"], 0
    session.add(seat)
    session.commit()
    found = findings_of(world)
    name = stored_of(world).places[outside]
    assert found == {
        "Siste dag for ønsker": "Må være samme dag som utlysningen, eller senere.",
        "moss": "Har 0 plasser. Den kan ønskes, men ingen får den.",
        f"Tak for {name}": "Ingen plass hører til her med denne oppstarten. Ta bort taket, eller "
        "endre det.",
        "Rådet vedtar": "Må være 30.11.2026 eller senere: da er ønskene inne.",
    }
    stored, case = load_case(session, world.intake_id)
    needs = [e.text for e in holds.findings(stored, case) if e.where == "moss" and e.is_wrong]
    assert needs == ["Krever noe som ikke er blant kvalifikasjonene."]


# ---- Dates, settings, lists ------------------------------------------------------------------


def save_dates(world: Lis1World, **changes: str) -> Draft | None:
    desk, offers = desk_of(world), stored_of(world).offer_dates
    raw = {**dates.draft_of(world.session, desk, offers).raw, **changes}
    return dates.save(world.session, desk, offers, raw)


def test_dates_out_of_order_are_told_at_their_field(session: Session) -> None:
    world = preparing(session)
    done = save_dates(
        world,
        advertised_on="01.12.2026",
        decide_on="29.11.2026",
        offer_2_sent="02.12.2026",
        offer_3_sent="20.12.2026",
        starts_on="30.11.2026",
    )
    assert said(done) == {
        "deadline_on": "Må være 01.12.2026 eller senere: da lyses stillingene ut.",
        "decide_on": "Må være 30.11.2026 eller senere, som datoen før.",
        "offer_2_sent": "Må være 07.12.2026 eller senere, som datoen før.",
        "offer_3_reply": "Skriv alle tre datoene i runden, eller ingen.",
        "offer_3_marked": "Skriv alle tre datoene i runden, eller ingen.",
        "starts_on": "Oppstart må være etter siste dag for ønsker, 30.11.2026.",
    }
    assert done is not None and done.raw["offer_2_sent"] == "02.12.2026", "input is kept"


def test_rounds_are_numbered_anew_and_seats_follow_the_start(session: Session) -> None:
    world = preparing(session)
    empty = {f"offer_1_{what}": "" for what in dates.ROUND_DAYS}
    assert save_dates(world, starts_on="01.09.2027", **empty) is None
    rounds = session.exec(select(Lis1OfferDates)).all()
    assert [(each.number, each.sent_on.day) for each in rounds] == [(1, 9)]
    assert {each.starts_on for each in stored_of(world).seats} == {date(2027, 9, 1)}
    (told,) = events(world, "intake_dates_changed")
    assert told["after"]["starts_on"] == "2027-09-01"


def test_after_the_wishes_only_the_later_dates_move(session: Session) -> None:
    world = make_intake(session)
    assert save_dates(world, deadline_on="12.11.2026", decide_on="27.11.2026") is None
    intake = world.intake
    assert (intake.deadline_on, intake.decide_on) == (date(2026, 11, 10), date(2026, 11, 27))


def test_the_limits_are_settings_and_the_aim_is_never_shorter(session: Session) -> None:
    world = preparing(session)
    desk = desk_of(world)
    raw = {**settings.settings_draft(desk).raw, "notice_target_months": "3"}
    done = settings.save_settings(session, desk, raw)
    assert said(done) == {"notice_target_months": "Målet kan ikke være kortere enn fristen."}
    desk = desk_of(world)
    raw = {**settings.settings_draft(desk).raw, "notice_target_months": "9", "fewest_shown": "4"}
    assert settings.save_settings(session, desk, raw) is None
    assert (world.intake.notice_target_months, world.intake.fewest_shown) == (9, 4)


def test_a_qualification_in_use_stays_and_a_new_one_gets_a_key(session: Session) -> None:
    world = preparing(session)
    stored, desk = stored_of(world), desk_of(world)
    raw: Mapping[str, str] = lists.qualifications_draft(stored, desk).raw
    done = lists.save_qualifications(session, stored, desk, {**raw, "name_1": ""})
    assert said(done) == {"name_1": "Lisens er i bruk og kan ikke tas bort."}
    stored, desk = stored_of(world), desk_of(world)
    more = {**raw, "name_2": "Autorisasjon", "includes_2_lisens": "1"}
    assert lists.save_qualifications(session, stored, desk, more) is None
    assert world.intake.qualifications[1] == {
        "key": "autorisasjon", "name": "Autorisasjon", "includes": ["lisens"]
    }  # fmt: skip


def test_municipalities_near_each_other_are_two_and_stand_once(session: Session) -> None:
    world = preparing(session)
    stored, desk = stored_of(world), desk_of(world)
    one, other = sorted({str(each.municipality_id) for each in stored.seats})[:2]
    raw = {"version": "1", "one_1": one, "other_1": one, "one_2": one, "other_2": ""}
    done = lists.save_near(session, stored, desk, raw)
    assert said(done) == {"other_1": "Velg to ulike kommuner.", "other_2": "Velg kommunen."}
    stored, desk = stored_of(world), desk_of(world)
    raw = {"version": "1", "one_1": one, "other_1": other, "one_2": other, "other_2": one}
    assert said(lists.save_near(session, stored, desk, raw)) == {"one_2": "Paret står to ganger."}
    stored, desk = stored_of(world), desk_of(world)
    good = {"version": "1", "one_2": one, "other_2": other}
    assert lists.save_near(session, stored, desk, good) is None
    assert world.intake.near == [[int(one), int(other)]]


# ---- Tracks ----------------------------------------------------------------------------------


def test_a_track_begins_from_a_template_with_its_source(session: Session) -> None:
    world = preparing(session)
    stored, desk = stored_of(world), desk_of(world)
    draft = tracks.draft_of(session, desk, None, "municipality_first")
    assert tracks.save(session, stored, desk, None, draft.raw) is None
    made = session.exec(select(Lis1Track).order_by(col(Lis1Track.id).desc())).first()
    assert made is not None
    assert made.source.startswith("Helsefellesskapet") and str(made.status) == "open"
    assert made.phases[0]["kind"] == "municipality"
    assert tracks.phases_in_words(made).startswith("Legevakt, KAD eller sykehjem 6")


def test_a_track_that_candidates_have_seen_keeps_its_services(session: Session) -> None:
    world = make_intake(session, IntakeState.OPEN, is_drawn=False)
    stored, desk = stored_of(world), desk_of(world)
    track = stored.tracks[0]
    raw = dict(tracks.draft_of(session, desk, track, "").raw)
    done = tracks.save(session, stored, desk, track, {**raw, "phase_1_months": "3"})
    assert list(said(done)) == ["phase_1_kind"]
    stored, desk = stored_of(world), desk_of(world)
    done = tracks.save(session, stored, desk, stored.tracks[0], {**raw, "name": "Tredelt"})
    session.expire_all()
    assert done is None and stored_of(world).tracks[0].name == "Tredelt"


def test_a_phase_says_where_what_and_how_long(session: Session) -> None:
    world = preparing(session)
    stored, desk = stored_of(world), desk_of(world)
    raw = {"version": "0", "name": "Eget", "status": "open", "phase_2_months": "0"}
    assert said(tracks.save(session, stored, desk, None, raw)) == {
        "phase_2_kind": "Velg sykehus eller kommune.",
        "phase_2_service": "Skriv hva tjenesten er.",
        "phase_2_months": "Skriv et helt tall fra 1 til 60.",
    }


# ---- From state to state ---------------------------------------------------------------------


def step_of(world: Lis1World) -> tuple[Desk, states.Step]:
    desk = desk_of(world)
    stored, case = load_case(world.session, world.intake_id)
    (step,) = states.steps_of(world.session, desk, stored, holds.findings(stored, case))
    return desk, step


def test_it_opens_only_when_dates_are_set_and_it_holds_together(session: Session) -> None:
    world = preparing(session)
    intake = world.intake
    intake.decide_on, intake.deadline_on = None, date(2026, 11, 22)
    session.add(intake)
    session.commit()
    assert save_seat(world, "moss", places="0") is None
    desk, step = step_of(world)
    assert step.hindrances == (
        "Datoene mangler: når rådet vedtar.",
        "Siste dag for ønsker, 22.11.2026, er over.",
    )
    refused = states.take(session, desk, step, {"version": str(desk.intake.version)})
    assert refused is not None and world.intake.state is IntakeState.PREPARING


def test_it_opens_and_the_log_knows(session: Session) -> None:
    world = preparing(session)
    desk, step = step_of(world)
    assert step.hindrances == ()
    stale = states.take(session, desk, step, {"version": "7"})
    assert stale is not None and stale.text.startswith("Noen andre")
    assert states.take(session, desk, step, {"version": "1"}) is None
    assert world.intake.state is IntakeState.OPEN
    assert events(world, "intake_opened") == [{}]


def test_closing_before_the_deadline_needs_a_reason_and_counts_who_is_missing(
    session: Session,
) -> None:
    world = make_intake(session, IntakeState.OPEN, is_drawn=False)
    anna = stored_of(world).candidates[0]
    anna.sent_at = None
    session.add(anna)
    session.commit()
    desk, step = step_of(world)
    assert step.sentence == (
        "Én av fire har ikke levert ønsker. Fristen er 30.11.2026, så rådet må si hvorfor."
    )
    refused = states.take(session, desk, step, {"version": "1"})
    assert refused is not None and (refused.field, refused.text) == ("reason", "Skriv hvorfor.")
    desk, step = step_of(world)
    assert states.take(session, desk, step, {"version": "1", "reason": "Alle er spurt"}) is None
    assert world.intake.state is IntakeState.CLOSED
    assert events(world, "intake_closed") == [
        {"reason": "Alle er spurt", "not_handed_in": 1, "candidates": 4}
    ]


def test_a_closed_intake_opens_again_only_before_the_draw(session: Session) -> None:
    world = make_intake(session, is_drawn=False)
    desk, step = step_of(world)
    assert states.take(session, desk, step, {"version": "1", "reason": "En liste manglet"}) is None
    assert world.intake.state is IntakeState.OPEN
    drawn = world.intake
    drawn.state, drawn.commitment = IntakeState.CLOSED, "a" * 64
    session.add(drawn)
    session.commit()
    stored, case = load_case(session, world.intake_id)
    assert states.steps_of(session, desk_of(world), stored, holds.findings(stored, case)) == ()


def test_a_proposal_that_waits_for_approval_is_named_before_seats_are_changed(
    session: Session,
) -> None:
    world = make_intake(session)

    def page() -> IntakePage:
        stored, case = load_case(session, world.intake_id)
        return load_page(session, desk_of(world), stored, case)

    assert not page().waits_for_approval
    run = Lis1Run(
        public_id="run-1", intake_id=world.intake_id, number=1, mechanism=Mechanism.DRAWN_ORDER,
        rules_id=world.rules_id, state=RunState.DONE, asked_at=NOW,
    )  # fmt: skip
    session.add(run)
    session.flush()
    assert run.id is not None
    session.add(
        Lis1Decision(
            public_id="decision-1", intake_id=world.intake_id, number=1, run_id=run.id,
            state=DecisionState.PROPOSED, proposed_at=NOW,
        )
    )  # fmt: skip
    session.commit()
    assert page().waits_for_approval
    assert page().sentence == "*4 plasser* i fire kommuner, og alt henger sammen."


# ---- New ones --------------------------------------------------------------------------------


def make(world: Lis1World, **changes: str) -> Lis1Intake | Draft:
    actor = world.actor("Tor")
    raw = {**creation.blank(world.session, actor).raw, "starts_on": "01.09.2027", **changes}
    return creation.make(world.session, actor, raw, today=TODAY, now=NOW)


def test_a_new_intake_has_the_seats_of_the_last_one_but_not_its_dates(session: Session) -> None:
    world = make_intake(session)
    stored = stored_of(world)
    place = f"hospital:{stored.seats[0].hospital_id}"
    assert add_cap(world, place, "3", "2027-03-01") is None
    made = make(world, first_offer_on="02.06.2027")
    assert isinstance(made, Lis1Intake) and made.id is not None
    assert (made.name, made.state) == ("Oppstart 1. september 2027", IntakeState.PREPARING)
    assert (made.advertised_on, made.deadline_on, made.decide_on) == (None, None, None)
    assert made.commitment is None and made.drawn_by_hand == []
    copy, _case = load_case(session, made.id)
    assert [each.key for each in copy.seats] == [each.key for each in stored_of(world).seats]
    assert {each.starts_on for each in copy.seats} == {date(2027, 9, 1)}
    assert [(each.places, each.starts_on) for each in copy.caps] == [(3, date(2027, 9, 1))]
    days = [(each.sent_on, each.reply_by, each.marked_by) for each in copy.offer_dates]
    assert days == [
        (date(2027, 6, 2), date(2027, 6, 5), date(2027, 6, 8)),
        (date(2027, 6, 10), date(2027, 6, 12), date(2027, 6, 15)),
    ]
    assert copy.candidates == []


def test_an_empty_one_has_the_rules_in_force_and_nothing_else(session: Session) -> None:
    world = make_intake(session)
    made = make(world, copy_from=creation.EMPTY, name="Prøve")
    assert isinstance(made, Lis1Intake) and made.id is not None
    copy, _case = load_case(session, made.id)
    assert (made.name, made.rules_id, copy.seats) == ("Prøve", world.rules_id, [])
    refused = make(world, starts_on="")
    assert isinstance(refused, Draft)
    assert said(refused) == {"starts_on": "Skriv den første dagen i tjenesten."}
    refused = make(world, first_offer_on="02.09.2027")
    assert isinstance(refused, Draft)
    assert said(refused) == {"first_offer_on": "Må være før oppstart, 01.09.2027."}
