"""Doctors of other plans, and of none, take room at places that a plan shares with them."""

from collections.abc import Iterable
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from app.db.tables import (
    Absence,
    AgreementState,
    Capacity,
    CapacityUnit,
    Enrolment,
    Organisation,
    Person,
    RotationPlan,
    RotationVersion,
    ServiceRecord,
    SharePeriod,
    Unit,
    VersionState,
)
from app.services.rotation_case import load_case
from app.services.rotation_months import first_day, last_day
from pathways.types.record import AbsenceKind, PlaceKind
from rotations.rules import check
from rotations.types.case import Limit, Outside, Span
from rotations.types.findings import Rule
from tests.services.test_rotation_case import elsewhere
from tests.support.draft_world import (
    BLOCKS,
    CLINIC,
    FIRST_MONTH,
    HOME,
    NOW,
    TODAY,
    WARD,
    DraftWorld,
    add_member,
    add_placement,
    make_draft_world,
)


@pytest.fixture
def world(session: Session) -> DraftWorld:
    return make_draft_world(session)


def _limits(world: DraftWorld, unit: str) -> list[tuple[Span, int | None, int | None, int]]:
    """(months, least, most, outside) of the room at a unit."""
    case = load_case(world.session, world.version_id, today=TODAY).case
    found = [each for each in case.limits if each.sites == (unit,)]
    return [_told(each) for each in sorted(found, key=lambda each: each.span)]


def _told(limit: Limit) -> tuple[Span, int | None, int | None, int]:
    there = limit.outside.doctors if limit.outside else 0
    return limit.span, limit.minimum, limit.maximum, there


def _other_plan(world: DraftWorld, state: VersionState = VersionState.PUBLISHED) -> int:
    """Another plan of the same trust, half a year later; the row id of its version."""
    plan = RotationPlan(
        public_id=uuid4().hex,
        organisation_id=world.organisation_id,
        name="Rus",
        first_month=first_day(FIRST_MONTH, 6),
        months=12,
    )
    world.session.add(plan)
    world.session.flush()
    version = RotationVersion(
        public_id=uuid4().hex, plan_id=plan.id or 0, number=1, state=state, made_at=NOW
    )
    world.session.add(version)
    world.session.flush()
    assert version.id is not None
    return version.id


def _doctor(world: DraftWorld, name: str, stage: str = "part3:VOP") -> int:
    session = world.session
    person = Person(public_id=uuid4().hex, given_name=name, family_name="Utenfor")
    session.add(person)
    session.flush()
    assert person.id is not None
    session.add(
        Enrolment(
            person_id=person.id,
            specialty_code="VOP" if stage == "part3:VOP" else None,
            stage_key=stage,
            organisation_id=world.organisation_id,
            starts_on=date(2025, 3, 1),
        )
    )
    session.flush()
    return person.id


def _book(
    world: DraftWorld,
    person: int,
    unit: str,
    first: date,
    last: date | None,
    *,
    inside: int | None = None,
) -> int:
    """Service booked by hand; its row id."""
    enrolment = world.session.exec(select(Enrolment).where(Enrolment.person_id == person)).one()
    row = ServiceRecord(
        enrolment_id=enrolment.id or 0,
        person_id=person,
        stage_key=enrolment.stage_key,
        name_nb="Psykose",
        name_en="Psychosis",
        organisation_id=world.organisation_id,
        unit_id=world.units[unit],
        place_kind=PlaceKind.DPS,
        starts_on=first,
        ends_on=last,
        is_planned=True,
        counted_inside_id=inside,
    )
    world.session.add(row)
    world.session.commit()
    assert row.id is not None
    return row.id


def _place(
    world: DraftWorld, version: int, unit: str, months: Iterable[int], person: int | None = None
) -> int:
    """A member of another plan with one placement, in months of the plan at hand."""
    member = add_member(
        world.session,
        version,
        uuid4().hex,
        0,
        BLOCKS,
        person_id=person,
        vacancy_name=None if person else "Stilling 3",
    )
    months = list(months)
    add_placement(world.session, member, "psychosis", world.units[unit], months[0], months[-1])
    world.session.commit()
    return member


def test_published_doctors_of_another_plan_leave_less_room(world: DraftWorld) -> None:
    assert _limits(world, CLINIC) == [(Span(0, 35), 1, 2, 0)]
    _place(world, _other_plan(world), CLINIC, range(6, 12), _doctor(world, "Dina"))
    assert _limits(world, CLINIC) == [
        (Span(0, 5), 1, 2, 0),
        (Span(6, 11), 0, 1, 1),
        (Span(12, 35), 1, 2, 0),
    ]
    assert _limits(world, WARD) == [(Span(0, 35), None, 2, 0)], "another place is not touched"


def test_a_breach_tells_the_plans_own_and_what_is_left_for_it(world: DraftWorld) -> None:
    _place(world, _other_plan(world), CLINIC, range(6, 12), _doctor(world, "Dina"))
    found = load_case(world.session, world.version_id, today=TODAY)
    over = [each for each in check(found.case, found.placements) if each.rule is Rule.MAXIMUM]
    assert [(each.first, each.last, each.count, each.expected) for each in over] == [(6, 11, 2, 1)]
    assert "beside 1 doctor outside this plan" in over[0].sentence
    assert found.case.limits[-1].outside is None or found.case.limits[-1].outside == Outside(
        1, 1, 2
    )


@pytest.mark.parametrize("state", [VersionState.DRAFT, VersionState.PROPOSED])
def test_what_is_not_published_takes_nothing(world: DraftWorld, state: VersionState) -> None:
    _place(world, _other_plan(world, state), CLINIC, range(6, 12), _doctor(world, "Dina"))
    assert _limits(world, CLINIC) == [(Span(0, 35), 1, 2, 0)]


def test_a_vacant_post_elsewhere_takes_room_and_fills_nothing(world: DraftWorld) -> None:
    _place(world, _other_plan(world), CLINIC, range(6, 12))
    assert (Span(6, 11), 1, 1, 1) in _limits(world, CLINIC)


def test_more_others_than_room_leave_nothing_and_blame_only_ones_own(world: DraftWorld) -> None:
    other = _other_plan(world)
    for name in ("Dina", "Erik", "Frida"):
        _place(world, other, CLINIC, range(12, 18), _doctor(world, name))
    assert (Span(12, 17), 0, 0, 3) in _limits(world, CLINIC)
    found = load_case(world.session, world.version_id, today=TODAY)
    rules = [each for each in check(found.case, found.placements) if each.first == 12]
    assert not any(each.rule is Rule.MAXIMUM for each in rules)


def test_service_booked_by_hand_counts_from_half_a_month(world: DraftWorld) -> None:
    dina = _doctor(world, "Dina")
    _book(world, dina, WARD, date(2026, 12, 17), date(2027, 2, 14))
    assert [each for each in _limits(world, WARD) if each[3]] == [(Span(4, 5), None, 1, 1)]
    _book(world, dina, WARD, date(2029, 1, 1), None)
    assert _limits(world, WARD)[-1] == (Span(28, 35), None, 1, 1), "until further notice"


def test_one_who_serves_elsewhere_within_a_service_is_there_and_not_here(
    world: DraftWorld,
) -> None:
    dina = _doctor(world, "Dina")
    outer = _book(world, dina, WARD, date(2026, 9, 1), date(2027, 2, 28))
    _book(world, dina, CLINIC, date(2026, 11, 1), date(2026, 12, 31), inside=outer)
    there = {unit: [each[0] for each in _limits(world, unit) if each[3]] for unit in (WARD, CLINIC)}
    assert there == {WARD: [Span(0, 1), Span(4, 5)], CLINIC: [Span(2, 3)]}


def test_the_plans_own_doctors_are_counted_by_the_plan_alone(world: DraftWorld) -> None:
    session, anna = world.session, world.people["Anna"]
    _book(world, anna, CLINIC, date(2027, 3, 1), date(2027, 8, 31))
    _place(world, _other_plan(world), CLINIC, range(6, 12), anna)
    assert _limits(world, CLINIC) == [(Span(0, 35), 1, 2, 0)]
    assert session.exec(select(ServiceRecord).where(ServiceRecord.person_id == anna)).all()


def test_a_doctor_of_two_sources_counts_once_and_not_while_on_leave(world: DraftWorld) -> None:
    dina = _doctor(world, "Dina")
    _book(world, dina, CLINIC, date(2027, 3, 1), date(2027, 8, 31))
    _place(world, _other_plan(world), CLINIC, range(6, 12), dina)
    world.session.add(
        Absence(
            person_id=dina,
            kind=AbsenceKind.LEAVE,
            starts_on=first_day(FIRST_MONTH, 8),
            ends_on=last_day(FIRST_MONTH, 9),
        )
    )
    world.session.commit()
    found = [each for each in _limits(world, CLINIC) if each[3]]
    assert found == [(Span(6, 7), 0, 1, 1), (Span(10, 11), 0, 1, 1)]


def test_groups_and_shares_are_those_of_the_limit(world: DraftWorld) -> None:
    session = world.session
    room = session.exec(select(Capacity).where(Capacity.public_id == f"room-{WARD}")).one()
    room.groups, room.counts_share = ["lis1"], True
    session.add(room)
    part_time, full = _doctor(world, "Dina", "lis1_hospital"), _doctor(world, "Erik")
    for person in (part_time, full):
        session.add(SharePeriod(person_id=person, share_percent=40, starts_on=date(2026, 9, 1)))
        _book(world, person, WARD, date(2026, 9, 1), date(2026, 11, 30))
    found = [each for each in _limits(world, WARD) if each[3]]
    assert found == [(Span(0, 2), None, 1, 1)], "a part of a place cannot be given whole"


def test_an_agreement_is_used_up_by_doctors_of_its_home_alone(world: DraftWorld) -> None:
    session = world.session
    key = elsewhere(world, (AgreementState.AGREED, date(2026, 9, 1), None))
    world.units[key] = session.exec(select(Unit.id).where(Unit.key == key)).one() or 0
    own, stranger = _doctor(world, "Dina"), _doctor(world, "Erik")
    far = session.exec(select(Organisation.id).where(col(Organisation.key) == "helse-bergen")).one()
    enrolment = session.exec(select(Enrolment).where(Enrolment.person_id == stranger)).one()
    enrolment.organisation_id = far
    session.add(enrolment)
    for person in (own, stranger):
        _book(world, person, key, date(2027, 1, 1), date(2027, 3, 31))
    limits = load_case(session, world.version_id, today=TODAY).case.limits
    agreed = [each for each in limits if each.sites == (key,) and each.outside]
    assert [(each.per, each.span, each.maximum) for each in agreed] == [
        ("month", Span(4, 6), 1),
        ("span", Span(4, 15), 9),
    ]


def test_room_shared_with_a_unit_that_the_plan_does_not_use_is_taken_there_too(
    world: DraftWorld,
) -> None:
    session = world.session
    unit = Unit(
        organisation_id=world.organisation_id,
        key="draft-far",
        name="Far",
        short_name="Far",
        place_kind=PlaceKind.HOSPITAL,
    )
    session.add(unit)
    session.flush()
    assert unit.id is not None
    world.units["draft-far"] = unit.id
    room = session.exec(select(Capacity.id).where(Capacity.public_id == f"room-{WARD}")).one()
    session.add(CapacityUnit(capacity_id=room or 0, unit_id=unit.id))
    _book(world, _doctor(world, "Dina"), "draft-far", date(2026, 9, 1), date(2026, 11, 30))
    assert (Span(0, 2), None, 1, 1) in _limits(world, WARD)


def test_a_unit_of_nobody_else_keeps_its_limits_as_they_are(world: DraftWorld) -> None:
    _book(world, _doctor(world, "Dina"), HOME, date(2026, 9, 1), None)
    case = load_case(world.session, world.version_id, today=TODAY).case
    assert {each.key for each in case.limits} == {
        f"capacity:room-{WARD}",
        f"capacity:room-{CLINIC}",
    }
