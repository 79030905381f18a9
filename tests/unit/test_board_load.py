"""The load under the board: counts, bounds, what is merged, and which limits have a row."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.i18n import speaking
from app.services.board_load import (
    FULL,
    OVER,
    PLAIN,
    UNDER,
    LoadRow,
    anchor_of,
    count_plan,
    load_rows,
)
from app.services.board_marks import breached_blocks, changed_blocks
from rotations.outside import beside
from rotations.rules import check, check_plan
from rotations.types.case import Limit, LimitKind, LimitPer, Span
from rotations.types.findings import Rule, Severity, Violation
from tests.support.board_cases import FULL_HALDEN, NOW, PLACEMENTS, board_case, moved

ALL = Span(0, 23)


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    with speaking("nb"):
        yield


def rows(*limits: Limit, view: Span = ALL, site: str | None = None) -> dict[str, LoadRow]:
    found = load_rows(board_case(limits=limits), PLACEMENTS, view, NOW, site)
    return {row.full_name: row for row in found}


def cells(row: LoadRow) -> list[tuple[int, str, str]]:
    return [(cell.months, cell.text, cell.state) for cell in row.cells]


def test_equal_months_are_one_cell_with_mark_and_words() -> None:
    row = rows(FULL_HALDEN)["DPS Halden"]
    assert cells(row) == [
        (4, "1", FULL),
        (2, "▲ 2", OVER),
        (4, "1", FULL),
        (2, "▼ 0", UNDER),
        (6, "▼ 0+1", UNDER),
        (6, "▼ 0", UNDER),
    ]
    assert row.bounds == "1–1"
    assert row.cells[1].label == "over taket, som er 1"
    assert row.cells[4].label == "og 1 ledig, under det som er avtalt, minst 1"


def test_a_place_without_limits_shows_its_number_and_no_bounds() -> None:
    row = rows()["Akuttpsykiatri, Kalnes"]
    assert cells(row) == [(9, "0", PLAIN), (6, "1", PLAIN), (9, "0", PLAIN)]
    assert row.bounds == ""
    assert row.name == "Kalnes akutt"


def test_bounds_that_change_are_those_of_today() -> None:
    early = replace(FULL_HALDEN, key="a", span=Span(0, 1), minimum=0, maximum=2)
    late = replace(FULL_HALDEN, key="b", span=Span(2, 23), minimum=1, maximum=3)
    row = rows(early, late)["DPS Halden"]
    assert row.bounds == "1–3"
    assert row.limits == ("a", "b")
    assert cells(row)[0] == (4, "1", PLAIN)


def test_supervisors_have_a_row_only_where_they_bind_and_the_place_does_not() -> None:
    supervisors = Limit(
        "s", LimitKind.SUPERVISOR, "DPS Halden", ("halden",), ALL, maximum=2, is_hard=False
    )
    assert "Veiledere, DPS Halden" in rows(supervisors)
    assert "Veiledere, DPS Halden" not in rows(replace(supervisors, maximum=3))
    # The place itself is full in the same months: the row would say it twice.
    assert "Veiledere, DPS Halden" not in rows(
        replace(supervisors, maximum=1), replace(FULL_HALDEN, minimum=None)
    )


def test_person_months_of_an_agreement_are_one_number_for_its_span() -> None:
    agreement = Limit(
        "g",
        LimitKind.AGREEMENT,
        "Akutt for kommunen",
        ("akutt",),
        Span(6, 17),
        maximum=4,
        per=LimitPer.SPAN,
    )
    row = rows(agreement)["Avtale: Akutt for kommunen"]
    assert cells(row) == [(6, "", "outside"), (12, "▲ 6 md.", OVER), (6, "", "outside")]


def test_those_outside_the_plan_are_counted_and_told_in_a_row_of_their_own() -> None:
    """Two of three places are theirs: the plan has one, and its bounds are what is left."""
    shared = replace(FULL_HALDEN, minimum=2, maximum=3)
    theirs = replace(beside(shared, 200, 100), key="a", span=Span(0, 5))
    ours = replace(shared, key="b", span=Span(6, 23), minimum=None)
    found = rows(theirs, ours)
    row = found["DPS Halden"]
    assert cells(row)[:2] == [(4, "3", FULL), (2, "▲ 4", OVER)]
    assert row.bounds == "2–3"
    assert row.cells[0].label == "2 av dem utenfor planen, fullt"
    assert row.cells[1].label == "2 av dem utenfor planen, over taket, som er 3"
    others = found["DPS Halden: av dem utenfor denne planen"]
    assert cells(others) == [(6, "2", PLAIN), (18, "", PLAIN)]
    assert list(found).index(others.full_name) == list(found).index("DPS Halden") + 1


def test_a_place_that_others_fill_is_full() -> None:
    theirs = replace(beside(replace(FULL_HALDEN, minimum=None), 300, 300), sites=("akutt",))
    row = rows(theirs)["Akuttpsykiatri, Kalnes"]
    assert cells(row)[:2] == [(9, "3", FULL), (6, "▲ 4", OVER)]
    assert row.cells[1].label == "3 av dem utenfor planen, over taket, som er 1"


def test_one_place_can_be_asked_for() -> None:
    assert list(rows(FULL_HALDEN, site="furu")) == ["Legekontoret Furu, Halden"]


def test_an_anchor_is_a_plain_word() -> None:
    assert anchor_of("agreement:ab:2027") == "last-agreement-ab-2027"


def test_changed_blocks_are_marked_and_those_that_are_gone_are_counted() -> None:
    now = (PLACEMENTS[0], moved(PLACEMENTS[1], 10), *PLACEMENTS[3:])
    marked, count = changed_blocks(PLACEMENTS, now)
    assert marked == {("anne", "akutt")}
    assert count == 2


def test_the_doctors_of_a_full_place_are_marked_in_those_months_only() -> None:
    case = board_case()
    late = moved(PLACEMENTS[0], 16)
    placements = (*PLACEMENTS[:3], replace(late, block="late"))
    found = check(case, placements)
    over = [each for each in found if each.rule is Rule.MAXIMUM]
    assert breached_blocks(case, placements, over) == {("anne", "dps"), ("bo", "dps")}


def test_remarks_mark_nothing_and_a_breach_of_order_marks_both_blocks() -> None:
    case = board_case()
    order = Violation(Rule.ORDER, Severity.BREACH, "", "anne", "akutt", others=("dps",))
    remark = replace(order, severity=Severity.REMARK)
    assert breached_blocks(case, PLACEMENTS, [remark]) == frozenset()
    assert breached_blocks(case, PLACEMENTS, [order]) == {("anne", "akutt"), ("anne", "dps")}


def test_two_doctors_are_marked_where_they_should_not_be_at_once() -> None:
    case = board_case()
    pair = Violation(Rule.PAIR, Severity.BREACH, "", "anne", first=4, last=5, others=("bo",))
    assert breached_blocks(case, PLACEMENTS, [pair]) == {("anne", "dps"), ("bo", "dps")}


def test_a_counted_plan_is_judged_like_the_plan_itself() -> None:
    case = board_case()
    counted = count_plan(case, PLACEMENTS)
    assert check_plan(counted) == check(case, PLACEMENTS) != ()
    assert load_rows(case, PLACEMENTS, Span(0, 23), NOW, None, counted) == load_rows(
        case, PLACEMENTS, Span(0, 23), NOW
    )
