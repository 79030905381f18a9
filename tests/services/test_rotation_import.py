"""A plan read from a sheet: what it changes, what is wrong row by row, taken in and undone."""

from datetime import date

import pytest
from flask import Flask
from sqlmodel import Session

from app.db.tables import EditKind, VersionState
from app.exchange.plan_sheet import StayRow, read_sheet, write_rows
from app.services import rotation_edits, rotation_import, rotation_undo
from app.services.rotation_edits_values import Author, Wanted
from app.services.rotation_import import SheetCheck, TakenIn
from app.services.rotation_life import Refused
from app.store import rotations
from app.store.rotation_values import PlanHead
from tests.support.draft_world import CLINIC, HOME, NOW, TODAY, WARD, DraftWorld, make_draft_world

NAMES = {WARD: "Døgnpost", CLINIC: "DPS Halden", HOME: "Poliklinikken"}


@pytest.fixture
def world(session: Session) -> DraftWorld:
    return make_draft_world(session)


def plan_of(world: DraftWorld) -> PlanHead:
    found = rotations.find_plan(world.session, world.plan_id)
    assert found is not None
    return found


def author(world: DraftWorld) -> Author:
    return Author(world.people["Marte"], "Marte Prøve", TODAY)


def row(number: int, name: str, place: str, first: str, last: str, **more: str) -> StayRow:
    return StayRow(number, f"{name} Prøve", place, first, last, **more)


def sheet(*rows: StayRow) -> bytes:
    return write_rows(rows).encode()


def check(world: DraftWorld, *rows: StayRow) -> SheetCheck:
    found = rotation_import.check_sheet(world.session, plan_of(world), sheet(*rows), author(world))
    assert isinstance(found, SheetCheck)
    return found


def save(world: DraftWorld, *rows: StayRow, seen: int = 0) -> TakenIn | SheetCheck | Refused:
    return rotation_import.save_sheet(
        world.session, plan_of(world), sheet(*rows), seen, author(world), NOW
    )


ANNA = (
    row(2, "Anna", "Døgnpost", "09.2026", "02.2027", service="Akuttpsykiatri", locked="ja"),
    row(3, "Anna", "DPS Halden", "03.2027", "08.2027", service="Psykose"),
    row(4, "Anna", "Poliklinikken", "03.2028", "08.2028", service="Alderspsykiatri"),
)
"""Anna's acute psychiatry is locked, and old age psychiatry comes half a year later."""


def test_the_template_says_the_same_as_the_draft(world: DraftWorld, app: Flask) -> None:
    with app.test_request_context():
        data = rotation_import.template_of(world.session, plan_of(world), TODAY)
        assert data is not None
        found = rotation_import.check_sheet(world.session, plan_of(world), data, author(world))
    assert isinstance(found, SheetCheck)
    assert (found.mistakes, found.changes, found.doctors) == ((), (), 0)
    assert len(read_sheet(data).rows) == 9


def test_a_sheet_is_shown_first_and_then_taken_in_as_one_edit(
    world: DraftWorld, app: Flask
) -> None:
    with app.test_request_context():
        found = check(world, *ANNA)
        assert [(each.doctor, each.service) for each in found.changes] == [
            ("Anna Prøve", "Alderspsykiatri")
        ]
        assert found.effect is not None
        done = save(world, *ANNA)
        assert done == TakenIn(1, 1)
        assert world.rows("Anna") == [
            ("acute", WARD, 0, 5, True),
            ("psychosis", CLINIC, 6, 11, False),
            ("old", HOME, 18, 23, False),
        ]
        assert world.rows("Bo")[0] == ("psychosis", CLINIC, 0, 5, False)
        line = rotation_undo.done_line(world.session, world.version_id, 1, date(2026, 9, 1))
        assert line is not None and "Én rad er endret" in line.sentence
        rotation_undo.undo(
            world.session, world.version_id, seen=1, by=world.people["Marte"], now=NOW
        )
    assert world.rows("Anna")[0] == ("acute", WARD, 0, 5, False)
    assert world.rows("Anna")[2] == ("old", HOME, 12, 17, False)


def test_breaches_that_the_sheet_would_make_are_told(world: DraftWorld, app: Flask) -> None:
    rows = [
        row(n, name, "Døgnpost", "09.2026", "02.2027", service="Akuttpsykiatri")
        for n, name in enumerate(("Anna", "Bo", "Cato"), start=2)
    ]
    with app.test_request_context():
        found = check(world, *rows)
    assert found.effect is not None
    assert any("Døgnpost" in text and "Taket er 2" in text for text in found.effect.new)


def test_what_is_wrong_is_told_row_by_row(world: DraftWorld, app: Flask) -> None:
    with app.test_request_context():
        found = check(
            world,
            row(2, "Dag", "Døgnpost", "09.2026", "10.2026"),
            row(3, "Anna", "Månen", "09.2026", "10.2026"),
            row(4, "Anna", "Døgnpost", "høst", "10.2026"),
            row(5, "Anna", "Døgnpost", "10.2026", "09.2026"),
            row(6, "Anna", "Døgnpost", "09.2025", "10.2026"),
            row(7, "Bo", "Døgnpost", "09.2026", "02.2027", service="Akuttpsykiatri"),
            row(8, "Bo", "DPS Halden", "02.2027", "05.2027", service="Psykose", locked="kanskje"),
            row(9, "Cato", "Døgnpost", "09.2026", "02.2027", service="Akuttpsykiatri"),
            row(10, "Cato", "Poliklinikken", "02.2027", "05.2027", service="Alderspsykiatri"),
            row(11, "Cato", "DPS Halden", "06.2027", "07.2027"),
            row(12, "Cato", "DPS Halden", "08.2027", "09.2027"),
            row(13, "Cato", "Døgnpost", "10.2027", "11.2027", key="draft-anna:acute"),
        )
    assert [(each.row, each.column) for each in found.mistakes] == [
        (2, "Lege"),
        (3, "Sted"),
        (4, "Første måned"),
        (5, "Siste måned"),
        (6, "Første måned"),
        (8, "Låst"),
        (10, "Første måned"),
        (12, "Tjeneste"),
        (13, "Nøkkel"),
    ]
    assert found.changes == ()
    assert world.rows("Anna")[0] == ("acute", WARD, 0, 5, False)


def test_a_service_that_is_no_need_yet_becomes_one_and_the_preview_says_so(
    world: DraftWorld, app: Flask
) -> None:
    rows = (*ANNA, row(5, "Anna", "DPS Halden", "09.2028", "10.2028", service="Rus"))
    with app.test_request_context():
        assert check(world, *rows).new_needs == ("Anna Prøve: Rus",)
        assert isinstance(save(world, *rows), TakenIn)
    board = rotations.load_board(world.session, world.version_id)
    member = board.member("draft-anna")
    assert member is not None
    assert member.needs["blocks"][-1]["service"] == "Rus"
    assert member.needs["blocks"][-1]["min_months"] == 2


def test_a_row_somebody_edited_since_is_shown_again_and_not_overwritten(
    world: DraftWorld, app: Flask
) -> None:
    with app.test_request_context():
        rotation_edits.save_edit(
            world.session,
            world.version_id,
            Wanted(EditKind.LOCK, "draft-anna", "psychosis"),
            seen=0,
            author=Author(world.people["Nils"], "Nils", TODAY),
            now=NOW,
        )
        done = save(world, *ANNA, seen=0)
        assert isinstance(done, SheetCheck)
        assert (done.is_stale, done.seq) == (True, 1)
        assert world.rows("Anna")[2] == ("old", HOME, 12, 17, False)
        assert isinstance(save(world, *ANNA, seen=1), TakenIn)
    assert world.rows("Anna")[1] == ("psychosis", CLINIC, 6, 11, True)


def test_only_a_draft_takes_a_sheet(world: DraftWorld, app: Flask) -> None:
    world.state(VersionState.PROPOSED)
    with app.test_request_context():
        assert isinstance(save(world, *ANNA), Refused)
        assert rotation_import.template_of(world.session, plan_of(world), TODAY) is None
