"""The pages as PDF: who gets which, in which language, under which name, and that it is remembered.

The access of each route stands in tests/guards/test_access.py.
"""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db.session import Database
from app.db.tables import (
    AuditEvent,
    Person,
    RotationMember,
    RotationPlacement,
    RotationRun,
    RotationVersion,
    RunKind,
    RunState,
    VersionState,
)
from app.exchange.rotation_files import case_to_document
from app.exchange.rotation_results import explanation_document
from app.services.rotation_case import load_case
from rotations.types.case import Lock
from rotations.types.results import Clash, Explanation, Option, Relaxation, RelaxKind
from seed.demo.values import public_id
from tests.support.draft_world import NOW, TODAY
from tests.support.pdf_reader import ReadPdf, read_pdf
from tests.support.people import INGRID, KJERSTI, MARTE, NORA, RAGNHILD

SignIn = Callable[[FlaskClient, str], None]
PLAN = public_id("rotation plan", "VOP")
BOARD = f"/rotasjonstavle/{PLAN}"
RUN = "a-run-without-a-plan"


@pytest.fixture
def home(app: Flask) -> Database:
    found: Database = app.extensions["legelop"].database
    return found


@pytest.fixture
def who(app: Flask, sign_in: SignIn) -> Callable[[str], FlaskClient]:
    def signed_in(person: str) -> FlaskClient:
        client = app.test_client()
        sign_in(client, person)
        return client

    return signed_in


Who = Callable[[str], FlaskClient]


def fetch(client: FlaskClient, address: str, name: str) -> ReadPdf:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}.pdf"
    found = read_pdf(answer.data)
    assert found.claims_ua and found.is_tagged
    return found


def taken(home: Database) -> list[tuple[str, str]]:
    """What was taken out, and the kind of what it is of."""
    with home.session() as session:
        rows = session.exec(select(AuditEvent).where(AuditEvent.action == "pdf.taken")).all()
        return [(row.details["document"], row.subject_kind) for row in rows]


def test_the_board_is_a_file_on_a3_with_breaches_load_and_names(who: Who, home: Database) -> None:
    found = fetch(who(MARTE), f"{BOARD}/pdf", "rotasjonstavle-7")
    assert round(found.width) == 1191
    assert found.title == "Rotasjonstavle: Psykiatri, Sykehuset Østfold"
    assert found.author == "Sykehuset Østfold HF"
    assert found.language == "nb"
    for text in (
        "Utkast 7 har 2 brudd",
        "Ingrid Solbakken 28.02.2029",
        "LIS3-stilling 14",
        "Furu Halden: Legekontoret Furu, Halden",
        "Leger per sted og måned",
        "▲ over taket",
        "utkast 7. Laget 23.11.2026 i Legeløp. Demo: alle personer er oppdiktet.",
        "Side 1 av",
    ):
        assert text in found.text
    assert taken(home) == [("board", "rotation_version")]


def test_the_board_in_the_file_is_what_the_address_asks_for(who: Who) -> None:
    client = who(MARTE)
    found = fetch(client, f"{BOARD}/pdf?gruppe=alis&versjon=6", "rotasjonstavle-6")
    assert "Thea Bjørkelund" in found.text and "Ingrid Solbakken" not in found.text
    assert client.get(f"{BOARD}/pdf?versjon=99").status_code == 404


def test_the_files_are_english_for_those_who_read_english(who: Who) -> None:
    client = who(MARTE)
    client.set_cookie("legelop_locale", "en")
    found = read_pdf(client.get(f"{BOARD}/pdf").data)
    assert found.language == "en"
    assert "Page 1 of" in found.text and "Doctor" in found.text
    assert "Lege " not in found.text and "Side 1" not in found.text


def test_what_is_changed_since_published_is_a_file(who: Who, home: Database) -> None:
    name = "endringer-versjon-6-til-7"
    found = fetch(who(MARTE), f"{BOARD}/sammenlign/pdf", name)
    for text in ("Fra versjon 6 til versjon 7", "Katarzyna Hodzic", "60 dager senere"):
        assert text in found.text
    assert "THColumn" in found.tags
    assert taken(home) == [("changes", "rotation_version")]
    assert who(MARTE).get(f"{BOARD}/sammenlign/pdf?fra=1&til=99").status_code == 404


def test_a_host_gets_who_comes_and_nobody_else(who: Who, home: Database) -> None:
    found = fetch(who(KJERSTI), "/vertsskap/pdf", "leger-som-kommer")
    assert found.author == "Kjersti Myhre"
    assert "Henrik Vold" in found.text and "DPS Halden" in found.text
    assert "Marius Granlie" not in found.text
    assert taken(home) == [("arrivals", "person")]


def test_a_coordinator_of_a_host_gets_it_in_the_name_of_the_organisation(who: Who) -> None:
    found = fetch(who(MARTE), "/vertsskap/pdf", "leger-som-kommer")
    assert found.author == "Sykehuset Østfold HF"
    assert "Thea Bjørkelund" in found.text
    assert "Ingrid Solbakken" not in found.text


def test_a_doctor_gets_the_own_placements_alone(who: Who, home: Database) -> None:
    found = fetch(who(INGRID), "/plasseringer/pdf", "mine-plasseringer")
    assert found.title == "Plasseringene til Ingrid Solbakken"
    for text in ("DPS Halden", "Psykose, Kalnes", "Gjør dette før du begynner", "Bolig Hybel"):
        assert text in found.text
    assert "Henrik" not in found.text and "Katarzyna" not in found.text
    # One's own file is nobody else's business.
    assert taken(home) == []


def test_a_doctor_without_placements_gets_a_file_that_says_so(who: Who, home: Database) -> None:
    with home.session() as session:
        nora = session.exec(select(Person).where(Person.public_id == NORA)).one()
        for member in session.exec(
            select(RotationMember).where(RotationMember.person_id == nora.id)
        ).all():
            for placement in session.exec(
                select(RotationPlacement).where(RotationPlacement.member_id == member.id)
            ).all():
                session.delete(placement)
            session.flush()
            session.delete(member)
        session.commit()
    found = fetch(who(NORA), "/plasseringer/pdf", "mine-plasseringer")
    assert "Du har ingen plassering i en publisert plan." in found.text


def add_run(session: Session, *, reason: str) -> None:
    """A finished run on the draft that found no plan: two are locked where one has room."""
    version = session.exec(
        select(RotationVersion).where(RotationVersion.state == VersionState.DRAFT)
    ).one()
    assert version.id is not None
    found = load_case(session, version.id, today=TODAY)
    case = found.case
    halden = next(site for site in case.sites if site.name == "DPS Halden")
    limit = next(each for each in case.limits if each.sites == (halden.key,) and each.maximum)
    there = [each for each in found.placements if each.site == halden.key][:2]
    locks = tuple(
        Lock(each.doctor, each.block, each.site, each.first, each.last, reason) for each in there
    )
    clash = Clash(((limit.key, 9, 11),), tuple(each.doctor for each in there), locks, "They clash.")
    option = Option(
        (Relaxation(RelaxKind.RAISE_MAXIMUM, 10, limit=limit.key, first=9, last=11, by=1),),
        10,
        True,
        found.placements,
        3,
    )
    explained = Explanation(True, (clash,), (option,), 10, 12, 2.0)
    session.add(
        RotationRun(
            public_id=RUN,
            version_id=version.id,
            kind=RunKind.EXPLAIN,
            state=RunState.DONE,
            asked_at=NOW,
            finished_at=NOW,
            at_edit=version.last_edit,
            case=case_to_document(case),
            result={"explain": explanation_document(case, explained)},
        )
    )
    session.commit()


def test_why_there_is_no_plan_is_a_file(who: Who, home: Database) -> None:
    with home.session() as session:
        add_run(session, reason="#panic() *Marte*")
    client = who(MARTE)
    assert f"{BOARD}/forslag/{RUN}/pdf" in client.get(f"{BOARD}/forslag/{RUN}").text
    found = fetch(client, f"{BOARD}/forslag/{RUN}/pdf", "hvorfor-ingen-plan")
    for text in (
        "Hvorfor det ikke går opp: Psykiatri, Sykehuset Østfold",
        "Det finnes ingen plan: to leger er låst på DPS Halden i juni–august 2027",
        "Minste endring som gir en plan",
        "Hev taket på DPS Halden",
        "Endrede plasseringer 3",
        "Kravene som kolliderer",
        "Slik er det på tavla nå",
    ):
        assert text.replace(" ", "") in found.text.replace(" ", "")
    # A person's words stay words, but for the asterisks that would emphasise them.
    assert "Låst plassering · #panic() Marte" in found.text
    assert taken(home) == [("no_plan", "rotation_run")]


def test_a_run_with_no_such_explanation_has_no_file(who: Who, home: Database) -> None:
    client = who(MARTE)
    assert client.get(f"{BOARD}/forslag/made-up/pdf").status_code == 404
    with home.session() as session:
        add_run(session, reason="")
        row = session.exec(select(RotationRun).where(RotationRun.public_id == RUN)).one()
        row.state, row.result = RunState.CANCELLED, None
        session.commit()
    assert client.get(f"{BOARD}/forslag/{RUN}/pdf").status_code == 404
    assert taken(home) == []


@pytest.mark.parametrize(
    ("page", "person", "file"),
    [
        (BOARD, MARTE, f"{BOARD}/pdf"),
        (f"{BOARD}?gruppe=alis", MARTE, f"{BOARD}/pdf?gruppe=alis"),
        (f"{BOARD}/sammenlign", MARTE, f"{BOARD}/sammenlign/pdf?fra=6&amp;til=7"),
        ("/vertsskap", RAGNHILD, "/vertsskap/pdf"),
        ("/plasseringer", INGRID, "/plasseringer/pdf"),
    ],
)
def test_each_page_leads_to_its_file(who: Who, page: str, person: str, file: str) -> None:
    assert f'href="{file}"' in who(person).get(page).text
