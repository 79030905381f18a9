"""What people believe of the forecast's inputs, with who said it. Nothing here commits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db.tables import AssumptionName, ForecastAssumption, Person

SUBJECT = "forecast_assumption"
"""Its name in the audit trail."""


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What somebody has said of one input: a third lies below `low`, a third above `high`."""

    public_id: str
    name: AssumptionName
    specialty_code: str | None
    """None: every specialty."""
    low: float
    high: float
    said_by: str
    said_on: date
    note: str
    is_demo: bool
    entered_by: str | None
    entered_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None


def list_said(session: Session, region_id: int) -> tuple[SaidRow, ...]:
    """Everything that was said in a region, withdrawn or not, the newest entry first."""
    enterer, withdrawer = aliased(Person), aliased(Person)
    rows = session.execute(
        sa.select(ForecastAssumption, enterer, withdrawer)
        .outerjoin(enterer, col(enterer.id) == col(ForecastAssumption.entered_by_id))
        .outerjoin(withdrawer, col(withdrawer.id) == col(ForecastAssumption.withdrawn_by_id))
        .where(col(ForecastAssumption.region_id) == region_id)
        .order_by(col(ForecastAssumption.entered_at).desc(), col(ForecastAssumption.id).desc())
        .execution_options(populate_existing=True)
    )
    return tuple(
        SaidRow(
            row.public_id,
            row.name,
            row.specialty_code,
            row.low,
            row.high,
            row.said_by,
            row.said_on,
            row.note,
            row.is_demo,
            by.name if by else None,
            row.entered_at,
            away.name if away else None,
            row.withdrawn_at,
        )
        for row, by, away in rows
    )


def add_said(
    session: Session,
    region_id: int,
    values: dict[str, Any],
    *,
    by: int | None,
    now: datetime,
    public_id: str | None = None,
) -> str:
    """Keep what somebody has said; `values` by column. Its public id."""
    key = public_id or uuid4().hex
    session.add(
        ForecastAssumption(
            public_id=key, region_id=region_id, entered_by_id=by, entered_at=now, **values
        )
    )
    session.flush()
    return key


def withdraw_said(
    session: Session, region_id: int, public_id: str, *, by: int | None, now: datetime
) -> bool:
    """Let it no longer count; False when it is not there or is withdrawn already."""
    changed = session.execute(
        sa.update(ForecastAssumption)
        .where(
            col(ForecastAssumption.region_id) == region_id,
            col(ForecastAssumption.public_id) == public_id,
            col(ForecastAssumption.withdrawn_at).is_(None),
        )
        .values(withdrawn_by_id=by, withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(cast(Any, changed).rowcount)


def was_changed(session: Session, region_id: int, after: datetime, until: datetime) -> bool:
    """Whether anything was said or withdrawn after one moment and not after another."""
    moments = (ForecastAssumption.entered_at, ForecastAssumption.withdrawn_at)
    found = session.execute(
        sa.select(col(ForecastAssumption.id))
        .where(
            col(ForecastAssumption.region_id) == region_id,
            sa.or_(*(sa.and_(col(each) > after, col(each) <= until) for each in moments)),
        )
        .limit(1)
    ).first()
    return found is not None
