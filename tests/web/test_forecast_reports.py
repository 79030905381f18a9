"""Hospitals, escalation plans and the report, as a planner meets them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from app.db.tables import ForecastRun, RunState, StaffDataSet
from tests.support.forecast_stored import FINISHED, small, store_run
from tests.support.pdf_reader import read_pdf
from tests.support.people import ELIN
from tests.support.staff_rows import add_hospitals

SignIn = Callable[[FlaskClient, str], None]
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LATER = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def elin(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, ELIN)
    return client


@pytest.fixture
def stored(app: Flask) -> Iterator[Session]:
    """Commits when the test has filled it; nothing of the demo's own forecasts is in the way."""
    with app.extensions["legelop"].database.session() as session:
        session.execute(sa.update(StaffDataSet).values(withdrawn_at=FINISHED))
        session.execute(sa.update(ForecastRun).values(state=RunState.CANCELLED))
        session.commit()
        yield session


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).replace("\u202f", " ").split())


def test_the_escalation_plans_stand_with_their_sources(elin: FlaskClient) -> None:
    text = page(elin, "/framskriving/opptrapping")

    assert "35 over målet på 1 150." in text
    assert "For ALIS finner vi ikke noe tallfestet mål." in text
    assert "Helsedirektoratet: kvartalsrapport 4. kvartal 2021, kapittel 4.4" in text
    assert "Nordlandssykehuset HF" in text and "ikke funnet" in text


def test_a_region_without_staff_data_is_told_what_is_missing(
    elin: FlaskClient, stored: Session
) -> None:
    text = page(elin, "/framskriving/sykehus")
    assert "Dekningen per sykehus er ukjent." in text
    assert "/framskriving/data" in text


def test_the_hospitals_are_told_and_one_can_be_looked_at(
    elin: FlaskClient, stored: Session
) -> None:
    add_hospitals(stored, LATER)
    store_run(stored, {"VOP": small("VOP")}, finished_at=FINISHED)
    stored.commit()

    text = page(elin, "/framskriving/sykehus?sykehus=nordlandssykehuset-bodo&generalist=KIR")

    assert "sykehus har fag som trolig faller under vaktkravet innen 2031." in text
    assert "ditt valg" in text and "faller trolig under" in text
    assert 'id="valgt"' in text


def test_without_a_forecast_there_is_no_report(elin: FlaskClient, stored: Session) -> None:
    for kind in ("pdf", "xlsx"):
        assert elin.get(f"/framskriving/rapport.{kind}").status_code == 404


def test_the_report_comes_as_pdf_and_as_workbook(elin: FlaskClient, stored: Session) -> None:
    store_run(stored, {"VOP": small("VOP")})
    stored.commit()

    pdf = elin.get("/framskriving/rapport.pdf?fag=VOP")
    sheet = elin.get("/framskriving/rapport.xlsx")

    assert pdf.headers["Content-Disposition"].endswith("framskriving-rapport-helse-nord-vop.pdf")
    assert read_pdf(pdf.data).title == "Framskriving: Psykiatri"
    assert "Demo: alle personer er oppdiktet." in read_pdf(pdf.data).text
    assert sheet.mimetype == SHEET
    assert sheet.headers["Content-Disposition"].endswith("framskriving-rapport-helse-nord.xlsx")
    assert elin.get("/framskriving/rapport.pdf?fag=PED").status_code == 404


def test_the_report_is_in_the_language_of_the_page(elin: FlaskClient, stored: Session) -> None:
    store_run(stored, {"VOP": small("VOP")})
    stored.commit()
    answer = elin.get("/framskriving/rapport.pdf", headers={"Accept-Language": "en"})
    assert read_pdf(answer.data).language == "en"
