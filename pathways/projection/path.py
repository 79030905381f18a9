"""The stretches of one doctor's training ahead, laid out one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pathways.credit_clock import DayClock
from pathways.month_axis import DAY
from pathways.phases import LIS1_HOSPITAL, PhaseTime, has_passed, has_reached
from pathways.projection.asked import StretchNeeds
from pathways.projection.layout import Layout, lay_out
from pathways.projection.slots import Clocks, Stretch, Variant
from pathways.projection.values import Frame
from pathways.requirement_state import Case
from pathways.spans import Span
from pathways.start_and_goal import Lis1Start, first_lis1_start
from pathways.types.record import AbsenceKind, Service, TraineeRecord
from pathways.worktime import PART23


@dataclass(slots=True)
class PhaseAhead:
    """A phase that is not behind: its service, what is left of it, and the clocks it runs on.

    `first_start` is the first day of its outer service, None when there is none.
    """

    time: PhaseTime
    asks: StretchNeeds
    services: tuple[Service, ...]
    left: int
    clocks: Clocks
    first_start: date | None
    has_bookings: bool
    """Whether some period begins or ends on a booked day ahead."""
    low: dict[date, Layout] = field(default_factory=dict)
    """The low reading by first day: another one differs in little, or in nothing."""


class Path:
    """The way ahead of one doctor: phases, clocks, and the layouts under each reading.

    Layouts are made when they are asked for; the clocks are shared by all of them.
    """

    def __init__(self, record: TraineeRecord, frame: Frame, today: date, case: Case) -> None:
        """Look at the record once."""
        self.record = record
        self.frame = frame
        self.today = today
        self.case = case
        self.leaves: list[Span] = case.absences(AbsenceKind.LEAVE)
        self.start: Lis1Start | None = None
        self.missing: str | None = None
        self.first = today + DAY
        if not has_reached(record, LIS1_HOSPITAL):
            self._find_start()
        self.times = tuple([case.time_in(phase) for phase in frame.measures.phases])
        """How far the doctor is in each phase today."""
        self.ahead = tuple(self._phases_ahead()) if self.is_known else ()

    @property
    def is_known(self) -> bool:
        """Whether a first day can be named."""
        return self.missing is None

    def layouts(self, variant: Variant) -> list[Layout]:
        """Every stretch ahead under one reading, in order."""
        result: list[Layout] = []
        day = self.first
        for ahead in self.ahead:
            layout = self._layout(ahead, _first_day(ahead, day, self.today, variant), variant)
            result.append(layout)
            day = max(layout.end + DAY, day)
        return result

    def _layout(self, ahead: PhaseAhead, first: date, variant: Variant) -> Layout:
        """One stretch from `first`; the low reading stands for another that must be the same."""
        low = ahead.low.get(first)
        if low is None:
            layout = lay_out(self._stretch(ahead, first), variant)
            if variant is Variant.LOW:
                ahead.low[first] = layout
            return layout
        if variant is Variant.HIGH:
            may_differ = low.differs
        else:
            # Where only time has to pass, moving what is booked changes no day.
            may_differ = ahead.has_bookings and ahead.asks.has_parts
        return lay_out(low.stretch, variant) if may_differ else low

    def reach_in_all(self, layouts: Sequence[Layout], ticks: int) -> date:
        """The day on which so much more is served, whatever the stretch.

        The time between one stretch and a later booked start of the next is credited to neither.
        """
        if not layouts:
            return self.case.clock(PART23).reach(self.first, ticks)
        for layout in layouts[:-1]:
            served = layout.stretch.clocks.months.between(layout.stretch.first, layout.end)
            if ticks <= served:
                return layout.stretch.clocks.months.reach(layout.stretch.first, ticks)
            ticks -= served
        last = layouts[-1].stretch
        return last.clocks.months.reach(last.first, ticks)

    @property
    def has_bookings(self) -> bool:
        """Whether anything is booked that could move."""
        return any(ahead.has_bookings for ahead in self.ahead)

    def _find_start(self) -> None:
        self.start = first_lis1_start(self.record, self.today, self.frame.intakes)
        if self.start is not None:
            self.first = self.start.starts_on
        elif self.record.authorised_on is None and self.record.degree_expected_on is None:
            self.missing = "degree_date"
        else:
            self.missing = "intake_dates"

    def _phases_ahead(self) -> list[PhaseAhead]:
        asks = self.frame.stretches(self.record.specialty)
        found = []
        for time in self.times:
            phase = time.phase
            if has_passed(self.record, "part3" if phase.key == PART23 else phase.key):
                continue
            services = self.case.services(phase.key)
            outer = [s.starts_on for s in services if s.counted_inside is None]
            found.append(
                PhaseAhead(
                    time,
                    asks[phase.key],
                    services,
                    time.remaining_ticks,
                    self._clocks(asks[phase.key], services),
                    min(outer, default=None),
                    any(_is_booked(service, self.today) for service in services),
                )
            )
        return found

    def _clocks(self, asks: StretchNeeds, services: Sequence[Service]) -> Clocks:
        months = self.case.clock(asks.key)
        if not asks.in_days:
            return Clocks(months)
        first = min([self.today + DAY, *(service.starts_on for service in services[:1])])
        return Clocks(months, DayClock(first, self.record.shares, self.leaves))

    def _stretch(self, ahead: PhaseAhead, first: date) -> Stretch:
        return Stretch(
            asks=ahead.asks,
            first=first,
            today=self.today,
            clocks=ahead.clocks,
            left=ahead.left,
            services=ahead.services,
        )


def _is_booked(service: Service, today: date) -> bool:
    return service.starts_on > today or (service.ends_on is not None and service.ends_on > today)


def _first_day(ahead: PhaseAhead, day: date, today: date, variant: Variant) -> date:
    """The first day a stretch is served: a booked later start holds when it has not begun."""
    booked = ahead.first_start
    if booked is None or booked <= today or variant is Variant.BEST:
        return day
    return max(day, booked)
