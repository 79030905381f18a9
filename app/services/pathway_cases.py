"""Answers pathway cases from files, with the reference files and without a database."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.exchange.case_files import PathwayCase, References
from app.exchange.project_files import Namer, result_of
from app.services.knowledge import KnowledgeBundle
from app.services.my_pathway_reckoning import intakes_of, measures_of, reckon
from pathways.graph import build_graph, specialty_of
from pathways.projection.frames import courses_of, make_frame
from pathways.projection.project import project
from pathways.projection.values import CourseNeed, Frame
from pathways.projection.what_if import alternatives
from pathways.requirement_courses import index_courses
from pathways.requirement_procedures import PROCEDURE
from pathways.start_and_goal import Goal
from pathways.types.plans import PublishedPlan
from seed.csv_rows import Problem, ReferenceFileError
from seed.knowledge_files import read_knowledge
from seed.reference_files import read_bundle


@dataclass(frozen=True, slots=True)
class Shelf:
    """The reference data as the files have it, and what cases may name in it."""

    bundle: KnowledgeBundle
    known: References


def read_shelf(now: datetime) -> Shelf:
    """Everything that cases are answered with; raises ReferenceFileError for broken files."""
    files, knowledge = read_bundle(), read_knowledge()
    bundle = KnowledgeBundle(
        batch_id=0,
        content_hash="",
        loaded_at=now,
        knowledge=knowledge,
        graph=build_graph(knowledge),
        plans=files.plans,
        offers=files.local_offers,
        courses=files.courses,
        round_dates=files.round_dates,
        procedures=tuple(row for row in files.objectives if row.row_type == PROCEDURE),
        course_index=index_courses(files.courses),
    )
    known = References(
        specialties=frozenset(each.code for each in knowledge.specialties),
        stages=frozenset(each.key for each in knowledge.stages),
        procedures=frozenset(row.key for row in bundle.procedures),
        courses={course.key: course.name_nb for course in files.courses},
        plans={plan.plan_id: plan for plan in files.plans},
    )
    return Shelf(bundle, known)


def answer(case: PathwayCase, shelf: Shelf, file: str) -> dict[str, Any]:
    """The result of one case as plain JSON values.

    Raises ReferenceFileError when the training would last beyond the calendar.
    """
    record = reckon(case.record, shelf.bundle, case.today).record
    specialty = record.specialty if case.goal is Goal.SPECIALIST else None
    frame = _frame(case, shelf, record.stage, specialty, case.plan, case.courses)
    namer = Namer(case.plan, frame.courses, {c.key: c for c in shelf.bundle.courses})

    def frame_for(code: str) -> Frame:
        return _frame(case, shelf, f"part3:{code}", code, None, ())

    try:
        projection = project(record, frame, case.today)
        what_if = alternatives(record, frame, case.today, case.what_if, frame_for)
    except OverflowError:
        found = "a training that lasts beyond the year 9999"
        problem = Problem(file, None, "record", found, "shares and lengths that can be served")
        raise ReferenceFileError([problem]) from None
    return result_of(case, projection, what_if, namer)


def _frame(
    case: PathwayCase,
    shelf: Shelf,
    stage: str,
    code: str | None,
    plan: PublishedPlan | None,
    courses: Iterable[CourseNeed],
) -> Frame:
    bundle = shelf.bundle
    specialty = None if code is None else specialty_of(bundle.graph, code)
    measures = measures_of(bundle, specialty, case.today)
    measures = replace(measures, limits=case.limits(measures.limits))
    own = {need.key: need for need in courses}
    listed = courses_of(plan, code, measures)
    needs = [_with_own_sessions(need, own.pop(need.key, None)) for need in listed]
    return make_frame(
        bundle.graph,
        stage,
        code,
        measures,
        plan=plan,
        courses=(*needs, *own.values()),
        intakes=intakes_of(bundle),
    )


def _with_own_sessions(listed: CourseNeed, own: CourseNeed | None) -> CourseNeed:
    """A course of the plan with the sessions of the case, where the case names it."""
    return listed if own is None else own
