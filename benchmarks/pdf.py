"""The same rows as a PDF and as a workbook; and a board as large as the largest plan.

Every run writes other words, because typst keeps what it has laid out. Times are processor
seconds.
"""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from time import process_time

import xlsxwriter  # type: ignore[import-untyped]

from app.exchange.pdf import (
    Block,
    Board,
    BoardRow,
    Cell,
    Document,
    Month,
    Paper,
    Slot,
    Table,
    write_pdf,
)

ROWS = 200
DOCTORS, MONTHS, LENGTH = 300, 60, 6
HEADINGS = ("Lege", "Når", "Sted og tjeneste", "Kommer fra")
RUNS = 3

Rows = tuple[tuple[str, ...], ...]


def rows_of(run: int) -> Rows:
    """Invented rows; others for every run."""
    return tuple(
        (f"Lege {run}-{row}", "01.03.2027–31.08.2027", f"Akuttpsykiatri {run}", "Halden")
        for row in range(ROWS)
    )


def document(block: Block, paper: Paper = Paper.A4) -> Document:
    """A document with this alone."""
    return Document(
        title="Leger som kommer",
        language="nb",
        author="Sykehuset Østfold HF",
        created=datetime(2026, 11, 23, tzinfo=UTC),
        footer="Laget 23.11.2026 i Legeløp.",
        page_label="Side {page} av {pages}",
        blocks=(block,),
        paper=paper,
    )


def table_pdf(run: int) -> bytes:
    """The rows as a PDF."""
    cells = tuple(tuple(Cell((text,)) for text in row) for row in rows_of(run))
    return write_pdf(document(Table(HEADINGS, (2, 0, 3, 2), cells)))


def table_xlsx(run: int) -> bytes:
    """The rows as a workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEADINGS, *rows_of(run))):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return buffer.getvalue()


def board_pdf(run: int) -> bytes:
    """A board whose doctors change places every half-year."""
    slots = tuple(Slot(LENGTH, f"Sted {run}", "hospital") for _ in range(MONTHS // LENGTH))
    rows = tuple(BoardRow(f"Lege {run}-{row}", "28.02.2029", slots) for row in range(DOCTORS))
    months = tuple(Month("sep", month % LENGTH == 0, is_now=False) for month in range(MONTHS))
    board = Board("Lege", "Kan bli godkjent", (("2026", MONTHS),), months, rows)
    return write_pdf(document(board, Paper.A3_WIDE))


def quickest(write: Callable[[int], bytes]) -> tuple[float, int]:
    """Seconds of the quickest of several runs, and how many bytes it made."""
    numbers = count()
    write(next(numbers))
    found = []
    for _ in range(RUNS):
        start = process_time()
        made = write(next(numbers))
        found.append((process_time() - start, len(made)))
    return min(found)


def bench_pdf() -> None:
    """A list as a PDF against the same list as a workbook, and the largest board."""
    ours, size = quickest(table_pdf)
    theirs, other = quickest(table_xlsx)
    print(
        f"pdf: {ROWS} rows in {ours:.2f} s and {size // 1000} kB, {ours / theirs:.1f} times as "
        f"long and {size / other:.1f} times as large as the same rows as xlsx"
    )
    seconds, large = quickest(board_pdf)
    print(
        f"pdf: a board of {DOCTORS} doctors x {MONTHS} months on A3 in {seconds:.2f} s and "
        f"{large // 1000} kB, {seconds / ours:.1f} times as long as the list"
    )


if __name__ == "__main__":
    bench_pdf()
