"""One stream of chance for each process, the same whatever else is drawn.

A stream is named by the seed, the process, the block of paths and a part (a year, a line of the
stock); so a changed intake, or a scenario without recruits, meets the very same persons (common
random numbers), and the same seed gives the same bits. Blocks keep the arrays in the cache.
"""

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from pathways.forecast.types import Share

BLOCK = 2_000
"""Paths that are worked out together. Part of the result: another size draws other numbers."""
STRIDE = 0x9E3779B97F4A7C15F39CC0605CEDC835
"""Steps between the parts of a process: 2 to the power of 128 divided by the golden ratio, so that
no two parts come near each other (as `PCG64.jumped` does)."""


class Process(IntEnum):
    """What is drawn. The numbers are part of the result: never change one."""

    EXIT_LEVEL = 1
    EXIT_YEARS = 2
    STOCK = 3
    DROP_OUT_LEVEL = 4
    RETENTION_LEVEL = 5
    TRAINEE_COURSE = 6
    TRAINEE_EXIT = 7
    RECRUIT_LEVEL = 8
    RECRUIT_NUMBER = 9
    RECRUIT_SEX = 10
    RECRUIT_EXIT = 11
    DRIFT = 12
    START_COURSE = 13
    START_EXIT = 14


Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Singles = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
Numbers = np.ndarray[tuple[int, ...], np.dtype[np.unsignedinteger]]
Counts = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Marks = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


class Chance:
    """The streams of one block of paths."""

    def __init__(self, seed: int, block: int) -> None:
        self._seed, self._block = seed, block
        self._roots: dict[Process, tuple[PCG64, Any, Generator]] = {}

    def of(self, process: Process, part: int = 0) -> Generator:
        """The stream from its beginning. Use it up before asking for another part of the process.

        Moving one generator takes a sixth of the time of seeding another.
        """
        if process not in self._roots:
            key = (int(process), self._block)
            bits = PCG64(SeedSequence(self._seed, spawn_key=key))
            self._roots[process] = bits, bits.state, Generator(bits)
        bits, beginning, draw = self._roots[process]
        bits.state = beginning
        if part:
            bits.advance(part * STRIDE)
        return draw


def blocks(paths: int) -> Iterator[tuple[int, slice]]:
    """Number of each block, and which paths it has."""
    for number, first in enumerate(range(0, paths, BLOCK)):
        yield number, slice(first, min(first + BLOCK, paths))


def levels(share: Share, chance: Chance, process: Process, size: int, *, is_known: bool) -> Floats:
    """The share in each path: drawn around its mean as surely as its weight says.

    One number for all where it does not vary.
    """
    if is_known or share.weight is None:
        return np.array([share.mean])
    draw = chance.of(process)
    return draw.beta(share.mean * share.weight, (1 - share.mean) * share.weight, size)


def factors(spread: float, chance: Chance, process: Process, shape: tuple[int, ...]) -> Singles:
    """Factors around a mean of 1 whose logarithm has this spread.

    The last axis is the paths; it has one number for all where nothing varies.
    """
    if spread == 0:
        return np.ones((*shape[:-1], 1), dtype=np.float32)
    drawn = chance.of(process).standard_normal(shape, dtype=np.float32)
    found: Singles = np.exp(np.float32(spread) * drawn - np.float32(spread**2 / 2))
    return found
