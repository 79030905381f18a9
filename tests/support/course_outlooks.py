"""What a scan would have found about courses, written as the scan writes it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session

from app.db.tables import CourseOutlook, CourseSession, CourseStanding
from app.services.course_outlook_values import to_details
from pathways.types.courses import (
    Extra,
    HalfYear,
    MoreSeats,
    Move,
    Obstacle,
    Outlook,
    SeatOutcome,
)
from tests.support.databases import NOW

AS_OF = date(2026, 11, 23)
SCANNED = datetime(2099, 11, 23, 3, 5, tzinfo=NOW.tzinfo)
"""04.05 in Oslo, after everything that happens while a test runs; the day shown is `AS_OF`."""
MONTHS = (0, 730, 944, 883, 791, 639, 0, 426, 335, 183, 91, 30)
"""Days saved by an extra session in each month of 2027; January too soon, July holiday."""


def make_outlook(course: str = "kurs", saved: tuple[int, ...] = MONTHS) -> Outlook:
    """The course of the drawing: 46 need it, nine are late, March saves 31 doctor-months."""
    extras = tuple(
        Extra(
            date(2027, month, 1),
            date(2027, month, 3),
            16,
            days,
            helped=min(9, -(-days // 105)),
            seated=min(9, -(-days // 105)),
            obstacle={1: Obstacle.TOO_SOON, 7: Obstacle.HOLIDAY}.get(month),
        )
        for month, days in enumerate(saved, 1)
    )
    best = max(extras, key=lambda extra: extra.saved_days)
    return Outlook(
        course=course,
        needing=46,
        seats_ahead=32,
        delayed=9,
        delay_days=944,
        unknown=1,
        extras=extras,
        half_years=(
            HalfYear(date(2026, 7, 1), 16, 14, 0, 0),
            HalfYear(date(2027, 1, 1), 16, 16, 12, 10),
            HalfYear(date(2027, 7, 1), 16, 16, 6, 4),
            HalfYear(date(2028, 1, 1), 16, 15, 0, 0),
            HalfYear(date(2028, 7, 1), 16, 12, 0, 0),
        ),
        best=best if best.saved_days else None,
    )


def add_session(
    session: Session, course: str, public_id: str, starts_on: date, region_id: int | None = None
) -> int:
    """A session of three days with sixteen seats; its id."""
    row = CourseSession(
        public_id=public_id,
        course_key=course,
        region_id=region_id,
        place="Oslo",
        starts_on=starts_on,
        ends_on=starts_on.replace(day=starts_on.day + 2),
        seats=16,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def with_session(outlook: Outlook, public_id: str) -> Outlook:
    """The same, where ten more seats or another date of one session would help."""
    more = MoreSeats(public_id, 10, 400, 5)
    moves = (
        Move(public_id, date(2027, 2, 1), date(2027, 2, 3), 200, 4),
        Move(public_id, date(2027, 4, 5), date(2027, 4, 7), -50, 1),
    )
    return replace(outlook, more_seats=(more,), moves=moves)


def add_outlook(session: Session, outlook: Outlook, worked_out_at: datetime = SCANNED) -> None:
    """The row of one course."""
    best = outlook.best
    session.add(
        CourseOutlook(
            course_key=outlook.course,
            as_of=AS_OF,
            worked_out_at=worked_out_at,
            demand=outlook.needing,
            seats_ahead=outlook.seats_ahead,
            delayed=outlook.delayed,
            delay_days=outlook.delay_days,
            best_starts_on=None if best is None else best.starts_on,
            best_saved_days=0 if best is None else best.saved_days,
            details=to_details(outlook),
        )
    )
    session.flush()


@dataclass
class Standings:
    """Rows of doctors who need a course."""

    session: Session
    course: str
    session_id: int | None = None
    """The session that those with a seat get."""
    starts_on: date = date(2027, 9, 6)
    added: list[int] = field(default_factory=list)

    def add(
        self, enrolment_id: int, moved: int | None = 0, *, seated: bool = True, saved: int = 0
    ) -> None:
        """One doctor, delayed by `moved` days (None: not known)."""
        has_seat = seated and self.session_id is not None
        self.session.add(
            CourseStanding(
                enrolment_id=enrolment_id,
                course_key=self.course,
                session_id=self.session_id if has_seat else None,
                outcome=SeatOutcome.LIKELY if has_seat else SeatOutcome.NO_SEAT,
                starts_on=self.starts_on if has_seat else None,
                done_on=self.starts_on,
                is_bound=not has_seat,
                moved_days=moved,
                saved_by_extra=saved,
                as_of=AS_OF,
            )
        )
        self.added.append(enrolment_id)
        self.session.flush()
