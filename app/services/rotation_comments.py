"""Comments on a proposed version: who may write, until when, and the coordinator's answer."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import VersionState
from app.services import messages
from app.services.message_words import MessageKind
from app.services.rotation_life import SUBJECT, Moment, Refused
from app.services.wording import long_day
from app.store import audit, rotations
from app.store import rotation_life as life_store
from app.store import rotation_talk as store
from app.store.rotation_values import VersionHead

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Speaker:
    """On whose behalf a comment is written: a doctor's own row, or a unit that is a host."""

    member_key: str | None = None
    unit_id: int | None = None


def is_open(head: VersionHead | None, today: date) -> bool:
    """Whether a version can be commented on."""
    return (
        head is not None
        and head.state is VersionState.PROPOSED
        and head.comments_close_on is not None
        and head.comments_close_on >= today
    )


def add(
    session: Session, plan_id: int, text: str, speaker: Speaker, moment: Moment
) -> int | Refused:
    """Keep a comment on the plan's proposed version, and commit; its row id."""
    wrong = problem(text)
    if wrong is not None:
        return wrong
    opened = rotations.open_version(session, plan_id)
    head = rotations.lock_version(session, opened.id) if opened is not None else None
    if head is None or not is_open(head, moment.today):
        session.rollback()
        return Refused(_closed(head))
    comment_id = store.add_comment(
        session,
        head.id,
        by=moment.by,
        text=text.strip(),
        at=moment.now,
        member_key=speaker.member_key,
        unit_id=speaker.unit_id,
    )
    _remember(session, head, "commented", comment_id, moment)
    session.commit()
    return comment_id


def answer(
    session: Session, plan_id: int, comment_id: int, seen: int, text: str, moment: Moment
) -> Refused | None:
    """Answer a comment on one of the plan's versions; whoever wrote it is told. Commits."""
    wrong = problem(text)
    if wrong is not None:
        return wrong
    found = None
    for head in rotations.list_versions(session, plan_id):
        found = store.find_comment(session, head.id, comment_id)
        if found is not None:
            break
    if found is None:
        return Refused(_("Kommentaren finnes ikke lenger."), is_stale=True)
    if not store.answer_comment(
        session, found, seen, by=moment.by, text=text.strip(), at=moment.now
    ):
        session.rollback()
        return Refused(_("Noen har svart på kommentaren etter at du åpnet siden."), is_stale=True)
    messages.tell(
        session,
        found.by_id,
        MessageKind.ROTATION_ANSWERED,
        {"plan": head.plan.name, "by": life_store.person_name(session, moment.by)},
        dedup_key=f"rotation-comment:{found.id}:{seen}:{head.public_id}",
        told_on=moment.today,
        now=moment.now,
        link=_link(found, head),
    )
    _remember(session, head, "comment_answered", found.id, moment)
    session.commit()
    return None


def _link(comment: store.CommentRow, head: VersionHead) -> str:
    if comment.member_key is not None:
        return "/plasseringer#forslag"
    return f"/rotasjonstavle/{head.plan.public_id}/innspill"


def problem(text: str) -> Refused | None:
    """What is wrong with a text, for the message at the field."""
    written = text.strip()
    if not written:
        return Refused(_("Skriv noe, eller gå tilbake."), "tekst")
    if len(written) > LONGEST:
        return Refused(_("Skriv høyst %(most)s tegn.", most=LONGEST), "tekst")
    return None


def _closed(head: VersionHead | None) -> str:
    if head is None or head.state is not VersionState.PROPOSED:
        return _("Det er ikke noe forslag å kommentere nå.")
    assert head.comments_close_on is not None
    return _("Fristen for å kommentere var %(day)s.", day=long_day(head.comments_close_on))


def _remember(
    session: Session, head: VersionHead, action: str, comment_id: int, moment: Moment
) -> None:
    audit.add_event(
        session,
        at=moment.now,
        by=moment.by,
        action=f"rotation_{action}",
        subject=(SUBJECT, head.public_id),
        details={"comment": comment_id},
    )
