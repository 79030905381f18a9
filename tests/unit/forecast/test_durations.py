"""How long training takes: those not finished matter, little data leans on the group."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.forecast.durations import (
    LONGEST,
    SHORTEST,
    USUAL_CHANCE,
    DurationRow,
    fit_durations,
)
from tests.support.forecast_history import GROUPS, duration_rows


def completers_only(rows: list[DurationRow]) -> float:
    done = [row for row in rows if row.is_finished]
    return sum(row.years * row.persons for row in done) / sum(row.persons for row in done)


def test_those_not_finished_yet_make_training_longer_than_completers_say() -> None:
    rows, truth = duration_rows(1, "S0", 3_000, longest_seen=9.0)
    found = fit_durations(rows, GROUPS)["S0"]

    assert completers_only(rows) < truth - 0.9
    assert found.mean == pytest.approx(truth, abs=0.3)
    assert found.known_until == 8 and 0 < found.tail < 0.5


def test_the_shape_is_found_again_when_everybody_is_followed_long_enough() -> None:
    rows, truth = duration_rows(2, "S0", 4_000, longest_seen=40.0)
    found = fit_durations(rows, GROUPS)["S0"]
    shares = {each.year: each.share for each in found.finishes}

    assert found.mean == pytest.approx(truth, abs=0.15)
    assert shares[5] == pytest.approx(0.3, abs=0.03) and shares[6] == pytest.approx(0.21, abs=0.03)
    assert found.tail == pytest.approx(shares[LONGEST])


def test_without_rows_of_its_own_a_specialty_has_what_its_group_has() -> None:
    slow, _ = duration_rows(3, "S0", 800, longest_seen=30.0, chance=0.15)
    quick, _ = duration_rows(4, "P0", 800, longest_seen=30.0, chance=0.6)
    found = fit_durations(slow + quick, GROUPS)

    assert found["S1"].mean == pytest.approx(found["S0"].mean, abs=0.1)
    assert found["P1"].mean == pytest.approx(found["P0"].mean, abs=0.1)
    assert found["P1"].mean < found["L0"].mean < found["S1"].mean
    assert (found["S1"].evidence.persons, found["S1"].known_until) == (0, found["S0"].known_until)


def test_one_person_does_not_decide_for_a_specialty_but_many_do() -> None:
    rows, _ = duration_rows(5, "S0", 600, longest_seen=30.0, chance=0.3)
    one = fit_durations([*rows, DurationRow("S1", 12, 1, True)], GROUPS)["S1"]
    many = fit_durations([*rows, DurationRow("S1", 12, 200, True)], GROUPS)["S1"]
    assert one.mean < 8.5 < 11 < many.mean


def test_without_any_data_it_is_the_published_mean_and_all_of_it_is_tail() -> None:
    found = fit_durations([], GROUPS)["S0"]
    # 5 + (1 - 0.36) / 0.36 = 6.8 years; a little less, since nobody is followed beyond 15.
    assert found.mean == pytest.approx(SHORTEST + (1 - USUAL_CHANCE) / USUAL_CHANCE, abs=0.05)
    assert found.tail == pytest.approx(1) and found.known_until is None


def test_whoever_finished_before_the_legal_minimum_counts_in_its_year_and_is_told() -> None:
    rows = [DurationRow("S0", 3, 40, True), DurationRow("S0", 7, 40, True)]
    found = fit_durations(rows, GROUPS)["S0"]
    assert found.early == 40 and min(each.year for each in found.finishes) == SHORTEST
    assert found.finishes[0].share == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (DurationRow("XXX", 5, 1, True), "XXX has no group"),
        (DurationRow("S0", 5, -1, True), "-1 persons after 5 years"),
        (DurationRow("S0", -2, 1, False), "1 persons after -2 years"),
    ],
)
def test_rows_that_cannot_be_are_refused(row: DurationRow, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_durations([row], GROUPS)


@given(
    st.lists(
        st.builds(
            DurationRow,
            st.sampled_from(sorted(GROUPS)),
            st.integers(0, 25),
            st.integers(0, 30),
            st.booleans(),
        ),
        max_size=20,
    )
)
@settings(max_examples=50)
def test_shares_add_up_to_one_and_nobody_is_quicker_than_the_law(rows: list[DurationRow]) -> None:
    for each in fit_durations(rows, GROUPS).values():
        assert sum(finish.share for finish in each.finishes) == pytest.approx(1, abs=1e-9)
        assert [finish.year for finish in each.finishes] == list(range(SHORTEST, LONGEST + 1))
        assert all(finish.share >= 0 for finish in each.finishes)
        assert -1e-9 <= each.tail <= 1 + 1e-9
