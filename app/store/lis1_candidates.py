"""Candidates of a LIS1 intake, written row by row, and the little that one's own page may know.

A writer touches a row only in the version it read. Nothing here commits or decides. What
candidates wrote in confidence is read by `read_private_text` alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    AuditEvent,
    CouncilMember,
    CouncilTask,
    Lis1Candidate,
    Lis1Couple,
    Lis1Fact,
    Lis1Intake,
    Lis1Preplacement,
    Lis1PrivateText,
    Lis1Rules,
    Lis1Seat,
    Lis1Track,
    Lis1Wish,
    Organisation,
    Person,
)

KEY_MARK = "K-"


def lock_intake(session: Session, intake_id: int) -> Lis1Intake:
    """The intake as it is now, held until the transaction ends.

    Keys are given, couples made and seats taken beforehand by one writer at a time: PostgreSQL
    locks the row, SQLite the file.
    """
    session.execute(
        sa.update(Lis1Intake)
        .where(col(Lis1Intake.id) == intake_id)
        .values(version=col(Lis1Intake.version))
        .execution_options(synchronize_session=False)
    )
    return session.get_one(Lis1Intake, intake_id, populate_existing=True)


def intake_row(session: Session, intake_id: int) -> Lis1Intake:
    """The intake that a candidate is in."""
    return session.get_one(Lis1Intake, intake_id)


def find_candidate(session: Session, intake_id: int, key: str) -> Lis1Candidate | None:
    """A candidate of an intake by key."""
    return session.execute(
        sa.select(Lis1Candidate)
        .where(col(Lis1Candidate.intake_id) == intake_id, col(Lis1Candidate.key) == key)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def find_by_email(session: Session, intake_id: int, email: str) -> Lis1Candidate | None:
    """A candidate of an intake by address (lower case)."""
    return session.execute(
        sa.select(Lis1Candidate).where(
            col(Lis1Candidate.intake_id) == intake_id, col(Lis1Candidate.email) == email
        )
    ).scalar_one_or_none()


def find_by_link(session: Session, link_hash: str) -> Lis1Candidate | None:
    """The candidate whose personal address has this hash."""
    return session.execute(
        sa.select(Lis1Candidate)
        .where(col(Lis1Candidate.link_hash) == link_hash)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def list_of_person(session: Session, person_id: int) -> Sequence[tuple[Lis1Candidate, Lis1Intake]]:
    """The intakes that a person is or was a candidate in, latest start first."""
    rows = session.execute(
        sa.select(Lis1Candidate, Lis1Intake)
        .join(Lis1Intake, col(Lis1Intake.id) == col(Lis1Candidate.intake_id))
        .where(col(Lis1Candidate.person_id) == person_id)
        .order_by(col(Lis1Intake.starts_on).desc(), col(Lis1Intake.id).desc())
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in rows]


def next_number(session: Session, intake_id: int) -> int:
    """The number of the next key. Rows are never deleted, so no key is given twice."""
    keys = session.execute(
        sa.select(col(Lis1Candidate.key)).where(col(Lis1Candidate.intake_id) == intake_id)
    ).scalars()
    numbers = [int(key.removeprefix(KEY_MARK)) for key in keys if key[2:].isdigit()]
    return max(numbers, default=0) + 1


def key_of(number: int) -> str:
    """The key with this number: K-01, K-02 and so on."""
    return f"{KEY_MARK}{number:02}"


def people_with(
    session: Session, intake_id: int, emails: Iterable[str], own_id: int = 0
) -> dict[str, int]:
    """Row ids of people known here by address; an address of several people is nobody's.

    Who is in the intake as another candidate than `own_id` is left out.
    """
    wanted = sorted(set(emails))
    lower = sa.func.lower(col(Person.email))
    others = sa.select(col(Lis1Candidate.person_id)).where(
        col(Lis1Candidate.intake_id) == intake_id,
        col(Lis1Candidate.person_id).is_not(None),
        col(Lis1Candidate.id) != own_id,
    )
    rows = session.execute(
        sa.select(lower, sa.func.min(col(Person.id)))
        .where(lower.in_(wanted), col(Person.id).not_in(others))
        .group_by(lower)
        .having(sa.func.count() == 1)
    )
    return {row[0]: row[1] for row in rows}


def names_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """Names of people by row id."""
    rows = session.execute(sa.select(Person).where(col(Person.id).in_(sorted(set(person_ids)))))
    return {row.id: row.name for row in rows.scalars() if row.id is not None}


def change(session: Session, candidate_id: int, version: int, fields: Mapping[str, Any]) -> bool:
    """Change columns of a candidate; False when somebody has changed it since `version`."""
    result: Any = session.execute(
        sa.update(Lis1Candidate)
        .where(col(Lis1Candidate.id) == candidate_id, col(Lis1Candidate.version) == version)
        .values({**fields, "version": version + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def set_link(
    session: Session, candidate_id: int, before: str | None, fields: Mapping[str, Any]
) -> bool:
    """Give a candidate another personal address; False when it is not the one that was read.

    The version stays: an open wish page is not out of date because of it.
    """
    result: Any = session.execute(
        sa.update(Lis1Candidate)
        .where(
            col(Lis1Candidate.id) == candidate_id,
            col(Lis1Candidate.link_hash).is_not_distinct_from(before),
        )
        .values(dict(fields))
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def replace_wishes(session: Session, candidate_id: int, seats: Sequence[int]) -> None:
    """Make these seats (row ids, best first) the candidate's list."""
    session.execute(sa.delete(Lis1Wish).where(col(Lis1Wish.candidate_id) == candidate_id))
    session.add_all(
        Lis1Wish(candidate_id=candidate_id, rank=rank, seat_id=seat)
        for rank, seat in enumerate(seats, start=1)
    )
    session.flush()


# ---- Facts, couples, seats beforehand --------------------------------------------------------


def find_fact(session: Session, candidate_id: int, fact_id: int) -> Lis1Fact | None:
    """A fact of this candidate."""
    return session.execute(
        sa.select(Lis1Fact).where(
            col(Lis1Fact.id) == fact_id, col(Lis1Fact.candidate_id) == candidate_id
        )
    ).scalar_one_or_none()


def list_facts(session: Session, candidate_id: int) -> Sequence[Lis1Fact]:
    """What is said about a candidate, as it is now."""
    return (
        session.execute(
            sa.select(Lis1Fact)
            .where(col(Lis1Fact.candidate_id) == candidate_id)
            .order_by(col(Lis1Fact.id))
            .execution_options(populate_existing=True)
        )
        .scalars()
        .all()
    )


def change_fact(session: Session, fact_id: int, version: int, fields: Mapping[str, Any]) -> bool:
    """Change a fact; False when somebody has changed it since `version`."""
    result: Any = session.execute(
        sa.update(Lis1Fact)
        .where(col(Lis1Fact.id) == fact_id, col(Lis1Fact.version) == version)
        .values({**fields, "version": version + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def remove_fact(session: Session, fact_id: int, version: int) -> bool:
    """Remove a fact; False when somebody has changed it since `version`."""
    result: Any = session.execute(
        sa.delete(Lis1Fact).where(col(Lis1Fact.id) == fact_id, col(Lis1Fact.version) == version)
    )
    return bool(result.rowcount == 1)


def find_couple(session: Session, candidate_id: int) -> Lis1Couple | None:
    """The couple that a candidate is in, whoever asked, confirmed or not."""
    return (
        session.execute(
            sa.select(Lis1Couple).where(
                sa.or_(
                    col(Lis1Couple.one_id) == candidate_id, col(Lis1Couple.other_id) == candidate_id
                )
            )
        )
        .scalars()
        .first()
    )


def count_events(session: Session, intake: str, action: str, key: str, since: datetime) -> int:
    """How often something was done in an intake about one candidate since then."""
    rows = session.execute(
        sa.select(col(AuditEvent.details)).where(
            col(AuditEvent.subject_kind) == "lis1_intake",
            col(AuditEvent.subject_key) == intake,
            col(AuditEvent.action) == action,
            col(AuditEvent.at) >= since,
        )
    ).scalars()
    return sum(1 for details in rows if details.get("candidate") == key)


def find_preplacement(session: Session, candidate_id: int) -> Lis1Preplacement | None:
    """The seat that a candidate has beforehand."""
    return session.execute(
        sa.select(Lis1Preplacement).where(col(Lis1Preplacement.candidate_id) == candidate_id)
    ).scalar_one_or_none()


# ---- What was written in confidence ----------------------------------------------------------


def private_text_at(session: Session, candidate_id: int) -> datetime | None:
    """When a candidate wrote in confidence, without what."""
    return session.execute(
        sa.select(col(Lis1PrivateText.written_at)).where(
            col(Lis1PrivateText.candidate_id) == candidate_id
        )
    ).scalar_one_or_none()


def read_private_text(session: Session, candidate_id: int) -> Lis1PrivateText | None:
    """What a candidate wrote in confidence. Who calls this writes it down."""
    return session.get(Lis1PrivateText, candidate_id)


def write_private_text(session: Session, candidate_id: int, text: str, at: datetime) -> None:
    """Keep what a candidate wrote in confidence instead of what was there; empty removes it."""
    session.execute(
        sa.delete(Lis1PrivateText).where(col(Lis1PrivateText.candidate_id) == candidate_id)
    )
    if text:
        session.add(Lis1PrivateText(candidate_id=candidate_id, text=text, written_at=at))
    session.flush()


def secretaries(session: Session, organisation_id: int, today: date) -> tuple[str, ...]:
    """Names of those who read what is written in confidence to a council."""
    rows = session.execute(
        sa.select(Person)
        .join(CouncilMember, col(CouncilMember.person_id) == col(Person.id))
        .where(
            col(CouncilMember.organisation_id) == organisation_id,
            col(CouncilMember.task) == CouncilTask.SECRETARY,
            col(CouncilMember.valid_from) <= today,
            sa.or_(col(CouncilMember.valid_to).is_(None), col(CouncilMember.valid_to) >= today),
        )
        .order_by(col(Person.sort_name))
    )
    return tuple(row.name for row in rows.scalars())


# ---- One's own page --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnRows:
    """What one candidate's page is made of: the intake, the seats, and nobody else's data.

    Of a partner it holds the key; the name only when the partner was the one who asked, or when
    both have said so.
    """

    intake: Lis1Intake
    rules: Lis1Rules
    council: str
    seats: Sequence[Lis1Seat]
    tracks: Mapping[int, Lis1Track]
    places: Mapping[int, str]
    wishes: Sequence[int]
    facts: Sequence[Lis1Fact]
    couple: Lis1Couple | None
    partner_key: str | None
    partner_name: str | None
    preplaced: Lis1Preplacement | None
    private_text_at: datetime | None


def load_own(session: Session, candidate: Lis1Candidate) -> OwnRows:
    """The rows of one candidate's page; eleven queries, whatever the intake's size."""
    assert candidate.id is not None
    intake = session.get_one(Lis1Intake, candidate.intake_id, populate_existing=True)
    seats = list_seats(session, candidate.intake_id)
    facts = list_facts(session, candidate.id)
    places = {place for seat in seats for place in (seat.hospital_id, seat.municipality_id)}
    places |= {fact.place_id for fact in facts if fact.place_id is not None}
    names = _names(session, {*places, intake.organisation_id})
    tracks = session.execute(
        sa.select(Lis1Track).where(col(Lis1Track.id).in_({seat.track_id for seat in seats}))
    ).scalars()
    couple = find_couple(session, candidate.id)
    partner_key, partner_name = _partner(session, candidate.id, couple)
    return OwnRows(
        intake=intake,
        rules=session.get_one(Lis1Rules, intake.rules_id),
        council=names[intake.organisation_id],
        seats=seats,
        tracks={each.id: each for each in tracks if each.id is not None},
        places=names,
        wishes=list_wishes(session, candidate.id),
        facts=facts,
        couple=couple,
        partner_key=partner_key,
        partner_name=partner_name,
        preplaced=find_preplacement(session, candidate.id),
        private_text_at=private_text_at(session, candidate.id),
    )


def list_seats(session: Session, intake_id: int) -> Sequence[Lis1Seat]:
    """The seats of an intake by key."""
    return (
        session.execute(
            sa.select(Lis1Seat)
            .where(col(Lis1Seat.intake_id) == intake_id)
            .order_by(col(Lis1Seat.key))
        )
        .scalars()
        .all()
    )


def list_wishes(session: Session, candidate_id: int) -> Sequence[int]:
    """Row ids of the seats on a candidate's list, best first."""
    return (
        session.execute(
            sa.select(col(Lis1Wish.seat_id))
            .where(col(Lis1Wish.candidate_id) == candidate_id)
            .order_by(col(Lis1Wish.rank))
        )
        .scalars()
        .all()
    )


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name)).where(
            col(Organisation.id).in_(sorted(ids))
        )
    )
    return {row[0]: row[1] for row in rows}


def _partner(
    session: Session, candidate_id: int, couple: Lis1Couple | None
) -> tuple[str | None, str | None]:
    if couple is None:
        return None, None
    other = couple.other_id if couple.one_id == candidate_id else couple.one_id
    partner = session.get_one(Lis1Candidate, other)
    asked_me = couple.other_id == candidate_id
    return partner.key, partner.name if asked_me or couple.is_confirmed else None
