"""What messages about LIS1 seats say: title, paragraphs, and the word on the link.

Keyed by the value of the message's kind; `message_words` makes letters of them. The council is
told of seats, never of candidates by name: a member may have a conflict of interest.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.wording import in_words, long_day, upper_first

Values = Mapping[str, Any]
Words = tuple[str, tuple[str, ...], str]

REQUIRED: dict[str, frozenset[str]] = {
    "lis1_offer": frozenset({"hospital", "municipality", "starts_on"}),
    "lis1_seat_free": frozenset({"intake", "hospital", "municipality", "how"}),
    "lis1_start_missing": frozenset({"intake", "handovers", "buddies", "points"}),
    "lis1_handover": frozenset({"doctor", "municipality_starts_on", "last_on"}),
    "lis1_receipt": frozenset({"intake", "receipt", "seats"}),
    "lis1_decision_waits": frozenset({"intake", "run"}),
    "lis1_sent_back": frozenset({"intake", "run"}),
    "lis1_decided": frozenset({"intake", "run"}),
}
"""`how` is "declined" or "expired"; `handovers`, `buddies` and `points` are numbers."""


def _offer(values: Values) -> Words:
    return (
        _(
            "Du har fått tilbud om LIS1-plass: %(hospital)s og %(municipality)s",
            hospital=values["hospital"],
            municipality=values["municipality"],
        ),
        (_("Tjenesten begynner %(day)s.", day=_long(values["starts_on"])),),
        _("Se tilbudet og svar"),
    )


def _seat_free(values: Values) -> Words:
    place = f"{values['hospital']} – {values['municipality']}"
    return (
        _("En LIS1-plass er ledig igjen: %(place)s", place=place),
        (
            _("Kandidaten takket nei.")
            if values["how"] == "declined"
            else _("Svarfristen gikk ut uten svar."),
            _("Det gjelder %(intake)s.", intake=values["intake"]),
        ),
        _("Se hvem som står for tur"),
    )


def _start_missing(values: Values) -> Words:
    handovers, buddies, points = (int(values[name]) for name in ("handovers", "buddies", "points"))
    lines = (
        ngettext(
            "Ett overleveringsmøte er ikke avtalt.",
            "%(words)s overleveringsmøter er ikke avtalt.",
            handovers,
            words=upper_first(in_words(handovers)),
        )
        if handovers
        else "",
        ngettext(
            "Én LIS1 mangler fadder.",
            "%(words)s LIS1 mangler fadder.",
            buddies,
            words=upper_first(in_words(buddies)),
        )
        if buddies
        else "",
        ngettext(
            "Ett punkt på sjekklisten er over fristen.",
            "%(words)s punkter på sjekklisten er over fristen.",
            points,
            words=upper_first(in_words(points)),
        )
        if points
        else "",
    )
    return (
        _("Noe mangler før oppstart i %(intake)s", intake=values["intake"]),
        tuple(line for line in lines if line),
        _("Se hva som mangler"),
    )


def _handover(values: Values) -> Words:
    return (
        _("Overleveringsmøtet om %(doctor)s er ikke avtalt", doctor=values["doctor"]),
        (
            _(
                "Tjenesten i kommunen begynner %(day)s.",
                day=_long(values["municipality_starts_on"]),
            ),
            _("Møtet holdes senest %(day)s.", day=_long(values["last_on"])),
        ),
        _("Avtal møtet"),
    )


def _receipt(values: Values) -> Words:
    seats = [f"{rank}. {title}" for rank, title in enumerate(values["seats"], start=1)]
    return (
        _("Ønskene dine til %(intake)s er levert", intake=values["intake"]),
        (_("Koden på kvitteringen er %(code)s.", code=values["receipt"]), *seats),
        _("Se ønskene"),
    )


def _decision_waits(values: Values) -> Words:
    return (
        _("Kjøring %(run)s venter på godkjenning", run=values["run"]),
        (_("Det gjelder %(intake)s.", intake=values["intake"]),),
        _("Se forslaget"),
    )


def _sent_back(values: Values) -> Words:
    return (
        _("Kjøring %(run)s ble sendt tilbake", run=values["run"]),
        (
            _("Det gjelder %(intake)s.", intake=values["intake"]),
            _("Merknaden står på siden. Endringer for hånd er mulig igjen."),
        ),
        _("Se merknaden"),
    )


def _decided(values: Values) -> Words:
    return (
        _("Rådet har vedtatt fordelingen: kjøring %(run)s", run=values["run"]),
        (
            _("Det gjelder %(intake)s.", intake=values["intake"]),
            _("Protokollen er ferdig. Nå kan tilbudene gå ut."),
        ),
        _("Se vedtaket"),
    )


def _long(text: str) -> str:
    return long_day(date.fromisoformat(text))


WORDS: dict[str, Callable[[Values], Words]] = {
    "lis1_offer": _offer,
    "lis1_seat_free": _seat_free,
    "lis1_start_missing": _start_missing,
    "lis1_handover": _handover,
    "lis1_receipt": _receipt,
    "lis1_decision_waits": _decision_waits,
    "lis1_sent_back": _sent_back,
    "lis1_decided": _decided,
}
