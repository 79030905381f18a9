"""Health regions that a planner may plan for."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import Organisation

HEALTH_REGION = "health_region"


@dataclass(frozen=True, slots=True)
class Region:
    """A health region by row id, key and name."""

    id: int
    key: str
    name: str

    @property
    def short_name(self) -> str:
        """Helse Nord RHF is Helse Nord among people."""
        return self.name.removesuffix(" RHF")


def load_regions(session: Session, organisation_ids: frozenset[int] | None) -> tuple[Region, ...]:
    """Those of the regions that are among these organisations; None: all, by name."""
    query = (
        sa.select(col(Organisation.id), col(Organisation.key), col(Organisation.name))
        .where(col(Organisation.kind) == HEALTH_REGION)
        .order_by(col(Organisation.name))
    )
    if organisation_ids is not None:
        query = query.where(col(Organisation.id).in_(organisation_ids))
    return tuple(Region(*row) for row in session.execute(query))
