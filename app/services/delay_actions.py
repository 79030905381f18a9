"""What coordinators do with delays: responsible, followed up, one more session; and taking it back.

A selection goes through as a whole or not at all. It carries the version that was seen; when one
flag has been changed by somebody else or closed by a scan meanwhile, nothing is done, and the
answer names each of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from app.actors import Actor
from app.services.delay_people import Candidate
from app.services.reach import reach_of
from app.store import audit, delay_flags, delay_history
from app.store.delay_flags import FlagRow
from pathways.types.delays import EventKind

BATCH = "delay_batch"
FLAG = "delay_flag"
MOST = 300
"""Flags in one selection; a form that names more is cut there."""
LONGEST_TEXT = 500


class Why(StrEnum):
    """Why a flag could not be taken along."""

    CHANGED = "changed"
    CLOSED = "closed"
    GONE = "gone"
    """It is not there, or is none of the actor's business: the same answer."""


@dataclass(frozen=True, slots=True)
class FlagRef:
    """A flag in the version that somebody saw."""

    public_id: str
    version: int


@dataclass(frozen=True, slots=True)
class NotDone:
    """A flag that stood in the way. `row` is how it is now; None when it is gone."""

    why: Why
    row: FlagRow | None = None


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What became of a selection: all of it was done, or nothing was and why."""

    done: tuple[FlagRow, ...] = ()
    """As they were before."""
    exceptions: tuple[NotDone, ...] = ()
    possible: tuple[FlagRef, ...] = ()
    """Those that could be done, when others could not."""
    batch: str | None = None
    """The key that undoing asks for."""

    @property
    def is_done(self) -> bool:
        """Whether the selection went through."""
        return bool(self.done) and not self.exceptions


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done, on which day (that a scan judges on) and when; `told` runs before commit."""

    action: str
    today: date
    now: datetime
    told: Callable[[Sequence[FlagRow], str], None] = lambda rows, batch: None


@dataclass(frozen=True, slots=True)
class Write:
    """What happens to one flag: columns, and the entry of its history."""

    kind: EventKind
    text: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    """What undoing needs."""


Writer = Callable[[FlagRow], Write]


def parse_refs(values: Sequence[str]) -> tuple[FlagRef, ...]:
    """References out of a form: `<public id>-<version>`; what is none is left out."""
    found: dict[str, FlagRef] = {}
    for part in values[:MOST]:
        public_id, _dash, version = part.strip().rpartition("-")
        is_number = version.isascii() and version.isdigit() and len(version) <= 9
        if 0 < len(public_id) <= 32 and is_number:
            found[public_id] = FlagRef(public_id, int(version))
    return tuple(found.values())


def ref_text(row: FlagRow) -> str:
    """A flag in the version that was read, as forms carry it."""
    return f"{row.public_id}-{row.version}"


def load_chosen(
    session: Session, actor: Actor, refs: Sequence[FlagRef], today: date
) -> tuple[FlagRow, ...]:
    """The open flags of a selection that the actor reaches, in the order they were chosen."""
    found = delay_flags.load_flags(
        session, reach_of(session, actor), [ref.public_id for ref in refs], today=today
    )
    rows = (found.get(ref.public_id) for ref in refs)
    return tuple(row for row in rows if row is not None and row.closed_on is None)


# The three actions


def acknowledge(
    session: Session,
    actor: Actor,
    refs: Sequence[FlagRef],
    plan: str,
    follow_up_on: date,
    *,
    today: date,
    now: datetime,
) -> ActionResult:
    """Write what is planned; the flags leave the list until the day they are looked at again."""

    def write(row: FlagRow) -> Write:
        earlier = delay_history.withdraw_plans_of(session, row.id, now)
        key = delay_history.add_plan(
            session, row.id, by=actor.person_id, at=now, plan=plan, follow_up_on=follow_up_on
        )
        return Write(
            EventKind.ACKNOWLEDGED,
            plan,
            after={"follow_up_on": follow_up_on.isoformat()},
            kept={"plan": key, "earlier": list(earlier)},
        )

    return _apply(session, actor, refs, write, Deed("delay.acknowledged", today, now))


def assign(
    session: Session,
    actor: Actor,
    refs: Sequence[FlagRef],
    person: Candidate | None,
    *,
    today: date,
    now: datetime,
    tell: Callable[[Sequence[FlagRow], str], None] = lambda rows, batch: None,
) -> ActionResult:
    """Make one person responsible, or nobody; `tell` writes the messages."""

    def write(row: FlagRow) -> Write:
        return Write(
            EventKind.ASSIGNED,
            values={"assigned_to_id": person.person_id if person else None},
            after={"person": person.name if person else None},
            kept={"before": row.assigned_to_id, "before_name": row.assigned_to},
        )

    return _apply(session, actor, refs, write, Deed("delay.assigned", today, now, tell))


def request_session(
    session: Session,
    actor: Actor,
    refs: Sequence[FlagRef],
    starts_on: date,
    *,
    today: date,
    now: datetime,
    tell: Callable[[Sequence[FlagRow], str], None] = lambda rows, batch: None,
) -> ActionResult:
    """Ask for one more session of the flags' course; `tell` writes the messages."""

    def write(row: FlagRow) -> Write:
        # The history has no kind of its own for a request: it is told as what was written.
        return Write(
            EventKind.COMMENTED,
            after={"request": "extra_session", "starts_on": starts_on.isoformat()},
        )

    return _apply(session, actor, refs, write, Deed("delay.session_requested", today, now, tell))


# Taking it back


@dataclass(frozen=True, slots=True)
class Batch:
    """A selection that somebody has done something with."""

    action: str
    count: int
    on: date
    details: dict[str, Any]

    @property
    def can_be_undone(self) -> bool:
        """A message that has been told cannot be taken back."""
        return self.action in ("delay.acknowledged", "delay.assigned")


def find_batch(session: Session, actor: Actor, batch: str) -> Batch | None:
    """What the actor did with this selection; None when it is none of the actor's."""
    kept = audit.find_details(session, by=actor.person_id, subject=(BATCH, batch))
    if kept is None:
        return None
    return Batch(kept["action"], len(kept["items"]), date.fromisoformat(kept["on"]), kept)


def undo(
    session: Session, actor: Actor, batch: str, *, today: date, now: datetime
) -> ActionResult | None:
    """Take back one's own selection of the same day; None when there is none to take back."""
    found = find_batch(session, actor, batch)
    if found is None or not found.can_be_undone or found.on != today:
        return None
    kept = {one["id"]: one for one in found.details["items"]}
    refs = [FlagRef(key, one["after"]) for key, one in kept.items()]

    def write(row: FlagRow) -> Write:
        before = kept[row.public_id]
        if found.action == "delay.assigned":
            return Write(
                EventKind.ASSIGNED,
                values={"assigned_to_id": before["before"]},
                after={"person": before["before_name"], "undone": True},
            )
        delay_history.set_withdrawn(session, [before["plan"]], now)
        delay_history.set_withdrawn(session, before["earlier"], None)
        return Write(EventKind.ACKNOWLEDGED, after={"undone": True})

    return _apply(session, actor, refs, write, Deed("delay.undone", today, now))


# All or nothing


def _apply(
    session: Session, actor: Actor, refs: Sequence[FlagRef], write: Writer, deed: Deed
) -> ActionResult:
    """Judge every flag; write all of them and commit, or write nothing."""
    reach, ids = reach_of(session, actor), [ref.public_id for ref in refs]
    rows = delay_flags.load_flags(session, reach, ids, today=deed.today)
    exceptions, ready = _judge(refs, rows)
    items: list[dict[str, Any]] = []
    for row in ready if not exceptions else ():
        change = write(row)
        if not delay_history.change_flag(session, row.id, row.version, **change.values):
            exceptions.append(NotDone(Why.CHANGED, row))
            break
        _remember(session, actor, row, change, deed)
        items.append({"id": row.public_id, "after": row.version + 1, **change.kept})
    if exceptions or not ready:
        session.rollback()
        bad = {one.row.public_id for one in exceptions if one.row is not None}
        return ActionResult(
            exceptions=tuple(exceptions),
            possible=tuple(
                FlagRef(row.public_id, row.version) for row in ready if row.public_id not in bad
            ),
        )
    batch = uuid4().hex
    audit.add_event(
        session,
        at=deed.now,
        by=actor.person_id,
        action=deed.action,
        subject=(BATCH, batch),
        details={"action": deed.action, "on": deed.today.isoformat(), "items": items},
    )
    deed.told(ready, batch)
    session.commit()
    return ActionResult(tuple(ready), batch=batch)


def _judge(
    refs: Sequence[FlagRef], rows: dict[str, FlagRow]
) -> tuple[list[NotDone], list[FlagRow]]:
    exceptions: list[NotDone] = []
    ready: list[FlagRow] = []
    for ref in refs:
        row = rows.get(ref.public_id)
        if row is None:
            exceptions.append(NotDone(Why.GONE))
        elif row.closed_on is not None:
            exceptions.append(NotDone(Why.CLOSED, row))
        elif row.version != ref.version:
            exceptions.append(NotDone(Why.CHANGED, row))
        else:
            ready.append(row)
    return exceptions, ready


def _remember(session: Session, actor: Actor, row: FlagRow, change: Write, deed: Deed) -> None:
    """The entry of the flag's history and the audit row."""
    delay_history.add_event(
        session,
        row.id,
        change.kind,
        by=actor.person_id,
        at=deed.now,
        on=deed.today,
        text=change.text,
        after=change.after,
    )
    audit.add_event(
        session,
        at=deed.now,
        by=actor.person_id,
        action=deed.action,
        subject=(FLAG, row.public_id),
        details=change.after,
    )
