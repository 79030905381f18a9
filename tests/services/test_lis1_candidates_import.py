"""Candidates from a file: every mistake by row and column, nothing half added, read once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO

import pytest
from python_calamine import load_workbook
from sqlmodel import Session, select

from app.db.tables import IntakeState, Lis1Candidate, Lis1Conflict, Lis1Couple, Lis1Intake, Lis1Seat
from app.exchange.lis1_candidates_list import columns_for, write_book
from app.exchange.list_rows import write_list
from app.i18n import speaking
from app.services import lis1_candidates_import as service
from app.services.lis1_candidates_edit import Acting
from app.services.lis1_candidates_import_rows import PlannedCandidate
from app.services.list_check import ListCheck, ListKept
from app.store import lis1_candidates as store
from rotations.lis1.types import Together
from tests.support.lis1_world import NOW, TODAY, Lis1World, make_intake

KARI = {
    "given_name": "Kari",
    "family_name": "Åsen",
    "email": "kari@example.org",
    "qualifications": "Lisens",
    "wish1": "moss",
    "wish2": "Halden",
}
OLA = {**KARI, "given_name": "Ola", "family_name": "Dahl", "email": "ola@example.org"}
Rows = Sequence[Mapping[str, str]]


@pytest.fixture
def world(session: Session) -> Iterator[Lis1World]:
    with speaking("nb"):
        made = make_intake(session, IntakeState.OPEN, is_drawn=False)
        session.get_one(Lis1Seat, made.seats["sarpsborg"]).is_closed = True
        session.commit()
        yield made


def acting(world: Lis1World) -> Acting:
    return Acting(world.intake, world.people["Tor"], TODAY, NOW)


def check(world: Lis1World, data: bytes) -> ListCheck[PlannedCandidate]:
    found = service.read_file(world.session, world.intake_id, data)
    return service.check_file(world.session, acting(world), found)


def save(world: Lis1World, data: bytes) -> ListKept | ListCheck[PlannedCandidate]:
    found = service.read_file(world.session, world.intake_id, data)
    return service.save_file(world.session, acting(world), found)


def book(*rows: Mapping[str, str]) -> bytes:
    return write_book(columns_for(4), rows, [], [])


def text(*rows: Mapping[str, str]) -> bytes:
    return write_list(columns_for(4), rows).encode()


def test_everybody_in_a_file_is_added_with_keys_in_turn(world: Lis1World) -> None:
    assert check(world, book(KARI, OLA)).mistakes == ()
    assert save(world, book(KARI, OLA)) == ListKept(2, 0)
    found = store.find_candidate(world.session, world.intake_id, "K-06")
    assert found is not None
    assert found.name == "Ola Dahl"
    wishes = store.list_wishes(world.session, found.id or 0)
    assert wishes == [world.seats["moss"], world.seats["halden"]]


BAD = [
    ([{**KARI, "email": "anna@example.org"}], 2, "E-post", "som K-01"),
    ([KARI, {**OLA, "email": "KARI@example.org"}], 3, "E-post", "står også i rad 2"),
    ([{**KARI, "wish1": "sarpsborg"}], 2, "Ønske 1", "er stengt for ønsker"),
    ([{**KARI, "wish2": "bergen"}], 2, "Ønske 2", "Plassen «bergen» finnes ikke"),
    ([{**KARI, "wish2": "MOSS"}], 2, "Ønske 2", "allerede ønske 1"),
    ([{**KARI, "wish2": "", "wish3": "halden"}], 2, "Ønske 2", "står tomt"),
    ([{**KARI, "qualifications": "", "wish2": ""}], 2, "Ønske 1", "krever «Lisens»"),
    ([KARI, {**OLA, "wish1": "", "wish2": ""}], 3, "Ønske 1", "Listen er tom"),
    ([{**KARI, "intake": "Oppstart 1. september 2027"}], 2, "Inntak", "bare «Oppstart 1. mars"),
    ([{**KARI, "family_name": ""}], 2, "Etternavn", "Skriv etternavnet."),
    ([{**KARI, "email": "kari"}], 2, "E-post", "Skriv en e-postadresse"),
    ([{**KARI, "gender": "K"}], 2, "Kjønn", "Kvinne eller Mann eller Annet"),
    ([{**KARI, "qualifications": "Doktorgrad"}], 2, "Kvalifikasjoner", "Skriv Lisens."),
    ([{**KARI, "partner": "ola@example.org"}], 2, "Par med (e-post)", "en annen kandidat i filen"),
    ([{**KARI, "together": "Samme kommune"}], 2, "Par med (e-post)", "la hele paret stå tomt"),
    (
        [
            {**KARI, "partner": "ola@example.org", "together": "Samme eller nær"},
            {**OLA, "partner": "kari@example.org", "together": "Samme kommune"},
        ],
        3,
        "Par ønsker",
        "ønsker noe annet i rad 2",
    ),
]  # fmt: skip


@pytest.mark.parametrize("kind", [book, text])
@pytest.mark.parametrize(("rows", "number", "column", "told"), BAD)
def test_a_mistake_is_named_by_row_and_column_and_nothing_is_added(
    world: Lis1World, rows: Rows, number: int, column: str, told: str, kind: Callable[..., bytes]
) -> None:
    done = save(world, kind(*rows))
    assert isinstance(done, ListCheck)
    assert [(each.row, each.column) for each in done.mistakes] == [(number, column)]
    assert told in done.mistakes[0].text
    assert len(world.session.exec(select(Lis1Candidate)).all()) == 4


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Filen har ingen rader."),
        (b"Fornavn;Etternavn;E-post\r\n", "Filen har ingen rader."),
        (b"Fornavn;Etternavn\r\nKari;Berg\r\n", "Filen mangler kolonnen E-post."),
        (b"Fornavn;Etternavn;E-post;Poeng\r\nKari;Berg;k@example.org;3\r\n", "ukjent kolonne"),
        (b"PK\x03\x04 not a book", "kan ikke åpnes som et regneark"),
        (b"\x00\x01", "Filen er ikke en CSV-fil."),
    ],
)
def test_a_file_that_is_no_list_says_why(world: Lis1World, data: bytes, told: str) -> None:
    found = check(world, data)
    assert told in found.mistakes[0].text
    assert found.mistakes[0].row is None


def test_the_same_file_is_read_once_however_it_was_saved(world: Lis1World) -> None:
    assert isinstance(save(world, book(KARI)), ListKept)
    told = check(world, book(KARI)).mistakes[0].text
    assert told.startswith("Denne filen ble lest inn 23.11.2026 kl. 10.00 av Tor Råd.")
    found = service.read_file(world.session, world.intake_id, book(KARI))
    again = service.read_file(world.session, world.intake_id, found.text.encode())
    assert again.digest == found.digest


def test_a_couple_in_a_file_holds_for_both(world: Lis1World) -> None:
    rows = (
        {**KARI, "partner": "ola@example.org", "together": "Samme eller nær", "or_apart": "Nei"},
        OLA,
    )
    assert isinstance(save(world, book(*rows)), ListKept)
    couple = world.session.exec(select(Lis1Couple)).one()
    assert (couple.is_confirmed, couple.wish, couple.or_apart) == (True, Together.NEAR, False)


def test_nobody_is_added_after_the_list_is_closed(world: Lis1World) -> None:
    intake = world.session.get_one(Lis1Intake, world.intake_id)
    intake.drawn_by_hand = ["K-01"]
    world.session.commit()
    assert "kan ikke endres" in check(world, book(KARI)).mistakes[0].text


def test_what_is_downloaded_can_be_read_and_hides_those_in_conflict(world: Lis1World) -> None:
    store.write_private_text(world.session, world.candidates["Bo"], "Hemmelig", NOW)
    tor = world.people["Tor"]
    conflict = Lis1Conflict(
        intake_id=world.intake_id,
        person_id=tor,
        candidate_id=world.candidates["Anna"],
        declared_at=NOW,
    )
    world.session.add(conflict)
    world.session.commit()
    data = service.export_book(world.session, world.intake_id, tor, with_candidates=True)
    sheets = load_workbook(BytesIO(data))
    assert sheets.sheet_names == ["Kandidater", "Plasser", "Kvalifikasjoner"]
    rows = sheets.get_sheet_by_name("Kandidater").to_python()
    assert [row[1] for row in rows[1:]] == ["Bo", "Carl", "Dina"]
    everything = [sheets.get_sheet_by_name(name).to_python() for name in sheets.sheet_names]
    assert "Hemmelig" not in str(everything)
    seats = sheets.get_sheet_by_name("Plasser").to_python()
    assert ["sarpsborg", "Nei"] in [[row[0], row[7]] for row in seats]
    mistakes = check(world, data).mistakes
    assert {each.column for each in mistakes} == {"E-post", "Ønske 1", "Ønske 2", "Ønske 4"}
