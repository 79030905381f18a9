"""Forms for signing in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Name and password; long input is refused before it reaches the hash."""

    username = StringField(
        _l("Brukernavn"),
        [InputRequired(_l("Skriv brukernavnet ditt.")), Length(max=120)],
    )
    password = PasswordField(
        _l("Passord"),
        [InputRequired(_l("Skriv passordet ditt.")), Length(max=200)],
    )
    neste = HiddenField()

    def problems(self) -> list[tuple[str, str]]:
        """(field, message) of everything that is wrong, for the summary on top."""
        return [(field.name, str(message)) for field in self for message in field.errors]

    def message(self, name: str) -> str | None:
        """What is wrong with one field, for the message at the field."""
        return next((message for field, message in self.problems() if field == name), None)
