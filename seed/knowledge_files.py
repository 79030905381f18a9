"""Reads rules, stages, transitions and requirements, and expands them per specialty.

`stages.csv`, `transitions.csv` and `requirements.csv` hold templates. The column
`applies_to` says who gets one: `-` (one single stage), `*` (all specialties), a group
(`part2`, `part2:fim`, `part2:surgery`, `part2:none`, `hospital`, `asa`) or codes, several
separated by semicolons; `-VOP` takes one away again. In names `{fag}` and `{specialty}`
stand for the specialty's name in running text.

A requirement for `*` is not expanded: it stays on the template (`part3`) and holds for
all of its stages. An expanded one gets the code in its key (`part3-post:VOP`), so keys
stay unique.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pathways.types.knowledge import (
    FactStatus,
    Knowledge,
    Part2Kind,
    Requirement,
    RequirementKind,
    Rule,
    Specialty,
    Stage,
    Transition,
    TransitionKind,
    Zone,
)
from seed.csv_rows import Problem, ReferenceFileError, Row, build_rows
from seed.reference_files import REFERENCE_FOLDER, read_sources, read_specialties

T = TypeVar("T")

NAMES = ("name_nb", "name_en")
FACT = ("rule_keys", "source_key", "status")
NOTES = ("note_nb", "note_en")
RULE_COLUMNS = (
    *("key", *NAMES, "value", "unit", "valid_from", "valid_to", "status", "source_key"),
    *NOTES,
)
STAGE_COLUMNS = (
    *("template", "applies_to", "zone", *NAMES, "short_nb", "short_en"),
    *("minimum_months", "counts_as_training", *FACT, *NOTES),
)
TRANSITION_COLUMNS = (
    *("origin", "target", "applies_to", "kind", "condition_nb", "condition_en"),
    *("usual_wait_months", *FACT),
)
REQUIREMENT_COLUMNS = (
    *("key", "stage", "applies_to", "kind", *NAMES, "amount", "unit", "compulsory"),
    *("inside_service", *FACT, "valid_from", "valid_to", *NOTES),
)

SINGLE = "-"
EVERY = "*"
GROUPS: dict[str, Callable[[Specialty], bool]] = {
    EVERY: lambda specialty: True,
    "part2": lambda specialty: specialty.part2 is not None,
    "part2:fim": lambda specialty: specialty.part2 is Part2Kind.FIM,
    "part2:surgery": lambda specialty: specialty.part2 is Part2Kind.SURGERY,
    "part2:none": lambda specialty: specialty.part2 is None,
    "hospital": lambda specialty: not specialty.is_asa,
    "asa": lambda specialty: specialty.is_asa,
}


def read_knowledge(folder: Path = REFERENCE_FOLDER) -> Knowledge:
    """Sources, rules, specialties, stages, transitions and requirements, expanded.

    Raises one `ReferenceFileError` with the problems of all files. What depends on a
    file that cannot be read is not looked at.
    """
    problems: list[Problem] = []

    def collect(read: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
        try:
            return read()
        except ReferenceFileError as error:
            problems.extend(error.problems)
            return ()

    sources = collect(lambda: read_sources(folder))
    rules = collect(lambda: read_rules(folder))
    specialties = collect(lambda: read_specialties(folder))
    if not specialties:
        raise ReferenceFileError(problems)
    stages = collect(lambda: read_stages(folder, specialties))
    if not stages:
        raise ReferenceFileError(problems)
    templates = StageTemplates.of(stages)
    transitions = collect(lambda: read_transitions(folder, specialties, templates))
    requirements = collect(lambda: read_requirements(folder, specialties, templates))
    if problems:
        raise ReferenceFileError(problems)
    return Knowledge(sources, rules, specialties, stages, transitions, requirements)


@dataclass(frozen=True, slots=True)
class StageTemplates:
    """Which stage keys exist, and which templates have one stage per specialty."""

    keys: frozenset[str]
    single: frozenset[str]
    per_specialty: frozenset[str]

    @classmethod
    def of(cls, stages: tuple[Stage, ...]) -> "StageTemplates":
        """The templates behind expanded stages."""
        return cls(
            keys=frozenset(stage.key for stage in stages),
            single=frozenset(s.template for s in stages if s.specialty is None),
            per_specialty=frozenset(s.template for s in stages if s.specialty is not None),
        )


def read_rules(folder: Path = REFERENCE_FOLDER) -> tuple[Rule, ...]:
    """The rules and figures; one row is one version with its own key and dates."""
    return build_rows(folder / "rules.csv", RULE_COLUMNS, _rule)


def read_stages(folder: Path, specialties: tuple[Specialty, ...]) -> tuple[Stage, ...]:
    """The stages, in the order of the file and then of the specialties."""
    return _expanded(
        folder / "stages.csv",
        STAGE_COLUMNS,
        lambda row: tuple(_stage(row, chosen) for chosen in _chosen(row, specialties)),
    )


def read_transitions(
    folder: Path, specialties: tuple[Specialty, ...], templates: StageTemplates
) -> tuple[Transition, ...]:
    """The transitions; both ends must be stages that exist for the specialty."""
    return _expanded(
        folder / "transitions.csv",
        TRANSITION_COLUMNS,
        lambda row: tuple(
            _transition(row, chosen, templates) for chosen in _chosen(row, specialties)
        ),
    )


def read_requirements(
    folder: Path, specialties: tuple[Specialty, ...], templates: StageTemplates
) -> tuple[Requirement, ...]:
    """The requirements; those for all specialties stay on the stage template."""

    def build(row: Row) -> tuple[Requirement, ...]:
        if row.texts("applies_to") == (EVERY,):
            if row.text("stage") not in templates.per_specialty:
                row.fail("stage", "a template in stages.csv that has specialties")
            return (_requirement(row, row.text("key"), row.text("stage")),)
        return tuple(
            _requirement(
                row,
                _with_code(row.text("key"), chosen),
                _stage_key(row, "stage", chosen, templates),
            )
            for chosen in _chosen(row, specialties)
        )

    return _expanded(folder / "requirements.csv", REQUIREMENT_COLUMNS, build)


def _expanded(
    path: Path, columns: tuple[str, ...], build: Callable[[Row], tuple[T, ...]]
) -> tuple[T, ...]:
    return tuple(value for values in build_rows(path, columns, build) for value in values)


def _chosen(row: Row, specialties: tuple[Specialty, ...]) -> tuple[Specialty | None, ...]:
    """The specialties that `applies_to` names in their own order; None for a single stage."""
    words = row.texts("applies_to")
    if words == (SINGLE,):
        return (None,)
    codes = {specialty.code for specialty in specialties}
    chosen: set[str] = set()
    for word in words:
        if word in GROUPS:
            chosen |= {s.code for s in specialties if GROUPS[word](s)}
        elif word in codes:
            chosen.add(word)
        elif word.removeprefix("-") in codes:
            chosen.discard(word.removeprefix("-"))
        else:
            row.fail("applies_to", "-, a group, or specialty codes separated by semicolons")
    if not chosen:
        row.fail("applies_to", "something that names at least one specialty, or -")
    return tuple(specialty for specialty in specialties if specialty.code in chosen)


def _with_code(key: str, specialty: Specialty | None) -> str:
    return key if specialty is None else f"{key}:{specialty.code}"


def _stage_key(row: Row, field: str, specialty: Specialty | None, templates: StageTemplates) -> str:
    template = row.text(field)
    if template in templates.single:
        return template
    key = _with_code(template, specialty)
    if key not in templates.keys:
        row.fail(field, f"a stage of stages.csv ({key} is none)")
    return key


def _named(row: Row, field: str, specialty: Specialty | None) -> str:
    text = row.text(field)
    if specialty is None:
        return text
    return text.replace("{fag}", _in_running_text(specialty.name_nb)).replace(
        "{specialty}", _in_running_text(specialty.name_en)
    )


def _in_running_text(name: str) -> str:
    return name[:1].lower() + name[1:]


def _rule(row: Row) -> Rule:
    return Rule(
        key=row.text("key"),
        name_nb=row.text("name_nb"),
        name_en=row.text("name_en"),
        value=row.optional("value"),
        unit=row.optional("unit"),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        status=row.choice("status", FactStatus),
        source_key=row.text("source_key"),
        note_nb=row.optional("note_nb"),
        note_en=row.optional("note_en"),
    )


def _stage(row: Row, specialty: Specialty | None) -> Stage:
    return Stage(
        key=_with_code(row.text("template"), specialty),
        template=row.text("template"),
        specialty=specialty.code if specialty else None,
        zone=row.choice("zone", Zone),
        name_nb=_named(row, "name_nb", specialty),
        name_en=_named(row, "name_en", specialty),
        short_nb=row.text("short_nb"),
        short_en=row.text("short_en"),
        minimum_months=row.whole("minimum_months"),
        counts_as_training=row.flag("counts_as_training"),
        rule_keys=row.texts("rule_keys"),
        source_key=row.text("source_key"),
        status=row.choice("status", FactStatus),
        note_nb=row.optional("note_nb"),
        note_en=row.optional("note_en"),
    )


def _transition(row: Row, specialty: Specialty | None, templates: StageTemplates) -> Transition:
    return Transition(
        origin=_stage_key(row, "origin", specialty, templates),
        target=_stage_key(row, "target", specialty, templates),
        kind=row.choice("kind", TransitionKind),
        condition_nb=row.optional("condition_nb"),
        condition_en=row.optional("condition_en"),
        usual_wait_months=row.whole("usual_wait_months"),
        rule_keys=row.texts("rule_keys"),
        source_key=row.text("source_key"),
        status=row.choice("status", FactStatus),
    )


def _requirement(row: Row, key: str, stage: str) -> Requirement:
    return Requirement(
        key=key,
        stage=stage,
        kind=row.choice("kind", RequirementKind),
        name_nb=row.text("name_nb"),
        name_en=row.text("name_en"),
        amount=row.number("amount"),
        unit=row.optional("unit"),
        rule_keys=row.texts("rule_keys"),
        source_key=row.text("source_key"),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        status=row.choice("status", FactStatus),
        note_nb=row.optional("note_nb"),
        note_en=row.optional("note_en"),
        inside_service=row.optional("inside_service"),
        compulsory=row.flag("compulsory"),
    )
