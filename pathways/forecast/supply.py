"""What comes of the doctors there are, those in training, those who start, and those who come.

Every person is followed by whole years in each path. Somebody recruited or approved in a year is
counted at its end and cannot leave before the next.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pathways.forecast.chance import Floats, Process
from pathways.forecast.lines import Block, count, open_blocks, smallest
from pathways.forecast.recruits import recruits
from pathways.forecast.training import starts, trainees
from pathways.forecast.types import Case, Sex

SEX_PART = {Sex.WOMAN: 0, Sex.MAN: 1_000}
"""With the age: names a line's own stream, so that another cell of the stock moves nobody."""


@dataclass(frozen=True)
class Supply:
    """FTE and persons in post by path and year (paths, years + 1), by where they come from."""

    stock: Floats
    trainees: Floats
    """Those in training at the base date."""
    starts: Floats
    """Those who start later, as planned."""
    recruits: Floats
    heads: Floats
    """Persons, all together."""

    @cached_property
    def fte(self) -> Floats:
        """FTE, all together."""
        return self.stock + self.trainees + self.starts + self.recruits


def stock(block: Block) -> Floats:
    """FTE and persons (2, years + 1, paths) of those in post at the base date."""
    found = block.nothing()
    cells = sorted((each for each in block.case.stock if each.persons), key=lambda h: -h.persons)
    if not cells:
        return found
    lines = block.curves.lay([(each.sex, each.age) for each in cells])
    # The first person of every line, then the second of those that have one, and so on: each
    # rank is compared with the beginning of the lines.
    ranks = [sum(each.persons > rank for each in cells) for rank in range(cells[0].persons)]
    begins = np.cumsum([0, *ranks])
    endurance = np.empty((begins[-1], block.size), dtype=np.float32)
    for index, cell in enumerate(cells):
        draw = block.chance.of(Process.STOCK, SEX_PART[cell.sex] + cell.age)
        for begin in begins[: cell.persons]:
            draw.standard_exponential(out=endurance[begin + index], dtype=np.float32)
    for year, passed in enumerate(lines.passed(block.uneven)):
        here = np.zeros((len(cells), block.size), dtype=smallest(len(ranks)))
        for begin, many in zip(begins, ranks, strict=False):
            here[:many] += endurance[begin : begin + many] >= passed[:many]
        count(found, year, lines.fte[year], here, len(endurance))
    return found


SOURCES = (stock, trainees, starts, recruits)


def simulate(case: Case, *, is_known: bool = False) -> Supply:
    """Follow everybody. With `is_known` the levels stand at their means: persons alone vary.

    The case must be sound (`validation.problems`).
    """
    shape = (case.years + 1, case.paths)
    fte = [np.empty(shape) for _ in SOURCES]
    heads = np.zeros(shape)
    for chosen, block in open_blocks(case, is_known=is_known):
        for made, source in zip(fte, SOURCES, strict=True):
            made[:, chosen], more = source(block)
            heads[:, chosen] += more
    return Supply(fte[0].T, fte[1].T, fte[2].T, fte[3].T, heads.T)
