"""The plan's courses one by one, and procedures against the recommended numbers."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from pathways.requirement_courses import CourseState, course_needs, index_courses
from pathways.requirement_procedures import (
    ProcedureState,
    ProcedureTarget,
    procedure_rows,
    procedure_targets_of,
)
from pathways.requirement_state import Detail, State
from pathways.types.knowledge import Course, FactStatus, Objective
from pathways.types.plans import PlanCourse
from pathways.types.record import AttendanceState, CourseTaken, ProcedureTally, TraineeRecord
from tests.unit.requirement_values import MEASURES, Kind, a_requirement, judged
from tests.unit.trainee_records import a_plan, a_record, day

COURSES = a_requirement(Kind.COURSES, compulsory=False)
PROCEDURES = a_requirement(Kind.PROCEDURES, compulsory=False)
ATTENDED, BOOKED, PLANNED = (
    AttendanceState.ATTENDED,
    AttendanceState.BOOKED,
    AttendanceState.PLANNED,
)


def a_course(key: str, name: str, **changes: Any) -> Course:
    course = Course(
        key=key, code=None, name_nb=name, specialty="VOP", scope="VOP", arranger=None, hours=None,
        days=None, requirement=None, frequency=None, usual_capacity=None, recommended_timing=None,
        rule_set="2019", current=True, source_key="src-066", page_date=None,
        status=FactStatus.CONFIRMED,
    )  # fmt: skip
    return replace(course, **changes)


def listed(name: str, code: str | None = None) -> PlanCourse:
    return PlanCourse(name, code, None, None, None, None, None, None, None)


def taken(key: str, name: str, state: AttendanceState, **changes: Any) -> CourseTaken:
    return replace(CourseTaken(key, name, state, day("01.03.2026"), day("03.03.2026")), **changes)


INDEX = index_courses(
    [
        a_course("vop-grunnkurs", "Grunnkurs i psykiatri", code="O-30001"),
        a_course("vop-akutt", "Akuttpsykiatri"),
        a_course("all-ledelse", "Administrasjon og ledelse", specialty=None),
        a_course("bup-akutt", "Akuttpsykiatri for barn", specialty="BUP", code="O-30003"),
    ]
)
MEASURED = replace(MEASURES, courses=INDEX)


# ---- Courses -----------------------------------------------------------------------------


def test_courses_are_counted_but_never_proof() -> None:
    courses = (taken("a", "Kurs A", ATTENDED), taken("b", "Kurs B", BOOKED))
    result = judged(COURSES, a_record(courses=courses))
    assert (result.state, result.has, result.booked) == (State.ON_TRACK, 1, 1)
    assert result.needs is None


def test_each_listed_course_is_covered_booked_planned_or_open() -> None:
    plan = a_plan(
        courses=(
            listed("Grunnkurs, psykiatri", "O-30001"),
            listed("Akuttpsykiatri"),
            listed("Administrasjon og ledelse"),
            listed("Lokalt kurs som ingen kilde kjenner"),
        )
    )
    record = a_record(
        courses=(
            taken("vop-grunnkurs", "Grunnkurs i psykiatri", ATTENDED),
            taken("vop-akutt", "Akuttpsykiatri", BOOKED, starts_on=day("08.02.2027")),
            taken("all-ledelse", "Administrasjon og ledelse", PLANNED),
        )
    )
    needs = course_needs(record, plan, INDEX)
    assert [need.state for need in needs] == [
        CourseState.COVERED,
        CourseState.BOOKED,
        CourseState.PLANNED,
        CourseState.OPEN,
    ]
    assert needs[0].known is not None and needs[0].known.key == "vop-grunnkurs", "by its code"
    assert needs[1].starts_on == day("08.02.2027")
    assert needs[3].known is None, "named by the plan only"
    result = judged(COURSES, record, plan, measures=MEASURED)
    assert (result.has, result.needs, result.booked, result.from_plan) == (1, 4, 2, True)


def test_an_equivalent_activity_covers_the_course_signed_or_not() -> None:
    plan = a_plan(courses=(listed("Akuttpsykiatri"),))
    instead = taken("vop-akutt", "Akuttpsykiatri", ATTENDED, is_equivalent=True, is_signed=False)
    (need,) = course_needs(a_record(courses=(instead,)), plan, INDEX)
    assert need.is_covered and need.is_by_equivalent and not need.is_signed
    (signed,) = course_needs(a_record(courses=(replace(instead, is_signed=True),)), plan, INDEX)
    assert signed.is_signed


def test_an_equivalent_activity_that_is_only_planned_covers_nothing() -> None:
    plan = a_plan(courses=(listed("Akuttpsykiatri"),))
    instead = taken("vop-akutt", "Akuttpsykiatri", PLANNED, is_equivalent=True)
    (need,) = course_needs(a_record(courses=(instead,)), plan, INDEX)
    assert need.state is CourseState.PLANNED and not need.is_by_equivalent


def test_the_surest_record_of_a_course_speaks_for_it() -> None:
    plan = a_plan(courses=(listed("Akuttpsykiatri"),))
    twice = (taken("vop-akutt", "Akuttpsykiatri", BOOKED), taken("x", "AKUTTPSYKIATRI", ATTENDED))
    (need,) = course_needs(a_record(courses=twice), plan, INDEX)
    assert need.is_covered


def test_a_course_of_another_specialty_never_fits() -> None:
    plan = a_plan(courses=(listed("Akuttpsykiatri for barn", "O-30003"),))
    (need,) = course_needs(a_record(), plan, INDEX)
    assert need.known is None and need.state is CourseState.OPEN


def test_courses_beside_the_plan_do_not_fill_it() -> None:
    plan = a_plan(courses=(listed("Akuttpsykiatri"),))
    record = a_record(courses=(taken("a", "Et annet kurs", ATTENDED),))
    result = judged(COURSES, record, plan, measures=MEASURED)
    assert (result.state, result.has, result.needs) == (State.ON_TRACK, 0, 1)


# ---- Procedures --------------------------------------------------------------------------

HERNIA = ProcedureTarget("procedure-kir-01", "Groin hernia operation", Fraction(30))
STOMA = ProcedureTarget("procedure-kir-04", "Stoma formation", Fraction(10))
LIGATURE = ProcedureTarget("procedure-kir-del2-02", "Ligature", Fraction(15), stage="part2")
SURGERY = replace(MEASURES, procedure_targets=(HERNIA, STOMA, LIGATURE))


def with_procedures(*tallies: ProcedureTally) -> TraineeRecord:
    return a_record(stage="part3:KIR", specialty="KIR", procedures=tallies)


def test_full_numbers_are_done_fewer_are_under_way() -> None:
    full = with_procedures(
        ProcedureTally("procedure-kir-01", 31, 31), ProcedureTally("procedure-kir-04", 10)
    )
    fewer = with_procedures(
        ProcedureTally("procedure-kir-01", 30), ProcedureTally("procedure-kir-04", 4)
    )
    done, begun, none = (
        judged(PROCEDURES, record, measures=SURGERY) for record in (full, fewer, with_procedures())
    )
    assert (done.state, done.has, done.needs) == (State.DONE, 2, 2)
    assert (begun.state, begun.has, begun.booked) == (State.ON_TRACK, 1, 1)
    assert (none.state, none.has) == (State.NOT_STARTED, 0)


def test_part_2_of_surgery_has_its_own_procedures() -> None:
    needs = a_requirement(Kind.PROCEDURES, "part2:KIR")
    record = with_procedures(ProcedureTally("procedure-kir-del2-02", 15))
    assert judged(needs, record, measures=SURGERY).is_done


def test_without_recommended_numbers_the_amount_is_unknown() -> None:
    record = with_procedures(ProcedureTally("procedure-kir-01", 500))
    result = judged(PROCEDURES, record)
    assert (result.state, result.detail) == (State.UNKNOWN, Detail.AMOUNT_UNKNOWN)


def test_each_procedure_shows_registered_signed_and_left() -> None:
    record = with_procedures(
        ProcedureTally("procedure-kir-01", 12, 9),
        ProcedureTally("procedure-kir-01", 3, 3),
        ProcedureTally("procedure-without-a-number", 7),
    )
    hernia, stoma = procedure_rows(record, (HERNIA, STOMA))
    assert (hernia.count, hernia.signed, hernia.left) == (15, 12, 15)
    assert (hernia.state, stoma.state) == (ProcedureState.UNDER_WAY, ProcedureState.NONE)


def test_targets_are_the_rows_with_a_number_of_the_own_scope() -> None:
    def row(
        key: str, scope: str, part: str, value: float | None, kind: str = "procedure"
    ) -> Objective:
        return Objective(
            key, kind, None, scope, part, None, key, value, "procedures", None, "src-067", None,
            FactStatus.CONFIRMED,
        )  # fmt: skip

    rows = [
        row("own", "KIR", "3", 30),
        row("part2", "KIR-DEL2", "2", 15),
        row("no-number", "KIR", "3", None),
        row("other", "ORT", "3", 75),
        row("objective", "KIR", "3", 1, "objective"),
    ]
    surgery = procedure_targets_of(rows, "KIR", surgery_part2=True)
    assert [(t.key, t.stage, t.amount) for t in surgery] == [
        ("own", "part3", 30),
        ("part2", "part2", 15),
    ]
    assert [t.key for t in procedure_targets_of(rows, "ORT", surgery_part2=False)] == ["other"]
