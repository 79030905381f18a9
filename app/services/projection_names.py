"""Whom the sentences about a projection speak of, and what its lines are called in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from app.services.wording import in_language, lower_first, plain, years_in_words
from pathways.projection.values import Frame
from pathways.types.knowledge import Requirement, RequirementKind, Specialty
from pathways.types.record import TraineeRecord
from pathways.worktime import template_of

PLAN_TOTAL = "plan-total"


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom the sentences speak of, and what the lines of the answer are called in them.

    `name` is None when the doctor reads. `specialty` is its name in a sentence; `lines` are
    names by the key of the line, `services` by the key of the recorded period.
    """

    name: str | None = None
    specialty: str | None = None
    lines: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """The subject at the beginning of a sentence."""
        return _("Du") if self.name is None else self.name

    def line(self, key: str | None) -> str:
        """A line's name in a sentence; what has none is "noe annet"."""
        return self.lines.get(key or "", "") or _("noe annet")


def telling_of(
    record: TraineeRecord, frame: Frame, specialty: Specialty | None, *, is_own: bool
) -> Telling:
    """The names for one doctor's answer."""
    lines = {f"requirement:{r.key}": requirement_name(r) for r in frame.requirements}
    lines["phase:lis1_hospital"] = _("LIS1 i sykehus")
    lines["phase:lis1_municipality"] = _("LIS1 i kommune")
    lines["phase:part23"] = _("tjenesten i del 2 og 3")
    if frame.plan is not None:
        lines[PLAN_TOTAL] = _("lengden som planen oppgir")
        for service in frame.plan.services:
            lines[f"service:{service.seq}"] = lower_first(plain(service.name_nb))
    for course in frame.courses:
        lines[f"course:{course.key}"] = plain(course.name_nb)
    for taken in record.courses:
        lines.setdefault(f"course:{taken.course_key}", plain(taken.name_nb))
    for expected in record.expected_courses:
        lines.setdefault(f"course:{expected.course_key}", plain(expected.name_nb))
    return Telling(
        name=None if is_own else plain(record.name),
        specialty=specialty_in_sentence(specialty),
        lines=lines,
        services={s.key: lower_first(in_language(s, "name") or s.key) for s in record.services},
    )


def specialty_in_sentence(specialty: Specialty | None) -> str | None:
    """A specialty inside a sentence: psykiatri."""
    if specialty is None:
        return None
    return lower_first(in_language(specialty, "name") or specialty.code)


def requirement_name(requirement: Requirement) -> str:
    """A requirement in a sentence; least times by their length, the rest by their name."""
    months = None if requirement.amount is None else int(requirement.amount)
    if requirement.kind is RequirementKind.MINIMUM_TOTAL and months:
        return _("minstetiden på %(years)s i alt", years=years_in_words(months))
    if requirement.key.startswith("lis1-hospital-service"):
        return _("LIS1 i sykehus")
    if requirement.key.startswith("lis1-municipality-service"):
        return _("LIS1 i kommune")
    is_whole = requirement.inside_service is None and template_of(requirement.stage) == "part3"
    if requirement.kind is RequirementKind.SERVICE and is_whole and months:
        return _("minstetiden på %(years)s i faget", years=years_in_words(months))
    return lower_first(in_language(requirement, "name") or requirement.key)
