"""What a candidate wrote in confidence: read by the council's secretary, and every look is kept.

Nothing else reads it; no page, file, log or run brings it along.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.db.tables import Lis1Candidate
from app.services.lis1_candidates_edit import Acting, remember
from app.store import lis1_candidates as store

LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class OpenedText:
    """What was written, and when."""

    text: str
    written_at: datetime


def open_text(session: Session, acting: Acting, candidate: Lis1Candidate) -> OpenedText | None:
    """Open what a candidate wrote; commits that it was opened. None when nothing was written."""
    assert candidate.id is not None
    found = store.read_private_text(session, candidate.id)
    if found is None:
        return None
    remember(session, acting, "private_text_opened", {"candidate": candidate.key})
    session.commit()
    return OpenedText(found.text, found.written_at)
