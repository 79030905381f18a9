"""What holds in the whole country for one specialty, each fact with source, date and doubt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.services.pathways_map import main_routes, months_from_authorisation, part1_months
from app.services.wording import amount_text, day, doubt, figure, in_language, page_day, years
from pathways.graph import CHOICE_STAGE, PathwayGraph, knowledge_of, transition_of
from pathways.routes import requirements_of
from pathways.types.knowledge import (
    FactStatus,
    Knowledge,
    Requirement,
    Rule,
    Source,
    Specialty,
    Stage,
)
from pathways.types.knowledge import (
    RequirementKind as Kind,
)

MINIMUM_TOTAL_RULE = "minimum-total"
USUAL_TIME_RULES = "usual-time"
ABSENCE_RULES = ("leave-", "lis1-absence", "interruption-", "holiday-", "part-time")
"""Beginnings of the keys of rules about leave, illness, holiday and part-time."""


SHOWN_ABSENCE_RULES = 2
"""How many of them are shown unfolded."""


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source as a page shows it."""

    label: str
    address: str | None


@dataclass(frozen=True, slots=True)
class FactLine:
    """One statement with its source; asterisks in `text` emphasise."""

    text: str
    source: SourceRef | None
    remark: str | None
    tag: str | None = None
    tag_kind: str = "warn"


@dataclass(frozen=True, slots=True)
class Fact:
    """A term with its statements; `more` are folded away under `more_label`."""

    term: str
    lines: tuple[FactLine, ...]
    more: tuple[FactLine, ...] = ()
    more_label: str = ""


@dataclass(frozen=True, slots=True)
class _Sources:
    """Sources by key, as pages show them."""

    by_key: dict[str, Source]

    def ref(self, key: str) -> SourceRef | None:
        """The source of a fact; None when nothing is stored about it."""
        source = self.by_key.get(key)
        return None if source is None else SourceRef(short_title(source), source.address)

    def page_date(self, key: str) -> str | None:
        """The date that the source's page shows, in words."""
        source = self.by_key.get(key)
        dated = None if source is None else page_day(source.page_date)
        return None if dated is None else _("siden er datert %(day)s", day=dated)


def sources_of(knowledge: Knowledge) -> _Sources:
    """All sources by key."""
    return _Sources({source.key: source for source in knowledge.sources})


def short_title(source: Source) -> str:
    """The title without what stands in brackets."""
    return source.title.partition(" (")[0]


def national_facts(graph: PathwayGraph, specialty: Specialty, today: date) -> tuple[Fact, ...]:
    """The facts of a specialty that are in force on `today`, most asked for first."""
    knowledge = knowledge_of(graph)
    sources = sources_of(knowledge)
    stages = main_routes(graph)[specialty.code].stages
    own = [stage for stage in stages if stage.specialty == specialty.code]
    asked = [one for stage in own for one in requirements_of(graph, stage.key, today)]
    facts = (
        Fact(_("Korteste tid"), _shortest_time(graph, specialty, sources)),
        Fact(_("Vanlig tid"), _usual_time(knowledge, sources)),
        Fact(_("LIS1 først"), _lis1(graph, stages, sources, today)),
        Fact(
            _("For å begynne"),
            (
                *_way_in(graph, own[0], sources),
                *_lines(asked, (Kind.ORDER, Kind.LICENCE, Kind.EMPLOYMENT), sources),
            ),
        ),
        Fact(_("Tjeneste"), _lines(asked, (Kind.SERVICE,), sources)),
        Fact(_("Læringsmål"), _lines(asked, (Kind.OBJECTIVES,), sources)),
        Fact(_("Felles mål"), _common_objectives(knowledge, asked, sources)),
        Fact(_("Prosedyrer"), _lines(asked, (Kind.PROCEDURES,), sources)),
        Fact(_("Veiledning"), _lines(asked, (Kind.SUPERVISION, Kind.GROUP_GUIDANCE), sources)),
        Fact(_("Kurs"), _lines(asked, (Kind.COURSES,), sources)),
        _absence(knowledge, stages, sources, today),
        Fact(_("Godkjenning"), _lines(asked, (Kind.APPROVAL,), sources)),
    )
    return tuple(fact for fact in facts if fact.lines)


def count_doubts(facts: Iterable[Fact]) -> tuple[int, int]:
    """How many statements are not confirmed, and how many there are."""
    lines = [line for fact in facts for line in (*fact.lines, *fact.more)]
    return sum(line.tag is not None for line in lines), len(lines)


def _shortest_time(
    graph: PathwayGraph, specialty: Specialty, sources: _Sources
) -> tuple[FactLine, ...]:
    text = _(
        "*%(total)s* fra autorisasjon, %(part1)s av dem i LIS1",
        total=years(months_from_authorisation(graph, specialty.code)),
        part1=figure(part1_months(graph) / 12),
    )
    rule = _rule(knowledge_of(graph), MINIMUM_TOTAL_RULE)
    if rule is None:
        return (FactLine(text, sources.ref(specialty.source_key), None, doubt(specialty.status)),)
    return (_rule_line(rule, sources, text=text),)


def _usual_time(knowledge: Knowledge, sources: _Sources) -> tuple[FactLine, ...]:
    """The newest measured time; it is a figure about people, not a rule."""
    found = [rule for rule in knowledge.rules if rule.key.startswith(USUAL_TIME_RULES)]
    if not found:
        return ()
    rule = max(found, key=lambda rule: rule.valid_from or date.min)
    if rule.number is None or rule.valid_from is None:
        return ()
    text = _(
        "*%(years)s år* i snitt for dem som ble godkjent i %(year)s",
        years=figure(rule.number),
        year=rule.valid_from.year,
    )
    remark = in_language(rule, "note")
    return (FactLine(text, sources.ref(rule.source_key), remark, doubt(rule.status)),)


def _lis1(
    graph: PathwayGraph, stages: tuple[Stage, ...], sources: _Sources, today: date
) -> tuple[FactLine, ...]:
    before = [stage for stage in stages if stage.specialty is None and stage.minimum_months]
    asked = [one for stage in before for one in requirements_of(graph, stage.key, today)]
    return _lines(asked, (Kind.SERVICE, Kind.ORDER), sources)


def _way_in(graph: PathwayGraph, first: Stage, sources: _Sources) -> tuple[FactLine, ...]:
    transition = transition_of(graph, CHOICE_STAGE, first.key)
    condition = in_language(transition, "condition")
    if condition is None:
        return ()
    ref = sources.ref(transition.source_key)
    remark = sources.page_date(transition.source_key)
    return (FactLine(condition, ref, remark, doubt(transition.status)),)


def _lines(
    asked: Iterable[Requirement], kinds: tuple[Kind, ...], sources: _Sources
) -> tuple[FactLine, ...]:
    return tuple(
        FactLine(
            text=_requirement_text(one),
            source=sources.ref(one.source_key),
            remark=_joined(in_language(one, "note"), _in_force(one.valid_from, one.valid_to)),
            tag=doubt(one.status),
        )
        for one in asked
        if one.kind in kinds
    )


def _requirement_text(one: Requirement) -> str:
    """Name and amount; the amount is left out where the name already says it."""
    name = in_language(one, "name") or one.key
    counted = one.amount is not None and one.unit != "persons"
    amount = amount_text(one.amount or 0, one.unit) if counted else None
    if amount is not None and one.amount is not None and figure(one.amount) not in name:
        name = f"{name}: *{amount}*"
    if not one.compulsory and one.kind is not Kind.COURSES:
        name = _("%(name)s (anbefalt)", name=name)
    return name


def _common_objectives(
    knowledge: Knowledge, asked: Iterable[Requirement], sources: _Sources
) -> tuple[FactLine, ...]:
    """The set in force, from which day, and how many there were before."""
    lines = []
    for one in asked:
        if one.kind is not Kind.COMMON_OBJECTIVES or one.amount is None:
            continue
        remark = _joined(_in_force(one.valid_from, None), _before(knowledge, one))
        text = _("*%(count)s* felles kompetansemål", count=figure(one.amount))
        lines.append(FactLine(text, sources.ref(one.source_key), remark, doubt(one.status)))
    return tuple(lines)


def _before(knowledge: Knowledge, now: Requirement) -> str | None:
    older = [
        one
        for one in knowledge.requirements
        if one.kind is now.kind
        and one.stage == now.stage
        and one.valid_to is not None
        and (now.valid_from is None or one.valid_to < now.valid_from)
        and one.amount is not None
    ]
    if not older:
        return None
    latest = max(older, key=lambda one: one.valid_to or date.min)
    return _("før det %(count)s", count=figure(latest.amount or 0))


def _absence(
    knowledge: Knowledge, stages: tuple[Stage, ...], sources: _Sources, today: date
) -> Fact:
    """Rules about absence in force today; a limit that sources disagree on says so.

    The last stages come first, since those years are what the reader asks about.
    """
    keys = dict.fromkeys(
        key
        for stage in reversed(stages)
        for key in stage.rule_keys
        if key.startswith(ABSENCE_RULES)
    )
    rules = [rule for rule in (_rule(knowledge, key) for key in keys) if rule is not None]
    in_force = [rule for rule in rules if rule.applies_on(today)]
    # What is not settled is what a reader must know; the rest can wait.
    in_force.sort(key=lambda rule: (rule.status is FactStatus.CONFIRMED, not _is_limit(rule)))
    lines = tuple(
        _rule_line(rule, sources, tag=_("Ubekreftet grense") if _is_limit(rule) else None)
        for rule in in_force
    )
    return Fact(
        _("Permisjon og sykdom"),
        lines[:SHOWN_ABSENCE_RULES],
        lines[SHOWN_ABSENCE_RULES:],
        _("Flere regler om fravær, ferie og deltid"),
    )


def _is_limit(rule: Rule) -> bool:
    return "absence" in rule.key or "threshold" in rule.key


def _rule_line(
    rule: Rule, sources: _Sources, *, text: str | None = None, tag: str | None = None
) -> FactLine:
    """A rule with its value; `tag` replaces the word for a rule that is not confirmed."""
    if text is None:
        text = in_language(rule, "name") or rule.key
        if rule.number is not None:
            text = f"{text}: *{amount_text(rule.number, rule.unit)}*"
        note = in_language(rule, "note")
    else:
        note = None
    remark = _joined(
        note,
        _in_force(rule.valid_from, rule.valid_to) or sources.page_date(rule.source_key),
    )
    mark = None if rule.status is FactStatus.CONFIRMED else tag or doubt(rule.status)
    return FactLine(text, sources.ref(rule.source_key), remark, mark)


def _rule(knowledge: Knowledge, key: str) -> Rule | None:
    return next((rule for rule in knowledge.rules if rule.key == key), None)


def _in_force(valid_from: date | None, valid_to: date | None) -> str | None:
    if valid_from and valid_to:
        return _("gjelder %(first)s–%(last)s", first=day(valid_from), last=day(valid_to))
    if valid_from:
        return _("gjelder fra %(day)s", day=day(valid_from))
    if valid_to:
        return _("gjelder til %(day)s", day=day(valid_to))
    return None


def _joined(*parts: str | None) -> str | None:
    """Remarks on one line, each ending without its full stop."""
    said = [part.rstrip(".") for part in parts if part]
    return " · ".join(said) or None
