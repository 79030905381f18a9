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
    Outside,
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
    beside: tuple[int | None, ...] = ()
    """How many of them are outside the plan in each month; None where the limit does not hold."""

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
    beside: Outside | None = None
    """Who is there outside the plan; the bounds above are what they leave."""

    @property
    def others(self) -> int:
        """How many are there outside the plan."""
        return self.beside.doctors if self.beside else 0

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """Fewest and most, of everybody."""
        if self.beside is not None:
            return self.beside.minimum, self.beside.maximum
        return self.minimum, self.maximum

    @property
    def state(self) -> str:
        if self.is_outside:
            return OUTSIDE
        amount = self.people + self.vacant
        if self.maximum is not None and amount > self.maximum * FULL_TIME:
            return OVER
        if self.minimum is not None and self.people < self.minimum * FULL_TIME:
            return UNDER
        is_full = self.maximum is not None and amount == self.maximum * FULL_TIME
        return FULL if is_full and amount + self.others > 0 else PLAIN


_Bounds = tuple[int | None, int | None, Outside | None]
"""Fewest and most of the plan's own, and who is there beside them."""
_NOTHING = _Month(0, 0, None, None, is_outside=True)


def count_plan(case: RotationCase, placements: Sequence[Placement]) -> LoadedPlan:
    """A plan counted under its limits, and at each place that it uses or limits.

    The rules judge it as they judge the plan itself: a mere count has no bounds to break.
    """
    used = {each.site for each in placements}
    used |= {each.inner.site for each in placements if each.inner is not None}
    limited = {key for limit in case.limits for key in limit.sites}
    known = (site.key for site in case.sites)
    counts = tuple(_count_at(key, case) for key in known if key in used or key in limited)
    return LoadedPlan(replace(case, limits=(*case.limits, *counts)), placements)


def load_rows(
    case: RotationCase,
    placements: Sequence[Placement],
    view: Span,
    now: int,
    site: str | None = None,
    counted: LoadedPlan | None = None,
) -> tuple[LoadRow, ...]:
    """The rows for the months that are shown; `site` narrows them to what speaks of it.

    The bounds beside a name are those of the month `now`, or of the first one shown. `counted` is
    the plan from `count_plan`, for those who have it already.
    """
    counted = counted or count_plan(case, placements)
    rows = _Rows(case, counted.loads, view, now if now in view else view.first)
    found = [rows.of_site(limit) for limit in counted.case.limits[len(case.limits) :]]
    for group in _others(case.limits):
        row = rows.of_limit(group)
        if _binds(row, found):
            found.append(row)
    if site is not None:
        found = [row for row in found if site in (row.site, *_sites_of(case, row))]
    return tuple(each for row in _in_order(found, case) for each in (row, *_beside(row)))


def has_vacancies(rows: Iterable[LoadRow]) -> bool:
    """Whether some number is doctors and vacant posts: 2+1."""
    return any("+" in cell.text for row in rows for cell in row.cells)


def _beside(row: LoadRow) -> Iterable[LoadRow]:
    """A row that tells how many of those in the row above are outside the plan, where any are."""
    if any(row.beside):
        runs = [(number, len(list(run))) for number, run in groupby(n or 0 for n in row.beside)]
        yield LoadRow(
            name=_("– utenfor planen"),
            full_name=_("%(place)s: av dem utenfor denne planen", place=row.full_name),
            bounds="",
            cells=tuple(LoadCell(months, str(number or ""), PLAIN) for number, months in runs),
            limits=(f"beside:{row.limits[0]}",),
            site=row.site,
            states=(PLAIN,) * len(row.beside),
        )


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


def _is_plain(limit: Limit) -> bool:
    """Whether it is the bound of one whole place, as its own row shows it."""
    return (
        limit.kind is LimitKind.PLACE
        and len(limit.sites) == 1
        and limit.per is LimitPer.MONTH
        and not (limit.services or limit.groups or limit.counts_share)
    )


class _Rows:
    """Makes rows; holds what is the same for all of them."""

    def __init__(
        self, case: RotationCase, amounts: Mapping[str, LimitLoad], view: Span, named: int
    ) -> None:
        self._amounts = amounts
        self._view, self._named = view, named
        self._sites = {site.key: site for site in case.sites}
        self._own: dict[str, list[Limit]] = {}
        for limit in case.limits:
            if _is_plain(limit):
                self._own.setdefault(limit.sites[0], []).append(limit)
        self._cells: dict[tuple[_Month, bool], LoadCell] = {}

    def of_site(self, counted: Limit) -> LoadRow:
        site = self._sites[counted.sites[0]]
        own = self._own.get(site.key, [])
        load = self._amounts[counted.key]
        months = [
            _month(load, month, bounds)
            for month, bounds in zip(self._view.months, _bounds_in(own, self._view), strict=True)
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
            cells=self._merged(months, is_total=is_total),
            limits=keys,
            site=site,
            states=tuple(month.state for month in months),
            beside=tuple(None if month.is_outside else month.others for month in months),
        )

    def _merged(self, months: Sequence[_Month], *, is_total: bool) -> tuple[LoadCell, ...]:
        """Months that show the same merged. A total over a span says so: it is person-months."""
        for month in months:
            if (month, is_total) not in self._cells:
                self._cells[month, is_total] = _cell(month, is_total=is_total)
        shown = (self._cells[month, is_total] for month in months)
        return tuple(replace(cell, months=len(list(run))) for cell, run in groupby(shown))

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


def _bounds_in(limits: Sequence[Limit], view: Span) -> Iterable[_Bounds]:
    """The tightest minimum and maximum of the limits that hold in each month."""
    for month in view.months:
        now = [limit for limit in limits if limit.span.first <= month <= limit.span.last]
        beside = [limit.outside for limit in now if limit.outside is not None]
        outside = None
        if beside:
            outside = Outside(max(each.doctors for each in beside), *_tightest(beside))
        yield *_tightest(now), outside


def _tightest(bounds: Sequence[Limit | Outside]) -> tuple[int | None, int | None]:
    least = [each.minimum for each in bounds if each.minimum is not None]
    most = [each.maximum for each in bounds if each.maximum is not None]
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
            bounds = (limit.minimum, limit.maximum, limit.outside)
            return _month(amounts[limit.key], month, bounds)
    return _NOTHING


def _month(load: LimitLoad, month: int, bounds: _Bounds) -> _Month:
    index = month if load.is_per_month else 0
    people = load.people[index] * FULL_TIME // load.unit
    vacant = load.everybody[index] * FULL_TIME // load.unit - people
    minimum, maximum, beside = bounds
    return _Month(people, vacant, minimum, maximum, beside=beside)


def _cell(month: _Month, *, is_total: bool) -> LoadCell:
    if month.is_outside:
        return LoadCell(1, "", OUTSIDE)
    number = figure(month.people / FULL_TIME + month.others)
    least, most = month.bounds
    vacant = figure(month.vacant / FULL_TIME) if month.vacant else ""
    if is_total:
        number = _("%(number)s md.", number=number)
    parts = [_("og %(number)s ledig", number=vacant)] if vacant else []
    if month.others:
        parts.append(_("%(number)s av dem utenfor planen", number=month.others))
    if month.state == OVER:
        parts.append(_("over taket, som er %(limit)s", limit=most))
    elif month.state == UNDER:
        parts.append(_("under det som er avtalt, minst %(limit)s", limit=least))
    elif month.state == FULL:
        parts.append(_("fullt"))
    label = ", ".join(parts)
    mark = {OVER: "▲ ", UNDER: "▼ "}.get(month.state, "")
    text = f"{number}+{vacant}" if vacant else number
    return LoadCell(1, mark + text, month.state, label)


def _bounds_text(month: _Month) -> str:
    """Minst–mest as far as they are known."""
    least, most = month.bounds
    if most is not None:
        return f"{least or 0}–{most}"
    return _("minst %(number)s", number=least) if least else ""
