"""A region's own staff data for the forecast: who is in post, in training, leaving and coming.

One data set is one reading of the region's sheet; a newer one replaces it as a whole and the old
one stays, because forecasts that were made with it name it. Counts only, never a named person.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from pathways.forecast.types import Sex


class StaffDataSet(SQLModel, table=True):
    """One reading of a region's staff data. The newest that is not withdrawn is in use."""

    __tablename__ = "staff_data_set"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    region_id: int = Field(foreign_key="organisation.id", index=True)
    as_of: date
    """The day the counts are of."""
    source: str = Field(max_length=300)
    """Where the counts come from, in the words of whoever read them in."""
    is_demo: bool = False
    read_by_id: int | None = Field(default=None, foreign_key="person.id")
    read_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by_id: int | None = Field(default=None, foreign_key="person.id")


class StaffStock(SQLModel, table=True):
    """Specialists in post, alike in place, sex, age and second specialty."""

    __tablename__ = "staff_stock"
    __table_args__ = (sa.CheckConstraint("persons >= 0", name="persons_not_negative"),)

    id: int | None = Field(default=None, primary_key=True)
    data_set_id: int = Field(foreign_key="staff_data_set.id", index=True)
    specialty_code: str = Field(max_length=10)
    organisation_id: int = Field(foreign_key="organisation.id")
    sex: Sex = Field(sa_type=enum_type(Sex, "sex"))
    age: int
    persons: int
    work_percent: float = 100.0
    """Mean percentage of a full post."""
    second_code: str | None = Field(default=None, max_length=10)
    """Another specialty that these same persons hold; they are counted once among people."""


class StaffTrainees(SQLModel, table=True):
    """Doctors in training as the region counts them, those known here included."""

    __tablename__ = "staff_trainees"
    __table_args__ = (sa.CheckConstraint("persons >= 0", name="persons_not_negative"),)

    id: int | None = Field(default=None, primary_key=True)
    data_set_id: int = Field(foreign_key="staff_data_set.id", index=True)
    specialty_code: str = Field(max_length=10)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    sex: Sex = Field(sa_type=enum_type(Sex, "sex"))
    age: int
    years_done: int
    """Whole years of training after LIS1."""
    persons: int


class StaffExit(SQLModel, table=True):
    """How many of a group of specialists left in one calendar year."""

    __tablename__ = "staff_exit"
    __table_args__ = (
        sa.CheckConstraint("gone >= 0 AND gone <= in_post", name="gone_within_in_post"),
        sa.CheckConstraint("age_to >= age_from", name="ages_ordered"),
    )

    id: int | None = Field(default=None, primary_key=True)
    data_set_id: int = Field(foreign_key="staff_data_set.id", index=True)
    specialty_code: str = Field(max_length=10)
    year: int
    sex: Sex = Field(sa_type=enum_type(Sex, "sex"))
    age_from: int
    age_to: int
    in_post: int
    """On the first day of the year."""
    gone: int
    """During the year, for whatever reason."""


class StaffArrival(SQLModel, table=True):
    """What came to a specialty in one calendar year, and what was in post at its end."""

    __tablename__ = "staff_arrival"
    __table_args__ = (
        sa.UniqueConstraint("data_set_id", "specialty_code", "year"),
        sa.CheckConstraint("stayed <= approved", name="stayed_within_approved"),
    )

    id: int | None = Field(default=None, primary_key=True)
    data_set_id: int = Field(foreign_key="staff_data_set.id", index=True)
    specialty_code: str = Field(max_length=10)
    year: int
    started: int
    """Began training."""
    dropped_out: int
    """Left the training or changed specialty."""
    in_training: int
    """On the first day of the year."""
    approved: int
    """Approved after training in the region."""
    stayed: int
    """Of those, took up a post here."""
    recruited: int
    """Came from other regions and countries."""
    persons: int
    """Specialists in post on the last day."""
    fte: float


class StaffDuration(SQLModel, table=True):
    """Doctors alike in how long they have been in training, finished or still at it."""

    __tablename__ = "staff_duration"

    id: int | None = Field(default=None, primary_key=True)
    data_set_id: int = Field(foreign_key="staff_data_set.id", index=True)
    specialty_code: str = Field(max_length=10)
    years: int
    """Whole years after LIS1."""
    persons: int
    is_finished: bool
    """False: not finished yet, so the training takes longer than this."""


class StaffPosts(SQLModel, table=True):
    """Posts of one specialty at one hospital, and what training there has room for."""

    __tablename__ = "staff_posts"
    __table_args__ = (sa.UniqueConstraint("data_set_id", "specialty_code", "organisation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    data_set_id: int = Field(foreign_key="staff_data_set.id", index=True)
    specialty_code: str = Field(max_length=10)
    organisation_id: int = Field(foreign_key="organisation.id")
    vacant: float = 0.0
    """Vacant posts, FTE."""
    hired_in: float = 0.0
    """Hired-in doctors, FTE."""
    other_unmet: float = 0.0
    """Further need that is not met, FTE; what it rests on belongs in the data set's source."""
    on_call_minimum: int | None = None
    """Specialists that the on-call rota takes at least; None: no rota of its own, or unknown."""
    training_places: int | None = None
    """Doctors in training who can be here at once; None: unknown."""
    supervisors: int | None = None
    """Specialists who can be personal supervisors; None: unknown."""
