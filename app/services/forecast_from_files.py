"""Answers forecast cases from files: the outlook, the intake, and the calculation by hand.

The simulation is loaded when a case is answered, so that other commands start without it.
"""

from collections.abc import Collection
from typing import Any

from app.exchange.forecast_backtest import backtest_document, backtest_sentences, small_codes
from app.exchange.forecast_by_hand import HandFile, by_hand_document
from app.exchange.forecast_files import ForecastFile, input_hash
from app.exchange.forecast_result_shape import FORECAST_RESULT_VERSION
from app.exchange.forecast_results import intake_document, run_document, small_groups


def ran(file: ForecastFile) -> dict[str, Any]:
    """Bands, chances, advice and what moves the answer, for one case."""
    from pathways.forecast.answer import answer

    return run_document(file, answer(file.case, file.question))


def advised(file: ForecastFile) -> tuple[dict[str, Any], bool]:
    """The smallest intake for each chance with the whole curve, and whether all can be had."""
    from pathways.forecast.answer import answer

    found = answer(file.case, file.question)
    return intake_document(file, found), all(each.starts is not None for each in found.advices)


def by_hand(file: ForecastFile) -> dict[str, Any]:
    """The case reckoned with its averages. ValueError when nobody is in post."""
    from pathways.forecast.averages import averages

    case, question = file.case, file.question
    averaged = averages(case, question.target_year, question.first_year)
    year = case.base_year + question.target_year
    return by_hand_document(
        HandFile(averaged, file.specialty, year, input_hash(case), small_groups(case))
    )


def tested(
    data: bytes,
    file: str,
    specialties: Collection[str],
    *,
    seed: int | None = None,
    paths: int | None = None,
    is_given: bool | None = None,
) -> dict[str, Any]:
    """How the forecast would have fared on the history in the bytes of a file.

    What is not None stands before what the file says. Raises ReferenceFileError with every mistake.
    """
    from app.exchange.forecast_history import read_history
    from pathways.forecast.backtest import rolling

    history = read_history(data, file, specialties).asked(seed, paths, is_given)
    result = rolling(
        history.observed,
        history.forecaster,
        horizons=history.horizons,
        least_before=history.least_before,
        is_given=history.is_given,
    )
    return {
        "schema_version": FORECAST_RESULT_VERSION,
        "result": "backtest",
        "name": history.name,
        "input_hash": history.input_hash,
        "small": list(small_codes(result)),
        "sentences": backtest_sentences(result),
        **backtest_document(result),
    }
