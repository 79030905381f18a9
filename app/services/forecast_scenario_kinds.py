"""What can be changed in a forecast: its name, unit and bounds on screen, and a change in words.

Scenarios and what people believe share these: both speak of the same inputs. The bounds are ours;
they keep out slips of the pen, not bold thoughts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.services.wording import figure
from pathways.forecast.scenarios import TIMED, ChangeKind

PERCENT = 100.0
ROUNDING = 9
LONGEST = 12

Change = Mapping[str, Any]
"""A change as stored: kind, value, from_year, specialty."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One input as people write it. `scale`: a written number times this is the stored one."""

    label: Callable[[], str]
    unit: Callable[[], str]
    least: float
    most: float
    scale: float = 1.0
    is_whole: bool = False
    is_count: bool = False
    """A number of one specialty: the same for all of them makes no sense, unless it is none."""


def _years() -> str:
    return _("år")


def _a_year() -> str:
    return _("i året")


def _percent() -> str:
    return "%"


def _percent_a_year() -> str:
    return _("prosent i året")


def _of_today() -> str:
    return _("prosent av i dag")


def _fte() -> str:
    return _("årsverk")


UNITS: Mapping[str, Unit] = {
    ChangeKind.EXITS_LATER: Unit(lambda: _("Slutter senere (under 0: tidligere)"), _years, -10, 10),
    ChangeKind.RECRUITS: Unit(lambda: _("Kommer utenfra"), _a_year, 0, 100, is_count=True),
    ChangeKind.RECRUITS_FACTOR: Unit(
        lambda: _("Kommer utenfra, mot i dag"), _of_today, 0, 500, 1 / PERCENT
    ),
    ChangeKind.POPULATION: Unit(
        lambda: _("Befolkningens bruk vokser mer (under 0: mindre)"),
        _percent_a_year,
        -5,
        5,
        1 / PERCENT,
    ),
    ChangeKind.INTAKE: Unit(
        lambda: _("Begynner i faget"), _a_year, 0, 200, is_whole=True, is_count=True
    ),
    ChangeKind.INTAKE_FACTOR: Unit(
        lambda: _("Begynner i faget, mot planen"),
        lambda: _("prosent av planen"),
        0,
        500,
        1 / PERCENT,
    ),
    ChangeKind.RETENTION: Unit(lambda: _("Tar stilling her"), _percent, 0, 100, 1 / PERCENT),
    ChangeKind.DROP_OUT: Unit(
        lambda: _("Slutter i utdanningen"), _percent_a_year, 0, 50, 1 / PERCENT
    ),
    ChangeKind.DURATION: Unit(
        lambda: _("Utdanningen tar lengre tid (under 0: kortere)"), _years, -3, 5
    ),
    ChangeKind.WORK_SHARE: Unit(lambda: _("Årsverk per lege"), _of_today, 50, 150, 1 / PERCENT),
    ChangeKind.DRIFT: Unit(
        lambda: _("Behovet vokser mer, utenom befolkningen (under 0: mindre)"),
        _percent_a_year,
        -10,
        10,
        1 / PERCENT,
    ),
    ChangeKind.VACANCIES: Unit(lambda: _("Ledige stillinger"), _fte, 0, 500, is_count=True),
    ChangeKind.HIRED_IN: Unit(lambda: _("Innleie"), _fte, 0, 500, is_count=True),
    ChangeKind.FLOOR: Unit(lambda: _("Vaktordningene krever"), _fte, 0, 500, is_count=True),
    ChangeKind.NO_DELAYS: Unit(
        lambda: _("Ingen forsinkelser (skriv 1)"), lambda: "", 1, 1, is_whole=True
    ),
    "other_unmet": Unit(
        lambda: _("Mangler i dag utover stillinger og innleie"), _fte, 0, 500, is_count=True
    ),
}


def label_of(kind: str) -> str:
    """What an input is called, with its unit: Slutter senere, år."""
    unit = UNITS[kind]
    told = unit.unit()
    return f"{unit.label()}, {told}" if told else unit.label()


def is_timed(kind: str) -> bool:
    """Whether a change of this input can begin in a later year."""
    return kind in TIMED


def bounds(kind: str) -> str:
    """What may be written: fra 0 til 100 %."""
    unit = UNITS[kind]
    low, high, told = amount(unit.least), amount(unit.most), unit.unit()
    return _("Skriv et tall fra %(low)s til %(high)s %(unit)s.", low=low, high=high, unit=told)


def written(kind: str, value: float) -> str:
    """A stored value as people write it, without its unit: 0,4."""
    number = round(value / UNITS[kind].scale, 2)
    return f"{number:g}".replace(".", ",")


def amount(value: float) -> str:
    """A number with its sign, at most two decimals: −0,4."""
    text = f"{abs(round(value, 2)):g}".replace(".", figure(0.5)[1])
    return f"\u2212{text}" if value < 0 else text


def with_unit(kind: str, value: float) -> str:
    """A stored value with its unit: 70 %."""
    unit = UNITS[kind]
    told = unit.unit()
    number = amount(value / unit.scale)
    return f"{number}\u00a0{told}" if told else number


def read(kind: str, text: str) -> float | None:
    """The stored value of what was written; None when it is no number within the bounds."""
    unit = UNITS[kind]
    plain = text.strip().removesuffix("%").strip().replace("\u2212", "-").replace(",", ".")
    allowed = plain.lstrip("-").replace(".", "", 1)
    if not allowed.isdigit() or not allowed.isascii() or len(plain) > LONGEST:
        return None
    number = float(plain)
    if not unit.least <= number <= unit.most or (unit.is_whole and number != int(number)):
        return None
    return round(number * unit.scale, ROUNDING)


def told(change: Change, names: Mapping[str, str]) -> str:
    """A stored change as a sentence's part: Psykiatri: 6 begynner i året, fra 2028."""
    text = _what(str(change["kind"]), float(change["value"]))
    if change.get("from_year"):
        text = _("%(what)s, fra %(year)s", what=text, year=change["from_year"])
    code = change.get("specialty")
    if code is None:
        return text
    return _("%(specialty)s: %(what)s", specialty=names.get(code, code), what=text)


def _what(kind: str, value: float) -> str:
    number = amount(abs(value) / UNITS[kind].scale)
    if value == 0 and kind == ChangeKind.RECRUITS:
        return _("Ingen kommer utenfra")
    if value == 0 and kind == ChangeKind.INTAKE:
        return _("Ingen begynner")
    more, less = _DIRECTIONS.get(kind, (None, None))
    if more is not None and less is not None:
        return (less if value < 0 else more)(number)
    return _PLAIN[kind](number)


_DIRECTIONS: Mapping[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    ChangeKind.EXITS_LATER: (
        lambda n: _("Spesialister slutter %(number)s år senere", number=n),
        lambda n: _("Spesialister slutter %(number)s år tidligere", number=n),
    ),
    ChangeKind.POPULATION: (
        lambda n: _("Befolkningens bruk vokser %(number)s prosentpoeng mer i året", number=n),
        lambda n: _("Befolkningens bruk vokser %(number)s prosentpoeng mindre i året", number=n),
    ),
    ChangeKind.DURATION: (
        lambda n: _("Utdanningen tar %(number)s år lengre", number=n),
        lambda n: _("Utdanningen tar %(number)s år kortere", number=n),
    ),
    ChangeKind.DRIFT: (
        lambda n: _("Behovet vokser %(number)s %% mer i året", number=n),
        lambda n: _("Behovet vokser %(number)s %% mindre i året", number=n),
    ),
}
_PLAIN: Mapping[str, Callable[[str], str]] = {
    ChangeKind.RECRUITS: lambda n: _("%(number)s i året kommer utenfra", number=n),
    ChangeKind.RECRUITS_FACTOR: lambda n: _(
        "Det kommer %(number)s %% av så mange utenfra som i dag", number=n
    ),
    ChangeKind.INTAKE: lambda n: _("%(number)s begynner i året", number=n),
    ChangeKind.INTAKE_FACTOR: lambda n: _(
        "Inntaket er %(number)s %% av det som er planlagt", number=n
    ),
    ChangeKind.RETENTION: lambda n: _("%(number)s %% av de nye tar stilling her", number=n),
    ChangeKind.DROP_OUT: lambda n: _("%(number)s %% i året slutter i utdanningen", number=n),
    ChangeKind.WORK_SHARE: lambda n: _("Hver lege gir %(number)s %% av årsverkene i dag", number=n),
    ChangeKind.VACANCIES: lambda n: _("%(number)s årsverk er ledige", number=n),
    ChangeKind.HIRED_IN: lambda n: _("%(number)s årsverk er leid inn", number=n),
    ChangeKind.FLOOR: lambda n: _("Vaktordningene krever minst %(number)s årsverk", number=n),
    ChangeKind.NO_DELAYS: lambda _n: _("Ingen i utdanning er forsinket"),
}
