"""One stream of chance for each process, the same whatever else is drawn.

A stream is named by the seed, the process and the block of paths; so a changed intake, or a
scenario without recruits, meets the very same persons (common random numbers), and the same seed
gives the same bits. Blocks keep the arrays small.
"""

from collections.abc import Iterator
from enum import IntEnum

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from pathways.forecast.types import Share

BLOCK = 1_000
"""Paths that are worked out together. Part of the result: another size draws other numbers."""


class Process(IntEnum):
    """What is drawn. The numbers are part of the result: never change one."""

    EXIT_LEVEL = 1
    EXIT_YEARS = 2
    STOCK = 3
    DROP_OUT_LEVEL = 4
    RETENTION_LEVEL = 5
    TRAINEE_YEAR = 6
    TRAINEE_LEFT = 7
    TRAINEE_TAKES_POST = 8
    TRAINEE_EXIT = 9
    RECRUIT_LEVEL = 10
    RECRUIT_NUMBER = 11
    RECRUIT_SEX = 12
    RECRUIT_STAYS = 13
    RECRUIT_EXIT = 14
    NEW_INTAKE = 15
    DRIFT = 16
    START_YEAR = 17
    START_SEX = 18
    START_LEFT = 19
    START_TAKES_POST = 20
    START_EXIT = 21


Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Counts = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def stream(seed: int, process: Process, block: int, part: int = 0) -> Generator:
    """The stream of a process in one block; `part` tells several of a kind apart (a year)."""
    return Generator(PCG64(SeedSequence(seed, spawn_key=(int(process), block, part))))


def blocks(paths: int) -> Iterator[tuple[int, int]]:
    """Number and size of each block."""
    for number, first in enumerate(range(0, paths, BLOCK)):
        yield number, min(BLOCK, paths - first)


def levels(
    share: Share, seed: int, process: Process, block: int, size: int, *, is_known: bool
) -> Floats:
    """The share in each path: drawn around its mean as surely as its weight says."""
    if is_known or share.weight is None:
        return np.full(size, share.mean)
    draw = stream(seed, process, block)
    return draw.beta(share.mean * share.weight, (1 - share.mean) * share.weight, size)


def factors(
    spread: float, seed: int, process: Process, block: int, shape: tuple[int, ...]
) -> Floats:
    """Factors around a mean of 1 whose logarithm has this spread."""
    if spread == 0:
        return np.ones(shape)
    drawn = stream(seed, process, block).standard_normal(shape)
    return np.exp(spread * drawn - spread**2 / 2)
