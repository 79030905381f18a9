"""What doctors register, in words: kinds, periods, states, and whole entries in a line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.services.logbook_book import Book
from app.services.wording import day, figure, language, plain
from app.store.logbook import Entry, LogKind
from pathways.types.record import AbsenceKind, AttendanceState, PlaceKind, SignState


def section_name(kind: LogKind) -> str:
    """The heading of a section."""
    return {
        LogKind.SERVICE: _("Tjeneste"),
        LogKind.ABSENCE: _("Permisjon og ferie"),
        LogKind.SHARE: _("Stillingsandel"),
        LogKind.COURSE: _("Kurs"),
        LogKind.PROCEDURE: _("Prosedyrer"),
        LogKind.GUIDANCE: _("Gruppeveiledning"),
    }[kind]


def add_words(kind: LogKind) -> str:
    """The link and the heading for something new."""
    return {
        LogKind.SERVICE: _("Registrer tjeneste"),
        LogKind.ABSENCE: _("Registrer permisjon eller ferie"),
        LogKind.SHARE: _("Registrer stillingsandel"),
        LogKind.COURSE: _("Registrer kurs"),
        LogKind.PROCEDURE: _("Registrer prosedyrer"),
        LogKind.GUIDANCE: _("Registrer gruppeveiledning"),
    }[kind]


def change_words(kind: LogKind) -> str:
    """The heading when something is changed."""
    return {
        LogKind.SERVICE: _("Endre tjeneste"),
        LogKind.ABSENCE: _("Endre permisjon eller ferie"),
        LogKind.SHARE: _("Endre stillingsandel"),
        LogKind.COURSE: _("Endre kurs"),
        LogKind.PROCEDURE: _("Endre prosedyrer"),
        LogKind.GUIDANCE: _("Endre gruppeveiledning"),
    }[kind]


def delete_words(kind: LogKind) -> str:
    """The heading when something is to be deleted."""
    return {
        LogKind.SERVICE: _("Slett tjeneste"),
        LogKind.ABSENCE: _("Slett permisjon eller ferie"),
        LogKind.SHARE: _("Slett stillingsandel"),
        LogKind.COURSE: _("Slett kurs"),
        LogKind.PROCEDURE: _("Slett prosedyrer"),
        LogKind.GUIDANCE: _("Slett gruppeveiledning"),
    }[kind]


def place_kind_name(kind: PlaceKind) -> str:
    """A kind of place."""
    return {
        PlaceKind.HOSPITAL: _("Sykehus"),
        PlaceKind.DPS: _("DPS"),
        PlaceKind.MUNICIPALITY: _("Kommune"),
        PlaceKind.OPEN_PRACTICE: _("Åpen allmennpraksis"),
        PlaceKind.CONTRACT_SPECIALIST: _("Avtalespesialist"),
        PlaceKind.OTHER_TRUST: _("Annet foretak"),
        PlaceKind.NURSING_HOME: _("Sykehjem"),
        PlaceKind.EMERGENCY_UNIT: _("Legevakt eller kommunal øyeblikkelig hjelp"),
        PlaceKind.COMMUNITY_MEDICINE: _("Samfunnsmedisin"),
        PlaceKind.COMPANY_HEALTH: _("Bedriftshelsetjeneste"),
    }[kind]


def absence_name(kind: AbsenceKind) -> str:
    """Leave or holiday; why is written nowhere."""
    return _("Permisjon") if kind is AbsenceKind.LEAVE else _("Ferie")


def attendance_name(state: AttendanceState) -> str:
    """How sure a course is."""
    return {
        AttendanceState.PLANNED: _("planlagt"),
        AttendanceState.BOOKED: _("påmeldt"),
        AttendanceState.ATTENDED: _("gjennomført"),
    }[state]


def span(values: Mapping[str, Any]) -> str:
    """A period: 01.04.2027–31.08.2027, or "fra" its first day."""
    first, last = values.get("starts_on"), values.get("ends_on")
    if first is None:
        return _("uten dato")
    if last is None:
        return _("fra %(day)s", day=day(first))
    return day(first) if first == last else f"{day(first)}–{day(last)}"


def is_signed(entry: Entry) -> bool:
    """Whether the doctor can no longer change it.

    Courses that were registered before anybody could sign stand as signed in the table; a
    course that is only planned or booked is not, whatever stands there.
    """
    if entry.kind is LogKind.COURSE and entry.values["state"] is not AttendanceState.ATTENDED:
        return False
    return entry.state is SignState.SIGNED


def state_words(entry: Entry) -> str:
    """Whether it is saved, and who has it: lagret, hos {navn}, signert."""
    if is_signed(entry):
        if not entry.signers:
            return _("Signert")
        name, on = entry.signers[-1]
        return _("Signert av %(name)s %(day)s", name=plain(name), day=day(on))
    if entry.state is SignState.SENT and entry.holder:
        return _("Hos %(name)s", name=plain(entry.holder))
    return _("Lagret")


def title(entry: Entry, names: Mapping[str, str]) -> str:
    """What an entry is, without its days. `names` are courses and procedures by key."""
    values = entry.values
    if entry.kind is LogKind.SERVICE:
        return _service_title(entry)
    if entry.kind is LogKind.ABSENCE:
        return absence_name(values["kind"])
    if entry.kind is LogKind.SHARE:
        return _("%(number)s %%", number=values["share_percent"]).replace(" ", "\u00a0")
    if entry.kind is LogKind.COURSE:
        return plain(names.get(values["course_key"], values["course_key"]))
    if entry.kind is LogKind.PROCEDURE:
        name = names.get(values["procedure_key"], values["procedure_key"])
        return f"{values['count']} × {plain(name)}"
    hours = _("%(number)s timer", number=figure(values["hours"]))
    if values["in_open_practice"]:
        return _("%(hours)s, i åpen praksis", hours=hours)
    return hours


def when(entry: Entry) -> str:
    """The days of an entry."""
    if entry.kind is LogKind.PROCEDURE:
        done: date = entry.values["done_on"]
        return day(done)
    return span(entry.values)


def line(entry: Entry, names: Mapping[str, str]) -> str:
    """An entry in a sentence: what and when."""
    return f"{title(entry, names)}, {when(entry)}"


def remarks(entry: Entry, book: Book) -> list[str]:
    """What else there is to say about an entry."""
    values = entry.values
    if entry.kind is LogKind.SERVICE:
        outer = book.find(LogKind.SERVICE, values["counted_inside_id"])
        found = [_("planlagt")] if values["is_planned"] else []
        if outer is not None:
            found.append(_("telles inne i %(name)s", name=plain(_service_title(outer))))
        return found
    if entry.kind is LogKind.COURSE:
        if values["is_equivalent"]:
            text = plain(values["equivalent_text"] or "")
            return [_("likeverdig aktivitet: %(text)s", text=text)]
        return [attendance_name(values["state"])]
    return []


def _service_title(entry: Entry) -> str:
    name = plain(entry.values["name_en" if language() == "en" else "name_nb"])
    place = plain(entry.place).partition(" (")[0]
    if not place or place.lower() in name.lower():
        return name
    return place if name.lower() in place.lower() else f"{name}, {place}"
