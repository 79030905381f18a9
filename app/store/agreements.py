"""Agreements between employers as they are stored. Nothing here commits or decides."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db.tables import Agreement, Organisation, Person, Unit
from app.store.place_values import AgreementRow


def list_agreements(
    session: Session, *, party_ids: Collection[int] | None, ends_from: date | None = None
) -> tuple[AgreementRow, ...]:
    """Agreements in which any of the organisations is home or host (None: all), by first day."""
    wanted: list[sa.ColumnElement[bool]] = []
    if party_ids is not None:
        parties = sorted(party_ids)
        wanted.append(
            sa.or_(col(Agreement.home_id).in_(parties), col(Agreement.host_id).in_(parties))
        )
    if ends_from is not None:
        wanted.append(sa.or_(col(Agreement.ends_on).is_(None), col(Agreement.ends_on) >= ends_from))
    return _agreements(session, *wanted)


def find_agreement(session: Session, public_id: str) -> AgreementRow | None:
    """One agreement by its public id."""
    return next(iter(_agreements(session, col(Agreement.public_id) == public_id)), None)


def agreements_at(
    session: Session, unit_ids: list[int], first: date, last: date
) -> tuple[AgreementRow, ...]:
    """Agreements on the units, or on their organisations or those above as a whole."""
    owners = session.execute(
        sa.select(col(Unit.id), col(Unit.organisation_id)).where(col(Unit.id).in_(unit_ids))
    )
    homes = {unit_id: owner for unit_id, owner in owners}  # noqa: C416
    over = above(session, set(homes.values()))
    hosts = sorted({each for owner in set(homes.values()) for each in over[owner]})
    rows = _agreements(
        session,
        sa.or_(
            col(Agreement.unit_id).in_(unit_ids),
            sa.and_(col(Agreement.unit_id).is_(None), col(Agreement.host_id).in_(hosts)),
        ),
        *in_force(col(Agreement.starts_on), col(Agreement.ends_on), first, last),
    )
    return tuple(
        replace(
            row,
            unit_ids=(row.unit_id,)
            if row.unit_id is not None
            else tuple(unit for unit in unit_ids if row.host_id in over[homes[unit]]),
        )
        for row in rows
    )


def in_force(
    begins: Any, ends: Any, first: date | None, last: date | None
) -> list[sa.ColumnElement[bool]]:
    """Conditions for rows in force on some day from `first` to `last`; None bounds nothing."""
    wanted: list[sa.ColumnElement[bool]] = []
    if last is not None:
        wanted.append(begins <= last)
    if first is not None:
        wanted.append(sa.or_(ends.is_(None), ends >= first))
    return wanted


def above(session: Session, organisation_ids: set[int]) -> dict[int, set[int]]:
    """Each organisation with everything above it, itself included; one recursive query."""
    table = sa.inspect(Organisation).local_table
    found = (
        sa.select(table.c.id.label("child"), table.c.id, table.c.parent_id)
        .where(table.c.id.in_(sorted(organisation_ids)))
        .cte("above", recursive=True)
    )
    step = sa.select(found.c.child, table.c.id, table.c.parent_id)
    found = found.union(step.where(table.c.id == found.c.parent_id))
    all_above: dict[int, set[int]] = {each: set() for each in organisation_ids}
    for child, each in session.execute(sa.select(found.c.child, found.c.id)):
        all_above[child].add(each)
    return all_above


def _agreements(session: Session, *wanted: sa.ColumnElement[bool]) -> tuple[AgreementRow, ...]:
    home, host = aliased(Organisation), aliased(Organisation)
    rows = session.execute(
        sa.select(Agreement, col(home.name), col(host.name), Unit, Person)
        .join(home, col(Agreement.home_id) == home.id)
        .join(host, col(Agreement.host_id) == host.id)
        .join(Unit, col(Agreement.unit_id) == col(Unit.id), isouter=True)
        .join(Person, col(Agreement.person_id) == col(Person.id), isouter=True)
        .where(*wanted)
        .order_by(col(Agreement.starts_on), col(Agreement.id))
    )
    return tuple(_agreement(*row) for row in rows)


_SAME = (
    *("public_id", "kind", "state", "title", "home_id", "host_id", "unit_id", "specialty_code"),
    *("starts_on", "ends_on", "places", "months_a_year", "min_months", "max_months", "person_id"),
    *("home_share", "tutor", "funding_note", "blockers", "note", "is_demo", "version"),
)


def _agreement(
    row: Agreement, home: str, host: str, unit: Unit | None, person: Person | None
) -> AgreementRow:
    return AgreementRow(
        id=row.id or 0,
        home=home,
        host=host,
        unit=None if unit is None else unit.name,
        person=None if person is None else person.name,
        **{name: getattr(row, name) for name in _SAME},
    )
