"""What an intake lists: qualifications that seats ask for, and municipalities near each other."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.lis1_parts import read_qualifications, write_parts
from app.services.lis1_intakes_keep import Change, Desk, keep
from app.services.lis1_intakes_rules import Part
from app.services.lis1_intakes_seats import slug
from app.services.lis1_intakes_settings import intake_writer
from app.services.logbook_choices import Option
from app.services.logbook_form import Raw
from app.services.places_changes import judge
from app.services.places_fields import Draft, FormField, FormSpec, PlaceReading, Stored, chosen
from app.services.wording import listed
from app.sorting import norwegian_key
from app.store.lis1 import StoredIntake
from rotations.lis1.types import Qualification

MORE_ROWS = 3
"""Empty rows that a form offers beyond what is there."""
LONGEST_KEY, LONGEST_NAME = 40, 120
Rows = tuple[tuple[int, tuple[FormField, ...]], ...]


# ---- Qualifications --------------------------------------------------------------------------


def qualifications_draft(stored: StoredIntake, desk: Desk) -> Draft:
    """The form of the qualifications to fill in."""
    before = _stored_qualifications(desk)
    raw = {"version": before.version}
    for number, each in enumerate(read_qualifications(desk.intake.qualifications), start=1):
        raw[f"name_{number}"] = each.name
        raw |= {f"includes_{number}_{key}": "1" for key in each.includes}
    return Draft(_qualification_spec(stored, desk), raw, before)


def save_qualifications(
    session: Session, stored: StoredIntake, desk: Desk, raw: Raw
) -> Draft | None:
    """Read, judge and keep the qualifications; commits."""
    draft = judge(session, _qualification_spec(stored, desk), raw, _stored_qualifications(desk))
    write = intake_writer(session, desk)
    change = Change("qualifications_changed", write, {}, Part.QUALIFICATIONS)
    return keep(session, desk, draft, change)


def qualification_rows(desk: Desk) -> Rows:
    """The fields of each qualification with its number, and some empty ones."""
    known = read_qualifications(desk.intake.qualifications)
    rows = []
    for number in range(1, len(known) + MORE_ROWS + 1):
        own = known[number - 1].key if number <= len(known) else None
        includes = tuple(
            FormField(
                f"includes_{number}_{each.key}",
                _("Har også: %(name)s", name=each.name),
                "check",
            )
            for each in known
            if each.key != own
        )
        rows.append((number, (FormField(f"name_{number}", _("Navn")), *includes)))
    return tuple(rows)


def _stored_qualifications(desk: Desk) -> Stored:
    values = {"qualifications": [dict(each) for each in desk.intake.qualifications]}
    return Stored(desk.subject, str(desk.intake.version), values)


def _qualification_spec(stored: StoredIntake, desk: Desk) -> FormSpec:
    return FormSpec(
        _("Ingen får en plass uten *det plassen krever*. En rad uten navn tas bort."),
        (),
        lambda reading: _read_qualifications(reading, stored, desk),
        lambda values: [
            (_("Kvalifikasjoner"), listed([each["name"] for each in values["qualifications"]]))
        ],
    )


def _read_qualifications(reading: PlaceReading, stored: StoredIntake, desk: Desk) -> None:
    known = read_qualifications(desk.intake.qualifications)
    used = {key for seat in stored.seats for key in seat.needs}
    used |= {key for candidate in stored.candidates for key in candidate.qualifications}
    keys = {each.key for each in known}
    found: list[Qualification] = []
    for number in range(1, len(known) + MORE_ROWS + 1):
        before = known[number - 1] if number <= len(known) else None
        field = f"name_{number}"
        name = reading.text(field)
        if not name:
            if before is not None and before.key in used:
                text = _("%(name)s er i bruk og kan ikke tas bort.", name=before.name)
                reading.fail(field, text)
            continue
        if len(name) > LONGEST_NAME:
            reading.fail(field, _("Skriv høyst %(most)s tegn.", most=LONGEST_NAME))
        if any(each.name.lower() == name.lower() for each in found):
            reading.fail(field, _("Navnet står to ganger."))
        key = before.key if before is not None else _free_key(name, keys)
        keys.add(key)
        includes = tuple(
            each.key for each in known if reading.text(f"includes_{number}_{each.key}") == "1"
        )
        found.append(Qualification(key, name, includes))
    left = {each.key for each in found}
    kept = [
        Qualification(each.key, each.name, tuple(key for key in each.includes if key in left))
        for each in found
    ]
    reading.values["qualifications"] = write_parts(kept)


def _free_key(name: str, taken: set[str]) -> str:
    plain = slug(name, LONGEST_KEY) or "krav"
    tries = (plain, *(f"{plain}-{number}" for number in range(2, 1000)))
    return next(each for each in tries if each not in taken)


# ---- Near each other -------------------------------------------------------------------------


def near_draft(stored: StoredIntake, desk: Desk) -> Draft:
    """The form of the pairs to fill in."""
    before = _stored_near(desk)
    raw = {"version": before.version}
    for number, pair in enumerate(desk.intake.near, start=1):
        raw |= {f"{side}_{number}": str(each) for side, each in zip(_SIDES, pair, strict=True)}
    return Draft(_near_spec(stored, desk), raw, before)


def save_near(session: Session, stored: StoredIntake, desk: Desk, raw: Raw) -> Draft | None:
    """Read, judge and keep the pairs; commits."""
    draft = judge(session, _near_spec(stored, desk), raw, _stored_near(desk))
    change = Change("near_changed", intake_writer(session, desk), {}, Part.NEAR)
    return keep(session, desk, draft, change)


def near_rows(stored: StoredIntake, desk: Desk) -> Rows:
    """Two municipalities for each pair with its number, and some empty ones."""
    options = (("", _("Ingen")), *_towns(stored, desk))
    labels = (_("Kommune"), _("ligger nær"))
    return tuple(
        (
            number,
            tuple(
                FormField(f"{side}_{number}", label, "select", options=options)
                for side, label in zip(_SIDES, labels, strict=True)
            ),
        )
        for number in range(1, len(desk.intake.near) + MORE_ROWS + 1)
    )


_SIDES = ("one", "other")


def _towns(stored: StoredIntake, desk: Desk) -> tuple[Option, ...]:
    ids = {each.municipality_id for each in stored.seats}
    ids.update(each for pair in desk.intake.near for each in pair)
    named = sorted(ids, key=lambda each: norwegian_key(stored.places[each]))
    return tuple((str(each), stored.places[each]) for each in named)


def _stored_near(desk: Desk) -> Stored:
    values = {"near": [list(pair) for pair in desk.intake.near]}
    return Stored(desk.subject, str(desk.intake.version), values)


def _near_spec(stored: StoredIntake, desk: Desk) -> FormSpec:
    towns = _towns(stored, desk)

    def words(values: Mapping[str, Any]) -> list[tuple[str, str]]:
        pairs = [[chosen(towns, each) for each in pair] for pair in values["near"]]
        return [(_("Nær hverandre"), ", ".join(listed(pair) for pair in pairs) or "–")]

    return FormSpec(
        _("Par som søker sammen, kan be om kommuner som ligger *nær hverandre*."),
        (),
        lambda reading: _read_near(reading, towns, len(desk.intake.near) + MORE_ROWS),
        words,
    )


def _read_near(reading: PlaceReading, towns: tuple[Option, ...], count: int) -> None:
    found: list[list[int]] = []
    for number in range(1, count + 1):
        names = [f"{side}_{number}" for side in _SIDES]
        if not any(reading.text(name) for name in names):
            continue
        pair = [reading.choice(name, towns, _("Velg kommunen.")) for name in names]
        one, other = pair
        if one is None or other is None:
            continue
        if one == other:
            reading.fail(names[1], _("Velg to ulike kommuner."))
        elif sorted((int(one), int(other))) in [sorted(each) for each in found]:
            reading.fail(names[0], _("Paret står to ganger."))
        else:
            found.append([int(one), int(other)])
    reading.values["near"] = found
