"""Where the pairs of each memory lie in joined networks, for reading plans off forwards."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rotations.planner.network import Network
from rotations.planner.rows import Ints


@dataclass(frozen=True, slots=True)
class WalkIndex:
    """Pairs sorted by doctor, memory left from, first month.

    The pairs of a state's memory that begin in months t..u-1 are entries `begin[base + t]` to
    `begin[base + u]`, with `base[state]`, or `first[doctor]` when nothing is done.
    """

    pair: Ints
    """Number of the pair in the pricer's order."""
    month: Ints
    begin: Ints
    base: Ints
    first: Ints
    site: Ints
    """Of each state, within the doctor's sites."""
    town: Ints
    first_cost: Ints
    """Of each doctor's sites, one after another."""


def build_walk_index(networks: Sequence[Network], pair_order: Ints) -> WalkIndex:
    """`pair_order`: for each pair of the pricer, its number in the networks one after another."""
    place = np.empty(len(pair_order), dtype=np.int32)
    place[pair_order] = np.arange(len(pair_order), dtype=np.int32)
    pairs, months, begins, bases, firsts, sites, towns = [], [], [], [], [], [], []
    pair = entry = 0
    for n in networks:
        pairs.append(place[pair + n.p_by_memory])
        months.append(n.p_at[n.p_by_memory].astype(np.int16))
        begins.append(pair + n.p_begin)
        firsts.append(entry)
        bases.append(entry + np.repeat(np.arange(n.memories) * n.width, n.sites))
        sites.append(np.tile(np.arange(n.sites), n.memories))
        towns.append(np.tile(n.s_town[: n.sites], n.memories))
        pair += len(n.p_choice)
        entry += len(n.p_begin)
    return WalkIndex(
        np.concatenate(pairs),
        np.concatenate(months),
        np.concatenate(begins),
        np.concatenate(bases),
        np.array(firsts, dtype=np.int64),
        np.concatenate(sites),
        np.concatenate(towns),
        np.concatenate([n.first_cost for n in networks]),
    )
