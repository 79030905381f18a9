"""When a LIS1 council has decided. Pure: no session, no clock.

The rule (our choice; no source says how many must approve, docs/adr/0018): at least two members,
of whom at least one speaks for the hospital and one for the municipalities. Who prepares the
cases (the administration) does not approve. Who has a conflict of interest over a case approves
all but that case, and then two others without one must have approved it too.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.db.tables import CouncilSide

FEWEST = 2
NEEDED = (CouncilSide.HOSPITAL, CouncilSide.MUNICIPALITY)
MAY_APPROVE = (CouncilSide.HOSPITAL, CouncilSide.MUNICIPALITY, CouncilSide.UNION)


@dataclass(frozen=True, slots=True)
class Voice:
    """A member who has approved, and the cases that the approval is not about."""

    person_id: int
    side: CouncilSide
    excepted: frozenset[str] = frozenset()
    """Keys of candidates the member has a conflict over, directly or by place."""


class Lack(StrEnum):
    """What a proposal still needs."""

    MEMBERS = "members"
    """Fewer than two have approved."""
    HOSPITAL = "hospital"
    MUNICIPALITY = "municipality"
    CASES = "cases"
    """Fewer than two without a conflict have approved some case."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a proposal has come."""

    lacks: tuple[Lack, ...]
    cases: tuple[str, ...] = ()
    """The cases with too few approvals by others, in order."""

    @property
    def is_enough(self) -> bool:
        """Whether the council has decided."""
        return not self.lacks


def standing(voices: Iterable[Voice], keys: Collection[str]) -> Standing:
    """How far a proposal about these candidates has come with these approvals."""
    counting = [each for each in voices if each.side in MAY_APPROVE]
    sides = {each.side for each in counting}
    lacks = [Lack(side.value) for side in NEEDED if side not in sides]
    if len(counting) < FEWEST:
        lacks.insert(0, Lack.MEMBERS)
    cases = _short(counting, keys)
    if cases:
        lacks.append(Lack.CASES)
    return Standing(tuple(lacks), cases)


def _short(voices: Sequence[Voice], keys: Collection[str]) -> tuple[str, ...]:
    touched = {key for each in voices for key in each.excepted} & set(keys)
    return tuple(
        sorted(key for key in touched if sum(key not in each.excepted for each in voices) < FEWEST)
    )
