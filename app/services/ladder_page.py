"""The page "Karrierestige": the routes from a stage to a goal, side by side.

Public for any stage; for a doctor in training from the own record, with what is served
taken off and local service time shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.services import knowledge
from app.services.knowledge import KnowledgeBundle
from app.services.ladder_answer import count_note, headline, reason_of, time_facts, time_source
from app.services.ladder_carried import carried_facts, local_rows
from app.services.ladder_choices import (
    HOSPITAL_ROLES,
    ChoiceAnswer,
    LadderChoice,
    find_choice,
    goal_choices,
    name_of_goal,
    name_of_stage,
    start_choices,
)
from app.services.ladder_rungs import LadderTexts, LadderView, build_ladders
from app.services.my_pathway_reckoning import reckon
from app.services.pathways_facts import (
    Fact,
    SourceRef,
)
from app.services.pathways_map import months_from_authorisation
from app.services.pathways_page import ListRow
from app.services.wording import years
from app.store import organisations, records
from app.store.knowledge import load_values
from pathways.graph import (
    FINAL_STAGES,
    PathwayGraph,
    knowledge_of,
    stage_of,
)
from pathways.ladder import (
    Goal,
    Problem,
    Published,
    compare,
    parse_goal,
)
from pathways.ladder_credit import OwnTime
from pathways.local_service import local_service
from pathways.routes import SPECIALIST, UnknownStage, open_from
from pathways.types.knowledge import Lis1Figure

START_FIELD, GOAL_FIELD = "fra", "til"


@dataclass(frozen=True, slots=True)
class LadderField:
    """A field of the form: what stands in it, and the answer when it cannot be used."""

    name: str
    label: str
    value: str
    options: tuple[str, ...]
    error: str | None = None
    suggestions: tuple[tuple[str, str], ...] = ()
    """(key, name) of what may have been meant."""


@dataclass(frozen=True, slots=True)
class LadderPage:
    """Everything the page shows. `start_key` and `goal_key` are what the address should say."""

    sentence: str
    reason: str
    source: SourceRef | None
    fields: tuple[LadderField, ...]
    start_key: str | None
    goal_key: str | None
    ladders: tuple[LadderView, ...]
    ladders_note: str | None
    carried: tuple[Fact, ...]
    times: tuple[Fact, ...]
    local: tuple[ListRow, ...]
    is_own: bool
    status: int = 200
    """HTTP status: 404 for something unknown, 422 for a goal that cannot be reached."""

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """(field, message) of what must be mended."""
        return tuple((field.name, field.error) for field in self.fields if field.error)


@dataclass(frozen=True, slots=True)
class LadderQuestion:
    """What a page is built from. `own` and `local` belong to a doctor's own record."""

    bundle: KnowledgeBundle
    published: Published
    names: Mapping[str, str]
    today: date
    own: OwnTime | None = None
    local: tuple[ListRow, ...] = ()

    @property
    def graph(self) -> PathwayGraph:
        """The pathway graph."""
        return self.bundle.graph


def load_ladder_page(session: Session, *, start: str, goal: str, today: date) -> LadderPage:
    """The public page for what stands in the two fields, as keys or as people type."""
    bundle = knowledge.load_bundle(session)
    published = _published(session, bundle)
    question = LadderQuestion(bundle, published, _names(session, published), today)
    return build_ladder_page(question, start, goal)


def load_own_ladder_page(
    session: Session, public_id: str, *, goal: str, today: date
) -> LadderPage | None:
    """The page from a doctor's own record; None when the doctor is not in training.

    Without a goal the working role that the doctor's specialty leads to is taken.
    """
    record = records.load_record(session, public_id)
    if record is None:
        return None
    bundle = knowledge.load_bundle(session)
    published = _published(session, bundle)
    # A doctor on leave stands where the path was left; the reckoning knows where.
    reckoning = reckon(record, bundle, today)
    places = organisations.load_all(session)
    question = LadderQuestion(
        bundle,
        published,
        _names(session, published),
        today,
        OwnTime(reckoning.record, reckoning.measures.limits),
        local_rows(local_service(record, places, today)),
    )
    wanted = goal.strip() or _usual_goal(bundle.graph, record.specialty)
    return build_ladder_page(question, reckoning.record.stage, wanted)


def build_ladder_page(question: LadderQuestion, start: str, goal: str) -> LadderPage:
    """The page for two texts. Neither needs to exist: the field then says so and keeps it."""
    first, last = _start(question.graph, start), _goal(question.graph, goal)
    if first is None or first.found is None or last is None or last.found is None:
        return _without_answer(question, first, last)
    wanted = parse_goal(question.graph, last.found.key)
    found = compare(
        question.graph,
        first.found.key,
        wanted,
        question.today,
        question.published,
        question.own,
    )
    if found.problem is not None:
        return _without_answer(question, first, last, _problem(found.problem, first, last))
    texts = LadderTexts(question.graph, question.names, question.own is not None)
    return LadderPage(
        sentence=headline(found, first.found, last.found),
        reason=reason_of(found),
        source=time_source(question.graph),
        fields=_fields(question, first, last),
        start_key=first.found.key,
        goal_key=last.found.key,
        ladders=build_ladders(texts, found.ladders),
        ladders_note=count_note(found),
        carried=carried_facts(question.graph, found.carried) if found.carried else (),
        times=time_facts(question.graph, found),
        local=question.local,
        is_own=question.own is not None,
    )


# What the address says


def _start(graph: PathwayGraph, text: str) -> ChoiceAnswer | None:
    """None when the field is empty."""
    if not text.strip():
        return None
    answer = find_choice(start_choices(graph), text.strip())
    if answer.found is None and text.strip() in graph:
        return ChoiceAnswer(text, name_of_stage(stage_of(graph, text.strip())))
    return answer


def _goal(graph: PathwayGraph, text: str) -> ChoiceAnswer | None:
    if not text.strip():
        return None
    answer = find_choice(goal_choices(graph), text.strip())
    if answer.found is None:
        try:
            return ChoiceAnswer(text, name_of_goal(graph, parse_goal(graph, text.strip())))
        except UnknownStage:
            return answer
    return answer


def _usual_goal(graph: PathwayGraph, specialty: str | None) -> str:
    """The role that a specialty leads to first; empty before a specialty is chosen."""
    stage = f"{SPECIALIST}:{specialty}"
    if specialty is None or stage not in graph:
        return ""
    onward = {one.target for one in open_from(graph, stage)}
    role = next((key for key in FINAL_STAGES if key in onward), None)
    if role is None:
        return stage
    return Goal(role, specialty).key if role in HOSPITAL_ROLES else role


def _published(session: Session, bundle: KnowledgeBundle) -> Published:
    return Published(bundle.offers, load_values(session, Lis1Figure), bundle.courses)


def _names(session: Session, published: Published) -> Mapping[str, str]:
    keys = {one.organisation for one in published.offers}
    keys |= {one.organisation for one in published.figures}
    keys |= {one.municipality for one in published.figures if one.municipality}
    return organisations.load_names_by_key(session, keys)


# The form


def _fields(
    question: LadderQuestion,
    first: ChoiceAnswer | None,
    last: ChoiceAnswer | None,
    problem: str | None = None,
) -> tuple[LadderField, ...]:
    goal = _field(GOAL_FIELD, _("Hvor vil du?"), last, goal_choices(question.graph), problem)
    if question.own is not None:
        return (goal,)
    start = _field(START_FIELD, _("Hvor står du?"), first, start_choices(question.graph))
    return (start, goal)


def _field(
    name: str,
    label: str,
    answer: ChoiceAnswer | None,
    choices: tuple[LadderChoice, ...],
    problem: str | None = None,
) -> LadderField:
    options = tuple(choice.name for choice in choices)
    if answer is None:
        return LadderField(name, label, "", options)
    if answer.found is not None:
        return LadderField(name, label, answer.found.name, options, problem)
    error = _(
        "Vi fant ikke «%(wanted)s». Velg et av forslagene i feltet «%(label)s».",
        wanted=answer.wanted,
        label=label.rstrip("?"),
    )
    suggestions = tuple((choice.key, choice.name) for choice in answer.suggestions)
    return LadderField(name, label, answer.wanted, options, error, suggestions)


def _problem(problem: Problem, first: ChoiceAnswer, last: ChoiceAnswer) -> str:
    assert first.found is not None and last.found is not None
    if problem is Problem.ALREADY_THERE:
        return _("Målet er det samme som stedet du står. Velg et annet mål.")
    return _(
        "Ingen vei går fra %(start)s til %(goal)s. Velg et mål lenger fram, eller et annet fag.",
        start=first.found.in_sentence,
        goal=last.found.in_sentence,
    )


def _without_answer(
    question: LadderQuestion,
    first: ChoiceAnswer | None,
    last: ChoiceAnswer | None,
    problem: str | None = None,
) -> LadderPage:
    """The form with what is wrong in it, under the answer that holds for everybody."""
    answers = [answer for answer in (first, last) if answer is not None]
    unknown = any(answer.found is None for answer in answers)
    specialties = knowledge_of(question.graph).specialties
    shortest = min(months_from_authorisation(question.graph, one.code) for one in specialties)
    return LadderPage(
        sentence=_(
            "Fra autorisasjon til spesialist tar det minst *%(years)s*.", years=years(shortest)
        ),
        reason=_("Velg hvor du står og hvor du vil, så ser du veiene side om side.")
        if question.own is None
        else _("Velg hvor du vil, så ser du veiene side om side."),
        source=time_source(question.graph),
        fields=_fields(question, first, last, problem),
        start_key=first.found.key if first and first.found else None,
        goal_key=last.found.key if last and last.found else None,
        ladders=(),
        ladders_note=None,
        carried=(),
        times=(),
        local=question.local,
        is_own=question.own is not None,
        status=404 if unknown else 422 if problem else 200,
    )
