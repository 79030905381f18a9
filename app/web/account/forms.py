"""Forms for signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.web.forms import MessageForm


class SignInForm(MessageForm):
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
