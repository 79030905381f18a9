"""One row of a staff sheet: the values it stands for, or everything that is wrong in it."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from app.exchange.list_rows import NO, YES, ListRow
from app.exchange.staff_list import (
    ABOUT,
    ARRIVALS,
    DURATIONS,
    EXITS,
    POSTS,
    SEXES,
    SHEETS,
    STOCK,
    TRAINEES,
)
from app.services.list_words import Mistake
from pathways.forecast.types import OLDEST, Sex
from pathways.types.knowledge import Specialty

FIRST_YEAR = 1990
YOUNGEST = 18
MOST_PERSONS, MOST_YEARS = 10_000, 40
FULL = 100
ALIKE = 0.7
"""How alike a name must be to be suggested."""

Values = dict[str, Any]


@dataclass(frozen=True)
class Shelf:
    """What every row is held against."""

    specialties: tuple[Specialty, ...]
    places: Mapping[int, tuple[str, str, str]]
    """Key, name and kind by row id."""
    region_names: tuple[str, ...]
    today: date

    @cached_property
    def by_specialty(self) -> Mapping[str, str]:
        """Code by everything a specialty may be called, in small letters."""
        found = {}
        for each in self.specialties:
            for name in (each.code, each.code_display, each.name_nb, each.name_en):
                found[name.lower()] = each.code
        return found

    @cached_property
    def by_place(self) -> Mapping[str, int]:
        """Row id by key and by name, in small letters; a hospital before a municipality."""
        found: dict[str, int] = {}
        for number, (key, name, _kind) in sorted(self.places.items()):
            for text in (key.lower(), name.lower()):
                found.setdefault(text, number)
        return found


class Unexpected(Exception):
    """A cell that cannot be so: what was expected, in words."""


Reader = Callable[[str, Shelf], Any]


def judge_row(sheet: str, row: ListRow, shelf: Shelf) -> tuple[Values | None, list[Mistake]]:
    """The values of a row, or its mistakes by column."""
    mistakes = []
    values: Values = {}
    headings = SHEETS[sheet].headings
    for name, reader in READERS[sheet].items():
        try:
            values[name] = reader(row.cells.get(name, ""), shelf)
        except Unexpected as wrong:
            mistakes.append(Mistake(row.number, headings[name], str(wrong), sheet))
    if row.extra:
        text = _("Det står noe til høyre for den siste kolonnen.")
        mistakes.append(Mistake(row.number, None, text, sheet))
    if not mistakes:
        mistakes += [
            Mistake(row.number, headings[name], text, sheet)
            for name, text in _against_each_other(sheet, values)
        ]
    return (None, mistakes) if mistakes else (values, [])


def _specialty(cell: str, shelf: Shelf) -> str:
    code = shelf.by_specialty.get(cell.lower())
    if code is not None:
        return code
    if not cell:
        raise Unexpected(_("Skriv spesialiteten."))
    names = {each.name_nb.lower(): each.name_nb for each in shelf.specialties}
    raise Unexpected(_unknown(cell, names, _("Ukjent spesialitet")))


def _other_specialty(cell: str, shelf: Shelf) -> str | None:
    return _specialty(cell, shelf) if cell else None


def _place(cell: str, shelf: Shelf) -> int:
    number = shelf.by_place.get(cell.lower())
    if number is not None:
        return number
    if not cell:
        raise Unexpected(_("Skriv sykehuset."))
    names = {name.lower(): name for _key, name, _kind in shelf.places.values()}
    raise Unexpected(_unknown(cell, names, _("Ukjent sykehus i regionen")))


def _any_place(cell: str, shelf: Shelf) -> int | None:
    return _place(cell, shelf) if cell else None


def _unknown(cell: str, names: Mapping[str, str], what: str) -> str:
    near = difflib.get_close_matches(cell.lower(), names, n=1, cutoff=ALIKE)
    if near:
        return _(
            "%(what)s: %(cell)s. Mente du %(near)s?", what=what, cell=cell, near=names[near[0]]
        )
    return _("%(what)s: %(cell)s. Bruk navnene i arket «Navn å bruke».", what=what, cell=cell)


def _sex(cell: str, shelf: Shelf) -> Sex:
    found = {word.lower(): Sex(value) for word, value in SEXES.items()}.get(cell.lower())
    if found is None:
        raise Unexpected(_("Skriv en av: %(names)s.", names=", ".join(SEXES)))
    return found


def _yes(cell: str, shelf: Shelf) -> bool:
    if cell.lower() not in (YES.lower(), NO.lower()):
        raise Unexpected(_("Skriv ja eller nei."))
    return cell.lower() == YES.lower()


def whole(least: int, most: int) -> Reader:
    """A whole number between two."""

    def read(cell: str, shelf: Shelf) -> int:
        number = _number(cell)
        if number is None or number != int(number) or not least <= number <= most:
            raise Unexpected(
                _("Skriv et helt tall fra %(least)s til %(most)s.", least=least, most=most)
            )
        return int(number)

    return read


def _maybe(reader: Reader) -> Reader:
    return lambda cell, shelf: reader(cell, shelf) if cell else None


def amount(most: float, default: float | None = None) -> Reader:
    """A number from 0; an empty cell stands for `default` where there is one."""

    def read(cell: str, shelf: Shelf) -> float:
        if not cell and default is not None:
            return default
        number = _number(cell)
        if number is None or not 0 <= number <= most:
            raise Unexpected(_("Skriv et tall fra 0 til %(most)s.", most=f"{most:g}"))
        return number

    return read


def _number(cell: str) -> float | None:
    text = cell.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    if not text.lstrip("-").replace(".", "", 1).isdigit() or not text.isascii():
        return None
    return float(text)


def _year(cell: str, shelf: Shelf) -> int:
    return int(whole(FIRST_YEAR, shelf.today.year)(cell, shelf))


def _day(cell: str, shelf: Shelf) -> date:
    expected = _(
        "Skriv en dato som 31.10.2026, ikke senere enn %(today)s.",
        today=f"{shelf.today:%d.%m.%Y}",
    )
    parts = cell.split(".")
    try:
        found = date(int(parts[2]), int(parts[1]), int(parts[0]))
    except (ValueError, IndexError) as error:
        raise Unexpected(expected) from error
    if found > shelf.today or found.year < FIRST_YEAR:
        raise Unexpected(expected)
    return found


def _source(cell: str, shelf: Shelf) -> str:
    if not 1 <= len(cell) <= 300:
        raise Unexpected(_("Skriv hvor tallene kommer fra, med høyst 300 tegn."))
    return cell


def _region(cell: str, shelf: Shelf) -> None:
    if cell and cell.lower() not in shelf.region_names:
        raise Unexpected(_("Tallene gjelder %(cell)s, ikke regionen du er i.", cell=cell))


_PERSONS = whole(0, MOST_PERSONS)
_FTE = amount(MOST_PERSONS)
_AGE = whole(YOUNGEST, OLDEST)
READERS: Mapping[str, Mapping[str, Reader]] = {
    ABOUT: {"region": _region, "as_of": _day, "source": _source},
    STOCK: {
        "specialty_code": _specialty,
        "organisation_id": _place,
        "sex": _sex,
        "age": _AGE,
        "persons": _PERSONS,
        "work_percent": amount(FULL, FULL),
        "second_code": _other_specialty,
    },
    TRAINEES: {
        "specialty_code": _specialty,
        "organisation_id": _any_place,
        "sex": _sex,
        "age": _AGE,
        "years_done": whole(0, MOST_YEARS),
        "persons": _PERSONS,
    },
    EXITS: {
        "specialty_code": _specialty,
        "year": _year,
        "sex": _sex,
        "age_from": whole(YOUNGEST, 99),
        "age_to": whole(YOUNGEST, 99),
        "in_post": _PERSONS,
        "gone": _PERSONS,
    },
    ARRIVALS: {
        "specialty_code": _specialty,
        "year": _year,
        **dict.fromkeys(("started", "dropped_out", "in_training"), _PERSONS),
        **dict.fromkeys(("approved", "stayed", "recruited", "persons"), _PERSONS),
        "fte": _FTE,
    },
    DURATIONS: {
        "specialty_code": _specialty,
        "years": whole(0, MOST_YEARS),
        "persons": _PERSONS,
        "is_finished": _yes,
    },
    POSTS: {
        "specialty_code": _specialty,
        "organisation_id": _place,
        "vacant": _FTE,
        "hired_in": _FTE,
        "other_unmet": amount(MOST_PERSONS, 0.0),
        **dict.fromkeys(("on_call_minimum", "training_places", "supervisors"), _maybe(_PERSONS)),
    },
}
"""How each column of each sheet is read; the fields are those of the tables."""


def _against_each_other(sheet: str, values: Values) -> Iterable[tuple[str, str]]:
    """What cannot stand together in one row: the column, and what was expected."""
    if sheet == STOCK and values["second_code"] == values["specialty_code"]:
        yield "second_code", _("Skriv en annen spesialitet enn den første, eller ingenting.")
    if sheet == STOCK and not values["work_percent"]:
        yield "work_percent", _("Skriv et tall over 0.")
    if sheet == EXITS and values["age_to"] < values["age_from"]:
        yield "age_to", _("Skriv en alder som ikke er lavere enn den i «Fra alder».")
    if sheet == EXITS and values["gone"] > values["in_post"]:
        yield (
            "gone",
            _(
                "%(gone)s sluttet, men det var bare %(in_post)s i stilling.",
                gone=values["gone"],
                in_post=values["in_post"],
            ),
        )
    if sheet == ARRIVALS and values["stayed"] > values["approved"]:
        yield (
            "stayed",
            _(
                "%(stayed)s ble i regionen, men det var bare %(approved)s som ble godkjent.",
                stayed=values["stayed"],
                approved=values["approved"],
            ),
        )
    if sheet == ARRIVALS and values["dropped_out"] > values["in_training"] + values["started"]:
        yield (
            "dropped_out",
            _(
                "Flere avbrøt (%(dropped_out)s) enn det var i utdanning.",
                dropped_out=values["dropped_out"],
            ),
        )
