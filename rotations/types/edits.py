"""What an edit of a plan gives: the case and plan after it, or why it cannot be made."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rotations.types.case import Placement, RotationCase


class Follow(StrEnum):
    """What happens to the same doctor's placements that are in the way."""

    KEEP = "keep"
    """They stay; an overlap is for the rules to tell."""
    PUSH = "push"
    """They move on, in their order, just as far as needed. Locked ones never move."""


class Reason(StrEnum):
    """Why an edit cannot be made. A broken rule is no reason: the rules tell it afterwards."""

    UNKNOWN_DOCTOR = "unknown_doctor"
    UNKNOWN_BLOCK = "unknown_block"
    UNKNOWN_SITE = "unknown_site"
    NOT_PLACED = "not_placed"
    ALREADY_PLACED = "already_placed"
    LOCKED = "locked"
    """The placement is locked: unlock it first."""
    LOCKED_IN_THE_WAY = "locked_in_the_way"
    """Pushing on would need to move a locked placement."""
    NOT_LOCKED = "not_locked"
    ALREADY_LOCKED = "already_locked"
    DOES_NOT_FIT = "does_not_fit"
    """It would end after the case's last month, or begin before its first."""
    NOTHING_CHANGED = "nothing_changed"
    WRONG_LENGTH = "wrong_length"
    """A length that the block does not allow."""
    WRONG_MONTHS = "wrong_months"
    """The parts of a split are less than a month, or a span ends before it begins."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The case and the plan after an edit. Nothing of it is judged."""

    case: RotationCase
    placements: tuple[Placement, ...]
    touched: tuple[str, ...]
    """Doctors of whom something is different, in case order."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was changed. `sentence` is English; pages build their own from the values."""

    reason: Reason
    values: Mapping[str, str | int]
    """`doctor`, `block`, `site` (keys), `first`, `last`, `months`: what the reason speaks of."""
    sentence: str
