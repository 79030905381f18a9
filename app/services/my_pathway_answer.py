"""The sentence that "Min vei" begins with, and how it was reckoned.

The day is the earliest that minimum time allows. Courses, objectives, places and approvals
may make it later; the sentence says "tidligst", and the reason says what is not counted yet.
"""

from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_view import Opening
from app.services.my_pathway_words import (
    doctor_name,
    months,
    specialty_name,
)
from app.services.wording import in_language, long_day, years_in_words
from pathways.earliest import MINIMUM_TOTAL_RULE, EarliestApproval, Goal, Lis1Start


def opening(reckoning: Reckoning) -> Opening:
    """The sentence for the page, the start page, the digest and the demo picker."""
    if reckoning.is_before_lis1:
        return Opening(_start_sentence(reckoning), _start_reason(reckoning))
    if reckoning.is_in_part1:
        return Opening(_part1_sentence(reckoning), _time_reason(reckoning))
    if reckoning.is_in_part23:
        return Opening(_specialist_sentence(reckoning), _time_reason(reckoning))
    if reckoning.template == "part1_complete":
        return _choose_specialty(reckoning)
    return _further_on(reckoning)


# Before LIS1


def _start_sentence(reckoning: Reckoning) -> str:
    start = reckoning.earliest.lis1_start
    name = doctor_name(reckoning)
    if start is None:
        if reckoning.is_own:
            return _("Din første LIS1-start er *ukjent*.")
        return _("Den første LIS1-starten til %(name)s er *ukjent*.", name=name)
    day = long_day(start.starts_on)
    if start.is_booked:
        if reckoning.is_own:
            return _("Du begynner i LIS1 *%(day)s*.", day=day)
        return _("%(name)s begynner i LIS1 *%(day)s*.", name=name, day=day)
    if reckoning.is_own:
        return _("Den første LIS1-starten du kan rekke, er *%(day)s*.", day=day)
    return _("Den første LIS1-starten %(name)s kan rekke, er *%(day)s*.", name=name, day=day)


def _start_reason(reckoning: Reckoning) -> str:
    earliest = reckoning.earliest
    if earliest.missing == "degree_date":
        return _(
            "Vi vet ikke når studiet er ferdig. Når datoen er registrert, kan vi finne den"
            " første starten."
        )
    if earliest.lis1_start is None or earliest.reached_on is None:
        return _("Vi har ingen datoer for søknadsrunder.")
    parts = [
        *_degree_part(reckoning),
        _(
            "LIS1 tar minst %(months)s måneder og kan da tidligst være ferdig %(day)s.",
            months=months(_whole_length(earliest)),
            day=long_day(earliest.reached_on),
        ),
        *_round_part(earliest.lis1_start),
    ]
    return " ".join(parts)


def _degree_part(reckoning: Reckoning) -> list[str]:
    record = reckoning.record
    if record.authorised_on is not None or record.degree_expected_on is None:
        return []
    return [_("Studiet er etter planen ferdig %(day)s.", day=long_day(record.degree_expected_on))]


def _round_part(start: Lis1Start) -> list[str]:
    """Deadlines move each year; ours are from the last round that was published."""
    if start.intake is None:
        return []
    return [
        _(
            "Søknadsfristen er ikke publisert hos oss. Sist vi så den, var den %(day)s.",
            day=long_day(start.intake.closes_on),
        )
    ]


# LIS1, and parts 2 and 3


def _part1_sentence(reckoning: Reckoning) -> str:
    earliest = reckoning.earliest
    name = doctor_name(reckoning)
    if earliest.reached_on is None:
        served = _of_needed(earliest)
        if reckoning.is_own:
            return _("Du har nådd minstetiden i LIS1: *%(served)s måneder*.", served=served)
        return _(
            "%(name)s har nådd minstetiden i LIS1: *%(served)s måneder*.", name=name, served=served
        )
    day = long_day(earliest.reached_on)
    if reckoning.is_own:
        return _("Du kan tidligst være ferdig med LIS1 *%(day)s*.", day=day)
    return _("%(name)s kan tidligst være ferdig med LIS1 *%(day)s*.", name=name, day=day)


def _specialist_sentence(reckoning: Reckoning) -> str:
    assert reckoning.specialty is not None
    earliest = reckoning.earliest
    field = specialty_name(reckoning.specialty)
    name = doctor_name(reckoning)
    if earliest.reached_on is None:
        served = _of_needed(earliest)
        if reckoning.is_own:
            return _(
                "Du har nådd minstetiden i %(specialty)s: *%(served)s måneder*.",
                specialty=field,
                served=served,
            )
        return _(
            "%(name)s har nådd minstetiden i %(specialty)s: *%(served)s måneder*.",
            name=name,
            specialty=field,
            served=served,
        )
    day = long_day(earliest.reached_on)
    if reckoning.is_own:
        return _(
            "Du kan tidligst bli godkjent spesialist i %(specialty)s *%(day)s*.",
            specialty=field,
            day=day,
        )
    return _(
        "%(name)s kan tidligst bli godkjent spesialist i %(specialty)s *%(day)s*.",
        name=name,
        specialty=field,
        day=day,
    )


def _time_reason(reckoning: Reckoning) -> str:
    earliest = reckoning.earliest
    if earliest.reached_on is None:
        return _(
            "Læringsmål og godkjenninger gjenstår. Når de kan være klare, er ikke beregnet ennå."
        )
    served = _of_needed(earliest)
    if reckoning.is_own:
        time = _("Det er minstetiden: du har %(served)s måneder.", served=served)
    else:
        time = _("Det er minstetiden: %(served)s måneder er gjennomført.", served=served)
    if earliest.goal is Goal.PART1:
        later = _(
            "Læringsmål og godkjenninger kan gjøre det senere. Den beregningen er ikke laget ennå."
        )
    else:
        later = _(
            "Kurs, læringsmål og ledige plasser kan gjøre det senere. Den beregningen er ikke"
            " laget ennå."
        )
    return f"{time} {later}"


def _of_needed(earliest: EarliestApproval) -> str:
    """Served of needed: in the phase that decides, in LIS1 over both of its parts."""
    if earliest.goal is Goal.PART1 or earliest.deciding_rule_key == MINIMUM_TOTAL_RULE:
        served = earliest.total_served
        needed = earliest.total_needed or _whole_length(earliest)
    else:
        time = earliest.times[-1]
        served, needed = time.months, time.phase.months
    return _("%(served)s av %(needed)s", served=months(served), needed=months(needed))


def _whole_length(earliest: EarliestApproval) -> Fraction:
    return sum((time.phase.months for time in earliest.times), Fraction(0))


# Elsewhere on the path


def _choose_specialty(reckoning: Reckoning) -> Opening:
    fields = len(reckoning.knowledge.specialties)
    if reckoning.is_own:
        sentence = _("Del 1 er fullført. Nå velger du ett av *%(count)s fag*.", count=fields)
    else:
        sentence = _(
            "%(name)s har fullført del 1 og velger ett av *%(count)s fag*.",
            name=doctor_name(reckoning),
            count=fields,
        )
    least = min(one.minimum_part23_months for one in reckoning.knowledge.specialties)
    return Opening(sentence, _("Del 2 og 3 tar minst %(years)s.", years=years_in_words(least)))


def _further_on(reckoning: Reckoning) -> Opening:
    stage = next(iter(reckoning.stages), None)
    where = (in_language(stage, "name") if stage else None) or reckoning.record.stage
    if reckoning.is_own:
        sentence = _("Du er på steget *%(stage)s*.", stage=where)
    else:
        sentence = _("%(name)s er på steget *%(stage)s*.", name=doctor_name(reckoning), stage=where)
    return Opening(sentence, _("Minstetiden i utdanningen gjelder ikke lenger."))


def reckoned_on(today: date) -> str:
    """When the answer was worked out."""
    return _("Regnet ut %(day)s", day=today.strftime("%d.%m.%Y"))
