"""Where every strand of the public map runs: pure geometry, in px of a drawing 1296 wide.

A closed family is a tight bundle (2.7 px); the open one is spread (27 px) so that each
strand can carry its name. Bundles leave the interchange "Velg fag" 8 px apart, bend once,
and run level to "Spesialist". The order never changes, so no two bundles ever cross.
"""

from dataclasses import dataclass

from app.charts.pathway_map_value import Bundle, Strand
from app.charts.svg import Point

WIDTH = 1296
CHOOSE_X = 540
PART2_X = 694
SPECIALIST_X = 1020
NAME_X = 752

FIRST_Y = 86.0
TIGHT = 2.7
SPREAD = 27.0
HEADER = 16.0
BETWEEN = 58.0
BEFORE_REGISTERED = 92.0
AT_CHOICE = 8.0
"""Distance between the centres of two bundles at "Velg fag"."""
SQUEEZE = 0.3
"""How much tighter strands lie there: the widest two neighbours must not overlap."""
TRUNK_BUNDLE = 2
"""The trunk runs straight on into the third family; the others bend away from it."""
LEVEL_BEFORE = 672.0
"""By here a bundle that may meet part 2 runs level."""
NAMES_BEFORE = 712.0
STRAIGHT = 60.0
"""A family this close to the trunk runs straight on and fans out just before the names."""


@dataclass(frozen=True, slots=True)
class PlacedBundle:
    """A bundle with the height of each strand."""

    bundle: Bundle
    index: int
    heights: tuple[float, ...]

    @property
    def top(self) -> float:
        """Height of the first strand."""
        return self.heights[0]

    @property
    def bottom(self) -> float:
        """Height of the last strand."""
        return self.heights[-1]

    @property
    def centre(self) -> float:
        """Height of the middle of the bundle."""
        return (self.top + self.bottom) / 2

    @property
    def header(self) -> float:
        """Baseline of the family's name."""
        return self.top - (25 if self.bundle.is_open else 13)

    @property
    def has_part2(self) -> bool:
        """Whether any strand stops at a shared part 2."""
        return any(strand.passes_part2 for strand in self.bundle.strands)

    def groups(self) -> tuple[tuple[bool, tuple[int, ...]], ...]:
        """Neighbouring strands that pass, or bypass, part 2 together."""
        found: list[tuple[bool, tuple[int, ...]]] = []
        for index, strand in enumerate(self.bundle.strands):
            if found and found[-1][0] == strand.passes_part2:
                found[-1] = (strand.passes_part2, (*found[-1][1], index))
            else:
                found.append((strand.passes_part2, (index,)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Layout:
    """All bundles with their heights, and the height of the trunk."""

    placed: tuple[PlacedBundle, ...]

    @property
    def trunk(self) -> float:
        """Height of the trunk."""
        return self.placed[min(TRUNK_BUNDLE, len(self.placed) - 1)].centre

    @property
    def hospital(self) -> tuple[PlacedBundle, ...]:
        """The bundles that end at the hospital interchange."""
        return tuple(one for one in self.placed if not one.bundle.ends_at_registered)

    @property
    def registered(self) -> tuple[PlacedBundle, ...]:
        """The bundles that end at the interchange of the registered enterprises."""
        return tuple(one for one in self.placed if one.bundle.ends_at_registered)

    def strand_paths(self, placed: PlacedBundle, index: int) -> tuple[tuple[Point, ...], ...]:
        """The corner points of one strand: one line, or two when part 2 lies between."""
        start = self._height_at_choice(placed, index)
        if not placed.bundle.is_open:
            return (self._closed(placed, start, placed.heights[index]),)
        if placed.bundle.strands[index].passes_part2:
            return self._through_part2(placed, index, start)
        return (self._spread(placed, index, start),)

    def _height_at_choice(self, placed: PlacedBundle, index: int) -> float:
        """Height where the strand leaves "Velg fag", bundles 8 px apart."""
        middle = (len(placed.heights) - 1) / 2
        return (
            self.trunk
            + AT_CHOICE * (placed.index - TRUNK_BUNDLE)
            + (index - middle) * TIGHT * SQUEEZE
        )

    def _closed(self, placed: PlacedBundle, start: float, end: float) -> tuple[Point, ...]:
        first = _first_corner(placed.index)
        second = max(first + 1, min(first + abs(end - start) / 2, LEVEL_BEFORE))
        return ((CHOOSE_X, start), (first, start), (second, end), (SPECIALIST_X, end))

    def _through_part2(
        self, placed: PlacedBundle, index: int, start: float
    ) -> tuple[tuple[Point, ...], ...]:
        """Tight into the capsule, out of it at the strand's own height."""
        group = next(members for _, members in placed.groups() if index in members)
        centre = sum(placed.heights[one] for one in group) / len(group)
        end = centre + (index - sum(group) / len(group)) * TIGHT
        first = _first_corner(placed.index)
        second = first + abs(end - start) * self._lean(placed, LEVEL_BEFORE)
        into = ((CHOOSE_X, start), (first, start), (second, end), (PART2_X, end))
        height = placed.heights[index]
        return (into, ((PART2_X, height), (SPECIALIST_X, height)))

    def _spread(self, placed: PlacedBundle, index: int, start: float) -> tuple[Point, ...]:
        """Straight to the strand's own height, by one diagonal that all share."""
        height = placed.heights[index]
        first = _first_corner(placed.index)
        if abs(placed.centre - self.trunk) < STRAIGHT and not placed.has_part2:
            tight = placed.centre + (index - (len(placed.heights) - 1) / 2) * TIGHT
            fan = 680.0
            return (
                (CHOOSE_X, start),
                (first, start),
                (first + 1, tight),
                (fan, tight),
                (fan + max(2.0, min(abs(height - tight), 26.0)), height),
                (SPECIALIST_X, height),
            )
        limit = LEVEL_BEFORE if placed.has_part2 else NAMES_BEFORE
        second = first + abs(height - start) * self._lean(placed, limit)
        return ((CHOOSE_X, start), (first, start), (second, height), (SPECIALIST_X, height))

    def _lean(self, placed: PlacedBundle, limit: float) -> float:
        """Px across for each px up or down, the same for a whole family."""
        first = _first_corner(placed.index)
        starts = [self._height_at_choice(placed, index) for index in (0, -1)]
        furthest = max(abs(placed.top - starts[0]), abs(placed.bottom - starts[1]), 1.0)
        return min(0.5, (limit - first) / furthest)


def lay_out(bundles: tuple[Bundle, ...]) -> Layout:
    """Stack the bundles from the top; an open one takes 27 px a strand, a closed one 2.7."""
    placed: list[PlacedBundle] = []
    height = FIRST_Y
    for index, bundle in enumerate(bundles):
        if placed:
            height = placed[-1].bottom
            height += BEFORE_REGISTERED if bundle.ends_at_registered else BETWEEN
        top = height + (HEADER if bundle.is_open else 0)
        step = SPREAD if bundle.is_open else TIGHT
        heights = tuple(top + step * place for place in range(len(bundle.strands)))
        placed.append(PlacedBundle(bundle, index, heights))
    return Layout(tuple(placed))


def drawing_order(placed: PlacedBundle) -> tuple[tuple[int, Strand], ...]:
    """The strands with the chosen one last, so that it lies on top."""
    pairs = enumerate(placed.bundle.strands)
    return tuple(sorted(pairs, key=lambda pair: pair[1].is_chosen))


def _first_corner(index: int) -> float:
    """Where a bundle bends away: the outer ones first, so that none cross."""
    return 587.0 - 10 * abs(index - TRUNK_BUNDLE)
