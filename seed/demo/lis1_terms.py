"""What all demo intakes of the council share: places, qualifications, criteria, addresses."""

from rotations.lis1.types import Criterion, CriterionKind, Qualification, Scope

_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "é": "e"})
KALNES, MOSS = "sykehuset-ostfold-hovedenhet", "sykehuset-ostfold-moss"
INVENTED = "Oppdiktet i demoen"
LICENCE, AUTHORISED, LANGUAGE = "lisens", "autorisasjon", "norsk"
QUALIFICATIONS = (
    Qualification(LICENCE, "Lisens"),
    Qualification(AUTHORISED, "Autorisasjon", (LICENCE,)),
    Qualification(LANGUAGE, "Norsk, krav til språk oppfylt"),
)
NEEDED = (LICENCE, LANGUAGE)
FREDRIKSTAD, SARPSBORG, INDRE = "fredrikstad-kommune", "sarpsborg-kommune", "indre-ostfold-kommune"
MOSS_TOWN, HALDEN, VESTBY = "moss-kommune", "halden-kommune", "vestby-kommune"
RAKKESTAD, RADE = "rakkestad-kommune", "rade-kommune"
NEAR = ((FREDRIKSTAD, SARPSBORG), (MOSS_TOWN, VESTBY), (MOSS_TOWN, RADE), (INDRE, RAKKESTAD))

CHILD, LIVED, HEALTH = "barn", "bosted", "helse"
AFFILIATION = Criterion(
    "tilhorighet", CriterionKind.AFFILIATION,
    "Har bodd eller arbeidet i kommunen i minst to år.", LIVED, 2, Scope.MUNICIPALITY, 24,
)  # fmt: skip
CARE = Criterion(
    "omsorg", CriterionKind.NEED,
    "Har barn i barnehage eller på skole i kommunen.", CHILD, 3, Scope.MUNICIPALITY,
)  # fmt: skip
HEALTH_NEED = Criterion(
    "helsebehov", CriterionKind.NEED,
    "Har et helsebehov som bare plasser i kommunen dekker. Sekretæren har sett grunnlaget.",
    HEALTH, 3, Scope.MUNICIPALITY,
)  # fmt: skip
SHORTER = Criterion(
    "tilhorighet", CriterionKind.AFFILIATION,
    "Har bodd eller arbeidet i kommunen i minst ett år.", LIVED, 3, Scope.MUNICIPALITY, 12,
)  # fmt: skip


def mail_of(given: str, family: str) -> str:
    """An address that leads nowhere."""
    plain = f"{given}.{family}".lower().replace(" ", ".")
    return plain.translate(_PLAIN) + "@example.org"
