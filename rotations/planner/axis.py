"""One doctor's own months: the months of the case without leave, and what is credited in them.

Own months make an unbroken run of a block out of one that leave interrupts, and make the length
of a part-time block a matter of looking it up.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rotations.planner.rows import Ints
from rotations.types.case import FULL_TIME, Doctor, RotationCase, Site, Span

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Axis:
    """Own months 0..width-1. `last` is the last calendar month the doctor may be placed in."""

    first: int
    last: int
    months: Ints
    """Calendar month of each own month."""
    share: Ints
    """Per cent of full time in each own month."""
    credit: Ints
    """Per cent credited before each own month; one longer than `months`."""
    own: dict[int, int]
    """Own month of each calendar month that has one."""

    @property
    def width(self) -> int:
        """How many own months."""
        return len(self.months)


def build_axis(case: RotationCase, doctor: Doctor) -> Axis:
    """The own months of a doctor within the case."""
    first = max(0, doctor.start)
    last = case.months - 1
    if doctor.available_to is not None:
        last = min(last, doctor.available_to)
    away = {month for span in doctor.leave for month in span.months}
    months = np.array([m for m in range(first, last + 1) if m not in away], dtype=np.int64)
    share = np.array([share_in(doctor, int(month)) for month in months], dtype=np.int64)
    credit = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(share, dtype=np.int64)])
    own = {int(month): index for index, month in enumerate(months)}
    return Axis(first, last, months, share, credit, own)


def share_in(doctor: Doctor, month: int) -> int:
    """Per cent of full time in a month; where spans meet, the one listed last holds."""
    for part in reversed(doctor.shares):
        if month in part.span:
            return part.percent
    return FULL_TIME


def barred(axis: Axis, doctor: Doctor, site: Site) -> Ints:
    """Number of own months before each in which the doctor cannot serve at the site.

    The site is closed (outside its open months) or the doctor is away from it.
    """
    closed = np.zeros(axis.width, dtype=np.int64)
    if site.open:
        closed[:] = 1
        for span in site.open:
            closed[_within(axis, span)] = 0
    for key, span in doctor.away:
        if key == site.key:
            closed[_within(axis, span)] = 1
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(closed)])


def _within(axis: Axis, span: Span) -> Bools:
    return (axis.months >= span.first) & (axis.months <= span.last)
