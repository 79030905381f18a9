"""Which counts of people are too small to be shown, and which must go with them.

A count of 1 to `least` - 1 is never shown, and neither is any other count from which it could be
reckoned by subtraction; 0 is shown. "Could be reckoned" is exact for whole numbers: a hidden count
is safe when at least one other table of people agrees with everything that is shown, and has
another number there. The reader is taken to know that a hidden count is at least 1.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of counts; None is a hidden one. The sums of the columns are known to everybody."""

    cells: tuple[tuple[int | None, ...], ...]
    totals: tuple[int | None, ...]
    """Of each row."""


def hidden_parts(
    parts: Sequence[int], least: int, forced: Collection[int] = ()
) -> frozenset[int] | None:
    """Places in `parts` that are not shown when their sum is; None: the sum is not shown either.

    `forced` are places that are hidden somewhere else already.
    """
    hidden = {place for place, number in enumerate(parts) if 0 < number < least}
    hidden |= {place for place in forced if parts[place]}
    left = sorted((number, place) for place, number in enumerate(parts) if number)
    left = [each for each in left if each[1] not in hidden]
    while hidden and not _are_safe([parts[place] for place in hidden], least):
        if not left:
            return None
        hidden.add(left.pop(0)[1])
    return frozenset(hidden)


def _are_safe(numbers: Sequence[int], least: int) -> bool:
    # As many people as counts, and each would be 1.
    return len(numbers) > 1 and sum(numbers) >= max(least, len(numbers) + 1)


def shown_table(rows: Sequence[Sequence[int]], least: int) -> Shown | None:
    """The table with what must be hidden taken out; None: nothing of it can be shown.

    The sums of the columns are shown elsewhere, so each must be 0 or at least `least`.
    """
    table = _Table(rows, least)
    while exposed := table.first_exposed():
        more = table.cheapest_way(exposed.target, exposed.source, exposed)
        if more is None:
            return None
        table.hide(more)
    return table.as_shown()


ALL = -1
"""The node that the totals of the rows start from."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """A count as the flow from one node to another: ALL to a row, or a row to a column."""

    source: int
    target: int
    number: int


class _Table:
    """The counts as a network. What flows into a row flows out of it; that is all subtraction.

    A hidden count may differ when one more (or one less) of it can be evened out along a way of
    hidden counts from the one end to the other: with the flow one more, against it one less.
    """

    def __init__(self, rows: Sequence[Sequence[int]], least: int) -> None:
        self.rows = rows
        self.edges = []
        for row, cells in enumerate(rows):
            self.edges.append(_Edge(ALL, row, sum(cells)))
            self.edges += [
                _Edge(row, len(rows) + column, number) for column, number in enumerate(cells)
            ]
        self.hidden = {each for each in self.edges if 0 < each.number < least}

    def first_exposed(self) -> _Edge | None:
        """A hidden count that can have no other number."""
        return next(
            (each for each in self.edges if each in self.hidden and not self._may_differ(each)),
            None,
        )

    def hide(self, edges: Collection[_Edge]) -> None:
        """Hide these too."""
        self.hidden |= set(edges)

    def cheapest_way(self, first: int, last: int, without: _Edge) -> frozenset[_Edge] | None:
        """What must be hidden for a way between two nodes to be hidden, with fewest people.

        None: there is no way. Nothing is to be hidden on a way that is hidden already.
        """
        waiting: list[tuple[int, int, int, frozenset[_Edge]]] = [(0, 0, first, frozenset())]
        done, pushed = set(), 0
        while waiting:
            cost, _, node, opened = heappop(waiting)
            if node == last:
                return opened
            if node in done:
                continue
            done.add(node)
            for edge, there in self._steps(node):
                if edge is not without:
                    pushed += 1
                    more = 0 if edge in self.hidden else edge.number
                    new = opened if edge in self.hidden else opened | {edge}
                    heappush(waiting, (cost + more, pushed, there, new))
        return None

    def _steps(self, node: int) -> Iterator[tuple[_Edge, int]]:
        for edge in self.edges:
            if edge.source == node and edge.number > 0:
                yield edge, edge.target
            # A hidden count is at least 1, so it cannot be one less than that.
            if edge.target == node and edge.number > 1:
                yield edge, edge.source

    def _may_differ(self, edge: _Edge) -> bool:
        more = self.cheapest_way(edge.target, edge.source, edge)
        if more is not None and not more:
            return True
        less = self.cheapest_way(edge.source, edge.target, edge) if edge.number > 1 else None
        return less is not None and not less

    def as_shown(self) -> Shown:
        """The table as it stands."""
        told = iter(None if each in self.hidden else each.number for each in self.edges)
        rows = [(next(told), tuple(next(told) for _ in cells)) for cells in self.rows]
        return Shown(tuple(cells for _, cells in rows), tuple(total for total, _ in rows))
