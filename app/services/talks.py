"""Supervision talks: how they stand, agreeing one ahead, telling that one was held."""

from dataclasses import dataclass
from datetime import date, datetime, time

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.services.signing_settings import SigningRules, load_rules
from app.services.wording import clock_time, day
from app.store import audit, learning
from app.store import signing as signing_store
from app.store import talks as store
from app.store.signing import SignableRef
from app.store.talks import AgreedTalk, TalkHead
from pathways import signing as machine
from pathways.signing import Refusal, Refused, SignableKind
from pathways.talks import TalkState, TalkStatus, talk_status


@dataclass(frozen=True, slots=True)
class TalkLine:
    """How the talks of one doctor stand, as a list shows it."""

    public_id: str
    name: str
    status: TalkStatus
    kind: str
    """The mark of `state.html`: `late`, `at_risk`, or empty for no mark."""
    text: str
    more: str | None
    """When a missing one is agreed for."""
    last: str | None


@dataclass(frozen=True, slots=True)
class TalkForm:
    """A talk as it was written."""

    on: date
    starts_at: time | None
    hours: float


def status_of(head: TalkHead, rules: SigningRules, today: date) -> TalkStatus:
    """How one doctor's talks stand by the organisation's interval."""
    return talk_status(
        [head.last_held] if head.last_held else [],
        [talk.on for talk in head.agreed],
        begins_on=head.begins_on,
        interval_days=rules.interval_days(head.organisation_id),
        leaves=head.leaves,
        today=today,
    )


def talk_line(head: TalkHead, rules: SigningRules, today: date) -> TalkLine:
    """The next talk in words: agreed with its time, or the last day, or missing since when."""
    status = status_of(head, rules, today)
    agreed = next((talk for talk in head.agreed if talk.on == status.next_agreed), None)
    kind, text, more = _state_words(status, agreed, today)
    last = day(status.last_held) if status.last_held else None
    return TalkLine(head.public_id, head.name, status, kind, text, more, last)


SOON_DAYS = 14
"""A talk that must be held within so many days is marked."""


def _state_words(
    status: TalkStatus, agreed: AgreedTalk | None, today: date
) -> tuple[str, str, str | None]:
    """(mark, text, more)."""
    if status.state is TalkState.MISSING:
        text = _("mangler siden %(day)s", day=day(status.due_on))
        more = None if agreed is None else _("avtalt %(agreed)s", agreed=agreed_words(agreed))
        return "late", text, more
    if status.state is TalkState.AGREED and agreed is not None:
        return "", agreed_words(agreed), None
    is_soon = (status.due_on - today).days <= SOON_DAYS
    return "at_risk" if is_soon else "", _("innen %(day)s", day=day(status.due_on)), None


def agreed_words(talk: AgreedTalk) -> str:
    """Day and time of an agreed talk: 03.12.2026 kl. 14.00."""
    return f"{day(talk.on)} {clock_time(talk.starts_at)}" if talk.starts_at else day(talk.on)


def by_urgency(lines: list[TalkLine]) -> tuple[TalkLine, ...]:
    """Missing first, then by the next day that something is to happen."""

    def order(line: TalkLine) -> tuple[bool, date, str]:
        status = line.status
        is_agreed = status.state is TalkState.AGREED and status.next_agreed is not None
        comes = status.next_agreed if is_agreed else status.due_on
        return status.state is not TalkState.MISSING, comes or status.due_on, line.name

    return tuple(sorted(lines, key=order))


def register(
    session: Session,
    actor: Actor,
    home: learning.Home,
    form: TalkForm,
    *,
    today: date,
    now: datetime,
) -> Refused | None:
    """Agree a talk ahead, or tell that one was held; commits, or says why not.

    The doctor and the personal supervisor may. One that was held goes to whoever has a step left
    in the organisation's chain; whoever registers has signed with it.
    """
    if actor.person_id not in (home.parties.doctor, home.parties.supervisor):
        return Refused(Refusal.NOT_YOURS)
    if home.parties.supervisor is None:
        return Refused(Refusal.MISSING_SUPERVISOR)
    talk_id = store.add_talk(
        session,
        enrolment_id=home.enrolment_id,
        supervisor_id=home.parties.supervisor,
        held_on=form.on,
        starts_at=form.starts_at,
        hours=form.hours,
    )
    is_ahead = form.on > today
    if not is_ahead:
        refused = _hand_in(session, actor, SignableRef(SignableKind.TALK, talk_id, 1), today)
        if refused is not None:
            session.rollback()
            return refused
    _note(session, actor, "talk.agreed" if is_ahead else "talk.held", talk_id, now)
    session.commit()
    return None


def tell_held(
    session: Session, actor: Actor, ref: SignableRef, *, today: date, now: datetime
) -> Refused | None:
    """An agreed talk was held; commits, or says why not."""
    refused = _hand_in(session, actor, ref, today)
    if refused is not None:
        session.rollback()
        return refused
    _note(session, actor, "talk.held", ref.id, now)
    session.commit()
    return None


def cancel(session: Session, actor: Actor, ref: SignableRef, *, now: datetime) -> Refused | None:
    """Remove an agreed talk; commits, or says why not."""
    row = signing_store.load_rows(session, [ref]).get((ref.kind, ref.id))
    if row is None or actor.person_id not in (row.parties.doctor, row.parties.supervisor):
        return Refused(Refusal.NOT_YOURS)
    if not store.delete_agreed(session, ref.id, ref.version):
        session.rollback()
        return Refused(Refusal.CHANGED)
    _note(session, actor, "talk.cancelled", ref.id, now)
    session.commit()
    return None


def _hand_in(session: Session, actor: Actor, ref: SignableRef, today: date) -> Refused | None:
    row = signing_store.load_rows(session, [ref]).get((ref.kind, ref.id))
    if row is None or actor.person_id not in (row.parties.doctor, row.parties.supervisor):
        return Refused(Refusal.NOT_YOURS)
    if row.ref.version != ref.version:
        return Refused(Refusal.CHANGED)
    if row.day is not None and row.day > today:
        return Refused(Refusal.NOT_HELD_YET)
    outcome = machine.send(
        row.item,
        by=actor.person_id,
        chain=load_rules(session).chain(row.organisation_id, SignableKind.TALK),
        parties=row.parties,
        today=today,
    )
    if isinstance(outcome, Refused):
        return outcome
    return None if signing_store.save(session, row, outcome) else Refused(Refusal.CHANGED)


def _note(session: Session, actor: Actor, action: str, talk_id: int, now: datetime) -> None:
    audit.add_event(
        session,
        at=now,
        by=actor.person_id,
        action=action,
        subject=(str(SignableKind.TALK), str(talk_id)),
    )
