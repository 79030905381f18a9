"""A scenario's changes as they are stored, and as the engine takes them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pathways.forecast.scenarios import Change, ChangeKind


def changes_for(rows: Iterable[Mapping[str, Any]], code: str, base_year: int) -> tuple[Change, ...]:
    """The changes that concern a specialty, in order.

    A row holds kind, value, from_year (a calendar year or None: at once) and specialty (a code or
    None: every specialty). A year that has passed counts from the first year.
    """
    return tuple(
        Change(
            ChangeKind(row["kind"]),
            float(row["value"]),
            max(1, row["from_year"] - base_year) if row.get("from_year") else 1,
        )
        for row in rows
        if row.get("specialty") in (None, code)
    )


def as_rows(
    changes: Sequence[Change], base_year: int, specialty: str | None = None
) -> list[dict[str, Any]]:
    """Changes of a case as stored, for one specialty or all."""
    return [
        {
            "kind": each.kind.value,
            "value": each.value,
            "from_year": base_year + each.from_year if each.from_year > 1 else None,
            "specialty": specialty,
        }
        for each in changes
    ]
