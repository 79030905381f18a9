"""A small board made by hand: four rows, three places, one limit that is broken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rotations.types.case import (
    Block,
    Doctor,
    Limit,
    LimitKind,
    Placement,
    RotationCase,
    Site,
    SiteKind,
    Span,
    TraineeGroup,
)

FIRST = date(2026, 9, 1)
NOW = 2
"""November 2026."""

HALDEN = Site("halden", "DPS Halden", "DPS Halden", SiteKind.DPS, "Halden", "Sykehuset Østfold")
ACUTE = Site(
    "akutt", "Akuttpsykiatri, Kalnes", "Kalnes akutt", SiteKind.HOSPITAL, "Sarpsborg", "Sykehuset"
)
PRACTICE = Site(
    "furu", "Legekontoret Furu, Halden", "Furu Halden", SiteKind.MUNICIPALITY, "Halden", "Halden"
)
FULL_HALDEN = Limit(
    "capacity:halden", LimitKind.PLACE, "DPS Halden", ("halden",), Span(0, 23), 1, 1
)


def block(key: str, service: str, *sites: str, months: int = 6) -> Block:
    """A block of a fixed length."""
    return Block(key, service, sites or ("halden",), months, months)


ANNE = Doctor(
    "anne",
    "Anne Aas",
    TraineeGroup.LIS23,
    (block("dps", "Poliklinikk"), block("akutt", "Akuttpsykiatri", "akutt")),
    leave=(Span(6, 8),),
)
BO = Doctor("bo", "Bo Berg", TraineeGroup.LIS23, (block("dps", "Poliklinikk"),), start=2)
CATO = Doctor(
    "cato",
    "Cato Dahl",
    TraineeGroup.ALIS,
    (block("praksis", "Allmennpraksis", "furu", months=24),),
    must_finish=False,
)
POST = Doctor(
    "post",
    "LIS3-stilling 14",
    TraineeGroup.LIS23,
    (block("dps", "Poliklinikk"),),
    is_vacancy=True,
)
PLACEMENTS = (
    Placement("anne", 0, 5, "dps", "halden"),
    Placement("anne", 9, 14, "akutt", "akutt"),
    Placement("bo", 4, 9, "dps", "halden"),
    Placement("cato", 3, 23, "praksis", "furu", continues=True),
    Placement("post", 12, 17, "dps", "halden"),
)


def board_case(*more: Doctor, limits: Sequence[Limit] = (FULL_HALDEN,)) -> RotationCase:
    """Two years from September 2026."""
    return RotationCase(
        "Psykiatri",
        FIRST,
        24,
        (HALDEN, ACUTE, PRACTICE),
        (ANNE, BO, CATO, POST, *more),
        tuple(limits),
        published=PLACEMENTS,
    )


def moved(placement: Placement, first: int) -> Placement:
    """The same length from another month."""
    return replace(placement, first=first, last=first + placement.last - placement.first)
