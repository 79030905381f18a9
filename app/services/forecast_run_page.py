"""One forecast that goes on, or how it ended, in words."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import ForecastKind, RunState
from app.services.start_pages import WORKER_SILENT_AFTER, Opening
from app.services.wording import figure
from app.store import jobs
from app.store.forecast_runs import StoredRun


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run with what the page says of it."""

    run: StoredRun
    title: str
    opening: Opening
    worker_is_silent: bool


def load_page(session: Session, run: StoredRun, now: datetime) -> RunPage:
    """The page of a run that is not done."""
    seen = jobs.worker_seen_at(session) if run.is_open else None
    is_silent = run.is_open and (seen is None or now - seen > WORKER_SILENT_AFTER)
    return RunPage(run, title_of(run), Opening(*_words(run)), is_silent)


def title_of(run: StoredRun) -> str:
    """What a run is called."""
    if run.kind is ForecastKind.BACKTEST:
        return _("Prøving mot historien")
    return _(
        "Framskriving: %(scenario)s, %(year)s",
        scenario=run.scenario_name or _("Som nå"),
        year=run.target_year,
    )


def _words(run: StoredRun) -> tuple[str, str]:
    if run.state is RunState.WAITING:
        return _("Framskrivingen *begynner snart*."), _("Den regnes ut i bakgrunnen.")
    if run.state is RunState.RUNNING:
        paths = _("%(paths)s forløp for hvert fag.", paths=figure(run.paths))
        if not run.total:
            return _("Framskrivingen er *i gang*."), paths
        done, total = figure(run.done), figure(run.total)
        return _("*%(done)s av %(total)s fag* er ferdige.", done=done, total=total), paths
    if run.state is RunState.CANCELLED:
        return _("Framskrivingen ble *avbrutt* før den begynte."), _("Ingenting er regnet ut.")
    return (
        _("Framskrivingen *stoppet* av en feil."),
        _(
            "De forrige tallene står som før. Be om den på nytt. Stopper den igjen, si fra til"
            " drift."
        ),
    )
