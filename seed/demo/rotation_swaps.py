"""The open swap of the demo: Marius Granlie asks Thea Bjørkelund for her hospital period.

Both are ALIS at the same hospital, in different departments and months; their practices before
and after end and begin accordingly. Invented.
"""

from collections.abc import Callable
from datetime import date

from seed.demo.months import DAY
from seed.demo.rotation_values import DemoMember, DemoPlacement, DemoSwap

ASKED_ON = date(2026, 11, 20)
NOTE = "Vi får barn i oktober 2027, så jeg vil gjerne være ferdig på sykehuset før det."
HOSPITAL = "sykehus"


def hospital_swap(
    asks: DemoMember, asked: DemoMember, name: Callable[[str], str], place: Callable[[str], str]
) -> DemoSwap:
    """The request between two members; `name` of a person's and `place` of a unit's key."""
    moves = [*_moves(asks, asked, name, place), *_moves(asked, asks, name, place)]
    return DemoSwap(
        from_member=asks.key,
        to_member=asked.key,
        block=HOSPITAL,
        note=NOTE,
        asked_on=ASKED_ON,
        moves=tuple(sorted(moves, key=lambda each: (each["doctor"], each["to"]["starts_on"]))),
    )


def _moves(
    member: DemoMember,
    other: DemoMember,
    name: Callable[[str], str],
    place: Callable[[str], str],
) -> list[dict[str, object]]:
    """What moves for one of the two, as `rotation_swaps_tried.moves_of` tells it."""
    practice, hospital, later = member.placements
    wanted = _hospital(other)
    after = (
        (practice, practice.unit, practice.starts_on, wanted.starts_on - DAY),
        (hospital, wanted.unit, wanted.starts_on, wanted.ends_on),
        (later, later.unit, wanted.ends_on + DAY, later.ends_on),
    )
    assert member.person is not None
    return [
        {
            "doctor": name(member.person),
            "service_nb": was.service_nb,
            "service_en": was.service_en,
            "from": _where(place(was.unit), was.starts_on, was.ends_on),
            "to": _where(place(unit), first, last),
        }
        for was, unit, first, last in after
    ]


def _hospital(member: DemoMember) -> DemoPlacement:
    return next(each for each in member.placements if each.block == HOSPITAL)


def _where(place: str, first: date, last: date) -> dict[str, str]:
    return {"place": place, "starts_on": first.isoformat(), "ends_on": last.isoformat()}
