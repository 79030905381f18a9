"""The minutes of a decision as values: fixed when the council decides, and the draft before that.

Nothing here is a sentence but what people wrote: words are made when the minutes are read
(`lis1_minutes_words`). Names of candidates are in it; who may not read one is decided then.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.db.tables import Verdict
from app.exchange.project_files import plain
from app.services.lis1_case import municipality_starts_on
from app.services.lis1_decisions_state import Sitting
from app.services.lis1_runs_read import figures_of
from app.services.lis1_words import Words, letter
from app.store.lis1_runs import RunRow
from rotations.lis1.figures import Figures

VERSION = 1
"""Of this document."""


def minutes_of(
    sitting: Sitting,
    earlier: Sequence[dict[str, Any]],
    decided_at: datetime | None,
    runs: Sequence[RunRow] = (),
) -> dict[str, Any]:
    """Everything that the minutes say. `earlier` is what was sent back, `runs` every run that was
    made on the intake; `decided_at` None makes a draft.
    """
    intake, decision = sitting.stored.intake, sitting.decision
    return {
        "version": VERSION,
        "intake": {
            "name": intake.name,
            "id": intake.public_id,
            "starts_on": plain(intake.starts_on),
            "advertised_on": plain(intake.advertised_on),
            "deadline_on": plain(intake.deadline_on),
            "candidates": len(sitting.judged.intake.candidates),
            "places": sum(each.places for each in sitting.judged.intake.seats),
        },
        "council": sitting.stored.places[intake.organisation_id],
        "run": letter(sitting.run.number),
        "mechanism": plain(sitting.run.mechanism),
        "number": decision.number if decision else None,
        "note": decision.note if decision else "",
        "proposed_by": decision.proposed_by if decision else None,
        "proposed_at": decision.proposed_at.isoformat() if decision else None,
        "decided_at": decided_at.isoformat() if decided_at else None,
        "hash": decision.allocation.get("hash") if decision else None,
        "input_hash": sitting.run.input_hash,
        "members": _members(sitting),
        "conflicts": _conflicts(sitting),
        "earlier": list(earlier),
        "rules": _rules(sitting),
        "draw": _draw(sitting),
        "runs": [_run(each, sitting) for each in runs or (sitting.run,)],
        "checks": [
            {"check": each.check.value, "is_ok": each.is_ok, "hinders": each.hinders}
            for each in sitting.checks
        ],
        "changes": _changes(sitting),
        **_result(sitting),
    }


def _members(sitting: Sitting) -> list[dict[str, Any]]:
    said = {each.person_id: each for each in sitting.approvals}
    found = []
    for member in sitting.members:
        row = said.get(member.person_id)
        found.append(
            {
                "name": member.name,
                "task": member.task.value,
                "side": member.side.value,
                "represents": member.represents,
                "has_left": sitting.has_left(member.person_id),
                "approved_at": row.at.isoformat()
                if row is not None and row.verdict is Verdict.APPROVES
                else None,
                "excepted": sorted(sitting.excepted(member.person_id)),
                "remark": row.remark if row is not None else "",
            }
        )
    return found


def _conflicts(sitting: Sitting) -> list[dict[str, Any]]:
    return [
        {
            "name": each.person,
            "key": each.key,
            "place": each.place,
            "why": each.why,
            "declared_at": each.declared_at.isoformat(),
            "lifted_at": each.lifted_at.isoformat() if each.lifted_at else None,
            "lifted_by": each.lifted_by,
        }
        for each in sitting.conflicts
    ]


def _rules(sitting: Sitting) -> dict[str, Any]:
    rules = sitting.judged.intake.rules
    return {
        "version": rules.version,
        "decided_on": plain(rules.decided_on),
        "text": rules.text,
        "source": rules.source,
        "status": plain(rules.status),
        "criteria": [{"text": each.text, "weight": each.weight} for each in rules.criteria],
    }


def _draw(sitting: Sitting) -> dict[str, Any]:
    """The draw as it was run. A seed that is in it has been revealed."""
    draw = sitting.judged.intake.draw
    return {
        **{
            name: plain(getattr(draw, name))
            for name in (
                *("seed", "public", "public_source", "commitment", "list_hash"),
                *("committed_on", "revealed_on"),
            )
        },
        "is_by_hand": bool(draw.order),
        "is_verified": sitting.draw.is_verified,
        "problems": [each.fault.value for each in sitting.draw.problems],
    }


def _run(row: RunRow, sitting: Sitting) -> dict[str, Any]:
    is_chosen = row.id == sitting.run.id
    found: Figures | None = sitting.judged.figures if is_chosen else None
    if found is None and row.figures is not None:
        found = figures_of(row.figures)
    assert found is not None
    everybody = found.everybody
    return {
        "run": letter(row.number),
        "mechanism": plain(row.mechanism),
        "rules": row.rules_number,
        "is_chosen": is_chosen,
        "is_settled": row.is_settled,
        "candidates": everybody.candidates,
        "first": everybody.first,
        "mean": float(everybody.mean) if everybody.mean is not None else None,
        "worst": everybody.worst,
        "swap_pairs": found.swap_pairs,
        "honesty": plain(found.honesty),
        "empty": found.empty,
    }


def _changes(sitting: Sitting) -> list[dict[str, Any]]:
    words = Words(sitting.judged.intake)
    return [
        {
            "candidate": each.candidate_key,
            "seat": words.seat(each.seat_key) if each.seat_key else None,
            "swap": each.swap_with_key,
            "reason": each.reason,
            "at": each.at.isoformat(),
            "effect": each.effect,
        }
        for each in sitting.judged.changes
    ]


def _result(sitting: Sitting) -> dict[str, Any]:
    """Who got what, in order of key; who got nothing; what is left."""
    intake, result = sitting.judged.intake, sitting.result
    words, names = Words(intake), {each.key: each.name for each in sitting.stored.candidates}
    seats = {each.key: each for each in intake.seats}
    tracks = {each.key: each.name for each in intake.tracks}
    rows = {each.key: each for each in sitting.stored.seats}
    stored_tracks = {each.id: each for each in sitting.stored.tracks}
    number = {each.candidate: each.number for each in sitting.judged.reasons}
    placed = []
    for each in result.placed:
        seat, row = seats[each.seat], rows.get(each.seat)
        to_town = municipality_starts_on(row, stored_tracks[row.track_id]) if row else None
        placed.append(
            {
                "key": each.candidate,
                "name": names.get(each.candidate, each.candidate),
                "number": number.get(each.candidate),
                "seat": each.seat,
                "seat_name": words.seat(each.seat),
                "hospital": seat.hospital,
                "municipality": seat.municipality,
                "track": tracks.get(seat.track, seat.track),
                "starts_on": plain(seat.starts_on),
                "municipality_starts_on": plain(to_town),
                "rank": each.rank,
                "how": plain(each.how),
            }
        )
    filled = Counter(each.seat for each in result.placed)
    return {
        "placed": placed,
        "unplaced": [
            {"key": key, "name": names.get(key, key), "number": number.get(key)}
            for key in result.unplaced
        ],
        "left": [
            {"seat": words.seat(each.key), "places": each.places, "left": left}
            for each in sorted(intake.seats, key=lambda each: words.seat(each.key))
            if (left := each.places - filled[each.key]) > 0
        ],
    }
