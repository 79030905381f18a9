"""What training has room for, by specialty, as a region's staff data tell it; and its case."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import ForecastResult, StaffPosts


@dataclass(frozen=True, slots=True)
class Room:
    """Training places and supervisors over all hospitals; None: some hospital has not said."""

    places: int | None
    supervisors: int | None


def load_room(session: Session, data_set_id: int) -> dict[str, Room]:
    """The room by specialty; one query. A specialty without rows is not there."""
    found: dict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
    rows = session.execute(
        sa.select(
            col(StaffPosts.specialty_code),
            col(StaffPosts.training_places),
            col(StaffPosts.supervisors),
        ).where(col(StaffPosts.data_set_id) == data_set_id)
    )
    for code, places, supervisors in rows:
        found[code].append((places, supervisors))
    return {
        code: Room(_sum([each[0] for each in sites]), _sum([each[1] for each in sites]))
        for code, sites in found.items()
    }


def _sum(numbers: list[int | None]) -> int | None:
    """None when one is unknown, because the rest would then be taken for all."""
    known = [each for each in numbers if each is not None]
    return sum(known) if len(known) == len(numbers) else None


def load_training(session: Session, run_id: int) -> dict[str, Mapping[str, Any]]:
    """How training goes in each specialty's case of a run, as stored; one query."""
    part = sa.type_coerce(ForecastResult.case, sa.JSON)["training"]
    rows = session.execute(
        sa.select(col(ForecastResult.specialty_code), part)
        .where(col(ForecastResult.run_id) == run_id)
        .order_by(col(ForecastResult.id))
    ).all()
    return {row[0]: row[1] for row in rows}
