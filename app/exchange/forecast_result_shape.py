"""The results of forecast cases, schema 1.0. Every key is always there; null is "none".

Rows by year begin with the base year (year 0). Years inside an answer are counted from it; years in
what surrounds an answer are calendar years.
"""

from app.exchange.forecast_shape import (
    AHEAD,
    AMOUNT,
    CHANCE,
    COUNT,
    FTE,
    PERSONS,
    SHARE,
    YEAR,
    YEARS,
    Number,
)
from app.exchange.result_shape import always, maybe, one_of
from app.exchange.rotation_months import AnyText
from app.exchange.shapes import Field, Items, Kind, OneOf, Shape, Text
from pathways.forecast.results import LeverKind, NoIntake
from pathways.forecast.scenarios import ChangeKind
from pathways.forecast.validation import MOST_YEARS

FORECAST_RESULT_VERSION = "1.0"
MANY = 10_000
FIGURE = Number()
WHOLE = Number(0, 10**9, is_whole=True)
KEY = Text(200)
SENTENCE = AnyText(2_000)
SMALL = OneOf(("stock", "trainees"))


def by_year(kind: Kind) -> Items:
    """One for each year, the base year first."""
    return Items(kind, MOST_YEARS + 1)


def figures(name: str, meaning: str, unit: str | None = None) -> Field:
    """Figures by year."""
    return always(name, by_year(FIGURE), meaning, unit)


BAND = Shape(
    "forecast band",
    (
        *(
            figures(f"p{level}", f"{level} of 100 futures lie at or below.")
            for level in (5, 10, 25, 50, 75, 90, 95)
        ),
        figures("mean", "On average."),
    ),
)
PARTS = Shape(
    "forecast parts",
    (
        always("year", by_year(WHOLE), "Counted from the base year."),
        figures("persons", "Variance of the gap that persons alone make.", "FTE²"),
        figures("levels", "What it adds that shares and rates are not sure.", "FTE²"),
    ),
)
OUTLOOK = Shape(
    "forecast outlook",
    (
        always("supply", BAND, "In post.", FTE),
        always("needed", BAND, "Needed.", FTE),
        always("gap", BAND, "Needed less supply: more than 0 is too few.", FTE),
        always("heads", BAND, "In post.", PERSONS),
        always("filled", by_year(SHARE), "Chance that nothing is missing."),
        always("surplus", by_year(SHARE), "Chance of more than 10 % too many."),
        figures("shortfall", "Missing on average; too many counts as nothing missing.", FTE),
        always("parts", PARTS, "Where the uncertainty comes from."),
        always("paths", WHOLE, "Futures that were followed."),
    ),
)
TRIED = Shape(
    "forecast starts",
    (
        always("starts", COUNT, "So many a year.", PERSONS),
        always("chance", SHARE, "That nothing is missing in the target year."),
        always("low", SHARE, "Wilson's 95 % interval of that chance: from."),
        always("high", SHARE, "To."),
        always("surplus", SHARE, "Chance of more than 10 % too many."),
        always("shortfall", AMOUNT, "Missing on average.", FTE),
    ),
)
CURVE = Shape(
    "forecast curve",
    tuple(
        always(each.name, Items(each.kind, MANY), each.meaning, each.unit) for each in TRIED.fields
    ),
)
ADVISED = (
    always("chance", CHANCE, "How surely nothing is to be missing."),
    maybe("starts", COUNT, "The smallest number a year that is enough.", PERSONS),
    maybe("why_not", one_of(NoIntake), "Why no number is."),
)
ADVICE = Shape(
    "forecast advice",
    (
        *ADVISED,
        always("earliest_year", WHOLE, "First year with anybody who starts; counted."),
    ),
)
ASKED = Shape(
    "forecast asked",
    (
        always("first_year", AHEAD, "From which the intake may change; counted."),
        always("target_year", AHEAD, "By which nothing is to be missing; counted."),
        always("chances", Items(CHANCE, 20, 1), "How surely."),
        always("most", COUNT, "Starts a year that were tried.", PERSONS),
    ),
)
LEVER = Shape(
    "forecast lever",
    (
        always("kind", one_of(LeverKind), "What can be done besides training more."),
        always("size", FIGURE, "How far: share, years, persons a year, or 1."),
        always("year", WHOLE, "In this year; counted."),
        always("fte", FIGURE, "So much nearer to the need, on average.", FTE),
    ),
)
SWING = Shape(
    "forecast swing",
    (
        always("name", one_of(ChangeKind), "What is moved."),
        always("low_value", FIGURE, "To this."),
        always("high_value", FIGURE, "Or to this."),
        always("low", FIGURE, "Then supply less need changes by so much.", FTE),
        always("high", FIGURE, "By so much.", FTE),
    ),
)
ANSWER = Shape(
    "forecast answer",
    (
        always("schema_version", OneOf((FORECAST_RESULT_VERSION,)), "Version of this format."),
        always("question", ASKED, "What was asked."),
        always("outlook", OUTLOOK, "With the intake as planned."),
        always("now", TRIED, "The intake as planned, in the target year."),
        always("curve", CURVE, "0, 1, 2, … starts a year instead, column by column."),
        always("advices", Items(ADVICE, 20, 1), "One for each chance."),
        always("earliest_year", WHOLE, "First year with anybody who starts; counted."),
        always("levers", Items(LEVER, 20), "The strongest first; by averages."),
        always("lever_year", WHOLE, "The last year that no intake changes; counted."),
        always("swings", Items(SWING, 50), "What moves the answer most, the widest first."),
        always(
            "worst_year", WHOLE, "With the largest gap on average, up to the target year; counted."
        ),
        figures("pipeline", "Approved of those in training today, on average.", PERSONS),
        figures("pipeline_starts", "Of those who start as planned.", PERSONS),
        figures("exits", "Leave their posts, on average.", PERSONS),
    ),
)
TODAY = Shape(
    "forecast today",
    (
        always("persons", COUNT, "Specialists in post.", PERSONS),
        always("fte", AMOUNT, "The same.", FTE),
        always("needed", AMOUNT, "Needed.", FTE),
        always("in_training", COUNT, "Doctors in training.", PERSONS),
    ),
)


def head(kind: str) -> tuple[Field, ...]:
    """What every result of a case begins with."""
    return (
        always("schema_version", OneOf((FORECAST_RESULT_VERSION,)), "Version of this format."),
        always("result", OneOf((kind,)), "What the result is of."),
        always("name", KEY, "Name of the case."),
        maybe("specialty", KEY, "Its code."),
        always("input_hash", KEY, "Of the case."),
        always(
            "small",
            Items(SMALL, 2),
            "Groups of 1–4 persons: figures that could point somebody out.",
        ),
    )


FROM_CASE = (
    always("base_year", YEAR, "Year 0."),
    always("years", AHEAD, "How far ahead was looked.", YEARS),
    always("seed", Number(0, 2**63 - 1, is_whole=True), "Of chance."),
    always("paths", WHOLE, "Futures that were followed."),
    always("today", TODAY, "Year 0 in four figures."),
)
FORECAST_RUN = Shape(
    "forecast run",
    (
        *head("run"),
        *FROM_CASE,
        always("sentences", Items(SENTENCE, 50), "The answer in English."),
        always("answer", ANSWER, "All of it."),
    ),
)
INTAKE_ADVICE = Shape(
    "forecast intake advice",
    (
        *ADVISED,
        always("sentence", SENTENCE, "The advice in English."),
    ),
)
FORECAST_INTAKE = Shape(
    "forecast intake",
    (
        *head("intake"),
        *FROM_CASE,
        always("first_year", YEAR, "From which the intake may change."),
        always("target_year", YEAR, "By which nothing is to be missing."),
        always("earliest_year", YEAR, "Before it no intake changes anything."),
        always("now", TRIED, "The intake as planned."),
        always("advices", Items(INTAKE_ADVICE, 20, 1), "One for each chance."),
        always("curve", CURVE, "0, 1, 2, … starts a year, column by column."),
        always("lever_year", YEAR, "The last year that no intake changes."),
        always("levers", Items(LEVER, 20), "What helps until then, the strongest first."),
    ),
)
