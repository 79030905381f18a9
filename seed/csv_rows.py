"""Reading of CSV files so that every mistake in them is told at once.

A `Row` hands out typed values. A value that does not fit is noted with file, line,
field, what was found and what was expected, and a harmless stand-in is returned so that
the rest of the file is looked at too. `read_rows` and `build_rows` raise one
`ReferenceFileError` with all of it; a stand-in never leaves this module's callers.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

LIST_MARK = ";"
"""Separates the values of a field that holds several."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file: where it is, what was there and what should have been."""

    file: str
    line: int | None
    field: str | None
    found: str
    expected: str

    def __str__(self) -> str:
        """`file, line n, field: found 'x', expected y`."""
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.field is not None:
            place += f", {self.field}"
        return f"{place}: found {self.found}, expected {self.expected}"


class ReferenceFileError(ValueError):
    """Reference files that cannot be used, with every problem found in them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems and make one line of text for each."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Row:
    """One row of a file, with typed access to its fields."""

    def __init__(self, file: str, line: int, values: dict[str, str], problems: list[Problem]):
        """Hold the row; `problems` is shared by all rows of the file."""
        self.file = file
        self.line = line
        self._values = values
        self._problems = problems

    def fail(self, field: str, expected: str) -> None:
        """Note that `field` does not hold what it should."""
        found = repr(self._values[field]) if self._values[field] else "nothing"
        self._problems.append(Problem(self.file, self.line, field, found, expected))

    def text(self, field: str) -> str:
        """A text that must be there."""
        if not self._values[field]:
            self.fail(field, "a text")
        return self._values[field]

    def optional(self, field: str) -> str | None:
        """A text, or None for an empty field."""
        return self._values[field] or None

    def texts(self, field: str) -> tuple[str, ...]:
        """Several texts separated by semicolons; empty gives an empty tuple."""
        return tuple(part.strip() for part in self._values[field].split(LIST_MARK) if part.strip())

    def whole(self, field: str) -> int | None:
        """A whole number of zero or more, or None for an empty field."""
        value = self._values[field]
        if value and not (value.isascii() and value.isdigit()):
            self.fail(field, "a whole number of zero or more, or nothing")
            return None
        return int(value) if value else None

    def number(self, field: str) -> float | None:
        """A number with a full stop as decimal mark, or None for an empty field."""
        value = self._values[field]
        try:
            return float(value) if value else None
        except ValueError:
            self.fail(field, "a number such as 6.5, or nothing")
            return None

    def day(self, field: str) -> date | None:
        """A date as YYYY-MM-DD, or None for an empty field."""
        value = self._values[field]
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.fail(field, "a date as YYYY-MM-DD, or nothing")
            return None

    def required_whole(self, field: str) -> int:
        """As `whole`, but must be there."""
        return self._required(field, self.whole(field), 0, "a whole number of zero or more")

    def required_number(self, field: str) -> float:
        """As `number`, but must be there."""
        return self._required(field, self.number(field), 0.0, "a number such as 6.5")

    def required_day(self, field: str) -> date:
        """As `day`, but must be there."""
        return self._required(field, self.day(field), date.min, "a date as YYYY-MM-DD")

    def matching(self, field: str, pattern: str, expected: str) -> str | None:
        """A text that fits a regular expression as a whole, or None for an empty field."""
        value = self._values[field]
        if value and not re.fullmatch(pattern, value):
            self.fail(field, expected)
        return value or None

    def _required(self, field: str, value: T | None, stand_in: T, expected: str) -> T:
        if value is not None:
            return value
        if not self._values[field]:
            self.fail(field, expected)
        return stand_in

    def choice(self, field: str, kind: type[E]) -> E:
        """One of the values of an enumeration; must be there."""
        try:
            return kind(self._values[field])
        except ValueError:
            self.fail(field, "one of " + ", ".join(member.value for member in kind))
            return next(iter(kind))

    def one_of(self, field: str, allowed: Sequence[str]) -> str:
        """One of the texts in `allowed`; must be there."""
        if self._values[field] not in allowed:
            self.fail(field, "one of " + ", ".join(allowed))
        return self._values[field]

    def flag(self, field: str) -> bool:
        """`yes` or `no`; must be there."""
        return self.one_of(field, ("yes", "no")) == "yes"


def read_rows(path: Path, columns: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a CSV file that has exactly `columns`, in any order.

    The rows are not judged further: use `build_rows` to get values with all problems
    collected. Raises `ReferenceFileError` for a file that is missing, is not UTF-8, has
    other columns, or has a row with too few or too many fields.
    """
    problems: list[Problem] = []
    rows = _read(path, columns, problems)
    if problems:
        raise ReferenceFileError(problems)
    return rows


def build_rows(path: Path, columns: Sequence[str], build: Callable[[Row], T]) -> tuple[T, ...]:
    """One value per row, made by `build`; raises `ReferenceFileError` with all problems."""
    problems: list[Problem] = []
    values = tuple(build(row) for row in _read(path, columns, problems))
    if problems:
        raise ReferenceFileError(problems)
    return values


def _read(path: Path, columns: Sequence[str], problems: list[Problem]) -> tuple[Row, ...]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(path.name, None, None, "no file", "a CSV file"))
        return ()
    except UnicodeDecodeError as error:
        found = f"bytes that are not UTF-8 at position {error.start}"
        problems.append(Problem(path.name, None, None, found, "a CSV file in UTF-8"))
        return ()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        found = f"broken CSV ({error})"
        problems.append(Problem(path.name, reader.line_num, None, found, "correct quoting"))
        return ()
    return _rows(path.name, lines, columns, problems)


def _rows(
    file: str,
    lines: Sequence[tuple[int, list[str]]],
    columns: Sequence[str],
    problems: list[Problem],
) -> tuple[Row, ...]:
    header = lines[0][1] if lines else []
    if sorted(header) != sorted(columns):
        missing = ", ".join(sorted(set(columns) - set(header))) or "none"
        extra = ", ".join(sorted((Counter(header) - Counter(columns)).keys())) or "none"
        found = f"a header (missing: {missing}; unknown or repeated: {extra})"
        problems.append(Problem(file, 1, None, found, "the columns " + ", ".join(columns)))
        return ()
    rows = []
    for line, cells in lines[1:]:
        if not cells:
            continue
        if len(cells) != len(header):
            found = f"{len(cells)} fields"
            problems.append(Problem(file, line, None, found, f"{len(header)} fields"))
            continue
        values = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        rows.append(Row(file, line, values, problems))
    return tuple(rows)
