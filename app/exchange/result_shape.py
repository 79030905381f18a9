"""The result of a pathway case, schema 1.0. Every key is always there; null is "none" or unknown.

The same words as in `docs/projection.md`; the values are those of `pathways.projection`.
"""

from enum import StrEnum

from app.exchange.case_shape import CHANGE, MOST_ALTERNATIVES, MOST_CHANGES
from app.exchange.shapes import (
    Amount,
    Day,
    Field,
    Flag,
    Items,
    Kind,
    OneOf,
    OrNull,
    Shape,
    Text,
    Whole,
)
from pathways.projection.values import (
    Assumption,
    Certainty,
    ItemKind,
    StintKind,
    UnknownKind,
    WaitKind,
)
from pathways.projection.what_if_values import ReasonKind
from pathways.requirement_state import Detail, State
from pathways.start_and_goal import Goal
from pathways.types.knowledge import FactStatus, RequirementKind

RESULT_VERSION = "1.0"
LONG = 2_000
MANY = 5_000
NUMBERS = 10**9


def always(name: str, kind: Kind, meaning: str, unit: str | None = None) -> Field:
    """A key that is there and has a value."""
    return Field(name, kind, meaning, unit, required=True)


def maybe(name: str, kind: Kind, meaning: str, unit: str | None = None) -> Field:
    """A key that is there and may be null."""
    return always(name, OrNull(kind), meaning, unit)


def one_of(kinds: type[StrEnum]) -> OneOf:
    """The values of an enumeration."""
    return OneOf(tuple(kinds))


TEXT = Text(LONG)
AMOUNT = Amount(NUMBERS)
DAYS = Whole(-NUMBERS, NUMBERS)
DAY = Day(is_any=True)

WAIT = Shape(
    "wait",
    (
        always("kind", one_of(WaitKind), "What it waits for."),
        maybe("ref", TEXT, "The other line, person or stage."),
        maybe("day", DAY, "When that is."),
        maybe("deadline", DAY, "When sign-up closes."),
    ),
)
HELD = Shape(
    "held", (always("name", TEXT, "Who."), always("count", Whole(0, NUMBERS), "How many."))
)
OLDER = Shape(
    "older set",
    (
        always("objective_set", TEXT, "The replaced set."),
        always("approved", Whole(0, NUMBERS), "Approved in it."),
    ),
)
STATE = Shape(
    "state",
    (
        always("requirement_kind", one_of(RequirementKind), "Kind of requirement."),
        always("state", one_of(State), "How it stands today."),
        always("detail", one_of(Detail), "What stands behind that."),
        maybe("since", DAY, "The day that the detail speaks of."),
        always("from_plan", Flag(), "Whether `needs` is the plan's figure."),
        always("not_counted", AMOUNT, "Served beyond a cap.", "months"),
        always("unsure", AMOUNT, "Served at places that may count.", "months"),
        always("holders", Items(HELD, MANY), "Who holds how many now."),
        always("older", Items(OLDER, MANY), "Approved in replaced sets."),
    ),
)
ITEM = Shape(
    "item",
    (
        always("key", TEXT, "Key of the line: `requirement:…`, `service:<seq>`, `plan-total`, …"),
        always("kind", one_of(ItemKind), "What the line is about."),
        always("name_nb", TEXT, "Name in Norwegian."),
        always("name_en", TEXT, "Name in English; Norwegian where there is no other."),
        always("is_done", Flag(), "Nothing is left of it."),
        always("decides", Flag(), "It gives the expected day, alone or with others."),
        always("is_recommended", Flag(), "A recommendation, not a rule."),
        always("wait", WAIT, "What it waits for."),
        maybe("starts_on", DAY, "First day, as things are booked."),
        maybe("earliest", DAY, "The day it is done, as things are booked."),
        maybe("latest", DAY, "The last day that does not move the end."),
        maybe("best", DAY, "The day it is done when all that can be chosen falls out best."),
        maybe("latest_start", DAY, "The last day it can begin without moving the end."),
        maybe("slack_days", DAYS, "From `earliest` to `latest`.", "days"),
        maybe("has", AMOUNT, "What there is.", "`unit`"),
        maybe("has_booked", AMOUNT, "What is booked beyond that.", "`unit`"),
        maybe("needs", AMOUNT, "What is needed.", "`unit`"),
        maybe("unit", TEXT, "Unit of the three figures."),
        maybe("state", STATE, "How a requirement stands today; null for other lines."),
        always("rule_keys", Items(TEXT, 100), "Rules behind the line, as `legelop graph show`."),
        maybe("source", TEXT, "Key of the source, or address of the plan's page."),
        maybe("status", one_of(FactStatus), "How sure the source is."),
    ),
)
STINT = Shape(
    "stint",
    (
        always("kind", one_of(StintKind), "Why it stands there."),
        always("starts_on", DAY, "First day."),
        maybe("ends_on", DAY, "Last day, included; null: goes on."),
        maybe("ref", TEXT, "The line it serves."),
        maybe("service", TEXT, "Key of the period in the case."),
    ),
)
LINK = Shape(
    "link",
    (
        always("ref", TEXT, "The line."),
        always("starts_on", DAY, "First day."),
        always("ends_on", DAY, "Last day, included."),
        always("wait", WAIT, "Why it starts when it does."),
    ),
)
UNKNOWN = Shape(
    "unknown",
    (
        always("kind", one_of(UnknownKind), "What nobody has said."),
        maybe("ref", TEXT, "The line it belongs to."),
        maybe("by", DAY, "By when it must be known or done."),
        maybe("room_months", AMOUNT, "What it may take without moving the day.", "months"),
        maybe("low", AMOUNT, "The lower of two figures.", "months"),
        maybe("high", AMOUNT, "The higher of two figures.", "months"),
    ),
)
LIS1_START = Shape(
    "LIS1 start",
    (
        always("starts_on", DAY, "First day."),
        always("is_booked", Flag(), "Booked in the record; else the next intake."),
        maybe("round", TEXT, "Round of the intake."),
        maybe("likely_deadline", DAY, "When the application probably closes."),
        maybe("source", TEXT, "Key of the source of the intake's dates."),
    ),
)
SENTENCE = Shape(
    "sentence",
    (
        always("nb", TEXT, "In Norwegian."),
        always("en", TEXT, "In English."),
    ),
)
ANSWER = (
    always("certainty", one_of(Certainty), "How far the expected day can be trusted."),
    maybe("expected", DAY, "The expected day; with `not_before` the first one possible."),
    maybe("expected_latest", DAY, "The other end of a range."),
    maybe("best", DAY, "The best day that can be reached."),
    always("sentence", SENTENCE, "The answer in words."),
    always("deciding", Items(TEXT, MANY), "Keys of the lines that give the expected day."),
    always("items", Items(ITEM, MANY), "One line for everything asked for."),
    always("timeline", Items(STINT, MANY), "The periods ahead, in order."),
    always("chain", Items(LINK, MANY), "What decides the day, earliest first."),
    always("unknowns", Items(UNKNOWN, MANY), "What nobody has said."),
    always("assumptions", Items(one_of(Assumption), 50), "What was taken for granted."),
    maybe("lis1_start", LIS1_START, "Start of LIS1, for somebody who has not begun."),
    maybe("missing", TEXT, "`degree_date` or `intake_dates` when the day is unknown."),
)
PROJECTION = Shape("projection", ANSWER)
REASON = Shape(
    "reason",
    (
        always("kind", one_of(ReasonKind), "Why the day moves, or does not."),
        maybe("ref", TEXT, "The line it is about."),
        maybe("months", AMOUNT, "Time lost or carried over.", "months"),
        maybe("room", AMOUNT, "Room there was, or the most that carries over.", "months"),
    ),
)
ALTERNATIVE = Shape(
    "alternative",
    (
        always("changes", Items(CHANGE, MOST_CHANGES), "The changes, as in the case."),
        maybe("days_moved", DAYS, "How the day moves; below 0: earlier.", "days"),
        maybe("days_moved_latest", DAYS, "The same for the other end of a range.", "days"),
        always("reasons", Items(REASON, MANY), "Why."),
        maybe("projection", PROJECTION, "The answer then; null when it cannot be done."),
    ),
)
RESULT = Shape(
    "result",
    (
        always("schema_version", OneOf((RESULT_VERSION,)), "Version of this format."),
        maybe("name", TEXT, "Name of the case."),
        always("today", DAY, "The day that was asked on."),
        always("goal", one_of(Goal), "What the day is for."),
        maybe("plan_id", TEXT, "The training plan used."),
        *ANSWER,
        always("alternatives", Items(ALTERNATIVE, MOST_ALTERNATIVES), "What if, as in the case."),
    ),
)
