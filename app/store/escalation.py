"""What stands here of the LIS1 and ALIS that a health region's plans count."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import Enrolment, Lis1FigureRow, Lis1Intake, Lis1Seat, Organisation, StageRow
from app.store.access import with_children

LIS1_STAGES = ("lis1_hospital", "lis1_municipality")
GENERAL_PRACTICE = "ALM"
TRUST = "health_trust"
MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Trust:
    """A health trust with what its own pages say of LIS1, for the trust as a whole."""

    name: str
    figures: tuple[Lis1FigureRow, ...]


@dataclass(frozen=True, slots=True)
class Seats:
    """Places of LIS1 intakes that begin in one calendar year."""

    year: int
    places: int
    is_demo: bool


@dataclass(frozen=True, slots=True)
class InTraining:
    """Doctors who are in training now."""

    lis1: int
    alis: int


def load_places(session: Session, region_id: int, counties: Collection[str]) -> frozenset[int]:
    """Row ids of the region, what lies under it, and the municipalities of its counties."""
    under = with_children(session, {region_id})
    rows = session.execute(
        sa.select(col(Organisation.id)).where(
            col(Organisation.kind) == MUNICIPALITY, col(Organisation.county).in_(sorted(counties))
        )
    )
    return under | frozenset(rows.scalars())


def load_trusts(session: Session, region_id: int) -> tuple[Trust, ...]:
    """The region's trusts by name, with published figures of their own; one query."""
    rows = session.execute(
        sa.select(col(Organisation.name), Lis1FigureRow)
        .outerjoin(
            Lis1FigureRow,
            sa.and_(
                col(Lis1FigureRow.organisation) == col(Organisation.key),
                col(Lis1FigureRow.site).is_(None),
                col(Lis1FigureRow.municipality).is_(None),
            ),
        )
        .where(col(Organisation.parent_id) == region_id, col(Organisation.kind) == TRUST)
        .order_by(col(Organisation.name), col(Lis1FigureRow.position))
    )
    found: dict[str, list[Lis1FigureRow]] = {}
    for name, figure in rows:
        found.setdefault(name, []).extend([figure] if figure is not None else [])
    return tuple(Trust(name, tuple(figures)) for name, figures in found.items())


def load_seats(session: Session, places: Collection[int]) -> tuple[Seats, ...]:
    """Open places of the intakes of these organisations, by the year in which they begin."""
    rows = session.execute(
        sa.select(col(Lis1Seat.starts_on), col(Lis1Seat.places), col(Lis1Intake.is_demo))
        .join(Lis1Intake, col(Lis1Intake.id) == col(Lis1Seat.intake_id))
        .where(
            col(Lis1Intake.organisation_id).in_(sorted(places)),
            col(Lis1Seat.is_closed).is_(False),
        )
    )
    found: dict[int, Seats] = {}
    for starts_on, number, is_demo in rows:
        before = found.get(starts_on.year, Seats(starts_on.year, 0, False))
        found[starts_on.year] = Seats(
            before.year, before.places + number, before.is_demo or is_demo
        )
    return tuple(found[year] for year in sorted(found))


def count_in_training(session: Session, places: Collection[int]) -> InTraining:
    """Doctors who are enrolled at these organisations today; one query."""
    is_lis1 = col(StageRow.template).in_(LIS1_STAGES)
    is_alis = sa.and_(sa.not_(is_lis1), col(Enrolment.specialty_code) == GENERAL_PRACTICE)
    row = session.execute(
        sa.select(
            sa.func.count().filter(is_lis1),
            sa.func.count().filter(is_alis),
        )
        .select_from(Enrolment)
        .join(StageRow, col(StageRow.key) == col(Enrolment.stage_key))
        .where(col(Enrolment.organisation_id).in_(sorted(places)), col(Enrolment.ends_on).is_(None))
    ).one()
    return InTraining(int(row[0]), int(row[1]))
