"""Where each input of a forecast case came from: own data, demo, old reference, somebody's word.

Every figure that a forecast uses has an origin, so that a page can mark it. An origin is small
and goes into the stored result as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Input(StrEnum):
    """An input of a case, in the order in which pages list them."""

    STOCK = "stock"
    """Specialists in post by sex and age."""
    WORK_SHARE = "work_share"
    EXITS = "exits"
    TRAINEES_KNOWN = "trainees_known"
    """Those in training who are here, by the day that is worked out for each."""
    TRAINEES_REST = "trainees_rest"
    """Those whom the region counts beyond them."""
    SLIP = "slip"
    """How much later than worked out somebody may be approved."""
    INTAKE = "intake"
    DURATIONS = "durations"
    DROP_OUT = "drop_out"
    RETENTION = "retention"
    RECRUITS = "recruits"
    RECRUITS_STAY = "recruits_stay"
    """How long those who came from elsewhere stay."""
    VACANCIES = "vacancies"
    HIRED_IN = "hired_in"
    OTHER_UNMET = "other_unmet"
    POPULATION = "population"
    PROJECTION = "projection"
    USE_BY_AGE = "use_by_age"
    DRIFT = "drift"
    FLOOR = "floor"
    """What the on-call rotas take."""


class OriginKind(StrEnum):
    """What kind of thing a figure rests on."""

    OWN = "own"
    """The region's own data."""
    DEMO = "demo"
    """Invented for the demo."""
    GROUP = "group"
    """The region's own data of like specialties: this one has none."""
    HERE = "here"
    """What the product knows of each doctor."""
    PUBLIC = "public"
    """A public source that is current."""
    OLD = "old"
    """Old reference figures, with their year."""
    SAID = "said"
    """Somebody's assumption, with who said it."""
    OURS = "ours"
    """A setting of ours; no source says it."""
    UNKNOWN = "unknown"
    """Nobody knows: the case does without, and says so."""


DOUBTFUL = frozenset({OriginKind.DEMO, OriginKind.OLD, OriginKind.OURS, OriginKind.UNKNOWN})
"""Kinds that a page marks."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one input came from."""

    kind: OriginKind
    first_year: int | None = None
    year: int | None = None
    """The last year of the figures."""
    as_of: str | None = None
    """The day of the figures (ISO), where there is one."""
    persons: float | None = None
    """Persons (or persons a year) behind the figure."""
    said_by: str | None = None
    source_key: str | None = None
    """A key of the sources."""
    detail: str | None = None
    """What more there is to say, as a name of the source's own (a kind of projection, an area)."""


Provenance = Mapping[str, Origin]
"""By `Input`."""


def write_provenance(provenance: Provenance) -> dict[str, Any]:
    """As stored with a result: only what is known of each."""
    return {
        name: {key: value for key, value in asdict(origin).items() if value is not None}
        for name, origin in provenance.items()
    }


def read_provenance(document: Mapping[str, Any]) -> dict[str, Origin]:
    """What `write_provenance` has written; an input or field of another version is left out."""
    known = set(Origin.__slots__) - {"kind"}
    found = {}
    for name, stored in document.items():
        if name not in Input._value2member_map_:
            continue
        fields = {key: value for key, value in stored.items() if key in known}
        found[name] = Origin(OriginKind(stored["kind"]), **fields)
    return found


def kinds_used(provenances: Iterable[Provenance]) -> frozenset[OriginKind]:
    """Every kind of thing that these cases rest on: what a page's tag is made of."""
    return frozenset(origin.kind for each in provenances for origin in each.values())


def oldest_year(provenances: Iterable[Provenance]) -> int | None:
    """The earliest year of old reference figures in use; None: none are."""
    years = [
        origin.year
        for each in provenances
        for origin in each.values()
        if origin.kind is OriginKind.OLD and origin.year is not None
    ]
    return min(years, default=None)
