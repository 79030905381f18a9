"""Rådets bord in the demo: the desk, a run, a person, two runs side by side, a change by hand."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db.tables import Lis1Conflict
from app.store import lis1, lis1_runs
from app.store.people import find_person
from seed.demo.values import public_id
from tests.support.lis1_demo import take_back_proposals
from tests.support.people import TOR_ARNE

SignIn = Callable[[FlaskClient, str], None]
INTAKE = public_id("lis1-intake", "2027-03")
DESK = f"/radets-bord/{INTAKE}"


@pytest.fixture
def council(app: Flask, client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    with app.extensions["legelop"].database.session() as session:
        take_back_proposals(session)
    sign_in(client, TOR_ARNE)
    return client


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def first_run(app: Flask) -> str:
    with app.extensions["legelop"].database.session() as session:
        intake = lis1.find_intake(session, INTAKE)
        assert intake is not None and intake.id is not None
        return next(
            each.public_id for each in lis1_runs.list_runs(session, intake.id) if each.is_done
        )


def test_the_desk_begins_with_the_answer_and_shows_every_run(council: FlaskClient) -> None:
    text = page(council, "/radets-bord")
    assert "får førsteønsket hvis rådet velger kjøring A." in text
    assert "A. Trukket rekkefølge" in text and "F. Minst dårlig for den dårligste" in text
    assert 'aria-current="step"' in text and 'role="img"' in text
    assert text.count('<svg class="chart flow') == 2
    assert "Vis alle 30" in text
    assert page(council, f"{DESK}?alle=1").count("/lege/K-") == 30


def test_the_flow_is_a_table_too(council: FlaskClient) -> None:
    text = page(council, f"{DESK}?visning=tabell")
    assert "Leger etter kommune og ønske" in text and "chart flow" not in text


def test_a_run_and_two_side_by_side(app: Flask, council: FlaskClient) -> None:
    run = first_run(app)
    text = page(council, f"{DESK}/kjoring/{run}")
    assert "for få til å vises" in text and "Plasser som kan bli stående tomme" in text
    there = council.get(f"{DESK}/kjoring/{run}/mot?fra={run}")
    assert there.status_code == 303
    assert "leger får det samme." in page(council, there.headers["Location"])
    assert council.get(f"{DESK}/kjoring/nei").status_code == 404


def test_a_person_in_a_run(app: Flask, council: FlaskClient) -> None:
    text = page(council, f"{DESK}/kjoring/{first_run(app)}/lege/K-12")
    assert "Ønskelista, og hva som ble av hvert ønske" in text
    assert council.get(f"{DESK}/kjoring/{first_run(app)}/lege/K-99").status_code == 404


def test_a_conflict_closes_the_case_and_hides_the_row(app: Flask, council: FlaskClient) -> None:
    run = first_run(app)
    with app.extensions["legelop"].database.session() as session:
        intake = lis1.find_intake(session, INTAKE)
        assert intake is not None and intake.id is not None
        stored = lis1.load_intake(session, intake.id)
        assert stored is not None
        who = next(each for each in stored.candidates if each.key == "K-12")
        member = find_person(session, TOR_ARNE)
        assert member is not None and member.id is not None
        session.add(
            Lis1Conflict(
                intake_id=intake.id,
                person_id=member.id,
                candidate_id=who.id,
                declared_at=app.extensions["legelop"].clock.now(),
            )
        )
        session.commit()
    text = page(council, f"{DESK}?alle=1")
    assert "Skjult: du har meldt deg inhabil" in text and who.family_name not in text
    assert who.family_name not in page(council, f"{DESK}/kjoring/{run}")
    assert council.get(f"{DESK}/kjoring/{run}/lege/K-12").status_code == 403


def test_a_change_shows_its_effect_before_it_is_saved(app: Flask, council: FlaskClient) -> None:
    run = first_run(app)
    address = f"{DESK}/kjoring/{run}/endre"
    text = page(council, f"{address}?lege=K-12")
    choice = re.findall(r'value="(bytte:[^"]+)"', text)[0]
    form = {"lege": "K-12", "plass": choice, "begrunnelse": "", "sett": "0"}
    shown = council.post(address, data={**form, "steg": "sjekk"}).get_data(as_text=True)
    assert "Dette gjør endringen" in shown and "Lagre endringen" in shown
    missing = council.post(address, data={**form, "steg": "lagre"}).get_data(as_text=True)
    assert "Skriv en begrunnelse." in missing
    saved = council.post(address, data={**form, "begrunnelse": "Samme skole", "steg": "lagre"})
    assert saved.status_code == 303
    text = page(council, DESK)
    assert "1 manuell endring" in text and "Samme skole" in text
    council.post(f"{DESK}/kjoring/{run}/angre", data={"sett": "1"})
    assert "manuell endring" not in page(council, DESK)


def test_a_run_is_put_aside_and_taken_back(app: Flask, council: FlaskClient) -> None:
    run = first_run(app)
    council.post(f"{DESK}/kjoring/{run}/legg-bort")
    text = page(council, DESK)
    assert "1 kjøring er lagt bort" in text and "hvis rådet velger kjøring B." in text
    council.post(f"{DESK}/kjoring/{run}/hent-fram")
    assert "hvis rådet velger kjøring A." in page(council, DESK)


def test_asking_needs_a_way_and_a_draw(council: FlaskClient) -> None:
    council.post(f"{DESK}/kjor", data={})
    assert "Velg minst én måte å fordele på." in page(council, DESK)
    council.post(f"{DESK}/kjor", data={"maate": "drawn_order"})
    assert "Kjøringen er bestilt." in page(council, DESK)
    waiting = public_id("lis1-intake", "2027-09-own")
    assert council.get(f"/radets-bord/{waiting}").status_code in (200, 403)
