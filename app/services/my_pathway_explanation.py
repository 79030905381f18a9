"""«Slik regnet vi»: the figures, rules, sources, unknowns and assumptions behind the day."""

from fractions import Fraction

from flask_babel import gettext as _

from app.services.my_pathway_reckoning import Reckoning, intakes_of
from app.services.my_pathway_words import day_and_month, md, months
from app.services.pathways_facts import Fact, FactLine, sources_of
from app.services.projection_terms import (
    RULE_OF,
    AssumptionFacts,
    assumption_words,
    unknown_words,
    wait_words,
)
from app.services.projection_words import best_words
from app.services.wording import day, doubt, in_language, upper_first
from pathways.phases import PhaseTime
from pathways.projection.values import Assumption, Link, Unknown
from pathways.start_and_goal import MINIMUM_TOTAL_RULE
from pathways.worktime import share_on


def explanation(reckoning: Reckoning) -> tuple[Fact, ...]:
    """The terms that the page shows when asked how it was reckoned."""
    projection = reckoning.projection
    facts = (
        Fact(_("Tiden som kreves"), _needed_lines(reckoning)),
        Fact(_("Tjeneste som teller"), _served_lines(reckoning)),
        Fact(_("Det som avgjør"), _deciding_lines(reckoning)),
        Fact(
            _("Det vi ikke vet"),
            tuple(_unknown_line(reckoning, unknown) for unknown in projection.unknowns),
        ),
        Fact(
            _("Dette gikk vi ut fra"),
            tuple(_assumption_line(reckoning, each) for each in projection.assumptions),
        ),
        Fact(_("Ikke med"), (_own(_not_counted(reckoning)),)),
    )
    return tuple(fact for fact in facts if fact.lines)


def _needed_lines(reckoning: Reckoning) -> tuple[FactLine, ...]:
    lines = tuple(
        _rule_line(
            reckoning,
            time.phase.rule_key,
            _("%(phase)s: %(months)s", phase=_phase_name(time), months=md(time.phase.months)),
        )
        for time in reckoning.times
    )
    needed = reckoning.frame.total_months
    if needed is None:
        return lines
    total = _(
        "Til sammen %(served)s av minst %(needed)s måneder",
        served=months(sum((time.months for time in reckoning.times), Fraction(0))),
        needed=months(needed),
    )
    return (*lines, _rule_line(reckoning, MINIMUM_TOTAL_RULE, total))


def _served_lines(reckoning: Reckoning) -> tuple[FactLine, ...]:
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
        for time in reckoning.times
    )


def _deciding_lines(reckoning: Reckoning) -> tuple[FactLine, ...]:
    """The chain, first to last, and how early the day could be."""
    projection = reckoning.projection
    if projection.expected is None:
        return ()
    links = tuple(_link_line(reckoning, link) for link in projection.chain)
    return (*links, _own(best_words(projection)))


def _link_line(reckoning: Reckoning, link: Link) -> FactLine:
    text = _(
        "%(line)s: *%(first)s–%(last)s*",
        line=upper_first(reckoning.telling.line(link.ref)),
        first=day(link.starts_on),
        last=day(link.ends_on),
    )
    return _own(text, wait_words(link.wait, reckoning.telling) or None)


def _unknown_line(reckoning: Reckoning, unknown: Unknown) -> FactLine:
    return FactLine(unknown_words(unknown, reckoning.telling), None, None, _("ukjent"))


def _phase_name(time: PhaseTime) -> str:
    return {
        "lis1_hospital": _("LIS1 i sykehus"),
        "lis1_municipality": _("LIS1 i kommune"),
    }.get(time.phase.key, _("Del 2 og 3"))


def _assumption_line(reckoning: Reckoning, assumption: Assumption) -> FactLine:
    text = assumption_words(assumption, _assumption_facts(reckoning))
    key = RULE_OF.get(assumption)
    return _own(text) if key is None else _rule_line(reckoning, key, text)


def _assumption_facts(reckoning: Reckoning) -> AssumptionFacts:
    start = reckoning.projection.lis1_start
    limits = dict(reckoning.measures.limits.holiday_months)
    intakes = sorted(
        intakes_of(reckoning.bundle), key=lambda one: (one.starts_month, one.starts_day)
    )
    return AssumptionFacts(
        first_day=start.starts_on if start else None,
        share_percent=share_on(reckoning.record.shares, reckoning.today),
        holiday=(
            limits.get("lis1_hospital", Fraction(0)),
            limits.get("lis1_municipality", Fraction(0)),
        ),
        starts=[day_and_month(one.start_in(one.starts_in_year)) for one in intakes],
        deadlines=[day(one.closes_on) for one in intakes],
    )


def _not_counted(reckoning: Reckoning) -> str:
    if reckoning.is_before_lis1:
        return _("Konkurransen om plassene, utlysninger og godkjenninger.")
    return _("Om det er plass der tjenesten skal tas, og hvor lang tid en søknad tar.")


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
