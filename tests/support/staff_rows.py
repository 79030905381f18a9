"""A little staff data of two hospitals in the north."""

from datetime import date, datetime

from sqlmodel import Session, select

from app.db.tables import Organisation, StaffDataSet, StaffPosts, StaffStock
from pathways.forecast.types import Sex


def add_hospitals(
    session: Session, read_at: datetime, *, key: str = "new", persons: int = 6
) -> StaffDataSet:
    """Bodø with old psychiatrists and a rota of four, Lofoten with one surgeon."""
    bodo, lofoten = (
        _place(session, "nordlandssykehuset-bodo"),
        _place(session, "nordlandssykehuset-lofoten"),
    )
    found = StaffDataSet(
        public_id=key, region_id=_place(session, "helse-nord"), as_of=date(2026, 10, 31),
        source="Lønn", read_at=read_at,
    )  # fmt: skip
    session.add(found)
    session.flush()
    assert found.id is not None
    session.add_all(
        StaffStock(
            data_set_id=found.id, sex=Sex.MAN, age=63, specialty_code=code, organisation_id=where,
            persons=number,
        )
        for code, where, number in (("VOP", bodo, persons), ("KIR", lofoten, 1))
    )  # fmt: skip
    session.add(
        StaffPosts(
            data_set_id=found.id, specialty_code="VOP", organisation_id=bodo, on_call_minimum=4
        )
    )
    session.flush()
    return found


def _place(session: Session, key: str) -> int:
    found = session.exec(select(Organisation.id).where(Organisation.key == key)).one()
    assert found is not None
    return found
