"""Personal addresses for candidates: made, shown once, replaced. Only their hashes are kept."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.db.tables import Lis1Candidate
from app.exchange.lis1_candidates_list import write_sheets
from app.services.lis1_candidates_edit import Acting, remember
from app.services.sign_in import token_hash
from app.store import lis1_candidates as store

SHEET = "Lenker"
HEADINGS = ("Nøkkel", "Fornavn", "Etternavn", "E-post", "Lenke", "Frist")


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A personal address that was just made. It is shown once, and never again."""

    candidate: Lis1Candidate
    token: str


def make_link(session: Session, acting: Acting, candidate: Lis1Candidate) -> MadeLink | None:
    """A new address for one candidate; the old one opens nothing. Commits.

    None when somebody else changed the candidate in the same moment.
    """
    made = _make(session, candidate, acting.now)
    if made is None:
        session.rollback()
        return None
    remember(session, acting, "links_made", {"candidates": [candidate.key]})
    session.commit()
    return made


def make_links(
    session: Session,
    acting: Acting,
    candidates: Sequence[Lis1Candidate],
    hidden: frozenset[int],
    *,
    also_old: bool,
) -> list[MadeLink]:
    """Addresses for all who lack one; with `also_old` new ones for all who have handed in nothing.

    Those hidden from the member are left out. Commits.
    """
    store.lock_intake(session, acting.intake_id)
    wanted = [
        each
        for each in candidates
        if each.withdrawn_on is None
        and each.id not in hidden
        and (each.link_hash is None or (also_old and each.sent_at is None))
    ]
    made = [found for each in wanted if (found := _make(session, each, acting.now))]
    if made:
        keys = [each.candidate.key for each in made]
        remember(session, acting, "links_made", {"candidates": keys})
    session.commit()
    return made


def _make(session: Session, candidate: Lis1Candidate, now: datetime) -> MadeLink | None:
    assert candidate.id is not None
    token = secrets.token_urlsafe(32)
    fields = {"link_hash": token_hash(token), "link_made_at": now}
    if not store.set_link(session, candidate.id, candidate.link_hash, fields):
        return None
    return MadeLink(candidate, token)


def links_book(made: Sequence[MadeLink], base: str, deadline: str) -> bytes:
    """A sheet with the addresses, for the letters; `base` is the address without the secret."""
    rows = [
        (
            each.candidate.key,
            each.candidate.given_name,
            each.candidate.family_name,
            each.candidate.email,
            base + each.token,
            deadline,
        )
        for each in made
    ]
    return write_sheets([(SHEET, [HEADINGS, *rows])])


def find_candidate(session: Session, token: str) -> Lis1Candidate | None:
    """The candidate behind a secret word; None for any other."""
    return store.find_by_link(session, token_hash(token))
