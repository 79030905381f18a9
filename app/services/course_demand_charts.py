"""The two charts of one course on *Kursbehov*, and the same numbers as rows of tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.charts.course_demand import (
    NARROW,
    WIDE,
    ChartWords,
    HalfYearBar,
    MonthBar,
    draw_half_years,
    draw_months,
)
from app.charts.svg import Element
from app.services.course_demand_words import (
    Crowd,
    crowd_figure,
    half_year,
    half_year_short,
    month_and_year,
    month_of,
    month_short,
    months,
    months_figure,
)
from app.services.wording import day, figure, listed, months_short, upper_first
from pathways.types.courses import Extra, HalfYear, Obstacle, Outlook

MONTHS_SHOWN = 12
HALF_YEARS_SHOWN = 5
TOP_MONTHS = 3


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A candidate date: when, what it saves, how many it helps; or why it cannot be used.

    `seated` are those who get a seat and had none.
    """

    name: str
    first_day: str
    saves: str
    helped: str
    seated: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class HalfYearRow:
    """A half-year: seats, those who get one, those who wait, and those who wait too long."""

    name: str
    seats: str
    seated: str
    waiting: str
    late: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart drawn for both widths, with the line under its heading."""

    caption: str
    wide: Element
    narrow: Element


@dataclass(frozen=True, slots=True)
class Figures:
    """What one course's outlook looks like."""

    by_month: Chart
    month_rows: tuple[MonthRow, ...]
    by_half_year: Chart
    half_year_rows: tuple[HalfYearRow, ...]


def figures_of(outlook: Outlook, *, has_others: bool) -> Figures:
    """Charts and rows. `has_others`: somebody outside the reader's reach needs the course."""
    shown = tuple(outlook.half_years[:HALF_YEARS_SHOWN])
    return Figures(
        _month_chart(outlook),
        tuple(_month_row(extra, outlook, has_others) for extra in outlook.extras),
        _half_year_chart(shown, has_others),
        tuple(_half_year_row(each, has_others) for each in outlook.half_years),
    )


def obstacle_words(obstacle: Obstacle) -> str:
    """Why a date cannot be used."""
    return {Obstacle.TOO_SOON: _("for tidlig"), Obstacle.HOLIDAY: _("ferie")}[obstacle]


def _crowd(count: int, has_others: bool) -> Crowd:
    """A count of which nobody knows how many are within reach."""
    return Crowd(count, 0 if has_others else count)


# By month


def _month_chart(outlook: Outlook) -> Chart:
    extras = _around_best(outlook)
    words = ChartWords("by-month", _span(extras), _best_months(extras))
    bars = [
        MonthBar(
            name=month_short(extra.starts_on),
            amount=max(0.0, months(extra.saved_days)),
            figure=months_figure(max(0, extra.saved_days)),
            is_best=extra == outlook.best,
            obstacle="" if extra.obstacle is None else obstacle_words(extra.obstacle),
        )
        for extra in extras
    ]
    return Chart(words.title, *(draw_months(words, bars, width) for width in (WIDE, NARROW)))


def _around_best(outlook: Outlook) -> Sequence[Extra]:
    """A year of candidates: the first, or the one that ends with the best when it is later."""
    extras, best = outlook.extras, outlook.best
    last = extras.index(best) + 1 if best in extras else 0
    first = max(0, last - MONTHS_SHOWN)
    return extras[first : first + MONTHS_SHOWN]


def _span(extras: Sequence[Extra]) -> str:
    if not extras:
        return _("Legemåneder spart, etter måned")
    first, last = extras[0].starts_on, extras[-1].starts_on
    if first.year == last.year:
        return _("Legemåneder spart, etter måned i %(year)s", year=first.year)
    return _(
        "Legemåneder spart, etter måned fra %(first)s til %(last)s",
        first=month_and_year(first),
        last=month_and_year(last),
    )


def _best_months(extras: Sequence[Extra]) -> str:
    """The months that save most, with their figures, for those who listen."""
    found = sorted((e for e in extras if e.saved_days > 0), key=lambda e: -e.saved_days)
    if not found:
        return _("Ingen av månedene sparer noe. Tallene står i tabellen.")
    names = [
        _("%(month)s %(amount)s", month=name, amount=months_figure(extra.saved_days))
        for extra in found[:TOP_MONTHS]
        for name in [month_of(extra.starts_on, found[0].starts_on)]
    ]
    text = _("Mest spares i %(months)s. Tallene står i tabellen.", months=listed(names))
    return upper_first(text)


def _month_row(extra: Extra, outlook: Outlook, has_others: bool) -> MonthRow:
    first = day(extra.starts_on)
    name = month_and_year(extra.starts_on)
    if extra.obstacle is not None:
        return MonthRow(name, first, obstacle_words(extra.obstacle), "–", "–", False)
    return MonthRow(
        name,
        first,
        months_short(months(extra.saved_days)),
        crowd_figure(_crowd(extra.helped, has_others)),
        crowd_figure(_crowd(extra.seated, has_others)),
        extra == outlook.best,
    )


# By half-year


def _half_year_chart(half_years: Sequence[HalfYear], has_others: bool) -> Chart:
    bars = [_half_year_bar(each, has_others) for each in half_years]
    words = ChartWords(
        "by-half-year",
        _("Leger per halvår mot plassene"),
        _worst_half_year(half_years, has_others),
    )
    caption = _("Leger per halvår. Streken er plassene, rødt er de som venter for lenge.")
    return Chart(caption, *(draw_half_years(words, bars, width) for width in (WIDE, NARROW)))


def _half_year_bar(value: HalfYear, has_others: bool) -> HalfYearBar:
    seated, late = _crowd(value.seated, has_others), _crowd(value.waiting_late, has_others)
    return HalfYearBar(
        name=half_year(value.starts_on),
        short_name=half_year_short(value.starts_on),
        seats=value.seats,
        seated=seated.drawn,
        seated_figure=crowd_figure(seated),
        late=late.drawn,
        late_words=_wait_words(late) if late.total else "",
    )


def _wait_words(late: Crowd) -> str:
    """How many wait, as a bar has it: "10 venter"; "under 5" alone, for want of room."""
    if late.is_hidden:
        return crowd_figure(late)
    return ngettext("%(num)s venter", "%(num)s venter", late.total)


def _worst_half_year(half_years: Sequence[HalfYear], has_others: bool) -> str:
    worst = max(half_years, key=lambda each: each.waiting_late, default=None)
    if worst is None or worst.waiting_late == 0:
        return _("Ingen venter for lenge. Tallene står i tabellen.")
    late, seated = _crowd(worst.waiting_late, has_others), _crowd(worst.seated, has_others)
    return _(
        "Lengst er køen %(half_year)s: %(seats)s plasser, %(seated)s får plass og %(late)s venter"
        " for lenge. Tallene står i tabellen.",
        half_year=half_year(worst.starts_on),
        seats=figure(worst.seats),
        seated=crowd_figure(seated),
        late=crowd_figure(late),
    )


def _half_year_row(value: HalfYear, has_others: bool) -> HalfYearRow:
    return HalfYearRow(
        upper_first(half_year(value.starts_on)),
        figure(value.seats),
        *(
            crowd_figure(_crowd(count, has_others))
            for count in (value.seated, value.waiting, value.waiting_late)
        ),
    )
