"""Who needs which course, and how each stands in the order for its seats.

A course is needed by a doctor in parts 2 and 3 when the sources list it as mandatory or
recommended for the specialty (or for all), it is of the scheme in force, it is held here at all
(some session is registered), and the doctor has not had it or an equivalent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from app.services.my_pathway_reckoning import Reckoning
from app.store.course_population import OfferedCourse
from pathways.courses.candidates import candidate_days
from pathways.courses.service import begun_on, service_ticks
from pathways.projection.beside import is_covered
from pathways.types.courses import CourseSession, Demand, Registration, ServiceMeasure
from pathways.types.knowledge import Part2Kind, Specialty
from pathways.types.record import AbsenceKind, TraineeRecord
from pathways.worktime import TICKS, Limits

NEEDED = frozenset({"mandatory", "recommended"})
FOR_ALL = "ALL"
FOR_SURGERY = "KIR-DEL2"
"""The shared part 2 of the surgical specialties."""

Registered = Mapping[str, tuple[Registration, ...]]
"""One doctor's registrations by course key."""


class CourseShelf:
    """The courses that are held, by specialty, with every day on which a session may start."""

    def __init__(
        self, offered: Iterable[OfferedCourse], today: date, notice_days: int, months: int
    ) -> None:
        """`notice_days` and `months` bound the dates tried for an extra session."""
        self.today = today
        self.offered = tuple(
            each for each in offered if each.is_current and each.requirement in NEEDED
        )
        self.candidates = {
            each.offer.key: candidate_days(each.offer, today, notice_days, months)
            for each in self.offered
        }
        self._sessions = {
            session.key: session for each in self.offered for session in each.offer.sessions
        }
        self._ahead = {
            each.offer.key: tuple(
                sorted(
                    (s for s in each.offer.sessions if not s.is_cancelled and s.starts_on > today),
                    key=lambda s: (s.starts_on, s.ends_on, s.key),
                )
            )
            for each in self.offered
        }
        self._by_specialty: dict[str, tuple[OfferedCourse, ...]] = {}

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of the courses."""
        return frozenset(each.offer.key for each in self.offered)

    def session(self, key: str | None) -> CourseSession | None:
        """The session with this key; None for None."""
        return None if key is None else self._sessions[key]

    @property
    def sessions(self) -> Iterable[CourseSession]:
        """Every session of the courses, past and cancelled ones included."""
        return self._sessions.values()

    def ahead(self, course: str) -> tuple[CourseSession, ...]:
        """The sessions of a course that stand and have not begun, the first one first."""
        return self._ahead[course]

    def for_specialty(self, specialty: Specialty) -> tuple[OfferedCourse, ...]:
        """The courses that doctors in a specialty need."""
        found = self._by_specialty.get(specialty.code)
        if found is None:
            found = tuple(each for each in self.offered if is_for(each, specialty))
            self._by_specialty[specialty.code] = found
        return found

    def days_of(self, offered: OfferedCourse) -> tuple[date, ...]:
        """The days on which a session of the course starts or might."""
        ahead = {s.starts_on for s in offered.offer.sessions if s.ends_on >= self.today}
        return (*ahead, *(extra.starts_on for extra in self.candidates[offered.offer.key]))


def is_for(offered: OfferedCourse, specialty: Specialty) -> bool:
    """Whether the course is one for the specialty.

    Shared courses are not for general practice, community and occupational medicine, whose
    common objectives are learned otherwise (note of the source to Administrasjon og ledelse).
    """
    if offered.specialty is not None:
        return offered.specialty == specialty.code
    if offered.scope == FOR_SURGERY:
        return specialty.part2 is Part2Kind.SURGERY
    return offered.scope == FOR_ALL and not specialty.is_asa


def demands_of(
    reckoning: Reckoning, limits: Limits, shelf: CourseShelf, registered: Registered
) -> tuple[Demand, ...]:
    """What one doctor still needs of the courses that are held; `limits` as in the frame."""
    record, specialty = reckoning.record, reckoning.specialty
    if specialty is None or not reckoning.is_in_part23:
        return ()
    needed = [
        each for each in shelf.for_specialty(specialty) if not _has_had(record, each, shelf.today)
    ]
    begun = begun_on(record, specialty.code)
    if begun is None or not needed:
        return ()
    service = _service(record, specialty.code, limits, needed, shelf)
    leaves = tuple(
        (a.starts_on, a.ends_on)
        for a in record.absences
        if a.kind is AbsenceKind.LEAVE and a.ends_on >= shelf.today
    )
    return tuple(
        Demand(
            doctor=record.person,
            course=each.offer.key,
            from_on=_from_on(each, begun, service[each.offer.rule.measure]),
            service=service[each.offer.rule.measure],
            leaves=leaves,
            registrations=registered.get(each.offer.key, ()),
        )
        for each in needed
    )


def _has_had(record: TraineeRecord, offered: OfferedCourse, today: date) -> bool:
    key = offered.offer.key
    return any(taken.course_key == key and is_covered(taken, today) for taken in record.courses)


def _service(
    record: TraineeRecord,
    code: str,
    limits: Limits,
    needed: Iterable[OfferedCourse],
    shelf: CourseShelf,
) -> Mapping[ServiceMeasure, Mapping[date, int]]:
    days: dict[ServiceMeasure, set[date]] = defaultdict(set)
    for each in needed:
        days[each.offer.rule.measure].update(shelf.days_of(each))
    return {
        measure: service_ticks(record, code, limits, wanted, measure, today=shelf.today)
        for measure, wanted in days.items()
    }


def _from_on(offered: OfferedCourse, begun: date, service: Mapping[date, int]) -> date:
    """From the first day in the specialty; with a recommended timing, the first start it fits."""
    wanted = offered.timing_from_months
    if not wanted:
        return begun
    enough = [day for day, ticks in service.items() if ticks >= wanted * TICKS]
    return max(begun, min(enough, default=date.max))
