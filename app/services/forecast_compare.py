"""Up to four forecasts of a region side by side: as now and scenarios, from their stored runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.charts.forecast_compare import (
    NARROW,
    WIDE,
    CompareLine,
    Comparison,
    draw_comparison,
)
from app.charts.svg import Element
from app.services import forecast_scenario_kinds as kinds
from app.services import forecast_words
from app.services.forecast_board import by_risk
from app.services.forecast_scenario_page import AS_NOW
from app.services.forecast_specialty_words import amount, tenth, whole
from app.services.forecast_summary import ForecastSummary
from app.services.forecast_words import EVEN, Named
from app.services.start_pages import Opening
from app.services.wording import day, figure, in_words, lower_first, upper_first
from app.store import forecast_runs as runs
from app.store import forecast_scenarios as store
from app.store.forecast_runs import StoredRun, StoredSummary
from app.store.forecast_scenarios import ScenarioRow
from app.store.regions import Region

MOST = 4
LEAD = 0.8
FIRST_ROWS = 10
LEAST_MOVED = 0.5
"""Årsverk: a gap that differs by less is told as equal."""


@dataclass(frozen=True, slots=True)
class Side:
    """One forecast of the comparison."""

    key: str
    name: str
    changes: tuple[str, ...]
    sentence: str
    texts: tuple[str, ...]
    worked_out: str
    is_worked_out: bool
    run: StoredRun | None
    rows: Mapping[str, ForecastSummary]


@dataclass(frozen=True, slots=True)
class Cell:
    """One specialty in one forecast."""

    chance: str
    gap: str
    difference: str
    advice: str


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One specialty in all forecasts; None where a run does not have it."""

    code: str
    name: str
    cells: tuple[Cell | None, ...]
    moved: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """The chart of one specialty with its numbers."""

    name: str
    wide: Element
    narrow: Element
    head: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The page."""

    opening: Opening
    choices: tuple[tuple[str, str, bool], ...]
    """Key, name and whether it is chosen, of everything that can be compared."""
    too_many: bool
    sides: tuple[Side, ...]
    same: str
    """Whether the runs meet the same persons; empty while there are not two."""
    year: int | None
    rows: tuple[CompareRow, ...]
    count: int
    specialty: str
    specialties: tuple[tuple[str, str], ...]
    drawn: Drawn | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    keys: tuple[str, ...] = ()
    specialty: str = ""
    every: bool = False


def load_page(
    session: Session, region: Region, wanted: Wanted, names: Mapping[str, str]
) -> ComparePage:
    """The comparison. Unknown keys are left out; without any, as now and the first worked out."""
    scenarios = store.list_scenarios(session, region.id)
    now = runs.newest(session, region.id)
    year = None if now is None else now.target_year
    done = runs.newest_by_version(session, region.id, year)
    known = {AS_NOW: None, **{each.public_id: each for each in scenarios}}
    keys = [key for key in dict.fromkeys(wanted.keys) if key in known] or _first(scenarios, done)
    chosen = keys[:MOST]
    found = {key: done.get(known[key].version_id if known[key] else None) for key in chosen}  # type: ignore[union-attr]
    summaries = store.summaries_of(session, {run.id for run in found.values() if run})
    sides = tuple(_side(session, key, known[key], found[key], summaries, names) for key in chosen)
    rows = _rows(sides, names)
    shown = [each for each in sides if each.rows]
    codes = [each.code for each in rows]
    specialty = wanted.specialty if wanted.specialty in codes else (codes[0] if codes else "")
    return ComparePage(
        _opening(shown, year),
        tuple(
            (key, each.name if each else _("Som nå"), key in chosen) for key, each in known.items()
        ),
        len(keys) > MOST,
        sides,
        _same([each.run for each in shown if each.run is not None]),
        year,
        tuple(rows if wanted.every else rows[:FIRST_ROWS]),
        len(rows),
        specialty,
        tuple(sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])),
        _drawn(shown, specialty, names) if specialty and shown else None,
    )


def _first(scenarios: Sequence[ScenarioRow], done: Mapping[int | None, StoredRun]) -> list[str]:
    """As now with the first scenario that is worked out."""
    ready = [each.public_id for each in scenarios if each.version_id in done]
    return [AS_NOW, *ready[:1]]


def _side(
    session: Session,
    key: str,
    row: ScenarioRow | None,
    run: StoredRun | None,
    summaries: Mapping[int, Mapping[str, Mapping[str, object]]],
    names: Mapping[str, str],
) -> Side:
    name = _("Som nå") if row is None else row.name
    changes = () if row is None else tuple(kinds.told(each, names) for each in row.newest.changes)
    if run is None or not summaries[run.id]:
        none = _("Ikke regnet ut ennå")
        return Side(key, name, changes, none, (), "", False, None, {})
    stored = [StoredSummary(code, dict(each), {}) for code, each in summaries[run.id].items()]
    named = by_risk(session, stored, run.target_year)
    at = run.finished_at or run.asked_at
    worked_out = _(
        "Regnet ut %(day)s, %(paths)s forløp", day=day(at.date()), paths=figure(run.paths)
    )
    return Side(
        key,
        name,
        changes,
        _worst(named[0]),
        (forecast_words.reason(named, run.target_year),),
        worked_out,
        True,
        run,
        {each.code: each.summary for each in named},
    )


def _worst(first: Named) -> str:
    """The specialty most at risk with what is missing in its worst year."""
    missing = whole(first.summary.worst_gap.middle)
    if missing <= 0:
        return _("Ingen fag mangler noen")
    return ngettext(
        "%(specialty)s mangler ett årsverk i %(year)s",
        "%(specialty)s mangler %(num)s årsverk i %(year)s",
        missing,
        specialty=first.name,
        year=first.summary.worst_year,
    )


def _opening(sides: Sequence[Side], year: int | None) -> Opening:
    """How the number of specialties with less than an even chance differs."""
    if len(sides) < 2 or year is None:
        return Opening(
            _("Velg to til fire å *sammenligne*."),
            _("Bare det som er regnet ut for samme år, kan settes ved siden av hverandre."),
        )
    counts = [sum(each.chance_in(year) < EVEN for each in side.rows.values()) for side in sides]
    best = min(range(len(sides)), key=lambda index: (counts[index], index))
    worst = max(range(len(sides)), key=lambda index: (counts[index], -index))
    if counts[best] == counts[worst]:
        sentence = ngettext(
            "*Ett fag* har under 50 %% sjanse i %(year)s, uansett hva du velger her.",
            "*%(words)s fag* har under 50 %% sjanse i %(year)s, uansett hva du velger her.",
            counts[best],
            words=upper_first(in_words(counts[best])) if counts[best] else _("Ingen"),
            year=year,
        )
        return Opening(sentence)
    return Opening(
        ngettext(
            "%(name)s: *ett fag* har under 50 %% sjanse for full dekning i %(year)s.",
            "%(name)s: *%(words)s fag* har under 50 %% sjanse for full dekning i %(year)s.",
            counts[best],
            name=sides[best].name,
            words=in_words(counts[best]) if counts[best] else _("ingen"),
            year=year,
        ),
        ngettext(
            "Det er færrest. Flest har %(name)s, med ett.",
            "Det er færrest. Flest har %(name)s, med %(words)s.",
            counts[worst],
            name=lower_first(sides[worst].name),
            words=in_words(counts[worst]),
        ),
    )


def _same(found: Sequence[StoredRun]) -> str:
    if len(found) < 2:
        return ""
    told = {(run.seed, run.paths, run.years, run.as_of, run.data_set_id) for run in found}
    if len(told) == 1:
        return _(
            "Alle møter de samme forløpene, med de samme menneskene. Forskjellene kommer av "
            "endringene alene."
        )
    return _(
        "Framskrivingene er ikke laget av de samme tallene eller forløpene. Noe av forskjellen kan "
        "komme av det. Regn dem ut på nytt for å være sikker."
    )


def _rows(sides: Sequence[Side], names: Mapping[str, str]) -> list[CompareRow]:
    """Every specialty, the one that differs most first; equal ones by the largest gap."""
    codes = dict.fromkeys(code for side in sides for code in side.rows)
    base = next((side for side in sides if side.rows), None)
    made = []
    for code in codes:
        found = [side.rows.get(code) for side in sides]
        gaps = [each.target_gap.middle for each in found if each is not None]
        first = base.rows.get(code) if base else None
        cells = tuple(
            None if each is None else _cell(each, first, is_first=side is base)
            for side, each in zip(sides, found, strict=True)
        )
        made.append(
            (max(gaps), CompareRow(code, names.get(code, code), cells, max(gaps) - min(gaps)))
        )
    made.sort(key=lambda pair: (-round(pair[1].moved, 1), -pair[0], pair[1].code))
    return [row for _gap, row in made]


def _cell(summary: ForecastSummary, first: ForecastSummary | None, *, is_first: bool) -> Cell:
    gap = summary.target_gap.middle
    difference = ""
    if first is not None and not is_first:
        moved = first.target_gap.middle - gap
        difference = (
            _("likt") if abs(moved) < LEAST_MOVED else _("%(change)s årsverk", change=amount(moved))
        )
    missing = whole(gap)
    told = (
        _("mangler %(number)s", number=figure(missing))
        if missing > 0
        else _("ingen mangler")
        if missing == 0
        else _("%(number)s for mange", number=figure(-missing))
    )
    return Cell(
        forecast_words.chance(summary, summary.target_year), told, difference, _advice(summary)
    )


def _advice(summary: ForecastSummary) -> str:
    advised = summary.advice(LEAD)
    if advised is None:
        return ""
    if advised.starts is not None:
        return _("råd %(number)s i året", number=figure(advised.starts))
    return _("for sent for inntak") if advised.why_not == "too_soon" else _("nås ikke med inntak")


def _drawn(sides: Sequence[Side], code: str, names: Mapping[str, str]) -> Drawn | None:
    shown = [(side.name, side.rows[code]) for side in sides if code in side.rows]
    if not shown:
        return None
    first = shown[0][1]
    years = min(len(each.spark.middle) for _name, each in shown)
    lines = tuple(
        CompareLine(
            _("%(name)s %(number)s", name=name, number=figure(whole(each.spark.middle[years - 1]))),
            _letter(index),
            each.spark.middle[:years],
        )
        for index, (name, each) in enumerate(shown)
    )
    needed = CompareLine(
        _("behov %(number)s", number=figure(whole(first.spark.needed[years - 1]))),
        _("behov"),
        first.spark.needed[:years],
    )
    name = names.get(code, code)
    title = _("Årsverk i %(specialty)s i det midterste forløpet", specialty=lower_first(name))
    description = ". ".join(each.name for each in (*lines, needed)) + "."
    found = Comparison(title, description, first.base_year, lines, needed)
    head = (_("År"), *(f"{_letter(i)} {name}" for i, (name, _each) in enumerate(shown)), _("Behov"))
    table = tuple(
        (
            str(first.base_year + year),
            *(tenth(line.values[year]) for line in (*lines, needed)),
        )
        for year in range(years)
    )
    return Drawn(name, draw_comparison(found, WIDE), draw_comparison(found, NARROW), head, table)


def _letter(index: int) -> str:
    return "ABCD"[index]
