"""What the forms of the board's panel say, read into one edit; nothing is judged here."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlencode

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField

from app.db.tables import EditKind
from app.services.rotation_edits_values import Problem, Wanted
from app.services.rotation_months import month_of
from app.web.coordinator.board import KEPT, LONGEST_KEPT
from app.web.forms import DayField, MessageForm

MONTH = re.compile(r"(\d{4})-(\d{2})")
KINDS = {
    "flytt": EditKind.MOVE,
    "las": EditKind.LOCK,
    "las-opp": EditKind.UNLOCK,
    "bytt": EditKind.SWAP,
    "del": EditKind.SPLIT,
    "permisjon": EditKind.LEAVE,
    "legg-til": EditKind.ADD,
    "fjern": EditKind.REMOVE,
}
"""The last word of an edit's address."""
ON = "1"


class EditForm(MessageForm):
    """All fields that the panel's forms have among them."""

    valgt = HiddenField()
    """`member:block`."""
    sett = HiddenField()
    """Number of the newest edit that was on the page."""
    tavle = HiddenField()
    """The words of the board's address."""
    til_sted = StringField()
    til_maned = StringField()
    til_lengde = StringField()
    """Months that count; empty: as long as it is."""
    folge = StringField()
    """Whether the placements that follow move as well."""
    laas_opp = StringField()
    bytt_med = StringField()
    del_fra = StringField()
    del_sted = StringField()
    perm_fra = DayField()
    perm_til = DayField()
    perm_folge = StringField()
    tar_bort = StringField()
    """Leave to take away: first and last day with a stroke between."""

    @property
    def member(self) -> str:
        """The key of the row."""
        return str(self.valgt.data or "").partition(":")[0]

    @property
    def block(self) -> str:
        """The key of the block; empty for a whole row."""
        return str(self.valgt.data or "").partition(":")[2]

    @property
    def seq(self) -> int:
        """The newest edit that was on the page; 0 where nothing readable was sent."""
        text = str(self.sett.data or "")
        return int(text) if text.isdigit() and len(text) < 10 else 0

    @property
    def kept(self) -> dict[str, str]:
        """The words of the board's address."""
        words = parse_qsl(str(self.tavle.data or "")[:LONGEST_KEPT])
        return {key: value for key, value in words if key in KEPT}

    def said(self, **changes: str) -> tuple[tuple[str, str], ...]:
        """Everything that was written, for the form that saves it or tries again."""
        values = {field.name: str(field.data or "") for field in self if field.name != "csrf_token"}
        values["tavle"] = urlencode(self.kept)
        return tuple((name, value) for name, value in {**values, **changes}.items() if value)

    def add_problem(self, problem: Problem) -> None:
        """Put a refusal at its field."""
        field = self[problem.field] if problem.field in self else self["valgt"]
        field.errors = [*field.errors, problem.message]


def asked() -> EditForm:
    """The form of a consequence that is asked for."""
    return EditForm(formdata=MultiDict(request.args), meta={"csrf": False})


def wanted_of(form: EditForm, kind: EditKind, first_month: date) -> Wanted:
    """The edit that the form asks for. Raises Problem for what cannot be read."""
    if not form.validate():
        name, message = form.problems()[0]
        raise Problem(name, message)
    month_field = "del_fra" if kind is EditKind.SPLIT else "til_maned"
    needs_month = kind in (EditKind.MOVE, EditKind.ADD, EditKind.SPLIT)
    return Wanted(
        kind=kind,
        member=form.member,
        block=form.block,
        site=(form.del_sted.data if kind is EditKind.SPLIT else form.til_sted.data) or None,
        first=month_of_form(form, month_field, first_month) if needs_month else None,
        months=_length(form) if kind is EditKind.MOVE else None,
        pushes=ON in (form.folge.data, form.perm_folge.data),
        unlocks=form.laas_opp.data == ON,
        other=_other(form) if kind is EditKind.SWAP else None,
        leave=_leave(form) if kind is EditKind.LEAVE else None,
        removes=bool(form.tar_bort.data),
    )


def month_of_form(form: EditForm, name: str, first_month: date) -> int:
    """The month in a field, counted from the plan's first; raises Problem when there is none."""
    found = MONTH.fullmatch(str(form[name].data or ""))
    if found is None or not 1 <= int(found[2]) <= 12:
        raise Problem(name, _("Velg en måned."))
    return month_of(first_month, date(max(1, int(found[1])), int(found[2]), 1))


def _length(form: EditForm) -> int | None:
    text = str(form.til_lengde.data or "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise Problem("til_lengde", _("Velg en varighet."))
    return int(text)


def _other(form: EditForm) -> tuple[str, str]:
    member, _colon, block = str(form.bytt_med.data or "").partition(":")
    if not (member and block):
        raise Problem("bytt_med", _("Velg hvem det skal byttes med."))
    return member, block


def _leave(form: EditForm) -> tuple[date, date]:
    if form.tar_bort.data:
        first, _stroke, last = str(form.tar_bort.data).partition("/")
        try:
            return date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            raise Problem("valgt", _("Permisjonen finnes ikke lenger.")) from None
    first_day, last_day = form.perm_fra.read, form.perm_til.read
    if first_day is None:
        raise Problem("perm_fra", _("Skriv første dag."))
    if last_day is None:
        raise Problem("perm_til", _("Skriv siste dag."))
    if last_day < first_day:
        raise Problem("perm_til", _("Siste dag må være samme dag som den første, eller senere."))
    return first_day, last_day
