"""Which numbers of a place a way out asks for: where to change them, and to what.

Taking a way out over moves placements alone; what the places take is decided by people there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from app.services.board_words import Names
from rotations.types.results import Relaxation, RelaxKind

CAPACITY = "capacity"
"""How the keys of limits begin that are room at places."""
MOST, LEAST = "hoyst", "minst"
"""Words of the form's address that fill in its numbers."""


@dataclass(frozen=True, slots=True)
class RoomLink:
    """One number of one place: its form, filled in with the new value."""

    text: str
    place: str
    """The unit's key."""
    capacity: str
    """Its public id."""
    filled: tuple[tuple[str, str], ...]


def room_links(relaxations: Iterable[Relaxation], names: Names) -> tuple[RoomLink, ...]:
    """The numbers that the relaxations move; agreements and supervisors have forms of their own."""
    found: dict[tuple[str, str], tuple[int, RoomLink]] = {}
    for each in relaxations:
        limit = names.limit(each.limit)
        parts = (each.limit or "").split(":")
        if limit is None or parts[0] != CAPACITY or not limit.sites:
            continue
        outside, name, by = limit.outside, names.limit_name(limit), each.by or 1
        if each.kind is RelaxKind.RAISE_MAXIMUM:
            # The form is about everybody who is there, not only what is left for the plan.
            value = (limit.maximum or 0) + by + (outside.doctors if outside else 0)
            word = MOST
            text = _("Endre taket på %(place)s til %(number)s", place=name, number=value)
        elif each.kind is RelaxKind.LOWER_MINIMUM:
            value = max(0, ((outside or limit).minimum or 0) - by)
            word = LEAST
            text = _("Endre minstekravet på %(place)s til %(number)s", place=name, number=value)
        else:
            continue
        link = RoomLink(text, limit.sites[0], parts[1], ((word, str(value)),))
        held = found.get((parts[1], word))
        is_more = held is None or (value > held[0]) == (word == MOST)
        if is_more:
            found[parts[1], word] = (value, link)
    return tuple(link for _value, link in found.values())
