"""The calculation by hand, schema 1.0: a field by averages, and what comes of it."""

from app.exchange.forecast_result_shape import FIGURE, SENTENCE, head
from app.exchange.forecast_shape import AMOUNT, FTE, PERSONS, SHARE, YEAR, Number
from app.exchange.result_shape import always, maybe
from app.exchange.shapes import Field, Items, OneOf, Shape, Text

BY_HAND_VERSION = "1.0"
MOST_LINES = 100
GROWTH = Number(-1, 10)
NAME = Field("name", Text(), "What to call them.", required=True)
PEOPLE = Field("persons", AMOUNT, "So many.", PERSONS, required=True)
HEAD_FTE = Field("fte", SHARE, "A head, in the target year; 1 when left out.", FTE, default=1.0)
COMPLETES = Field("completes", SHARE, "Approved by the target year.", required=True)
WORKS = Field("works", SHARE, "Of these: work here then.", required=True)

STAYING = Shape(
    "forecast group that stays",
    (
        NAME,
        PEOPLE,
        Field("stays", SHARE, "In post in the target year.", required=True),
        HEAD_FTE,
    ),
)
TRAINED = Shape("forecast group in training", (NAME, PEOPLE, COMPLETES, WORKS, HEAD_FTE))
TERM = Shape(
    "forecast term",
    (NAME, Field("growth", GROWTH, "Until the target year: 0.1 is ten per cent.", required=True)),
)
FORECAST_BY_HAND = Shape(
    "forecast by hand",
    (
        Field("schema_version", OneOf((BY_HAND_VERSION,)), "This format.", required=True),
        Field("name", Text(), "What to call the field.", required=True),
        Field("specialty", Text(10), "Code of the specialty; null: not said."),
        Field("target_year", YEAR, "The year that is reckoned for; null: not said."),
        Field("stock", Items(STAYING, MOST_LINES), "In post today, by sex.", required=True),
        Field(
            "training",
            Items(TRAINED, MOST_LINES),
            "In training, those who start at the present intake included.",
            required=True,
        ),
        Field("abroad", Items(STAYING, MOST_LINES), "Who come until then.", required=True),
        Field("fte_today", AMOUNT, "In post today.", FTE, required=True),
        Field("unmet", GROWTH, "Missing today, of those in post; 0 when left out.", default=0.0),
        Field("population", GROWTH, "Growth of use; 0 when left out.", default=0.0),
        Field("terms", Items(TERM, MOST_LINES), "Each its own factor.", default=[]),
        Field("intake", AMOUNT, "Starts a year at present.", PERSONS, required=True),
        Field(
            "intake_years",
            Number(0, 100, is_whole=True),
            "Years of intake that reach the target year.",
            required=True,
        ),
        COMPLETES,
        WORKS,
        HEAD_FTE,
    ),
)
FACTOR = Shape(
    "forecast factor",
    (always("name", Text(), "What it is."), always("value", FIGURE, "The number.")),
)
FACTORS = Items(FACTOR, MOST_LINES)
LINE = Shape(
    "forecast line",
    (
        always("name", Text(), "Whom it is about."),
        always("persons", FIGURE, "So many.", PERSONS),
        always("factors", FACTORS, "Share after share."),
        always("fte", FIGURE, "A head.", FTE),
        always("supply", FIGURE, "All multiplied.", FTE),
        always("text", SENTENCE, "The line as one writes it."),
    ),
)
FORECAST_BY_HAND_RESULT = Shape(
    "forecast by hand result",
    (
        *head("by-hand"),
        maybe("target_year", YEAR, "The year that is reckoned for."),
        always("lines", Items(LINE, 3 * MOST_LINES), "Who is there then."),
        always("supply", FIGURE, "All lines together.", FTE),
        always("fte_today", FIGURE, "In post today.", FTE),
        always("growth", FACTORS, "What that is multiplied with."),
        always("need", FIGURE, "The product.", FTE),
        always("need_text", SENTENCE, "The product as one writes it."),
        always("gap", FIGURE, "Need less supply: more than 0 is too few.", FTE),
        always("intake_now", FIGURE, "Starts a year at present.", PERSONS),
        always("intake_years", FIGURE, "Years of intake that reach the target year."),
        always("one", LINE, "What one who starts gives."),
        maybe("intake", FIGURE, "Starts a year without gap; null: no intake reaches.", PERSONS),
        maybe("starts", FIGURE, "The same in whole persons, never below 0.", PERSONS),
        always("intake_text", SENTENCE, "How that is reckoned."),
    ),
)
