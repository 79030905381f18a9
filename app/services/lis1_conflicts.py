"""Conflicts of interest: what a member may not see or change, declaring one, lifting one.

About a candidate it hides the case; about a place the member changes nothing there; about the
whole intake the member sees nothing of it (`access.COUNCIL_INTAKE`). Nobody lifts their own.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import CouncilTask
from app.services.lis1_offers_moment import Moment, remember
from app.services.rotation_life import Refused
from app.store import lis1 as lis1_store
from app.store import lis1_conflicts as store
from app.store import lis1_runs
from app.store.lis1 import StoredIntake
from app.store.lis1_access import Membership, find_memberships
from app.store.lis1_conflicts import ConflictRow

LONGEST = 500
WHOLE, CANDIDATE, PLACE = "alt", "kandidat", "sted"
LIFTERS = (CouncilTask.CHAIR, CouncilTask.SECRETARY)


def hidden_candidates(session: Session, intake_id: int, person_id: int) -> frozenset[int]:
    """Row ids of the candidates whose cases are hidden from a member."""
    rows = store.open_subjects(session, intake_id, person_id)
    return frozenset(candidate for candidate, _place in rows if candidate is not None)


def blocked_places(session: Session, intake_id: int, person_id: int) -> frozenset[int]:
    """Row ids of the hospitals and municipalities where a member changes nothing by hand."""
    rows = store.open_subjects(session, intake_id, person_id)
    return frozenset(place for _candidate, place in rows if place is not None)


def membership(
    session: Session, person_id: int, organisation_id: int, moment: Moment
) -> Membership | None:
    """As what a person sits on a council today; None when the person does not."""
    found = find_memberships(session, person_id, moment.today)
    return next((each for each in found if each.organisation_id == organisation_id), None)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a member writes: a subject (`WHOLE`, `CANDIDATE`, `PLACE`), which one, and why."""

    subject: str
    candidate: str = ""
    """Key."""
    place: str = ""
    """Row id as text."""
    why: str = ""


def places_of(stored: StoredIntake) -> list[tuple[int, str]]:
    """Hospitals and municipalities with seats in the intake, by name."""
    ids = {each.hospital_id for each in stored.seats}
    ids |= {each.municipality_id for each in stored.seats}
    return sorted(((key, stored.places[key]) for key in ids), key=lambda each: each[1])


def declare(
    session: Session, intake_id: int, declared: Declared, moment: Moment
) -> ConflictRow | Refused:
    """Declare a conflict of one's own; it holds from now on. Commits.

    The intake is held meanwhile, so that an approval sees it or comes before it.
    """
    assert moment.by is not None
    intake = lis1_runs.lock_intake(session, intake_id)
    stored = lis1_store.load_intake(session, intake_id)
    assert intake is not None and stored is not None
    subject = _subject(stored, declared)
    if isinstance(subject, Refused):
        session.rollback()
        return subject
    if subject in store.open_subjects(session, intake_id, moment.by):
        session.rollback()
        return Refused(_("Du har alt meldt fra om dette."), "gjelder")
    why = declared.why.strip()[:LONGEST]
    row_id = store.add_conflict(session, intake_id, moment.by, *subject, why, moment.now)
    row = _find(session, intake_id, row_id)
    assert row is not None
    details = {"conflict": row_id, "candidate": row.key, "place": row.place}
    remember(session, intake.public_id, "lis1.conflict_declared", details, moment)
    session.commit()
    return row


def _subject(stored: StoredIntake, declared: Declared) -> tuple[int | None, int | None] | Refused:
    if declared.subject == WHOLE:
        return None, None
    if declared.subject == CANDIDATE:
        key = declared.candidate.strip().upper()
        found = next((each.id for each in stored.candidates if each.key == key), None)
        if found is None:
            return Refused(_("Velg kandidaten det gjelder."), "kandidat")
        return found, None
    if declared.subject == PLACE:
        place = next((key for key, _n in places_of(stored) if str(key) == declared.place), None)
        if place is None:
            return Refused(_("Velg sykehuset eller kommunen det gjelder."), "sted")
        return None, place
    return Refused(_("Velg hva det gjelder."), "gjelder")


def lift(
    session: Session, intake_id: int, conflict_id: int, reason: str, moment: Moment
) -> Refused | None:
    """Lift another member's conflict, with a reason; the chair or the secretary. Commits."""
    assert moment.by is not None
    if not reason.strip():
        return Refused(_("Skriv hvorfor inhabiliteten ikke gjelder lenger."), "grunn")
    intake = lis1_runs.lock_intake(session, intake_id)
    assert intake is not None
    row = _find(session, intake_id, conflict_id)
    mine = membership(session, moment.by, intake.organisation_id, moment)
    refused = None
    if row is None or not row.is_open:
        refused = Refused(_("Inhabiliteten er alt opphevet."), is_stale=True)
    elif row.person_id == moment.by:
        refused = Refused(_("Ingen kan oppheve sin egen inhabilitet."))
    elif mine is None or mine.task not in LIFTERS:
        refused = Refused(_("Bare leder eller sekretær kan oppheve en inhabilitet."))
    if refused is None and not store.lift(session, intake_id, conflict_id, moment.by, moment.now):
        refused = Refused(_("Inhabiliteten er alt opphevet."), is_stale=True)
    if refused is not None or row is None:
        session.rollback()
        return refused
    details = {
        "conflict": row.id,
        "member": row.person_id,
        "candidate": row.key,
        "place": row.place,
        "reason": reason.strip()[:LONGEST],
    }
    remember(session, intake.public_id, "lis1.conflict_lifted", details, moment)
    session.commit()
    return None


def _find(session: Session, intake_id: int, row_id: int) -> ConflictRow | None:
    rows = store.list_conflicts(session, intake_id)
    return next((each for each in rows if each.id == row_id), None)
