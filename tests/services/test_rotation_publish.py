"""Publishing a plan: bookings, notice, messages; all of it or nothing."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from app.db.session import Database
from app.db.tables import (
    Absence,
    AuditEvent,
    RotationNotice,
    RotationVersion,
    ServiceRecord,
    VersionState,
)
from app.services import rotation_life, rotation_publish
from app.services.message_words import letter_of
from app.services.my_pathway import load_reckoning, my_pathway
from app.services.pathways_links import PathwayLinks
from app.services.rotation_dates import DraftDates
from app.services.rotation_life import Refused, Seen
from app.services.rotation_publish import Published, publish
from app.services.rotation_publish_work import load_work
from app.store import rotations
from tests.support.draft_world import CLINIC, HOME, TODAY, WARD
from tests.support.plan_life_world import SURGERY, LifeWorld, make_life_world


@pytest.fixture
def world(session: Session) -> LifeWorld:
    return make_life_world(session)


def published(world: LifeWorld) -> Published:
    done = publish(world.session, world.open.id, world.seen, world.moment())
    assert isinstance(done, Published), done
    return done


def published_again(world: LifeWorld) -> None:
    """A first version is published, and a draft of the next one is begun."""
    world.propose()
    published(world)
    assert not isinstance(
        rotation_life.new_draft(world.session, world.plan, world.moment()), Refused
    )


def test_publishing_books_every_doctors_placements_that_lie_ahead(world: LifeWorld) -> None:
    world.serve("Anna", WARD, date(2026, 9, 1), date(2027, 1, 31), service="Akuttpsykiatri")
    world.serve("Anna", HOME, date(2027, 2, 1), date(2027, 12, 31), service="Noe annet")
    world.propose()
    version = published(world).version.id
    assert world.services("Anna") == [
        # Going on, and the plan goes on with it: until the plan's day.
        (WARD, date(2026, 9, 1), date(2027, 2, 28), version),
        (CLINIC, date(2027, 3, 1), date(2027, 8, 31), version),
        (SURGERY, date(2027, 9, 1), date(2028, 2, 29), version),
    ]


def test_service_behind_and_after_the_plan_stays_as_it_was_written(world: LifeWorld) -> None:
    world.serve("Anna", HOME, date(2025, 3, 1), date(2026, 8, 31), service="Før planen")
    world.serve("Anna", HOME, date(2029, 9, 1), date(2030, 2, 28), service="Etter planen")
    world.propose()
    published(world)
    assert (HOME, date(2025, 3, 1), date(2026, 8, 31), None) in world.services("Anna")
    assert (HOME, date(2029, 9, 1), date(2030, 2, 28), None) in world.services("Anna")


def test_a_placement_that_runs_on_ends_where_something_later_is_booked(world: LifeWorld) -> None:
    world.serve("Bo", HOME, date(2029, 11, 1), date(2030, 2, 28), service="Etter planen")
    row = world.placement("Bo", "old")
    row.starts_on, row.ends_on, row.continues = date(2029, 3, 1), date(2029, 8, 31), True
    world.session.add(row)
    world.session.commit()
    world.propose()
    version = published(world).version.id
    assert (HOME, date(2029, 3, 1), date(2029, 10, 31), version) in world.services("Bo")


def test_service_at_another_place_ends_the_day_before_the_plan_begins(world: LifeWorld) -> None:
    world.serve("Cato", CLINIC, date(2026, 3, 1), None, service="Psykose")
    world.propose()
    version = published(world).version.id
    assert world.services("Cato")[:2] == [
        (CLINIC, date(2026, 3, 1), TODAY, None),
        (HOME, date(2026, 11, 24), date(2027, 2, 28), version),
    ]


def test_planned_leave_is_recorded_once(world: LifeWorld) -> None:
    anna = world.draft.people["Anna"]
    member = world.member("Anna")
    member.planned_leave = [{"from": "2028-03-01", "to": "2028-05-31"}]
    world.session.add(member)
    world.session.add(
        Absence(person_id=anna, kind="leave", starts_on=date(2028, 5, 1), ends_on=date(2028, 6, 30))
    )
    world.session.commit()
    world.propose()
    published(world)
    rows = world.session.exec(select(Absence).where(Absence.person_id == anna)).all()
    assert sorted((row.starts_on, row.ends_on) for row in rows) == [
        (date(2028, 3, 1), date(2028, 4, 30)),
        (date(2028, 5, 1), date(2028, 6, 30)),
    ]


def test_the_day_after_publishing_is_the_day_that_was_promised(world: LifeWorld) -> None:
    world.serve("Anna", WARD, date(2026, 9, 1), date(2027, 8, 31), service="Akuttpsykiatri")
    world.propose()
    work = load_work(world.session, world.open.id, TODAY)
    promised = work.dates["draft-anna"]
    published(world)
    after = DraftDates(world.session, work.plan_case, ["draft-anna"], TODAY).of("draft-anna")
    assert promised.draft is not None
    assert after.booked == promised.draft
    reckoning = load_reckoning(world.session, "draft-anna", today=TODAY, is_own=True)
    assert reckoning is not None
    page = my_pathway(reckoning, PathwayLinks("", ""), ())
    assert str(promised.draft.year) in page.sentence


def test_the_second_version_supersedes_the_first_and_replaces_what_it_booked(
    world: LifeWorld,
) -> None:
    published_again(world)
    first = world.services("Anna")
    world.move("Anna", "old", date(2028, 3, 1), date(2028, 8, 31))
    world.propose()
    version = published(world).version
    states = [each.state for each in rotations.list_versions(world.session, world.plan.id)]
    assert states == [VersionState.PUBLISHED, VersionState.SUPERSEDED]
    assert version.based_on_id is not None
    after = world.services("Anna")
    assert [row[:3] for row in after[:-1]] == [row[:3] for row in first[:-1]]
    assert after[-1] == (SURGERY, date(2028, 3, 1), date(2028, 8, 31), version.id)
    assert {row[3] for row in after} == {version.id}


def test_a_doctor_who_leaves_the_plan_loses_what_it_has_booked_ahead(world: LifeWorld) -> None:
    published_again(world)
    for block in ("psychosis", "acute", "old"):
        world.session.delete(world.placement("Bo", block))
    world.session.flush()
    world.session.delete(world.member("Bo"))
    world.session.commit()
    world.propose()
    published(world)
    assert world.services("Bo") == []
    assert [each.kind for each in world.messages("Bo")][-1] == "rotation_published"


def test_breaches_are_refused_and_nothing_is_changed(world: LifeWorld) -> None:
    world.serve("Anna", WARD, date(2026, 9, 1), date(2027, 1, 31), service="Akuttpsykiatri")
    before = world.services("Anna")
    world.move("Anna", "psychosis", date(2027, 2, 1), date(2027, 8, 31))
    world.propose()
    done = publish(world.session, world.open.id, world.seen, world.moment())
    assert isinstance(done, Refused)
    assert "brudd" in done.text
    assert world.services("Anna") == before
    assert world.open.state is VersionState.PROPOSED


def test_a_draft_is_proposed_before_it_is_published(world: LifeWorld) -> None:
    done = publish(world.session, world.open.id, world.seen, world.moment())
    assert isinstance(done, Refused)
    assert world.open.state is VersionState.DRAFT


def test_publishing_twice_does_it_once(world: LifeWorld) -> None:
    world.propose()
    version, seen = world.open.id, world.seen
    published(world)
    told = len(world.messages("Anna"))
    done = publish(world.session, version, seen, world.moment())
    assert isinstance(done, Refused)
    assert done.is_stale
    assert len(world.messages("Anna")) == told
    assert len(world.services("Anna")) == 3


def test_whoever_saw_an_older_version_is_refused(world: LifeWorld) -> None:
    world.propose()
    seen = world.seen
    done = publish(world.session, world.open.id, Seen(seen.version, seen.edit - 1), world.moment())
    assert isinstance(done, Refused)
    assert done.is_stale


def test_a_crash_in_the_middle_leaves_everything_as_it_was(
    world: LifeWorld, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_again(world)
    world.move("Anna", "old", date(2028, 3, 1), date(2028, 8, 31))
    world.propose()
    before = world.services("Anna")
    open_id, seen, moment = world.open.id, world.seen, world.moment()

    def crash(*_args: object, **_more: object) -> int:
        raise RuntimeError("the process died here")

    monkeypatch.setattr(rotation_publish.store, "add_notices", crash)
    with database.session() as other, pytest.raises(RuntimeError):
        publish(other, open_id, seen, moment)
    world.session.rollback()
    assert world.services("Anna") == before
    states = {row.number: row.state for row in world.session.exec(select(RotationVersion))}
    assert states == {7: VersionState.PUBLISHED, 8: VersionState.PROPOSED}


def test_service_changed_meanwhile_stops_it_and_keeps_the_old(
    world: LifeWorld, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    row_id = world.serve("Anna", HOME, date(2027, 3, 1), date(2027, 8, 31), service="Annet")
    world.propose()
    open_id, seen, moment = world.open.id, world.seen, world.moment()
    real = rotation_publish.hold

    def hold(*args: object) -> object:
        # Between the reading and the writing somebody registers something.
        with database.session() as other:
            row = other.get(ServiceRecord, row_id)
            assert row is not None
            row.ends_on, row.version = date(2027, 7, 31), row.version + 1
            other.add(row)
            other.commit()
        return real(*args)

    monkeypatch.setattr(rotation_publish, "hold", hold)
    done = publish(world.session, open_id, seen, moment)
    assert isinstance(done, Refused)
    assert done.is_stale
    assert world.services("Anna") == [(HOME, date(2027, 3, 1), date(2027, 7, 31), None)]
    assert world.open.state is VersionState.PROPOSED


# Notice


def test_placements_told_too_late_are_listed_and_kept(world: LifeWorld) -> None:
    world.propose()
    done = published(world)
    rows = world.session.exec(
        select(RotationNotice)
        .where(RotationNotice.version_id == done.version.id)
        .order_by(col(RotationNotice.starts_on), col(RotationNotice.member_key))
    ).all()
    # Six months before 1 March 2027 is 1 September 2026; before 1 September 2027, 1 March.
    assert [(row.member_key, row.starts_on, row.due_on, row.is_late) for row in rows] == [
        ("draft-anna", date(2027, 3, 1), date(2026, 9, 1), True),
        ("draft-bo", date(2027, 3, 1), date(2026, 9, 1), True),
        ("draft-cato", date(2027, 3, 1), date(2026, 9, 1), True),
        ("draft-anna", date(2027, 9, 1), date(2027, 3, 1), False),
        ("draft-bo", date(2027, 9, 1), date(2027, 3, 1), False),
    ]
    assert done.late == 3


def test_what_stays_keeps_the_day_it_was_told_on(world: LifeWorld) -> None:
    published_again(world)
    world.move("Bo", "old", date(2027, 10, 1), date(2028, 3, 31))
    world.propose()
    later = date(2027, 5, 3)
    done = publish(world.session, world.open.id, world.seen, world.moment(today=later))
    assert isinstance(done, Published)
    told = {
        (row.member_key, row.starts_on): (row.told_on, row.is_late)
        for row in world.session.exec(
            select(RotationNotice).where(RotationNotice.version_id == done.version.id)
        )
    }
    assert told == {
        ("draft-anna", date(2027, 9, 1)): (TODAY, False),
        ("draft-bo", date(2027, 10, 1)): (later, True),
    }
    assert done.late == 1


# Messages


def test_doctor_host_and_keepers_are_told(world: LifeWorld) -> None:
    world.propose()
    done = publish(world.session, world.open.id, world.seen, world.moment("Nils"))
    assert isinstance(done, Published)
    kinds = {
        name: [message.kind for message in world.messages(name)]
        for name in ("Anna", "Hanne", "Marte", "Nils")
    }
    assert kinds == {
        "Anna": ["rotation_proposed", "rotation_published"],
        "Hanne": ["rotation_proposed_host", "rotation_host"],
        "Marte": ["rotation_keeper"],
        "Nils": [],
    }
    host = world.messages("Hanne")[-1].values
    assert [(each["doctor"], each["place"]) for each in host["comings"]] == [
        ("Anna Prøve", "Legekontoret Rogn, Moss")
    ]
    letter = letter_of("rotation_published", world.messages("Anna")[-1].values)
    assert letter.paragraphs[0] == "Neste plassering er psykose ved DPS Halden fra 1. mars 2027."


def test_a_vacant_post_is_told_to_nobody(world: LifeWorld) -> None:
    world.propose()
    published(world)
    for name in ("Anna", "Hanne", "Marte"):
        assert "Stilling 14" not in str([each.values for each in world.messages(name)])


def test_only_those_whose_placements_change_are_told_again(world: LifeWorld) -> None:
    published_again(world)
    world.move("Bo", "old", date(2027, 10, 1), date(2028, 3, 31))
    world.propose()
    published(world)
    assert [each.kind for each in world.messages("Anna")].count("rotation_published") == 1
    assert [each.kind for each in world.messages("Bo")].count("rotation_published") == 2


def test_every_step_leaves_an_audit_row(world: LifeWorld) -> None:
    published_again(world)
    rows = world.session.exec(
        select(AuditEvent)
        .where(AuditEvent.subject_kind == "rotation_version")
        .order_by(col(AuditEvent.id))
    ).all()
    assert [row.action for row in rows] == [
        "rotation_proposed",
        "rotation_published",
        "rotation_draft_made",
    ]
    assert rows[1].details["booked"] == 8
