"""From the reference data and one record to the values that "Min vei" tells in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from app.services.knowledge import KnowledgeBundle
from app.services.projection_names import Telling, telling_of
from pathways.graph import specialty_of, stage_of
from pathways.phases import (
    LIS1_HOSPITAL,
    LIS1_MUNICIPALITY,
    Phase,
    PhaseTime,
    phase_time,
    phases_of,
    rank_of,
)
from pathways.plan_match import PlanMatch, match
from pathways.projection.frames import make_frame
from pathways.projection.project import project
from pathways.projection.values import Frame, Item, Projection
from pathways.projection.what_if import alternatives
from pathways.projection.what_if_values import Alternative, Change
from pathways.requirement_places import caps_of
from pathways.requirement_procedures import procedure_targets_of
from pathways.requirement_state import Measures, RequirementState
from pathways.requirements import judge_all
from pathways.routes import requirements_of
from pathways.start_and_goal import Intake
from pathways.types.knowledge import Knowledge, Part2Kind, Rule, Specialty, Stage
from pathways.types.plans import PublishedPlan
from pathways.types.record import AbsenceKind, AbsencePeriod, Service, TraineeRecord
from pathways.worktime import Limits, template_of

MONTHS_A_YEAR = 12
PERCENT = 100
AWAY_STAGES = frozenset({"trainee_leave", "observation_stay", "external_service"})
"""Stages beside the path: whoever is there stands where the last service was."""


@dataclass(frozen=True, slots=True)
class PlanInUse:
    """The plan version that a doctor's enrolment points at."""

    plan: PublishedPlan
    version: int
    is_demo: bool


@dataclass(frozen=True)
class Reckoning:
    """One doctor's record with all that follows from it on `today`.

    What only parts of the page need is worked out when it is asked for, once.
    """

    record: TraineeRecord
    bundle: KnowledgeBundle
    today: date
    plan: PlanInUse | None = None
    is_own: bool = True
    """Whether the doctor reads the page; else somebody with scope does."""

    @property
    def template(self) -> str:
        """The doctor's stage without the specialty."""
        return template_of(self.record.stage)

    @property
    def is_before_lis1(self) -> bool:
        """Student, new doctor or LIS0."""
        return rank_of(self.record.stage) < rank_of(LIS1_HOSPITAL)

    @property
    def is_in_part1(self) -> bool:
        """In LIS1."""
        return rank_of(LIS1_HOSPITAL) <= rank_of(self.record.stage) <= rank_of(LIS1_MUNICIPALITY)

    @property
    def is_in_part23(self) -> bool:
        """In parts 2 and 3 of a specialty, ALIS included."""
        return rank_of(self.record.stage) == rank_of("part3") and self.specialty is not None

    @cached_property
    def knowledge(self) -> Knowledge:
        """The reference data."""
        return self.bundle.knowledge

    @cached_property
    def specialty(self) -> Specialty | None:
        """The chosen specialty."""
        code = self.record.specialty
        return None if code is None else specialty_of(self.bundle.graph, code)

    @cached_property
    def measures(self) -> Measures:
        """The dated figures in force today."""
        return measures_of(self.bundle, self.specialty, self.today)

    @cached_property
    def frame(self) -> Frame:
        """What the projection reckons with that does not depend on the doctor."""
        return frame_of(self.bundle, self.record.stage, self._goal_specialty, self.plan, self.today)

    @cached_property
    def projection(self) -> Projection:
        """When the goal can be reached: specialist in parts 2 and 3, else LIS1 complete."""
        return project(self.record, self.frame, self.today)

    @cached_property
    def items(self) -> dict[str, Item]:
        """The lines of the projection by key."""
        return {item.key: item for item in self.projection.items}

    @cached_property
    def telling(self) -> Telling:
        """Whom sentences speak of, and what the lines are called."""
        return telling_of(self.record, self.frame, self.specialty, is_own=self.is_own)

    @cached_property
    def times(self) -> tuple[PhaseTime, ...]:
        """What is served of each stretch up to the goal."""
        limits = self.measures.limits
        phases = self.frame.measures.phases
        return tuple(phase_time(self.record, phase, self.today, limits) for phase in phases)

    def frame_for(self, code: str) -> Frame:
        """The frame of another specialty, without a plan."""
        specialty = specialty_of(self.bundle.graph, code)
        return frame_of(self.bundle, f"part3:{code}", specialty, None, self.today)

    def alternatives(self, changes: Sequence[Change]) -> tuple[Alternative, ...]:
        """What each change does, held against the projection."""
        new = [change for change in dict.fromkeys(changes) if change not in self._tried]
        found = alternatives(
            self.record, self.frame, self.today, [(change,) for change in new], self.frame_for
        )
        self._tried.update(zip(new, found, strict=True))
        return tuple(self._tried[change] for change in changes)

    @cached_property
    def _tried(self) -> dict[Change, Alternative]:
        """What was tried already: the reason, the steps and the columns ask for the same."""
        return {}

    @property
    def _goal_specialty(self) -> Specialty | None:
        return self.specialty if self.is_in_part23 else None

    @cached_property
    def states(self) -> tuple[RequirementState, ...]:
        """Every requirement of this part of the path, judged."""
        plan = self.plan.plan if self.plan else None
        wanted = [
            requirement
            for stage in self.stages
            for requirement in requirements_of(self.bundle.graph, stage.key, self.today)
        ]
        return judge_all(wanted, self.record, plan, self.today, self.measures)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages whose requirements matter now: this part of the path to its end."""
        keys = _stage_keys(self)
        return tuple(stage_of(self.bundle.graph, key) for key in keys if key in self.bundle.graph)

    @cached_property
    def match(self) -> PlanMatch | None:
        """The plan against the record."""
        if self.plan is None:
            return None
        return match(self.record, self.plan.plan, self.today, self.measures.limits)

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The services that stand by themselves, in order; none that is counted inside."""
        outer = [s for s in self.record.services if s.counted_inside is None]
        return tuple(sorted(outer, key=lambda s: (s.starts_on, s.key)))

    @cached_property
    def service_now(self) -> Service | None:
        """The service that covers today."""
        return next((s for s in reversed(self.services) if covers(s, self.today)), None)

    @cached_property
    def leaves(self) -> tuple[AbsencePeriod, ...]:
        """Leaves in order, without holidays."""
        found = [a for a in self.record.absences if a.kind is AbsenceKind.LEAVE]
        return tuple(sorted(found, key=lambda a: (a.starts_on, a.ends_on)))

    def rule(self, key: str) -> Rule | None:
        """The rule with this key that is in force today."""
        return rule_on(self.knowledge, key, self.today)


def reckon(
    record: TraineeRecord,
    bundle: KnowledgeBundle,
    today: date,
    plan: PlanInUse | None = None,
    *,
    is_own: bool = True,
) -> Reckoning:
    """What follows from a record on `today`. A doctor on leave stands where the path was left."""
    return Reckoning(_on_the_path(record, today), bundle, today, plan, is_own)


def covers(service: Service, day: date) -> bool:
    """Whether the service is going on that day."""
    return service.starts_on <= day and (service.ends_on is None or service.ends_on >= day)


def rule_on(knowledge: Knowledge, key: str, day: date) -> Rule | None:
    """The rule with this key that is in force on `day`."""
    return next((r for r in knowledge.rules if r.key == key and r.applies_on(day)), None)


def frame_of(
    bundle: KnowledgeBundle,
    stage: str,
    specialty: Specialty | None,
    plan: PlanInUse | None,
    today: date,
) -> Frame:
    """The frame for doctors at `stage`; LIS1 complete is the goal when there is no specialty."""
    return make_frame(
        bundle.graph,
        stage,
        specialty.code if specialty else None,
        measures_of(bundle, specialty, today),
        plan=plan.plan if plan else None,
        intakes=intakes_of(bundle),
    )


def measures_of(bundle: KnowledgeBundle, specialty: Specialty | None, today: date) -> Measures:
    """Phases, limits, averages and recommended numbers as the rules have them on `today`."""
    hospital = stage_of(bundle.graph, LIS1_HOSPITAL)
    municipality = stage_of(bundle.graph, LIS1_MUNICIPALITY)
    code = specialty.code if specialty else None
    caps = caps_of(code, bundle.knowledge.rules, today)
    phases = phases_of(hospital, municipality, specialty, caps)
    months = rule_on(bundle.knowledge, "alm-supervision-months", today)
    return Measures(
        limits=_limits(bundle.knowledge, phases, today),
        phases=phases,
        supervision_months=_number(months) or Fraction(MONTHS_A_YEAR),
        procedure_targets=procedure_targets_of(
            bundle.procedures,
            code,
            surgery_part2=specialty is not None and specialty.part2 is Part2Kind.SURGERY,
        ),
        courses=bundle.course_index,
    )


def intakes_of(bundle: KnowledgeBundle) -> tuple[Intake, ...]:
    """The LIS1 intakes with the newest published closing date of each."""
    newest: dict[str, Intake] = {}
    starts = {(d.round, d.year): d.on for d in bundle.round_dates if d.key.endswith("-start")}
    for step in sorted(bundle.round_dates, key=lambda d: d.year):
        start = starts.get((step.round, step.year))
        if step.key.endswith("-deadline") and start is not None:
            newest[step.round] = Intake(
                step.round, start.month, start.day, step.on, start.year, step.source_key
            )
    return tuple(newest[round_] for round_ in sorted(newest))


def _limits(knowledge: Knowledge, phases: tuple[Phase, ...], today: date) -> Limits:
    """Holiday that counts in LIS1: a per cent of each part's length (an open rule)."""
    percent = _number(rule_on(knowledge, "lis1-absence-percent", today))
    if percent is None:
        return Limits()
    return Limits(
        holiday_months=tuple(
            (phase.key, phase.months * percent / PERCENT)
            for phase in phases
            if phase.key in (LIS1_HOSPITAL, LIS1_MUNICIPALITY)
        )
    )


def _number(rule: Rule | None) -> Fraction | None:
    if rule is None or rule.number is None:
        return None
    return Fraction(str(rule.number))


def _on_the_path(record: TraineeRecord, today: date) -> TraineeRecord:
    if template_of(record.stage) not in AWAY_STAGES:
        return record
    begun = [
        service
        for service in record.services
        if service.starts_on <= today and template_of(service.stage) not in AWAY_STAGES
    ]
    if begun:
        return replace(record, stage=max(begun, key=lambda s: s.starts_on).stage)
    return replace(record, stage=f"part3:{record.specialty}" if record.specialty else "lis0")


def _stage_keys(reckoning: Reckoning) -> tuple[str, ...]:
    record = reckoning.record
    if reckoning.is_in_part23:
        code = record.specialty
        return (f"part2:{code}", f"part3:{code}", f"specialist:{code}")
    if reckoning.is_in_part1 or reckoning.template == "part1_complete":
        return (LIS1_HOSPITAL, LIS1_MUNICIPALITY, "part1_complete")
    if reckoning.is_before_lis1:
        degree = ("degree",) if record.authorised_on is None else ()
        return tuple(dict.fromkeys((record.stage, *degree, LIS1_HOSPITAL)))
    return (record.stage,)
