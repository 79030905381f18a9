"""Rådets bord before an intake is chosen: the one at work, the others, or what to do first."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor, organisations_of
from app.db.tables import IntakeState
from app.roles import Role
from app.services import lis1_runs_read as read
from app.services.lis1_desk_opening import opening_of_line, opening_of_run
from app.services.lis1_desk_runs import Entry
from app.services.start_pages import Opening
from app.store import lis1_desk as store
from app.store import lis1_runs as runs_store
from app.store.access import with_children
from app.store.lis1_desk import IntakeLine


@dataclass(frozen=True, slots=True)
class StartLine:
    """One intake to choose."""

    public_id: str
    name: str
    state: str


def list_intakes(session: Session, actor: Actor) -> tuple[IntakeLine, ...]:
    """The intakes of the actor's councils."""
    owners = organisations_of(actor, Role.COUNCIL)
    reach = None if owners is None else with_children(session, set(owners))
    return store.list_intakes(session, reach, actor.person_id)


def current(lines: tuple[IntakeLine, ...]) -> IntakeLine | None:
    """The one intake that is worked on; None when there is none, or more than one."""
    at_work = [each for each in lines if each.intake.state is IntakeState.CLOSED]
    return None if len(at_work) > 1 else store.current_of(lines)


def start_lines(lines: tuple[IntakeLine, ...]) -> tuple[StartLine, ...]:
    """The intakes in a list, with how far each has come."""
    words = {
        IntakeState.PREPARING: _("Under arbeid"),
        IntakeState.OPEN: _("Åpent for ønsker"),
        IntakeState.CLOSED: _("Til fordeling"),
        IntakeState.DECIDED: _("Vedtatt"),
    }
    return tuple(
        StartLine(each.intake.public_id, each.intake.name, words[each.intake.state])
        for each in lines
    )


def opening(session: Session, actor: Actor) -> Opening:
    """The sentence that the council's side begins with, also in the demo picker."""
    lines = list_intakes(session, actor)
    if not lines:
        return Opening(
            _("*Ingen inntak* er laget ennå."),
            _("Lag et inntak med plasser og frister. Så kan kandidatene ønske."),
        )
    line = current(lines)
    if line is None:
        return Opening(_("Flere inntak skal fordeles. *Velg ett.*"))
    assert line.intake.id is not None
    entries = _entries(session, line.intake.id)
    if not entries:
        return opening_of_line(line)
    decision = store.find_decision(session, line.intake.id)
    chosen = next((each for each in entries if decision and each.row.id == decision.run_id), None)
    return opening_of_run(
        chosen or entries[0], entries, is_decided=line.intake.state is IntakeState.DECIDED
    )


def _entries(session: Session, intake_id: int) -> list[Entry]:
    """The finished runs as they were run: the sentence counts no change by hand."""
    return [
        Entry(row, read.figures_of(row.figures), 0, "")
        for row in runs_store.list_runs(session, intake_id)
        if row.is_done and row.figures is not None
    ]
