"""The LIS1 that a doctor further on has behind them."""

from datetime import date
from random import Random

from pathways.types.record import PlaceKind
from seed.demo.context import Context
from seed.demo.lis1 import HOSPITAL, IN_MUNICIPALITY, MUNICIPALITY, partners
from seed.demo.months import DAY, intake_before, month_start, period_end
from seed.demo.values import DemoService

LIS1_MONTHS = 18


def past_lis1(
    context: Context, rng: Random, person: str, trust: str, before: date
) -> tuple[DemoService, DemoService, date]:
    """Hospital year and municipal half-year that ended before `before`, and the day of
    authorisation.
    """
    gap = rng.choice((0, 0, 0, 6, 12))
    start = intake_before(month_start(before, -LIS1_MONTHS - gap))
    hospital = context.places.hospital(trust)
    homes = partners(context, trust)
    home = homes[rng.randrange(len(homes))]
    middle = month_start(start, 12)
    return (
        DemoService(
            person, HOSPITAL, "LIS1 sykehus", "LIS1 hospital", hospital.organisation,
            hospital.key, PlaceKind.HOSPITAL, start, middle - DAY,
        ),
        DemoService(
            person, MUNICIPALITY, *IN_MUNICIPALITY, home.key, None, PlaceKind.MUNICIPALITY,
            middle, period_end(middle, 6),
        ),
        month_start(start, -rng.choice((2, 2, 3, 8))),
    )  # fmt: skip
