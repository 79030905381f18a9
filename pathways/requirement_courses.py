"""The courses that a plan lists, one by one: covered, booked, planned or open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from pathways.types.knowledge import Course
from pathways.types.plans import PlanCourse, PublishedPlan
from pathways.types.record import AttendanceState, CourseTaken, TraineeRecord


class CourseState(StrEnum):
    """How a course of the plan stands."""

    COVERED = "covered"
    """Attended, or an equivalent activity is documented in its place."""
    BOOKED = "booked"
    PLANNED = "planned"
    OPEN = "open"


_STATES = {
    AttendanceState.ATTENDED: CourseState.COVERED,
    AttendanceState.BOOKED: CourseState.BOOKED,
    AttendanceState.PLANNED: CourseState.PLANNED,
}
_SUREST = {state: place for place, state in enumerate(CourseState)}


@dataclass(frozen=True, slots=True)
class CourseIndex:
    """The courses that the sources name, found by code or by name.

    Made once (`index_courses`) for all doctors.
    """

    by_code: dict[str, tuple[Course, ...]] = field(default_factory=dict)
    by_name: dict[str, tuple[Course, ...]] = field(default_factory=dict)

    def find(self, listed: PlanCourse, specialty: str | None) -> Course | None:
        """The named course that a plan means: by code, else by name; None when none fits.

        A course of the specialty goes before a shared one, one in force before an old one. A
        course of another specialty never fits.
        """
        found = self.by_code.get(folded(listed.code)) if listed.code else None
        found = found or self.by_name.get(folded(listed.name_nb), ())
        fitting = [course for course in found if course.specialty in (specialty, None)]
        return min(
            fitting,
            key=lambda course: (course.specialty is None, not course.current, course.key),
            default=None,
        )


@dataclass(frozen=True, slots=True)
class CourseNeed:
    """One course of a plan. `known` is None when no named course matches it: the plan's own
    name then stands alone. `taken` is the surest thing recorded about it."""

    listed: PlanCourse
    known: Course | None
    state: CourseState
    taken: CourseTaken | None

    @property
    def is_covered(self) -> bool:
        """Whether nothing is left of it."""
        return self.state is CourseState.COVERED

    @property
    def is_by_equivalent(self) -> bool:
        """Whether another documented activity stands in for the course."""
        return self.is_covered and self.taken is not None and self.taken.is_equivalent

    @property
    def is_signed(self) -> bool:
        """Whether what covers it is signed; nobody signs what is only booked."""
        return self.is_covered and self.taken is not None and self.taken.is_signed

    @property
    def starts_on(self) -> date | None:
        """The first day of the course that is taken or booked, when it is known."""
        return self.taken.starts_on if self.taken else None


def index_courses(courses: Iterable[Course]) -> CourseIndex:
    """Courses by folded code and folded name."""
    by_code: dict[str, tuple[Course, ...]] = {}
    by_name: dict[str, tuple[Course, ...]] = {}
    for course in courses:
        name = folded(course.name_nb)
        by_name[name] = (*by_name.get(name, ()), course)
        if course.code:
            code = folded(course.code)
            by_code[code] = (*by_code.get(code, ()), course)
    return CourseIndex(by_code, by_name)


def course_needs(
    record: TraineeRecord, plan: PublishedPlan, courses: CourseIndex
) -> tuple[CourseNeed, ...]:
    """Every course that the plan lists, in its order, with how it stands for the doctor.

    Something recorded answers to a listed course when it has the key of the named course or
    the same name. An equivalent activity covers the course when it is documented as done, signed
    or not: courses are recommended, and another activity giving the same competence is accepted
    (rule `objectives-decide`, src-066).
    """
    by_key: dict[str, list[CourseTaken]] = {}
    by_name: dict[str, list[CourseTaken]] = {}
    for taken in record.courses:
        by_key.setdefault(taken.course_key, []).append(taken)
        by_name.setdefault(folded(taken.name_nb), []).append(taken)
    needs = []
    for listed in plan.courses:
        known = courses.find(listed, plan.specialty)
        fitting = [
            *(by_key.get(known.key, ()) if known else ()),
            *by_name.get(folded(listed.name_nb), ()),
        ]
        surest = min(fitting, key=_surest_first, default=None)
        state = CourseState.OPEN if surest is None else _STATES[surest.state]
        needs.append(CourseNeed(listed, known, state, surest))
    return tuple(needs)


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name to compare by: providers write the same course with other dashes and commas."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _surest_first(taken: CourseTaken) -> tuple[int, bool, bool, date, str]:
    return (
        _SUREST[_STATES[taken.state]],
        not taken.is_signed,
        taken.is_equivalent,
        taken.starts_on or date.max,
        taken.course_key,
    )
