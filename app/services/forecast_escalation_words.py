"""The words of *Opptrapping*: each sentence is made from the numbers beside it."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.services.lis1_figures import measure_in_words as posts_in_words
from app.services.wording import figure, in_words, upper_first
from seed.escalation import PlanKind, PlanMeasure

if TYPE_CHECKING:
    from app.services.forecast_escalation import Standing

MINIMUM_COUNT = 5
"""Fewer people than this are told in words."""


def sentence_of(standing: "Standing") -> str:
    """How the country stands to its goal for LIS1."""
    if standing.counted is None or standing.goal is None:
        return _("Vi finner ikke tall for opptrappingen av LIS1.")
    year, number = standing.counted
    told = {"number": figure(number), "goal": figure(standing.goal), "year": year}
    more = number - standing.goal
    if more > 0:
        return _(
            "Landet hadde *%(number)s* LIS1-plasser i %(year)s, %(more)s over målet på %(goal)s.",
            **told,
            more=in_words(more),
        )
    if more < 0:
        return _(
            "Landet hadde *%(number)s* LIS1-plasser i %(year)s, %(less)s under målet på %(goal)s.",
            **told,
            less=in_words(-more),
        )
    return _(
        "Landet hadde *%(number)s* LIS1-plasser i %(year)s, akkurat så mange som målet.", **told
    )


def reason_of(standing: "Standing") -> str:
    """What is known for the region, and what nobody says of ALIS."""
    return " ".join((_goal_of_region(standing), _published(standing), _alis(standing)))


def _goal_of_region(standing: "Standing") -> str:
    if standing.region_goal is None:
        return _("Vi finner ikke noe eget mål for %(region)s.", region=standing.region)
    told = {"region": standing.region, "goal": figure(standing.region_goal)}
    if not standing.goal:
        return _("Målet for %(region)s var %(goal)s i året.", **told)
    share = figure(round(100 * standing.region_goal / standing.goal))
    return _(
        "Målet for %(region)s var %(goal)s i året, %(share)s prosent av landets.",
        **told,
        share=share,
    )


def _published(standing: "Standing") -> str:
    if standing.published is None:
        return _("Ingen av foretakene har publisert hvor mange de har.")
    number = figure(standing.published)
    if standing.trusts_known == standing.trusts:
        return _("Foretakene har publisert %(number)s plasser i året.", number=number)
    return _(
        "%(known)s av %(all)s foretak har publisert hvor mange de har: %(number)s i året.",
        known=upper_first(in_words(standing.trusts_known)),
        number=number,
        all=in_words(standing.trusts),
    )


def _alis(standing: "Standing") -> str:
    if standing.alis_goal is None:
        return _("For ALIS finner vi ikke noe tallfestet mål.")
    return _("For ALIS er målet %(goal)s.", goal=figure(standing.alis_goal))


def kind_in_words(kind: PlanKind, measure: PlanMeasure) -> str:
    """What a row of the plan says, and what it counts."""
    said = {
        PlanKind.BASE: _("Før opptrappingen"),
        PlanKind.STEP: _("Nye"),
        PlanKind.PLANNED: _("Planlagt"),
        PlanKind.GOAL: _("Mål"),
        PlanKind.COUNTED: _("Publisert antall"),
    }[kind]
    counts = {
        PlanMeasure.PLACES_PER_YEAR: _("plasser i året"),
        PlanMeasure.GRANTS: _("ALIS-avtaler med tilskudd"),
        PlanMeasure.PROJECT_PLACES: _("ALIS i prosjektet"),
        PlanMeasure.EARMARKED_PLACES: _("øremerkede ALIS-stillinger"),
    }[measure]
    return f"{said}: {counts}"


def measure_in_words(measure: str, posts: int | None) -> str:
    """How a trust's page counts: 30 per inntak."""
    return f"{figure(posts or 0)} {posts_in_words(measure)}"


def few(count: int) -> str:
    """A number of people; those under the limit in words."""
    if 0 < count < MINIMUM_COUNT:
        return _("under %(minimum)s", minimum=in_words(MINIMUM_COUNT))
    return figure(count)
