"""From the compact cases of `tests/golden/delays.json` to one doctor on one day."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from pathways.delays.values import CourseSituation, DelayCase
from pathways.projection.project import project
from pathways.projection.values import CourseNeed, Frame
from pathways.requirement_procedures import ProcedureTarget
from pathways.talks import TalkState, TalkStatus
from pathways.types.courses import (
    CourseSession,
    Extra,
    Registration,
    RegistrationState,
    SeatOutcome,
    Standing,
)
from pathways.types.record import ExpectedCourse, ProcedureTally, TraineeRecord
from tests.unit.projection_cases import frame_of, record_of, today_of
from tests.unit.trainee_records import day

ONE_SERVICE = {"services": [[1, "All service", "60 months"]]}
SUPERVISOR = "Kari Veileder"


def delay_case(given: dict[str, Any], today: date | None = None) -> DelayCase:
    """The doctor of a case, on its day or on another."""
    case = whole(given)
    on = today or today_of(case)
    record, frame = doctor_of(case)
    return case_on(record, frame, on, situations_of(case), talks_of(case))


def case_on(
    record: TraineeRecord,
    frame: Frame,
    today: date,
    courses: dict[str, CourseSituation],
    talks: TalkStatus | None = None,
) -> DelayCase:
    """One doctor with the sessions that the seat rule gives, as the nightly scan puts it."""
    expected = tuple(_expected(each) for each in courses.values())
    record = replace(record, expected_courses=expected)
    return DelayCase(
        record=record,
        projection=project(record, frame, today),
        today=today,
        without_leave=project(_without_leave(record, today), frame, today),
        courses=courses,
        talks=talks,
        frame=frame,
    )


def whole(given: dict[str, Any]) -> dict[str, Any]:
    """The case with what it leaves unsaid; `plan` null means none."""
    case = {"services": [["01.03.2023", None, "service 1"]], "plan": ONE_SERVICE, **given}
    if case["plan"] is None:
        del case["plan"]
    return case


def doctor_of(case: dict[str, Any]) -> tuple[TraineeRecord, Frame]:
    procedures = case.get("procedures", {})
    record = replace(
        record_of(case),
        personal_supervisor=case.get("supervisor", SUPERVISOR),
        procedures=tuple(
            ProcedureTally(key, count) for key, (count, _amount) in procedures.items()
        ),
    )
    if "sent_on" in case:
        record = replace(
            record,
            objectives=tuple(
                replace(
                    tally,
                    oldest_sent_on=day(case["sent_on"]),
                    held_by=((case["holder"], tally.sent),),
                )
                for tally in record.objectives
            ),
        )
    frame = frame_of(case)
    frame = replace(
        frame,
        courses=tuple(CourseNeed(key, "Kurs") for key in case.get("needs", {})),
        measures=replace(
            frame.measures,
            procedure_targets=tuple(
                ProcedureTarget(key, key, Fraction(amount))
                for key, (_count, amount) in procedures.items()
            ),
        ),
    )
    return record, frame


def situations_of(case: dict[str, Any]) -> dict[str, CourseSituation]:
    return {key: _situation(key, row) for key, row in case.get("needs", {}).items()}


def _situation(course: str, row: dict[str, Any]) -> CourseSituation:
    ahead = tuple(
        CourseSession(key, course, day(first), day(last), 20, None, day(deadline))
        for key, (first, last, deadline) in row.get("sessions", {}).items()
    )
    by_key = {session.key: session for session in ahead}
    registered = row.get("registration")
    extra = row.get("extra")
    return CourseSituation(
        standing=Standing(
            "p-test",
            course,
            SeatOutcome(row["outcome"]),
            row.get("session"),
            day(row["done"]) if "done" in row else None,
            row.get("bound", False),
            row.get("moved"),
        ),
        session=by_key.get(row.get("session", "")),
        registration=(
            Registration(registered[0], RegistrationState(registered[1])) if registered else None
        ),
        saved_by_extra=row.get("saved", 0),
        extra=Extra(day(extra), day(extra) + timedelta(days=2), 20) if extra else None,
        ahead=ahead,
    )


def talks_of(case: dict[str, Any]) -> TalkStatus | None:
    row = case.get("talks")
    if row is None:
        return None
    return TalkStatus(TalkState(row["state"]), day(row["due"]), day(row["held"]), None)


def _expected(situation: CourseSituation) -> ExpectedCourse:
    standing, session = situation.standing, situation.session
    return ExpectedCourse(
        course_key=standing.course,
        name_nb="Kurs",
        starts_on=session.starts_on if session else None,
        ends_on=standing.done_on,
        is_bound=standing.is_bound,
    )


def _without_leave(record: TraineeRecord, today: date) -> TraineeRecord:
    """No leave and no part-time ahead; the cases have none that is going on."""
    return replace(
        record,
        absences=tuple(each for each in record.absences if each.starts_on <= today),
        shares=tuple(each for each in record.shares if each.starts_on <= today),
    )
