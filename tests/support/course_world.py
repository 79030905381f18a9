"""Six doctors in psychiatry who need one course, and three sessions of it, worked out by hand.

Everybody has served since a day of their own, full time and without leave, so that the 60 months of
parts 2 and 3 are full on a known day. In order of service, and so of seats:

| doctor | since | ready | by the rule | moved |
| --- | --- | --- | --- | --- |
| anna | 01.01.2022 | 31.12.2026 | first session, over 03.02.2027 | 34 days |
| bjarne | 01.03.2022 | 28.02.2027 | first session | 0 |
| cecilie | 01.04.2022 | 31.03.2027 | second session, over 09.06.2027 | 70 days |
| david | 01.06.2022 | 31.05.2027 | second session | 9 days |
| eva | 01.09.2022 | 31.08.2027 | third session, over 03.11.2027 | 64 days |
| fredrik | 01.01.2023 | 31.12.2027 | third session | 0 |
"""

from datetime import UTC, date, datetime

from sqlmodel import Session

from app.db.tables import CourseRow, CourseSession
from pathways.types.knowledge import CourseOrigin, FactStatus
from tests.support.doctors import add_doctor, add_period

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
COURSE = "own-grunnkurs"
SINCE = {
    "anna": date(2022, 1, 1),
    "bjarne": date(2022, 3, 1),
    "cecilie": date(2022, 4, 1),
    "david": date(2022, 6, 1),
    "eva": date(2022, 9, 1),
    "fredrik": date(2023, 1, 1),
}


def add_course_world(session: Session) -> dict[str, int]:
    """Write it; gives the enrolments by name. The caller commits."""
    session.add(
        CourseRow(
            key=COURSE,
            position=10_000,
            name_nb="Grunnkurs",
            specialty="VOP",
            scope="VOP",
            requirement="recommended",
            rule_set="current (from 2019)",
            current=True,
            source_key="own",
            status=FactStatus.UNVERIFIED,
            origin=CourseOrigin.OWN,
        )
    )
    session.flush()
    add_session(session, "first", date(2027, 2, 1), date(2027, 2, 3), seats=2)
    add_session(session, "second", date(2027, 6, 7), date(2027, 6, 9), seats=2)
    add_session(session, "third", date(2027, 11, 1), date(2027, 11, 3), seats=3)
    enrolments = {}
    for name, since in SINCE.items():
        enrolment = add_doctor(session, name)
        add_period(session, enrolment, since, None)
        assert enrolment.id is not None
        enrolments[name] = enrolment.id
    return enrolments


def add_session(
    session: Session, key: str, starts_on: date, ends_on: date, *, seats: int
) -> CourseSession:
    """A session with sign-up open until it starts."""
    row = CourseSession(
        public_id=key,
        course_key=COURSE,
        place="Oslo",
        starts_on=starts_on,
        ends_on=ends_on,
        seats=seats,
    )
    session.add(row)
    session.flush()
    return row
