"""The two ways that go through the drawn order: one pass, and two.

*Drawn order*: each in turn takes the best wish that is free. Finnmark hands out municipalities so
("etter trukket rekkefølge og ut fra innsendt prioriteringsliste").
*Two passes* (UK Foundation Programme 2024, preference informed allocation): in the first pass each
in turn gets the first choice or is passed over; in the second the others get the best of the rest.

Points that count everywhere come before the number drawn; points for one place do not count here,
because there is one order for all seats. A couple has the turn of the one who is later, as in the
British rule for linked applicants, and then takes the best pair that is free.
"""

from collections.abc import Callable, Iterable, Sequence

from rotations.lis1.market import Agent, Market, Option

Holding = dict[int, Option]
"""What each agent has got, by its number in the market."""
Part = Callable[[Agent], tuple[Option, ...]]
"""The options that a pass goes through."""


def drawn_order(market: Market) -> Holding:
    """One pass."""
    return _passes(market, (lambda agent: agent.options,))


def two_pass(market: Market) -> Holding:
    """First choices, then the rest."""
    return _passes(market, (lambda agent: agent.options[:1], lambda agent: agent.options[1:]))


class Room:
    """How many places are left in each group."""

    def __init__(self, market: Market) -> None:
        """Everything but what is placed beforehand is free."""
        self.market = market
        self.left = [group.places for group in market.groups]

    def fits(self, option: Option) -> bool:
        """Whether all of an option is free. Two in one seat need two places."""
        need: dict[int, int] = {}
        for _, seat in option.contracts:
            for group in self.market.groups_of[seat]:
                need[group] = need.get(group, 0) + 1
        return all(self.left[group] >= count for group, count in need.items())

    def take(self, option: Option) -> None:
        """Give it away."""
        for _, seat in option.contracts:
            for group in self.market.groups_of[seat]:
                self.left[group] -= 1


def best_free(room: Room, options: Iterable[Option]) -> Option | None:
    """The first option that is free."""
    return next((option for option in options if room.fits(option)), None)


def _passes(market: Market, parts: Sequence[Part]) -> Holding:
    room = Room(market)
    got: Holding = {}
    for part in parts:
        for number, agent in enumerate(market.agents):
            if number not in got and (option := best_free(room, part(agent))) is not None:
                room.take(option)
                got[number] = option
    return got
