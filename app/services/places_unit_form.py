"""The form of a place: a unit in a hospital, a municipality's place, or a specialist's practice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.services.logbook_choices import Option
from app.services.places_fields import (
    LONGEST_NAME,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    chosen,
    shown,
)
from app.services.places_words import PLACE_KINDS, place_kind_one
from app.store.place_access import CONTRACT_SPECIALIST
from app.store.place_units import Owner
from app.store.places import PlaceRow
from pathways.types.record import PlaceKind

NEW_PRACTICE = "ny-avtalespesialist"
"""The owner that is made with the place: a contract specialist's practice."""
LONGEST_SHORT, LONGEST_TOWN = 12, 80
MUNICIPAL = (
    *(PlaceKind.MUNICIPALITY, PlaceKind.NURSING_HOME, PlaceKind.EMERGENCY_UNIT),
    *(PlaceKind.OPEN_PRACTICE, PlaceKind.COMMUNITY_MEDICINE, PlaceKind.COMPANY_HEALTH),
)
HOSPITAL = (PlaceKind.HOSPITAL, PlaceKind.DPS)
UNIT_FIELDS = ("name", "short_name", "place_kind", "specialty_code")

Taken = Callable[[int, str], bool]
"""Whether an organisation has another place of this name."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form offers: who may own the place, whose doctors come, specialties."""

    owners: tuple[Owner, ...]
    homes: tuple[Option, ...]
    """The actor's own organisations, for the agreement with a place of others."""
    own: frozenset[int]
    specialties: tuple[Option, ...]

    def owner(self, key: str) -> Owner | None:
        """The owner with this row id."""
        return next((each for each in self.owners if str(each.id) == key), None)


def kinds_of(owner_kind: str) -> tuple[PlaceKind, ...]:
    """The kinds of place that an organisation of this kind has."""
    if owner_kind == CONTRACT_SPECIALIST:
        return (PlaceKind.CONTRACT_SPECIALIST,)
    return MUNICIPAL if owner_kind == "municipality" else HOSPITAL


def new_place_spec(offered: Offered, taken: Taken) -> FormSpec:
    """A new place, with what an agreement on it needs when it is another's."""
    owners = (
        ("", _("Velg")),
        *((str(each.id), each.name) for each in offered.owners),
        (NEW_PRACTICE, _("En ny avtalespesialist")),
    )
    fields = (
        FormField("owner", _("Hvem stedet hører til"), "select", options=owners),
        *_unit_fields(
            tuple(kind for kind in PLACE_KINDS if kind is not PlaceKind.OTHER_TRUST), offered
        ),
        FormField("municipality", _("Kommune"), hint=_("Bare for en ny avtalespesialist.")),
    )
    planned = _("Stedet får en planlagt avtale, som åpner det når den er avtalt.")
    folded = (
        FormField(
            "home_id",
            _("Hvem legene kommer fra"),
            "select",
            hint=planned,
            options=(("", _("Velg")), *offered.homes),
        ),
        FormField("starts_on", _("Første dag"), hint=_("dd.mm.åååå"), size=12),
        FormField("tutor", _("Veileder")),
    )
    told = _("Stedet kan brukes i planer *når det er lagret*.")
    return FormSpec(
        told,
        fields,
        lambda reading: _read_new(reading, offered, taken),
        lambda values: [],
        folded,
        _("Avtalen, når stedet hører til andre"),
    )


def change_place_spec(place: PlaceRow, offered: Offered, taken: Taken) -> FormSpec:
    """The name and the kind of a place that is there."""
    kinds = kinds_of(place.organisation_kind)
    if place.place_kind not in kinds:
        kinds = (place.place_kind, *kinds)

    def read(reading: PlaceReading) -> None:
        _read_unit(reading, kinds, offered)
        name = reading.values["name"]
        if name and taken(place.organisation_id, name):
            reading.fail(
                "name", _("%(owner)s har alt et sted som heter dette.", owner=place.organisation)
            )

    def words(values: Mapping[str, Any]) -> Lines:
        return [
            (_("Navn"), shown(values["name"])),
            (_("Kort navn"), shown(values["short_name"])),
            (_("Slags sted"), place_kind_one(values["place_kind"])),
            (_("Spesialitet"), chosen(offered.specialties, values["specialty_code"])),
        ]

    told = _("Navnet endres på tavla, i avtaler og hos legene.")
    return FormSpec(told, _unit_fields(kinds, offered), read, words)


def place_raw(place: PlaceRow) -> dict[str, str]:
    """The text of the form for a place that is there."""
    return {
        "name": place.name,
        "short_name": place.short,
        "place_kind": str(place.place_kind),
        "specialty_code": place.specialty_code or "",
    }


def unit_values(place: PlaceRow) -> dict[str, Any]:
    """What the form writes of a place."""
    return {
        **place_raw(place),
        "place_kind": place.place_kind,
        "specialty_code": place.specialty_code,
    }


def _unit_fields(kinds: tuple[PlaceKind, ...], offered: Offered) -> tuple[FormField, ...]:
    options = tuple((str(kind), place_kind_one(kind)) for kind in kinds)
    every = (("", _("Ingen bestemt")), *offered.specialties)
    short = _("Høyst 12 tegn. Står på tavla når det er trangt.")
    return (
        FormField("place_kind", _("Slags sted"), "select", options=options),
        FormField("name", _("Navn"), hint=_("For eksempel Legekontoret Furu, Halden.")),
        FormField("short_name", _("Kort navn"), hint=short, size=14),
        FormField("specialty_code", _("Spesialitet"), "select", options=every),
    )


def _read_unit(reading: PlaceReading, kinds: tuple[PlaceKind, ...], offered: Offered) -> None:
    values = reading.values
    options = tuple((str(kind), "") for kind in kinds)
    kind = reading.choice("place_kind", options, _("Velg hva slags sted det er."))
    values["place_kind"] = None if kind is None else PlaceKind(kind)
    reading.words("name", LONGEST_NAME, _("Skriv et navn."))
    reading.words("short_name", LONGEST_SHORT, _("Skriv et kort navn."))
    values["specialty_code"] = reading.choice("specialty_code", offered.specialties, None)


def _read_new(reading: PlaceReading, offered: Offered, taken: Taken) -> None:
    key, values = reading.text("owner"), reading.values
    owner = offered.owner(key)
    if owner is None and key != NEW_PRACTICE:
        reading.fail("owner", _("Velg hvem stedet hører til."))
    _read_unit(reading, PLACE_KINDS, offered)
    values["owner_id"] = None if owner is None else owner.id
    kind = values["place_kind"]
    owner_kind = CONTRACT_SPECIALIST if owner is None else owner.kind
    if kind is not None and (owner or key == NEW_PRACTICE) and kind not in kinds_of(owner_kind):
        names = ", ".join(place_kind_one(each) for each in kinds_of(owner_kind))
        reading.fail("place_kind", _("Et slikt sted kan være: %(names)s.", names=names))
    name = values["name"]
    if owner is not None and name and taken(owner.id, name):
        reading.fail("name", _("%(owner)s har alt et sted som heter dette.", owner=owner.name))
    missing = _("Skriv hvilken kommune praksisen ligger i.") if key == NEW_PRACTICE else None
    reading.words("municipality", LONGEST_TOWN, missing)
    if key != NEW_PRACTICE and values["municipality"]:
        reading.fail("municipality", _("La feltet stå tomt: stedet ligger der eieren er."))
    # Until the owner is known, nothing is asked of an agreement.
    is_own = owner.id in offered.own if owner else key != NEW_PRACTICE
    reading.row_id("home_id", offered.homes, None if is_own else _("Velg hvem legene kommer fra."))
    reading.day("starts_on", None if is_own else _("Skriv den første dagen."))
    reading.words("tutor", LONGEST_NAME)
    values["is_own"] = is_own
