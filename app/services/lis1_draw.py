"""The steps of a draw: fix the seed, reveal it, start again, or enter an order drawn by hand.

Each step is one transaction with its line in the log. The seed is made here, kept in the row, and
goes nowhere else before it is revealed: not into the log, not into an answer.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import Lis1Intake
from app.services.lis1_draw_state import Stage, fixed_by_draw, order_in, stage_of
from app.services.logbook_form import Problem, Raw
from app.services.places_fields import PlaceReading
from app.services.wording import long_day
from app.store import audit
from app.store import lis1_draw as store
from rotations.lis1.draw import commit as committed
from rotations.lis1.draw import hash_of_list, new_seed

COMMITTED, REVEALED = "lis1.draw_committed", "lis1.draw_revealed"
RESTARTED, BY_HAND = "lis1.draw_restarted", "lis1.draw_by_hand"
ACTIONS = (COMMITTED, REVEALED, RESTARTED, BY_HAND)
LONGEST_TEXT = 500
MOST_NAMED = 5
"""So many keys are named in a message; the rest are counted."""
_BETWEEN = re.compile(r"[\s,;]+")
_NUMBER = re.compile(r"\d+[.)]?")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who takes a step of which draw, and when."""

    actor: Actor
    intake_id: int
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that was not taken. Without a field the draw has come too far for it."""

    problems: tuple[Problem, ...]

    @property
    def is_too_late(self) -> bool:
        """Whether no other text would help."""
        return any(not each.field for each in self.problems)


def read_keys(text: str, known: Collection[str]) -> tuple[str, ...]:
    """The keys in a text that somebody pasted; numbers in front of them are left out."""
    return tuple(
        each
        for each in _BETWEEN.split(text.strip())
        if each and (each in known or not _NUMBER.fullmatch(each))
    )


def named(keys: Collection[str]) -> str:
    """Keys in a message: the first ones, and how many more."""
    first = ", ".join(sorted(keys)[:MOST_NAMED])
    more = len(keys) - MOST_NAMED
    return first if more <= 0 else _("%(keys)s og %(count)s til", keys=first, count=more)


def fix_seed(session: Session, desk: Desk, raw: Raw) -> Refused | None:
    """Make a seed and publish its fingerprint and that of the list; commits."""
    reading = PlaceReading(raw)
    reading.words(
        "public_source",
        LONGEST_TEXT,
        _("Skriv hva den offentlige teksten skal hentes fra, og når den blir kjent."),
    )

    def take(intake: Lis1Intake) -> tuple[dict[str, Any], str, dict[str, Any]] | None:
        keys = store.list_keys(session, desk.intake_id)
        if not keys:
            reading.fail("public_source", _("Inntaket har ingen kandidater å trekke mellom."))
            return None
        seed, source = new_seed(), reading.values["public_source"]
        public = committed(seed, keys, desk.today, source)
        shown = {
            "commitment": public.commitment,
            "list_hash": public.list_hash,
            "public_source": source,
        }
        return (
            {**shown, "seed": seed, "committed_on": desk.today},
            COMMITTED,
            {**shown, "count": len(keys)},
        )

    return _step(session, desk, reading, Stage.LIST_CLOSED, take)


def reveal(session: Session, desk: Desk, raw: Raw) -> Refused | None:
    """Publish the seed with the public text, which gives the order; commits.

    Not on the day the seed was fixed without a reason that everybody can read, and not when the
    list is another than the one whose fingerprint was published.
    """
    reading = PlaceReading(raw)
    reading.words(
        "public_text", LONGEST_TEXT, _("Skriv teksten nøyaktig slik den er offentliggjort.")
    )
    reading.words("reason", LONGEST_TEXT)

    def take(intake: Lis1Intake) -> tuple[dict[str, Any], str, dict[str, Any]] | None:
        keys = store.list_keys(session, desk.intake_id)
        if hash_of_list(keys) != intake.list_hash:
            reading.fail(
                "public_text",
                _("Listen er en annen enn den som ble offentliggjort. Lås et nytt frø."),
            )
        if intake.committed_on == desk.today and not reading.values["reason"]:
            reading.fail(
                "reason",
                _("Frøet ble låst i dag. Vent til i morgen, eller skriv hvorfor dere trekker nå."),
            )
        if reading.problems:
            return None
        text = reading.values["public_text"]
        intake.public_text, intake.revealed_on = text, desk.today
        order = order_in(intake, keys)
        return (
            {"public_text": text, "revealed_on": desk.today},
            REVEALED,
            {"public_text": text, "reason": reading.values["reason"], "order": list(order)},
        )

    return _step(session, desk, reading, Stage.COMMITTED, take)


def restart(session: Session, desk: Desk, raw: Raw) -> Refused | None:
    """Give up a seed that nobody has seen, with a reason that everybody can read; commits."""
    reading = PlaceReading(raw)
    reading.words("restart_reason", LONGEST_TEXT, _("Skriv hvorfor frøet forkastes."))

    def take(intake: Lis1Intake) -> tuple[dict[str, Any], str, dict[str, Any]] | None:
        told = {
            "commitment": intake.commitment,
            "list_hash": intake.list_hash,
            "public_source": intake.public_source,
            "committed_on": None if intake.committed_on is None else str(intake.committed_on),
            "reason": reading.values["restart_reason"],
        }
        empty = dict.fromkeys(("seed", "commitment", "list_hash", "committed_on"))
        return {**empty, "public_source": ""}, RESTARTED, told

    return _step(session, desk, reading, Stage.COMMITTED, take)


def enter_by_hand(session: Session, desk: Desk, raw: Raw) -> Refused | None:
    """Keep an order that was drawn by hand: each candidate once; commits."""
    reading = PlaceReading(raw)
    reading.day("drawn_on", _("Skriv dagen da det ble trukket."))
    reading.words("how", LONGEST_TEXT, _("Skriv hvordan det ble trukket, og hvem som så på."))

    def take(intake: Lis1Intake) -> tuple[dict[str, Any], str, dict[str, Any]] | None:
        people = store.list_candidates(session, desk.intake_id)
        known = {each.key for each in people}
        keys = read_keys(raw.get("order", ""), known)
        wanted = {each.key for each in people if not each.has_withdrawn}
        for text in order_problems(keys, known, wanted):
            reading.fail("order", text)
        day = reading.values["drawn_on"]
        if day is not None and day > desk.today:
            reading.fail("drawn_on", _("Skriv en dag som har vært."))
        if reading.problems:
            return None
        told = {"order": list(keys), "how": reading.values["how"], "drawn_on": str(day)}
        values = {
            "drawn_by_hand": list(keys),
            "revealed_on": day,
            "list_hash": hash_of_list(known),
        }
        return values, BY_HAND, told

    return _step(session, desk, reading, Stage.LIST_CLOSED, take)


def order_problems(
    keys: tuple[str, ...], known: Collection[str], wanted: Collection[str]
) -> list[str]:
    """What is wrong with an order that somebody wrote, each in a sentence."""
    if not keys:
        return [_("Skriv nøklene i den rekkefølgen de ble trukket, en på hver linje.")]
    found = []
    if strange := set(keys).difference(known):
        found.append(_("Ingen kandidat har nøkkelen %(keys)s.", keys=named(strange)))
    if twice := {each for each in keys if keys.count(each) > 1}:
        found.append(_("%(keys)s står mer enn én gang.", keys=named(twice)))
    if missing := set(wanted).difference(keys):
        found.append(_("%(keys)s mangler.", keys=named(missing)))
    return found


Take = Callable[[Lis1Intake], tuple[Mapping[str, Any], str, Mapping[str, Any]] | None]
"""From the locked row: what is written, and the line of the log; None when something is wrong."""


def _step(
    session: Session, desk: Desk, reading: PlaceReading, stage: Stage, take: Take
) -> Refused | None:
    intake = store.lock_intake(session, desk.intake_id)
    if stage_of(intake) is not stage:
        text = _not_now(intake)
        session.rollback()
        return Refused((Problem("", text),))
    # A form that lacks something is looked at in full all the same: everything is told at once.
    done = take(intake)
    if reading.problems or done is None:
        session.rollback()
        return Refused(tuple(reading.problems))
    values, action, told = done
    for name, value in values.items():
        setattr(intake, name, value)
    intake.version += 1
    session.add(intake)
    audit.add_event(
        session,
        at=desk.now,
        by=desk.actor.person_id,
        action=action,
        subject=(store.INTAKE, intake.public_id),
        details=dict(told),
    )
    session.commit()
    return None


def _not_now(intake: Lis1Intake) -> str:
    """Why a step cannot be taken in the stage that the draw has come to."""
    fixed = fixed_by_draw(intake)
    if fixed is not None:
        return fixed
    return {
        Stage.LIST_OPEN: _("Listen er åpen. Lukk inntaket før dere trekker."),
        Stage.LIST_CLOSED: _("Ingen frø er låst nå. Lås et frø først."),
        Stage.COMMITTED: _(
            "Et frø ble låst %(day)s. Vis det, eller forkast det med en grunn.",
            day="" if intake.committed_on is None else long_day(intake.committed_on),
        ),
    }[stage_of(intake)]
