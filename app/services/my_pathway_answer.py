"""The sentence that "Min vei" begins with, and the reason under it."""

from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_view import Opening
from app.services.my_pathway_words import doctor_name, months
from app.services.projection_words import headline, missing_words, reason
from app.services.what_if_suggestions import earlier_start
from app.services.wording import in_language, long_day, years_in_words
from pathways.start_and_goal import Lis1Start


def opening(reckoning: Reckoning) -> Opening:
    """The sentence for the page, the start page, the digest and the demo picker."""
    if reckoning.is_before_lis1:
        return Opening(_start_sentence(reckoning), _start_reason(reckoning))
    if reckoning.is_in_part1 or reckoning.is_in_part23:
        projection, telling = reckoning.projection, reckoning.telling
        return Opening(
            headline(projection, telling), reason(projection, telling, earlier_start(reckoning))
        )
    if reckoning.template == "part1_complete":
        return _choose_specialty(reckoning)
    return _further_on(reckoning)


# Before LIS1


def _start_sentence(reckoning: Reckoning) -> str:
    start = reckoning.projection.lis1_start
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
    projection = reckoning.projection
    if projection.lis1_start is None or projection.expected is None:
        return missing_words(projection.missing)
    parts = [
        *_degree_part(reckoning),
        _(
            "LIS1 tar minst %(months)s måneder og kan da være ferdig %(day)s.",
            months=months(sum((t.phase.months for t in reckoning.times), Fraction(0))),
            day=long_day(projection.expected),
        ),
        *_round_part(projection.lis1_start),
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
