"""The catalogue of courses as a coordinator sees it, with what is planned of each; own courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import knowledge
from app.services.course_registrations_words import kind_name
from app.services.knowledge import KnowledgeBundle
from app.services.logbook_choices import Option
from app.services.logbook_form import Problem, Raw, Reading
from app.services.pathways_facts import SourceRef, sources_of
from app.services.wording import (
    doubt,
    figure,
    in_language,
    in_words,
    long_day,
    plain,
    together,
    upper_first,
)
from app.sorting import norwegian_key
from app.store import audit
from app.store import courses as store
from app.store import knowledge as knowledge_store
from app.store.courses import StoredSession, StoredSetup
from pathways.types.courses import CourseKind, RegistrationState
from pathways.types.knowledge import Course, CourseOrigin, FactStatus, Specialty

FOR_ALL, FOR_SURGERY, FOR_LIS1 = "ALL", "KIR-DEL2", "LIS1"
"""How the catalogue writes what a course without a specialty is for."""
RULE_SET = "own"
LONGEST_NAME, LONGEST_ARRANGER = 200, 160
SUBJECT = "course"


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One course in the list. `tag` says how sure it is, or that it is registered here."""

    key: str
    name: str
    kind: str
    is_simulation: bool
    arranger: str | None
    days: str | None
    timing: str | None
    source_timing: str | None
    """What the source says of the timing, in the source's words, where nobody has set it up."""
    tag: str | None
    ahead: int
    next_on: date | None


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """The courses by specialty: (heading, rows); with the sentence on top."""

    sentence: str
    reason: str
    groups: tuple[tuple[str, tuple[CatalogueRow, ...]], ...]
    specialties: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in a course's list, with how many stand where."""

    held: StoredSession
    confirmed: int
    waiting: int
    applied: int


@dataclass(frozen=True, slots=True)
class CoursePage:
    """One course: what the catalogue says, how it is set up here, and its sessions."""

    course: Course
    row: CatalogueRow
    setup: StoredSetup
    specialty: str
    source: SourceRef | None
    ahead: tuple[SessionLine, ...]
    past: tuple[SessionLine, ...]
    """Over or cancelled; newest first."""


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """A new course as it was written, and what is wrong with it."""

    raw: Raw
    problems: tuple[Problem, ...] = ()


def load_catalogue(
    session: Session, *, specialty: str, only_ahead: bool, today: date
) -> CataloguePage:
    """The courses that are given now; three queries however many there are."""
    bundle = knowledge.load_bundle(session)
    setups = store.load_setups(session)
    ahead = store.list_sessions(session, ends_from=today, with_cancelled=False)
    by_course: dict[str, list[StoredSession]] = {}
    for held in ahead:
        by_course.setdefault(held.course_key, []).append(held)
    current = [course for course in bundle.courses if course.current]
    chosen = [
        course
        for course in current
        if (not specialty or _shelf(course) == specialty)
        and (not only_ahead or course.key in by_course)
    ]
    rows = {
        course.key: _row(course, setups.get(course.key), by_course.get(course.key, ()))
        for course in chosen
    }
    return CataloguePage(
        sentence=_sentence(ahead, by_course),
        reason=_("Et kurs får samlinger når noen legger dem inn her eller i en liste."),
        groups=_groups(bundle, chosen, rows),
        specialties=shelf_options(bundle),
    )


def load_course(session: Session, key: str, today: date) -> CoursePage | None:
    """One course of the catalogue, older schemes included; None when there is none."""
    bundle = knowledge.load_bundle(session)
    course = next((each for each in bundle.courses if each.key == key), None)
    if course is None:
        return None
    setup = store.find_setup(session, key)
    sessions = store.list_sessions(session, courses={key})
    counts = store.count_states(session, {held.public_id for held in sessions})
    lines = [_line(held, counts.get(held.public_id, {})) for held in sessions]
    ahead = [each for each in lines if _is_ahead(each.held, today)]
    past = [each for each in reversed(lines) if not _is_ahead(each.held, today)]
    standing = [each.held for each in ahead]
    names = dict(shelf_options(bundle))
    return CoursePage(
        course=course,
        row=_row(course, setup, standing),
        setup=setup,
        specialty=names[_shelf(course)],
        source=sources_of(bundle.knowledge).ref(course.source_key),
        ahead=tuple(ahead),
        past=tuple(past),
    )


def specialty_options(bundle: KnowledgeBundle) -> tuple[Option, ...]:
    """Every specialty, and what is shared by all."""
    named = [(each.code, in_language(each, "name") or each.code) for each in _specialties(bundle)]
    return (*named, (FOR_ALL, _("Felles for alle")))


def shelf_options(bundle: KnowledgeBundle) -> tuple[Option, ...]:
    """Where the catalogue puts a course: the same, and what several stages share."""
    return (
        *specialty_options(bundle),
        (FOR_SURGERY, _("Felles del 2 i kirurgi")),
        (FOR_LIS1, _("LIS1")),
    )


def add_course(session: Session, raw: Raw, *, by: int, now: datetime) -> str | CourseDraft:
    """Register a course that no source names; its key, or what is wrong. Commits.

    The course is marked as unverified and as this installation's own; loading the reference files
    leaves it alone.
    """
    bundle = knowledge.load_bundle(session)
    reading = Reading(raw)
    course = _read_course(reading, bundle)
    if course is None:
        return CourseDraft(raw, tuple(reading.problems))
    latest = knowledge_store.latest_batch(session)
    assert latest is not None  # the bundle has been loaded from it
    store.add_course(session, course, latest, now)
    audit.add_event(
        session,
        at=now,
        by=by,
        action="course.added",
        subject=(SUBJECT, course.key),
        details={"name": course.name_nb, "specialty": course.specialty},
    )
    session.commit()
    return course.key


def requirement_options() -> tuple[Option, ...]:
    """Whether a course is asked for; the words that the sources use are the values."""
    return (
        ("mandatory", _("Obligatorisk")),
        ("recommended", _("Anbefalt")),
        ("optional", _("Frivillig")),
    )


def _read_course(reading: Reading, bundle: KnowledgeBundle) -> Course | None:
    name = _short_text(reading, "name", LONGEST_NAME, _("Skriv hva kurset heter."))
    chosen = reading.choice("specialty", specialty_options(bundle), _("Velg spesialiteten."))
    arranger = _short_text(reading, "arranger", LONGEST_ARRANGER, None)
    requirement = reading.choice(
        "requirement", requirement_options(), _("Velg om kurset er obligatorisk.")
    )
    if reading.text("days"):
        reading.whole("days", 1, 60)
    specialty = None if chosen == FOR_ALL else chosen
    if name is not None and chosen is not None and _is_known(bundle, name, specialty):
        reading.fail("name", _("Kurset finnes alt i listen."))
    if reading.problems or name is None or chosen is None:
        return None
    return Course(
        key=f"own-{uuid4().hex[:12]}",
        code=None,
        name_nb=name,
        specialty=specialty,
        scope=chosen,
        arranger=arranger,
        hours=None,
        days=reading.text("days") or None,
        requirement=requirement,
        frequency=None,
        usual_capacity=None,
        recommended_timing=None,
        rule_set=RULE_SET,
        current=True,
        source_key="own",
        page_date=None,
        status=FactStatus.UNVERIFIED,
        origin=CourseOrigin.OWN,
    )


def _is_known(bundle: KnowledgeBundle, name: str, specialty: str | None) -> bool:
    return any(
        each.current and each.specialty == specialty and each.name_nb.lower() == name.lower()
        for each in bundle.courses
    )


def _short_text(reading: Reading, name: str, most: int, missing: str | None) -> str | None:
    text = reading.text(name)
    if not text and missing is not None:
        reading.fail(name, missing)
    elif len(text) > most:
        reading.fail(name, _("Skriv høyst %(most)s tegn.", most=most))
    return text or None


def _shelf(course: Course) -> str:
    if course.specialty is not None:
        return course.specialty
    return course.scope if course.scope in (FOR_SURGERY, FOR_LIS1) else FOR_ALL


def _specialties(bundle: KnowledgeBundle) -> list[Specialty]:
    return sorted(
        bundle.knowledge.specialties,
        key=lambda each: norwegian_key(in_language(each, "name") or ""),
    )


def _is_ahead(held: StoredSession, today: date) -> bool:
    return held.cancelled_on is None and held.ends_on >= today


def _line(held: StoredSession, counts: dict[RegistrationState, int]) -> SessionLine:
    return SessionLine(
        held=held,
        confirmed=counts.get(RegistrationState.CONFIRMED, 0)
        + counts.get(RegistrationState.ATTENDED, 0),
        waiting=counts.get(RegistrationState.WAITING, 0),
        applied=counts.get(RegistrationState.APPLIED, 0),
    )


def _row(course: Course, setup: StoredSetup | None, ahead: Sequence[StoredSession]) -> CatalogueRow:
    kind = CourseKind.COURSE if setup is None else setup.kind
    timing = timing_words(setup)
    return CatalogueRow(
        key=course.key,
        name=plain(course.name_nb),
        kind=kind_name(kind),
        is_simulation=kind is CourseKind.SIMULATION,
        arranger=None if course.arranger is None else plain(course.arranger),
        days=_days(course, setup),
        timing=timing,
        source_timing=None if timing else course.recommended_timing,
        tag=course_tag(course),
        ahead=len(ahead),
        next_on=min((held.starts_on for held in ahead), default=None),
    )


def course_tag(course: Course) -> str | None:
    """Where a course is from, when it is no confirmed fact of a source; None when it is."""
    return {
        CourseOrigin.OWN: _("registrert her"),
        CourseOrigin.DEMO: _("oppdiktet"),
    }.get(course.origin, doubt(course.status))


def _days(course: Course, setup: StoredSetup | None) -> str | None:
    if setup is not None and setup.usual_days is not None:
        return together(ngettext("%(num)s dag", "%(num)s dager", setup.usual_days))
    if course.days:
        text = course.days.replace(".", ",")
        return together(_("1 dag") if text == "1" else _("%(number)s dager", number=text))
    if course.hours and course.hours.isdigit():
        return together(_("%(number)s timer", number=figure(int(course.hours))))
    return None


def timing_words(setup: StoredSetup | None) -> str | None:
    """When in the training the course is best taken; None when nobody has said."""
    first = None if setup is None else setup.timing_from_months
    last = None if setup is None else setup.timing_to_months
    if first is not None and last is not None:
        return _("%(first)s–%(last)s md. ut i spesialiteten", first=first, last=last)
    if first is not None:
        return _("fra %(first)s md. ut i spesialiteten", first=first)
    if last is not None:
        return _("innen %(last)s md. ut i spesialiteten", last=last)
    return None


def _groups(
    bundle: KnowledgeBundle, chosen: Sequence[Course], rows: dict[str, CatalogueRow]
) -> tuple[tuple[str, tuple[CatalogueRow, ...]], ...]:
    found = []
    for code, heading in shelf_options(bundle):
        mine = [rows[each.key] for each in chosen if _shelf(each) == code]
        if mine:
            found.append((heading, tuple(mine)))
    return tuple(found)


def _sentence(ahead: Sequence[StoredSession], by_course: dict[str, list[StoredSession]]) -> str:
    if not ahead:
        return _("Ingen samlinger er lagt inn.")
    last = max(held.starts_on for held in ahead)
    count = ngettext(
        "*Én samling*", "*%(words)s samlinger*", len(ahead), words=upper_first(in_words(len(ahead)))
    )
    courses = ngettext("ett kurs", "%(words)s kurs", len(by_course), words=in_words(len(by_course)))
    return _(
        "%(count)s av %(courses)s er lagt inn, den siste %(day)s.",
        count=count,
        courses=courses,
        day=long_day(last),
    )
