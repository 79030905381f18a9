"""From a projection to plain JSON values, as `result_shape` describes them."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from app.exchange.case_files import PathwayCase
from app.exchange.result_shape import RESULT_VERSION
from pathways.projection.sentence import Language, sentence
from pathways.projection.values import CourseNeed, Item, ItemKind, Projection
from pathways.projection.what_if_values import CHANGE_KINDS, Alternative, Change
from pathways.requirement_state import RequirementState
from pathways.start_and_goal import Lis1Start
from pathways.types.knowledge import Course
from pathways.types.plans import PublishedPlan

COURSE_RULE = "objectives-decide"
"""Courses are recommended: the objectives decide (the rule has its source)."""
TOTAL_NAMES = ("Planens samlede lengde", "The plan's total length")


class Namer:
    """Names and sources of the lines of an answer."""

    def __init__(
        self,
        plan: PublishedPlan | None,
        courses: Iterable[CourseNeed],
        known: Mapping[str, Course],
    ) -> None:
        """`known` are the courses that the sources name, by key."""
        self._plan = plan
        self._needs = {need.key: need.name_nb for need in courses}
        self._known = known
        self._services = {s.seq: s.name_nb for s in plan.services} if plan else {}

    def names(self, item: Item) -> tuple[str, str]:
        """The name of a line in Norwegian and English."""
        if item.state is not None:
            requirement = item.state.requirement
            return requirement.name_nb, requirement.name_en
        if item.kind is ItemKind.PLAN_TOTAL:
            return TOTAL_NAMES
        key = item.key.partition(":")[2]
        if item.kind is ItemKind.COURSE:
            known = self._known.get(key)
            name = self._needs.get(key) or (known.name_nb if known else key)
        else:
            name = self._services.get(int(key), item.key) if key.isdecimal() else item.key
        return name, name

    def origin(self, item: Item) -> dict[str, Any]:
        """Rules, source and status of a line."""
        rules: tuple[str, ...] = ()
        source, status = self._plan.source_address if self._plan else None, None
        if item.state is not None:
            requirement = item.state.requirement
            rules, source = requirement.rule_keys, requirement.source_key
            status = requirement.status.value
            if item.state.rule_key is not None and item.state.rule_key not in rules:
                rules = (*rules, item.state.rule_key)
        elif item.kind is ItemKind.COURSE:
            known = self._known.get(item.key.partition(":")[2])
            rules = (COURSE_RULE,) if item.is_recommended else ()
            source = known.source_key if known else None
            status = known.status.value if known else None
        return {"rule_keys": list(rules), "source": source, "status": status}


def result_of(
    case: PathwayCase, projection: Projection, alternatives: Iterable[Alternative], namer: Namer
) -> dict[str, Any]:
    """The whole result of one case."""
    return {
        "schema_version": RESULT_VERSION,
        "name": case.name,
        "today": case.today.isoformat(),
        "goal": projection.goal.value,
        "plan_id": case.plan.plan_id if case.plan else None,
        **answer_of(projection, namer),
        "alternatives": [_alternative(each, namer) for each in alternatives],
    }


def answer_of(projection: Projection, namer: Namer) -> dict[str, Any]:
    """The answer of one projection, without what was asked."""
    named = {item.key: namer.names(item) for item in projection.items}
    words = {
        language.value: sentence(
            projection, {key: pair[number] for key, pair in named.items()}, language
        )
        for number, language in enumerate((Language.NB, Language.EN))
    }
    return {
        "certainty": projection.certainty.value,
        "expected": plain(projection.expected),
        "expected_latest": plain(projection.expected_latest),
        "best": plain(projection.best),
        "sentence": words,
        "deciding": [item.key for item in projection.deciding],
        "items": [_item(item, namer) for item in projection.items],
        "timeline": plain(projection.timeline),
        "chain": plain(projection.chain),
        "unknowns": plain(projection.unknowns),
        "assumptions": plain(projection.assumptions),
        "lis1_start": _lis1_start(projection.lis1_start),
        "missing": projection.missing,
    }


def plain(value: Any) -> Any:
    """Dates as ISO, enumerations as their value, fractions as amounts, values as objects."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return amount(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(each) for name, each in value._asdict().items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def amount(value: Fraction) -> int | float | str:
    """A decimal number where that is exact, else `n/d`: 21/2 is 10.5, 7/3 stays."""
    if value.denominator == 1:
        return value.numerator
    decimal = float(value)
    return decimal if Fraction(str(decimal)) == value else f"{value.numerator}/{value.denominator}"


def _item(item: Item, namer: Namer) -> dict[str, Any]:
    name_nb, name_en = namer.names(item)
    values = plain(item)
    values["state"] = None if item.state is None else _state(item.state)
    return {
        **values,
        "name_nb": name_nb,
        "name_en": name_en,
        "slack_days": item.slack_days,
        **namer.origin(item),
    }


def _state(state: RequirementState) -> dict[str, Any]:
    return {
        "requirement_kind": state.requirement.kind.value,
        "state": state.state.value,
        "detail": state.detail.value,
        "since": plain(state.since),
        "from_plan": state.from_plan,
        "not_counted": amount(state.not_counted),
        "unsure": amount(state.unsure),
        "holders": [{"name": name, "count": count} for name, count in state.holders],
        "older": [{"objective_set": name, "approved": count} for name, count in state.older],
    }


def _lis1_start(start: Lis1Start | None) -> dict[str, Any] | None:
    if start is None:
        return None
    return {
        "starts_on": start.starts_on.isoformat(),
        "is_booked": start.is_booked,
        "round": start.intake.round if start.intake else None,
        "likely_deadline": plain(start.likely_deadline),
        "source": start.intake.source_key if start.intake else None,
    }


def _alternative(alternative: Alternative, namer: Namer) -> dict[str, Any]:
    projection = alternative.projection
    return {
        "changes": [_change(change) for change in alternative.changes],
        "days_moved": alternative.days_moved,
        "days_moved_latest": alternative.days_moved_latest,
        "reasons": plain(alternative.reasons),
        "projection": None if projection is None else answer_of(projection, namer),
    }


def _change(change: Change) -> dict[str, Any]:
    kind = next(name for name, made in CHANGE_KINDS.items() if isinstance(change, made))
    return {"kind": kind, **plain(change)}
