"""Where people serve: hospital departments, surgeries in municipalities, private practices.

A unit is made the first time somebody needs it, so that a small scale has few. Municipal
surgeries are named after trees, and contract specialists' practices say that they are
invented, so that nobody takes them for real ones.
"""

from dataclasses import dataclass

from pathways.types.knowledge import FactStatus, Organisation
from pathways.types.record import PlaceKind
from seed.demo.departments import (
    DEPARTMENTS,
    FINNMARK,
    HELGELAND,
    NAMED_UNITS,
    NORDLAND,
    OSTFOLD,
    PSYCHIATRY,
    SECOND_UNIT,
    SITES,
    UNN,
    Site,
)
from seed.demo.values import DemoOrganisation, DemoReference, DemoUnit, Rows

CONTRACT_KIND = "contract_specialist"
INVENTED_NOTE = "Oppdiktet praksis i demoen. Invented practice of the demo."

TREES = ("Furu", "Rogn", "Hassel", "Selje", "Osp", "Alm", "Bjørk", "Gran")
PEOPLE_PER_SURGERY = 16_000

COMMUNITY_TRUST = {
    "Østfold og Vestby": OSTFOLD,
    "Helgeland": HELGELAND,
    "Lofoten, Vesterålen og Salten": NORDLAND,
    "Troms og Ofoten": UNN,
    "Finnmark": FINNMARK,
}
"""Health community to the trust whose area it is."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A contract specialist's practice: whose, where and in what."""

    key: str
    specialty: str
    municipality: str
    """Key of the municipality."""
    region: str


class Places:
    """Finds or makes the unit for a place, and remembers which were made."""

    def __init__(self, reference: DemoReference, rows: Rows) -> None:
        """Units and practices are added to `rows`."""
        self.organisations = {each.key: each for each in reference.organisations}
        self._fields = {each.code: each.name_nb for each in reference.specialties}
        self._rows = rows
        self._units: dict[str, DemoUnit] = {}
        for named in NAMED_UNITS:
            self._keep(
                DemoUnit(
                    named.key,
                    named.organisation,
                    named.name,
                    named.short,
                    named.place_kind,
                    named.specialty,
                )
            )

    def unit(self, key: str) -> DemoUnit:
        """A unit that exists already; KeyError when it does not."""
        return self._units[key]

    def main(self, employer: str, code: str) -> DemoUnit:
        """The employer's main department for a specialty."""
        return self._department(self._sites(employer)[0], code)

    def hospital(self, employer: str) -> DemoUnit:
        """The employer's main site as a whole, for a LIS1 year of which nothing more is told."""
        site = self._sites(employer)[0]
        key = f"demo-{site.organisation}"
        return self._keep(
            DemoUnit(key, site.organisation, site.name, site.name[:12], PlaceKind.HOSPITAL)
        )

    def second(self, employer: str, code: str) -> DemoUnit:
        """A department for the specialty at another site, or the main one where none is."""
        named = SECOND_UNIT.get((employer, code))
        if named is not None:
            return self._units[named]
        for site in self._sites(employer)[1:]:
            if site.codes is None or code in site.codes:
                return self._department(site, code)
        return self.main(employer, code)

    def surgery(self, municipality: str, number: int) -> DemoUnit:
        """Surgery `number` (0, 1, …) of a municipality; large ones have several."""
        home = self.organisations[municipality]
        size = max(1, (home.population or 0) // PEOPLE_PER_SURGERY)
        index = number % min(size, len(TREES))
        name = f"Legekontoret {TREES[index]}, {home.name}"
        key = f"demo-legekontor-{municipality.removesuffix('-kommune')}-{index + 1}"
        short = f"{TREES[index]} {home.name}"[:12].rstrip()
        return self._keep(DemoUnit(key, municipality, name, short, PlaceKind.OPEN_PRACTICE, "ALM"))

    def nursing_home(self, municipality: str) -> DemoUnit:
        """Nursing home and municipal acute beds (sykehjem og KAD) of a municipality."""
        home = self.organisations[municipality]
        key = f"demo-sykehjem-{municipality.removesuffix('-kommune')}"
        name = f"Sykehjem og KAD, {home.name}"
        short = f"KAD {home.name}"[:12].rstrip()
        return self._keep(DemoUnit(key, municipality, name, short, PlaceKind.MUNICIPALITY, "ALM"))

    def emergency_unit(self, municipality: str) -> DemoUnit:
        """The emergency unit (legevakt) of a municipality."""
        home = self.organisations[municipality]
        key = f"demo-legevakt-{municipality.removesuffix('-kommune')}"
        short = f"Legev. {home.name}"[:12].rstrip()
        return self._keep(
            DemoUnit(key, municipality, f"Legevakt, {home.name}", short, PlaceKind.EMERGENCY_UNIT)
        )

    def practice(self, practice: Practice, owner: str) -> DemoUnit:
        """The practice of a contract specialist, with its own organisation."""
        home = self.organisations[practice.municipality]
        field = self._fields[practice.specialty]
        name = f"{owner}, {field.lower()} i {home.name} (oppdiktet)"
        if practice.key not in self._units:
            self._rows.add(
                DemoOrganisation(
                    practice.key,
                    name,
                    CONTRACT_KIND,
                    practice.region,
                    home.name,
                    home.county,
                    FactStatus.UNVERIFIED,
                    INVENTED_NOTE,
                )
            )
        short = f"Avt. {home.name}"[:12].rstrip()
        return self._keep(
            DemoUnit(
                practice.key,
                practice.key,
                name,
                short,
                PlaceKind.CONTRACT_SPECIALIST,
                practice.specialty,
            )
        )

    def municipalities(self, trusts: tuple[str, ...]) -> tuple[Organisation, ...]:
        """Municipalities in the area of any of the trusts, in the order of the reference."""
        return tuple(
            each
            for each in self.organisations.values()
            if each.kind == "municipality" and trust_of(each) in trusts
        )

    def _sites(self, employer: str) -> tuple[Site, ...]:
        if employer in SITES:
            return SITES[employer]
        name = self.organisations[employer].name.removesuffix(" HF")
        return (Site(employer, name, name[:6].rstrip()),)

    def _department(self, site: Site, code: str) -> DemoUnit:
        field, short = DEPARTMENTS[code]
        outside = site.codes is not None and code in PSYCHIATRY
        return self._keep(
            DemoUnit(
                f"demo-{site.organisation}-{code.lower()}",
                site.organisation,
                f"DPS {site.name}" if outside and code == "VOP" else f"{field}, {site.name}",
                f"{site.short} {short}"[:12],
                self._kind(site, code, outside),
                code,
            )
        )

    def _kind(self, site: Site, code: str, outside: bool) -> PlaceKind:
        if self.organisations[site.organisation].kind == "municipality":
            return PlaceKind.MUNICIPALITY
        return PlaceKind.DPS if outside else PlaceKind.HOSPITAL

    def _keep(self, unit: DemoUnit) -> DemoUnit:
        if unit.key not in self._units:
            self._units[unit.key] = unit
            self._rows.add(unit)
        return self._units[unit.key]


def trust_of(municipality: Organisation) -> str | None:
    """The hospital trust whose area a municipality lies in, by its health community."""
    return COMMUNITY_TRUST.get(municipality.health_community or "")
