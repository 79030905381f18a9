"""Reads a field by averages, and writes the calculation by hand with every factor named."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from json import dumps
from typing import Any

from app.exchange.forecast_by_hand_shape import FORECAST_BY_HAND
from app.exchange.forecast_files import ForecastFile, note_specialty, read_document
from app.exchange.forecast_results import FEWEST_SHOWN, head_row
from app.exchange.json_text import Notes, read_text
from app.exchange.typed_values import tidy
from pathways.forecast.by_hand import Factor, FactorName, HandCase, Line, work_out
from seed.csv_rows import ReferenceFileError

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class HandFile:
    """A field by averages with what is said of it."""

    case: HandCase
    specialty: str | None
    target_year: int | None
    input_hash: str
    small: tuple[str, ...]


def read_forecast(data: bytes, file: str, specialties: Collection[str]) -> ForecastFile | HandFile:
    """What is in the bytes of a file: a forecast case, or a field by averages.

    Only the latter has `fte_today` at its root. `specialties` are the codes that there are.
    Raises ReferenceFileError with every mistake.
    """
    document, notes = read_text(data, file)
    if isinstance(document, dict) and "fte_today" in document:
        return _read(document, notes, specialties)
    return read_document(document, notes, specialties)


def _read(document: Any, notes: Notes, specialties: Collection[str]) -> HandFile:
    row = FORECAST_BY_HAND.read(document, (), notes)
    note_specialty(row["specialty"], specialties, notes)
    if notes.problems:
        raise ReferenceFileError(dict.fromkeys(notes.problems))
    persons = sum(each["persons"] for each in row["stock"])
    return HandFile(
        _case(row),
        row["specialty"],
        row["target_year"],
        sha256(dumps(tidy(row), ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
        ("stock",) if 0 < persons < FEWEST_SHOWN else (),
    )


def _case(row: Mapping[str, Any]) -> HandCase:
    return HandCase(
        name=row["name"],
        stock=_lines(row["stock"], FactorName.STAYS),
        training=_lines(row["training"], FactorName.COMPLETES, FactorName.WORKS),
        abroad=_lines(row["abroad"], FactorName.STAYS),
        fte_today=_exact(row["fte_today"]),
        unmet=_exact(row["unmet"]),
        population=_exact(row["population"]),
        terms=tuple(Factor(each["name"], _exact(each["growth"])) for each in row["terms"]),
        intake_years=row["intake_years"],
        one=_line(
            {**row, "name": "intake", "persons": row["intake"]},
            FactorName.COMPLETES,
            FactorName.WORKS,
        ),
    )


def _lines(rows: Iterable[Mapping[str, Any]], *factors: FactorName) -> tuple[Line, ...]:
    return tuple(_line(row, *factors) for row in rows)


def _line(row: Mapping[str, Any], *factors: FactorName) -> Line:
    shares = tuple(Factor(name, _exact(row[name])) for name in factors)
    return Line(row["name"], _exact(row["persons"]), shares, _exact(row["fte"]))


def _exact(number: float) -> Fraction:
    """The decimal number that stands in the file: 0.7 is seven tenths."""
    return Fraction(str(number))


# ---- Writing ---------------------------------------------------------------------------------


def by_hand_document(file: HandFile) -> dict[str, Any]:
    """Every line with its factors, the need, the gap and the intake."""
    case = file.case
    answer = work_out(case)
    growth = (
        Factor("unmet", 1 + case.unmet),
        Factor("population", 1 + case.population),
        *(Factor(each.name, 1 + each.value) for each in case.terms),
    )
    product = " × ".join(_text(each) for each in (case.fte_today, *(g.value for g in growth)))
    return {
        **head_row("by-hand", case.name, file.specialty, file.input_hash, file.small),
        "target_year": file.target_year,
        "lines": [_row(each) for each in (*case.stock, *case.training, *case.abroad)],
        "supply": _number(answer.supply),
        "fte_today": _number(case.fte_today),
        "growth": [{"name": each.name, "value": _number(each.value)} for each in growth],
        "need": _number(answer.need),
        "need_text": f"{product} = {_text(answer.need)}",
        "gap": _number(answer.gap),
        "intake_now": _number(case.one.persons),
        "intake_years": case.intake_years,
        "one": _row(Line(case.one.name, Fraction(1), case.one.factors, case.one.fte)),
        "intake": None if answer.intake is None else _number(answer.intake),
        "starts": answer.starts,
        "intake_text": _intake_text(case, answer.gap, answer.intake),
    }


def _row(line: Line) -> dict[str, Any]:
    numbers = (line.persons, *(each.value for each in line.factors), line.fte)
    return {
        "name": line.name,
        "persons": _number(line.persons),
        "factors": [{"name": each.name, "value": _number(each.value)} for each in line.factors],
        "fte": _number(line.fte),
        "supply": _number(line.supply),
        "text": f"{' × '.join(map(_text, numbers))} = {_text(line.supply)}",
    }


def _intake_text(case: HandCase, gap: Fraction, intake: Fraction | None) -> str:
    if intake is None:
        return "nobody who starts is in post in the target year"
    one = case.one.share * case.one.fte
    yields = f"({case.intake_years} × {_text(one)})"
    sign = "+" if gap >= 0 else "−"
    return f"{_text(case.one.persons)} {sign} {_text(abs(gap))} ÷ {yields} = {_text(intake)}"


def _number(value: Fraction) -> int | float:
    number: int | float = tidy(float(value), DECIMALS)
    return number


def _text(value: Fraction) -> str:
    return str(_number(value))
