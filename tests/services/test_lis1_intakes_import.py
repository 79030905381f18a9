"""Seats from a file: what each row would do, every mistake by row, nothing half kept."""

import io
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_babel import Babel
from python_calamine import load_workbook
from sqlmodel import Session, col, select

from app.db.tables import AuditEvent, IntakeState, Lis1Seat
from app.exchange.lis1_intakes_list import NAMES_TAB, SEATS, SEATS_TAB, read_seats, write_seats
from app.exchange.list_rows import FileFault, rows_as_text, write_list
from app.services import lis1_intakes_import as service
from app.services.lis1_case import load_case
from app.services.lis1_intakes_keep import Desk
from app.services.lis1_intakes_seat_form import SeatBook, load_book
from app.services.list_check import ListCheck, ListKept
from tests.support.lis1_world import NOW, TODAY, Lis1World, make_intake

Rows = list[dict[str, str]]


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nb_NO")
    with app.test_request_context():
        yield


@pytest.fixture
def world(session: Session) -> Lis1World:
    return make_intake(session, IntakeState.PREPARING, is_drawn=False)


def opened(world: Lis1World) -> tuple[Desk, SeatBook]:
    desk = Desk(world.actor("Tor"), world.intake, TODAY, NOW)
    return desk, load_book(world.session, desk, load_case(world.session, world.intake_id)[0])


def there(world: Lis1World) -> Rows:
    """The rows that one downloads."""
    found = read_seats(service.export_text(opened(world)[1]).encode())
    return [dict(each.cells) for each in found.rows]


def check(world: Lis1World, rows: Rows) -> ListCheck[service.PlannedSeat]:
    desk, book = opened(world)
    return service.check_seats(book, desk, read_seats(write_list(SEATS, rows).encode()))


def save(world: Lis1World, rows: Rows) -> ListKept | ListCheck[service.PlannedSeat]:
    desk, book = opened(world)
    found = read_seats(write_list(SEATS, rows).encode())
    return service.save_seats(world.session, book, desk, found)


def wrong(world: Lis1World, rows: Rows) -> list[tuple[int | None, str | None, str]]:
    return [(each.row, each.column, each.text) for each in check(world, rows).mistakes]


def new_row(world: Lis1World, **changes: str) -> dict[str, str]:
    first = there(world)[0]
    row = {name: first[name] for name in ("intake", "hospital_id", "municipality_id", "track_id")}
    return {**row, "starts_on": "01.09.2027", "places": "2", **changes}


def test_what_one_downloads_changes_nothing_when_it_is_read_again(world: Lis1World) -> None:
    found = check(world, there(world))
    assert (found.mistakes, found.added, found.changed) == ((), (), ())
    assert len(found.rows) == 4


def test_the_workbook_has_the_seats_and_the_names_to_use(world: Lis1World) -> None:
    data = service.export_book(opened(world)[1])
    book = load_workbook(io.BytesIO(data))
    assert book.sheet_names == [SEATS_TAB, NAMES_TAB]
    names = book.get_sheet_by_name(NAMES_TAB).to_python()
    assert names[0] == ["Sykehus", "Kommune", "Løp", "Krever"]
    assert {row[1] for row in names} >= {"Moss", "Halden", "Vestby"}
    desk, opened_book = opened(world)
    again = service.check_seats(opened_book, desk, read_seats(data))
    assert (again.mistakes, len(again.rows)) == ((), 4)


def test_a_row_changes_a_seat_and_a_row_without_a_key_adds_one(world: Lis1World) -> None:
    rows = there(world)
    rows[0]["places"] = "7"
    rows.append(new_row(world, is_own_post="Ja", needs="Lisens"))
    found = check(world, rows)
    assert [each.changes for each in found.changed] == [(("Plasser", "1", "7"),)]
    assert [each.title for each in found.added] == ["Fredrikstad, Tredelt med psykiatri: 2 plasser"]
    assert save(world, rows) == ListKept(1, 1)
    made = world.session.exec(select(Lis1Seat).where(Lis1Seat.places == 2)).one()
    assert made.key == "ostfold-fredrikstad-tredelt-med-psykiatri"
    assert (made.needs, made.is_own_post, made.is_closed) == (["lisens"], True, False)
    event = world.session.exec(
        select(AuditEvent).where(AuditEvent.action == "lis1.seats_imported")
    ).one()
    assert event.details["seats"] == [
        {"seat": "fredrikstad", "places": 7}, {"seat": made.key, "places": 2}
    ]  # fmt: skip
    assert save(world, [new_row(world, is_own_post="Ja", needs="Lisens")]) != ListKept(1, 0)


def test_the_same_row_without_a_key_is_the_same_seat(world: Lis1World) -> None:
    rows = there(world)
    for row in rows:
        row["key"] = row["version"] = ""
    assert check(world, rows).added == ()
    rows[2]["places"] = "3"
    assert [each.before.key for each in check(world, rows).changed if each.before] == ["moss"]


BAD: list[tuple[Callable[[dict[str, str]], object], str, str]] = [
    (lambda row: row.update(places="2,5"), "Plasser", "Skriv et helt tall fra 0 til 1000."),
    (lambda row: row.update(places="to"), "Plasser", "Skriv et helt tall fra 0 til 1000."),
    (lambda row: row.update(places=""), "Plasser", "Skriv hvor mange plasser det er."),
    (lambda row: row.update(municipality_id="Atlantis"), "Kommune", "Atlantis er ikke kjent her."),
    (lambda row: row.update(hospital_id="Ullevål"), "Sykehus", "Ullevål er ikke kjent her."),
    (lambda row: row.update(track_id="Firedelt"), "Løp", "Firedelt er ikke kjent her."),
    (lambda row: row.update(needs="Lisens; Samisk"), "Krever", "Ikke blant kvalifikasjonene"),
    (lambda row: row.update(is_closed="kanskje"), "Stengt for ønsker", "Skriv ja eller nei."),
    (lambda row: row.update(starts_on="i mars"), "Oppstart", "Skriv datoen som dag.måned.år"),
    (lambda row: row.update(key="finnes-ikke"), "Nøkkel", "Ingen plass i inntaket har denne"),
    (lambda row: row.update(intake="Oppstart 2030"), "Inntak", "Raden er for inntaket Oppstart"),
    (lambda row: row.update(contact_email="kari"), "E-post", "Skriv en e-postadresse"),
]  # fmt: skip


def test_what_is_wrong_is_told_by_row_and_column(world: Lis1World) -> None:
    for spoil, column, text in BAD:
        rows = there(world)
        spoil(rows[1])
        rows[0]["places"] = "9"
        ((row, named, told),) = wrong(world, rows)
        assert (row, named) == (3, column) and told.startswith(text)
        assert isinstance(save(world, rows), ListCheck)
    assert {each.places for each in world.session.exec(select(Lis1Seat))} == {1}


def test_every_mistake_of_a_row_is_told_at_once(world: Lis1World) -> None:
    row = new_row(world, municipality_id="Atlantis", places="mange")
    assert [each[1] for each in wrong(world, [row])] == ["Kommune", "Plasser"]


def test_two_rows_about_one_seat_are_refused(world: Lis1World) -> None:
    rows = there(world)
    again = [*rows, {**rows[0], "places": "2"}]
    assert [each[0] for each in wrong(world, again)] == [6]
    new = new_row(world)
    assert wrong(world, [new, dict(new)]) == [
        (3, None, "Raden er den samme som rad 2. Skriv den én gang.")
    ]


def test_of_two_files_of_the_same_round_the_second_tells_what_changed_meanwhile(
    world: Lis1World,
) -> None:
    one, other = there(world), there(world)
    one[0]["places"], other[0]["places"], other[1]["places"] = "5", "6", "2"
    assert save(world, one) == ListKept(0, 1)
    assert wrong(world, other) == [
        (
            2,
            "Versjon",
            "Raden er endret på siden etter at filen ble lastet ned. Last ned filen på nytt.",
        )
    ]
    assert isinstance(save(world, other), ListCheck)
    places = world.session.exec(select(Lis1Seat.places).order_by(col(Lis1Seat.key))).all()
    assert places == [5, 1, 1, 1]


def test_a_workbook_with_the_same_sheet_twice_is_refused(world: Lis1World) -> None:
    rows = there(world)
    names = [list(SEATS.headings.values()), list(rows[0].values())]
    assert read_seats(write_seats(rows, names)).fault is FileFault.SHEET_TWICE


def test_a_seat_that_candidates_see_stays_what_it_is_in_a_file_too(session: Session) -> None:
    world = make_intake(session, IntakeState.OPEN, is_drawn=False)
    rows = there(world)
    rows[0]["municipality_id"], rows[1]["needs"], rows[2]["places"] = "Vestby", "", "4"
    assert [each[:2] for each in wrong(world, rows)] == [(2, "Kommune"), (3, "Krever")]
    assert save(world, [rows[2]]) == ListKept(0, 1)


def test_what_is_shown_in_the_first_step_is_what_the_second_reads(world: Lis1World) -> None:
    rows = there(world)
    rows[3]["contact_name"] = "Ola; «Lege»"
    found = read_seats(write_list(SEATS, rows).encode())
    assert read_seats(rows_as_text(SEATS, found).encode()) == found


def test_a_column_that_is_not_there_leaves_what_is_stored(world: Lis1World) -> None:
    rows = [{n: r[n] for n in ("key", "hospital_id", "municipality_id", "track_id", "places")}
            for r in there(world)]  # fmt: skip
    text = "Nøkkel;Sykehus;Kommune;Løp;Plasser\n" + "\n".join(";".join(r.values()) for r in rows)
    desk, book = opened(world)
    found = service.check_seats(book, desk, read_seats(text.encode()))
    assert (found.mistakes, found.changed) == ((), ())


def test_a_file_that_is_no_list_says_so(world: Lis1World) -> None:
    desk, book = opened(world)
    (told,) = service.check_seats(book, desk, read_seats(b"Nyhet;Plasser\n1;2\n")).mistakes
    assert told.text.startswith("Filen har en ukjent kolonne: Nyhet.")
