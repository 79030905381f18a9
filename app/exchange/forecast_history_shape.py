"""The history of a region and how the forecast would have fared on it, schema 1.0."""

from app.exchange.forecast_result_shape import FIGURE, FORECAST_RESULT_VERSION, KEY, SENTENCE, WHOLE
from app.exchange.forecast_shape import (
    COUNT,
    ESTIMATE,
    PERSONS,
    RECRUITS,
    SEX,
    SHARE,
    YEAR,
    Number,
)
from app.exchange.result_shape import always, maybe
from app.exchange.shapes import Field, Flag, Items, OneOf, Shape, Text
from pathways.forecast.backtest import COVERAGES, HORIZONS, LEAST_BEFORE
from pathways.forecast.results import BANDS
from pathways.forecast.validation import MOST_PATHS, MOST_YEARS

FORECAST_HISTORY_VERSION = "1.0"
PATHS = 1_000
MANY = 100_000
MOST_SPECIALTIES = 200
MARKS = OneOf(("mape_3", "mape_8", "inside_80", "against_same"))


FORECAST, TREND = METHODS = ("forecast", "trend")
"""The forecast itself, or a series that goes on as it went."""


def _count(name: str, meaning: str) -> Field:
    return Field(name, COUNT, meaning, PERSONS, required=True)


def _flow(name: str, meaning: str) -> Field:
    return Field(name, COUNT, f"{meaning} Needed by `{FORECAST}`.", PERSONS)


COUNTED = Shape(
    "forecast year counted",
    (
        Field("year", YEAR, "Calendar year; each once, and years may be missing.", required=True),
        _count("persons", "In post on the last day."),
        _flow("in_training", "On the first day."),
        _flow("started", "Began the training."),
        _flow("dropped_out", "Left it, of those in training."),
        _flow("approved", "Became specialists."),
        _flow("stayed", "Of these: took a post here."),
        _flow("recruited", "Came from elsewhere."),
    ),
)
LEAVERS = Shape(
    "forecast leavers",
    (
        Field("year", YEAR, "Calendar year.", required=True),
        Field("sex", SEX, "As in the staff statistics.", required=True),
        Field("age_from", Number(15, 120, is_whole=True), "On the first day.", required=True),
        Field("age_to", Number(15, 120, is_whole=True), "This age included.", required=True),
        _count("in_post", "On the first day."),
        _count("gone", "Of these: left within the year."),
    ),
)
DURATION = Shape(
    "forecast duration",
    (
        Field(
            "years",
            Number(0, 60, is_whole=True),
            "Whole years of training when finished, or until now.",
            required=True,
        ),
        _count("persons", "So many alike."),
        Field("is_finished", Flag(), "False: still in training.", required=True),
    ),
)
SERIES = Shape(
    "forecast history of a specialty",
    (
        Field("code", Text(10), "Code of the specialty, such as VOP.", required=True),
        Field("group", Text(), "Specialties of a group borrow from each other.", required=True),
        Field("years", Items(COUNTED, 200), "What was counted.", required=True),
        Field("exits", Items(LEAVERS, MANY), "Who left, by age.", default=[]),
        Field("durations", Items(DURATION, MANY), "How long training took.", default=[]),
    ),
)
INHABITANTS = Shape(
    "forecast inhabitants",
    (
        Field("year", YEAR, "Calendar year; each once.", required=True),
        Field("people", Number(0, 10**10), "Or their use.", required=True),
    ),
)
BEFORE = Shape(
    "forecast thoughts beforehand",
    (
        Field("retention", ESTIMATE, "Takes a post here on approval.", required=True),
        Field("drop_out", ESTIMATE, "Leaves the training in a year.", required=True),
        Field("recruits", RECRUITS, "Specialists from elsewhere.", required=True),
    ),
)
FORECAST_HISTORY = Shape(
    "forecast history",
    (
        Field("schema_version", OneOf((FORECAST_HISTORY_VERSION,)), "This format.", required=True),
        Field("name", Text(), "What to call it.", required=True),
        Field("specialties", Items(SERIES, MOST_SPECIALTIES, 1), "Each code once.", required=True),
        Field("people", Items(INHABITANTS, 200), "For the rival by inhabitants.", default=[]),
        Field(
            "method",
            OneOf(METHODS),
            f"`{FORECAST}` (when left out), or `{TREND}`: each series goes on as it went, from"
            " `persons` alone.",
            default=FORECAST,
        ),
        Field("before", BEFORE, f"Where there is no history. Needed by `{FORECAST}`."),
        Field(
            "horizons",
            Items(Number(1, MOST_YEARS, is_whole=True), MOST_YEARS, 1),
            f"Years ahead, each once; {HORIZONS[0]} to {HORIZONS[-1]} when left out.",
            default=list(HORIZONS),
        ),
        Field(
            "least_before",
            Number(1, 100, is_whole=True),
            f"Counts that a forecast is made from at least; {LEAST_BEFORE} when left out.",
            default=LEAST_BEFORE,
        ),
        Field(
            "is_given",
            Flag(),
            "The forecast is told how many really started; false when left out.",
            default=False,
        ),
        Field(
            "seed", Number(0, 2**63 - 1, is_whole=True), "Of chance; 1 when left out.", default=1
        ),
        Field(
            "paths",
            Number(1, MOST_PATHS, is_whole=True),
            f"Futures of each forecast; {PATHS} when left out.",
            default=PATHS,
        ),
    ),
)

SCORE_FIELDS = (
    always("trials", WHOLE, "Forecasts."),
    always("mape", FIGURE, "Mean absolute error as a share, every forecast alike."),
    always("pooled", FIGURE, "Persons wrong for each person observed."),
    always("bias", FIGURE, "The same with signs: more than 0 is too high."),
    *(
        always(f"inside_{level:.0%}".rstrip("%"), SHARE, f"Of the interval for {level:.0%}.")
        for level in COVERAGES
    ),
    always("pinball", FIGURE, "Mean pinball loss as a share: smaller is better."),
    always("same_mape", FIGURE, "Error of the rival: same as now."),
    maybe("ratio_mape", FIGURE, "Of the rival: as many a head as now; null: no inhabitants."),
)
SCORE = Shape("forecast score", SCORE_FIELDS)
BY_HORIZON = Shape(
    "forecast score by horizon", (always("horizon", WHOLE, "Years ahead."), *SCORE_FIELDS)
)
BY_CODE = Shape("forecast score by specialty", (always("code", KEY, "Its code."), *SCORE_FIELDS))
MARK = Shape(
    "forecast pass mark",
    (
        always("name", MARKS, "Error after three or eight years, interval, rival."),
        maybe("value", FIGURE, "What it came to; null: nothing tells."),
        maybe("least", FIGURE, "At least so much."),
        maybe("most", FIGURE, "At most so much."),
        maybe("is_reached", Flag(), "Null: nothing tells."),
    ),
)
TRIAL = Shape(
    "forecast trial",
    (
        always("code", KEY, "The specialty."),
        always("origin", YEAR, "Made at the end of this year."),
        always("horizon", WHOLE, "Years ahead."),
        always("observed", FIGURE, "What came.", PERSONS),
        *(
            always(f"p{level * 100:g}", FIGURE, f"{level:.0%} of the futures lay at or below.")
            for level in BANDS
        ),
        always("same", FIGURE, "What stood at the origin.", PERSONS),
        maybe("ratio", FIGURE, "As many a head as then.", PERSONS),
    ),
)
BACKTEST = (
    always("is_given", Flag(), "The forecast was told how many really started."),
    maybe("first_origin", YEAR, "Null: no backtest was possible."),
    maybe("last_origin", YEAR, "The last year that a forecast was made from."),
    maybe("pooled", SCORE, "All forecasts together."),
    always("by_horizon", Items(BY_HORIZON, MOST_YEARS), "By years ahead."),
    always("by_code", Items(BY_CODE, MOST_SPECIALTIES), "By specialty."),
    always("too_short", Items(KEY, MOST_SPECIALTIES), "Specialties with too short a history."),
    always("marks", Items(MARK, 10), "What ought to be reached; ours."),
    always("trials", Items(TRIAL, 1_000_000), "Every forecast with what came."),
)
FORECAST_BACKTEST = Shape(
    "forecast backtest",
    (
        always("schema_version", OneOf((FORECAST_RESULT_VERSION,)), "Version of this format."),
        always("result", OneOf(("backtest",)), "What the result is of."),
        always("name", KEY, "Name of the history."),
        always("input_hash", KEY, "Of the history."),
        always("small", Items(KEY, MOST_SPECIALTIES), "Specialties that had 1–4 in post."),
        always("sentences", Items(SENTENCE, 10), "How it fared, in English."),
        *BACKTEST,
    ),
)
