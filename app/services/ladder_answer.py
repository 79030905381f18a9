"""The answer of "Karrierestige": its sentence, its reason, and the measured times."""

from fractions import Fraction

from flask_babel import gettext as _

from app.services.ladder_choices import LadderChoice
from app.services.ladder_rungs import span, span_of
from app.services.pathways_facts import (
    MINIMUM_TOTAL_RULE,
    Fact,
    FactLine,
    SourceRef,
    sources_of,
)
from app.services.wording import amount_text, doubt, in_language, in_words
from pathways.graph import PathwayGraph, knowledge_of
from pathways.ladder import MOST_COMPARED, Comparison


def headline(found: Comparison, start: LadderChoice, goal: LadderChoice) -> str:
    """The sentence with the number: the least time, or what is left of it."""
    months = Fraction(found.minimum_months or 0)
    names = {"start": start.in_sentence, "goal": goal.in_sentence}
    left = found.ladders[0].left
    if left is not None:
        return _own_sentence(found, goal)
    if found.carried is not None:
        return _(
            "Fra %(start)s til %(goal)s tar det minst *%(time)s* hvis ingen tidligere tjeneste"
            " regnes med.",
            **names,
            time=span(months),
        )
    ways = _ways(found.count)
    if not months:
        return _(
            "Fra %(start)s til %(goal)s er det *ingen minstetid*. %(ways)s", **names, ways=ways
        )
    return _(
        "Fra %(start)s til %(goal)s tar det minst *%(time)s*. %(ways)s",
        **names,
        time=span(months),
        ways=ways,
    )


def _own_sentence(found: Comparison, goal: LadderChoice) -> str:
    left = found.ladders[0].left
    assert left is not None
    if not left.high:
        return _("Du har *all minstetiden* til %(goal)s bak deg.", goal=goal.in_sentence)
    if left.is_known:
        return _(
            "Du har minst *%(time)s* igjen til %(goal)s. %(ways)s",
            time=span_of(left),
            goal=goal.in_sentence,
            ways=_ways(found.count),
        )
    return _(
        "Du har minst *%(time)s* igjen til %(goal)s, alt etter hva som regnes med.",
        time=span_of(left),
        goal=goal.in_sentence,
    )


def _ways(count: int) -> str:
    if count == 1:
        return _("Det finnes én vei.")
    return _("Det finnes %(words)s veier.", words=in_words(count))


def reason_of(found: Comparison) -> str:
    """What the number is, and what it leaves out."""
    if found.carried is not None:
        return _(
            "Læringsmål og tjeneste som også gjelder det nye faget, kan regnes med. Det avgjøres"
            " i hvert tilfelle, og ingen kilde sier hvor mye."
        )
    if found.count > 1:
        return _("Minstetiden er tjeneste på full tid. Ventetid mellom trinnene kommer i tillegg.")
    return _("Minstetiden er tjeneste på full tid. Ventetid kommer i tillegg.")


def count_note(found: Comparison) -> str | None:
    """Said when there are more routes than can be compared."""
    if found.count == len(found.ladders):
        return None
    note = _(
        "De %(shown)s første er vist, av %(count)s i alt.",
        shown=in_words(MOST_COMPARED),
        count=in_words(found.count),
    )
    fields = {stage.specialty for one in found.ladders for stage in one.stages} - {None}
    if len(fields) > 1:
        note += " " + _("Velg et mål i ett fag for å se veiene dit.")
    return note


def time_source(graph: PathwayGraph) -> SourceRef | None:
    """Where the least time is written."""
    knowledge = knowledge_of(graph)
    rule = next((one for one in knowledge.rules if one.key == MINIMUM_TOTAL_RULE), None)
    return None if rule is None else sources_of(knowledge).ref(rule.source_key)


def time_facts(graph: PathwayGraph, found: Comparison) -> tuple[Fact, ...]:
    """Measured times and delays, with their year; what no source gives is called unknown."""
    expected = next((one.expected for one in found.ladders if one.expected), None)
    sources = sources_of(knowledge_of(graph))
    usual = FactLine(
        _("Ingen kilde sier hvor lang tid dette vanligvis tar."), None, None, _("ukjent"), ""
    )
    rules = (*((expected,) if expected else ()), *found.delays)
    lines = tuple(
        FactLine(
            f"{in_language(rule, 'name')}: *{amount_text(rule.number or 0, rule.unit)}*",
            sources.ref(rule.source_key),
            in_language(rule, "note"),
            doubt(rule.status),
        )
        for rule in rules
    )
    split = 1 if expected else 0
    facts = (
        Fact(_("Vanlig tid"), lines[:split] or (usual,)),
        Fact(_("Forsinkelser"), lines[split:]),
    )
    return tuple(fact for fact in facts if fact.lines)
