"""The doctors and vacant posts of a plan: who is in it, added, taken out, and what each needs.

Each step is one edit of the draft that can be undone like any other. A doctor's needs come from
the training plan and from what is booked; what they cannot say is told, never guessed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import EditKind
from app.exchange.rotation_needs import Needs, write_needs
from app.services.expected_dates import ExpectedDates
from app.services.rotation_draft_rows import RowEdit, hold_draft, keep_rows
from app.services.rotation_life import Moment, Refused
from app.services.rotation_months import first_day, last_day
from app.services.rotation_needs_suggested import (
    Gap,
    Known,
    Suggested,
    day_before,
    group_of,
    suggest,
)
from app.services.rotation_rows_words import ADDED, TAKEN_OUT
from app.store import access as access_store
from app.store import record_batches, rotations, trainees
from app.store import rotation_plans as store
from app.store.record_batches import FiledRecord
from app.store.rotation_copies import GONE, Snapshot
from app.store.rotation_values import BoardRows, PlanHead, UnitRow
from app.store.trainees import IN_TRAINING, ReachFilter, TraineeFilter, TraineeRow
from pathways.plan_match import ServiceMatch, match
from rotations.types.case import Placement, TraineeGroup

MOST_ADDED = 300
LONGEST_POST = 80


@dataclass(frozen=True, slots=True)
class Added:
    """Who was added, and what of each is left to settle."""

    names: tuple[str, ...]
    gaps: Mapping[str, tuple[Gap, ...]] = field(default_factory=dict)


def candidates(
    session: Session, plan: PlanHead, *, specialty: str = "", words: str = "", today: date
) -> tuple[tuple[TraineeRow, ...], int]:
    """Doctors in training of the plan's organisation, and those of others who are booked at one
    of its units within the plan (ALIS of a municipality, say), by name; and how many there are."""
    return trainees.list_trainees(
        session,
        _reach(session, plan),
        TraineeFilter(words=words, specialty=specialty, stages=IN_TRAINING),
        today=today,
        limit=MOST_ADDED,
    )


def add_doctors(
    session: Session, plan: PlanHead, public_ids: Sequence[str], moment: Moment
) -> Added | Refused:
    """Put doctors into the draft, after those who are there; commits. Who is there stays as is."""
    head = hold_draft(session, plan)
    if head is None:
        session.rollback()
        return no_draft()
    board = rotations.load_board(session, head.id)
    there = {each.public_id for each in board.members}
    wanted = [each for each in dict.fromkeys(public_ids[:MOST_ADDED]) if each not in there]
    found = suggestions(session, plan, wanted, moment.today, only_own=True)
    if not found:
        session.rollback()
        return Refused(_("Velg minst én lege som ikke er i planen fra før."), "lege")
    position = max((each.position for each in board.members), default=-1)
    ids = store.person_ids(session, found)
    sites = {each.site for one in found.values() for each in one.suggested.placements}
    units = rotations.load_units(session, sites)
    rows, names, gaps = {}, [], {}
    for number, (public_id, one) in enumerate(found.items(), start=1):
        row = _row(plan, one.group, position + number, one.suggested.must_finish)
        rows[public_id] = _snapshot(plan, one, units, {**row, "person_id": ids[public_id]})
        names.append(one.name)
        gaps[one.name] = one.suggested.gaps
    told = {"doctor": names[0], "count": len(names)}
    edit = RowEdit(EditKind.ADD, ADDED, rows, told)
    keep_rows(session, board, edit, by=moment.by, now=moment.now)
    session.commit()
    return Added(tuple(names), {name: each for name, each in gaps.items() if each})


def add_vacancy(
    session: Session, plan: PlanHead, name: str, group: TraineeGroup, moment: Moment
) -> Added | Refused:
    """Put a vacant post into the draft; commits."""
    name = name.strip()
    if not name or len(name) > LONGEST_POST:
        return Refused(
            _("Skriv hva stillingen heter, høyst %(most)s tegn.", most=LONGEST_POST), "stilling"
        )
    head = hold_draft(session, plan)
    if head is None:
        session.rollback()
        return no_draft()
    board = rotations.load_board(session, head.id)
    position = max((each.position for each in board.members), default=-1) + 1
    row = {**_row(plan, group, position, must_finish=False), "vacancy_name": name}
    key = f"ledig-{uuid4().hex[:12]}"
    rows = {key: Snapshot({}, [], [], row)}
    edit = RowEdit(EditKind.ADD, ADDED, rows, {"doctor": name, "count": 1})
    keep_rows(session, board, edit, by=moment.by, now=moment.now)
    session.commit()
    return Added((name,))


def take_out(
    session: Session, plan: PlanHead, key: str, seen: int, moment: Moment
) -> str | Refused:
    """Take a row out of the draft; its name. Commits. Refused when it was edited since `seen`."""
    head = hold_draft(session, plan)
    board = rotations.load_board(session, head.id) if head else None
    member = board.member(key) if board else None
    if head is None or board is None or member is None:
        session.rollback()
        return no_draft() if head is None else Refused(gone_text(), is_stale=True)
    if store.newest_edit_of(session, head.id, key) > seen:
        session.rollback()
        text = _("Raden til %(name)s er endret etter at du åpnet siden.", name=member.name)
        return Refused(text, is_stale=True)
    edit = RowEdit(EditKind.REMOVE, TAKEN_OUT, {key: GONE}, {"doctor": member.name})
    keep_rows(session, board, edit, by=moment.by, now=moment.now)
    session.commit()
    return member.name


# --- What a doctor needs ---


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A row that can be made for one doctor."""

    name: str
    group: TraineeGroup
    has_plan: bool
    suggested: Suggested


def suggestions(
    session: Session,
    plan: PlanHead,
    public_ids: Collection[str],
    today: date,
    *,
    only_own: bool = False,
) -> dict[str, Suggestion]:
    """What each of these doctors needs in the plan, by public id, in the order they are named.

    `only_own`: those who are no `candidates` are left out. The number of queries does not depend
    on how many there are.
    """
    wanted = list(public_ids)
    own = access_store.with_children(session, {plan.organisation_id})
    if only_own and wanted:
        within, _total = trainees.list_trainees(
            session,
            _reach(session, plan),
            TraineeFilter(stages=IN_TRAINING, public_ids=tuple(wanted)),
            today=today,
            limit=MOST_ADDED,
        )
        known = {each.public_id for each in within}
        wanted = [each for each in wanted if each in known]
    filed = record_batches.load_named(session, wanted) if wanted else ()
    if not filed:
        return {}
    ids = store.person_ids(session, wanted)
    versions = {each.plan_version_id for each in filed if each.plan_version_id is not None}
    unit_of = store.units_booked(session, ids.values(), plan.first_month)
    used = store.units_used(session, versions, own)
    dates = ExpectedDates(session, filed, today)
    found = {each.record.person: _suggestion(plan, each, dates, unit_of, used) for each in filed}
    return {each: found[each] for each in wanted if each in found}


def _suggestion(
    plan: PlanHead,
    filed: FiledRecord,
    dates: ExpectedDates,
    unit_of: Mapping[str, str],
    used: Mapping[tuple[int, int], tuple[str, ...]],
) -> Suggestion:
    record, version = filed.record, filed.plan_version_id
    published = dates.plan_of(record.person)
    services: tuple[ServiceMatch, ...] = ()
    if published is not None:
        limits = dates.limits_of(record.person)
        services = match(record, published, day_before(plan.first_month), limits).services
    known = Known(
        services,
        unit_of,
        {seq: keys for (of, seq), keys in used.items() if of == version},
    )
    suggested = suggest(record, known, plan.first_month, plan.months)
    return Suggestion(record.name, group_of(record), published is not None, suggested)


# --- Rows ---


def _row(plan: PlanHead, group: TraineeGroup, position: int, must_finish: bool) -> dict[str, Any]:
    return {
        "person_id": None,
        "vacancy_name": None,
        "group": group.value,
        "position": position,
        "must_finish": must_finish,
        "starts_on": plan.first_month.isoformat(),
        "available_to": None,
        "deadline": None,
    }


def _snapshot(
    plan: PlanHead, one: Suggestion, units: Mapping[str, UnitRow], row: dict[str, Any]
) -> Snapshot:
    suggested = one.suggested
    blocks = {each.key: each for each in suggested.needs.blocks}
    placements = [
        placement_row(plan, each, units[each.site].id, suggested.needs, blocks[each.block].service)
        for each in suggested.placements
    ]
    return Snapshot(write_needs(suggested.needs, plan.first_month), [], placements, row)


def placement_row(
    plan: PlanHead, placed: Placement, unit_id: int, needs: Needs, service: str
) -> dict[str, Any]:
    """A new placement as it is stored; nobody has locked it."""
    return {
        "block_key": placed.block,
        "service_nb": service,
        "service_en": needs.service_en.get(service, service),
        "unit_id": unit_id,
        "starts_on": first_day(plan.first_month, placed.first).isoformat(),
        "ends_on": last_day(plan.first_month, placed.last).isoformat(),
        "continues": placed.continues,
        "inner_unit_id": None,
        "inner_starts_on": None,
        "inner_ends_on": None,
        "is_locked": False,
        "locked_by_id": None,
        "locked_on": None,
    }


def no_draft() -> Refused:
    """What to say when there is no draft to change."""
    return Refused(_("Planen har ikke noe utkast nå. Bare et utkast kan endres."))


def gone_text() -> str:
    """What to say of a row that somebody took out."""
    return _("Raden finnes ikke lenger i utkastet.")


def _reach(session: Session, plan: PlanHead) -> ReachFilter:
    own = access_store.with_children(session, {plan.organisation_id})
    return ReachFilter(organisation_ids=own, visitors_since=plan.first_month)


def board_of(session: Session, plan: PlanHead) -> BoardRows | None:
    """The version that is shown: the open one, else the published one."""
    head = rotations.open_version(session, plan.id) or rotations.published_version(session, plan.id)
    return None if head is None else rotations.load_board(session, head.id)
