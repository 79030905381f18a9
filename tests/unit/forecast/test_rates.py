"""Shares and yearly recruitment estimated from histories with known rates."""

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.forecast.rates import (
    USUAL_PULL,
    RecruitRow,
    ShareRow,
    fit_recruits,
    fit_share,
    fit_shares,
)
from pathways.forecast.types import Recruits, Share
from tests.support.forecast_history import GROUPS, YEARS

START = Share(0.5, 4)
NOBODY = Recruits(0.0, age=41, women=0.4, stays_one_year=0.9, stays_five_years=0.5)


def share_rows(seed: int, means: dict[str, float], trials: int) -> list[ShareRow]:
    draw = np.random.default_rng(seed)
    return [
        ShareRow(code, year, trials, int(draw.binomial(trials, mean)))
        for code, mean in means.items()
        for year in YEARS
    ]


def recruit_rows(
    seed: int, rate: float, in_post: dict[str, float], size: float | None = None
) -> list[RecruitRow]:
    draw = np.random.default_rng(seed)
    return [
        RecruitRow(
            code,
            year,
            int(draw.poisson(rate * posts * (1 if size is None else draw.gamma(size, 1 / size)))),
            posts,
        )
        for code, posts in in_post.items()
        for year in YEARS
    ]


class TestOneShare:
    def test_what_was_believed_counts_as_so_many_persons(self) -> None:
        # (3 + 0.5 × 10) / (6 + 10) = 0.5; 3 of 6 on top of ten persons is worth sixteen.
        assert fit_share(3, 6, Share(0.5, 10)) == Share(0.5, 16)

    def test_no_data_is_the_group_and_much_data_is_its_own(self) -> None:
        assert fit_share(0, 0, Share(0.3, 20)) == Share(0.3, 20)
        assert fit_share(900, 1_000, Share(0.3, 20)).mean == pytest.approx(0.888, abs=0.001)
        assert fit_share(0, 0, Share(0.3)).weight == USUAL_PULL

    def test_never_quite_none_or_all_so_that_it_can_be_varied(self) -> None:
        assert fit_share(0, 100_000, Share(0.0, 1)).mean > 0
        assert fit_share(100_000, 100_000, Share(1.0, 1)).mean < 1

    def test_counts_that_cannot_be_are_refused(self) -> None:
        with pytest.raises(ValueError, match="4 of 3"):
            fit_share(4, 3, START)


class TestShares:
    def test_a_specialty_without_history_has_what_its_group_has(self) -> None:
        means = {"S0": 0.8, "S1": 0.8, "S2": 0.8, "P0": 0.3, "P1": 0.3}
        found = fit_shares(share_rows(1, means, 20), GROUPS, START)
        assert found["S4"].share.mean == pytest.approx(0.8, abs=0.05)
        assert found["P3"].share.mean == pytest.approx(0.3, abs=0.06)
        assert found["S4"].evidence.persons == 0
        assert (found["S0"].evidence.first_year, found["S0"].evidence.persons) == (2016, 200)

    def test_alike_specialties_pull_harder_than_different_ones(self) -> None:
        alike = fit_shares(
            share_rows(2, {f"S{n}": 0.6 for n in range(5)}, 30), GROUPS, START, half_life=None
        )
        apart = fit_shares(
            share_rows(3, {f"S{n}": 0.2 + 0.15 * n for n in range(5)}, 30),
            GROUPS,
            START,
            half_life=None,
        )
        trials = 300
        assert (alike["S0"].share.weight or 0) - trials > (apart["S0"].share.weight or 0) - trials
        assert apart["S0"].share.mean == pytest.approx(0.2, abs=0.05)

    def test_recent_years_weigh_more(self) -> None:
        rows = [ShareRow("S0", 2010, 500, 450), ShareRow("S0", 2025, 500, 50)]
        recent = fit_shares(rows, GROUPS, START, half_life=3.0)["S0"].share
        same = fit_shares(rows, GROUPS, START, half_life=None)["S0"].share
        assert recent.mean < 0.2 < 0.4 < same.mean

    def test_intervals_cover_the_truth_about_as_often_as_they_say(self) -> None:
        draw = np.random.default_rng(5)
        inside = []
        for seed in range(60):
            means = {f"S{n}": float(draw.beta(12, 8)) for n in range(5)}
            rows = share_rows(seed, means, 3)
            for code, fitted in fit_shares(rows, GROUPS, START, half_life=None).items():
                if code not in means:
                    continue
                share = fitted.share
                weight = share.weight or 0
                drawn = draw.beta(share.mean * weight, (1 - share.mean) * weight, 400)
                low, high = np.quantile(drawn, (0.1, 0.9))
                inside.append(low <= means[code] <= high)
        assert 0.72 < float(np.mean(inside)) < 0.88

    def test_more_successes_than_trials_and_unknown_codes_are_refused(self) -> None:
        with pytest.raises(ValueError, match="5 of 4: S0 2020"):
            fit_shares([ShareRow("S0", 2020, 4, 5)], GROUPS, START)
        with pytest.raises(ValueError, match="XXX has no group"):
            fit_shares([ShareRow("XXX", 2020, 4, 1)], GROUPS, START)


class TestRecruits:
    IN_POST = {"S0": 60.0, "S1": 20.0, "P0": 100.0}  # noqa: RUF012 - read only

    def test_the_mean_is_found_again_in_proportion_to_the_size(self) -> None:
        found = fit_recruits(
            recruit_rows(1, 0.03, self.IN_POST), GROUPS, self.IN_POST, NOBODY, half_life=None
        )
        for code, posts in self.IN_POST.items():
            each = found[code].recruits
            assert each.mean == pytest.approx(0.03 * posts, rel=3 * each.spread)
            assert each.dispersion is None
            assert (each.women, each.stays_five_years) == (0.4, 0.5)
        assert found["P0"].recruits.spread < found["S1"].recruits.spread

    def test_uneven_years_are_seen_and_make_the_mean_less_sure(self) -> None:
        even = fit_recruits(
            recruit_rows(2, 0.05, self.IN_POST), GROUPS, self.IN_POST, NOBODY, half_life=None
        )
        uneven = fit_recruits(
            recruit_rows(3, 0.05, self.IN_POST, size=1.0), GROUPS, self.IN_POST, NOBODY,
            half_life=None,
        )  # fmt: skip
        dispersion = uneven["P0"].recruits.dispersion
        assert even["P0"].recruits.dispersion is None
        assert dispersion is not None and 0.5 <= dispersion <= 2
        assert uneven["P0"].recruits.spread > 1.5 * even["P0"].recruits.spread

    def test_without_history_it_is_the_rate_of_the_group(self) -> None:
        rows = recruit_rows(4, 0.08, {"S0": 100.0, "S1": 100.0})
        found = fit_recruits(rows, GROUPS, {"S0": 100, "S1": 100, "S2": 50}, NOBODY)
        assert found["S2"].recruits.mean == pytest.approx(4, rel=0.25)
        assert found["S2"].recruits.spread > found["S0"].recruits.spread
        assert found["S2"].evidence.persons == 0

    def test_without_any_row_it_is_what_was_thought_beforehand(self) -> None:
        start = Recruits(1.5, spread=0.5)
        assert fit_recruits([], GROUPS, {}, start)["S0"].recruits == start

    def test_nobody_in_some_years_does_not_mean_never(self) -> None:
        rows = [RecruitRow("S0", year, 0, 20.0) for year in YEARS]
        found = fit_recruits(rows, GROUPS, {"S0": 20.0}, NOBODY)["S0"].recruits
        assert 0 < found.mean < 0.2 and found.spread > 0.9

    def test_the_spread_covers_the_truth_about_as_often_as_it_says(self) -> None:
        inside = []
        for seed in range(80):
            rows = recruit_rows(seed, 0.04, self.IN_POST)
            found = fit_recruits(rows, GROUPS, self.IN_POST, NOBODY, half_life=None)
            for code, posts in self.IN_POST.items():
                each = found[code].recruits
                middle = each.mean * exp(-(each.spread**2) / 2)
                ratio = 0.04 * posts / middle
                inside.append(exp(-1.28 * each.spread) < ratio < exp(1.28 * each.spread))
        assert 0.72 < float(np.mean(inside)) < 0.93


@given(
    st.lists(
        st.builds(
            lambda code, year, trials, part: ShareRow(code, year, trials, int(part * trials)),
            st.sampled_from(sorted(GROUPS)),
            st.integers(2010, 2025),
            st.integers(0, 50),
            st.floats(0, 1),
        ),
        max_size=15,
    )
)
def test_shares_lie_inside_and_weigh_at_least_what_the_data_weigh(rows: list[ShareRow]) -> None:
    for code, each in fit_shares(rows, GROUPS, START, half_life=None).items():
        assert 0 < each.share.mean < 1
        own = sum(row.trials for row in rows if row.code == code)
        assert each.share.weight is not None and each.share.weight > own
