"""What an undo would bring back, told before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.clock import OSLO
from app.services.board_months import span_name
from app.services.rotation_case import PlanCase, load_case
from app.services.rotation_edits import put_rows
from app.services.rotation_edits_values import After
from app.services.rotation_edits_words import done_sentence, placement_of, service_names
from app.services.rotation_panel_effect import Effect, effect_of
from app.services.wording import clock_time, day, language, lower_first, upper_first
from app.store import rotation_edits as store
from app.store.rotation_edits import EditRow
from app.store.rotation_values import MemberRow
from rotations.types.case import Placement


@dataclass(frozen=True, slots=True)
class UndoView:
    """The newest edit in words, what its rows would be again, and what that does."""

    done: str
    who: str
    back: tuple[str, ...]
    effect: Effect
    seq: int
    """The newest edit on the page."""


def load(session: Session, plan_case: PlanCase, today: date) -> UndoView | None:
    """The undo of the draft's newest edit that stands; None when there is nothing to undo.

    The rows are put back, the plan is read, and everything is rolled back at once.
    """
    version = plan_case.board.version
    edit = store.last_edit(session, version.id)
    if edit is None:
        return None
    put_rows(session, version.id, edit.before)
    after = load_case(session, version.id, today=today)
    session.rollback()
    return UndoView(
        done_sentence(edit.kind, edit.told, plan_case.case.first_month),
        _who(edit),
        tuple(_back(plan_case, after, edit.members)),
        effect_of(session, plan_case, _after(plan_case, after, edit), today),
        version.last_edit,
    )


def _after(plan_case: PlanCase, after: PlanCase, edit: EditRow) -> After:
    """The draft as it would be; only rows that are on both boards have dates to compare."""
    both = [key for key in edit.members if plan_case.board.member(key) and after.board.member(key)]
    return After(
        kind=edit.kind,
        members=tuple(both),
        case=after.case,
        placements=after.placements,
        rows=edit.before,
        leave={key: _member(after, key).planned_leave for key in both},
    )


def _member(plan_case: PlanCase, key: str) -> MemberRow:
    found = plan_case.board.member(key)
    assert found is not None
    return found


def _who(edit: EditRow) -> str:
    at = edit.at.astimezone(OSLO)
    values = {"day": day(at.date()), "at": clock_time(at.time())}
    if edit.by is None:
        return _("Gjort %(day)s, %(at)s.", **values)
    return _("Gjort av %(name)s %(day)s, %(at)s.", name=edit.by, **values)


def _back(now: PlanCase, after: PlanCase, members: Iterable[str]) -> Iterable[str]:
    """Every difference between the rows in one sentence each."""
    for key in members:
        is_here, comes = now.board.member(key), after.board.member(key)
        if is_here and comes:
            yield from _placements_back(now, after, key)
            yield from _leave_back(is_here, comes)
        elif is_here:
            yield _("%(doctor)s tas av tavla.", doctor=is_here.name)
        elif comes:
            yield _("%(doctor)s kommer tilbake på tavla.", doctor=comes.name)


def _placements_back(now: PlanCase, after: PlanCase, key: str) -> Iterable[str]:
    blocks = {
        each.block: each.first
        for each in (*now.placements, *after.placements)
        if each.doctor == key
    }
    for block in sorted(blocks, key=lambda each: (blocks[each], each)):
        old, new = (placement_of(each.placements, key, block) for each in (now, after))
        names = service_names(after, key, block)
        if not names[0]:
            names = service_names(now, key, block)
        values = {
            "doctor": _member(after, key).name,
            "service": lower_first(names[language() == "en"]),
            "now": _where(now, old) if old else "",
            "then": _where(after, new) if new else "",
        }
        if old is None:
            yield _("%(doctor)s får tilbake %(service)s: %(then)s.", **values)
        elif new is None:
            yield _("%(doctor)s mister %(service)s: %(now)s.", **values)
        elif old != new:
            yield _("%(doctor)s, %(service)s: %(now)s blir %(then)s igjen.", **values)
        yield from _lock_back(now, after, key, block, values)


def _where(plan_case: PlanCase, placed: Placement) -> str:
    months = span_name(plan_case.case.first_month, placed.first, placed.last)
    return f"{plan_case.units[placed.site].name}, {months}"


def _lock_back(
    now: PlanCase, after: PlanCase, key: str, block: str, values: dict[str, str]
) -> Iterable[str]:
    old, new = now.board.placement(key, block), after.board.placement(key, block)
    if old is None or new is None or old.is_locked == new.is_locked:
        return
    if new.is_locked:
        yield upper_first(_("%(service)s for %(doctor)s blir låst igjen.", **values))
    else:
        yield upper_first(_("%(service)s for %(doctor)s blir ikke lenger låst.", **values))


def _leave_back(now: MemberRow, after: MemberRow) -> Iterable[str]:
    for first, last in sorted({*now.planned_leave} ^ {*after.planned_leave}):
        values = {"doctor": now.name, "from": day(first), "to": day(last)}
        if (first, last) in after.planned_leave:
            yield _("Permisjonen %(from)s–%(to)s for %(doctor)s kommer tilbake.", **values)
        else:
            yield _("Permisjonen %(from)s–%(to)s for %(doctor)s tas bort.", **values)
