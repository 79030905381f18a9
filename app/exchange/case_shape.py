"""The pathway case, schema 1.0: what a file holds that asks "when am I done, and what if"."""

from dataclasses import dataclass
from typing import Any

from app.exchange.json_text import Notes, Place, shown
from app.exchange.shapes import (
    BAD,
    Amount,
    Day,
    Field,
    Flag,
    Items,
    OneOf,
    Shape,
    Tagged,
    Text,
    Whole,
)
from pathways.checks.record import GREATEST_SHARE, LEAST_SHARE
from pathways.start_and_goal import Goal
from pathways.types.record import AbsenceKind, AttendanceState, PlaceKind

CASE_VERSION = "1.0"
MOST_ALTERNATIVES = 3
MOST_CHANGES = 10

FIRST = Field("starts_on", Day(), "First day.", required=True)
LAST = Field("ends_on", Day(), "Last day, included.", required=True)
OPEN_LAST = Field("ends_on", Day(), "Last day, included; null: goes on.")
PERCENT = Field(
    "percent",
    Whole(LEAST_SHARE, GREATEST_SHARE),
    "Share of full time.",
    unit="per cent",
    required=True,
)
STAGE_LIMITS = ("lis1_hospital", "lis1_municipality", "part23")
MONTHS = "months"

SERVICE = Shape(
    "service",
    (
        Field("key", Text(), "Name of the period within the file.", required=True),
        Field("stage", Text(), "Stage, such as `lis1_hospital` or `part3:VOP`.", required=True),
        Field("name", Text(), "What is served; the key when left out."),
        Field("place", Text(), "Where."),
        Field("organisation", Text(), "The employer's name."),
        Field("place_kind", OneOf(tuple(PlaceKind)), "Kind of place.", required=True),
        FIRST,
        OPEN_LAST,
        Field("counted_inside", Text(), "Key of the period that this one lies inside."),
        Field("plan_seq", Whole(), "`seq` of the service of the plan that this fulfils."),
    ),
)
ABSENCE = Shape(
    "absence",
    (Field("kind", OneOf(tuple(AbsenceKind)), "How it is counted.", required=True), FIRST, LAST),
)
SHARE = Shape("share", (PERCENT, FIRST, OPEN_LAST))
HOLDER = Shape(
    "holder",
    (
        Field("name", Text(), "Who has it now.", required=True),
        Field("count", Whole(1), "How many.", unit="objectives", required=True),
    ),
)
OBJECTIVES = Shape(
    "objectives",
    (
        Field(
            "objective_set",
            Text(20),
            "`DEL1`, `FKM` (in force), an older set such as `FKM-2024`, or a specialty code.",
            required=True,
        ),
        Field("approved", Whole(), "Approved by the leader.", unit="objectives", required=True),
        Field("sent", Whole(), "Sent and not answered.", unit="objectives", default=0),
        Field("in_progress", Whole(), "Begun.", unit="objectives", default=0),
        Field("held_by", Items(HOLDER, 20), "Who has the sent ones.", default=[]),
        Field("oldest_sent_on", Day(), "When the oldest was sent."),
    ),
)
TAKEN = Shape(
    "course taken",
    (
        Field("course_key", Text(), "Key of a course in `courses` or the lists.", required=True),
        Field("state", OneOf(tuple(AttendanceState)), "How sure it is.", required=True),
        Field("starts_on", Day(), "First day."),
        Field("ends_on", Day(), "Last day, included."),
        Field(
            "is_equivalent", Flag(), "Another activity that gives the same, instead.", default=False
        ),
    ),
)
TALK = Shape(
    "talk",
    (
        Field("held_on", Day(), "The day.", required=True),
        Field("hours", Amount(24), "How long.", unit="hours", required=True),
    ),
)
GROUP = Shape(
    "group guidance",
    (
        FIRST,
        OPEN_LAST,
        Field("hours", Amount(), "Taken part in.", unit="hours", required=True),
        Field("in_open_practice", Flag(), "Whether in open general practice.", default=False),
    ),
)
PROCEDURE = Shape(
    "procedure",
    (
        Field("procedure_key", Text(), "Key in the list of objectives.", required=True),
        Field("count", Whole(), "Registered.", unit="procedures", required=True),
        Field("signed", Whole(), "Signed, of these.", unit="procedures", default=0),
    ),
)
RECORD = Shape(
    "record",
    (
        Field("specialty", Text(3), "Code of the specialty; null when none is chosen."),
        Field("stage", Text(), "Where the doctor stands on the path.", required=True),
        Field("organisation", Text(), "The employer's name."),
        Field("authorised_on", Day(), "Authorisation as a doctor."),
        Field("student_licence_on", Day(), "Student licence."),
        Field("degree_expected_on", Day(), "When a student expects the degree."),
        Field("started_on", Day(), "Beginning of this part of the training.", required=True),
        Field("personal_supervisor", Text(), "Name."),
        Field("approver", Text(), "Name of the leader who approves."),
        Field("services", Items(SERVICE, 200), "Served, going on and booked.", default=[]),
        Field("absences", Items(ABSENCE, 300), "Leave and holiday.", default=[]),
        Field("shares", Items(SHARE, 100), "Part time; full time otherwise.", default=[]),
        Field("objectives", Items(OBJECTIVES, 20), "Counted by set.", default=[]),
        Field("courses", Items(TAKEN, 200), "Attended, booked and planned.", default=[]),
        Field("talks", Items(TALK, 500), "Supervision talks.", default=[]),
        Field("group_guidance", Items(GROUP, 50), "Group guidance.", default=[]),
        Field("procedures", Items(PROCEDURE, 300), "Registered procedures.", default=[]),
    ),
)
SESSION = Shape(
    "session",
    (
        FIRST,
        LAST,
        Field("signup_closes_on", Day(), "Last day to sign up; null: open."),
        Field("seats_left", Whole(), "Free seats; null: not known.", unit="seats"),
        Field("key", Text(), "Name of the session within the file."),
    ),
)
COURSE = Shape(
    "course",
    (
        Field("key", Text(), "Key of the course; one in the lists or a new one.", required=True),
        Field("name", Text(), "Name; from the lists when left out."),
        Field("is_recommended", Flag(), "False: compulsory.", default=True),
        Field("sessions", Items(SESSION, 50), "Announced sessions.", default=[]),
    ),
)
LIMITS = Shape(
    "limits",
    tuple(Field(stage, Amount(60), f"In {stage}.", unit=MONTHS) for stage in STAGE_LIMITS),
)
SETTINGS = Shape(
    "settings",
    (
        Field("holiday_months", LIMITS, "Holiday that counts; null: all of it."),
        Field("leave_months", LIMITS, "Leave that counts; null: none of it."),
    ),
)
CHANGE = Tagged(
    "change",
    {
        "share": Shape("share change", (PERCENT, FIRST, OPEN_LAST)),
        "leave": Shape("leave change", (FIRST, LAST)),
        "move": Shape(
            "move change",
            (
                Field("service", Text(), "Key of a booked period.", required=True),
                Field("starts_on", Day(), "The new first day.", required=True),
            ),
        ),
        "site": Shape(
            "site change",
            (
                Field("group", Text(), "A choice group of the plan.", required=True),
                Field("option", Text(), "One of its options.", required=True),
            ),
        ),
        "course": Shape(
            "course change",
            (
                Field("course_key", Text(), "Key of a course.", required=True),
                Field("session", SESSION, "The session to take.", required=True),
            ),
        ),
        "specialty": Shape(
            "specialty change",
            (
                Field("specialty", Text(3), "Code; `ALM` is the way of ALIS.", required=True),
                Field("starts_on", Day(), "First day there.", required=True),
            ),
        ),
        "abroad": Shape("abroad change", (FIRST, LAST)),
    },
)


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A whole plan document, or the id of a published plan. The document is read elsewhere."""

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The object as it stands, when its id is a text."""
        if not isinstance(value, dict):
            notes.add(at, shown(value), "a training plan, or an object with plan_id alone")
            return BAD
        if list(value) == ["plan_id"]:
            plan_id = Text().read(value["plan_id"], (*at, "plan_id"), notes)
            return BAD if plan_id is BAD else value
        return value

    def schema(self) -> dict[str, Any]:
        """Either form; the document by its own schema."""
        by_id = Shape("plan by id", (Field("plan_id", Text(), "Published plan.", required=True),))
        return {"anyOf": [by_id.schema(), {"$ref": "training-plan-1.1.json"}]}

    def __str__(self) -> str:
        return "training plan or plan id"


CASE = Shape(
    "case",
    (
        Field("schema_version", OneOf((CASE_VERSION,)), "Version of this format.", required=True),
        Field("name", Text(), "What to call the case; comes back in the result."),
        Field("today", Day(), "The day that the question is asked.", required=True),
        Field(
            "goal",
            OneOf(tuple(Goal)),
            "What the day is asked for; `specialist` with a specialty, else `part1`.",
        ),
        Field("record", RECORD, "What the doctor has done and booked.", required=True),
        Field("plan", PlanEntry(), "The doctor's training plan; null: none is known."),
        Field("courses", Items(COURSE, 100), "Courses with announced sessions.", default=[]),
        Field("settings", SETTINGS, "Limits instead of those in the rules."),
        Field(
            "what_if",
            Items(Items(CHANGE, MOST_CHANGES, 1), MOST_ALTERNATIVES),
            "Alternatives; each is a list of changes.",
            default=[],
        ),
    ),
)
