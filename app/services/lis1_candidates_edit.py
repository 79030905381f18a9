"""One candidate, entered by hand, changed or withdrawn. Each use case commits once.

The log holds keys of candidates, seats and qualifications; never a name, an address or a reason
in free words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1Candidate, Lis1Intake
from app.services.lis1_candidates_rules import (
    MOST_WISHES,
    SeatShelf,
    check_wishes,
    refuses_change,
    refuses_new,
    refuses_wishes,
)
from app.services.lis1_draw_state import was_not_drawn
from app.services.places_fields import (
    Draft,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    Stored,
    chosen,
    shown,
)
from app.sorting import norwegian_key
from app.store import audit
from app.store import lis1_candidates as store

LONGEST_NAME, LONGEST_EMAIL = 100, 254
MAIL = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[^@\s;,<>]+")
HAS = "har-"
"""Begins the name of a box that says that a candidate has a qualification."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who changes something in an intake, and when. `by` is None for a candidate's own link."""

    intake: Lis1Intake
    by: int | None
    today: date
    now: datetime

    @property
    def intake_id(self) -> int:
        """Row id of the intake."""
        assert self.intake.id is not None
        return self.intake.id


@dataclass(frozen=True, slots=True)
class Kept:
    """A candidate who was kept."""

    key: str


def remember(session: Session, acting: Acting, action: str, details: Mapping[str, Any]) -> None:
    """Write a change into the council's log, in this transaction."""
    audit.add_event(
        session,
        at=acting.now,
        by=acting.by,
        action=f"lis1.{action}",
        subject=("lis1_intake", acting.intake.public_id),
        details=dict(details),
    )


def genders() -> tuple[tuple[str, str], ...]:
    """What the form and the file offer; for figures only."""
    return (("woman", _("Kvinne")), ("man", _("Mann")), ("other", _("Annet")))


def withdrawal_reasons() -> tuple[tuple[str, str], ...]:
    """Why somebody withdraws; fixed, so that nothing private is written."""
    return (
        ("own_wish", _("Kandidaten trakk seg")),
        ("other_post", _("Har takket ja et annet sted")),
        ("requirements", _("Fyller ikke kravene")),
        ("twice", _("Står to ganger i listen")),
    )


# ---- The form --------------------------------------------------------------------------------


def new_draft(shelf: SeatShelf) -> Draft:
    """An empty form."""
    return Draft(candidate_spec(shelf), {"version": "0"})


def change_draft(shelf: SeatShelf, candidate: Lis1Candidate, wishes: list[str]) -> Draft:
    """The form with what is stored."""
    values = _values_of(candidate, wishes)
    raw = {
        "version": str(candidate.version),
        "given_name": candidate.given_name,
        "family_name": candidate.family_name,
        "email": candidate.email,
        "gender": str(candidate.groups.get("gender", "")),
        "wishes": "\n".join(wishes),
        **{HAS + key: "1" for key in candidate.qualifications},
    }
    return Draft(_change_spec(shelf), raw, _stored(candidate, values))


def _change_spec(shelf: SeatShelf) -> FormSpec:
    return candidate_spec(shelf, _("Endringen *står i loggen* med nøkkelen, uten navnet."))


def candidate_spec(shelf: SeatShelf, sentence: str = "") -> FormSpec:
    """The form of a candidate. Wishes are in it while the council may write them."""
    names = shelf.qualification_names
    gender = (("", _("Ikke oppgitt")), *genders())
    fields = [
        FormField("given_name", _("Fornavn")),
        FormField("family_name", _("Etternavn")),
        FormField("email", _("E-post")),
        FormField("gender", _("Kjønn"), "select", hint=_("Brukes bare i tallene."), options=gender),
    ]
    fields += [
        FormField(HAS + key, _("Har «%(name)s»", name=name), "check") for key, name in names.items()
    ]
    has_wishes = refuses_wishes(shelf.intake) is None
    if has_wishes:
        hint = _(
            "Nøkkelen til én plass på hver linje, den beste først. Kan stå tom. "
            "Nøklene er %(keys)s.",
            keys=", ".join(seat.key for seat in shelf.open_seats),
        )
        fields.append(FormField("wishes", _("Ønsker"), "area", hint=hint))

    def read(reading: PlaceReading) -> None:
        reading.words("given_name", LONGEST_NAME, _("Skriv fornavnet."))
        reading.words("family_name", LONGEST_NAME, _("Skriv etternavnet."))
        read_email(reading)
        found = reading.choice("gender", gender, None)
        reading.values["groups"] = {"gender": found} if found else {}
        reading.values["qualifications"] = [k for k in names if reading.text(HAS + k) == "1"]
        if has_wishes:
            _read_wishes(reading, shelf)

    def words(values: Mapping[str, Any]) -> Lines:
        has = [names.get(key, key) for key in values["qualifications"]]
        lines = [
            (_("Navn"), shown(f"{values['given_name']} {values['family_name']}")),
            (_("E-post"), shown(values["email"])),
            (_("Kjønn"), chosen(gender, values["groups"].get("gender", ""))),
            (_("Kvalifikasjoner"), shown(has)),
        ]
        keys = [shelf.by_id[each].key for each in values.get("wishes", ())]
        return [*lines, (_("Ønsker"), shown(keys))] if has_wishes else lines

    new = _("Kandidaten får en nøkkel, og *navnet står ikke* på lister som blir publisert.")
    return FormSpec(sentence or new, tuple(fields), read, words)


def read_email(reading: PlaceReading) -> None:
    """The address in lower case."""
    reading.words("email", LONGEST_EMAIL, _("Skriv e-postadressen."))
    text = str(reading.values["email"] or "").lower()
    reading.values["email"] = text
    if text and not MAIL.fullmatch(text):
        reading.fail("email", _("Skriv en e-postadresse, for eksempel kari@example.org."))


def _read_wishes(reading: PlaceReading, shelf: SeatShelf) -> None:
    written = [line for line in reading.text("wishes").splitlines() if line.strip()]
    seats, wrong = check_wishes(shelf, written[:MOST_WISHES], reading.values["qualifications"])
    reading.values["wishes"] = seats
    for each in wrong:
        text = _("Ønske %(rank)s: %(why)s", rank=each.rank, why=each.text)
        reading.fail("wishes", text)


# ---- Saving ----------------------------------------------------------------------------------


def save_new(
    session: Session, acting: Acting, shelf: SeatShelf, raw: Mapping[str, str]
) -> Kept | Draft | str:
    """Add a candidate; commits. The form when it must be mended, a sentence when nobody can be
    added any more.
    """
    reading, draft = _read(candidate_spec(shelf), raw)
    intake = store.lock_intake(session, acting.intake_id)
    refused = refuses_new(intake)
    if refused is not None:
        session.rollback()
        return refused
    _refuse_known(session, acting, reading, None)
    if reading.problems:
        session.rollback()
        return _with(draft, reading)
    key = add(session, acting, reading.values, store.next_number(session, acting.intake_id))
    remember(
        session,
        acting,
        "candidate_added",
        {"candidate": key, "wishes": _keys(shelf, reading.values.get("wishes", []))},
    )
    session.commit()
    return Kept(key)


def add(
    session: Session,
    acting: Acting,
    values: Mapping[str, Any],
    number: int,
    people: Mapping[str, int] | None = None,
) -> str:
    """Add the row of a candidate with the wishes; returns the key. Never commits.

    Who has this address here, and nobody else has, is the same human being.
    """
    email = values["email"]
    known = people if people is not None else store.people_with(session, acting.intake_id, [email])
    wishes = values.get("wishes") or []
    row = Lis1Candidate(
        intake_id=acting.intake_id,
        key=store.key_of(number),
        person_id=known.get(email),
        sent_at=acting.now if wishes else None,
        **_columns(values),
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    store.replace_wishes(session, row.id, wishes)
    return row.key


def save_change(
    session: Session,
    acting: Acting,
    shelf: SeatShelf,
    key: str,
    raw: Mapping[str, str],
) -> Kept | Draft | str:
    """Change a candidate; commits. The form when it must be mended, or with `is_stale` when
    somebody else was faster; a sentence when it is too late.
    """
    reading, draft = _read(_change_spec(shelf), raw)
    intake = store.lock_intake(session, acting.intake_id)
    candidate = store.find_candidate(session, acting.intake_id, key)
    assert candidate is not None
    assert candidate.id is not None
    refused = refuses_change(intake, candidate)
    if refused is not None:
        session.rollback()
        return refused
    _refuse_known(session, acting, reading, candidate.id)
    before = [int(each) for each in store.list_wishes(session, candidate.id)]
    if raw.get("version") != str(candidate.version):
        stored = _stored(candidate, _values_of(candidate, _keys(shelf, before), before))
        last = audit.last_writer(session, ("lis1_intake", acting.intake.public_id))
        session.rollback()
        values = None if reading.problems else reading.values
        return Draft(draft.spec, draft.raw, stored, values, tuple(reading.problems), True, last)
    if reading.problems:
        session.rollback()
        return _with(draft, reading)
    fields = _changed_columns(session, candidate, reading.values)
    after = reading.values.get("wishes", before)
    if after != before:
        fields |= {"sent_at": acting.now if after else None, "receipt": None}
        store.replace_wishes(session, candidate.id, after)
    changed = [name for name, value in fields.items() if value != getattr(candidate, name)]
    store.change(session, candidate.id, candidate.version, fields)
    remember(
        session,
        acting,
        "candidate_changed",
        {
            "candidate": key,
            "fields": sorted(set(changed) - {"sort_name", "sent_at", "receipt", "person_id"}),
            "qualifications": reading.values["qualifications"],
            **({"wishes": _keys(shelf, after)} if after != before else {}),
        },
    )
    session.commit()
    return Kept(key)


def _changed_columns(
    session: Session, candidate: Lis1Candidate, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns of a changed candidate; with another address it may be another human being."""
    fields = _columns(values)
    others = {kind: value for kind, value in candidate.groups.items() if kind != "gender"}
    fields["groups"] = {**others, **fields["groups"]}
    if fields["email"] != candidate.email:
        known = store.people_with(
            session, candidate.intake_id, [fields["email"]], candidate.id or 0
        )
        fields["person_id"] = known.get(fields["email"])
    return fields


def withdraw(session: Session, acting: Acting, key: str, reason: str, on: date) -> str | None:
    """Take a candidate out, with the day and one of `withdrawal_reasons`; commits.

    A couple ends with it, and a seat given beforehand is free again. Returns why not, or None.
    """
    if reason not in dict(withdrawal_reasons()):
        return _("Velg hvorfor kandidaten går ut.")
    if on > acting.today:
        return _("Skriv i dag eller en dag før i dag.")
    intake = store.lock_intake(session, acting.intake_id)
    candidate = store.find_candidate(session, acting.intake_id, key)
    assert candidate is not None
    assert candidate.id is not None
    refused = refuses_change(intake, candidate)
    if refused is not None:
        session.rollback()
        return refused
    couple = store.find_couple(session, candidate.id)
    preplaced = store.find_preplacement(session, candidate.id)
    for row in (couple, preplaced):
        if row is not None:
            session.delete(row)
    store.change(session, candidate.id, candidate.version, {"withdrawn_on": on})
    remember(
        session,
        acting,
        "candidate_withdrawn",
        {
            "candidate": key,
            "on": on.isoformat(),
            "reason": reason,
            "ended_couple": couple is not None,
            "freed_seat": preplaced is not None,
        },
    )
    session.commit()
    return None


def restore(session: Session, acting: Acting, key: str) -> str | None:
    """Take a withdrawn candidate in again; commits. Returns why not, or None."""
    intake = store.lock_intake(session, acting.intake_id)
    candidate = store.find_candidate(session, acting.intake_id, key)
    assert candidate is not None
    assert candidate.id is not None
    refused = refuses_change(intake) or was_not_drawn(intake, key)
    if refused is None and candidate.withdrawn_on is not None:
        store.change(session, candidate.id, candidate.version, {"withdrawn_on": None})
        remember(session, acting, "candidate_restored", {"candidate": key})
        session.commit()
        return None
    session.rollback()
    return refused


# ---- Parts -----------------------------------------------------------------------------------


def _read(spec: FormSpec, raw: Mapping[str, str]) -> tuple[PlaceReading, Draft]:
    reading = PlaceReading(raw)
    spec.read(reading)
    return reading, Draft(spec, raw)


def _with(draft: Draft, reading: PlaceReading) -> Draft:
    return Draft(draft.spec, draft.raw, problems=tuple(reading.problems))


def _refuse_known(
    session: Session, acting: Acting, reading: PlaceReading, own_id: int | None
) -> None:
    email = reading.values["email"]
    known = store.find_by_email(session, acting.intake_id, email) if email else None
    if known is not None and known.id != own_id:
        text = _("Adressen står allerede i inntaket, som %(key)s.", key=known.key)
        reading.fail("email", text)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    given, family = values["given_name"], values["family_name"]
    return {
        "given_name": given,
        "family_name": family,
        "sort_name": norwegian_key(f"{family} {given}"),
        "email": values["email"],
        "groups": values["groups"],
        "qualifications": values["qualifications"],
    }


def _values_of(
    candidate: Lis1Candidate, wishes: list[str], seats: list[int] | None = None
) -> dict[str, Any]:
    return {
        "given_name": candidate.given_name,
        "family_name": candidate.family_name,
        "email": candidate.email,
        "groups": candidate.groups,
        "qualifications": candidate.qualifications,
        "wishes": seats if seats is not None else wishes,
    }


def _stored(candidate: Lis1Candidate, values: Mapping[str, Any]) -> Stored:
    return Stored(("lis1_candidate", candidate.key), str(candidate.version), values)


def _keys(shelf: SeatShelf, seats: list[int]) -> list[str]:
    return [shelf.by_id[each].key for each in seats]
