"""The sentences of the board over all specialties: each from its numbers, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.forecast_specialty_words import percent, tenths, whole
from app.services.forecast_summary import ForecastSummary
from app.services.start_pages import Opening
from app.services.wording import figure, in_words, upper_first
from pathways.forecast.results import NoIntake

EVEN = 0.5
"""The chance that full staffing is as likely as not."""


@dataclass(frozen=True, slots=True)
class Named:
    """A specialty's summary with its name on screen."""

    code: str
    name: str
    summary: ForecastSummary


def opening(rows: Sequence[Named], year: int, scenario: str | None) -> Opening:
    """What hurts first, and how many specialties are unlikely to be fully staffed in a year.

    `rows` are in order of risk, the most at risk first; there is at least one.
    """
    return Opening(headline(rows[0], scenario), reason(rows, year))


def headline(first: Named, scenario: str | None) -> str:
    """The specialty most at risk, with what is missing in its worst year."""
    missing = whole(first.summary.worst_gap.middle)
    if missing <= 0:
        return _("Ingen fag mangler *spesialister* i noe år, i det midterste forløpet.")
    condition = (
        _("hvis inntaket blir som nå")
        if scenario is None
        else _("med scenarioet %(name)s", name=scenario)
    )
    return ngettext(
        "%(specialty)s mangler *ett årsverk* i %(year)s %(condition)s.",
        "%(specialty)s mangler *%(number)s årsverk* i %(year)s %(condition)s.",
        missing,
        specialty=first.name,
        number=figure(missing),
        year=first.summary.worst_year,
        condition=condition,
    )


def reason(rows: Sequence[Named], year: int) -> str:
    """How many specialties have less than an even chance, and from when an intake helps."""
    unlikely = sum(each.summary.chance_in(year) < EVEN for each in rows)
    first = rows[0]
    counted = ngettext(
        "Ett av %(all)s fag har under 50 %% sjanse for full dekning i %(year)s.",
        "%(number)s av %(all)s fag har under 50 %% sjanse for full dekning i %(year)s.",
        unlikely,
        number=upper_first(in_words(unlikely)) if unlikely else _("Ingen"),
        all=figure(len(rows)),
        year=year,
    )
    if whole(first.summary.worst_gap.middle) <= 0:
        return counted
    return (
        counted
        + " "
        + _(
            "%(specialty)s haster mest: de som begynner nå, er ikke ferdige før %(year)s.",
            specialty=first.name,
            year=first.summary.earliest_year,
        )
    )


def row_sentence(summary: ForecastSummary) -> str:
    """What a row says of its specialty."""
    missing = whole(summary.worst_gap.middle)
    if missing <= 0:
        return from_when(summary)
    told = ngettext(
        "Mangler ett av %(needed)s årsverk i %(year)s.",
        "Mangler %(number)s av %(needed)s årsverk i %(year)s.",
        missing,
        number=figure(missing),
        needed=figure(whole(summary.worst_needed)),
        year=summary.worst_year,
    )
    if summary.is_small:
        return told + " " + _one_of(summary)
    if summary.worst_year < summary.earliest_year:
        return told + " " + _("Inntak hjelper ikke før.")
    return told


def _one_of(summary: ForecastSummary) -> str:
    return ngettext(
        "Faget hviler på ett menneske.",
        "Faget hviler på %(number)s mennesker.",
        summary.heads,
        number=in_words(summary.heads),
    )


def from_when(summary: ForecastSummary) -> str:
    """From which year full staffing is likely and stays so; or that it hangs in the balance."""
    likely = [chance >= EVEN for chance in summary.chances[1:]]
    if all(likely):
        return _("Full dekning er sannsynlig hele perioden.")
    if not likely[-1]:
        return _("Nær balanse, men full dekning er ikke sannsynlig.")
    last = max(index for index, holds in enumerate(likely) if not holds)
    return _("Full dekning er sannsynlig fra %(year)s.", year=summary.base_year + last + 2)


def drawn(summary: ForecastSummary) -> str:
    """What the small drawing of a row shows."""
    spark = summary.spark
    now, low, high, needed = (
        figure(whole(value))
        for value in (spark.middle[0], spark.low[-1], spark.high[-1], spark.needed[-1])
    )
    return _(
        "%(now)s årsverk i dag. I %(year)s mellom %(low)s og %(high)s i 8 av 10 forløp; behovet er"
        " da %(needed)s.",
        now=now,
        year=summary.base_year + len(spark.middle) - 1,
        low=low,
        high=high,
        needed=needed,
    )


def advised(summary: ForecastSummary, chance: float) -> tuple[str, str]:
    """The smallest intake for a chance: the number and the rest of the words; or why there is none.

    Where there is none, the number is empty.
    """
    found = summary.advice(chance)
    if found is None:
        return "", _("ukjent")
    if found.starts is not None:
        return a_year(found.starts)
    if found.why_not == NoIntake.TOO_SOON:
        return "", _("ikke før %(year)s", year=summary.earliest_year)
    return "", _("nås ikke")


def chance(summary: ForecastSummary, year: int) -> str:
    """The chance of full staffing in a year: per cent, or of ten paths where there are few."""
    value = summary.chance_in(year)
    return tenths(value) if summary.is_small else percent(value)


def a_year(starts: float) -> tuple[str, str]:
    """How many start a year: the number, and the rest of the words."""
    rounded = round(starts, 1)
    shown = figure(int(rounded)) if rounded == int(rounded) else figure(rounded)
    return shown, _("i året")
