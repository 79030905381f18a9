"""What the forms share: days, times and amounts as people write them, and the messages."""

import re
from contextlib import suppress
from datetime import date, time

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import StopValidation

ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
OUR_DAY = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})")
EARLIEST, LATEST = 1950, 2100
TIME = re.compile(r"(\d{1,2})[.:](\d{2})")


class MessageForm(FlaskForm):  # type: ignore[misc]
    """A form that tells what is wrong, on top and at the field."""

    def problems(self) -> list[tuple[str, str]]:
        """(field, message) of everything that is wrong, for the summary on top."""
        return [(field.name, str(message)) for field in self for message in field.errors]

    def message(self, name: str) -> str | None:
        """What is wrong with one field, for the message at the field."""
        return next((message for field, message in self.problems() if field == name), None)


class _ReadField(StringField):  # type: ignore[misc]
    """Text that is read as something; `data` keeps what was written, `read` what it means."""

    read: object = None

    def pre_validate(self, form: FlaskForm) -> None:
        """Read the text, or say what to write."""
        text = (self.data or "").strip()
        try:
            self.read = self.meaning(text) if text else None
        except ValueError as wrong:
            raise StopValidation(str(wrong)) from None

    def meaning(self, text: str) -> object:
        """What the text means; raises ValueError with what to write."""
        raise NotImplementedError


class DayField(_ReadField):
    """A day: as a date field sends it, or 28.02.2029."""

    read: date | None = None

    def meaning(self, text: str) -> date:
        """The day; years before 1950 and after 2100 are slips of the pen."""
        found = ISO_DAY.fullmatch(text) or OUR_DAY.fullmatch(text)
        if found and EARLIEST <= int(found["year"]) <= LATEST:
            with suppress(ValueError):
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
        raise ValueError(_("Skriv en dato, for eksempel 28.02.2027."))


class TimeField(_ReadField):
    """A time of day: 14.00 or 14:00."""

    read: time | None = None

    def meaning(self, text: str) -> time:
        """The time."""
        found = TIME.fullmatch(text)
        hour, minute = (int(found[1]), int(found[2])) if found else (99, 0)
        if hour > 23 or minute > 59:
            raise ValueError(_("Skriv et klokkeslett, for eksempel 14.00."))
        return time(hour, minute)


class AmountField(_ReadField):
    """A number of at most two decimals, comma or point, more than nothing."""

    read: float | None = None
    most = 12.0

    def meaning(self, text: str) -> float:
        """The number."""
        plain = text.replace(",", ".")
        number = float(plain) if re.fullmatch(r"\d{1,4}(\.\d{1,2})?", plain) else 0.0
        if not 0 < number <= self.most:
            raise ValueError(
                _("Skriv et tall større enn 0 og høyst %(most)s.", most=int(self.most))
            )
        return number
