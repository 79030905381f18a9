"""Hypothesis strategies for whole doctors: real requirements, real and invented plans."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import strategies as st

from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, PART23, Phase
from pathways.projection.frames import make_frame
from pathways.projection.values import CourseNeed, Frame, Session
from pathways.requirement_places import caps_of
from pathways.requirement_state import Measures
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
from tests.unit.knowledge_values import real_graph, real_knowledge
from tests.unit.projection_cases import INTAKES, PHASES, TODAY, plan_of, published_plans
from tests.unit.trainee_records import a_record, a_service

DAY = timedelta(days=1)
LIS1 = "LIS1"
COURSE_KEYS = ("x", "y")
PLACES = (PlaceKind.HOSPITAL, PlaceKind.OPEN_PRACTICE, PlaceKind.NURSING_HOME)

INVENTED = (
    [[1, "A", "30 months"], [2, "B", "18 months"], [3, "C", "12 months"]],
    [[1, "A", "12 months"], [2, "B", "6-12 months"], [3, "C", "8 weeks"], [4, "D", "12 months"]],
    [
        [1, "A", "24 months"],
        [2, "B", "6 months", {"choice": ["g", "x"], "host": "other_trust"}],
        [3, "C", "12 months", {"choice": ["g", "y"], "host": "other_trust"}],
        [4, "D", "18 months", {"after": [1]}],
    ],
    [
        [1, "A", "36 months"],
        [2, "B", "6 months", {"inside": 1}],
        [3, "C", "6 months", {"optional": True}],
        [4, "D", "unknown"],
        [5, "E", "9 months"],
    ],
)


@dataclass(frozen=True)
class Doctor:
    """A doctor with the frame to project in; shown in a failure as few short lines."""

    record: TraineeRecord
    frame: Frame

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(self.in_words())

    def in_words(self) -> str:
        record, plan = self.record, self.frame.plan
        lines = [f"{record.stage} {record.specialty}, limits {self.frame.measures.limits}"]
        for service in plan.services if plan is not None else ():
            lines.append(f"{plan.plan_id if plan else ''} {service.seq}: {service.duration}")
        for s in record.services:
            lines.append(f"{s.key}: {s.starts_on}..{s.ends_on} service {s.plan_seq} {s.place_kind}")
        lines += [f"{a.kind} {a.starts_on}..{a.ends_on}" for a in record.absences]
        lines += [f"{s.percent} % {s.starts_on}..{s.ends_on}" for s in record.shares]
        lines += [f"{o.objective_set} {o.approved}/{o.sent}" for o in record.objectives]
        lines += [f"course {c.course_key} {c.state} {c.ends_on}" for c in record.courses]
        lines += [f"group {g.starts_on}..{g.ends_on} {g.hours} h" for g in record.group_guidance]
        lines += [f"{n.key} {[str(s.ends_on) for s in n.sessions]}" for n in self.frame.courses]
        return "\n" + "\n".join(lines) + "\n"


@cache
def plans() -> tuple[PublishedPlan, ...]:
    """The published plans and a few invented ones that hold what is rare."""
    invented = [plan_of({"plan": {"services": services}}) for services in INVENTED]
    firm = plan_of({"plan": {"services": INVENTED[0], "total": [66, "minimum"]}})
    soft = plan_of({"plan": {"services": INVENTED[0], "total": [66, "target"]}})
    assert firm is not None and soft is not None
    return (
        *(plan for plan in invented if plan is not None),
        firm,
        soft,
        *published_plans().values(),
    )


def fresh_frame(
    stage: str,
    specialty: str | None,
    plan: PublishedPlan | None,
    courses: tuple[CourseNeed, ...],
    limits: Limits,
) -> Frame:
    phases = PHASES
    if specialty is not None:
        caps = caps_of(specialty, real_knowledge().rules, TODAY)
        phases = (*PHASES, Phase(PART23, Fraction(60), "minimum-part23", caps))
    measures = Measures(limits=limits, phases=phases)
    return make_frame(
        real_graph(), stage, specialty, measures, plan=plan, courses=courses, intakes=INTAKES
    )


def near(least: int, most: int) -> st.SearchStrategy[date]:
    """Days around today."""
    return st.integers(least, most).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def spans(draw: st.DrawFn, least: int = -1500, most: int = 1500) -> tuple[date, date]:
    first = draw(near(least, most))
    return first, first + timedelta(days=draw(st.integers(0, 250)))


leaves = spans().map(lambda span: AbsencePeriod(AbsenceKind.LEAVE, *span))
holidays = spans().map(lambda span: AbsencePeriod(AbsenceKind.HOLIDAY, *span))
shares = st.builds(
    lambda percent, span, ends: Share(percent, span[0], span[1] if ends else None),
    st.integers(20, 100),
    spans(),
    st.booleans(),
)
limits = st.sampled_from(
    [
        Limits(),
        Limits(
            holiday_months=((LIS1_HOSPITAL, Fraction(6, 5)), (LIS1_MUNICIPALITY, Fraction(3, 5)))
        ),
        Limits(leave_months=((PART23, Fraction(3)),)),
    ]
)
sessions = spans(1, 900).map(lambda span: Session(span[0], span[0] + timedelta(days=4)))
course_needs = st.lists(
    st.builds(
        lambda key, recommended, found: CourseNeed(key, "Kurs", recommended, tuple(found)),
        st.sampled_from(COURSE_KEYS),
        st.booleans(),
        st.lists(sessions, max_size=3),
    ),
    max_size=2,
    unique_by=lambda need: need.key,
).map(tuple)
courses_taken = st.lists(
    st.builds(
        lambda key, state, first: CourseTaken(key, "Kurs", state, first, first + 4 * DAY),
        st.sampled_from(COURSE_KEYS),
        st.sampled_from([AttendanceState.PLANNED, AttendanceState.BOOKED]),
        near(1, 900),
    ),
    max_size=1,
).map(tuple)
group_periods = st.lists(
    st.builds(
        lambda span, hours, in_open: GroupPeriod(span[0], span[1], hours, in_open),
        spans(-1200, -251),
        st.integers(1, 90).map(float),
        st.booleans(),
    ),
    max_size=2,
).map(tuple)


@st.composite
def objectives(draw: st.DrawFn, specialty: str | None) -> tuple[ObjectiveTally, ...]:
    found = []
    for name in (specialty or "DEL1", "FKM"):
        approved, sent = draw(st.integers(0, 200)), draw(st.integers(0, 9))
        begun = draw(st.integers(0, 20))
        found.append(ObjectiveTally(name, approved, sent, begun, (("Kari", sent),) * bool(sent)))
    return tuple(found)


@st.composite
def services(
    draw: st.DrawFn, stage: str, seqs: list[int | None], places: tuple[PlaceKind, ...]
) -> tuple[Service, ...]:
    """Periods one after the other up to today, perhaps one that goes on, and booked ones."""
    found: list[Service] = []
    day = TODAY - timedelta(days=draw(st.integers(30, 2100)))

    def add(first: date, last: date | None) -> None:
        made = a_service("01.01.2020", None, stage, key=str(len(found)))
        found.append(
            replace(
                made,
                starts_on=first,
                ends_on=last,
                is_planned=first > TODAY,
                plan_seq=draw(st.sampled_from(seqs)),
                place_kind=draw(st.sampled_from(places)),
            )
        )

    for _ in range(draw(st.integers(0, 3))):
        last = day + timedelta(days=draw(st.integers(10, 900)))
        if last >= TODAY:
            break
        add(day, last)
        day = last + DAY
    day = max(day, TODAY - timedelta(days=draw(st.integers(0, 400)))) if found else day
    goes_on = draw(st.sampled_from(["no", "open", "ends"]))
    if goes_on != "no":
        ahead = TODAY + timedelta(days=draw(st.integers(1, 700)))
        add(min(day, TODAY), None if goes_on == "open" else ahead)
        day = TODAY if goes_on == "open" else ahead
    day = max(day, TODAY) + DAY
    for _ in range(draw(st.integers(0, 2))):
        first = day + timedelta(days=draw(st.sampled_from([0, 0, 30, 200])))
        last = first + timedelta(days=draw(st.integers(20, 500)))
        add(first, last)
        day = last + DAY
    return tuple(found)


@st.composite
def doctors(draw: st.DrawFn) -> Doctor:
    """A doctor in LIS1 or in parts 2 and 3, with or without a plan."""
    plan = draw(st.one_of(st.none(), st.sampled_from(plans())))
    in_lis1 = (plan is not None and plan.specialty == LIS1) or draw(st.integers(0, 5)) == 0
    specialty = None if plan is None or plan.specialty == LIS1 else plan.specialty
    if specialty is None and not in_lis1:
        specialty = draw(st.sampled_from(["VOP", "ALM", "SAM"]))
    stage = LIS1_HOSPITAL if in_lis1 else f"part3:{specialty}"
    seqs: list[int | None] = [None]
    if plan is not None and (plan.specialty == LIS1) == in_lis1:
        seqs += [service.seq for service in plan.services] * 3
    places = PLACES if specialty in ("ALM", "SAM") else PLACES[:1]
    record = a_record(
        *draw(services(stage, seqs, places)),
        stage=stage,
        specialty=specialty,
        absences=(*draw(st.lists(leaves, max_size=2)), *draw(st.lists(holidays, max_size=1))),
        shares=tuple(draw(st.lists(shares, max_size=2))),
        objectives=draw(objectives(specialty)),
        courses=draw(courses_taken),
        group_guidance=draw(group_periods),
    )
    frame = fresh_frame(stage, specialty, plan, draw(course_needs), draw(limits))
    return Doctor(record, frame)


@st.composite
def booked_doctors(draw: st.DrawFn) -> Doctor:
    """A doctor in psychiatry with all three services of a plan served or booked, with holes."""
    plan = plans()[0]
    day = TODAY - timedelta(days=draw(st.integers(0, 900)))
    found = []
    for seq, months in ((1, 30), (2, 18), (3, 12)):
        first = day if seq == 1 else day + timedelta(days=draw(st.sampled_from([0, 0, 20, 100])))
        last = first + timedelta(days=31 * months + draw(st.integers(0, 300)))
        period = a_service("01.01.2020", None, key=str(seq), plan_seq=seq, is_planned=first > TODAY)
        found.append(replace(period, starts_on=first, ends_on=last))
        day = last + DAY
    record = a_record(
        *found,
        absences=tuple(draw(st.lists(leaves, max_size=2))),
        shares=tuple(draw(st.lists(shares, max_size=1))),
    )
    return Doctor(record, fresh_frame("part3:VOP", "VOP", plan, (), Limits()))
