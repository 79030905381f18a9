"""The small forms of "Hva om …": one for each kind of change, read from the address.

A form is asked for with `prov=<kind>` and sent by GET, so that every answer can be bookmarked.
What is wrong is named at its field, and everything that was written is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext as _

from app.services.specialty_search import find_specialty
from app.services.what_if import WhatIfChoices
from app.services.wording import day, in_language, listed
from pathways.projection.values import Session
from pathways.projection.what_if_values import (
    AbroadChange,
    Change,
    CourseChange,
    LeaveChange,
    MoveChange,
    ShareChange,
    SiteChange,
    SpecialtyChange,
)

FULL_TIME = 100
FARTHEST = timedelta(days=15 * 366)
"""Nobody plans a training further ahead than this."""
GENERAL_PRACTICE = "ALM"
LONGEST = 200
"""Letters of a field that are read."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `kind` is date, number, select or search; `options` are (value, text)."""

    name: str
    label: str
    kind: str
    value: str = ""
    error: str | None = None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FormView:
    """The form that is open, with what was written and what is wrong."""

    kind: str
    title: str
    button: str
    fields: tuple[FormField, ...]

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """(field, message) for the summary."""
        return tuple((one.name, one.error) for one in self.fields if one.error)


@dataclass(slots=True)
class _Reading:
    """What was written, what it must be read against, and what is wrong so far."""

    values: Mapping[str, str]
    today: date
    choices: WhatIfChoices
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.values.get(name, "").strip()[:LONGEST]

    def first_day(self, name: str = "fra") -> date | None:
        """A day ahead."""
        found = self._day(name)
        if found is not None and found <= self.today:
            self.errors[name] = _("Skriv en dato etter i dag, %(day)s.", day=day(self.today))
            return None
        return found

    def last_day(self, first: date | None, *, optional: bool = False) -> date | None:
        """A day that is not before the first one."""
        if optional and not self.text("til"):
            return None
        found = self._day("til")
        if found is not None and first is not None and found < first:
            self.errors["til"] = _(
                "Siste dag er før første dag. Skriv %(day)s eller senere.", day=day(first)
            )
            return None
        return found

    def chosen(self, name: str, options: tuple[tuple[str, str], ...], message: str) -> str:
        """One of the options."""
        value = self.text(name)
        if value not in {key for key, _text in options}:
            self.errors[name] = message
        return value

    def _day(self, name: str) -> date | None:
        try:
            found = read_day(self.text(name))
        except ValueError:
            self.errors[name] = _("Skriv en dato, for eksempel 01.02.2027.")
            return None
        if found > self.today + FARTHEST:
            self.errors[name] = _("Datoen er for langt fram. Skriv en innen 15 år.")
            return None
        return found


def read_day(text: str) -> date:
    """2027-02-01, or 01.02.2027 from a browser without a date field. Raises ValueError."""
    if "." in text:
        number, month, year = text.split(".")
        return date(int(year), int(month), int(number))
    return date.fromisoformat(text)


def read_form(
    kind: str, values: Mapping[str, str], today: date, choices: WhatIfChoices
) -> tuple[Change | None, FormView]:
    """The change that the form asks for, None when something is wrong, and the form itself."""
    reading = _Reading(values, today, choices)
    change = READERS[kind](reading)
    return (None if reading.errors else change), form_view(kind, choices, values, reading.errors)


def form_view(
    kind: str,
    choices: WhatIfChoices,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> FormView:
    """The form, empty or as it was sent."""
    written, wrong = values or {}, errors or {}
    fields_ = tuple(
        FormField(
            name=one.name,
            label=one.label,
            kind=one.kind,
            value=written.get(one.name, one.value)[:LONGEST],
            error=wrong.get(one.name),
            options=one.options,
        )
        for one in FIELDS[kind](choices)
    )
    return FormView(kind, form_titles()[kind], _("Prøv"), fields_)


def form_titles() -> dict[str, str]:
    """Every kind of change that can be tried, in order."""
    return {
        "stilling": _("Stilling"),
        "permisjon": _("Permisjon"),
        "plassering": _("Flytt en plassering"),
        "sted": _("Sted"),
        "kurs": _("Kurs"),
        "spesialitet": _("Annen spesialitet"),
        "alis": _("ALIS"),
        "utland": _("Utlandet"),
    }


def kinds_for(choices: WhatIfChoices) -> tuple[tuple[str, str], ...]:
    """(kind, title) of the forms that have something to choose."""
    lacking = {
        "plassering": not choices.placements,
        "sted": not choices.options,
        "kurs": not choices.courses,
        "spesialitet": not choices.can_change_specialty,
        "alis": not choices.can_change_specialty or choices.specialty == GENERAL_PRACTICE,
    }
    return tuple(pair for pair in form_titles().items() if not lacking.get(pair[0]))


# The fields


def _from(label: str) -> FormField:
    return FormField("fra", label, "date")


def _to() -> FormField:
    return FormField("til", _("Siste dag"), "date")


FIELDS: dict[str, Callable[[WhatIfChoices], tuple[FormField, ...]]] = {
    "stilling": lambda choices: (
        FormField("prosent", _("Stilling i prosent"), "number"),
        _from(_("Første dag")),
        FormField("til", _("Siste dag (tom: inntil videre)"), "date"),
    ),
    "permisjon": lambda choices: (_from(_("Første dag")), _to()),
    "plassering": lambda choices: (
        FormField("plassering", _("Plassering"), "select", options=choices.placements),
        _from(_("Ny første dag")),
    ),
    "sted": lambda choices: (
        FormField("valg", _("Velg i planen"), "select", options=choices.options),
    ),
    "kurs": lambda choices: (
        FormField("kurs", _("Kurs"), "select", options=choices.courses),
        _from(_("Samlingen begynner")),
        FormField("til", _("Samlingen slutter"), "date"),
    ),
    "spesialitet": lambda choices: (
        FormField(
            "fag",
            _("Spesialitet"),
            "search",
            options=tuple((name, name) for name in choices.specialty_names),
        ),
        # Choosing a suggestion sends the form, so the day must be there already.
        FormField("fra", _("Første dag"), "date", choices.first_day.isoformat()),
    ),
    "alis": lambda choices: (
        FormField("fra", _("Første dag som ALIS"), "date", choices.first_day.isoformat()),
    ),
    "utland": lambda choices: (_from(_("Første dag")), _to()),
}


# Reading them


def _read_share(reading: _Reading) -> Change | None:
    text = reading.text("prosent").removesuffix("%").strip()
    percent = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= percent <= FULL_TIME:
        reading.errors["prosent"] = _("Skriv et helt tall fra 1 til 100.")
    first = reading.first_day()
    last = reading.last_day(first, optional=True)
    return None if first is None or reading.errors else ShareChange(percent, first, last)


def _read_leave(reading: _Reading) -> Change | None:
    first = reading.first_day()
    last = reading.last_day(first)
    return None if first is None or last is None else LeaveChange(first, last)


def _read_abroad(reading: _Reading) -> Change | None:
    first = reading.first_day()
    last = reading.last_day(first)
    return None if first is None or last is None else AbroadChange(first, last)


def _read_move(reading: _Reading) -> Change | None:
    key = reading.chosen("plassering", reading.choices.placements, _("Velg en plassering."))
    first = reading.first_day()
    return None if first is None else MoveChange(key, first)


def _read_site(reading: _Reading) -> Change | None:
    key = reading.chosen("valg", reading.choices.options, _("Velg et av alternativene."))
    return None if reading.errors else SiteChange(*reading.choices.option_of(key))


def _read_course(reading: _Reading) -> Change | None:
    key = reading.chosen("kurs", reading.choices.courses, _("Velg et kurs."))
    first = reading.first_day()
    last = reading.last_day(first)
    if first is None or last is None:
        return None
    return CourseChange(key, Session(first, last))


def _read_specialty(reading: _Reading) -> Change | None:
    first = reading.first_day()
    wanted = reading.text("fag")
    answer = find_specialty(reading.choices.specialties, wanted)
    if answer.found is None:
        reading.errors["fag"] = _not_found(
            wanted, [in_language(s, "name") or s.code for s in answer.suggestions]
        )
        return None
    if answer.found.code == reading.choices.specialty:
        reading.errors["fag"] = _("Dette er spesialiteten i planen nå. Velg en annen.")
    return None if first is None else SpecialtyChange(answer.found.code, first)


def _not_found(wanted: str, suggestions: list[str]) -> str:
    if not wanted:
        return _("Skriv navnet på en spesialitet.")
    if not suggestions:
        return _("Vi fant ingen spesialitet som heter «%(name)s».", name=wanted)
    return _("Vi fant ikke «%(name)s». Nærmest: %(names)s.", name=wanted, names=listed(suggestions))


def _read_alis(reading: _Reading) -> Change | None:
    first = reading.first_day()
    return None if first is None else SpecialtyChange(GENERAL_PRACTICE, first)


READERS: dict[str, Callable[[_Reading], Change | None]] = {
    "stilling": _read_share,
    "permisjon": _read_leave,
    "plassering": _read_move,
    "sted": _read_site,
    "kurs": _read_course,
    "spesialitet": _read_specialty,
    "alis": _read_alis,
    "utland": _read_abroad,
}
