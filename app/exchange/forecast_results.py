"""What the forecast says of a case, as documents that are printed, stored and read again.

**The document is the authority.** Figures in FTE and persons are rounded to three decimals when it
is written, others to six, chances not at all; a page shows what stands in it. So reading a document
and writing it again gives the same document, and the answer read from it is the same every time. It
differs from the answer that was written by at most half of the last decimal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, get_type_hints

from app.exchange.forecast_files import ForecastFile, input_hash
from app.exchange.forecast_result_shape import FORECAST_RESULT_VERSION
from app.exchange.forecast_sentences import advice_sentence, sentences
from app.exchange.project_files import plain
from app.exchange.typed_values import made, tidy
from pathways.forecast.results import (
    BANDS,
    Advice,
    Answer,
    Asked,
    Band,
    NoIntake,
    Outlook,
    Parts,
    Tried,
)
from pathways.forecast.types import Case

FTE_DECIMALS = 3
DECIMALS = 6
FEWEST_SHOWN = 5
"""Fewer persons than this in a field: what is said of it is said of them."""
BAND_NAMES = {level: f"p{level * 100:g}" for level in BANDS}
PARTS = tuple(field.name for field in fields(Parts))
CHANCES = ("chance", "filled", "surplus")
"""Shares of the paths: not rounded, because an advice hangs on them."""
BY_YEAR = ("pipeline", "pipeline_starts", "exits")
"""Rows of persons by year in an answer."""


def answer_document(answer: Answer) -> dict[str, Any]:
    """The document of an answer; `read_answer` reads it. Years are counted from the base year.

    ValueError when its advices have different curves: then they are not of one question.
    """
    rest = {
        field.name: _rounded(field.name, plain(getattr(answer, field.name)))
        for field in fields(answer)
        if field.name not in ("outlook", "now", "advices")
    }
    return {
        "schema_version": FORECAST_RESULT_VERSION,
        "outlook": _outlook(answer.outlook),
        "now": tried_row(answer.now),
        "curve": curve_columns(_curve(answer.advices)),
        "advices": [advice_row(each) for each in answer.advices],
        **rest,
    }


def read_answer(document: Mapping[str, Any]) -> Answer:
    """The answer in a document that is kept. ValueError for another version of the format."""
    version = document["schema_version"]
    if version != FORECAST_RESULT_VERSION:
        raise ValueError(f"an answer of version {version}, not {FORECAST_RESULT_VERSION}")
    hints = get_type_hints(Answer)
    values = {
        field.name: made(hints[field.name], document[field.name])
        for field in fields(Answer)
        if field.name not in ("outlook", "advices")
    }
    curve = _read_curve(document["curve"])
    advices = tuple(_read_advice(row, document, curve) for row in document["advices"])
    return Answer(**values, outlook=_read_outlook(document["outlook"]), advices=advices)


def small_groups(case: Case) -> tuple[str, ...]:
    """Which groups of a field are so few that what is said of them could point somebody out.

    `stock`: in post; `trainees`: in training. A page shows their figures with care.
    """
    numbers = {
        "stock": sum(each.persons for each in case.stock),
        "trainees": len(case.trainees),
    }
    return tuple(name for name, number in numbers.items() if 0 < number < FEWEST_SHOWN)


# ---- What the command prints -----------------------------------------------------------------


def run_document(file: ForecastFile, answer: Answer) -> dict[str, Any]:
    """Everything that is known about one case."""
    return {
        **_head("run", file),
        "sentences": list(sentences(file.case, answer)),
        "answer": answer_document(answer),
    }


def intake_document(file: ForecastFile, answer: Answer) -> dict[str, Any]:
    """The smallest intake for each chance, the curve behind it, and what helps besides."""
    base = file.case.base_year
    advices = [
        {
            "chance": each.asked.chance,
            "starts": each.starts,
            "why_not": plain(each.why_not),
            "sentence": advice_sentence(file.case, answer, each),
        }
        for each in answer.advices
    ]
    return {
        **_head("intake", file),
        "first_year": base + answer.question.first_year,
        "target_year": base + answer.question.target_year,
        "earliest_year": base + answer.earliest_year,
        "now": tried_row(answer.now),
        "advices": advices,
        "curve": curve_columns(_curve(answer.advices)),
        "lever_year": base + answer.lever_year,
        "levers": tidy(plain(answer.levers), DECIMALS),
    }


def _head(kind: str, file: ForecastFile) -> dict[str, Any]:
    case = file.case
    today = {
        "persons": sum(each.persons for each in case.stock),
        "fte": case.fte_today,
        "needed": case.needed_today,
        "in_training": len(case.trainees),
    }
    return {
        **head_row(kind, case.name, file.specialty, input_hash(case), small_groups(case)),
        "base_year": case.base_year,
        "years": case.years,
        "seed": case.seed,
        "paths": case.paths,
        "today": tidy(today, FTE_DECIMALS),
    }


def head_row(
    kind: str, name: str, specialty: str | None, hashed: str, small: Sequence[str]
) -> dict[str, Any]:
    """What every result of a case begins with."""
    return {
        "schema_version": FORECAST_RESULT_VERSION,
        "result": kind,
        "name": name,
        "specialty": specialty,
        "input_hash": hashed,
        "small": list(small),
    }


# ---- Writing ---------------------------------------------------------------------------------


def tried_row(tried: Tried) -> dict[str, Any]:
    """One number of starts with what comes of it."""
    row: dict[str, Any] = plain(tried)
    return {name: _rounded_tried(name, value) for name, value in row.items()}


def curve_columns(curve: Sequence[Tried]) -> dict[str, list[Any]]:
    """Each number of starts from 0 on, column by column."""
    rows = [tried_row(each) for each in curve]
    names = [field.name for field in fields(Tried)]
    return {name: [row[name] for row in rows] for name in names}


def advice_row(advice: Advice) -> dict[str, Any]:
    """An advice without its curve and without the question that all advices share."""
    return {
        "chance": advice.asked.chance,
        "starts": advice.starts,
        "why_not": plain(advice.why_not),
        "earliest_year": advice.earliest_year,
    }


def _curve(advices: Sequence[Advice]) -> tuple[Tried, ...]:
    curve = advices[0].curve
    if any(each.curve != curve for each in advices):
        raise ValueError("the advices of one question have one curve")
    return curve


def _outlook(outlook: Outlook) -> dict[str, Any]:
    return {
        field.name: _of_outlook(field.name, getattr(outlook, field.name))
        for field in fields(outlook)
    }


def _of_outlook(name: str, value: Any) -> Any:
    if isinstance(value, Band):
        return _band(value)
    if name == "parts":
        rows = [tidy(plain(each), DECIMALS) for each in value]
        return {part: [row[part] for row in rows] for part in PARTS}
    return tidy(plain(value), None if name in CHANCES else FTE_DECIMALS)


def _band(band: Band) -> dict[str, list[float]]:
    values = {BAND_NAMES[level]: list(row) for level, row in band.values.items()}
    rounded: dict[str, list[float]] = tidy({**values, "mean": list(band.mean)}, FTE_DECIMALS)
    return rounded


def _rounded(name: str, value: Any) -> Any:
    if name == "question":
        return tidy(value)
    return tidy(value, FTE_DECIMALS if name in BY_YEAR else DECIMALS)


def _rounded_tried(name: str, value: Any) -> Any:
    if name in CHANCES:
        return tidy(value)
    return tidy(value, FTE_DECIMALS if name == "shortfall" else DECIMALS)


# ---- Reading ---------------------------------------------------------------------------------


def _read_curve(columns: Mapping[str, Sequence[Any]]) -> tuple[Tried, ...]:
    rows = zip(*(columns[field.name] for field in fields(Tried)), strict=True)
    return tuple(Tried(*row) for row in rows)


def _read_advice(
    row: Mapping[str, Any], document: Mapping[str, Any], curve: tuple[Tried, ...]
) -> Advice:
    question = document["question"]
    asked = Asked(question["first_year"], question["target_year"], row["chance"], question["most"])
    why_not = None if row["why_not"] is None else NoIntake(row["why_not"])
    return Advice(asked, row["starts"], why_not, curve, row["earliest_year"])


def _read_outlook(row: Mapping[str, Any]) -> Outlook:
    hints = get_type_hints(Outlook)
    return Outlook(**{name: _read_of_outlook(name, hints[name], row[name]) for name in hints})


def _read_of_outlook(name: str, hint: Any, value: Any) -> Any:
    if hint is Band:
        return _read_band(value)
    if name == "parts":
        rows = zip(*(value[part] for part in PARTS), strict=True)
        return tuple(Parts(*each) for each in rows)
    return made(hint, value)


def _read_band(row: Mapping[str, Sequence[float]]) -> Band:
    values = {level: tuple(row[name]) for level, name in BAND_NAMES.items() if name in row}
    return Band(values, tuple(row["mean"]))
