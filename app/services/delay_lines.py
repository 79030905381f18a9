"""One flag as every page tells it: the names around it, in words, for the reader."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from app.services import delay_words as words
from app.services.delay_words import Responsible
from app.services.knowledge import KnowledgeBundle
from app.services.projection_names import requirement_name
from app.services.wording import in_language, lower_first, plain
from app.store.delay_flags import FlagRow
from pathways.types.delays import Cause, Finding

BAR = 120
"""Units of the bar's drawing that the greatest delay of a list fills."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Days moved and, of them, days that can be saved, as lengths of a drawing 120 wide."""

    moved: float
    saved: float


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One flag in words. Text between asterisks is emphasised."""

    row: FlagRow
    cause: str
    detail: str
    said_by: str | None
    """Who has said that this is the cause; None when it was found by the scan."""
    found: str | None
    """What the scan found, when somebody has said another cause."""
    saved: str
    bar: Bar | None
    action: str
    act_by: date | None
    is_past: bool
    """The last day has gone since the scan."""
    owner: str
    state: str
    state_kind: str
    where: str

    @property
    def ref(self) -> str:
        """The flag in the version shown, as forms carry it."""
        return f"{self.row.public_id}-{self.row.version}"


def line_name(row: FlagRow, bundle: KnowledgeBundle) -> str | None:
    """What the flag is about, as it is called in a sentence; None when the cause says it all."""
    kind, _colon, key = row.finding.ref.partition(":")
    if row.course:
        return plain(row.course)
    if row.finding.cause is Cause.PROCEDURE_ACCESS:
        wanted = row.finding.evidence.unit
        procedure = next((each for each in bundle.procedures if each.key == wanted), None)
        return procedure.identifier if procedure else None
    if kind == "service":
        return lower_first(plain(row.service)) if row.service else _("en tjeneste i planen")
    if kind == "phase":
        phases = {
            "lis1_hospital": _("LIS1 i sykehus"),
            "lis1_municipality": _("LIS1 i kommune"),
            "part23": _("tjenesten i del 2 og 3"),
        }
        return phases.get(key)
    if kind == "requirement":
        found = next((r for r in bundle.knowledge.requirements if r.key == key), None)
        return requirement_name(found) if found else None
    return None


def responsible_of(row: FlagRow) -> Responsible:
    """The people around the doctor of a flag."""
    return Responsible(row.doctor, row.supervisor, row.approver, row.assigned_to)


def flag_line(
    row: FlagRow,
    bundle: KnowledgeBundle,
    *,
    today: date,
    own: bool = False,
    greatest: int = 0,
    said_by: Mapping[int, str] | None = None,
) -> FlagLine:
    """The flag in words; `greatest` is the days that fill the bar, 0 for no bar."""
    finding, line = row.finding, line_name(row, bundle)
    cause, is_said = words.cause_words(finding), row.documented_cause not in (None, finding.cause)
    return FlagLine(
        row=row,
        cause=words.cause_name(row.cause) if is_said else cause,
        detail=words.detail_words(finding, line),
        said_by=(said_by or {}).get(row.id) if row.documented_cause else None,
        found=cause if is_said else None,
        saved=words.saved_words(finding),
        bar=bar_of(finding, greatest),
        action=words.action_words(finding, own=own),
        act_by=finding.act_by,
        is_past=finding.act_by is not None and finding.act_by < today,
        owner=words.owner_words(finding, responsible_of(row), own=own),
        state=words.state_words(finding),
        state_kind=str(finding.state),
        where=where_words(row),
    )


def closed_line(line: FlagLine) -> FlagLine:
    """The same for a flag that is closed: nothing is left to do."""
    return replace(line, action="", owner="", state=_("Lukket"), state_kind="done", bar=None)


def bar_of(finding: Finding, greatest: int) -> Bar | None:
    """The bar; None where no number of days is known or nothing is moved."""
    days = max(finding.days_moved or 0, finding.days_saveable)
    if not greatest or not days:
        return None
    return Bar(round(BAR * days / greatest, 1), round(BAR * finding.days_saveable / greatest, 1))


def days_of(finding: Finding) -> int:
    """The days that a bar shows at most."""
    return max(finding.days_moved or 0, finding.days_saveable)


def where_words(row: FlagRow) -> str:
    """Stage and place of the doctor: LIS3 psykiatri, DPS Halden."""
    parts = (in_language(row, "stage") or "", plain(row.place or ""))
    return ", ".join(part for part in parts if part)


def cause_choices() -> list[tuple[str, str]]:
    """Every cause by its general name, for a choice."""
    return [(str(cause), words.cause_name(cause)) for cause in Cause]
