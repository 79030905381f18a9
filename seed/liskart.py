"""Reads what the region's action plan says about LISKART: words with a source, no figures."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pathways.types.knowledge import FactStatus
from seed.csv_rows import Row, build_rows
from seed.reference_files import REFERENCE_FOLDER, read_sources

COLUMNS = ("key", "year", "source_key", "status", "text_nb", "text_en")


@dataclass(frozen=True, slots=True)
class LiskartFact:
    """One statement of the plan, in both languages."""

    key: str
    year: int
    source_key: str
    status: FactStatus
    text_nb: str
    text_en: str


@cache
def liskart_facts() -> tuple[LiskartFact, ...]:
    """The statements of the project's own file, read once."""
    return read_liskart_facts()


def read_liskart_facts(folder: Path = REFERENCE_FOLDER) -> tuple[LiskartFact, ...]:
    """The file's rows in its order. Raises `ReferenceFileError` with every problem."""
    sources = frozenset(each.key for each in read_sources(folder))
    return build_rows(folder / "liskart_facts.csv", COLUMNS, lambda row: _fact(row, sources))


def _fact(row: Row, sources: frozenset[str]) -> LiskartFact:
    source = row.text("source_key")
    if source not in sources:
        row.fail("source_key", "a key of sources.csv")
    return LiskartFact(
        key=row.text("key"),
        year=row.required_whole("year"),
        source_key=source,
        status=row.choice("status", FactStatus),
        text_nb=row.text("text_nb"),
        text_en=row.text("text_en"),
    )
