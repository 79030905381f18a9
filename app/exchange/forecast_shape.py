"""The forecast case, schema 1.0: one specialty in one region.

Names are those of `pathways.forecast.types`, so that what the engine says of a case has the same
place in the file; only the use by the population has its years written out.
"""

from dataclasses import dataclass
from typing import Any

from app.exchange.json_text import Notes, Place, shown
from app.exchange.shapes import BAD, Field, Items, OneOf, Shape, Text
from pathways.forecast.results import CHANCES, MOST_STARTS
from pathways.forecast.types import OLDEST, Sex
from pathways.forecast.validation import MOST_PATHS, MOST_YEARS, YOUNGEST

FORECAST_CASE_VERSION = "1.0"
FIRST_YEAR, LAST_YEAR = 1950, 2200
MOST_HEADS = 200_000
MANY = 10_000
LARGEST = 10.0**19
"""Beyond this nothing is looked at as a number."""
FTE = "FTE"
PERSONS = "persons"
YEARS = "years"


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two, both included.

    One outside is noted and given back all the same, so that the rest of the case is still looked
    at and every mistake is told at once.
    """

    least: float | None = None
    most: float | None = None
    is_whole: bool = False

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The number; BAD when the value is none."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and abs(value) <= LARGEST and not (self.is_whole and value != int(value)):
            is_low = self.least is not None and value < self.least
            is_high = self.most is not None and value > self.most
            if is_low or is_high:
                notes.add(at, shown(value), f"a {self}")
            return int(value) if self.is_whole else float(value)
        notes.add(at, shown(value), f"a {self}")
        return BAD

    def schema(self) -> dict[str, Any]:
        """A number with the ends that it has."""
        ends = {"minimum": self.least, "maximum": self.most}
        kind = "integer" if self.is_whole else "number"
        return {"type": kind, **{name: end for name, end in ends.items() if end is not None}}

    def __str__(self) -> str:
        name = "whole number" if self.is_whole else "number"
        if self.least is None or self.most is None:
            ends = "" if self.least is None else f", {self.least:g} or more"
        else:
            ends = f" {_written(self.least)}\u2013{_written(self.most)}"
        return name + ends


def _written(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


COUNT = Number(0, MOST_HEADS, is_whole=True)
YEAR = Number(FIRST_YEAR, LAST_YEAR, is_whole=True)
AHEAD = Number(1, 100, is_whole=True)
AGE = Number(YOUNGEST, OLDEST, is_whole=True)
SHARE = Number(0, 1)
AMOUNT = Number(0, 1_000_000)
CHANGE = Number(-1, 1)
SPREAD = Number(0, 5)
CHANCE = Number(0.001, 0.999)
MOST_TRIED = 1_000
SEX = OneOf(tuple(Sex))

HEAD = Shape(
    "forecast head",
    (
        Field("sex", SEX, "As in the staff statistics.", required=True),
        Field("age", AGE, "At the base date; each sex and age once.", YEARS, required=True),
        Field("persons", COUNT, "Specialists in post.", PERSONS, required=True),
    ),
)
FINISH = Shape(
    "forecast finish",
    (
        Field("year", AHEAD, "In the first, second, … year; each once.", required=True),
        Field("share", SHARE, "How probable that is.", required=True),
    ),
)
TRAINEE = Shape(
    "forecast trainee",
    (
        Field("sex", SEX, "As in the staff statistics.", required=True),
        Field("age", AGE, "At the base date.", YEARS, required=True),
        Field(
            "finishes",
            Items(FINISH, 100),
            "Year of approval, counted from the base date; at most 1 in all, and the rest finishes"
            " after all years.",
            required=True,
        ),
    ),
)
AGES = Shape(
    "forecast shares by age",
    (
        Field("first", Number(0, 120, is_whole=True), "Age of the first share.", required=True),
        Field(
            "shares",
            Items(SHARE, 120),
            "One for each age from the first; the first holds below, the last above.",
            required=True,
        ),
    ),
)
EXITS = Shape(
    "forecast exits",
    (
        Field("women", AGES, "Share who leave in a year, for whatever reason.", required=True),
        Field("men", AGES, "The same.", required=True),
        Field(
            "spread",
            SPREAD,
            "How unsure the level is: of the logarithm of the rate; 0 when left out.",
            default=0.0,
        ),
        Field(
            "yearly_spread",
            SPREAD,
            "How much a year differs from the others, the same way; 0 when left out.",
            default=0.0,
        ),
    ),
)
ESTIMATE = Shape(
    "forecast share",
    (
        Field("mean", SHARE, "The share.", required=True),
        Field(
            "weight",
            AMOUNT,
            "So many persons is the estimate worth; null: not to be varied.",
            PERSONS,
        ),
    ),
)
TRAINING = Shape(
    "forecast training",
    (
        Field(
            "durations",
            Items(FINISH, 100, 1),
            "Years from start to approval; shares that add up to 1.",
            required=True,
        ),
        Field("drop_out", ESTIMATE, "Leaves the training in a year.", required=True),
        Field("retention", ESTIMATE, "Takes a post here on approval.", required=True),
        Field("start_age", AGE, "Age of those who start.", YEARS, required=True),
        Field("women", SHARE, "Share of women among them.", required=True),
    ),
)
RECRUITS = Shape(
    "forecast recruits",
    (
        Field("mean", AMOUNT, "Specialists from elsewhere, a year.", PERSONS, required=True),
        Field("spread", SPREAD, "How unsure that is; 0 when left out.", default=0.0),
        Field(
            "dispersion",
            AMOUNT,
            "Small: years are uneven (negative binomial); null: as chance alone makes them.",
        ),
        Field("age", AGE, "When they come; 41 when left out.", YEARS, default=41),
        Field("women", SHARE, "Share of women; 0.5 when left out.", default=0.5),
        Field(
            "stays_one_year",
            SHARE,
            "Still here after a year, leaving by age apart; 1 when left out.",
            default=1.0,
        ),
        Field(
            "stays_five_years",
            SHARE,
            "Still here after five; not above the share after one; 1 when left out.",
            default=1.0,
        ),
    ),
)
WORK = Shape(
    "forecast work share",
    (
        Field("women", AGES, "FTE a head, absence taken off.", required=True),
        Field("men", AGES, "The same.", required=True),
    ),
)
USE = Shape(
    "forecast use",
    (
        Field("year", YEAR, "The base year and every year after it, in order.", required=True),
        Field("use", Number(0, 100), "Against the base year, which has 1.", required=True),
    ),
)
DRIFT = Shape(
    "forecast drift",
    (
        Field("name", Text(), "What changes.", required=True),
        Field("mean", CHANGE, "A year: 0.005 is half a per cent.", required=True),
        Field("spread", SPREAD, "How unsure that is; 0 when left out.", default=0.0),
    ),
)
NEEDED = Shape(
    "forecast need",
    (
        Field("population", Items(USE, MOST_YEARS + 1), "Use by the population.", required=True),
        Field("vacancies", AMOUNT, "Posts without anybody; 0 when left out.", FTE, default=0.0),
        Field("hired_in", AMOUNT, "Hired in and ought to be posts; as above.", FTE, default=0.0),
        Field("other_unmet", AMOUNT, "Missing beyond that; as above.", FTE, default=0.0),
        Field("drifts", Items(DRIFT, 100), "Yearly changes, multiplied.", default=[]),
        Field("floor", AMOUNT, "What the on-call rotas take; as above.", FTE, default=0.0),
        Field(
            "in_post",
            AMOUNT,
            "What population and drifts are multiplied with, before what is missing; null: who is"
            " in post.",
            FTE,
        ),
    ),
)
QUESTION = Shape(
    "forecast question",
    (
        Field("first_year", YEAR, "From which the intake may change; the first when left out."),
        Field("target_year", YEAR, "By which nothing is to be missing; the last when left out."),
        Field(
            "chances",
            Items(CHANCE, 20, 1),
            "How surely; 0.5, 0.8 and 0.9 when left out.",
            default=list(CHANCES),
        ),
        Field(
            "most",
            Number(0, MOST_TRIED, is_whole=True),
            f"Starts a year that are tried; {MOST_STARTS} when left out.",
            PERSONS,
            default=MOST_STARTS,
        ),
    ),
)
FORECAST_CASE = Shape(
    "forecast case",
    (
        Field("schema_version", OneOf((FORECAST_CASE_VERSION,)), "This format.", required=True),
        Field("name", Text(), "What to call the field.", required=True),
        Field("specialty", Text(10), "Code of the specialty, such as VOP; null: not said."),
        Field("base_year", YEAR, "Year 0: that of the base date.", required=True),
        Field(
            "years",
            Number(1, MOST_YEARS, is_whole=True),
            "How far ahead is looked.",
            YEARS,
            required=True,
        ),
        Field("stock", Items(HEAD, MANY), "Who is in post.", required=True),
        Field("trainees", Items(TRAINEE, MANY), "Who is in training, one by one.", required=True),
        Field(
            "intake",
            Items(COUNT, 100),
            "Those who will start in the first, second, … year; the last number goes on.",
            PERSONS,
            required=True,
        ),
        Field("exits", EXITS, "Who leaves.", required=True),
        Field("training", TRAINING, "What becomes of trainees.", required=True),
        Field("recruits", RECRUITS, "Who comes from elsewhere.", required=True),
        Field("work", WORK, "How much each works.", required=True),
        Field("needed", NEEDED, "What is needed.", required=True),
        Field(
            "seed",
            Number(0, 2**63 - 1, is_whole=True),
            "Of chance: the same seed gives the same answer; 1 when left out.",
            default=1,
        ),
        Field(
            "paths",
            Number(1, MOST_PATHS, is_whole=True),
            "Futures that are followed; 10 000 when left out.",
            default=10_000,
        ),
        Field("question", QUESTION, "What is asked, in calendar years."),
    ),
)
