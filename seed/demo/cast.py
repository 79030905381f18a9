"""The eleven people one can choose to be, with the two whom their records name.

Made by hand and coherent on `DEMO_TODAY`, 23 November 2026. They are invented like everybody
else. What each of them will meet is worked out from their records elsewhere.
"""

from dataclasses import dataclass

from app.roles import Role
from seed.demo.values import public_id


@dataclass(frozen=True, slots=True)
class CastMember:
    """A person of the picker: who, in which group of the page, on which side."""

    public_id: str
    given_name: str
    family_name: str
    group: str
    """trainee, staff or other."""
    subtitle_nb: str
    subtitle_en: str
    role: Role

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"


def _member(
    given: str, family: str, group: str, subtitle: tuple[str, str], role: Role
) -> CastMember:
    key = public_id("cast", f"{given} {family}")
    return CastMember(key, given, family, group, subtitle[0], subtitle[1], role)


INGRID = _member(
    "Ingrid", "Solbakken", "trainee",
    ("LIS3 psykiatri, DPS Halden", "LIS3 psychiatry, DPS Halden"), Role.TRAINEE,
)  # fmt: skip
NORA = _member(
    "Nora", "Eikeland", "trainee",
    ("LIS1 fra 1. september 2026, Kalnes", "LIS1 from 1 September 2026, Kalnes"), Role.TRAINEE,
)  # fmt: skip
THEA = _member(
    "Thea", "Bjørkelund", "trainee",
    ("ALIS, Halden kommune", "ALIS, municipality of Halden"), Role.TRAINEE,
)  # fmt: skip
SIVERT = _member(
    "Sivert", "Moen", "trainee",
    ("Student med lisens", "Student with licence"), Role.TRAINEE,
)  # fmt: skip
KJERSTI = _member(
    "Kjersti", "Myhre", "staff",
    ("Veileder, psykiatri", "Supervisor, psychiatry"), Role.SUPERVISOR,
)  # fmt: skip
MARTE = _member(
    "Marte", "Lindqvist", "staff",
    ("Koordinator, Sykehuset Østfold", "Coordinator, Sykehuset Østfold"), Role.COORDINATOR,
)  # fmt: skip
TOR_ARNE = _member(
    "Tor Arne", "Hovind", "staff",
    ("LIS1-rådet, leder", "LIS1 council, chair"), Role.COUNCIL,
)  # fmt: skip
SIGRID = _member(
    "Sigrid", "Aune", "staff",
    ("LIS1-rådet, kommuneoverlege", "LIS1 council, municipal chief physician"), Role.COUNCIL,
)  # fmt: skip
ELIN = _member(
    "Elin", "Sandnes", "staff",
    ("Planlegger, Helse Nord", "Planner, Helse Nord"), Role.PLANNER,
)  # fmt: skip
RAGNHILD = _member(
    "Ragnhild", "Tveit", "other",
    ("Avtalespesialist, Moss", "Contract specialist, Moss"), Role.SUPERVISOR,
)  # fmt: skip
ARVID = _member(
    "Arvid", "Sletten", "other",
    ("Drift", "Operations"), Role.ADMIN,
)  # fmt: skip

CAST: tuple[CastMember, ...] = (
    INGRID, NORA, THEA, SIVERT, KJERSTI, MARTE, TOR_ARNE, SIGRID, ELIN, RAGNHILD, ARVID,
)  # fmt: skip
"""In the order of the page."""

PER_OLAV = _member(
    "Per Olav", "Dahle", "supporting",
    ("Leder, psykiatri", "Leader, psychiatry"), Role.SUPERVISOR,
)  # fmt: skip
HENRIK = _member(
    "Henrik", "Vold", "supporting",
    ("LIS3 psykiatri, DPS Fredrikstad", "LIS3 psychiatry, DPS Fredrikstad"), Role.TRAINEE,
)  # fmt: skip

SUPPORTING: tuple[CastMember, ...] = (PER_OLAV, HENRIK)
"""Named in the records of the cast, but not in the picker."""

CAST_NAMES = frozenset((each.given_name, each.family_name) for each in CAST + SUPPORTING)
