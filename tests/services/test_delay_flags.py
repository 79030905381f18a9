"""Forsinkelser on both databases: the sums, the list, and actions that go through whole or not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import Babel
from sqlmodel import Session, col, select

from app.actors import Actor, Grant
from app.db.tables import (
    Acknowledgement,
    AuditEvent,
    DelayEvent,
    DelayFlag,
    Message,
    Organisation,
)
from app.roles import Role, ScopeKind
from app.services import delay_actions, delay_choice, delay_details, delays_page
from app.services.delay_actions import FlagRef, Why
from app.services.delay_filters import read_wanted
from app.services.reach import reach_of
from app.store import delay_counts, delay_flags, delay_history
from app.store.delay_flags import FlagFilter, Order, View
from app.store.trainees import ReachFilter
from pathways.types.delays import Cause, DelayState, EventKind
from tests.support.databases import NOW
from tests.support.delay_world import (
    FULL,
    HELD,
    LEAVE,
    PREVIOUS,
    SERVICE,
    TODAY,
    UNKNOWN,
    add_flag,
    add_scans,
    full_course,
)
from tests.support.signing_world import SigningWorld, make_world

ALL = ReachFilter(everybody=True)


@pytest.fixture(autouse=True)
def texts() -> Any:
    """Sentences need translations; no request is made."""
    app = Flask("texts")
    Babel(app, default_locale="nb_NO")
    with app.test_request_context():
        yield


@pytest.fixture
def world(session: Session) -> SigningWorld:
    made = make_world(session)
    add_scans(session)
    return made


def refs(*rows: DelayFlag) -> list[FlagRef]:
    return [FlagRef(row.public_id, row.version) for row in rows]


def again(session: Session, row: DelayFlag) -> DelayFlag:
    session.expire_all()
    return session.exec(select(DelayFlag).where(DelayFlag.id == row.id)).one()


# How it stands


def test_a_doctor_counts_once_by_the_greatest_flag(world: SigningWorld) -> None:
    session = world.session
    add_flag(session, world.enrolment_id, FULL)
    add_flag(session, world.enrolment_id, LEAVE)
    add_flag(session, world.other_enrolment_id, SERVICE)
    counts = delay_counts.count_delays(session, ALL, TODAY)
    assert (counts.delayed, counts.recoverable, counts.at_risk) == (1, 1, 1)
    assert (counts.moved_days, counts.saveable_days) == (273, 91)
    assert counts.first_deadline == date(2026, 12, 8)


def test_unknown_and_bounds_are_told_apart(world: SigningWorld) -> None:
    add_flag(world.session, world.enrolment_id, UNKNOWN)
    add_flag(world.session, world.other_enrolment_id, replace(FULL, is_bound=True))
    counts = delay_counts.count_delays(world.session, ALL, TODAY)
    assert (counts.delayed, counts.unknown, counts.is_bound) == (2, 1, True)
    opening = delays_page.opening_of(world.session, ALL, today=TODAY)
    assert opening.sentence == (
        "1 av 2 forsinkede leger kan hentes inn. Første frist er *8. desember*."
    )
    assert opening.reason is not None
    assert "1 dato flyttet minst 91 dager" in opening.reason
    assert "For én lege er antall dager ukjent." in opening.reason


def test_a_last_day_that_has_gone_is_no_deadline(world: SigningWorld) -> None:
    add_flag(world.session, world.enrolment_id, replace(FULL, act_by=PREVIOUS))
    assert delay_counts.count_delays(world.session, ALL, TODAY).first_deadline is None


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([], "*Ingen* er forsinket."),
        ([SERVICE], "*Én lege* kan bli forsinket. Første frist er *15. januar 2027*."),
        ([LEAVE], "Én lege er forsinket, og ingenting kan spares nå."),
    ],
)
def test_the_sentence_says_who_can_be_helped(
    world: SigningWorld, findings: list[Any], said: str
) -> None:
    for finding in findings:
        add_flag(world.session, world.enrolment_id, finding)
    assert delays_page.opening_of(world.session, ALL, today=TODAY).sentence == said


def test_before_the_first_scan_nothing_is_claimed(session: Session) -> None:
    opening = delays_page.opening_of(session, ALL, today=TODAY)
    assert opening.sentence == "Forsinkelser er *ikke kontrollert* ennå."


def test_an_old_scan_is_said_to_be_old(world: SigningWorld) -> None:
    scans = delay_counts.last_scans(world.session)
    assert delays_page.stale_words(scans, TODAY) is None
    later = TODAY + timedelta(days=2)
    assert delays_page.stale_words(scans, later) == (
        "Tallene er fra 23.11.2026. Det som er endret etterpå, er ikke med."
    )
    assert delays_page.checked_words(scans, TODAY) == "Kontrollert i natt, 23.11.2026 kl. 04.05"


def test_news_are_what_was_opened_and_closed_after_the_scan_before(world: SigningWorld) -> None:
    session = world.session
    add_flag(session, world.enrolment_id, FULL, opened_on=TODAY)
    add_flag(session, world.enrolment_id, SERVICE)
    add_flag(session, world.other_enrolment_id, FULL, closed_on=TODAY)
    assert delay_counts.count_news(session, ALL, PREVIOUS) == (1, 1)
    for view, number in ((View.NEW, 1), (View.CLOSED, 1), (View.OPEN, 2)):
        wanted = FlagFilter(view=view, since=PREVIOUS)
        assert delay_flags.count_flags(session, ALL, wanted, today=TODAY)[1] == number


# The list


def test_the_list_comes_by_what_can_be_saved_doctor_by_doctor(world: SigningWorld) -> None:
    session = world.session
    low = add_flag(session, world.enrolment_id, LEAVE)
    high = add_flag(session, world.enrolment_id, FULL)
    middle = add_flag(session, world.other_enrolment_id, SERVICE)
    rows = delay_flags.list_flags(session, ALL, FlagFilter(), today=TODAY)
    assert [row.id for row in rows] == [high.id, low.id, middle.id]
    by_name = delay_flags.list_flags(
        session, ALL, FlagFilter(), today=TODAY, order=Order.NAME, descending=True, limit=1
    )
    assert {row.doctor for row in by_name} == {"Other Test"}
    by_day = delay_flags.list_flags(
        session, ALL, FlagFilter(), today=TODAY, order=Order.ACT_BY, descending=False
    )
    assert [row.id for row in by_day] == [high.id, low.id, middle.id]


def test_a_cause_that_a_person_has_set_is_what_the_filter_sees(world: SigningWorld) -> None:
    session = world.session
    add_flag(session, world.enrolment_id, FULL, documented_cause=Cause.STAFFING)
    found = {
        cause: delay_flags.count_flags(session, ALL, FlagFilter(cause=cause), today=TODAY)[1]
        for cause in (Cause.STAFFING, Cause.COURSE)
    }
    assert found == {Cause.STAFFING: 1, Cause.COURSE: 0}
    assert delay_counts.list_choices(session, ALL, TODAY).causes == (Cause.STAFFING,)


def test_state_and_course_narrow_the_list(world: SigningWorld) -> None:
    session = world.session
    key, full = full_course(session)
    add_flag(session, world.enrolment_id, full)
    add_flag(session, world.enrolment_id, SERVICE)
    by_course = delay_flags.list_flags(session, ALL, FlagFilter(course=key), today=TODAY)
    assert [row.course_key for row in by_course] == [key]
    risk = FlagFilter(state=DelayState.AT_RISK)
    assert delay_flags.count_flags(session, ALL, risk, today=TODAY) == (1, 1)


def test_nobody_outside_the_reach_is_listed_or_counted(world: SigningWorld) -> None:
    session = world.session
    add_flag(session, world.enrolment_id, FULL)
    elsewhere = ReachFilter(organisation_ids=frozenset({world.organisation_id + 1}))
    assert delay_flags.list_flags(session, elsewhere, FlagFilter(), today=TODAY) == ()
    assert delay_counts.count_delays(session, elsewhere, TODAY).delayed == 0
    assert delay_counts.count_news(session, elsewhere, date(2026, 1, 1)) == (0, 0)
    assert delay_counts.list_choices(session, elsewhere, TODAY).causes == ()


def test_the_file_has_one_row_for_each_flag(world: SigningWorld) -> None:
    add_flag(world.session, world.enrolment_id, HELD)
    wanted = read_wanted({}, world.coordinator.person_id)
    rows = delays_page.export_rows(world.session, ALL, wanted, TODAY)
    assert rows[1] == (
        "Doctor Test",
        rows[1][1],
        "Venter på godkjenning",
        "9 saker, hos Per Olav Dahle, siden 02.09.2026",
        "",
        "0",
        "",
        "0",
        "Signer eller svar",
        "12.12.2026",
        "Per Olav Dahle",
        "Kan forsinke",
        "01.11.2026",
    )


# Actions


def test_followed_up_flags_rest_until_their_day(world: SigningWorld) -> None:
    session = world.session
    row = add_flag(session, world.enrolment_id, FULL)
    session.commit()
    day = date(2026, 12, 1)
    result = delay_actions.acknowledge(
        session, world.coordinator, refs(row), "Ring arrangøren", day, today=TODAY, now=NOW
    )
    assert result.is_done

    def listed(today: date, view: View) -> int:
        return delay_flags.count_flags(session, ALL, FlagFilter(view=view), today=today)[1]

    assert (listed(TODAY, View.OPEN), listed(TODAY, View.RESTING)) == (0, 1)
    assert (listed(day, View.OPEN), listed(day, View.RESTING)) == (1, 0)
    event = session.exec(select(DelayEvent).where(DelayEvent.kind == EventKind.ACKNOWLEDGED)).one()
    assert (event.text, event.by_id) == ("Ring arrangøren", world.coordinator.person_id)
    actions = session.exec(
        select(AuditEvent.subject_kind).where(AuditEvent.action == "delay.acknowledged")
    ).all()
    assert sorted(actions) == ["delay_batch", "delay_flag"]


def test_a_newer_plan_replaces_the_older_one_and_undo_brings_it_back(
    world: SigningWorld,
) -> None:
    session = world.session
    row = add_flag(session, world.enrolment_id, FULL)
    session.commit()
    for plan, day in (("Først", date(2027, 5, 1)), ("Så", date(2026, 12, 1))):
        row = again(session, row)
        result = delay_actions.acknowledge(
            session, world.coordinator, refs(row), plan, day, today=TODAY, now=NOW
        )
    plans = delay_history.list_plans(session, [row.id or 0])
    assert plans[row.id or 0].plan == "Så"
    assert result.batch is not None
    undone = delay_actions.undo(session, world.coordinator, result.batch, today=TODAY, now=NOW)
    assert undone is not None and undone.is_done
    plans = delay_history.list_plans(session, [row.id or 0])
    assert plans[row.id or 0].plan == "Først"
    assert len(session.exec(select(Acknowledgement)).all()) == 2


def test_a_selection_with_one_stale_flag_changes_nothing(world: SigningWorld) -> None:
    session = world.session
    fresh = add_flag(session, world.enrolment_id, FULL)
    stale = add_flag(session, world.other_enrolment_id, SERVICE)
    session.commit()
    seen = refs(fresh, stale)
    first = delay_actions.acknowledge(
        session, world.coordinator, refs(stale), "Min", date(2026, 12, 1), today=TODAY, now=NOW
    )
    assert first.is_done
    result = delay_actions.acknowledge(
        session, world.coordinator, seen, "Din", date(2026, 12, 2), today=TODAY, now=NOW
    )
    assert not result.is_done
    assert [(one.why, one.row and one.row.id) for one in result.exceptions] == [
        (Why.CHANGED, stale.id)
    ]
    assert [ref.public_id for ref in result.possible] == [fresh.public_id]
    assert again(session, fresh).version == 1
    told = delay_choice.conflicts(session, result)
    assert told[0].doctor == "Other Test"
    assert "Coordinator Test følger opp" in told[0].now


def test_a_flag_that_was_closed_meanwhile_is_named(world: SigningWorld) -> None:
    session = world.session
    row = add_flag(session, world.enrolment_id, FULL, closed_on=TODAY)
    session.commit()
    result = delay_actions.assign(session, world.coordinator, refs(row), None, today=TODAY, now=NOW)
    assert [one.why for one in result.exceptions] == [Why.CLOSED]


def test_a_flag_outside_the_reach_stops_the_whole_selection(world: SigningWorld) -> None:
    session = world.session
    row = add_flag(session, world.enrolment_id, FULL)
    session.commit()
    other = session.exec(
        select(Organisation.id).where(
            Organisation.kind == "health_trust", Organisation.id != world.organisation_id
        )
    ).first()
    assert other is not None
    grant = Grant(Role.COORDINATOR, ScopeKind.ORGANISATION, other)
    outsider = replace(world.coordinator, grants=(grant,))
    result = delay_actions.acknowledge(
        session, outsider, refs(row), "Nei", date(2026, 12, 1), today=TODAY, now=NOW
    )
    assert [(one.why, one.row) for one in result.exceptions] == [(Why.GONE, None)]
    assert delay_choice.load_choice(session, outsider, refs(row), TODAY).lines == ()
    assert session.exec(select(Acknowledgement)).all() == []


def test_a_supervisor_who_reaches_every_doctor_can_be_made_responsible(
    world: SigningWorld,
) -> None:
    session = world.session
    _grant(session, world.guide, Role.SUPERVISOR, ScopeKind.OWN)
    _grant(session, world.stranger, Role.SUPERVISOR, ScopeKind.OWN)
    rows = [
        add_flag(session, world.enrolment_id, FULL),
        add_flag(session, world.other_enrolment_id, SERVICE),
    ]
    session.commit()
    choice = delay_choice.load_choice(session, world.coordinator, refs(*rows), TODAY)
    people = delay_choice.people_for(session, choice, TODAY)
    assert [one.name for one in people] == ["Guide Test"]
    result = delay_choice.assign(
        session, world.coordinator, refs(*rows), people[0], today=TODAY, now=NOW
    )
    assert result.is_done and result.batch is not None
    told = session.exec(select(Message).order_by(col(Message.id))).all()
    assert [(one.person_id, one.kind) for one in told] == [
        (world.guide.person_id, "flag_assigned"),
        (world.guide.person_id, "flag_assigned"),
    ]
    assert told[0].link == f"/leger/{world.doctor.public_id}/forsinkelser/{rows[0].public_id}"
    assert told[0].act_by == FULL.act_by
    assert told[0].values["causes"] == [str(FULL.cause)]
    assert told[0].values["count"] == 1
    mine = FlagFilter(view=View.MINE, person_id=world.guide.person_id)
    assert delay_flags.count_flags(session, ALL, mine, today=TODAY) == (2, 2)
    delay_actions.undo(session, world.coordinator, result.batch, today=TODAY, now=NOW)
    assert delay_flags.count_flags(session, ALL, mine, today=TODAY) == (0, 0)


def test_undo_is_for_the_same_person_and_the_same_day(world: SigningWorld) -> None:
    session = world.session
    row = add_flag(session, world.enrolment_id, FULL)
    session.commit()
    result = delay_actions.acknowledge(
        session, world.coordinator, refs(row), "Ring", date(2026, 12, 1), today=TODAY, now=NOW
    )
    assert result.batch is not None
    tomorrow = TODAY + timedelta(days=1)
    late = delay_actions.undo(session, world.coordinator, result.batch, today=tomorrow, now=NOW)
    other = delay_actions.undo(session, world.leader, result.batch, today=TODAY, now=NOW)
    assert (late, other) == (None, None)


def test_one_more_session_is_asked_of_the_coordinators_of_the_region(
    world: SigningWorld,
) -> None:
    session = world.session
    region = session.exec(select(Organisation).where(Organisation.key == "helse-sor-ost")).one()
    _grant(session, world.stranger, Role.COORDINATOR, ScopeKind.REGION, region.id)
    _grant(
        session, world.coordinator, Role.COORDINATOR, ScopeKind.ORGANISATION, world.organisation_id
    )
    _key, full = full_course(session)
    row = add_flag(session, world.enrolment_id, full)
    session.commit()
    choice = delay_choice.load_choice(session, world.coordinator, refs(row), TODAY)
    wish = delay_choice.load_wish(session, world.coordinator, choice, TODAY)
    assert wish is not None
    assert [one.person_id for one in wish.adders] == [world.stranger.person_id]
    result = delay_choice.request_session(
        session, world.coordinator, refs(row), wish, date(2027, 3, 1), today=TODAY, now=NOW
    )
    assert result.is_done
    message = session.exec(select(Message)).one()
    assert (message.kind, message.values["saved_days"]) == ("extra_session_requested", 91)
    page = delay_details.load_flag(
        session, world.doctor.public_id, row.public_id, today=TODAY, own=False
    )
    assert page is not None
    assert page.events[0].title == "Coordinator Test ba om én ekstra samling 01.03.2027"


def test_flags_of_two_courses_are_no_one_wish(world: SigningWorld) -> None:
    session = world.session
    rows = [
        add_flag(session, world.enrolment_id, full_course(session, number=number)[1])
        for number in (0, 1)
    ]
    session.commit()
    choice = delay_choice.load_choice(session, world.coordinator, refs(*rows), TODAY)
    assert delay_choice.load_wish(session, world.coordinator, choice, TODAY) is None
    assert [len(group.refs) for group in choice.groups] == [1, 1]


# One flag


def test_a_cause_that_was_changed_meanwhile_is_not_overwritten(world: SigningWorld) -> None:
    session = world.session
    row = add_flag(session, world.enrolment_id, FULL)
    session.commit()
    found = delay_flags.find_flag(session, world.doctor.public_id, row.public_id, today=TODAY)
    assert found is not None

    def say(actor: Actor, cause: Cause) -> bool:
        return delay_details.set_cause(
            session, actor, found, found.version, cause, "", today=TODAY, now=NOW
        )

    assert say(world.guide, Cause.STAFFING)
    assert not say(world.doctor, Cause.ROTATION_SLOT)
    page = delay_details.load_flag(
        session, world.doctor.public_id, row.public_id, today=TODAY, own=True
    )
    assert page is not None
    assert (page.line.cause, page.line.said_by) == ("Lav bemanning", "Guide Test")
    assert page.line.found == "Kurs er fullt"


def test_the_history_names_reasons_and_people_newest_first(world: SigningWorld) -> None:
    session = world.session
    row = add_flag(session, world.enrolment_id, FULL, closed_on=TODAY)
    session.commit()
    page = delay_details.load_flag(
        session, world.doctor.public_id, row.public_id, today=TODAY, own=False
    )
    assert page is not None and page.is_closed
    assert [event.title for event in page.events] == ["Lukket", "Oppdaget"]
    assert page.events[0].text == ("En samling er lagt til, flyttet eller har fått flere plasser.")
    assert page.opening.sentence == "Forsinkelsen ble *lukket 23. november 2026*."


def test_a_doctors_own_page_says_du(world: SigningWorld) -> None:
    session = world.session
    add_flag(session, world.enrolment_id, FULL)
    add_flag(session, world.enrolment_id, LEAVE)
    session.commit()
    own = delay_details.load_doctor(session, world.doctor.public_id, today=TODAY, own=True)
    assert own.opening.sentence == (
        "Datoen din er flyttet *273 dager*. Første frist er *8. desember 2026*."
    )
    assert own.lines[0].action == "Si fra til koordinatoren at du trenger en samling til"
    other = delay_details.load_doctor(session, world.doctor.public_id, today=TODAY, own=False)
    assert other.lines[0].action == "Be om ekstra samling"
    assert other.lines[1].state == "Forklart"


def test_reach_decides_what_an_action_sees(world: SigningWorld) -> None:
    add_flag(world.session, world.enrolment_id, FULL)
    reach = reach_of(world.session, world.coordinator)
    page = delays_page.load_page(
        world.session,
        reach,
        read_wanted({}, world.coordinator.person_id),
        page_size=10,
        today=TODAY,
    )
    assert [doctor.doctor for doctor in page.doctors] == ["Doctor Test"]
    assert page.doctors[0].lines[0].bar is not None


def _grant(
    session: Session,
    actor: Actor,
    role: Role,
    scope: ScopeKind,
    organisation_id: int | None = None,
) -> None:
    from app.db.tables import RoleGrant

    session.add(
        RoleGrant(
            person_id=actor.person_id,
            role=role,
            scope=scope,
            organisation_id=organisation_id,
            valid_from=date(2020, 1, 1),
        )
    )
    session.flush()


def test_a_flag_cannot_be_changed_by_two_at_once(world: SigningWorld) -> None:
    session = world.session
    row = add_flag(session, world.enrolment_id, FULL)
    session.commit()
    assert row.id is not None
    assert delay_history.change_flag(session, row.id, 1, assigned_to_id=None)
    assert not delay_history.change_flag(session, row.id, 1, assigned_to_id=None)
    session.execute(sa.update(DelayFlag).values(closed_on=TODAY))
    assert not delay_history.change_flag(session, row.id, 2, assigned_to_id=None)
