"""Sending, signing, sending back and undoing: one transaction for a whole selection, or nothing.

A selection is what somebody saw (`SignableRef` with the version). When one part of it cannot be
done, nothing is done, and the answer names each exception so that the rest can be tried again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from app.actors import Actor
from app.roles import Role
from app.services.reach import reach_of
from app.services.signing_settings import SigningRules, load_rules
from app.store import audit
from app.store import signing as store
from app.store.signing import SignableRef, SignableRow
from pathways import signing as machine
from pathways.signing import (
    Outcome,
    Refusal,
    Refused,
    Signable,
    SignableKind,
    SignedStep,
    Step,
)
from pathways.types.record import AttendanceState, SignState

BATCH = "signing_batch"
MOST = 500
"""Things in one selection; a form that names more is cut there."""


@dataclass(frozen=True, slots=True)
class NotDone:
    """One thing of a selection that could not be done.

    `row` is how it is now; None when it is gone, or is none of the actor's business.
    """

    ref: SignableRef
    row: SignableRow | None
    reason: Refusal


@dataclass(frozen=True, slots=True)
class SigningResult:
    """What became of a selection: all of it was done, or nothing was and why."""

    done: tuple[SignableRow, ...] = ()
    """As they were before."""
    after: tuple[Signable, ...] = ()
    exceptions: tuple[NotDone, ...] = ()
    possible: tuple[SignableRef, ...] = ()
    """Those that could have been done, when others could not."""
    batch: str | None = None
    """The key that undoing asks for."""

    @property
    def is_done(self) -> bool:
        """Whether the selection went through."""
        return bool(self.done) and not self.exceptions


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done, on which day (that rules are judged on) and when."""

    action: str
    today: date
    now: datetime


Transition = Callable[[SignableRow, SigningRules], Outcome]


def parse_refs(values: Sequence[str]) -> tuple[SignableRef, ...]:
    """References out of a form: `objective-12-3`, several in one value with commas between."""
    found: dict[tuple[SignableKind, int], SignableRef] = {}
    for part in ",".join(values).split(",")[:MOST]:
        kind, _dash, rest = part.strip().partition("-")
        number, _dash, version = rest.partition("-")
        if kind in set(SignableKind) and _is_number(number) and _is_number(version):
            ref = SignableRef(SignableKind(kind), int(number), int(version))
            found[ref.kind, ref.id] = ref
    return tuple(found.values())


def ref_text(ref: SignableRef) -> str:
    """A reference as forms carry it."""
    return f"{ref.kind}-{ref.id}-{ref.version}"


def send(
    session: Session, actor: Actor, refs: Sequence[SignableRef], *, today: date, now: datetime
) -> SigningResult:
    """The doctor asks for the signatures that the doctor's organisation wants."""

    def transition(row: SignableRow, rules: SigningRules) -> Outcome:
        if row.parties.doctor != actor.person_id:
            return Refused(Refusal.NOT_YOURS)
        if _lies_ahead(row, today):
            return Refused(Refusal.NOT_HELD_YET)
        chain = rules.chain(row.organisation_id, row.ref.kind)
        return machine.send(
            row.item, by=actor.person_id, chain=chain, parties=row.parties, today=today
        )

    return _apply(session, actor, refs, transition, Deed("signing.sent", today, now))


def sign(
    session: Session, actor: Actor, refs: Sequence[SignableRef], *, today: date, now: datetime
) -> SigningResult:
    """Whoever holds them signs; they go on to the next step or are signed off."""

    def transition(row: SignableRow, rules: SigningRules) -> Outcome:
        if not _may_sign(actor, row):
            return Refused(Refusal.NOT_YOURS)
        chain = rules.chain(row.organisation_id, row.ref.kind)
        return machine.sign(
            row.item, by=actor.person_id, chain=chain, parties=row.parties, today=today
        )

    return _apply(session, actor, refs, transition, Deed("signing.signed", today, now))


def send_back(
    session: Session,
    actor: Actor,
    refs: Sequence[SignableRef],
    reason: str,
    *,
    today: date,
    now: datetime,
) -> SigningResult:
    """Whoever holds them sends them back with one reason for all."""

    def transition(row: SignableRow, rules: SigningRules) -> Outcome:
        if not _may_sign(actor, row):
            return Refused(Refusal.NOT_YOURS)
        return machine.send_back(row.item, by=actor.person_id, reason=reason)

    return _apply(session, actor, refs, transition, Deed("signing.sent_back", today, now))


def withdraw(
    session: Session, actor: Actor, refs: Sequence[SignableRef], *, today: date, now: datetime
) -> SigningResult:
    """The doctor takes back what nobody has signed off."""

    def transition(row: SignableRow, rules: SigningRules) -> Outcome:
        return machine.withdraw(row.item, by=actor.person_id, parties=row.parties)

    return _apply(session, actor, refs, transition, Deed("signing.withdrawn", today, now))


def undo(
    session: Session, actor: Actor, batch: str, *, today: date, now: datetime
) -> SigningResult | None:
    """Take back one's own signing or sending back of the same day.

    None when there is no such selection of this person's. The day is the one that rules are
    judged on, kept with the selection, so that the demo's fixed day works too.
    """
    details = audit.find_details(session, by=actor.person_id, subject=(BATCH, batch))
    if details is None:
        return None
    before = {(SignableKind(one["kind"]), int(one["id"])): one for one in details["items"]}
    refs = [SignableRef(kind, key, one["after"]) for (kind, key), one in before.items()]
    done_on = date.fromisoformat(details["on"])

    def transition(row: SignableRow, rules: SigningRules) -> Outcome:
        old = _from_json(before[row.ref.kind, row.ref.id])
        # A change of version was refused before this; what is left to judge is the day.
        return machine.undo(old, done_on=done_on, today=today, is_unchanged=True)

    return _apply(session, actor, refs, transition, Deed("signing.undone", today, now))


@dataclass(frozen=True, slots=True)
class Batch:
    """A selection that somebody has done something with."""

    action: str
    count: int


def find_batch(session: Session, actor: Actor, batch: str) -> Batch | None:
    """What the actor did with this selection; None when it is none of the actor's."""
    details = audit.find_details(session, by=actor.person_id, subject=(BATCH, batch))
    return None if details is None else Batch(details["action"], len(details["items"]))


def _may_sign(actor: Actor, row: SignableRow) -> bool:
    """A supervisor or leader within reach, or the doctor (whose own step a talk may have)."""
    is_signer = actor.role is Role.SUPERVISOR and row.is_within
    return is_signer or row.parties.doctor == actor.person_id


def _apply(
    session: Session,
    actor: Actor,
    refs: Sequence[SignableRef],
    transition: Transition,
    deed: Deed,
) -> SigningResult:
    """Judge every part; write all of them and commit, or write nothing."""
    rows = store.load_rows(session, refs, reach_of(session, actor))
    rules = load_rules(session)
    exceptions: list[NotDone] = []
    ready: list[tuple[SignableRow, Signable]] = []
    for ref in refs:
        row = rows.get((ref.kind, ref.id))
        outcome = _judge(actor, ref, row, rules, transition)
        if row is None or isinstance(outcome, Refused):
            reason = outcome.reason if isinstance(outcome, Refused) else Refusal.CHANGED
            # What is none of the actor's business must not be read off the answer either.
            shown = row if row is not None and _may_sign(actor, row) else None
            exceptions.append(NotDone(ref, shown, reason))
        else:
            ready.append((row, outcome))
    if not exceptions:
        late = [row for row, item in ready if not store.save(session, row, item)]
        exceptions = [NotDone(row.ref, row, Refusal.CHANGED) for row in late]
    if exceptions or not ready:
        session.rollback()
        bad = {each.ref for each in exceptions}
        return SigningResult(
            exceptions=tuple(exceptions),
            possible=tuple(row.ref for row, _item in ready if row.ref not in bad),
        )
    batch = _remember(session, actor, ready, deed)
    session.commit()
    return SigningResult(
        tuple(row for row, _item in ready), tuple(item for _row, item in ready), batch=batch
    )


def _judge(
    actor: Actor,
    ref: SignableRef,
    row: SignableRow | None,
    rules: SigningRules,
    transition: Transition,
) -> Outcome:
    """The transition's answer; only those whom it concerns are told that it was changed."""
    if row is None:
        return Refused(Refusal.NOT_YOURS)
    if row.ref.version != ref.version and _may_sign(actor, row):
        return Refused(Refusal.CHANGED)
    return transition(row, rules)


def _lies_ahead(row: SignableRow, today: date) -> bool:
    if row.ref.kind is SignableKind.COURSE:
        return row.group != AttendanceState.ATTENDED
    return row.ref.kind is SignableKind.TALK and row.day is not None and row.day > today


def _remember(
    session: Session, actor: Actor, ready: Sequence[tuple[SignableRow, Signable]], deed: Deed
) -> str:
    """One audit row for each thing, and one for the selection, which undoing reads."""
    batch = uuid4().hex
    for row, item in ready:
        audit.add_event(
            session,
            at=deed.now,
            by=actor.person_id,
            action=deed.action,
            subject=(str(row.ref.kind), str(row.ref.id)),
            details={"from": row.item.state, "to": item.state, "held_by": item.held_by},
        )
    audit.add_event(
        session,
        at=deed.now,
        by=actor.person_id,
        action=deed.action,
        subject=(BATCH, batch),
        details={
            "action": deed.action,
            "on": deed.today.isoformat(),
            "items": [_to_json(row) for row, _item in ready],
        },
    )
    return batch


def _to_json(row: SignableRow) -> dict[str, Any]:
    """Where one thing stood, for undoing."""
    item = row.item
    return {
        "kind": row.ref.kind,
        "id": row.ref.id,
        "after": row.ref.version + 1,
        "state": item.state,
        "held_by": item.held_by,
        "waits_for": item.waits_for,
        "sent_on": item.sent_on and item.sent_on.isoformat(),
        "signed_on": item.signed_on and item.signed_on.isoformat(),
        "note": item.note,
        "signed": [[each.step, each.by, each.on.isoformat()] for each in item.signed],
    }


def _from_json(kept: dict[str, Any]) -> Signable:
    return Signable(
        state=SignState(kept["state"]),
        held_by=kept["held_by"],
        waits_for=kept["waits_for"] and Step(kept["waits_for"]),
        sent_on=kept["sent_on"] and date.fromisoformat(kept["sent_on"]),
        signed=tuple(
            SignedStep(Step(step), by, date.fromisoformat(on)) for step, by, on in kept["signed"]
        ),
        signed_on=kept["signed_on"] and date.fromisoformat(kept["signed_on"]),
        note=kept["note"],
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9
