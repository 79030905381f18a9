"""No count under five can be read or reckoned from what the review of former LIS1s shows."""

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.lis1_review_hide import Shown, hidden_parts, shown_table

UNHURRIED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
LEAST = 5
PARTS = st.lists(st.integers(0, 9), min_size=1, max_size=5)


def splits(total: int, cells: Sequence[int | None]) -> Iterator[tuple[int, ...]]:
    """Every way in which `total` people can stand, with the shown counts as they are."""
    if not cells:
        if total == 0:
            yield ()
        return
    first = cells[0]
    for number in range(1, total + 1) if first is None else (first,):
        for rest in splits(total - number, cells[1:]):
            yield (number, *rest)


def tables(shown: Shown, columns: Sequence[int]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every table that agrees with what is shown and with the sums of the columns."""
    rows = len(shown.cells)
    for flipped in product(
        *(
            splits(total, [shown.cells[row][column] for row in range(rows)])
            for column, total in enumerate(columns)
        )
    ):
        table = tuple(zip(*flipped, strict=True))
        totals = zip(table, shown.totals, strict=True)
        if all(sum(row) > 0 if total is None else sum(row) == total for row, total in totals):
            yield table


@UNHURRIED
@given(PARTS)
def test_no_hidden_part_follows_from_the_sum(parts: list[int]) -> None:
    hidden = hidden_parts(parts, LEAST)
    small = {place for place, number in enumerate(parts) if 0 < number < LEAST}
    if hidden is None:
        assert small
        return
    assert small <= hidden
    cells = [None if place in hidden else number for place, number in enumerate(parts)]
    possible = list(splits(sum(parts), cells))
    assert tuple(parts) in possible
    assert all(len({each[place] for each in possible}) > 1 for place in hidden)


@UNHURRIED
@given(PARTS)
def test_nothing_is_hidden_without_need(parts: list[int]) -> None:
    if all(number == 0 or number >= LEAST for number in parts):
        assert hidden_parts(parts, LEAST) == frozenset()


@UNHURRIED
@given(PARTS, st.integers(0, 4))
def test_what_is_hidden_elsewhere_is_hidden_here_and_not_alone(
    parts: list[int], place: int
) -> None:
    place %= len(parts)
    hidden = hidden_parts(parts, LEAST, [place])
    if parts[place] and hidden is not None:
        assert place in hidden and len(hidden) > 1


@st.composite
def small_tables(draw: st.DrawFn) -> list[list[int]]:
    """Tables whose columns may be shown: each holds nobody or at least five."""
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(1, 3))
    flipped = [
        draw(
            st.lists(st.integers(0, 6), min_size=rows, max_size=rows).filter(
                lambda column: sum(column) == 0 or LEAST <= sum(column) <= 12
            )
        )
        for _ in range(columns)
    ]
    return [list(row) for row in zip(*flipped, strict=True)]


@UNHURRIED
@given(small_tables())
def test_no_hidden_count_of_a_table_follows_from_the_others(rows: list[list[int]]) -> None:
    shown = shown_table(rows, LEAST)
    if shown is None:
        return
    counts = [*zip(rows, shown.cells, strict=True)]
    for true, seen in counts:
        for number, told in zip(true, seen, strict=True):
            assert told in (None, number)
            assert told is None or told == 0 or told >= LEAST
    for true, told in zip(rows, shown.totals, strict=True):
        assert told in (None, sum(true))
        assert told is None or told == 0 or told >= LEAST
    possible = list(tables(shown, [sum(column) for column in zip(*rows, strict=True)]))
    assert tuple(map(tuple, rows)) in possible
    for row, cells in enumerate(shown.cells):
        for column, told in enumerate(cells):
            if told is None:
                assert len({each[row][column] for each in possible}) > 1
        if shown.totals[row] is None:
            assert len({sum(each[row]) for each in possible}) > 1


def test_a_lone_small_count_takes_the_next_smallest_of_its_row_and_column_along() -> None:
    shown = shown_table([[20, 3, 40], [30, 8, 60], [50, 9, 70]], LEAST)
    assert shown is not None
    assert shown.cells == ((None, None, 40), (None, None, 60), (50, 9, 70))
    assert shown.totals == (63, 98, 129)


def test_a_row_of_few_people_has_no_total_either() -> None:
    shown = shown_table([[2, 1], [30, 40], [25, 35]], LEAST)
    assert shown is not None
    assert shown.cells[0] == (None, None)
    assert shown.totals[0] is None
    assert None in shown.cells[1] + shown.cells[2]


def test_counts_of_five_and_more_and_of_none_are_shown() -> None:
    assert shown_table([[5, 0], [7, 12]], LEAST) == Shown(((5, 0), (7, 12)), (5, 19))
