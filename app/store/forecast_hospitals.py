"""What a page about hospitals needs of a region's staff data and of a forecast."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import ForecastResult, StaffPosts, StaffStock
from app.store.forecast_data import PostsRow, StockRow


def load_stock(session: Session, data_set_id: int) -> tuple[StockRow, ...]:
    """Who is in post where."""
    rows = session.execute(
        sa.select(*(getattr(StaffStock, name) for name in StockRow._fields))
        .where(col(StaffStock.data_set_id) == data_set_id)
        .order_by(col(StaffStock.id))
    )
    return tuple(StockRow(*row) for row in rows)


def load_posts(session: Session, data_set_id: int) -> tuple[PostsRow, ...]:
    """What is needed where."""
    rows = session.execute(
        sa.select(*(getattr(StaffPosts, name) for name in PostsRow._fields))
        .where(col(StaffPosts.data_set_id) == data_set_id)
        .order_by(col(StaffPosts.id))
    )
    return tuple(PostsRow(*row) for row in rows)


def load_exits(session: Session, run_id: int) -> dict[str, Any]:
    """How people leave by specialty, as documents: only that part of the stored cases is read."""
    rows = session.execute(
        sa.select(col(ForecastResult.specialty_code), col(ForecastResult.case)["exits"]).where(
            col(ForecastResult.run_id) == run_id
        )
    )
    return {str(code): document for code, document in rows}
