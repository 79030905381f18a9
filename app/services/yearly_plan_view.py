"""What the yearly plan shows: plain values, with every word already chosen."""

from dataclasses import dataclass
from enum import StrEnum

from app.services.my_pathway_view import Meter


class PlanStart(StrEnum):
    """Where the first year of the plan begins."""

    PART1 = "del1"
    PART23 = "del2"


@dataclass(frozen=True, slots=True)
class YearLine:
    """Something in a year: the mark and its word, what, and which days of the year."""

    state: str
    """done, on_track or unknown: the mark beside the word."""
    word: str
    text: str
    days: str
    is_to_plan: bool = False


@dataclass(frozen=True, slots=True)
class TrainingYear:
    """One year of training, from the anniversary of the start to the day before the next."""

    name: str
    period: str
    is_now: bool
    services: tuple[YearLine, ...]
    courses: tuple[YearLine, ...]
    guidance: tuple[str, ...]
    absences: tuple[str, ...]
    end: str | None
    """The expected day, in the year it falls."""


@dataclass(frozen=True, slots=True)
class YearlyPlan:
    """The page. `start` is None when there is nothing to choose between."""

    name: str
    is_own: bool
    doctor: str
    sentence: str
    reason: str
    plan_label: str | None
    reckoned_on: str
    start: PlanStart | None
    years: tuple[TrainingYear, ...]
    remaining: tuple[Meter, ...]
    undated: tuple[str, ...]
    """What is left without a day: courses, and approvals that nobody has dated."""
