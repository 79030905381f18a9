"""The life of a plan's version: new draft, discarded, proposed, taken back, published.

One commit for each step. A step that is not allowed, or that rests on an older version than the
stored one, is refused with a reason and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.db.tables import VersionState
from app.services import messages
from app.services.message_words import MessageKind
from app.services.rotation_hosts import hosts_of, people_of_hosts
from app.services.wording import long_day
from app.store import audit, rotation_copies, rotation_plans, rotations
from app.store import rotation_life as store
from app.store.messages import NewMessage
from app.store.rotation_values import BoardRows, PlanHead, VersionHead
from rotations.lifecycle import STEPS, PlanState, Step

SUBJECT = "rotation_version"
EMPTY = "tom"
"""What a new draft begins with when it begins with nothing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a version somebody has looked at: a step on an older one is refused."""

    version: int
    edit: int

    def is_now(self, head: VersionHead) -> bool:
        """Whether nothing has changed since."""
        return head.version == self.version and head.last_edit == self.edit


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed, and why. `field` names where, for the message at the field."""

    text: str
    field: str | None = None
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Who does it, on which day, and when."""

    by: int
    today: date
    now: datetime


# --- Drafts ---


def new_draft(
    session: Session, plan: PlanHead, moment: Moment, source: str = ""
) -> VersionHead | Refused:
    """A new draft, a copy of the version with the number `source`; commits.

    Without a number it is a copy of what is published; `EMPTY` begins with nothing. Refused when
    a draft or a proposal is open, or there is no such version to copy.
    """
    draft = begin_draft(session, plan, moment, source)
    if isinstance(draft, Refused):
        session.rollback()
        return draft
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return Refused(_already_open())
    return draft


def begin_draft(
    session: Session, plan: PlanHead, moment: Moment, source: str = ""
) -> VersionHead | Refused:
    """The same within another use case; never commits."""
    if rotations.open_version(session, plan.id) is not None:
        return Refused(_already_open())
    based_on = _source(session, plan, source)
    if isinstance(based_on, Refused):
        return based_on
    number = rotations.next_number(session, plan.id)
    try:
        if based_on is None:
            version_id = rotation_plans.add_draft(
                session, plan.id, number, by=moment.by, now=moment.now
            )
        else:
            version_id = rotation_copies.copy_version(
                session, based_on.id, number=number, by=moment.by, now=moment.now
            )
    except IntegrityError:
        # Somebody else began one in the same moment.
        session.rollback()
        return Refused(_already_open())
    draft = rotations.find_version(session, version_id)
    assert draft is not None
    remember(
        session, draft, "draft_made", moment, {"based_on": based_on.number if based_on else None}
    )
    return draft


def _source(session: Session, plan: PlanHead, source: str) -> VersionHead | Refused | None:
    """The version to copy; None to begin with nothing."""
    if source == EMPTY:
        return None
    if not source:
        published = rotations.published_version(session, plan.id)
        return published or Refused(_("Planen har ingen publisert versjon å kopiere."))
    is_number = source.isascii() and source.isdigit() and len(source) < 9
    found = rotations.find_number(session, plan.id, int(source)) if is_number else None
    return found or Refused(_("Planen har ingen slik versjon å kopiere."), "fra")


def discard(session: Session, version_id: int, seen: Seen, moment: Moment) -> VersionHead | Refused:
    """Put an open version away for good; what is published stays. Commits."""
    return _step(session, version_id, seen, moment, Step.DISCARD, {}, "discarded")


def take_back(
    session: Session, version_id: int, seen: Seen, moment: Moment
) -> VersionHead | Refused:
    """Make a proposed version a draft again, so that it can be changed. Commits."""
    fields = {"proposed_on": None, "comments_close_on": None}
    return _step(session, version_id, seen, moment, Step.TAKE_BACK, fields, "taken_back")


def _step(
    session: Session,
    version_id: int,
    seen: Seen,
    moment: Moment,
    step: Step,
    fields: Mapping[str, Any],
    action: str,
) -> VersionHead | Refused:
    head = hold(session, version_id, seen, step)
    if isinstance(head, Refused):
        session.rollback()
        return head
    target = STEPS[step].target
    assert target is not None
    change(session, head, {"state": VersionState(target), **fields})
    remember(session, head, action, moment, {})
    session.commit()
    return head


# --- Proposing ---


def propose(
    session: Session, version_id: int, seen: Seen, closes_on: date, moment: Moment
) -> VersionHead | Refused:
    """Show a draft to its doctors and hosts, who may comment until `closes_on`. Commits."""
    if closes_on <= moment.today:
        return Refused(_("Velg en dag etter i dag."), "frist")
    head = hold(session, version_id, seen, Step.PROPOSE)
    board = None if isinstance(head, Refused) else rotations.load_board(session, version_id)
    if isinstance(head, Refused) or board is None or not board.placements:
        session.rollback()
        return head if isinstance(head, Refused) else Refused(_("Planen har ingen plasseringer."))
    fields = {
        "state": VersionState.PROPOSED,
        "proposed_on": moment.today,
        "comments_close_on": closes_on,
    }
    change(session, head, fields)
    told = _tell_proposed(session, board, closes_on, moment)
    remember(session, head, "proposed", moment, {"closes_on": closes_on, "told": told})
    session.commit()
    return head


def _tell_proposed(session: Session, board: BoardRows, closes_on: date, moment: Moment) -> int:
    plan, key = board.version.plan, f"{board.version.public_id}:{moment.today}:proposed"
    doctors = sorted({each.person_id for each in board.members if each.person_id is not None})
    letters = [
        messages.new_message(
            person_id,
            MessageKind.ROTATION_PROPOSED,
            {"plan": plan.name, "closes_on": closes_on},
            dedup_key=key,
            told_on=moment.today,
            link="/plasseringer#forslag",
            act_by=closes_on,
        )
        for person_id in doctors
        if person_id != moment.by
    ]
    letters += _to_hosts(session, board, closes_on, moment, key)
    return messages.tell_all(session, letters, now=moment.now)


def _to_hosts(
    session: Session, board: BoardRows, closes_on: date, moment: Moment, key: str
) -> list[NewMessage]:
    hosts = hosts_of(board)
    people = people_of_hosts(session, board.version.plan.organisation_id, hosts, moment.today)
    return [
        messages.new_message(
            person_id,
            MessageKind.ROTATION_PROPOSED_HOST,
            {
                "plan": board.version.plan.name,
                "organisation": host.name,
                "doctors": host.doctors(units),
                "closes_on": closes_on,
            },
            dedup_key=f"{key}:{host.organisation_id}",
            told_on=moment.today,
            link=f"/rotasjonstavle/{board.version.plan.public_id}/innspill",
            act_by=closes_on,
        )
        for host in hosts
        for person_id, units in people.get(host.organisation_id, {}).items()
        if person_id != moment.by and host.doctors(units)
    ]


# --- Shared by the steps ---


def hold(session: Session, version_id: int, seen: Seen, step: Step) -> VersionHead | Refused:
    """The version, held, when the step is open to it and it is still what was seen."""
    head = rotations.lock_version(session, version_id)
    if head is None:
        return Refused(_("Versjonen finnes ikke lenger."), is_stale=True)
    if not seen.is_now(head):
        return Refused(stale_text(head), is_stale=True)
    if PlanState(head.state) not in STEPS[step].sources:
        return Refused(cannot_text(head, step))
    return head


def change(session: Session, head: VersionHead, fields: Mapping[str, Any]) -> None:
    """Write to a version that is held."""
    done = store.set_version(session, head.id, head.version, fields)
    assert done, f"rotation version {head.id} was changed while it was held"


def remember(
    session: Session, head: VersionHead, action: str, moment: Moment, details: Mapping[str, Any]
) -> None:
    """The audit row of a step."""
    plain = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in details.items()
    }
    audit.add_event(
        session,
        at=moment.now,
        by=moment.by,
        action=f"rotation_{action}",
        subject=(SUBJECT, head.public_id),
        details={"plan": head.plan.public_id, "number": head.number, **plain},
    )


# --- Words ---


def state_word(state: VersionState) -> str:
    """A state in one word."""
    return {
        VersionState.DRAFT: _("Utkast"),
        VersionState.PROPOSED: _("Foreslått"),
        VersionState.PUBLISHED: _("Publisert"),
        VersionState.SUPERSEDED: _("Erstattet"),
        VersionState.DISCARDED: _("Forkastet"),
    }[state]


def stale_text(head: VersionHead) -> str:
    """What to say when somebody has changed the version since it was looked at."""
    return _(
        "Versjon %(number)s er endret etter at du åpnet siden. Den er nå %(state)s. Se på den en"
        " gang til.",
        number=head.number,
        state=state_word(head.state).lower(),
    )


def cannot_text(head: VersionHead, step: Step) -> str:
    """Why a step is not open."""
    if step is Step.PUBLISH and head.state is VersionState.DRAFT:
        return _("Utkastet må foreslås før det publiseres.")
    if head.state is VersionState.PUBLISHED and head.published_on is not None:
        return _(
            "Versjon %(number)s ble publisert %(day)s og kan ikke endres.",
            number=head.number,
            day=long_day(head.published_on),
        )
    return _(
        "Versjon %(number)s er %(state)s.",
        number=head.number,
        state=state_word(head.state).lower(),
    )


def _already_open() -> str:
    return _("Planen har et utkast fra før. Arbeid videre på det, eller forkast det først.")
