"""From the compact cases of `tests/golden/projection.json` to records, plans and frames."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, PART23, Phase
from pathways.projection.values import CourseNeed, Frame, Session
from pathways.requirement_places import caps_of
from pathways.requirement_state import Measures
from pathways.start_and_goal import Goal, Intake
from pathways.types.knowledge import Requirement
from pathways.types.plans import Duration, PlanService, PublishedPlan
from pathways.types.record import (
    AttendanceState,
    CourseTaken,
    GroupPeriod,
    ObjectiveTally,
    PlaceKind,
    Service,
    TraineeRecord,
)
from pathways.worktime import Limits
from seed.reference_files import REFERENCE_FOLDER
from seed.reference_plans import LIS1, read_plan_files
from tests.unit.knowledge_values import real_knowledge
from tests.unit.trainee_records import (
    a_plan,
    a_plan_service,
    a_record,
    a_service,
    day,
    holiday,
    leave,
    share,
)

TODAY = date(2026, 11, 23)
TOTAL = 78
PART1 = (LIS1_HOSPITAL, LIS1_MUNICIPALITY)
INTAKES = (
    Intake("spring", 9, 1, date(2024, 2, 8), 2024, "src-018"),
    Intake("autumn", 3, 1, date(2024, 9, 5), 2025, "src-018"),
)
PHASES: tuple[Phase, ...] = (
    Phase(LIS1_HOSPITAL, Fraction(12), "lis1-hospital-months"),
    Phase(LIS1_MUNICIPALITY, Fraction(6), "lis1-municipality-months"),
)
_LENGTH = re.compile(
    r"(?P<word>at least |at most )?(?P<low>\d+)(?:-(?P<high>\d+))? (?P<unit>months|weeks)"
)


# ---- The frame ---------------------------------------------------------------------------


def a_frame(
    specialty: str | None = "VOP",
    plan: PublishedPlan | None = None,
    *,
    courses: Iterable[CourseNeed] = (),
    limits: Limits | None = None,
    total: int = TOTAL,
    intakes: tuple[Intake, ...] = (),
    caps: bool = False,
    requirements: tuple[Requirement, ...] | None = None,
) -> Frame:
    """A frame from the real requirements of one specialty (or of part 1)."""
    rules = real_knowledge().rules
    phases = PHASES
    if specialty is not None:
        bounds = caps_of(specialty, rules, TODAY) if caps else ()
        phases = (*PHASES, Phase(PART23, Fraction(60), "minimum-part23", bounds))
    return Frame(
        goal=Goal.PART1 if specialty is None else Goal.SPECIALIST,
        requirements=requirements or requirements_to(specialty, total),
        measures=Measures(limits=limits or Limits(), phases=phases),
        total_months=None if specialty is None else Fraction(total),
        plan=plan,
        courses=tuple(courses),
        intakes=intakes,
    )


@cache
def requirements_to(specialty: str | None, total: int = TOTAL) -> tuple[Requirement, ...]:
    """Every dated version of what the stages up to the goal ask for."""
    stages = {LIS1_HOSPITAL, LIS1_MUNICIPALITY, "part1_complete"}
    if specialty is not None:
        stages |= {"part2", "part3", "specialist"}
        stages |= {f"{template}:{specialty}" for template in ("part2", "part3", "specialist")}
    return tuple(
        replace(r, amount=total) if r.key == "minimum-total" else r
        for r in real_knowledge().requirements
        if r.stage in stages
    )


# ---- Cases -------------------------------------------------------------------------------


def frame_of(case: dict[str, Any]) -> Frame:
    limits = {
        name: tuple((stage, Fraction(months)) for stage, months in figures.items())
        for name, figures in case.get("limits", {}).items()
    }
    return a_frame(
        specialty_of(case),
        plan_of(case),
        courses=[_course_need(each) for each in case.get("course_needs", ())],
        limits=Limits(**limits),
        total=case.get("total", TOTAL),
        intakes=INTAKES if case.get("intakes") else (),
        caps=case.get("caps", False),
    )


def specialty_of(case: dict[str, Any]) -> str | None:
    specialty: str | None = case.get("specialty", "VOP")
    return specialty


def today_of(case: dict[str, Any]) -> date:
    return day(case["today"]) if "today" in case else TODAY


def record_of(case: dict[str, Any]) -> TraineeRecord:
    stage = case.get("stage", "part3:VOP")
    authorised = case.get("authorised", "01.07.2021")
    degree = case.get("degree")
    plan = plan_of(case)
    return a_record(
        *(_service(stage, *row, today=today_of(case)) for row in case["services"]),
        stage=stage,
        specialty=specialty_of(case),
        authorised_on=day(authorised) if authorised else None,
        degree_expected_on=day(degree) if degree else None,
        plan_id=plan.plan_id if plan else None,
        plan_version=1 if plan else None,
        absences=(
            *(leave(*span) for span in case.get("leave", ())),
            *(holiday(*span) for span in case.get("holiday", ())),
        ),
        shares=tuple(share(*period) for period in case.get("shares", ())),
        objectives=tuple(
            ObjectiveTally(name, approved, sent, begun, (("Veileder", sent),) if sent else ())
            for name, (approved, sent, begun) in case.get("objectives", {}).items()
        ),
        courses=tuple(_course_taken(*row) for row in case.get("courses", ())),
        group_guidance=tuple(
            GroupPeriod(day(first), day(last) if last else None, hours, in_open)
            for first, last, hours, in_open in case.get("group", ())
        ),
    )


def _service(stage: str, first: str, last: str | None, *marks: str, today: date) -> Service:
    changes: dict[str, Any] = {"stage": stage}
    for mark in marks:
        word, _, rest = mark.partition(" ")
        if word == "service":
            changes["plan_seq"] = int(rest)
        elif word == "inside":
            changes["counted_inside"] = rest
        elif word == "key":
            changes["key"] = rest
        elif word in set(PlaceKind):
            changes["place_kind"] = PlaceKind(word)
        else:
            changes["stage"] = word
    if changes["stage"] == LIS1_MUNICIPALITY:
        changes.setdefault("place_kind", PlaceKind.MUNICIPALITY)
    return a_service(first, last, is_planned=day(first) > today, **changes)


def _course_taken(key: str, state: str, first: str, last: str, *marks: str) -> CourseTaken:
    return CourseTaken(
        key, "Kurs", AttendanceState(state), day(first), day(last), "equivalent" in marks
    )


def _course_need(row: dict[str, Any]) -> CourseNeed:
    sessions = tuple(
        Session(day(first), day(last), day(more[0]) if more else None, more[1] if more else None)
        for first, last, *more in row["sessions"]
    )
    return CourseNeed(row["key"], "Kurs", row["recommended"], sessions)


# ---- Plans -------------------------------------------------------------------------------


def plan_of(case: dict[str, Any]) -> PublishedPlan | None:
    """The case's own plan, or the published one that it names."""
    if "plan_id" in case:
        return published(case["plan_id"])
    if "plan" not in case:
        return None
    row = case["plan"]
    months, stated_as = row.get("total", (None, None))
    return a_plan(
        *(plan_service(*service) for service in row["services"]),
        specialty=row.get("specialty", specialty_of(case)),
        total_months=months,
        total_stated_as=stated_as,
        services_complete=row.get("complete", True),
        rules_before_external=tuple(row.get("before_external", ())),
    )


def plan_service(
    seq: int, name: str, length: str, marks: dict[str, Any] | None = None
) -> PlanService:
    marks = marks or {}
    group, option = marks.get("choice", (None, None))
    return a_plan_service(
        seq,
        None,
        name_nb=name,
        duration=duration(length),
        counted_inside_seq=marks.get("inside"),
        choice_group=group,
        choice_option=option,
        host_kind=marks.get("host", "own"),
        optional=marks.get("optional", False),
        after_seq=tuple(marks.get("after", ())),
    )


def duration(text: str) -> Duration:
    """`12 months`, `6-12 months`, `at least 6 months`, `at most 6 months`, `4 weeks`, `unknown`."""
    if text == "unknown":
        return Duration(None, None, None, None)
    found = _LENGTH.fullmatch(text)
    assert found is not None, text
    low, high, unit = float(found["low"]), found["high"], found["unit"]
    if found["word"] == "at least ":
        return Duration(low, None, unit, "minimum")
    if found["word"] == "at most ":
        return Duration(None, low, unit, "maximum")
    if high is not None:
        return Duration(low, float(high), unit, "range")
    return Duration(low, low, unit, "exact")


@cache
def published_plans() -> dict[str, PublishedPlan]:
    codes = {specialty.code for specialty in real_knowledge().specialties} | {LIS1}
    return {plan.plan_id: plan for plan in read_plan_files(REFERENCE_FOLDER / "plans", codes)}


def published(plan_id: str) -> PublishedPlan:
    return published_plans()[plan_id]
