"""One doctor's months: on leave or not, and the credit that each of them gives."""

from collections.abc import Iterable
from itertools import accumulate

from rotations.types.case import FULL_TIME, Doctor, ShareSpan, Span


class DoctorMonths:
    """Leave and credit of a doctor, month by month, from `first` to `last` (both included).

    Credit is in per cent of a month at full time; a month of leave gives none. Where two spans of
    share meet, the one listed last holds.
    """

    __slots__ = ("_credit", "_first", "_share", "_worked")

    def __init__(self, doctor: Doctor, first: int, last: int) -> None:
        """Read the doctor's leave and shares once."""
        self._first = first
        self._share = _shares(doctor.shares, first, last)
        on_leave = _on_leave(doctor.leave, first, last)
        self._worked = [0, *accumulate(int(not leave) for leave in on_leave)]
        self._credit = [
            0,
            *accumulate(
                0 if leave else share for leave, share in zip(on_leave, self._share, strict=True)
            ),
        ]

    def is_leave(self, month: int) -> bool:
        """Whether the doctor is on leave in the month."""
        return not self.worked(month, month)

    def share(self, month: int) -> int:
        """Per cent of full time in the month, whether on leave or not."""
        return self._share[month - self._first]

    def worked(self, first: int, last: int) -> int:
        """Months from `first` to `last` that are not leave."""
        return self._worked[last - self._first + 1] - self._worked[first - self._first]

    def credited(self, first: int, last: int) -> int:
        """Credit from `first` to `last`, in per cent of a month at full time."""
        return self._credit[last - self._first + 1] - self._credit[first - self._first]

    def last_worked(self, first: int, last: int) -> int | None:
        """The last month from `first` to `last` that is not leave."""
        return next(
            (month for month in range(last, first - 1, -1) if not self.is_leave(month)), None
        )

    def leave_in(self, first: int, last: int) -> list[int]:
        """The months of leave from `first` to `last`."""
        if self.worked(first, last) == last - first + 1:
            return []
        return [month for month in range(first, last + 1) if self.is_leave(month)]


def runs(months: Iterable[int]) -> list[Span]:
    """Months (in order) as spans without a gap."""
    spans: list[Span] = []
    for month in months:
        if spans and spans[-1].last == month - 1:
            spans[-1] = Span(spans[-1].first, month)
        else:
            spans.append(Span(month, month))
    return spans


def _shares(shares: tuple[ShareSpan, ...], first: int, last: int) -> list[int]:
    found = [FULL_TIME] * (last - first + 1)
    for share in shares:
        for month in range(max(share.span.first, first), min(share.span.last, last) + 1):
            found[month - first] = share.percent
    return found


def _on_leave(leave: tuple[Span, ...], first: int, last: int) -> list[bool]:
    found = [False] * (last - first + 1)
    for span in leave:
        for month in range(max(span.first, first), min(span.last, last) + 1):
            found[month - first] = True
    return found
