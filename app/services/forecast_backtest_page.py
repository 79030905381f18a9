"""The page of the backtest: the newest stored one of a region, in words. Nothing is reckoned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.clock import OSLO
from app.db.tables import ForecastKind
from app.exchange.forecast_backtest import read_backtest
from app.services import forecast_backtest_words as words
from app.services import forecast_runs
from app.services.forecast_backtest import GIVEN, NOT_GIVEN
from app.services.knowledge import KnowledgeBundle
from app.services.wording import MONTHS_PER_YEAR, years
from app.store import forecast_data as data_store
from app.store import forecast_runs as run_store
from app.store.regions import Region
from pathways.forecast.backtest import (
    SHORTEST_HISTORY,
    BacktestResult,
    Mark,
    Score,
)


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One pass mark."""

    name: str
    wanted: str
    found: str
    state: str
    verdict: str
    why: str | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """Errors so many years ahead, or of one specialty."""

    name: str
    trials: int
    error: str
    given: str | None
    """With the realised intake; None where it was not tried."""
    same: str
    ratio: str | None
    bias: str
    inside: tuple[str, ...]
    """Of the intervals that ought to hold 50, 80 and 90 of a hundred."""
    is_worse: bool
    """Worse than saying that nothing changes."""


@dataclass(frozen=True, slots=True)
class BacktestPage:
    """What the page shows. Without a run `tried_on` is None and only the sentence stands."""

    sentence: str
    reason: str
    has_data: bool
    waits_since: datetime | None
    """A backtest has been asked for and is not done."""
    tried_on: date | None = None
    is_demo: bool = False
    years: tuple[int, int] | None = None
    """First and last year of the history."""
    origins: tuple[int, int] | None = None
    marks: tuple[MarkRow, ...] = ()
    ahead: tuple[ScoreRow, ...] = ()
    fields: tuple[ScoreRow, ...] = ()
    """The worst against saying that nothing changes first."""
    small: tuple[str, ...] = ()
    """Names of specialties too small to be shown alone."""
    short: tuple[str, ...] = ()
    """Names of those whose history is too short."""


def load_page(session: Session, region: Region, knowledge: KnowledgeBundle) -> BacktestPage:
    """The newest backtest of the region; three queries."""
    data_sets = data_store.list_data_sets(session, region.id)
    has_data = any(each.withdrawn_at is None for each in data_sets)
    asked = [
        each.asked_at
        for each in run_store.open_runs(session, region.id)
        if each.kind is ForecastKind.BACKTEST
    ]
    waits = asked[0] if asked else None
    run = run_store.newest(session, region.id, kind=ForecastKind.BACKTEST)
    document = None if run is None else run_store.load_document(session, run.id)
    if run is None or not document or run.finished_at is None:
        return _untried(region, has_data, waits)
    names = {each.code: each.name_nb for each in knowledge.knowledge.specialties}
    return _page(document, names, run.finished_at, run.is_demo, has_data, waits)


def ask(session: Session, region: Region, *, by: int | None, today: date, now: datetime) -> str:
    """Ask the worker to try the method on the region's history; the run's public id."""
    return forecast_runs.ask(
        session, region, kind=ForecastKind.BACKTEST, by=by, today=today, now=now
    )


def _untried(region: Region, has_data: bool, waits: datetime | None) -> BacktestPage:
    return BacktestPage(
        words.untried(region.name), words.why_untried(has_data), has_data, waits_since=waits
    )


def _page(
    document: Mapping[str, Any],
    names: Mapping[str, str],
    finished_at: datetime,
    is_demo: bool,
    has_data: bool,
    waits: datetime | None,
) -> BacktestPage:
    result, given = (read_backtest(document[name]) for name in (NOT_GIVEN, GIVEN))
    first, last = document["first_year"], document["last_year"]
    small = set(document["small"])
    sentence, reason = _opening(result)
    return BacktestPage(
        sentence,
        reason,
        has_data,
        waits,
        finished_at.astimezone(OSLO).date(),
        is_demo,
        None if first is None else (first, last),
        _origins(result),
        tuple(_mark(each) for each in result.marks),
        tuple(
            _row(years(MONTHS_PER_YEAR * ahead), score, given.by_horizon.get(ahead))
            for ahead, score in result.by_horizon.items()
        ),
        tuple(
            _row(names.get(code, code), score, given.by_code.get(code))
            for code, score in sorted(result.by_code.items(), key=lambda each: _against(each[1]))
            if code not in small
        ),
        tuple(names.get(code, code) for code in document["small"]),
        tuple(names.get(code, code) for code in result.too_short),
    )


def _against(score: Score) -> float:
    """How much better than saying that nothing changes; below 0 is worse."""
    return score.same_mape - score.mape


def _opening(result: BacktestResult) -> tuple[str, str]:
    if result.pooled is None:
        return words.too_short(), words.why_too_short(SHORTEST_HISTORY)
    tried = sorted(result.by_horizon)
    near = max((ahead for ahead in tried if ahead <= words.NEAR), default=tried[0])
    return words.headline(near, result.by_horizon[near]), words.reason(result.pooled)


def _origins(result: BacktestResult) -> tuple[int, int] | None:
    if result.first_origin is None or result.last_origin is None:
        return None
    return result.first_origin, result.last_origin


def _mark(mark: Mark) -> MarkRow:
    state = {True: "done", False: "late", None: "unknown"}[mark.is_reached]
    return MarkRow(
        words.mark_name(mark),
        words.mark_wanted(mark),
        words.mark_found(mark),
        state,
        words.mark_verdict(mark),
        words.mark_why(mark),
    )


def _row(name: str, score: Score, given: Score | None) -> ScoreRow:
    return ScoreRow(
        name,
        score.trials,
        words.share(score.mape),
        None if given is None else words.share(given.mape),
        words.share(score.same_mape),
        None if score.ratio_mape is None else words.share(score.ratio_mape),
        words.bias(score),
        tuple(words.inside(part) for _level, part in sorted(score.coverage.items())),
        score.mape > score.same_mape,
    )
