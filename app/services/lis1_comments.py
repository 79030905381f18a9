"""What members of a council say of an intake, a run or a candidate in it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_offers_moment import Moment, remember
from app.services.lis1_words import letter
from app.services.rotation_life import Refused
from app.store import lis1_comments as store

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class About:
    """What is commented on, by row ids; neither run nor candidate: the intake as a whole."""

    intake_id: int
    run_id: int | None = None
    candidate_id: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as a page shows it."""

    by: str
    at: datetime
    text: str


def list_comments(session: Session, about: About, person_id: int) -> tuple[Comment, ...]:
    """What has been said, oldest first; nothing of a candidate the reader has a conflict over."""
    if about.candidate_id is not None:
        hidden = hidden_candidates(session, about.intake_id, person_id)
        if about.candidate_id in hidden:
            return ()
    rows = store.list_comments(session, about.intake_id, about.run_id, about.candidate_id)
    return tuple(Comment(*row) for row in rows)


def add(session: Session, intake: str, about: About, text: str, moment: Moment) -> Refused | None:
    """Keep a comment on an intake (its public id), and commit."""
    assert moment.by is not None
    said = text.strip()
    if not said:
        return Refused(_("Skriv en kommentar."), "kommentar")
    if len(said) > LONGEST:
        return Refused(_("Skriv høyst %(most)s tegn.", most=LONGEST), "kommentar")
    found = store.find_subject(session, about.intake_id, about.run_id, about.candidate_id)
    hidden = hidden_candidates(session, about.intake_id, moment.by)
    if found is None or about.candidate_id in hidden:
        return Refused(_("Det du kommenterer, finnes ikke lenger."), is_stale=True)
    number, key = found
    store.add_comment(
        session, about.intake_id, about.run_id, about.candidate_id, moment.by, said, moment.now
    )
    details = {"run": letter(number) if number else None, "candidate": key}
    remember(session, intake, "lis1.comment", details, moment)
    session.commit()
    return None
