"""The list of scenarios, and one scenario with its versions, as pages tell them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import forecast_scenario_kinds as kinds
from app.services import forecast_words
from app.services.forecast_board import by_risk
from app.services.start_pages import Opening
from app.services.wording import day, figure, in_words, upper_first
from app.store import forecast_runs as runs
from app.store import forecast_scenarios as store
from app.store.forecast_runs import StoredRun, StoredSummary
from app.store.forecast_scenarios import ScenarioRow, VersionRow
from app.store.regions import Region
from pathways.forecast.scenarios import PRESETS


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """One scenario in the list."""

    public_id: str
    name: str
    is_preset: bool
    is_demo: bool
    changes: tuple[str, ...]
    note: str
    made: str
    state: str
    """'done', 'open', 'older' (only an older version is worked out) or 'none'."""
    answer: str
    """What the run says; empty: nothing is worked out."""
    worked_out: str
    run_id: str | None


@dataclass(frozen=True, slots=True)
class ScenarioList:
    """The page with all scenarios of a region."""

    opening: Opening
    lines: tuple[ScenarioLine, ...]
    missing_presets: int
    is_demo: bool
    """The figures behind the answers are invented."""
    target_year: int | None
    """Of the newest forecast as now; a new run is asked for the same year."""


def load_list(session: Session, region: Region, names: Mapping[str, str]) -> ScenarioList:
    """The scenarios of a region with the answers of their newest runs."""
    rows = store.list_scenarios(session, region.id)
    now = runs.newest(session, region.id)
    year = None if now is None else now.target_year
    done = runs.newest_by_version(session, region.id, year)
    waiting = {each.scenario_version_id: each for each in runs.open_runs(session, region.id)}
    shown = {each.public_id: _run_of(each, done) for each in rows}
    summaries = store.summaries_of(session, {run.id for run in shown.values() if run})
    lines = []
    for row in rows:
        run = shown[row.public_id]
        answer = "" if run is None else _answer(session, run, summaries[run.id])
        lines.append(_line(row, run, waiting.get(row.version_id), answer, names))
    missing = set(PRESETS) - {each.preset for each in rows}
    is_demo = any(run.is_demo for run in shown.values() if run)
    return ScenarioList(_opening(lines), tuple(lines), len(missing), is_demo, year)


def _run_of(row: ScenarioRow, done: Mapping[int | None, StoredRun]) -> StoredRun | None:
    """The run of the newest version, else the newest of an older one."""
    if row.version_id in done:
        return done[row.version_id]
    return next((each for each in done.values() if each.scenario == row.public_id), None)


def _line(
    row: ScenarioRow,
    run: StoredRun | None,
    waiting: StoredRun | None,
    answer: str,
    names: Mapping[str, str],
) -> ScenarioLine:
    state = "none"
    if run is not None:
        state = "done" if run.scenario_version_id == row.version_id else "older"
    told = ""
    if run is not None and run.finished_at is not None:
        told = _("Regnet ut %(day)s", day=day(run.finished_at.date()))
        if state == "older":
            told = _("%(told)s, for versjon %(number)s", told=told, number=run.scenario_number)
    return ScenarioLine(
        row.public_id,
        row.name,
        row.preset is not None,
        row.is_demo,
        tuple(kinds.told(each, names) for each in row.newest.changes),
        row.newest.note,
        made(row.newest),
        "open" if waiting is not None else state,
        answer,
        told,
        None if waiting is None else waiting.public_id,
    )


def made(version: VersionRow) -> str:
    """Which version, by whom and when: versjon 2, Elin Sandnes, 21.11.2026."""
    number = _("versjon %(number)s", number=version.number)
    parts = (number, version.by or "", day(version.at.date()))
    return ", ".join(each for each in parts if each)


def _answer(session: Session, run: StoredRun, summaries: Mapping[str, Mapping[str, object]]) -> str:
    """What hurts most and how many specialties are unlikely to be fully staffed."""
    named = by_risk(
        session,
        [StoredSummary(code, dict(each), {}) for code, each in summaries.items()],
        run.target_year,
    )
    return forecast_words.reason(named, run.target_year) if named else ""


def _opening(lines: Sequence[ScenarioLine]) -> Opening:
    if not lines:
        return Opening(
            _("Regionen har *ingen scenarier* ennå."),
            _("Et scenario er endringer med navn: hva om flere blir, eller ingen kommer utenfra?"),
        )
    worked_out = sum(each.state == "done" for each in lines)
    sentence = ngettext(
        "*%(worked)s av ett* scenario er regnet ut.",
        "*%(worked)s av %(all)s* scenarier er regnet ut.",
        len(lines),
        all=in_words(len(lines)),
        worked=upper_first(in_words(worked_out)) if worked_out else _("Ingen"),
    )
    return Opening(
        sentence,
        _("Et scenario endrer noen forutsetninger. Alle møter de samme forløpene som nå."),
    )


# --- One scenario ---


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version, with what is another than in the version before."""

    number: int
    made: str
    note: str
    changes: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def versions_of(
    versions: Sequence[VersionRow], names: Mapping[str, str]
) -> tuple[VersionView, ...]:
    """The versions in words, in the order given (the newest first)."""
    told = [tuple(kinds.told(change, names) for change in each.changes) for each in versions]
    before: list[tuple[str, ...] | None] = [*told[1:], None]
    return tuple(
        VersionView(
            row.number,
            ", ".join(each for each in (row.by, day(row.at.date())) if each),
            row.note,
            now,
            () if old is None else tuple(each for each in now if each not in old),
            () if old is None else tuple(each for each in old if each not in now),
        )
        for row, now, old in zip(versions, told, before, strict=True)
    )


def counted(number: int) -> str:
    """How many changes a scenario makes."""
    return ngettext(
        "én endring", "%(words)s endringer", number, words=in_words(number) or figure(number)
    )
