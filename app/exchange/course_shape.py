"""The course case, schema 1.0: sessions with seats, and the doctors who need the courses."""

from app.exchange.case_shape import ABSENCE, FIRST, LAST, MONTHS, OPEN_LAST, SHARE
from app.exchange.shapes import Amount, Day, Field, Flag, Items, OneOf, Shape, Text, Whole
from pathways.types.courses import CourseKind, RegistrationState, SeatOrder, ServiceMeasure

COURSE_CASE_VERSION = "1.0"
NOTICE_DAYS = 90
"""Sign-up closes about three months before a course; a setting of the case."""
MONTHS_AHEAD = 24
MOST_DOCTORS = 5_000
MOST_COURSES = 200
SEATS = Whole(1, 10_000)
USUAL_ORDER = [SeatOrder.LONGEST_SERVICE.value, SeatOrder.EARLIEST_APPLICATION.value]

SESSION = Shape(
    "course session",
    (
        Field("key", Text(), "Name of the session; each name once in the file.", required=True),
        FIRST,
        LAST,
        Field("seats", SEATS, "Seats in all.", unit="seats", required=True),
        Field("signup_opens_on", Day(), "First day to sign up; null: open."),
        Field("signup_closes_on", Day(), "Last day to sign up; null: until the start."),
        Field("cancelled_on", Day(), "When it was cancelled; null: it stands."),
        Field("place", Text(), "Where."),
    ),
)
RULE = Shape(
    "seat rule",
    (
        Field(
            "order",
            Items(OneOf(tuple(SeatOrder)), 3),
            "What puts one doctor before another, the most important first;"
            " `longest_service`, `earliest_application` when left out.",
            default=USUAL_ORDER,
        ),
        Field(
            "measure",
            OneOf(tuple(ServiceMeasure)),
            "How service counts; `credited` when left out.",
            default=ServiceMeasure.CREDITED.value,
        ),
        Field(
            "is_predictable",
            Flag(),
            "False: the arranger has criteria of its own; true when left out.",
            default=True,
        ),
    ),
)
COURSE = Shape(
    "offered course",
    (
        Field("key", Text(), "Name of the course in the file.", required=True),
        Field("name", Text(), "What it is called."),
        Field("kind", OneOf(tuple(CourseKind)), "`course` when left out.", default="course"),
        Field("rule", RULE, "How its seats are given."),
        Field("usual_seats", SEATS, "Seats of one more session.", unit="seats"),
        Field("usual_days", Whole(1, 60), "Length of one more session.", unit="days"),
        Field("sessions", Items(SESSION, 200), "Announced sessions.", default=[]),
    ),
)
PERIOD = Shape(
    "service period",
    (
        Field("stage", Text(), "Stage, such as `lis1_hospital` or `part3:VOP`.", required=True),
        FIRST,
        OPEN_LAST,
    ),
)
REGISTRATION = Shape(
    "registration",
    (
        Field("session", Text(), "Key of a session.", required=True),
        Field("state", OneOf(tuple(RegistrationState)), "How it stands.", required=True),
        Field("applied_on", Day(), "Day of the application."),
    ),
)
DOCTOR = Shape(
    "doctor",
    (
        Field("key", Text(), "Name of the doctor in the file.", required=True),
        Field("specialty", Text(3), "Code; needed with `services`."),
        Field("ready_on", Day(), "The day by which all else is done; null: not known."),
        Field("from_on", Day(), "First day to take courses; null: begun in the specialty."),
        Field("services", Items(PERIOD, 200), "Served, going on and booked.", default=[]),
        Field(
            "service_months",
            Amount(),
            "Service up to `today` as the rule counts it, instead of `services`.",
            unit=MONTHS,
        ),
        Field("absences", Items(ABSENCE, 300), "Leave and holiday.", default=[]),
        Field("shares", Items(SHARE, 100), "Part time; full time otherwise.", default=[]),
        Field(
            "needs",
            Items(Text(), MOST_COURSES),
            "Keys of courses; null: all that the doctor has not attended.",
        ),
        Field("registrations", Items(REGISTRATION, 100), "In sessions.", default=[]),
    ),
)
SETTINGS = Shape(
    "course settings",
    (
        Field(
            "notice_days",
            Whole(0, 1_000),
            f"An extra session needs so long notice; {NOTICE_DAYS} when left out.",
            unit="days",
            default=NOTICE_DAYS,
        ),
        Field(
            "months_ahead",
            Whole(1, 60),
            f"One candidate date in each of so many months; {MONTHS_AHEAD} when left out.",
            unit=MONTHS,
            default=MONTHS_AHEAD,
        ),
        Field("holiday_months", Amount(), "Holiday that counts; null: all of it.", unit=MONTHS),
        Field("leave_months", Amount(), "Leave that counts; null: none of it.", unit=MONTHS),
    ),
)
COURSE_CASE = Shape(
    "course case",
    (
        Field(
            "schema_version",
            OneOf((COURSE_CASE_VERSION,)),
            "Version of this format.",
            required=True,
        ),
        Field("name", Text(), "What to call the case; comes back in the result."),
        Field("today", Day(), "The day that the question is asked.", required=True),
        Field("courses", Items(COURSE, MOST_COURSES, 1), "Courses and sessions.", required=True),
        Field("doctors", Items(DOCTOR, MOST_DOCTORS), "Who needs them.", default=[]),
        Field("settings", SETTINGS, "Limits and dates for extra sessions."),
    ),
)
