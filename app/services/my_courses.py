"""The page *Kurs* of one doctor: which courses, when, and whether there is a seat."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.clock import OSLO
from app.services import my_courses_words as words
from app.services.course_catalogue import course_tag
from app.services.course_demand_words import rule_words
from app.services.course_registrations_words import kind_name, state_name
from app.services.logbook_words import span
from app.services.my_courses_load import CourseSituation, MyCourses, load
from app.services.my_courses_opening import opening
from app.services.pathways_facts import SourceRef, sources_of
from app.services.start_pages import NIGHT_ENDS, Opening
from app.services.wording import clock_time, day, listed, plain, upper_first
from app.store.delay_counts import Scans
from pathways.phases import rank_of
from pathways.types.courses import CourseKind, CourseSession, RegistrationState
from pathways.types.knowledge import Course
from pathways.types.record import AttendanceState, CourseTaken

MOST_LATER = 4
"""Later sessions shown of each course."""
FOR_LIS1 = "LIS1"
FOR_ALL = "ALL"


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of a course: where, when, seats. `link` says what can be done there."""

    public_id: str
    dates: str
    place: str
    signup: str
    seats: str
    state: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class CourseBlock:
    """One course that is needed, with all that the page says about it."""

    key: str
    name: str
    kind: str | None
    """Said for what is no ordinary course."""
    mark: str
    word: str
    session: SessionRow | None
    later: tuple[SessionRow, ...]
    lines: tuple[str, ...]
    """Chance, effect and what helps, as sentences."""
    rule: str
    tag: str | None
    arranger: str | None
    source: SourceRef | None
    delay: str | None
    """The public id of the open delay that the course causes."""


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course in a list: taken, to come, or without sessions."""

    name: str
    remark: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    source: SourceRef | None = None
    url: None = None


@dataclass(frozen=True, slots=True)
class CoursesPage:
    """The whole page."""

    name: str
    doctor: str
    is_own: bool
    opening: Opening
    checked: str | None
    stale: str | None
    needed: tuple[CourseBlock, ...]
    taken: tuple[CourseRow, ...]
    unheld: tuple[CourseRow, ...]
    coming: tuple[CourseRow, ...]
    """What comes, for a doctor who is not in a specialty yet."""
    elsewhere: tuple[CourseRow, ...]
    """Local courses of LIS1 at other places."""


def load_page(session: Session, public_id: str, *, today: date, is_own: bool) -> CoursesPage | None:
    """The page; None for somebody who is not in training. Access is decided before."""
    found = load(session, public_id, today=today, is_own=is_own)
    return None if found is None else build_page(found)


def opening_of(
    session: Session, public_id: str, *, today: date, is_own: bool = True
) -> Opening | None:
    """The page's sentence alone, for a start page or a digest; None when not in training."""
    found = load(session, public_id, today=today, is_own=is_own)
    return None if found is None else opening(found)


def build_page(found: MyCourses) -> CoursesPage:
    """The page from what was loaded; asks nobody for anything."""
    is_early = rank_of(found.trainee.stage) < rank_of("part3")
    return CoursesPage(
        name=plain(found.trainee.name),
        doctor=found.trainee.public_id,
        is_own=found.is_own,
        opening=opening(found),
        checked=worked_out(found.scans, found.today) if found.needed else None,
        stale=_stale(found),
        needed=tuple(_block(found, each) for each in found.needed),
        taken=_taken(found),
        unheld=tuple(_listed(found, course) for course in found.unheld),
        coming=_coming(found) if found.specialty is None else (),
        elsewhere=_elsewhere(found) if is_early else (),
    )


def worked_out(scans: Scans | None, today: date) -> str:
    """When the chances were worked out."""
    if scans is None:
        return _("Sjansene er ikke regnet ut ennå. Det skjer hver natt.")
    local = scans.finished_at.astimezone(OSLO)
    at = f"{day(scans.as_of)} {clock_time(local.time())}"
    if scans.as_of == today and local.hour < NIGHT_ENDS:
        return _("Regnet ut i natt, %(at)s", at=at)
    return _("Regnet ut %(at)s", at=at)


def _stale(found: MyCourses) -> str | None:
    if found.scans is None or not found.needed:
        return None
    names = (_("samlinger"), _("påmeldinger"))
    changed = [name for name, is_new in zip(names, found.changed, strict=True) if is_new]
    if not changed:
        return None
    return _(
        "%(what)s er endret etterpå. Sjansene regnes ut på nytt i natt.",
        what=upper_first(listed(changed)),
    )


def _block(found: MyCourses, situation: CourseSituation) -> CourseBlock:
    mark, word = words.course_state(situation)
    reachable = situation.reachable
    kind = situation.offered.offer.kind
    course = situation.course
    sources = sources_of(found.bundle.knowledge)
    return CourseBlock(
        key=situation.key,
        name=words.course_name(situation),
        kind=None if kind is CourseKind.COURSE else kind_name(kind),
        mark=mark,
        word=word,
        session=None if reachable is None else session_row(found, situation, reachable),
        later=tuple(
            session_row(found, situation, each) for each in situation.ahead if each is not reachable
        )[:MOST_LATER],
        lines=_lines(found, situation),
        rule=rule_words(situation.offered.offer.rule),
        tag=None if course is None else course_tag(course),
        arranger=None if course is None or course.arranger is None else plain(course.arranger),
        source=None if course is None else sources.ref(course.source_key),
        delay=None if situation.flag is None else situation.flag.public_id,
    )


def _lines(found: MyCourses, situation: CourseSituation) -> tuple[str, ...]:
    lines = (
        words.cancelled_words(situation),
        words.chance_words(found, situation),
        words.waiting_words(found, situation),
        _noted(found, situation),
        words.effect_words(found, situation),
        words.help_words(found, situation),
    )
    return tuple(line for line in lines if line)


def _noted(found: MyCourses, situation: CourseSituation) -> str | None:
    """A course that stands as planned or booked in the log, with no seat here to show for it."""
    if situation.has_asked:
        return None
    for taken in found.taken:
        if taken.course_key == situation.key and taken.state is not AttendanceState.ATTENDED:
            return _(
                "I loggen står kurset som planlagt %(dates)s, uten påmelding her.",
                dates=_dates(taken),
            )
    return None


def session_row(found: MyCourses, situation: CourseSituation, session: CourseSession) -> SessionRow:
    """One session of a needed course."""
    row = situation.rows.get(session.key)
    stands = row is not None and row.state in words.STANDING
    return SessionRow(
        public_id=session.key,
        dates=words.dates_of(session),
        place=plain(session.place),
        signup=words.signup_words(session, found.today),
        seats=words.seats_words(found, session),
        state=state_name(row.state) if row is not None and stands else None,
        link=_link(found, situation, session) if found.is_own else None,
    )


def _link(found: MyCourses, situation: CourseSituation, session: CourseSession) -> str:
    """What the doctor would do on the session's own page."""
    row = situation.rows.get(session.key)
    if row is not None and row.state in words.STANDING:
        return _("Se eller meld deg av")
    elsewhere = situation.mine is not None and situation.mine.state in (
        RegistrationState.CONFIRMED,
        RegistrationState.APPLIED,
    )
    if elsewhere or not session.takes_signups(found.today):
        return _("Se samlingen")
    if words.is_open(session, found.today):
        return _("Meld deg på")
    return _("Si fra at du er interessert")


def _taken(found: MyCourses) -> tuple[CourseRow, ...]:
    """Courses of the record that are done, and those noted as planned that nobody needs."""
    needed = {each.key for each in found.needed}
    rows = []
    for taken in found.taken:
        if taken.course_key in needed:
            continue
        tags = []
        if taken.is_equivalent:
            tags.append(_("tilsvarende aktivitet"))
        if taken.state is not AttendanceState.ATTENDED and not taken.is_equivalent:
            tags.append(_("planlagt"))
        elif not taken.is_signed:
            tags.append(_("ikke signert"))
        rows.append(CourseRow(plain(taken.name_nb), _dates(taken), tuple(tags)))
    return tuple(rows)


def _dates(taken: CourseTaken) -> str:
    return span({"starts_on": taken.starts_on, "ends_on": taken.ends_on})


def _listed(found: MyCourses, course: Course) -> CourseRow:
    """A course as the source has it."""
    sources = sources_of(found.bundle.knowledge)
    tag = course_tag(course)
    return CourseRow(
        name=plain(course.name_nb),
        remark=None if course.arranger is None else plain(course.arranger),
        tags=() if tag is None else (tag,),
        source=sources.ref(course.source_key),
    )


def _coming(found: MyCourses) -> tuple[CourseRow, ...]:
    """The courses shared by all, after the local ones of LIS1 where the doctor works."""
    return tuple(_listed(found, each) for each in (*_local(found), *_scope(found, FOR_ALL)))


def _elsewhere(found: MyCourses) -> tuple[CourseRow, ...]:
    """The local courses of LIS1 that others have, to ask for."""
    mine = _local(found)
    return tuple(_listed(found, each) for each in _scope(found, FOR_LIS1) if each not in mine)


def _local(found: MyCourses) -> tuple[Course, ...]:
    return tuple(
        each for each in _scope(found, FOR_LIS1) if each.arranger == found.trainee.employer
    )


def _scope(found: MyCourses, scope: str) -> tuple[Course, ...]:
    return tuple(each for each in found.bundle.courses if each.current and each.scope == scope)
