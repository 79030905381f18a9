"""Reads and writes forecast cases (JSON, schema 1.0) and tells every mistake in them.

Nothing is repaired and nothing is guessed: with a mistake nothing is reckoned.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from app.exchange.forecast_shape import FORECAST_CASE, FORECAST_CASE_VERSION
from app.exchange.json_text import Notes, Place, dotted, read_text
from app.exchange.project_files import plain
from app.exchange.shapes import is_whole
from app.exchange.typed_values import made_of, tidy
from pathways.forecast.results import Question
from pathways.forecast.types import Case
from pathways.forecast.validation import problems
from seed.csv_rows import ReferenceFileError

DEFAULTS = Question(1, 1)


@dataclass(frozen=True, slots=True)
class ForecastFile:
    """A case with what a file may say beside it."""

    case: Case
    question: Question
    """Years counted from the base year, as in the engine; calendar years in the file."""
    specialty: str | None = None
    """Its code; None: the file does not say."""


def file_document(file: ForecastFile) -> dict[str, Any]:
    """The document of a whole file; the case, its specialty and what is asked."""
    base = file.case.base_year
    asked = tidy(plain(file.question))
    years = {name: base + asked[name] for name in ("first_year", "target_year")}
    return {**case_document(file.case, file.specialty), "question": {**asked, **years}}


def read_case_document(document: Mapping[str, Any] | str) -> Case:
    """The case in a document that is kept, or in its text.

    Raises ReferenceFileError with every mistake.
    """
    if isinstance(document, str):
        value, notes = read_text(document.encode(), "case")
        return read_document(value, notes).case
    return read_document(dict(document), Notes("case")).case


def case_document(case: Case, specialty: str | None = None) -> dict[str, Any]:
    """The document of a case; `read_case_document` gives the case back, figure by figure."""
    body = tidy(plain(case))
    uses = enumerate(body["needed"]["population"], case.base_year)
    body["needed"]["population"] = [{"year": year, "use": use} for year, use in uses]
    code = {} if specialty is None else {"specialty": specialty}
    return {"schema_version": FORECAST_CASE_VERSION, **code, **body}


def input_hash(case: Case) -> str:
    """A hash of everything in the case; the order of the stock and of shares makes no difference.

    That of the trainees does: which of them meets which chance follows from it.
    """
    document = case_document(case)
    document["stock"].sort(key=lambda row: (row["sex"], row["age"]))
    for rows in (document["training"]["durations"], *_finishes(document)):
        rows.sort(key=lambda row: row["year"])
    return sha256(dumps(document, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _finishes(document: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [row["finishes"] for row in document["trainees"]]


def read_document(
    document: Any, notes: Notes, specialties: Collection[str] | None = None
) -> ForecastFile:
    """What is in the value of a file; `specialties` are the codes that there are, None: any.

    Raises ReferenceFileError with every mistake.
    """
    row = FORECAST_CASE.read(document, (), notes)
    if specialties is not None and isinstance(row, dict):
        note_specialty(row["specialty"], specialties, notes)
    if is_whole(row):
        _note_years(row, notes)
        _note_question(row, notes)
        case = _case(row)
        told = {each.field for each in notes.problems}
        for found in problems(case):
            if dotted(found.place) not in told:
                notes.add(found.place, found.found, found.expected)
        if not notes.problems:
            return ForecastFile(case, _question(row), row["specialty"])
    raise ReferenceFileError(dict.fromkeys(notes.problems))


def note_specialty(
    code: Any, specialties: Collection[str], notes: Notes, at: Place = ("specialty",)
) -> None:
    """A code that no specialty has is a mistake; none at all is not."""
    if isinstance(code, str) and code not in specialties:
        notes.add(at, code, "the code of a specialty, such as VOP")


def _question(row: Mapping[str, Any]) -> Question:
    """What the file asks; from the first year and by the last where it does not say."""
    base, asked = row["base_year"], row["question"] or {}
    first = asked.get("first_year") or base + 1
    target = asked.get("target_year") or base + row["years"]
    rest = {name: asked[name] for name in ("chances", "most") if name in asked}
    counted = {"first_year": first - base, "target_year": target - base}
    question: Question = made_of(Question, {**plain(DEFAULTS), **rest, **counted})
    return question


def _note_question(row: Mapping[str, Any], notes: Notes) -> None:
    """The years asked about are years of the case, the first not after the last."""
    base, asked = row["base_year"], row["question"] or {}
    last = base + row["years"]
    first, target = asked.get("first_year"), asked.get("target_year")
    if first is not None and not base < first <= last:
        found, expected = str(first), f"a year from {base + 1} to {last}"
        notes.add(("question", "first_year"), found, expected)
        first = None
    earliest = first or base + 1
    if target is not None and not earliest <= target <= last:
        expected = f"a year from {earliest} to {last}"
        notes.add(("question", "target_year"), str(target), expected)


def _case(row: Mapping[str, Any]) -> Case:
    uses = [each["use"] for each in row["needed"]["population"]]
    values = {**row, "needed": {**row["needed"], "population": uses}}
    case: Case = made_of(Case, values)
    return case


def _note_years(row: Mapping[str, Any], notes: Notes) -> None:
    """Every year from the base year on, in order: what is missing is named."""
    found = [each["year"] for each in row["needed"]["population"]]
    last = row["base_year"] + row["years"]
    wanted = list(range(row["base_year"], last + 1))
    if found != wanted:
        expected = f"every year from {row['base_year']} to {last}, in order"
        notes.add(("needed", "population"), _about(found, wanted), expected)


def _about(found: Sequence[int], wanted: Sequence[int]) -> str:
    missing = [year for year in wanted if year not in found]
    others = [year for year in found if year not in wanted]
    twice = [year for year in dict.fromkeys(found) if found.count(year) > 1]
    parts = [("no", missing), ("also", others), ("twice", twice)]
    told = [f"{word} {', '.join(map(str, years))}" for word, years in parts if years]
    return "; ".join(told) or "another order"
