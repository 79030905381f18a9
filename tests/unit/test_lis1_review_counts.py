"""The counts of former LIS1s: what is shown adds up, and what is hidden stays hidden everywhere."""

from collections.abc import Sequence
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.lis1_review_counts import FAR, FEWEST, NEAR, Counts, count
from app.services.lis1_review_people import Former, Where, Work

UNHURRIED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
TODAY = date(2026, 11, 23)
BEGAN = date(2020, 3, 1)
FINISHED = {18: date(2021, 8, 31), 22: date(2021, 12, 31), 30: date(2022, 8, 31)}
RECENT = date(2025, 8, 31)


def one(
    where: Where = Where.SAME_TRUST,
    work: Work = Work.LIS23,
    municipality: int = 1,
    hospital: int = 1,
    finished: date = FINISHED[18],
) -> Former:
    if where is Where.UNKNOWN:
        work = Work.UNKNOWN
    return Former(hospital, municipality, BEGAN, finished, where, work)


KNOWN_WORK = st.sampled_from([each for each in Work if each is not Work.UNKNOWN])
ANYBODY = st.builds(
    one,
    where=st.sampled_from(Where),
    work=KNOWN_WORK,
    municipality=st.integers(1, 4),
    hospital=st.integers(1, 2),
    finished=st.sampled_from([*FINISHED.values(), RECENT]),
)


def groups(counts: Counts) -> list[Sequence[int | None]]:
    """Everything shown that adds up to something else that is shown."""
    found: list[Sequence[int | None]] = [counts.where, counts.work, counts.months]
    for table in (counts.municipalities, counts.hospitals, counts.times):
        if table is not None:
            found += [*table.shown.cells, table.shown.totals]
    return found


@UNHURRIED
@given(st.lists(ANYBODY, max_size=60))
def test_no_number_from_one_to_four_is_ever_shown(people: list[Former]) -> None:
    counts = count(people, TODAY)
    for numbers in groups(counts):
        assert all(each is None or each == 0 or each >= FEWEST for each in numbers)
    assert counts.near is None or counts.near >= FEWEST or counts.near == 0


@UNHURRIED
@given(st.lists(ANYBODY, min_size=FEWEST, max_size=60))
def test_what_is_shown_is_true_and_nothing_is_hidden_alone(people: list[Former]) -> None:
    counts = count(people, TODAY)
    for where, number in zip(Where, counts.where, strict=True):
        assert number in (None, sum(each.where is where for each in people))
    for numbers in (counts.work, counts.months):
        assert [*numbers].count(None) != 1
    if counts.near is not None:
        for group in (NEAR, FAR):
            assert [counts.where[each] for each in group].count(None) != 1


@UNHURRIED
@given(st.lists(ANYBODY, min_size=FEWEST, max_size=60))
def test_the_unknown_are_hidden_in_both_places_or_in_none(people: list[Former]) -> None:
    counts = count(people, TODAY)
    if any(each.where is Where.UNKNOWN for each in people):
        hidden = [counts.where[Where.UNKNOWN] is None, counts.work[Work.UNKNOWN] is None]
        assert hidden[0] == hidden[1] or None in (counts.near,)


@UNHURRIED
@given(st.lists(ANYBODY, min_size=FEWEST, max_size=60))
def test_the_columns_of_a_table_add_up_to_what_is_shown_or_follows_from_it(
    people: list[Former],
) -> None:
    counts = count(people, TODAY)
    for table in (counts.municipalities, counts.hospitals, counts.times):
        if table is None:
            continue
        assert {each for column in table.columns for each in column} == set(Where)
        for column in table.columns:
            hidden = [each for each in column if counts.where[each] is None]
            for group in (NEAR, FAR):
                secret = {each for each in group if counts.where[each] is None}
                assert not secret & set(column) or secret <= set(column), hidden


def test_fewer_than_five_are_not_described_at_all() -> None:
    assert count([one()] * 4, TODAY) == Counts(None)


def test_how_many_became_general_practitioners_where_they_had_lis1() -> None:
    there = [one(Where.SAME_MUNICIPALITY, Work.GENERAL_PRACTITIONER)] * 8
    other = [one(Where.SAME_MUNICIPALITY, Work.OTHER)]
    rest = [one()] * 10 + [one(Where.ELSEWHERE)] * 10
    few, many = count(there + other * 2 + rest, TODAY), count(there + other * 6 + rest, TODAY)
    assert (few.general_practice, few.mostly_general_practice) == (None, True)
    assert (many.general_practice, many.mostly_general_practice) == (8, False)


def test_time_is_counted_against_eighteen_months() -> None:
    people = [one()] * 7 + [one(finished=FINISHED[22])] * 5 + [one(finished=FINISHED[30])] * 6
    counts = count(people, TODAY)
    assert counts.months == (7, 5, 6)
    assert counts.median_months == 22


def test_a_table_with_a_single_row_says_nothing_new_and_is_left_out() -> None:
    counts = count([one()] * 10 + [one(Where.ELSEWHERE, municipality=2)] * 10, TODAY)
    assert counts.hospitals is None
    assert counts.municipalities is not None
    assert counts.municipalities.rows == (1, 2)
