"""The forms of Forsinkelser: plan and day, who, wished start. Asked for first, then sent."""

from collections.abc import Sequence
from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.services.delay_actions import LONGEST_TEXT, FlagRef, parse_refs
from app.services.delay_people import Candidate
from app.services.wording import day
from app.web.forms import DayField, MessageForm

SENT = "send"
"""The name of the button that sends the form; without it the form has only been asked for."""
ANYWAY = "likevel"
"""The value of that button when a warning has been read."""
NOBODY = "ingen"


def chosen() -> tuple[FlagRef, ...]:
    """The flags that the form names."""
    return parse_refs(request.form.getlist("valgt"))


class _AskedForm(MessageForm):
    """A form that is asked for by the button of the list and sent by its own."""

    def is_sent(self) -> bool:
        """Whether it was sent, and not only asked for."""
        return SENT in request.form

    def said(self) -> tuple[tuple[str, str], ...]:
        """What was written, to be sent again with the rest of a selection."""
        return tuple(
            (field.name, request.form.get(field.name, ""))
            for field in self
            if field.name != "csrf_token"
        )

    def _refuse(self, name: str, message: str) -> bool:
        self[name].errors = [*self[name].errors, message]
        return False


class FollowUpForm(_AskedForm):
    """What is planned, and the day it is looked at again."""

    plan = TextAreaField(
        _l("Hva er planen?"),
        [
            InputRequired(_l("Skriv hva som skal gjøres.")),
            Length(max=LONGEST_TEXT, message=_l("Skriv høyst 500 tegn.")),
        ],
    )
    dag = DayField(_l("Se på det igjen"), [InputRequired(_l("Skriv dagen."))])
    needs_anyway = False
    """Whether the day is after the first last day, and must be confirmed."""

    def first_day(self, suggested: date) -> None:
        """Suggest a day before anything is written."""
        if not self.is_sent():
            self.dag.data = day(suggested)

    def plan_text(self) -> str:
        """The plan without blank ends."""
        return (self.plan.data or "").strip()

    def fits(self, today: date, first_deadline: date | None) -> bool:
        """Whether it can be saved: a day ahead, and not after a last day unless confirmed."""
        if not self.validate():
            return False
        chosen_day = self.dag.read
        if chosen_day is None or chosen_day <= today:
            return self._refuse("dag", _("Velg en dag etter i dag."))
        self.needs_anyway = first_deadline is not None and chosen_day > first_deadline
        if self.needs_anyway and request.form.get(SENT) != ANYWAY:
            return self._refuse(
                "dag",
                _(
                    "Siste dag for å gjøre noe er %(day)s. Velg en tidligere dag, eller lagre"
                    " likevel.",
                    day=day(first_deadline or chosen_day),
                ),
            )
        return True


class AssignForm(_AskedForm):
    """Who is responsible."""

    hvem = SelectField(_l("Ansvarlig"), validate_choice=False)

    def offer(self, people: Sequence[Candidate]) -> None:
        """The people to choose among, and nobody."""
        self.hvem.choices = [
            ("", _("Velg")),
            *((one.public_id, f"{one.name}, {one.role}") for one in people),
            (NOBODY, _("Ingen")),
        ]

    def validate(self, extra_validators: object = None) -> bool:
        """Only somebody of the list, whatever a form says."""
        if not super().validate(extra_validators):
            return False
        if self.hvem.data and self.hvem.data in {value for value, _text in self.hvem.choices}:
            return True
        return self._refuse("hvem", _("Velg en person i listen."))


class SessionForm(_AskedForm):
    """The start that is wished for."""

    start = DayField(_l("Ønsket start"), [InputRequired(_l("Skriv når samlingen bør begynne."))])

    def first_day(self, suggested: date | None) -> None:
        """Suggest the start that saves most, before anything is written."""
        if not self.is_sent() and suggested is not None:
            self.start.data = day(suggested)

    def fits(self, today: date) -> bool:
        """Whether it can be sent: a day ahead."""
        if not self.validate():
            return False
        if self.start.read is None or self.start.read <= today:
            return self._refuse("start", _("Velg en dag etter i dag."))
        return True
