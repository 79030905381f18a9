"""What is wrong with a list that somebody filled in, in words: file, row, column, expectation."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.exchange.list_rows import MOST_ROWS, Columns, FileFault, RowList


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a file: the row (None: the whole file), the column, what was expected.

    `sheet` is the part of the file, where it has several.
    """

    row: int | None
    column: str | None
    text: str
    sheet: str | None = None


def fault_words(found: RowList, columns: Columns, most: int = MOST_ROWS) -> str:
    """Why a table could not be read as a list at all."""
    about = ", ".join(found.about)
    assert found.fault is not None
    return {
        FileFault.TOO_LARGE: _(
            "Filen er for stor. En liste kan ha høyst %(most)s rader.", most=most
        ),
        FileFault.NOT_TEXT: _("Filen er ikke en CSV-fil. Lagre listen som CSV og prøv igjen."),
        FileFault.BROKEN_BOOK: _(
            "Filen kan ikke åpnes som et regneark. Lagre den på nytt og prøv igjen."
        ),
        FileFault.EMPTY: _("Filen har ingen rader. Den må ha overskrifter og minst én rad."),
        FileFault.BROKEN_QUOTES: _("Et anførselstegn i filen mangler sin make."),
        FileFault.MISSING_COLUMN: _("Filen mangler kolonnen %(about)s.", about=about),
        FileFault.UNKNOWN_COLUMN: _(
            "Filen har en ukjent kolonne: %(about)s. Kolonnene kan være %(known)s.",
            about=about,
            known=", ".join(columns.headings.values()),
        ),
        FileFault.COLUMN_TWICE: _("Kolonnen %(about)s står to ganger.", about=about),
        FileFault.TOO_MANY_ROWS: _(
            "Filen har for mange rader. En liste kan ha høyst %(most)s.", most=most
        ),
        FileFault.SHEET_TWICE: _("To av arkene i filen har de samme kolonnene. Behold det ene."),
    }[found.fault]
