"""What the forecast says, as values: without arrays, so that pages may read stored answers.

`outlook`, `intake`, `levers`, `sensitivity` and `answer` make them.
"""

from dataclasses import dataclass
from enum import StrEnum

BANDS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
SURPLUS = 0.10
"""More than so much above the need is told as a surplus."""
NOTHING = 1e-9
MOST_STARTS = 60
"""Starts a year that are tried, unless the asker says otherwise."""
CHANCES = (0.5, 0.8, 0.9)
LOW, MIDDLE, HIGH = 0.10, 0.50, 0.90


@dataclass(frozen=True)
class Band:
    """Quantiles by year: `values[quantile]` has one number for each year."""

    values: dict[float, tuple[float, ...]]
    mean: tuple[float, ...]


@dataclass(frozen=True)
class Parts:
    """Variance of the gap in one year: that of persons alone, and what the levels add."""

    year: int
    persons: float
    levels: float

    @property
    def persons_share(self) -> float | None:
        """Share of persons; None when nothing varies."""
        total = self.persons + self.levels
        return None if total <= NOTHING else self.persons / total


@dataclass(frozen=True)
class Outlook:
    """One specialty, year by year; year 0 is the base date."""

    supply: Band
    needed: Band
    gap: Band
    """Needed less supply: more than 0 is too few."""
    heads: Band
    filled: tuple[float, ...]
    """Chance that nothing is missing."""
    surplus: tuple[float, ...]
    """Chance of more than `SURPLUS` above the need."""
    shortfall: tuple[float, ...]
    """FTE missing on average; a surplus counts as nothing missing."""
    parts: tuple[Parts, ...]
    paths: int


class NoIntake(StrEnum):
    """Why no intake does it."""

    TOO_SOON = "too_soon"
    """Nobody who starts from then on can be finished by the year."""
    TOO_MANY = "too_many"
    """Not even the largest number that is tried is enough."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question: from which year the intake may change, by which year, how surely."""

    first_year: int
    """1 or later; starts before it are as planned."""
    target_year: int
    chance: float
    most: int = MOST_STARTS


@dataclass(frozen=True)
class Tried:
    """One number of starts a year."""

    starts: int
    chance: float
    """Of nothing missing in the target year."""
    low: float
    high: float
    """Wilson's 95 % interval of that chance: how sure so many paths are."""
    surplus: float
    """Chance of more than `SURPLUS` above the need."""
    shortfall: float
    """FTE missing on average; a surplus counts as nothing missing."""


@dataclass(frozen=True)
class Advice:
    """The answer, and the whole curve behind it."""

    asked: Asked
    starts: int | None
    why_not: NoIntake | None
    curve: tuple[Tried, ...]
    earliest_year: int
    """The first year in which somebody who starts then can be in post."""

    @property
    def tried(self) -> Tried | None:
        """What is known of the number that is the answer."""
        return None if self.starts is None else self.curve[self.starts]


class LeverKind(StrEnum):
    """What can be done besides training more."""

    RETENTION = "retention"
    LATER_EXIT = "later_exit"
    RECRUITMENT = "recruitment"
    FULL_TIME = "full_time"
    FEWER_DELAYS = "fewer_delays"
    TASK_SHIFT = "task_shift"


@dataclass(frozen=True, slots=True)
class LeverEffect:
    """One lever: how far it is pulled, and what it gives."""

    kind: LeverKind
    size: float
    """Share, years, recruits a year, share of work, 1 (no delays) or share of the need a year."""
    year: int
    fte: float
    """FTE nearer to the need in that year."""


@dataclass(frozen=True, slots=True)
class Swing:
    """What supply less need in a year changes by when one input stands low, or high. FTE."""

    name: str
    low_value: float
    """As the change's value: absolute or added, after its kind."""
    high_value: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far apart the two answers are."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Question:
    """From which year the intake may change, and by which year nothing is to be missing."""

    first_year: int
    """1 or later."""
    target_year: int
    chances: tuple[float, ...] = CHANCES
    """How surely: one advice for each."""
    most: int = MOST_STARTS
    """Starts a year that are tried."""


@dataclass(frozen=True, slots=True)
class Between:
    """Eight of ten paths lie between low and high. FTE; more than 0 is missing."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Answer:
    """The answer. Rows by year begin with year 0, the base date."""

    question: Question
    outlook: Outlook
    """With the intake as planned; the chance of full staffing each year is `outlook.filled`."""
    now: Tried
    """The intake as planned, in the target year; `starts` is that of the first year."""
    advices: tuple[Advice, ...]
    """One for each chance of the question, all with the same curve."""
    earliest_year: int
    """The first year in which one who starts in the first year can be in post.

    No intake changes a year before it; when it is after the target year, each advice's `why_not`
    says so.
    """
    levers: tuple[LeverEffect, ...]
    lever_year: int
    """The last year that no intake changes, or the last of the case."""
    swings: tuple[Swing, ...]
    """In the target year."""
    worst_year: int
    """The year from 1 to the target year with the largest gap on average."""
    pipeline: tuple[float, ...]
    """Persons expected to be approved in each year, of those in training today."""
    pipeline_starts: tuple[float, ...]
    """The same of those who start later as planned."""
    exits: tuple[float, ...]
    """Specialists expected to leave their posts in each year."""

    def gap_in(self, year: int) -> Between:
        """The gap in a year."""
        values = self.outlook.gap.values
        return Between(values[LOW][year], values[MIDDLE][year], values[HIGH][year])
