"""What the checks find in the reference files and in the pathway graph."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from pathways.checks.finding import CheckResult, Finding, Severity
from pathways.checks.graph import run_graph_checks
from pathways.checks.reference import run_reference_checks
from pathways.graph import build_graph
from pathways.types.knowledge import FactStatus, Knowledge
from seed.knowledge_files import read_knowledge
from seed.reference_files import REFERENCE_FOLDER, read_bundle


class Fact(Protocol):
    """Anything that says where it was read and how far it can be trusted."""

    @property
    def source_key(self) -> str:
        """Key of the source."""

    @property
    def status(self) -> FactStatus:
        """How far the fact can be trusted."""


@dataclass(frozen=True, slots=True)
class ReferenceReport:
    """Every check with its findings."""

    results: tuple[CheckResult, ...]

    def count(self, severity: Severity) -> int:
        """How many findings of one severity."""
        return sum(
            finding.severity is severity for result in self.results for finding in result.findings
        )

    def of(self, severity: Severity) -> tuple[tuple[str, Finding], ...]:
        """(title of the check, finding) of one severity."""
        return tuple(
            (result.title, finding)
            for result in self.results
            for finding in result.findings
            if finding.severity is severity
        )

    @property
    def summary(self) -> str:
        """One sentence, for a job's row."""
        return (
            f"{len(self.results)} checks: {self.count(Severity.ERROR)} errors, "
            f"{self.count(Severity.CONTRADICTION)} contradictions, "
            f"{self.count(Severity.NOTE)} notes"
        )


def run(today: date, folder: Path = REFERENCE_FOLDER) -> ReferenceReport:
    """Read the files and run every reference and graph check on them."""
    knowledge = read_knowledge(folder)
    return ReferenceReport(
        (
            *_reference_checks(knowledge, today, folder),
            *run_graph_checks(build_graph(knowledge), today),
        )
    )


def reference_results(today: date, folder: Path = REFERENCE_FOLDER) -> tuple[CheckResult, ...]:
    """The reference checks alone."""
    return _reference_checks(read_knowledge(folder), today, folder)


def _reference_checks(knowledge: Knowledge, today: date, folder: Path) -> tuple[CheckResult, ...]:
    """The rules and stages of the graph are among the rows that are checked."""
    bundle = replace(read_bundle(folder), rules=knowledge.rules, stages=knowledge.stages)
    return run_reference_checks(bundle, today)
