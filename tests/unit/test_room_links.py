"""A way out that moves a place's numbers leads to the form of them, filled in."""

from dataclasses import replace

import pytest

from app.services.board_words import Names
from app.services.rotation_room_links import room_links
from rotations.types.case import LimitKind
from rotations.types.results import Relaxation, RelaxKind
from tests.support.board_cases import board_case

CASE = board_case()
LIMIT = replace(CASE.limits[0], key="capacity:abc:3", minimum=1, maximum=2)
NAMES = Names(replace(CASE, limits=(LIMIT,)))


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        (RelaxKind.RAISE_MAXIMUM, ("hoyst", "4")),
        (RelaxKind.LOWER_MINIMUM, ("minst", "0")),
    ],
)
def test_the_form_is_filled_with_the_greatest_change(
    kind: RelaxKind, filled: tuple[str, str]
) -> None:
    changes = [Relaxation(kind, 3, limit=LIMIT.key, by=by) for by in (1, 2)]
    [link] = room_links(changes, NAMES)
    assert (link.place, link.capacity, link.filled) == (LIMIT.sites[0], "abc", (filled,))
    assert filled[1] in link.text


def test_locks_and_agreements_have_no_such_form() -> None:
    agreement = replace(LIMIT, key="agreement:abc", kind=LimitKind.AGREEMENT)
    names = Names(replace(CASE, limits=(agreement,)))
    asked = [
        Relaxation(RelaxKind.RAISE_MAXIMUM, 3, limit=agreement.key, by=1),
        Relaxation(RelaxKind.RELEASE_LOCK, 10, doctor="a", block="b"),
    ]
    assert room_links(asked, names) == ()
