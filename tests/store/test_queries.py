"""Every query of the store gives the same on SQLite and on PostgreSQL, over the demo world."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.db.session import Database
from app.db.tables import Organisation
from app.store import access, counts, organisations, people, plans, records, trainees
from app.store.record_batches import load_within
from app.store.trainees import ReachFilter, TraineeFilter
from pathways.types.record import TraineeRecord
from seed.demo.cast import CAST
from seed.demo.world import DEMO_TODAY
from tests.support.databases import PostgresCopies, copy_sqlite
from tests.support.people import BY_NAME, INGRID, MARTE

EVERYBODY = ReachFilter(everybody=True)


@pytest.fixture(scope="module")
def sqlite_world(
    demo_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    database = Database(copy_sqlite(demo_template, tmp_path_factory.mktemp("queries")))
    yield database
    database.engine.dispose()


@pytest.fixture(scope="module")
def postgres_world(postgres: PostgresCopies) -> Iterator[Database]:
    name, address = postgres.copy_demo()
    database = Database(address)
    yield database
    database.engine.dispose()
    postgres.drop(name)


@pytest.fixture(params=["sqlite_world", "postgres_world"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    database: Database = request.getfixturevalue(request.param)
    with database.session() as opened:
        yield opened


def without_row_ids(record: TraineeRecord) -> TraineeRecord:
    """Row numbers depend on the database's own counter; everything else must not."""
    services = tuple(replace(service, key="", counted_inside=None) for service in record.services)
    return replace(record, services=services)


def test_every_record_is_the_same_on_both(sqlite_world: Database, postgres_world: Database) -> None:
    found = []
    for world in (sqlite_world, postgres_world):
        with world.session() as opened:
            filed = load_within(opened, EVERYBODY)
            found.append({each.record.person: without_row_ids(each.record) for each in filed})
    one, other = found
    assert len(one) > 400
    assert set(one) == set(other)
    assert [person for person, record in one.items() if record != other[person]] == []


def test_lists_come_in_the_same_norwegian_order_on_both(
    sqlite_world: Database, postgres_world: Database
) -> None:
    listed = []
    for world in (sqlite_world, postgres_world):
        with world.session() as opened:
            rows, total = trainees.list_trainees(
                opened, EVERYBODY, TraineeFilter(), today=DEMO_TODAY, limit=1000
            )
            assert len(rows) == total
            listed.append(rows)
    assert listed[0] == listed[1]
    families = [row.name.split()[-1] for row in listed[0]]
    ends = [name[0] for name in families]
    assert "Ø" in ends or "Å" in ends
    assert ends.index(next(e for e in ends if e in "ÆØÅ")) > max(
        i for i, e in enumerate(ends) if e == "Z" or e == "V"
    )


def test_a_record_holds_what_the_cast_was_given(session: Session) -> None:
    record = records.load_record(session, INGRID)
    assert record is not None
    assert (record.stage, record.specialty) == ("part3:VOP", "VOP")
    assert record.personal_supervisor == "Kjersti Myhre"
    assert record.approver == "Per Olav Dahle"
    starts = [service.starts_on for service in record.services]
    assert starts == sorted(starts)
    sent = {tally.objective_set: tally.sent for tally in record.objectives}
    assert sent == {"FKM": 4, "VOP": 4}


def test_nobody_in_training_means_no_record(session: Session) -> None:
    assert records.load_record(session, MARTE) is None
    assert records.load_record(session, "finnesikke") is None
    assert records.plan_version_of(session, "finnesikke") is None


def test_the_plan_of_an_enrolment_is_found_with_its_version(session: Session) -> None:
    version_id = records.plan_version_of(session, INGRID)
    assert version_id is not None
    stored = plans.load_version(session, version_id)
    assert stored is not None
    assert stored.document["specialty"]["code"] == "VOP"
    assert plans.load_version(session, 10**6) is None


def test_reach_follows_the_organisation_upwards(session: Session) -> None:
    reach = access.load_reach(session, INGRID)
    assert reach is not None
    names = {
        row.name
        for row in session.exec(select(Organisation))
        if row.id in reach["organisation_ids"]
    }
    assert {"Sykehuset Østfold HF", "Helse Sør-Øst RHF"} <= names
    assert "Helse Nord RHF" not in names
    assert access.load_reach(session, "finnesikke") is None


def test_below_a_region_lie_its_trusts_and_hospitals(session: Session) -> None:
    region = session.exec(select(Organisation).where(Organisation.name == "Helse Nord RHF")).one()
    assert region.id is not None
    below = access.with_children(session, {region.id})
    names = {row.name for row in session.exec(select(Organisation)) if row.id in below}
    assert {"Nordlandssykehuset HF", "Kirkenes sykehus"} <= names
    assert "Sykehuset Østfold HF" not in names
    assert access.with_children(session, set()) == frozenset()
    assert access.with_parents(session, set()) == frozenset()


@pytest.mark.parametrize("words", ["solbakken", "SOLBAKKEN", "ingrid sol", "Solbakken Ingrid"])
def test_search_does_not_mind_case_or_order(session: Session, words: str) -> None:
    rows, total = trainees.list_trainees(
        session, EVERYBODY, TraineeFilter(words=words), today=DEMO_TODAY, limit=5
    )
    assert (total, rows[0].public_id) == (1, INGRID)


def test_search_finds_names_with_norwegian_letters_in_capitals(session: Session) -> None:
    _rows, total = trainees.list_trainees(
        session, EVERYBODY, TraineeFilter(words="BJØRKELUND"), today=DEMO_TODAY, limit=5
    )
    assert total == 1


def test_pages_of_a_list_hold_everybody_once(session: Session) -> None:
    seen = []
    for offset in range(0, 500, 100):
        rows, _total = trainees.list_trainees(
            session, EVERYBODY, TraineeFilter(), today=DEMO_TODAY, limit=100, offset=offset
        )
        seen += [row.public_id for row in rows]
    assert len(seen) == len(set(seen)) > 400


def test_counts_agree_with_the_lists(session: Session) -> None:
    found = trainees.count_trainees(session, EVERYBODY)
    for missing, count in (
        ("", found.total),
        ("supervisor", found.without_supervisor),
        ("plan", found.without_plan),
    ):
        _rows, total = trainees.list_trainees(
            session, EVERYBODY, TraineeFilter(missing=missing), today=DEMO_TODAY, limit=1
        )
        assert total == count
    assert sum(found.by_template.values()) == found.total


def test_an_empty_reach_lists_nobody(session: Session) -> None:
    rows, total = trainees.list_trainees(
        session, ReachFilter(), TraineeFilter(), today=DEMO_TODAY, limit=10
    )
    assert (rows, total) == ((), 0)


def test_counts_of_people_and_published_figures(session: Session) -> None:
    everybody, invented = counts.people(session)
    assert everybody == invented > 600
    assert len(counts.lis1_figures(session)) == 65


def test_organisations_are_named_by_key(session: Session) -> None:
    assert organisations.load_names_by_key(session, []) == {}
    names = organisations.load_names_by_key(session, ["halden-kommune", "finnes-ikke"])
    assert list(names) == ["halden-kommune"]


def test_the_whole_cast_is_in_the_database(session: Session) -> None:
    assert len(BY_NAME) == len(CAST) == 11
    assert all(people.find_person(session, member.public_id) for member in CAST)
