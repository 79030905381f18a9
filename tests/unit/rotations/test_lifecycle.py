"""Steps in the life of a plan's version, and the notice clock."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotations.lifecycle import (
    STEPS,
    Barrier,
    Party,
    PlanState,
    Situation,
    Step,
    barriers,
    is_late,
    may,
    notice_breaches,
    notice_due,
    steps_for,
)
from tests.support.rotation_golden import golden_case, placement_of

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def at(state: PlanState, party: Party = Party.COORDINATOR, **more: object) -> Situation:
    ready = Situation(state, party, TODAY, placements=3, breaches=0)
    return replace(ready, **more)  # type: ignore[arg-type]


def test_a_plan_goes_from_draft_to_proposed_to_published() -> None:
    leads = {
        (source, rule.target)
        for rule in STEPS.values()
        for source in rule.sources
        if rule.target is not None
    }
    assert leads == {
        (PlanState.DRAFT, PlanState.PROPOSED),
        (PlanState.PROPOSED, PlanState.DRAFT),
        (PlanState.PROPOSED, PlanState.PUBLISHED),
        (PlanState.DRAFT, PlanState.DISCARDED),
        (PlanState.PROPOSED, PlanState.DISCARDED),
    }


@pytest.mark.parametrize(
    ("state", "party", "steps"),
    [
        (PlanState.DRAFT, Party.COORDINATOR, {Step.EDIT, Step.PROPOSE, Step.DISCARD}),
        (
            PlanState.PROPOSED,
            Party.COORDINATOR,
            {Step.COMMENT, Step.TAKE_BACK, Step.PUBLISH, Step.DISCARD},
        ),
        (PlanState.PROPOSED, Party.DOCTOR, {Step.COMMENT}),
        (PlanState.PROPOSED, Party.HOST, {Step.COMMENT}),
        (PlanState.DRAFT, Party.DOCTOR, set()),
        (PlanState.PUBLISHED, Party.COORDINATOR, {Step.NEW_DRAFT}),
        (PlanState.PUBLISHED, Party.DOCTOR, set()),
        (PlanState.SUPERSEDED, Party.COORDINATOR, {Step.NEW_DRAFT}),
        (PlanState.DISCARDED, Party.COORDINATOR, set()),
    ],
)
def test_who_may_do_what_when(state: PlanState, party: Party, steps: set[Step]) -> None:
    assert set(steps_for(at(state, party))) == steps


def test_nothing_of_a_published_version_can_be_changed() -> None:
    for party, state in product(Party, (PlanState.PUBLISHED, PlanState.SUPERSEDED)):
        assert not may(Step.EDIT, at(state, party))
        assert not may(Step.DISCARD, at(state, party))


def test_a_plan_with_breaches_or_nothing_in_it_is_not_published() -> None:
    proposed = PlanState.PROPOSED

    assert barriers(Step.PUBLISH, at(proposed, breaches=1)) == (Barrier.BREACHES,)
    assert barriers(Step.PUBLISH, at(proposed, placements=0)) == (Barrier.NO_PLACEMENTS,)
    assert barriers(Step.PROPOSE, at(PlanState.DRAFT, breaches=1)) == ()
    assert barriers(Step.PROPOSE, at(PlanState.DRAFT, placements=0)) == (Barrier.NO_PLACEMENTS,)


def test_comments_may_be_cut_short_knowingly_and_end_with_their_last_day() -> None:
    today, yesterday = TODAY, date(2026, 11, 22)

    during = at(PlanState.PROPOSED, comments_close_on=today)
    assert barriers(Step.PUBLISH, during) == (Barrier.COMMENTS_OPEN,)
    assert may(Step.PUBLISH, during)
    assert may(Step.COMMENT, replace(during, party=Party.HOST))

    after = at(PlanState.PROPOSED, comments_close_on=yesterday)
    assert barriers(Step.PUBLISH, after) == ()
    assert barriers(Step.COMMENT, replace(after, party=Party.DOCTOR)) == (Barrier.COMMENTS_CLOSED,)
    assert may(Step.COMMENT, after)


def test_a_plan_has_one_open_version() -> None:
    assert barriers(Step.NEW_DRAFT, at(PlanState.PUBLISHED, has_open_version=True)) == (
        Barrier.OPEN_VERSION,
    )


def test_everything_in_the_way_is_told() -> None:
    assert barriers(Step.PUBLISH, at(PlanState.DRAFT, Party.DOCTOR)) == (
        Barrier.NOT_YOURS,
        Barrier.WRONG_STATE,
    )
    assert barriers(Step.PUBLISH, at(PlanState.PROPOSED, Party.HOST, breaches=2)) == (
        Barrier.NOT_YOURS,
        Barrier.BREACHES,
    )


@pytest.mark.parametrize(
    ("starts_on", "months", "due"),
    [
        (date(2027, 3, 1), 6, date(2026, 9, 1)),
        (date(2027, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 1, 1), 1, date(2026, 12, 1)),
        (date(2027, 1, 1), 12, date(2026, 1, 1)),
        (date(2027, 1, 1), 0, date(2027, 1, 1)),
    ],
)
def test_notice_is_the_same_day_so_many_months_before(
    starts_on: date, months: int, due: date
) -> None:
    assert notice_due(starts_on, months) == due
    assert not is_late(due, starts_on, months)
    assert is_late(date.fromordinal(due.toordinal() + 1), starts_on, months)


@given(starts_on=DAYS, other=DAYS, months=st.integers(0, 24))
def test_what_begins_later_is_due_no_earlier(starts_on: date, other: date, months: int) -> None:
    early, late = sorted((starts_on, other))

    assert notice_due(early, months) <= notice_due(late, months)
    assert notice_due(early, months + 1) <= notice_due(early, months) <= early


def test_what_is_told_too_late_is_listed_with_days() -> None:
    case = golden_case(
        {
            "situation": "published in November",
            "published": ["Anna: Surgery, Moss, Jan-Mar", "Anna: Medicine, Moss, Apr-Jun"],
            "doctors": {
                "Anna": {"blocks": {"Surgery": ["Moss", "3"], "Medicine": ["Moss", "3"]}},
                "Berit": {"blocks": {"Surgery": ["Moss", "3"]}},
                "Post 1": {"vacancy": True, "blocks": {"Surgery": ["Moss", "3"]}},
            },
        }
    )
    plan = [
        placement_of(text)
        for text in (
            "Anna: Surgery, Moss, Jan-Apr",
            "Anna: Medicine, Moss, May-Jul",
            "Berit: Surgery, Moss, Jun-Aug",
            "Post 1: Surgery, Moss, Jan-Mar",
        )
    ]

    found = notice_breaches(case, plan, TODAY)

    assert [
        (each.placement.doctor, each.starts_on, each.due_on, each.days_late, each.is_changed)
        for each in found
    ] == [("Anna", date(2027, 5, 1), date(2026, 11, 1), 22, True)]
    assert notice_breaches(case, plan, date(2026, 11, 1)) == ()
    later = notice_breaches(case, plan, date(2026, 12, 2))
    assert [(each.placement.doctor, each.is_changed) for each in later] == [
        ("Anna", True),
        ("Berit", False),
    ]
    assert notice_breaches(case, plan, date(2027, 6, 2)) == ()
    assert notice_breaches(case, plan, TODAY, months=0) == ()
