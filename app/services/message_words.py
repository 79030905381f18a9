"""What each kind of message says, in the reader's language, from the values that are stored.

No text is stored: a message read in English next year is English then. Names of courses, places
and people are values. Every consequence is said in days or dates.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services import forecast_message_words as forecast_words
from app.services import lis1_message_words as lis1_words
from app.services import rotation_message_words as rotation_words
from app.services.delay_words import cause_name
from app.services.wording import (
    day,
    in_words,
    language,
    long_day,
    lower_first,
    together,
    upper_first,
)
from pathways.types.delays import Cause


class MessageKind(StrEnum):
    """What a message tells; stored as its value."""

    SESSION_CANCELLED = "session_cancelled"
    SESSION_ADDED = "session_added"
    SEAT_CONFIRMED = "seat_confirmed"
    SEAT_WAITING = "seat_waiting"
    SESSION_MOVED = "session_moved"
    WAITING_ENDED = "waiting_ended"
    """The session has begun, so the waiting list is over."""
    SEAT_OFFERED = "seat_offered"
    """Moved up from the waiting list: the seat is the doctor's now."""
    SIGNUP_CLOSES = "signup_closes"
    YOUR_DELAYS = "your_delays"
    """The doctor's own flags that opened and closed in one scan, as one message."""
    DELAYS_SUMMARY = "delays_summary"
    """The same for a coordinator: how many, over all doctors within reach."""
    FLAG_ASSIGNED = "flag_assigned"
    EXTRA_SESSION_REQUESTED = "extra_session_requested"
    TALK_MISSING = "talk_missing"
    MUNICIPALITY_NOTICE = "municipality_notice"
    LIS1_START = "lis1_start"
    JOB_FAILED = "job_failed"
    ROTATION_PROPOSED = "rotation_proposed"
    ROTATION_PROPOSED_HOST = "rotation_proposed_host"
    ROTATION_PUBLISHED = "rotation_published"
    """To a doctor; the host and those who keep the plan have kinds of their own."""
    ROTATION_HOST = "rotation_host"
    ROTATION_KEEPER = "rotation_keeper"
    ROTATION_ANSWERED = "rotation_answered"
    """A comment on a proposed plan has got its answer."""
    ROTATION_SWAP_ASKED = "rotation_swap_asked"
    ROTATION_SWAP_ANSWERED = "rotation_swap_answered"
    ROTATION_SWAP_WAITS = "rotation_swap_waits"
    """Both doctors agree; a coordinator decides."""
    ROTATION_SWAP_DECIDED = "rotation_swap_decided"
    ROTATION_RUN_DONE = "rotation_run_done"
    """To whoever asked the planner for a proposal."""
    LIS1_RECEIPT = "lis1_receipt"
    """A candidate has handed in wishes."""
    LIS1_DECISION_WAITS = "lis1_decision_waits"
    """To the members whose approval counts."""
    LIS1_SENT_BACK = "lis1_sent_back"
    """To whoever put the proposal to the council."""
    LIS1_DECIDED = "lis1_decided"
    LIS1_OFFER = "lis1_offer"
    LIS1_SEAT_FREE = "lis1_seat_free"
    LIS1_START_MISSING = "lis1_start_missing"
    """To the council, which keeps what must be in place before a start."""
    LIS1_HANDOVER = "lis1_handover"
    """To the two supervisors who are to meet."""
    FORECAST_DONE = "forecast_done"
    """To whoever asked for a forecast."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words. `paragraphs` may be empty; `action` is what the link says."""

    title: str
    paragraphs: tuple[str, ...]
    action: str

    @property
    def summary(self) -> str:
        """What a list shows under the title."""
        return self.paragraphs[0] if self.paragraphs else ""


Values = Mapping[str, Any]
MAYBE_TOLD = "maybe_told"
"""Set among the values when a mail told it and nobody knows whether that mail arrived."""

REQUIRED: dict[MessageKind, frozenset[str]] = {
    MessageKind.SESSION_CANCELLED: frozenset({"course", "starts_on", "ends_on", "place"}),
    MessageKind.SESSION_ADDED: frozenset({"course", "starts_on", "ends_on", "place"}),
    MessageKind.SEAT_CONFIRMED: frozenset({"course", "starts_on", "ends_on", "place"}),
    MessageKind.SEAT_WAITING: frozenset({"course", "starts_on", "ends_on", "place"}),
    MessageKind.SEAT_OFFERED: frozenset({"course", "starts_on", "ends_on", "place"}),
    MessageKind.SESSION_MOVED: frozenset({"course", "was_on", "starts_on", "ends_on", "place"}),
    MessageKind.WAITING_ENDED: frozenset({"course", "starts_on", "ends_on", "place"}),
    MessageKind.SIGNUP_CLOSES: frozenset({"course", "closes_on", "starts_on", "ends_on", "place"}),
    MessageKind.YOUR_DELAYS: frozenset({"opened", "closed"}),
    MessageKind.DELAYS_SUMMARY: frozenset({"opened", "closed"}),
    MessageKind.FLAG_ASSIGNED: frozenset({"doctor", "by"}),
    MessageKind.EXTRA_SESSION_REQUESTED: frozenset({"course", "starts_on", "by"}),
    MessageKind.TALK_MISSING: frozenset({"due_on"}),
    MessageKind.MUNICIPALITY_NOTICE: frozenset({"doctor", "hospital_ends_on", "due_by"}),
    MessageKind.LIS1_START: frozenset({"starts_on", "place"}),
    MessageKind.JOB_FAILED: frozenset({"job_nb", "job_en", "error"}),
    **{MessageKind(kind): names for kind, names in rotation_words.REQUIRED.items()},
    **{MessageKind(kind): names for kind, names in lis1_words.REQUIRED.items()},
    **{MessageKind(kind): names for kind, names in forecast_words.REQUIRED.items()},
}
"""The values that each kind cannot do without. These may be added:

`moved_days` (sessions, seats, sign-up: days the approval moves if the seat is missed), `reason`
(cancelled), `closes_on` (added), `position` (waiting), `days` (delays: days moved in all; delays
summary: days that can be saved), `causes` (assigned: values of Cause), `courses` (assigned: their
names), `count` (assigned: how many delays), `saved_days` (extra session), `doctor`
(talk_missing and lis1_start, when the reader is somebody else), `agreed_on` (talk_missing),
`is_late` (municipality notice: the day had come when it was told).
`act_by` is the message's own field; `letter_of` says it for every kind.
"""

SAYS_ITS_DAY = frozenset({MessageKind.SIGNUP_CLOSES, MessageKind.MUNICIPALITY_NOTICE})
"""Kinds that say the last day in their own words."""


def letter_of(kind: str, values: Values, act_by: date | None = None) -> Letter:
    """The message in words, in the language of the page or mail that is being made.

    A kind that this version does not know (written by a newer one) gets a plain letter instead
    of an error, so that an inbox always opens.
    """
    found = _WORDS.get(kind)
    if found is None:
        return Letter(_("Melding"), (), _("Åpne"))
    letter = found(values)
    if act_by is None or kind in SAYS_ITS_DAY:
        return letter
    last = _("Siste dag er %(day)s.", day=long_day(act_by))
    return replace(letter, paragraphs=(*letter.paragraphs, last))


def _session_cancelled(values: Values) -> Letter:
    title = _titled(_("%(course)s %(day)s er avlyst"), values)
    reason = values.get("reason")
    return Letter(
        title,
        _said(
            _moved(
                values, _("Får du ikke plass i en annen samling, flytter datoen din seg %(days)s.")
            ),
            _("Samlingen skulle vært %(when)s.", when=_where_and_when(values)),
            _("Grunn: %(reason)s", reason=reason) if reason else None,
        ),
        _("Se andre samlinger"),
    )


def _session_added(values: Values) -> Letter:
    closes_on = values.get("closes_on")
    return Letter(
        _titled(_("Ny samling av %(course)s %(day)s"), values),
        _said(
            _("Den er %(when)s.", when=_where_and_when(values)),
            _("Siste dag for å melde seg på er %(day)s.", day=long_day(_on(closes_on)))
            if closes_on
            else None,
        ),
        _("Se samlingen"),
    )


def _seat_confirmed(values: Values) -> Letter:
    return Letter(
        _titled(_("Du har fått plass på %(course)s %(day)s"), values),
        _seat_paragraphs(values),
        _("Se plassen"),
    )


def _seat_offered(values: Values) -> Letter:
    return Letter(
        _titled(_("Du har fått plass fra ventelisten på %(course)s %(day)s"), values),
        _seat_paragraphs(values),
        _("Se plassen"),
    )


def _seat_paragraphs(values: Values) -> tuple[str, ...]:
    return _said(
        _("Samlingen er %(when)s.", when=_where_and_when(values)),
        _("Kan du ikke komme, så meld deg av med en gang. Da får nestemann plassen."),
    )


def _seat_waiting(values: Values) -> Letter:
    position = values.get("position")
    return Letter(
        _titled(_("Du står på venteliste til %(course)s %(day)s"), values),
        _said(
            _("Du er nummer %(position)s på ventelisten.", position=position) if position else None,
            _("Ventelisten brukes helt til samlingen begynner."),
            _moved(values, _("Får du ikke plass, flytter datoen din seg %(days)s.")),
        ),
        _("Se samlingen"),
    )


def _session_moved(values: Values) -> Letter:
    return Letter(
        _titled(_("%(course)s %(day)s er flyttet"), values, "was_on"),
        _said(
            _("Nå er samlingen %(when)s.", when=_where_and_when(values)),
            _("Påmeldingen din følger med. Passer det ikke, så meld deg av."),
        ),
        _("Se samlingen"),
    )


def _waiting_ended(values: Values) -> Letter:
    return Letter(
        _titled(_("Det ble ikke plass på %(course)s %(day)s"), values),
        (_("Samlingen har begynt, og ventelisten er slutt."),),
        _("Se andre samlinger"),
    )


def _signup_closes(values: Values) -> Letter:
    return Letter(
        _titled(_("Siste dag for å melde seg på %(course)s er %(day)s"), values, "closes_on"),
        _said(
            _moved(values, _("Melder du deg ikke på, flytter datoen din seg %(days)s.")),
            _("Samlingen er %(when)s.", when=_where_and_when(values)),
        ),
        _("Meld deg på"),
    )


def _your_delays(values: Values) -> Letter:
    opened, closed = int(values["opened"]), int(values["closed"])
    days = values.get("days")
    new = ngettext("Én ny forsinkelse", "%(words)s nye forsinkelser", opened, words=_count(opened))
    gone = ngettext(
        "Én forsinkelse er borte", "%(words)s forsinkelser er borte", closed, words=_count(closed)
    )
    return Letter(
        new if opened else gone,
        _said(
            _("Nå flytter datoen din seg %(days)s.", days=days_text(int(days))) if days else None,
            gone + "." if opened and closed else None,
        ),
        _("Se hva du kan gjøre"),
    )


def _delays_summary(values: Values) -> Letter:
    opened, closed = int(values["opened"]), int(values["closed"])
    days = values.get("days")
    new = ngettext("Én ny forsinkelse", "%(words)s nye forsinkelser", opened, words=_count(opened))
    gone = ngettext("én er borte", "%(words)s er borte", closed, words=in_words(closed))
    return Letter(
        _("%(new)s, %(gone)s", new=new if opened else _("Ingen nye forsinkelser"), gone=gone)
        if closed
        else new,
        _said(
            _("%(days)s kan fortsatt spares.", days=upper_first(days_text(int(days))))
            if days
            else None,
        ),
        _("Se forsinkelsene"),
    )


def _flag_assigned(values: Values) -> Letter:
    what, count = _delays_named(values), int(values.get("count", 1))
    return Letter(
        _("%(by)s ber deg følge opp %(doctor)s", by=values["by"], doctor=values["doctor"]),
        _said(_("Det gjelder: %(what)s.", what=what) if what else None),
        _("Se forsinkelsen") if count == 1 else _("Se forsinkelsene"),
    )


def _delays_named(values: Values) -> str:
    """Causes by name; for courses that hold somebody up, the names of the courses.

    Messages written before the causes were stored as codes carry the words themselves.
    """
    if "causes" not in values:
        return str(values.get("what", ""))
    known = [Cause(code) for code in values["causes"] if code in set(Cause)]
    courses = ", ".join(values.get("courses", ()))
    return "; ".join(
        courses if cause is Cause.COURSE and courses else lower_first(cause_name(cause))
        for cause in known
    )


def _extra_session_requested(values: Values) -> Letter:
    saved = values.get("saved_days")
    return Letter(
        _(
            "%(by)s ber om én ekstra samling av %(course)s",
            by=values["by"],
            course=values["course"],
        ),
        _said(
            _("Ønsket start er %(day)s.", day=long_day(_on(values["starts_on"]))),
            _("Den sparer %(days)s til sammen.", days=days_text(int(saved))) if saved else None,
        ),
        _("Se kurset"),
    )


def _talk_missing(values: Values) -> Letter:
    doctor, agreed_on = values.get("doctor"), values.get("agreed_on")
    due_on = long_day(_on(values["due_on"]))
    if doctor:
        title = _("Veiledningssamtalen med %(doctor)s mangler", doctor=doctor)
    else:
        title = _("Veiledningssamtalen din mangler")
    return Letter(
        title,
        _said(
            _("Siste dag var %(day)s.", day=due_on),
            _("En samtale er avtalt %(day)s.", day=long_day(_on(agreed_on)))
            if agreed_on
            else _("Avtal en ny, eller skriv at den er holdt."),
        ),
        _("Se samtalene"),
    )


def _municipality_notice(values: Values) -> Letter:
    due_by = long_day(_on(values["due_by"]))
    return Letter(
        _("%(doctor)s venter på kommune til LIS1", doctor=values["doctor"]),
        (
            _("Kommunen skulle vært kjent %(day)s.", day=due_by)
            if values.get("is_late")
            else _("Kommunen skal være kjent innen %(day)s.", day=due_by),
            _(
                "Sykehustiden slutter %(day)s, og tjenesten i kommunen er ikke lagt inn.",
                day=long_day(_on(values["hospital_ends_on"])),
            ),
        ),
        _("Se løpet"),
    )


def _lis1_start(values: Values) -> Letter:
    doctor, starts_on = values.get("doctor"), long_day(_on(values["starts_on"]))
    if doctor:
        title = _("%(doctor)s begynner i LIS1 %(day)s", doctor=doctor, day=starts_on)
    else:
        title = _("Du begynner i LIS1 %(day)s", day=starts_on)
    return Letter(title, (_("Sted: %(place)s.", place=values["place"]),), _("Se løpet"))


def _job_failed(values: Values) -> Letter:
    return Letter(
        _("Jobben «%(job)s» stoppet", job=values[f"job_{language()}"]),
        (_("Feilen: %(error)s", error=values["error"]),),
        _("Se jobben"),
    )


def _made_by(words: Callable[[Values], rotation_words.Words]) -> Callable[[Values], Letter]:
    return lambda values: Letter(*words(values))


_WORDS: dict[str, Callable[[Values], Letter]] = {
    MessageKind.SESSION_CANCELLED: _session_cancelled,
    MessageKind.SESSION_ADDED: _session_added,
    MessageKind.SEAT_CONFIRMED: _seat_confirmed,
    MessageKind.SEAT_WAITING: _seat_waiting,
    MessageKind.SEAT_OFFERED: _seat_offered,
    MessageKind.SESSION_MOVED: _session_moved,
    MessageKind.WAITING_ENDED: _waiting_ended,
    MessageKind.SIGNUP_CLOSES: _signup_closes,
    MessageKind.YOUR_DELAYS: _your_delays,
    MessageKind.DELAYS_SUMMARY: _delays_summary,
    MessageKind.FLAG_ASSIGNED: _flag_assigned,
    MessageKind.EXTRA_SESSION_REQUESTED: _extra_session_requested,
    MessageKind.TALK_MISSING: _talk_missing,
    MessageKind.MUNICIPALITY_NOTICE: _municipality_notice,
    MessageKind.LIS1_START: _lis1_start,
    MessageKind.JOB_FAILED: _job_failed,
    **{kind: _made_by(words) for kind, words in rotation_words.WORDS.items()},
    **{kind: _made_by(words) for kind, words in lis1_words.WORDS.items()},
    **{kind: _made_by(words) for kind, words in forecast_words.WORDS.items()},
}


def days_text(days: int) -> str:
    """Days beside their unit: "47 dager"."""
    return together(ngettext("%(num)s dag", "%(num)s dager", days))


def _on(value: str) -> date:
    return date.fromisoformat(value)


def _said(*paragraphs: str | None) -> tuple[str, ...]:
    return tuple(text for text in paragraphs if text)


def _count(number: int) -> str:
    return upper_first(in_words(number))


def _where_and_when(values: Values) -> str:
    """23.03.2027–25.03.2027, Oslo."""
    first, last = _on(values["starts_on"]), _on(values["ends_on"])
    days = day(first) if first == last else f"{day(first)}–{day(last)}"
    return f"{days}, {values['place']}" if values["place"] else days


def _titled(text: str, values: Values, which: str = "starts_on") -> str:
    """A title that names the course and a day of it."""
    return text % {"course": values["course"], "day": long_day(_on(values[which]))}


def _moved(values: Values, sentence: str) -> str | None:
    """The consequence in days; nothing where it is not known, and said when it is none."""
    moved = values.get("moved_days")
    if moved is None:
        return None
    if int(moved) <= 0:
        return _("Datoen din flytter seg ikke.")
    return sentence % {"days": days_text(int(moved))}
