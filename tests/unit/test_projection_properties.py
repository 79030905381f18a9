"""What always holds for a projection, whatever the doctor."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pathways.projection.project import project
from pathways.projection.values import (
    Certainty,
    Frame,
    Item,
    ItemKind,
    Projection,
    StintKind,
    UnknownKind,
    WaitKind,
)
from pathways.routes import applies_on
from pathways.types.record import (
    AbsencePeriod,
    AttendanceState,
    CourseTaken,
    GroupPeriod,
    ObjectiveTally,
    Share,
    TraineeRecord,
)
from pathways.worktime import template_of
from tests.support.minimum_time import earliest_by_minimum_time
from tests.unit.projection_cases import TODAY
from tests.unit.projection_strategies import (
    COURSE_KEYS,
    DAY,
    Doctor,
    booked_doctors,
    doctors,
    fresh_frame,
    leaves,
    near,
    shares,
)

MANY = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def projected(record: TraineeRecord, frame: Frame) -> Projection:
    return project(record, frame, TODAY)


def days_of(result: Projection) -> tuple[date, date, date]:
    """Expected, the other end of a range, and best; today when nothing is left."""
    expected = result.expected or TODAY
    return expected, result.expected_latest or expected, result.best or expected


def assert_no_earlier(later: Projection, before: Projection) -> None:
    named = zip(("expected", "latest", "best"), days_of(later), days_of(before), strict=True)
    assert [name for name, now, then in named if now < then] == [], (
        days_of(before),
        days_of(later),
    )


# ---- Against the least that the law allows -------------------------------------------------


@given(doctor=doctors())
@MANY
def test_the_best_day_is_never_before_the_minimum_time(doctor: Doctor) -> None:
    frame = doctor.frame
    measures = frame.measures
    bound = earliest_by_minimum_time(
        doctor.record, measures.phases, frame.total_months, TODAY, measures.limits, frame.intakes
    )
    result = projected(doctor.record, frame)
    if bound.reached_on is not None:
        assert days_of(result)[2] >= bound.reached_on


# ---- More or less of something -----------------------------------------------------------


@given(doctor=doctors(), extra=leaves)
@MANY
def test_more_leave_never_ends_earlier(doctor: Doctor, extra: AbsencePeriod) -> None:
    more = replace(doctor.record, absences=(*doctor.record.absences, extra))
    assert_no_earlier(projected(more, doctor.frame), projected(doctor.record, doctor.frame))


@given(doctor=doctors(), extra=shares)
@MANY
def test_a_lower_share_never_ends_earlier(doctor: Doctor, extra: Share) -> None:
    less = replace(doctor.record, shares=(*doctor.record.shares, extra))
    assert_no_earlier(projected(less, doctor.frame), projected(doctor.record, doctor.frame))


@given(doctor=doctors(), data=st.data())
@MANY
def test_completing_a_service_never_ends_later(doctor: Doctor, data: st.DataObject) -> None:
    """The service was done in a free stretch of the past, before all that is recorded.

    Not one that is optional or an option of a choice: doing it settles that it is taken.
    """
    plan = doctor.frame.plan
    seqs = [None] + [
        service.seq
        for service in (plan.services if plan is not None else ())
        if service.optional is False and service.choice_group is None
    ]
    record = doctor.record
    assume(record.services)
    last = min(service.starts_on for service in record.services) - DAY
    assume(last < TODAY)
    done = replace(
        record.services[0],
        key="done",
        starts_on=last - timedelta(days=data.draw(st.integers(0, 500))),
        ends_on=last,
        is_planned=False,
        plan_seq=data.draw(st.sampled_from(seqs)),
    )
    absent = tuple(a for a in record.absences if a.starts_on > last)
    before = replace(record, absences=absent)
    after = replace(before, services=(done, *record.services))
    assert_no_earlier(projected(before, doctor.frame), projected(after, doctor.frame))


@given(doctor=doctors(), key=st.sampled_from(COURSE_KEYS))
@MANY
def test_completing_a_course_never_ends_later(doctor: Doctor, key: str) -> None:
    taken = CourseTaken(key, "Kurs", AttendanceState.ATTENDED, TODAY, TODAY)
    done = replace(doctor.record, courses=(*doctor.record.courses, taken))
    assert_no_earlier(projected(doctor.record, doctor.frame), projected(done, doctor.frame))


@given(doctor=doctors(), which=st.integers(0, 1), more=st.integers(1, 200))
@MANY
def test_approving_objectives_never_ends_later(doctor: Doctor, which: int, more: int) -> None:
    tallies = list(doctor.record.objectives)
    old = tallies[which]
    tallies[which] = ObjectiveTally(
        old.objective_set, old.approved + more, old.sent, old.in_progress, old.held_by
    )
    done = replace(doctor.record, objectives=tuple(tallies))
    assert_no_earlier(projected(doctor.record, doctor.frame), projected(done, doctor.frame))


@given(doctor=doctors(), first=near(-2000, -1), hours=st.integers(1, 90), in_open=st.booleans())
@MANY
def test_completing_group_guidance_never_ends_later(
    doctor: Doctor, first: date, hours: int, in_open: bool
) -> None:
    period = GroupPeriod(first, TODAY, float(hours), in_open)
    done = replace(doctor.record, group_guidance=(*doctor.record.group_guidance, period))
    assert_no_earlier(projected(doctor.record, doctor.frame), projected(done, doctor.frame))


# ---- Order and completeness --------------------------------------------------------------


@given(doctor=doctors(), data=st.data())
@MANY
def test_the_order_of_the_input_says_nothing(doctor: Doctor, data: st.DataObject) -> None:
    record, frame = doctor.record, doctor.frame

    def mixed(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(data.draw(st.permutations(values)))

    turned = projected(
        replace(
            record,
            services=mixed(record.services),
            absences=mixed(record.absences),
            shares=mixed(record.shares),
            objectives=mixed(record.objectives),
            group_guidance=mixed(record.group_guidance),
        ),
        replace(frame, requirements=frame.requirements[::-1], courses=mixed(frame.courses)),
    )
    straight = projected(record, frame)
    assert days_of(turned) == days_of(straight)
    assert turned.certainty == straight.certainty
    assert turned.timeline == straight.timeline
    assert by_key(turned) == by_key(straight)
    assert turned.chain == straight.chain


def by_key(result: Projection) -> dict[str, Item]:
    return {item.key: item for item in result.items}


@given(doctor=doctors())
@MANY
def test_no_requirement_is_lost(doctor: Doctor) -> None:
    """Each comes back once; of several dated versions the one in force when its stage ends."""
    result = projected(doctor.record, doctor.frame)
    keys = Counter(item.key for item in result.items)
    assert all(count == 1 for count in keys.values())
    asked = {f"requirement:{r.key}": r for r in doctor.frame.requirements}
    told = {item.key for item in result.items if item.kind is ItemKind.REQUIREMENT}
    assert told <= set(asked)
    assert all(key in told for key, r in asked.items() if not (r.valid_from or r.valid_to))
    end = days_of(result)[0]
    for key, requirement in asked.items():
        if template_of(requirement.stage) in ("part2", "part3", "specialist"):
            assert (key in told) == applies_on(requirement, end), key


@given(doctor=doctors())
@MANY
def test_every_service_and_course_has_its_line(doctor: Doctor) -> None:
    result = projected(doctor.record, doctor.frame)
    keys = {item.key for item in result.items}
    assert {f"course:{need.key}" for need in doctor.frame.courses} <= keys


# ---- Days and slack ----------------------------------------------------------------------


@given(doctor=doctors())
@MANY
def test_best_expected_and_latest_come_in_order(doctor: Doctor) -> None:
    result = projected(doctor.record, doctor.frame)
    expected, latest, best = days_of(result)
    assert TODAY <= best <= expected <= latest
    assert (latest > expected) == (result.certainty is Certainty.RANGE) or (
        result.certainty in (Certainty.NOT_BEFORE, Certainty.DONE)
    )


@given(doctor=doctors())
@MANY
def test_no_line_has_negative_slack_and_some_line_has_none(doctor: Doctor) -> None:
    result = projected(doctor.record, doctor.frame)
    timed = [
        item
        for item in result.items
        if item.slack_days is not None and item.wait.kind is not WaitKind.EVERYTHING
    ]
    assert [item.key for item in timed if item.slack_days is not None and item.slack_days < 0] == []
    if result.certainty is not Certainty.DONE and days_of(result)[0] > TODAY:
        assert any(item.slack_days == 0 for item in timed)
        assert result.deciding


@given(doctor=doctors())
@MANY
def test_the_chain_is_unbroken_and_ends_on_the_expected_day(doctor: Doctor) -> None:
    result = projected(doctor.record, doctor.frame)
    for before, after in zip(result.chain, result.chain[1:], strict=False):
        assert after.starts_on == before.ends_on + DAY, result.chain
    for link in result.chain:
        assert link.starts_on <= link.ends_on
    contradicts = any(u.kind is UnknownKind.PLAN_CONTRADICTS for u in result.unknowns)
    if result.expected is not None and result.expected > TODAY and not contradicts:
        assert result.chain
        assert result.chain[-1].ends_on == result.expected


def delayed(doctor: Doctor, key: str, starts_on: date) -> date:
    """The expected day when the period begins on another day, with room enough to be full."""
    services = tuple(
        replace(s, starts_on=starts_on, ends_on=starts_on + timedelta(days=2500))
        if s.key == key
        else s
        for s in doctor.record.services
    )
    return days_of(projected(replace(doctor.record, services=services), doctor.frame))[0]


@given(doctor=booked_doctors())
@MANY
def test_a_booked_period_can_wait_exactly_as_long_as_its_slack(doctor: Doctor) -> None:
    """The last one: an earlier one can only wait when those after it wait too."""
    result = projected(doctor.record, doctor.frame)
    item = result.item("service:3")
    assume(not is_to_plan(result))
    assert item.latest_start is not None and item.latest is not None
    assert item.earliest is not None and result.expected is not None
    assert delayed(doctor, "3", item.latest_start) == result.expected
    assert delayed(doctor, "3", item.latest_start + DAY) > result.expected


@given(doctor=booked_doctors())
@MANY
def test_the_period_before_can_wait_when_the_last_one_waits(doctor: Doctor) -> None:
    result = projected(doctor.record, doctor.frame)
    second, third = result.item("service:2"), result.item("service:3")
    assume(not is_to_plan(result))
    assert second.latest is not None and second.latest_start is not None
    assert third.latest_start is not None and result.expected is not None
    assert second.latest < third.latest_start
    last = third.latest_start

    def moved(starts_on: date) -> date:
        ends = {"1": starts_on - DAY, "2": last - DAY, "3": date(2045, 1, 1)}
        starts = {"1": None, "2": starts_on, "3": last}
        services = tuple(
            replace(s, starts_on=starts[s.key] or s.starts_on, ends_on=ends[s.key])
            for s in doctor.record.services
        )
        return days_of(projected(replace(doctor.record, services=services), doctor.frame))[0]

    assert moved(second.latest_start) == result.expected
    assert moved(second.latest_start + DAY) > result.expected


def is_to_plan(result: Projection) -> bool:
    """Whether something needed is not booked (leave has eaten of a booking)."""
    return any(stint.kind is StintKind.TO_PLAN for stint in result.timeline)


@given(doctor=doctors(), others=st.lists(doctors(), min_size=1, max_size=3))
@MANY
def test_a_frame_can_be_used_again(doctor: Doctor, others: list[Doctor]) -> None:
    frame, record = doctor.frame, doctor.record
    first = projected(record, frame)
    for other in others:
        projected(replace(other.record, specialty=record.specialty, stage=record.stage), frame)
    again = fresh_frame(
        record.stage, record.specialty, frame.plan, frame.courses, frame.measures.limits
    )
    assert projected(record, frame) == first
    assert projected(record, again) == first
