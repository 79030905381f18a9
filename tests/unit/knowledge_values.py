"""Small pathway values for the tests, and the real ones read once."""

from dataclasses import replace
from functools import cache
from typing import Any

from pathways.graph import PathwayGraph, build_graph
from pathways.types.knowledge import (
    FactStatus,
    Family,
    Knowledge,
    Part2Kind,
    Requirement,
    RequirementKind,
    Rule,
    Source,
    Specialty,
    Stage,
    Transition,
    TransitionKind,
    Zone,
)
from seed.knowledge_files import read_knowledge

SOURCE = Source("src", "A page", "https://example.org/page", "2025", "stored copy")
RULE = Rule("rule", "Regel", "Rule", "1", "months", None, None, FactStatus.CONFIRMED, "src")


@cache
def real_knowledge() -> Knowledge:
    return read_knowledge()


@cache
def real_graph() -> PathwayGraph:
    """Shared by the tests: look, but do not change."""
    return build_graph(real_knowledge())


def a_specialty(code: str = "VOP", part2: Part2Kind | None = None, **changes: Any) -> Specialty:
    specialty = Specialty(
        code=code,
        code_display=code,
        code_official=True,
        name_nb=f"Fag {code}",
        name_en=f"Specialty {code}",
        family=Family.PSYCHIATRY,
        part2=part2,
        minimum_total_years=6.5,
        minimum_part23_months=60,
        is_asa=False,
        status=FactStatus.CONFIRMED,
        source_key="src",
    )
    return replace(specialty, **changes)


def a_stage(key: str, months: int | None = 0, **changes: Any) -> Stage:
    template, _, code = key.partition(":")
    stage = Stage(
        key=key,
        template=template,
        specialty=code or None,
        zone=Zone.PART23,
        name_nb=f"Steg {key}",
        name_en=f"Stage {key}",
        short_nb=template,
        short_en=template,
        minimum_months=months,
        counts_as_training=True,
        rule_keys=("rule",),
        source_key="src",
        status=FactStatus.CONFIRMED,
    )
    return replace(stage, **changes)


def a_transition(
    origin: str, target: str, kind: TransitionKind = TransitionKind.PROGRESS, **changes: Any
) -> Transition:
    transition = Transition(
        origin=origin,
        target=target,
        kind=kind,
        condition_nb="Når det er klart",
        condition_en="When it is ready",
        usual_wait_months=None,
        rule_keys=(),
        source_key="src",
        status=FactStatus.CONFIRMED,
    )
    return replace(transition, **changes)


def a_requirement(key: str, stage: str, **changes: Any) -> Requirement:
    requirement = Requirement(
        key=key,
        stage=stage,
        kind=RequirementKind.SERVICE,
        name_nb="Tjeneste",
        name_en="Service",
        amount=12,
        unit="months",
        rule_keys=(),
        source_key="src",
        valid_from=None,
        valid_to=None,
        status=FactStatus.CONFIRMED,
    )
    return replace(requirement, **changes)


def small_knowledge(**changes: Any) -> Knowledge:
    """A whole pathway with one specialty that passes every check."""
    knowledge = Knowledge(
        sources=(SOURCE,),
        rules=(RULE,),
        specialties=(a_specialty("VOP"),),
        stages=(
            a_stage("student_unlicensed", None),
            a_stage("student_abroad", None),
            a_stage("degree_abroad", None),
            a_stage("degree"),
            a_stage("lis0", None),
            a_stage("lis1_hospital", 12),
            a_stage("lis1_municipality", 6),
            a_stage("part1_complete"),
            a_stage("part3:VOP", 60),
            a_stage("specialist:VOP"),
            a_stage("consultant", None),
            a_stage("trainee_leave", None),
        ),
        transitions=(
            a_transition("student_unlicensed", "degree"),
            a_transition("student_abroad", "degree_abroad"),
            a_transition("degree_abroad", "degree"),
            a_transition("degree", "lis1_hospital"),
            a_transition("degree", "lis0", TransitionKind.CHOICE),
            a_transition("lis0", "lis1_hospital"),
            a_transition("lis1_hospital", "lis1_municipality"),
            a_transition("lis1_municipality", "part1_complete"),
            a_transition("part1_complete", "part3:VOP", TransitionKind.CHOICE),
            a_transition("part3:VOP", "specialist:VOP"),
            a_transition("part3:VOP", "trainee_leave", TransitionKind.EXCHANGE),
            a_transition("trainee_leave", "part3:VOP", TransitionKind.RETURN),
            a_transition("part3:VOP", "part1_complete", TransitionKind.CHANGE),
            a_transition("specialist:VOP", "consultant", TransitionKind.CHOICE),
        ),
        requirements=(a_requirement("service", "part3"),),
    )
    return replace(knowledge, **changes)


def without_edges(knowledge: Knowledge, *pairs: tuple[str, str]) -> Knowledge:
    kept = tuple(t for t in knowledge.transitions if (t.origin, t.target) not in pairs)
    assert len(kept) == len(knowledge.transitions) - len(pairs)
    return replace(knowledge, transitions=kept)


def with_transitions(knowledge: Knowledge, *added: Transition) -> Knowledge:
    return replace(knowledge, transitions=(*knowledge.transitions, *added))


def with_stages(knowledge: Knowledge, *stages: Stage) -> Knowledge:
    """The stages with these added, or put in the place of those with the same key."""
    new = {stage.key for stage in stages}
    kept = tuple(stage for stage in knowledge.stages if stage.key not in new)
    return replace(knowledge, stages=kept + stages)


def with_requirements(knowledge: Knowledge, *added: Requirement) -> Knowledge:
    return replace(knowledge, requirements=(*knowledge.requirements, *added))
