"""The words of *Sykehus*: each sentence is made from the numbers beside it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.forecast_escalation_words import few
from app.services.forecast_hospitals_values import FEWEST, HORIZONS, Field, Hospital
from app.services.forecast_specialty_words import tenths
from app.services.wording import figure, in_words, upper_first
from pathways.forecast.coverage import AgeBand

NEAR, FAR = HORIZONS


def sentence_of(hospitals: Sequence[Hospital], year: int) -> str:
    """How many hospitals have rotas that are likely to be too few; `year` is today's.

    Where nobody has said what the rotas take, or how people leave, it tells what is known.
    """
    rotas = [field for each in hospitals for field in each.rotas]
    if not rotas:
        return _thin(sum(bool(each.thin) for each in hospitals))
    if not any(field.left for field in rotas):
        return _under(_under_now(hospitals))
    return _falling(sum(bool(each.falling(NEAR)) for each in hospitals), year + NEAR)


def _thin(number: int) -> str:
    if not number:
        return _("*Ingen* sykehus har fag som hviler på én eller to spesialister.")
    return ngettext(
        "*Ett* sykehus har fag som hviler på én eller to spesialister.",
        "*%(number)s* sykehus har fag som hviler på én eller to spesialister.",
        number,
        number=upper_first(in_words(number)),
    )


def _under(number: int) -> str:
    if not number:
        return _("*Ingen* sykehus har fag som er under vaktkravet i dag.")
    return ngettext(
        "*Ett* sykehus har fag som er under vaktkravet i dag.",
        "*%(number)s* sykehus har fag som er under vaktkravet i dag.",
        number,
        number=upper_first(in_words(number)),
    )


def _falling(number: int, year: int) -> str:
    if not number:
        return _(
            "*Ingen* sykehus har fag som trolig faller under vaktkravet innen %(year)s.", year=year
        )
    return ngettext(
        "*Ett* sykehus har fag som trolig faller under vaktkravet innen %(year)s.",
        "*%(number)s* sykehus har fag som trolig faller under vaktkravet innen %(year)s.",
        number,
        number=upper_first(in_words(number)),
        year=year,
    )


def reason_of(hospitals: Sequence[Hospital], year: int) -> str:
    """What the sentence rests on, and who is under today."""
    parts = [_("Vi teller bare dem som er i stilling der i dag, og lar dem slutte etter alder.")]
    under = _under_now(hospitals)
    if under and any(each.rotas for each in hospitals):
        parts.append(
            ngettext(
                "Ett sykehus har fag som er under i dag.",
                "%(number)s sykehus har fag som er under i dag.",
                under,
                number=upper_first(in_words(under)),
            )
        )
    later = sum(bool(each.falling(FAR)) for each in hospitals)
    if later:
        parts.append(
            ngettext(
                "Innen %(year)s gjelder det ett.",
                "Innen %(year)s gjelder det %(number)s.",
                later,
                number=in_words(later),
                year=year + FAR,
            )
        )
    return " ".join(parts)


def _under_now(hospitals: Sequence[Hospital]) -> int:
    return sum(any(not field.is_staffed for field in each.rotas) for each in hospitals)


def of_rotas(number: int | None, hospital: Hospital) -> str:
    """So many of the rotas; says so when no rota, or no curve of leaving, is known."""
    if not hospital.rotas:
        return _("ingen kjente")
    if number is None:
        return _("ukjent")
    return some_of(number, len(hospital.rotas))


def some_of(number: int, everything: int) -> str:
    """So many of so many: 8 av 10."""
    return _("%(some)s av %(all)s", some=figure(number), all=figure(everything))


def expected(field: Field, years: int) -> str:
    """Persons expected to be left; few people are not told of one by one."""
    left = field.after(years)
    if left is None:
        return _("ukjent")
    return few(field.persons) if field.persons < FEWEST else figure(left.mean)


def chance(field: Field, years: int) -> str:
    """How often the rota has too few after so many years."""
    left = field.after(years)
    if field.minimum is None:
        return "–"
    if not field.is_staffed:
        return _("under i dag")
    if left is None or left.below is None:
        return _("ukjent")
    return tenths(left.below)


def band_name(band: AgeBand) -> str:
    """The ages of a band: 55–59 år."""
    if band.last is None:
        return _("%(first)s år og over", first=band.first)
    if not band.first:
        return _("under %(age)s år", age=band.last + 1)
    return _("%(first)s–%(last)s år", first=band.first, last=band.last)


def oldest(bands: Sequence[AgeBand]) -> str:
    """The oldest who can be told of without pointing anybody out."""
    if len(bands) < 2:
        return _("for få til å vises")
    last = bands[-1]
    return _("%(number)s er %(ages)s", number=figure(last.persons), ages=band_name(last))
