"""The figures behind the forecast: what there is, reading in by two steps, withdrawing."""

import html
import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from python_calamine import load_workbook
from werkzeug.test import TestResponse

from app.exchange.staff_list import ABOUT, LOOKUP, SHEETS, STOCK, write_staff
from tests.support.people import ELIN
from tests.support.staff_world import SHEETS as RIGHT

SignIn = Callable[[FlaskClient, str], None]
DATA, READ_IN = "/framskriving/data", "/framskriving/data/les-inn"


@pytest.fixture
def elin(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, ELIN)
    return client


def shown(answer: TestResponse) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text))


def token(answer: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert found is not None
    return found.group(1)


def upload(client: FlaskClient, data: bytes) -> TestResponse:
    return client.post(
        READ_IN,
        data={
            "csrf_token": token(client.get(READ_IN)),
            "trinn": "sjekk",
            "fil": (io.BytesIO(data), "tall.xlsx"),
        },
        content_type="multipart/form-data",
    )


def test_the_page_begins_with_what_the_forecast_rests_on(elin: FlaskClient) -> None:
    page = shown(elin.get(DATA))
    assert "Framskrivingen bruker oppdiktede tall per 31. oktober 2026." in page
    assert "Demotall. Egne tall er ikke lest inn." in page
    assert "Alle 46 fag har tall for hvem som er i stilling." in page
    assert "framskrevet av oss" in page
    assert "LISKART skulle være ferdig i 2024" in page


def test_a_specialty_shows_where_each_figure_comes_from(elin: FlaskClient) -> None:
    page = shown(elin.get(f"{DATA}?fag=VOP"))
    assert "Oppdiktet for demoen, 31.10.2026, 84 personer" in page
    assert "Legeløp, 17 personer" in page
    assert "Vår antakelse" in page


def test_a_region_outside_the_planners_reach_is_refused(elin: FlaskClient) -> None:
    assert elin.get(f"{DATA}?region=helse-vest").status_code == 403


def test_a_file_is_shown_first_and_kept_in_the_second_step(elin: FlaskClient) -> None:
    first = upload(elin, write_staff(RIGHT, []))
    assert first.status_code == 200
    assert "Tallene per 31. oktober 2026 kan leses inn." in shown(first)
    packed = re.search(r'name="tall" value="([^"]+)"', first.text)
    assert packed is not None
    assert "oppdiktede tall" in shown(elin.get(DATA))
    done = elin.post(
        READ_IN, data={"csrf_token": token(first), "trinn": "lagre", "tall": packed.group(1)}
    )
    assert done.status_code == 303
    page = elin.get(DATA)
    assert "Framskrivingen bruker regionens egne tall per 31. oktober 2026." in shown(page)
    assert "45 fag har ingen tall og er ukjente" in shown(page)
    assert "Elin Sandnes" in shown(page)
    newest = re.search(r'action="([^"]+/trekk-tilbake[^"]*)"', page.text)
    assert newest is not None
    gone = elin.post(html.unescape(newest.group(1)), data={"csrf_token": token(page)})
    assert gone.status_code == 303
    page = elin.get(DATA)
    assert "Framskrivingen bruker oppdiktede tall" in shown(page)
    assert "Trukket tilbake" in shown(page)


def test_a_file_with_mistakes_names_them_and_keeps_nothing(elin: FlaskClient) -> None:
    wrong = {**RIGHT, STOCK: ({**RIGHT[STOCK][0], "persons": "-2"},)}
    answer = upload(elin, write_staff(wrong, []))
    assert answer.status_code == 422
    assert "Én feil må rettes i filen. Ingenting er lagret." in " ".join(shown(answer).split())
    assert "Spesialister, Rad 2, Antall: Skriv et helt tall fra 0 til 10000." in shown(answer)


def test_what_is_no_file_of_ours_in_the_second_step_is_told(elin: FlaskClient) -> None:
    data = {"csrf_token": token(elin.get(READ_IN)), "trinn": "lagre", "tall": "not packed"}
    answer = elin.post(READ_IN, data=data)
    assert answer.status_code == 422
    assert "Filen har ingen rader." in shown(answer)


def test_the_template_and_the_figures_can_be_downloaded(elin: FlaskClient) -> None:
    template = load_workbook(io.BytesIO(elin.get(f"{DATA}/fil?som=mal").data))
    assert template.sheet_names == [*SHEETS, LOOKUP]
    assert len(template.get_sheet_by_name(STOCK).to_python()) == 1
    current = load_workbook(io.BytesIO(elin.get(f"{DATA}/fil").data))
    assert current.get_sheet_by_name(ABOUT).to_python()[1][1] == "31.10.2026"
    assert len(current.get_sheet_by_name(STOCK).to_python()) > 1_000


def test_an_unknown_data_set_cannot_be_withdrawn(elin: FlaskClient) -> None:
    page = elin.get(DATA)
    answer = elin.post(f"{DATA}/made-up/trekk-tilbake", data={"csrf_token": token(page)})
    assert answer.status_code == 404
