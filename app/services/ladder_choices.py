"""Where one may stand and where one may want to go, found by key, code or name as typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from flask_babel import gettext as _

from app.services.wording import in_language, lower_first
from pathways.graph import FINAL_STAGES, PathwayGraph, knowledge_of, specialty_of, stage_of
from pathways.ladder import Goal
from pathways.routes import SPECIALIST
from pathways.types.knowledge import Stage, Zone

START_ZONES = (Zone.STUDENT, Zone.LIS0, Zone.PART1)
HOSPITAL_ROLES = ("consultant", "contract_specialist")
"""Roles that specialists of many fields share; the others belong to one field each."""
MOST_SUGGESTIONS = 3
SHORTEST_PART = 3
"""Fewer letters than this are not looked for inside a name."""


@dataclass(frozen=True, slots=True)
class LadderChoice:
    """A stage or a goal: key in the address, name in the field, other ways to write it."""

    key: str
    name: str
    others: tuple[str, ...] = ()

    @property
    def in_sentence(self) -> str:
        """The name inside a sentence."""
        return lower_first(self.name)


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """What was typed, and either the choice or those that may have been meant."""

    wanted: str
    found: LadderChoice | None
    suggestions: tuple[LadderChoice, ...] = ()


def start_choices(graph: PathwayGraph) -> tuple[LadderChoice, ...]:
    """The stages up to the choice of specialty, then training and specialist in each."""
    stages = [stage_of(graph, key) for key in graph]
    common = [_of_stage(one) for one in stages if one.specialty is None and one.zone in START_ZONES]
    training = [_of_stage(one, _code(graph, one)) for one in stages if one.template == "part3"]
    done = [_of_stage(one) for one in stages if one.template == SPECIALIST]
    roles = [_of_role(stage_of(graph, key)) for key in FINAL_STAGES if key in graph]
    return (*common, *training, *done, *roles)


def goal_choices(graph: PathwayGraph) -> tuple[LadderChoice, ...]:
    """Specialist in each field, then the working roles that a field leads to."""
    found = []
    roles: dict[str, list[LadderChoice]] = {key: [] for key in FINAL_STAGES if key in graph}
    for specialty in knowledge_of(graph).specialties:
        stage = stage_of(graph, f"{SPECIALIST}:{specialty.code}")
        found.append(_of_stage(stage, _code(graph, stage)))
        for role in HOSPITAL_ROLES:
            if role in roles and graph.has_edge(stage.key, role):
                roles[role].append(_in_field(graph, Goal(role, specialty.code)))
    for key, choices in roles.items():
        found += [_of_role(stage_of(graph, key)), *choices]
    return tuple(found)


def name_of_goal(graph: PathwayGraph, goal: Goal) -> LadderChoice:
    """The choice of a goal that the list need not hold, such as a stage on the way."""
    if goal.key != goal.stage:
        return _in_field(graph, goal)
    stage = stage_of(graph, goal.stage)
    return _of_role(stage) if stage.zone is Zone.BEYOND else _of_stage(stage)


def name_of_stage(stage: Stage) -> LadderChoice:
    """The choice of a stage that the list need not hold."""
    return _of_role(stage) if stage.zone is Zone.BEYOND else _of_stage(stage)


def find_choice(choices: Iterable[LadderChoice], wanted: str) -> ChoiceAnswer:
    """The choice with this key, code or name whatever the letter case; else near ones."""
    text = _folded(wanted)
    by_text: dict[str, LadderChoice] = {}
    for choice in choices:
        for word in (choice.key, choice.name, *choice.others):
            by_text.setdefault(_folded(word), choice)
    if text in by_text:
        return ChoiceAnswer(wanted, by_text[text])
    inside = [known for known in by_text if len(text) >= SHORTEST_PART and text in known]
    near = [*inside, *get_close_matches(text, by_text, MOST_SUGGESTIONS)]
    meant = tuple(dict.fromkeys(by_text[known] for known in near))
    return ChoiceAnswer(wanted, None, meant[:MOST_SUGGESTIONS])


def _of_stage(stage: Stage, others: tuple[str, ...] = ()) -> LadderChoice:
    names = (stage.name_nb, stage.name_en)
    return LadderChoice(stage.key, in_language(stage, "name") or stage.key, (*names, *others))


def _of_role(stage: Stage) -> LadderChoice:
    """A role by its short name: the long one of a GP repeats the specialty."""
    others = (stage.name_nb, stage.name_en, stage.short_nb, stage.short_en)
    return LadderChoice(stage.key, in_language(stage, "short") or stage.key, others)


def _in_field(graph: PathwayGraph, goal: Goal) -> LadderChoice:
    specialty = specialty_of(graph, goal.specialty or "")
    field = (in_language(specialty, "name") if specialty else None) or goal.specialty or ""
    stage = stage_of(graph, goal.stage)
    role = in_language(stage, "short") or goal.stage
    name = _("%(role)s i %(specialty)s", role=role, specialty=lower_first(field))
    # An address holds what was typed, so it must work after a change of language too.
    both = (
        ()
        if specialty is None
        else (
            f"{stage.short_nb} i {specialty.name_nb}",
            f"{stage.short_en} in {specialty.name_en}",
        )
    )
    return LadderChoice(goal.key, name, both)


def _code(graph: PathwayGraph, stage: Stage) -> tuple[str, ...]:
    """A field may be typed alone: "psykiatri" or "VOP"."""
    specialty = specialty_of(graph, stage.specialty or "")
    if specialty is None:
        return ()
    return (specialty.code, specialty.code_display, specialty.name_nb, specialty.name_en)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
