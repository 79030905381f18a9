"""A new plan: whose, its name, its months, its notice; then a first draft without rows."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor, places_coordinated
from app.services import knowledge
from app.services.board_months import month_name
from app.services.logbook_choices import Option
from app.services.logbook_form import Raw
from app.services.places_changes import judge, keep
from app.services.places_fields import Draft, FormField, FormSpec, PlaceReading
from app.services.rotation_months import first_day, last_day
from app.services.rotation_settings_form import LONGEST_NAME, MOST_NOTICE, SUBJECT
from app.services.wording import in_language
from app.store import access as access_store
from app.store import rotation_plans as store

MOST_MONTHS = 72
USUAL_MONTHS, USUAL_NOTICE = 36, 6
MONTHS_BACK, MONTHS_AHEAD = 12, 36
"""Which first months the form offers, counted from today's."""


def blank(session: Session, actor: Actor, today: date) -> Draft:
    """The form to fill in."""
    owners = _owners(session, actor)
    raw = {
        "organisation_id": owners[0][0] if len(owners) == 1 else "",
        "first_month": _month(today, 1),
        "months": str(USUAL_MONTHS),
        "notice_months": str(USUAL_NOTICE),
        "frozen_months": "0",
    }
    return Draft(_spec(session, actor, today), raw)


def make(
    session: Session, actor: Actor, raw: Raw, *, today: date, now: datetime
) -> tuple[str, str] | Draft:
    """Make the plan with an empty draft: its public id and its specialty; commits.

    The draft of the form when something in it cannot be.
    """
    draft = judge(session, _spec(session, actor, today), raw, None)
    made: list[str] = []

    def write(values: Mapping[str, Any]) -> tuple[str, str]:
        frozen = values["frozen_months"]
        fields = {
            "organisation_id": values["organisation_id"],
            "name": values["name"],
            "specialty_code": values["specialty_code"],
            "first_month": values["first_month"],
            "months": values["months"],
            "notice_months": values["notice_months"],
            "frozen_until": last_day(values["first_month"], frozen - 1) if frozen else None,
            "is_demo": actor.is_demo,
        }
        plan_id, public_id = store.add_plan(session, fields)
        store.add_draft(session, plan_id, 1, by=actor.person_id, now=now)
        made.append(public_id)
        return SUBJECT, public_id

    kept = keep(session, draft, write, by=actor.person_id, now=now)
    if kept is not None:
        return kept
    assert draft.values is not None
    return made[0], draft.values["specialty_code"] or ""


def _spec(session: Session, actor: Actor, today: date) -> FormSpec:
    owners, specialties = _owners(session, actor), specialty_options(session)
    months = tuple(
        (_month(today, number), month_name(today.replace(day=1), number))
        for number in range(-MONTHS_BACK, MONTHS_AHEAD + 1)
    )
    choose = ("", _("Velg"))
    fields = (
        FormField("name", _("Navn på planen"), hint=_("For eksempel Psykiatri 2027–2029.")),
        FormField("organisation_id", _("Hvem eier planen?"), "select", options=(choose, *owners)),
        FormField(
            "specialty_code",
            _("Spesialitet"),
            "select",
            options=(("", _("Flere")), *specialties),
            hint=_("Brukes til å finne legene. Andre kan legges til etterpå."),
        ),
        FormField("first_month", _("Første måned"), "select", options=months),
        FormField(
            "months", _("Antall måneder"), size=6, hint=_("Høyst %(most)s.", most=MOST_MONTHS)
        ),
        FormField(
            "notice_months",
            _("Varslingsfrist i måneder"),
            size=6,
            hint=_("Så lenge før en plassering begynner, skal legen vite om den."),
        ),
        FormField(
            "frozen_months",
            _("Måneder som er satt"),
            size=6,
            hint=_("Så mange måneder fra den første blir stående når noe er publisert."),
        ),
    )

    def read(reading: PlaceReading) -> None:
        _read(reading, owners, specialties, months)

    told = _("Planen begynner som et tomt utkast. Ingen får vite om den før du foreslår den.")
    return FormSpec(told, fields, read, lambda values: [])


def _read(
    reading: PlaceReading,
    owners: tuple[Option, ...],
    specialties: tuple[Option, ...],
    months: tuple[Option, ...],
) -> None:
    values = reading.values
    reading.words("name", LONGEST_NAME, _("Skriv hva planen heter."))
    reading.row_id("organisation_id", owners, _("Velg hvem som eier planen."))
    values["specialty_code"] = reading.choice("specialty_code", specialties, None)
    first = reading.choice("first_month", months, _("Velg en måned."))
    values["first_month"] = date.fromisoformat(f"{first}-01") if first else None
    missing = _("Skriv hvor mange måneder.")
    reading.number("months", 1, MOST_MONTHS, missing)
    reading.number("notice_months", 0, MOST_NOTICE, missing)
    reading.number("frozen_months", 0, MOST_MONTHS, missing)
    months_all, frozen = values["months"], values["frozen_months"]
    if months_all is not None and frozen is not None and frozen > months_all:
        reading.fail("frozen_months", _("Planen har bare %(months)s måneder.", months=months_all))


def specialty_options(session: Session) -> tuple[Option, ...]:
    """The specialties by name, in the page's language."""
    known = knowledge.load_bundle(session).knowledge.specialties
    found = [(each.code, in_language(each, "name") or each.code) for each in known]
    return tuple(sorted(found, key=lambda pair: pair[1].lower()))


def _owners(session: Session, actor: Actor) -> tuple[Option, ...]:
    """The organisations that the actor coordinates, those under them too."""
    mine = places_coordinated(actor)
    reach = None if mine is None else access_store.with_children(session, set(mine))
    return tuple((str(key), name) for key, name in store.organisation_names(session, reach))


def _month(today: date, ahead: int) -> str:
    return f"{first_day(today.replace(day=1), ahead):%Y-%m}"
