"""The migrations make the tables that the code describes, and can be taken back."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.db import migrate
from app.db.session import Database
from app.db.tables import ServiceRecord
from tests.support.doctors import add_doctor, add_period


def test_tables_agree_with_the_code(database: Database) -> None:
    assert migrate.is_current(database.engine)
    assert migrate.differences(database.engine) == []


def test_everything_can_be_taken_back_and_made_again(database: Database) -> None:
    migrate.downgrade(database.engine, "base")
    assert set(sa.inspect(database.engine).get_table_names()) == {"alembic_version"}
    migrate.upgrade(database.engine)
    assert migrate.is_current(database.engine)


def test_people_outlive_a_change_of_the_tables(database: Database) -> None:
    with database.session() as session:
        doctor = add_doctor(session)
        outer = add_period(session, doctor, date(2025, 9, 1), date(2026, 8, 31))
        add_period(session, doctor, date(2025, 10, 1), date(2025, 12, 31), outer.id)
        session.commit()
    migrate.downgrade(database.engine, "0002")
    migrate.upgrade(database.engine)
    with database.session() as session:
        rows = session.exec(select(ServiceRecord).order_by(col(ServiceRecord.id))).all()
        assert [(row.counted_inside_id, row.version) for row in rows] == [(None, 1), (outer.id, 1)]


def test_overlaps_and_lost_references_are_refused_after_a_change(database: Database) -> None:
    migrate.downgrade(database.engine, "0002")
    migrate.upgrade(database.engine)
    with database.session() as session:
        doctor = add_doctor(session)
        add_period(session, doctor, date(2025, 9, 1), None)
        session.commit()
        with pytest.raises(sa.exc.IntegrityError):
            add_period(session, doctor, date(2026, 9, 1), None)
        session.rollback()
        with pytest.raises(sa.exc.IntegrityError):
            add_period(session, doctor, date(2026, 9, 1), None, inside=98765)
