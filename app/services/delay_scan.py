"""The nightly reckoning over everybody: seats, dates, delays. Values in, values out; no database.

Two passes over the doctors with the settlement of all seats between them: first when each could be
approved if no course stood in the way, then the projection with the session that each is given.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.services.course_needs import CourseShelf, Registered, demands_of
from app.services.expected_dates import SharedFrames
from app.services.my_pathway_reckoning import Reckoning
from app.store.record_courses import MANDATORY
from pathways.courses.population import Settlement, settle
from pathways.courses.worth import outlook
from pathways.projection.project import expected_day, project
from pathways.projection.values import Frame, Projection
from pathways.types.courses import (
    CourseSession,
    Demand,
    Doctor,
    Outlook,
    RegistrationState,
    Standing,
)
from pathways.types.record import (
    AbsenceKind,
    AbsencePeriod,
    ExpectedCourse,
    Share,
    TraineeRecord,
)

FULL_TIME = 100
SIGNED_UP = frozenset(
    {RegistrationState.APPLIED, RegistrationState.WAITING, RegistrationState.CONFIRMED}
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One doctor after the first pass: the record without what an earlier scan expected."""

    enrolment_id: int
    reckoning: Reckoning
    doctor: Doctor

    @property
    def record(self) -> TraineeRecord:
        """The doctor's record."""
        return self.reckoning.record


@dataclass(frozen=True, slots=True)
class Judged:
    """One doctor after the second pass."""

    seen: Seen
    record: TraineeRecord
    """With the sessions that the seat rule gives."""
    projection: Projection
    standings: tuple[Standing, ...]


class Scan:
    """One reckoning on one day; frames and courses are shared by all doctors."""

    def __init__(self, frames: SharedFrames, shelf: CourseShelf) -> None:
        self._frames = frames
        self._bare: dict[int, Frame] = {}
        self.shelf = shelf
        self.today = shelf.today
        self._names = {each.offer.key: each for each in shelf.offered}

    def first(self, enrolment_id: int, reckoning: Reckoning, registered: Registered) -> Seen:
        """When all but the courses held here is done, and which of them are needed."""
        frame = self._without_courses(self._frames.of(reckoning))
        demands = demands_of(reckoning, frame.measures.limits, self.shelf, registered)
        ready = expected_day(reckoning.record, frame, self.today) if demands else None
        return Seen(enrolment_id, reckoning, Doctor(reckoning.record.person, ready, demands))

    def settle(self, seen: Iterable[Seen]) -> Settlement:
        """Give every seat."""
        offers = [each.offer for each in self.shelf.offered]
        return settle(offers, [each.doctor for each in seen], self.today)

    def outlooks(self, seen: Sequence[Seen], settlement: Settlement) -> Iterator[Outlook]:
        """What would help, course by course."""
        doctors = [each.doctor for each in seen if each.doctor.demands]
        for offered in self.shelf.offered:
            key = offered.offer.key
            yield outlook(
                offered.offer, settlement, doctors, self.today, self.shelf.candidates[key]
            )

    def second(self, seen: Seen, settlement: Settlement) -> Judged:
        """The projection with the sessions that the doctor is given."""
        standings = tuple(
            settlement.standings[seen.doctor.key, demand.course] for demand in seen.doctor.demands
        )
        demands = {demand.course: demand for demand in seen.doctor.demands}
        expected = tuple(self._expected(each, demands[each.course]) for each in standings)
        record = replace(seen.record, expected_courses=expected)
        frame = self._frames.of(seen.reckoning)
        return Judged(seen, record, project(record, frame, self.today), standings)

    def without_leave(self, judged: Judged) -> Projection | None:
        """The same with no leave and full time from tomorrow on; None when that is so already."""
        record = judged.record
        absences, shares = _leave_until(record, self.today), _shares_until(record, self.today)
        if absences == record.absences and shares == record.shares:
            return None
        frame = self._frames.of(judged.seen.reckoning)
        return project(replace(record, absences=absences, shares=shares), frame, self.today)

    def frame_of(self, seen: Seen) -> Frame:
        """The frame that the doctor's projection is reckoned in."""
        return self._frames.of(seen.reckoning)

    def _without_courses(self, frame: Frame) -> Frame:
        """The frame less the courses held here, whose seats are given to all at once."""
        bare = self._bare.get(id(frame))
        if bare is None:
            kept = tuple(need for need in frame.courses if need.key not in self.shelf.keys)
            bare = frame if kept == frame.courses else replace(frame, courses=kept)
            self._bare[id(frame)] = bare
        return bare

    def _expected(self, standing: Standing, demand: Demand) -> ExpectedCourse:
        offered = self._names[standing.course]
        session = self.shelf.session(standing.session)
        return ExpectedCourse(
            course_key=standing.course,
            name_nb=offered.offer.name_nb,
            starts_on=None if session is None else session.starts_on,
            ends_on=standing.done_on,
            signup_closes_on=None if session is None else _deadline(session, demand),
            is_bound=standing.is_bound,
            is_recommended=offered.requirement != MANDATORY,
        )


def _deadline(session: CourseSession, demand: Demand) -> date | None:
    """The last day to sign up; None for one who has signed up already."""
    signed_up = any(
        each.session == session.key and each.state in SIGNED_UP for each in demand.registrations
    )
    return None if signed_up else session.signup_closes_on


def _leave_until(record: TraineeRecord, today: date) -> tuple[AbsencePeriod, ...]:
    """Absences without the leave that is ahead."""
    kept = []
    for absence in record.absences:
        if absence.kind is AbsenceKind.LEAVE and absence.ends_on > today:
            if absence.starts_on > today:
                continue
            absence = replace(absence, ends_on=today)
        kept.append(absence)
    return tuple(kept)


def _shares_until(record: TraineeRecord, today: date) -> tuple[Share, ...]:
    """Shares without the part-time that is ahead."""
    kept = []
    for share in record.shares:
        if share.percent < FULL_TIME and (share.ends_on is None or share.ends_on > today):
            if share.starts_on > today:
                continue
            share = replace(share, ends_on=today)
        kept.append(share)
    return tuple(kept)
