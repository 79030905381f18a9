"""Reads course cases (JSON, schema 1.0) and tells every mistake in them.

Nothing is repaired and nothing is guessed: a case with a mistake is not reckoned with.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from app.exchange.case_changes import note_order
from app.exchange.case_record import keys_named
from app.exchange.course_shape import COURSE_CASE, MONTHS_AHEAD, NOTICE_DAYS
from app.exchange.json_text import Notes, Place, read_text
from app.exchange.shapes import BAD, whole_rows
from pathways.checks.record import absence_findings, share_findings
from pathways.types.courses import (
    CourseKind,
    CourseOffer,
    CourseSession,
    Registration,
    RegistrationState,
    SeatOrder,
    SeatRule,
    ServiceMeasure,
)
from pathways.types.record import AbsenceKind, AbsencePeriod, Share
from pathways.worktime import PART23, Limits
from seed.csv_rows import ReferenceFileError


@dataclass(frozen=True, slots=True)
class DoctorRow:
    """One doctor of a case, as the file has it. `periods` are (stage, first day, last day)."""

    key: str
    specialty: str | None
    ready_on: date | None
    from_on: date | None
    service_months: Fraction | None
    periods: tuple[tuple[str, date, date | None], ...]
    absences: tuple[AbsencePeriod, ...]
    shares: tuple[Share, ...]
    needs: tuple[str, ...]
    registrations: tuple[Registration, ...]


@dataclass(frozen=True, slots=True)
class CourseCase:
    """A case without mistakes."""

    name: str | None
    today: date
    offers: tuple[CourseOffer, ...]
    doctors: tuple[DoctorRow, ...]
    notice_days: int
    months_ahead: int
    limits: Limits


def read_course_case(data: bytes, file: str) -> CourseCase:
    """The case in the bytes of a file; raises ReferenceFileError with every mistake."""
    document, notes = read_text(data, file)
    values = COURSE_CASE.read(document, (), notes)
    case = None
    if values is not BAD:
        _check(values, notes)
        case = None if notes.problems else _case(values)
    if notes.problems or case is None:
        raise ReferenceFileError(dict.fromkeys(notes.problems))
    return case


# ---- What cannot be so -------------------------------------------------------------------


def _check(values: Mapping[str, Any], notes: Notes) -> None:
    """Note what the parts of the file say against each other.

    What hangs on a value that is wrong is not looked at: one mistake is told once.
    """
    courses = whole_rows(values["courses"])
    _note_twice(values["courses"], ("courses",), "each course once", notes)
    _note_twice(values["doctors"], ("doctors",), "each doctor once", notes)
    course_of: dict[str, str] = {}
    for index, course in courses:
        for number, session in enumerate(course["sessions"]):
            at: Place = ("courses", index, "sessions", number)
            _check_session(session, at, notes)
            if session["key"] in course_of:
                notes.add((*at, "key"), session["key"], "each session once")
            course_of[session["key"]] = course["key"]
    is_whole = values["courses"] is not BAD and len(courses) == len(values["courses"])
    keys = keys_named(values["courses"])
    for index, doctor in whole_rows(values["doctors"]):
        _check_doctor(doctor, ("doctors", index), notes)
        if is_whole:
            _check_named(doctor, ("doctors", index), keys, course_of, notes)
    if is_whole:
        _check_seats(values, notes)


def _check_session(session: Mapping[str, Any], at: Place, notes: Notes) -> None:
    note_order(session, at, notes)
    start, opens, closes = (
        session[field] for field in ("starts_on", "signup_opens_on", "signup_closes_on")
    )
    if closes is not None and closes > start:
        expected = f"{start} (starts_on) or earlier"
        notes.add((*at, "signup_closes_on"), closes.isoformat(), expected)
    last = min(start, closes) if closes is not None else start
    if opens is not None and opens > last:
        notes.add((*at, "signup_opens_on"), opens.isoformat(), f"{last} or earlier")


def _check_doctor(doctor: Mapping[str, Any], at: Place, notes: Notes) -> None:
    for index, period in enumerate(doctor["services"]):
        note_order(period, (*at, "services", index), notes)
    absences, shares = _absences(doctor), _shares(doctor)
    for finding in (*absence_findings(absences), *share_findings(shares)):
        place = (*at, finding.part or "", finding.index or 0, finding.field)
        notes.add(place, finding.found, finding.expected)
    if doctor["services"] and doctor["specialty"] is None:
        notes.add((*at, "specialty"), "no specialty", "the specialty that the services are in")
    if doctor["services"] and doctor["service_months"] is not None:
        notes.add((*at, "service_months"), "services too", "either services or service_months")
    if not doctor["services"] and doctor["service_months"] is None:
        notes.add((*at, "services"), "no service", "services or service_months")


def _check_named(
    doctor: Mapping[str, Any],
    at: Place,
    courses: frozenset[str],
    course_of: Mapping[str, str],
    notes: Notes,
) -> None:
    """Courses and sessions that the doctor's rows name."""
    for index, key in enumerate(doctor["needs"] or ()):
        if key not in courses:
            notes.add((*at, "needs", index), key, "the key of a course of the case")
    for key, number in Counter(doctor["needs"] or ()).items():
        if number > 1:
            notes.add((*at, "needs"), f"{key} {number} times", "each course once")
    needs = set(_needs(doctor, courses, course_of))
    are_known = needs <= courses
    seen = set()
    for index, row in enumerate(doctor["registrations"]):
        place: Place = (*at, "registrations", index, "session")
        session = row["session"]
        if session not in course_of:
            notes.add(place, session, "the key of a session of the case")
        elif session in seen:
            notes.add(place, session, "each session once")
        elif (
            are_known
            and course_of[session] not in needs
            and row["state"] != RegistrationState.ATTENDED
        ):
            expected = f"a session of a course that is needed, not of {course_of[session]}"
            notes.add(place, session, expected)
        seen.add(session)


def _check_seats(values: Mapping[str, Any], notes: Notes) -> None:
    """No session has more confirmed places than seats."""
    confirmed = Counter(
        row["session"]
        for _, doctor in whole_rows(values["doctors"])
        for row in doctor["registrations"]
        if row["state"] == RegistrationState.CONFIRMED
    )
    for index, course in whole_rows(values["courses"]):
        for number, session in enumerate(course["sessions"]):
            taken = confirmed[session["key"]]
            if taken > session["seats"] and session["cancelled_on"] is None:
                place: Place = ("courses", index, "sessions", number, "seats")
                notes.add(place, str(session["seats"]), f"{taken} or more: so many are confirmed")


def _note_twice(rows: Any, at: Place, expected: str, notes: Notes) -> None:
    seen = set()
    for index, row in whole_rows(rows):
        if row["key"] in seen:
            notes.add((*at, index, "key"), row["key"], expected)
        seen.add(row["key"])


# ---- Values ------------------------------------------------------------------------------


def _case(values: Mapping[str, Any]) -> CourseCase:
    offers = tuple(_offer(row) for row in values["courses"])
    course_of = {s.key: offer.key for offer in offers for s in offer.sessions}
    settings = values["settings"] or {}
    holiday, leave = (
        () if settings.get(name) is None else ((PART23, settings[name]),)
        for name in ("holiday_months", "leave_months")
    )
    return CourseCase(
        name=values["name"],
        today=values["today"],
        offers=offers,
        doctors=tuple(
            _doctor(row, [offer.key for offer in offers], course_of) for row in values["doctors"]
        ),
        notice_days=settings.get("notice_days", NOTICE_DAYS),
        months_ahead=settings.get("months_ahead", MONTHS_AHEAD),
        limits=Limits(holiday, leave),
    )


def _offer(row: Mapping[str, Any]) -> CourseOffer:
    rule = row["rule"]
    return CourseOffer(
        key=row["key"],
        name_nb=row["name"] or row["key"],
        kind=CourseKind(row["kind"]),
        sessions=tuple(
            CourseSession(**{**each, "course": row["key"], "place": each["place"] or ""})
            for each in row["sessions"]
        ),
        rule=SeatRule()
        if rule is None
        else SeatRule(
            tuple(SeatOrder(way) for way in rule["order"]),
            ServiceMeasure(rule["measure"]),
            rule["is_predictable"],
        ),
        usual_seats=row["usual_seats"],
        usual_days=row["usual_days"],
    )


def _doctor(row: Mapping[str, Any], courses: list[str], course_of: Mapping[str, str]) -> DoctorRow:
    return DoctorRow(
        key=row["key"],
        specialty=row["specialty"],
        ready_on=row["ready_on"],
        from_on=row["from_on"],
        service_months=row["service_months"],
        periods=tuple((p["stage"], p["starts_on"], p["ends_on"]) for p in row["services"]),
        absences=_absences(row),
        shares=_shares(row),
        needs=tuple(_needs(row, courses, course_of)),
        registrations=tuple(
            Registration(each["session"], RegistrationState(each["state"]), each["applied_on"])
            for each in row["registrations"]
        ),
    )


def _needs(row: Mapping[str, Any], courses: Any, course_of: Mapping[str, str]) -> Iterator[str]:
    """The courses that a doctor needs: those named, else all that are not attended."""
    if row["needs"] is not None:
        yield from row["needs"]
        return
    had = {
        course_of.get(each["session"])
        for each in row["registrations"]
        if each["state"] == RegistrationState.ATTENDED
    }
    yield from (key for key in courses if key not in had)


def _absences(row: Mapping[str, Any]) -> tuple[AbsencePeriod, ...]:
    return tuple(
        AbsencePeriod(AbsenceKind(each["kind"]), each["starts_on"], each["ends_on"])
        for each in row["absences"]
    )


def _shares(row: Mapping[str, Any]) -> tuple[Share, ...]:
    return tuple(Share(**each) for each in row["shares"])
