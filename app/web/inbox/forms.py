"""The form of personal settings."""

import re

from flask import request
from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import StopValidation

from app.services.person_settings import (
    FEWEST_REMINDER_DAYS,
    MOST_REMINDER_DAYS,
    MailGroup,
    MailRhythm,
    PersonSettings,
)
from app.web.forms import MessageForm

GROUP = "om-"
"""Before the name of a group in the name of its box."""


class SettingsForm(MessageForm):
    """How often mail comes, how early to be reminded, what mail is about."""

    rhythm = StringField()
    days = StringField()

    def validate_rhythm(self, field: StringField) -> None:
        """One of the three."""
        if field.data not in [str(rhythm) for rhythm in MailRhythm]:
            raise StopValidation(_("Velg hvor ofte du vil ha e-post."))

    def validate_days(self, field: StringField) -> None:
        """A whole number of days within the limits; not asked of those who have no deadlines."""
        text = (field.data or "").strip()
        if field.raw_data and not (
            re.fullmatch(r"[0-9]{1,3}", text)
            and FEWEST_REMINDER_DAYS <= int(text) <= MOST_REMINDER_DAYS
        ):
            raise StopValidation(
                _(
                    "Skriv et helt tall fra %(least)s til %(most)s.",
                    least=FEWEST_REMINDER_DAYS,
                    most=MOST_REMINDER_DAYS,
                )
            )

    def chosen(self, now: PersonSettings, shown: tuple[MailGroup, ...]) -> PersonSettings:
        """What the form asks for; groups and days that were not on the page stay as they are."""
        kept = now.groups - set(shown)
        return PersonSettings(
            rhythm=MailRhythm(self.rhythm.data),
            reminder_days=int(self.days.data) if self.days.raw_data else now.reminder_days,
            groups=frozenset(kept | (ticked() & set(shown))),
        )


def ticked() -> frozenset[MailGroup]:
    """The groups whose boxes are ticked in what was sent."""
    return frozenset(group for group in MailGroup if request.form.get(GROUP + group))
