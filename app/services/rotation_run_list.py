"""Runs of the planner in a list: what each was asked for, by whom, and how it ended."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.db.tables import RunKind, RunState
from app.services import rotation_question
from app.services.wording import moment
from app.store.rotation_runs import RunRow


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in the list."""

    public_id: str
    title: str
    asked: str
    by: str
    state: str


def title_of(row: RunRow) -> str:
    """What a run was asked for."""
    question = rotation_question.question_of(row.options)
    if question is not None:
        return rotation_question.title(question)
    return {
        RunKind.SOLVE: _("Forslag til rotasjonsplan"),
        RunKind.REPAIR: _("Forslag med færrest endringer"),
        RunKind.EXPLAIN: _("Hvorfor det ikke går opp"),
    }[row.kind]


def line_of(row: RunRow) -> RunLine:
    """A run in one line."""
    state = {
        RunState.WAITING: _("Venter"),
        RunState.RUNNING: _("Pågår"),
        RunState.DONE: _("Ferdig"),
        RunState.STOPPED: _("Stoppet, det beste er beholdt"),
        RunState.CANCELLED: _("Avbrutt"),
        RunState.FAILED: _("Ble ikke ferdig"),
    }[row.state]
    if row.taken_over_as is not None:
        state = _("Tatt inn i utkastet")
    return RunLine(row.public_id, title_of(row), moment(row.asked_at), row.asked_by or "", state)
