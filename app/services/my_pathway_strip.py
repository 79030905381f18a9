"""The doctor's own line: what is behind, where the doctor is, what is known ahead.

Stops are the recorded and planned services, then the stages of the path that nobody has
booked yet, read from the graph. A day that nobody knows is not written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from app.charts.strip import Stop, Strip
from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_view import RouteItem
from app.services.my_pathway_words import (
    line_of,
    md,
    organisation_name,
    place_beside,
    service_name,
    short_month,
    specialty_name,
)
from app.services.projection_words import short_day
from app.services.wording import day, in_language, upper_first
from pathways.graph import stage_of
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, PART23_TEMPLATES, rank_of
from pathways.projection.values import Stint, StintKind
from pathways.routes import open_from
from pathways.start_and_goal import Goal
from pathways.types.record import AbsencePeriod, Service
from pathways.worktime import calendar_months, template_of

MOST_STOPS = 11
"""More than this and neighbours at one place are drawn as one."""
LEAST_BOW = Fraction(1, 2)
"""Months; a shorter leave stands in the timeline only."""
PASSED, HERE, AHEAD = "passed", "here", "ahead"


@dataclass(frozen=True, slots=True)
class _Point:
    """A stop with what the list needs beside the drawing."""

    stop: Stop
    when: str
    starts_on: date | None = None
    ends_on: date | None = None
    """None when it is not known to end before the goal."""
    leaves: tuple[AbsencePeriod, ...] = ()


def build_strip(reckoning: Reckoning) -> tuple[Strip, tuple[RouteItem, ...]]:
    """The strip as a drawing and as a list; both from the same stops."""
    points = _with_here(reckoning, [*_behind(reckoning), *_served(reckoning)])
    points = [*_in_order(points, _to_plan(reckoning)), *_route_ahead(reckoning)]
    points = _with_leaves(reckoning, points)
    decides = _deciding(reckoning, points)
    strip = Strip(
        title=_("Veien din") if reckoning.is_own else _("Veien"),
        description=_description(points, decides),
        here_label=_("Du er her") if reckoning.is_own else _("Nå"),
        stops=tuple(point.stop for point in points),
        decides=decides,
        decides_label=_("avgjør datoen"),
    )
    items = [
        item
        for number, point in enumerate(points)
        for item in _items(point, strip.here_label, _decides_label(strip, number))
    ]
    return strip, tuple(items)


# Behind, and the services


def _behind(reckoning: Reckoning) -> list[_Point]:
    """What lies before the first recorded service: the degree, and LIS1 when not recorded."""
    record = reckoning.record
    points = []
    if record.authorised_on is not None:
        degree = stage_of(reckoning.bundle.graph, "degree")
        name = in_language(degree, "short") or degree.key
        points.append(_point(name, (str(record.authorised_on.year),), PASSED))
    elif record.student_licence_on is not None and reckoning.services:
        points.append(_point(_("Studentlisens"), (str(record.student_licence_on.year),), PASSED))
    recorded = {template_of(service.stage) for service in record.services}
    if rank_of(record.stage) > rank_of(LIS1_MUNICIPALITY) and not recorded & {
        LIS1_HOSPITAL,
        LIS1_MUNICIPALITY,
    }:
        points.append(_point(_("LIS1"), (_("fullført"),), PASSED))
    return points


def _served(reckoning: Reckoning) -> list[_Point]:
    services = reckoning.services
    planned = len(_stints_to_plan(reckoning))
    if len(services) + planned > MOST_STOPS - 3:
        return [_joined(reckoning, list(group)) for _key, group in groupby(services, _neighbour)]
    return [_joined(reckoning, [service]) for service in services]


def _neighbour(service: Service) -> tuple[str, str, bool]:
    return (template_of(service.stage), service.organisation, service.is_planned)


def _joined(reckoning: Reckoning, services: Sequence[Service]) -> _Point:
    """One stop for services that follow each other at one place."""
    first, last = services[0], services[-1]
    today = reckoning.today
    ends_on = last.ends_on or expected_end(reckoning, last)
    here = any(service is reckoning.service_now for service in services)
    mark = HERE if here else PASSED if first.starts_on <= today else AHEAD
    in_part23 = template_of(first.stage) in PART23_TEMPLATES
    stop = Stop(
        name=service_name(first) if len(services) == 1 else _shared_name(reckoning, first),
        under=(
            place_beside(first) if len(services) == 1 else organisation_name(first.organisation),
            _years(first.starts_on, ends_on),
        ),
        mark=mark,
        line=line_of(reckoning.specialty) if in_part23 else "",
    )
    return _Point(stop, _span(first.starts_on, ends_on), first.starts_on, ends_on)


def expected_end(reckoning: Reckoning, service: Service) -> date | None:
    """The last day of a service without one, as the projection has it."""
    ends = [s.ends_on for s in reckoning.projection.timeline if s.service == service.key]
    known = [end for end in ends if end is not None]
    return max(known) if ends and len(known) == len(ends) else None


def _stints_to_plan(reckoning: Reckoning) -> list[Stint]:
    """What is needed and not booked, joined where one line comes in several pieces."""
    wanted = [s for s in reckoning.projection.timeline if s.kind is StintKind.TO_PLAN]
    return [] if reckoning.is_before_lis1 else wanted


def _in_order(points: Sequence[_Point], to_plan: Sequence[_Point]) -> list[_Point]:
    """What is to plan among what is booked ahead, by the day it begins."""
    ahead = [point for point in points if point.stop.mark == AHEAD]
    ahead = sorted([*ahead, *to_plan], key=lambda point: point.starts_on or date.max)
    return [*(point for point in points if point.stop.mark != AHEAD), *ahead]


def _to_plan(reckoning: Reckoning) -> list[_Point]:
    """A stop for each service that is needed and not booked."""
    points = []
    line = line_of(reckoning.specialty) if reckoning.is_in_part23 else ""
    for stint in _stints_to_plan(reckoning):
        name = upper_first(reckoning.telling.line(stint.ref))
        stop = Stop(
            name=name,
            under=(_("må plasseres"), _years(stint.starts_on, stint.ends_on)),
            mark=AHEAD,
            line=line,
        )
        when = _("må plasseres") + " · " + _span(stint.starts_on, stint.ends_on)
        points.append(_Point(stop, when, stint.starts_on, stint.ends_on))
    return points


def _deciding(reckoning: Reckoning, points: Sequence[_Point]) -> tuple[int, int] | None:
    """The stops that the deciding chain runs over: from where it begins to the goal."""
    chain = reckoning.projection.chain
    if not chain:
        return None
    first = next(
        (
            number
            for number, point in enumerate(points)
            if point.stop.mark != PASSED
            and point.starts_on is not None
            and (point.ends_on is None or point.ends_on >= chain[0].starts_on)
        ),
        None,
    )
    ends = [number for number, point in enumerate(points) if point.stop.shape == "interchange"]
    goal = next((number for number in ends if first is not None and number > first), None)
    return None if first is None or goal is None else (first, goal)


def _decides_label(strip: Strip, number: int) -> str | None:
    """The words at a stop of the list under the bracket; the goal itself has none."""
    if strip.decides is None or not strip.decides[0] <= number < strip.decides[1]:
        return None
    return strip.decides_label


def _shared_name(reckoning: Reckoning, service: Service) -> str:
    key = service.stage if service.stage in reckoning.bundle.graph else template_of(service.stage)
    stage = stage_of(reckoning.bundle.graph, key)
    return in_language(stage, "short") or service_name(service)


def _with_here(reckoning: Reckoning, points: list[_Point]) -> list[_Point]:
    """When no service covers today, a stop of its own says where the doctor is."""
    if any(point.stop.mark == HERE for point in points):
        return points
    at = sum(point.stop.mark == PASSED for point in points)
    stage = stage_of(reckoning.bundle.graph, _stage_here(reckoning))
    on_leave = any(a.starts_on <= reckoning.today <= a.ends_on for a in reckoning.leaves)
    if on_leave:
        name, under = _("Permisjon"), _("ingen tjeneste nå")
    elif reckoning.is_before_lis1:
        name, under = in_language(stage, "short") or stage.key, _student_under(reckoning)
    else:
        name, under = _("Mellom tjenester"), _("ingen tjeneste registrert i dag")
    line = points[at - 1].stop.line if at else ""
    here = _point(name, (under,) if under else (), HERE, line=line, starts_on=reckoning.today)
    return [*points[:at], here, *points[at:]]


def _student_under(reckoning: Reckoning) -> str:
    licence = reckoning.record.student_licence_on
    if licence is not None and reckoning.record.authorised_on is None:
        return _("lisens fra %(month)s", month=short_month(licence))
    return ""


def _stage_here(reckoning: Reckoning) -> str:
    stage = reckoning.record.stage
    return stage if stage in reckoning.bundle.graph else template_of(stage)


# Ahead: the stages of the graph that nothing in the record covers yet


def _route_ahead(reckoning: Reckoning) -> list[_Point]:
    booked = {template_of(service.stage) for service in reckoning.services}
    points: list[_Point] = []
    record = reckoning.record
    if record.authorised_on is None and reckoning.is_before_lis1:
        expected = record.degree_expected_on
        points.append(_stage_point(reckoning, "degree", _when(_("ventes"), expected)))
    if reckoning.is_before_lis1 and LIS1_HOSPITAL not in booked:
        start = reckoning.projection.lis1_start
        points.append(
            _stage_point(
                reckoning, LIS1_HOSPITAL, _when(_("tidligst"), start.starts_on if start else None)
            )
        )
    if rank_of(record.stage) < rank_of(LIS1_MUNICIPALITY) and LIS1_MUNICIPALITY not in booked:
        points.append(_stage_point(reckoning, LIS1_MUNICIPALITY, _("ikke planlagt")))
    if rank_of(record.stage) < rank_of("part1_complete"):
        done = _goal_day(reckoning) if reckoning.projection.goal is Goal.PART1 else ""
        points.append(_stage_point(reckoning, "part1_complete", done, shape="interchange"))
    return [*points, *_goal(reckoning)]


def _goal(reckoning: Reckoning) -> list[_Point]:
    specialty = reckoning.specialty
    if rank_of(reckoning.record.stage) >= rank_of("specialist"):
        return []
    if specialty is None:
        return [_point(_("Spesialist"), (_("fag ikke valgt"),), AHEAD, shape="interchange")]
    is_goal = reckoning.projection.goal is Goal.SPECIALIST
    day_text = _goal_day(reckoning) if is_goal else ""
    # A range would be cut at the edge of the drawing: each end gets a line of its own.
    first, dash, last = day_text.partition("–")
    under = (specialty_name(specialty), *(part for part in (first + dash, last) if part))
    goal = _point(
        _("Spesialist"),
        under,
        AHEAD,
        line=line_of(specialty),
        shape="interchange",
        when=" · ".join(part for part in (specialty_name(specialty), day_text) if part),
    )
    return [goal, *_after(reckoning, f"specialist:{specialty.code}")]


def _goal_day(reckoning: Reckoning) -> str:
    """The expected day as it is known; empty when it is not."""
    return "" if reckoning.projection.expected is None else short_day(reckoning.projection)


def _after(reckoning: Reckoning, key: str) -> list[_Point]:
    """The first working role after the approval, as a small stop on a side line."""
    graph = reckoning.bundle.graph
    if key not in graph:
        return []
    roles = [t.target for t in open_from(graph, key) if t.kind.is_progress]
    wanted = [r for r in roles if template_of(r) in ("consultant", "general_practitioner")]
    return [_stage_point(reckoning, role, "", shape="stop") for role in (wanted or roles)[-1:]]


def _stage_point(reckoning: Reckoning, key: str, when: str, *, shape: str = "station") -> _Point:
    stage = stage_of(reckoning.bundle.graph, key)
    name = (in_language(stage, "short") or key).partition(",")[0]
    return _point(name, (when,) if when else (), AHEAD, shape=shape)


def _when(word: str, value: date | None) -> str:
    return "" if value is None else f"{word} {day(value)}"


# Leaves


def _with_leaves(reckoning: Reckoning, points: list[_Point]) -> list[_Point]:
    """Hang each leave on the stop it follows: past ones left of "here", others right of it."""
    here = next((n for n, point in enumerate(points) if point.stop.mark == HERE), 0)
    by_stop: dict[int, list[AbsencePeriod]] = {}
    for leave in reckoning.leaves:
        if calendar_months(leave.starts_on, leave.ends_on) < LEAST_BOW:
            continue
        at = max(
            (n for n, p in enumerate(points) if p.starts_on and p.starts_on <= leave.starts_on),
            default=0,
        )
        past = leave.ends_on < reckoning.today
        at = min(at, max(0, here - 1)) if past else max(at, here)
        if at < len(points) - 1:
            by_stop.setdefault(at, []).append(leave)
    return [
        replace(
            point,
            leaves=tuple(by_stop.get(number, ())),
            stop=replace(point.stop, bows=_bow(by_stop.get(number, []))),
        )
        for number, point in enumerate(points)
    ]


def _bow(leaves: Sequence[AbsencePeriod]) -> tuple[str, ...]:
    if not leaves:
        return ()
    total = sum((calendar_months(a.starts_on, a.ends_on) for a in leaves), Fraction(0))
    text = ngettext(
        "permisjon %(months)s", "%(num)s permisjoner, %(months)s", len(leaves), months=md(total)
    )
    return (text,)


# Words


def _point(
    name: str,
    under: tuple[str, ...],
    mark: str,
    *,
    line: str = "",
    shape: str = "station",
    when: str | None = None,
    starts_on: date | None = None,
) -> _Point:
    stop = Stop(name, under, mark, line, shape)
    return _Point(stop, " · ".join(under) if when is None else when, starts_on)


def _years(first: date, last: date | None) -> str:
    if last is None:
        return _("fra %(year)s", year=first.year)
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"


def _span(first: date, last: date | None) -> str:
    if last is None:
        return _("fra %(month)s", month=short_month(first))
    return f"{short_month(first)}–{short_month(last)}"


def _items(point: _Point, here_label: str, tag: str | None) -> list[RouteItem]:
    stop = point.stop
    place = stop.under[0] if point.starts_on and len(stop.under) > 1 else None
    item = RouteItem(
        name=f"{stop.name}, {place}" if place and place not in stop.name else stop.name,
        under=point.when or None,
        kind="side" if stop.shape == "stop" else "",
        line=stop.line,
        mark=stop.mark,
        marker=here_label if stop.mark == HERE else None,
        tag=tag,
    )
    return [item, *(_leave_item(leave, stop) for leave in point.leaves)]


def _leave_item(leave: AbsencePeriod, stop: Stop) -> RouteItem:
    length = md(calendar_months(leave.starts_on, leave.ends_on))
    under = f"{day(leave.starts_on)}–{day(leave.ends_on)} · {length}"
    return RouteItem(_("Permisjon"), under, kind="side", line=stop.line)


def _description(points: Sequence[_Point], decides: tuple[int, int] | None) -> str:
    passed = sum(point.stop.mark == PASSED for point in points)
    here = next((point for point in points if point.stop.mark == HERE), None)
    ahead = [point.stop.name for point in points if point.stop.mark == AHEAD]
    parts = [ngettext("%(num)s stopp er passert.", "%(num)s stopp er passert.", passed)]
    if here is not None:
        parts.append(_("Nå: %(name)s.", name=here.stop.name))
    if ahead:
        parts.append(_("Videre: %(names)s.", names=", ".join(ahead)))
    if decides is not None:
        names = [point.stop.name for point in points[decides[0] : decides[1]]]
        parts.append(_("Avgjør datoen: %(names)s.", names=", ".join(names)))
    return " ".join(parts)
