"""The periods of a yearly plan: what is served, goes on, is booked, and must be placed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _

from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_words import name_and_place
from app.services.wording import upper_first
from app.services.yearly_plan_view import YearLine
from pathways.projection.values import Stint, StintKind
from pathways.types.record import Service

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A period of service; `ends_on` None: nobody knows how long it goes on."""

    text: str
    state: str
    word: str
    starts_on: date
    ends_on: date | None
    service: str | None = None
    is_to_plan: bool = False


def periods_of(reckoning: Reckoning) -> tuple[Period, ...]:
    """Every period in order: the record up to today, then the timeline of the projection."""
    ahead = [s for s in reckoning.projection.timeline if s.kind is not StintKind.NOW]
    in_timeline = {stint.service for stint in ahead}
    found = [
        _served(reckoning, service)
        for service in reckoning.record.services
        if service.starts_on <= reckoning.today or service.key not in in_timeline
    ]
    found += [_planned(reckoning, stint) for stint in ahead]
    found.sort(key=lambda period: (period.starts_on, period.text))
    return tuple(_joined(found))


def lines_in(
    periods: Sequence[Period], first: date, last: date, today: date
) -> tuple[YearLine, ...]:
    """The periods that touch a year, each with its days in that year."""
    return tuple(
        _line(period, first, last, today)
        for period in periods
        if period.starts_on <= last and (period.ends_on is None or period.ends_on >= first)
    )


def _line(period: Period, first: date, last: date, today: date) -> YearLine:
    """A year that is over holds only what is done of a period that goes on."""
    is_over = period.starts_on <= today and last < today
    return YearLine(
        state="done" if is_over else period.state,
        word=_("gjort") if is_over else period.word,
        text=period.text,
        days=_days(period, first, last),
        is_to_plan=period.is_to_plan,
    )


def _days(period: Period, first: date, last: date) -> str:
    begins = max(period.starts_on, first)
    if period.ends_on is None:
        return f"{begins:%d.%m.}–"
    return f"{begins:%d.%m.}–{min(period.ends_on, last):%d.%m.}"


def _served(reckoning: Reckoning, service: Service) -> Period:
    today = reckoning.today
    ends = service.ends_on
    if service.starts_on > today:
        state, word = "on_track", _("booket")
    elif ends is not None and ends < today:
        state, word = "done", _("gjort")
    else:
        state, word = "on_track", _("nå")
        ends = _end_now(reckoning, service)
    text = name_and_place(service)
    if service.counted_inside is not None:
        text = _("%(service)s (inngår i en annen tjeneste)", service=text)
    return Period(text, state, word, service.starts_on, ends, service.key)


def _end_now(reckoning: Reckoning, service: Service) -> date | None:
    """The last day of today's period as the projection has it.

    A period whose own service is full makes way tomorrow; when it only goes on, it is joined
    with what the timeline says of it.
    """
    stints = reckoning.projection.timeline
    now = [s.ends_on for s in stints if s.kind is StintKind.NOW and s.service == service.key]
    makes_way = reckoning.today if stints and service.counted_inside is None else None
    return service.ends_on or next(iter(now), makes_way)


def _planned(reckoning: Reckoning, stint: Stint) -> Period:
    names = {service.key: service for service in reckoning.record.services}
    service = names.get(stint.service or "")
    line = upper_first(reckoning.telling.line(stint.ref))
    if stint.kind is StintKind.BOOKED and service is not None:
        return Period(
            name_and_place(service),
            "on_track",
            _("booket"),
            stint.starts_on,
            stint.ends_on,
            service.key,
        )
    if stint.kind is StintKind.FILL:
        text = _("Tjeneste uten fast sted") if service is None else name_and_place(service)
        return Period(text, "unknown", _("videre"), stint.starts_on, stint.ends_on, stint.service)
    return Period(
        line, "unknown", _("må plasseres"), stint.starts_on, stint.ends_on, None, is_to_plan=True
    )


def _joined(periods: Sequence[Period]) -> list[Period]:
    """The same, where a period that only goes on is part of the one before it."""
    found: list[Period] = []
    for period in periods:
        before = found[-1] if found else None
        follows = (
            before is not None
            and before.service is not None
            and before.service == period.service
            and before.ends_on is not None
            and before.ends_on + DAY == period.starts_on
        )
        if before is not None and follows:
            found[-1] = replace(before, ends_on=period.ends_on)
        else:
            found.append(period)
    return found
