"""Writes the demo's rotation plans: plan, versions, members, placements, wishes, swaps.

Public ids and unit keys become row ids; nothing here commits.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from sqlmodel import Session, col, select

from app.db import tables as db
from seed.demo.rotation_values import (
    DemoMember,
    DemoPlacement,
    DemoRotationPlan,
    DemoSwap,
    DemoVersion,
)

Ids = Mapping[str, Mapping[str, int]]
"""Row ids by key, by kind: person, unit, organisation."""


def add_rotation_plans(session: Session, plans: Iterable[DemoRotationPlan], ids: Ids) -> None:
    """Add the plans with everything in them."""
    for plan in plans:
        _add_plan(session, plan, ids)
    session.flush()


def _add_plan(session: Session, plan: DemoRotationPlan, ids: Ids) -> None:
    row = db.RotationPlan(
        public_id=plan.public_id,
        organisation_id=ids["organisation"][plan.organisation],
        name=plan.name,
        specialty_code=plan.specialty,
        first_month=plan.first_month,
        months=plan.months,
        frozen_until=plan.frozen_until,
        is_demo=True,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    before: int | None = None
    for version in plan.versions:
        before = _add_version(session, row.id, version, before, ids)
        if version.state is db.VersionState.PUBLISHED:
            for swap in plan.swaps:
                _add_swap(session, before, swap, ids)
    for wish in plan.wishes:
        session.add(
            db.RotationWish(
                plan_id=row.id,
                person_id=ids["person"][wish.person],
                rank=wish.rank,
                service=wish.service,
                unit_id=ids["unit"][wish.unit] if wish.unit else None,
                from_month=wish.from_month,
                to_month=wish.to_month,
                made_at=_noon(plan.versions[-1].made_on),
            )
        )


def _add_swap(session: Session, version_id: int, swap: DemoSwap, ids: Ids) -> None:
    giver, taker = (
        _placement_id(session, version_id, member, swap.block)
        for member in (swap.from_member, swap.to_member)
    )
    session.add(
        db.SwapRequest(
            public_id=f"demo-{version_id}-{swap.block}",
            version_id=version_id,
            from_person_id=ids["person"][swap.from_member],
            to_person_id=ids["person"][swap.to_member],
            from_placement_id=giver,
            to_placement_id=taker,
            state=db.SwapState.ASKED,
            note=swap.note,
            check={"on": swap.asked_on.isoformat(), "moves": list(swap.moves)},
            asked_at=_noon(swap.asked_on),
        )
    )


def _placement_id(session: Session, version_id: int, member: str, block: str) -> int:
    found = session.exec(
        select(db.RotationPlacement.id)
        .join(db.RotationMember, col(db.RotationMember.id) == col(db.RotationPlacement.member_id))
        .where(
            db.RotationMember.version_id == version_id,
            db.RotationMember.key == member,
            db.RotationPlacement.block_key == block,
        )
    ).one()
    assert found is not None
    return found


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _add_version(
    session: Session, plan_id: int, version: DemoVersion, before: int | None, ids: Ids
) -> int:
    maker = ids["person"][version.made_by]
    row = db.RotationVersion(
        public_id=f"demo-{plan_id}-{version.number}",
        plan_id=plan_id,
        number=version.number,
        state=version.state,
        based_on_id=before,
        made_at=_noon(version.made_on),
        made_by_id=maker,
        published_on=version.published_on,
        published_by_id=maker if version.published_on else None,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    for position, member in enumerate(version.members):
        _add_member(session, row.id, position, member, ids)
    return row.id


def _add_member(
    session: Session, version_id: int, position: int, member: DemoMember, ids: Ids
) -> None:
    row = db.RotationMember(
        version_id=version_id,
        key=member.key,
        person_id=ids["person"][member.person] if member.person else None,
        vacancy_name=member.vacancy,
        group=member.group,
        position=position,
        starts_on=member.starts_on,
        must_finish=member.must_finish,
        needs=json.loads(member.needs),
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add_all(_placement(row.id, each, ids) for each in member.placements)


def _placement(member_id: int, each: DemoPlacement, ids: Ids) -> db.RotationPlacement:
    return db.RotationPlacement(
        member_id=member_id,
        block_key=each.block,
        service_nb=each.service_nb,
        service_en=each.service_en,
        unit_id=ids["unit"][each.unit],
        starts_on=each.starts_on,
        ends_on=each.ends_on,
        continues=each.continues,
        is_locked=each.locked_by is not None,
        locked_by_id=ids["person"][each.locked_by] if each.locked_by else None,
        locked_on=each.locked_on,
    )
