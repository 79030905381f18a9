"""Rotasjonstavle: the board as a page, its filters, its links, its file, and who may see it."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from xml.etree.ElementTree import Element

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import col, select

from app.db.tables import (
    RotationMember,
    RotationPlacement,
    RotationPlan,
    RotationVersion,
    VersionState,
)
from rotations.types.case import TraineeGroup
from seed.demo.values import public_id
from tests.support.people import INGRID, KJERSTI, MARTE

SignIn = Callable[[FlaskClient, str], None]
PLAN = public_id("rotation plan", "VOP")
BOARD = f"/rotasjonstavle/{PLAN}"
HX = {"HX-Request": "true", "HX-Target": "panel"}


@pytest.fixture
def marte(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


def document(client: FlaskClient, address: str) -> Element:
    response = client.get(address)
    assert response.status_code == 200
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(response.text)


def text_of(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


def rows(page: Element) -> dict[str, Element]:
    """The rows of doctors and posts by name."""
    found = page.findall(".//table[@id='board']/tbody/tr")
    named = {tr: tr.find("./th[@scope='row']/a") for tr in found}
    return {text_of(name): tr for tr, name in named.items() if name is not None}


def blocks(row: Element) -> list[Element]:
    return [a for a in row.iter("a") if "slot" in (a.get("class") or "").split()]


def test_one_plan_is_opened_at_once(marte: FlaskClient) -> None:
    response = marte.get("/rotasjonstavle")
    assert response.status_code == 302
    assert response.location == BOARD
    for address in (BOARD, f"{BOARD}/innstillinger", "/rotasjonstavle/ny"):
        assert 'aria-current="page">Rotasjonstavle' in marte.get(address).text


def test_several_plans_are_listed_and_one_goes_to_another(app: Flask, marte: FlaskClient) -> None:
    with app.extensions["legelop"].database.session() as session:
        old = session.exec(select(RotationPlan)).one()
        session.add(
            RotationPlan(
                public_id="annen",
                organisation_id=old.organisation_id,
                name="Kirurgi",
                first_month=old.first_month,
                months=12,
            )
        )
        session.commit()
    assert "Kirurgi" in marte.get("/rotasjonstavle").text
    assert marte.get(f"{BOARD}?plan=annen").location == "/rotasjonstavle/annen"
    empty = marte.get("/rotasjonstavle/annen")
    assert "Ingen plan ennå." in empty.text
    assert "/rotasjonstavle/annen/nytt-utkast" in empty.text
    assert marte.get("/rotasjonstavle/annen/excel").status_code == 404


def test_no_plan_says_what_to_do(app: Flask, marte: FlaskClient) -> None:
    with app.extensions["legelop"].database.session() as session:
        other = session.exec(select(RotationPlan)).one()
        other.organisation_id = 1
        session.add(other)
        session.commit()
    page = marte.get("/rotasjonstavle")
    assert page.status_code == 200
    assert "Ingen plan ennå." in page.text


def test_the_answer_counts_the_breaches_and_names_the_first_month(marte: FlaskClient) -> None:
    page = document(marte, BOARD)
    sentence = text_of(page.find(".//p[@class='answer-sentence']"))  # type: ignore[arg-type]
    breaches = [node for node in page.iter("span") if node.get("class") == "state state-late"]
    assert sentence.startswith(f"Utkast 7 har {len(breaches)} brudd. Det første kommer i ")
    assert "versjon 6, som ble publisert 15.06.2026." in text_of(page)


def test_every_row_fills_all_months(marte: FlaskClient) -> None:
    for view, columns in (("", 36), ("?maneder=12&fra=2027-03", 12)):
        page = document(marte, BOARD + view)
        for row in page.findall(".//table[@id='board']/tbody/tr"):
            cells = row.findall("./td") or row.findall("./th")
            width = sum(int(cell.get("colspan", "1")) for cell in cells)
            assert width == columns + (0 if row.findall("./td") else 1)


def test_a_block_is_a_link_that_works_without_a_script(marte: FlaskClient) -> None:
    page = document(marte, BOARD)
    block = blocks(rows(page)["Ingrid Solbakken"])[0]
    assert (block.get("aria-label") or "").startswith(text_of(block))
    address = BOARD + (block.get("href") or "").partition("#")[0]
    chosen = document(marte, address)
    marked = [a for a in chosen.iter("a") if a.get("aria-current") == "true"]
    assert [a.get("href") for a in marked] == [block.get("href")]
    panel = chosen.find(".//aside[@id='panel']")
    assert panel is not None
    assert "Ingrid Solbakken" in text_of(panel)


def test_htmx_gets_the_panel_alone(marte: FlaskClient) -> None:
    page = document(marte, BOARD)
    address = (
        BOARD + (blocks(rows(page)["Ingrid Solbakken"])[0].get("href") or "").partition("#")[0]
    )
    part = marte.get(address, headers=HX).text
    assert part.lstrip().startswith("<aside")
    assert "<table" not in part


def test_locked_changed_and_breached_are_told_in_words_too(marte: FlaskClient) -> None:
    page = document(marte, BOARD)
    every = [block for row in rows(page).values() for block in blocks(row)]
    for mark, words in (("is-changed", "endret siden"), ("is-breached", "del av et brudd")):
        marked = [block for block in every if mark in (block.get("class") or "")]
        assert marked
        assert all(words in (block.get("aria-label") or "") for block in marked)
    locked = [block for block in every if any(child.tag.endswith("svg") for child in block)]
    assert locked
    assert all("låst" in (block.get("aria-label") or "") for block in locked)


def test_the_published_version_has_no_changes_and_cannot_be_proposed(marte: FlaskClient) -> None:
    text = marte.get(f"{BOARD}?versjon=6").text
    assert "Versjon 6 har" in text
    assert "is-changed" not in re.sub(r'<ul class="board-legend".*?</ul>', "", text, flags=re.S)
    assert "/foresla" not in text
    assert "/foresla" in marte.get(BOARD).text
    assert marte.get(f"{BOARD}?versjon=99").status_code == 404


def test_what_is_published_alone_can_be_copied_to_a_new_draft(
    app: Flask, marte: FlaskClient
) -> None:
    assert "/nytt-utkast" not in marte.get(BOARD).text
    with app.extensions["legelop"].database.session() as session:
        draft = session.exec(select(RotationVersion).where(RotationVersion.number == 7)).one()
        draft.state = VersionState.DISCARDED
        session.add(draft)
        session.commit()
    text = marte.get(BOARD).text
    assert "Versjon 6 har" in text
    assert f"{BOARD}/nytt-utkast" in text


def test_filters_leave_some_rows_and_say_so(marte: FlaskClient) -> None:
    every = rows(document(marte, BOARD))
    page = document(marte, f"{BOARD}?gruppe=alis")
    assert 0 < len(rows(page)) < len(every)
    assert f"{len(rows(page))} av {len(every)} rader vises." in text_of(page)
    nobody = document(marte, f"{BOARD}?gruppe=consultant")
    assert "Ingen rader passer til valget" in text_of(nobody)


def test_links_on_the_board_keep_the_filters(marte: FlaskClient) -> None:
    page = document(marte, f"{BOARD}?gruppe=alis&maneder=24&ukjent=x")
    block = blocks(next(iter(rows(page).values())))[0]
    assert (block.get("href") or "").startswith("?gruppe=alis&maneder=24&valgt=")


def test_every_finding_leads_to_something_on_the_page(marte: FlaskClient) -> None:
    page = document(marte, f"{BOARD}?gruppe=alis&maneder=12")
    findings = page.find(".//section[@id='etter-tavla']")
    assert findings is not None
    links = [a.get("href") or "" for a in findings.iter("a")]
    assert links
    for link in links:
        address, _hash, anchor = link.partition("#")
        there = document(marte, address if address.startswith("/") else BOARD + address)
        found = there.find(f".//*[@id='{anchor}']")
        assert found is not None
        assert text_of(found)


def test_dense_rows_are_remembered_and_the_address_can_say_otherwise(
    marte: FlaskClient,
) -> None:
    assert "is-dense" not in marte.get(BOARD).text
    answer = marte.post(f"{BOARD}/visning", data={"tett": "1", "tavle": "gruppe=alis&x=1&tett=0"})
    assert answer.location == f"{BOARD}?gruppe=alis"
    assert "is-dense" in marte.get(BOARD).text
    assert "is-dense" not in marte.get(f"{BOARD}?tett=0").text


def test_the_workbook_has_a_cell_for_every_month(marte: FlaskClient) -> None:
    response = marte.get(f"{BOARD}/excel?gruppe=alis")
    assert response.status_code == 200
    assert "rotasjonstavle-7.xlsx" in response.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.data)) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    for text in ("Thea Bjørkelund", "09.2026", "08.2029", "ALIS"):
        assert text in strings
    assert "Ingrid Solbakken" not in strings
    assert "<f>" not in sheet


def test_a_draft_without_placements_says_that_there_is_no_plan(
    app: Flask, marte: FlaskClient
) -> None:
    with app.extensions["legelop"].database.session() as session:
        rows = session.exec(
            select(RotationPlacement)
            .join(RotationMember, col(RotationMember.id) == col(RotationPlacement.member_id))
            .join(RotationVersion, col(RotationVersion.id) == col(RotationMember.version_id))
            .where(RotationVersion.number == 7)
        )
        for row in rows:
            session.delete(row)
        session.commit()
    text = marte.get(BOARD).text
    assert "Ingen plan ennå." in text
    assert "ingen plasseringer. Lag et forslag" in text


def test_more_rows_ask_no_more_queries(app: Flask, marte: FlaskClient) -> None:
    engine = app.extensions["legelop"].database.engine
    asked: list[str] = []

    def count() -> int:
        marte.get(BOARD)
        asked.clear()
        assert marte.get(BOARD).status_code == 200
        return len(asked)

    sa.event.listen(
        engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: asked.append(statement)
    )
    before = count()
    with app.extensions["legelop"].database.session() as session:
        draft = session.exec(select(RotationVersion).where(RotationVersion.number == 7)).one()
        assert draft.id is not None
        session.add_all(
            RotationMember(
                version_id=draft.id,
                key=f"ny-{number}",
                vacancy_name=f"Stilling {number}",
                group=TraineeGroup.LIS23,
                starts_on=date(2026, 9, 1),
                needs={"blocks": []},
            )
            for number in range(40)
        )
        session.commit()
    assert count() == before
    assert "Stilling 39" in marte.get(BOARD).text


@pytest.mark.parametrize("who", [INGRID, KJERSTI])
def test_others_are_not_let_in(client: FlaskClient, sign_in: SignIn, who: str) -> None:
    sign_in(client, who)
    assert client.get(BOARD).status_code == 403


def test_a_plan_of_others_and_one_that_is_not_there_are_the_same_answer(
    app: Flask, marte: FlaskClient
) -> None:
    with app.extensions["legelop"].database.session() as session:
        plan = session.exec(select(RotationPlan)).one()
        plan.organisation_id = 1
        session.add(plan)
        session.commit()
    assert marte.get(BOARD).status_code == 403
    assert marte.get("/rotasjonstavle/finnesikke").status_code == 403
