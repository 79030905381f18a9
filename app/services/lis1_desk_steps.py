"""How far an intake has come: the line of steps on the council's desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import OSLO
from app.db.tables import DecisionState, IntakeState
from app.services.lis1_runs import is_drawn
from app.services.wording import in_words, upper_first
from app.store.lis1 import StoredIntake
from app.store.lis1_desk import After, Decided
from app.store.lis1_runs import RunRow


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `state` is done, now or ahead."""

    text: str
    state: str


def steps_of(
    stored: StoredIntake,
    runs: Sequence[RunRow],
    decision: Decided | None,
    after: After,
    today: date,
) -> tuple[Step, ...]:
    """The steps in order; the first that is not done is now."""
    intake = stored.intake
    closed = intake.state in (IntakeState.CLOSED, IntakeState.DECIDED)
    done_runs = sum(each.is_done for each in runs)
    decided = decision is not None and decision.state is DecisionState.DECIDED
    decided_on = (
        decision.decided_at.astimezone(OSLO).date()
        if decision is not None and decision.decided_at is not None
        else intake.decide_on
    )
    offers_on = stored.offer_dates[0].sent_on if stored.offer_dates else None
    drawn = is_drawn(intake)
    facts = (
        (_with_day(_("Ønsker inne"), intake.deadline_on, today), closed),
        (_with_day(_("Trekning"), intake.revealed_on, today), drawn),
        (_runs_words(done_runs), drawn and done_runs > 0),
        (_with_day(_("Vedtak"), decided_on, today), decided),
        (_with_day(_("Tilbud"), offers_on, today), after.sent > 0),
        (_("Overleveringsmøter"), after.accepted > 0 and after.held >= after.accepted),
    )
    current = next((at for at, (_text, is_done) in enumerate(facts) if not is_done), len(facts))
    return tuple(
        Step(text, "done" if is_done else "now" if at == current else "ahead")
        for at, (text, is_done) in enumerate(facts)
    )


def _runs_words(count: int) -> str:
    if not count:
        return _("Kjøringer")
    words = upper_first(in_words(count))
    return ngettext("%(words)s kjøring", "%(words)s kjøringer", count, words=words)


def _with_day(text: str, day: date | None, today: date) -> str:
    if day is None:
        return text
    form = "%d.%m." if abs((day - today).days) < 300 else "%d.%m.%Y"
    return f"{text} {day.strftime(form)}"
