"""How one course is handled here: kind, rule for seats, usual size, timing. Read and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.services.course_registrations_words import kind_name
from app.services.logbook_choices import Option
from app.services.logbook_form import Problem, Raw, Reading
from app.services.wording import figure
from app.store import audit
from app.store import courses as store
from app.store.courses import StoredSetup
from pathways.types.courses import CourseKind, SeatOrder, SeatRule, ServiceMeasure

ORDERS = ("order_1", "order_2", "order_3")
MOST_SEATS, MOST_DAYS, MOST_MONTHS, LONGEST_NOTE = 999, 60, 120, 300
SUBJECT = "course"
_NUMBERS = {
    "usual_seats": (1, MOST_SEATS),
    "usual_days": (1, MOST_DAYS),
    "timing_from_months": (0, MOST_MONTHS),
    "timing_to_months": (0, MOST_MONTHS),
}


@dataclass(frozen=True, slots=True)
class SetupDraft:
    """A set-up as it was written. With `stored` somebody else has changed it meanwhile."""

    raw: Raw
    problems: tuple[Problem, ...] = ()
    stored: StoredSetup | None = None
    mine: StoredSetup | None = None


def to_raw(setup: StoredSetup) -> dict[str, str]:
    """A set-up as the text of its form."""
    order = dict(zip(ORDERS, (*map(str, setup.rule.order), "", "", ""), strict=False))
    numbers = {name: _written(getattr(setup, name)) for name in _NUMBERS}
    return {
        "kind": str(setup.kind),
        "measure": str(setup.rule.measure),
        "arranger_decides": "" if setup.rule.is_predictable else "1",
        "note": setup.note or "",
        "version": str(setup.version),
        **order,
        **numbers,
    }


def save(
    session: Session, course_key: str, raw: Raw, *, by: int, now: datetime
) -> StoredSetup | SetupDraft:
    """Read, judge and keep a set-up; commits. A `SetupDraft` when something stands in the way."""
    reading = Reading(raw)
    setup = _read(reading, course_key)
    if setup is None:
        return SetupDraft(raw, tuple(reading.problems))
    before = store.find_setup(session, course_key)
    if before.version != setup.version or not store.save_setup(session, setup, by=by, at=now):
        session.rollback()
        return SetupDraft(raw, stored=store.find_setup(session, course_key), mine=setup)
    audit.add_event(
        session,
        at=now,
        by=by,
        action="course.set_up",
        subject=(SUBJECT, course_key),
        details={"before": to_raw(before), "after": to_raw(setup)},
    )
    session.commit()
    return setup


def in_words(setup: StoredSetup) -> list[tuple[str, str]]:
    """(label, text) of a set-up, for showing two versions side by side."""
    rule = setup.rule
    order = _(", deretter ").join(order_name(each) for each in rule.order)
    return [
        (label_of("kind"), kind_name(setup.kind)),
        (
            _("Hvem får plass først"),
            order if rule.is_predictable else _("Arrangøren velger etter egne kriterier"),
        ),
        (label_of("measure"), measure_name(rule.measure)),
        *((label_of(name), _written(getattr(setup, name)) or "–") for name in _NUMBERS),
        (label_of("note"), setup.note or "–"),
    ]


def options() -> Mapping[str, tuple[Option, ...]]:
    """What the form's lists offer."""
    orders = tuple((str(each), order_name(each)) for each in SeatOrder)
    return {
        "kind": tuple((str(each), kind_name(each)) for each in CourseKind),
        "measure": tuple((str(each), measure_name(each)) for each in ServiceMeasure),
        "order_1": orders,
        "order_2": (("", _("Ikke noe mer")), *orders),
        "order_3": (("", _("Ikke noe mer")), *orders),
    }


def label_of(name: str) -> str:
    """What a field is called."""
    return {
        "kind": _("Hva det er"),
        "order_1": _("Først kommer de med"),
        "order_2": _("Er to like, kommer de med"),
        "order_3": _("Er to fortsatt like, kommer de med"),
        "measure": _("Hvordan tjeneste telles"),
        "usual_seats": _("Vanlig antall plasser"),
        "usual_days": _("Vanlig antall dager"),
        "timing_from_months": _("Anbefalt fra måned"),
        "timing_to_months": _("Anbefalt til måned"),
        "note": _("Merknad"),
    }[name]


def order_name(order: SeatOrder) -> str:
    """What puts a doctor before another."""
    return {
        SeatOrder.LONGEST_SERVICE: _("lengst tjeneste i spesialiteten ved kursstart"),
        SeatOrder.EARLIEST_APPLICATION: _("tidligst påmelding"),
        SeatOrder.NEAREST_APPROVAL: _("kortest vei igjen til godkjenning"),
    }[order]


def measure_name(measure: ServiceMeasure) -> str:
    """How service counts."""
    return {
        ServiceMeasure.CREDITED: _("Tjeneste som teller: deltid etter andel, uten permisjon"),
        ServiceMeasure.CALENDAR: _("Alle dager fra første dag i spesialiteten"),
    }[measure]


def _read(reading: Reading, course_key: str) -> StoredSetup | None:
    lists = options()
    kind = reading.choice("kind", lists["kind"], _("Velg hva det er."))
    measure = reading.choice("measure", lists["measure"], _("Velg hvordan tjeneste telles."))
    order = _read_order(reading, lists)
    for name, (least, most) in _NUMBERS.items():
        reading.values[name] = None
        if reading.text(name):
            reading.whole(name, least, most)
    numbers: dict[str, Any] = {name: reading.values[name] for name in _NUMBERS}
    first, last = numbers["timing_from_months"], numbers["timing_to_months"]
    if first is not None and last is not None and last < first:
        reading.fail("timing_to_months", _("Skriv %(first)s eller mer.", first=first))
    note = reading.text("note")
    if len(note) > LONGEST_NOTE:
        reading.fail("note", _("Skriv høyst %(most)s tegn.", most=LONGEST_NOTE))
    version = reading.text("version")
    if reading.problems or kind is None or measure is None:
        return None
    return StoredSetup(
        course_key=course_key,
        kind=CourseKind(kind),
        rule=SeatRule(
            order, ServiceMeasure(measure), is_predictable=reading.text("arranger_decides") != "1"
        ),
        note=note or None,
        version=int(version) if version.isascii() and version.isdigit() else 0,
        **numbers,
    )


def _read_order(reading: Reading, lists: Mapping[str, tuple[Option, ...]]) -> tuple[SeatOrder, ...]:
    found: list[SeatOrder] = []
    for name in ORDERS:
        missing = _("Velg hva som kommer først.") if name == ORDERS[0] else None
        chosen = reading.choice(name, lists[name], missing)
        if chosen is None:
            continue
        if SeatOrder(chosen) in found:
            reading.fail(name, _("Dette er valgt over. Velg noe annet eller ikke noe mer."))
        found.append(SeatOrder(chosen))
    return tuple(found)


def _written(value: int | None) -> str:
    return "" if value is None else figure(value)
