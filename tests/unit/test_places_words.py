"""Identifiers in rows, bounds and days in words, and from when an agreement is told of."""

from datetime import date

import pytest

from app.services.places_page import _horizon
from app.services.places_words import bounds, expand, in_force, runs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("VOP-036–VOP-038", ("VOP-036", "VOP-037", "VOP-038")),
        ("VOP-036 – VOP-037, FKM-01", ("VOP-036", "VOP-037", "FKM-01")),
        ("VOP-1;VOP-2\nVOP-1", ("VOP-1", "VOP-2")),
        ("VOP-9–VOP-11", ("VOP-9", "VOP-10", "VOP-11")),
        # Ends that do not belong together stay as they were written, and are refused later.
        ("VOP-038–VOP-036", ("VOP-038–VOP-036",)),
        ("VOP-036–FKM-038", ("VOP-036–FKM-038",)),
        ("VOP-001–VOP-99999", ("VOP-001–VOP-99999",)),
        ("  \n ,", ()),
    ],
)
def test_identifiers_as_people_write_them(text: str, found: tuple[str, ...]) -> None:
    assert tuple(expand(text)) == found


def test_runs_and_expand_undo_each_other() -> None:
    names = ("A-01", "A-02", "A-03", "A-09", "B-10", "B-11", "LIS1")
    assert runs(names) == ("A-01–A-03", "A-09", "B-10–B-11", "LIS1")
    assert tuple(expand("\n".join(runs(names)))) == names


@pytest.mark.parametrize(
    ("minimum", "maximum", "text"),
    [
        (1, 3, "1–3"),
        (0, 0, "0"),
        (None, 4, "høyst 4"),
        (2, None, "minst 2"),
        (None, None, "ukjent"),
    ],
)
def test_bounds(minimum: int | None, maximum: int | None, text: str) -> None:
    assert bounds(minimum, maximum) == text


@pytest.mark.parametrize(
    ("today", "horizon"),
    [
        (date(2026, 11, 23), date(2027, 7, 1)),
        (date(2026, 12, 31), date(2027, 7, 1)),
        (date(2027, 1, 1), date(2027, 7, 1)),
        (date(2027, 1, 2), date(2028, 1, 1)),
        (date(2027, 6, 30), date(2028, 1, 1)),
        (date(2027, 7, 1), date(2028, 1, 1)),
        (date(2027, 7, 2), date(2028, 7, 1)),
    ],
)
def test_an_agreement_is_told_of_at_least_half_a_year_ahead(today: date, horizon: date) -> None:
    assert _horizon(today) == horizon


def test_both_ends_of_a_period_belong_to_it() -> None:
    first, last = date(2027, 1, 1), date(2027, 1, 31)
    assert in_force(first, last, first) and in_force(first, last, last)
    assert not in_force(first, last, date(2027, 2, 1))
    assert in_force(None, None, last)
