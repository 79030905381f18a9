"""The logbook as a file: the order of the official one, and nothing that a spreadsheet runs."""

import csv
import io
from datetime import date

import pytest

from app.exchange.csv_text import BOM, harmless
from app.exchange.logbook import ExportSection, LogbookExport, write_csv
from app.services.logbook_export import in_order, part_of
from app.store.logbook_export import ObjectiveLine
from pathways.types.record import ObjectiveState


def export(*rows: tuple[str, ...]) -> LogbookExport:
    section = ExportSection("Kurs", ("Kurs", "Tilstand"), rows, "Ingenting er registrert.")
    return LogbookExport("Logg for Kari Holm", "Arbeidskopi", (("Skrevet ut", "x"),), (section,))


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BOM)), delimiter=";"))


def test_the_file_is_read_back_as_it_was_written() -> None:
    text = write_csv(export(("Kurs; med «tegn»", 'Ære "være"'), ("To\nlinjer", "")))
    assert text.startswith(BOM)
    assert cells(text)[-2:] == [["Kurs; med «tegn»", 'Ære "være"'], ["To\nlinjer", ""]]
    assert cells(text)[0] == ["Logg for Kari Holm"]


def test_an_empty_section_says_so() -> None:
    assert cells(write_csv(export()))[-1] == ["Ingenting er registrert."]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_becomes_a_formula(start: str) -> None:
    assert harmless(f"{start}HYPERLINK()") == f"'{start}HYPERLINK()"
    assert cells(write_csv(export((f"{start}1", "x"))))[-1][0].startswith("'")


def test_ordinary_cells_are_left_alone() -> None:
    assert [harmless(text) for text in ("", "VOP-001", "80 %", "01.02.2026")] == [
        *("", "VOP-001", "80 %", "01.02.2026")
    ]


def line(objective_set: str, identifier: str, part: str | None = None) -> ObjectiveLine:
    state = ObjectiveState.APPROVED
    return ObjectiveLine(objective_set, identifier, part, state, date(2026, 1, 1), (), ())


def test_part_1_comes_first_and_the_common_objectives_before_the_specialty() -> None:
    lines = [
        line("VOP", "VOP-002"),
        line("VOP", "VOP-001"),
        line("FKM", "FKM-04", "2/3"),
        line("GAS", "GAS-001", "3"),
        line("GAS", "GAS-002", "2"),
        line("DEL1", "DEL1-010"),
        line("FKM", "FKM-01", "1"),
    ]
    assert [each.identifier for each in in_order(lines)] == [
        *("FKM-01", "DEL1-010", "GAS-002", "GAS-001", "FKM-04", "VOP-001", "VOP-002")
    ]


def test_where_no_source_tells_the_part_none_is_made_up() -> None:
    assert part_of(line("VOP", "VOP-001")) == "2/3"
    assert part_of(line("VOP", "VOP-001", "1 and 2/3")) == "2/3"
    assert part_of(line("DEL1", "DEL1-001")) == "1"
