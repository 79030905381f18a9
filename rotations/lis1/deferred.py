"""Stable matching: nobody and no seat would rather have had each other.

Candidates ask for their wishes from the top; places are held for those with the best priority so
far, and whoever loses a place asks for the next. With caps on one side only (all groups inside
each other or apart) and no couples this gives every candidate the best seat of any stable
matching (Gale and Shapley 1962; Hatfield and Milgrom 2005 for caps).

With caps on both sides that cross, or with couples, a stable matching need not exist. Then a
place that falls free is offered again to those who were turned away from it, best priority
first, until nobody waits for a place they could have, or until `MOST_WAKES` times. In the latter
case the result says that it is not settled, and `rotations.lis1.check` names the pairs that are
left.
"""

from bisect import bisect_left, insort
from collections import deque
from heapq import heappop, heappush

from rotations.lis1.market import Market, Option
from rotations.lis1.turns import Holding, Room

MOST_WAKES = 20
"""Times the number of agents that a place is offered again before we give up."""


def best_for_candidates(market: Market) -> tuple[Holding, bool]:
    """Candidates ask; and whether it settled."""
    table = _Table(market)
    for number in range(len(market.agents)):
        table.ask(number)
    return table.settled()


def best_for_seats(market: Market) -> tuple[Holding, bool]:
    """Seats offer, best priority first, and candidates keep the best offer; couples ask after."""
    table = _Table(market)
    for number, option in _offers(market).items():
        table.hold(number, option)
    for number in range(len(market.agents)):
        table.await_better(number)
    return table.settled()


class _Table:
    """Who holds what, who waits for what."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.held: dict[int, int] = {}
        """The option that an agent holds, by its place in the list."""
        self.members: list[list[int]] = [[] for _ in market.groups]
        """Keys of the contracts in each group, best first."""
        self.owner: dict[int, int] = {}
        """The agent of a contract, by key."""
        self.waiting: list[list[tuple[int, int, int]]] = [[] for _ in market.groups]
        """(key, agent, option) of whoever was turned away because the group was full."""
        self.asking: deque[tuple[int, int]] = deque()
        """(agent, option) to ask for next, in order of asking."""
        self.freed: set[int] = set()
        self.wakes = 0

    # ---- Asking ------------------------------------------------------------------------------

    def ask(self, agent: int, option: int = 0) -> None:
        """Let an agent ask, from this option downwards."""
        self.asking.append((agent, option))
        self._drain()

    def hold(self, agent: int, option: int) -> None:
        """Give an agent an option that is known to be free."""
        self.held[agent] = option
        for key, groups in self._places(agent, option):
            self.owner[key] = agent
            for group in groups:
                insort(self.members[group], key)

    def await_better(self, agent: int) -> None:
        """Let an agent stand in line for all that is better than what it holds."""
        for option in range(self.held.get(agent, len(self._options(agent)))):
            if self._try(agent, option):
                self._drain()
                return

    def settled(self) -> tuple[Holding, bool]:
        """Offer what falls free until nobody waits for a place they could have."""
        most = MOST_WAKES * (len(self.market.agents) + 1)
        while self.freed and self.wakes < most:
            group = min(self.freed)
            self.freed.remove(group)
            self._wake(group, most)
        got = {agent: self._options(agent)[at] for agent, at in sorted(self.held.items())}
        return got, self.wakes < most

    def _drain(self) -> None:
        while self.asking:
            self._ask_down(*self.asking.popleft())

    def _options(self, agent: int) -> tuple[Option, ...]:
        return self.market.agents[agent].options

    def _places(self, agent: int, option: int) -> list[tuple[int, tuple[int, ...]]]:
        """Key and groups of each contract of an option."""
        market = self.market
        return [
            (market.keys[contract], market.groups_of[contract[1]])
            for contract in self._options(agent)[option].contracts
        ]

    def _ask_down(self, agent: int, option: int) -> None:
        for at in range(option, len(self._options(agent))):
            if agent in self.held and self.held[agent] <= at:
                return
            if self._try(agent, at):
                return

    def _try(self, agent: int, option: int) -> bool:
        """Take an option if priority allows; else stand in line for it."""
        full = self._full(agent, option)
        if full is not None:
            group, key = full
            heappush(self.waiting[group], (key, agent, option))
            return False
        self._take(agent, option)
        return True

    def _full(self, agent: int, option: int) -> tuple[int, int] | None:
        """A group that is full of better priority, and the key that it turns away; or None."""
        places = self._places(agent, option)
        for key, groups in places:
            for group in groups:
                before = bisect_left(self.members[group], key)
                before += sum(other < key and group in theirs for other, theirs in places)
                if before >= self.market.groups[group].places:
                    return group, key
        return None

    # ---- Taking and losing -------------------------------------------------------------------

    def _take(self, agent: int, option: int) -> None:
        if agent in self.held:
            self._leave(agent)
        self.hold(agent, option)
        for _, groups in self._places(agent, option):
            for group in groups:
                while len(self.members[group]) > self.market.groups[group].places:
                    key = self.members[group][-1]
                    loser = self.owner[key]
                    lost = self._leave(loser)
                    heappush(self.waiting[group], (key, loser, lost))
                    self.asking.append((loser, lost + 1))

    def _leave(self, agent: int) -> int:
        """Give up what is held; the groups with room for others are looked at later."""
        option = self.held.pop(agent)
        for key, groups in self._places(agent, option):
            del self.owner[key]
            for group in groups:
                members = self.members[group]
                del members[bisect_left(members, key)]
                self.freed.add(group)
        return option

    def _wake(self, group: int, most: int) -> None:
        """Those who wait for a group try again, best priority first, while it may help."""
        line, again = self.waiting[group], []
        while line and self._could_hold(group, line[0][0]):
            _, agent, option = heappop(line)
            if self.held.get(agent, option + 1) <= option:
                continue
            full = self._full(agent, option)
            if full is None:
                self.wakes += 1
                self._take(agent, option)
                self._drain()
                if self.wakes >= most:
                    break
            elif full[0] == group:
                again.append((full[1], agent, option))
            else:
                heappush(self.waiting[full[0]], (full[1], agent, option))
        for entry in again:
            heappush(line, entry)

    def _could_hold(self, group: int, key: int) -> bool:
        return bisect_left(self.members[group], key) < self.market.groups[group].places


def _offers(market: Market) -> dict[int, int]:
    """What every single candidate holds when the seats have offered all they can.

    Once somebody has an offer, all that they like less is out of the question for them, so the
    seats offer again from the top until nobody has an offer to turn down.
    """
    least = [len(agent.options) for agent in market.agents]
    contracts = sorted(
        (market.keys[option.contracts[0]], number, at)
        for number, agent in enumerate(market.agents)
        if len(agent.members) == 1
        for at, option in enumerate(agent.options)
    )
    while True:
        room, offered = Room(market), dict[int, int]()
        is_final = True
        for _, number, at in contracts:
            option = market.agents[number].options[at]
            if at <= least[number] and room.fits(option):
                room.take(option)
                is_final = is_final and number not in offered
                least[number] = offered[number] = at
        if is_final:
            return offered
