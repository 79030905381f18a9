"""Leger som kommer: short stays, exchanges and combined posts beside the plans' placements."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from app.db.session import Database
from app.db.tables import Agreement, AgreementKind, AgreementState
from tests.support.people import KJERSTI, MARTE, NORA
from tests.web.test_places import coordinator_of

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def home(app: Flask) -> Database:
    found: Database = app.extensions["legelop"].database
    return found


def rows(client: FlaskClient) -> list[str]:
    """The lines of the page as plain text."""
    page = client.get("/vertsskap").text
    found = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", each)).strip() for each in found]


def coordinating(app: Flask, home: Database, sign_in: SignIn, organisation: str) -> FlaskClient:
    with home.session() as session:
        who = coordinator_of(session, organisation)
    client = app.test_client()
    sign_in(client, who)
    client.post("/bytt-side", data={"role": "coordinator"})
    return client


def line_of(lines: list[str], text: str) -> str:
    (found,) = [line for line in lines if text in line]
    return found


def test_a_stay_is_told_to_the_coordinator_and_to_the_supervisor_there(
    app: Flask, sign_in: SignIn
) -> None:
    for who in (MARTE, KJERSTI):
        client = app.test_client()
        sign_in(client, who)
        line = line_of(rows(client), "Hospitering på DPS Halden")
        assert "Hospitering" in line and "01.02.2027–12.02.2027" in line
        assert "DPS Halden" in line and "Halden" in line
    client = app.test_client()
    sign_in(client, MARTE)
    assert "hospitering, utveksling eller kombinasjonsstilling kommer i tillegg" in (
        client.get("/vertsskap").text
    )


def test_exchanges_and_combined_posts_are_their_hosts(
    app: Flask, home: Database, sign_in: SignIn
) -> None:
    sarpsborg = rows(coordinating(app, home, sign_in, "sarpsborg-kommune"))
    line = line_of(sarpsborg, "Psykiater på sykehjem og KAD i Sarpsborg")
    assert "Utveksling av overlege eller fastlege" in line and "04.01.2027–30.04.2027" in line
    assert "Sykehuset Østfold" in line
    fredrikstad = coordinating(app, home, sign_in, "fredrikstad-kommune")
    line = line_of(rows(fredrikstad), "Kombinasjonsstilling i psykiatri")
    assert "40 % av stillingen er her" in line
    assert "Her nå" in fredrikstad.get("/vertsskap").text
    assert not any("Psykiater på sykehjem" in each for each in rows(fredrikstad))


def test_what_is_planned_says_so_and_what_is_ended_is_not_shown(
    app: Flask, home: Database, sign_in: SignIn
) -> None:
    client = app.test_client()
    sign_in(client, MARTE)
    for state, is_shown in ((AgreementState.PLANNED, True), (AgreementState.ENDED, False)):
        with home.session() as session:
            row = session.exec(
                select(Agreement).where(Agreement.kind == AgreementKind.OBSERVATION_STAY)
            ).one()
            row.state, row.tutor = state, "Kari Vert"
            session.add(row)
            session.commit()
        found = [each for each in rows(client) if "Hospitering på DPS Halden" in each]
        assert bool(found) is is_shown
        assert all("veileder Kari Vert, planlagt" in each for each in found)


def test_a_doctor_may_not(app: Flask, sign_in: SignIn) -> None:
    client = app.test_client()
    sign_in(client, NORA)
    assert client.get("/vertsskap").status_code == 403
