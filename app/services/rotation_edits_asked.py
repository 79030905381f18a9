"""What an edit is called before it is saved: the question, the heading, the button."""

from flask_babel import gettext as _

from app.db.tables import EditKind
from app.services.rotation_case import PlanCase
from app.services.rotation_edits_values import Wanted


def question(kind: EditKind, doctor: str) -> str:
    """What a page of one edit asks."""
    text = {
        EditKind.MOVE: _("Flytte *%(doctor)s*?"),
        EditKind.SWAP: _("Bytte for *%(doctor)s*?"),
        EditKind.SPLIT: _("Dele en plassering for *%(doctor)s*?"),
        EditKind.ADD: _("Legge inn en plassering for *%(doctor)s*?"),
        EditKind.REMOVE: _("Ta en plassering for *%(doctor)s* av tavla?"),
        EditKind.LEAVE: _("Endre permisjonen for *%(doctor)s*?"),
    }.get(kind, "*%(doctor)s*")
    return text % {"doctor": doctor}


def moves_locked(plan_case: PlanCase, wanted: Wanted) -> bool:
    """Whether the edit moves something that is locked."""
    keys = {(wanted.member, wanted.block), wanted.other}
    moves = wanted.kind not in (EditKind.LEAVE, EditKind.LOCK, EditKind.UNLOCK)
    return moves and any((lock.doctor, lock.block) in keys for lock in plan_case.case.locks)


def title(kind: EditKind) -> str:
    """The heading over a consequence."""
    return {
        EditKind.MOVE: _("Hvis du flytter"),
        EditKind.SWAP: _("Hvis du bytter"),
        EditKind.SPLIT: _("Hvis du deler"),
        EditKind.ADD: _("Hvis du legger den inn"),
        EditKind.REMOVE: _("Hvis du tar den av tavla"),
        EditKind.LEAVE: _("Hvis du endrer permisjonen"),
        EditKind.LOCK: _("Hvis du låser"),
        EditKind.UNLOCK: _("Hvis du låser opp"),
    }[kind]


def button_text(wanted: Wanted, *, locked: bool) -> str:
    """What the button that saves says; `locked`: it unlocks as well."""
    if wanted.kind is EditKind.LEAVE:
        return _("Ta bort permisjonen") if wanted.removes else _("Legg inn permisjonen")
    if locked:
        return {
            EditKind.MOVE: _("Lås opp og flytt"),
            EditKind.SWAP: _("Lås opp og bytt"),
            EditKind.SPLIT: _("Lås opp og del"),
        }.get(wanted.kind, _("Lås opp og ta av tavla"))
    return {
        EditKind.MOVE: _("Flytt"),
        EditKind.SWAP: _("Bytt plassering"),
        EditKind.SPLIT: _("Del i to"),
        EditKind.ADD: _("Legg inn på tavla"),
        EditKind.REMOVE: _("Ta av tavla"),
        EditKind.LOCK: _("Lås"),
    }.get(wanted.kind, _("Lås opp"))
