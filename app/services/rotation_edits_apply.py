"""One edit made on a copy of the draft: what the board would be, or what stands in the way."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import EditKind
from app.exchange.rotation_needs import Needs
from app.services.board_months import month_name, span_name
from app.services.rotation_case import PlanCase, plan_end
from app.services.rotation_dates_record import DayPair
from app.services.rotation_edits_rows import RowChanges, rows_after
from app.services.rotation_edits_values import After, Author, PlacementKey, Problem, Wanted
from app.services.rotation_edits_words import placement_of, service_names, told_of
from app.services.rotation_months import leave_spans
from app.services.wording import language, lower_first
from app.store import rotation_people
from rotations import changes
from rotations.changes import Edited, Follow, Reason, Refusal
from rotations.doctor_months import DoctorMonths
from rotations.rules import check
from rotations.types.case import FULL_TIME, Doctor, RotationCase, Span
from rotations.types.findings import Rule

Result = Edited | Refusal


def apply(session: Session, plan_case: PlanCase, wanted: Wanted, author: Author) -> After:
    """The draft as it would be. Raises Problem, with the field of the form that is wrong."""
    if plan_case.board.member(wanted.member) is None:
        raise Problem("valgt", _("Raden finnes ikke lenger i utkastet."))
    case = _unlocked(plan_case, wanted) if wanted.unlocks else plan_case.case
    leave: dict[str, tuple[DayPair, ...]] = {}
    if wanted.kind is EditKind.LEAVE:
        edited, leave[wanted.member] = _with_leave(session, plan_case, case, wanted)
    else:
        edited = _judged(plan_case, wanted, _EDITS[wanted.kind](plan_case, case, wanted, author))
    return _after(plan_case, wanted, edited, leave, author)


def _unlocked(plan_case: PlanCase, wanted: Wanted) -> RotationCase:
    """The case without the locks of what is to be moved."""
    keys = {(wanted.member, wanted.block), wanted.other}
    case = plan_case.case
    kept = tuple(each for each in case.locks if (each.doctor, each.block) not in keys)
    return replace(case, locks=kept)


def _after(
    plan_case: PlanCase,
    wanted: Wanted,
    edited: Edited,
    leave: Mapping[str, tuple[DayPair, ...]],
    author: Author,
) -> After:
    members = tuple(dict.fromkeys((wanted.member, *edited.touched)))
    before, then = _locks(plan_case.case), _locks(edited.case)
    row_changes = RowChanges(
        locked=then - before,
        unlocked=before - then,
        leave=leave,
        needs=_changed_needs(plan_case, edited.case, members),
    )
    after = After(
        kind=wanted.kind,
        members=members,
        case=edited.case,
        placements=edited.placements,
        rows=rows_after(plan_case, members, edited.placements, row_changes, author),
        leave=leave,
    )
    return replace(after, told=told_of(plan_case, wanted, after))


def _locks(case: RotationCase) -> frozenset[PlacementKey]:
    return frozenset((each.doctor, each.block) for each in case.locks)


def _changed_needs(
    plan_case: PlanCase, case: RotationCase, members: tuple[str, ...]
) -> dict[str, Needs]:
    """The needs of those whose blocks the edit changed."""
    now = {each.key: each for each in plan_case.case.doctors}
    then = {each.key: each for each in case.doctors}
    return {
        key: replace(plan_case.needs[key], blocks=then[key].blocks, same_town=then[key].same_town)
        for key in members
        if (then[key].blocks, then[key].same_town) != (now[key].blocks, now[key].same_town)
    }


# --- The edits ---


def _move(plan_case: PlanCase, case: RotationCase, wanted: Wanted, author: Author) -> Result:
    return changes.move(
        case,
        plan_case.placements,
        wanted.member,
        wanted.block,
        site=wanted.site,
        first=wanted.first,
        months=wanted.months,
        follow=_follow(wanted),
    )


def _add(plan_case: PlanCase, case: RotationCase, wanted: Wanted, author: Author) -> Result:
    if wanted.site is None or wanted.first is None:
        raise Problem("til_sted", _("Velg et sted."))
    return changes.add(
        case,
        plan_case.placements,
        wanted.member,
        wanted.block,
        wanted.site,
        wanted.first,
        follow=_follow(wanted),
    )


def _follow(wanted: Wanted) -> Follow:
    return Follow.PUSH if wanted.pushes else Follow.KEEP


def _remove(plan_case: PlanCase, case: RotationCase, wanted: Wanted, author: Author) -> Result:
    return changes.remove(case, plan_case.placements, wanted.member, wanted.block)


def _unlock(plan_case: PlanCase, case: RotationCase, wanted: Wanted, author: Author) -> Result:
    return changes.unlock(case, plan_case.placements, wanted.member, wanted.block)


def _lock(plan_case: PlanCase, case: RotationCase, wanted: Wanted, author: Author) -> Result:
    """A placement that leave makes impossible is not locked: nobody could then mend it."""
    for found in check(case, plan_case.placements):
        if found.rule is Rule.ON_LEAVE and (found.doctor, found.block) == (
            wanted.member,
            wanted.block,
        ):
            raise Problem(
                "valgt",
                _("Plasseringen begynner eller slutter i permisjon. Flytt den før du låser den."),
            )
    reason = f"{author.name} {author.today.isoformat()}"
    return changes.lock(case, plan_case.placements, wanted.member, wanted.block, reason=reason)


def _swap(plan_case: PlanCase, case: RotationCase, wanted: Wanted, author: Author) -> Result:
    if wanted.other is None:
        raise Problem("bytt_med", _("Velg hvem det skal byttes med."))
    one = (wanted.member, wanted.block)
    if wanted.other == one:
        raise Problem("bytt_med", _("En plassering kan ikke byttes med seg selv."))
    return changes.swap(case, plan_case.placements, one, wanted.other)


def _split(plan_case: PlanCase, case: RotationCase, wanted: Wanted, author: Author) -> Result:
    placed = placement_of(plan_case.placements, wanted.member, wanted.block)
    if placed is None or wanted.first is None:
        raise Problem("valgt", _("Plasseringen finnes ikke lenger."))
    if not placed.first < wanted.first <= placed.last:
        raise Problem("del_fra", _("Velg en måned inne i plasseringen."))
    doctor = _doctor(case, wanted.member)
    months = DoctorMonths(doctor, placed.first, placed.last)
    credited = months.credited(placed.first, wanted.first - 1) // FULL_TIME
    return changes.split(
        case,
        plan_case.placements,
        wanted.member,
        wanted.block,
        credited,
        second_site=wanted.site,
    )


_EDITS: Mapping[EditKind, Callable[[PlanCase, RotationCase, Wanted, Author], Result]] = {
    EditKind.MOVE: _move,
    EditKind.ADD: _add,
    EditKind.REMOVE: _remove,
    EditKind.LOCK: _lock,
    EditKind.UNLOCK: _unlock,
    EditKind.SWAP: _swap,
    EditKind.SPLIT: _split,
}


# --- Leave ---


def _with_leave(
    session: Session, plan_case: PlanCase, case: RotationCase, wanted: Wanted
) -> tuple[Edited, tuple[DayPair, ...]]:
    """Leave on the draft, given or taken away; placements are laid around what is given."""
    member = plan_case.board.member(wanted.member)
    assert member is not None and wanted.leave is not None
    plan, placements = plan_case.plan, plan_case.placements
    first_month, months = case.first_month, case.months
    if member.is_vacancy:
        raise Problem("perm_fra", _("En ledig stilling kan ikke ha permisjon."))
    recorded: list[DayPair] = []
    if member.person_id is not None:
        found = rotation_people.leave_of(
            session, [member.person_id], plan.first_month, plan_end(plan)
        )
        recorded = found.get(member.person_id, [])
    leave = _leave_after(member.planned_leave, recorded, wanted, plan_end(plan), first_month)
    spans = leave_spans(first_month, months, (*recorded, *leave))
    doctor = _doctor(case, wanted.member)
    had = {month for span in doctor.leave for month in span.months}
    new = {month for span in spans for month in span.months} - had
    if wanted.removes or not new:
        return Edited(_with_doctor(case, replace(doctor, leave=spans)), placements, ()), leave
    follow = Follow.PUSH if wanted.pushes else Follow.KEEP
    result = changes.add_leave(
        case, placements, wanted.member, Span(min(new), max(new)), follow=follow
    )
    return _judged(plan_case, wanted, result), leave


def _leave_after(
    planned: tuple[DayPair, ...],
    recorded: list[DayPair],
    wanted: Wanted,
    last_day_of_plan: date,
    first_month: date,
) -> tuple[DayPair, ...]:
    assert wanted.leave is not None
    first, last = wanted.leave
    if wanted.removes:
        if wanted.leave not in planned:
            raise Problem("valgt", _("Permisjonen finnes ikke lenger."))
        return tuple(each for each in planned if each != wanted.leave)
    if last < first:
        raise Problem("perm_til", _("Siste dag må være samme dag som den første, eller senere."))
    if first > last_day_of_plan or last < first_month:
        raise Problem("perm_fra", _("Permisjonen ligger utenfor planens måneder."))
    for start, end in (*planned, *recorded):
        if start <= last and first <= end:
            raise Problem("perm_fra", _("Det er alt permisjon i de dagene."))
    return tuple(sorted((*planned, wanted.leave)))


def _doctor(case: RotationCase, key: str) -> Doctor:
    return next(each for each in case.doctors if each.key == key)


def _with_doctor(case: RotationCase, doctor: Doctor) -> RotationCase:
    return replace(
        case, doctors=tuple(doctor if each.key == doctor.key else each for each in case.doctors)
    )


# --- What cannot be done ---


def _judged(plan_case: PlanCase, wanted: Wanted, result: Result) -> Edited:
    if isinstance(result, Refusal):
        raise Problem(_field(wanted.kind, result.reason), _message(plan_case, result))
    return result


def _field(kind: EditKind, reason: Reason) -> str:
    """The field of the form that a refusal is about."""
    if kind is EditKind.SWAP:
        return "bytt_med"
    if kind is EditKind.SPLIT:
        return "del_sted" if reason is Reason.UNKNOWN_SITE else "del_fra"
    if kind is EditKind.LEAVE:
        return "perm_fra"
    if reason is Reason.UNKNOWN_SITE:
        return "til_sted"
    if reason is Reason.WRONG_LENGTH:
        return "til_lengde"
    if reason in (Reason.DOES_NOT_FIT, Reason.WRONG_MONTHS, Reason.LOCKED_IN_THE_WAY):
        return "til_maned"
    return SAME if reason is Reason.NOTHING_CHANGED else "valgt"


SAME = "same"
"""The field of a problem that is none: everything is as asked for already."""


def _message(plan_case: PlanCase, refusal: Refusal) -> str:
    values = _named(plan_case, refusal)
    text = {
        Reason.UNKNOWN_DOCTOR: _("Raden finnes ikke lenger i utkastet."),
        Reason.UNKNOWN_BLOCK: _("Plasseringen finnes ikke lenger."),
        Reason.UNKNOWN_SITE: _("Stedet finnes ikke i planen. Velg et sted i listen."),
        Reason.NOT_PLACED: _("%(doctor)s: %(service)s er ikke plassert."),
        Reason.ALREADY_PLACED: _("%(doctor)s: %(service)s er alt plassert."),
        Reason.LOCKED: _("%(doctor)s er låst til %(service)s på %(place)s. Lås opp først."),
        Reason.LOCKED_IN_THE_WAY: _(
            "%(service)s for %(doctor)s er låst i %(months)s, så det som kommer foran kan ikke"
            " skyves."
        ),
        Reason.NOT_LOCKED: _("Plasseringen er ikke låst."),
        Reason.ALREADY_LOCKED: _("Plasseringen er låst allerede."),
        Reason.DOES_NOT_FIT: _(
            "%(doctor)s: %(service)s får ikke plass fra %(begins)s. Planen går til og med %(end)s."
        ),
        Reason.NOTHING_CHANGED: _("Slik er det allerede."),
        Reason.WRONG_LENGTH: _("Tjenesten skal vare fra %(least)s til %(most)s måneder."),
        Reason.WRONG_MONTHS: _("Hver del må være minst én måned med tjeneste som teller."),
    }[refusal.reason]
    said = text % values
    return said[:1].upper() + said[1:]


def _named(plan_case: PlanCase, refusal: Refusal) -> dict[str, str]:
    case, values = plan_case.case, refusal.values
    doctor, block = str(values.get("doctor", "")), str(values.get("block", ""))
    member = plan_case.board.member(doctor)
    site = plan_case.units.get(str(values.get("site", "")))
    placed = placement_of(plan_case.placements, doctor, block)
    first = int(values.get("first", placed.first if placed else 0))
    last = int(values.get("last", first))
    if site is None and placed is not None:
        site = plan_case.units[placed.site]
    service = service_names(plan_case, doctor, block)[language() == "en"]
    return {
        "doctor": member.name if member else doctor,
        "service": lower_first(service),
        "place": site.name if site else "",
        "begins": month_name(case.first_month, first),
        "months": span_name(case.first_month, first, max(first, last)),
        "end": month_name(case.first_month, case.months - 1),
        "least": str(values.get("least", "")),
        "most": str(values.get("most", "")),
    }
