"""JSON text to values, with the line of every value, so that a mistake can be pointed at."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NoReturn

from seed.csv_rows import Problem, ReferenceFileError

MOST_BYTES = 2_000_000
"""A case is some kilobytes; anything near this size is another kind of file."""

Place = tuple[str | int, ...]
"""Where a value stands: the keys and row numbers from the root."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


@dataclass(frozen=True, slots=True)
class Notes:
    """The mistakes found in one file so far; `lines` says on which line each value begins."""

    file: str
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, place: Place, found: str, expected: str) -> None:
        """Note a mistake at a place."""
        line = next((self.lines[p] for p in _outwards(place) if p in self.lines), None)
        words = (visible(dotted(place)), visible(found), visible(expected))
        self.problems.append(Problem(self.file, line, *words))


def read_text(data: bytes, file: str, most: int = MOST_BYTES) -> tuple[Any, Notes]:
    """The value in the bytes of a file of at most `most` bytes, and empty notes for it.

    Raises ReferenceFileError for what is no JSON text in UTF-8, is too large, nests too deep,
    or names a key twice in one object.
    """
    if len(data) > most:
        expected = "a case of a few kilobytes" if most == MOST_BYTES else "fewer bytes"
        fail(file, f"more than {most:,} bytes", expected)
    try:
        value, lines = _parsed(data, file)
    except json.JSONDecodeError as error:
        found = f"broken JSON at column {error.colno} ({error.msg})"
        fail(file, found, "correct JSON", error.lineno)
    except UnicodeDecodeError as error:
        fail(file, f"bytes that are not UTF-8 at position {error.start}", "a JSON file in UTF-8")
    except UnicodeEncodeError as error:
        fail(file, f"half a letter ({error.object[error.start]!a})", "whole letters")
    except RecursionError:
        fail(file, "lists or objects inside each other too deep", "a case")
    except ValueError as error:
        fail(file, str(error), "correct JSON with numbers of ordinary size")
    return value, Notes(file, lines)


def fail(file: str, found: str, expected: str, line: int | None = None) -> NoReturn:
    """Give up on a file as a whole."""
    raise ReferenceFileError([Problem(file, line, None, visible(found), expected)])


def _parsed(data: bytes, file: str) -> tuple[Any, dict[Place, int]]:
    doubled: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        doubled.extend(key for key, n in Counter(key for key, _ in items).items() if n > 1)
        return dict(items)

    def constant(name: str) -> NoReturn:
        raise ValueError(f"{name}, which is no number")

    text = data.decode("utf-8-sig")
    value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    json.dumps(value, ensure_ascii=False).encode()  # refuses half letters
    if doubled:
        fail(file, "the same key twice: " + ", ".join(map(shown, doubled)), "each key once")
    return value, _lines(text)


def dotted(place: Place) -> str:
    """`record.services[2].ends_on`, rows counted from 0."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".") or "the file"


def shown(value: Any) -> str:
    """A value as it stands in the file, cut when it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def visible(text: str) -> str:
    """A text without letters that a terminal would act on or cannot show."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _outwards(place: Place) -> list[Place]:
    return [place[:length] for length in range(len(place), -1, -1)]


def _lines(text: str) -> dict[Place, int]:
    """The line of every value, by one walk over the tokens of correct JSON."""
    found: dict[Place, int] = {}
    open_at: list[str | int] = []
    key_next: list[bool | None] = [False]  # None inside a list
    line, end = 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", end, token.start())
        end = token.start()
        mark = token.group()
        if mark in "]}":
            open_at.pop()
            key_next.pop()
        elif mark == ",":
            if key_next[-1] is None:
                open_at[-1] = int(open_at[-1]) + 1
            else:
                key_next[-1] = True
        elif mark == ":":
            key_next[-1] = False
        elif key_next[-1]:
            open_at[-1] = json.loads(mark)
        else:
            found[tuple(open_at)] = line
            if mark == "{":
                open_at.append("")
                key_next.append(True)
            elif mark == "[":
                open_at.append(0)
                key_next.append(None)
    return found
