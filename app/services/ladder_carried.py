"""What carries over, and local service time, in the words of the page."""

from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.ladder_rungs import span
from app.services.pathways_facts import Fact, FactLine, sources_of
from app.services.pathways_page import ListRow
from app.services.plan_page import without_company_form
from app.services.wording import day, doubt, figure, in_language, listed, lower_first
from pathways.graph import PathwayGraph, knowledge_of, specialty_of
from pathways.local_service import LocalService
from pathways.types.carrying import (
    CarriedItem,
    CarriedThing,
    CarryOver,
    GroundKind,
    Range,
    Verdict,
)
from pathways.types.knowledge import FactStatus, Part2Kind


def carried_facts(graph: PathwayGraph, carried: CarryOver) -> tuple[Fact, ...]:
    """The items by verdict: what surely counts first, what nobody says last."""
    terms = {
        Verdict.CARRIES: _("Tar du med deg"),
        Verdict.CASE_BY_CASE: _("Avgjøres i hvert tilfelle"),
        Verdict.DOES_NOT_CARRY: _("Tar du ikke med deg"),
        Verdict.NO_SOURCE: _("Ingen kilde sier noe"),
    }
    facts = (
        Fact(term, tuple(_line(graph, carried, item) for item in carried.with_verdict(verdict)))
        for verdict, term in terms.items()
    )
    return tuple(fact for fact in facts if fact.lines)


def _line(graph: PathwayGraph, carried: CarryOver, item: CarriedItem) -> FactLine:
    knowledge = knowledge_of(graph)
    rules = {rule.key: rule for rule in knowledge.rules}
    found = [rules[key] for key in item.ground.rule_keys]
    read = listed([lower_first(in_language(rule, "name") or rule.key) for rule in found])
    if item.ground.kind is GroundKind.NO_SOURCE:
        return FactLine(_text(graph, carried, item), None, _("Ingen kilde er funnet."), _("ukjent"))
    if item.ground.kind is GroundKind.READING:
        remark = _("vår lesning av: %(rules)s", rules=read)
        # What we read out of rules that speak of something else is never more than a reading.
        tag = doubt(FactStatus.UNVERIFIED)
    else:
        remark, tag = read, doubt(item.ground.status)
    source = sources_of(knowledge).ref(found[0].source_key)
    return FactLine(_text(graph, carried, item), source, remark, tag)


def _text(graph: PathwayGraph, carried: CarryOver, item: CarriedItem) -> str:
    old = _field(graph, carried.origin)
    part2 = _part2_name(graph, carried.origin)
    name = {
        CarriedThing.LIS1: _("LIS1, som er lik for alle fag"),
        CarriedThing.COMMON_OBJECTIVES: _("Felles kompetansemål, som er like for alle fag"),
        CarriedThing.OLDER_COMMON_OBJECTIVES: _("Felles mål fra et eldre sett"),
        CarriedThing.PART2_OBJECTIVES: _(
            "Læringsmålene i %(part2)s, som fagene deler", part2=part2
        ),
        CarriedThing.SERVICE_IN_GOAL: _("Tjeneste du alt har i det nye faget"),
        CarriedThing.SERVICE: _("Tjenesten i %(specialty)s", specialty=old),
        CarriedThing.SPECIALTY_OBJECTIVES: _(
            "Læringsmål som bare gjelder %(specialty)s", specialty=old
        ),
        CarriedThing.SHARED_COURSES: _("Kurs som er felles for fagene"),
        CarriedThing.SPECIALTY_COURSES: _("Kurs i %(specialty)s", specialty=old),
        CarriedThing.FOREIGN_SERVICE: _("Tjeneste i utlandet i stedet for LIS1"),
        CarriedThing.SERVICE_THERE: _("Tjenesten du skal ha der"),
    }[item.what]
    amount = _amount(item)
    return name if amount is None else f"{name}: *{amount}*"


def _amount(item: CarriedItem) -> str | None:
    """What of the doctor's own counts; None when the record says nothing."""
    if item.earned is None or item.carried is None:
        return None
    if item.verdict is Verdict.DOES_NOT_CARRY or item.carried.is_known:
        return _counted(item.earned, item.unit)
    if item.carried.low == 0 and item.carried.high == 0:
        return _counted(item.earned, item.unit)
    return _between(item.carried, item.unit)


def _counted(amount: Fraction, unit: str) -> str:
    if unit == "months":
        return span(amount)
    if unit == "courses":
        return ngettext("%(num)s kurs", "%(num)s kurs", int(amount))
    return ngettext("%(num)s godkjent", "%(num)s godkjente", int(amount))


def _between(amount: Range, unit: str) -> str:
    low, high = figure(float(amount.low)), figure(float(amount.high))
    if unit == "months":
        return _("fra %(low)s til %(high)s måneder kan telle", low=low, high=high)
    return _("fra %(low)s til %(high)s av dem", low=low, high=high)


def _field(graph: PathwayGraph, code: str | None) -> str:
    specialty = specialty_of(graph, code or "")
    return lower_first((in_language(specialty, "name") if specialty else None) or code or "")


def _part2_name(graph: PathwayGraph, code: str | None) -> str:
    specialty = specialty_of(graph, code or "")
    if specialty is not None and specialty.part2 is Part2Kind.SURGERY:
        return _("kirurgi del 2")
    return _("felles indremedisin")


def local_rows(services: tuple[LocalService, ...]) -> tuple[ListRow, ...]:
    """Service time per area, the longest first."""
    return tuple(
        ListRow(
            name=one.area,
            remark=span(one.months),
            note=_(
                "%(places)s. Fra %(first)s til %(last)s.",
                places=listed(
                    [without_company_form(name) for name in (*one.trusts, *one.municipalities)]
                ),
                first=day(one.first),
                last=_("nå") if one.is_going_on else day(one.last),
            ),
        )
        for one in services
    )
