"""Departments of the demo hospitals, one per specialty, and the sites they lie at.

Names of departments are plausible and invented; only organisations that the reference data
holds are used, by their keys.
"""

from dataclasses import dataclass

from pathways.types.record import PlaceKind

OSTFOLD = "sykehuset-ostfold"
KALNES = "sykehuset-ostfold-hovedenhet"
"""That the trust's main somatic unit is Kalnes is an assumption of the reference data."""
MOSS = "sykehuset-ostfold-moss"
UNN = "unn"
NORDLAND = "nordlandssykehuset"
FINNMARK = "finnmarkssykehuset"
HELGELAND = "helgelandssykehuset"
OUS = "oslo-universitetssykehus"
AHUS = "ahus"
ST_OLAV = "st-olavs-hospital"

HOME_TRUSTS = (OSTFOLD, UNN, NORDLAND, FINNMARK, HELGELAND)


@dataclass(frozen=True, slots=True)
class Site:
    """A place with departments; `codes` None means every specialty of the trust."""

    organisation: str
    name: str
    short: str
    codes: tuple[str, ...] | None = None


SITES: dict[str, tuple[Site, ...]] = {
    OSTFOLD: (
        Site(KALNES, "Kalnes", "Kalnes"),
        Site(MOSS, "Moss", "Moss", ("ORT", "KIR", "ANE", "URO", "OYE", "FMR", "GER", "MED", "HJS")),
    ),
    UNN: (
        Site("unn-tromso", "UNN Tromsø", "UNN"),
        Site("unn-harstad", "UNN Harstad", "Hstad", ("MED", "KIR", "ORT", "ANE", "GYN", "VOP")),
        Site("unn-narvik", "UNN Narvik", "Narvik", ("MED", "KIR", "ANE", "VOP", "RUS")),
    ),
    NORDLAND: (
        Site("nordlandssykehuset-bodo", "Bodø", "Bodø"),
        Site("nordlandssykehuset-vesteralen", "Vesterålen", "Vest.", ("MED", "KIR", "GYN", "VOP")),
        Site("nordlandssykehuset-lofoten", "Lofoten", "Lofot", ("ANE", "ORT", "BUP")),
    ),
    FINNMARK: (
        Site("hammerfest-sykehus", "Hammerfest", "Hfest"),
        Site("kirkenes-sykehus", "Kirkenes", "Kirk.", ("MED", "KIR", "ORT", "ANE", "GYN")),
        Site("klinikk-alta", "Alta", "Alta", ("VOP", "BUP", "PED")),
    ),
    HELGELAND: (
        Site("helgelandssykehuset-sandnessjoen", "Sandnessjøen", "Sandn"),
        Site("helgelandssykehuset-mo-i-rana", "Mo i Rana", "Mo", ("MED", "KIR", "ORT", "ANE")),
        Site("helgelandssykehuset-mosjoen", "Mosjøen", "Mosj.", ("VOP", "GYN", "RAD")),
    ),
    OUS: (Site(OUS, "OUS", "OUS"),),
    AHUS: (Site(AHUS, "Ahus", "Ahus"),),
    ST_OLAV: (Site(ST_OLAV, "St. Olavs", "StOlav"),),
}
"""The first site of a trust is its main one."""

DEPARTMENTS: dict[str, tuple[str, str]] = {
    "ALM": ("Allmennmedisin", "allm"),
    "AMM": ("Akuttmottak", "mott"),
    "ANE": ("Anestesi og intensiv", "anest"),
    "ARB": ("Arbeids- og miljømedisin", "arbm"),
    "BEK": ("Bryst- og endokrinkirurgi", "bek"),
    "BKI": ("Barnekirurgi", "bkir"),
    "BLS": ("Blodsykdommer", "blod"),
    "BUP": ("Barne- og ungdomspsykiatri", "BUP"),
    "END": ("Endokrinologi", "endo"),
    "FMR": ("Fysikalsk medisin og rehabilitering", "rehab"),
    "FOR": ("Fordøyelsessykdommer", "gastr"),
    "GAS": ("Gastroenterologisk kirurgi", "gakir"),
    "GEN": ("Medisinsk genetikk", "genet"),
    "GER": ("Geriatri", "ger"),
    "GYN": ("Kvinneklinikk", "kvinn"),
    "HJS": ("Hjertemedisin", "hjert"),
    "HUD": ("Hudavdeling", "hud"),
    "INF": ("Infeksjonsmedisin", "inf"),
    "ITR": ("Immunologi og transfusjonsmedisin", "blodb"),
    "KAR": ("Karkirurgi", "kar"),
    "KIR": ("Kirurgisk avdeling", "kir"),
    "KLF": ("Klinisk farmakologi", "farm"),
    "KNF": ("Klinisk nevrofysiologi", "nfys"),
    "LUN": ("Lungemedisin", "lunge"),
    "MAX": ("Kjevekirurgi", "kjeve"),
    "MBK": ("Medisinsk biokjemi", "biokj"),
    "MED": ("Medisinsk avdeling", "med"),
    "MMB": ("Medisinsk mikrobiologi", "mikro"),
    "NEV": ("Nevrologisk avdeling", "nevro"),
    "NKI": ("Nevrokirurgi", "nkir"),
    "NUK": ("Nukleærmedisin", "nukl"),
    "NYR": ("Nyremedisin", "nyre"),
    "ONC": ("Kreftavdeling", "kreft"),
    "ONH": ("Øre-nese-halsavdeling", "ØNH"),
    "ORT": ("Ortopedisk avdeling", "ort"),
    "OYE": ("Øyeavdeling", "øye"),
    "PAT": ("Patologi", "pat"),
    "PED": ("Barneavdeling", "barn"),
    "PLA": ("Plastikkirurgi", "plast"),
    "RAD": ("Radiologisk avdeling", "rad"),
    "REV": ("Revmatologisk avdeling", "revma"),
    "RUS": ("Rus- og avhengighetsbehandling", "rus"),
    "SAM": ("Samfunnsmedisin", "samf"),
    "THO": ("Thoraxkirurgi", "thor"),
    "URO": ("Urologi", "uro"),
    "VOP": ("Psykiatrisk avdeling", "psyk"),
}
"""Specialty code to the department's name and its short form."""


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit that the general pattern does not give."""

    key: str
    organisation: str
    name: str
    short: str
    place_kind: PlaceKind
    specialty: str


AKUTT = "demo-ostfold-akuttpsykiatri"
PSYKOSE = "demo-ostfold-psykose"
ALDER = "demo-ostfold-alderspsykiatri"
DPS_HALDEN = "demo-ostfold-dps-halden"
DPS_FREDRIKSTAD = "demo-ostfold-dps-fredrikstad"
DPS_MOSS = "demo-ostfold-dps-moss"
DPS_INDRE = "demo-ostfold-dps-indre-ostfold"
BUP_FREDRIKSTAD = "demo-ostfold-bup-fredrikstad"
BUP_MOSS = "demo-ostfold-bup-moss"

NAMED_UNITS = (
    NamedUnit(AKUTT, KALNES, "Akuttpsykiatri, Kalnes", "Kalnes akutt", PlaceKind.HOSPITAL, "VOP"),
    NamedUnit(PSYKOSE, KALNES, "Psykose, Kalnes", "Kal. psykose", PlaceKind.HOSPITAL, "VOP"),
    NamedUnit(ALDER, KALNES, "Alderspsykiatri, Kalnes", "Kalnes alder", PlaceKind.HOSPITAL, "VOP"),
    NamedUnit(DPS_HALDEN, OSTFOLD, "DPS Halden", "DPS Halden", PlaceKind.DPS, "VOP"),
    NamedUnit(DPS_FREDRIKSTAD, OSTFOLD, "DPS Fredrikstad", "DPS Fr.stad", PlaceKind.DPS, "VOP"),
    NamedUnit(DPS_MOSS, OSTFOLD, "DPS Moss", "DPS Moss", PlaceKind.DPS, "VOP"),
    NamedUnit(DPS_INDRE, OSTFOLD, "DPS Indre Østfold", "DPS Indre Ø.", PlaceKind.DPS, "VOP"),
    NamedUnit(BUP_FREDRIKSTAD, OSTFOLD, "BUP Fredrikstad", "BUP Fr.stad", PlaceKind.DPS, "BUP"),
    NamedUnit(BUP_MOSS, OSTFOLD, "BUP Moss", "BUP Moss", PlaceKind.DPS, "BUP"),
)

SECOND_UNIT = {(OSTFOLD, "BUP"): BUP_FREDRIKSTAD, (OSTFOLD, "VOP"): DPS_FREDRIKSTAD}
"""Where a trust's second site for a specialty is one of the units above."""

PSYCHIATRY = ("VOP", "BUP", "RUS")
"""Specialties whose departments outside the main site are district centres."""

EXTERNAL_HOSTS: dict[str, tuple[str, ...]] = {
    OSTFOLD: (OUS, AHUS),
    UNN: (OUS, ST_OLAV),
    NORDLAND: (UNN, UNN, OUS),
    FINNMARK: (UNN,),
    HELGELAND: (UNN,),
}
"""Trusts where service at another trust is taken; every other trust sends to two of them."""


def external_hosts(trust: str) -> tuple[str, ...]:
    """Trusts that take trainees from `trust`."""
    if trust in EXTERNAL_HOSTS:
        return EXTERNAL_HOSTS[trust]
    return tuple(host for host in (OUS, AHUS, ST_OLAV) if host != trust)[:2]
