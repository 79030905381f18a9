"""What one doctor needs in a plan, from the training plan and from what is booked. Pure.

What is booked becomes blocks of its own with its months and its place; what the training plan
asks for beyond that becomes blocks where doctors of the organisation have served it before. What
neither says (a length, a place, a choice) is never guessed: it is a `Gap` for a person to settle.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from app.exchange.rotation_needs import Needs
from app.services.rotation_months import last_day, leave_spans, month_of, share_spans
from pathways.plan_match import ServiceMatch, ServiceState
from pathways.types.record import AbsenceKind, Service, TraineeRecord
from rotations.doctor_months import DoctorMonths
from rotations.types.case import FULL_TIME, Block, Choice, Doctor, Placement, TraineeGroup

DAYS_A_MONTH = Fraction(1461, 48)
WEEK = 7
LONGEST = 240
"""Months that a block can be."""


class GapKind(StrEnum):
    """What must be settled by a person."""

    NO_LENGTH = "no_length"
    """The training plan does not say how long the service is."""
    NO_PLACE = "no_place"
    """Nobody of the organisation has served it at a known unit."""
    CHOICE = "choice"
    """A choice whose options are several services each."""
    INSIDE = "inside"
    """It is counted inside another service."""
    NOT_MONTHS = "not_months"
    """It is booked, but not for whole months or not at a known unit."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is left out, with the months that are known of it."""

    kind: GapKind
    service: str
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one doctor beside the record."""

    matches: Sequence[ServiceMatch]
    """The training plan held against the record on the day before the first month."""
    unit_of: Mapping[str, str]
    """The unit's key of each period that lies ahead, by the period's key."""
    used: Mapping[int, tuple[str, ...]]
    """Units where the organisation's doctors serve each service of the training plan."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A row of the board as it can be made without asking anybody."""

    needs: Needs
    placements: tuple[Placement, ...]
    gaps: tuple[Gap, ...]
    must_finish: bool


def suggest(record: TraineeRecord, known: Known, first_month: date, months: int) -> Suggested:
    """The doctor's blocks, where what is booked lies, and what is left to settle.

    `first_month` is the first day of the plan, which is `months` long. The placements' doctor is
    left empty.
    """
    work = _Work(record, known, first_month, months)
    by_seq: defaultdict[int | None, list[Service]] = defaultdict(list)
    for period in work.ahead():
        by_seq[period.plan_seq].append(period)
    known_seqs = {each.service.seq for each in known.matches}
    for match in known.matches:
        work.service(match, by_seq[match.service.seq])
    for seq, periods in by_seq.items():
        if seq not in known_seqs:
            for period in periods:
                work.booked(period, period.name_nb, f"booket-{period.key}", ())
    return work.done()


def group_of(record: TraineeRecord) -> TraineeGroup:
    """The group that a doctor is shown in."""
    if record.stage.startswith("lis1"):
        return TraineeGroup.LIS1
    return TraineeGroup.ALIS if record.specialty == "ALM" else TraineeGroup.LIS23


@dataclass
class _Work:
    """One row being made."""

    record: TraineeRecord
    known: Known
    first_month: date
    months: int
    blocks: list[Block] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    english: dict[str, str] = field(default_factory=dict)
    of_seq: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Read the doctor's leave and shares once, over the plan and well beyond it."""
        leave = [
            (each.starts_on, each.ends_on)
            for each in self.record.absences
            if each.kind is AbsenceKind.LEAVE
        ]
        shares = [(each.percent, each.starts_on, each.ends_on) for each in self.record.shares]
        self._last = self.months + LONGEST
        doctor = Doctor(
            "",
            "",
            TraineeGroup.LIS23,
            (),
            leave=leave_spans(self.first_month, self._last, leave),
            shares=share_spans(self.first_month, self._last, shares),
        )
        self._calendar = DoctorMonths(doctor, 0, self._last)

    def ahead(self) -> Iterable[Service]:
        """Periods by themselves that touch the plan's months, in order of time."""
        end = last_day(self.first_month, self.months - 1)
        found = (
            each
            for each in self.record.services
            if each.counted_inside is None
            and each.starts_on <= end
            and (each.ends_on is None or each.ends_on >= self.first_month)
        )
        return sorted(found, key=lambda each: (each.starts_on, each.key))

    def service(self, match: ServiceMatch, periods: Sequence[Service]) -> None:
        """One service of the training plan: what is booked of it, and the rest."""
        service, left = match.service, self._left(match)
        used = self.known.used.get(service.seq, ())
        for number, period in enumerate(periods, start=1):
            key = f"plan-{service.seq}" + (f"-{number}" if number > 1 else "")
            months = self.booked(period, service.name_nb, key, used)
            if months:
                self.of_seq[service.seq].append(key)
                left = None if left is None else max(0, left - months)
        wanted = match.state not in (ServiceState.DONE, ServiceState.NOT_CHOSEN)
        if not wanted or left == 0 or (left is None and periods):
            return
        self._rest(match, left, used)

    def _left(self, match: ServiceMatch) -> int | None:
        """Whole months of the least length that are not served before the plan begins."""
        if match.least is None:
            return None
        return max(0, ceil(_months(match.least - match.has, match.unit)))

    def _rest(self, match: ServiceMatch, left: int | None, used: tuple[str, ...]) -> None:
        service = match.service
        longest = service.duration.maximum
        most = left
        if left is not None and longest is not None and match.least is not None:
            room = _months(Fraction(str(longest)) - match.least, match.unit)
            most = left + max(0, floor(room))
        kind = None
        if left is None:
            kind = GapKind.NO_LENGTH
        elif service.counted_inside_seq is not None:
            kind = GapKind.INSIDE
        elif service.choice_group and not self._is_plain_choice(service.choice_group):
            kind = GapKind.CHOICE
        elif not used:
            kind = GapKind.NO_PLACE
        if kind is not None or left is None or most is None:
            self.gaps.append(Gap(kind or GapKind.NO_LENGTH, service.name_nb, left, most))
            return
        before = self.of_seq[service.seq]
        key = f"plan-{service.seq}" + (f"-{len(before) + 1}" if before else "")
        group = service.choice_group if not before else None
        self.blocks.append(
            Block(key, service.name_nb, used, left, most, after=tuple(before), choice=group)
        )
        before.append(key)

    def _is_plain_choice(self, group: str) -> bool:
        """Whether each option is one service, all of them open, with a place and a length."""
        members = [each for each in self.known.matches if each.service.choice_group == group]
        options = {each.service.choice_option or each.service.seq for each in members}
        return len(options) == len(members) and all(
            each.least is not None
            and not each.periods
            and self.known.used.get(each.service.seq)
            and each.service.counted_inside_seq is None
            for each in members
        )

    def booked(self, period: Service, name: str, key: str, used: tuple[str, ...]) -> int | None:
        """A block for what is booked, laid where it lies; its months, None when it cannot be."""
        unit = self.known.unit_of.get(period.key)
        first = max(0, month_of(self.first_month, period.starts_on))
        starts_whole = period.starts_on <= self.first_month or period.starts_on.day == 1
        if unit is None or period.ends_on is None or not starts_whole or not _ends_whole(period):
            self.gaps.append(Gap(GapKind.NOT_MONTHS, name))
            return None
        last = min(month_of(self.first_month, period.ends_on), self._last - 1)
        credit = Fraction(self._calendar.credited(first, last), FULL_TIME)
        if credit < 1:
            self.gaps.append(Gap(GapKind.NOT_MONTHS, name))
            return None
        sites = tuple(dict.fromkeys((unit, *used)))
        self.blocks.append(Block(key, name, sites, floor(credit), ceil(credit)))
        end = self.months - 1
        self.placements.append(
            Placement("", first, min(last, end), key, unit, continues=last > end)
        )
        if period.name_en != period.name_nb:
            self.english[name] = period.name_en
        return floor(credit)

    def done(self) -> Suggested:
        """The row, with the order that the training plan asks for."""
        after = {each.service.seq: each.service.after_seq for each in self.known.matches}
        own = {key: seq for seq, keys in self.of_seq.items() for key in keys}
        blocks = tuple(self._ordered(block, after.get(own.get(block.key, -1), ())) for block in
                       self.blocks)  # fmt: skip
        choices = tuple(
            Choice(group, 1) for group in dict.fromkeys(each.choice for each in blocks) if group
        )
        least = sum(each.min_months for each in blocks if each.choice is None) + sum(
            min(each.min_months for each in blocks if each.choice == choice.key)
            for choice in choices
        )
        runs_on = any(each.continues for each in self.placements)
        return Suggested(
            Needs(blocks=blocks, choices=choices, service_en=self.english),
            tuple(self.placements),
            tuple(self.gaps),
            must_finish=not runs_on and least <= self.months,
        )

    def _ordered(self, block: Block, after: tuple[int, ...]) -> Block:
        keys = [key for seq in after for key in self.of_seq[seq]]
        return Block(
            block.key,
            block.service,
            block.sites,
            block.min_months,
            block.max_months,
            after=tuple(dict.fromkeys((*block.after, *keys))),
            choice=block.choice,
        )


def day_before(first_month: date) -> date:
    """The day on which the training plan is held against the record."""
    return first_month - timedelta(days=1)


def _months(amount: Fraction, unit: str) -> Fraction:
    return amount * WEEK / DAYS_A_MONTH if unit == "weeks" else amount


def _ends_whole(period: Service) -> bool:
    return period.ends_on is not None and (period.ends_on + timedelta(days=1)).day == 1
