"""Rotation cases written by hand (`tests/golden/rotation_rules.json`) as values."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from rotations.outside import beside
from rotations.types.case import (
    FULL_TIME,
    Block,
    Choice,
    Doctor,
    InnerPlacement,
    InnerService,
    Limit,
    LimitKind,
    LimitPer,
    Lock,
    MonthsBefore,
    ObjectivePlace,
    Pair,
    PairKind,
    Placement,
    RotationCase,
    ShareSpan,
    Site,
    SiteKind,
    Span,
    TraineeGroup,
)

Row = Mapping[str, Any]
FIRST_MONTH = date(2027, 1, 1)
MONTHS = 12
NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
TOWNS = {"Moss": "Moss", "Halden": "Halden", "DPS Halden": "Halden", "Sarpsborg": "Sarpsborg"}
WHOLE = Span(0, MONTHS - 1)
PLACEMENT = re.compile(
    r"(?P<doctor>[^:]+): (?P<block>[^,]+), (?P<site>[^,]+), (?P<months>\w+-\w+)"
    r"(?P<on> and on)?(, within: (?P<inner_site>[^,]+) (?P<inner>\w+-\w+))?"
)


def golden_case(row: Row) -> RotationCase:
    """The case of a row."""
    return RotationCase(
        name=row["situation"],
        first_month=FIRST_MONTH,
        months=MONTHS,
        sites=tuple(
            Site(
                key=name,
                name=name,
                short=name[:4],
                kind=SiteKind.HOSPITAL,
                town=town,
                employer="Trust",
                open=tuple(span_of(text) for text in row.get("open", {}).get(name, ())),
            )
            for name, town in TOWNS.items()
        ),
        doctors=tuple(_doctor(name, each) for name, each in row["doctors"].items()),
        limits=tuple(_limit(each) for each in row.get("limits", ())),
        locks=tuple(_lock(placement_of(text)) for text in row.get("locks", ())),
        pairs=tuple(Pair(PairKind(kind), (a, b)) for kind, a, b in row.get("pairs", ())),
        objective_places=tuple(_objective(text) for text in row.get("objectives", ())),
        published=tuple(placement_of(text) for text in row.get("published", ())),
        frozen_months=row.get("frozen", 0),
        notice_months=row.get("notice", 6),
    )


def placement_of(text: str) -> Placement:
    """`Anna: Surgery, Moss, Jan-Mar`, with ` and on` or `, within: Halden Feb-Mar`."""
    found = PLACEMENT.fullmatch(text)
    assert found, text
    span = span_of(found["months"])
    inner = None
    if found["inner_site"]:
        within = span_of(found["inner"])
        inner = InnerPlacement(found["inner_site"], within.first, within.last)
    return Placement(
        found["doctor"],
        span.first,
        span.last,
        found["block"],
        found["site"],
        inner,
        bool(found["on"]),
    )


def span_of(text: str) -> Span:
    """`Jan-Mar`."""
    first, last = text.split("-")
    return Span(NAMES.index(first), NAMES.index(last))


def _doctor(name: str, row: Row) -> Doctor:
    month = NAMES.index
    return Doctor(
        key=name,
        name=name,
        group=TraineeGroup.LIS23,
        blocks=tuple(_block(key, *each) for key, each in row["blocks"].items()),
        start=month(row.get("start", "Jan")),
        available_to=month(row["to"]) if "to" in row else None,
        must_finish=not row.get("rolling", False),
        choices=tuple(Choice(key, take) for key, take in row.get("choices", {}).items()),
        shares=tuple(ShareSpan(span_of(t), part) for t, part in row.get("part", {}).items()),
        leave=tuple(span_of(text) for text in row.get("leave", ())),
        away=tuple((site, span_of(text)) for site, text in row.get("away", {}).items()),
        town=row.get("town"),
        same_town=tuple(tuple(group) for group in row.get("together", ())),
        at_most=tuple(row.get("at_most", {}).items()),
        objectives_met=tuple(row.get("met", ())),
        is_vacancy=row.get("vacancy", False),
        is_thawed=row.get("thawed", False),
    )


def _block(key: str, sites: str, months: str, more: Row | None = None) -> Block:
    more = more or {}
    least, _, most = months.partition("-")
    inner = None
    if "inner" in more:
        service, where, length, wait = more["inner"]
        inner = InnerService(service, _sites(where), length, wait)
    return Block(
        key=key,
        service=key,
        sites=_sites(sites),
        min_months=int(least),
        max_months=int(most or least),
        after=tuple(more.get("after", ())),
        months_before=(MonthsBefore(tuple(more["before"][0]), more["before"][1]),)
        if "before" in more
        else (),
        needs_objectives=tuple(more.get("needs", ())),
        choice=more.get("choice"),
        window=span_of(more["window"]) if "window" in more else None,
        leave_may_interrupt=not more.get("unbroken", False),
        inner=inner,
    )


def _sites(text: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in text.split())


def _limit(row: Row) -> Limit:
    taken = row.get("outside", 0) * FULL_TIME
    return beside(_alone(row), taken, taken)


def _alone(row: Row) -> Limit:
    return Limit(
        key=row["name"],
        kind=LimitKind.PLACE,
        name=row["name"],
        sites=_sites(row["at"]),
        span=span_of(row["in"]) if "in" in row else WHOLE,
        minimum=row.get("least"),
        maximum=row.get("most"),
        services=tuple(row.get("services", ())),
        per=LimitPer(row.get("per", "month")),
        is_hard=not row.get("soft", False),
        counts_share=row.get("counts_share", False),
    )


def _lock(placement: Placement) -> Lock:
    return Lock(
        placement.doctor,
        placement.block,
        placement.site,
        placement.first,
        placement.last,
        reason="agreed",
    )


def _objective(text: str) -> ObjectivePlace:
    objective, rest = text.split(" in ")
    service, site = rest.split(" at ")
    return ObjectivePlace(objective, site, service)
