"""Frames: what the projection needs besides the doctor, gathered once for many doctors."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from pathways.graph import PathwayGraph, specialty_of
from pathways.month_axis import MONTHS_A_YEAR
from pathways.phases import PART23, rank_of
from pathways.projection.values import CourseNeed, Frame, Session
from pathways.requirement_courses import folded
from pathways.requirement_state import Measures
from pathways.routes import requirements_ever
from pathways.start_and_goal import Goal, Intake
from pathways.types.knowledge import Requirement
from pathways.types.plans import PublishedPlan

PART1 = ("lis1_hospital", "lis1_municipality", "part1_complete")
PARTS23 = ("part2", "part3", "specialist")


def make_frame(
    graph: PathwayGraph,
    stage: str,
    specialty: str | None,
    measures: Measures,
    *,
    plan: PublishedPlan | None = None,
    courses: Iterable[CourseNeed] = (),
    intakes: Sequence[Intake] = (),
) -> Frame:
    """The frame for doctors at `stage` in `specialty` (None: the goal is part 1) who follow `plan`.

    `measures` are made for the same specialty. Without `courses` the frame takes those that the
    plan lists. Raises `UnknownStage` for a stage or specialty the graph does not hold.
    """
    found = None if specialty is None else specialty_of(graph, specialty)
    total = None if found is None else Fraction(str(found.minimum_total_years)) * MONTHS_A_YEAR
    if specialty is None:
        phases = tuple(p for p in measures.phases if p.key != PART23)
        measures = Measures(
            measures.limits,
            phases,
            measures.supervision_months,
            measures.procedure_targets,
            measures.courses,
        )
    return Frame(
        goal=Goal.PART1 if specialty is None else Goal.SPECIALIST,
        requirements=_requirements(graph, stages_ahead(graph, stage, specialty)),
        measures=measures,
        total_months=total,
        plan=plan,
        courses=tuple(courses) or courses_of(plan, specialty, measures),
        intakes=tuple(intakes),
    )


def stages_ahead(graph: PathwayGraph, stage: str, specialty: str | None) -> tuple[str, ...]:
    """The stages from `stage` to the goal whose requirements are still to be met."""
    keys = list(PART1)
    if specialty is not None:
        keys += [f"{template}:{specialty}" for template in PARTS23]
    ahead = [key for key in keys if key in graph and rank_of(key) >= rank_of(stage)]
    if rank_of(stage) < rank_of(PART1[0]):
        ahead = [stage, "degree", *ahead]
    return tuple(dict.fromkeys(ahead))


def courses_of(
    plan: PublishedPlan | None, specialty: str | None, measures: Measures
) -> tuple[CourseNeed, ...]:
    """The courses that a plan lists, under the key of the named course or the plan's own name.

    Courses are recommended since 2019 (rule courses-recommended) unless the plan says that one
    is mandatory.
    """
    if plan is None or plan.specialty != specialty:
        return ()
    found: dict[str, CourseNeed] = {}
    for listed in plan.courses:
        known = measures.courses.find(listed, specialty)
        key = known.key if known is not None else f"plan:{folded(listed.name_nb)}"
        found[key] = CourseNeed(key, listed.name_nb, listed.requirement != "mandatory")
    return tuple(found.values())


def with_sessions(needs: Iterable[CourseNeed], key: str, *more: Session) -> tuple[CourseNeed, ...]:
    """The same courses, one of them with more sessions announced."""
    return tuple(
        CourseNeed(need.key, need.name_nb, need.is_recommended, (*need.sessions, *more))
        if need.key == key
        else need
        for need in needs
    )


def _requirements(graph: PathwayGraph, stages: Iterable[str]) -> tuple[Requirement, ...]:
    found = {
        (requirement.key, requirement.stage): requirement
        for stage in stages
        for requirement in requirements_ever(graph, stage)
    }
    return tuple(found.values())
