"""The page "Om dataene": every source, what is unverified, and what contradicts itself."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlmodel import Session

from app.services import reference_report
from app.services.doubtful_facts import DoubtfulGroup, load_groups
from app.services.knowledge import KnowledgeBundle
from pathways.checks.finding import Finding, Severity
from pathways.types.knowledge import Source
from pathways.worktime import template_of


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A source and how many rows of the graph's data lean on it."""

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
    doubtful: tuple[DoubtfulGroup, ...]
    sources: tuple[SourceUse, ...]

    @property
    def doubtful_facts(self) -> int:
        """Facts that no page confirmed or that sources disagree on."""
        return sum(len(group.facts) for group in self.doubtful)

    @property
    def facts(self) -> int:
        """All facts, counted as the files state them."""
        return sum(group.total for group in self.doubtful)


def build(session: Session, bundle: KnowledgeBundle, today: date) -> AboutDataPage:
    """The page for the loaded reference data as of `today`."""
    report = _report(bundle.content_hash, today)
    used = _uses(bundle)
    return AboutDataPage(
        loaded_at=bundle.loaded_at,
        checks=len(report.results),
        examined=sum(result.examined for result in report.results),
        contradictions=report.of(Severity.ERROR) + report.of(Severity.CONTRADICTION),
        notes=report.of(Severity.NOTE),
        doubtful=load_groups(session, bundle),
        sources=tuple(
            SourceUse(source, used[source.key])
            for source in bundle.knowledge.sources
            if used[source.key]
        ),
    )


def _uses(bundle: KnowledgeBundle) -> Counter[str]:
    """How often each source is leaned on, counting a repeated fact once."""
    knowledge = bundle.knowledge
    facts: tuple[reference_report.Fact, ...] = (
        *knowledge.rules,
        *knowledge.specialties,
        *{stage.template: stage for stage in knowledge.stages}.values(),
        *{template_of(one.key): one for one in knowledge.requirements}.values(),
        *bundle.courses,
        *bundle.offers,
        *bundle.round_dates,
    )
    return Counter(fact.source_key for fact in facts)


@lru_cache(maxsize=2)
def _report(_content_hash: str, today: date) -> reference_report.ReferenceReport:
    # The files belong to this installation, so the loaded batch's hash tells when they changed.
    return reference_report.run(today)
