"""The rows of the board: months cut into cells, and what each of them says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from app.i18n import speaking
from app.services.board_months import half_years, head_of, span_name
from app.services.board_rows import (
    Cell,
    CellKind,
    Drawing,
    Marks,
    Row,
    build_groups,
    fitting_text,
    is_finished,
)
from rotations.types.case import Doctor, InnerPlacement, Placement, Span, TraineeGroup
from tests.support.board_cases import (
    ANNE,
    BO,
    CATO,
    FIRST,
    NOW,
    PLACEMENTS,
    POST,
    block,
    board_case,
)

TWO_YEARS = Span(0, 23)


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    with speaking("nb"):
        yield


def drawing(**changes: object) -> Drawing:
    usual = Drawing(board_case(), PLACEMENTS, TWO_YEARS)
    return replace(usual, **changes)  # type: ignore[arg-type]


def row_of(doctor: Doctor, drawn: Drawing) -> Row:
    (group,) = build_groups(drawn, [doctor])
    return group.rows[0]


def shape(cells: tuple[Cell, ...]) -> list[tuple[str, int]]:
    return [(str(cell.kind), cell.months) for cell in cells]


def test_a_row_shows_blocks_leave_and_the_finish() -> None:
    row = row_of(ANNE, drawing())
    assert shape(row.cells) == [("block", 6), ("leave", 3), ("block", 6), ("done", 9)]
    assert row.cells[-1].label == "Ferdig i planen 30.11.2027"


def test_months_before_the_start_are_empty_and_a_gap_after_it_is_shown() -> None:
    row = row_of(BO, drawing())
    assert shape(row.cells) == [("empty", 2), ("idle", 2), ("block", 6), ("done", 14)]
    assert row.cells[1].label == "2 måneder uten plassering"


def test_a_doctor_who_need_not_finish_is_idle_where_nothing_is_placed() -> None:
    only = (Placement("cato", 3, 9, "praksis", "furu"),)
    doctor = replace(CATO, blocks=(*CATO.blocks, block("mer", "Sykehus", "akutt")))
    row = row_of(doctor, drawing(placements=only))
    assert shape(row.cells) == [("idle", 3), ("block", 7), ("idle", 14)]


def test_a_block_that_runs_on_is_cut_at_the_end_and_nobody_is_finished() -> None:
    row = row_of(CATO, drawing())
    assert shape(row.cells) == [("idle", 3), ("block", 21)]
    assert "is-cut-end" in row.cells[1].classes
    assert row.cells[1].label.endswith("fortsetter etter planens siste måned")


def test_a_vacancy_is_dashed_says_free_and_has_no_gaps() -> None:
    row = row_of(POST, drawing())
    assert shape(row.cells) == [("empty", 12), ("block", 6), ("empty", 6)]
    assert row.cells[1].place == "vacancy"
    assert row.cells[1].text == "Ledig: DPS Halden"
    assert row.note == "fra september 2027"


def test_leave_inside_a_block_cuts_it_in_two_with_the_same_key() -> None:
    inside = (Placement("anne", 3, 11, "dps", "halden"),)
    row = row_of(ANNE, drawing(placements=inside))
    blocks = [cell for cell in row.cells if cell.kind is CellKind.BLOCK]
    assert [cell.key for cell in blocks] == ["anne:dps", "anne:dps"]
    assert "is-cut-end" in blocks[0].classes
    assert "is-cut-start" in blocks[1].classes
    assert "desember 2026–august 2027" in blocks[1].label


def test_a_block_that_reaches_outside_the_view_is_cut() -> None:
    row = row_of(ANNE, drawing(view=Span(3, 10)))
    assert shape(row.cells) == [("block", 3), ("leave", 3), ("block", 2)]
    assert row.cells[0].classes == " is-cut-start"
    assert row.cells[2].classes == " is-cut-end"


def test_marks_and_words_stand_on_the_block() -> None:
    key = ("anne", "dps")
    marks = Marks(locked={key}, changed={key}, breached={key}, chosen="anne:dps")
    cell = row_of(ANNE, drawing(marks=marks)).cells[0]
    assert cell.classes.split() == ["is-breached", "is-changed", "is-chosen"]
    assert cell.is_locked
    assert cell.label == (
        "DPS Halden, Anne Aas, Poliklinikk, september 2026–februar 2027,"
        " låst, endret siden publisert, del av et brudd"
    )


def test_the_name_of_a_block_begins_with_what_is_seen() -> None:
    cell = row_of(ANNE, drawing()).cells[2]
    assert cell.label.startswith(cell.text)


def test_an_inner_service_is_drawn_where_it_lies() -> None:
    inner = InnerPlacement("akutt", 2, 3)
    placed = (replace(PLACEMENTS[0], inner=inner),)
    cell = row_of(ANNE, drawing(placements=placed, view=Span(1, 8))).cells[0]
    assert cell.inner is not None
    assert (cell.inner.place, cell.inner.start, cell.inner.months) == ("hospital", 1, 2)
    assert "derav november–desember 2026 på Akuttpsykiatri, Kalnes" in cell.label


def test_groups_stand_in_the_order_of_the_board() -> None:
    lis1 = Doctor("li", "Li", TraineeGroup.LIS1, ())
    drawn = drawing(case=board_case(lis1), specialty="psykiatri")
    titles = [group.title for group in build_groups(drawn, drawn.case.doctors)]
    assert titles == ["LIS3 psykiatri", "ALIS", "LIS1", "Ubesatte stillinger"]


def test_the_expected_date_stands_at_the_name() -> None:
    row = row_of(ANNE, drawing(dates={"anne": date(2029, 2, 28)}))
    assert row.note == "28.02.2029"
    assert row_of(ANNE, drawing()).note == ""


@pytest.mark.parametrize(
    ("placed", "finished"),
    [
        ((), False),
        ((PLACEMENTS[0],), False),
        (PLACEMENTS[:2], True),
        ((PLACEMENTS[0], replace(PLACEMENTS[1], continues=True)), False),
    ],
)
def test_finished_is_when_all_that_is_needed_is_placed(
    placed: tuple[Placement, ...], finished: bool
) -> None:
    assert is_finished(ANNE, placed) is finished


def test_a_long_name_gives_way_to_the_short_one() -> None:
    assert fitting_text("Akuttpsykiatri, Kalnes", "Kalnes akutt", 12, 36) == (
        "Akuttpsykiatri, Kalnes"
    )
    assert fitting_text("Akuttpsykiatri, Kalnes", "Kalnes akutt", 6, 36) == "Kalnes akutt"


def test_cells_always_fill_the_view_whatever_the_plan() -> None:
    random = Random(4)
    for _ in range(200):
        first = random.randrange(20)
        view = Span(first, random.randrange(first, 24))
        placed = tuple(
            Placement(
                doctor.key,
                start := random.randrange(-2, 20),
                start + random.randrange(1, 9),
                random.choice(doctor.blocks).key,
                random.choice(("halden", "akutt", "elsewhere")),
                continues=random.random() < 0.1,
            )
            for doctor in (ANNE, BO, CATO, POST)
            for _n in range(random.randrange(3))
        )
        drawn = drawing(view=view, placements=placed)
        for group in build_groups(drawn, drawn.case.doctors):
            for row in group.rows:
                assert sum(cell.months for cell in row.cells) == len(view.months)


def test_the_head_has_years_halves_and_today() -> None:
    head = head_of(FIRST, Span(0, 11), NOW)
    assert head.years == ((2026, 4), (2027, 8))
    assert [month.letter for month in head.months[:4]] == ["s", "o", "n", "d"]
    assert [month.index for month in head.months if month.is_half] == [0, 6]
    assert [month.name for month in head.months if month.is_now] == ["november 2026"]
    assert half_years(FIRST, 24) == (0, 6, 12, 18)


def test_runs_of_months_name_a_year_once() -> None:
    assert span_name(FIRST, 6, 11) == "mars–august 2027"
    assert span_name(FIRST, 0, 5) == "september 2026–februar 2027"
    assert span_name(FIRST, 6, 6) == "mars 2027"
