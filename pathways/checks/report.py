"""The findings of named checks as plain text, for the command line."""

from collections.abc import Iterable, Sequence

from pathways.checks.finding import CheckResult, Severity

PLURALS = {
    Severity.ERROR: ("error", "errors"),
    Severity.CONTRADICTION: ("contradiction", "contradictions"),
    Severity.NOTE: ("note", "notes"),
}


def format_results(results: Iterable[CheckResult]) -> str:
    """Say what was checked, on how many items, and every finding; ends with the totals.

    A check that found nothing is printed too, so that nobody has to guess what was
    looked at.
    """
    results = tuple(results)
    lines: list[str] = []
    for result in results:
        lines.extend(_one_check(result))
    lines.append("")
    lines.append(summary(results))
    return "\n".join(lines)


def summary(results: Sequence[CheckResult]) -> str:
    """One sentence: the number of checks and of findings by severity."""
    return f"{len(results)} checks: {_counts(results)}."


def has_errors(results: Iterable[CheckResult]) -> bool:
    """Whether anything found must stop a load; contradictions and notes do not."""
    return any(result.of(Severity.ERROR) for result in results)


def _one_check(result: CheckResult) -> list[str]:
    head = f"{result.name}: {result.title} ({result.examined} examined, {_counts([result])})"
    return [head, *(_line(result, index) for index in range(len(result.findings)))]


def _line(result: CheckResult, index: int) -> str:
    finding = result.findings[index]
    source = f" [{finding.source_key}]" if finding.source_key else ""
    return f"  {finding.severity:<13} {finding.subject}: {finding.message}{source}"


def _counts(results: Sequence[CheckResult]) -> str:
    counts = {
        severity: sum(len(result.of(severity)) for result in results) for severity in Severity
    }
    if not any(counts.values()):
        return "nothing found"
    return ", ".join(
        f"{count} {PLURALS[severity][count != 1]}" for severity, count in counts.items() if count
    )
