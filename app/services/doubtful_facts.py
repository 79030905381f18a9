"""Every fact that no page confirmed or that sources disagree on, in groups that can be read.

Facts that the files state once and the graph repeats for each specialty are listed once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.services.knowledge import KnowledgeBundle
from app.services.lis1_figures import intake_in_words
from app.services.wording import amount_text, in_language
from app.store import knowledge as store
from app.store import organisations
from pathways.types.knowledge import (
    FactStatus,
    Lis1Figure,
    Objective,
    Requirement,
    Rule,
    Source,
    Stage,
    Transition,
)
from pathways.worktime import template_of

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class DoubtfulFact:
    """One fact: what it is, its value, why it is doubtful, and where it was read.

    `why_language` is set when the reason exists in English only.
    """

    name: str
    value: str | None
    why: str | None
    why_language: str | None
    status: FactStatus
    source: Source | None


@dataclass(frozen=True, slots=True)
class DoubtfulGroup:
    """Doubtful facts of one kind, and how many facts of the kind there are in all."""

    title: str
    facts: tuple[DoubtfulFact, ...]
    total: int


Describe = Callable[[Any], DoubtfulFact]


def load_groups(session: Session, bundle: KnowledgeBundle) -> tuple[DoubtfulGroup, ...]:
    """All kinds of facts, each with what is doubtful in it; three queries."""
    places = organisations.load_reference(session)
    words = _Describer(bundle, {place.key: place.name for place in places})
    kinds = [
        *_kinds(session, bundle, words),
        (_("Sykehus og kommuner"), list(places), words.plain_note),
    ]
    return tuple(
        DoubtfulGroup(
            title,
            tuple(describe(fact) for fact in facts if fact.status is not FactStatus.CONFIRMED),
            len(facts),
        )
        for title, facts, describe in kinds
    )


def _kinds(
    session: Session, bundle: KnowledgeBundle, words: "_Describer"
) -> Iterator[tuple[str, list[Any], Describe]]:
    knowledge = bundle.knowledge
    yield _("Regler"), list(knowledge.rules), words.rule
    yield _("Fag og fagkoder"), list(knowledge.specialties), words.plain_note
    yield _("Steg"), once(knowledge.stages, lambda one: one.template), words.stage
    yield _("Overganger"), once(knowledge.transitions, _transition_key), words.transition
    yield _("Krav"), once(knowledge.requirements, _requirement_key), words.requirement
    yield _("Kurs"), list(bundle.courses), words.plain_note
    yield _("Lokale tilbud"), list(bundle.offers), words.plain_note
    yield _("Datoer for LIS1-runder"), list(bundle.round_dates), words.plain_note
    yield _("LIS1-tall"), list(store.load_values(session, Lis1Figure)), words.lis1_figure
    objectives = list(store.load_values(session, Objective))
    yield _("Læringsmål og prosedyrer"), objectives, words.objective


def once(facts: Iterable[Any], key: Callable[[Any], object]) -> list[Any]:
    """The first of each key, in order."""
    found: dict[object, Any] = {}
    for fact in facts:
        found.setdefault(key(fact), fact)
    return list(found.values())


def _transition_key(one: Transition) -> tuple[str, str, str | None]:
    return template_of(one.origin), template_of(one.target), one.condition_nb


def _requirement_key(one: Requirement) -> str:
    return template_of(one.key)


class _Describer:
    """Turns each kind of fact into the same few words."""

    def __init__(self, bundle: KnowledgeBundle, places: Mapping[str, str]) -> None:
        self._sources = {source.key: source for source in bundle.knowledge.sources}
        self._stages = {stage.key: stage for stage in bundle.knowledge.stages}
        self._places = places

    def rule(self, one: Rule) -> DoubtfulFact:
        number = one.number
        value = one.value if number is None else amount_text(number, one.unit)
        return self._fact(one, in_language(one, "name"), value, in_language(one, "note"))

    def stage(self, one: Stage) -> DoubtfulFact:
        name = in_language(one, "short" if one.specialty else "name")
        return self._fact(one, name, None, in_language(one, "note"))

    def transition(self, one: Transition) -> DoubtfulFact:
        ends = (self._stages[one.origin], self._stages[one.target])
        name = " → ".join(in_language(stage, "short") or stage.key for stage in ends)
        return self._fact(one, name, None, in_language(one, "condition"))

    def requirement(self, one: Requirement) -> DoubtfulFact:
        value = None if one.amount is None else amount_text(one.amount, one.unit)
        return self._fact(one, in_language(one, "name"), value, in_language(one, "note"))

    def lis1_figure(self, one: Lis1Figure) -> DoubtfulFact:
        who = self._places.get(one.organisation, _("Hele landet"))
        places = [who, one.site, one.municipality, intake_in_words(one.intake)]
        value = None if one.posts is None else str(one.posts)
        return self._fact(one, ", ".join(filter(None, places)), value, one.note, ENGLISH)

    def objective(self, one: Objective) -> DoubtfulFact:
        return self._fact(one, one.identifier or one.key, None, one.gist_en, ENGLISH)

    def plain_note(self, one: Any) -> DoubtfulFact:
        """Anything else: a name, and a note in Norwegian, or in English where that is all."""
        name = in_language(one, "name") or getattr(one, "name", None) or getattr(one, "step_nb", "")
        why = in_language(one, "note")
        if why is not None:
            return self._fact(one, name, None, why)
        return self._fact(one, name, None, getattr(one, "note", None), ENGLISH)

    def _fact(
        self,
        one: Any,
        name: str | None,
        value: str | None,
        why: str | None,
        language: str | None = None,
    ) -> DoubtfulFact:
        source = self._sources.get(one.source_key)
        return DoubtfulFact(
            name or one.key, value, why, language if why else None, one.status, source
        )
