"""What a doctor's plan must remember between two blocks, and the rules that ask for it."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rotations.planner.arcs import ArcTable, meeting_arcs
from rotations.planner.demands import Demands
from rotations.planner.objective import Objective
from rotations.planner.rows import Ints
from rotations.types.case import FULL_TIME, Block, Doctor, RotationCase

FREE_COUNT = -1
"""The doctor cannot exceed this site's number of blocks any more."""


class Memory(NamedTuple):
    """Bits are by block, by objective that some block needs, by wish that may be met twice."""

    done: int = 0
    credit: tuple[int, ...] = ()
    objectives: int = 0
    towns: tuple[int, ...] = ()
    counts: tuple[int, ...] = ()
    wishes: int = 0


class Effect(NamedTuple):
    """What an arc does to the memory."""

    block: int
    credit: int
    objectives: int
    town: int
    site: int
    wishes: int


class BlockRules:
    """One doctor's rules between blocks, prepared for stepping."""

    def __init__(
        self,
        case: RotationCase,
        doctor: Doctor,
        demands: Demands,
        objective: Objective,
        sites: tuple[str, ...],
        arcs: ArcTable,
    ) -> None:
        self.doctor, self.blocks = doctor, doctor.blocks
        self.number = {block.key: index for index, block in enumerate(doctor.blocks)}
        self.arcs, self.sites = arcs, sites
        self.objective = objective
        # Who need not finish pays nothing for what is not placed, so order binds all the same.
        self.can_miss = objective.block_price is not None and doctor.must_finish
        self.needed = [self._is_needed(block, demands) for block in doctor.blocks]
        self.held_price = [self._held_price(block, demands) or 0 for block in doctor.blocks]
        self.takes = {choice.key: choice.take for choice in doctor.choices}
        self._order()
        self._credit()
        self._objectives(case)
        self._places(case)
        self._wishes(objective)
        self.is_plain = not (
            self.counted or self.objectives or self.same_town or self.most or self.wish_points
        )
        """Whether the set of finished blocks says everything."""

    def _is_needed(self, block: Block, demands: Demands) -> bool:
        return self._is_compulsory(block) or (
            demands.is_needed(block.key) and self._held_price(block, demands) is None
        )

    def _is_compulsory(self, block: Block) -> bool:
        return block.choice is None and self.doctor.must_finish

    def _held_price(self, block: Block, demands: Demands) -> int | None:
        """What it costs to leave out a block that only a lock or a frozen month asks for.

        0 when nothing asks; None when what asks cannot be given up.
        """
        if self._is_compulsory(block):
            return 0
        price = 0
        for asks, each in (
            (block.key in demands.locks, self.objective.lock_price),
            (block.key in demands.frozen, self.objective.frozen_price),
        ):
            if asks and each is None:
                return None
            price += each if asks and each is not None else 0
        return price

    def _order(self) -> None:
        """`first[b]` must be done before b; `barred_by[b]`: b cannot follow any of these."""
        self.first = [0] * len(self.blocks)
        self.barred_by = [0] * len(self.blocks)
        for index, block in enumerate(self.blocks):
            for key in block.after:
                earlier = self.number.get(key)
                if earlier is None:
                    continue
                self.barred_by[earlier] |= 1 << index
                if self.blocks[earlier].choice is None and not self.can_miss:
                    self.first[index] |= 1 << earlier
        self.group = [0] * len(self.blocks)
        for index, block in enumerate(self.blocks):
            if block.choice in self.takes:
                same = [i for i, b in enumerate(self.blocks) if b.choice == block.choice]
                self.group[index] = sum(1 << i for i in same)

    def _credit(self) -> None:
        """Months that must come first: known from the set of blocks, or counted."""
        self.constant: dict[int, int] = {}
        for index in range(len(self.blocks)):
            found = np.unique(self.arcs.credit[self.arcs.block == index])
            if len(found) == 1:
                self.constant[index] = int(found[0])
        self.before: list[list[tuple[int, int, int]]] = [[] for _ in self.blocks]
        self.counted: list[tuple[int, int]] = []
        """(bits of blocks, bits of blocks that ask for it) of each counter."""
        self.caps: list[int] = []
        for index, block in enumerate(self.blocks):
            for demand in block.months_before:
                members = [self.number[key] for key in demand.blocks if key in self.number]
                bits = sum(1 << i for i in set(members))
                counter = -1
                if not all(i in self.constant for i in members if self._has_arc(i)):
                    counter = len(self.counted)
                    self.counted.append((bits, 1 << index))
                    self.caps.append(demand.months * FULL_TIME)
                self.before[index].append((bits, demand.months * FULL_TIME, counter))

    def _has_arc(self, index: int) -> bool:
        return bool((self.arcs.block == index).any())

    def _objectives(self, case: RotationCase) -> None:
        met = set(self.doctor.objectives_met)
        names = {o for block in self.blocks for o in block.needs_objectives} - met
        self.objectives = {name: 1 << index for index, name in enumerate(sorted(names))}
        self.needs = [
            sum(self.objectives[o] for o in dict.fromkeys(block.needs_objectives) if o not in met)
            for block in self.blocks
        ]
        self.gives: dict[tuple[str, str | None], int] = {}
        for place in case.objective_places:
            if place.objective in self.objectives:
                key = (place.site, place.service)
                bit = self.objectives[place.objective]
                self.gives[key] = self.gives.get(key, 0) | bit

    def _given(self, site: str, service: str) -> int:
        return self.gives.get((site, service), 0) | self.gives.get((site, None), 0)

    def _places(self, case: RotationCase) -> None:
        towns = {site.key: site.town for site in case.sites}
        names = sorted({towns[site] for site in self.sites})
        self.town = [names.index(towns[site]) for site in self.sites]
        self.same_town: list[int] = []
        for group in self.doctor.same_town:
            members = [self.number[key] for key in group if key in self.number]
            there = {towns[site] for i in members for site in self.blocks[i].sites}
            if len(there) > 1 and len(members) > 1:
                self.same_town.append(sum(1 << i for i in set(members)))
        limits = dict[str, int]()
        for key, most in self.doctor.at_most:
            limits[key] = min(most, limits.get(key, most))
        self.most: list[tuple[int, int]] = []
        """(bits of blocks that may be there, number) of each site with a limit that can bind."""
        self.limited: dict[int, int] = {}
        for key, most in limits.items():
            bits = sum(1 << i for i, b in enumerate(self.blocks) if key in b.sites)
            if key in self.sites and bits.bit_count() > most:
                self.limited[self.sites.index(key)] = len(self.most)
                self.most.append((bits, most))

    def _wishes(self, objective: Objective) -> None:
        self.wish_points: list[int] = []
        self.wish_blocks: list[int] = []
        self.wish_bits = np.zeros(len(self.arcs), dtype=np.int64)
        if not objective.counts_wishes or self.doctor.is_vacancy:
            return
        for wish in self.doctor.wishes:
            met = meeting_arcs(self.doctor, self.sites, self.arcs, wish)
            if not met.any() or wish.points == 0:
                continue
            if self._meets_once(met):
                self.arcs.gain[met] += wish.points
                continue
            self.wish_bits[met] |= 1 << len(self.wish_points)
            self.wish_points.append(wish.points)
            self.wish_blocks.append(sum(1 << int(i) for i in np.unique(self.arcs.block[met])))

    def _meets_once(self, met: npt.NDArray[np.bool_]) -> bool:
        """Whether no plan can hold two of these arcs: one block, one of a choice, or no time."""
        blocks = [int(i) for i in np.unique(self.arcs.block[met])]
        if len(blocks) == 1:
            return True
        choice = self.blocks[blocks[0]].choice
        if self.takes.get(choice or "") == 1 and all(
            self.blocks[i].choice == choice for i in blocks
        ):
            return True
        starts = self.arcs.at[met]
        return int(starts.max() - starts.min()) < int(self.arcs.length[met].min())

    def effects(self) -> tuple[tuple[Effect, ...], Ints]:
        """The different effects, and the number of each arc's."""
        arcs = self.arcs
        counted = sum(bits for bits, _ in self.counted) and [
            any(bits >> i & 1 for bits, _ in self.counted) for i in range(len(self.blocks))
        ]
        in_town = [any(bits >> i & 1 for bits in self.same_town) for i in range(len(self.blocks))]
        needs_objectives = bool(self.objectives)
        table = np.zeros((len(arcs), len(Effect._fields)), dtype=np.int64)
        table[:, 0] = arcs.block
        for row in range(len(arcs)) if (counted or needs_objectives or any(in_town)) else ():
            block, site = int(arcs.block[row]), int(arcs.site[row])
            table[row, 1] = arcs.credit[row] if counted and counted[block] else 0
            table[row, 2] = self._arc_objectives(row) if needs_objectives else 0
            table[row, 3] = self.town[site] if in_town[block] else -1
        if not any(in_town):
            table[:, 3] = -1
        limited = np.array([self.limited.get(i, -1) for i in range(len(self.sites))] or [-1])
        table[:, 4] = limited[arcs.site] if len(arcs) else -1
        table[:, 5] = self.wish_bits
        unique, number = np.unique(table, axis=0, return_inverse=True)
        return tuple(Effect(*map(int, row)) for row in unique), number.reshape(-1)

    def _arc_objectives(self, row: int) -> int:
        block = self.blocks[int(self.arcs.block[row])]
        inner = int(self.arcs.inner_site[row])
        outer_site = self.sites[int(self.arcs.site[row])]
        given = self._given(outer_site, block.service)
        if inner >= 0 and block.inner is not None:
            if block.inner.months >= int(self.arcs.length[row]):
                given = 0
            given |= self._given(self.sites[inner], block.inner.service)
        return given

    def start(self) -> Memory:
        """Nothing done."""
        return self._forget(
            Memory(0, (0,) * len(self.counted), 0, (-1,) * len(self.same_town),
                   (0,) * len(self.most), 0)
        )  # fmt: skip

    def step(self, memory: Memory, effect: Effect) -> tuple[Memory, int] | None:
        """Memory after an arc with this effect and the points for wishes, or None: not allowed."""
        block, bit = effect.block, 1 << effect.block
        done = memory.done
        if done & bit or self.first[block] & ~done or self.barred_by[block] & done:
            return None
        group = self.group[block]
        if group and (group & done).bit_count() >= self.takes[self.blocks[block].choice or ""]:
            return None
        if self.needs[block] & ~memory.objectives or not self._has_credit(memory, block):
            return None
        if self.is_plain:
            return Memory(done | bit), 0
        towns = self._towns(memory, effect)
        counts = self._counts(memory, effect)
        if towns is None or counts is None:
            return None
        credit = tuple(
            min(cap, value + (effect.credit if bits & bit else 0))
            for (bits, _), cap, value in zip(self.counted, self.caps, memory.credit, strict=True)
        )
        fresh = effect.wishes & ~memory.wishes
        points = sum(p for i, p in enumerate(self.wish_points) if fresh >> i & 1)
        after = Memory(
            done | bit, credit, memory.objectives | effect.objectives, towns, counts,
            memory.wishes | effect.wishes,
        )  # fmt: skip
        return self._forget(after), points

    def _has_credit(self, memory: Memory, block: int) -> bool:
        for bits, need, counter in self.before[block]:
            if counter >= 0:
                have = memory.credit[counter]
            else:
                have = sum(c for i, c in self.constant.items() if bits & memory.done & (1 << i))
            if have < need:
                return False
        return True

    def _towns(self, memory: Memory, effect: Effect) -> tuple[int, ...] | None:
        towns = list(memory.towns)
        for index, bits in enumerate(self.same_town):
            if bits >> effect.block & 1:
                if towns[index] not in (-1, effect.town):
                    return None
                towns[index] = effect.town
        return tuple(towns)

    def _counts(self, memory: Memory, effect: Effect) -> tuple[int, ...] | None:
        if effect.site < 0 or memory.counts[effect.site] == FREE_COUNT:
            return memory.counts
        counts = list(memory.counts)
        counts[effect.site] += 1
        if counts[effect.site] > self.most[effect.site][1]:
            return None
        return tuple(counts)

    def _forget(self, memory: Memory) -> Memory:
        """Put aside what no later block can ask for, so that equal futures are one state."""
        if self.is_plain:
            return memory
        left = ((1 << len(self.blocks)) - 1) & ~memory.done
        asked = 0
        for index, need in enumerate(self.needs):
            if left >> index & 1:
                asked |= need
        counts = tuple(
            FREE_COUNT if n != FREE_COUNT and n + (bits & left).bit_count() <= most else n
            for n, (bits, most) in zip(memory.counts, self.most, strict=True)
        )
        open_wishes = sum(1 << i for i, bits in enumerate(self.wish_blocks) if bits & left)
        return Memory(
            memory.done,
            tuple(
                value if asks & left else 0
                for value, (_, asks) in zip(memory.credit, self.counted, strict=True)
            ),
            memory.objectives & asked,
            tuple(
                town if bits & left else -1
                for town, bits in zip(memory.towns, self.same_town, strict=True)
            ),
            counts,
            memory.wishes & open_wishes,
        )

    def missing(self, memory: Memory) -> int:
        """How many needed blocks a plan that ends with this memory lacks."""
        lacks = sum(
            1 for i, needed in enumerate(self.needed) if needed and not memory.done >> i & 1
        )
        if not self.doctor.must_finish:
            return lacks
        for key, take in self.takes.items():
            taken = sum(
                1 for i, b in enumerate(self.blocks) if b.choice == key and memory.done >> i & 1
            )
            # A locked block of the choice that is missing is already counted above.
            locked = sum(
                1
                for i, b in enumerate(self.blocks)
                if b.choice == key and self.needed[i] and not memory.done >> i & 1
            )
            lacks += max(0, take - taken - locked)
        return lacks

    def end_cost(self, memory: Memory) -> int:
        """Cost of ending here: what is missing or given up. -1: the plan may not end here."""
        missing, price = self.missing(memory), self.objective.block_price
        if missing and price is None:
            return -1
        left_out = sum(p for i, p in enumerate(self.held_price) if not memory.done >> i & 1)
        return missing * (price or 0) + left_out
