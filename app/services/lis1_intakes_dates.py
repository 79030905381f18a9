"""The dates of an intake: start, advertised, wishes in, decision, and the offer rounds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import IntakeState, Lis1Intake, Lis1OfferDates, Lis1Rules
from app.services.lis1_intakes_keep import Change, Desk, keep
from app.services.lis1_intakes_rules import Part, fixed_words, may
from app.services.logbook_form import Raw
from app.services.places_changes import judge
from app.services.places_fields import (
    LONGEST_NAME,
    Draft,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    Stored,
    chosen,
    shown,
    written,
)
from app.services.wording import day
from app.store import lis1_intakes as store

LEAST_ROUNDS, MOST_ROUNDS = 5, 10
"""Rounds that the form has room for: the usual five or so, and always one more than there are."""
DAYS = ("starts_on", "advertised_on", "deadline_on")
ROUND_DAYS = ("sent", "reply", "marked")
Rounds = tuple[tuple[date, date, date], ...]


def offer_name(number: int, what: str) -> str:
    """The name of a field of an offer round, counted from 1."""
    return f"offer_{number}_{what}"


def draft_of(session: Session, desk: Desk, offers: Sequence[Lis1OfferDates]) -> Draft:
    """The form of the dates to fill in."""
    stored = _stored(desk.intake, offers)
    raw = {name: written(value) for name, value in stored.values.items()}
    return Draft(_spec(session, desk, offers), raw | {"version": stored.version}, stored)


def save(session: Session, desk: Desk, offers: Sequence[Lis1OfferDates], raw: Raw) -> Draft | None:
    """Read, judge and keep the dates; commits. None when they are kept."""
    draft = judge(session, _spec(session, desk, offers), raw, _stored(desk.intake, offers))
    part = _part(desk.intake)
    before, version = desk.intake.starts_on, desk.intake.version

    def write(values: Mapping[str, Any]) -> bool:
        fields = {name: value for name, value in values.items() if not name.startswith("offer_")}
        if not store.change(session, Lis1Intake, desk.intake_id, version, fields):
            return False
        store.set_offer_dates(session, desk.intake_id, rounds_of(values))
        if "starts_on" in values and values["starts_on"] != before:
            store.move_start(session, desk.intake_id, before, values["starts_on"])
        return True

    return keep(session, desk, draft, Change("intake_dates_changed", write, {}, part))


def rounds_of(values: Mapping[str, Any]) -> Rounds:
    """The offer rounds among the values of the form, those left empty left out."""
    found = []
    for number in range(1, MOST_ROUNDS + 1):
        days = [values.get(offer_name(number, what)) for what in ROUND_DAYS]
        if all(days):
            found.append((days[0], days[1], days[2]))
    return tuple(found)  # type: ignore[arg-type]


def _part(intake: Lis1Intake) -> Part:
    return Part.WISH_DATES if may(intake, Part.WISH_DATES) else Part.LATER_DATES


def _room(offers: Sequence[Lis1OfferDates]) -> int:
    return min(MOST_ROUNDS, max(LEAST_ROUNDS, len(offers) + 1))


def _stored(intake: Lis1Intake, offers: Sequence[Lis1OfferDates]) -> Stored:
    values: dict[str, Any] = {}
    if may(intake, Part.WISH_DATES):
        values = {name: getattr(intake, name) for name in ("name", *DAYS, "rules_id")}
    values["decide_on"] = intake.decide_on
    for number in range(1, _room(offers) + 1):
        row = offers[number - 1] if number <= len(offers) else None
        days = (row.sent_on, row.reply_by, row.marked_by) if row else (None, None, None)
        for what, on in zip(ROUND_DAYS, days, strict=True):
            values[offer_name(number, what)] = on
    return Stored(("lis1_intake", intake.public_id), str(intake.version), values)


def _labels() -> dict[str, str]:
    return {
        "name": _("Navn"),
        "starts_on": _("Oppstart"),
        "advertised_on": _("Utlyses"),
        "deadline_on": _("Siste dag for ønsker"),
        "rules_id": _("Regler som gjelder"),
        "decide_on": _("Rådet vedtar"),
        "sent": _("Sendes"),
        "reply": _("Svar innen"),
        "marked": _("Merkes innen kl. 12.00"),
    }


def _spec(session: Session, desk: Desk, offers: Sequence[Lis1OfferDates]) -> FormSpec:
    intake, labels = desk.intake, _labels()
    rules = _rules(session, intake)
    count = _room(offers)
    opens = may(intake, Part.WISH_DATES)
    fields: tuple[FormField, ...] = ()
    if opens:
        hints = {
            "starts_on": _("Plasser og tak som gjelder denne dagen, flyttes med."),
            "deadline_on": _("Søkerne kan endre ønskene sine til og med denne dagen."),
        }
        fields = (
            FormField("name", labels["name"]),
            *(FormField(name, labels[name], hint=hints.get(name), size=12) for name in DAYS),
            FormField("rules_id", labels["rules_id"], "select", options=rules),
        )
    fields += (FormField("decide_on", labels["decide_on"], size=12),)
    told = _("Datoene må komme *i rekkefølge*. La en runde stå tom for å ta den bort.")
    return FormSpec(
        told if opens else fixed_words(intake),
        fields,
        lambda reading: _read(reading, desk, count, rules),
        lambda values: _words(values, rules),
    )


def round_fields(offers: Sequence[Lis1OfferDates]) -> tuple[tuple[int, tuple[FormField, ...]], ...]:
    """The fields of each offer round with its number."""
    labels = _labels()
    return tuple(
        (
            number,
            tuple(
                FormField(offer_name(number, what), labels[what], size=12) for what in ROUND_DAYS
            ),
        )
        for number in range(1, _room(offers) + 1)
    )


def _rules(session: Session, intake: Lis1Intake) -> tuple[tuple[str, str], ...]:
    """The versions that an intake can follow; the one it has is always among them."""
    rows = list(store.list_rules(session, intake.organisation_id))
    if intake.rules_id not in {row.id for row in rows}:
        rows.append(session.get_one(Lis1Rules, intake.rules_id))
    return tuple((str(row.id), rules_name(row)) for row in rows)


def rules_name(row: Lis1Rules) -> str:
    """A version of the rules in one line."""
    if row.decided_on is None:
        return _("Versjon %(number)s", number=row.number)
    return _("Versjon %(number)s, vedtatt %(day)s", number=row.number, day=day(row.decided_on))


def _words(values: Mapping[str, Any], rules: tuple[tuple[str, str], ...]) -> Lines:
    labels, lines = _labels(), []
    for name, value in values.items():
        if name.startswith("offer_"):
            _offer, number, what = name.split("_")
            label = _("Tilbudsrunde %(number)s", number=number)
            lines.append((f"{label}: {labels[what].lower()}", shown(value)))
        elif name == "rules_id":
            lines.append((labels[name], chosen(rules, value)))
        else:
            lines.append((labels[name], shown(value)))
    return lines


def _read(
    reading: PlaceReading, desk: Desk, count: int, rules: tuple[tuple[str, str], ...]
) -> None:
    values = reading.values
    if may(desk.intake, Part.WISH_DATES):
        reading.words("name", LONGEST_NAME, _("Skriv et navn."))
        reading.day("starts_on", _("Skriv den første dagen i tjenesten."))
        reading.day("advertised_on")
        reading.day("deadline_on")
        reading.row_id("rules_id", rules, _("Velg reglene."))
        _read_wish_days(reading, desk)
    reading.day("decide_on")
    deadline = values.get("deadline_on", desk.intake.deadline_on)
    follow = _Following(reading, deadline)
    follow("decide_on")
    for number in range(1, count + 1):
        names = [offer_name(number, what) for what in ROUND_DAYS]
        for name in names:
            reading.day(name)
        if any(reading.text(name) for name in names):
            for name in names:
                if not reading.text(name):
                    reading.fail(name, _("Skriv alle tre datoene i runden, eller ingen."))
                follow(name)
    starts = values.get("starts_on", desk.intake.starts_on)
    if starts is not None and deadline is not None and starts <= deadline:
        field = "starts_on" if "starts_on" in values else "decide_on"
        reading.fail(
            field, _("Oppstart må være etter siste dag for ønsker, %(day)s.", day=day(deadline))
        )


def _read_wish_days(reading: PlaceReading, desk: Desk) -> None:
    advertised, deadline = reading.values["advertised_on"], reading.values["deadline_on"]
    if advertised and deadline and deadline < advertised:
        text = _("Må være %(day)s eller senere: da lyses stillingene ut.", day=day(advertised))
        reading.fail("deadline_on", text)
    if desk.intake.state is not IntakeState.OPEN:
        return
    if deadline is None:
        reading.fail("deadline_on", _("Inntaket er åpent og må ha en siste dag for ønsker."))
    elif deadline != desk.intake.deadline_on and deadline < desk.today:
        reading.fail("deadline_on", _("Skriv i dag eller en senere dag."))


class _Following:
    """Days that must come one after the other; each that comes too early is told."""

    def __init__(self, reading: PlaceReading, after: date | None) -> None:
        self._reading, self._after = reading, after

    def __call__(self, name: str) -> None:
        on = self._reading.values[name]
        if on is None:
            return
        if self._after is not None and on < self._after:
            text = _("Må være %(day)s eller senere, som datoen før.", day=day(self._after))
            self._reading.fail(name, text)
        else:
            self._after = on
