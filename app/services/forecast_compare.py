"""Up to four forecasts of a region side by side: as now, and scenarios, from their stored runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import forecast_scenario_kinds as kinds
from app.services import forecast_words
from app.services.forecast_board import in_order
from app.services.forecast_compare_chart import CompareFigure, Drawn, figure_of
from app.services.forecast_specialty_words import signed, whole
from app.services.forecast_summary import LEAD, ForecastSummary, read_summary
from app.services.forecast_words import EVEN, Named
from app.services.start_pages import Opening
from app.services.wording import day, figure, in_words
from app.store import forecast_assumptions as assumptions
from app.store import forecast_runs as runs
from app.store import forecast_scenarios as store
from app.store.forecast_runs import StoredRun
from app.store.forecast_scenarios import ScenarioRow
from app.store.regions import Region

MOST = 3
"""Scenarios beside the forecast as now."""
LETTERS = "ABCD"
FIRST_ROWS = 10
LEAST_MOVED = 0.5
"""Årsverk: a gap that differs by less is told as equal."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: scenarios by public id, a specialty for the drawing."""

    keys: tuple[str, ...] = ()
    specialty: str = ""
    every: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One forecast of the comparison."""

    letter: str
    key: str
    """Public id of the scenario; empty: as now."""
    name: str
    changes: tuple[str, ...]
    sentence: str
    reason: str
    worked_out: str
    run: StoredRun | None
    open_run: str | None
    """Public id of a run that waits or goes on."""
    rows: Mapping[str, ForecastSummary]


@dataclass(frozen=True, slots=True)
class Cell:
    """One specialty in one forecast."""

    chance: str
    gap: str
    difference: str
    """FTE more or fewer against the need than as now; empty for as now itself."""
    advice: str


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One specialty in all forecasts; None where a run does not have it."""

    code: str
    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The page."""

    opening: Opening
    choices: tuple[tuple[str, str, bool], ...]
    """Key, name and whether it is chosen, of every scenario."""
    too_many: bool
    sides: tuple[Side, ...]
    same: str
    """Whether the runs meet the same persons; empty while there are not two."""
    year: int | None
    """The year that everything is compared in; None while nothing is worked out."""
    rows: tuple[CompareRow, ...]
    count: int
    chosen: CompareRow | None
    """The specialty that is drawn."""
    specialties: tuple[tuple[str, str], ...]
    figure: CompareFigure | None

    @property
    def keys(self) -> list[str]:
        """The scenarios that are compared, for addresses."""
        return [each.key for each in self.sides if each.key]


def load_page(
    session: Session, region: Region, wanted: Wanted, names: Mapping[str, str]
) -> ComparePage:
    """The comparison, as now first. Unknown scenarios are left out.

    The year is that of the newest forecast as now. `names`: specialties by code.
    """
    scenarios = {each.public_id: each for each in store.list_scenarios(session, region.id)}
    now = runs.newest(session, region.id)
    year = None if now is None else now.target_year
    keys = [key for key in dict.fromkeys(wanted.keys) if key in scenarios]
    chosen = [None, *(scenarios[key] for key in keys[:MOST])]
    sides = _sides(session, region, chosen, year, names)
    shown = [each for each in sides if each.rows] if sides[0].rows else []
    rows = _rows(sides, names) if shown else []
    drawn = next((each for each in rows if each.code == wanted.specialty), None)
    drawn = drawn or next((each for each in rows if each.code == _worst(shown[0])), None)
    return ComparePage(
        opening=_opening(shown, year, len(chosen) - 1),
        choices=tuple((key, each.name, key in keys[:MOST]) for key, each in scenarios.items()),
        too_many=len(keys) > MOST,
        sides=sides,
        same=_same(session, region, [each.run for each in shown if each.run is not None]),
        year=year,
        rows=tuple(rows if wanted.every else rows[:FIRST_ROWS]),
        count=len(rows),
        chosen=drawn,
        specialties=tuple((code, name) for code, name in names.items() if code in _codes(shown)),
        figure=None if drawn is None else _figure(session, shown, drawn),
    )


# --- One forecast ---


def _sides(
    session: Session,
    region: Region,
    chosen: Sequence[ScenarioRow | None],
    year: int | None,
    names: Mapping[str, str],
) -> tuple[Side, ...]:
    done = runs.newest_by_version(session, region.id, year) if year is not None else {}
    waiting = {
        each.scenario_version_id: each.public_id for each in runs.open_runs(session, region.id)
    }
    found = [done.get(None if each is None else each.newest.id) for each in chosen]
    summaries = store.summaries_of(session, {run.id for run in found if run is not None})
    made = []
    for letter, row, run in zip(LETTERS, chosen, found, strict=False):
        stored = {} if run is None else summaries[run.id]
        open_run = waiting.get(None if row is None else row.newest.id)
        made.append(_side(letter, row, run, stored, open_run, names))
    return tuple(made)


def _side(
    letter: str,
    row: ScenarioRow | None,
    run: StoredRun | None,
    stored: Mapping[str, Mapping[str, object]],
    open_run: str | None,
    names: Mapping[str, str],
) -> Side:
    rows: dict[str, ForecastSummary] = {}
    sentence = reason = worked_out = ""
    if run is not None and stored:
        known = [
            Named(code, names[code], read_summary(each))
            for code, each in stored.items()
            if code in names
        ]
        named = in_order(known, run.target_year)
        rows = {each.code: each.summary for each in named}
        sentence = forecast_words.headline(named[0], None if row is None else row.name)
        reason = forecast_words.reason(named, run.target_year)
        at = day((run.finished_at or run.asked_at).date())
        worked_out = _("Regnet ut %(day)s, %(paths)s forløp", day=at, paths=figure(run.paths))
    return Side(
        letter,
        "" if row is None else row.public_id,
        _("Som nå") if row is None else row.name,
        () if row is None else tuple(kinds.told(each, names) for each in row.newest.changes),
        sentence,
        reason,
        worked_out,
        run if rows else None,
        open_run,
        rows,
    )


def _worst(side: Side) -> str:
    """The specialty most at risk; `rows` are in order of risk."""
    return next(iter(side.rows))


def _codes(shown: Sequence[Side]) -> set[str]:
    return {code for side in shown for code in side.rows}


# --- Together ---


def _opening(shown: Sequence[Side], year: int | None, asked: int) -> Opening:
    """Which of the scenarios leaves the fewest specialties with less than an even chance.

    `asked`: how many scenarios were chosen, worked out or not.
    """
    if year is None or not shown:
        return Opening(
            _("Framskrivingen som nå er *ikke regnet ut* ennå."),
            _("Alle scenarier sammenlignes med den."),
        )
    told = _("De må være regnet ut for %(year)s.", year=year)
    if not asked:
        return Opening(_("Velg *inntil tre scenarier* å sammenligne med som nå."), told)
    if len(shown) < 2:
        return Opening(_("*Ingen av de valgte* scenarioene er regnet ut ennå."), told)
    common = set.intersection(*(set(each.rows) for each in shown))
    counts = [sum(side.rows[code].chance_in(year) < EVEN for code in common) for side in shown]
    best = min(range(len(shown)), key=lambda index: (counts[index], index))
    now = ngettext(
        "Som nå har ett av %(all)s fag under 50 %% sjanse for full dekning i %(year)s.",
        "Som nå har %(words)s av %(all)s fag under 50 %% sjanse for full dekning i %(year)s.",
        counts[0],
        words=in_words(counts[0]) if counts[0] else _("ingen"),
        all=figure(len(common)),
        year=year,
    )
    if best == 0:
        none = _(
            "*Ingen* av scenarioene gir færre fag under 50 %% sjanse i %(year)s enn som nå.",
            year=year,
        )
        return Opening(none, now)
    return Opening(
        ngettext(
            "*%(name)s* hjelper mest: ett fag har under 50 %% sjanse i %(year)s.",
            "*%(name)s* hjelper mest: %(words)s fag har under 50 %% sjanse i %(year)s.",
            counts[best],
            name=shown[best].name,
            words=in_words(counts[best]) if counts[best] else _("ingen"),
            year=year,
        ),
        now,
    )


def _same(session: Session, region: Region, found: Sequence[StoredRun]) -> str:
    """Whether all meet the same paths, and what differs besides the scenario's changes."""
    if len(found) < 2:
        return ""
    began = sorted(run.started_at or run.asked_at for run in found)
    paths = sorted({run.paths for run in found})
    if len({(run.seed, run.years, run.as_of, run.data_set_id) for run in found}) > 1:
        told = _("De er ikke laget av de samme tallene fra regionen.")
    elif assumptions.was_changed(session, region.id, began[0], began[-1]):
        told = _("Forutsetningene ble endret etter at noen av dem var regnet ut.")
    elif began[0].date() != began[-1].date():
        told = _("De er regnet ut på ulike dager, og leger i utdanning kan ha fått nye datoer.")
    elif len(paths) > 1:
        return _(
            "De samme forløpene går igjen, men noen er regnet med %(fewest)s og andre med %(most)s."
            " Små forskjeller kan komme av det.",
            fewest=figure(paths[0]),
            most=figure(paths[-1]),
        )
    else:
        return _(
            "Alle møter de samme forløpene, med de samme menneskene. Forskjellene kommer av"
            " endringene alene."
        )
    return told + " " + _("Noe av forskjellen kan komme av det. Regn dem ut på nytt.")


def _rows(sides: Sequence[Side], names: Mapping[str, str]) -> list[CompareRow]:
    """Every specialty, the one that differs most first; equal ones by the largest gap."""
    made: list[tuple[float, float, CompareRow]] = []
    for code in (each for each in names if each in _codes(sides)):
        found = [side.rows.get(code) for side in sides]
        gaps = [each.target_gap.middle for each in found if each is not None]
        cells = tuple(None if each is None else _cell(each, found[0]) for each in found)
        row = CompareRow(code, names[code], cells)
        made.append((-round(max(gaps) - min(gaps), 1), -max(gaps), row))
    return [row for _moved, _gap, row in sorted(made, key=lambda each: each[:2])]


def _cell(summary: ForecastSummary, now: ForecastSummary | None) -> Cell:
    """`now`: the same specialty as now, which the difference is told against."""
    gap, difference = summary.target_gap.middle, ""
    if now is not None and now is not summary:
        moved = now.target_gap.middle - gap
        difference = _("som nå") if abs(moved) < LEAST_MOVED else signed(moved)
    return Cell(
        forecast_words.chance(summary, summary.target_year),
        _missing(whole(gap)),
        difference,
        _advice(summary),
    )


def _missing(number: int) -> str:
    if number > 0:
        return _("mangler %(number)s", number=figure(number))
    return _("mangler ingen") if number == 0 else _("%(number)s for mye", number=figure(-number))


def _advice(summary: ForecastSummary) -> str:
    advised = summary.advice(LEAD)
    if advised is None:
        return "–"
    if advised.starts is not None:
        return _("%(number)s i året", number=figure(advised.starts))
    return _("for sent") if advised.why_not == "too_soon" else _("nås ikke")


def _figure(session: Session, shown: Sequence[Side], row: CompareRow) -> CompareFigure | None:
    by_run = {each.run.id: each for each in shown if each.run is not None}
    results = store.results_of(session, by_run, row.code)
    drawn = [
        Drawn(side.letter, side.name, results[number])
        for number, side in by_run.items()
        if number in results
    ]
    first = next((side.rows[row.code] for side in shown if row.code in side.rows), None)
    if first is None or not drawn:
        return None
    return figure_of(drawn, row.name, first.base_year, few=first.is_small)
