"""One worker leads; it runs what is due, missed, asked for and left behind."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from app.config import Settings
from app.db.session import Database
from app.db.tables import JobRun, LoginAttempt
from app.extensions import Installation
from app.jobs import registry, tasks
from app.jobs.dispatcher import Dispatcher
from app.jobs.locks import ProcessLock, job_lock, leader_lock
from app.jobs.runner import Ending, run_job
from app.jobs.schedule import Daily, Every
from app.jobs.work import Job, Task, Work
from app.jobs.worker import lead
from app.store import jobs as store
from tests.support.databases import NOW

EARLIER = Daily(4, 5)
LATER = Daily(5, 5)
"""Both are past at NOW, which is 06.10 in Oslo."""


def job(name: str, task: Task, trigger: Daily = EARLIER) -> Job:
    return Job(name, name, name, trigger, task)


def ended(home: Installation) -> dict[str, str]:
    """Job and state of every run."""
    with home.database.session() as session:
        return {run.job: str(run.state) for run in store.list_newest(session, 100)}


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


@pytest.fixture
def second_worker(home: Installation) -> Iterator[Database]:
    other = Database(home.database.url)
    yield other
    other.engine.dispose()


@pytest.mark.parametrize("kind", [leader_lock, lambda database: job_lock(database, "a_job")])
def test_a_lock_excludes_others_until_it_is_let_go(
    home: Installation, second_worker: Database, kind: Callable[[Database], ProcessLock]
) -> None:
    first, same_process, second = kind(home.database), kind(home.database), kind(second_worker)
    assert first.acquire()
    assert not second.acquire()
    assert not same_process.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_locks_of_different_names_do_not_meet(home: Installation) -> None:
    locks = [leader_lock(home.database), *(job_lock(home.database, name) for name in "ab")]
    assert all(lock.acquire() for lock in locks)
    for lock in locks:
        lock.release()


def test_a_leader_knows_when_the_database_has_forgotten_the_lock(
    home: Installation, second_worker: Database
) -> None:
    leadership = leader_lock(home.database)
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


def run_until(home: Installation, jobs: tuple[Job, ...], done: Callable[[], bool]) -> None:
    """Lead in a thread until `done`, then stop as a signal would."""
    leadership = leader_lock(home.database)
    assert leadership.acquire()
    stopping: list[int] = []
    leader = threading.Thread(target=lead, args=(home, leadership, stopping, jobs))
    leader.start()
    try:
        wait_for(done)
    finally:
        stopping.append(15)
        leader.join(60)
    assert not leader.is_alive()
    assert not leadership.holds()


def test_what_was_missed_is_made_up_for_once_in_order_and_a_failure_stops_nothing(
    home: Installation,
) -> None:
    order = []

    def task(name: str) -> Task:
        def do(_work: Work) -> str:
            order.append(name)
            if name == "first":
                raise ValueError("no luck")
            return "done"

        return do

    jobs = (
        job("third", task("third"), Daily(6, 0)),
        job("second", task("second"), LATER),
        job("first", task("first"), EARLIER),
    )
    all_done = {"first": "failed", "second": "succeeded", "third": "succeeded"}
    run_until(home, jobs, lambda: ended(home) == all_done)
    assert order == ["first", "second", "third"]
    Dispatcher(home, jobs).sweep()
    run_until(home, jobs, lambda: True)
    assert order == ["first", "second", "third"]
    with home.database.session() as session:
        assert store.worker_seen_at(session) == NOW


def test_what_was_missed_too_long_ago_is_left(home: Installation) -> None:
    late = Job("late", "", "", EARLIER, lambda _work: "", make_up_within=timedelta(hours=2))
    in_time = Job("in_time", "", "", EARLIER, lambda _work: "", make_up_within=timedelta(hours=3))
    run_until(home, (late, in_time), lambda: ended(home) == {"in_time": "succeeded"})


def test_a_slow_job_holds_up_nobody_else_and_a_request_is_taken_up(home: Installation) -> None:
    go_on = threading.Event()
    slow = job("slow", lambda _work: str(go_on.wait(60)))
    asked = Job("asked", "", "", EARLIER, lambda _work: "", make_up_within=timedelta(0))

    def done() -> bool:
        with home.database.session() as session:
            if "slow" in store.latest_runs(session) and not asked_for:
                asked_for.append(store.request_run(session, "asked", by=None, now=NOW))
                session.commit()
        if ended(home) == {"asked": "succeeded"}:
            go_on.set()
        return len(ended(home)) == 2

    asked_for: list[int] = []
    run_until(home, (slow, asked), done)
    assert ended(home) == {"asked": "succeeded", "slow": "succeeded"}
    with home.database.session() as session:
        # It was still waiting when the other was finished.
        assert store.latest_runs(session)["slow"].message == "True"


def test_a_stop_that_somebody_asks_for_stops_the_run(home: Installation) -> None:
    def task(work: Work) -> str:
        for step in range(80):
            if not work.progress(step, 80):
                return f"stopped after {step} of 80"
            time.sleep(0.1)
        return "never stopped"

    def done() -> bool:
        with home.database.session() as session:
            run = store.latest_runs(session).get("long")
            if run is not None and run.done is not None and run.stop_requested_at is None:
                store.request_stop(session, run.id, NOW)
                session.commit()
        return ended(home) == {"long": "stopped"}

    run_until(home, (job("long", task),), done)
    with home.database.session() as session:
        assert (store.latest_runs(session)["long"].message or "").startswith("stopped after")


def test_a_worker_that_is_told_to_stop_gives_back_what_it_runs(home: Installation) -> None:
    def task(work: Work) -> str:
        while work.progress(1, 2):
            time.sleep(0.05)
        return "interrupted"

    def is_running() -> bool:
        with home.database.session() as session:
            run = store.latest_runs(session).get("long")
            return run is not None and run.done == 1

    run_until(home, (job("long", task),), is_running)
    assert ended(home) == {}
    run_until(home, (job("long", lambda _w: ""),), lambda: ended(home) == {"long": "succeeded"})
    with home.database.session() as session:
        assert [run.attempts for run in store.list_newest(session, 5)] == [1]


def test_a_frequent_job_with_nothing_to_do_leaves_no_row(home: Installation) -> None:
    there_is_work: list[int] = []
    often = Job(
        "often", "", "", Every(60), lambda _work: "did it", is_needed=lambda *_: bool(there_is_work)
    )
    dispatcher = Dispatcher(home, (often,))
    dispatcher.tick("often")
    assert ended(home) == {}
    there_is_work.append(1)
    dispatcher.tick("often")
    dispatcher.close()
    assert ended(home) == {"often": "succeeded"}


@pytest.mark.parametrize("name", [job.name for job in registry.JOBS])
def test_every_registered_job_runs_by_hand_twice(home: Installation, name: str) -> None:
    found = registry.find(name)
    for due_at in (NOW, NOW + timedelta(seconds=1)):
        outcome = run_job(home, found, due_at)
        assert outcome.ending is Ending.SUCCEEDED, outcome.message
        assert outcome.message


def test_no_mail_is_no_work_and_without_a_server_waiting_mail_is_none(home: Installation) -> None:
    with home.database.session() as session:
        assert not tasks.has_mail_to_send(session, home)


def test_clean_up_deletes_what_ended_long_ago_and_nothing_else(home: Installation) -> None:
    keep = home.settings.keep_job_runs_days
    with home.database.session() as session:
        for days in (0, 2):
            at = NOW - timedelta(days=days)
            session.add(LoginAttempt(username=f"{days} days", succeeded=False, at=at))
        for days in (keep + 2, keep + 1, keep - 1):
            at = NOW - timedelta(days=days)
            session.add(JobRun(job="a_job", due_at=at, started_at=at, finished_at=at))
        long_ago = NOW - timedelta(days=keep + 9)
        session.add(JobRun(job="rare", due_at=long_ago, finished_at=long_ago))
        session.commit()
    run_job(home, registry.find("clean_up"), NOW)
    with home.database.session() as session:
        assert [row.username for row in session.exec(select(LoginAttempt))] == ["0 days"]
        left = {(run.job, (NOW - run.due_at).days) for run in session.exec(select(JobRun))}
    assert left == {("a_job", keep - 1), ("rare", keep + 9), ("clean_up", 0)}


def test_the_settings_of_clean_up_have_a_floor() -> None:
    with pytest.raises(ValueError, match="keep_job_runs_days"):
        Settings(secret_key="x" * 32, keep_job_runs_days=1)
