"""The table of a run's people: who got what, why, and what would have changed it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.services.lis1_runs import Judged
from app.services.lis1_words import Words
from app.store.lis1 import StoredIntake
from rotations.lis1.reasons import Reason
from rotations.lis1.results import How

SENTENCES = 2
"""Most sentences on what would have changed it in the table; the person's page has all."""


@dataclass(frozen=True, slots=True)
class Names:
    """What candidates are called to one member: who has a conflict over one reads no name."""

    by_key: dict[str, str]
    hidden: frozenset[str]

    def of(self, key: str) -> str:
        """A candidate's name, or that the member has stepped back."""
        if key in self.hidden:
            return _("En lege du har meldt deg inhabil for")
        return self.by_key.get(key, key)


def names_of(stored: StoredIntake, hidden: Collection[int]) -> Names:
    """Names for a member from whom the cases of these candidates (row ids) are hidden."""
    return Names(
        {each.key: each.name for each in stored.candidates},
        frozenset(each.key for each in stored.candidates if each.id in hidden),
    )


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One row of the table; a hidden one has nothing but its key, which no page shows."""

    key: str
    name: str
    is_hidden: bool
    got: str = ""
    reason: str = ""
    changes: tuple[str, ...] = ()
    """What would have changed it; or one line on why nothing is said."""
    can_ask: bool = False
    """Nobody has reckoned what would have changed it."""


def lines_of(
    judged: Judged, names: Names, words: Words, most: int | None = None
) -> tuple[PersonLine, ...]:
    """Everybody, or the first so many: whose wish was furthest down first."""
    ordered = sorted(judged.reasons, key=_worst_first)[:most]
    return tuple(
        PersonLine(each.candidate, names.of(each.candidate), True)
        if each.candidate in names.hidden
        else _line(each, judged, names, words)
        for each in ordered
    )


def _worst_first(reason: Reason) -> tuple[int, int, int]:
    if reason.how is How.PREPLACED:
        return (2, 0, reason.number)
    return (0 if reason.rank is None else 1, -(reason.rank or 0), reason.number)


def _line(reason: Reason, judged: Judged, names: Names, words: Words) -> PersonLine:
    told, can_ask = what_if_lines(reason, judged, words, SENTENCES)
    return PersonLine(
        reason.candidate,
        names.of(reason.candidate),
        False,
        got_words(reason, words),
        words.short_reason(reason),
        tuple(told),
        can_ask,
    )


def got_words(reason: Reason, words: Words) -> str:
    """What somebody got: "2. Sarpsborg"; without a rank where it was no wish of theirs."""
    if reason.seat is None:
        return _("Ingen plass")
    seat = words.seat(reason.seat)
    if reason.rank is None or reason.how is How.PREPLACED:
        return seat
    return _("%(rank)s.\u00a0%(seat)s", rank=reason.rank, seat=seat)


def what_if_lines(
    reason: Reason, judged: Judged, words: Words, most: int | None = None
) -> tuple[Sequence[str], bool]:
    """What would have changed it, and whether it is still to be asked."""
    if reason.rank == 1 or reason.how is How.PREPLACED:
        return (), False
    moved = {each.candidate_key for each in judged.changes}
    moved |= {each.swap_with_key for each in judged.changes if each.swap_with_key}
    if reason.candidate in moved:
        return (_("Plassen er endret for hånd."),), False
    found = judged.what_ifs.get(reason.candidate)
    if found is None:
        return (), True
    if not found:
        return (_("Ingen av endringene vi prøvde, hadde gitt noe bedre."),), False
    return words.what_ifs(found, most), False
