"""When each requirement can be done, how long it can wait, and whether it decides the date."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.my_pathway_reckoning import Reckoning
from app.services.projection_terms import wait_words
from app.services.wording import day
from pathways.projection.values import Item, WaitKind
from pathways.types.record import AttendanceState, CourseTaken

UNKNOWN_WAITS = frozenset({WaitKind.LENGTH_UNKNOWN, WaitKind.SESSION_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Times:
    """The three time columns of a row as text; empty where a row has no day of its own."""

    earliest: str = ""
    latest: str = ""
    slack: str = ""
    decides: bool = False
    waits: str | None = None
    """What it waits for, when that is not just time."""


NO_TIMES = Times()


def times_of(reckoning: Reckoning, key: str) -> Times:
    """The times of one line of the projection; none for a line it does not have."""
    item = reckoning.items.get(key)
    return NO_TIMES if item is None else item_times(reckoning, item)


def item_times(reckoning: Reckoning, item: Item) -> Times:
    """The same for the line itself."""
    if item.is_done:
        return NO_TIMES
    latest = "" if item.latest is None else day(item.latest)
    waits = _waits(reckoning, item)
    if item.earliest is None:
        asked = {u.ref: u for u in reckoning.projection.unknowns if u.ref is not None}
        if item.key in asked and asked[item.key].by is not None:
            latest = latest or day(asked[item.key].by or reckoning.today)
        elif item.wait.kind not in UNKNOWN_WAITS:
            return NO_TIMES
        return Times(_("Ukjent"), latest, _("Ukjent"), waits=waits)
    if item.wait.kind is WaitKind.EVERYTHING:
        # An approval never waits for itself: it comes when the rest is done.
        return Times(day(item.earliest), waits=wait_words(item.wait, reckoning.telling))
    slack = _slack(reckoning, item)
    return Times(day(item.earliest), latest, slack, decides(reckoning, item), waits)


def course_times(reckoning: Reckoning, course: CourseTaken) -> Times:
    """A recorded course: the line of the projection, else its own dates against the end."""
    key = f"course:{course.course_key}"
    if key in reckoning.items:
        return times_of(reckoning, key)
    expected = reckoning.projection.expected
    last = course.ends_on or course.starts_on
    if course.state is AttendanceState.ATTENDED or last is None or expected is None:
        return NO_TIMES
    return Times(day(last), day(max(last, expected)), days_left(max(last, expected), last))


def decides(reckoning: Reckoning, item: Item) -> bool:
    """Whether the line ends on the expected day, or stands in the chain that leads to it."""
    return item.decides or item.key in {link.ref for link in reckoning.projection.chain}


def days_left(latest: date, earliest: date) -> str:
    """How long something can wait: 47 dager."""
    return ngettext("%(num)s dag", "%(num)s dager", (latest - earliest).days)


def _slack(reckoning: Reckoning, item: Item) -> str:
    if item.earliest is None or item.latest is None:
        return ""
    deadline = item.wait.deadline
    if item.wait.kind is WaitKind.SESSION and deadline is not None:
        left = (deadline - reckoning.today).days
        return ngettext("%(num)s dag til frist", "%(num)s dager til frist", left)
    return days_left(item.latest, item.earliest)


def _waits(reckoning: Reckoning, item: Item) -> str | None:
    if item.wait.kind in (WaitKind.TIME, WaitKind.NOTHING):
        return None
    return wait_words(item.wait, reckoning.telling) or None
