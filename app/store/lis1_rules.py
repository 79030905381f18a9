"""Versions of a LIS1 council's rules: found, listed, written; and the runs that show an effect.

Nothing here commits or decides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    Lis1Candidate,
    Lis1Fact,
    Lis1Intake,
    Lis1Rules,
    Lis1Run,
    Organisation,
    Person,
    RulesState,
    RunState,
)
from rotations.lis1.results import Mechanism

RULES = "lis1_rules"
"""What the log calls a version of the rules; its key is the public id."""


@dataclass(frozen=True, slots=True)
class EffectRun:
    """A run that may show what a version does, without its documents."""

    id: int
    mechanism: Mechanism
    rules_id: int
    state: RunState
    asked_at: datetime
    input_hash: str | None


# ---- Reading ---------------------------------------------------------------------------------


def find_rules(session: Session, public_id: str) -> Lis1Rules | None:
    """A version by the id in its address."""
    return session.execute(
        sa.select(Lis1Rules).where(col(Lis1Rules.public_id) == public_id)
    ).scalar_one_or_none()


def list_versions(session: Session, owner: int) -> tuple[Lis1Rules, ...]:
    """Every version of a council's rules, latest first."""
    return tuple(
        session.execute(
            sa.select(Lis1Rules)
            .where(col(Lis1Rules.organisation_id) == owner)
            .order_by(col(Lis1Rules.number).desc())
        ).scalars()
    )


def find_adopted(session: Session, owner: int) -> Lis1Rules | None:
    """The version that a council goes by now."""
    return session.execute(
        sa.select(Lis1Rules).where(
            col(Lis1Rules.organisation_id) == owner,
            col(Lis1Rules.state) == RulesState.ADOPTED,
        )
    ).scalar_one_or_none()


def names_of(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    """Names of people by row id."""
    wanted = sorted({each for each in ids if each is not None})
    rows = session.execute(sa.select(Person).where(col(Person.id).in_(wanted))).scalars()
    return {row.id or 0: row.name for row in rows}


def organisation_names(session: Session, ids: Collection[int]) -> tuple[tuple[int, str], ...]:
    """(row id, name) of organisations, by name."""
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name))
        .where(col(Organisation.id).in_(sorted(ids)))
        .order_by(col(Organisation.name))
    )
    return tuple((row[0], row[1]) for row in rows)


def list_intakes(session: Session, owner: int) -> tuple[Lis1Intake, ...]:
    """The intakes of a council, the latest start first."""
    return tuple(
        session.execute(
            sa.select(Lis1Intake)
            .where(col(Lis1Intake.organisation_id) == owner)
            .order_by(col(Lis1Intake.starts_on).desc(), col(Lis1Intake.id).desc())
        ).scalars()
    )


def subjects_declared(session: Session, owner: int) -> dict[str, bool]:
    """What candidates of a council have declared facts about, and whether some name no place."""
    rows = session.execute(
        sa.select(
            col(Lis1Fact.subject),
            sa.func.sum(sa.case((col(Lis1Fact.place_id).is_(None), 1), else_=0)),
        )
        .join(Lis1Candidate, col(Lis1Candidate.id) == col(Lis1Fact.candidate_id))
        .join(Lis1Intake, col(Lis1Intake.id) == col(Lis1Candidate.intake_id))
        .where(col(Lis1Intake.organisation_id) == owner)
        .group_by(col(Lis1Fact.subject))
    )
    return {subject: bool(without) for subject, without in rows}


# ---- Runs that show an effect ----------------------------------------------------------------


def list_effect_runs(
    session: Session, intake_id: int, rules_ids: Collection[int]
) -> tuple[EffectRun, ...]:
    """Runs of an intake by these versions, latest first; cancelled ones are left out."""
    rows = session.execute(
        sa.select(
            col(Lis1Run.id),
            col(Lis1Run.mechanism),
            col(Lis1Run.rules_id),
            col(Lis1Run.state),
            col(Lis1Run.asked_at),
            col(Lis1Run.input_hash),
        )
        .where(
            col(Lis1Run.intake_id) == intake_id,
            col(Lis1Run.rules_id).in_(sorted(rules_ids)),
            col(Lis1Run.state) != RunState.CANCELLED,
        )
        .order_by(col(Lis1Run.number).desc())
    )
    return tuple(EffectRun(*row) for row in rows)


def load_case(session: Session, run_id: int) -> dict[str, Any] | None:
    """The case of a run as it was run."""
    return session.execute(
        sa.select(col(Lis1Run.case)).where(col(Lis1Run.id) == run_id)
    ).scalar_one_or_none()


def candidate_keys(session: Session, ids: Collection[int]) -> frozenset[str]:
    """Keys of candidates by row id."""
    rows = session.execute(
        sa.select(col(Lis1Candidate.key)).where(col(Lis1Candidate.id).in_(sorted(ids)))
    ).scalars()
    return frozenset(rows)


# ---- Writing ---------------------------------------------------------------------------------


def lock_owner(session: Session, owner: int) -> None:
    """Keep the rules of a council from other writers until this transaction ends."""
    session.execute(
        sa.update(Organisation)
        .where(col(Organisation.id) == owner)
        .values(name=Organisation.name)
        .execution_options(synchronize_session=False)
    )


def add_proposal(session: Session, owner: int, fields: Mapping[str, Any]) -> Lis1Rules:
    """A proposal with the council's next number. Lock the owner first."""
    last = session.execute(
        sa.select(sa.func.max(col(Lis1Rules.number))).where(col(Lis1Rules.organisation_id) == owner)
    ).scalar()
    row = Lis1Rules(
        public_id=uuid4().hex,
        organisation_id=owner,
        number=(last or 0) + 1,
        state=RulesState.PROPOSED,
        **fields,
    )
    session.add(row)
    session.flush()
    return row


def change(
    session: Session,
    row: Lis1Rules,
    version: int,
    states: Sequence[RulesState],
    fields: Mapping[str, Any],
) -> bool:
    """Change columns of a version; False when somebody was faster or it is in another state."""
    named = {getattr(Lis1Rules, name): value for name, value in fields.items()}
    changed = session.execute(
        sa.update(Lis1Rules)
        .where(
            col(Lis1Rules.id) == row.id,
            col(Lis1Rules.version) == version,
            col(Lis1Rules.state).in_(tuple(states)),
        )
        .values({**named, Lis1Rules.version: version + 1})
        .execution_options(synchronize_session=False)
    )
    session.expire(row)
    return int(cast(Any, changed).rowcount) == 1
