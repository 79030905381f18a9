"""How the forecast fared on a history, as a document that is printed, stored and read again.

The document is the authority, as with answers: what is read from it and written again is the same.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from app.exchange.forecast_results import BAND_NAMES, DECIMALS, FEWEST_SHOWN, FTE_DECIMALS
from app.exchange.project_files import plain
from app.exchange.typed_values import tidy
from pathways.forecast.backtest import COVERAGES, BacktestResult, Mark, Score, Trial

INSIDE = {level: f"inside_{level * 100:g}" for level in COVERAGES}
SCORES = tuple(field.name for field in fields(Score) if field.name != "coverage")
TRIALS = tuple(field.name for field in fields(Trial) if field.name != "quantiles")
PLAIN = ("is_given", "first_origin", "last_origin")


def backtest_document(result: BacktestResult) -> dict[str, Any]:
    """The document of a backtest; `read_backtest` reads it."""
    by_horizon = [{"horizon": key, **_score(each)} for key, each in result.by_horizon.items()]
    by_code = [{"code": key, **_score(each)} for key, each in result.by_code.items()]
    return {
        **{name: getattr(result, name) for name in PLAIN},
        "pooled": None if result.pooled is None else _score(result.pooled),
        "by_horizon": by_horizon,
        "by_code": by_code,
        "too_short": list(result.too_short),
        "marks": [_mark(each) for each in result.marks],
        "trials": [_trial(each) for each in result.trials],
    }


def read_backtest(document: Mapping[str, Any]) -> BacktestResult:
    """The result in a document that is kept."""
    names = [field.name for field in fields(Mark)]
    pooled = document["pooled"]
    return BacktestResult(
        **{name: document[name] for name in PLAIN},
        pooled=None if pooled is None else _read_score(pooled),
        by_horizon={row["horizon"]: _read_score(row) for row in document["by_horizon"]},
        by_code={row["code"]: _read_score(row) for row in document["by_code"]},
        too_short=tuple(document["too_short"]),
        marks=tuple(Mark(*(row[name] for name in names)) for row in document["marks"]),
        trials=tuple(_read_trial(row) for row in document["trials"]),
    )


def small_codes(result: BacktestResult) -> tuple[str, ...]:
    """Specialties that had one to four persons in post at some origin, or later."""
    few = {each.code for each in result.trials if 0 < min(each.same, each.observed) < FEWEST_SHOWN}
    return tuple(sorted(few))


def backtest_sentences(result: BacktestResult) -> list[str]:
    """How it fared, in English."""
    short = f"Too short a history: {', '.join(result.too_short)}." if result.too_short else ""
    if result.pooled is None:
        return ["No backtest was possible.", *([short] if short else [])]
    score = result.pooled
    rivals = f"as many as now would have been wrong by {score.same_mape:.1%}"
    if score.ratio_mape is not None:
        rivals += f", as many a head by {score.ratio_mape:.1%}"
    told = [
        f"{score.trials} forecasts from {result.first_origin} to {result.last_origin} were wrong"
        f" by {score.mape:.1%} on average; {rivals}.",
        f"{score.coverage[0.8]:.0%} of what came lay in the interval that ought to hold 80%.",
    ]
    return [*told, short] if short else told


def _score(score: Score) -> dict[str, Any]:
    inside = {name: score.coverage[level] for level, name in INSIDE.items()}
    values: dict[str, Any] = tidy(
        {**{name: getattr(score, name) for name in SCORES}, **inside}, DECIMALS
    )
    return values


def _mark(mark: Mark) -> dict[str, Any]:
    return {**tidy(plain(mark), DECIMALS), "is_reached": mark.is_reached}


def _trial(trial: Trial) -> dict[str, Any]:
    quantiles = {name: trial.quantiles[level] for level, name in BAND_NAMES.items()}
    values: dict[str, Any] = tidy(
        {**{name: getattr(trial, name) for name in TRIALS}, **quantiles}, FTE_DECIMALS
    )
    return values


def _read_score(row: Mapping[str, Any]) -> Score:
    coverage = {level: row[name] for level, name in INSIDE.items()}
    return Score(**{name: row[name] for name in SCORES}, coverage=coverage)


def _read_trial(row: Mapping[str, Any]) -> Trial:
    quantiles = {level: row[name] for level, name in BAND_NAMES.items()}
    return Trial(**{name: row[name] for name in TRIALS}, quantiles=quantiles)
