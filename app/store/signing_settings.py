"""Choices that an organisation has made about signing and talks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.db.tables import Enrolment, Organisation, OrganisationSetting, Person


@dataclass(frozen=True, slots=True)
class StoredSetting:
    """One choice, in which version, and who made it last."""

    organisation_id: int
    key: str
    value: str
    version: int
    changed_at: datetime
    changed_by: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """An organisation that trains doctors."""

    id: int
    name: str
    trainees: int


def load_settings(session: Session) -> tuple[StoredSetting, ...]:
    """Every choice; they are few, since most organisations follow the default."""
    rows = session.execute(
        sa.select(OrganisationSetting, Person)
        .outerjoin(Person, col(Person.id) == col(OrganisationSetting.changed_by_id))
        .order_by(col(OrganisationSetting.organisation_id), col(OrganisationSetting.key))
    )
    return tuple(
        StoredSetting(
            row.organisation_id,
            row.key,
            row.value,
            row.version,
            row.changed_at,
            person.name if person else None,
        )
        for row, person in rows
    )


def load_parents(session: Session) -> dict[int, int | None]:
    """What each organisation lies under."""
    rows = session.exec(select(Organisation.id, Organisation.parent_id)).all()
    return {key: parent for key, parent in rows if key is not None}


def list_homes(session: Session, organisation_ids: Iterable[int]) -> tuple[Home, ...]:
    """Those of the organisations that doctors have their training at, by name."""
    number = sa.func.count(col(Enrolment.id))
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name), number)
        .join(Enrolment, col(Enrolment.organisation_id) == col(Organisation.id))
        .where(col(Organisation.id).in_(sorted(organisation_ids)), col(Enrolment.ends_on).is_(None))
        .group_by(col(Organisation.id), col(Organisation.name))
        .order_by(col(Organisation.name))
    )
    return tuple(Home(key, name, count) for key, name, count in rows)


def save_setting(
    session: Session,
    organisation_id: int,
    key: str,
    value: str,
    *,
    version: int,
    by: int,
    at: datetime,
) -> bool:
    """Write a choice that was read in `version` (0: there was none).

    False when it is stale; then the caller rolls back, since the transaction may be broken.
    """
    if version == 0:
        return _insert(session, organisation_id, key, value, by, at)
    result: Any = session.execute(
        sa.update(OrganisationSetting)
        .where(
            col(OrganisationSetting.organisation_id) == organisation_id,
            col(OrganisationSetting.key) == key,
            col(OrganisationSetting.version) == version,
        )
        .values(value=value, version=version + 1, changed_at=at, changed_by_id=by)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def _insert(
    session: Session, organisation_id: int, key: str, value: str, by: int, at: datetime
) -> bool:
    row = OrganisationSetting(
        organisation_id=organisation_id, key=key, value=value, changed_at=at, changed_by_id=by
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        # Somebody else made the first choice meanwhile.
        return False
    return True
