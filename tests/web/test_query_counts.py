"""The number of queries of a page is bounded and does not grow with the number of people."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.db.session import Database
from app.factory import create_app
from seed.demo.courses import ADMINISTRATION, session_id
from seed.demo.departments import DPS_HALDEN
from seed.demo.values import public_id
from tests.conftest import SECRET
from tests.support.databases import copy_sqlite, fill_demo
from tests.support.people import (
    ARVID,
    ELIN,
    INGRID,
    KJERSTI,
    MARTE,
    NORA,
    RAGNHILD,
    SIVERT,
    THEA,
    TOR_ARNE,
)
from tests.support.run_folder import made_once

SignIn = Callable[[FlaskClient, str], None]

COURSE_SESSION = session_id(ADMINISTRATION, date(2027, 3, 8))
"""Ingrid has a seat in it."""

BOARD = f"/rotasjonstavle/{public_id('rotation plan', 'VOP')}"

LIS1_INTAKE = public_id("lis1-intake", "2027-03")
LIS1_BEFORE = public_id("lis1-intake", "2026-03")
LIS1_PROPOSAL = public_id("lis1-rules", "3")

# Page, who opens it, the most queries it may ask (two find out who asks, one
# counts the unread messages).
BOUNDS = [
    ("/min-vei", INGRID, 19),
    ("/min-vei", NORA, 21),
    ("/min-vei", THEA, 19),
    ("/min-vei", SIVERT, 18),
    ("/min-vei/stige?til=specialist:RUS", INGRID, 18),
    ("/min-vei/logg", INGRID, 15),
    (f"/leger/{INGRID}/logg", MARTE, 19),
    (f"/leger/{INGRID}/vei", MARTE, 23),
    ("/min-vei/laeringsmaal", INGRID, 22),
    ("/min-vei/samtaler", INGRID, 9),
    ("/veiledning", KJERSTI, 23),
    ("/veiledning/leger", KJERSTI, 11),
    (f"/veiledning/sak/{INGRID}/objective?gruppe=VOP", KJERSTI, 10),
    ("/oversikt/signering", MARTE, 10),
    ("/oversikt", MARTE, 24),
    ("/leger", MARTE, 20),
    ("/forsinkelser", MARTE, 14),
    ("/kursbehov", MARTE, 24),
    ("/min-vei/forsinkelser", INGRID, 7),
    ("/min-vei/kurs", INGRID, 18),
    ("/min-vei/kurs", NORA, 18),
    (f"/min-vei/kurs/{COURSE_SESSION}", INGRID, 21),
    (f"/leger/{INGRID}/kurs", MARTE, 22),
    ("/leger?ferdig=2029&sorter=-vinn", MARTE, 20),
    ("/min-vei/aarsplan", INGRID, 18),
    ("/koordinator/kurs", MARTE, 7),
    ("/koordinator/kurs/all-administrasjon-og-ledelse", MARTE, 8),
    ("/koordinator/samlinger/ny", MARTE, 8),
    (BOARD, MARTE, 50),
    (f"{BOARD}?gruppe=alis&valgt={INGRID}:dps&tett=1", MARTE, 50),
    (f"{BOARD}/excel", MARTE, 46),
    (f"{BOARD}/pdf", MARTE, 56),
    (f"{BOARD}/sammenlign/pdf", MARTE, 82),
    ("/vertsskap/pdf", MARTE, 14),
    ("/plasseringer/pdf", INGRID, 15),
    (f"{BOARD}/versjoner", MARTE, 10),
    (f"{BOARD}/innstillinger", MARTE, 8),
    (f"{BOARD}/leger", MARTE, 16),
    (f"{BOARD}/leger/{INGRID}", MARTE, 40),
    (f"{BOARD}/leger/{INGRID}/behov/dps", MARTE, 20),
    (f"{BOARD}/ark/mal", MARTE, 12),
    (f"{BOARD}/sammenlign", MARTE, 80),
    (f"{BOARD}/foresla", MARTE, 58),
    (f"{BOARD}/kommentarer", MARTE, 10),
    (f"{BOARD}/onsker", MARTE, 36),
    (f"{BOARD}/bytter", MARTE, 9),
    ("/plasseringer", INGRID, 17),
    (f"{BOARD}/sjekk?gjor=las-opp&valgt={INGRID}:dps", MARTE, 46),
    ("/steder", MARTE, 11),
    (f"/steder/{DPS_HALDEN}", MARTE, 19),
    (f"/steder/{DPS_HALDEN}/plasser", MARTE, 13),
    (f"/steder/{DPS_HALDEN}/maal", MARTE, 10),
    (f"/steder/{DPS_HALDEN}/endre", MARTE, 9),
    (f"/steder/{DPS_HALDEN}/steng", MARTE, 9),
    ("/steder/ny", MARTE, 8),
    ("/steder/les-inn", MARTE, 3),
    ("/steder/fil", MARTE, 11),
    ("/avtaler/ny", MARTE, 6),
    ("/vertsskap", MARTE, 12),
    ("/vertsskap", RAGNHILD, 13),
    ("/innboks", INGRID, 6),
    ("/innboks/innstillinger", INGRID, 8),
    ("/radets-bord", TOR_ARNE, 50),
    ("/inntak", TOR_ARNE, 14),
    ("/inntak/ny", TOR_ARNE, 13),
    (f"/inntak/{LIS1_INTAKE}", TOR_ARNE, 19),
    (f"/inntak/{LIS1_INTAKE}/datoer", TOR_ARNE, 19),
    (f"/inntak/{LIS1_INTAKE}/plass/ny", TOR_ARNE, 24),
    (f"/inntak/{LIS1_INTAKE}/plasser/les-inn", TOR_ARNE, 18),
    (f"/inntak/{LIS1_INTAKE}/trekning", TOR_ARNE, 10),
    (f"/inntak/{LIS1_INTAKE}/vedtak", TOR_ARNE, 32),
    (f"/inntak/{LIS1_INTAKE}/inhabilitet", TOR_ARNE, 22),
    (f"/inntak/{LIS1_INTAKE}/logg", TOR_ARNE, 12),
    ("/protokoller", TOR_ARNE, 8),
    (f"/lis1-trekning/{LIS1_INTAKE}", None, 4),
    (f"/inntak/{LIS1_INTAKE}/kandidater", TOR_ARNE, 19),
    (f"/inntak/{LIS1_INTAKE}/kandidater/K-03", TOR_ARNE, 30),
    (f"/inntak/{LIS1_INTAKE}/kandidater/K-03/endre", TOR_ARNE, 22),
    (f"/inntak/{LIS1_INTAKE}/kandidater/les-inn", TOR_ARNE, 8),
    ("/mine-lis1-onsker", SIVERT, 18),
    ("/lis1-regler", TOR_ARNE, 9),
    ("/lis1-regler/ny", TOR_ARNE, 7),
    (f"/lis1-regler/{LIS1_PROPOSAL}", TOR_ARNE, 14),
    (f"/lis1-regler/{LIS1_PROPOSAL}/endre", TOR_ARNE, 8),
    (f"/inntak/{LIS1_INTAKE}/tilbud", TOR_ARNE, 26),
    (f"/inntak/{LIS1_BEFORE}/tilbud", TOR_ARNE, 26),
    (f"/inntak/{LIS1_BEFORE}/tilbud/kandidat/K-01", TOR_ARNE, 10),
    (f"/inntak/{LIS1_BEFORE}/tilbud/pa-nytt", TOR_ARNE, 24),
    (f"/inntak/{LIS1_BEFORE}/oppstart", TOR_ARNE, 15),
    (f"/inntak/{LIS1_BEFORE}/oppstart/K-01", TOR_ARNE, 18),
    (f"/inntak/{LIS1_BEFORE}/sjekkliste", TOR_ARNE, 10),
    ("/lis1-gjennomgang", TOR_ARNE, 8),
    ("/lis1-gjennomgang/notat", TOR_ARNE, 22),
    ("/lis1-gjennomgang/notat/pdf", TOR_ARNE, 22),
    ("/framskriving", ELIN, 12),
    ("/framskriving/fag/VOP", ELIN, 14),
    ("/framskriving/backtest", ELIN, 10),
    ("/framskriving/data?fag=VOP", ELIN, 19),
    ("/framskriving/data/les-inn", ELIN, 5),
    ("/framskriving/opptrapping", ELIN, 11),
    ("/framskriving/sykehus", ELIN, 12),
    ("/framskriving/kapasitet", ELIN, 10),
    ("/framskriving/sammenlign", ELIN, 8),
    ("/framskriving/scenarier", ELIN, 9),
    ("/framskriving/scenarier/nytt", ELIN, 6),
    ("/framskriving/forutsetninger", ELIN, 6),
    ("/framskriving/forutsetninger/nytt", ELIN, 5),
    ("/drift", ARVID, 7),
    ("/drift/jobber", ARVID, 10),
    ("/veier?familie=p&fag=vop", None, 3),
    ("/veier/stige?fra=lis1_hospital&til=consultant:VOP", None, 4),
    ("/om-dataene", None, 5),
]


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    with counted_statements(app.extensions["legelop"].database.engine) as statements:
        yield statements


@contextmanager
def counted_statements(engine: Any) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def queries(app: Flask, client: FlaskClient, address: str) -> int:
    client.get(address)  # the first page of a process also reads the reference data
    with counted(app) as statements:
        response = client.get(address)
    assert response.status_code == 200
    return len(statements)


@pytest.mark.parametrize(("address", "who", "most"), BOUNDS)
def test_a_page_asks_a_bounded_number_of_queries(
    app: Flask, sign_in: SignIn, address: str, who: str | None, most: int
) -> None:
    client = app.test_client()
    if who:
        sign_in(client, who)
    assert queries(app, client, address) <= most


@pytest.fixture(scope="module")
def thrice_the_people(
    shared: Path, demo_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> str:
    def make(path: Path) -> None:
        shutil.copyfile(demo_template, path)
        fill_demo(Database(f"sqlite:///{path}"), scale=3)

    return copy_sqlite(made_once(shared, "thrice.sqlite3", make), tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="module")
def large(thrice_the_people: str) -> Iterator[Flask]:
    """One application over three times the people, for all the pages."""
    app = create_app(
        Settings(
            database_url=thrice_the_people,
            secret_key=SECRET,
            demo=True,
            cookie_secure=False,
            dated_list_limit=5000,
        )
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    app.extensions["legelop"].database.engine.dispose()


@pytest.mark.parametrize(("address", "who", "most"), BOUNDS[:23])
def test_three_times_the_people_ask_no_more_queries(
    large: Flask, address: str, who: str, most: int
) -> None:
    client = large.test_client()
    client.post(f"/demo/{who}")
    assert queries(large, client, address) <= most
