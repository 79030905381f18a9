"""The ladders in the words of the page: rungs, times, conditions, places and offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.lis1_figures import COUPLING, NATIONAL, intake_in_words, measure_in_words
from app.services.pathways_facts import FactLine, SourceRef, sources_of
from app.services.pathways_page import ListRow, offer_rows
from app.services.plan_page import without_company_form
from app.services.wording import (
    doubt,
    figure,
    in_language,
    listed,
    lower_first,
    months_long,
    page_day,
    together,
    years,
    years_in_words,
)
from pathways.graph import PathwayGraph, knowledge_of, specialty_of
from pathways.ladder import Ladder, Rung
from pathways.types.carrying import Range
from pathways.types.knowledge import Lis1Figure, Stage

MONTHS_IN_FIGURES = 24
"""Spans under this are told in months, longer ones in years."""


@dataclass(frozen=True, slots=True)
class RungView:
    """One rung. A rung that the first ladder has too shows only its name and time."""

    name: str
    time: str | None
    served: str | None
    condition: str | None
    source: SourceRef | None
    tag: str | None
    facts: tuple[str, ...]
    places: tuple[FactLine, ...]
    places_label: str
    offers: tuple[ListRow, ...]
    offers_label: str
    kind: str = ""
    line: str = ""
    mark: str = ""
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class LadderView:
    """One route, with what sets it apart."""

    number: int
    title: str
    time: str
    difference: str
    expected: str
    rungs: tuple[RungView, ...]


@dataclass(frozen=True, slots=True)
class LadderTexts:
    """What the views need besides the ladders: the graph, and the organisations' names."""

    graph: PathwayGraph
    names: Mapping[str, str]
    is_own: bool

    def place(self, key: str | None) -> str:
        """The name of an organisation, without "HF"."""
        return without_company_form(self.names.get(key or "", key or ""))


def span(months: Fraction) -> str:
    """A length for a sentence: 14,5 måneder, 3,1 år."""
    if months < MONTHS_IN_FIGURES and months % 12:
        whole = months.denominator == 1
        text = months_long(int(months)) if whole else _("%(n)s måneder", n=figure(float(months)))
        return together(text)
    return years(float(months))


def span_of(months: Range) -> str:
    """A length or a range of lengths: "3 år", "3 til 5 år"."""
    if months.is_known:
        return span(months.low)
    # Both ends in the unit of the longer one, so that they can be compared.
    in_years = months.high >= MONTHS_IN_FIGURES
    part = 12 if in_years else 1
    low, high = (figure(float(end) / part) for end in (months.low, months.high))
    if in_years:
        return together(_("%(low)s til %(high)s år", low=low, high=high))
    return together(_("%(low)s til %(high)s måneder", low=low, high=high))


def build_ladders(texts: LadderTexts, ladders: tuple[Ladder, ...]) -> tuple[LadderView, ...]:
    """The ladders side by side; the first tells everything, the others what is new."""
    first = ladders[0] if ladders else None
    return tuple(
        LadderView(
            number=number,
            title=_("Vei %(number)s", number=number),
            time=_ladder_time(one),
            difference=_difference(texts.graph, one, first) if first else "",
            expected=_expected(one),
            rungs=tuple(
                _rung(texts, one, rung, place, is_told=one is not first and _told(rung, first))
                for place, rung in enumerate(one.rungs)
            ),
        )
        for number, one in enumerate(ladders, start=1)
    )


def _difference(graph: PathwayGraph, ladder: Ladder, first: Ladder) -> str:
    """In one sentence how a ladder differs from the first; for the first, what is unknown."""
    if ladder is first:
        if ladder.unknown:
            stages = _names(ladder.unknown)
            return _("Går innom %(stages)s. Hvor lenge, er ukjent.", stages=stages)
        return _("Alle lengdene på denne veien er kjent.")
    extra, missing = ladder.difference.extra, ladder.difference.missing
    if [one.template for one in extra] == [one.template for one in missing]:
        field = specialty_of(graph, extra[-1].specialty or "") if extra else None
        name = in_language(field, "name") if field else None
        return _("De samme stegene i %(specialty)s.", specialty=lower_first(name or ""))
    parts = []
    if extra:
        parts.append(_("går også innom %(stages)s", stages=_names(extra)))
    if missing:
        parts.append(_("går utenom %(stages)s", stages=_names(missing)))
    text = _("Veien %(parts)s.", parts=listed(parts))
    return " ".join((text, _longer(ladder)))


def _longer(ladder: Ladder) -> str:
    difference = ladder.difference
    if difference.months > 0:
        return _("Den tar minst %(time)s mer.", time=span(Fraction(difference.months)))
    if difference.months < 0:
        return _("Den tar %(time)s mindre.", time=span(Fraction(-difference.months)))
    if difference.unknown:
        return _(
            "Minstetiden er den samme, men hvor lenge %(stages)s varer, er ukjent.",
            stages=_names(difference.unknown),
        )
    return _("Minstetiden er den samme.")


def _names(stages: tuple[Stage, ...]) -> str:
    return listed([lower_first(_name(one)) for one in stages])


def _name(stage: Stage) -> str:
    """Short for stages that all share, in full where the specialty matters."""
    return in_language(stage, "name" if stage.specialty else "short") or stage.key


def _ladder_time(ladder: Ladder) -> str:
    if ladder.left is not None:
        if not ladder.left.high:
            return _("minstetiden er *nådd*")
        return _("minst *%(time)s* igjen", time=span_of(ladder.left))
    if not ladder.minimum_months:
        return _("*ingen minstetid*")
    return _("minst *%(time)s*", time=span(Fraction(ladder.minimum_months)))


def _expected(ladder: Ladder) -> str:
    """The measured time where a source gives one; its source stands in its own section."""
    rule = ladder.expected
    if rule is None or rule.number is None or rule.valid_from is None:
        return _("Vanlig tid er ukjent.")
    return _(
        "Vanlig tid fra autorisasjon til spesialist var %(years)s år i %(year)s.",
        years=figure(rule.number),
        year=rule.valid_from.year,
    )


def _told(rung: Rung, first: Ladder | None) -> bool:
    """Whether the first ladder tells the same: the same stage, reached the same way."""
    return first is not None and any(
        rung.stage == other.stage and rung.entry == other.entry for other in first.rungs
    )


def _rung(texts: LadderTexts, ladder: Ladder, rung: Rung, place: int, *, is_told: bool) -> RungView:
    is_goal = rung is ladder.rungs[-1]
    entry = rung.entry
    sources = sources_of(knowledge_of(texts.graph))
    return RungView(
        name=_name(rung.stage),
        time=_rung_time(rung, is_left=ladder.is_change and place == 0),
        served=_served(rung),
        condition=None if is_told or entry is None else in_language(entry, "condition"),
        source=None if is_told or entry is None else sources.ref(entry.source_key),
        tag=None if is_told or entry is None else doubt(entry.status),
        facts=() if is_told else _facts(rung),
        places=() if is_told else _places(texts, rung),
        places_label=_("Publiserte plasser"),
        offers=() if is_told else offer_rows(texts.graph, rung.offers, texts.names),
        offers_label=_("Lokale tilbud"),
        line=_line(texts.graph, rung.stage),
        mark=_mark(texts, rung, place),
        marker=_marker(texts, place, is_goal=is_goal),
    )


def _rung_time(rung: Rung, *, is_left: bool) -> str | None:
    if is_left:
        return _("til du bytter")
    if rung.stage.template == "part2":
        return _("sammen med del 3")
    if rung.minimum_months is None:
        return _("lengden er ukjent")
    if not rung.minimum_months:
        return None
    months = rung.minimum_months
    text = months_long(months) if months < MONTHS_IN_FIGURES else years_in_words(months)
    return _("minst %(time)s", time=text)


def _served(rung: Rung) -> str | None:
    """The doctor's own months; nothing is said where none are counted."""
    if rung.served is None or not rung.minimum_months or not rung.served.high:
        return None
    needed = Fraction(rung.minimum_months)
    has = Range(min(rung.served.low, needed), min(rung.served.high, needed))
    if has.is_known:
        return _(
            "Du har %(has)s av %(needed)s måneder",
            has=figure(float(has.low)),
            needed=figure(float(needed)),
        )
    return _(
        "Mellom %(low)s og %(high)s av %(needed)s måneder kan regnes med",
        low=figure(float(has.low)),
        high=figure(float(has.high)),
        needed=figure(float(needed)),
    )


def _facts(rung: Rung) -> tuple[str, ...]:
    """Wait and number of requirements."""
    facts = []
    # A moment (a degree, an approval) is not waited for the way a post is.
    if rung.entry is not None and rung.stage.minimum_months != 0:
        wait = rung.usual_wait_months
        if wait is None:
            facts.append(_("vanlig ventetid er ukjent"))
        elif wait:
            facts.append(_("vanlig ventetid: %(time)s", time=months_long(wait)))
    if rung.requirement_count:
        facts.append(ngettext("%(num)s krav", "%(num)s krav", rung.requirement_count))
    return tuple(facts)


def _places(texts: LadderTexts, rung: Rung) -> tuple[FactLine, ...]:
    """The newest national figure, then the newest of each trust or coupled municipality."""
    newest: dict[tuple[str, str | None, str | None], Lis1Figure] = {}
    for one in rung.places:
        where = (one.organisation, one.site, one.municipality)
        known = newest.get(where)
        if known is None or _year(one) >= _year(known):
            newest[where] = one
    found = sorted(newest.values(), key=lambda one: one.organisation != NATIONAL)
    return tuple(_place_line(texts, one) for one in found)


def _year(one: Lis1Figure) -> tuple[str, bool]:
    """Later intakes last; of two in a year the single intake, which says most."""
    return (one.intake[:4] if one.intake[:4].isdigit() else "", one.measure == "per intake")


def _place_line(texts: LadderTexts, one: Lis1Figure) -> FactLine:
    national = one.organisation == NATIONAL
    who = _("Hele landet") if national else texts.place(one.organisation)
    where = [who, one.site if one.site != who else None]
    where.append(texts.place(one.municipality) if one.municipality else None)
    who = ", ".join(part for part in where if part)
    posts, intake = figure(one.posts or 0), intake_in_words(one.intake)
    if one.measure == COUPLING:
        text = _("%(who)s: *%(posts)s* plasser (%(intake)s)", who=who, posts=posts, intake=intake)
    else:
        text = _(
            "%(who)s: *%(posts)s* plasser %(measure)s (%(intake)s)",
            who=who,
            posts=posts,
            measure=measure_in_words(one.measure),
            intake=intake,
        )
    sources = sources_of(knowledge_of(texts.graph))
    dated = page_day(one.source_date)
    remark = _("siden er datert %(day)s", day=dated) if dated else None
    return FactLine(text, sources.ref(one.source_key), remark, doubt(one.status))


def _line(graph: PathwayGraph, stage: Stage) -> str:
    specialty = specialty_of(graph, stage.specialty or "")
    return "" if specialty is None else specialty.family.letter.lower()


def _mark(texts: LadderTexts, rung: Rung, place: int) -> str:
    if texts.is_own and place == 0:
        return "here"
    return "ahead" if rung.minimum_months is None and rung.stage.template != "part2" else ""


def _marker(texts: LadderTexts, place: int, *, is_goal: bool) -> str | None:
    if place == 0:
        return _("Du er her") if texts.is_own else _("Fra")
    return _("Mål") if is_goal else None
