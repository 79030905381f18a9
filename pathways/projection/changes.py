"""What-if changes applied to a copy of the record or of the frame; nothing is ever written back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from pathways.month_axis import DAY
from pathways.phases import PART23_TEMPLATES
from pathways.projection.frames import with_sessions
from pathways.projection.values import CourseNeed, Frame
from pathways.projection.what_if_values import (
    AbroadChange,
    Change,
    CourseChange,
    LeaveChange,
    MoveChange,
    ShareChange,
    SiteChange,
    SpecialtyChange,
)
from pathways.types.record import (
    AbsenceKind,
    AbsencePeriod,
    AttendanceState,
    CourseTaken,
    PlaceKind,
    Service,
    Share,
    TraineeRecord,
)
from pathways.worktime import FULL_TIME, clock_of, template_of

FrameFor = Callable[[str], Frame]
"""The frame of a specialty by its code."""


class CannotChange(Exception):
    """The change cannot be made; `ref` names what stands in the way."""

    def __init__(self, ref: str) -> None:
        """Remember the reason."""
        super().__init__(ref)
        self.ref = ref


@dataclass(frozen=True, slots=True)
class Changed:
    """A record and its frame after changes; `old_specialty` is left behind on `changed_on`."""

    record: TraineeRecord
    frame: Frame
    today: date
    frame_for: FrameFor
    old: TraineeRecord | None = None
    """The record as it was when the specialty was changed."""
    changed_on: date | None = None
    abroad: tuple[tuple[date, date], ...] = ()


def apply(change: Change, state: Changed) -> Changed:
    """The copy with one change made. Raises CannotChange."""
    if isinstance(change, (ShareChange, LeaveChange, AbroadChange)):
        _need_order(change.starts_on, change.ends_on)
    for kind, make in _APPLY.items():
        if isinstance(change, kind):
            return make(change, state)
    raise TypeError(f"unknown change {change!r}")  # pragma: no cover


def _share(change: ShareChange, state: Changed) -> Changed:
    if not 1 <= change.percent <= FULL_TIME:
        raise CannotChange("percent")
    shares = [
        kept
        for share in state.record.shares
        for kept in _around_share(share, change.starts_on, change.ends_on)
    ]
    if change.percent != FULL_TIME:
        shares.append(Share(change.percent, change.starts_on, change.ends_on))
    shares.sort(key=lambda share: share.starts_on)
    return replace(state, record=replace(state.record, shares=tuple(shares)))


def _around_share(share: Share, first: date, last: date | None) -> list[Share]:
    """What is left of a share period outside a span."""
    kept = []
    if share.starts_on < first:
        ends = first - DAY if share.ends_on is None else min(share.ends_on, first - DAY)
        kept.append(replace(share, ends_on=ends))
    if last is not None and (share.ends_on is None or share.ends_on > last):
        kept.append(replace(share, starts_on=max(share.starts_on, last + DAY)))
    return kept


def _leave(change: LeaveChange, state: Changed) -> Changed:
    leave = AbsencePeriod(AbsenceKind.LEAVE, change.starts_on, change.ends_on)
    absences = (*state.record.absences, leave)
    return replace(state, record=replace(state.record, absences=absences))


def _move(change: MoveChange, state: Changed) -> Changed:
    """Move a booked period; the later ones of its stretch follow without a break."""
    record, frame = state.record, state.frame
    if change.starts_on <= state.today:
        raise CannotChange("starts_on")
    chosen = next((s for s in record.services if s.key == change.service), None)
    if chosen is None or chosen.starts_on <= state.today or chosen.counted_inside is not None:
        raise CannotChange("service")
    row = sorted(_same_stretch(record, chosen), key=lambda s: s.starts_on)
    place = row.index(chosen)
    moved: dict[str, Service] = {}
    if place:
        before = row[place - 1]
        if change.starts_on <= before.starts_on:
            raise CannotChange(before.key)
        if before.ends_on is None or before.ends_on >= change.starts_on or _touch(before, chosen):
            moved[before.key] = replace(before, ends_on=change.starts_on - DAY)
    day = change.starts_on
    limits = frame.measures.limits
    clock = clock_of(record, min(day, chosen.starts_on, state.today), chosen.stage, limits)
    for service in row[place:]:
        ends = None
        if service.ends_on is not None:
            ends = clock.reach(day, clock.between(service.starts_on, service.ends_on))
        moved[service.key] = replace(service, starts_on=day, ends_on=ends)
        if ends is None:
            break
        day = ends + DAY
    services = tuple(moved.get(service.key, service) for service in record.services)
    return replace(state, record=replace(record, services=services))


def _touch(before: Service, after: Service) -> bool:
    return before.ends_on is not None and before.ends_on + DAY == after.starts_on


def _same_stretch(record: TraineeRecord, chosen: Service) -> list[Service]:
    def stretch(service: Service) -> str:
        template = template_of(service.stage)
        return "part23" if template in PART23_TEMPLATES else template

    return [
        service
        for service in record.services
        if service.counted_inside is None and stretch(service) == stretch(chosen)
    ]


def _site(change: SiteChange, state: Changed) -> Changed:
    """Take the other options of the group out of the plan, and what is booked for them."""
    plan = state.frame.plan
    options = {
        service.choice_option or f"seq {service.seq}"
        for service in (plan.services if plan else ())
        if service.choice_group == change.group
    }
    if plan is None or change.option not in options:
        raise CannotChange("option")
    dropped = {
        service.seq
        for service in plan.services
        if service.choice_group == change.group
        and (service.choice_option or f"seq {service.seq}") != change.option
    }
    begun = [
        s for s in state.record.services if s.plan_seq in dropped and s.starts_on <= state.today
    ]
    if begun:
        raise CannotChange(begun[0].key)
    kept = tuple(service for service in plan.services if service.seq not in dropped)
    services = tuple(s for s in state.record.services if s.plan_seq not in dropped)
    frame = replace(state.frame, plan=replace(plan, services=kept))
    return replace(state, record=replace(state.record, services=services), frame=frame)


def _course(change: CourseChange, state: Changed) -> Changed:
    """Book the session in place of what was booked; a course nobody listed is added."""
    session, key = change.session, change.course_key
    if session.ends_on < session.starts_on or session.starts_on <= state.today:
        raise CannotChange("session")
    taken = [c for c in state.record.courses if c.course_key == key]
    if any(c.state is AttendanceState.ATTENDED for c in taken):
        raise CannotChange("course_key")
    needs = state.frame.courses
    need = next((n for n in needs if n.key == key), None)
    if need is None:
        need = CourseNeed(key, taken[0].name_nb if taken else key)
        needs = (*needs, need)
    booked = CourseTaken(
        key, need.name_nb, AttendanceState.BOOKED, session.starts_on, session.ends_on
    )
    courses = (*(c for c in state.record.courses if c.course_key != key), booked)
    return replace(
        state,
        record=replace(state.record, courses=courses),
        frame=replace(state.frame, courses=with_sessions(needs, key, session)),
    )


def _specialty(change: SpecialtyChange, state: Changed) -> Changed:
    """Leave the old specialty the day before, and begin in the new one."""
    if change.starts_on <= state.today:
        raise CannotChange("starts_on")
    old = state.record
    if change.specialty == old.specialty:
        raise CannotChange("specialty")
    frame = state.frame_for(change.specialty)
    stage = f"part3:{change.specialty}"
    in_part23 = template_of(old.stage) in PART23_TEMPLATES
    services = tuple(
        _until(service, change.starts_on - DAY)
        for service in old.services
        if service.starts_on < change.starts_on or not _is_part23(service)
    )
    if in_part23:
        services = (*services, _begins(change, stage))
    record = replace(
        old,
        specialty=change.specialty,
        stage=stage if in_part23 else old.stage,
        services=services,
        plan_id=None,
        plan_version=None,
    )
    return replace(state, record=record, frame=frame, old=old, changed_on=change.starts_on)


def _until(service: Service, last: date) -> Service:
    if not _is_part23(service) or (service.ends_on is not None and service.ends_on <= last):
        return service
    return replace(service, ends_on=last)


def _is_part23(service: Service) -> bool:
    return template_of(service.stage) in PART23_TEMPLATES


def _begins(change: SpecialtyChange, stage: str) -> Service:
    general = change.specialty == "ALM"
    kind = PlaceKind.OPEN_PRACTICE if general else PlaceKind.HOSPITAL
    key = f"what-if:{change.specialty}"
    return Service(key, stage, "", "", "", "", kind, change.starts_on, None, is_planned=True)


def _abroad(change: AbroadChange, state: Changed) -> Changed:
    """Take the days abroad out of what is booked at home."""
    if change.starts_on <= state.today:
        raise CannotChange("starts_on")
    services = tuple(
        kept
        for service in state.record.services
        for kept in _around(service, change.starts_on, change.ends_on)
    )
    abroad = (*state.abroad, (change.starts_on, change.ends_on))
    return replace(state, record=replace(state.record, services=services), abroad=abroad)


def _around(service: Service, first: date, last: date) -> list[Service]:
    """What is left of a period outside a span; the part after it has a key of its own."""
    ends = service.ends_on
    if service.starts_on > last or (ends is not None and ends < first):
        return [service]
    kept = []
    if service.starts_on < first:
        kept.append(replace(service, ends_on=first - DAY))
    if ends is None or ends > last:
        key = f"{service.key}-after" if kept else service.key
        kept.append(replace(service, key=key, starts_on=last + DAY))
    return kept


def _need_order(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise CannotChange("ends_on")


_APPLY: dict[type, Callable[..., Changed]] = {
    ShareChange: _share,
    LeaveChange: _leave,
    MoveChange: _move,
    SiteChange: _site,
    CourseChange: _course,
    SpecialtyChange: _specialty,
    AbroadChange: _abroad,
}
