"""A stored plan as a planning case: what limits it, who is away, what is locked and published."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.db.tables import (
    Absence,
    Agreement,
    AgreementKind,
    AgreementState,
    Organisation,
    RotationMember,
    RotationPlan,
    RotationWish,
    SharePeriod,
    Unit,
    UnitSupervisor,
    VersionState,
)
from app.services.rotation_case import PlanCase, load_case
from app.services.rotation_limits import NEVER
from app.services.rotation_settings import WISH_POINTS
from app.store import rotation_copies, rotations
from pathways.types.record import AbsenceKind, PlaceKind
from rotations.types.case import (
    Doctor,
    LimitKind,
    LimitPer,
    Lock,
    Placement,
    ShareSpan,
    Site,
    Span,
    Wish,
    WishKind,
)
from tests.support.draft_world import (
    CLINIC,
    HOME,
    NOW,
    TODAY,
    WARD,
    DraftWorld,
    add_placement,
    make_draft_world,
)


@pytest.fixture
def world(session: Session) -> DraftWorld:
    return make_draft_world(session)


def _case(world: DraftWorld) -> PlanCase:
    return load_case(world.session, world.version_id, today=TODAY)


def _doctor(found: PlanCase, key: str) -> Doctor:
    return next(each for each in found.case.doctors if each.key == key)


def _site(found: PlanCase, key: str) -> Site:
    return next(each for each in found.case.sites if each.key == key)


def test_rows_become_doctors_sites_and_placements(world: DraftWorld) -> None:
    found = _case(world)
    assert [each.key for each in found.case.doctors] == [
        "draft-anna", "draft-bo", "draft-cato", "draft-ledig"
    ]  # fmt: skip
    assert [each.is_vacancy for each in found.case.doctors] == [False, False, False, True]
    assert {each.key for each in found.case.sites} == {WARD, CLINIC, HOME}
    assert Placement("draft-anna", 6, 11, "psychosis", CLINIC) in found.placements
    assert (found.case.first_month, found.case.months) == (date(2026, 9, 1), 36)
    # November is month 2: what begins before month 8 is told with less than six months' notice.
    assert found.case.notice_months == 9
    assert found.case.published == () and found.published_number is None


def test_leave_and_share_come_from_the_record_and_from_the_draft(world: DraftWorld) -> None:
    session, anna = world.session, world.people["Anna"]
    session.add(
        Absence(
            person_id=anna,
            kind=AbsenceKind.LEAVE,
            starts_on=date(2027, 1, 10),
            ends_on=date(2027, 3, 31),
        )
    )
    session.add(
        Absence(
            person_id=anna,
            kind=AbsenceKind.HOLIDAY,
            starts_on=date(2027, 7, 1),
            ends_on=date(2027, 7, 31),
        )
    )
    session.add(SharePeriod(person_id=anna, share_percent=80, starts_on=date(2026, 9, 1)))
    member = session.exec(select(RotationMember).where(RotationMember.key == "draft-anna")).one()
    member.planned_leave = [{"from": "2028-01-01", "to": "2028-02-29"}]
    session.add(member)
    session.commit()
    doctor = _doctor(_case(world), "draft-anna")
    assert doctor.leave == (Span(4, 6), Span(16, 17)), "holidays are no leave"
    assert doctor.shares == (ShareSpan(Span(0, 35), 80),)


def test_wishes_have_points_by_rank(world: DraftWorld) -> None:
    session = world.session
    plan = session.exec(select(RotationPlan).where(RotationPlan.public_id == world.plan_id)).one()
    assert plan.id is not None
    for rank, wanted in enumerate(
        (
            {"unit_id": world.units[CLINIC]},
            {"service": "Akuttpsykiatri"},
            {"from_month": date(2027, 3, 1), "to_month": date(2027, 9, 1)},
        ),
        start=1,
    ):
        session.add(
            RotationWish(
                plan_id=plan.id,
                person_id=world.people["Bo"],
                rank=rank,
                made_at=NOW,
                **wanted,  # type: ignore[arg-type]
            )
        )
    session.commit()
    found = _case(world)
    wishes = [replaced(each) for each in _doctor(found, "draft-bo").wishes]
    assert wishes == [
        Wish("", WishKind.SITE, WISH_POINTS[0], site=CLINIC, rank=1),
        Wish("", WishKind.SERVICE, WISH_POINTS[1], service="Akuttpsykiatri", rank=2),
        Wish("", WishKind.TIME, WISH_POINTS[2], starts=Span(6, 12), rank=3),
    ]
    assert _doctor(found, "draft-anna").wishes == ()


def replaced(wish: Wish) -> Wish:
    """The wish without its row's number."""
    from dataclasses import replace

    return replace(wish, key="")


def test_capacities_and_supervisors_are_limits(world: DraftWorld) -> None:
    session = world.session
    for places, first, last in (
        (1, date(2026, 9, 1), date(2027, 2, 28)),
        (2, date(2026, 12, 1), None),
    ):
        session.add(
            UnitSupervisor(
                public_id=uuid4().hex,
                unit_id=world.units[CLINIC],
                name="Veileder",
                places=places,
                valid_from=first,
                valid_to=last,
            )
        )
    session.commit()
    limits = _case(world).case.limits
    room = [each for each in limits if each.kind is LimitKind.PLACE]
    assert sorted((each.sites, each.maximum, each.span) for each in room) == [
        ((CLINIC,), 2, Span(0, 35)),
        ((WARD,), 2, Span(0, 35)),
    ]
    supervised = [each for each in limits if each.kind is LimitKind.SUPERVISOR]
    assert [(each.span, each.maximum, each.is_hard) for each in supervised] == [
        (Span(0, 2), 1, False),
        (Span(3, 5), 3, False),
        (Span(6, 35), 2, False),
    ]


def elsewhere(world: DraftWorld, *states: tuple[AgreementState, date, date | None]) -> str:
    """A unit of another trust that Cato goes to, with agreements in these states."""
    session = world.session
    host = session.exec(
        select(Organisation).where(Organisation.key == "oslo-universitetssykehus")
    ).one()
    assert host.id is not None
    unit = Unit(
        organisation_id=host.id, key="draft-elsewhere", name="Elsewhere", short_name="Else",
        place_kind=PlaceKind.HOSPITAL,
    )  # fmt: skip
    session.add(unit)
    session.flush()
    assert unit.id is not None
    for state, first, last in states:
        session.add(
            Agreement(
                public_id=uuid4().hex, kind=AgreementKind.EXTERNAL_SERVICE, state=state,
                title="Fagavtale", home_id=world.organisation_id, host_id=host.id,
                starts_on=first, ends_on=last, places=2, months_a_year=12,
            )
        )  # fmt: skip
    member = session.exec(select(RotationMember).where(RotationMember.key == "draft-cato")).one()
    assert member.id is not None
    add_placement(session, member.id, "psychosis", unit.id, 12, 17)
    session.commit()
    return unit.key


def test_another_trust_is_open_while_an_agreement_is_agreed(world: DraftWorld) -> None:
    key = elsewhere(
        world,
        (AgreementState.AGREED, date(2027, 1, 1), date(2027, 12, 31)),
        (AgreementState.PLANNED, date(2028, 1, 1), None),
    )
    found = _case(world)
    assert _site(found, key).open == (Span(4, 15),)
    assert _site(found, WARD).open == (), "at home no agreement is needed"
    agreed = [each for each in found.case.limits if each.kind is LimitKind.AGREEMENT]
    assert [(each.per, each.maximum, each.span) for each in agreed] == [
        (LimitPer.MONTH, 2, Span(4, 15)),
        (LimitPer.SPAN, 12, Span(4, 15)),
    ]


def test_without_an_agreed_one_it_is_closed_and_without_any_it_is_unknown(
    world: DraftWorld,
) -> None:
    key = elsewhere(world, (AgreementState.AWAITING_APPROVAL, date(2027, 1, 1), None))
    assert _site(_case(world), key).open == NEVER


def test_where_no_agreement_is_registered_nothing_is_closed(world: DraftWorld) -> None:
    key = elsewhere(world)
    assert _site(_case(world), key).open == ()


def test_locks_frozen_months_and_the_published_plan(world: DraftWorld) -> None:
    session = world.session
    world.lock("Anna", "acute")
    plan = session.exec(select(RotationPlan).where(RotationPlan.public_id == world.plan_id)).one()
    plan.frozen_until = date(2027, 2, 28)
    session.add(plan)
    world.state(VersionState.PUBLISHED)
    assert plan.id is not None
    draft = rotation_copies.copy_version(session, world.version_id, number=8, by=None, now=NOW)
    session.commit()
    found = load_case(session, draft, today=TODAY)
    assert found.case.frozen_months == 6
    assert found.case.locks == (
        Lock("draft-anna", "acute", WARD, 0, 5, found.case.locks[0].reason),
    )
    assert "Marte" in found.case.locks[0].reason
    assert found.case.published == found.placements
    assert found.published_number == 7
    plan.frozen_until = date(2027, 2, 27)
    session.add(plan)
    session.commit()
    assert load_case(session, draft, today=TODAY).case.frozen_months == 5, "whole months only"


def test_a_snapshot_puts_a_row_back_as_it_was(world: DraftWorld) -> None:
    session = world.session
    world.lock("Bo", "acute")
    board = rotations.load_board(session, world.version_id)
    snapshot = rotation_copies.take_snapshot(board, "draft-bo")
    before = world.rows("Bo")
    rotation_copies.put_snapshot(
        session,
        world.version_id,
        "draft-bo",
        rotation_copies.Snapshot(snapshot.needs, [{"from": "2027-01-01", "to": "2027-01-31"}], []),
    )
    session.commit()
    assert world.rows("Bo") == []
    read_back = rotation_copies.Snapshot.read(snapshot.document())
    rotation_copies.put_snapshot(session, world.version_id, "draft-bo", read_back)
    session.commit()
    assert world.rows("Bo") == before
    again = rotations.load_board(session, world.version_id)
    assert rotation_copies.take_snapshot(again, "draft-bo") == snapshot


def test_the_number_of_queries_does_not_grow_with_the_rows(
    world: DraftWorld, session: Session
) -> None:
    import sqlalchemy as sa

    counted: list[str] = []
    sa.event.listen(
        session.get_bind(), "before_cursor_execute", lambda *args: counted.append(args[2])
    )
    _case(world)
    few = len(counted)
    version = world.version_id
    for number in range(20):
        from tests.support.draft_world import BLOCKS, add_member

        member = add_member(
            session, version, f"more-{number}", 10 + number, BLOCKS, vacancy_name=f"{number}"
        )
        add_placement(session, member, "acute", world.units[HOME], 0, 5)
    session.commit()
    counted.clear()
    _case(world)
    assert len(counted) <= few <= 24
