"""Findings as the tables keep them: evidence and history to JSON and back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from app.db.tables import DelayFlag
from pathways.types.delays import Action, Cause, DelayState, Evidence, Finding, Owner

DAYS = frozenset(field.name for field in fields(Evidence) if field.type == (date | None))
NAMES = tuple(field.name for field in fields(Evidence))
KNOWN = frozenset(NAMES)


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """The fields that are not empty; days as ISO text."""
    # Not dataclasses.asdict, which copies every value: a first scan writes tens of thousands.
    found: dict[str, Any] = {}
    for key in NAMES:
        value = getattr(evidence, key)
        if value is not None:
            found[key] = value.isoformat() if isinstance(value, date) else value
    return found


def evidence_of(kept: Mapping[str, Any]) -> Evidence:
    """The evidence again; what a newer version has added is left out."""
    values = {key: value for key, value in kept.items() if key in KNOWN}
    for key in DAYS & set(values):
        values[key] = date.fromisoformat(values[key])
    return Evidence(**values)


def finding_of_row(flag: DelayFlag) -> Finding:
    """What the last scan found, as the flag's own row keeps it."""
    return Finding(
        ref=flag.ref,
        cause=flag.cause,
        state=flag.state,
        days_moved=flag.days_moved,
        days_saveable=flag.days_saveable,
        action=flag.action,
        owner=flag.owner,
        act_by=flag.act_by,
        is_bound=flag.is_bound,
        evidence=evidence_of(flag.evidence),
    )


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as `DelayEvent.before` and `after` keep it."""
    return {
        "ref": finding.ref,
        "cause": str(finding.cause),
        "state": str(finding.state),
        "days_moved": finding.days_moved,
        "days_saveable": finding.days_saveable,
        "is_bound": finding.is_bound,
        "action": str(finding.action),
        "owner": str(finding.owner),
        "act_by": finding.act_by and finding.act_by.isoformat(),
        "evidence": evidence_json(finding.evidence),
    }


def finding_of(kept: Mapping[str, Any] | None) -> Finding | None:
    """The finding again; None where nothing was kept, or where it is no finding."""
    if not kept or "cause" not in kept or "state" not in kept:
        return None
    act_by = kept.get("act_by")
    return Finding(
        ref=str(kept.get("ref", "")),
        cause=Cause(kept["cause"]),
        state=DelayState(kept["state"]),
        days_moved=kept.get("days_moved"),
        days_saveable=int(kept.get("days_saveable") or 0),
        action=Action(kept.get("action", Action.NOTHING)),
        owner=Owner(kept.get("owner", Owner.NOBODY)),
        act_by=None if act_by is None else date.fromisoformat(act_by),
        is_bound=bool(kept.get("is_bound")),
        evidence=evidence_of(kept.get("evidence") or {}),
    )
