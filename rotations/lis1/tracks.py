"""The shapes of part 1 that sources speak of, to begin a seat's track from.

Months and order are data with a source; a council changes them for its own seats. Whether the
hospital year may come after municipal months is open for the ordinary posts and for own posts
(FKM's change of 1 January 2025), so the track that begins in the municipality is marked open.
"""

from rotations.lis1.types import FactStatus, Phase, PhaseKind, Track

_PRACTICE = Phase(PhaseKind.MUNICIPALITY, "Allmennmedisin i kommunen", 6)
_HDIR = "https://www.helsedirektoratet.no/tema/autorisasjon-og-spesialistutdanning"

TWO_PART = Track(
    "two_part",
    "Todelt",
    (
        Phase(PhaseKind.HOSPITAL, "Indremedisin", 6),
        Phase(PhaseKind.HOSPITAL, "Kirurgi og ortopedi", 6),
        _PRACTICE,
    ),
    source="https://www.vestreviken.no/fag-og-forskning/utdanning-og-kompetanse/"
    "leger-i-spesialisering/leger-i-spesialisering-del-1/",
)
_THREE = (
    Phase(PhaseKind.HOSPITAL, "Indremedisin", 4),
    Phase(PhaseKind.HOSPITAL, "Kirurgi og ortopedi", 4),
    Phase(PhaseKind.HOSPITAL, "Psykiatri", 4),
    _PRACTICE,
)
THREE_PART = Track(
    "three_part",
    "Tredelt med psykiatri",
    _THREE,
    source="https://www.ahus.no/helsefaglig/kompetanse-og-utdanning/turnusleger",
)
MUNICIPALITY_FIRST = Track(
    "municipality_first",
    "Kommune først: legevakt, KAD eller sykehjem, så sykehus, så fastlegepraksis samme sted",
    (
        Phase(PhaseKind.MUNICIPALITY, "Legevakt, KAD eller sykehjem", 6),
        *_THREE,
    ),
    source="Helsefellesskapet i Østfold, rapport juni 2025",
    status=FactStatus.OPEN,
)
TEMPLATES = (TWO_PART, THREE_PART, MUNICIPALITY_FIRST)


def coupled(specialty: str, name: str) -> Track:
    """A three-part track that goes on as LIS3 in a specialty (code, and its name on screen)."""
    return Track(
        f"coupled:{specialty}",
        f"Koblet til LIS3 i {name}",
        _THREE,
        coupled_to=specialty,
        source=f"{_HDIR}/spesialistutdanning-for-leger/lis1/soknad-og-frister",
        status=FactStatus.UNVERIFIED,
    )
