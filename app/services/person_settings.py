"""What a person has chosen: when mail comes, about what, and how early to be reminded.

The defaults are ours; no source says them. Everybody can change their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from app.roles import Role
from app.services.message_words import MessageKind
from app.store import audit
from app.store import person_settings as store


class MailRhythm(StrEnum):
    """How often mail may come."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class MailGroup(StrEnum):
    """Kinds of message that are chosen together, and headings of the mail."""

    COURSES = "courses"
    DELAYS = "delays"
    TALKS = "talks"
    LIS1 = "lis1"
    ROTATIONS = "rotations"
    FORECAST = "forecast"
    OPERATION = "operation"


GROUP_OF: dict[str, MailGroup] = {
    MessageKind.SESSION_CANCELLED: MailGroup.COURSES,
    MessageKind.SESSION_ADDED: MailGroup.COURSES,
    MessageKind.SESSION_MOVED: MailGroup.COURSES,
    MessageKind.WAITING_ENDED: MailGroup.COURSES,
    MessageKind.SEAT_CONFIRMED: MailGroup.COURSES,
    MessageKind.SEAT_WAITING: MailGroup.COURSES,
    MessageKind.SEAT_OFFERED: MailGroup.COURSES,
    MessageKind.SIGNUP_CLOSES: MailGroup.COURSES,
    MessageKind.EXTRA_SESSION_REQUESTED: MailGroup.COURSES,
    MessageKind.YOUR_DELAYS: MailGroup.DELAYS,
    MessageKind.DELAYS_SUMMARY: MailGroup.DELAYS,
    MessageKind.FLAG_ASSIGNED: MailGroup.DELAYS,
    MessageKind.TALK_MISSING: MailGroup.TALKS,
    MessageKind.MUNICIPALITY_NOTICE: MailGroup.LIS1,
    MessageKind.LIS1_START: MailGroup.LIS1,
    MessageKind.LIS1_RECEIPT: MailGroup.LIS1,
    MessageKind.LIS1_DECISION_WAITS: MailGroup.LIS1,
    MessageKind.LIS1_SENT_BACK: MailGroup.LIS1,
    MessageKind.LIS1_DECIDED: MailGroup.LIS1,
    MessageKind.LIS1_OFFER: MailGroup.LIS1,
    MessageKind.LIS1_SEAT_FREE: MailGroup.LIS1,
    MessageKind.LIS1_START_MISSING: MailGroup.LIS1,
    MessageKind.LIS1_HANDOVER: MailGroup.LIS1,
    MessageKind.FORECAST_DONE: MailGroup.FORECAST,
    MessageKind.JOB_FAILED: MailGroup.OPERATION,
    MessageKind.ROTATION_PROPOSED: MailGroup.ROTATIONS,
    MessageKind.ROTATION_PROPOSED_HOST: MailGroup.ROTATIONS,
    MessageKind.ROTATION_PUBLISHED: MailGroup.ROTATIONS,
    MessageKind.ROTATION_HOST: MailGroup.ROTATIONS,
    MessageKind.ROTATION_KEEPER: MailGroup.ROTATIONS,
    MessageKind.ROTATION_ANSWERED: MailGroup.ROTATIONS,
    MessageKind.ROTATION_SWAP_ASKED: MailGroup.ROTATIONS,
    MessageKind.ROTATION_SWAP_ANSWERED: MailGroup.ROTATIONS,
    MessageKind.ROTATION_SWAP_WAITS: MailGroup.ROTATIONS,
    MessageKind.ROTATION_SWAP_DECIDED: MailGroup.ROTATIONS,
    MessageKind.ROTATION_RUN_DONE: MailGroup.ROTATIONS,
}
GROUPS_OF_ROLE: dict[Role, tuple[MailGroup, ...]] = {
    Role.TRAINEE: (
        MailGroup.COURSES,
        MailGroup.DELAYS,
        MailGroup.ROTATIONS,
        MailGroup.TALKS,
        MailGroup.LIS1,
    ),
    Role.SUPERVISOR: (MailGroup.DELAYS, MailGroup.TALKS),
    Role.COORDINATOR: (
        MailGroup.COURSES,
        MailGroup.DELAYS,
        MailGroup.ROTATIONS,
        MailGroup.LIS1,
    ),
    Role.COUNCIL: (MailGroup.LIS1,),
    Role.PLANNER: (MailGroup.FORECAST,),
    Role.ADMIN: (MailGroup.OPERATION,),
}
DEFAULT_REMINDER_DAYS = 14
FEWEST_REMINDER_DAYS, MOST_REMINDER_DAYS = 1, 90

_RHYTHM, _DAYS, _GROUP = "mail.rhythm", "reminder.days", "mail.group."


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """One person's choices. `reminder_days`: how long before a sign-up closes to be told."""

    rhythm: MailRhythm = MailRhythm.DAILY
    reminder_days: int = DEFAULT_REMINDER_DAYS
    groups: frozenset[MailGroup] = frozenset(MailGroup)
    """What mail may be about; the inbox has everything."""

    def wants(self, kind: str) -> bool:
        """Whether a message of this kind may be told by mail."""
        return GROUP_OF.get(kind, MailGroup.OPERATION) in self.groups


def load(session: Session, person_id: int) -> PersonSettings:
    """One person's choices, with the defaults for what was never chosen."""
    return _from(store.load_choices(session, person_id))


def load_all(session: Session) -> dict[int, PersonSettings]:
    """The choices of everybody who has made any; one query."""
    return {
        person_id: _from(choices) for person_id, choices in store.load_all_choices(session).items()
    }


def save(session: Session, person_id: int, wanted: PersonSettings, *, now: datetime) -> bool:
    """Keep a person's choices and commit; returns whether anything changed.

    Raises ValueError for days outside the limits: a form checks them first.
    """
    if not FEWEST_REMINDER_DAYS <= wanted.reminder_days <= MOST_REMINDER_DAYS:
        raise ValueError(f"reminder_days must be {FEWEST_REMINDER_DAYS}–{MOST_REMINDER_DAYS}")
    choices = {_RHYTHM: str(wanted.rhythm), _DAYS: str(wanted.reminder_days)}
    for group in MailGroup:
        choices[_GROUP + group] = "1" if group in wanted.groups else "0"
    changed = store.save_choices(session, person_id, choices, now)
    if changed:
        audit.add_event(
            session,
            at=now,
            by=person_id,
            action="settings.changed",
            subject=("person", str(person_id)),
            details={key: list(pair) for key, pair in changed.items()},
        )
        session.commit()
    return bool(changed)


def _from(choices: Mapping[str, str]) -> PersonSettings:
    off = {group for group in MailGroup if choices.get(_GROUP + group) == "0"}
    return PersonSettings(
        rhythm=MailRhythm(choices.get(_RHYTHM, MailRhythm.DAILY)),
        reminder_days=int(choices.get(_DAYS, DEFAULT_REMINDER_DAYS)),
        groups=frozenset(MailGroup) - off,
    )
