"""What the minutes, the letters and the log say, and to whom."""

import io
import re
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import AuditEvent, Lis1Candidate, Lis1Change, Lis1Run
from app.exchange.list_rows import read_book
from app.exchange.pdf import write_pdf
from app.services import lis1_comments, lis1_conflicts, lis1_letters, lis1_log
from app.services import lis1_log_words as words
from app.services.lis1_comments import About
from app.services.lis1_conflicts import CANDIDATE, Declared
from app.services.lis1_minutes_files import minutes_book, minutes_document
from app.services.lis1_minutes_page import load_list, load_minutes
from app.services.lis1_offers_moment import remember
from app.services.pdf_frame import Made
from app.services.rotation_life import Refused
from tests.support.lis1_decision_steps import approve, at, propose, run_of, world_with_runs
from tests.support.lis1_world import NOW, TODAY, Lis1World
from tests.support.pdf_reader import read_pdf

FORMULA = "=HYPERLINK(0)"
APP = Path(__file__).parents[2] / "app"


@pytest.fixture
def world(session: Session) -> Lis1World:
    return world_with_runs(session)


def cells_of(book: bytes) -> list[str]:
    """Every cell of a workbook, after looking that none is a formula."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets and not any(b"<f>" in archive.read(name) for name in sheets)
    return [text for table in read_book(book).values() for row in table for text in row]


def decide(world: Lis1World, *names: str, note: str = "Ingen vil bytte.") -> None:
    seen = propose(world, note=note)
    for name in names or ("Tor", "Sigrid"):
        approve(world, seen, name, f"Merknad fra {name}")


def conflict(world: Lis1World, name: str, key: str) -> None:
    found = Declared(CANDIDATE, key, why="Svoger")
    done = lis1_conflicts.declare(world.session, world.intake_id, found, at(world, name))
    assert not isinstance(done, Refused)


def change_by_hand(world: Lis1World) -> None:
    world.session.add(
        Lis1Change(
            run_id=run_of(world).id, seq=1, candidate_key="K-01", seat_key="halden",
            swap_with_key="K-04", reason="Avtalt med begge", at=NOW,
            effect={"moved": [{"turned": "gains"}, {"turned": "loses"}]},
        )
    )  # fmt: skip
    world.session.commit()


def minutes(world: Lis1World, name: str = "Tor", *, is_public: bool = False) -> str:
    """Everything on the page as one text."""
    page = load_minutes(
        world.session, world.actor(name), world.intake, run_id=None, is_public=is_public,
        today=TODAY,
    )  # fmt: skip
    assert page is not None
    cells = [
        text
        for part in page.parts
        for text in (part.title, *part.texts, *part.heads, *(c for row in part.rows for c in row))
    ]
    return " | ".join((page.sentence, page.reason, *cells))


def test_the_minutes_say_all_that_the_decision_rests_on(world: Lis1World) -> None:
    change_by_hand(world)
    conflict(world, "Mateo", "K-02")
    decide(world)
    text = minutes(world)
    for said in (
        *("Rådet vedtok *kjøring A* 23. november 2026.", "4 leger får plass."),
        *("Tor Råd", "leder", "Lagt fram av Bilal Råd", "Merknad fra Sigrid"),
        *("Reglene, versjon 1 av 01.09.2026", "Den som har bodd i kommunen", "ubekreftet"),
        *("Trukket for hånd", "A. Trukket rekkefølge (valgt)", "B. Beste stabile for legene"),
        *("Ingen vil bytte.", "Avtalt med begge", "1 får noe bedre, 1 noe dårligere"),
        *("Mateo Råd", "Svoger", "Anna Lege", "Alle har fått plass.", "Ingen plasser er igjen."),
    ):
        assert said in text, said


def test_the_minutes_are_fixed_when_decided(world: Lis1World) -> None:
    decide(world)
    before = minutes(world)
    row = world.session.execute(sa.select(Lis1Candidate).limit(1)).scalar_one()
    row.given_name = "Endret"
    world.session.execute(sa.update(Lis1Run).values(result=None))
    world.session.commit()
    assert minutes(world) == before


def test_before_the_decision_it_is_a_draft(world: Lis1World) -> None:
    assert "Utkast: kjøring A er *ikke vedtatt*." in minutes(world)
    propose(world)
    assert "Utkast" in minutes(world)


def test_the_public_edition_names_no_candidate_and_gives_no_reasons(world: Lis1World) -> None:
    change_by_hand(world)
    conflict(world, "Mateo", "K-02")
    decide(world)
    text = minutes(world, is_public=True)
    assert not re.search("(Anna|Bo|Carl|Dina) Lege|Svoger|Avtalt|Merknad fra", text)
    assert "K-01" in text and "Ingen vil bytte." in text


def test_a_reader_in_conflict_sees_no_more_than_the_key(world: Lis1World) -> None:
    conflict(world, "Mateo", "K-02")
    decide(world)
    mine, others = minutes(world, "Mateo"), minutes(world, "Sigrid")
    assert "Bo Lege" in others and "Bo Lege" not in mine
    assert "K-02 | Skjult: du har meldt deg inhabil" in mine


def test_the_files_say_the_same_and_no_cell_is_a_formula(world: Lis1World) -> None:
    decide(world, note=FORMULA)
    page = load_minutes(
        world.session, world.actor("Tor"), world.intake, run_id=None, is_public=False, today=TODAY
    )
    assert page is not None
    made = Made(NOW, TODAY, world.people["Tor"], is_demo=True)
    pdf = read_pdf(write_pdf(minutes_document(page, made)))
    assert pdf.is_tagged and pdf.claims_ua and "Table" in pdf.tags
    assert "Protokoll: Oppstart 1. mars 2027" in pdf.title
    assert "Anna Lege" in pdf.text and "Demo: alle personer er oppdiktet." in pdf.text
    assert FORMULA in cells_of(minutes_book(page))


def test_the_list_has_what_was_decided_and_where_one_is_outside(world: Lis1World) -> None:
    decide(world)
    actor = world.actor("Mateo")
    assert [each.placed for each in load_list(world.session, actor).lines] == ["4"]
    whole = Declared(lis1_conflicts.WHOLE)
    lis1_conflicts.declare(world.session, world.intake_id, whole, at(world, "Mateo"))
    found = load_list(world.session, actor)
    assert found.lines == () and found.outside == ((world.public_id, "Oppstart 1. mars 2027"),)


# ---- Letters ---------------------------------------------------------------------------------


def letters(world: Lis1World, name: str = "Bilal") -> lis1_letters.Letters:
    found = lis1_letters.load_letters(world.session, world.intake_id, world.people[name])
    assert found is not None
    return found


def test_there_are_no_letters_before_the_decision(world: Lis1World) -> None:
    assert lis1_letters.load_letters(world.session, world.intake_id, 1) is None


def test_a_letter_says_seat_days_reason_contact_and_reply(world: Lis1World) -> None:
    decide(world)
    dina = letters(world).lines[3]
    assert dina.key == "K-04" and dina.municipality.startswith("Halden") and dina.hospital
    assert (dina.starts_on, dina.municipality_on) == ("01.03.2027", "01.03.2028")
    assert (dina.wish, dina.contact, dina.reply_by) == ("nr. 4", "Kari Kontakt", "04.12.2026")
    assert "Trukket som nr. 4." in dina.reason
    made = Made(NOW, TODAY, world.people["Bilal"], is_demo=True)
    text = read_pdf(write_pdf(lis1_letters.letters_document(letters(world), made))).text
    assert "Dina Lege (K-04)" in text and "23. november 2026" in text


def test_a_secretary_in_conflict_leaves_that_letter_to_the_chair(world: Lis1World) -> None:
    conflict(world, "Bilal", "K-02")
    decide(world)
    mine, chair = letters(world), letters(world, "Tor")
    assert mine.left_out == ("K-02",) and "Bo" not in lis1_letters.letters_csv(mine)
    assert "bo@example.org" in lis1_letters.letters_csv(chair)


def test_no_name_becomes_a_formula(world: Lis1World) -> None:
    row = world.session.get_one(Lis1Candidate, world.candidates["Anna"])
    row.given_name = FORMULA
    world.session.commit()
    decide(world)
    assert f"'{FORMULA}" in lis1_letters.letters_csv(letters(world))
    assert f"{FORMULA} Lege" in cells_of(lis1_letters.letters_book(letters(world)))


# ---- The log and comments --------------------------------------------------------------------


def log_texts(world: Lis1World, name: str = "Tor", kind: str = "") -> list[str]:
    page = lis1_log.load_log(world.session, world.intake, world.people[name], kind=kind, number=1)
    return [line.text for line in page.lines]


def test_the_log_tells_newest_first_and_by_kind(world: Lis1World) -> None:
    decide(world)
    assert log_texts(world)[:2] == [
        "Rådet vedtok kjøring A.",
        "Kjøring A ble godkjent av et medlem.",
    ]
    assert log_texts(world, kind="fordeling") == [
        "Kjøring ble bestilt: Trukket rekkefølge og Beste stabile for legene."
    ]


def test_the_log_hides_the_reader_s_own_conflicts(world: Lis1World) -> None:
    conflict(world, "Mateo", "K-02")
    remember(
        world.session, world.public_id, "lis1.preplaced", {"candidate": "K-02", "seat": "moss"},
        at(world, "Tor"),
    )  # fmt: skip
    world.session.commit()
    assert "K-02 fikk moss på forhånd." in log_texts(world)
    assert log_texts(world, "Mateo")[:1] == ["Skjult: du har meldt deg inhabil"]


def test_the_log_never_tells_a_seed(world: Lis1World) -> None:
    details = {"seed": "7f1c0d", "count": 4, "public_source": "Lotto"}
    remember(world.session, world.public_id, "lis1.draw_committed", details, at(world, "Tor"))
    world.session.commit()
    assert log_texts(world)[0] == "Frøet ble låst for 4 kandidater. Kilde: Lotto."


def test_every_action_of_an_intake_has_words() -> None:
    """Actions are written out in the services; those of rules and templates have pages of their
    own."""
    elsewhere = ("lis1.rules_", "lis1.checklist_changed", "lis1.handover_months")
    used = set()
    for path in APP.glob("services/lis1_*.py"):
        used |= set(re.findall(r'"(lis1\.[a-z_]+)"', path.read_text("utf-8")))
    missing = {each for each in used if not each.startswith(elsewhere)} - set(words.WORDS)
    assert not missing


@pytest.mark.parametrize("action", sorted(words.WORDS))
def test_a_line_can_be_told_whatever_it_kept(action: str) -> None:
    """Old lines may lack what newer ones keep."""
    full = {"candidate": "K-01", "seat": "moss", "run": 1, "count": 2, "candidates": ["K-01"]}
    for details in ({}, full):
        assert words.sentence(action, details).endswith((".", "»"))


def test_comments_on_a_case_are_hidden_by_a_conflict(world: Lis1World) -> None:
    about = About(world.intake_id, candidate_id=world.candidates["Bo"])
    key = (world.session, world.public_id, about)
    assert lis1_comments.add(*key, "Ring ham", at(world, "Tor")) is None
    assert lis1_comments.add(*key, "  ", at(world, "Tor")) is not None
    conflict(world, "Mateo", "K-02")
    read = lis1_comments.list_comments
    assert [each.text for each in read(world.session, about, world.people["Tor"])] == ["Ring ham"]
    assert read(world.session, about, world.people["Mateo"]) == ()
    assert lis1_comments.add(*key, "Hei", at(world, "Mateo")) is not None
    event = world.session.execute(
        sa.select(AuditEvent).where(col(AuditEvent.action) == "lis1.comment")
    ).scalar_one()
    assert event.details == {"run": None, "candidate": "K-02"}
