"""What the board needs of its doctors beside the plan: which specialty each is in."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.db.tables import Enrolment


def load_specialties(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """The code of each person's specialty, for those in training for one; one query."""
    rows = session.exec(
        select(Enrolment.person_id, Enrolment.specialty_code)
        .where(
            col(Enrolment.person_id).in_(sorted(person_ids)),
            col(Enrolment.ends_on).is_(None),
            col(Enrolment.specialty_code).is_not(None),
        )
        .order_by(col(Enrolment.id))
    )
    return {person: code for person, code in rows.all() if code is not None}
