"""The list under the board: every breach and remark in words, with where on the board it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.board_load import LoadRow
from app.services.board_words import Names, sentence_of
from rotations.types.case import Placement
from rotations.types.findings import Rule, Severity, Violation

SHOWN_AT_ONCE, MOST_SHOWN = 40, 200
"""More findings than the first lie folded; more than the second are only counted."""
BOARD = "board"
"""The id of the board itself."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. It leads to a block (`chosen`) or to a row (`anchor`), in view from `month`."""

    is_breach: bool
    sentence: str
    chosen: str
    anchor: str
    month: int | None


@dataclass(frozen=True, slots=True)
class Findings:
    """The lines, breaches first and then by month, and what all findings are together."""

    title: str
    lines: tuple[Finding, ...]
    breaches: int
    remarks: int

    @property
    def first(self) -> tuple[Finding, ...]:
        """Those that stand open."""
        return self.lines[:SHOWN_AT_ONCE]

    @property
    def rest(self) -> tuple[Finding, ...]:
        """Those that are folded."""
        return self.lines[SHOWN_AT_ONCE:MOST_SHOWN]

    @property
    def not_shown(self) -> int:
        """Those that are only counted."""
        return max(0, self.breaches + self.remarks - MOST_SHOWN)


def findings_of(
    violations: Iterable[Violation],
    placements: Sequence[Placement],
    names: Names,
    rows: Sequence[LoadRow],
) -> Findings:
    """The list for a plan's violations; `rows` are the load rows that links may lead to."""
    found = sorted(violations, key=_order)
    placed = {(each.doctor, each.block) for each in placements}
    anchors = _anchors(rows)
    lines = tuple(_line(each, placed, names, anchors) for each in found[:MOST_SHOWN])
    breaches = sum(each.severity is Severity.BREACH for each in found)
    remarks = len(found) - breaches
    return Findings(count_words(breaches, remarks), lines, breaches, remarks)


def _anchors(rows: Sequence[LoadRow]) -> dict[str, str]:
    """The row of each limit, and of each place for limits that need no row of their own."""
    by_site = {row.site: row.anchor for row in reversed(rows) if row.site is not None}
    return {**by_site, **{key: row.anchor for row in rows for key in row.limits}}


def _order(violation: Violation) -> tuple[bool, int, tuple[str, ...]]:
    is_remark = violation.severity is not Severity.BREACH
    first = -1 if violation.first is None else violation.first
    # Ties in a fixed order, whatever is missing in one of them.
    parts = (violation.rule, violation.limit, violation.doctor, violation.block)
    return is_remark, first, tuple(part or "" for part in parts)


def _line(
    violation: Violation,
    placed: set[tuple[str, str]],
    names: Names,
    anchors: dict[str, str],
) -> Finding:
    chosen, anchor = "", ""
    key = (violation.doctor or "", violation.block or "")
    if violation.limit is not None:
        anchor = anchors.get(violation.limit) or anchors.get(violation.site or "", BOARD)
    elif key in placed or violation.rule is Rule.MISSING_BLOCK:
        # The panel of a block that is not placed offers to place it.
        chosen = f"{key[0]}:{key[1]}"
    elif violation.doctor is not None:
        anchor = row_anchor(violation.doctor)
    return Finding(
        violation.severity is Severity.BREACH,
        sentence_of(violation, names),
        chosen,
        anchor,
        violation.first,
    )


def row_anchor(doctor: str) -> str:
    """The id of a doctor's row on the page."""
    return f"rad-{doctor}"


def count_words(breaches: int, remarks: int) -> str:
    """Heading of the list: 2 brudd, 1 merknad."""
    text = ngettext("%(num)s brudd", "%(num)s brudd", breaches)
    if not remarks:
        return text if breaches else _("Ingen brudd og ingen merknader")
    said = ngettext("%(num)s merknad", "%(num)s merknader", remarks)
    return f"{text}, {said}" if breaches else _("Ingen brudd, %(remarks)s", remarks=said)
