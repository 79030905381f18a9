"""A step that may come next, with what it is ordered by."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_view import Step
from app.services.my_pathway_words import day_and_month, owner
from app.services.wording import long_day, upper_first


@dataclass(frozen=True, slots=True)
class Candidate:
    """A step with its last useful day; None for what has none, which comes last."""

    on: date | None
    step: Step

    @property
    def key(self) -> tuple[bool, date]:
        """What can move the date comes first, then by the last useful day."""
        return (not self.step.moves, self.on or date.max)


def dated(
    reckoning: Reckoning,
    on: date,
    title: str,
    text: str | None,
    who: str | None = None,
    *,
    moves: bool = False,
    url: str | None = None,
    about: bool = False,
) -> Candidate:
    """A step with a last useful day; `about` says that the day itself is uncertain."""
    due = due_words(reckoning, on)
    left = f"{days_left(reckoning, on)} · {who or owner(reckoning)}"
    if about:
        due = _("omtrent %(day)s", day=due)
    return Candidate(on, Step(title, text, due, left, url, moves))


def due_words(reckoning: Reckoning, on: date) -> str:
    """A day, without the year when it is this year."""
    return day_and_month(on) if on.year == reckoning.today.year else long_day(on)


def days_left(reckoning: Reckoning, on: date) -> str:
    """15 dager igjen, i dag, passert."""
    days = (on - reckoning.today).days
    if days < 0:
        return _("passert")
    if days == 0:
        return _("i dag")
    return upper_first(ngettext("%(num)s dag igjen", "%(num)s dager igjen", days))
