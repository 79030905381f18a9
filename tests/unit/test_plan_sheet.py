"""A plan as a table: out and in, the wide board, months as people write them, what is no plan."""

from datetime import date

import pytest

from app.exchange.list_rows import FileFault
from app.exchange.plan_sheet import StayRow, read_month, read_sheet, write_rows, write_sheet

ROW = StayRow(2, "=Anna", "DPS Halden", "09.2026", "02.2027", "Psykose", "a:b", "ja")


def test_a_workbook_comes_back_as_it_was_written() -> None:
    found = read_sheet(write_sheet([ROW.cells()], [("Utkast", "7")], 12))
    assert (found.rows, found.seq, found.fault) == ((ROW,), 12, None)


def test_the_rows_come_back_from_text_and_begin_no_formula() -> None:
    text = write_rows([ROW])
    assert ";'=Anna;" in text
    assert read_sheet(text.encode()).rows == (ROW,)


def test_columns_may_stand_in_any_order_and_some_be_left_out() -> None:
    text = "Sted,Lege,Siste måned,Første måned\r\nHalden,Anna,2027-02,2026-09\r\n"
    assert read_sheet(text.encode()).rows == (StayRow(2, "Anna", "Halden", "2026-09", "2027-02"),)


def test_a_board_with_a_column_for_each_month_is_read_as_stays() -> None:
    text = (
        "Psykiatri;;;;;\r\n"
        "Lege;Dato;09.2026;10.2026;11.2026;12.2026\r\n"
        "LIS2/3;;;;;\r\n"
        "Anna;x;Halden;permisjon;Halden;Moss\r\n"
        "Bo;x;;Moss;permisjon;Halden\r\n"
    )
    rows = read_sheet(text.encode()).rows
    assert [(r.number, r.doctor, r.place, r.first, r.last) for r in rows] == [
        (4, "Anna", "Halden", "09.2026", "11.2026"),
        (4, "Anna", "Moss", "12.2026", "12.2026"),
        (5, "Bo", "Moss", "10.2026", "10.2026"),
        (5, "Bo", "Halden", "12.2026", "12.2026"),
    ]


@pytest.mark.parametrize(
    "text", ["03.2027", "3.2027", "2027-03", "2027-03-01", "01.03.2027", "mars 2027", "Mar. 2027"]
)
def test_months_are_read_as_people_write_them(text: str) -> None:
    assert read_month(text) == date(2027, 3, 1)


def test_a_month_that_a_spreadsheet_took_for_a_number_is_still_a_month() -> None:
    assert read_month("10,203") == date(2030, 10, 1)


@pytest.mark.parametrize("text", ["", "13.2027", "vår 2027", "03.27", "2027", "00.2027"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert read_month(text) is None


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", FileFault.EMPTY),
        (b"PK\x03\x04broken", FileFault.BROKEN_BOOK),
        (b"a;b\r\n1;2\r\n", FileFault.MISSING_COLUMN),
        ("Lege;Sted;Første måned;Siste måned\r\n".encode(), FileFault.EMPTY),
        (b"x" * 1_500_001, FileFault.TOO_LARGE),
    ],
)
def test_a_file_that_is_no_plan_says_why(data: bytes, fault: FileFault) -> None:
    assert read_sheet(data).fault is fault
