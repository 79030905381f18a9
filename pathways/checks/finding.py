"""What a named check answers: how much it looked at, and what it found."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How a finding is to be read."""

    ERROR = "error"
    """The data breaks a promise the code relies on; nothing may be loaded."""
    CONTRADICTION = "contradiction"
    """Two published figures cannot both be right. Shown, never corrected by us."""
    NOTE = "note"
    """Something a reader of the data should know: old, unverified, unknown."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found.

    `check` is the name of the check, `subject` the key of what it is about (a plan, a
    row, a stage), `message` one sentence with the figures, `source_key` the source the
    figures came from.
    """

    check: str
    severity: Severity
    subject: str
    message: str
    source_key: str | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The answer of one check: `examined` counts what it looked at, found or not."""

    name: str
    title: str
    examined: int
    findings: tuple[Finding, ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity, in the order found."""
        return tuple(finding for finding in self.findings if finding.severity is severity)
