"""The alternatives of one specialty: as now, and the smallest intake for each chance.

What an intake asks of training is reckoned from the places and supervisors that the hospitals have
said: so many start each year and are in training so long, and each supervisor has at most
`PER_SUPERVISOR` of them. Unknown places or supervisors stay unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from flask_babel import gettext as _

from app.services import forecast_specialty_words as words
from app.services.forecast_specialty_words import Advised
from app.services.forecast_summary import LEAD
from app.services.start_pages import Opening
from app.services.wording import figure, upper_first
from app.store.forecast_specialty import SiteRow
from pathways.forecast.results import Answer, NoIntake
from pathways.forecast.types import Case
from pathways.forecast.types import Training as CaseTraining

ROUNDING = 1e-6
PER_SUPERVISOR = 2.0
"""Doctors in training that a supervisor has at most. Ours, and said wherever it is used."""


@dataclass(frozen=True, slots=True)
class Option:
    """One alternative as `_components/steps.html` shows it."""

    title: str
    result: str
    difference: str
    texts: tuple[str, ...]
    kind: str = ""
    difference_kind: str = ""


@dataclass(frozen=True, slots=True)
class Training:
    """What training has: places and supervisors in all, None where a hospital has not said."""

    places: int | None
    supervisors: int | None
    years: float
    """That one who starts is in training, on average."""

    def asks_for(self, starts: int) -> str:
        """What so many starts a year ask for beyond what there is."""
        number = starts * self.years
        places = self._more(number, self.places)
        supervisors = self._more(number / PER_SUPERVISOR, self.supervisors)
        return words.requires(places, supervisors, self._most() if places or supervisors else None)

    def _most(self) -> int | None:
        """Starts a year that what is known has room for."""
        per = ((self.places, 1.0), (self.supervisors, PER_SUPERVISOR))
        rooms = [known * each for known, each in per if known is not None]
        return floor(min(rooms) / self.years + ROUNDING) if rooms else None

    @staticmethod
    def _more(wanted: float, there: int | None) -> int | None:
        return None if there is None else max(0, ceil(wanted - there - ROUNDING))


def training_of(case: Case, sites: Sequence[SiteRow]) -> Training:
    """Places and supervisors over all sites with specialists or posts of the specialty."""
    return Training(
        _in_all([each.training_places for each in sites]),
        _in_all([each.supervisors for each in sites]),
        training_years(case.training),
    )


def _in_all(numbers: Sequence[int | None]) -> int | None:
    """The sum; None when nobody has said, because the rest would then be taken for all."""
    known = [each for each in numbers if each is not None]
    return sum(known) if numbers and len(known) == len(numbers) else None


def training_years(training: CaseTraining) -> float:
    """Years that one who starts is in training: until approval, or until the training is left."""
    stays = 1 - training.drop_out.mean
    return sum(
        each.share * sum(stays**year for year in range(each.year)) for each in training.durations
    )


def advised(answer: Answer, index: int) -> Advised:
    """One advice of an answer as its words need it."""
    advice = answer.advices[index]
    tried = advice.tried
    return Advised(
        advice.asked.chance,
        advice.starts,
        tried.chance if tried else 0.0,
        tried.surplus if tried else 0.0,
        is_too_soon=advice.why_not is NoIntake.TOO_SOON,
        most=advice.asked.most,
    )


def opening_of(answer: Answer, base_year: int, *, few: bool) -> Opening:
    """The headline of an answer, for the chance nearest to the leading one, and its reason."""
    asked, gap = answer.question, answer.gap_in(answer.lever_year)
    lead = min(
        range(len(answer.advices)),
        key=lambda index: abs(answer.advices[index].asked.chance - LEAD),
    )
    return words.opening(
        advised(answer, lead),
        answer.now.starts,
        base_year + asked.target_year,
        base_year + answer.earliest_year,
        few,
        base_year + asked.first_year,
        words.Span(gap.low, gap.middle, gap.high),
    )


def options_of(
    answer: Answer, base_year: int, training: Training, *, lead: float, few: bool
) -> tuple[Option, ...]:
    """As now first, then one for each chance; the one with the chance `lead` is the best."""
    year = base_year + answer.question.target_year
    gap = answer.gap_in(answer.question.target_year).middle
    now = answer.now
    options = [
        Option(
            _("Som nå"),
            _("%(number)s i året", number=figure(now.starts)),
            words.chance_of(now.chance, few),
            _kept(words.missing(year, gap), words.too_many(now.surplus, few)),
            "now",
        )
    ]
    for index in range(len(answer.advices)):
        each = advised(answer, index)
        kind = "best" if each.wanted == lead else ""
        options.append(_option(each, now.starts, base_year, answer, training, kind, few))
    return tuple(options)


def _option(
    each: Advised,
    now: int,
    base_year: int,
    answer: Answer,
    training: Training,
    kind: str,
    few: bool,
) -> Option:
    title = _("Minst %(chance)s", chance=words.chance_of(each.wanted, few))
    if each.is_too_soon:
        texts = (
            _(
                "Ingen som begynner nå, er ferdige før %(year)s.",
                year=base_year + answer.earliest_year,
            ),
        )
        return Option(title, _("Kan ikke nås"), _("Uansett inntak"), texts, kind)
    if each.starts is None:
        texts = (_("Flere i året er ikke prøvd."),)
        return Option(
            title,
            _("Kan ikke nås"),
            _("Selv med %(number)s i året", number=figure(each.most)),
            texts,
            kind,
        )
    more = (
        _("Som nå.")
        if each.starts == now
        else upper_first(words.difference(each.starts - now)) + "."
    )
    return Option(
        title,
        _("%(number)s i året", number=figure(each.starts)),
        words.chance_of(each.reached, few),
        _kept(more, training.asks_for(each.starts), words.too_many(each.surplus, few)),
        kind,
    )


def _kept(*texts: str | None) -> tuple[str, ...]:
    return (" ".join(text for text in texts if text),)
