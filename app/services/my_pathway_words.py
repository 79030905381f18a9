"""Words that several parts of "Min vei" share."""

from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from app.services.my_pathway_reckoning import Reckoning
from app.services.wording import (
    figure,
    formatted,
    in_language,
    in_words,
    language,
    lower_first,
    plain,
)
from pathways.types.knowledge import Specialty
from pathways.types.record import Service


def day_and_month(value: date) -> str:
    """A day whose year is said elsewhere: 28. februar."""
    return formatted(value, "d. MMMM", "d MMMM")


def month_name(value: date) -> str:
    """The month alone: mars."""
    return formatted(value, "MMMM", "MMMM")


def short_month(value: date) -> str:
    """Month and year for lists: 03.2023."""
    return f"{value:%m.%Y}"


def months(value: Fraction) -> str:
    """Months with at most one decimal."""
    return figure(float(value))


def md(value: Fraction) -> str:
    """Months for tables: 34,3 md."""
    return _("%(number)s md.", number=months(value))


def objectives_in_words(number: int) -> str:
    """A number of objectives, which are neuter in Norwegian: ett læringsmål."""
    return "ett" if number == 1 and language() == "nb" else in_words(number)


def count(value: Fraction) -> str:
    """A number of things."""
    return figure(float(value))


def specialty_name(specialty: Specialty) -> str:
    """A specialty inside a sentence: psykiatri."""
    return lower_first(in_language(specialty, "name") or specialty.code)


def line_of(specialty: Specialty | None) -> str:
    """The letter of the specialty's line in lower case, "" on the trunk."""
    return "" if specialty is None else specialty.family.letter.lower()


def service_name(service: Service) -> str:
    """The name of a service in the language of the page."""
    return in_language(service, "name") or service.key


def place_name(service: Service) -> str:
    """Where a service is done."""
    return organisation_name(service.place or service.organisation)


def name_and_place(service: Service) -> str:
    """Both, and nothing twice when one holds the other."""
    name, place = service_name(service), place_name(service)
    if name.lower() in place.lower():
        return place
    return name if place.lower() in name.lower() else f"{name}, {place}"


def place_beside(service: Service) -> str:
    """The place where the name already stands beside it: Kalnes, not "Psykose, Kalnes"."""
    name, place = service_name(service), place_name(service)
    rest = place.removeprefix(f"{name}, ")
    return rest if place != name else organisation_name(service.organisation)


def organisation_name(name: str) -> str:
    """An organisation in a sentence, without what the register adds in brackets."""
    return plain(name).partition(" (")[0]


def doctor_name(reckoning: Reckoning) -> str:
    """The doctor's name, safe to put in a sentence."""
    return plain(reckoning.record.name)


def owner(reckoning: Reckoning) -> str:
    """Whose turn it is when it is the doctor's own."""
    return _("deg") if reckoning.is_own else doctor_name(reckoning)


def approver(reckoning: Reckoning) -> str:
    """The leader by name, else the leader's part at the organisation, else just the part."""
    record = reckoning.record
    if record.approver:
        return _("%(name)s, leder", name=plain(record.approver))
    if record.organisation:
        return _("leder ved %(place)s", place=organisation_name(record.organisation))
    return _("leder")
