"""Where a forecast's inputs came from, in words: the tags of a page, a line for each input."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.services.forecast_provenance import (
    DOUBTFUL,
    Input,
    Origin,
    OriginKind,
    Provenance,
    kinds_used,
    oldest_year,
)
from app.services.wording import day, figure


@dataclass(frozen=True, slots=True)
class InputRow:
    """One input: what it is, where it came from, and its mark; None for what is not doubtful."""

    name: str
    text: str
    tag: str | None


def data_tags(provenances: Sequence[Provenance]) -> tuple[str, ...]:
    """What has to stand beside every answer that rests on them; empty when nothing has."""
    kinds, year = kinds_used(provenances), oldest_year(provenances)
    found = []
    if OriginKind.DEMO in kinds:
        found.append(_("Demotall. Egne tall er ikke lest inn."))
    if OriginKind.OLD in kinds:
        found.append(_("Gamle tall") if year is None else _("Gamle tall fra %(year)s", year=year))
    return tuple(found)


def input_rows(provenance: Provenance) -> tuple[InputRow, ...]:
    """Every input that has an origin, in the order of `Input`."""
    return tuple(
        InputRow(
            input_name(each), origin_words(provenance[each]), origin_tag(provenance[each].kind)
        )
        for each in Input
        if each in provenance
    )


def input_name(each: Input) -> str:
    """What an input is called on screen."""
    return {
        Input.STOCK: _("Spesialister i stilling"),
        Input.WORK_SHARE: _("Stilling i prosent"),
        Input.EXITS: _("Hvem som slutter, etter alder"),
        Input.TRAINEES_KNOWN: _("Leger i utdanning som er registrert her"),
        Input.TRAINEES_REST: _("Andre leger i utdanning"),
        Input.SLIP: _("Hvor mye senere enn planlagt noen blir ferdig"),
        Input.INTAKE: _("Inntak som nå"),
        Input.DURATIONS: _("Tid til ferdig"),
        Input.DROP_OUT: _("Slutter i utdanningen"),
        Input.RETENTION: _("Blir i regionen"),
        Input.RECRUITS: _("Kommer utenfra"),
        Input.RECRUITS_STAY: _("Hvor lenge de som kommer utenfra, blir"),
        Input.VACANCIES: _("Ledige stillinger"),
        Input.HIRED_IN: _("Innleide leger"),
        Input.OTHER_UNMET: _("Annet udekket behov"),
        Input.POPULATION: _("Innbyggere etter alder"),
        Input.PROJECTION: _("Innbyggere framover"),
        Input.USE_BY_AGE: _("Bruk av faget etter alder"),
        Input.DRIFT: _("Annen endring av behovet"),
        Input.FLOOR: _("Det vakten krever"),
    }[each]


def origin_words(origin: Origin) -> str:
    """Where one input came from, with the years, the day and the persons that are known."""
    base = {
        OriginKind.OWN: _("Regionens egne tall"),
        OriginKind.DEMO: _("Oppdiktet for demoen"),
        OriginKind.GROUP: _("Lignende fag i regionen"),
        OriginKind.HERE: _("Legeløp"),
        OriginKind.PUBLIC: _("Offentlige tall"),
        OriginKind.OLD: _("Gamle offentlige tall"),
        OriginKind.SAID: _("Antatt av %(who)s", who=origin.said_by or _("ukjent")),
        OriginKind.OURS: _("Vår antakelse"),
        OriginKind.UNKNOWN: _("Ukjent. Regnet uten."),
    }[origin.kind]
    parts = [base, *_when(origin)]
    if origin.persons:
        parts.append(_("%(number)s personer", number=figure(round(origin.persons))))
    return ", ".join(parts)


def _when(origin: Origin) -> list[str]:
    if origin.first_year and origin.year and origin.first_year != origin.year:
        return [f"{origin.first_year}–{origin.year}"]
    if origin.year or origin.first_year:
        return [str(origin.year or origin.first_year)]
    return [day(date.fromisoformat(origin.as_of))] if origin.as_of else []


def origin_tag(kind: OriginKind) -> str | None:
    """The mark of what a reader should doubt."""
    if kind not in DOUBTFUL:
        return None
    return {
        OriginKind.DEMO: _("demotall"),
        OriginKind.OLD: _("gamle tall"),
        OriginKind.OURS: _("antakelse"),
        OriginKind.UNKNOWN: _("ukjent"),
    }[kind]
