"""The keys that access to places and agreements is decided on; nothing about them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import Agreement, Organisation, Unit
from app.store import access as access_store

CONTRACT_SPECIALIST = "contract_specialist"
"""Kind of organisation that has no coordinator of its own."""


@dataclass(frozen=True, slots=True)
class PlaceReach:
    """Whose place it is. Every set holds the organisations above as well."""

    unit_id: int
    owners: frozenset[int]
    homes: frozenset[int]
    """Those whose doctors serve there by an agreement."""
    is_contract_specialist: bool

    @property
    def keepers(self) -> frozenset[int]:
        """Those who keep what is written of it: the owner, and for a contract specialist, who
        coordinates nothing, the trusts with an agreement.
        """
        return self.owners | self.homes if self.is_contract_specialist else self.owners


def find_place_reach(session: Session, key: str) -> PlaceReach | None:
    """Whose place the unit with this key is; at most four queries."""
    row = session.execute(
        sa.select(col(Unit.id), col(Unit.organisation_id), col(Organisation.kind))
        .join(Organisation, col(Unit.organisation_id) == col(Organisation.id))
        .where(col(Unit.key) == key)
    ).first()
    if row is None:
        return None
    unit_id, owner, kind = row
    owners = access_store.with_parents(session, {owner})
    homes = session.execute(
        sa.select(col(Agreement.home_id)).where(
            sa.or_(
                col(Agreement.unit_id) == unit_id,
                sa.and_(
                    col(Agreement.unit_id).is_(None), col(Agreement.host_id).in_(sorted(owners))
                ),
            )
        )
    ).scalars()
    return PlaceReach(
        unit_id,
        owners,
        access_store.with_parents(session, set(homes)),
        kind == CONTRACT_SPECIALIST,
    )


def find_parties(session: Session, agreement_id: str) -> frozenset[int] | None:
    """Home and host of an agreement with all above them; None when there is no such agreement."""
    row = session.execute(
        sa.select(col(Agreement.home_id), col(Agreement.host_id)).where(
            col(Agreement.public_id) == agreement_id
        )
    ).first()
    return None if row is None else access_store.with_parents(session, set(row))
