"""What is missing of one specialty in several forecasts, drawn and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.charts.forecast_compare import (
    NARROW,
    WIDE,
    CompareLine,
    Comparison,
    draw_comparison,
)
from app.exchange.forecast_results import read_answer
from app.services.forecast_specialty_figures import Drawing
from app.services.forecast_specialty_words import tenth, whole
from app.services.wording import figure, lower_first
from pathways.forecast.results import MIDDLE


@dataclass(frozen=True, slots=True)
class Drawn:
    """One forecast to be drawn: its letter and name, and the stored answer for the specialty."""

    letter: str
    name: str
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CompareFigure:
    """The drawing with its numbers."""

    drawing: Drawing
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figure_of(
    shown: Sequence[Drawn], specialty: str, base_year: int, *, few: bool
) -> CompareFigure:
    """The middle of what is missing, from the base year on; `few`: told in whole numbers."""
    gaps = [read_answer(each.result).outlook.gap.values[MIDDLE] for each in shown]
    years = min(len(each) for each in gaps)
    last = base_year + years - 1
    lines = tuple(
        CompareLine(f"{each.letter} {each.name}", each.letter, gap[:years])
        for each, gap in zip(shown, gaps, strict=True)
    )
    ends = [f"{line.name} {_signed(line.values[-1])}" for line in lines]
    found = Comparison(
        title=_("Årsverk som mangler i %(specialty)s", specialty=lower_first(specialty)),
        description=_(
            "Midten av forløpene i hver framskriving, %(first)s–%(last)s. I %(last)s mangler det:"
            " %(ends)s.",
            first=base_year,
            last=last,
            ends="; ".join(ends),
        ),
        first_year=base_year,
        lines=lines,
        nothing=(_("full dekning"), _("fullt")),
    )
    say = _signed if few else tenth
    return CompareFigure(
        Drawing(*(draw_comparison(found, width) for width in (WIDE, NARROW))),
        (_("År"), *(line.name for line in lines)),
        tuple(
            (str(base_year + year), *(say(line.values[year]) for line in lines))
            for year in range(years)
        ),
    )


def _signed(value: float) -> str:
    return figure(whole(value)).replace("-", "\u2212")
