"""Checks on LIS1 and common objectives: one case that breaks each, one that does not."""

from dataclasses import replace
from datetime import date

from pathways.checks import lis1
from pathways.checks.finding import CheckResult, Severity
from tests.unit.reference_values import (
    bundle,
    contradiction_in,
    count,
    error_in,
    figure,
    found,
    note_in,
    organisation,
    plan,
    rule,
    step,
)


class TestLis1:
    def check(self, *figures) -> CheckResult:
        return lis1.lis1_sites(bundle(lis1_figures=figures))

    def test_sites_must_sum_to_the_trust(self) -> None:
        result = self.check(figure(30), figure(18, "A"), figure(10, "B"))

        assert "sum to 18 + 10 = 28" in contradiction_in(result)
        assert not self.check(figure(30), figure(18, "A"), figure(12, "B")).findings

    def test_a_total_over_two_intakes_is_halved(self) -> None:
        both = "in total (two intakes)"

        assert not self.check(
            figure(39), figure(62, "A", measure=both), figure(16, "B", measure=both)
        ).findings
        assert self.check(
            figure(39), figure(62, "A", measure=both), figure(14, "B", measure=both)
        ).findings

    def test_coupled_municipalities_must_sum_to_trust_and_site(self) -> None:
        coupled = [
            figure(n, "A", measure=lis1.COUPLING, municipality=key)
            for n, key in ((5, "m"), (4, "n"))
        ]

        assert not self.check(figure(9), figure(9, "A"), *coupled).findings
        assert len(self.check(figure(10), figure(10, "A"), *coupled).findings) == 2

    def test_other_intakes_are_kept_apart(self) -> None:
        autumn = figure(30), figure(30, "A")
        spring = figure(28, intake="spring"), figure(28, "A", intake="spring")

        assert not self.check(*autumn, *spring).findings

    def test_places_must_exist(self) -> None:
        places = (organisation("trust"), organisation("m", "municipality"))

        def check(row):
            return lis1.lis1_places(bundle(organisations=places, lis1_figures=(row,)))

        assert not check(figure(1, "A", measure=lis1.COUPLING, municipality="m")).findings
        assert not check(figure(1, organisation="national")).findings
        assert "unknown organisation" in error_in(check(figure(1, organisation="lost")))
        assert "unknown municipality" in error_in(check(figure(1, municipality="trust")))
        assert "without a municipality" in error_in(check(figure(1, measure=lis1.COUPLING)))

    def test_rounds_must_sum_to_the_year(self) -> None:
        def check(year):
            national = {"organisation": "national"}
            return lis1.lis1_years(
                bundle(
                    lis1_figures=(
                        figure(575, **national, application_round="spring 2023"),
                        figure(587, **national, application_round="autumn 2023"),
                        figure(
                            year,
                            **national,
                            application_round="both rounds 2023",
                            measure=lis1.PER_YEAR,
                        ),
                    )
                )
            )

        assert not check(1162).findings
        assert contradiction_in(check(1160)) == "1160 posts in the year, 575 + 587 in rounds"

    def test_extra_posts_must_sum_to_the_number_added(self) -> None:
        measure = "extra posts of the 10 added"

        def check(*posts):
            figures = tuple(figure(n, organisation=f"t{n}", measure=measure) for n in posts)
            return lis1.lis1_extra_posts(bundle(lis1_figures=figures))

        assert "2 trusts got 11" in contradiction_in(check(4, 7))
        assert not check(4, 6).findings

    def test_more_hired_than_posts_is_noted(self) -> None:
        assert note_in(lis1.lis1_hired(bundle(lis1_figures=(figure(5, hired=6),))))
        assert not lis1.lis1_hired(bundle(lis1_figures=(figure(5, hired=5),))).findings

    def test_a_plan_must_have_the_posts_of_the_figures(self) -> None:
        def check(posts, measure="per intake"):
            published = plan(specialty="LIS1", provider_slug="trust", trainee_positions=21)
            return lis1.lis1_plan_capacity(
                bundle(published, lis1_figures=(figure(posts, measure=measure),))
            )

        assert "21 posts per intake" in contradiction_in(check(39))
        assert not check(21).findings
        assert not check(42, "in total (two intakes)").findings

    def test_dates_of_a_round_follow_its_steps(self) -> None:
        def check(*steps):
            return lis1.round_order(bundle(round_dates=steps))

        good = (
            step("start", "2024-09-01"),
            step("deadline", "2024-02-08"),
            step("offer-1", "2024-05-02"),
            step("marking-1", "2024-05-06"),
            step("offer-2", "2024-05-08"),
            step("published", "2024-01-25"),
        )
        assert not check(*good).findings
        early = step("reply-2", "2024-05-07")
        assert found(check(*good, early)) == [(Severity.CONTRADICTION, "2024-spring-reply-2")]
        assert "names no step" in error_in(check(step("party", "2024-05-07")))


class TestCommonObjectives:
    COUNTS = (
        count(74, "to 2024-08-31"),
        count(75, "from 2024-09-01"),
        count(29, "LIS1 from 2025-09-01, part 2/3 from 2026-03-01"),
    )
    RULES = (
        rule("common-objectives-2019", "74", None, date(2024, 8, 31)),
        rule("common-objectives-2024", "75", date(2024, 9, 1), date(2026, 2, 28)),
        rule("common-objectives-lis1-2025", "29", date(2025, 9, 1)),
    )

    def check(self, counts=COUNTS, rules=RULES) -> CheckResult:
        return lis1.common_objectives(bundle(objectives=counts, rules=rules))

    def test_counts_and_rules_agree_by_date(self) -> None:
        assert not self.check().findings
        assert not self.check(rules=()).findings

    def test_a_rule_that_starts_late_is_a_contradiction(self) -> None:
        late = replace(self.RULES[2], valid_from=date(2025, 10, 1))

        message = contradiction_in(self.check(rules=(*self.RULES[:2], late)))
        assert message == "29 published, the rules on 2025-09-01 say 75"

    def test_a_rule_with_a_number_nobody_published_is_a_contradiction(self) -> None:
        odd = rule("common-objectives-x", "30", date(2027, 1, 1))

        assert found(self.check(rules=(*self.RULES, odd))) == [
            (Severity.CONTRADICTION, "rule common-objectives-x")
        ]

    def test_a_gap_between_two_counts_is_a_contradiction(self) -> None:
        gap = (count(74, "to 2024-07-31"), *self.COUNTS[1:])

        assert "no count starts the day after" in contradiction_in(self.check(gap, rules=()))

    def test_the_parts_of_the_old_set_must_sum_to_it(self) -> None:
        part1 = count(50, "old set", "1", "Shared competence objectives placed in part 1")
        part23 = count(24, "old set", "2/3", "Shared competence objectives placed in part 2/3")

        assert not self.check((*self.COUNTS, part1, part23)).findings
        more = replace(part23, value=25)
        assert "sum to 75" in contradiction_in(self.check((*self.COUNTS, part1, more)))
