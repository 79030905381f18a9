"""What delays cost one specialty: worked out with a forecast, kept with it, told on its page.

`worked_out` is what the run stores; it holds no person, only sums by what delays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.course_demand_words import month_and_year, months_figure
from app.services.delay_words import cause_name
from app.services.forecast_specialty_words import tenth
from app.services.forecast_summary import FEWEST
from app.store.course_outlooks import OutlookRow
from pathways.forecast.delay_cost import TraineeDelay, lost
from pathways.forecast.types import Case
from pathways.types.delays import Cause

COUNTED_YEARS = 10
"""Years ahead that a loss is counted for; ours, and said with the figure."""
LEAST = 0.05
"""Specialist-years: a cause that costs less is not told by itself."""


@dataclass(frozen=True, slots=True)
class CostRow:
    """One line: what, how much, and what more there is to say."""

    term: str
    cost: str
    note: str = ""


def worked_out(case: Case, delays: Sequence[TraineeDelay]) -> dict[str, Any]:
    """What a run keeps: until which year, how many doctors, their days, years lost by key."""
    until = min(COUNTED_YEARS, case.years)
    return {
        "until_year": case.base_year + until,
        "doctors": len({each.trainee for each in delays}),
        "days": sum(each.days for each in delays),
        "lost": {key: round(value, 3) for key, value in lost(case, delays, until).items()},
    }


def rows_of(document: Mapping[str, Any], outlooks: Sequence[OutlookRow]) -> tuple[CostRow, ...]:
    """All open delays together first, then each cause that costs something, the dearest first."""
    by_key: Mapping[str, float] = document["lost"]
    total = sum(by_key.values())
    if not document["doctors"]:
        return ()
    courses = {each.course_key: each for each in outlooks}
    rows = [
        CostRow(
            _("Åpne forsinkelser i dag"),
            _(
                "*%(number)s spesialistår* fram til %(year)s",
                number=tenth(total),
                year=document["until_year"],
            ),
            _who(document["doctors"], document["days"]),
        )
    ]
    for key, years in sorted(by_key.items(), key=lambda each: (-each[1], each[0])):
        if years < LEAST:
            continue
        course = courses.get(key)
        rows.append(
            CostRow(
                course.name_nb if course else _cause(key),
                _("*%(number)s spesialistår* av dem", number=tenth(years)),
                _won_back(years, course) if course else "",
            )
        )
    return tuple(rows)


def _who(doctors: int, days: int) -> str:
    if doctors < FEWEST:
        return _("Færre enn fem leger")
    return ngettext(
        "%(num)s lege, til sammen %(months)s måneder",
        "%(num)s leger, til sammen %(months)s måneder",
        doctors,
        months=months_figure(days),
    )


def _cause(key: str) -> str:
    """The name of a cause; a course that is no longer in the catalogue is called that."""
    if key in Cause._value2member_map_:
        return cause_name(Cause(key))
    return _("Et kurs som ikke er i katalogen lenger")


def _won_back(years: float, course: OutlookRow) -> str:
    """What one more session of the course would win back of these years."""
    if course.best_starts_on is None or course.best_saved_days <= 0 or course.delay_days <= 0:
        return _("Én ekstra samling henter ikke inn noe")
    month = month_and_year(course.best_starts_on)
    share = min(1.0, course.best_saved_days / course.delay_days)
    if share == 1.0:
        return _("Én ekstra samling i %(month)s henter inn alt", month=month)
    return _(
        "Én ekstra samling i %(month)s henter inn omtrent %(number)s",
        month=month,
        number=tenth(years * share),
    )
