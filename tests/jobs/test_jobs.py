"""Jobs run once for each due time, say how it went, and only one worker leads."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.clock import OSLO, Clock
from app.config import Settings
from app.db.session import Database
from app.db.tables import JobRun, LoginAttempt
from app.extensions import Installation
from app.jobs import registry
from app.jobs.leader import Leadership
from app.jobs.registry import Job
from app.jobs.runner import run_job
from app.jobs.worker import latest_due, lead
from app.store import jobs as store
from tests.support.databases import NOW


class FixedClock(Clock):
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def home(database: Database) -> Installation:
    settings = Settings(secret_key="x" * 32, database_url=database.url)
    return Installation(settings, FixedClock(date(2026, 11, 23)), database)


def job(task: registry.Task, name: str = "a_job") -> Job:
    return Job(name, "En jobb", "A job", 4, 5, task)


def runs(home: Installation) -> list[JobRun]:
    with home.database.session() as session:
        return list(session.exec(select(JobRun)))


def test_a_run_leaves_a_row_with_its_message(home: Installation) -> None:
    assert run_job(home, job(lambda _session, _home: "all well"), NOW) == "all well"
    row = runs(home)[0]
    assert (row.job, row.succeeded, row.message) == ("a_job", True, "all well")


def test_a_due_time_is_run_once(home: Installation) -> None:
    done = []

    def task(_session: Session, _home: Installation) -> str:
        done.append(1)
        return "done"

    assert run_job(home, job(task), NOW) == "done"
    assert run_job(home, job(task), NOW) is None
    assert run_job(home, job(task), NOW + timedelta(days=1)) == "done"
    assert len(done) == 2


def test_a_failure_is_kept_and_undoes_its_own_writes(home: Installation) -> None:
    def task(session: Session, _home: Installation) -> str:
        session.add(LoginAttempt(username="half done", succeeded=False, at=NOW))
        session.flush()
        raise ValueError("no luck")

    with pytest.raises(ValueError, match="no luck"):
        run_job(home, job(task), NOW)
    assert (runs(home)[0].succeeded, runs(home)[0].message) == (False, "ValueError: no luck")
    with home.database.session() as session:
        assert session.exec(select(LoginAttempt)).all() == []


@pytest.mark.parametrize("name", [job.name for job in registry.JOBS])
def test_every_registered_job_runs_by_hand_twice(home: Installation, name: str) -> None:
    found = registry.find(name)
    assert run_job(home, found, NOW)
    assert run_job(home, found, NOW + timedelta(seconds=1))


def test_clean_up_deletes_what_ended_long_ago_and_nothing_else(home: Installation) -> None:
    with home.database.session() as session:
        for days in (0, 2):
            at = NOW - timedelta(days=days)
            session.add(LoginAttempt(username=f"{days} days", succeeded=False, at=at))
        session.commit()
    run_job(home, registry.find("clean_up"), NOW)
    with home.database.session() as session:
        assert [row.username for row in session.exec(select(LoginAttempt))] == ["0 days"]


def test_an_unknown_job_is_named_with_the_ones_there_are() -> None:
    with pytest.raises(LookupError, match=r"no job named 'nope'.*clean_up"):
        registry.find("nope")


def test_names_are_unique_and_times_stay_clear_of_the_change_of_clocks() -> None:
    names = [found.name for found in registry.JOBS]
    assert len(names) == len(set(names))
    assert all(found.hour not in (2, 3) for found in registry.JOBS)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 23, 3, 4, tzinfo=UTC), datetime(2026, 11, 22, 4, 5, tzinfo=OSLO)),
        (datetime(2026, 11, 23, 3, 5, tzinfo=UTC), datetime(2026, 11, 23, 4, 5, tzinfo=OSLO)),
        # The night the clocks go back (25.10.2026) and the one they go forward (28.03.2027).
        (datetime(2026, 10, 25, 3, 5, tzinfo=UTC), datetime(2026, 10, 25, 4, 5, tzinfo=OSLO)),
        (datetime(2027, 3, 28, 2, 4, tzinfo=UTC), datetime(2027, 3, 27, 4, 5, tzinfo=OSLO)),
        (datetime(2027, 3, 28, 2, 5, tzinfo=UTC), datetime(2027, 3, 28, 4, 5, tzinfo=OSLO)),
    ],
)
def test_the_latest_due_time_follows_the_clock_in_oslo(now: datetime, due: datetime) -> None:
    assert latest_due(job(lambda _session, _home: ""), now) == due


def test_the_newest_run_of_each_job_is_listed(home: Installation) -> None:
    for day in range(3):
        run_job(
            home,
            job(lambda _s, _h, day=day: f"day {day}"),
            NOW + timedelta(days=day),  # type: ignore[misc]
        )
    with home.database.session() as session:
        assert store.latest_runs(session)["a_job"].message == "day 2"


@pytest.fixture
def second_worker(home: Installation) -> Iterator[Database]:
    other = Database(home.database.url)
    yield other
    other.engine.dispose()


def test_only_one_worker_leads_until_it_lets_go(
    home: Installation, second_worker: Database
) -> None:
    first, second = Leadership(home.database), Leadership(second_worker)
    assert first.acquire()
    assert not second.acquire()
    first.release()
    home.database.engine.dispose()
    assert second.acquire()
    second.release()


def test_a_leader_knows_when_the_database_has_forgotten_the_lock(
    home: Installation, second_worker: Database
) -> None:
    leadership = Leadership(home.database)
    assert not leadership.holds()
    assert leadership.acquire()
    assert leadership.holds()
    if home.database.is_sqlite:
        leadership.release()
    else:
        with second_worker.engine.connect() as other:
            other.exec_driver_sql(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
            )
            other.commit()
    assert not leadership.holds()
    assert leadership.acquire()
    leadership.release()


def test_a_worker_leads_runs_what_was_missed_and_stops_when_told(home: Installation) -> None:
    leadership = Leadership(home.database)
    assert leadership.acquire()
    # The signal to stop is there from the start, so the leader does one round only.
    lead(home, leadership, stopping=[15])
    assert {row.job for row in runs(home)} == {job.name for job in registry.JOBS}
    assert not leadership.holds()
    # The next leader finds the same due times already claimed.
    assert leadership.acquire()
    lead(home, leadership, stopping=[15])
    assert len(runs(home)) == len(registry.JOBS)
