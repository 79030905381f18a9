"""Two people at once: what somebody else did first, and what one wanted, both in words."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.clock import OSLO
from app.services.rotation_edits import Conflict
from app.services.rotation_edits_words import done_sentence, short_wish
from app.services.rotation_undo import Newer
from app.services.wording import clock_time
from app.store.rotation_edits import EditRow

UNDOES = "undoes"
"""Key in an edit's values: the number of the edit that it takes back."""


@dataclass(frozen=True, slots=True)
class ConflictView:
    """The page: who was first, what is stored, what was wanted, and what the first button says."""

    sentence: str
    theirs: tuple[str, ...]
    mine: str
    keep: str


def conflict_view(conflict: Conflict, first_month: date, person_id: int) -> ConflictView:
    """An edit of rows that somebody has edited since."""
    newest = conflict.theirs[0]
    return ConflictView(
        _who_was_first(newest, person_id),
        tuple(_line(each, first_month) for each in conflict.theirs),
        short_wish(conflict.mine.told, first_month),
        _keep(newest, person_id),
    )


def newer_view(newer: Newer, first_month: date, person_id: int) -> ConflictView:
    """An undo of something older than what was done last."""
    done = done_sentence(newer.edit.kind, newer.edit.told, first_month)
    return ConflictView(
        _("Det siste som ble gjort, er ikke det du så."),
        (done,),
        _("Angre dette: %(what)s", what=done),
        _keep(newer.edit, person_id),
    )


def _who_was_first(edit: EditRow, person_id: int) -> str:
    at = clock_time(edit.at.astimezone(OSLO).time())
    if edit.by_id == person_id:
        return _("Du endret samme rad *%(at)s*, et annet sted.", at=at)
    if edit.by is None:
        return _("Noen endret samme rad *%(at)s*.", at=at)
    return _("%(name)s endret samme rad *%(at)s*.", name=edit.by, at=at)


def _line(edit: EditRow, first_month: date) -> str:
    done = done_sentence(edit.kind, edit.told, first_month)
    return _("Angret: %(what)s", what=done) if UNDOES in edit.told else done


def _keep(edit: EditRow, person_id: int) -> str:
    """The first button: what is stored stays."""
    if edit.by is None or edit.by_id == person_id:
        return _("Behold det som er lagret")
    given = edit.by.split()[0]
    return _("Behold endringen fra %(name)s", name=given)
