"""Swaps between two doctors of a published plan: asked, answered, decided. One commit each.

A swap can be asked for only when it breaks no rule that the plan does not break already; all that
would move is shown to both before they agree. What a coordinator then does with it is in
`rotation_swaps_decide`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import SwapState
from app.services import messages
from app.services.message_words import MessageKind
from app.services.rotation_case import PlanCase, load_case
from app.services.rotation_edits_values import PlacementKey
from app.services.rotation_hosts import keepers
from app.services.rotation_life import Moment, Refused
from app.services.rotation_swaps_tried import known_breaches, moves_of, try_swap
from app.store import audit, rotations
from app.store import rotation_swaps as store
from app.store.rotation_swaps import SwapRow, SwapSide
from app.store.rotation_values import PlacementRow, VersionHead

SUBJECT = "rotation_swap"
LONGEST_NOTE = 500
MOST_CHECKED = 60
"""Placements of others that are tried against the rules for one page."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Another doctor's placement that can be swapped with."""

    member_key: str
    name: str
    row: PlacementRow
    moves: tuple[dict[str, Any], ...]
    """Everything that would move for the two."""


def partners(
    plan_case: PlanCase, mine: PlacementRow, busy: frozenset[int], today: date
) -> tuple[tuple[Partner, ...], bool]:
    """Whom a placement can be swapped with, by time and name, and whether all were tried.

    Only doctors' placements of the same service that have not begun, are not locked, and are at
    places where both doctors can serve it.
    """
    allowed = {
        (doctor.key, block.key): frozenset(block.sites)
        for doctor in plan_case.case.doctors
        for block in doctor.blocks
    }
    people = {each.key: each for each in plan_case.board.members if not each.is_vacancy}
    me = (mine.member_key, mine.block_key)
    rows = [
        row
        for row in plan_case.board.placements
        if row.member_key in people
        and row.member_key != mine.member_key
        and row.starts_on > today
        and not row.is_locked
        and row.id not in busy
        and row.service_nb == mine.service_nb
        and (row.unit.id, row.starts_on) != (mine.unit.id, mine.starts_on)
        and row.unit.key in allowed.get(me, frozenset())
        and mine.unit.key in allowed.get((row.member_key, row.block_key), frozenset())
    ]
    rows.sort(key=lambda row: (abs((row.starts_on - mine.starts_on).days), row.member_key))
    known = known_breaches(plan_case)
    free = []
    for row in rows[:MOST_CHECKED]:
        tried = try_swap(plan_case, me, (row.member_key, row.block_key), known)
        if tried.edited is not None and tried.is_free:
            moves = tuple(moves_of(plan_case, tried.edited))
            free.append(Partner(row.member_key, people[row.member_key].name, row, moves))
    free.sort(key=lambda each: (each.row.starts_on, each.name))
    return tuple(free), len(rows) <= MOST_CHECKED


# --- The two doctors ---


def ask(
    session: Session,
    head: VersionHead,
    mine: PlacementKey,
    theirs: PlacementKey,
    note: str,
    moment: Moment,
) -> str | Refused:
    """Ask another doctor to swap; the other is told. Commits; the request's public id."""
    if len(note) > LONGEST_NOTE:
        return Refused(_("Skriv høyst %(most)s tegn.", most=LONGEST_NOTE), "merknad")
    plan_case = load_case(session, head.id, today=moment.today)
    give, get = (plan_case.board.placement(*key) for key in (mine, theirs))
    other = plan_case.board.member(theirs[0])
    if give is None or get is None or other is None or other.person_id is None:
        return Refused(_("Plasseringen finnes ikke lenger i planen."), "med")
    me = plan_case.board.member(mine[0])
    if me is None or me.person_id != moment.by or give.starts_on <= moment.today:
        return Refused(_("Velg en av dine egne plasseringer som ikke har begynt."), "min")
    busy = store.open_for(session, (give.id, get.id))
    if busy:
        return Refused(_("En av plasseringene er alt med i et annet bytte."), "med")
    tried = try_swap(plan_case, mine, theirs)
    if get.starts_on <= moment.today or not tried.is_free or tried.edited is None:
        return Refused(_("Byttet bryter en regel. Velg en annen plassering."), "med")
    public_id = store.add_swap(
        session,
        head.id,
        (moment.by, other.person_id),
        (give.id, get.id),
        note=note.strip() or None,
        check={"on": moment.today.isoformat(), "moves": moves_of(plan_case, tried.edited)},
        at=moment.now,
    )
    found = store.find_swap(session, public_id)
    assert found is not None
    _tell(
        session,
        found,
        found.taker,
        MessageKind.ROTATION_SWAP_ASKED,
        {"by": found.giver.name, "get": _values(found.giver), "give": _values(found.taker)},
        moment,
    )
    remember(session, found, "asked", moment, {})
    session.commit()
    return public_id


def answer(
    session: Session, public_id: str, seen: int, *, yes: bool, moment: Moment
) -> SwapState | Refused:
    """The other doctor says yes or no; commits. With yes the coordinators are told."""
    found = store.find_swap(session, public_id)
    if found is None or found.taker.person_id != moment.by:
        return gone()
    state = SwapState.ACCEPTED if yes else SwapState.DECLINED
    refused = change_state(
        session, found, seen, SwapState.ASKED, {"state": state, "answered_at": moment.now}
    )
    if refused is not None:
        return refused
    _tell(
        session,
        found,
        found.giver,
        MessageKind.ROTATION_SWAP_ANSWERED,
        {
            "by": found.taker.name,
            "is_accepted": yes,
            "get": _values(found.taker),
            "give": _values(found.giver),
        },
        moment,
    )
    if yes:
        _tell_keepers(session, found, moment)
    remember(session, found, "accepted" if yes else "declined", moment, {})
    session.commit()
    return state


def withdraw(session: Session, public_id: str, seen: int, moment: Moment) -> Refused | None:
    """Whoever asked takes it back before it is decided; commits."""
    found = store.find_swap(session, public_id)
    if found is None or found.giver.person_id != moment.by:
        return gone()
    now = found.state if found.state is SwapState.ACCEPTED else SwapState.ASKED
    refused = change_state(session, found, seen, now, {"state": SwapState.WITHDRAWN})
    if refused is not None:
        return refused
    remember(session, found, "withdrawn", moment, {})
    session.commit()
    return None


# --- Shared ---


def change_state(
    session: Session, found: SwapRow, seen: int, state: SwapState, fields: dict[str, Any]
) -> Refused | None:
    """Write to a request that is still in the state and the version that was seen."""
    if found.state is not state or not store.change_swap(session, found, seen, fields):
        session.rollback()
        return Refused(_("Byttet er endret etter at du åpnet siden."), is_stale=True)
    return None


def gone() -> Refused:
    """What to say when there is no such request."""
    return Refused(_("Byttet finnes ikke lenger."), is_stale=True)


def _values(side: SwapSide) -> dict[str, Any]:
    return {
        "service_nb": side.service_nb,
        "service_en": side.service_en,
        "place": side.unit,
        "starts_on": side.starts_on,
        "ends_on": side.ends_on,
    }


def _tell(
    session: Session,
    found: SwapRow,
    to: SwapSide,
    kind: MessageKind,
    values: dict[str, Any],
    moment: Moment,
) -> None:
    messages.tell(
        session,
        to.person_id,
        kind,
        values,
        dedup_key=f"rotation-swap:{found.public_id}:{kind}",
        told_on=moment.today,
        now=moment.now,
        link="/plasseringer#bytter",
    )


def tell_both(
    session: Session, found: SwapRow, is_approved: bool, reason: str | None, moment: Moment
) -> None:
    """Tell both doctors how it was decided."""
    for to, other in ((found.giver, found.taker), (found.taker, found.giver)):
        values: dict[str, Any] = {
            "is_approved": is_approved,
            "get": _values(other),
            "give": _values(to),
        }
        if reason:
            values["reason"] = reason
        _tell(session, found, to, MessageKind.ROTATION_SWAP_DECIDED, values, moment)


def _tell_keepers(session: Session, found: SwapRow, moment: Moment) -> None:
    plan = rotations.find_plan(session, found.plan_public_id)
    assert plan is not None
    for person_id in sorted(keepers(session, plan.organisation_id, moment.today)):
        messages.tell(
            session,
            person_id,
            MessageKind.ROTATION_SWAP_WAITS,
            {"plan": plan.name, "one": found.giver.name, "other": found.taker.name},
            dedup_key=f"rotation-swap:{found.public_id}:waits",
            told_on=moment.today,
            now=moment.now,
            link=f"/rotasjonstavle/{plan.public_id}/bytter",
        )


def remember(
    session: Session, found: SwapRow, action: str, moment: Moment, details: dict[str, Any]
) -> None:
    """The audit row of a step."""
    audit.add_event(
        session,
        at=moment.now,
        by=moment.by,
        action=f"rotation_swap_{action}",
        subject=(SUBJECT, found.public_id),
        details=details,
    )
