"""A doctor's ranked wishes for a plan: service, place, when it may begin. One commit each.

The list is open until a proposed version's last day for comments; a draft alone closes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import VersionState
from app.services.rotation_life import Moment, Refused
from app.services.wording import long_day
from app.store import audit, rotations
from app.store import rotation_talk as store
from app.store.rotation_talk import WishLine
from app.store.rotation_values import VersionHead

MOST = 8
"""Wishes of one doctor: as many as have points of their own."""
LONGEST_NOTE = 500
SUBJECT = "rotation_wishes"


@dataclass(frozen=True, slots=True)
class WishDraft:
    """A wish as it was read from the form. Months are first days; None is any."""

    service: str | None
    unit_key: str | None
    from_month: date | None
    to_month: date | None
    note: str | None


def closes_on(head: VersionHead | None) -> date | None:
    """The last day for wishes; None: no day is set."""
    if head is None or head.state is not VersionState.PROPOSED:
        return None
    return head.comments_close_on


def is_open(head: VersionHead | None, today: date) -> bool:
    """Whether wishes can be changed."""
    last = closes_on(head)
    return last is None or last >= today


def problem(draft: WishDraft) -> Refused | None:
    """What is wrong with a wish, and at which field."""
    named = (draft.service, draft.unit_key, draft.from_month, draft.to_month)
    if not any(named):
        return Refused(_("Velg en tjeneste, et sted eller en tid."), "tjeneste")
    if draft.from_month and draft.to_month and draft.to_month < draft.from_month:
        return Refused(_("Velg en måned som ikke er før den første."), "til")
    if draft.note is not None and len(draft.note) > LONGEST_NOTE:
        return Refused(_("Skriv høyst %(most)s tegn.", most=LONGEST_NOTE), "merknad")
    return None


def add(session: Session, plan_id: int, draft: WishDraft, moment: Moment) -> WishLine | Refused:
    """Put a wish last on the list, and commit."""
    wrong = problem(draft)
    if wrong is not None:
        return wrong
    held = _hold(session, plan_id, moment)
    if isinstance(held, Refused):
        return held
    if len(held) >= MOST:
        session.rollback()
        return Refused(_("Du har %(most)s ønsker. Ta bort ett først.", most=MOST), "tjeneste")
    unit = store.find_unit(session, draft.unit_key) if draft.unit_key else None
    fields = {
        "service": draft.service,
        "unit_id": unit[0] if unit else None,
        "from_month": draft.from_month,
        "to_month": draft.to_month,
        "note": draft.note or None,
    }
    if any(_same(each, fields) for each in held):
        session.rollback()
        return Refused(_("Ønsket står på listen fra før."), "tjeneste")
    rank = 1 + max((each.rank for each in held), default=0)
    wish_id = store.add_wish(session, plan_id, moment.by, rank=rank, fields=fields, at=moment.now)
    _remember(session, plan_id, "wish_added", {"wish": wish_id, **_plain(fields)}, moment)
    session.commit()
    lines = store.list_wishes(session, plan_id, person_id=moment.by)
    return next(each for each in lines if each.id == wish_id)


def move(session: Session, plan_id: int, wish_id: int, up: bool, moment: Moment) -> Refused | None:
    """Change places with the wish above or below, and commit."""
    held = _hold(session, plan_id, moment)
    if isinstance(held, Refused):
        return held
    ids = [each.id for each in held]
    if wish_id not in ids:
        session.rollback()
        return _gone()
    index = ids.index(wish_id)
    other = index - 1 if up else index + 1
    if 0 <= other < len(ids):
        ids[index], ids[other] = ids[other], ids[index]
        store.rank_wishes(session, plan_id, moment.by, ids)
        _remember(session, plan_id, "wish_moved", {"order": ids}, moment)
    session.commit()
    return None


def remove(session: Session, plan_id: int, wish_id: int, moment: Moment) -> Refused | None:
    """Take a wish off the list, and commit; those below move up."""
    held = _hold(session, plan_id, moment)
    if isinstance(held, Refused):
        return held
    ids = [each.id for each in held]
    if wish_id not in ids:
        session.rollback()
        return _gone()
    ids.remove(wish_id)
    store.rank_wishes(session, plan_id, moment.by, ids)
    _remember(session, plan_id, "wish_removed", {"wish": wish_id}, moment)
    session.commit()
    return None


def _hold(session: Session, plan_id: int, moment: Moment) -> tuple[WishLine, ...] | Refused:
    """The doctor's list, held; or why it is closed."""
    head = rotations.open_version(session, plan_id)
    if not is_open(head, moment.today):
        assert head is not None and head.comments_close_on is not None
        return Refused(_("Fristen for ønsker var %(day)s.", day=long_day(head.comments_close_on)))
    return store.lock_wishes(session, plan_id, moment.by)


def _same(line: WishLine, fields: Mapping[str, Any]) -> bool:
    names = ("service", "unit_id", "from_month", "to_month")
    return all(getattr(line, name) == fields[name] for name in names)


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in fields.items()
    }


def _gone() -> Refused:
    return Refused(_("Ønsket finnes ikke lenger."), is_stale=True)


def _remember(
    session: Session, plan_id: int, action: str, details: dict[str, Any], moment: Moment
) -> None:
    audit.add_event(
        session,
        at=moment.now,
        by=moment.by,
        action=f"rotation_{action}",
        subject=(SUBJECT, f"{plan_id}:{moment.by}"),
        details=details,
    )
