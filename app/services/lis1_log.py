"""The council's log as a page: everything done to an intake, in words, newest first."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import Lis1Intake
from app.services import lis1_log_words as words
from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_minutes_words import hidden_word
from app.services.wording import figure, moment
from app.store import lis1_log, lis1_rules

SIZE = 50
"""Lines on a page."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One thing that was done."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log."""

    intake: Lis1Intake
    sentence: str
    lines: tuple[LogLine, ...]
    kinds: tuple[tuple[str, str], ...]
    kind: str
    number: int
    count: int

    @property
    def intake_id(self) -> str:
        """The intake's public id, for the addresses on the page."""
        return self.intake.public_id


def load_log(
    session: Session, intake: Lis1Intake, person_id: int, *, kind: str, number: int
) -> LogPage:
    """A page of the log for one member; cases the member may not know say only that."""
    assert intake.id is not None
    kinds = words.kind_names()
    chosen = kind if kind in kinds else ""
    rows, total = lis1_log.list_log(
        session,
        intake.public_id,
        words.actions_of(chosen) if chosen else None,
        page=number,
        size=SIZE,
    )
    hidden = hidden_candidates(session, intake.id, person_id)
    keys = lis1_rules.candidate_keys(session, hidden) if hidden else frozenset()
    return LogPage(
        intake,
        _sentence(total, rows[0].at if rows and number == 1 else None),
        tuple(_line(each, keys) for each in rows),
        (("", _("Alt")), *kinds.items()),
        chosen,
        number,
        -(-total // SIZE),
    )


def _line(row: lis1_log.LogRow, hidden: frozenset[str]) -> LogLine:
    is_hidden = not hidden.isdisjoint(words.keys_in(row.details))
    text = hidden_word() if is_hidden else words.sentence(row.action, row.details)
    return LogLine(row.at, row.by or _("Uten innlogging"), text)


def _sentence(total: int, last: datetime | None) -> str:
    if not total:
        return _("Ingenting er skrevet i loggen ennå.")
    text = ngettext(
        "*%(count)s* linje står i loggen.",
        "*%(count)s* linjer står i loggen.",
        total,
        count=figure(total),
    )
    if last is None:
        return text
    return f"{text} " + _("Den siste er fra %(when)s.", when=moment(last))
