"""A new intake: empty, or with the seats, caps and lists of an earlier one.

Dates are not carried over: they move from year to year. The offer rounds keep their spacing when
the day of the first one is known.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import IntakeState, Lis1Cap, Lis1Intake, Lis1OfferDates, Lis1Seat, RulesState
from app.services.lis1_intakes_keep import Desk, councils_of, log
from app.services.logbook_choices import Option
from app.services.logbook_form import Problem, Raw
from app.services.places_changes import NEW, judge
from app.services.places_fields import (
    LONGEST_NAME,
    Draft,
    FormField,
    FormSpec,
    PlaceReading,
)
from app.services.wording import day, long_day
from app.store import lis1 as lis1_store
from app.store import lis1_intakes as store
from app.store.lis1 import StoredIntake
from app.store.lis1_intakes import ListedIntake

COPIED = (
    "qualifications",
    "near",
    "fewest_shown",
    "notice_limit_months",
    "notice_target_months",
)
SEAT_COPIED = (
    *("key", "hospital_id", "municipality_id", "track_id", "places", "needs", "is_closed"),
    *("is_own_post", "contact_name", "contact_email"),
)
EMPTY = "0"


def blank(session: Session, actor: Actor) -> Draft:
    """The form to fill in; it begins from the newest intake."""
    owners, earlier = _choices(session, actor)
    raw = {
        "version": NEW,
        "owner": owners[0][0] if len(owners) == 1 else "",
        "copy_from": earlier[0].intake.public_id if earlier else EMPTY,
    }
    return Draft(_spec(owners, earlier), raw)


def make(
    session: Session, actor: Actor, raw: Raw, *, today: date, now: datetime
) -> Lis1Intake | Draft:
    """Make the intake; commits. The draft of the form when something in it cannot be."""
    owners, earlier = _choices(session, actor)
    draft = judge(session, _spec(owners, earlier), raw, None)
    values = draft.values
    if values is None:
        session.rollback()
        return draft
    rules = next(
        (
            each
            for each in store.list_rules(session, values["owner"])
            if each.state is RulesState.ADOPTED
        ),
        None,
    )
    if rules is None:
        problem = Problem("owner", _("Rådet har ingen vedtatte regler. Vedta en versjon først."))
        session.rollback()
        return Draft(draft.spec, raw, problems=(problem,))
    source = _source(session, values, earlier)
    fields = {name: getattr(source.intake, name) for name in COPIED} if source else {}
    row = store.new_intake(
        session,
        {
            **fields,
            "organisation_id": values["owner"],
            "name": values["name"],
            "state": IntakeState.PREPARING,
            "starts_on": values["starts_on"],
            "rules_id": rules.id,
            "is_demo": actor.is_demo,
        },
    )
    desk = Desk(actor, row, today, now)
    if source is not None:
        _copy(session, desk, source, values)
    tell = {
        "name": row.name,
        "starts_on": row.starts_on.isoformat(),
        "copied_from": source.intake.name if source else None,
    }
    log(session, desk, "intake_added", tell)
    session.commit()
    return row


def _choices(session: Session, actor: Actor) -> tuple[tuple[Option, ...], tuple[ListedIntake, ...]]:
    mine = councils_of(session, actor)
    owners = tuple((str(key), name) for key, name in store.list_owners(session, mine))
    hidden = store.stepped_back_from(session, actor.person_id)
    listed = store.list_intakes(session, mine, actor.person_id)
    return owners, tuple(each for each in listed if each.intake.id not in hidden)


def _source(
    session: Session, values: Mapping[str, Any], earlier: Sequence[ListedIntake]
) -> StoredIntake | None:
    chosen = next((each for each in earlier if each.intake.public_id == values["copy_from"]), None)
    if chosen is None or chosen.intake.id is None:
        return None
    return lis1_store.load_intake(session, chosen.intake.id)


def _spec(owners: tuple[Option, ...], earlier: Sequence[ListedIntake]) -> FormSpec:
    copies = (
        *(
            (
                each.intake.public_id,
                _(
                    "%(name)s (%(places)s plasser)",
                    name=each.intake.name,
                    places=each.counts.places,
                ),
            )
            for each in earlier
        ),
        (EMPTY, _("Tomt, uten plasser")),
    )

    def read(reading: PlaceReading) -> None:
        values = reading.values
        reading.row_id("owner", owners, _("Velg rådet."))
        reading.words("name", LONGEST_NAME)
        reading.day("starts_on", _("Skriv den første dagen i tjenesten."))
        values["copy_from"] = reading.choice("copy_from", copies, _("Velg hva det begynner med."))
        reading.day("first_offer_on")
        start, first = values["starts_on"], values["first_offer_on"]
        if start is not None and not values["name"]:
            values["name"] = _("Oppstart %(day)s", day=long_day(start))
        if start is not None and first is not None and first >= start:
            text = _("Må være før oppstart, %(day)s.", day=day(start))
            reading.fail("first_offer_on", text)
        source = next(
            (each for each in earlier if each.intake.public_id == values["copy_from"]), None
        )
        if source and values["owner"] and source.intake.organisation_id != values["owner"]:
            reading.fail("copy_from", _("Velg et inntak fra det samme rådet."))

    owner = FormField("owner", _("Råd"), "select", options=(("", _("Velg")), *owners))
    fields = (
        owner,
        FormField("starts_on", _("Oppstart"), hint=_("dd.mm.åååå"), size=12),
        FormField("name", _("Navn"), hint=_("Tomt gir «Oppstart» og dagen.")),
        FormField(
            "copy_from",
            _("Begynn med"),
            "select",
            options=copies,
            hint=_("Plasser, tak, kvalifikasjoner og nære kommuner tas med. Datoer tas ikke med."),
        ),
        FormField(
            "first_offer_on",
            _("Første tilbud sendes"),
            hint=_("Kan stå tomt. Med en dag her får rundene samme avstand som sist."),
            size=12,
        ),
    )
    told = _("Et nytt inntak *forberedes*. Søkerne ser det først når dere åpner det.")
    return FormSpec(told, fields, read, lambda values: [])


def _copy(session: Session, desk: Desk, source: StoredIntake, values: Mapping[str, Any]) -> None:
    """Seats and caps, from the new start; and the rounds when the first day is known."""
    was, starts = source.intake.starts_on, desk.intake.starts_on

    def moved(on: date) -> date:
        return starts if on == was else months_later(on, was, starts)

    session.add_all(
        Lis1Seat(
            intake_id=desk.intake_id,
            starts_on=moved(each.starts_on),
            **{name: getattr(each, name) for name in SEAT_COPIED},
        )
        for each in source.seats
    )
    session.add_all(
        Lis1Cap(
            intake_id=desk.intake_id,
            kind=each.kind,
            place_id=each.place_id,
            places=each.places,
            starts_on=None if each.starts_on is None else moved(each.starts_on),
        )
        for each in source.caps
    )
    first = values["first_offer_on"]
    if first is not None and source.offer_dates:
        store.set_offer_dates(session, desk.intake_id, spaced(source.offer_dates, first))
    session.flush()


def spaced(rounds: Sequence[Lis1OfferDates], first: date) -> tuple[tuple[date, date, date], ...]:
    """Rounds with the spacing of earlier ones, the first sent on this day."""
    by: timedelta = first - rounds[0].sent_on
    return tuple((each.sent_on + by, each.reply_by + by, each.marked_by + by) for each in rounds)


def months_later(on: date, was: date, now: date) -> date:
    """A day moved by as many months as lie between two starts; the last of a shorter month."""
    months = (now.year - was.year) * 12 + now.month - was.month
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    for last in (on.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(on.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
