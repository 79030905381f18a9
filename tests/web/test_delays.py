"""Forsinkelser in the browser: the list, a choice and what becomes of it, and who may do what."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.tables import (
    Acknowledgement,
    DelayEvent,
    DelayFlag,
    Enrolment,
    Organisation,
    Person,
    RoleGrant,
)
from app.roles import Role, ScopeKind
from pathways.types.delays import Cause, EventKind
from seed.demo.cast import HENRIK
from tests.support.delay_world import (
    FULL,
    HELD,
    LEAVE,
    SERVICE,
    TODAY,
    add_flag,
    add_scans,
    clear_flags,
    enrolment_of,
    full_course,
)
from tests.support.people import INGRID, KJERSTI, MARTE
from tests.web.test_query_counts import queries

SignIn = Callable[[FlaskClient, str], None]
INGRID_PAGE = f"/leger/{INGRID}/forsinkelser"
HTMX = {"HX-Request": "true", "HX-Target": "liste"}


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.extensions["legelop"].database.session() as opened:
        clear_flags(opened)
        add_scans(opened)
        opened.commit()
        yield opened


@pytest.fixture
def coordinator(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


@pytest.fixture
def flag(session: Session) -> DelayFlag:
    """Ingrid's full course."""
    row = add_flag(session, enrolment_of(session, INGRID), full_course(session)[1])
    session.commit()
    return row


def ref(row: DelayFlag) -> str:
    return f"{row.public_id}-{row.version}"


def sentence(page: str) -> str:
    found = re.search(r'<p class="answer-sentence">(.*?)</p>', page, re.DOTALL)
    assert found
    return unescape(re.sub(r"<[^>]+>", "", found.group(1)))


def elsewhere(session: Session) -> Enrolment:
    """A doctor of another trust."""
    return session.exec(
        select(Enrolment)
        .join(Organisation, col(Organisation.id) == col(Enrolment.organisation_id))
        .where(
            Organisation.kind == "health_trust",
            Organisation.name != "Sykehuset Østfold HF",
            col(Enrolment.ends_on).is_(None),
        )
        .order_by(col(Enrolment.id))
    ).first()  # type: ignore[return-value]


# The list


def test_the_page_says_who_can_be_helped_and_lists_them(
    coordinator: FlaskClient, flag: DelayFlag
) -> None:
    page = coordinator.get("/forsinkelser").text
    assert sentence(page) == ("1 av 1 forsinket lege kan hentes inn. Første frist er 8. desember.")
    assert "Kontrollert i natt, 23.11.2026 kl. 04.05" in page
    assert f'href="{INGRID_PAGE}/{flag.public_id}">Kurs er fullt</a>' in page
    assert "<strong>91</strong> av 91 dager" in page


def test_a_part_is_the_list_alone(coordinator: FlaskClient, flag: DelayFlag) -> None:
    part = coordinator.get("/forsinkelser?aarsak=course", headers=HTMX).text
    assert part.lstrip().startswith('<div id="liste"')
    assert "<html" not in part and "Ingrid Solbakken" in part


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("aarsak=course", True),
        ("aarsak=staffing", False),
        ("tilstand=late", True),
        ("tilstand=at_risk", False),
        ("vis=nye", False),
        ("vis=fulgt", False),
        ("vis=mine", False),
        ("enhet=99999999999999999999&kurs=finnes-ikke&side=-4&sorter=rart", True),
    ],
)
def test_filters_narrow_and_rubbish_narrows_nothing(
    coordinator: FlaskClient, flag: DelayFlag, query: str, is_shown: bool
) -> None:
    response = coordinator.get(f"/forsinkelser?{query}")
    assert response.status_code == 200
    assert ("Ingrid Solbakken" in response.text) == is_shown
    assert ("Ingen forsinkelser passer til valget" in response.text) == (not is_shown)


def test_a_unit_can_be_chosen_among_those_that_occur(
    coordinator: FlaskClient, flag: DelayFlag
) -> None:
    page = coordinator.get("/forsinkelser").text
    units = re.search(r'<select[^>]*id="enhet".*?</select>', page, re.DOTALL)
    assert units
    (value,) = re.findall(r'<option value="(\d+)"', units.group(0))
    assert "Ingrid Solbakken" in coordinator.get(f"/forsinkelser?enhet={value}").text


def test_nobody_is_delayed(coordinator: FlaskClient, session: Session) -> None:
    page = coordinator.get("/forsinkelser").text
    assert sentence(page) == "Ingen er forsinket."
    assert "Leger etter dato" in page


def test_what_is_new_and_what_is_closed_has_its_own_link(
    coordinator: FlaskClient, session: Session
) -> None:
    home = enrolment_of(session, INGRID)
    add_flag(session, home, FULL, opened_on=TODAY)
    add_flag(session, home, HELD, closed_on=TODAY)
    session.commit()
    page = coordinator.get("/forsinkelser").text
    assert "1 ny siden i går, 1 lukket" in page
    closed = coordinator.get("/forsinkelser?vis=lukket").text
    assert "Venter på godkjenning" in closed and "Kurs er fullt" not in closed


def test_the_file_follows_the_filters(coordinator: FlaskClient, flag: DelayFlag) -> None:
    response = coordinator.get("/forsinkelser/eksport?aarsak=course")
    assert response.headers["Content-Disposition"].endswith("forsinkelser.csv")
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";"))
    assert (len(rows), rows[1][0], rows[1][7]) == (2, "Ingrid Solbakken", "91")


# A choice, and what becomes of it


def test_following_up_asks_first_and_can_be_undone(
    coordinator: FlaskClient, session: Session, flag: DelayFlag
) -> None:
    asked = coordinator.post("/forsinkelser/folg-opp", data={"valgt": ref(flag)})
    assert asked.status_code == 200
    assert "Første siste dag blant de valgte er 08.12.2026" in asked.text
    assert 'value="07.12.2026"' in asked.text  # two weeks ahead
    data = {"valgt": ref(flag), "send": "1", "plan": "Ring arrangøren", "dag": "07.12.2026"}
    saved = coordinator.post("/forsinkelser/folg-opp", data={**data, "liste": "aarsak=course"})
    assert saved.status_code == 303
    assert saved.location.startswith("/forsinkelser?aarsak=course&gjort=")
    page = coordinator.get(saved.location).text
    assert "Én forsinkelse er fulgt opp" in page
    assert "Én er fulgt opp og vises ikke" in coordinator.get("/forsinkelser").text
    batch = saved.location.partition("gjort=")[2]
    undone = coordinator.post("/forsinkelser/angre", data={"gjort": batch})
    assert undone.status_code == 303
    assert "Ingrid Solbakken" in coordinator.get("/forsinkelser").text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"plan": "", "dag": "07.12.2026"}, "Skriv hva som skal gjøres."),
        ({"plan": "Ring", "dag": "i morgen"}, "Skriv en dato"),
        ({"plan": "Ring", "dag": "23.11.2026"}, "Velg en dag etter i dag."),
        ({"plan": "x" * 501, "dag": "07.12.2026"}, "Skriv høyst 500 tegn."),
        ({"plan": "Ring", "dag": "09.12.2026"}, "Siste dag for å gjøre noe er 08.12.2026."),
    ],
)
def test_a_plan_that_cannot_be_saved_says_why_and_keeps_what_was_written(
    coordinator: FlaskClient,
    session: Session,
    flag: DelayFlag,
    written: dict[str, str],
    said: str,
) -> None:
    data = {"valgt": ref(flag), "send": "1", **written}
    response = coordinator.post("/forsinkelser/folg-opp", data=data)
    assert response.status_code == 422
    assert said in response.text and written["dag"] in response.text
    assert session.exec(select(Acknowledgement)).all() == []


def test_a_day_after_the_last_day_can_be_chosen_anyway(
    coordinator: FlaskClient, session: Session, flag: DelayFlag
) -> None:
    data = {"valgt": ref(flag), "send": "likevel", "plan": "Ring", "dag": "09.12.2026"}
    assert coordinator.post("/forsinkelser/folg-opp", data=data).status_code == 303
    assert session.exec(select(Acknowledgement.follow_up_on)).one() == date(2026, 12, 9)


def test_two_coordinators_at_once_lose_nothing(
    coordinator: FlaskClient, session: Session, flag: DelayFlag
) -> None:
    other = add_flag(session, enrolment_of(session, INGRID), SERVICE)
    session.commit()
    data = {"send": "1", "plan": "Min plan", "dag": "01.12.2026"}
    first = coordinator.post("/forsinkelser/folg-opp", data={**data, "valgt": ref(flag)})
    assert first.status_code == 303
    second = coordinator.post(
        "/forsinkelser/folg-opp",
        data={**data, "plan": "Den andre planen", "valgt": [ref(flag), ref(other)]},
    )
    assert second.status_code == 409
    assert "Marte Lindqvist følger opp" in second.text  # theirs
    assert "Den andre planen" in second.text  # mine
    assert "Gå videre med den andre" in second.text
    assert len(session.exec(select(Acknowledgement)).all()) == 1


def test_a_responsible_person_is_one_of_those_who_see_the_doctor(
    coordinator: FlaskClient, session: Session, flag: DelayFlag
) -> None:
    asked = coordinator.post("/forsinkelser/ansvarlig", data={"valgt": ref(flag)})
    assert "Kjersti Myhre, veileder eller leder" in asked.text
    made_up = coordinator.post(
        "/forsinkelser/ansvarlig", data={"valgt": ref(flag), "send": "1", "hvem": "made-up"}
    )
    assert made_up.status_code == 422
    assert "Velg en person i listen." in made_up.text
    saved = coordinator.post(
        "/forsinkelser/ansvarlig", data={"valgt": ref(flag), "send": "1", "hvem": KJERSTI}
    )
    assert saved.status_code == 303
    assert "Kjersti Myhre" in coordinator.get("/forsinkelser").text


def test_one_more_session_is_asked_for_with_a_start(
    coordinator: FlaskClient, session: Session, flag: DelayFlag
) -> None:
    asked = coordinator.post("/forsinkelser/ekstra-kurs", data={"valgt": ref(flag)})
    assert "Det kan spare 91 dager for 1 lege." in asked.text
    data = {"valgt": ref(flag), "send": "1"}
    wrong = coordinator.post("/forsinkelser/ekstra-kurs", data={**data, "start": "1.1.2020"})
    assert wrong.status_code == 422
    sent = coordinator.post("/forsinkelser/ekstra-kurs", data={**data, "start": "01.03.2027"})
    assert sent.status_code == 303
    event = session.exec(
        select(DelayEvent).where(
            DelayEvent.flag_id == flag.id, DelayEvent.kind == EventKind.COMMENTED
        )
    ).one()
    assert event.after is not None and event.after["starts_on"] == "2027-03-01"


def test_what_is_no_course_cannot_be_asked_for(coordinator: FlaskClient, session: Session) -> None:
    row = add_flag(session, enrolment_of(session, INGRID), SERVICE)
    session.commit()
    response = coordinator.post("/forsinkelser/ekstra-kurs", data={"valgt": ref(row)})
    assert "Ingen av de valgte gjelder et kurs." in response.text


@pytest.mark.parametrize("action", ["folg-opp", "ansvarlig", "ekstra-kurs"])
def test_nothing_chosen_leads_back(coordinator: FlaskClient, action: str) -> None:
    response = coordinator.post(f"/forsinkelser/{action}", data={"valgt": "rubbish"})
    assert (response.status_code, response.location) == (303, "/forsinkelser")


def test_the_way_back_leads_nowhere_else(coordinator: FlaskClient, flag: DelayFlag) -> None:
    data = {"valgt": "", "liste": "side=2&neste=https://example.org&vis=mine"}
    response = coordinator.post("/forsinkelser/folg-opp", data=data)
    assert response.location == "/forsinkelser?side=2&vis=mine"


# Who may do what


def test_a_coordinator_of_another_trust_sees_nothing_and_can_do_nothing(
    app: Flask, client: FlaskClient, sign_in: SignIn, session: Session, flag: DelayFlag
) -> None:
    outsider = session.exec(
        select(Person.public_id)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(RoleGrant.organisation_id))
        .where(
            RoleGrant.role == Role.COORDINATOR,
            RoleGrant.scope == ScopeKind.ORGANISATION,
            Organisation.kind == "health_trust",
            Organisation.name != "Sykehuset Østfold HF",
        )
    ).first()
    assert outsider is not None
    sign_in(client, outsider)
    assert "Ingrid Solbakken" not in client.get("/forsinkelser").text
    assert "Ingrid Solbakken" not in client.get("/forsinkelser/eksport").text
    assert client.get(f"{INGRID_PAGE}/{flag.public_id}").status_code == 403
    asked = client.post("/forsinkelser/folg-opp", data={"valgt": ref(flag)})
    assert asked.status_code == 303  # nothing that the outsider reaches was chosen
    own = client.post(f"{INGRID_PAGE}/{flag.public_id}/kommentar", data={"kommentar": "x"})
    assert own.status_code == 403


def test_one_flag_outside_the_reach_stops_a_whole_selection(
    coordinator: FlaskClient, session: Session, flag: DelayFlag
) -> None:
    stranger = add_flag(session, elsewhere(session).id or 0, replace(SERVICE, ref="service:9"))
    session.commit()
    data = {"valgt": [ref(flag), ref(stranger)], "send": "1", "plan": "P", "dag": "01.12.2026"}
    response = coordinator.post("/forsinkelser/folg-opp", data=data)
    assert response.status_code == 409
    assert "Den finnes ikke lenger blant dem du har tilgang til." in response.text
    assert session.exec(select(Acknowledgement)).all() == []


def test_a_flag_is_found_under_its_own_doctor_only(
    coordinator: FlaskClient, session: Session, flag: DelayFlag
) -> None:
    response = coordinator.get(f"/leger/{HENRIK.public_id}/forsinkelser/{flag.public_id}")
    assert response.status_code == 404


# One flag, and the doctor's own


def test_the_page_of_a_flag_tells_what_why_and_what_happened(
    coordinator: FlaskClient, flag: DelayFlag
) -> None:
    page = coordinator.get(f"{INGRID_PAGE}/{flag.public_id}").text
    assert sentence(page) == "Dette flytter datoen til Ingrid Solbakken 91 dager."
    assert "Dette er første gang det er kontrollert." in page
    assert "02.03.2029" in page  # the day without it


def test_doctor_and_supervisor_comment_and_the_cause_wins_with_its_name(
    client: FlaskClient, sign_in: SignIn, session: Session, flag: DelayFlag
) -> None:
    address = f"{INGRID_PAGE}/{flag.public_id}"
    sign_in(client, KJERSTI)
    data = {"aarsak": "staffing", "version": "1", "grunn": "Ingen kunne ta vaktene"}
    assert client.post(f"{address}/aarsak", data=data).status_code == 303
    sign_in(client, INGRID)
    stale = client.post(f"{address}/aarsak", data={"aarsak": "course", "version": "1"})
    assert stale.status_code == 409
    assert "Noen andre har endret dette" in stale.text
    comment = client.post(f"{address}/kommentar", data={"kommentar": "<b>Se her</b>"})
    assert comment.status_code == 303
    page = client.get(address).text
    assert "&lt;b&gt;Se her&lt;/b&gt;" in page
    assert "Satt av Kjersti Myhre" in page and "Kontrollen fant: Kurs er fullt" in page
    session.expire_all()
    assert session.exec(select(DelayFlag.documented_cause)).one() is Cause.STAFFING


@pytest.mark.parametrize(
    ("word", "data", "said"),
    [
        ("kommentar", {"kommentar": "  "}, "Skriv noe først."),
        ("kommentar", {"kommentar": "x" * 501}, "Skriv høyst 500 tegn."),
        ("aarsak", {"aarsak": "rart", "version": "1"}, "Velg en årsak i listen."),
        ("aarsak", {"aarsak": "", "grunn": "x" * 501, "version": "1"}, "Skriv høyst 500 tegn."),
    ],
)
def test_what_cannot_be_saved_says_why(
    coordinator: FlaskClient, flag: DelayFlag, word: str, data: dict[str, str], said: str
) -> None:
    response = coordinator.post(f"{INGRID_PAGE}/{flag.public_id}/{word}", data=data)
    assert response.status_code == 422
    assert said in response.text


def test_a_closed_flag_can_be_read_and_not_changed(
    coordinator: FlaskClient, session: Session
) -> None:
    row = add_flag(session, enrolment_of(session, INGRID), FULL, closed_on=TODAY)
    session.commit()
    address = f"{INGRID_PAGE}/{row.public_id}"
    page = coordinator.get(address).text
    assert sentence(page) == "Forsinkelsen ble lukket 23. november 2026."
    assert "Lagre årsaken" not in page
    data = {"aarsak": "staffing", "version": "1"}
    assert coordinator.post(f"{address}/aarsak", data=data).status_code == 409


def test_the_doctor_reads_the_same_in_du_form(
    client: FlaskClient, sign_in: SignIn, session: Session, flag: DelayFlag
) -> None:
    add_flag(session, enrolment_of(session, INGRID), LEAVE)
    session.commit()
    sign_in(client, INGRID)
    page = client.get("/min-vei/forsinkelser").text
    assert "Det som forsinker deg" in page
    assert sentence(page) == ("Datoen din er flyttet 273 dager. Første frist er 8. desember 2026.")
    assert "Si fra til koordinatoren" in page and "01.09.2027–31.05.2028" in page
    sign_in(client, KJERSTI)
    assert "Be om ekstra samling" in client.get(INGRID_PAGE).text


def test_more_flags_ask_no_more_queries(
    app: Flask, coordinator: FlaskClient, session: Session, flag: DelayFlag
) -> None:
    before = queries(app, coordinator, "/forsinkelser")
    home = session.exec(
        select(Organisation.id).where(Organisation.name == "Sykehuset Østfold HF")
    ).one()
    others = session.exec(
        select(Enrolment.id)
        .where(Enrolment.organisation_id == home, col(Enrolment.ends_on).is_(None))
        .order_by(col(Enrolment.id))
        .limit(60)
    ).all()
    for number, other in enumerate(others):
        add_flag(session, other or 0, replace(SERVICE, ref=f"service:{number + 50}"))
    session.commit()
    assert queries(app, coordinator, "/forsinkelser") == before <= 14
    page = coordinator.get("/forsinkelser?side=2&sorter=frist").text
    assert "Side 2 av 2" in page
