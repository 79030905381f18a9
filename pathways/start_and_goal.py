"""What a training leads to, and the day that somebody who has not begun can start LIS1."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pathways.month_axis import DAY
from pathways.phases import LIS1_HOSPITAL
from pathways.types.record import TraineeRecord
from pathways.worktime import template_of

MINIMUM_TOTAL_RULE = "minimum-total"
INTAKE_RULE = "lis1-rounds"


class Goal(StrEnum):
    """What a day is reckoned to."""

    SPECIALIST = "specialist"
    PART1 = "part1"
    """LIS1 completed; the specialty is not chosen."""


@dataclass(frozen=True, slots=True)
class Intake:
    """A LIS1 start that comes back each year, with the last published closing date.

    `closes_on` is the deadline of the round whose service starts in `starts_in_year`; later
    years' deadlines are not published, so the same distance is assumed.
    """

    round: str
    starts_month: int
    starts_day: int
    closes_on: date
    starts_in_year: int
    source_key: str

    def start_in(self, year: int) -> date:
        """The start of this intake in `year`."""
        return date(year, self.starts_month, self.starts_day)

    def likely_deadline(self, year: int) -> date:
        """The closing date for the start in `year`, moved from the last published one."""
        return self.closes_on.replace(year=self.closes_on.year + year - self.starts_in_year)


@dataclass(frozen=True, slots=True)
class Lis1Start:
    """The first LIS1 start a doctor can reach; `intake` is None when a start is booked."""

    starts_on: date
    intake: Intake | None

    @property
    def is_booked(self) -> bool:
        """Whether the record holds the start."""
        return self.intake is None

    @property
    def likely_deadline(self) -> date | None:
        """When the application probably closes; None when the start is booked."""
        if self.intake is None:
            return None
        return self.intake.likely_deadline(self.starts_on.year)


def first_lis1_start(
    record: TraineeRecord, today: date, intakes: Sequence[Intake]
) -> Lis1Start | None:
    """The booked LIS1 start, else the first intake after the degree that is still open.

    None when the record holds neither a degree date nor an authorisation, or no intake is
    known.
    """
    booked = [
        service.starts_on
        for service in record.services
        if template_of(service.stage) == LIS1_HOSPITAL and service.starts_on > today
    ]
    if booked:
        return Lis1Start(min(booked), None)
    ready = ready_for_lis1(record, today)
    if ready is None:
        return None
    years = range(max(ready, today).year, max(ready, today).year + 3)
    return min(
        (
            Lis1Start(intake.start_in(year), intake)
            for intake in intakes
            for year in years
            if intake.start_in(year) >= ready and intake.likely_deadline(year) >= today
        ),
        key=lambda start: start.starts_on,
        default=None,
    )


def ready_for_lis1(record: TraineeRecord, today: date) -> date | None:
    """The first day a doctor may start: the day after the degree, or tomorrow."""
    if record.authorised_on is not None:
        return max(record.authorised_on, today) + DAY
    if record.degree_expected_on is not None:
        return max(record.degree_expected_on, today) + DAY
    return None
