"""The panel beside the board: one placement with its facts, and what can be done to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.services.board_marks import BlocksOfBreach
from app.services.board_months import month_name, span_name
from app.services.board_words import Names, sentence_of
from app.services.rotation_case import PlanCase
from app.services.rotation_edits_words import placement_of, service_names
from app.services.rotation_months import first_day, last_day
from app.services.rotation_run import ASKABLE
from app.services.wording import day, language, lower_first, months_short, upper_first
from app.store.rotation_values import MemberRow, PlacementRow
from rotations.laying import Row
from rotations.rules import check
from rotations.types.case import FULL_TIME, Block, Doctor, Placement
from rotations.types.findings import Severity, Violation

Option = tuple[str, str]
MOST_SWAPS = 60
"""Placements that the list of swaps offers of each kind."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the panel's forms offer."""

    sites: tuple[Option, ...]
    months: tuple[Option, ...]
    lengths: tuple[Option, ...]
    """How long it may be, in months that count; empty when there is no choice. What it has now
    has no value: then nothing is asked for."""
    splits: tuple[Option, ...]
    """Months in which a second part could begin."""
    swaps: tuple[tuple[str, tuple[Option, ...]], ...]
    """Other doctors' placements under a heading."""


@dataclass(frozen=True, slots=True)
class PanelView:
    """One row of the board, with one of its blocks chosen or none.

    `key` is what `valgt` names it by. `site` and `month` are where the block is now.
    """

    key: str
    member: str
    doctor: str
    public_id: str | None
    service: str
    place: str
    when: str
    lock: str
    """Who locked it and when; empty when it is not locked."""
    published: str
    """Where the published version has it, when that is somewhere else."""
    findings: tuple[tuple[bool, str], ...]
    """(whether it is a breach, the sentence)."""
    missing: tuple[Option, ...]
    """Blocks of the row that are not placed."""
    leaves: tuple[Option, ...]
    """Leave that is on the draft alone."""
    choices: Choices | None
    """None when the version cannot be edited."""
    seq: int
    asks: Choices | None = None
    """What "why here?" can be asked about; None for what is not placed, or no longer of use."""
    site: str = ""
    month: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether the chosen block is on the board."""
        return bool(self.when)

    @property
    def is_locked(self) -> bool:
        """Whether it stands until somebody unlocks it."""
        return bool(self.lock)


def load(
    plan_case: PlanCase,
    selected: str,
    *,
    today: date,
    person_id: int,
    violations: Sequence[Violation] | None = None,
) -> PanelView | None:
    """The panel for `member:block` (or `member:` alone); None when there is no such row.

    `violations` are those of the whole plan when the page has them already.
    """
    member_key, _colon, block = selected.partition(":")
    member = plan_case.board.member(member_key)
    doctor = next((each for each in plan_case.case.doctors if each.key == member_key), None)
    if member is None or doctor is None or not _is_known(doctor, block):
        return None
    placed = placement_of(plan_case.placements, member_key, block)
    row = plan_case.board.placement(member_key, block)
    found = check(plan_case.case, plan_case.placements) if violations is None else violations
    version = plan_case.board.version
    choices = _choices(plan_case, doctor, block, placed) if version.state in ASKABLE else None
    return PanelView(
        key=selected,
        member=member_key,
        doctor=member.name,
        public_id=member.public_id,
        service=upper_first(service_name(plan_case, member_key, block)),
        place=plan_case.units[placed.site].name if placed else "",
        when=_when(plan_case, placed) if placed else "",
        lock=_lock(row, person_id) if row else "",
        published=_published(plan_case, member_key, block, placed),
        findings=_findings(plan_case, found, member_key, block, today),
        missing=_missing(plan_case, doctor, block),
        leaves=_leaves(member),
        choices=choices if version.is_draft else None,
        seq=version.last_edit,
        asks=choices if placed else None,
        site=placed.site if placed else "",
        month=month_value(plan_case, placed.first) if placed else "",
    )


def _is_known(doctor: Doctor, block: str) -> bool:
    return not block or any(each.key == block for each in doctor.blocks)


def service_name(plan_case: PlanCase, member: str, block: str) -> str:
    """A block's service in the page's language."""
    return service_names(plan_case, member, block)[language() == "en"]


def month_value(plan_case: PlanCase, month: int) -> str:
    """A month as forms carry it: 2027-03."""
    return first_day(plan_case.case.first_month, month).strftime("%Y-%m")


def _when(plan_case: PlanCase, placed: Placement) -> str:
    first_month = plan_case.case.first_month
    start, end = first_day(first_month, placed.first), last_day(first_month, placed.last)
    length = months_short(placed.last - placed.first + 1)
    if placed.continues:
        return _("fra %(start)s, fortsetter etter planen", start=day(start))
    return f"{day(start)}–{day(end)} ({length})"


def _lock(row: PlacementRow, person_id: int) -> str:
    if not row.is_locked:
        return ""
    who = _("deg") if row.locked_by_id == person_id else row.locked_by
    on = day(row.locked_on) if row.locked_on else ""
    if who is None:
        return _("Låst %(day)s", day=on) if on else _("Låst")
    return _("Låst av %(who)s %(day)s", who=who, day=on).strip()


def _published(plan_case: PlanCase, member: str, block: str, placed: Placement | None) -> str:
    """Where the published version has the block, when it is another place or time."""
    number = plan_case.published_number
    before = placement_of(plan_case.case.published, member, block)
    if number is None or before is None or before == placed:
        return ""
    return _(
        "I versjon %(number)s: %(place)s, %(months)s.",
        number=number,
        place=plan_case.units[before.site].name,
        months=span_name(plan_case.case.first_month, before.first, before.last),
    )


def _findings(
    plan_case: PlanCase,
    violations: Sequence[Violation],
    member: str,
    block: str,
    today: date,
) -> tuple[tuple[bool, str], ...]:
    """Breaches and remarks that the block is part of; for a whole row, those of the row."""
    names = Names(plan_case.case, today=today)
    blocks_of = BlocksOfBreach(plan_case.case, plan_case.placements)

    def is_part(violation: Violation) -> bool:
        if violation.doctor == member and violation.block in (block, None):
            return True
        if not block:
            return violation.doctor == member
        return (member, block) in blocks_of(violation)

    return tuple(
        (each.severity is Severity.BREACH, sentence_of(each, names).replace("*", ""))
        for each in violations
        if is_part(each)
    )


def _missing(plan_case: PlanCase, doctor: Doctor, block: str) -> tuple[Option, ...]:
    placed = {each.block for each in plan_case.placements if each.doctor == doctor.key}
    return tuple(
        (f"{doctor.key}:{each.key}", upper_first(service_name(plan_case, doctor.key, each.key)))
        for each in doctor.blocks
        if each.key not in placed and each.key != block
    )


def _leaves(member: MemberRow) -> tuple[Option, ...]:
    return tuple(
        (f"{first.isoformat()}/{last.isoformat()}", f"{day(first)}–{day(last)}")
        for first, last in member.planned_leave
    )


# --- What the forms offer ---


def _choices(
    plan_case: PlanCase, doctor: Doctor, block_key: str, placed: Placement | None
) -> Choices:
    block = next((each for each in doctor.blocks if each.key == block_key), None)
    sites = tuple((key, plan_case.units[key].name) for key in (block.sites if block else ()))
    last = plan_case.case.months - 1
    if doctor.available_to is not None:
        last = min(last, doctor.available_to)
    return Choices(
        sites=sites,
        months=_months(plan_case, range(doctor.start, last + 1)),
        lengths=_lengths(plan_case, doctor, block, placed) if block and placed else (),
        splits=_months(plan_case, range(placed.first + 1, placed.last + 1)) if placed else (),
        swaps=_swaps(plan_case, doctor, placed) if placed else (),
    )


def _lengths(
    plan_case: PlanCase, doctor: Doctor, block: Block, placed: Placement
) -> tuple[Option, ...]:
    """The lengths that the block allows, and the one it has."""
    if block.min_months == block.max_months:
        return ()
    row = Row(plan_case.case, doctor, plan_case.placements)
    has = row.wanted_credit(placed) / FULL_TIME
    allowed = {float(months) for months in range(block.min_months, block.max_months + 1)}
    return tuple(
        ("" if months == has else f"{months:.0f}", months_short(months))
        for months in sorted({*allowed, has})
    )


def _months(plan_case: PlanCase, months: range) -> tuple[Option, ...]:
    return tuple(
        (month_value(plan_case, month), month_name(plan_case.case.first_month, month))
        for month in months
    )


def _swaps(
    plan_case: PlanCase, doctor: Doctor, placed: Placement
) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Others' placements: of the same service at another time, and others at the same time."""
    names: Mapping[str, str] = {each.key: each.name for each in plan_case.case.doctors}
    service = service_names(plan_case, doctor.key, placed.block)[0]
    same_service: list[Placement] = []
    same_time: list[Placement] = []
    for each in plan_case.placements:
        if each.doctor == doctor.key:
            continue
        if service_names(plan_case, each.doctor, each.block)[0] == service:
            same_service.append(each)
        elif each.span.meets(placed.span):
            same_time.append(each)

    def options(found: Sequence[Placement]) -> tuple[Option, ...]:
        return tuple(
            (f"{each.doctor}:{each.block}", _swap_text(plan_case, names, each))
            for each in found[:MOST_SWAPS]
        )

    groups = ((_("Samme tjeneste"), options(same_service)), (_("Samme tid"), options(same_time)))
    return tuple(group for group in groups if group[1])


def _swap_text(plan_case: PlanCase, names: Mapping[str, str], placed: Placement) -> str:
    months = span_name(plan_case.case.first_month, placed.first, placed.last)
    service = lower_first(service_name(plan_case, placed.doctor, placed.block))
    return f"{names[placed.doctor]}: {service}, {plan_case.units[placed.site].short}, {months}"
