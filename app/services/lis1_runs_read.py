"""Reads what a run has kept back into the engine's values."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from app.exchange.lis1_files import ANY_DAY, read_lis1_document
from app.exchange.rotation_codec import built
from rotations.lis1.figures import Figures, Grouping, Part, Ranks
from rotations.lis1.reasons import Reason
from rotations.lis1.results import Mechanism, Placed, Result
from rotations.lis1.strategy import Honesty
from rotations.lis1.types import Intake
from rotations.lis1.what_if import WhatIf


def intake_of(case: dict[str, Any]) -> Intake:
    """The intake as it was run."""
    return read_lis1_document(case).intake


def result_of(document: Mapping[str, Any]) -> Result:
    """What a run gave, from its document; changes by hand are not in it."""
    people = sorted(document["people"], key=lambda each: str(each["candidate"]))
    return Result(
        Mechanism(document["mechanism"]),
        document["rules"],
        placed_of(people),
        tuple(each["candidate"] for each in people if each["seat"] is None),
        document["is_settled"],
    )


def placed_of(people: Iterable[Mapping[str, Any]]) -> tuple[Placed, ...]:
    """Who has a seat, from the people of a run's document."""
    return tuple(built(Placed, each, ANY_DAY) for each in people if each["seat"] is not None)


def reason_of(person: Mapping[str, Any]) -> Reason:
    """Why somebody has what they have."""
    reason: Reason = built(Reason, person, ANY_DAY)
    return reason


def what_ifs_of(person: Mapping[str, Any]) -> tuple[WhatIf, ...] | None:
    """What would have changed it; None when that has not been reckoned."""
    rows = person["what_ifs"]
    return None if rows is None else tuple(_what_if(each) for each in rows)


def _what_if(row: Mapping[str, Any]) -> WhatIf:
    found: WhatIf = built(WhatIf, row, ANY_DAY)
    # The codec leaves days as the text they are kept as.
    caps = tuple(replace(each, starts_on=_day(each.starts_on)) for each in found.change.caps)
    return replace(found, change=replace(found.change, caps=caps))


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def figures_of(document: Mapping[str, Any]) -> Figures:
    """The figures of a run; means are exact fractions again."""
    return Figures(
        **{
            **document,
            "everybody": _ranks(document["everybody"]),
            "hospitals": _parts(document["hospitals"]),
            "municipalities": _parts(document["municipalities"]),
            "groups": tuple(
                Grouping(each["kind"], _parts(each["parts"])) for each in document["groups"]
            ),
            "honesty": Honesty(document["honesty"]),
        }
    )


def _parts(rows: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(**{**each, "ranks": _ranks(each["ranks"]) if each["ranks"] else None}) for each in rows
    )


def _ranks(row: Mapping[str, Any]) -> Ranks:
    mean = None if row["mean"] is None else Fraction(str(row["mean"]))
    return Ranks(**{**row, "mean": mean})
