"""Training plans and their versions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.db.tables import PlanServiceRow, PlanVersion, TrainingPlan
from pathways.types.knowledge import FactStatus
from pathways.types.plans import PublishedPlan


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan version as stored; `document` is the published plan in schema 1.0."""

    version_id: int
    plan_id: str
    version: int
    document: dict[str, Any]
    status: FactStatus
    is_demo: bool


def load_latest(session: Session) -> tuple[StoredPlan, ...]:
    """The newest version of every plan, by plan id."""
    found = session.exec(
        select(PlanVersion, TrainingPlan)
        .join(TrainingPlan, col(TrainingPlan.id) == col(PlanVersion.training_plan_id))
        .order_by(col(TrainingPlan.plan_id), col(PlanVersion.version))
    )
    newest = {plan.plan_id: _stored(version, plan) for version, plan in found}
    return tuple(newest.values())


def load_version(session: Session, version_id: int) -> StoredPlan | None:
    """One plan version."""
    found = session.exec(
        select(PlanVersion, TrainingPlan)
        .join(TrainingPlan, col(TrainingPlan.id) == col(PlanVersion.training_plan_id))
        .where(col(PlanVersion.id) == version_id)
    ).first()
    return _stored(*found) if found else None


def load_versions(session: Session, version_ids: Collection[int]) -> tuple[StoredPlan, ...]:
    """Several plan versions, in one query."""
    found = session.exec(
        select(PlanVersion, TrainingPlan)
        .join(TrainingPlan, col(TrainingPlan.id) == col(PlanVersion.training_plan_id))
        .where(col(PlanVersion.id).in_(sorted(version_ids)))
        .order_by(col(PlanVersion.id))
    )
    return tuple(_stored(version, plan) for version, plan in found)


def add_version(
    session: Session,
    plan: PublishedPlan,
    *,
    document: dict[str, Any],
    content_hash: str,
    loaded_at: datetime,
    is_demo: bool = False,
) -> bool:
    """Keep `plan` as a new version unless the newest one is the same; return whether it was new.

    A version that exists is never touched: people's records point at it.
    """
    owner = session.exec(select(TrainingPlan).where(TrainingPlan.plan_id == plan.plan_id)).first()
    if owner is None:
        owner = TrainingPlan(
            plan_id=plan.plan_id,
            specialty_code=plan.specialty,
            provider_nb=plan.provider_nb,
            provider_kind=plan.provider_kind,
            is_demo=is_demo,
        )
        session.add(owner)
        session.flush()
    assert owner.id is not None
    newest = session.exec(
        select(PlanVersion)
        .where(PlanVersion.training_plan_id == owner.id)
        .order_by(col(PlanVersion.version).desc())
    ).first()
    if newest is not None and newest.content_hash == content_hash:
        return False
    row = PlanVersion(
        training_plan_id=owner.id,
        version=1 if newest is None else newest.version + 1,
        content_hash=content_hash,
        document=document,
        source_address=plan.source_address,
        page_date=plan.page_date,
        status=FactStatus.CONFIRMED,
        loaded_at=loaded_at,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    _add_services(session, row.id, plan)
    return True


def _add_services(session: Session, version_id: int, plan: PublishedPlan) -> None:
    for service in plan.services:
        session.add(
            PlanServiceRow(
                plan_version_id=version_id,
                seq=service.seq,
                name_nb=service.name_nb,
                host_kind=service.host_kind,
                duration_min=service.duration.minimum,
                duration_max=service.duration.maximum,
                duration_unit=service.duration.unit,
            )
        )
    session.flush()


def _stored(version: PlanVersion, plan: TrainingPlan) -> StoredPlan:
    assert version.id is not None
    return StoredPlan(
        version_id=version.id,
        plan_id=plan.plan_id,
        version=version.version,
        document=version.document,
        status=version.status,
        is_demo=plan.is_demo,
    )
