"""The sentences about training capacity: each from its numbers, and nothing else."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.forecast_specialty_words import tenth
from app.services.start_pages import Opening
from app.services.wording import figure, listed, lower_first

MOST_NAMED = 5
LEAST = 0.05


def nothing() -> Opening:
    """Nothing is worked out."""
    return Opening(
        _("Opplæringskapasiteten er *ikke regnet ut* ennå."),
        _("Be om en framskriving som nå på siden Framskriving. Kapasiteten regnes av den."),
    )


def opening(
    starts: int, needed: int, worst: str | None, *, is_least: bool, missed: float
) -> Opening:
    """How many of those who are needed there is room for, and which specialty lacks most.

    `worst` None: there is room for everybody. `is_least`: some specialty needs more than was tried.
    `missed` årsverk are left uncovered on average for want of room.
    """
    told = _("minst %(number)s", number=figure(needed)) if is_least else figure(needed)
    if needed == 0:
        return Opening(_("*Ingen nye* trenger å begynne for å nå målet."))
    if worst is None:
        return Opening(
            _("Opplæringen har plass til *alle de %(needed)s* som trengs hvert år.", needed=told),
            _caution(),
        )
    sentence = _(
        "Opplæringen har plass til *%(starts)s av de %(needed)s* som trengs hvert år; "
        "%(specialty)s mangler mest.",
        starts=figure(starts),
        needed=told,
        specialty=lower_first(worst),
    )
    left = _("Uten flere plasser blir %(fte)s årsverk udekket i gjennomsnitt.", fte=tenth(missed))
    return Opening(sentence, f"{left} {_caution()}")


def _caution() -> str:
    return _(
        "Fordelingen er regnet på gjennomsnitt. Sjansen etterpå vet vi først når den er regnet ut."
    )


def wanted(number: int, *, is_unreached: bool) -> str:
    """How many are needed a year; more than was tried."""
    return _("over %(number)s", number=figure(number)) if is_unreached else figure(number)


def held_by(kinds: Collection[str]) -> str:
    """What keeps a specialty from what it needs; nothing: a dash."""
    told = {"places": _("plasser"), "supervisors": _("veiledere"), "lis1": _("LIS1 i alt")}
    return listed([told[kind] for kind in told if kind in kinds]) or "–"


def fte(value: float) -> str:
    """Årsverk with a decimal; as good as none is none."""
    return tenth(value) if value >= LEAST else "0"


def lis1_used(used: int | None, most: int | None, one_more: float) -> str:
    """How much of the LIS1 is used, and what one more would give."""
    if most is None or used is None:
        return _("Antall LIS1 er ukjent og begrenser ikke her.")
    text = _(
        "%(used)s av %(most)s LIS1 i året går til disse fagene.",
        used=figure(used),
        most=figure(most),
    )
    if used < most:
        return text + " " + _("LIS1 er ikke det som holder igjen.")
    return text + " " + _("Én LIS1 til i året gir %(fte)s årsverk.", fte=fte(one_more))


def lis1_chosen() -> str:
    """The planner wrote the number."""
    return _("Skrevet inn av deg.")


def lis1_published() -> str:
    """From what the trusts publish."""
    return _("Summen av det helseforetakene oppgir på sidene sine.")


def lis1_goal() -> str:
    """From the escalation plan."""
    return _("Målet for regionen i opptrappingsplanen, ikke et telt tall.")


def lis1_unknown() -> str:
    """No source says."""
    return _("Ingen kilde sier det. Skriv et tall for å prøve.")


def notes(
    unreached: Sequence[str], too_soon: Sequence[str], unknown: Sequence[str], year: int
) -> tuple[str, ...]:
    """What the reader must know of specialties that do not fit the picture."""
    found = [
        _("Fordelingen gir hele leger i året og runder ned."),
        _("Plasser som flere fag deler, er ikke lest inn og begrenser ikke her."),
        _("At LIS1 i regionen setter taket for alle fag til sammen, er vår antakelse."),
    ]
    if unknown:
        found.append(
            _("Plasser og veiledere er ukjent og begrenser ikke i %(names)s.", names=_some(unknown))
        )
    if unreached:
        found.append(
            _(
                "Selv det høyeste inntaket vi prøver, er for lite i %(names)s.",
                names=_some(unreached),
            )
        )
    if too_soon:
        found.append(
            _(
                "Ingen som begynner nå, er ferdige innen %(year)s i %(names)s.",
                year=year,
                names=_some(too_soon),
            )
        )
    return tuple(found)


def _some(names: Sequence[str]) -> str:
    told = [lower_first(each) for each in names[:MOST_NAMED]]
    rest = len(names) - len(told)
    if rest:
        told.append(ngettext("ett fag til", "%(num)s fag til", rest))
    return listed(told)
