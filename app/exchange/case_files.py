"""Reads pathway cases (JSON, schema 1.0) and tells every mistake in them.

Nothing is repaired and nothing is guessed: a case with a mistake is not reckoned with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from app.exchange.case_changes import Choices, changes_of, note_order, session_of
from app.exchange.case_plan import plan_of, published_plan
from app.exchange.case_record import in_order, keys_named, note_findings, record_of
from app.exchange.case_shape import CASE
from app.exchange.json_text import Notes, read_text
from app.exchange.shapes import BAD, whole_rows
from pathways.checks.months import choice_groups
from pathways.checks.record import KnownKeys
from pathways.projection.values import CourseNeed
from pathways.projection.what_if_values import Change
from pathways.requirement_courses import folded
from pathways.start_and_goal import Goal
from pathways.types.plans import PublishedPlan
from pathways.types.record import TraineeRecord
from pathways.worktime import Limits
from seed.csv_rows import ReferenceFileError

STAND_IN = date(2000, 1, 1)
"""The day that a case with a mistake in its own day is looked through with."""


@dataclass(frozen=True, slots=True)
class References:
    """What a case may name: keys, the names of courses by key, and published plans by id."""

    specialties: frozenset[str]
    stages: frozenset[str]
    procedures: frozenset[str]
    courses: Mapping[str, str]
    plans: Mapping[str, PublishedPlan]


@dataclass(frozen=True, slots=True)
class PathwayCase:
    """A case without mistakes. The limits are None where the rules in force apply."""

    name: str | None
    today: date
    goal: Goal
    record: TraineeRecord
    plan: PublishedPlan | None
    courses: tuple[CourseNeed, ...]
    holiday_months: tuple[tuple[str, Fraction], ...] | None
    leave_months: tuple[tuple[str, Fraction], ...] | None
    what_if: tuple[tuple[Change, ...], ...]

    def limits(self, in_force: Limits) -> Limits:
        """The limits of the case where it has any, else those in force."""
        return Limits(
            in_force.holiday_months if self.holiday_months is None else self.holiday_months,
            in_force.leave_months if self.leave_months is None else self.leave_months,
        )


def read_case(data: bytes, file: str, known: References, plan_id: str | None = None) -> PathwayCase:
    """The case in the bytes of a file; `plan_id` is a published plan instead of the file's own.

    Raises ReferenceFileError with every mistake.
    """
    document, notes = read_text(data, file)
    values = CASE.read(document, (), notes)
    case = None if values is BAD else _case(values, notes, known, plan_id)
    if notes.problems or case is None:
        raise ReferenceFileError(dict.fromkeys(notes.problems))
    return case


def _case(
    values: dict[str, Any], notes: Notes, known: References, plan_id: str | None
) -> PathwayCase | None:
    """The case; None when its record or its day cannot be read at all (then noted)."""
    plan = _plan(values["plan"], plan_id, known, notes)
    is_plan_known = plan is not None or (values["plan"] is None and plan_id is None)
    courses = _courses(values["courses"], known.courses, notes)
    data = values["record"]
    today = STAND_IN if values["today"] is BAD else values["today"]
    if data is BAD:
        return None
    are_courses_known = is_plan_known and values["courses"] is not BAD
    names = _course_names(values["courses"], courses, plan, known)
    if not are_courses_known:
        names |= _own_names(keys_named(data["courses"], "course_key"), names)
    record = record_of(data, _text(values["name"]) or "case", today, names)
    keys = KnownKeys(known.specialties, known.stages, frozenset(names), known.procedures)
    seqs = frozenset(service.seq for service in plan.services) if plan else frozenset()
    note_findings(data, record, today, keys, seqs if is_plan_known else None, notes)
    goal = _goal(values["goal"], data["specialty"], notes)
    choices = Choices(
        services=None if data["services"] is BAD else keys_named(data["services"]),
        courses=frozenset(names) if are_courses_known else None,
        specialties=known.specialties,
        options=_options(plan) if is_plan_known else None,
    )
    what_if = changes_of(values["what_if"], choices, notes)
    settings = values["settings"]
    if settings is BAD or goal is None:
        return None
    settings = settings or {"holiday_months": None, "leave_months": None}
    if plan is not None:
        record = replace(record, plan_id=plan.plan_id)
    return PathwayCase(
        name=_text(values["name"]),
        today=today,
        goal=goal,
        record=in_order(record),
        plan=plan,
        courses=courses,
        holiday_months=_months(settings["holiday_months"]),
        leave_months=_months(settings["leave_months"]),
        what_if=what_if,
    )


def _plan(data: Any, plan_id: str | None, known: References, notes: Notes) -> PublishedPlan | None:
    if plan_id is not None:
        return published_plan(plan_id, known.plans, ("--plan",), notes)
    if data is None or data is BAD:
        return None
    return plan_of(data, known.plans, known.specialties, notes)


def _courses(rows: Any, names: Mapping[str, str], notes: Notes) -> tuple[CourseNeed, ...]:
    seen: set[str] = set()
    needs = []
    for index, row in whole_rows(rows):
        if row["key"] in seen:
            notes.add(("courses", index, "key"), row["key"], "each course once")
        seen.add(row["key"])
        for number, session in enumerate(row["sessions"]):
            note_order(session, ("courses", index, "sessions", number), notes)
        name = row["name"] or names.get(row["key"], row["key"])
        sessions = sorted(row["sessions"], key=lambda s: (s["starts_on"], s["ends_on"]))
        needs.append(
            CourseNeed(row["key"], name, row["is_recommended"], tuple(map(session_of, sessions)))
        )
    return tuple(needs)


def _course_names(
    rows: Any,
    courses: tuple[CourseNeed, ...],
    plan: PublishedPlan | None,
    known: References,
) -> dict[str, str]:
    """Every course that the case may name: of the lists, of its plan, of its own."""
    return {
        **known.courses,
        **{f"plan:{folded(c.name_nb)}": c.name_nb for c in (plan.courses if plan else ())},
        **_own_names(keys_named(rows), known.courses),
        **{course.key: course.name_nb for course in courses},
    }


def _own_names(keys: frozenset[str], names: Mapping[str, str]) -> dict[str, str]:
    """Keys without a name of their own, called by themselves."""
    return {key: key for key in keys - set(names)}


def _goal(value: Any, specialty: Any, notes: Notes) -> Goal | None:
    if value is BAD:
        return None
    if value is None:
        return Goal.PART1 if specialty is None else Goal.SPECIALIST
    goal = Goal(value)
    if goal is Goal.SPECIALIST and specialty is None:
        notes.add(("goal",), "specialist without a specialty", "record.specialty, or part1")
    return goal


def _options(plan: PublishedPlan | None) -> Mapping[str, tuple[str, ...]]:
    if plan is None:
        return {}
    return {group: tuple(options) for group, options in choice_groups(plan.services).items()}


def _months(values: Any) -> tuple[tuple[str, Fraction], ...] | None:
    if values is None or values is BAD:
        return None
    return tuple(
        (stage, months)
        for stage, months in values.items()
        if months is not None and months is not BAD
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
