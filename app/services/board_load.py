"""Leger per sted: how many are at each place in each month, against what it takes.

One row for each place that is used or limited, in the same columns as the board. What else limits
(supervisors, agreements, a shared rota, a limit for one service) has a row only while it is
reached: then it is what binds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask_babel import gettext as _

from app.services.wording import figure
from rotations.loads import LimitLoad, LoadedPlan
from rotations.types.case import (
    FULL_TIME,
    Limit,
    LimitKind,
    LimitPer,
    Placement,
    RotationCase,
    Span,
)

PLAIN, FULL, OVER, UNDER, OUTSIDE = "", "full", "over", "under", "outside"
LONGEST_NAME = 18
"""Letters that the first column holds beside the bounds, on a phone too."""


@dataclass(frozen=True, slots=True)
class LoadCell:
    """Months in a row with the same number and bounds. `label` says in words what a mark says."""

    months: int
    text: str
    state: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A place or another limit. `limits` are the keys of what it shows, for links to it."""

    name: str
    full_name: str
    bounds: str
    cells: tuple[LoadCell, ...]
    limits: tuple[str, ...]
    site: str | None
    states: tuple[str, ...]
    """The state of each month that is shown."""

    @property
    def anchor(self) -> str:
        """The row's id on the page."""
        return anchor_of(self.limits[0])


def anchor_of(limit: str) -> str:
    """The id of the row that shows a limit first."""
    return "last-" + "".join(letter if letter.isalnum() else "-" for letter in limit)


@dataclass(frozen=True, slots=True)
class _Month:
    """One month of a row: the amounts (in per cent of a doctor) and their bounds."""

    people: int
    """Without vacant posts: what the minimum asks for."""
    vacant: int
    """Vacant posts, which take room under the maximum."""
    minimum: int | None
    maximum: int | None
    is_outside: bool = False
    """The limit does not hold in this month: nothing is counted."""

    @property
    def state(self) -> str:
        if self.is_outside:
            return OUTSIDE
        amount = self.people + self.vacant
        if self.maximum is not None and amount > self.maximum * FULL_TIME:
            return OVER
        if self.minimum is not None and self.people < self.minimum * FULL_TIME:
            return UNDER
        return FULL if amount == (self.maximum or 0) * FULL_TIME > 0 else PLAIN


_NOTHING = _Month(0, 0, None, None, is_outside=True)


def load_rows(
    case: RotationCase,
    placements: Sequence[Placement],
    view: Span,
    now: int,
    site: str | None = None,
) -> tuple[LoadRow, ...]:
    """The rows for the months that are shown; `site` narrows them to what speaks of it.

    The bounds beside a name are those of the month `now`, or of the first one shown.
    """
    used = {each.site for each in placements}
    used |= {each.inner.site for each in placements if each.inner is not None}
    limited = {key for limit in case.limits for key in limit.sites}
    counted = [_count_at(key, case) for key in (used | limited) & {s.key for s in case.sites}]
    asked = (*case.limits, *counted)
    rows = _Rows(
        case,
        LoadedPlan(replace(case, limits=asked), placements).loads,
        view,
        now if now in view else view.first,
    )
    found = [rows.of_site(limit) for limit in counted]
    for group in _others(case.limits):
        row = rows.of_limit(group)
        if _binds(row, found):
            found.append(row)
    if site is not None:
        found = [row for row in found if site in (row.site, *_sites_of(case, row))]
    return tuple(_in_order(found, case))


def has_vacancies(rows: Iterable[LoadRow]) -> bool:
    """Whether some number is doctors and vacant posts: 2+1."""
    return any("+" in cell.text for row in rows for cell in row.cells)


def _binds(row: LoadRow, before: Iterable[LoadRow]) -> bool:
    """Whether the row says something in a month where no row of the same place says it."""
    reached = {month for month, state in enumerate(row.states) if state in (FULL, OVER, UNDER)}
    for other in before:
        if row.site is not None and other.site == row.site:
            reached -= {month for month in reached if other.states[month] == row.states[month]}
    return bool(reached)


def _in_order(rows: Iterable[LoadRow], case: RotationCase) -> list[LoadRow]:
    """By place in the case's order, each followed by what else limits it."""
    place = {site.key: number for number, site in enumerate(case.sites)}
    return sorted(rows, key=lambda row: place.get(row.site or "", len(place)))


def _sites_of(case: RotationCase, row: LoadRow) -> set[str]:
    return {key for limit in case.limits if limit.key in row.limits for key in limit.sites}


def _count_at(site: str, case: RotationCase) -> Limit:
    """A limit without bounds: the plain number of doctors at a place."""
    return Limit(f"site:{site}", LimitKind.PLACE, "", (site,), Span(0, case.months - 1))


def _is_plain(limit: Limit, site: str | None = None) -> bool:
    """Whether it is the bound of one whole place (of `site`), as its own row shows it."""
    return (
        limit.kind is LimitKind.PLACE
        and len(limit.sites) == 1
        and site in (None, limit.sites[0])
        and limit.per is LimitPer.MONTH
        and not (limit.services or limit.groups or limit.counts_share)
    )


class _Rows:
    """Makes rows; holds what is the same for all of them."""

    def __init__(
        self, case: RotationCase, amounts: Mapping[str, LimitLoad], view: Span, named: int
    ) -> None:
        self._case, self._amounts = case, amounts
        self._view, self._named = view, named
        self._sites = {site.key: site for site in case.sites}

    def of_site(self, counted: Limit) -> LoadRow:
        site = self._sites[counted.sites[0]]
        own = [limit for limit in self._case.limits if _is_plain(limit, site.key)]
        months = [
            _month(self._amounts[counted.key], month, *_bounds_in(own, month))
            for month in self._view.months
        ]
        keys = tuple(limit.key for limit in own) or (counted.key,)
        name = site.name if len(site.name) <= LONGEST_NAME else site.short
        return self._row(name, site.name, months, keys, site.key)

    def of_limit(self, group: list[Limit]) -> LoadRow:
        first = group[0]
        months = [_in_group(group, self._amounts, month) for month in self._view.months]
        site = first.sites[0] if len(first.sites) == 1 else None
        name, full = self._names(first)
        keys = tuple(limit.key for limit in group)
        return self._row(name, full, months, keys, site, is_total=first.per is LimitPer.SPAN)

    def _row(
        self,
        name: str,
        full_name: str,
        months: Sequence[_Month],
        keys: tuple[str, ...],
        site: str | None,
        *,
        is_total: bool = False,
    ) -> LoadRow:
        return LoadRow(
            name=name,
            full_name=full_name,
            bounds=_bounds_text(months[self._named - self._view.first]),
            cells=_cells(months, is_total=is_total),
            limits=keys,
            site=site,
            states=tuple(month.state for month in months),
        )

    def _names(self, limit: Limit) -> tuple[str, str]:
        """What a row of its own is called, short and in full: whose limit, which services."""
        sites = [self._sites[key] for key in limit.sites if key in self._sites]
        full = limit.name or ", ".join(site.name for site in sites)
        name = sites[0].short if len(sites) == 1 and len(full) > LONGEST_NAME else full
        if limit.services:
            name, full = (f"{each}, {', '.join(limit.services)}" for each in (name, full))
        if limit.kind is LimitKind.SUPERVISOR:
            return _("Veil. %(place)s", place=name), _("Veiledere, %(place)s", place=full)
        if limit.kind is LimitKind.AGREEMENT:
            return _("Avtale %(place)s", place=name), _("Avtale: %(name)s", name=full)
        return name, full


def _bounds_in(limits: Iterable[Limit], month: int) -> tuple[int | None, int | None]:
    """The tightest minimum and maximum of the limits that hold in a month."""
    now = [limit for limit in limits if month in limit.span]
    least = [limit.minimum for limit in now if limit.minimum is not None]
    most = [limit.maximum for limit in now if limit.maximum is not None]
    return max(least, default=None), min(most, default=None)


def _others(limits: Iterable[Limit]) -> list[list[Limit]]:
    """Limits that need a row of their own; those that follow each other in time share one."""
    found: dict[tuple[object, ...], list[Limit]] = {}
    for limit in limits:
        if not _is_plain(limit):
            same = (limit.kind, limit.name, limit.sites, limit.services, limit.groups, limit.per)
            found.setdefault(same, []).append(limit)
    return list(found.values())


def _in_group(group: list[Limit], amounts: Mapping[str, LimitLoad], month: int) -> _Month:
    for limit in group:
        if month in limit.span:
            return _month(amounts[limit.key], month, limit.minimum, limit.maximum)
    return _NOTHING


def _month(load: LimitLoad, month: int, minimum: int | None, maximum: int | None) -> _Month:
    index = month if load.is_per_month else 0
    people = load.people[index] * FULL_TIME // load.unit
    return _Month(people, load.everybody[index] * FULL_TIME // load.unit - people, minimum, maximum)


def _cells(months: Sequence[_Month], *, is_total: bool = False) -> tuple[LoadCell, ...]:
    """Months that show the same merged. A total over a span says so: it is person-months."""
    known = {month: _cell(month, is_total=is_total) for month in set(months)}
    each = (known[month] for month in months)
    return tuple(replace(cell, months=len(list(run))) for cell, run in groupby(each))


def _cell(month: _Month, *, is_total: bool) -> LoadCell:
    if month.is_outside:
        return LoadCell(1, "", OUTSIDE)
    number = figure(month.people / FULL_TIME)
    vacant = figure(month.vacant / FULL_TIME) if month.vacant else ""
    if is_total:
        number = _("%(number)s md.", number=number)
    label = {
        OVER: _("over taket, som er %(limit)s", limit=month.maximum),
        UNDER: _("under det som er avtalt, minst %(limit)s", limit=month.minimum),
        FULL: _("fullt"),
    }.get(month.state, "")
    label = ", ".join(
        part for part in (_("og %(number)s ledig", number=vacant) if vacant else "", label) if part
    )
    mark = {OVER: "▲ ", UNDER: "▼ "}.get(month.state, "")
    text = f"{number}+{vacant}" if vacant else number
    return LoadCell(1, mark + text, month.state, label)


def _bounds_text(month: _Month) -> str:
    """Minst–mest as far as they are known."""
    if month.maximum is not None:
        return f"{month.minimum or 0}–{month.maximum}"
    return _("minst %(number)s", number=month.minimum) if month.minimum else ""
