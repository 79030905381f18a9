"""A document as PDF: all of the text and nothing run, tagged and titled, the same every time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange import pdf
from app.exchange.pdf import (
    Answer,
    Block,
    Board,
    BoardRow,
    Cell,
    Document,
    Facts,
    Figures,
    FontMissingError,
    Heading,
    Item,
    Items,
    Month,
    Paper,
    Paragraph,
    Slot,
    Table,
    write_pdf,
)
from tests.support.pdf_reader import read_pdf

CREATED = datetime(2026, 11, 23, 6, 10, tzinfo=UTC)
HOSTILE = (
    '#read("pdf.py")',
    '#include "/etc/passwd"',
    "#let x = 1; $ sum_(i=0)^n $ *fet* _kursiv_ = Ikke en overskrift",
    "<script>alert(1)</script> @ref [lenke](x) `rå` // merknad /* nei */ \\u{41} \\",
    '"}], "title": "En annen tittel',
    "Ærlig Øyvind Åsmund-O’Brien – «sitat» … 3 × 4 ≥ 12 ½ é ł ğ",
)


def document(*blocks: Block, title: str = "Plan for æøå", language: str = "nb") -> Document:
    return Document(
        title=title,
        language=language,
        author="Sykehuset Østfold HF",
        created=CREATED,
        footer="Laget 23.11.2026 i Legeløp.",
        page_label="Side {page} av {pages}",
        blocks=blocks,
    )


def table(rows: int, text: str = "Akuttpsykiatri, Kalnes") -> Table:
    return Table(
        ("Lege", "Når", "Sted"),
        (2, 0, 3),
        tuple(
            (Cell((f"Lege {number}",), "LIS3"), Cell(("01.03.2027–31.08.2027",)), Cell((text,)))
            for number in range(rows)
        ),
    )


def board(rows: int, months: int) -> Board:
    return Board(
        "Lege",
        "Kan bli godkjent",
        (("2026", 4), ("2027", months - 4)),
        tuple(Month("sep", month % 6 == 0, month == 2) for month in range(months)),
        (
            BoardRow("LIS3 psykiatri"),
            *(
                BoardRow(
                    f"Lege {number}",
                    "28.02.2029",
                    (
                        Slot(12, "DPS Halden", "dps", is_breached=True),
                        Slot(6, "", "leave"),
                        Slot(months - 18, "28.02.2029", "done"),
                    ),
                )
                for number in range(rows)
            ),
        ),
        (("dps", "DPS"), ("breached", "Del av et brudd")),
    )


EVERYTHING = document(
    Answer("Det finnes *ingen plan*."),
    Paragraph("Fire krav kan ikke gjelde samtidig."),
    Paragraph("Utkast 7 er ikke endret", is_note=True),
    Figures((("Endrede plasseringer", "4"), ("Må avtales med", "Kalnes"))),
    Heading("Minste endring"),
    Heading("Hev taket", level=3),
    Facts((("Kontakt", "kari@example.org"), ("Reise", "Buss"))),
    Items((Item("Kalnes tar høyst tre", "Avtale 12"), Item("Bo skal ha plass")), is_numbered=True),
    Items((Item("Moss har ledig plass"),)),
    table(3),
    board(2, 24),
)


def test_the_file_says_what_it_is_and_in_which_language() -> None:
    found = read_pdf(write_pdf(EVERYTHING))
    assert found.title == "Plan for æøå"
    assert found.author == "Sykehuset Østfold HF"
    assert found.created == "2026-11-23 06:10:00+00:00"
    assert found.language == "nb"
    assert read_pdf(write_pdf(replace(EVERYTHING, language="en"))).language == "en"


def test_the_file_is_tagged_and_claims_pdf_ua() -> None:
    found = read_pdf(write_pdf(EVERYTHING))
    assert found.is_tagged and found.shows_title and found.claims_ua
    headings = [tag for tag in found.tags if tag.startswith("H") and tag != "Headers"]
    assert headings == ["H1", "H2", "H3"]
    # Two lists, and two tables with their head cells over columns.
    assert [found.tags.count(tag) for tag in ("L", "LI", "Lbl", "LBody")] == [2, 3, 3, 3]
    assert [found.tags.count(tag) for tag in ("Table", "THead", "TBody")] == [2, 2, 2]
    assert found.tags.count("THColumn") == 3 + 2 + 2 + 24
    assert "TH" not in found.tags


def test_all_text_is_there_in_reading_order() -> None:
    text = read_pdf(write_pdf(EVERYTHING)).text
    said = (
        "Sykehuset Østfold HF",
        "Plan for æøå",
        "Det finnes ingen plan.",
        "Fire krav kan ikke gjelde samtidig.",
        "Utkast 7 er ikke endret",
        "Endrede plasseringer",
        "Minste endring",
        "Hev taket",
        "kari@example.org",
        "Kalnes tar høyst tre",
        "Avtale 12",
        "Moss har ledig plass",
        "Akuttpsykiatri, Kalnes",
        "Lege 2",
        "LIS3 psykiatri",
        "DPS Halden",
        "Del av et brudd",
    )
    places = [text.find(each) for each in said]
    assert -1 not in places
    assert places == sorted(places)


def test_only_our_own_fonts_are_used_and_all_are_inside() -> None:
    found = read_pdf(write_pdf(EVERYTHING))
    assert found.fonts == {"Inter-Regular", "Inter-SemiBold"}
    assert found.fonts_inside


def test_the_same_document_gives_the_same_bytes() -> None:
    made = write_pdf(EVERYTHING)
    assert write_pdf(EVERYTHING) == made
    later = replace(EVERYTHING, created=CREATED + timedelta(microseconds=7))
    assert write_pdf(later) == made
    assert write_pdf(replace(EVERYTHING, created=CREATED + timedelta(seconds=1))) != made


def test_three_hundred_doctors_have_headings_and_numbers_on_every_page() -> None:
    found = read_pdf(write_pdf(document(table(300))))
    assert len(found.pages) > 5
    for number, page in enumerate(found.pages, start=1):
        assert f"Side {number} av {len(found.pages)}" in page
        assert "Når" in page and "Laget 23.11.2026 i Legeløp." in page
    assert all(f"Lege {number} " in found.text for number in range(300))
    # Seen on every page, and read out once.
    assert found.tags.count("THColumn") == 3
    assert found.tags.count("TR") == 301


def test_a_board_of_300_doctors_and_60_months_is_whole_on_a3() -> None:
    large = replace(document(board(300, 60)), paper=Paper.A3_WIDE)
    found = read_pdf(write_pdf(large))
    assert round(found.width) == 1191
    assert len(found.pages) > 3
    assert all("Kan bli godkjent" in page and "2027" in page for page in found.pages)
    assert all(f"Lege {number} " in found.text for number in range(300))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_anybody_writes_becomes_markup(text: str) -> None:
    made = write_pdf(
        document(
            Heading(text),
            Paragraph(text),
            Figures(((text, text),)),
            Facts(((text, text),)),
            Items((Item(text, text),)),
            table(1, text),
            title=text,
        )
    )
    found = read_pdf(made)
    assert found.title == text
    assert bare(found.text).count(bare(text)) == 1 + 1 + 1 + 2 + 2 + 2 + 1
    assert [tag for tag in found.tags if tag in ("H1", "H2", "Strong", "Link")] == ["H1", "H2"]


def bare(text: str) -> str:
    """Without spaces: where a line ends is the layout's business."""
    return "".join(text.split())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_written(one: str, other: str) -> None:
    made = write_pdf(document(Answer(one), Items((Item(one, other),)), table(1, other)))
    assert read_pdf(made).claims_ua


def test_letters_without_a_font_are_written_as_numbers() -> None:
    text = "Wei 偉漢 har ledig plass 😀, Łukasz Σ Й også"
    found = read_pdf(write_pdf(document(Paragraph(text), table(1, "漢"), title="偉")))
    assert "Wei [U+5049][U+6F22] har ledig plass [U+1F600], Łukasz Σ Й også" in found.text
    assert found.title == "[U+5049]"
    assert found.claims_ua


def test_what_no_page_can_hold_is_left_out() -> None:
    found = read_pdf(write_pdf(document(Paragraph("før\x00\x1b\ufeff\tetter\ud800"))))
    assert "før etter" in found.text
    assert "\x00" not in found.text


def test_a_long_word_is_broken_and_an_address_is_not() -> None:
    word = "allmennlegespesialiseringsutvalgsmøtereferat"
    address = "fornavn.mellomnavn.etternavn@sykehuset-ostfold.example.org"
    found = read_pdf(write_pdf(document(table(1, 3 * word), Paragraph(address))))
    assert 3 * word in bare(found.text)
    assert 3 * word not in found.pages[0]
    assert address in found.pages[0]


def test_a_document_must_have_a_title() -> None:
    with pytest.raises(ValueError, match="title"):
        write_pdf(document(title=" "))


def test_missing_fonts_are_named_with_the_command_that_fetches_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(pdf, "FONT_FOLDER", tmp_path)
    pdf._fonts.cache_clear()
    with pytest.raises(FontMissingError, match="make static"):
        write_pdf(EVERYTHING)
    pdf._fonts.cache_clear()


def test_the_layout_reads_nothing_but_the_document() -> None:
    """The engine allows the layout's own folder; the layout asks for one file, given in memory."""
    layout = pdf.LAYOUT.read_text("utf-8")
    assert layout.count("json(") == 1
    for word in ("read(", "include", "#import", "eval(", "image(", "plugin("):
        assert word not in layout
