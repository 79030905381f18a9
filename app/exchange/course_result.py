"""The result of a course case, schema 1.0. Every key is always there; null is "none" or unknown.

Reasons are codes, the values of `pathways.types.courses`, described in `docs/courses.md`.
"""

from collections.abc import Sequence
from typing import Any

from app.exchange.course_files import CourseCase
from app.exchange.project_files import plain
from app.exchange.result_shape import DAY, DAYS, MANY, NUMBERS, TEXT, always, maybe, one_of
from app.exchange.shapes import Flag, Items, OneOf, OrNull, Shape, Whole
from pathways.courses.population import Settlement
from pathways.courses.seats import SeatPlan
from pathways.types.courses import Doctor, Obstacle, Outlook, SeatOutcome, Standing

COURSE_RESULT_VERSION = "1.0"
NUMBER = Whole(0, NUMBERS)
NAMES = Items(TEXT, MANY)

SESSION = Shape(
    "session filled",
    (
        always("key", TEXT, "Key of the session."),
        always("starts_on", DAY, "First day."),
        always("ends_on", DAY, "Last day, included."),
        always("seats", NUMBER, "Seats in all.", "seats"),
        always("confirmed", NAMES, "Doctors with a confirmed seat, in order."),
        always("likely", NAMES, "Doctors whom the rule gives a seat, in order."),
        always("without", NAMES, "Doctors who try and get none here, in order."),
    ),
)
HALF_YEAR = Shape(
    "half-year",
    (
        always("starts_on", DAY, "1 January or 1 July."),
        always("seats", NUMBER, "Seats in sessions ahead.", "seats"),
        always("seated", NUMBER, "Get a seat in it.", "doctors"),
        always("waiting", NUMBER, "Still wait when it ends.", "doctors"),
        always("waiting_late", NUMBER, "Of these: could have been approved by then.", "doctors"),
    ),
)
SAVED = (
    always("saved_days", DAYS, "Days of approval won in all; below 0: lost.", "days"),
    always("helped", NUMBER, "Who win any.", "doctors"),
)
EXTRA = Shape(
    "extra session",
    (
        always("starts_on", DAY, "First day."),
        always("ends_on", DAY, "Last day, included."),
        always("seats", NUMBER, "Its seats.", "seats"),
        *SAVED,
        always("seated", NUMBER, "Get a seat who had none.", "doctors"),
        always("obstacle", OrNull(one_of(Obstacle)), "Why the date cannot be used."),
    ),
)
MORE = Shape(
    "more seats",
    (
        always("session", TEXT, "Key of a session ahead."),
        always("seats", NUMBER, "So many more.", "seats"),
        *SAVED,
    ),
)
MOVE = Shape(
    "moved session",
    (
        always("session", TEXT, "Key of a session ahead."),
        always("starts_on", DAY, "The other first day."),
        always("ends_on", DAY, "The other last day."),
        *SAVED,
    ),
)
WON = Shape(
    "days won",
    (
        always("doctor", TEXT, "Key of the doctor."),
        always("days", NUMBER, "Approved so much earlier.", "days"),
    ),
)
COURSE = Shape(
    "course outlook",
    (
        always("key", TEXT, "Key of the course."),
        always("name", TEXT, "Its name."),
        always("needing", NUMBER, "Who need it.", "doctors"),
        always("seats_ahead", NUMBER, "In sessions that have not begun.", "seats"),
        always("delayed", NUMBER, "Whose approval it moves.", "doctors"),
        always("delay_days", NUMBER, "By so much in all.", "days"),
        always("unknown", NUMBER, "For whom no days can be given.", "doctors"),
        always("sessions", Items(SESSION, MANY), "Who gets which, in order of start."),
        always("half_years", Items(HALF_YEAR, MANY), "Demand against seats."),
        always("extras", Items(EXTRA, MANY), "One more session, by date."),
        maybe("best", EXTRA, "The extra session that saves most."),
        always("saved_by", Items(WON, MANY), "What the best one saves, by doctor."),
        always("more_seats", Items(MORE, MANY), "More seats in a session."),
        always("moves", Items(MOVE, MANY), "A session on another date."),
    ),
)
TURN = Shape(
    "turn",
    (
        always("session", TEXT, "Key of a session that the doctor tries."),
        always("position", NUMBER, "Place in the order; 1 is first."),
        always("applicants", NUMBER, "How many try, those confirmed included.", "doctors"),
        always("seats", NUMBER, "Seats in all.", "seats"),
    ),
)
STANDING = Shape(
    "standing",
    (
        always("course", TEXT, "Key of the course."),
        always("outcome", one_of(SeatOutcome), "What the rule gives."),
        maybe("session", TEXT, "The session that the doctor gets."),
        maybe("done_on", DAY, "Its last day; without a seat that of the last session."),
        always("is_bound", Flag(), "Not done before `done_on`."),
        maybe("moved_days", NUMBER, "How far the course moves the approval.", "days"),
        always("turns", Items(TURN, MANY), "Sessions tried, in order of time."),
    ),
)
DOCTOR = Shape(
    "doctor's answer",
    (
        always("key", TEXT, "Key of the doctor."),
        maybe("ready_on", DAY, "The day by which all else is done."),
        maybe("approval", DAY, "The day with the courses that have a day."),
        always("courses", Items(STANDING, MANY), "Each course that is needed."),
    ),
)
COURSE_RESULT = Shape(
    "course result",
    (
        always("schema_version", OneOf((COURSE_RESULT_VERSION,)), "Version of this format."),
        maybe("name", TEXT, "Name of the case."),
        always("today", DAY, "The day that was asked on."),
        always("courses", Items(COURSE, MANY), "Each course of the case."),
        always("doctors", Items(DOCTOR, MANY), "Each doctor of the case."),
    ),
)


def course_result(
    case: CourseCase,
    doctors: Sequence[Doctor],
    settlement: Settlement,
    outlooks: Sequence[Outlook],
) -> dict[str, Any]:
    """Everything that is known about one case, as plain JSON values."""
    names = {offer.key: offer.name_nb for offer in case.offers}
    return {
        "schema_version": COURSE_RESULT_VERSION,
        "name": case.name,
        "today": case.today.isoformat(),
        "courses": [
            _course(each, names[each.course], settlement.plans[each.course]) for each in outlooks
        ],
        "doctors": [_doctor(each, settlement) for each in doctors],
    }


def _course(outlook: Outlook, name: str, plan: SeatPlan) -> dict[str, Any]:
    return {
        "key": outlook.course,
        "name": name,
        **{
            field: getattr(outlook, field)
            for field in ("needing", "seats_ahead", "delayed", "delay_days", "unknown")
        },
        "sessions": [
            {
                **{field: plain(getattr(each.session, field)) for field in _SESSION},
                "confirmed": list(each.confirmed),
                "likely": list(each.likely),
                "without": list(each.without),
            }
            for each in plan.sessions
        ],
        **{
            field: plain(getattr(outlook, field))
            for field in ("half_years", "extras", "best", "more_seats", "moves")
        },
        "saved_by": [
            {"doctor": doctor, "days": days} for doctor, days in sorted(outlook.saved_by.items())
        ],
    }


_SESSION = ("key", "starts_on", "ends_on", "seats")


def _doctor(doctor: Doctor, settlement: Settlement) -> dict[str, Any]:
    return {
        "key": doctor.key,
        "ready_on": plain(doctor.ready_on),
        "approval": plain(settlement.approvals[doctor.key]),
        "courses": [
            _standing(settlement.standings[doctor.key, demand.course]) for demand in doctor.demands
        ],
    }


def _standing(standing: Standing) -> dict[str, Any]:
    values: dict[str, Any] = plain(standing)
    del values["doctor"]
    return values
