"""Closing a place: what is there after its last day is shown first, then its room ends.

A place has no last day of its own. Closing ends how many it takes and its supervisors' places, and
says that it takes nobody from the next day on; boards and planner read that as they read any other
limit. Agreements belong to two parties and are ended on their own pages.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.services.logbook_form import Problem, Raw
from app.services.places_changes import (
    Desk,
    plain_value,
    remember,
    stored_capacity,
    stored_supervisor,
    write_capacity,
)
from app.services.places_fields import LONGEST_SOURCE, PlaceReading
from app.services.places_page import AgreementLine, line_of, scope_of
from app.services.places_words import closed_from, period
from app.services.wording import in_language
from app.store import audit
from app.store import hosts as host_store
from app.store import place_units as units
from app.store import places as store
from app.store.hosts import Arrival
from app.store.place_units import BookedThere
from app.store.places import CapacityRow, SupervisorRow
from rotations.types.case import LimitKind

DAY = timedelta(days=1)
FAR = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class StayLine:
    """Somebody who is placed there after the last day."""

    name: str
    service: str
    days: str


@dataclass(frozen=True, slots=True)
class Closing:
    """The form with what closing means. `last` None: no day is chosen yet."""

    raw: Raw
    problems: tuple[Problem, ...] = ()
    last: date | None = None
    stays: tuple[StayLine, ...] = ()
    agreements: tuple[AgreementLine, ...] = ()
    mark: str = ""
    """Of the list that was shown; another list is shown again before anything is kept."""
    is_changed: bool = False


def check_closing(session: Session, desk: Desk, raw: Raw) -> Closing:
    """What closing the place after a day means."""
    values, problems = _read(session, desk, raw)
    if problems:
        return Closing(raw, problems)
    return _shown(session, desk, raw, values["last_day"])


def close_place(session: Session, desk: Desk, raw: Raw) -> date | Closing:
    """Close the place; commits. The form again when something is wrong, or when somebody has been
    placed there since it was shown.
    """
    values, problems = _read(session, desk, raw)
    if problems:
        return Closing(raw, problems)
    last: date = values["last_day"]
    shown = _shown(session, desk, raw, last)
    if raw.get("mark", "") != shown.mark:
        return Closing(raw, (), last, shown.stays, shown.agreements, shown.mark, is_changed=True)
    _end_all(session, desk, last)
    values = {
        "name": _("Stengt"),
        "kind": LimitKind.PLACE,
        "minimum": None,
        "maximum": 0,
        "is_hard": True,
        "counts_share": False,
        "valid_from": last + DAY,
        "valid_to": None,
        "groups": [],
        "services": [],
        "source": values["source"] or "",
        "unit_ids": [desk.place.id],
    }
    subject = write_capacity(session, desk, values, None)
    assert subject is not None
    _remember(session, desk, subject, {}, values, is_new=True)
    audit.add_event(
        session,
        at=desk.now,
        by=desk.actor.person_id,
        action="unit.closed",
        subject=(units.UNIT, desk.place.key),
        details={"last_day": last.isoformat(), "placed_after": len(shown.stays)},
    )
    session.commit()
    return last


def _read(session: Session, desk: Desk, raw: Raw) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    reading = PlaceReading(raw)
    reading.day("last_day", _("Skriv den siste dagen."))
    reading.words("source", LONGEST_SOURCE)
    since = closed_from(store.list_capacities(session, unit_ids=(desk.place.id,)))
    if since is not None:
        reading.fail(
            "last_day", _("Stedet er alt stengt. Endre eller avslutt raden på stedets side.")
        )
    last = reading.values["last_day"]
    if last is not None and last < desk.today - DAY:
        reading.fail("last_day", _("Skriv en dag som ikke er passert."))
    return reading.values, tuple(reading.problems)


def _shown(session: Session, desk: Desk, raw: Raw, last: date) -> Closing:
    after = last + DAY
    arrivals = host_store.list_arrivals(session, (desk.place.id,), ends_from=after)
    stays: list[tuple[str, Arrival | BookedThere]] = [
        *((each.name or each.vacancy or _("Ledig plass"), each) for each in arrivals),
        *((each.name, each) for each in units.booked_after(session, desk.place.id, after)),
    ]
    stays.sort(key=lambda pair: (pair[1].starts_on, pair[0]))
    lines = tuple(
        StayLine(
            name,
            in_language(each, "service") or each.service_nb,
            period(each.starts_on, each.ends_on),
        )
        for name, each in stays
    )
    scope = scope_of(session, desk.actor)
    found = store.limits_of(session, (desk.place.id,), after, FAR).agreements
    agreements = tuple(
        line_of(row, desk.today)
        for row in found
        if row.unit_id == desk.place.id and (scope.keeps(row.home_id) or scope.keeps(row.host_id))
    )
    mark = hashlib.sha256(repr((last, lines)).encode()).hexdigest()[:16]
    return Closing(raw, (), last, lines, agreements, mark)


def _end_all(session: Session, desk: Desk, last: date) -> None:
    """End what is the place's alone; what is shared with other places goes on for them."""
    for row in store.list_capacities(session, unit_ids=(desk.place.id,), first=last + DAY):
        if row.unit_ids == (desk.place.id,):
            units.end_capacity(session, row, last)
            before = stored_capacity(row)
            _ended(session, desk, before.subject, before.values, row, last)
    for each in store.list_supervisors(session, (desk.place.id,), first=last + DAY):
        units.end_supervisor(session, each, last)
        stored = stored_supervisor(each)
        _ended(session, desk, stored.subject, stored.values, each, last)


def _ended(
    session: Session,
    desk: Desk,
    subject: tuple[str, str],
    before: Mapping[str, Any],
    row: CapacityRow | SupervisorRow,
    last: date,
) -> None:
    if row.valid_from <= last:
        _remember(session, desk, subject, before, {**before, "valid_to": last}, is_new=False)
        return
    audit.add_event(
        session,
        at=desk.now,
        by=desk.actor.person_id,
        action=f"{subject[0]}.removed",
        subject=subject,
        details={"before": {name: plain_value(value) for name, value in before.items()}},
    )


def _remember(
    session: Session,
    desk: Desk,
    subject: tuple[str, str],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    is_new: bool,
) -> None:
    by, now = desk.actor.person_id, desk.now
    remember(session, subject, before, after, is_new=is_new, by=by, now=now)
