"""Inntak: the rounds of a council with the next date of each, and how earlier ones went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import IntakeState, Lis1Intake
from app.services.lis1_intakes_keep import councils_of
from app.services.lis1_intakes_words import NextDate, next_date, state_words
from app.services.wording import in_words, long_day, upper_first
from app.store import lis1_intakes as store
from app.store.lis1_intakes import Counts, ListedIntake


@dataclass(frozen=True, slots=True)
class IntakeLine:
    """One intake in the list. `is_hidden`: the reader has stepped back from all of it."""

    intake: Lis1Intake
    council: str
    mark: str
    state: str
    next: NextDate | None
    counts: Counts
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class IntakeList:
    """The page: its sentence, every intake, and those that the council has decided."""

    sentence: str
    reason: str | None
    lines: tuple[IntakeLine, ...]
    decided: tuple[IntakeLine, ...]
    has_councils: bool
    """Whether lines come from several councils, so that each names its own."""


def load_list(session: Session, actor: Actor, today: date) -> IntakeList:
    """The intakes of the actor's councils."""
    rows = store.list_intakes(session, councils_of(session, actor), actor.person_id)
    hidden = store.stepped_back_from(session, actor.person_id)
    lines = tuple(_line(row, today, row.intake.id in hidden) for row in rows)
    shown = [line for line in lines if not line.is_hidden]
    return IntakeList(
        sentence=_sentence(shown, len(lines), today),
        reason=None
        if not lines
        else _("Alle datoer er rådets egne. Følg datoene i søknadsportalen når de er lyst ut."),
        lines=lines,
        decided=tuple(each for each in shown if each.intake.state is IntakeState.DECIDED),
        has_councils=len({line.council for line in lines}) > 1,
    )


def _line(row: ListedIntake, today: date, is_hidden: bool) -> IntakeLine:
    mark, word = state_words(row.intake.state)
    coming = None if is_hidden else next_date(row.intake, row.offers, today)
    return IntakeLine(row.intake, row.council, mark, word, coming, row.counts, is_hidden)


def _sentence(shown: Sequence[IntakeLine], count: int, today: date) -> str:
    if count == 0:
        return _("Rådet har ingen inntak ennå.")
    head = ngettext(
        "Rådet har ett inntak.", "Rådet har %(words)s inntak.", count, words=in_words(count)
    )
    late = [line for line in shown if line.next is not None and line.next.is_past]
    if late:
        line = min(late, key=lambda each: _on(each))
        assert line.next is not None
        return (
            head
            + " "
            + _(
                "%(name)s venter: %(what)s, som var satt til *%(day)s*.",
                name=line.intake.name,
                what=line.next.what,
                day=long_day(line.next.on),
            )
        )
    ahead = [line for line in shown if line.next is not None]
    if not ahead:
        return head + " " + _("Ingen har en dato foran seg.")
    line = min(ahead, key=lambda each: _on(each))
    assert line.next is not None
    told = _(
        "%(what)s i %(name)s.",
        what=upper_first(line.next.what),
        name=line.intake.name,
    )
    if line.next.on == today:
        return f"{head} {_('Neste dato er *i dag*.')} {told}"
    following = _("Neste dato er *%(day)s*.", day=long_day(line.next.on))
    return f"{head} {following} {told}"


def _on(line: IntakeLine) -> date:
    assert line.next is not None
    return line.next.on
