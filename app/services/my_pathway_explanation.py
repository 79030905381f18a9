"""«Slik regnet vi»: the figures, rules, sources and assumptions behind the day."""

from fractions import Fraction

from flask_babel import gettext as _

from app.services.my_pathway_reckoning import Reckoning, intakes_of
from app.services.my_pathway_words import day_and_month, md, months
from app.services.pathways_facts import Fact, FactLine, sources_of
from app.services.wording import day, doubt, in_language, listed, long_day
from pathways.earliest import MINIMUM_TOTAL_RULE, Assumption, EarliestApproval
from pathways.phases import PhaseTime
from pathways.worktime import share_on

RULE_OF = {
    Assumption.SHARE_GOES_ON: "part-time",
    Assumption.LEAVE_DOES_NOT_COUNT: "leave-threshold",
    Assumption.HOLIDAY_LIMIT: "lis1-absence-percent",
    Assumption.OTHER_SPECIALTY_NOT_COUNTED: "objectives-decide",
    Assumption.INTAKE_DATES: "lis1-rounds",
    Assumption.OWN_POSTS: "lis1-own-posts",
}
"""The rule that an assumption leans on; one without a rule is our own choice."""


def explanation(reckoning: Reckoning) -> tuple[Fact, ...]:
    """The terms that the page shows when asked how it was reckoned."""
    earliest = reckoning.earliest
    facts = [
        Fact(_("Tiden som kreves"), _needed_lines(reckoning, earliest)),
        Fact(_("Tjeneste som teller"), _served_lines(reckoning, earliest)),
    ]
    if earliest.reached_on is not None:
        text = _("*%(day)s* er siste dag av minstetiden.", day=long_day(earliest.reached_on))
        facts.append(Fact(_("Datoen"), (_own(text), *_total_line(reckoning, earliest))))
    facts.append(
        Fact(
            _("Dette gikk vi ut fra"),
            tuple(_assumption_line(reckoning, each) for each in earliest.assumptions),
        )
    )
    facts.append(Fact(_("Ikke med ennå"), (_own(_not_counted(reckoning)),)))
    return tuple(facts)


def _needed_lines(reckoning: Reckoning, earliest: EarliestApproval) -> tuple[FactLine, ...]:
    return tuple(
        _rule_line(
            reckoning,
            time.phase.rule_key,
            _("%(phase)s: %(months)s", phase=_phase_name(time), months=md(time.phase.months)),
        )
        for time in earliest.times
    )


def _served_lines(reckoning: Reckoning, earliest: EarliestApproval) -> tuple[FactLine, ...]:
    return tuple(
        _own(
            _(
                "%(phase)s: *%(months)s* til og med %(day)s",
                phase=_phase_name(time),
                months=md(time.months),
                day=day(reckoning.today),
            ),
            remark=_("fullført, registrert %(months)s", months=md(time.recorded))
            if time.is_taken_as_done
            else None,
        )
        for time in earliest.times
    )


def _total_line(reckoning: Reckoning, earliest: EarliestApproval) -> tuple[FactLine, ...]:
    """What is left, and that the total of 6.5 years is kept."""
    left = _own(_("%(months)s gjenstår", months=md(earliest.remaining_months)))
    if earliest.total_needed is None:
        return (left,)
    total = _(
        "Til sammen %(served)s av minst %(needed)s måneder",
        served=months(earliest.total_served),
        needed=months(earliest.total_needed),
    )
    return (left, _rule_line(reckoning, MINIMUM_TOTAL_RULE, total))


def _phase_name(time: PhaseTime) -> str:
    return {
        "lis1_hospital": _("LIS1 i sykehus"),
        "lis1_municipality": _("LIS1 i kommune"),
    }.get(time.phase.key, _("Del 2 og 3"))


def _assumption_line(reckoning: Reckoning, assumption: Assumption) -> FactLine:
    text = _assumption_text(reckoning, assumption)
    key = RULE_OF.get(assumption)
    return _own(text) if key is None else _rule_line(reckoning, key, text)


def _assumption_text(reckoning: Reckoning, assumption: Assumption) -> str:
    start = reckoning.earliest.lis1_start
    first = long_day(start.starts_on) if start else _("i morgen")
    return {
        Assumption.UNBROKEN_SERVICE: _("Tjenesten går uten opphold fra %(day)s.", day=first),
        Assumption.SHARE_GOES_ON: _(
            "Stillingen er %(percent)s %% nå. Deltid teller i forhold til stillingen.",
            percent=share_on(reckoning.record.shares, reckoning.today),
        ),
        Assumption.LEAVE_DOES_NOT_COUNT: _(
            "Registrert permisjon teller ikke. Noe fravær kan telle, men grensen er ikke funnet,"
            " så datoen kan bli noe tidligere."
        ),
        Assumption.HOLIDAY_LIMIT: _(
            "Ferie teller i LIS1 inntil %(limits)s.", limits=_holiday_limits(reckoning)
        ),
        Assumption.PART1_TAKEN_AS_DONE: _(
            "LIS1 er regnet som fullført, selv om ikke all tjenesten er registrert her."
        ),
        Assumption.OTHER_SPECIALTY_NOT_COUNTED: _(
            "Tjeneste i et annet fag er ikke regnet med. Hva som kan regnes med, avgjøres for"
            " hver lege."
        ),
        Assumption.INTAKE_DATES: _intakes(reckoning),
        Assumption.OWN_POSTS: _(
            "Egne LIS1-stillinger kan lyses ut når som helst og kan gi en tidligere start."
        ),
    }[assumption]


def _holiday_limits(reckoning: Reckoning) -> str:
    limits = dict(reckoning.measures.limits.holiday_months)
    return _(
        "%(hospital)s måneder i sykehus og %(municipality)s i kommune",
        hospital=months(limits.get("lis1_hospital", Fraction(0))),
        municipality=months(limits.get("lis1_municipality", Fraction(0))),
    )


def _intakes(reckoning: Reckoning) -> str:
    intakes = sorted(
        intakes_of(reckoning.bundle), key=lambda one: (one.starts_month, one.starts_day)
    )
    return _(
        "LIS1 starter %(starts)s. Fristene følger de siste vi har sett, %(deadlines)s. Nyere"
        " frister har vi ikke.",
        starts=listed([day_and_month(one.start_in(one.starts_in_year)) for one in intakes]),
        deadlines=listed([day(one.closes_on) for one in intakes]),
    )


def _not_counted(reckoning: Reckoning) -> str:
    if reckoning.is_before_lis1:
        return _("Konkurransen om plassene, utlysninger og godkjenninger.")
    if reckoning.is_in_part1:
        return _("Læringsmål, godkjenninger og når kommunen har plass.")
    return _("Kurs, læringsmål, prosedyrer, ledige plasser og godkjenninger.")


def _own(text: str, remark: str | None = None) -> FactLine:
    return FactLine(text, None, remark)


def _rule_line(reckoning: Reckoning, key: str, text: str) -> FactLine:
    """A line with the rule's source, page date, note and doubt."""
    rule = reckoning.rule(key)
    if rule is None:
        return _own(text)
    sources = sources_of(reckoning.knowledge)
    remarks = [sources.page_date(rule.source_key), in_language(rule, "note")]
    return FactLine(
        text,
        sources.ref(rule.source_key),
        ". ".join(part.rstrip(".") for part in remarks if part) or None,
        doubt(rule.status),
    )
