"""Before the start: the notice clock, people, the handover meeting, the checklist, reminders."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from app.db.tables import ChecklistKind, Enrolment, Lis1ChecklistPoint, Lis1Start, Message, Person
from app.services import (
    lis1_checklist,
    lis1_my_offer,
    lis1_reminders,
    lis1_starts,
    lis1_starts_page,
)
from app.services.lis1_checklist import LINES, WrittenLine
from app.services.lis1_notice import NoticeState, notice_of
from app.services.rotation_life import Refused
from app.store import lis1_starts as store
from tests.support.lis1_offers_world import make_decided, moment, offer_of, says, send_all
from tests.support.lis1_world import NOW, TODAY, Lis1World

IN_TOWN = date(2028, 3, 1)


# ---- The notice clock --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told_on", "today", "state", "days"),
    [
        (date(2027, 3, 1), TODAY, NoticeState.IN_TARGET, 245),
        (date(2027, 3, 2), TODAY, NoticeState.IN_LIMIT, 244),
        (date(2027, 11, 1), TODAY, NoticeState.IN_LIMIT, 0),
        (date(2027, 11, 2), TODAY, NoticeState.BREACH, -1),
        (None, date(2027, 11, 1), NoticeState.WAITS, 0),
        (None, date(2027, 11, 4), NoticeState.OVERDUE, -3),
    ],
)
def test_the_notice_is_measured_against_target_and_limit(
    told_on: date | None, today: date, state: NoticeState, days: int
) -> None:
    found = notice_of(IN_TOWN, told_on, limit_months=4, target_months=12, today=today)
    assert (found.state, found.days) == (state, days)
    assert (found.limit_on, found.target_on) == (date(2027, 11, 1), date(2027, 3, 1))
    assert found.is_broken == (days < 0)


def test_without_a_municipal_service_there_is_nothing_to_tell() -> None:
    found = notice_of(None, None, limit_months=4, target_months=12, today=TODAY)
    assert found.state is NoticeState.NONE and not found.is_broken


# ---- One who has accepted ----------------------------------------------------------------------


@pytest.fixture
def world(session: Session) -> Lis1World:
    found = make_decided(session)
    send_all(found)
    says(found, "Anna", yes=True)
    return found


def someone(world: Lis1World, name: str, place: int) -> int:
    """A doctor in training at a place, with themselves as supervisor: both can be chosen."""
    person = Person(public_id=f"x-{name.lower()}", given_name=name, family_name="Sted")
    world.session.add(person)
    world.session.flush()
    assert person.id is not None
    world.session.add(
        Enrolment(
            person_id=person.id, stage_key="lis1_hospital", organisation_id=place,
            personal_supervisor_id=person.id, starts_on=date(2026, 1, 1),
        )
    )  # fmt: skip
    world.session.commit()
    return person.id


def start(world: Lis1World) -> store.StartRow:
    offer = offer_of(world, "Anna")
    return store.list_starts(world.session, (offer.id,))[offer.id]


def test_the_checklist_is_reckoned_from_the_start(world: Lis1World) -> None:
    points = store.list_points(world.session, (offer_of(world, "Anna").id,))
    found = points[offer_of(world, "Anna").id]
    assert len(found) == len(lis1_checklist.DEFAULT)
    assert found[0].due_on == date(2027, 3, 1) - timedelta(days=60)
    assert {each.kind for each in found} == set(ChecklistKind)


def test_only_people_at_the_places_can_be_chosen(world: Lis1World) -> None:
    offer = offer_of(world, "Anna")
    at_hospital = someone(world, "Hanne", offer.seat.hospital_id)
    in_town = someone(world, "Mons", offer.seat.municipality_id)
    for chosen, field in (
        ((in_town, None, None), "sykehus"),
        ((None, at_hospital, None), "kommune"),
        ((None, None, in_town), "fadder"),
    ):
        refused = lis1_starts.set_people(
            world.session, offer, start(world).version, chosen, moment(world)
        )
        assert isinstance(refused, Refused) and refused.field == field
    both = (at_hospital, in_town, at_hospital)
    seen = start(world).version
    assert lis1_starts.set_people(world.session, offer, seen, both, moment(world)) is None
    again = lis1_starts.set_people(world.session, offer, seen, (None, None, None), moment(world))
    assert isinstance(again, Refused) and again.is_stale
    assert start(world).supervisor_ids == {at_hospital, in_town}
    mine = lis1_my_offer.offer_for(world.session, world.candidates["Anna"], TODAY)
    assert mine is not None and mine.before is not None
    assert (mine.before.buddy, mine.before.handover) == ("Hanne Sted", "Ikke avtalt")


@pytest.mark.parametrize(
    ("held", "minutes", "field"),
    [
        (TODAY + timedelta(days=1), "Enige.", "holdt"),
        (TODAY, " ", "referat"),
        (None, "Enige.", "holdt"),
        (TODAY, "x" * 4001, "referat"),
    ],
)
def test_a_meeting_that_was_held_has_a_day_and_minutes(
    world: Lis1World, held: date | None, minutes: str, field: str
) -> None:
    offer, seen = offer_of(world, "Anna"), start(world).version
    refused = lis1_starts.set_handover(
        world.session, offer, seen, TODAY, held, minutes, moment(world)
    )
    assert isinstance(refused, Refused) and refused.field == field
    assert start(world).version == seen


def test_who_has_not_accepted_has_nothing_to_prepare(world: Lis1World) -> None:
    refused = lis1_starts.set_handover(
        world.session, offer_of(world, "Bo"), 0, TODAY, None, "", moment(world)
    )
    assert isinstance(refused, Refused)


def test_a_missing_meeting_is_flagged_when_its_time_has_come(world: Lis1World) -> None:
    offer = offer_of(world, "Anna")

    def lacks(today: date, **fields: object) -> bool:
        row = store.StartRow(offer.id, **fields)  # type: ignore[arg-type]
        return lis1_starts_page.lacks_of(offer, row, (), 2, today).handover

    assert not lacks(date(2027, 12, 31))
    assert lacks(date(2028, 1, 1))
    assert not lacks(date(2028, 1, 1), handover_on=date(2028, 1, 10))
    assert lacks(date(2028, 1, 11), handover_on=date(2028, 1, 10))
    assert not lacks(date(2028, 3, 1), handover_held_on=date(2028, 1, 10))


# ---- The template ------------------------------------------------------------------------------


def written(*texts: str) -> list[WrittenLine]:
    lines = [WrittenLine("tools", "10", "Avdelingen", text) for text in texts]
    return [*lines, *(WrittenLine("tools", "", "", "") for _ in range(LINES - len(lines)))]


def test_a_council_keeps_a_template_of_its_own(world: Lis1World) -> None:
    session, owner, by = world.session, world.organisation_id, world.people["Tor"]
    fresh = [0] * (LINES + 1)
    wrong = lis1_checklist.save(session, owner, written("x" * 200), "2", fresh, by=by, now=NOW)
    assert isinstance(wrong, Refused) and wrong.field == "tekst-1"
    assert not lis1_checklist.load(session, owner).is_own
    kept = lis1_checklist.save(session, owner, written("Omvisning"), "3", fresh, by=by, now=NOW)
    assert kept is None
    template = lis1_checklist.load(session, owner)
    assert [each.text for each in template.points] == ["Omvisning"]
    assert template.handover_months == 3
    stale = lis1_checklist.save(session, owner, written("Annet"), "3", fresh, by=by, now=NOW)
    assert isinstance(stale, Refused) and stale.is_stale
    says(world, "Bo", yes=True)
    points = store.list_points(session, (offer_of(world, "Bo").id,))
    assert [each.text for each in points[offer_of(world, "Bo").id]] == ["Omvisning"]


# ---- By night ----------------------------------------------------------------------------------


def test_council_and_supervisors_are_reminded_once(world: Lis1World) -> None:
    session, offer = world.session, offer_of(world, "Anna")
    one = someone(world, "Hanne", offer.seat.hospital_id)
    lis1_starts.set_people(session, offer, start(world).version, (one, None, None), moment(world))
    lis1_reminders.run(session, date(2026, 12, 1), NOW)
    assert kinds(session) == []
    later = date(2028, 1, 2)
    lis1_reminders.run(session, later, NOW)
    lis1_reminders.run(session, later + timedelta(days=1), NOW)
    assert sorted(kinds(session)) == [
        ("lis1_handover", one),
        *sorted(("lis1_start_missing", world.people[name]) for name in ("Tor", "Bilal")),
    ]
    told = session.exec(select(Message).where(Message.kind == "lis1_start_missing")).first()
    assert told is not None
    assert told.values["handovers"] == 1 and told.values["points"] == len(lis1_checklist.DEFAULT)
    # Once the meeting is held and the points are done, nothing more is said.
    now = start(world)
    lis1_starts.set_handover(session, offer, now.version, None, TODAY, "Enige.", moment(world))
    for point in session.exec(select(Lis1ChecklistPoint).order_by(col(Lis1ChecklistPoint.id))):
        point.done_on = TODAY
    session.commit()
    assert "0 reminders" in lis1_reminders.run(session, date(2028, 2, 2), NOW)


def kinds(session: Session) -> list[tuple[str, int]]:
    rows = session.exec(
        select(Message).where(col(Message.kind).in_(("lis1_handover", "lis1_start_missing")))
    )
    return [(each.kind, each.person_id) for each in rows]


def test_a_second_acceptance_of_the_same_offer_keeps_what_is_there(world: Lis1World) -> None:
    lis1_starts.begin(world.session, offer_of(world, "Anna"))
    world.session.commit()
    assert len(world.session.exec(select(Lis1Start)).all()) == 1
