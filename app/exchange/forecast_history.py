"""Reads the history of a region, and writes how the forecast would have fared on it.

The statistics are loaded with the history, so this module is loaded when a backtest is asked for.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from json import dumps
from typing import Any

from app.exchange.forecast_files import note_specialty
from app.exchange.forecast_history_shape import FORECAST, FORECAST_HISTORY, TREND
from app.exchange.json_text import Notes, Place, read_text
from app.exchange.shapes import is_whole
from app.exchange.typed_values import made_of, tidy
from pathways.forecast.backtest import Forecaster, Observed
from pathways.forecast.calibrate import ExitRow
from pathways.forecast.durations import DurationRow
from pathways.forecast.hindcast import Hindcaster, Thoughts, YearRow
from pathways.forecast.trend import trend
from seed.csv_rows import ReferenceFileError

MOST_BYTES = 20_000_000
"""Ten years of 46 specialties by age are half a megabyte."""


@dataclass(frozen=True)
class HistoryFile:
    """A history, and how to stand in its past years."""

    name: str
    forecaster: Forecaster
    observed: tuple[Observed, ...]
    horizons: tuple[int, ...]
    least_before: int
    is_given: bool
    input_hash: str

    def asked(self, seed: int | None, paths: int | None, is_given: bool | None) -> "HistoryFile":
        """The same, where what is asked here and is not None stands before what the file says."""
        forecaster = self.forecaster
        chance = {"seed": seed, "paths": paths}
        if isinstance(forecaster, Hindcaster):
            changes: dict[str, Any] = {k: v for k, v in chance.items() if v is not None}
            forecaster = replace(forecaster, **changes)
        told = self.is_given if is_given is None else is_given
        return replace(self, forecaster=forecaster, is_given=told)


def read_history(data: bytes, file: str, specialties: Collection[str]) -> HistoryFile:
    """The history in the bytes of a file; `specialties` are the codes that there are.

    Raises ReferenceFileError with every mistake.
    """
    document, notes = read_text(data, file, MOST_BYTES)
    row = FORECAST_HISTORY.read(document, (), notes)
    if is_whole(row):
        _check(row, specialties, notes)
    if notes.problems:
        raise ReferenceFileError(dict.fromkeys(notes.problems))
    return _history(row)


# ---- What cannot be so -----------------------------------------------------------------------


def _check(row: Mapping[str, Any], specialties: Collection[str], notes: Notes) -> None:
    rows = row["specialties"]
    if row["method"] == FORECAST:
        _check_whole(row, notes)
    for index, each in enumerate(rows):
        note_specialty(each["code"], specialties, notes, ("specialties", index, "code"))
        _check_series(each, ("specialties", index), notes)
    _note_twice((each["code"] for each in rows), ("specialties",), "code", notes)
    _note_twice((each["year"] for each in row["people"]), ("people",), "year", notes)
    _note_twice(row["horizons"], ("horizons",), None, notes)


def _check_whole(row: Mapping[str, Any], notes: Notes) -> None:
    """The forecast needs every flow; only a trend goes by the counts alone."""
    expected = f"a value: the method {FORECAST} needs it, {TREND} does not"
    if row["before"] is None:
        notes.add(("before",), "nothing", expected)
    for index, series in enumerate(row["specialties"]):
        for number, counted in enumerate(series["years"]):
            at: Place = ("specialties", index, "years", number)
            for name, value in counted.items():
                if value is None:
                    notes.add((*at, name), "nothing", expected)


def _check_series(series: Mapping[str, Any], at: Place, notes: Notes) -> None:
    years = series["years"]
    _note_twice((each["year"] for each in years), (*at, "years"), "year", notes)
    for index, each in enumerate(years):
        place = (*at, "years", index)
        _note_more(each, "stayed", "approved", place, notes)
        _note_more(each, "dropped_out", "in_training", place, notes)
    seen: set[tuple[int, str, int]] = set()
    for index, each in enumerate(series["exits"]):
        place = (*at, "exits", index)
        _note_more(each, "gone", "in_post", place, notes)
        _note_more(each, "age_from", "age_to", place, notes)
        ages = {
            (each["year"], each["sex"], age) for age in range(each["age_from"], each["age_to"] + 1)
        }
        if ages & seen:
            found = f"{each['sex']} {each['age_from']}–{each['age_to']} in {each['year']} again"
            notes.add((*place, "age_from"), found, "each sex and age once a year")
        seen |= ages


def _note_more(row: Mapping[str, Any], less: str, more: str, at: Place, notes: Notes) -> None:
    if None not in (row[less], row[more]) and row[less] > row[more]:
        notes.add((*at, less), str(row[less]), f"at most {row[more]} ({more})")


def _note_twice(values: Iterable[Any], at: Place, key: str | None, notes: Notes) -> None:
    seen = set()
    for index, value in enumerate(values):
        if value in seen:
            place = (*at, index) if key is None else (*at, index, key)
            notes.add(place, f"{value} again", "each once")
        seen.add(value)


# ---- Values ----------------------------------------------------------------------------------


def _history(row: Mapping[str, Any]) -> HistoryFile:
    people = {each["year"]: each["people"] for each in row["people"]}
    if row["method"] == TREND:
        forecaster: Forecaster = trend
        observed = tuple(
            Observed(each["code"], {y["year"]: y["persons"] for y in each["years"]}, people)
            for each in row["specialties"]
        )
    else:
        forecaster = hindcaster = _hindcaster(row)
        observed = hindcaster.observed(people)
    text = dumps(tidy(row), ensure_ascii=False, sort_keys=True)
    return HistoryFile(
        row["name"],
        forecaster,
        observed,
        tuple(row["horizons"]),
        row["least_before"],
        row["is_given"],
        sha256(text.encode()).hexdigest(),
    )


def _hindcaster(row: Mapping[str, Any]) -> Hindcaster:
    series = row["specialties"]
    return Hindcaster(
        exits=tuple(_rows(ExitRow, series, "exits")),
        years=tuple(_rows(YearRow, series, "years")),
        durations=tuple(_rows(DurationRow, series, "durations")),
        groups={each["code"]: each["group"] for each in series},
        thoughts=made_of(Thoughts, row["before"]),
        paths=row["paths"],
        seed=row["seed"],
    )


def _rows(kind: type, series: Sequence[Mapping[str, Any]], part: str) -> Iterator[Any]:
    for each in series:
        for row in each[part]:
            yield made_of(kind, {"code": each["code"], **row})
