"""A draw that anyone can check: commit to a seed, reveal it, recompute the order.

The recipe (docs/lis1-draw.md): the number of a candidate comes from sorting the SHA-256 hashes of
`seed|public|key`. The hash of the seed and the hash of the list of candidates are published
before the seed is known, so that nobody can try seeds or keys until the order suits them.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256

from rotations.lis1.types import Candidate, Draw

SEED_BYTES = 32
MARK = "|"


def new_seed() -> str:
    """A seed that nobody can guess, as 64 hexadecimal digits."""
    return secrets.token_hex(SEED_BYTES)


def hash_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def hash_of_list(keys: Iterable[str]) -> str:
    """The hash of the list of candidates: their keys sorted, one a line."""
    return hash_of("\n".join(sorted(keys)))


def commit(seed: str, keys: Iterable[str], on: date, public_source: str = "") -> Draw:
    """What is published before the draw; the seed itself is left out and kept by its maker."""
    return Draw(
        public_source=public_source,
        commitment=hash_of(seed),
        list_hash=hash_of_list(keys),
        committed_on=on,
    )


def reveal(draw: Draw, seed: str, on: date, public: str = "") -> Draw:
    """The same draw with its seed and, where one was announced, the public text."""
    return replace(draw, seed=seed, public=public, revealed_on=on)


def drawn(seed: str, public: str, keys: Iterable[str]) -> tuple[str, ...]:
    """The keys in drawn order, first drawn first."""
    return tuple(sorted(keys, key=lambda key: (hash_of(MARK.join((seed, public, key))), key)))


def order_of(draw: Draw, keys: Iterable[str]) -> tuple[str, ...]:
    """The order that holds: the one drawn by hand, else the recomputed one.

    It has the withdrawn in it too: a place in the order is a number that was published.
    Raises ValueError when the draw has neither, because then nobody has drawn yet.
    """
    if draw.order:
        return draw.order
    if draw.seed is None:
        raise ValueError("nothing is drawn: the draw has no seed and no order")
    return drawn(draw.seed, draw.public, (*keys, *draw.withdrawn))


class DrawFault(StrEnum):
    """What does not match in a draw."""

    BY_HAND = "by_hand"
    """The order was drawn by hand: it cannot be recomputed."""
    NOT_REVEALED = "not_revealed"
    NOT_COMMITTED = "not_committed"
    """No hash of the seed was published."""
    SEED = "seed"
    """The seed is not the one that was committed to."""
    NO_LIST = "no_list"
    """No hash of the list of candidates was published."""
    LIST = "list"
    """Candidates were added, taken away or given other keys since."""
    DATES = "dates"
    """Committed after it was revealed, or a date is missing."""
    PUBLIC = "public"
    """A public text was announced and is missing, or is used without having been announced."""
    ORDER = "order"
    """A published order is not the recomputed one."""


@dataclass(frozen=True, slots=True)
class DrawProblem:
    """One thing that does not match: what was found and what was to be there."""

    fault: DrawFault
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class DrawCheck:
    """Whether a draw can be trusted, and the order it gives."""

    problems: tuple[DrawProblem, ...]
    order: tuple[str, ...]

    @property
    def is_verified(self) -> bool:
        """Nothing fails to match."""
        return not self.problems


def verify(draw: Draw, candidates: Sequence[Candidate], published: Sequence[str] = ()) -> DrawCheck:
    """Recompute the order and say what does not match; `published` is an order to compare with."""
    keys = sorted((*(each.key for each in candidates), *draw.withdrawn))
    if draw.order:
        problem = DrawProblem(DrawFault.BY_HAND, "an order drawn by hand", "a committed seed")
        return DrawCheck((problem,), draw.order)
    if draw.seed is None:
        return DrawCheck((DrawProblem(DrawFault.NOT_REVEALED, "no seed", "the seed"),), ())
    order = drawn(draw.seed, draw.public, keys)
    problems = [*_seed(draw, draw.seed), *_list(draw, keys), *_dates(draw), *_public(draw)]
    if published and tuple(published) != order:
        problems.append(_first_difference(order, published))
    return DrawCheck(tuple(problems), order)


def _seed(draw: Draw, seed: str) -> list[DrawProblem]:
    if draw.commitment is None:
        return [DrawProblem(DrawFault.NOT_COMMITTED, "no hash of the seed", "SHA-256 of the seed")]
    if hash_of(seed) != draw.commitment:
        return [DrawProblem(DrawFault.SEED, hash_of(seed), draw.commitment)]
    return []


def _list(draw: Draw, keys: Sequence[str]) -> list[DrawProblem]:
    if draw.list_hash is None:
        return [DrawProblem(DrawFault.NO_LIST, "no hash of the list", "SHA-256 of the keys")]
    if hash_of_list(keys) != draw.list_hash:
        return [DrawProblem(DrawFault.LIST, hash_of_list(keys), draw.list_hash)]
    return []


def _dates(draw: Draw) -> list[DrawProblem]:
    if draw.committed_on is None or draw.revealed_on is None:
        return [DrawProblem(DrawFault.DATES, "a date is missing", "committed_on and revealed_on")]
    if draw.committed_on > draw.revealed_on:
        expected = f"{draw.revealed_on} or earlier"
        return [DrawProblem(DrawFault.DATES, f"committed on {draw.committed_on}", expected)]
    return []


def _public(draw: Draw) -> list[DrawProblem]:
    if draw.public_source and not draw.public:
        return [DrawProblem(DrawFault.PUBLIC, "no public text", draw.public_source)]
    if draw.public and not draw.public_source:
        expected = "a source announced with the commitment"
        return [DrawProblem(DrawFault.PUBLIC, draw.public, expected)]
    return []


def _first_difference(order: Sequence[str], published: Sequence[str]) -> DrawProblem:
    for number, (ours, theirs) in enumerate(zip(order, published, strict=False), 1):
        if ours != theirs:
            return DrawProblem(DrawFault.ORDER, f"no. {number}: {theirs}", f"no. {number}: {ours}")
    return DrawProblem(DrawFault.ORDER, f"{len(published)} candidates", f"{len(order)} candidates")
