"""What the checks on reference data look at, in one value."""

import re
from dataclasses import dataclass

from pathways.types.knowledge import (
    Course,
    Lis1Figure,
    LocalOffer,
    Objective,
    Organisation,
    RoundDate,
    Rule,
    Source,
    Specialty,
    Stage,
)
from pathways.types.plans import PublishedPlan


@dataclass(frozen=True, slots=True)
class ReferenceBundle:
    """All reference data outside the graph; `rules` and `stages` may be left empty.

    A check that needs rules or stages examines nothing when there are none.
    """

    sources: tuple[Source, ...] = ()
    specialties: tuple[Specialty, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    lis1_figures: tuple[Lis1Figure, ...] = ()
    round_dates: tuple[RoundDate, ...] = ()
    courses: tuple[Course, ...] = ()
    objectives: tuple[Objective, ...] = ()
    local_offers: tuple[LocalOffer, ...] = ()
    plans: tuple[PublishedPlan, ...] = ()
    rules: tuple[Rule, ...] = ()
    stages: tuple[Stage, ...] = ()

    def specialty(self, code: str) -> Specialty | None:
        """The specialty with this code, or None."""
        return next((item for item in self.specialties if item.code == code), None)

    def source_key_of(self, address: str) -> str | None:
        """The first source with this address, or None.

        `https` or not, `www.` and a last slash make no difference: the same page is
        cited in several spellings.
        """
        wanted = same_page(address)
        return next(
            (s.key for s in self.sources if s.address and same_page(s.address) == wanted), None
        )


def same_page(address: str) -> str:
    """An address without the parts that do not change which page it is."""
    return re.sub(r"^https?://(www\.)?", "", address).rstrip("/").lower()
