"""Project ten thousand doctors with the real requirements, plans and courses, in one process.

The doctors are invented from a seeded stream: every published plan and every specialty without
one, LIS1 and parts 2 and 3, with leave, part time, booked periods, objectives, courses and group
guidance. The alternative is what a plain graph library does for the same doctor: a graph of the
same lines with days as weights, and its longest path. It is handed the days for nothing. Times
are processor seconds, so that other work on the machine does not count.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import networkx as nx

from pathways.graph import PathwayGraph, build_graph, stage_of
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, phases_of
from pathways.projection.frames import courses_of, make_frame
from pathways.projection.project import project
from pathways.projection.values import CourseNeed, Frame, Projection, Session
from pathways.requirement_courses import index_courses
from pathways.requirement_places import caps_of
from pathways.requirement_state import Measures
from pathways.types.knowledge import Knowledge, Specialty
from pathways.types.plans import PublishedPlan
from pathways.types.record import (
    AbsenceKind,
    AbsencePeriod,
    AttendanceState,
    CourseTaken,
    GroupPeriod,
    ObjectiveTally,
    PlaceKind,
    Service,
    Share,
    TraineeRecord,
)
from pathways.worktime import Limits
from seed.knowledge_files import read_knowledge
from seed.reference_files import read_bundle

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
SEED = 20261123
SIZES = (2_500, 5_000, 10_000)
WARM_UP = 500
LIS1_HOLIDAY = ((LIS1_HOSPITAL, Fraction(6, 5)), (LIS1_MUNICIPALITY, Fraction(3, 5)))

Doctor = tuple[TraineeRecord, Frame]


def doctors(count: int) -> list[Doctor]:
    """So many invented doctors, spread over the frames; each with a stream of its own."""
    frames = _frames()
    return [
        (_record(_rng(number), number, frame, stage, specialty), frame)
        for number in range(count)
        for frame, stage, specialty in [frames[number % len(frames)]]
    ]


def _rng(name: object) -> Random:
    return Random(f"{SEED}:{name}")  # noqa: S311


def seconds_to_project(people: Sequence[Doctor]) -> float:
    """Processor time to project everybody, one after the other; nothing is kept."""
    started = time.process_time()
    for record, frame in people:
        project(record, frame, TODAY)
    return time.process_time() - started


def seconds_by_graph(answers: Sequence[Projection]) -> float:
    """Processor time for a graph of the same lines and its longest path, doctor by doctor."""
    started = time.process_time()
    for answer in answers:
        nx.dag_longest_path_length(_graph_of(answer))
    return time.process_time() - started


def bench_projection() -> None:
    """Doctors a second, how it grows, and the ratio to NetworkX on the same doctors."""
    people = doctors(max(SIZES))
    seconds_to_project(people[:WARM_UP])
    times = {size: seconds_to_project(people[:size]) for size in SIZES}
    lines = sum(len(project(*doctor, TODAY).items) for doctor in people[:WARM_UP]) / WARM_UP
    each = {size: 1000 * spent / size for size, spent in times.items()}
    told = ", ".join(f"{spent:.2f} s for {size}" for size, spent in times.items())
    most = max(SIZES)
    print(
        f"projection: {most / times[most]:.0f} doctors a second ({told};"
        f" {each[most] / each[min(SIZES)]:.2f} times the time per doctor;"
        f" {lines:.0f} lines a doctor)"
    )
    sample = people[: min(SIZES)]
    answers = [project(record, frame, TODAY) for record, frame in sample]
    ours, theirs = seconds_to_project(sample), seconds_by_graph(answers)
    print(
        f"projection: {ours * 1000:.0f} ms against {theirs * 1000:.0f} ms for"
        f" networkx.dag_longest_path_length on the same lines"
        f" (ratio {ours / theirs:.2f}; {len(sample)} doctors)"
    )


def _graph_of(answer: Projection) -> "nx.DiGraph[str]":
    """The lines with days: from today, services one after the other, then the approval."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_node("today")
    timed = [item for item in answer.items if item.earliest is not None]
    before, begun = "today", TODAY
    for item in sorted(timed, key=lambda each: (each.earliest or TODAY, each.key)):
        assert item.earliest is not None
        if item.kind == "plan_service":
            graph.add_edge(before, item.key, weight=(item.earliest - begun).days)
            before, begun = item.key, item.earliest
        else:
            graph.add_edge("today", item.key, weight=(item.earliest - TODAY).days)
        graph.add_edge(item.key, "approved", weight=0)
    return graph


# ---- Frames ------------------------------------------------------------------------------


def _frames() -> list[tuple[Frame, str, str | None]]:
    knowledge, bundle = read_knowledge(), read_bundle()
    graph = build_graph(knowledge)
    plans: dict[str, list[PublishedPlan | None]] = {}
    for published in bundle.plans:
        plans.setdefault(published.specialty, []).append(published)
    index = index_courses(bundle.courses)
    found: list[tuple[Frame, str, str | None]] = []
    for specialty in knowledge.specialties:
        measures = _measures(graph, knowledge, specialty)
        measures = Measures(measures.limits, measures.phases, courses=index)
        stage = f"part3:{specialty.code}"
        for plan in plans.get(specialty.code, [None]):
            needs = _announced(courses_of(plan, specialty.code, measures), specialty.code)
            frame = make_frame(graph, stage, specialty.code, measures, plan=plan, courses=needs)
            found += [(frame, stage, specialty.code)] * 3
        early = make_frame(graph, LIS1_HOSPITAL, specialty.code, measures)
        found.append((early, LIS1_HOSPITAL, specialty.code))
    for plan in plans["LIS1"]:
        measures = _measures(graph, knowledge, None)
        found.append(
            (make_frame(graph, LIS1_HOSPITAL, None, measures, plan=plan), LIS1_HOSPITAL, None)
        )
    return found


def _measures(graph: PathwayGraph, knowledge: Knowledge, specialty: Specialty | None) -> Measures:
    hospital, municipality = (stage_of(graph, key) for key in (LIS1_HOSPITAL, LIS1_MUNICIPALITY))
    caps = caps_of(specialty.code if specialty else None, knowledge.rules, TODAY)
    phases = phases_of(hospital, municipality, specialty, caps)
    return Measures(limits=Limits(holiday_months=LIS1_HOLIDAY), phases=phases)


def _announced(needs: Iterable[CourseNeed], specialty: str) -> tuple[CourseNeed, ...]:
    """The courses with two sessions each; six invented ones where the plan lists none."""
    rng = _rng(specialty)
    listed = tuple(needs) or tuple(
        CourseNeed(f"{specialty}-{number}", f"Kurs {number}") for number in range(6)
    )
    return tuple(
        CourseNeed(
            need.key,
            need.name_nb,
            need.is_recommended,
            tuple(
                Session(first, first + 4 * DAY, first - 90 * DAY, rng.randint(0, 20))
                for first in (TODAY + rng.randint(100, 800) * DAY for _ in range(2))
            ),
        )
        for need in listed
    )


# ---- Doctors -----------------------------------------------------------------------------


def _record(
    rng: Random, number: int, frame: Frame, stage: str, specialty: str | None
) -> TraineeRecord:
    in_lis1 = stage == LIS1_HOSPITAL
    started = TODAY - timedelta(days=rng.randint(30, 300 if in_lis1 else 1800))
    code = specialty or "DEL1"
    return TraineeRecord(
        person=f"bench-{number}",
        name="Testlege",
        stage=stage,
        specialty=specialty,
        organisation=None,
        authorised_on=started - timedelta(days=600),
        student_licence_on=None,
        degree_expected_on=None,
        started_on=started,
        plan_id=frame.plan.plan_id if frame.plan else None,
        plan_version=1 if frame.plan else None,
        personal_supervisor="Veileder",
        approver="Leder",
        services=_services(rng, frame, stage, started),
        absences=_absences(rng, started),
        shares=_shares(rng, started),
        objectives=tuple(
            ObjectiveTally(name, rng.randint(0, 60), rng.randint(0, 5), rng.randint(0, 9))
            for name in (code, "FKM")
        ),
        courses=_courses(rng, frame),
        talks=(),
        group_guidance=(GroupPeriod(started, None, 60.0, True),) if rng.random() < 0.5 else (),
    )


def _services(rng: Random, frame: Frame, stage: str, started: date) -> tuple[Service, ...]:
    """Periods of about a year from the start on, the last one or two of them booked ahead."""
    seqs = [service.seq for service in frame.plan.services] if frame.plan else []
    places = [PlaceKind.HOSPITAL, PlaceKind.OPEN_PRACTICE] if stage.endswith("ALM") else []
    found: list[Service] = []
    day, booked = started, 0
    most = rng.randint(0, 2)
    while day <= TODAY or booked < most:
        booked += day > TODAY
        length = rng.randint(150, 500)
        last = day + timedelta(days=length)
        is_last = last > TODAY and booked >= most
        found.append(
            Service(
                key=str(len(found)),
                stage=stage,
                name_nb="Tjeneste",
                name_en="Service",
                place="Sted",
                organisation="Sykehus",
                place_kind=rng.choice(places or [PlaceKind.HOSPITAL]),
                starts_on=day,
                ends_on=None if is_last and day <= TODAY else last,
                is_planned=day > TODAY,
                plan_seq=seqs[len(found) % len(seqs)] if seqs else None,
            )
        )
        day = last + DAY
        if is_last:
            break
    return tuple(found)


def _absences(rng: Random, started: date) -> tuple[AbsencePeriod, ...]:
    found = []
    for _ in range(rng.choice([0, 0, 1, 2])):
        first = started + timedelta(days=rng.randint(0, 2200))
        found.append(
            AbsencePeriod(AbsenceKind.LEAVE, first, first + timedelta(days=rng.randint(20, 300)))
        )
    for year in range(started.year, TODAY.year + 2):
        first = date(year, 7, 1)
        found.append(AbsencePeriod(AbsenceKind.HOLIDAY, first, first + timedelta(days=24)))
    return tuple(found)


def _shares(rng: Random, started: date) -> tuple[Share, ...]:
    found = []
    for _ in range(rng.choice([0, 0, 1, 2])):
        first = started + timedelta(days=rng.randint(0, 1800))
        last = None if rng.random() < 0.2 else first + timedelta(days=rng.randint(60, 400))
        found.append(Share(rng.choice([50, 60, 80]), first, last))
    return tuple(found)


def _courses(rng: Random, frame: Frame) -> tuple[CourseTaken, ...]:
    found = []
    for need in frame.courses:
        if rng.random() < 0.5:
            day = TODAY + timedelta(days=rng.randint(-900, 300))
            state = AttendanceState.ATTENDED if day < TODAY else AttendanceState.BOOKED
            found.append(CourseTaken(need.key, need.name_nb, state, day, day + 4 * DAY))
    return tuple(found)


if __name__ == "__main__":
    bench_projection()
