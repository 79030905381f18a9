"""What the jobs and their runs are called on the screen."""

from datetime import datetime, time

from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import OSLO
from app.services.wording import clock_time, language, moment
from app.store.jobs import JobRunRow, RunState

TITLES: dict[str, tuple[str, str]] = {
    "reference_check": ("Kontroll av kildedata", "Check of the reference data"),
    "delay_scan": ("Kontroll av forsinkelser", "Check for delays"),
    "clean_up": ("Opprydding", "Clean-up"),
    "course_deadlines": ("Kursfrister", "Course deadlines"),
    "signup_reminders": ("Påminnelser om kurspåmelding", "Reminders of course sign-up"),
    "missing_talks": ("Påminnelser om veiledningssamtaler", "Reminders of supervision talks"),
    "notice_dates": ("Varselfrister for LIS1", "Notice dates for LIS1"),
    "lis1_offers": ("LIS1-tilbud og oppstart", "LIS1 offers and starts"),
    "digest": ("Daglig oppsummering på e-post", "Daily digest by e-mail"),
    "outbox": ("Utsending av e-post", "Sending of e-mail"),
    "lis1_runs": ("Fordeling av LIS1-plasser", "Sharing out of LIS1 seats"),
    "forecast_runs": ("Framskrivinger", "Forecasts"),
    "rotation_planner": ("Forslag til rotasjonsplaner", "Proposals for rotation plans"),
}
"""Norwegian and English title of every job, by name."""

SECONDS_PER_MINUTE = 60


def job_title(name: str) -> str:
    """A job's title in the language of the page; a job of an older version has only its name."""
    titles = TITLES.get(name, (name, name))
    return titles[1] if language() == "en" else titles[0]


def due_words(at: time | None, every_seconds: int) -> str:
    """When a job is due: a time of day in Oslo, or again and again."""
    if at is not None:
        return _("Hver dag %(at)s", at=clock_time(at))
    if every_seconds == SECONDS_PER_MINUTE:
        return _("Hvert minutt, når noe venter")
    return _("Hvert %(seconds)s. sekund, når noe venter", seconds=every_seconds)


def took_words(run: JobRunRow) -> str:
    """How long a run took; empty when it has not begun or is not over."""
    if run.started_at is None or run.finished_at is None:
        return ""
    seconds = int((run.finished_at - run.started_at).total_seconds())
    if seconds < 1:
        return _("Under ett sekund")
    if seconds < SECONDS_PER_MINUTE:
        return ngettext("%(num)s sekund", "%(num)s sekunder", seconds)
    return ngettext("%(num)s minutt", "%(num)s minutter", seconds // SECONDS_PER_MINUTE)


def state_words(run: JobRunRow | None) -> tuple[str, str]:
    """Mark and word of how a run went."""
    if run is None:
        return "unknown", _("Ikke kjørt")
    return {
        RunState.WAITING: ("unknown", _("Venter")),
        RunState.RUNNING: ("on_track", _("Kjører")),
        RunState.SUCCEEDED: ("done", _("Ferdig")),
        RunState.FAILED: ("late", _("Feilet")),
        RunState.STOPPED: ("at_risk", _("Stoppet")),
    }[run.state]


def near_moment(value: datetime, now: datetime) -> str:
    """The time of day when it is today, else with the day: "kl. 04.05"."""
    local = value.astimezone(OSLO)
    if local.date() == now.astimezone(OSLO).date():
        return clock_time(local.time())
    return moment(value)
