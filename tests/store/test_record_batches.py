"""The records of many doctors are the same values as those of one, in a fixed number of queries."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.session import Database
from app.db.tables import Enrolment, Organisation, Person, PlanVersion
from app.store import approvals, plans
from app.store.record_batches import load_named, load_within
from app.store.records import load_record, plan_version_of
from app.store.trainees import ReachFilter
from tests.support.people import INGRID

EVERYBODY = ReachFilter(everybody=True)
QUERIES = 11


@pytest.fixture
def demo(demo_database: Database) -> Iterator[Session]:
    with demo_database.session() as opened:
        yield opened


def counted(session: Session, function: object) -> int:
    statements: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    engine = session.get_bind().engine
    sa.event.listen(engine, "before_cursor_execute", note)
    function()  # type: ignore[operator]
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(statements)


def test_all_doctors_at_once_have_the_records_they_have_one_by_one(demo: Session) -> None:
    filed = load_within(demo, EVERYBODY)
    assert len(filed) == 458
    different = [
        one.record.person
        for one in filed[::9]
        if load_record(demo, one.record.person) != one.record
    ]
    assert different == []
    with_plans = [one for one in filed if one.plan_version_id is not None]
    assert len(with_plans) > 300
    assert [
        one.record.person
        for one in with_plans[::20]
        if plan_version_of(demo, one.record.person) != one.plan_version_id
    ] == []


def test_one_doctor_and_all_of_them_take_the_same_queries(demo: Session) -> None:
    one = counted(demo, lambda: load_named(demo, [INGRID]))
    everybody = counted(demo, lambda: load_within(demo, EVERYBODY))
    assert (one, everybody) == (QUERIES, QUERIES)


def test_a_reach_gives_its_own_doctors_alone(demo: Session) -> None:
    home = demo.exec(
        select(Organisation.id).where(Organisation.name == "Nordlandssykehuset HF")
    ).one()
    assert home is not None
    filed = load_within(demo, ReachFilter(organisation_ids=frozenset({home})))
    expected = demo.exec(
        select(Person.public_id)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .where(Enrolment.organisation_id == home, col(Enrolment.ends_on).is_(None))
    ).all()
    assert expected
    assert set(expected) <= {one.record.person for one in filed}
    assert len(filed) < 458


def test_a_reach_of_nobody_and_unknown_names_give_nothing(demo: Session) -> None:
    assert load_within(demo, ReachFilter()) == ()
    assert load_named(demo, ["finnes-ikke"]) == ()


def test_several_plan_versions_come_in_one_query(demo: Session) -> None:
    ids = demo.exec(select(PlanVersion.id).order_by(col(PlanVersion.id)).limit(5)).all()
    wanted = [each for each in ids if each is not None]
    assert counted(demo, lambda: plans.load_versions(demo, wanted)) == 1
    assert [one.version_id for one in plans.load_versions(demo, wanted)] == wanted
    assert plans.load_versions(demo, wanted)[0] == plans.load_version(demo, wanted[0])


def test_approvals_by_day_are_all_that_the_record_counts(demo: Session) -> None:
    record = load_record(demo, INGRID)
    assert record is not None
    found = approvals.approved_days(demo, INGRID)
    assert sum(one.count for one in found) == sum(o.approved for o in record.objectives)
    days = [one.day for one in found if one.day is not None]
    assert days == sorted(days)
