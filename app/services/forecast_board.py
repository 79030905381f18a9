"""Framskriving: every specialty of a region by risk, from one stored run."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.charts.forecast_spark import SparkLine, draw_spark
from app.charts.svg import Element
from app.db.tables import ForecastKind, RunState
from app.services import forecast_runs, forecast_words
from app.services.forecast_origin_words import data_tags
from app.services.forecast_provenance import read_provenance
from app.services.forecast_specialty_words import whole
from app.services.forecast_summary import LEAD, ForecastSummary, read_summary
from app.services.forecast_words import Named
from app.services.knowledge import load_bundle
from app.services.start_pages import Opening
from app.services.wording import day, figure, in_language, listed
from app.store import forecast_data as data_store
from app.store import forecast_runs as store
from app.store.forecast_runs import StoredRun
from app.store.forecast_scenarios import ScenarioRow, list_scenarios
from app.store.regions import Region

HIGH_RISK, MEDIUM_RISK = 0.25, 0.50
"""Chances of full staffing below which the risk is called high and medium. Ours; the page says."""
FIRST_ROWS = 7


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: scenario by public id, calendar year, and whether to show all."""

    scenario: str | None = None
    year: int | None = None
    every: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One specialty in the table."""

    code: str
    name: str
    sentence: str
    risk: tuple[str, str]
    """Mark and word."""
    spark: Element
    chance: str
    intake: tuple[str, str]
    advice: tuple[str, str]
    """Number and words; the number is empty when there is no advice."""


@dataclass(frozen=True, slots=True)
class Board:
    """The page. Without `run` nothing is worked out for the scenario."""

    heading: str
    opening: Opening
    region: Region
    scenarios: tuple[tuple[str, str], ...]
    scenario: str
    """Public id; empty: as now."""
    years: tuple[tuple[str, str], ...]
    """Values and words of the years that can be asked for."""
    year: int
    run: StoredRun | None
    worked_out: str
    tags: tuple[str, ...]
    stale: str
    finer: str
    """Words of the button that asks for as many paths as usual; empty: there are as many."""
    broken: str
    """That a newer run failed; empty: none has."""
    other_year: str
    """Why there is no advice for the chosen year; empty: there is."""
    rows: tuple[Row, ...]
    count: int
    span: str
    unknown: str
    failed: str
    persons: str
    open_run: StoredRun | None


def load_board(session: Session, region: Region, wanted: Wanted, today: date) -> Board:
    """The board of a region. LookupError for a scenario that the region does not have."""
    scenarios = list_scenarios(session, region.id)
    chosen = _chosen(scenarios, wanted.scenario)
    version_id = None if chosen is None else chosen.newest.id
    run = store.newest(session, region.id, version_id, target_year=wanted.year)
    if run is None and wanted.year is not None:
        run = store.newest(session, region.id, version_id)
    base = forecast_runs.base_year(session, region.id, today)
    if run is not None:
        base = run.first_year - 1
    years = tuple(forecast_runs.years_to_ask(base))
    usual = run.target_year if run else base + forecast_runs.TARGET_AHEAD
    year = wanted.year if wanted.year in years else usual
    summaries = () if run is None else store.load_summaries(session, run.id)
    named = by_risk(session, summaries, year)
    document = (run and store.load_document(session, run.id)) or {}
    shown = named if wanted.every else named[:FIRST_ROWS]
    return Board(
        heading=_("Framskriving / %(region)s", region=region.short_name),
        opening=_opening(named, year, chosen),
        region=region,
        scenarios=(("", _("Som nå")), *((each.public_id, each.name) for each in scenarios)),
        scenario=chosen.public_id if chosen else "",
        years=tuple((str(each), str(each)) for each in years),
        year=year,
        run=run,
        worked_out=_worked_out(run) if run else "",
        tags=data_tags([read_provenance(each.provenance) for each in summaries]),
        stale=_stale(session, region, run, chosen) if run else "",
        finer=_finer(run),
        broken=_broken(session, region, run, version_id),
        other_year=_other_year(run, year),
        rows=tuple(_row(each, year, has_advice=run.target_year == year) for each in shown)
        if run
        else (),
        count=len(named),
        span=_span(named),
        unknown=_names(session, document.get("unknown", ())),
        failed=_names(session, document.get("failed", {})),
        persons=_persons(document.get("persons")),
        open_run=_open_run(session, region, version_id),
    )


def _open_run(session: Session, region: Region, version_id: int | None) -> StoredRun | None:
    """The newest run of the scenario that waits or goes on."""
    wanted = (version_id, ForecastKind.OUTLOOK)
    rows = store.open_runs(session, region.id)
    return next((each for each in rows if (each.scenario_version_id, each.kind) == wanted), None)


def opening_of(session: Session, region: Region) -> Opening:
    """The sentence of the newest forecast as now, for the start page and the demo picker."""
    run = store.newest(session, region.id)
    if run is None:
        return _opening((), 0, None)
    named = by_risk(session, store.load_summaries(session, run.id), run.target_year)
    return _opening(named, run.target_year, None)


def by_risk(
    session: Session, summaries: Sequence[store.StoredSummary], year: int
) -> tuple[Named, ...]:
    """Specialties by name, the highest risk in a year first, then by what is missing."""
    names = {each.code: each for each in load_bundle(session).knowledge.specialties}
    rows = [
        Named(
            each.code,
            in_language(names[each.code], "name") or each.code,
            read_summary(each.summary),
        )
        for each in summaries
        if each.code in names
    ]
    return in_order(rows, year)


def in_order(rows: Sequence[Named], year: int) -> tuple[Named, ...]:
    """The smallest chance in a year first; equal ones by what is missing."""
    return tuple(
        sorted(
            rows,
            key=lambda each: (
                level_of(each.summary, year),
                -whole(each.summary.worst_gap.middle),
                each.summary.chance_in(year),
                each.code,
            ),
        )
    )


def level_of(summary: ForecastSummary, year: int) -> int:
    """How high the risk is that a specialty is not fully staffed in a year: 0 is the highest."""
    return bisect_right((HIGH_RISK, MEDIUM_RISK), summary.chance_in(year))


def risk_of(summary: ForecastSummary, year: int) -> tuple[str, str]:
    """Mark and word of that risk."""
    low = "done" if summary.chance_in(year) >= LEAD else "on_track"
    return (("late", _("Høy")), ("at_risk", _("Middels")), (low, _("Lav")))[level_of(summary, year)]


def _chosen(scenarios: Sequence[ScenarioRow], wanted: str | None) -> ScenarioRow | None:
    if not wanted:
        return None
    found = next((each for each in scenarios if each.public_id == wanted), None)
    if found is None:
        raise LookupError(wanted)
    return found


def _opening(named: Sequence[Named], year: int, chosen: ScenarioRow | None) -> Opening:
    if not named:
        return Opening(
            _("Framskrivingen er *ikke regnet ut* ennå."),
            _("Be om en framskriving. Den regnes ut i bakgrunnen og tar noen minutter."),
        )
    return forecast_words.opening(named, year, None if chosen is None else chosen.name)


def _worked_out(run: StoredRun) -> str:
    at = run.finished_at or run.asked_at
    told = _("Regnet ut %(day)s, %(paths)s forløp", day=day(at.date()), paths=figure(run.paths))
    if run.state is RunState.STOPPED:
        done, total = figure(run.done), figure(run.total)
        stopped = _("Stoppet da %(done)s av %(total)s fag var ferdige.", done=done, total=total)
        return f"{told}. {stopped}"
    return told


def _finer(run: StoredRun | None) -> str:
    if run is None or run.paths >= forecast_runs.PATHS:
        return ""
    return _("Regn ut med %(paths)s forløp", paths=figure(forecast_runs.PATHS))


def _stale(session: Session, region: Region, run: StoredRun, chosen: ScenarioRow | None) -> str:
    """What has changed since the run; empty: nothing that it rests on."""
    newest = data_store.in_use(data_store.list_data_sets(session, region.id))
    changed = []
    if (newest.id if newest else None) != run.data_set_id:
        changed.append(_("tallene fra regionen"))
    asked = run.asked_at
    if store.has_new_assumptions(session, region.id, asked):
        changed.append(_("forutsetningene"))
    if chosen is not None and chosen.newest.number != run.scenario_number:
        changed.append(_("scenarioet"))
    if run.code_version != version("legelop"):
        changed.append(_("måten det regnes på"))
    if not changed:
        return ""
    return _(
        "Tallene er fra %(day)s. Etterpå er dette endret: %(what)s.",
        day=day((run.finished_at or asked).date()),
        what=listed(changed),
    )


def _broken(session: Session, region: Region, run: StoredRun | None, version_id: int | None) -> str:
    """That somebody asked for newer numbers and the run failed."""
    failed = store.newest(session, region.id, version_id, states=(RunState.FAILED,))
    if failed is None or (run is not None and failed.asked_at < run.asked_at):
        return ""
    return _(
        "Framskrivingen som ble bedt om %(day)s, stoppet av en feil.",
        day=day(failed.asked_at.date()),
    )


def _other_year(run: StoredRun | None, year: int) -> str:
    if run is None or run.target_year == year:
        return ""
    return _(
        "Rådene er regnet ut for %(asked)s. Sjansene under gjelder %(year)s.",
        asked=run.target_year,
        year=year,
    )


def _row(named: Named, year: int, *, has_advice: bool) -> Row:
    """`has_advice`: the run was asked about this very year."""
    summary, spark = named.summary, named.summary.spark
    line = SparkLine(
        named.code.lower(),
        _("%(specialty)s: årsverk og behov, %(years)s", specialty=named.name, years=_span([named])),
        forecast_words.drawn(summary),
        tuple(fte for _year, fte in spark.history),
        spark.low,
        spark.middle,
        spark.high,
        spark.needed,
    )
    return Row(
        code=named.code,
        name=named.name,
        sentence=forecast_words.row_sentence(summary),
        risk=risk_of(summary, year),
        spark=draw_spark(line),
        chance=forecast_words.chance(summary, year),
        intake=forecast_words.a_year(summary.intake_now),
        advice=forecast_words.advised(summary, LEAD) if has_advice else ("", "–"),
    )


def _span(named: Sequence[Named]) -> str:
    """The years of the small drawings."""
    if not named:
        return ""
    spark, base = named[0].summary.spark, named[0].summary.base_year
    first = spark.history[0][0] if spark.history else base
    return f"{first}–{base + len(spark.middle) - 1}"


def _names(session: Session, codes: Sequence[str]) -> str:
    names = {each.code: each for each in load_bundle(session).knowledge.specialties}
    return listed([in_language(names[code], "name") or code for code in codes if code in names])


def _persons(document: dict[str, float] | None) -> str:
    """People against approvals, where both are known."""
    if document is None:
        return ""
    persons, approvals = round(document["persons"]), int(document["approvals"])
    return ngettext(
        "%(approvals)s godkjenninger, ett menneske.",
        "%(approvals)s godkjenninger, %(persons)s mennesker: noen har to spesialiteter og telles i"
        " begge fag, men én gang i regionen.",
        persons,
        approvals=figure(approvals),
        persons=figure(persons),
    )
