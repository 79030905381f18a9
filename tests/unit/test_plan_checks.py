"""Checks on published plans: a case that breaks each and one that does not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.checks import plans
from pathways.checks.finding import CheckResult, Severity
from pathways.checks.months import TOLERANCE, Interval, length, total_length
from pathways.types.knowledge import (
    Part2Kind,
)
from pathways.types.plans import Duration, PlanService
from tests.unit.reference_values import (
    TODAY,
    UNSTATED,
    bundle,
    contradiction_in,
    error_in,
    found,
    months,
    note_in,
    objective,
    organisation,
    plan,
    service,
    specialty,
)


class TestPlanTotal:
    def check(self, *services, **values) -> CheckResult:
        return plans.plan_total(bundle(plan(*services, **values)))

    def test_a_sum_beside_the_stated_total_is_a_contradiction(self) -> None:
        result = self.check(service(1, months(54)), service(2, months(12)), total=60)

        assert contradiction_in(result) == "the services take 66 months, the stated exact is 60"

    def test_a_sum_equal_to_the_stated_total_is_none(self) -> None:
        assert not self.check(service(1, months(48)), service(2, months(12)), total=60).findings

    @pytest.mark.parametrize("stated_as", ["exact", "target", "expected", "sum"])
    def test_too_few_months_contradict_any_total(self, stated_as) -> None:
        assert self.check(service(1, months(48)), total=60, stated_as=stated_as).findings

    def test_more_months_than_a_stated_minimum_are_fine(self) -> None:
        assert not self.check(service(1, months(72)), total=60, stated_as="minimum").findings

    def test_fewer_months_than_a_stated_minimum_are_not(self) -> None:
        assert self.check(service(1, months(48)), total=60, stated_as="minimum").findings

    def test_a_service_inside_another_is_not_added_again(self) -> None:
        inside = service(2, months(12), counted_inside_seq=1)

        assert not self.check(service(1, months(60)), inside, total=60).findings

    def test_an_optional_service_may_be_left_out_or_taken(self) -> None:
        extra = service(2, months(6), optional=True)

        assert not self.check(service(1, months(60)), extra, total=60).findings
        assert not self.check(service(1, months(54)), extra, total=60).findings
        assert self.check(service(1, months(48)), extra, total=60).findings

    def test_of_a_choice_one_option_is_taken_with_all_its_services(self) -> None:
        choice = [
            service(2, months(12), choice_group="g", choice_option="a"),
            service(3, months(6), choice_group="g", choice_option="b"),
            service(4, months(3), choice_group="g", choice_option="b"),
        ]

        assert not self.check(service(1, months(48)), *choice, total=60).findings
        assert not self.check(service(1, months(51)), *choice, total=60).findings
        assert self.check(service(1, months(36)), *choice, total=60).findings

    def test_a_service_without_length_leaves_the_sum_open_upwards(self) -> None:
        assert not self.check(service(1, months(12)), service(2), total=60).findings
        assert self.check(service(1, months(72)), service(2), total=60).findings

    def test_an_incomplete_list_leaves_the_sum_open_upwards(self) -> None:
        short = service(1, months(12))

        assert not self.check(short, total=60, services_complete=False).findings
        assert self.check(service(1, months(72)), total=60, services_complete=False).findings

    def test_weeks_become_months(self) -> None:
        weeks = months(26, unit="weeks")

        assert not self.check(service(1, months(54)), service(2, weeks), total=60).findings

    def test_a_plan_without_a_total_is_not_examined(self) -> None:
        assert self.check(service(1, months(12))).examined == 0


class TestPlanLegalMinimum:
    def test_a_total_under_five_years_is_a_contradiction(self) -> None:
        result = plans.plan_legal_minimum(bundle(plan(service(1), total=54)))

        assert contradiction_in(result) == "the stated total is 54 months, the law asks 60"

    def test_complete_services_under_five_years_are_too(self) -> None:
        result = plans.plan_legal_minimum(bundle(plan(service(1, months(54)))))

        assert "services take 54" in contradiction_in(result)

    def test_five_years_are_enough(self) -> None:
        assert not plans.plan_legal_minimum(bundle(plan(service(1, months(60)), total=60))).findings

    def test_part_1_takes_18_months(self) -> None:
        short = plan(service(1, months(12)), specialty="LIS1", parts=("1",), total_scope="part1")
        whole = replace(short, services=(service(1, months(18)),))

        assert "12 months, the law asks 18" in contradiction_in(
            plans.plan_legal_minimum(bundle(short))
        )
        assert not plans.plan_legal_minimum(bundle(whole)).findings

    def test_a_total_for_a_period_in_an_institution_is_left_out(self) -> None:
        period = plan(service(1, months(6)), total_scope="institution period")

        assert plans.plan_legal_minimum(bundle(period)).examined == 0

    def test_part_3_alone_of_a_specialty_with_part_2_is_left_out(self) -> None:
        with_part2 = bundle(plan(total=36), specialties=(specialty(part2=Part2Kind.FIM),))

        assert plans.plan_legal_minimum(with_part2).examined == 0


class TestPlanInside:
    def check(self, *services) -> CheckResult:
        return plans.plan_inside(bundle(plan(*services)))

    def test_the_holder_must_be_in_the_same_plan(self) -> None:
        assert error_in(self.check(service(2, counted_inside_seq=9))) == "no service 9 in the plan"

    def test_a_service_cannot_be_inside_itself(self) -> None:
        assert "inside itself" in error_in(self.check(service(1, counted_inside_seq=1)))

    def test_two_services_cannot_hold_each_other(self) -> None:
        result = self.check(service(1, counted_inside_seq=2), service(2, counted_inside_seq=1))

        assert [severity for severity, _ in found(result)] == [Severity.ERROR] * 2

    def test_it_must_fit_in_the_holder(self) -> None:
        long = service(2, months(12), counted_inside_seq=1)

        assert contradiction_in(self.check(service(1, months(6)), long))
        assert not self.check(service(1, months(12)), long).findings
        assert not self.check(service(1), long).findings


class TestPlanAfter:
    def check(self, *services) -> CheckResult:
        return plans.plan_after(bundle(plan(*services)))

    def test_the_service_waited_for_must_be_in_the_plan(self) -> None:
        assert error_in(self.check(service(2, after_seq=(9,)))) == "no service 9 in the plan"

    def test_an_order_without_a_circle_is_fine(self) -> None:
        result = self.check(service(1), service(2, after_seq=(1,)), service(3, after_seq=(1, 2)))

        assert result.examined == 2
        assert not result.findings

    def test_a_circle_is_named_by_its_services(self) -> None:
        result = self.check(
            service(1, name_nb="Akutt", after_seq=(2,)),
            service(2, name_nb="Rus", after_seq=(1,)),
        )

        assert [finding.message for finding in result.findings] == [
            "waits for itself: 1 Akutt → 2 Rus → 1 Akutt",
            "waits for itself: 2 Rus → 1 Akutt → 2 Rus",
        ]

    def test_a_service_cannot_wait_for_the_one_it_lies_inside(self) -> None:
        inner = service(2, counted_inside_seq=1, after_seq=(1,))

        assert "waits for itself: 2 " in error_in(self.check(service(1), inner))

    def test_a_service_cannot_wait_for_one_inside_it(self) -> None:
        result = self.check(service(1, after_seq=(2,)), service(2, counted_inside_seq=1))

        assert "1 Tjeneste → 2 Tjeneste → 1 Tjeneste" in error_in(result)

    def test_a_service_behind_a_circle_is_not_blamed_for_it(self) -> None:
        result = self.check(
            service(1, after_seq=(2,)), service(2, after_seq=(1,)), service(3, after_seq=(1,))
        )

        assert len(result.findings) == 2


class TestPlanShape:
    def test_a_choice_group_with_one_option_is_an_error(self) -> None:
        alone = service(1, choice_group="g", choice_option="a")
        other = service(2, choice_group="g", choice_option="b")

        assert "one option" in error_in(plans.plan_choices(bundle(plan(alone))))
        loose = plan(service(1, choice_option="a"))
        assert "without a choice group" in error_in(plans.plan_choices(bundle(loose)))
        assert not plans.plan_choices(bundle(plan(alone, other))).findings

    @pytest.mark.parametrize(
        ("duration", "wrong"),
        [
            (Duration(6, 6, None, "exact"), "without a unit"),
            (Duration(12, 6, "months", "range"), "above the maximum"),
            (Duration(6, 12, "months", "exact"), "stated as exact, but given as 6 to 12"),
            (Duration(6, 6, "months", "minimum"), "stated as minimum, but given as 6"),
            (Duration(6, None, "months", "maximum"), "but given as at least 6"),
            (Duration(6, 6, "months", None), "stated as nothing"),
        ],
    )
    def test_a_length_that_does_not_hold_together_is_an_error(self, duration, wrong) -> None:
        assert wrong in error_in(plans.plan_durations(bundle(plan(service(1, duration)))))

    @pytest.mark.parametrize(
        "duration",
        [
            months(6),
            months(6, None, "minimum"),
            Duration(None, 30, "months", "maximum"),
            months(24, 54, "range"),
            Duration(24, 24, "months", "estimate"),
            UNSTATED,
        ],
    )
    def test_a_length_that_holds_together_is_fine(self, duration) -> None:
        assert not plans.plan_durations(bundle(plan(service(1, duration)))).findings

    def test_an_unknown_specialty_is_an_error(self) -> None:
        assert "XYZ" in error_in(plans.plan_specialty(bundle(plan(specialty="XYZ"))))
        assert not plans.plan_specialty(bundle(plan(), plan(specialty="LIS1"))).findings

    def test_part_2_needs_a_specialty_with_part_2(self) -> None:
        both = plan(parts=("2", "3"))
        fim = (specialty(part2=Part2Kind.FIM),)

        assert contradiction_in(plans.plan_parts(bundle(both))) == "VOP has no part 2"
        assert not plans.plan_parts(bundle(both, specialties=fim)).findings
        assert "covers part 3 only" in note_in(plans.plan_parts(bundle(plan(), specialties=fim)))

    def test_a_total_for_parts_2_and_3_needs_both_parts(self) -> None:
        result = plans.plan_parts(bundle(plan(total_scope="part2_and_3")))

        assert "parts 2 and 3" in contradiction_in(result)

    def test_part_1_is_lis1_and_lis1_is_part_1(self) -> None:
        assert contradiction_in(plans.plan_parts(bundle(plan(parts=("1",)))))
        assert contradiction_in(plans.plan_parts(bundle(plan(specialty="LIS1"))))
        assert not plans.plan_parts(bundle(plan(specialty="LIS1", parts=("1",)))).findings


class TestPlanObjectives:
    def check(self, *identifiers, listed=(), **values) -> CheckResult:
        published = plan(objective_ids_home=identifiers, **values)
        return plans.plan_objectives(bundle(published, objectives=listed))

    def test_a_known_objective_is_fine(self) -> None:
        assert not self.check("VOP-001", listed=(objective("VOP-001"),)).findings

    def test_one_known_by_identifier_only_is_noted(self) -> None:
        bare = objective("VOP-001", gist="Identifier only; text not visible.")

        assert "1 of 1 objectives" in note_in(self.check("VOP-001", listed=(bare,)))

    def test_one_outside_the_list_is_noted(self) -> None:
        assert "VOP-001" in note_in(self.check("VOP-001"))

    def test_a_text_that_is_no_identifier_is_an_error(self) -> None:
        assert (Severity.ERROR, "VOP-x") in found(self.check("objective one"))

    def test_identifiers_of_services_are_looked_at_too(self) -> None:
        with_ids = service(1, learning_objective_ids=("VOP-002",))

        assert plans.plan_objectives(bundle(plan(with_ids))).examined == 1

    def test_fewer_stated_than_listed_is_a_contradiction(self) -> None:
        listed = (objective("VOP-001"), objective("VOP-002"))

        assert contradiction_in(self.check("VOP-001", "VOP-002", listed=listed, objective_count=1))
        assert not self.check("VOP-001", "VOP-002", listed=listed, objective_count=2).findings


class TestPlanNotes:
    def test_a_plan_without_any_length_is_noted(self) -> None:
        assert "any of 1 services" in note_in(plans.plan_without_length(bundle(plan(service(1)))))

    def test_a_total_or_one_length_is_enough(self) -> None:
        some = bundle(plan(service(1), total=60), plan(service(1, months(6)), service(2)))

        assert not plans.plan_without_length(some).findings

    def test_an_old_plan_is_noted_with_its_newer_copy(self) -> None:
        copies = (("https://x.no", "2022-12-14", None), ("https://x.no", None, None))
        old = bundle(plan(page_date="2019-08-30", other_copies=copies))

        assert note_in(plans.plan_age(old, TODAY)) == (
            "the page is dated 2019-08-30; another stored copy is dated 2022-12-14"
        )

    def test_age_is_counted_to_the_day_asked_for(self) -> None:
        dated = bundle(plan(page_date="2023-11-01"))

        assert not plans.plan_age(dated, date(2026, 10, 1)).findings
        assert plans.plan_age(dated, date(2026, 12, 1)).findings

    def test_undated_plans_are_noted_together(self) -> None:
        result = plans.plan_age(bundle(plan(), plan(plan_id="VOP-y")), TODAY)

        assert note_in(result) == "2 show no date: VOP-x, VOP-y"

    def test_a_provider_outside_the_list_is_noted(self) -> None:
        known = bundle(plan(), organisations=(organisation("x"),))

        assert "provider x" in note_in(plans.plan_provider(bundle(plan())))
        assert not plans.plan_provider(known).findings
        frame = bundle(plan(provider_kind="municipal_framework"))
        assert plans.plan_provider(frame).examined == 0


amounts = st.floats(0, 120).map(lambda value: round(value * 2) / 2)


@st.composite
def durations(draw) -> Duration:
    low, high = sorted((draw(amounts), draw(amounts)))
    return draw(
        st.sampled_from(
            (
                Duration(low, low, "months", "exact"),
                Duration(low, high, "months", "range"),
                Duration(low, None, "months", "minimum"),
                Duration(None, high, "months", "maximum"),
                Duration(low, high, "weeks", "range"),
                UNSTATED,
            )
        )
    )


@st.composite
def services(draw) -> list[PlanService]:
    lengths = draw(st.lists(durations(), min_size=1, max_size=6))
    group = st.sampled_from((None, None, "g", "h"))
    return [
        service(
            seq,
            duration,
            choice_group=draw(group),
            choice_option=draw(st.sampled_from((None, "a", "b"))),
            optional=draw(st.sampled_from((True, False, None))),
            counted_inside_seq=draw(st.sampled_from((None, None, None, 1))) if seq > 1 else None,
        )
        for seq, duration in enumerate(lengths, start=1)
    ]


def served(duration: Duration, share: float) -> float:
    """Some months within a stated length; an open end is taken as a hundred more."""
    span = length(duration)
    high = span.low + 100 if span.high is None else span.high
    return span.low + share * (high - span.low)


class TestIntervals:
    @given(services(), st.data())
    def test_every_way_through_a_plan_is_inside_its_interval(self, listed, data) -> None:
        picked = {}
        total = 0.0
        for item in listed:
            if item.counted_inside_seq is not None:
                continue
            if item.choice_group:
                options = {
                    s.choice_option or f"seq {s.seq}"
                    for s in listed
                    if s.choice_group == item.choice_group and s.counted_inside_seq is None
                }
                if item.choice_group not in picked:
                    picked[item.choice_group] = data.draw(st.sampled_from(sorted(options)))
                if (item.choice_option or f"seq {item.seq}") != picked[item.choice_group]:
                    continue
            if item.optional is not False and data.draw(st.booleans()):
                continue
            total += served(item.duration, data.draw(st.floats(0, 1)))

        assert total_length(plan(*listed)).may_be(total)

    @given(services())
    def test_the_order_of_services_makes_no_difference(self, listed) -> None:
        one, other = total_length(plan(*listed)), total_length(plan(*reversed(listed)))

        assert one.low == pytest.approx(other.low)
        assert one.high == pytest.approx(other.high)

    @given(services(), durations())
    def test_one_more_service_never_shortens_a_plan(self, listed, duration) -> None:
        more = [*listed, service(len(listed) + 1, duration)]
        before, after = total_length(plan(*listed)), total_length(plan(*more))

        assert after.low >= before.low - TOLERANCE
        assert after.high is None or (before.high is not None and after.high >= before.high)

    @given(services())
    def test_an_incomplete_list_keeps_the_low_end_and_opens_the_high(self, listed) -> None:
        whole, part = (total_length(plan(*listed, services_complete=w)) for w in (True, False))

        assert part == Interval(whole.low, None)

    @pytest.mark.parametrize(
        ("interval", "text"),
        [
            (Interval(66, 66), "66"),
            (Interval(30, 48), "30 to 48"),
            (Interval(30, None), "at least 30"),
        ],
    )
    def test_an_interval_reads_as_words(self, interval, text) -> None:
        assert str(interval) == text
