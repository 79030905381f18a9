"""A document as PDF: values in, bytes out.

The layout is `pdf_layout.typ`, run by typst. Every word of the document reaches it as a string
in a JSON file, never as a part of the layout, so that nothing anybody has written can become
markup. The layout reads that file and the fonts, and nothing else. The same document always
gives the same bytes. Why typst: docs/adr/0016.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

LAYOUT = Path(__file__).with_name("pdf_layout.typ")
FONT_FOLDER = Path(__file__).parents[1] / "static" / "vendor"
FONT = "Inter"
ACCESSIBLE = "ua-1"
"""PDF/UA-1 (ISO 14289-1): the file says that it is tagged, titled and in a language."""
LONG_WORD = re.compile(r"[^\s@–]{30,}(?![^\s@–]*@)")
"""Wider than a narrow column. An address of mail is never broken: it is there to be copied."""
PIECE = 15
NOT_DRAWN = re.compile(r'(?:text|codepoint) `"((?:[^"\\]|\\.)*)"`')
"""How typst names letters in an error of the standard, as Rust quotes text."""
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Paper(StrEnum):
    """Size and direction of the pages."""

    A4 = "a4"
    A4_WIDE = "a4-wide"
    A3_WIDE = "a3-wide"


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 2 under the document's title, or 3 under another heading."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """One large sentence; what stands between asterisks is emphasised."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text. A note is smaller and paler."""

    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """A few key figures in a row: what each is, and its value."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts under each other: what each is, and what is said of it."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list, with where it comes from or what it means."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered when the order or the number counts."""

    items: tuple[Item, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One or more lines in a table, and a paler line under them."""

    lines: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose headings are repeated on every page.

    `widths` are shares of the page, one for each column; 0 takes what the column needs.
    """

    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A column of a board."""

    text: str
    is_half: bool
    """A half-year of training begins: a line stands before it."""
    is_now: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """The same in some months in a row. `look` is a key of the layout's looks, or empty."""

    months: int
    text: str = ""
    look: str = ""
    is_breached: bool = False
    """Framed in red: part of something that breaks a rule."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row of a board; without slots it is the heading of those that follow."""

    name: str
    note: str = ""
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """Rows by months. `legend` says what looks mean; `years` are the bands over the months.

    An empty `note_heading`: no row has a note.
    """

    name_heading: str
    note_heading: str
    years: tuple[tuple[str, int], ...]
    months: tuple[Month, ...]
    rows: tuple[BoardRow, ...]
    legend: tuple[tuple[str, str], ...] = ()


Block = Heading | Answer | Paragraph | Figures | Facts | Items | Table | Board


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document; no word of it is made here.

    `page_label` is what the foot says of the page, with `{page}` and `{pages}` in it.
    """

    title: str
    language: str
    """`nb` or `en`: what a screen reader reads it as."""
    author: str
    """The organisation that the document comes from; stands over the title too."""
    created: datetime
    """With a time zone; the file's only date, to the second."""
    footer: str
    page_label: str
    blocks: tuple[Block, ...]
    paper: Paper = Paper.A4


class FontMissingError(RuntimeError):
    """The fonts that `make install` fetches are not there."""


def write_pdf(document: Document) -> bytes:
    """The document as a tagged PDF/UA-1.

    A letter that no font has is written as its number, as in [U+5049]: the standard forbids
    empty boxes, and nothing is lost. Raises FontMissingError when the fonts have not been
    fetched, ValueError without a title.
    """
    if not _cleaned(document.title).strip():
        raise ValueError("a document has a title")
    text = _as_json(document)
    while True:
        try:
            return _compile(text, document.created)
        except typst.TypstError as error:
            letters = _not_drawn(error.diagnostic) & set(text)
            if not letters:
                raise
            # Every round takes letters away, and one names all that it finds.
            text = text.translate({ord(each): f"[U+{ord(each):04X}]" for each in letters})


def _compile(text: str, created: datetime) -> bytes:
    files = {"main.typ": LAYOUT.read_bytes(), "document.json": text.encode()}
    # typst's annotations leave out that the files can be given in memory.
    run: Callable[..., Any] = typst.compile
    found = run(
        files,
        root=LAYOUT.parent,
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=[ACCESSIBLE],
        timestamp=created.replace(microsecond=0),
    )
    assert isinstance(found, bytes)
    return found


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Our own font and those inside typst, for rare letters; never those of the machine."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONT_FOLDER]
    )
    if FONT not in fonts.families():
        raise FontMissingError(f"no {FONT} in {FONT_FOLDER.name}: run `make static` first")
    return fonts


def _not_drawn(diagnostic: str) -> set[str]:
    """The letters beyond ASCII that typst says it cannot draw or may not write."""
    named = "".join(NOT_DRAWN.findall(diagnostic))
    escaped = {chr(int(number, 16)) for number in ESCAPED.findall(named)}
    return {each for each in {*named, *escaped} if not each.isascii()}


def _as_json(document: Document) -> str:
    value = asdict(document)
    value["blocks"] = [
        {"kind": type(block).__name__.lower(), **asdict(block)} for block in document.blocks
    ]
    del value["created"]
    return json.dumps(_cleaned(value), ensure_ascii=False)


def _cleaned(value: Any) -> Any:
    """The same without characters that no page can hold, and with no word wider than a column."""
    if isinstance(value, str):
        return LONG_WORD.sub(_breakable, "".join(map(_letter, value)))
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(each) for each in value]
    return value


def _breakable(word: re.Match[str]) -> str:
    """A word with places to break that are neither seen nor read out."""
    text = word.group()
    pieces = (text[start : start + PIECE] for start in range(0, len(text), PIECE))
    return "\N{ZERO WIDTH SPACE}".join(pieces)


def _letter(letter: str) -> str:
    if letter == "\n" or letter.isprintable():
        return letter
    kind = unicodedata.category(letter)
    if kind == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    if letter in "\t\r":
        return " "
    return "" if kind == "Cc" or letter in "\ufeff\ufffe" else letter
