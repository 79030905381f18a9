"""Rules, scorer and loads against a slow re-implementation, on plans drawn at random."""

from collections import Counter
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rotations.loads import loads, staffing
from rotations.rules import check
from rotations.scoring import score
from rotations.types.case import Placement, RotationCase
from rotations.types.findings import Rule, Severity, Violation
from tests.support.rotation_cases import random_case, random_plan
from tests.support.rotation_oracle import Fact, slow_check, slow_loads, slow_score

MANY = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 10**9)


def drawn(seed: int) -> tuple[RotationCase, tuple[Placement, ...]]:
    """A case of any size and a plan with few or many mistakes."""
    rng = Random(seed)
    case = random_case(
        rng,
        doctors=rng.randint(0, 5),
        months=rng.choice((1, 4, 8, 12, 16)),
        sites=rng.randint(1, 4),
        extras=rng.choice((0.1, 0.2, 0.5)),
    )
    return case, random_plan(rng, case, mistakes=rng.choice((0.0, 0.2, 0.6)))


def fact(found: Violation) -> Fact:
    return (
        found.rule,
        found.severity,
        found.doctor,
        found.block,
        found.site,
        found.limit,
        found.first,
        found.last,
        found.count,
        found.expected,
        found.others,
    )


@given(seed=SEEDS)
@MANY
def test_the_rules_find_what_the_slow_way_finds(seed: int) -> None:
    case, plan = drawn(seed)

    assert Counter(fact(each) for each in check(case, plan)) == Counter(slow_check(case, plan))


@given(seed=SEEDS)
@MANY
def test_the_score_is_that_of_the_slow_way(seed: int) -> None:
    case, plan = drawn(seed)
    found = score(case, plan)
    terms = {
        each.doctor: {
            "wishes": each.wishes,
            "length": each.length,
            "idle": each.idle,
            "site_changes": each.site_changes,
            "town_changes": each.town_changes,
            "late": each.late,
            "changed": each.changed,
        }
        for each in found.doctors
    }

    assert (found.total, found.worst, found.soft_limits, terms) == slow_score(case, plan)


@given(seed=SEEDS)
@MANY
def test_the_loads_are_those_of_the_slow_way(seed: int) -> None:
    case, plan = drawn(seed)

    assert loads(case, plan) == slow_loads(case, plan)
    assert staffing(case, plan) == slow_loads(case, plan, with_vacant=False)


@given(seed=SEEDS)
@MANY
def test_the_order_of_the_placements_changes_nothing(seed: int) -> None:
    case, plan = drawn(seed)
    mixed = Random(seed).sample(plan, len(plan))

    # What the case does not know is told in the order in which it stands.
    assert Counter(check(case, mixed)) == Counter(check(case, plan))
    assert score(case, mixed) == score(case, plan)


def test_plans_drawn_at_random_break_every_rule() -> None:
    found: Counter[tuple[Rule, Severity]] = Counter()
    for seed in range(500):
        found.update((each.rule, each.severity) for each in check(*drawn(seed)))

    assert {rule for rule, _ in found} == set(Rule)
    assert {rule for rule, severity in found if severity is Severity.REMARK} == {
        Rule.MAXIMUM,
        Rule.MINIMUM,
        Rule.NOTICE,
    }
