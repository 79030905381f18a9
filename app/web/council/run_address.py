"""What the addresses of the council's desk name: an intake, and a run of it."""

from flask import abort, g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.db.tables import Lis1Intake
from app.store import lis1, lis1_runs
from app.store.lis1_runs import RunRow


def intake_of(intake_id: str) -> Lis1Intake:
    """The intake of the address."""
    found = lis1.find_intake(g.session, intake_id)
    if found is None:
        abort(404)
    return found


def run_of(intake: Lis1Intake, run_id: str) -> RunRow:
    """The run of the address."""
    assert intake.id is not None
    found = lis1_runs.find_run(g.session, intake.id, run_id)
    if found is None:
        abort(404)
    return found


def to_desk(intake_id: str) -> ResponseReturnValue:
    """Back to the desk."""
    return redirect(url_for("council.desk", intake_id=intake_id), 303)


def done_run_of(intake: Lis1Intake, run_id: str) -> RunRow:
    """The run of the address, which must be finished."""
    found = run_of(intake, run_id)
    if not found.is_done:
        abort(404)
    return found
