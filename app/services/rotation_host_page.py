"""A proposed plan as one of its hosts sees it: who would come when, and what the host has said."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import rotation_comments
from app.services.rotation_life_words import service_of
from app.services.wording import in_words, long_day, upper_first
from app.store import rotation_talk, rotations
from app.store.rotation_talk import CommentRow
from app.store.rotation_values import PlanHead, VersionHead


@dataclass(frozen=True, slots=True)
class ComingLine:
    """One doctor who would come."""

    name: str
    service: str
    unit: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class HostCommentPage:
    """The page of one host."""

    plan: PlanHead
    head: VersionHead
    sentence: str
    reason: str
    units: tuple[tuple[str, str], ...]
    """Those that the reader speaks for: (row id as text, name)."""
    lines: tuple[ComingLine, ...]
    comments: tuple[CommentRow, ...]
    """The reader's own."""
    is_open: bool


def load_host_comments(
    session: Session, plan: PlanHead, units: frozenset[int], person_id: int, today: date
) -> HostCommentPage:
    """The page for the units that the reader speaks for; the plan must be proposed."""
    head = rotations.open_version(session, plan.id)
    assert head is not None
    board = rotations.load_board(session, head.id)
    doctors = {each.key: each.name for each in board.members if not each.is_vacancy}
    rows = [row for row in board.placements if row.unit.id in units and row.member_key in doctors]
    lines = sorted(
        (
            ComingLine(
                doctors[row.member_key],
                service_of(row),
                row.unit.name,
                row.starts_on,
                row.ends_on,
            )
            for row in rows
            if row.ends_on >= today
        ),
        key=lambda line: (line.starts_on, line.name),
    )
    names = {str(row.unit.id): row.unit.name for row in board.placements if row.unit.id in units}
    count = len({line.name for line in lines})
    assert head.comments_close_on is not None
    is_open = rotation_comments.is_open(head, today)
    last = long_day(head.comments_close_on)
    return HostCommentPage(
        plan,
        head,
        ngettext(
            "*Én lege* er foreslått hos dere.",
            "*%(words)s leger* er foreslått hos dere.",
            count,
            words=upper_first(in_words(count)),
        ),
        _("Dere kan kommentere til og med %(day)s. Ingenting er bestemt ennå.", day=last)
        if is_open
        else _("Fristen for å kommentere var %(day)s.", day=last),
        tuple(sorted(names.items(), key=lambda pair: pair[1])),
        tuple(lines),
        rotation_talk.list_comments(session, head.id, by=person_id),
        is_open,
    )
