"""Kurs and samlinger for coordinators: every form, every bad input, who gets in, the files."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlmodel import Session, col, select

from app.db.session import Database
from app.db.tables import (
    AccessLog,
    AuditEvent,
    CourseRegistration,
    CourseRow,
    CourseSession,
    CourseSetup,
    Enrolment,
    Message,
    Organisation,
    Person,
    ReferenceBatch,
)
from pathways.types.courses import RegistrationState as State
from pathways.types.knowledge import FactStatus
from tests.support.people import INGRID, MARTE, NORA
from tests.web.test_query_counts import queries

SignIn = Callable[[FlaskClient, str], None]
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
COURSE = "for-tests"
GOOD = {
    "place": "Oslo",
    "starts_on": "01.03.2027",
    "ends_on": "03.03.2027",
    "seats": "20",
    "signup_opens_on": "",
    "signup_closes_on": "01.12.2026",
    "arranger": "",
    "note": "",
    "version": "0",
}


@pytest.fixture
def home(app: Flask) -> Database:
    """The application's database with a course that the demo's people know nothing of."""
    found: Database = app.extensions["legelop"].database
    with found.session() as session:
        session.add(
            CourseRow(
                key=COURSE,
                position=9999,
                name_nb="Kurs for prøver",
                scope="ALL",
                rule_set="own",
                current=True,
                source_key="own",
                status=FactStatus.CONFIRMED,
            )
        )
        session.commit()
    return found


@pytest.fixture
def marte(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


def region(session: Session, name: str = "Helse Sør-Øst RHF") -> int:
    return session.exec(select(Organisation.id).where(Organisation.name == name)).one() or 0


def add(
    home: Database, public_id: str = "held", where: str = "Helse Sør-Øst RHF", **columns: object
) -> str:
    with home.session() as session:
        found: dict[str, object] = {
            "course_key": COURSE,
            "region_id": region(session, where),
            "place": "Moss",
            "starts_on": date(2027, 3, 1),
            "ends_on": date(2027, 3, 3),
            "seats": 2,
            "signup_closes_on": date(2026, 12, 15),
        }
        session.add(CourseSession(public_id=public_id, **{**found, **columns}))
        session.commit()
    return public_id


def register(home: Database, public_id: str, who: str, state: State) -> None:
    with home.session() as session:
        held = session.exec(select(CourseSession).where(CourseSession.public_id == public_id)).one()
        session.add(
            CourseRegistration(
                session_id=held.id or 0,
                enrolment_id=enrolment(session, who),
                state=state,
                applied_on=TODAY - timedelta(days=9),
                changed_at=NOW,
            )
        )
        session.commit()


def in_session() -> sa.ColumnElement[bool]:
    held = sa.select(col(CourseSession.id)).where(col(CourseSession.public_id) == "held")
    return col(CourseRegistration.session_id).in_(held)


def enrolment(session: Session, who: str) -> int:
    return (
        session.exec(
            select(Enrolment.id)
            .join(Person, Person.id == Enrolment.person_id)  # type: ignore[arg-type]
            .where(Person.public_id == who)
        ).one()
        or 0
    )


def stored(home: Database, public_id: str = "held") -> CourseSession:
    with home.session() as session:
        return session.exec(select(CourseSession).where(CourseSession.public_id == public_id)).one()


def good(home: Database, **changes: str) -> dict[str, str]:
    with home.session() as session:
        keys = {"course_key": COURSE, "region_id": str(region(session))}
    return {**GOOD, **keys, **changes}


# The catalogue


def test_the_catalogue_shows_courses_with_their_tags(marte: FlaskClient, home: Database) -> None:
    add(home)
    page = marte.get("/koordinator/kurs?fag=ALL&vis=samlinger").get_data(as_text=True)
    assert "neste 01.03.2027" in page
    everything = marte.get("/koordinator/kurs").get_data(as_text=True)
    assert everything.count('<th scope="row">') > page.count('<th scope="row">')


def test_a_course_of_our_own_is_read_by_every_process(marte: FlaskClient, home: Database) -> None:
    marte.get("/koordinator/kurs")
    answer = marte.post(
        "/koordinator/kurs/nytt",
        data={"name": "Lokalt akuttkurs", "specialty": "VOP", "requirement": "recommended"},
    )
    assert answer.status_code == 303
    page = marte.get(answer.location).get_data(as_text=True)
    assert "Lokalt akuttkurs" in page and "registrert her" in page
    with home.session() as session:
        batches = session.exec(select(ReferenceBatch).order_by(ReferenceBatch.id)).all()  # type: ignore[arg-type]
        assert len({batch.content_hash for batch in batches}) == 1 < len(batches)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Skriv hva kurset heter."),
        ({"name": "x" * 201}, "Skriv høyst 200 tegn."),
        ({"specialty": "FINNES-IKKE"}, "Velg noe fra listen."),
        ({"requirement": ""}, "Velg om kurset er obligatorisk."),
        ({"days": "mange"}, "Skriv et helt tall fra 1 til 60."),
    ],
)
def test_a_course_with_mistakes_is_not_added(
    marte: FlaskClient, changes: dict[str, str], message: str
) -> None:
    data = {"name": "Akuttkurs", "specialty": "VOP", "requirement": "mandatory", **changes}
    answer = marte.post("/koordinator/kurs/nytt", data=data)
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count(message) == 2


def test_a_course_is_not_added_twice(marte: FlaskClient) -> None:
    data = {"name": "Akuttkurs", "specialty": "VOP", "requirement": "mandatory"}
    assert marte.post("/koordinator/kurs/nytt", data=data).status_code == 303
    answer = marte.post("/koordinator/kurs/nytt", data={**data, "name": "AKUTTKURS"})
    assert answer.status_code == 422


# The set-up

SETUP = {
    "kind": "simulation",
    "order_1": "earliest_application",
    "order_2": "longest_service",
    "order_3": "",
    "measure": "calendar",
    "usual_seats": "24",
    "usual_days": "3",
    "timing_from_months": "6",
    "timing_to_months": "18",
    "note": "",
    "version": "0",
}


SETUP_PAGE = f"/koordinator/kurs/{COURSE}/oppsett"


def test_a_course_is_set_up_and_shown(marte: FlaskClient, home: Database) -> None:
    answer = marte.post(SETUP_PAGE, data=SETUP)
    assert answer.status_code == 303
    page = marte.get(answer.location).get_data(as_text=True)
    assert "Simuleringstrening (RegSim)" in page
    assert "6–18 md. ut i spesialiteten" in page
    with home.session() as session:
        row = session.exec(select(CourseSetup).where(CourseSetup.course_key == COURSE)).one()
        assert row.seat_order == ["earliest_application", "longest_service"]
        assert session.exec(select(AuditEvent).where(AuditEvent.action == "course.set_up")).one()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"order_1": ""}, "Velg hva som kommer først."),
        ({"order_2": "earliest_application"}, "Dette er valgt over."),
        ({"kind": "rebus"}, "Velg noe fra listen."),
        ({"usual_seats": "0"}, "Skriv et helt tall fra 1 til 999."),
        ({"timing_to_months": "3"}, "Skriv 6 eller mer."),
        ({"note": "x" * 301}, "Skriv høyst 300 tegn."),
    ],
)
def test_a_set_up_with_mistakes_is_not_kept(
    marte: FlaskClient, home: Database, changes: dict[str, str], message: str
) -> None:
    answer = marte.post(SETUP_PAGE, data={**SETUP, **changes})
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count(message) == 2


def test_two_who_set_up_the_same_course_see_both_versions(
    marte: FlaskClient, home: Database
) -> None:
    address = SETUP_PAGE
    marte.post(address, data=SETUP)
    answer = marte.post(address, data={**SETUP, "usual_seats": "30"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "<td>24</td><td>30</td>" in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    kept = marte.post(address, data={**SETUP, "usual_seats": "30", "version": version[1]})
    assert kept.status_code == 303


# A session


def test_a_session_is_added_in_the_coordinators_region(marte: FlaskClient, home: Database) -> None:
    answer = marte.post("/koordinator/samlinger/ny", data=good(home))
    assert answer.status_code == 303
    held = stored(home, answer.location.rsplit("/", 1)[1])
    assert (held.starts_on, held.seats) == (date(2027, 3, 1), 20)
    page = marte.get(answer.location).get_data(as_text=True)
    assert "Samlingen er lagt inn." in page
    with home.session() as session:
        event = session.exec(
            select(AuditEvent).where(AuditEvent.action == "course_session.added")
        ).one()
        assert event.subject_key == held.public_id


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"course_key": "finnes-ikke"}, "course_key", "Velg noe fra listen."),
        ({"course_key": ""}, "course_key", "Velg kurset."),
        ({"region_id": "999999"}, "region_id", "Velg noe fra listen."),
        ({"place": " "}, "place", "Skriv hvor samlingen er."),
        ({"starts_on": "31.02.2027"}, "starts_on", "Skriv datoen som"),
        ({"starts_on": "23.11.2026", "ends_on": "24.11.2026"}, "starts_on", "etter i dag"),
        ({"ends_on": "28.02.2027"}, "ends_on", "Siste dag må være 01.03.2027 eller senere."),
        ({"seats": "0"}, "seats", "Skriv et helt tall fra 1 til 999."),
        ({"seats": "-3"}, "seats", "Skriv et helt tall fra 1 til 999."),
        ({"signup_closes_on": "02.03.2027"}, "signup_closes_on", "Påmeldingen må stenge før"),
        ({"signup_closes_on": "01.03.2027"}, "signup_closes_on", "Påmeldingen må stenge før"),
        ({"signup_closes_on": "22.11.2026"}, "signup_closes_on", "Fristen er alt passert."),
        ({"signup_opens_on": "02.12.2026"}, "signup_opens_on", "før den stenger 01.12.2026"),
        (
            {"signup_opens_on": "02.03.2027", "signup_closes_on": ""},
            "signup_opens_on",
            "må åpne før samlingen begynner",
        ),
        ({"note": "x" * 301}, "note", "Skriv høyst 300 tegn."),
    ],
)
def test_a_session_with_a_mistake_is_not_kept(
    marte: FlaskClient, home: Database, changes: dict[str, str], field: str, message: str
) -> None:
    answer = marte.post("/koordinator/samlinger/ny", data=good(home, **changes))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in page
    assert f'id="{field}-error"' in page
    assert page.count(message) == 2
    assert 'value="Oslo"' in page or field == "place"
    with home.session() as session:
        assert (
            session.exec(
                select(AuditEvent).where(AuditEvent.action == "course_session.added")
            ).first()
            is None
        )


def test_the_same_session_twice_is_one_too_many(marte: FlaskClient, home: Database) -> None:
    marte.post("/koordinator/samlinger/ny", data=good(home))
    answer = marte.post("/koordinator/samlinger/ny", data=good(home, place="OSLO"))
    assert answer.status_code == 422
    assert "Det er alt en samling av kurset" in answer.get_data(as_text=True)


def test_the_address_can_fill_in_the_form(marte: FlaskClient, home: Database) -> None:
    key = COURSE
    page = marte.get(
        f"/koordinator/samlinger/ny?kurs={key}&fra=2027-03-01&til=2027-03-03&plasser=24"
    ).get_data(as_text=True)
    assert 'value="01.03.2027"' in page and 'value="24"' in page
    assert f'<option value="{key}" selected>' in page
    add(home)
    edit = marte.get("/koordinator/samlinger/held/endre?plasser=34").get_data(as_text=True)
    assert 'value="34"' in edit
    assert stored(home).seats == 2


def test_fewer_seats_than_are_taken_is_refused(marte: FlaskClient, home: Database) -> None:
    add(home)
    for who in (INGRID, NORA):
        register(home, "held", who, State.CONFIRMED)
    answer = marte.post(
        "/koordinator/samlinger/held/endre", data=good(home, seats="1", version="1")
    )
    assert answer.status_code == 422
    assert "2 har alt fått plass." in answer.get_data(as_text=True)
    assert stored(home).seats == 2


def test_more_seats_go_to_the_waiting_list(marte: FlaskClient, home: Database) -> None:
    past = TODAY - timedelta(days=2)
    add(home, seats=1, signup_closes_on=past, seats_given_on=past)
    register(home, "held", INGRID, State.CONFIRMED)
    register(home, "held", NORA, State.WAITING)
    data = good(
        home, place="Moss", seats="2", version="1", signup_closes_on=past.strftime("%d.%m.%Y")
    )
    answer = marte.post("/koordinator/samlinger/held/endre", data=data)
    assert answer.status_code == 303
    page = marte.get(answer.location).get_data(as_text=True)
    assert "Én lege fikk plass fra ventelisten." in page
    assert kinds(home, NORA) == ["seat_offered"]


def kinds(home: Database, who: str) -> list[str]:
    with home.session() as session:
        return list(
            session.exec(
                select(Message.kind)
                .join(Person, Person.id == Message.person_id)  # type: ignore[arg-type]
                .where(Person.public_id == who)
                .where(Message.kind.in_(["seat_offered", "session_moved", "session_cancelled"]))  # type: ignore[attr-defined]
            )
        )


def test_moving_a_session_tells_everybody_registered(marte: FlaskClient, home: Database) -> None:
    add(home)
    register(home, "held", INGRID, State.APPLIED)
    answer = marte.post(
        "/koordinator/samlinger/held/endre",
        data=good(home, starts_on="08.03.2027", ends_on="10.03.2027", version="1"),
    )
    assert answer.status_code == 303
    assert kinds(home, INGRID) == ["session_moved"]
    assert stored(home).version == 2


def test_a_session_that_others_changed_shows_both_versions(
    marte: FlaskClient, home: Database
) -> None:
    add(home)
    address = "/koordinator/samlinger/held/endre"
    marte.post(address, data=good(home, seats="5", version="1"))
    answer = marte.post(address, data=good(home, seats="9", version="1"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "<td>5</td><td>9</td>" in page and "Du endret samlingen" in page
    assert stored(home).seats == 5
    assert marte.post(address, data=good(home, seats="9", version="2")).status_code == 303
    assert stored(home).seats == 9


def test_cancelling_tells_and_frees_everybody(marte: FlaskClient, home: Database) -> None:
    add(home)
    register(home, "held", INGRID, State.CONFIRMED)
    address = "/koordinator/samlinger/held/avlys"
    assert "Én lege" in marte.get(address).get_data(as_text=True)
    empty = marte.post(address, data={"reason": " ", "version": "1"})
    assert empty.status_code == 422
    assert empty.get_data(as_text=True).count("Skriv hvorfor samlingen er avlyst.") == 2
    stale = marte.post(address, data={"reason": "Foredragsholderen er syk", "version": "7"})
    assert stale.status_code == 409
    assert stored(home).cancelled_on is None
    done = marte.post(address, data={"reason": "For få påmeldte", "version": "1"})
    assert done.status_code == 303
    assert stored(home).cancelled_on == TODAY
    assert kinds(home, INGRID) == ["session_cancelled"]
    with home.session() as session:
        assert (
            session.exec(select(CourseRegistration.state).where(in_session())).one()
            is State.WITHDRAWN
        )
    page = marte.get("/koordinator/samlinger/held").get_data(as_text=True)
    assert "For få påmeldte" in page
    again = marte.post(address, data={"reason": "Igjen", "version": "2"})
    assert again.status_code == 303
    assert marte.get("/koordinator/samlinger/held/endre").status_code == 303


def test_seats_are_given_by_hand_after_the_deadline(marte: FlaskClient, home: Database) -> None:
    add(home, signup_closes_on=TODAY - timedelta(days=1), seats=1)
    register(home, "held", INGRID, State.APPLIED)
    page = marte.get("/koordinator/samlinger/held").get_data(as_text=True)
    assert "Gi plassene nå" in page
    marte.post("/koordinator/samlinger/held/plasser")
    again = marte.post("/koordinator/samlinger/held/plasser", follow_redirects=True)
    assert "Plassene er alt gitt." in again.get_data(as_text=True)
    assert stored(home).seats_given_on == TODAY


def test_where_the_arranger_decides_somebody_chooses(marte: FlaskClient, home: Database) -> None:
    marte.post(SETUP_PAGE, data={**SETUP, "arranger_decides": "1"})
    add(home, seats=1)
    register(home, "held", INGRID, State.APPLIED)
    register(home, "held", NORA, State.APPLIED)
    with home.session() as session:
        ingrid, nora = enrolment(session, INGRID), enrolment(session, NORA)
    address = "/koordinator/samlinger/held/plasser"
    many = marte.post(address, data={"velg": "1", "lege": [ingrid, nora]}, follow_redirects=True)
    assert "Du har valgt 2, og det er 1 ledige plasser." in many.get_data(as_text=True)
    marte.post(address, data={"velg": "1", "lege": [nora]})
    with home.session() as session:
        found = dict(
            session.exec(
                select(CourseRegistration.enrolment_id, CourseRegistration.state).where(
                    in_session()
                )
            ).all()
        )
    assert found == {ingrid: State.WAITING, nora: State.CONFIRMED}


def test_attendance_is_told_on_the_page(marte: FlaskClient, home: Database) -> None:
    add(home, starts_on=date(2026, 11, 18), ends_on=date(2026, 11, 20), signup_closes_on=None)
    register(home, "held", INGRID, State.CONFIRMED)
    with home.session() as session:
        ingrid = enrolment(session, INGRID)
    data = {"lege": str(ingrid), "version": "1", "mott": "1"}
    answer = marte.post("/koordinator/samlinger/held/oppmote", data=data, follow_redirects=True)
    assert "er ført som møtt" in answer.get_data(as_text=True)
    stale = marte.post("/koordinator/samlinger/held/oppmote", data=data, follow_redirects=True)
    assert "Nå er den: gjennomført." in stale.get_data(as_text=True)


def test_many_participants_ask_no_more_queries(
    app: Flask, marte: FlaskClient, home: Database
) -> None:
    add(home)
    register(home, "held", INGRID, State.CONFIRMED)
    register(home, "held", NORA, State.WAITING)
    few = queries(app, marte, "/koordinator/samlinger/held")
    with home.session() as session:
        held = session.exec(select(CourseSession.id).where(CourseSession.public_id == "held")).one()
        taken = {enrolment(session, who) for who in (INGRID, NORA)}
        others = session.exec(
            select(Enrolment.id).where(col(Enrolment.ends_on).is_(None)).limit(30)
        )
        session.add_all(
            CourseRegistration(
                session_id=held or 0, enrolment_id=each or 0, state=State.CONFIRMED, changed_at=NOW
            )
            for each in others
            if each not in taken
        )
        session.commit()
    assert queries(app, marte, "/koordinator/samlinger/held") == few <= 24


# Who gets in


def test_a_session_of_another_region_is_closed(marte: FlaskClient, home: Database) -> None:
    add(home, "north", "Helse Nord RHF")
    for address in ("north", "north/endre", "north/avlys", "north/ark", "finnes-ikke"):
        assert marte.get(f"/koordinator/samlinger/{address}").status_code == 403
    with home.session() as session:
        north = str(region(session, "Helse Nord RHF"))
    answer = marte.post("/koordinator/samlinger/ny", data=good(home, region_id=north))
    assert answer.status_code == 422


def test_a_doctor_keeps_no_courses(client: FlaskClient, sign_in: SignIn, home: Database) -> None:
    add(home)
    sign_in(client, INGRID)
    for address in ("kurs", "kurs/nytt", "samlinger/ny", "samlinger/held", "samlinger/importer"):
        assert client.get(f"/koordinator/{address}").status_code == 403


# The files


def test_the_sheet_has_seats_in_order_and_says_nothing_more(
    marte: FlaskClient, home: Database
) -> None:
    add(home, place="=1+1")
    register(home, "held", INGRID, State.CONFIRMED)
    register(home, "held", NORA, State.APPLIED)
    answer = marte.get("/koordinator/samlinger/held/ark")
    assert answer.headers["Content-Disposition"].endswith("deltakere.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    rows = book.get_sheet_by_index(0).to_python()
    cells = [cell for row in rows for cell in row if cell != ""]
    assert "=1+1" in cells
    heads = [row for row in rows if row[0] == "Nr."]
    assert len(heads) == 2
    first = rows[rows.index(heads[0]) + 1]
    assert first[:2] == [1.0, "Ingrid Solbakken"] and first[6] == "Har plass"
    assert isinstance(first[5], float) and first[5] > 12
    assert any(row[1] == "Nora Eikeland" for row in rows)
    assert len(heads[0]) == 7
    with home.session() as session:
        looked = session.exec(select(AccessLog).where(AccessLog.page == "course_sheet")).all()
        assert len(looked) == 2


def upload(client: FlaskClient, text: str | bytes, **more: str) -> tuple[int, str]:
    data = text if isinstance(text, bytes) else text.encode()
    answer = client.post(
        "/koordinator/samlinger/importer",
        data={"fil": (io.BytesIO(data), "liste.csv"), **more},
        content_type="multipart/form-data",
    )
    return answer.status_code, answer.get_data(as_text=True)


HEAD = "Nøkkel;Versjon;Kurskode;Sted;Første dag;Siste dag;Plasser;Siste dag for påmelding"


def test_a_list_is_shown_first_and_kept_second(marte: FlaskClient, home: Database) -> None:
    add(home)
    key = COURSE
    text = (
        f"{HEAD}\r\nheld;1;{key};Moss;01.03.2027;03.03.2027;8;15.12.2026\r\n"
        f";;{key};Bergen;05.04.2027;07.04.2027;20;05.01.2027\r\n"
    )
    status, page = upload(marte, text, trinn="sjekk")
    assert status == 200
    assert "1 samling" in page and "Plasser: 2 blir 8" in page and "Bergen" in page
    assert stored(home).seats == 2
    answer = marte.post("/koordinator/samlinger/importer", data={"tekst": text, "trinn": "lagre"})
    assert answer.status_code == 303
    assert stored(home).seats == 8
    with home.session() as session:
        assert len(session.exec(select(CourseSession.id)).all()) >= 2


def test_an_export_read_back_changes_nothing(marte: FlaskClient, home: Database) -> None:
    add(home, place="+47 Moss")
    text = marte.get("/koordinator/samlinger/eksport").data
    status, page = upload(marte, text, trinn="sjekk")
    assert status == 200
    assert "Ingenting i filen er nytt." in page


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (";;finnes-ikke;Oslo;01.03.2027;03.03.2027;20;", "Kurskode", "Kurset er ukjent."),
        (";;{key};;01.03.2027;03.03.2027;20;", "Sted", "Skriv hvor samlingen er."),
        (";;{key};Oslo;i mars;03.03.2027;20;", "Første dag", "Skriv datoen som"),
        (";;{key};Oslo;01.03.2027;28.02.2027;20;", "Siste dag", "01.03.2027 eller senere."),
        (";;{key};Oslo;01.03.2027;03.03.2027;mange;", "Plasser", "Skriv et helt tall"),
        (";;{key};Oslo;01.03.2027;03.03.2027;20;02.03.2027", "Siste dag for", "må stenge før"),
        ("ukjent;1;{key};Oslo;01.03.2027;03.03.2027;20;", "Nøkkel", "Ingen samling"),
        ("held;9;{key};Moss;01.03.2027;03.03.2027;8;", "Versjon", "Samlingen er endret etter"),
        ("held;1;{key};Moss;01.03.2027;03.03.2027;1;15.12.2026", "Plasser", "2 har alt fått"),
        (";;{key};Oslo;01.03.2027;03.03.2027;20;;mer", None, "flere celler enn overskrifter"),
    ],
)
def test_a_mistake_in_a_list_is_named_and_nothing_is_kept(
    marte: FlaskClient, home: Database, row: str, column: str | None, message: str
) -> None:
    add(home)
    for who in (INGRID, NORA):
        register(home, "held", who, State.CONFIRMED)
    key = COURSE
    with home.session() as session:
        before = len(session.exec(select(CourseSession.id)).all())
    fine = f";;{key};Bergen;05.04.2027;07.04.2027;20;"
    text = f"{HEAD}\r\n{fine}\r\n{row.format(key=key)}\r\n"
    status, page = upload(marte, text, trinn="sjekk")
    assert status == 422
    assert f"Rad 3, {column}" in page if column else "<b>Rad 3" in page
    assert message in page
    marte.post("/koordinator/samlinger/importer", data={"tekst": text, "trinn": "lagre"})
    with home.session() as session:
        assert len(session.exec(select(CourseSession.id)).all()) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "Filen har ingen rader."),
        (b"PK\x03\x04\x00\x00", "ikke en CSV-fil"),
        ("Sted;Første dag;Siste dag;Plasser\r\nOslo;1;2;3".encode(), "mangler kolonnen Kurskode"),
        (b"Kurs;Sted;Farge\r\na;b;c", "ukjent kolonne: Farge"),
        (b"Kurs;Sted;Sted\r\na;b;c", "står to ganger"),
        (f'{HEAD}\r\n"a'.encode(), "anførselstegn"),
        (HEAD.encode(), "Filen har ingen rader."),
        ((HEAD + "\r\n" + "a;b\r\n" * 501).encode(), "for mange rader"),
        (b"x" * 500_000, "for stor"),
    ],
)
def test_a_file_that_is_no_list_says_why(marte: FlaskClient, text: bytes, message: str) -> None:
    status, page = upload(marte, text, trinn="sjekk")
    assert status == 422
    assert message in page


def test_the_same_session_twice_in_a_list_is_named(marte: FlaskClient, home: Database) -> None:
    key = COURSE
    row = f";;{key};Bergen;05.04.2027;07.04.2027;20;"
    status, page = upload(marte, f"{HEAD}\r\n{row}\r\n{row}\r\n", trinn="sjekk")
    assert status == 422
    assert "Rad 3, Første dag" in page


def test_a_list_from_a_spreadsheet_of_windows_is_read(marte: FlaskClient, home: Database) -> None:
    key = COURSE
    row = f";;{key};Tromsø;05.04.2027;07.04.2027;20;"
    status, page = upload(marte, f"{HEAD}\r\n{row}\r\n".encode("cp1252"), trinn="sjekk")
    assert status == 200
    assert "Tromsø" in page
