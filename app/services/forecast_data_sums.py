"""Whether a region's staff data add up: what is odd is said, and can be kept all the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.wording import figure, listed
from app.store.forecast_data import StaffRows

MINIMUM = 5
"""Cells with fewer persons are shown with care."""
MOST_NAMED = 5
FEWEST_YEARS = 6
"""Years of history that a test of the forecast on it needs."""
MOST_OFF = 0.1
"""Of the stock: more than so far from the last year's end is odd."""


def small_cells(staff: StaffRows) -> int:
    """Cells about people with one to four persons."""
    counts = [row.persons for row in staff.stock] + [row.persons for row in staff.trainees]
    return sum(0 < each < MINIMUM for each in counts)


def unbalanced(staff: StaffRows) -> dict[str, list[int]]:
    """Years by specialty in which those at the end are not those before, plus come, less gone."""
    gone: dict[tuple[str, int], int] = defaultdict(int)
    for each in staff.exits:
        gone[each.specialty_code, each.year] += each.gone
    at_end = {(row.specialty_code, row.year): row.persons for row in staff.arrivals}
    found: dict[str, list[int]] = defaultdict(list)
    for row in staff.arrivals:
        before = at_end.get((row.specialty_code, row.year - 1))
        left = gone.get((row.specialty_code, row.year))
        if before is None or left is None:
            continue
        if before + row.stayed + row.recruited - left != row.persons:
            found[row.specialty_code].append(row.year)
    return dict(found)


def remarks_of(staff: StaffRows, as_of: date, names: Mapping[str, str]) -> tuple[str, ...]:
    """What a planner should know before the data are used, in words."""
    return tuple(
        text
        for text in (
            small_words(staff),
            _unbalanced(staff, names),
            _jumps(staff, as_of, names),
            _short(staff, names),
            _without(staff, names),
        )
        if text
    )


def small_words(staff: StaffRows) -> str:
    """How many small cells there are, and what is done with them; empty without any."""
    number = small_cells(staff)
    if not number:
        return ""
    return ngettext(
        "Én rad har færre enn fem personer. Den brukes, men vises bare slått sammen med andre.",
        "%(number)s rader har færre enn fem personer. De brukes, men vises bare slått sammen med "
        "andre.",
        number,
        number=figure(number),
    )


def _unbalanced(staff: StaffRows, names: Mapping[str, str]) -> str:
    found = unbalanced(staff)
    if not found:
        return ""
    told = [f"{names[code]} {years[0]}" for code, years in found.items()]
    return _(
        "Antallet ved årets slutt er ikke det som var, og kom, minus dem som sluttet: %(names)s.",
        names=_some(told),
    )


def _jumps(staff: StaffRows, as_of: date, names: Mapping[str, str]) -> str:
    stock: dict[str, int] = defaultdict(int)
    for row in staff.stock:
        stock[row.specialty_code] += row.persons
    last = {row.specialty_code: row for row in sorted(staff.arrivals, key=lambda row: row.year)}
    told = [
        _(
            "%(specialty)s (%(now)s nå, %(before)s ved slutten av %(year)s)",
            specialty=names[code],
            now=stock[code],
            before=row.persons,
            year=row.year,
        )
        for code, row in last.items()
        if row.year >= as_of.year - 1
        and code in stock
        and abs(stock[code] - row.persons) > max(2, MOST_OFF * row.persons)
    ]
    return (
        _("Antallet har endret seg mye på kort tid: %(names)s.", names=_some(told)) if told else ""
    )


def _short(staff: StaffRows, names: Mapping[str, str]) -> str:
    years: dict[str, set[int]] = defaultdict(set)
    for row in staff.arrivals:
        years[row.specialty_code].add(row.year)
    told = [names[code] for code, found in years.items() if len(found) < FEWEST_YEARS]
    if not told:
        return ""
    return _(
        "Historien er kortere enn seks år, så metoden kan ikke prøves mot den: %(names)s.",
        names=_some(told),
    )


def _without(staff: StaffRows, names: Mapping[str, str]) -> str:
    there = {row.specialty_code for row in staff.stock}
    told = [name for code, name in names.items() if code not in there]
    if not told:
        return ""
    return _("Ingen spesialister er ført for: %(names)s. De blir ukjente.", names=_some(told))


def _some(names: Iterable[str]) -> str:
    """The first few names, and how many more."""
    found = list(names)
    if len(found) <= MOST_NAMED:
        return listed(found)
    rest = len(found) - MOST_NAMED
    return _("%(names)s og %(rest)s til", names=", ".join(found[:MOST_NAMED]), rest=rest)
