"""Places as they are stored: units, room, supervisors, agreements, objectives, practical help.

Rows come out as plain values, each list in one query. Nothing here commits or decides: whether
an agreement opens a place, or a row is in force, is for the reader to say.
"""

from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import (
    Capacity,
    CapacityUnit,
    ObjectivePlace,
    Organisation,
    Unit,
    UnitGuide,
    UnitSupervisor,
)
from app.store.agreements import agreements_at, find_agreement, in_force, list_agreements
from app.store.place_values import (
    AgreementRow,
    CapacityRow,
    GuideRow,
    ObjectivePlaceRow,
    PlaceLimits,
    PlaceRow,
    SupervisorRow,
)
from rotations.types.case import TraineeGroup

__all__ = [
    "AgreementRow",
    "CapacityRow",
    "GuideRow",
    "ObjectivePlaceRow",
    "PlaceLimits",
    "PlaceRow",
    "SupervisorRow",
    "find_agreement",
    "find_capacity",
    "find_place",
    "find_supervisor",
    "limits_of",
    "list_agreements",
    "list_capacities",
    "list_objective_places",
    "list_places",
    "list_supervisors",
    "load_guides",
]


def limits_of(session: Session, unit_ids: Collection[int], first: date, last: date) -> PlaceLimits:
    """Capacities, supervisors and agreements of the units that are in force on some day from
    `first` to `last`. A capacity comes with all its units, also those not asked for; an
    agreement in every state, with the units asked for that it speaks of. Five queries.
    """
    wanted = sorted(set(unit_ids))
    if not wanted:
        return PlaceLimits((), (), ())
    return PlaceLimits(
        list_capacities(session, unit_ids=wanted, first=first, last=last),
        list_supervisors(session, wanted, first=first, last=last),
        agreements_at(session, wanted, first, last),
    )


def find_place(session: Session, key: str) -> PlaceRow | None:
    """One unit by its key."""
    return next(iter(_places(session, col(Unit.key) == key)), None)


def list_places(
    session: Session,
    *,
    organisation_ids: Collection[int] | None = None,
    unit_ids: Collection[int] | None = None,
) -> tuple[PlaceRow, ...]:
    """Units of the organisations or with the ids (either is enough); both None: all units."""
    wanted: list[sa.ColumnElement[bool]] = []
    if organisation_ids is not None:
        wanted.append(col(Unit.organisation_id).in_(sorted(organisation_ids)))
    if unit_ids is not None:
        wanted.append(col(Unit.id).in_(sorted(unit_ids)))
    return _places(session, sa.or_(*wanted) if wanted else sa.true())


def list_capacities(
    session: Session,
    *,
    unit_ids: Collection[int],
    first: date | None = None,
    last: date | None = None,
) -> tuple[CapacityRow, ...]:
    """Capacities that speak of any of the units, each with all its units; two queries."""
    of_units = sa.select(col(CapacityUnit.capacity_id)).where(
        col(CapacityUnit.unit_id).in_(sorted(unit_ids))
    )
    return _capacities(
        session,
        col(Capacity.id).in_(of_units),
        *in_force(col(Capacity.valid_from), col(Capacity.valid_to), first, last),
    )


def find_capacity(session: Session, public_id: str) -> CapacityRow | None:
    """One capacity by its public id."""
    return next(iter(_capacities(session, col(Capacity.public_id) == public_id)), None)


def list_supervisors(
    session: Session,
    unit_ids: Collection[int],
    *,
    first: date | None = None,
    last: date | None = None,
) -> tuple[SupervisorRow, ...]:
    """Supervisors' places at the units, by unit and name."""
    return _supervisors(
        session,
        col(UnitSupervisor.unit_id).in_(sorted(unit_ids)),
        *in_force(col(UnitSupervisor.valid_from), col(UnitSupervisor.valid_to), first, last),
    )


def find_supervisor(session: Session, public_id: str) -> SupervisorRow | None:
    """One supervisor's places by its public id."""
    return next(iter(_supervisors(session, col(UnitSupervisor.public_id) == public_id)), None)


def list_objective_places(
    session: Session, unit_ids: Collection[int], *, objective_sets: Collection[str] | None = None
) -> tuple[ObjectivePlaceRow, ...]:
    """Objectives that can be met at the units, whatever their legal state and dates."""
    wanted = [col(ObjectivePlace.unit_id).in_(sorted(unit_ids))]
    if objective_sets is not None:
        wanted.append(col(ObjectivePlace.objective_set).in_(sorted(objective_sets)))
    rows = session.exec(
        select(ObjectivePlace)
        .where(*wanted)
        .order_by(
            col(ObjectivePlace.unit_id),
            col(ObjectivePlace.objective_set),
            col(ObjectivePlace.identifier),
        )
    )
    return tuple(_objective(row) for row in rows)


def load_guides(session: Session, unit_ids: Collection[int]) -> Mapping[int, GuideRow]:
    """What doctors who come to the units need, by unit id; units without one are left out."""
    rows = session.exec(select(UnitGuide).where(col(UnitGuide.unit_id).in_(sorted(unit_ids))))
    return {
        row.unit_id: GuideRow(
            unit_id=row.unit_id,
            contact_name=row.contact_name,
            contact_email=row.contact_email,
            contact_phone=row.contact_phone,
            housing=row.housing,
            travel=row.travel,
            before_arrival=tuple(row.before_arrival),
            changed_at=row.changed_at,
            is_demo=row.is_demo,
            version=row.version,
        )
        for row in rows
    }


def _places(session: Session, *wanted: sa.ColumnElement[bool]) -> tuple[PlaceRow, ...]:
    rows = session.execute(
        sa.select(Unit, Organisation)
        .join(Organisation, col(Unit.organisation_id) == col(Organisation.id))
        .where(*wanted)
        .order_by(col(Unit.name), col(Unit.id))
    )
    return tuple(_place(unit, organisation) for unit, organisation in rows)


def _place(unit: Unit, organisation: Organisation) -> PlaceRow:
    assert unit.id is not None
    return PlaceRow(
        id=unit.id,
        key=unit.key,
        name=unit.name,
        short=unit.short_name,
        place_kind=unit.place_kind,
        specialty_code=unit.specialty_code,
        organisation_id=unit.organisation_id,
        organisation=organisation.name,
        organisation_kind=organisation.kind,
        municipality=organisation.municipality,
        parent_id=organisation.parent_id,
        is_demo=unit.is_demo,
    )


def _capacities(session: Session, *wanted: sa.ColumnElement[bool]) -> tuple[CapacityRow, ...]:
    rows = tuple(
        session.exec(
            select(Capacity).where(*wanted).order_by(col(Capacity.valid_from), col(Capacity.id))
        )
    )
    units: dict[int, list[int]] = {row.id: [] for row in rows if row.id is not None}
    if units:
        found = session.execute(
            sa.select(col(CapacityUnit.capacity_id), col(CapacityUnit.unit_id))
            .where(col(CapacityUnit.capacity_id).in_(sorted(units)))
            .order_by(col(CapacityUnit.unit_id))
        )
        for capacity_id, unit_id in found:
            units[capacity_id].append(unit_id)
    return tuple(_capacity(row, tuple(units[row.id or 0])) for row in rows)


def _capacity(row: Capacity, unit_ids: tuple[int, ...]) -> CapacityRow:
    assert row.id is not None
    return CapacityRow(
        id=row.id,
        public_id=row.public_id,
        organisation_id=row.organisation_id,
        name=row.name,
        kind=row.kind,
        services=tuple(row.services),
        groups=tuple(TraineeGroup(each) for each in row.groups),
        minimum=row.minimum,
        maximum=row.maximum,
        is_hard=row.is_hard,
        counts_share=row.counts_share,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        is_demo=row.is_demo,
        version=row.version,
        unit_ids=unit_ids,
    )


def _supervisors(session: Session, *wanted: sa.ColumnElement[bool]) -> tuple[SupervisorRow, ...]:
    rows = session.exec(
        select(UnitSupervisor)
        .where(*wanted)
        .order_by(
            col(UnitSupervisor.unit_id), col(UnitSupervisor.name), col(UnitSupervisor.valid_from)
        )
    )
    return tuple(
        SupervisorRow(
            id=row.id or 0,
            public_id=row.public_id,
            unit_id=row.unit_id,
            person_id=row.person_id,
            name=row.name,
            places=row.places,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            is_demo=row.is_demo,
            version=row.version,
        )
        for row in rows
    )


def _objective(row: ObjectivePlace) -> ObjectivePlaceRow:
    return ObjectivePlaceRow(
        id=row.id or 0,
        objective_set=row.objective_set,
        identifier=row.identifier,
        unit_id=row.unit_id,
        legal_state=row.legal_state,
        source=row.source,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_demo=row.is_demo,
        version=row.version,
    )
