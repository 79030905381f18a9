"""Keeping one row of a plan: each thing that is needed, from when until when, or all anew.

Each is one edit of the draft that can be undone. Whoever read an older row gets both versions.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import EditKind
from app.exchange.rotation_needs import Needs, write_needs
from app.services.board_months import month_name
from app.services.logbook_form import Raw
from app.services.places_changes import judge
from app.services.places_fields import (
    Draft,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    Stored,
    shown,
)
from app.services.rotation_draft_rows import RowEdit, hold_draft, keep_rows, whole_row
from app.services.rotation_edits import SUBJECT
from app.services.rotation_life import Moment, Refused
from app.services.rotation_members import gone_text, no_draft, suggestions
from app.services.rotation_months import first_day, last_day, month_of
from app.services.rotation_needs_form import (
    Bench,
    bench_of,
    block_of,
    circle,
    need_spec,
    stored_need,
)
from app.services.rotation_rows_words import NEEDS
from app.store.rotation_copies import Snapshot
from app.store.rotation_values import MemberRow, PlacementRow, PlanHead
from rotations.types.case import Block


def save_need(
    session: Session, plan: PlanHead, key: str, block_key: str | None, raw: Raw, moment: Moment
) -> str | Draft | Refused:
    """Read, judge and keep one need as an edit that can be undone: the doctor's name. Commits."""
    held = _held(session, plan, key)
    if isinstance(held, Refused):
        return held
    block = None if block_key is None else held.block(block_key)
    if block_key is not None and block is None:
        session.rollback()
        return Refused(_("Behovet finnes ikke lenger."), is_stale=True)
    stored = None if block is None else stored_need(held, block)
    draft = judge(session, need_spec(held, block), raw, stored)
    values = draft.values
    if draft.problems or draft.is_stale or values is None:
        session.rollback()
        return draft
    made = block_of(values, block)
    problem = circle(held.needs, made)
    if problem is not None:
        session.rollback()
        reading = PlaceReading(raw)
        reading.fail("service", problem)
        return replace(draft, problems=tuple(reading.problems))
    blocks = tuple(made if each.key == made.key else each for each in held.needs.blocks)
    if block is None:
        blocks = (*blocks, made)
    _write(session, held, replace(held.needs, blocks=blocks), moment)
    return held.member.name


def drop_need(
    session: Session, plan: PlanHead, key: str, block_key: str, seen: int, moment: Moment
) -> str | Refused:
    """Take one need away with its placement; the doctor's name. Commits."""
    held = _held(session, plan, key)
    if isinstance(held, Refused):
        return held
    if held.seen > seen or held.block(block_key) is None:
        session.rollback()
        return Refused(_stale(held), is_stale=True)
    blocks = tuple(
        replace(each, after=tuple(one for one in each.after if one != block_key))
        for each in held.needs.blocks
        if each.key != block_key
    )
    _write(session, held, replace(held.needs, blocks=blocks), moment, without=block_key)
    return held.member.name


# --- From when until when ---


def member_draft(bench: Bench) -> Draft:
    """The form of the row itself."""
    member, plan = bench.member, bench.plan
    raw = {
        "starts": _month(member.starts_on),
        "available": _month(member.available_to),
        "deadline": _month(member.deadline),
        "must_finish": "1" if member.must_finish else "",
        "version": str(bench.seen),
    }
    return Draft(member_spec(plan), raw, None)


def member_spec(plan: PlanHead) -> FormSpec:
    """First month, last month, deadline, and whether all must fit."""
    months = tuple(
        (_month(first_day(plan.first_month, n)), month_name(plan.first_month, n))
        for n in range(plan.months)
    )
    open_end = (("", _("Ingen")), *months)
    fields = (
        FormField("starts", _("Første måned i planen"), "select", options=months),
        FormField("available", _("Siste måned i planen"), "select", options=open_end),
        FormField("deadline", _("Frist for å være ferdig"), "select", options=open_end),
        FormField("must_finish", _("Alt legen trenger, skal få plass i planen"), "check"),
    )

    def read(reading: PlaceReading) -> None:
        values = reading.values
        values["starts"] = reading.choice("starts", months, _("Velg en måned."))
        values["available"] = reading.choice("available", months, None)
        values["deadline"] = reading.choice("deadline", months, None)
        values["must_finish"] = reading.text("must_finish") == "1"
        if values["available"] and values["starts"] and values["available"] < values["starts"]:
            reading.fail("available", _("Siste måned kan ikke være før den første."))

    def words(values: Mapping[str, Any]) -> Lines:
        names = dict(months)
        labels = {each.name: each.label for each in fields}
        return [
            *((labels[name], names.get(values[name], "–")) for name in MONTH_FIELDS),
            (labels["must_finish"], shown(values["must_finish"])),
        ]

    told = _("Gjelder raden i utkastet. Det som er plassert, blir stående.")
    return FormSpec(told, fields, read, words)


MONTH_FIELDS = ("starts", "available", "deadline")


def save_member(
    session: Session, plan: PlanHead, key: str, raw: Raw, moment: Moment
) -> str | Draft | Refused:
    """Keep the row's months as an edit that can be undone: the doctor's name. Commits."""
    held = _held(session, plan, key)
    if isinstance(held, Refused):
        return held
    values = {name: _month(_day_of(held.member, name)) for name in MONTH_FIELDS}
    stored = Stored(
        (SUBJECT, held.board.version.public_id),
        str(held.seen),
        {**values, "must_finish": held.member.must_finish},
    )
    draft = judge(session, member_spec(plan), raw, stored)
    if draft.problems or draft.is_stale or draft.values is None:
        session.rollback()
        return draft
    found = draft.values
    before = whole_row(held.board, key)
    assert before.row is not None
    row = {
        **before.row,
        "starts_on": f"{found['starts']}-01",
        "available_to": _last(plan, found["available"]),
        "deadline": _last(plan, found["deadline"]),
        "must_finish": found["must_finish"],
    }
    _keep(session, held, replace(before, row=row), moment)
    return held.member.name


def _day_of(member: MemberRow, name: str) -> date | None:
    days = {
        "starts": member.starts_on,
        "available": member.available_to,
        "deadline": member.deadline,
    }
    return days[name]


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def _last(plan: PlanHead, month: str | None) -> str | None:
    if not month:
        return None
    number = month_of(plan.first_month, date.fromisoformat(f"{month}-01"))
    return last_day(plan.first_month, number).isoformat()


# --- All anew ---


def rebuild(session: Session, plan: PlanHead, key: str, moment: Moment) -> str | Refused:
    """Needs that cannot be read, made anew: what is placed, and what the training plan asks for
    besides. The doctor's name. Commits."""
    held = _held(session, plan, key)
    if isinstance(held, Refused):
        return held
    placed = tuple(_block_of(row) for row in held.board.placements if row.member_key == key)
    public_id = held.member.public_id
    found = suggestions(session, plan, [public_id], moment.today) if public_id else {}
    have = {each.service.casefold() for each in placed}
    more: tuple[Block, ...] = ()
    if public_id in found:
        blocks = found[public_id].suggested.needs.blocks
        rest = [each for each in blocks if each.service.casefold() not in have]
        kept = {each.key for each in rest}
        more = tuple(
            replace(each, after=tuple(one for one in each.after if one in kept), choice=None)
            for each in rest
        )
    _write(session, held, Needs(blocks=(*placed, *more)), moment)
    return held.member.name


def _block_of(row: PlacementRow) -> Block:
    """A block as long as its placement, where the placement is."""
    months = max(1, month_of(row.starts_on, row.ends_on) + 1)
    return Block(row.block_key, row.service_nb, (row.unit.key,), months, months)


# --- Shared ---


def _held(session: Session, plan: PlanHead, key: str) -> Bench | Refused:
    """The row, with its draft held."""
    if hold_draft(session, plan) is None:
        session.rollback()
        return no_draft()
    found = bench_of(session, plan, key)
    if found is None:
        session.rollback()
        return Refused(gone_text(), is_stale=True)
    return found


def _stale(held: Bench) -> str:
    return _("Raden til %(name)s er endret etter at du åpnet siden.", name=held.member.name)


def _write(
    session: Session, held: Bench, needs: Needs, moment: Moment, *, without: str = ""
) -> None:
    """Keep other needs; placements follow what their service is called now."""
    before = whole_row(held.board, held.member.key)
    names = {each.key: each.service for each in needs.blocks}
    placements = [
        {**each, "service_nb": name, "service_en": needs.service_en.get(name, name)}
        for each in before.placements
        if each["block_key"] != without
        for name in [names.get(each["block_key"], each["service_nb"])]
    ]
    after = Snapshot(
        write_needs(needs, held.plan.first_month), before.planned_leave, placements, before.row
    )
    _keep(session, held, after, moment)


def _keep(session: Session, held: Bench, after: Snapshot, moment: Moment) -> None:
    edit = RowEdit(EditKind.PLAN, NEEDS, {held.member.key: after}, {"doctor": held.member.name})
    keep_rows(session, held.board, edit, by=moment.by, now=moment.now)
    session.commit()
