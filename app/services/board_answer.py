"""The second half of the board's answer: what takes the breaches away.

Only what the planner has found is told, and only while nobody has edited the draft since it was
asked; else the board says that it is old. Nothing is solved here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import RunKind
from app.services.board_months import month_name
from app.services.board_words import Names
from app.services.rotation_case import PlanCase
from app.services.rotation_edits_words import placement_of
from app.services.rotation_months import month_of
from app.services.wording import in_words, moment
from app.store import board as store
from app.store.board import MendRow
from rotations.types.case import Placement


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """`sentence` ends the page's answer; empty when no proposal takes all breaches away."""

    sentence: str = ""
    note: str = ""
    """What there is to know of the newest proposal, when that is not the sentence."""
    run: str = ""
    """Public id of the proposal, for a link to it."""
    link: str = ""
    may_ask: bool = False


def load(session: Session, plan_case: PlanCase, breaches: int) -> BoardAnswer | None:
    """What is known of how to mend a draft; None for what is no draft, or has no breaches."""
    version = plan_case.board.version
    if not version.is_draft or not breaches:
        return None
    rows = store.list_mends(session, version.id)
    going_on = next((each for each in rows if each.is_open), None)
    if going_on is not None:
        return BoardAnswer(
            note=_("Et forslag er på vei."), run=going_on.public_id, link=_("Følg forslaget")
        )
    fresh = [each for each in rows if each.at_edit == version.last_edit]
    best = _best(fresh)
    if best is not None:
        return BoardAnswer(
            _sentence(plan_case, best, breaches), run=best.public_id, link=_("Se og bruk forslaget")
        )
    if fresh:
        note = _("Vi fant ingen flyttinger som fjerner bruddene, når alle krav og låser står.")
        return BoardAnswer(note=note, run=fresh[0].public_id, link=_("Se hvorfor"))
    return _stale(rows)


def _stale(rows: Sequence[MendRow]) -> BoardAnswer:
    """A proposal for an older board, or none at all: a new one can be asked for."""
    old = _best(rows)
    if old is None:
        return BoardAnswer(may_ask=True)
    note = _("Forslaget fra %(when)s er gammelt: utkastet er endret etterpå.", when=_when(old))
    return BoardAnswer(note=note, run=old.public_id, link=_("Se forslaget"), may_ask=True)


def _when(row: MendRow) -> str:
    return moment(row.finished_at or row.asked_at)


def _best(rows: Sequence[MendRow]) -> MendRow | None:
    """The newest that leaves no breach; one that changes as little as can be before a new plan."""
    found = [each for each in rows if each.is_whole]
    return next((each for each in found if each.kind is RunKind.REPAIR), next(iter(found), None))


def _sentence(plan_case: PlanCase, row: MendRow, breaches: int) -> str:
    if breaches == 1:
        who = _("Det forsvinner")
    else:
        who = _("Begge forsvinner") if breaches == 2 else _("Alle forsvinner")
    changed = [_read(each, plan_case.case.first_month) for each in row.changed or ()]
    if len(changed) == 1:
        return f"{who} {_if_moved(plan_case, changed[0])}"
    if changed:
        with_changes = ngettext(
            "med %(words)s endring.",
            "med %(words)s endringer.",
            len(changed),
            words=in_words(len(changed)),
        )
        return f"{who} {with_changes}"
    return f"{who} {_('med forslaget fra %(when)s.', when=_when(row))}"


def _if_moved(plan_case: PlanCase, placed: Placement) -> str:
    names = Names(plan_case.case)
    before = placement_of(plan_case.placements, placed.doctor, placed.block)
    values = {
        "doctor": names.doctor(placed.doctor).strip("*"),
        "place": names.site(placed.site),
        "month": month_name(plan_case.case.first_month, placed.first),
    }
    if before is None or before.site == placed.site:
        return _("hvis %(doctor)s begynner på %(place)s i %(month)s.", **values)
    return _("hvis %(doctor)s flyttes til %(place)s i %(month)s.", **values)


def _read(document: dict[str, Any], first_month: date) -> Placement:
    """A placement of a stored result, as far as the sentence needs it."""
    first, last = (
        month_of(first_month, date.fromisoformat(f"{document[key]}-01")) for key in ("from", "to")
    )
    return Placement(document["doctor"], first, last, document["block"], document["site"])
