"""Norwegian order and small formatting rules that need no database."""

from hypothesis import given
from hypothesis import strategies as st

from app.services.wording import page_day
from app.sorting import norwegian_key


def test_ae_oe_aa_end_the_alphabet() -> None:
    names = ["Ås", "Ørsta", "Zorro", "Ærø", "Aasen", "Berg", "Östberg", "Éliane"]
    ordered = ["Berg", "Éliane", "Zorro", "Ærø", "Ørsta", "Östberg", "Ås", "Aasen"]
    assert sorted(names, key=norwegian_key) == ordered


@given(st.text(alphabet="abcxyzæøåÆØÅéü ", max_size=12))
def test_upper_and_lower_case_sort_alike(text: str) -> None:
    assert norwegian_key(text.upper()) == norwegian_key(text.lower())


def test_a_sources_date_is_written_as_we_write_dates() -> None:
    written = {
        "2024-10-29": "29.10.2024",
        "2025-06": "06.2025",
        "2017": "2017",
        "undated": None,
        "undated, before 2019": None,
        None: None,
        "after 2024-12-16": "after 2024-12-16",
    }
    assert {text: page_day(text) for text in written} == written
