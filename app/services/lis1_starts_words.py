"""How what must be in place before a start is said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.db.tables import ChecklistKind
from app.services.wording import day
from app.store.lis1_starts import PointRow, StartRow


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point of a checklist in words."""

    id: int
    version: int
    text: str
    kind: str
    owner: str
    due: str
    mark: str
    word: str
    is_done: bool
    is_overdue: bool


def kind_name(kind: ChecklistKind) -> str:
    """What a point is about."""
    return {
        ChecklistKind.INFORMATION: _("Informasjon"),
        ChecklistKind.ACCESS: _("Tilganger"),
        ChecklistKind.TOOLS: _("Utstyr"),
    }[kind]


def point_lines(points: Iterable[PointRow], today: date) -> tuple[PointLine, ...]:
    """A checklist in words, in its own order."""
    return tuple(_point(each, today) for each in points)


def _point(point: PointRow, today: date) -> PointLine:
    is_overdue = point.done_on is None and point.due_on < today
    if point.done_on is not None:
        mark, word = "done", _("Gjort %(day)s", day=day(point.done_on))
    elif is_overdue:
        late = (today - point.due_on).days
        mark, word = (
            "late",
            ngettext("%(num)s dag over fristen", "%(num)s dager over fristen", late),
        )
    else:
        mark, word = "unknown", _("Gjenstår")
    return PointLine(
        point.id,
        point.version,
        point.text,
        kind_name(point.kind),
        point.owner,
        day(point.due_on),
        mark,
        word,
        point.done_on is not None,
        is_overdue,
    )


def handover_words(start: StartRow) -> str:
    """The handover meeting in a few words."""
    if start.handover_held_on is not None:
        return _("Holdt %(day)s", day=day(start.handover_held_on))
    if start.handover_on is not None:
        return _("Avtalt %(day)s", day=day(start.handover_on))
    return _("Ikke avtalt")
