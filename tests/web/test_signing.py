"""Veiledning, Mine leger, Læringsmål, talks and Hvem signerer hva, through the web."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.tables import (
    Enrolment,
    ObjectiveProgress,
    OrganisationSetting,
    Person,
    SupervisionTalk,
)
from pathways.types.record import ObjectiveState, SignState
from seed.demo.cast import CAST, PER_OLAV
from tests.support.people import BY_NAME, INGRID, KJERSTI, MARTE, RAGNHILD

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


def text_of(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", page))


def sentence(page: str) -> str:
    found = re.search(r'<p class="answer-sentence">(.*?)</p>', page, re.DOTALL)
    assert found
    return text_of(found.group(1))


def rows_of(page: str) -> dict[str, str]:
    """The references of every case by doctor and title."""
    found = re.findall(r'name="valgt" value="([^"]+)"[^>]*aria-label="Velg ([^"]+)"', page)
    return {unescape(label): refs for refs, label in found}


def ingrid_in(session: Session, objective_set: str, identifier: str) -> ObjectiveProgress:
    session.expire_all()
    return session.exec(
        select(ObjectiveProgress)
        .join(Enrolment, col(Enrolment.id) == col(ObjectiveProgress.enrolment_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(
            Person.public_id == INGRID,
            ObjectiveProgress.objective_set == objective_set,
            ObjectiveProgress.identifier == identifier,
        )
    ).one()


def test_the_page_counts_cases_and_names_the_oldest_day(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, KJERSTI)
    page = client.get("/veiledning").text
    assert re.match(
        r"\w+ saker venter på deg\. Den eldste har ventet siden \d+\. \w+\.", sentence(page)
    )
    assert "VOP-012, -014, -015, -021" in page
    days = re.findall(r'data-label="Venter siden" class="figure">(\d\d)\.(\d\d)\.(\d{4})', page)
    assert days == sorted(days, key=lambda day: day[::-1])


def test_the_demo_picker_says_the_same_sentence(client: FlaskClient, sign_in: SignIn) -> None:
    picker = text_of(client.get("/demo").text)
    sign_in(client, KJERSTI)
    assert sentence(client.get("/veiledning").text) in picker


def test_a_supervisor_with_nothing_waiting_is_told_so(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, RAGNHILD)
    assert sentence(client.get("/veiledning").text) == "Ingen saker venter på deg."


def test_signing_two_cases_takes_one_click_and_can_be_undone(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, KJERSTI)
    before = rows_of(client.get("/veiledning").text)
    chosen = ["Ingrid Solbakken, 4 læringsmål", next(iter(before))]
    response = client.post(
        "/veiledning/signer", data={"valgt": [before[one] for one in chosen]}, follow_redirects=True
    )
    assert response.status_code == 200
    assert "Du signerte" in response.text
    after = rows_of(response.text)
    assert set(before) - set(after) == set(chosen)
    row = ingrid_in(session, "VOP", "VOP-012")
    assert (row.state, row.waits_for) == (ObjectiveState.SENT, "leader")
    [batch] = re.findall(r'name="gjort" value="(\w+)"', response.text)
    undone = client.post("/veiledning/angre", data={"gjort": batch}, follow_redirects=True)
    assert "Angret" in undone.text
    assert set(rows_of(undone.text)) == set(before)


def test_the_leader_approves_what_the_supervisor_has_signed(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, PER_OLAV.public_id)
    cases = rows_of(client.get("/veiledning").text)
    refs = next(
        refs
        for label, refs in cases.items()
        if label.startswith("Ingrid Solbakken")
        and str(ingrid_in(session, "FKM", "FKM-16").id) in refs
    )
    client.post("/veiledning/signer", data={"valgt": refs})
    row = ingrid_in(session, "FKM", "FKM-16")
    assert (row.state, row.held_by_id) == (ObjectiveState.APPROVED, None)
    assert row.approved_on is not None


def test_sending_back_asks_for_the_reason_and_the_doctor_reads_it(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, KJERSTI)
    refs = rows_of(client.get("/veiledning").text)["Ingrid Solbakken, 4 læringsmål"]
    asked = client.post("/veiledning/send-tilbake", data={"valgt": refs})
    assert asked.status_code == 200
    assert "Hvorfor sender du én sak tilbake?" in sentence(asked.text)
    silent = client.post("/veiledning/send-tilbake", data={"valgt": refs, "grunn": " "})
    assert silent.status_code == 422
    assert "Skriv hvorfor" in silent.text
    data = {"valgt": refs, "grunn": "Beskriv <b>vurderingen</b>"}
    client.post("/veiledning/send-tilbake", data=data)
    doctor = app.test_client()
    sign_in(doctor, INGRID)
    page = doctor.get("/min-vei/laeringsmaal?tilstand=returned").text
    assert page.count("Beskriv &lt;b&gt;vurderingen&lt;/b&gt;") == 4


def test_what_was_changed_meanwhile_is_named_and_the_rest_can_be_signed(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, KJERSTI)
    refs = rows_of(client.get("/veiledning").text)["Ingrid Solbakken, 4 læringsmål"]
    doctor = app.test_client()
    sign_in(doctor, INGRID)
    doctor.post("/min-vei/laeringsmaal/trekk-tilbake", data={"en": refs.split(",")[0]})
    conflict = client.post("/veiledning/signer", data={"valgt": refs})
    assert conflict.status_code == 409
    assert "Læringsmål: VOP-012" in conflict.text
    assert "Endret av andre" in conflict.text
    assert ingrid_in(session, "VOP", "VOP-014").waits_for != "leader"
    rest = re.findall(r'<input type="hidden" name="valgt" value="([^"]+)"', conflict.text)
    assert len(rest) == 3
    client.post("/veiledning/signer", data={"valgt": rest})
    assert ingrid_in(session, "VOP", "VOP-014").waits_for == "leader"
    assert ingrid_in(session, "VOP", "VOP-012").state is ObjectiveState.IN_PROGRESS


def test_the_supervisor_of_somebody_else_signs_nothing(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, KJERSTI)
    refs = rows_of(client.get("/veiledning").text)["Ingrid Solbakken, 4 læringsmål"]
    stranger = app.test_client()
    sign_in(stranger, RAGNHILD)
    response = stranger.post("/veiledning/signer", data={"valgt": refs})
    assert response.status_code == 409
    assert "Solbakken" not in response.text
    assert stranger.get(f"/veiledning/sak/{INGRID}/objective?gruppe=VOP").status_code == 403
    coordinator = app.test_client()
    sign_in(coordinator, MARTE)
    assert coordinator.post("/veiledning/signer", data={"valgt": refs}).status_code == 403
    assert ingrid_in(session, "VOP", "VOP-012").version == 1


def test_a_case_is_seen_thing_by_thing(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, KJERSTI)
    page = client.get(f"/veiledning/sak/{INGRID}/objective?gruppe=VOP").text
    assert sentence(page) == "4 læringsmål venter på deg siden 2. november 2026."
    assert page.count("checked") == 4
    gone = client.get(f"/veiledning/sak/{INGRID}/objective?gruppe=DEL1")
    assert "Saken venter ikke på deg lenger." in sentence(gone.text)


def test_choosing_nothing_changes_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, KJERSTI)
    response = client.post("/veiledning/signer", data={"valgt": "x"}, follow_redirects=True)
    assert "Velg minst én sak først." in response.text
    assert client.post("/veiledning/angre", data={"gjort": "x"}).status_code == 404


def test_mine_leger_names_who_lacks_a_talk(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, KJERSTI)
    page = client.get("/veiledning/leger").text
    assert "mangler samtale" in sentence(page)
    assert "mangler siden 14.11.2026" in page
    assert f"/veiledning/leger/{INGRID}/samtaler" in page


def test_the_doctor_sees_where_every_objective_stands(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    page = client.get("/min-vei/laeringsmaal").text
    assert sentence(page).startswith("71 ")
    assert sentence(page).endswith("Åtte ligger hos andre.")
    assert "veileder Kjersti Myhre, så leder Per Olav Dahle" in page
    assert page.count("Hos Kjersti Myhre siden 02.11.2026") == 4
    assert page.count("Hos Per Olav Dahle siden 02.11.2026") == 4


def test_filters_narrow_the_list(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    page = client.get("/min-vei/laeringsmaal?sett=FKM&tilstand=sent").text
    shown = re.findall(r'aria-label="Velg (FKM-\d+|VOP-\d+)"', page)
    assert shown == ["FKM-16", "FKM-17", "FKM-18", "FKM-19"]


def test_objectives_of_an_older_version_stand_apart(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    own = ingrid_in(session, "VOP", "VOP-012").enrolment_id
    session.add(
        ObjectiveProgress(
            enrolment_id=own,
            objective_set="FKM-2019",
            identifier="FKM-01",
            state=ObjectiveState.APPROVED,
        )
    )
    session.commit()
    sign_in(client, INGRID)
    page = client.get("/min-vei/laeringsmaal").text
    assert sentence(page).startswith("71 ")
    assert "1 godkjent i en eldre utgave" in page


def test_the_doctor_begins_sends_and_takes_back(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, INGRID)
    begun = client.post(
        "/min-vei/laeringsmaal/begynn",
        data={"sett": "VOP", "identer": "vop-088, VOP-089"},
        follow_redirects=True,
    )
    assert "Lagret som underveis: VOP-088 og VOP-089." in begun.text
    row = ingrid_in(session, "VOP", "VOP-088")
    sent = client.post(
        "/min-vei/laeringsmaal/send", data={"en": f"objective-{row.id}-1"}, follow_redirects=True
    )
    assert "Du sendte én til signering." in sent.text
    assert ingrid_in(session, "VOP", "VOP-088").state is ObjectiveState.SENT
    client.post("/min-vei/laeringsmaal/trekk-tilbake", data={"en": f"objective-{row.id}-2"})
    assert ingrid_in(session, "VOP", "VOP-088").state is ObjectiveState.IN_PROGRESS
    wrong = client.post(
        "/min-vei/laeringsmaal/begynn", data={"sett": "VOP", "identer": "¤"}, follow_redirects=True
    )
    assert "Ingenting er lagret." in wrong.text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"navn": "", "dag": "2026-11-01"}, "Skriv hva du gjorde."),
        ({"navn": "Vakt", "dag": ""}, "Skriv dagen du gjorde det."),
        ({"navn": "Vakt", "dag": "31.02.2026"}, "Skriv en dato, for eksempel 28.02.2027."),
        ({"navn": "Vakt", "dag": "24.11.2026"}, "Dagen kan ikke ligge fram i tid."),
        (
            {"navn": "Vakt", "dag": "2026-11-01", "maal": "999999"},
            "Velg et av dine egne læringsmål.",
        ),
    ],
)
def test_a_wrong_activity_is_explained_and_kept(
    client: FlaskClient, sign_in: SignIn, data: dict[str, str], message: str
) -> None:
    sign_in(client, INGRID)
    response = client.post("/min-vei/laeringsmaal/aktivitet", data=data)
    assert response.status_code == 422
    assert response.text.count(message) == 2
    assert f'value="{data["navn"]}"' in response.text


def test_an_activity_is_saved_with_the_doctor_and_then_sent(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, INGRID)
    data = {"navn": "Vurdering av selvmordsfare", "dag": "20.11.2026", "maal": ""}
    page = client.post("/min-vei/laeringsmaal/aktivitet", data=data, follow_redirects=True).text
    assert "Den er ikke sendt til noen ennå." in page
    label = "Vurdering av selvmordsfare, 20.11.2026"
    client.post("/min-vei/laeringsmaal/send", data={"en": rows_of(page)[label]})
    supervisor = app.test_client()
    sign_in(supervisor, KJERSTI)
    assert "Vurdering av selvmordsfare" in supervisor.get("/veiledning").text


def test_a_talk_is_agreed_and_one_held_goes_to_the_supervisor(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, INGRID)
    assert "mangler en veiledningssamtale" in sentence(client.get("/min-vei/samtaler").text)
    ahead = {"dag": "2026-12-03", "tid": "14:00", "timer": "1"}
    page = client.post("/min-vei/samtaler", data=ahead, follow_redirects=True).text
    assert "03.12.2026 kl. 14.00" in page
    held = {"dag": "20.11.2026", "timer": "1,5"}
    page = client.post("/min-vei/samtaler", data=held, follow_redirects=True).text
    assert "Hos Kjersti Myhre siden 23.11.2026" in page
    assert "mangler" not in sentence(page)
    [row] = session.exec(
        select(SupervisionTalk).where(SupervisionTalk.sign_state == SignState.SENT)
    ).all()
    assert row.hours == 1.5


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"dag": "i går", "timer": "1"}, "Skriv en dato"),
        ({"dag": "20.11.2026", "timer": "0"}, "Skriv et tall større enn 0"),
        ({"dag": "20.11.2026", "timer": "13"}, "Skriv et tall større enn 0"),
        ({"dag": "03.12.2026", "timer": "1", "tid": "25.00"}, "Skriv et klokkeslett"),
    ],
)
def test_a_wrong_talk_is_explained(
    client: FlaskClient, sign_in: SignIn, data: dict[str, str], message: str
) -> None:
    sign_in(client, KJERSTI)
    response = client.post(f"/veiledning/leger/{INGRID}/samtaler", data=data)
    assert response.status_code == 422
    assert message in response.text


def test_the_coordinator_chooses_and_a_stale_form_is_shown_both(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, MARTE)
    page = client.get("/oversikt/signering").text
    assert "følger standarden" in sentence(page)
    assert "uavklart" in page
    assert "31 dager er vårt eget valg." in page
    [place] = re.findall(r'name="sted" value="(\d+)"', page)
    data = {"sted": place, "signing.objective": "supervisor", "talks.interval_days": "21"}
    saved = client.post("/oversikt/signering", data=data, follow_redirects=True)
    assert "2 valg er lagret." in saved.text
    assert "2 egne valg" in sentence(saved.text)
    stale = client.post("/oversikt/signering", data={**data, "talks.interval_days": "14"})
    assert stale.status_code == 409
    assert "21 dager" in text_of(stale.text)
    assert "14 dager" in text_of(stale.text)
    wrong = client.post("/oversikt/signering", data={**data, "talks.interval_days": "3"})
    assert wrong.status_code == 422
    values = {row.key: row.value for row in session.exec(select(OrganisationSetting))}
    assert values == {"signing.objective": "supervisor", "talks.interval_days": "21"}


def test_a_coordinator_changes_no_other_organisation(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, MARTE)
    assert client.get("/oversikt/signering?sted=1").status_code == 403
    data = {"sted": "1", "signing.objective": "leader"}
    assert client.post("/oversikt/signering", data=data).status_code == 403
    assert session.exec(select(OrganisationSetting)).all() == []


def test_a_doctor_without_a_leader_is_told_whom_to_ask(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    row = ingrid_in(session, "VOP", "VOP-061")
    enrolment = session.get(Enrolment, row.enrolment_id)
    assert enrolment is not None
    enrolment.approver_id = None
    session.commit()
    sign_in(client, INGRID)
    page = client.get("/min-vei/laeringsmaal").text
    assert "Du mangler leder som godkjenner." in page
    assert "Send til Kjersti Myhre</button>" not in page.split('id="aktiviteter"')[0]
    refused = client.post("/min-vei/laeringsmaal/send", data={"en": f"objective-{row.id}-1"})
    assert refused.status_code == 409
    assert "Be koordinatoren utpeke en" in refused.text


@pytest.mark.parametrize("who", sorted(member.name for member in CAST if member.group == "trainee"))
def test_every_doctor_of_the_cast_has_the_pages(
    client: FlaskClient, sign_in: SignIn, who: str
) -> None:
    sign_in(client, BY_NAME[who])
    for address in ("/min-vei/laeringsmaal", "/min-vei/samtaler"):
        for language in ("nb", "en"):
            response = client.get(address, headers={"Accept-Language": language})
            assert response.status_code == 200
