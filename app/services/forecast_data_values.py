"""What our own assumptions are, in words: a reader sees the number, not only that it is ours."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from app.services.forecast_case_need import (
    DRIFT_MEAN,
    DRIFT_SPREAD,
    STAYS_FIVE_YEARS,
    STAYS_ONE_YEAR,
)
from app.services.forecast_case_trainees import SLIP_EXPLAINED, SLIP_SHARES
from app.services.forecast_origin_words import InputRow, input_name, origin_tag, origin_words
from app.services.forecast_population import USE_BY_CODE, use_profile
from app.services.forecast_provenance import Input, OriginKind, Provenance
from app.services.wording import figure
from pathways.types.knowledge import Source, Specialty
from seed.workforce import BANDS

PERCENT = 100


def valued_rows(
    provenance: Provenance,
    names: Iterable[Input],
    specialty: Specialty | None,
    sources: Mapping[str, Source],
) -> tuple[InputRow, ...]:
    """Inputs with where they came from; those that are ours with what we have assumed.

    The use of a specialty by age is told for `specialty`.
    """
    found = []
    for name in names:
        origin = provenance[name]
        text = origin_words(origin)
        if origin.kind is OriginKind.OURS:
            value = value_words(name, specialty)
            text = f"{text}. {value}" if value else text
        source = sources.get(origin.source_key or "")
        if source is not None and origin.kind in (OriginKind.OLD, OriginKind.PUBLIC):
            text = f"{text}. {source.title}"
        found.append(InputRow(input_name(name), text, origin_tag(origin.kind)))
    return tuple(found)


def value_words(name: Input, specialty: Specialty | None) -> str:
    """What we have assumed of an input; empty where there is no single number to tell."""
    if name is Input.DRIFT:
        return _(
            "Behovet vokser %(mean)s %% i året utover det innbyggerne gir, pluss eller minus "
            "%(spread)s.",
            mean=figure(DRIFT_MEAN * PERCENT),
            spread=figure(DRIFT_SPREAD * PERCENT),
        )
    if name is Input.SLIP:
        return _(
            "%(part)s %% av spredningen i tid til ferdig kommer i tillegg til den beregnede dagen. "
            "Med få ferdige: %(first)s %% blir ferdige som beregnet, %(second)s %% ett år senere "
            "og %(third)s %% to.",
            part=figure((1 - SLIP_EXPLAINED) * PERCENT),
            first=figure(SLIP_SHARES[0] * PERCENT),
            second=figure(SLIP_SHARES[1] * PERCENT),
            third=figure(SLIP_SHARES[2] * PERCENT),
        )
    if name is Input.RECRUITS_STAY:
        return _(
            "%(one)s av 100 er her etter ett år, %(five)s etter fem.",
            one=figure(STAYS_ONE_YEAR * PERCENT),
            five=figure(STAYS_FIVE_YEARS * PERCENT),
        )
    if name is Input.EXITS:
        return _("Stadig flere slutter etter hvert som de blir eldre, uten en fast pensjonsalder.")
    if name is Input.WORK_SHARE:
        return _("Alle er regnet i full stilling.")
    if name is Input.TRAINEES_REST:
        return _("Som om inntaket alltid har vært like stort.")
    if name is Input.USE_BY_AGE and specialty is not None:
        return _use_words(specialty)
    return ""


def _use_words(specialty: Specialty) -> str:
    """Use of a specialty a head by age, against each other."""
    profile = use_profile(specialty.code, specialty.family)
    parts = ", ".join(
        _("%(ages)s år: %(use)s", ages=band.replace("-", "–"), use=figure(use))
        for band, use in zip(BANDS, profile, strict=True)
    )
    if specialty.code in USE_BY_CODE:
        return _("Per innbygger, mot hverandre: %(parts)s.", parts=parts)
    return _("Per innbygger, mot hverandre, likt for lignende fag: %(parts)s.", parts=parts)
