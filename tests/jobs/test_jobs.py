"""A run happens once for each due time, says how it went, and survives what happens to it."""

import threading
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from app.db.tables import JobRun, LoginAttempt
from app.extensions import Installation
from app.jobs.locks import job_lock
from app.jobs.runner import Ending, run_job
from app.jobs.schedule import Daily
from app.jobs.work import Job, Task, Work
from app.store import jobs as store
from app.store.jobs import JobRunRow, RunState
from tests.support.databases import NOW


def job(task: Task, name: str = "a_job") -> Job:
    return Job(name, "En jobb", "A job", Daily(4, 5), task)


def runs(home: Installation) -> list[JobRun]:
    with home.database.session() as session:
        return list(session.exec(select(JobRun)))


def status(home: Installation, run_id: int | None) -> JobRunRow:
    assert run_id is not None
    with home.database.session() as session:
        found = store.run_status(session, run_id)
    assert found is not None
    return found


def leave_unfinished(home: Installation, attempts: int = 1) -> int:
    """A run as a process that died left it."""
    with home.database.session() as session:
        run = store.open_run(session, "a_job", NOW)
        for _attempt in range(attempts):
            assert store.claim(session, run.id, by="dead:1:x", now=NOW)
        session.commit()
    return run.id


def test_a_run_leaves_a_row_with_its_message(home: Installation) -> None:
    outcome = run_job(home, job(lambda _work: "all well"), NOW)
    assert (outcome.ending, outcome.message) == (Ending.SUCCEEDED, "all well")
    row = status(home, outcome.run_id)
    assert (row.job, row.state, row.message) == ("a_job", RunState.SUCCEEDED, "all well")
    assert (row.attempts, row.claimed_by is not None) == (1, True)


def test_a_due_time_is_run_once(home: Installation) -> None:
    done = []

    def task(_work: Work) -> str:
        done.append(1)
        return "done"

    days = (NOW, NOW, NOW + timedelta(days=1))
    endings = [run_job(home, job(task), due).ending for due in days]
    assert endings == [Ending.SUCCEEDED, Ending.ALREADY_RUN, Ending.SUCCEEDED]
    assert len(done) == 2


def test_a_failure_is_kept_and_undoes_its_own_writes(home: Installation) -> None:
    def task(work: Work) -> str:
        work.session.add(LoginAttempt(username="half done", succeeded=False, at=NOW))
        work.session.flush()
        raise ValueError("no luck")

    outcome = run_job(home, job(task), NOW)
    assert (outcome.ending, outcome.message) == (Ending.FAILED, "ValueError: no luck")
    row = status(home, outcome.run_id)
    assert (row.state, row.message) == (RunState.FAILED, "ValueError: no luck")
    with home.database.session() as session:
        assert session.exec(select(LoginAttempt)).all() == []


def test_a_job_judges_the_day_it_is_given(home: Installation) -> None:
    task: Task = lambda work: f"{work.today} {work.now == NOW}"  # noqa: E731
    assert run_job(home, job(task), NOW).message == "2026-11-23 True"
    given = run_job(home, job(task), NOW + timedelta(days=1), today=date(2027, 1, 2))
    assert given.message == "2027-01-02 True"


def test_a_job_that_runs_elsewhere_is_left_alone_and_the_due_time_kept(home: Installation) -> None:
    elsewhere = job_lock(home.database, "a_job")
    assert elsewhere.acquire()
    assert run_job(home, job(lambda _work: ""), NOW).ending is Ending.BUSY
    assert runs(home) == []
    assert run_job(home, job(lambda _work: "", "another"), NOW).ending is Ending.SUCCEEDED
    elsewhere.release()
    assert run_job(home, job(lambda _work: ""), NOW).ending is Ending.SUCCEEDED


def test_the_lock_is_free_again_after_a_run_and_after_a_failure(home: Installation) -> None:
    def fail(_work: Work) -> str:
        raise ValueError

    for task in (fail, lambda _work: ""):
        run_job(home, job(task), NOW)
        lock = job_lock(home.database, "a_job")
        assert lock.acquire()
        lock.release()


def test_what_a_dead_process_left_is_claimed_again(home: Installation) -> None:
    run_id = leave_unfinished(home)
    outcome = run_job(home, job(lambda _work: "done"), NOW)
    assert (outcome.ending, outcome.run_id) == (Ending.SUCCEEDED, run_id)
    row = status(home, run_id)
    assert (row.attempts, row.claimed_by != "dead:1:x", len(runs(home))) == (2, True, 1)


def test_a_run_whose_process_died_three_times_is_given_up_and_seen(home: Installation) -> None:
    run_id = leave_unfinished(home, attempts=3)
    outcome = run_job(home, job(lambda _work: "done"), NOW)
    assert outcome.ending is Ending.FAILED
    row = status(home, run_id)
    assert (row.state, row.message) == (RunState.FAILED, "given up: its process died 3 times")


def test_progress_is_written_and_a_stop_is_told(home: Installation) -> None:
    seen = []

    def task(work: Work) -> str:
        assert work.progress(0, 3)
        row = runs(home)[0]
        seen.append((row.done, row.total))
        assert row.id is not None
        with home.database.session() as session:
            assert store.request_stop(session, row.id, NOW)
            session.commit()
        # At most once a second the row is asked; the last step always is.
        assert work.progress(1, 3)
        assert not work.progress(3, 3)
        return "stopped after 3 of 3"

    outcome = run_job(home, job(task), NOW)
    assert (outcome.ending, seen) == (Ending.STOPPED, [(0, 3)])
    row = status(home, outcome.run_id)
    assert (row.state, row.message, row.done) == (RunState.STOPPED, "stopped after 3 of 3", 3)


def test_progress_never_waits_for_the_jobs_own_writes(home: Installation) -> None:
    def task(work: Work) -> str:
        work.session.add(LoginAttempt(username="in the middle", succeeded=False, at=NOW))
        work.session.flush()
        return f"went on: {work.progress(1, 1)}"

    started = datetime.now(NOW.tzinfo)
    outcome = run_job(home, job(task), NOW)
    assert outcome.message == "went on: True"
    assert datetime.now(NOW.tzinfo) - started < timedelta(seconds=10)
    with home.database.session() as session:
        assert len(session.exec(select(LoginAttempt)).all()) == 1


def test_a_worker_that_stops_leaves_the_run_for_the_next_one(home: Installation) -> None:
    closing = threading.Event()

    def task(work: Work) -> str:
        closing.set()
        return f"went on: {work.progress(1, 2)}"

    outcome = run_job(home, job(task), NOW, closing=closing)
    assert (outcome.ending, outcome.message) == (Ending.GIVEN_BACK, "went on: False")
    row = status(home, outcome.run_id)
    assert (row.state, row.attempts) == (RunState.WAITING, 0)
    assert run_job(home, job(lambda _work: ""), NOW).run_id == outcome.run_id


def test_a_run_taken_by_somebody_else_is_not_finished_by_the_first(home: Installation) -> None:
    def task(work: Work) -> str:
        with home.database.session() as session:
            assert store.claim(session, 1, by="another", now=NOW)
            session.commit()
        return "thought that it was done"

    outcome = run_job(home, job(task), NOW)
    assert outcome.ending is Ending.LOST
    assert status(home, 1).state is RunState.RUNNING


def test_stopping_by_hand_is_written_on_the_row(home: Installation) -> None:
    def task(_work: Work) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_job(home, job(task), NOW)
    assert runs(home)[0].message == "stopped by hand"


def test_one_open_request_for_each_job(home: Installation) -> None:
    with home.database.session() as session:
        first = store.request_run(session, "a_job", by=None, now=NOW)
        session.commit()
        assert store.request_run(session, "a_job", by=None, now=NOW + timedelta(1)) == first
        assert store.request_run(session, "another", by=None, now=NOW) != first
        session.commit()
    assert status(home, first).state is RunState.WAITING
    assert run_job(home, job(lambda _work: ""), NOW).run_id == first
    with home.database.session() as session:
        assert store.request_run(session, "a_job", by=None, now=NOW + timedelta(1)) != first


def test_a_request_that_is_stopped_before_it_begins_never_runs(home: Installation) -> None:
    with home.database.session() as session:
        run_id = store.request_run(session, "a_job", by=None, now=NOW)
        assert store.request_stop(session, run_id, NOW)
        assert not store.request_stop(session, run_id, NOW)
        session.commit()
    assert status(home, run_id).state is RunState.STOPPED
    assert run_job(home, job(lambda _work: ""), NOW).ending is Ending.ALREADY_RUN


def test_a_stopped_run_whose_process_died_is_not_begun_again(home: Installation) -> None:
    run_id = leave_unfinished(home)
    with home.database.session() as session:
        store.request_stop(session, run_id, NOW)
        session.commit()
    assert run_job(home, job(lambda _work: ""), NOW).ending is Ending.STOPPED
    assert status(home, run_id).message == "stopped; its process had died"


def test_the_newest_run_of_each_job_is_listed(home: Installation) -> None:
    for day in range(3):
        task: Task = lambda _work, day=day: f"day {day}"  # type: ignore[misc]  # noqa: E731
        run_job(home, job(task), NOW + timedelta(days=day))
    with home.database.session() as session:
        asked = store.request_run(session, "a_job", by=None, now=NOW + timedelta(days=3))
        session.commit()
        assert store.latest_runs(session)["a_job"].id == asked
        assert store.latest_finished(session)["a_job"].message == "day 2"
        messages = [row.message for row in store.list_newest(session, 2)]
    assert messages == ["day 2", "day 1"]
