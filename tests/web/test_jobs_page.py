"""Jobber: what runs, what failed, what waits; and asking for a run, or for it to stop."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from app.clock import OSLO
from app.db.tables import AuditEvent, JobRun, MailState, Outbox, Person
from app.extensions import Installation
from app.services import start_pages
from app.store import jobs as store
from app.store.jobs import JobRunRow, RunState
from tests.conftest import SignIn
from tests.support.people import ARVID

NIGHT = datetime(2026, 10, 5, 4, 5, tzinfo=OSLO)
MORNING = datetime(2026, 10, 5, 8, 30, tzinfo=OSLO)
ADDRESS = "/drift/jobber"
PART = {"HX-Request": "true", "HX-Target": "jobber"}


@pytest.fixture
def home(app: Flask) -> Installation:
    found: Installation = app.extensions["legelop"]
    return found


@pytest.fixture
def admin(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, ARVID)
    return client


def add_run(home: Installation, job: str = "delay_scan", **values: object) -> int:
    with home.database.session() as session:
        row = JobRun(job=job, due_at=NIGHT, **{"started_at": NIGHT, "attempts": 1, **values})
        session.add(row)
        session.commit()
        assert row.id is not None
        return row.id


def see_worker(home: Installation) -> None:
    with home.database.session() as session:
        store.set_worker_seen(session, datetime.now(UTC))
        session.commit()


def test_a_failed_job_is_the_headline_and_can_be_run_again(
    admin: FlaskClient, home: Installation
) -> None:
    see_worker(home)
    ended = NIGHT + timedelta(minutes=2)
    add_run(home, finished_at=ended, succeeded=False, message="ValueError: no luck")
    page = admin.get(ADDRESS).text
    assert "Kontroll av forsinkelser stoppet <strong>05.10.2026 kl. 04.07" in page
    assert "ValueError: no luck" in page
    assert "2 minutter" in page
    assert "Kjør på nytt" in page
    assert admin.post(f"{ADDRESS}/delay_scan/kjor").status_code == 303
    page = admin.get(ADDRESS).text
    assert "Kontroll av forsinkelser er bestilt." in page
    assert "Den begynner om få sekunder. Arvid Sletten ba om den." in page
    assert "Kjør på nytt" not in page
    with home.database.session() as session:
        run = store.latest_runs(session)["delay_scan"]
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "job.requested")).one()
    assert (run.state, run.requested_by) == (RunState.WAITING, "Arvid Sletten")
    assert (event.subject_key, event.details) == (str(run.id), {"job": "delay_scan"})


def test_a_run_that_runs_shows_how_far_it_is_and_stops_when_asked(
    admin: FlaskClient, home: Installation
) -> None:
    run_id = add_run(home, done=38, total=120)
    page = admin.get(ADDRESS).text
    assert 'max="120" value="38"' in page
    assert 'hx-trigger="every 2s"' in page
    assert admin.post(f"{ADDRESS}/kjoring/{run_id}/stopp").status_code == 303
    part = admin.get(ADDRESS, headers=PART).text
    assert "<html" not in part
    assert "Den stopper når den er ferdig med steget den er i." in part
    with home.database.session() as session:
        store.end_unclaimed(
            session, run_id, at=NIGHT, succeeded=None, message="stopped after 40 of 120"
        )
        session.commit()
    part = admin.get(ADDRESS, headers=PART).text
    assert "every 2s" not in part
    assert "stopped after 40 of 120" in part
    page = admin.post(f"{ADDRESS}/kjoring/{run_id}/stopp", follow_redirects=True).text
    assert "Jobben var ferdig før den rakk å stoppe." in page


def test_a_run_that_was_left_and_begun_again_says_so(
    admin: FlaskClient, home: Installation
) -> None:
    add_run(home, attempts=2)
    assert "Den ble avbrutt og er begynt på nytt: forsøk 2." in admin.get(ADDRESS).text


def test_a_silent_worker_and_the_mails_are_told(admin: FlaskClient, home: Installation) -> None:
    page = admin.get(ADDRESS).text
    assert "De står stille. Start dem med legelop worker." in page
    assert "Ingenting venter." in page
    with home.database.session() as session:
        person = session.exec(select(Person.id)).first()
        assert person is not None
        states = (MailState.WAITING, MailState.CLAIMED, MailState.FAILED, MailState.SENT)
        for number, state in enumerate(states):
            session.add(
                Outbox(
                    person_id=person,
                    dedup_key=str(number),
                    message_id=str(number),
                    address="a@example.org",
                    subject="",
                    body="",
                    state=state,
                    created_at=NIGHT,
                    not_before=NIGHT,
                    changed_at=NIGHT,
                )
            )
        session.commit()
    see_worker(home)
    page = admin.get(ADDRESS).text
    assert "2 venter, 1 er avvist, og 0 er det uvisst om kom fram." in page
    assert "De er i gang." in page


def test_an_unknown_job_is_not_found_and_asks_for_nothing(
    admin: FlaskClient, home: Installation
) -> None:
    assert admin.post(f"{ADDRESS}/nope/kjor").status_code == 404
    with home.database.session() as session:
        assert store.list_unfinished(session) == ()


def finished(due_at: datetime, ended_at: datetime, succeeded: bool | None = True) -> JobRunRow:
    return JobRunRow(
        1, "delay_scan", due_at, None, "x", 1, due_at, ended_at, succeeded, "", None, None, None
    )


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (finished(NIGHT, NIGHT), "*Alle* jobber gikk i natt."),
        (finished(NIGHT, MORNING), "*Alle* jobber har gått som de skal."),
        (finished(MORNING, MORNING), "*Alle* jobber har gått som de skal."),
        (finished(NIGHT - timedelta(2), NIGHT - timedelta(2)), "*Alle* jobber har gått som"),
        (finished(NIGHT, NIGHT, None), "*Alle* jobber gikk i natt."),
        (finished(NIGHT, NIGHT, False), "Kontroll av forsinkelser stoppet *kl. 04.05*."),
    ],
)
def test_the_sentence_says_how_the_night_went(app: Flask, run: JobRunRow, sentence: str) -> None:
    with app.test_request_context():
        opening = start_pages.admin({"delay_scan": run}, MORNING, MORNING)
    assert opening.sentence.startswith(sentence)
