"""The form of room at a place: fewest and most doctors, whom, when."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.services.logbook_choices import Option
from app.services.places_fields import (
    LONGEST_NAME,
    LONGEST_SOURCE,
    MOST_DOCTORS,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    month_ahead,
    shown,
    written,
)
from app.services.places_words import bounds, group_name, limit_kind_name, period
from app.services.wording import day, listed, lower_first
from app.store.places import CapacityRow, PlaceRow
from rotations.types.case import LimitKind, TraineeGroup

CAPACITY_FIELDS = (
    *("name", "kind", "services", "groups", "minimum", "maximum", "is_hard", "counts_share"),
    *("valid_from", "valid_to", "source"),
)
WRITTEN_KINDS = (LimitKind.PLACE, LimitKind.ROTA)
"""Supervisors and agreements are limits of their own tables."""


def capacity_spec(
    place: PlaceRow, siblings: tuple[Option, ...], others: Collection[CapacityRow]
) -> FormSpec:
    """Room at a place. `siblings` are the units it can be shared with; `others` the capacities
    that speak of the place already, without the one that is changed.
    """
    kinds = tuple((str(each), limit_kind_name(each)) for each in WRITTEN_KINDS)
    fields = _fields(kinds)
    counts = _("Planen regner med dette fra første dag.")
    folded = tuple(FormField(f"unit_{key}", name, "check") for key, name in siblings)

    def read(reading: PlaceReading) -> None:
        _read_capacity(reading, kinds, siblings, place)
        if not reading.problems:
            _check_overlap(reading, others)

    def words(values: Mapping[str, Any]) -> Lines:
        names = dict(siblings)
        shared = [names.get(str(each), "") for each in values["unit_ids"] if each != place.id]
        return [
            (_("Navn"), shown(values["name"])),
            (_("Hva tallet gjelder"), limit_kind_name(values["kind"])),
            (_("Antall leger"), bounds(values["minimum"], values["maximum"])),
            (_("Må holdes"), shown(values["is_hard"])),
            (_("Deltid tar sin del"), shown(values["counts_share"])),
            (_("Gjelder"), period(values["valid_from"], values["valid_to"])),
            (_("Hvem"), ", ".join(map(group_name, map(TraineeGroup, values["groups"]))) or "–"),
            (_("Tjenester"), shown(values["services"])),
            (_("Felles med"), listed(shared) or "–"),
            (_("Kilde"), shown(values["source"])),
        ]

    return FormSpec(counts, fields, read, words, folded, _("Felles med flere steder"))


def _fields(kinds: tuple[Option, ...]) -> tuple[FormField, ...]:
    called = _("Slik den heter på tavla, for eksempel Plasser på DPS Halden.")
    unbound = _("La stå tom hvis ingenting er avtalt.")
    onwards = _("La stå tom hvis det gjelder til videre.")
    each_line = _("Én på hver linje. La stå tom for alle.")
    only = {each: _("Bare %(group)s", group=lower_first(group_name(each))) for each in TraineeGroup}
    return (
        FormField("name", _("Navn"), hint=called),
        FormField("kind", _("Hva tallet gjelder"), "select", options=kinds),
        FormField("minimum", _("Minst antall leger"), hint=unbound, size=6),
        FormField("maximum", _("Høyst antall leger"), hint=unbound, size=6),
        FormField("is_hard", _("Tallene må holdes. Uten kryss er de et ønske."), "check"),
        FormField("counts_share", _("En lege i deltid tar bare sin del av en plass"), "check"),
        FormField("valid_from", _("Første dag"), hint=_("dd.mm.åååå"), size=12),
        FormField("valid_to", _("Siste dag"), hint=onwards, size=12),
        *(FormField(f"group_{each}", label, "check") for each, label in only.items()),
        FormField("services", _("Bare disse tjenestene"), "area", hint=each_line),
        FormField("source", _("Kilde"), hint=_("Hvor det står, for eksempel et vedtak.")),
    )


def capacity_raw(row: CapacityRow | None, today: date) -> dict[str, str]:
    """The text of the form for a capacity, or for a new one."""
    if row is None:
        return {"kind": LimitKind.PLACE, "is_hard": "1", "valid_from": day(month_ahead(today))}
    raw = {name: written(getattr(row, name)) for name in CAPACITY_FIELDS if name != "groups"}
    raw |= {f"group_{each}": "1" for each in row.groups}
    return raw | {f"unit_{each}": "1" for each in row.unit_ids}


def capacity_values(row: CapacityRow) -> dict[str, Any]:
    """What the form writes of a capacity."""
    values = {name: getattr(row, name) for name in CAPACITY_FIELDS}
    lists = {name: list(map(str, values[name])) for name in ("services", "groups")}
    return values | lists | {"unit_ids": list(row.unit_ids)}


def _read_capacity(
    reading: PlaceReading,
    kinds: tuple[Option, ...],
    siblings: tuple[Option, ...],
    place: PlaceRow,
) -> None:
    values = reading.values
    reading.words("name", LONGEST_NAME, _("Skriv et navn."))
    kind = reading.choice("kind", kinds, _("Velg hva tallet gjelder."))
    values["kind"] = None if kind is None else LimitKind(kind)
    reading.number("minimum", 0, MOST_DOCTORS)
    reading.number("maximum", 0, MOST_DOCTORS)
    if not reading.text("minimum") and not reading.text("maximum"):
        reading.fail("maximum", _("Skriv minst ett av tallene."))
    reading.ordered(
        "minimum",
        "maximum",
        _(
            "Minst (%(least)s) kan ikke være mer enn høyst (%(most)s).",
            least=values["minimum"],
            most=values["maximum"],
        ),
    )
    values["is_hard"] = reading.text("is_hard") == "1"
    values["counts_share"] = reading.text("counts_share") == "1"
    reading.span("valid_from", "valid_to", _("Skriv den første dagen."))
    values["groups"] = [str(each) for each in TraineeGroup if reading.text(f"group_{each}") == "1"]
    reading.lines("services", LONGEST_NAME)
    reading.words("source", LONGEST_SOURCE)
    values["source"] = values["source"] or ""
    shared = [int(key) for key, _name in siblings if reading.text(f"unit_{key}") == "1"]
    values["unit_ids"] = sorted({place.id, *shared})


def _check_overlap(reading: PlaceReading, others: Collection[CapacityRow]) -> None:
    """Two of the same kind for the same people at the same time would say two things."""
    values = reading.values
    for row in others:
        same = capacity_values(row)
        alike = all(
            same[name] == values[name] for name in ("kind", "services", "groups", "unit_ids")
        )
        ends, row_ends = values["valid_to"] or date.max, row.valid_to or date.max
        if alike and values["valid_from"] <= row_ends and row.valid_from <= ends:
            text = _(
                "%(name)s gjelder alt %(days)s. Avslutt den først, eller velg andre dager.",
                name=row.name,
                days=period(row.valid_from, row.valid_to),
            )
            reading.fail("valid_from", text)
            return
