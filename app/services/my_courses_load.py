"""One doctor's courses as they are stored: what is needed, what the scan gave, what is live.

Who needs which course is decided in `course_needs`; what the seat rule gives is what the last
scan found. Sessions and registrations are read live, so that what the doctor has just done shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlmodel import Session

from app.services import knowledge
from app.services.course_needs import NEEDED, is_for
from app.services.knowledge import KnowledgeBundle
from app.store import course_population, course_registrations, courses, delay_counts, delay_flags
from app.store import my_courses as store
from app.store.course_population import OfferedCourse
from app.store.course_registrations import StoredRegistration
from app.store.delay_counts import Scans
from app.store.delay_flags import FlagRow
from app.store.my_courses import StoredStanding, Trainee
from pathways.graph import specialty_of
from pathways.phases import rank_of
from pathways.projection.beside import is_covered
from pathways.types.courses import CourseOffer, CourseSession, RegistrationState, SeatOutcome
from pathways.types.delays import Action
from pathways.types.knowledge import Course, Specialty
from pathways.types.record import CourseTaken

LIVE = (
    RegistrationState.CONFIRMED,
    RegistrationState.APPLIED,
    RegistrationState.WAITING,
    RegistrationState.INTERESTED,
)
"""The states of a registration that stands, the surest first."""
QUEUED = (RegistrationState.CONFIRMED, RegistrationState.APPLIED, RegistrationState.WAITING)


@dataclass(frozen=True, slots=True)
class Mine:
    """The doctor's own registration in a session that stands and is not over."""

    session: CourseSession
    row: StoredRegistration

    @property
    def state(self) -> RegistrationState:
        """Where the doctor stands in the session."""
        return self.row.state


@dataclass(frozen=True)
class CourseSituation:
    """One course that the doctor needs. `course` is None when the reference lacks it by now."""

    offered: OfferedCourse
    course: Course | None
    standing: StoredStanding | None
    flag: FlagRow | None
    rows: Mapping[str, StoredRegistration]
    """The doctor's registrations, by the public id of the session."""
    today: date

    @property
    def key(self) -> str:
        """The key of the course."""
        return self.offered.offer.key

    @cached_property
    def ahead(self) -> tuple[CourseSession, ...]:
        """The sessions that have not begun and stand, the first one first."""
        return tuple(
            each
            for each in self.offered.offer.sessions
            if each.starts_on > self.today and not each.is_cancelled
        )

    @cached_property
    def mine(self) -> Mine | None:
        """The registration that counts most, in a session that is not over."""
        found = [
            Mine(each, self.rows[each.key])
            for each in self.offered.offer.sessions
            if each.key in self.rows and not each.is_cancelled and each.ends_on >= self.today
        ]
        live = [each for each in found if each.state in LIVE]
        return min(live, key=lambda each: LIVE.index(each.state), default=None)

    @cached_property
    def cancelled(self) -> CourseSession | None:
        """A session ahead that the doctor was in and that is cancelled."""
        return next(
            (
                each
                for each in self.offered.offer.sessions
                if each.is_cancelled and each.starts_on > self.today and each.key in self.rows
            ),
            None,
        )

    @property
    def has_seat(self) -> bool:
        """Whether a seat is confirmed."""
        return self.mine is not None and self.mine.state is RegistrationState.CONFIRMED

    @property
    def has_asked(self) -> bool:
        """Whether the doctor has applied, waits or has a seat."""
        return self.mine is not None and self.mine.state in QUEUED

    @cached_property
    def reachable(self) -> CourseSession | None:
        """The session that the doctor gets or can aim at; None when none is announced."""
        mine = self.mine
        if mine is not None and mine.state in QUEUED[:2]:
            return mine.session
        given = self.given
        if given is not None:
            return given
        return next((each for each in self.ahead if each.takes_signups(self.today)), None)

    @cached_property
    def given(self) -> CourseSession | None:
        """The session that the scan says the rule gives; None when it gives none any more."""
        standing = self.standing
        if standing is None or standing.is_bound or standing.session is None:
            return None
        return next((each for each in self.ahead if each.key == standing.session), None)

    @property
    def moved(self) -> int | None:
        """Days that the course moves the date, by the last scan; None: not known."""
        return None if self.standing is None else self.standing.moved_days

    @property
    def sign_up_by(self) -> date | None:
        """The last day of a sign-up that is for the doctor to do and moves the date if missed."""
        finding = None if self.flag is None else self.flag.finding
        if finding is None or finding.action is not Action.SIGN_UP or self.has_asked:
            return None
        return finding.act_by if finding.act_by and finding.act_by >= self.today else None

    @property
    def is_unpredictable(self) -> bool:
        """Whether the arranger has criteria of its own."""
        arranger = SeatOutcome.ARRANGER_DECIDES
        decided = self.standing is not None and self.standing.outcome is arranger
        return decided or not self.offered.offer.rule.is_predictable


@dataclass(frozen=True)
class MyCourses:
    """Everything that a doctor's page of courses rests on."""

    trainee: Trainee
    today: date
    is_own: bool
    bundle: KnowledgeBundle
    specialty: Specialty | None
    """None before parts 2 and 3: then no course is needed yet."""
    needed: tuple[CourseSituation, ...]
    taken: tuple[CourseTaken, ...]
    unheld: tuple[Course, ...]
    """Courses that the sources list for the specialty, with no session registered here."""
    scans: Scans | None
    expected: date | None
    changed: tuple[bool, bool] = (False, False)
    """Whether sessions, and registrations, were changed after the scan."""
    counts: Mapping[str, Mapping[RegistrationState, int]] = field(default_factory=dict)
    """Registrations by session and state."""

    @property
    def without_seat(self) -> tuple[CourseSituation, ...]:
        """The courses that are needed and have no confirmed seat."""
        return tuple(each for each in self.needed if not each.has_seat)


def load(session: Session, public_id: str, *, today: date, is_own: bool) -> MyCourses | None:
    """One doctor's courses; None for somebody who is not in training. A fixed number of queries.

    Whoever calls has already decided that the reader may see this record.
    """
    trainee = store.find_trainee(session, public_id)
    if trainee is None:
        return None
    bundle = knowledge.load_bundle(session)
    specialty = _specialty(bundle, trainee)
    taken = store.list_taken(session, trainee.enrolment_id)
    offered = _offered_for(session, specialty)
    had = {each.course_key for each in taken if is_covered(each, today)}
    wanted = [each for each in offered if each.offer.key not in had]
    needed = _situations(session, trainee, bundle, wanted, today)
    scans = delay_counts.last_scans(session)
    keys = {each.key for each in needed}
    return MyCourses(
        trainee=trainee,
        today=today,
        is_own=is_own,
        bundle=bundle,
        specialty=specialty,
        needed=needed,
        taken=taken,
        unheld=_unheld(bundle, specialty, {each.offer.key for each in offered} | had),
        scans=scans,
        expected=store.expected_day(session, trainee.enrolment_id),
        changed=(
            (False, False)
            if scans is None or not keys
            else store.changed_after(session, keys, scans.finished_at)
        ),
        counts=courses.count_states(session, {s.key for each in needed for s in each.ahead}),
    )


def _specialty(bundle: KnowledgeBundle, trainee: Trainee) -> Specialty | None:
    """The specialty of a doctor in parts 2 and 3, ALIS included."""
    if trainee.specialty is None or rank_of(trainee.stage) != rank_of("part3"):
        return None
    return specialty_of(bundle.graph, trainee.specialty)


def _offered_for(session: Session, specialty: Specialty | None) -> tuple[OfferedCourse, ...]:
    if specialty is None:
        return ()
    offered, _ids = course_population.load_offers(session)
    return tuple(
        each
        for each in offered
        if each.is_current and each.requirement in NEEDED and is_for(each, specialty)
    )


def _situations(
    session: Session,
    trainee: Trainee,
    bundle: KnowledgeBundle,
    wanted: list[OfferedCourse],
    today: date,
) -> tuple[CourseSituation, ...]:
    """The courses needed: those that move the date first, then by the day one can be reached."""
    if not wanted:
        return ()
    known = {each.key: each for each in bundle.courses}
    standings = store.load_standings(session, trainee.enrolment_id)
    rows = {
        row.session_public_id: row
        for row in course_registrations.list_of_enrolment(session, trainee.enrolment_id)
    }
    flags = {
        row.course_key: row
        for row in delay_flags.flags_of(session, trainee.public_id, today=today)
        if row.course_key is not None and row.closed_on is None
    }
    found = [
        CourseSituation(
            offered=each,
            course=known.get(each.offer.key),
            standing=standings.get(each.offer.key),
            flag=flags.get(each.offer.key),
            rows=rows,
            today=today,
        )
        for each in wanted
    ]
    return tuple(sorted(found, key=_weight))


def _weight(situation: CourseSituation) -> tuple[int, int, date, str]:
    by = situation.sign_up_by
    reachable = situation.reachable
    return (
        -(situation.moved or 0),
        0 if by is not None else 1,
        by or (reachable.starts_on if reachable else date.max),
        situation.key,
    )


def _unheld(
    bundle: KnowledgeBundle, specialty: Specialty | None, known: set[str]
) -> tuple[Course, ...]:
    if specialty is None:
        return ()
    return tuple(
        course
        for course in bundle.courses
        if course.current
        and course.requirement in NEEDED
        and course.key not in known
        and is_for(_as_offered(course), specialty)
    )


def _as_offered(course: Course) -> OfferedCourse:
    """A course without sessions, to ask whom it is for."""
    return OfferedCourse(
        offer=CourseOffer(course.key),
        specialty=course.specialty,
        scope=course.scope,
        requirement=course.requirement,
        is_current=course.current,
        timing_from_months=None,
    )
