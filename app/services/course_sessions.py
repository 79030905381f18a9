"""Keeping course sessions: add, change, move, cancel, give seats. One commit for each.

Whoever has registered is told of what concerns them in the same transaction; a writer that read
an older version gets both versions back.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.services import course_session_form as forms
from app.services.course_deadlines import is_due
from app.services.course_registrations_seats import (
    SEATED,
    Moment,
    choose_seats,
    fill_seats,
    free_everybody,
    give_seats,
    tell_about,
)
from app.services.course_session_form import FIELDS, SessionChoices
from app.services.logbook_form import Problem, Raw, day_from
from app.services.message_words import MessageKind
from app.services.wording import day
from app.store import audit
from app.store import course_registrations as registration_store
from app.store import courses as store
from app.store.audit import LastWriter
from app.store.course_registrations import StoredRegistration
from app.store.courses import StoredSession
from pathways.types.courses import RegistrationState

LONGEST_REASON = 300
MOVING = ("starts_on", "ends_on", "place")
"""Changes of these are told to everybody who is registered."""
LIVE = (
    RegistrationState.INTERESTED,
    RegistrationState.APPLIED,
    RegistrationState.CONFIRMED,
    RegistrationState.WAITING,
)


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A form as it was written, and what stands in the way of saving it."""

    before: StoredSession | None
    raw: Raw
    choices: SessionChoices
    values: Mapping[str, Any] | None = None
    """None while a field cannot be read."""
    problems: tuple[Problem, ...] = ()
    is_stale: bool = False
    last: LastWriter | None = None


@dataclass(frozen=True, slots=True)
class SavedSession:
    """A session that is kept. `offered` got a seat by it, `told` how many were told it moved."""

    public_id: str
    is_new: bool
    offered: tuple[StoredRegistration, ...] = ()
    told: int = 0


@dataclass(frozen=True, slots=True)
class NotDone:
    """Nothing was changed, and why. `field` names where, for the message at the field."""

    text: str
    field: str | None = None
    is_stale: bool = False


def form_of(session: Session, actor: Actor, held: StoredSession | None, first: Raw) -> SessionDraft:
    """A form to fill in: a stored session or a new one, with what `first` suggests."""
    choices = forms.load_choices(session, actor)
    if held is not None:
        return SessionDraft(held, {**forms.to_raw(held), **_in_our_way(first)}, choices)
    raw = {**_in_our_way(first), "version": "0"}
    if len(choices.regions) == 1:
        raw["region_id"] = choices.regions[0][0]
    return SessionDraft(None, raw, choices)


def save(
    session: Session,
    actor: Actor,
    raw: Raw,
    *,
    public_id: str | None = None,
    today: date,
    now: datetime,
) -> SavedSession | SessionDraft:
    """Read, judge and keep a form; commits. A `SessionDraft` when something stands in the way."""
    before = None if public_id is None else store.lock_session(session, public_id)
    choices = forms.load_choices(session, actor)
    draft = judge(session, before, raw, choices, today)
    if draft.is_stale or draft.problems or draft.values is None:
        session.rollback()
        return draft
    moment = Moment(today, now, actor.person_id)
    saved = keep(session, before, draft.values, moment)
    session.commit()
    return saved


def judge(
    session: Session,
    before: StoredSession | None,
    raw: Raw,
    choices: SessionChoices,
    today: date,
) -> SessionDraft:
    """What a form says, and what is wrong with it beside what is stored now."""
    reading = forms.read(raw, choices, before)
    is_stale = before is not None and raw.get("version", "") != str(before.version)
    last = store.last_writer(session, before.public_id) if before and is_stale else None
    if reading.problems:
        problems = tuple(reading.problems)
        return SessionDraft(before, raw, choices, None, problems, is_stale, last)
    course = reading.values["course_key"]
    standing = forms.load_standing(session, before, seated_in(session, before), course)
    problems = tuple(forms.check(reading.values, standing, today))
    return SessionDraft(before, raw, choices, reading.values, problems, is_stale, last)


def keep(
    session: Session, before: StoredSession | None, values: Mapping[str, Any], moment: Moment
) -> SavedSession:
    """Write a judged session and all that follows from it; the caller holds it and commits."""
    fields = {name: values[name] for name in FIELDS}
    if before is None:
        public_id = store.add_session(session, fields)
        _remember(session, "added", public_id, {}, fields, moment)
        return SavedSession(public_id, True)
    changed = {name for name in FIELDS if fields[name] != getattr(before, name)}
    if not changed:
        return SavedSession(before.public_id, False)
    closes = fields["signup_closes_on"]
    if before.seats_given_on is not None and closes is not None and closes >= moment.today:
        # Sign-up is open again: the seats that are left are given after the new deadline.
        fields["seats_given_on"] = None
    kept = store.change_session(session, before.public_id, before.version, fields)
    assert kept, f"session {before.public_id} was changed while it was held"
    old = {name: getattr(before, name) for name in sorted(changed)}
    new = {name: fields[name] for name in sorted(changed)}
    _remember(session, "changed", before.public_id, old, new, moment)
    after = store.find_session(session, before.public_id)
    assert after is not None
    told = _tell_moved(session, before, after, moment) if changed & set(MOVING) else 0
    offered = fill_seats(session, after, moment) if after.seats > before.seats else ()
    return SavedSession(before.public_id, False, offered, told)


def cancel(
    session: Session,
    public_id: str,
    reason: str,
    version: int,
    *,
    by: int,
    today: date,
    now: datetime,
) -> int | NotDone:
    """Cancel a session; everybody registered is told and free. How many were told. Commits."""
    held = store.lock_session(session, public_id)
    refused = _cannot_cancel(held, reason, version, today)
    if refused is not None or held is None:
        session.rollback()
        return refused or NotDone(_("Samlingen finnes ikke lenger."))
    moment = Moment(today, now, by)
    fields = {"cancelled_on": today, "cancel_reason": reason}
    store.change_session(session, public_id, version, fields)
    told = free_everybody(session, held, reason, moment)
    _remember(session, "cancelled", public_id, {}, {**fields, "freed": len(told)}, moment)
    session.commit()
    return len(told)


def give(
    session: Session,
    public_id: str,
    chosen: frozenset[int] | None,
    *,
    by: int,
    today: date,
    now: datetime,
) -> int | NotDone:
    """Give the seats now: by the rule, or to those chosen (enrolment ids). Commits.

    By the rule only after the deadline; chosen only where the arranger decides by criteria of
    its own. How many got a seat.
    """
    held = store.lock_session(session, public_id)
    refused = _cannot_give(session, held, chosen, today)
    if refused is not None or held is None:
        session.rollback()
        return refused or NotDone(_("Samlingen finnes ikke lenger."))
    moment = Moment(today, now, by)
    seats = (
        give_seats(session, held, moment)
        if chosen is None
        else choose_seats(session, held, chosen, moment)
    )
    details = {"confirmed": len(seats.confirmed), "waiting": len(seats.waiting)}
    _remember(session, "seats_given", public_id, {}, details, moment)
    session.commit()
    return len(seats.confirmed)


def seated_in(session: Session, held: StoredSession | None) -> int:
    """How many have a seat in a session."""
    if held is None:
        return 0
    rows = registration_store.list_of_session(session, held.id)
    return sum(row.state in SEATED for row in rows)


def is_locked(held: StoredSession, today: date) -> str | None:
    """Why a session cannot be changed any more; None when it can."""
    if held.cancelled_on is not None:
        return _("Samlingen er avlyst.")
    if held.starts_on <= today:
        return _("Samlingen har begynt.")
    return None


def _in_our_way(first: Raw) -> dict[str, str]:
    """What is suggested, with days written as the form writes them."""
    found = dict(first)
    for name in set(forms.DAYS) & set(found):
        with suppress(ValueError):
            found[name] = day(day_from(found[name]))
    return found


def _cannot_cancel(
    held: StoredSession | None, reason: str, version: int, today: date
) -> NotDone | None:
    if held is None:
        return NotDone(_("Samlingen finnes ikke lenger."))
    locked = is_locked(held, today)
    if locked is not None:
        return NotDone(locked)
    if held.version != version:
        return NotDone(_("Noen andre endret samlingen etter at du åpnet siden."), is_stale=True)
    if not reason:
        return NotDone(_("Skriv hvorfor samlingen er avlyst. Legene ser det."), "reason")
    if len(reason) > LONGEST_REASON:
        return NotDone(_("Skriv høyst %(most)s tegn.", most=LONGEST_REASON), "reason")
    return None


def _cannot_give(
    session: Session, held: StoredSession | None, chosen: frozenset[int] | None, today: date
) -> NotDone | None:
    if held is None:
        return NotDone(_("Samlingen finnes ikke lenger."))
    locked = is_locked(held, today)
    if locked is not None:
        return NotDone(locked)
    by_rule = store.find_setup(session, held.course_key).rule.is_predictable
    if chosen is None:
        if not by_rule:
            return NotDone(_("Arrangøren velger selv hvem som får plass. Kryss av for dem."))
        if held.seats_given_on is not None:
            return NotDone(_("Plassene er alt gitt."))
        if not is_due(held, today):
            return NotDone(_("Påmeldingen er ikke stengt ennå."))
        return None
    if by_rule:
        return NotDone(_("Plassene gis etter regelen for kurset."))
    taken = seated_in(session, held)
    if taken + len(chosen) > held.seats:
        return NotDone(
            _(
                "Du har valgt %(chosen)s, og det er %(free)s ledige plasser.",
                chosen=len(chosen),
                free=max(held.seats - taken, 0),
            )
        )
    return None


def _tell_moved(
    session: Session, before: StoredSession, after: StoredSession, moment: Moment
) -> int:
    rows = registration_store.list_of_session(session, after.id)
    live = [row for row in rows if row.state in LIVE]
    for row in live:
        tell_about(session, after, row, MessageKind.SESSION_MOVED, moment, was_on=before.starts_on)
    return len(live)


def _remember(
    session: Session,
    what: str,
    public_id: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    moment: Moment,
) -> None:
    audit.add_event(
        session,
        at=moment.now,
        by=moment.by,
        action=f"course_session.{what}",
        subject=(store.SESSION, public_id),
        details={"before": _plain(before), "after": _plain(after)},
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
