"""Time served in one local area: a trust and the municipalities of its health community.

Some places call it seniority (the report from Østfold does). It is information and never a
right: no rule gives anything for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pathways.spans import merged
from pathways.types.knowledge import Organisation
from pathways.types.record import Service, TraineeRecord
from pathways.worktime import calendar_months

MUNICIPALITY = "municipality"
TRUST_KINDS = ("health_trust", "private_nonprofit")


@dataclass(frozen=True, slots=True)
class LocalService:
    """Calendar months of service in one area up to a day, each day counted once.

    Neither share nor leave is taken off: it is the time one has belonged there. `area` is the
    health community, or the trust where no source places it in one.
    """

    area: str
    is_community: bool
    trusts: tuple[str, ...]
    municipalities: tuple[str, ...]
    months: Fraction
    first: date
    last: date
    is_going_on: bool


@dataclass(frozen=True, slots=True)
class _Spot:
    area: str
    is_community: bool
    trust: str | None
    municipality: str | None


def local_service(
    record: TraineeRecord, organisations: Sequence[Organisation], until: date
) -> tuple[LocalService, ...]:
    """Local service time per area, longest first.

    Service at an organisation that is not among `organisations` is left out, since nothing
    says where it lies.
    """
    finder = _Finder(organisations)
    by_area: dict[str, list[tuple[Service, _Spot]]] = {}
    for service in record.services:
        spot = finder.spot(service.organisation)
        if spot is not None and service.starts_on <= until:
            by_area.setdefault(spot.area, []).append((service, spot))
    found = [_local(pairs, until) for pairs in by_area.values()]
    return tuple(sorted(found, key=lambda one: (-one.months, one.area)))


def _local(pairs: Sequence[tuple[Service, _Spot]], until: date) -> LocalService:
    spans = sorted(
        (service.starts_on, min(service.ends_on or until, until)) for service, _spot in pairs
    )
    spots = [spot for _service, spot in pairs]
    last = max(end for _first, end in spans)
    return LocalService(
        area=spots[0].area,
        is_community=spots[0].is_community,
        trusts=tuple(dict.fromkeys(spot.trust for spot in spots if spot.trust)),
        municipalities=tuple(
            dict.fromkeys(spot.municipality for spot in spots if spot.municipality)
        ),
        months=sum((calendar_months(*span) for span in merged(spans)), Fraction(0)),
        first=spans[0][0],
        last=last,
        is_going_on=last == until,
    )


class _Finder:
    """Finds the area of an organisation by its name."""

    def __init__(self, organisations: Sequence[Organisation]) -> None:
        self._by_name = {one.name: one for one in organisations}
        self._by_key = {one.key: one for one in organisations}
        self._community = {
            one.name: one.health_community
            for one in organisations
            if one.kind == MUNICIPALITY and one.health_community
        }

    def spot(self, name: str) -> _Spot | None:
        """Where an organisation lies; None when it is unknown."""
        one = self._by_name.get(name)
        if one is None:
            return None
        if one.kind == MUNICIPALITY:
            area = one.health_community or one.name
            return _Spot(area, one.health_community is not None, None, one.name)
        trust = self._trust(one)
        community = self._community.get(trust.municipality or one.municipality or "")
        return _Spot(community or trust.name, community is not None, trust.name, None)

    def _trust(self, one: Organisation) -> Organisation:
        """The trust above a hospital or a unit, or the organisation itself."""
        seen = one
        while seen.kind not in TRUST_KINDS and seen.parent in self._by_key:
            above = self._by_key[seen.parent]
            if above.kind == "health_region":
                break
            seen = above
        return seen
