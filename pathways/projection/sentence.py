"""The answer in one plain sentence, for files and the command line.

Pages have their own sentences, which speak to the doctor (`app.services.projection_words`).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pathways.projection.values import Certainty, Item, ItemKind, Projection
from pathways.start_and_goal import Goal

MOST_NAMED = 3
"""More deciding lines than this are counted instead of named."""


class Language(StrEnum):
    """The languages a sentence can be said in."""

    NB = "nb"
    EN = "en"


_MONTHS = {
    Language.NB: "januar februar mars april mai juni juli august september oktober november "
    "desember",
    Language.EN: "January February March April May June July August September October November "
    "December",
}
_GOALS = {
    (Language.NB, Goal.SPECIALIST): "Legen kan bli godkjent som spesialist",
    (Language.NB, Goal.PART1): "Legen kan fullføre LIS1",
    (Language.EN, Goal.SPECIALIST): "The doctor can be approved as a specialist",
    (Language.EN, Goal.PART1): "The doctor can complete LIS1",
}
_PATTERNS = {
    Language.NB: {
        Certainty.EXACT: "{goal} {day}.",
        Certainty.RANGE: "{goal} mellom {day} og {last}.",
        Certainty.NOT_BEFORE: "{goal} tidligst {day}, for noe som tar tid, har ingen lengde.",
        Certainty.UNKNOWN: "Dagen er ukjent, for {missing} mangler.",
        Certainty.DONE: "Alt som tar tid, er gjort.",
    },
    Language.EN: {
        Certainty.EXACT: "{goal} on {day}.",
        Certainty.RANGE: "{goal} between {day} and {last}.",
        Certainty.NOT_BEFORE: "{goal} on {day} at the earliest: something that takes time has no "
        "length.",
        Certainty.UNKNOWN: "The day is unknown: {missing} is missing.",
        Certainty.DONE: "Everything that takes time is done.",
    },
}
_MISSING = {
    (Language.NB, "degree_date"): "datoen for endt studium",
    (Language.NB, "intake_dates"): "datoen for neste opptak til LIS1",
    (Language.EN, "degree_date"): "the date of the degree",
    (Language.EN, "intake_dates"): "the date of the next LIS1 intake",
}
_DECIDES = {
    Language.NB: (" Det avgjøres av {names}.", " og ", " Det avgjøres av {count} ting."),
    Language.EN: (" Decided by {names}.", " and ", " Decided by {count} things."),
}


def sentence(projection: Projection, names: Mapping[str, str], language: Language) -> str:
    """When the goal can be reached, how sure that is, and what decides it.

    `names` are the names of the lines by key; a line without a name is called by its key.
    """
    first, last = projection.expected, projection.expected_latest
    text = _PATTERNS[language][projection.certainty].format(
        goal=_GOALS[language, projection.goal],
        day="" if first is None else _day(first, language),
        last="" if last is None else _day(last, language),
        missing=_MISSING.get((language, projection.missing or ""), projection.missing),
    )
    return text + _decided_by(_leading(projection.deciding), names, language)


def _leading(deciding: tuple[Item, ...]) -> tuple[Item, ...]:
    """The lines to name: a course or a service says more than the total it is part of."""
    plain = tuple(item for item in deciding if item.kind is not ItemKind.REQUIREMENT)
    return plain or deciding


def _decided_by(items: tuple[Item, ...], names: Mapping[str, str], language: Language) -> str:
    named, joint, counted = _DECIDES[language]
    if not items:
        return ""
    if len(items) > MOST_NAMED:
        return counted.format(count=len(items))
    words = [_inside(names.get(item.key, item.key)) for item in items]
    listed = joint.join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    return named.format(names=listed)


def _inside(name: str) -> str:
    """A name in the middle of a sentence; LIS1 and ALIS keep their letters."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _day(day: date, language: Language) -> str:
    month = _MONTHS[language].split()[day.month - 1]
    return f"{day.day}{'.' if language is Language.NB else ''} {month} {day.year}"
