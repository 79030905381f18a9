"""The numbers that a council sets for an intake: limits of notice, and the smallest group shown."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import Lis1Intake
from app.services.lis1_intakes_keep import Change, Desk, keep
from app.services.lis1_intakes_rules import Part
from app.services.logbook_form import Raw
from app.services.places_changes import judge
from app.services.places_fields import (
    Draft,
    FormField,
    FormSpec,
    PlaceReading,
    Stored,
    shown,
    written,
)
from app.services.wording import months_long
from app.store import lis1_intakes as store

MOST_NOTICE, MOST_SHOWN = 24, 50
SETTINGS = ("notice_limit_months", "notice_target_months", "fewest_shown")


def settings_draft(desk: Desk) -> Draft:
    """The form of the settings to fill in."""
    stored = _stored_settings(desk.intake)
    raw = {name: written(value) for name, value in stored.values.items()}
    return Draft(_settings_spec(desk), raw | {"version": stored.version}, stored)


def save_settings(session: Session, desk: Desk, raw: Raw) -> Draft | None:
    """Read, judge and keep the settings; commits."""
    draft = judge(session, _settings_spec(desk), raw, _stored_settings(desk.intake))
    write = intake_writer(session, desk)
    return keep(session, desk, draft, Change("intake_settings_changed", write, {}, Part.SETTINGS))


def intake_writer(session: Session, desk: Desk) -> Callable[[Mapping[str, Any]], bool]:
    """Writes values as columns of the intake; False when somebody was faster."""
    version = desk.intake.version
    return lambda values: store.change(session, Lis1Intake, desk.intake_id, version, values)


def settings_words(intake: Lis1Intake) -> tuple[tuple[str, str], ...]:
    """Each setting with its value in words."""
    limit, target = intake.notice_limit_months, intake.notice_target_months
    return (
        (_("Kommunen må være kjent"), _("minst %(months)s før", months=months_long(limit))),
        (_("Rådet vil gi beskjed"), _("%(months)s før", months=months_long(target))),
        (
            _("Minste gruppe som vises"),
            ngettext("%(num)s kandidat", "%(num)s kandidater", intake.fewest_shown),
        ),
    )


def _labels() -> dict[str, str]:
    return {
        "notice_limit_months": _("Kommunen må være kjent så mange måneder før"),
        "notice_target_months": _("Rådet vil gi beskjed så mange måneder før"),
        "fewest_shown": _("Minste gruppe som vises"),
    }


def _stored_settings(intake: Lis1Intake) -> Stored:
    values = {name: getattr(intake, name) for name in SETTINGS}
    return Stored(("lis1_intake", intake.public_id), str(intake.version), values)


def _settings_spec(desk: Desk) -> FormSpec:
    labels = _labels()
    hints = {
        "notice_limit_months": _(
            "Så lenge før tjenesten i kommunen skal legen senest vite hvilken kommune det er. Fire "
            "måneder på sidene til Nordlandssykehuset og Sykehuset Telemark, som viser til "
            "forskriften."
        ),
        "notice_target_months": _(
            "Tolv måneder er før sykehusåret, slik helsefellesskapet i Østfold ønsker. Ingen "
            "forskrift sier dette."
        ),
        "fewest_shown": _(
            "Tall om færre kandidater enn dette vises ikke. Fem er vårt valg; ingen kilde sier "
            "et tall."
        ),
    }

    def read(reading: PlaceReading) -> None:
        reading.number("notice_limit_months", 0, MOST_NOTICE, _("Skriv antall måneder."))
        reading.number("notice_target_months", 0, MOST_NOTICE, _("Skriv antall måneder."))
        reading.number("fewest_shown", 1, MOST_SHOWN, _("Skriv et antall."))
        limit, target = (reading.values[name] for name in SETTINGS[:2])
        if limit is not None and target is not None and target < limit:
            reading.fail("notice_target_months", _("Målet kan ikke være kortere enn fristen."))

    return FormSpec(
        _("Rådet bestemmer disse tallene. *Alle ser dem.*"),
        tuple(FormField(name, labels[name], hint=hints[name], size=6) for name in SETTINGS),
        read,
        lambda values: [(labels[name], shown(values[name])) for name in SETTINGS],
    )
