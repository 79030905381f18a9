"""Rotasjonstavle: a version of a plan as a board, with what it breaks and what it does to dates.

Read only. The number of queries does not depend on how many doctors the plan has; the rules and
the load are reckoned from the stored rows each time, so the page is never older than they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.actors import Actor, places_coordinated
from app.services import board_answer, knowledge, rotation_dates
from app.services.board_answer import BoardAnswer
from app.services.board_filters import (
    Choices,
    Option,
    Wanted,
    choices_of,
    chosen_doctors,
    view_of,
)
from app.services.board_findings import Findings, findings_of
from app.services.board_load import LoadRow, count_plan, has_vacancies, load_rows
from app.services.board_marks import breached_blocks, changed_blocks
from app.services.board_months import Head, head_of
from app.services.board_opening import Step, changes_text, doctor_count, opening_of, steps_of
from app.services.board_rows import BlockKey, Drawing, Marks, RowGroup, build_groups
from app.services.board_words import Names
from app.services.rotation_case import PlanCase, load_case
from app.services.rotation_dates import DraftDate
from app.services.rotation_months import month_of
from app.services.start_pages import Opening
from app.services.wording import in_language, language, lower_first, plain
from app.store import access as access_store
from app.store import audit, person_settings
from app.store import board as store
from app.store import rotations as rotation_store
from app.store.rotation_values import PlanHead, VersionHead
from rotations.loads import LoadedPlan
from rotations.rules import check_plan
from rotations.types.case import RotationCase, Span
from rotations.types.findings import Violation

DENSE = "board.dense"
"""The person's own choice of dense rows."""
FEW_ROWS = 20


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The whole page but for the panel."""

    plan: PlanHead
    version: VersionHead
    opening: Opening
    steps: tuple[Step, ...]
    changes: str
    published: int | None
    """Number of the published version, when it is another one than this."""
    choices: Choices
    wanted: Wanted
    is_dense: bool
    head: Head
    groups: tuple[RowGroup, ...]
    loads: tuple[LoadRow, ...]
    findings: Findings
    answer: BoardAnswer | None
    """What takes the breaches of a draft away."""
    shown: str
    """How many rows the filters leave; empty when they leave all."""

    @property
    def is_tall(self) -> bool:
        """Whether there are more rows than a window holds."""
        return sum(len(group.rows) for group in self.groups) > FEW_ROWS

    @property
    def has_vacancies(self) -> bool:
        """Whether a load counts vacant posts apart."""
        return has_vacancies(self.loads)

    @property
    def is_empty(self) -> bool:
        """Whether the filters leave nobody."""
        return not self.groups


@dataclass(frozen=True)
class _Loaded:
    """What is read once for a page or a file."""

    plan_case: PlanCase
    published: VersionHead | None
    dates: Mapping[str, DraftDate]
    specialties: Mapping[str, str]
    """Codes by member key."""
    specialty_names: Mapping[str, str]
    names: Names
    view: Span
    now: int


def list_plans(session: Session, actor: Actor) -> tuple[PlanHead, ...]:
    """The plans of the organisations that the actor coordinates, and of those under them."""
    places = places_coordinated(actor)
    if places is None:
        return rotation_store.find_plans(session, None)
    return rotation_store.find_plans(session, access_store.with_children(session, set(places)))


def find_version(session: Session, plan: PlanHead, number: int | None) -> VersionHead | None:
    """The version with this number, else the open one, else the published one."""
    if number is not None:
        return rotation_store.find_number(session, plan.id, number)
    return rotation_store.open_version(session, plan.id) or rotation_store.published_version(
        session, plan.id
    )


def load_plan_case(
    session: Session, plan: PlanHead, number: int | None, today: date
) -> PlanCase | None:
    """The version to show as a case; None when the plan has no such version."""
    version = find_version(session, plan, number)
    return None if version is None else load_case(session, version.id, today=today)


def load_page(
    session: Session,
    actor: Actor,
    plan_case: PlanCase,
    wanted: Wanted,
    today: date,
    violations: Sequence[Violation],
    counted: LoadedPlan | None = None,
) -> BoardPage:
    """The board of a case as `wanted` asks for it; `violations` are those of the whole plan, and
    `counted` is the plan that they were found in."""
    loaded = _load(session, plan_case, wanted, today)
    case, version = plan_case.case, plan_case.board.version
    changed, changes = changed_blocks(case.published, plan_case.placements)
    marks = Marks(
        locked={
            (row.member_key, row.block_key) for row in plan_case.board.placements if row.is_locked
        },
        changed=changed if loaded.published else frozenset(),
        breached=breached_blocks(case, plan_case.placements, violations),
        sized=_sized(case) if version.is_draft else frozenset(),
        chosen=wanted.chosen,
    )
    drawing = _drawing(loaded, marks)
    doctors = chosen_doctors(
        case,
        plan_case.placements,
        wanted,
        loaded.view,
        specialties=loaded.specialties,
        dates=drawing.dates,
    )
    loads = load_rows(
        case, plan_case.placements, loaded.view, loaded.now, wanted.site or None, counted
    )
    findings = findings_of(violations, plan_case.placements, loaded.names, loads)
    answer = board_answer.load(session, plan_case, findings.breaches)
    mended = answer.sentence if answer else ""
    return BoardPage(
        plan=plan_case.plan,
        version=version,
        opening=opening_of(version, findings, plan_case, loaded.published, loaded.dates, mended),
        steps=steps_of(version),
        changes="" if _is_shown(loaded) else changes_text(changes, loaded.published),
        published=None if _is_shown(loaded) or not loaded.published else loaded.published.number,
        choices=_choices(session, actor, loaded, drawing),
        wanted=wanted,
        is_dense=_is_dense(session, actor, wanted),
        head=head_of(case.first_month, loaded.view, loaded.now),
        groups=build_groups(drawing, doctors),
        loads=loads,
        findings=findings,
        answer=answer,
        shown=doctor_count(len(doctors), len(case.doctors)) if wanted.narrows else "",
    )


def count(plan_case: PlanCase) -> LoadedPlan:
    """The plan counted once, for judging it and for showing who is where."""
    return count_plan(plan_case.case, plan_case.placements)


def judge(counted: LoadedPlan) -> tuple[Violation, ...]:
    """Everything in the plan that is not as it must or should be."""
    return check_plan(counted)


def load_rows_for_file(
    session: Session, plan_case: PlanCase, wanted: Wanted, today: date
) -> tuple[Head, tuple[RowGroup, ...], tuple[LoadRow, ...]]:
    """What the workbook shows: the chosen doctors over the whole plan, and the load."""
    loaded = _load(session, plan_case, wanted, today)
    case = plan_case.case
    drawing = _drawing(loaded, Marks())
    doctors = chosen_doctors(
        case,
        plan_case.placements,
        wanted,
        loaded.view,
        specialties=loaded.specialties,
        dates=drawing.dates,
    )
    head = head_of(case.first_month, loaded.view, loaded.now)
    loads = load_rows(case, plan_case.placements, loaded.view, loaded.now, wanted.site or None)
    return head, build_groups(drawing, doctors), loads


def keep_density(session: Session, actor: Actor, *, is_dense: bool, now: datetime) -> None:
    """Remember that a person wants dense rows, or does not; commits."""
    changed = person_settings.save_choices(
        session, actor.person_id, {DENSE: "1" if is_dense else "0"}, now
    )
    if changed:
        audit.add_event(
            session,
            at=now,
            by=actor.person_id,
            action="settings.changed",
            subject=("person", str(actor.person_id)),
            details={key: list(pair) for key, pair in changed.items()},
        )
        session.commit()


def _load(session: Session, plan_case: PlanCase, wanted: Wanted, today: date) -> _Loaded:
    case, board = plan_case.case, plan_case.board
    people = {each.person_id: each.key for each in board.members if each.person_id is not None}
    codes = store.load_specialties(session, list(people))
    now = month_of(case.first_month, today)
    return _Loaded(
        plan_case=plan_case,
        published=rotation_store.published_version(session, board.version.plan.id),
        dates=rotation_dates.dates(session, plan_case, set(people.values()), today),
        specialties={people[person]: code for person, code in codes.items()},
        specialty_names=_specialty_names(session),
        names=Names(case, _services(plan_case), today),
        view=view_of(case, wanted, now),
        now=now,
    )


def _locked(plan_case: PlanCase) -> frozenset[BlockKey]:
    rows = plan_case.board.placements
    return frozenset((row.member_key, row.block_key) for row in rows if row.is_locked)


def _sized(case: RotationCase) -> frozenset[BlockKey]:
    """The blocks whose length is a choice."""
    return frozenset(
        (doctor.key, block.key)
        for doctor in case.doctors
        for block in doctor.blocks
        if block.min_months < block.max_months
    )


def _is_shown(loaded: _Loaded) -> bool:
    """Whether the version on the page is the published one."""
    version = loaded.plan_case.board.version
    return loaded.published is not None and loaded.published.id == version.id


def _drawing(loaded: _Loaded, marks: Marks) -> Drawing:
    plan_case = loaded.plan_case
    dates = {key: each.draft for key, each in loaded.dates.items() if each.draft is not None}
    code = plan_case.plan.specialty_code
    return Drawing(
        case=plan_case.case,
        placements=plan_case.placements,
        view=loaded.view,
        marks=marks,
        services=loaded.names.services,
        dates=dates,
        specialty=lower_first(loaded.specialty_names.get(code, code)) if code else None,
    )


def _services(plan_case: PlanCase) -> dict[BlockKey, str]:
    """The services as the page's language calls them, for blocks that are placed."""
    is_english = language() == "en"
    return {
        (row.member_key, row.block_key): plain((is_english and row.service_en) or row.service_nb)
        for row in plan_case.board.placements
    }


def _specialty_names(session: Session) -> dict[str, str]:
    """The specialties by code, in the page's language."""
    known = knowledge.load_bundle(session).knowledge.specialties
    return {each.code: in_language(each, "name") or each.code for each in known}


def _choices(session: Session, actor: Actor, loaded: _Loaded, drawing: Drawing) -> Choices:
    plan_case = loaded.plan_case
    plans: tuple[Option, ...] = tuple(
        (plan.public_id, plan.name) for plan in list_plans(session, actor)
    )
    return choices_of(
        plan_case.case,
        loaded.view,
        plans=plans,
        specialty=drawing.specialty,
        specialty_name=lambda code: loaded.specialty_names.get(code, code),
        specialties=loaded.specialties,
        dates=drawing.dates,
        used={each.site for each in plan_case.placements},
    )


def _is_dense(session: Session, actor: Actor, wanted: Wanted) -> bool:
    if wanted.is_dense is not None:
        return wanted.is_dense
    return person_settings.load_choices(session, actor.person_id).get(DENSE) == "1"
