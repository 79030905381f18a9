"""The page "Om dataene": every source, what is unverified, and what contradicts itself."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from app.services import reference_report
from app.services.knowledge import KnowledgeBundle
from app.services.wording import amount_text
from pathways.checks.finding import Finding, Severity
from pathways.types.knowledge import FactStatus, Rule, Source


@dataclass(frozen=True, slots=True)
class DoubtfulRule:
    """A rule that is unverified or open, with its source."""

    rule: Rule
    source: Source
    value: str | None
    """The value with its unit in words; None when the sources give none."""


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A source and how many facts lean on it."""

    source: Source
    facts: int


@dataclass(frozen=True, slots=True)
class AboutDataPage:
    """What a reader needs to judge the figures."""

    loaded_at: datetime
    checks: int
    examined: int
    contradictions: tuple[tuple[str, Finding], ...]
    """(title of the check, finding)."""
    notes: tuple[tuple[str, Finding], ...]
    doubtful: tuple[DoubtfulRule, ...]
    facts_by_status: dict[FactStatus, int]
    sources: tuple[SourceUse, ...]

    @property
    def doubtful_facts(self) -> int:
        """Facts that no page confirmed or that sources disagree on."""
        return sum(
            count
            for status, count in self.facts_by_status.items()
            if status is not FactStatus.CONFIRMED
        )


def build(bundle: KnowledgeBundle, today: date) -> AboutDataPage:
    """The page for the loaded reference data as of `today`."""
    report = _report(bundle.content_hash, today)
    knowledge = bundle.knowledge
    sources = {source.key: source for source in knowledge.sources}
    facts = _facts(bundle)
    used = Counter(fact.source_key for fact in facts)
    return AboutDataPage(
        loaded_at=bundle.loaded_at,
        checks=len(report.results),
        examined=sum(result.examined for result in report.results),
        contradictions=report.of(Severity.ERROR) + report.of(Severity.CONTRADICTION),
        notes=report.of(Severity.NOTE),
        doubtful=tuple(
            DoubtfulRule(
                rule,
                sources[rule.source_key],
                rule.value if rule.number is None else amount_text(rule.number, rule.unit),
            )
            for rule in knowledge.rules
            if rule.status is not FactStatus.CONFIRMED
        ),
        facts_by_status=dict(Counter(fact.status for fact in facts)),
        sources=tuple(
            SourceUse(source, used[source.key]) for source in knowledge.sources if used[source.key]
        ),
    )


def _facts(bundle: KnowledgeBundle) -> tuple[reference_report.Fact, ...]:
    knowledge = bundle.knowledge
    return (
        *knowledge.rules,
        *knowledge.specialties,
        *knowledge.stages,
        *knowledge.transitions,
        *knowledge.requirements,
        *bundle.courses,
        *bundle.offers,
        *bundle.round_dates,
    )


@lru_cache(maxsize=2)
def _report(_content_hash: str, today: date) -> reference_report.ReferenceReport:
    # The files belong to this installation, so the loaded batch's hash tells when they changed.
    return reference_report.run(today)
