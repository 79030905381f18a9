"""Periods of days: joined, cut and compared. Both ends of a span are included."""

from collections.abc import Iterable
from datetime import date

from pathways.month_axis import DAY

Span = tuple[date, date]
"""First and last day, both included."""


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days as disjoint spans in order; touching spans become one."""
    result: list[Span] = []
    ordered = sorted(spans)
    if len(ordered) == 1 and ordered[0][0] <= ordered[0][1]:
        return ordered
    for first, last in ordered:
        if last < first:
            continue
        if result and (result[-1][1] == date.max or first <= result[-1][1] + DAY):
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return result


def without(spans: Iterable[Span], removed: list[Span]) -> list[Span]:
    """The days of `spans` that are in none of `removed` (disjoint, in order)."""
    if not removed:
        return list(spans)
    result = []
    for first, last in spans:
        for start, end in removed:
            if end < first or start > last:
                continue
            if first < start:
                result.append((first, start - DAY))
            if end == date.max:
                break
            first = end + DAY
        else:
            if first <= last:
                result.append((first, last))
    return result


def common(spans: Iterable[Span], others: list[Span]) -> list[Span]:
    """The days that lie both in `spans` and in `others`."""
    return [(max(a, c), min(b, d)) for a, b in spans for c, d in others if max(a, c) <= min(b, d)]


def is_within(day: date, spans: Iterable[Span]) -> bool:
    """Whether a day lies in one of the spans."""
    return any(first <= day <= last for first, last in spans)
