"""The notebook that a check fills while it looks."""

from pathways.checks.finding import CheckResult, Finding, Severity


class Inspection:
    """Counts what one check looked at and keeps what it found, in the order found."""

    def __init__(self, name: str, title: str) -> None:
        """Start with nothing looked at; `name` is stable, `title` is for readers."""
        self.name = name
        self.title = title
        self.examined = 0
        self._findings: list[Finding] = []

    def error(self, subject: str, message: str, source_key: str | None = None) -> None:
        """Note something that breaks a promise the code relies on."""
        self._add(Severity.ERROR, subject, message, source_key)

    def contradiction(self, subject: str, message: str, source_key: str | None = None) -> None:
        """Note two published figures that cannot both be right."""
        self._add(Severity.CONTRADICTION, subject, message, source_key)

    def note(self, subject: str, message: str, source_key: str | None = None) -> None:
        """Note what a reader should know."""
        self._add(Severity.NOTE, subject, message, source_key)

    def result(self) -> CheckResult:
        """The answer of the check."""
        return CheckResult(self.name, self.title, self.examined, tuple(self._findings))

    def _add(self, severity: Severity, subject: str, message: str, source_key: str | None) -> None:
        self._findings.append(Finding(self.name, severity, subject, message, source_key))
