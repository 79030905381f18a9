"""Placements, changes and states in words, for the pages on a plan's life."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.rotation_compare import PlacementChange
from app.services.wording import day, in_language, lower_first, together
from app.store.rotation_values import PlacementRow

SOON_DAYS = 14
"""Days for comments that a form suggests: two weeks."""


def service_of(row: PlacementRow) -> str:
    """The service in the page's language."""
    return in_language(row, "service") or row.service_nb


def where(row: PlacementRow) -> str:
    """A placement inside a sentence: psykose ved DPS Halden."""
    return at_place(service_of(row), row.unit.name, row.service_nb)


def at_place(service: str, place: str, norwegian: str) -> str:
    """Service and place, and nothing twice when the place is named after the service.

    Places have Norwegian names in every language, so the Norwegian service is looked for.
    """
    if norwegian.lower() in place.lower():
        return place
    return _("%(service)s ved %(place)s", service=lower_first(service), place=place)


def days_of(row: PlacementRow) -> str:
    """Its days: 01.03.2027–31.08.2027."""
    return span(row.starts_on, row.ends_on)


def span(first: date, last: date) -> str:
    """Days as tables write them."""
    return f"{day(first)}–{day(last)}"


def change_words(change: PlacementChange) -> str:
    """One change as a line."""
    before, after = change.before, change.after
    if before is None:
        assert after is not None
        return _("Ny: %(placement)s, %(days)s.", placement=where(after), days=days_of(after))
    if after is None:
        return _("Tatt ut: %(placement)s, %(days)s.", placement=where(before), days=days_of(before))
    if before.unit.id == after.unit.id and days_of(before) != days_of(after):
        return _(
            "%(placement)s: fra %(old)s til %(new)s.",
            placement=where(after),
            old=days_of(before),
            new=days_of(after),
        )
    if before.unit.id == after.unit.id:
        return _(
            "%(placement)s, %(days)s: tjenesten inne i den er flyttet.",
            placement=where(after),
            days=days_of(after),
        )
    return _(
        "%(old)s, %(old_days)s, blir %(new)s, %(new_days)s.",
        old=where(before),
        old_days=days_of(before),
        new=where(after),
        new_days=days_of(after),
    )


def moved_words(days: int | None) -> str:
    """How far a day moves: 24 dager senere."""
    if days is None:
        return _("ukjent")
    if days == 0:
        return _("ingen endring")
    text = together(ngettext("%(num)s dag", "%(num)s dager", abs(days)))
    if days > 0:
        return _("%(days)s senere", days=text)
    return _("%(days)s tidligere", days=text)
