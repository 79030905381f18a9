"""A region's staff data from a sheet: every mistake by sheet, row and column; all or nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from app.actors import Actor
from app.db.tables import AuditEvent, Person, StaffArrival, StaffDataSet, StaffStock
from app.exchange.staff_list import ABOUT, STOCK, pack, read_staff, unpack
from app.i18n import speaking
from app.roles import Role
from app.services import forecast_data_export as export
from app.services import forecast_data_import as service
from app.services.forecast_data_import import StaffCheck
from app.store import forecast_data as store
from app.store.regions import Region
from tests.support.staff_world import PSYCHIATRY, SHEETS, TODAY, TROMSO, Rows, region_of, sheet

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def region(session: Session) -> Iterator[Region]:
    with speaking("nb"):
        yield region_of(session)


@pytest.fixture
def actor(session: Session) -> Actor:
    person = Person(public_id="planner", given_name="Per", family_name="Plan")
    session.add(person)
    session.commit()
    assert person.id is not None
    return Actor(person.id, person.public_id, person.name, Role.PLANNER, ())


def mistakes(session: Session, region: Region, **changes: Rows) -> list[tuple[object, ...]]:
    found = service.check_staff(session, region, sheet(**changes), TODAY)
    return [(each.sheet, each.row, each.column, each.text) for each in found.mistakes]


def test_a_right_sheet_is_shown_and_then_kept_as_a_whole(
    session: Session, region: Region, actor: Actor
) -> None:
    check = service.check_staff(session, region, sheet(), TODAY)
    assert (check.mistakes, check.missing) == ((), ())
    assert check.counts == {
        "Spesialister": 2, "I utdanning": 1, "Sluttet": 6, "Kommet til": 6, "Varighet": 2,
        "Stillinger": 1,
    }  # fmt: skip
    assert not session.exec(select(StaffDataSet)).all()
    kept = service.save_staff(session, actor, region, unpack(pack(sheet())), today=TODAY, now=NOW)
    assert isinstance(kept, StaffDataSet)
    session.expire_all()
    rows = session.exec(select(StaffStock).order_by(StaffStock.age)).all()  # type: ignore[arg-type]
    assert [(row.persons, row.work_percent) for row in rows] == [(6, 100.0), (5, 80.0)]
    assert session.exec(select(StaffArrival)).first().fte == 9.5  # type: ignore[union-attr]
    event = session.exec(select(AuditEvent).where(AuditEvent.action == service.READ_IN)).one()
    assert event.details["rows"]["Spesialister"] == 2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"stock": ({**SHEETS[STOCK][0], "persons": "-1"},)},
            ("Spesialister", 2, "Antall", "Skriv et helt tall fra 0 til 10000."),
        ),
        (
            {"stock": ({**SHEETS[STOCK][0], "specialty_code": "Psykatri"},)},
            ("Spesialister", 2, "Spesialitet", "Ukjent spesialitet: Psykatri. Mente du Psykiatri?"),
        ),
        (
            {"stock": ({**SHEETS[STOCK][0], "organisation_id": "UNN Tromsö"},)},
            (
                *("Spesialister", 2, "Sykehus"),
                "Ukjent sykehus i regionen: UNN Tromsö. Mente du UNN Tromsø?",
            ),
        ),
        (
            {"stock": ({**SHEETS[STOCK][0], "organisation_id": "Sykehuset Østfold HF"},)},
            (
                *("Spesialister", 2, "Sykehus"),
                "Ukjent sykehus i regionen: Sykehuset Østfold HF. "
                "Bruk navnene i arket «Navn å bruke».",
            ),
        ),
        (
            {"stock": (SHEETS[STOCK][0], SHEETS[STOCK][0])},
            (
                *("Spesialister", 3, None),
                "Raden gjelder det samme som rad 2. Skriv den én gang.",
            ),
        ),
        (
            {"exits": ({**SHEETS["Sluttet"][0], "gone": "7"},)},
            (
                *("Sluttet", 2, "Sluttet i året"),
                "7 sluttet, men det var bare 6 i stilling.",
            ),
        ),
        (
            {"arrivals": (SHEETS["Kommet til"][0], SHEETS["Kommet til"][3])},
            (
                *("Kommet til", 3, "År"),
                "Psykiatri mangler 2021, 2022. Skriv også år der ingenting skjedde.",
            ),
        ),
        (
            {"arrivals": ({**SHEETS["Kommet til"][0], "stayed": "3"},)},
            (
                *("Kommet til", 2, "Ble i regionen"),
                "3 ble i regionen, men det var bare 2 som ble godkjent.",
            ),
        ),
        (
            {"durations": ({**SHEETS["Varighet"][0], "is_finished": "kanskje"},)},
            ("Varighet", 2, "Ferdig", "Skriv ja eller nei."),
        ),
        (
            {"about": ({**SHEETS[ABOUT][0], "as_of": "24.11.2026"},)},
            (
                *("Om tallene", 2, "Tall per dato"),
                "Skriv en dato som 31.10.2026, ikke senere enn 23.11.2026.",
            ),
        ),
        (
            {"about": ({**SHEETS[ABOUT][0], "region": "Helse Vest"},)},
            (
                *("Om tallene", 2, "Region"),
                "Tallene gjelder Helse Vest, ikke regionen du er i.",
            ),
        ),
        (
            {"stock": ()},
            ("Spesialister", None, None, "Arket mangler eller er tomt."),
        ),
        (
            {"posts": ({**SHEETS["Stillinger"][0], "vacant": "mange"},)},
            ("Stillinger", 2, "Ledige årsverk", "Skriv et tall fra 0 til 10000."),
        ),
    ],
)
def test_a_mistake_is_named_by_sheet_row_and_column(
    session: Session, region: Region, changes: dict[str, Rows], expected: tuple[object, ...]
) -> None:
    assert mistakes(session, region, **changes) == [expected]


def test_every_mistake_is_named_at_once_and_nothing_is_kept(
    session: Session, region: Region, actor: Actor
) -> None:
    wrong = {**SHEETS[STOCK][0], "age": "17", "persons": "", "sex": "?"}
    found = sheet(stock=(wrong,))
    check = service.save_staff(session, actor, region, found, today=TODAY, now=NOW)
    assert isinstance(check, StaffCheck)
    assert [each.column for each in check.mistakes] == ["Kjønn", "Alder", "Antall"]
    assert not session.exec(select(StaffDataSet)).all()
    assert not session.exec(select(StaffStock)).all()


def test_files_that_are_no_sheets_are_told(session: Session, region: Region) -> None:
    def told(data: bytes) -> list[str]:
        check = service.check_staff(session, region, read_staff([data]), TODAY)
        return [each.text for each in check.mistakes]

    assert told(b"")[0].startswith("Filen har ingen rader.")
    assert told(b"PK not a book")[0].startswith("Filen kan ikke åpnes")
    assert told("Frukt;Farge\nEple;Rød".encode())[0].startswith("Arket kjennes ikke igjen.")
    column = "Spesialitet;Sykehus;Kjønn;Alder\nPsykiatri;UNN Tromsø;Kvinne;48"
    assert "Filen mangler kolonnen Antall." in told(column.encode())


def test_text_files_with_a_table_each_say_the_same_as_a_book(
    session: Session, region: Region
) -> None:
    about = "Region;Tall per dato;Kilde\nhelse-nord;31.10.2026;Personalsystemet"
    stock = "Spesialitet;Sykehus;Kjønn;Alder;Antall\nVOP;unn-tromso;kvinne;48;6"
    found = read_staff([about.encode(), stock.encode("cp1252")])
    check = service.check_staff(session, region, found, TODAY)
    assert check.mistakes == ()
    assert [(row.specialty_code, row.persons) for row in check.staff.stock] == [("VOP", 6)]
    assert len(check.missing) == 5


def test_small_cells_and_sums_that_do_not_hold_are_said_and_kept(
    session: Session, region: Region
) -> None:
    few = {**PSYCHIATRY, **TROMSO, "sex": "Kvinne", "age": "50", "persons": "3"}
    check = service.check_staff(session, region, sheet(stock=(few,)), TODAY)
    assert check.mistakes == ()
    told = " ".join(check.remarks)
    assert "Én rad har færre enn fem personer." in told
    assert (
        "Antallet har endret seg mye på kort tid: Psykiatri (3 nå, 11 ved slutten av 2025)" in told
    )
    # 11 + 1 who stayed - 1 who left is 11: nothing is said of it.
    assert "minus dem som sluttet" not in told
    jump = tuple({**row, "persons": "14"} if row["year"] == "2024" else row
                 for row in SHEETS["Kommet til"])  # fmt: skip
    check = service.check_staff(session, region, sheet(arrivals=jump), TODAY)
    assert "minus dem som sluttet: Psykiatri 2024." in " ".join(check.remarks)


def test_a_withdrawn_set_leaves_the_one_before_in_use(
    session: Session, region: Region, actor: Actor
) -> None:
    first = service.save_staff(session, actor, region, sheet(), today=TODAY, now=NOW)
    later = NOW.replace(hour=11)
    second = service.save_staff(session, actor, region, sheet(), today=TODAY, now=later)
    assert isinstance(first, StaffDataSet)
    assert isinstance(second, StaffDataSet)
    names = first.public_id, second.public_id
    assert service.withdraw(session, actor, region, names[1], later) is not None
    rows = store.list_data_sets(session, region.id)
    assert [(row.public_id, row.withdrawn_by) for row in rows] == [
        (names[1], "Per Plan"), (names[0], None),
    ]  # fmt: skip
    assert service.withdraw(session, actor, region, "unknown", later) is None
    events = session.exec(select(AuditEvent).where(AuditEvent.action == service.WITHDRAWN)).all()
    assert [event.subject_key for event in events] == [names[1]]


def test_another_region_cannot_withdraw_it(session: Session, region: Region, actor: Actor) -> None:
    kept = service.save_staff(session, actor, region, sheet(), today=TODAY, now=NOW)
    assert isinstance(kept, StaffDataSet)
    other = region_of(session, "helse-vest")
    assert service.withdraw(session, actor, other, kept.public_id, NOW) is None


def test_what_is_downloaded_says_the_same_when_it_is_read_in(
    session: Session, region: Region, actor: Actor
) -> None:
    service.save_staff(session, actor, region, sheet(), today=TODAY, now=NOW)
    book = export.export_current(session, region, TODAY)
    assert book is not None
    again = service.check_staff(session, region, read_staff([book]), TODAY)
    before = service.check_staff(session, region, sheet(), TODAY)
    assert again.mistakes == ()
    assert (again.staff, again.as_of, again.source) == (before.staff, before.as_of, before.source)


def test_the_template_is_empty_and_knows_the_names(session: Session, region: Region) -> None:
    book = export.export_template(session, region, TODAY)
    found = service.check_staff(session, region, read_staff([book]), TODAY)
    assert ("Spesialister", "Arket mangler eller er tomt.") in [
        (each.sheet, each.text) for each in found.mistakes
    ]
    assert export.export_current(session, region, TODAY) is None
