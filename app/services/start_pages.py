"""The sentence that each start page opens with: one function per side.

The same sentence stands on the page, in the demo picker and (later) in the digest mail.
Text between asterisks is the number or date that the page stresses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import OSLO
from app.services.job_words import job_title, near_moment
from app.services.wording import figure, in_words, long_day, moment, short_day, upper_first
from app.store.jobs import JobRunRow, RunState
from app.store.trainees import TraineeCounts

WORKER_SILENT_AFTER = timedelta(minutes=5)
NIGHT_ENDS = 8
"""The hour in Oslo before which a job ran "in the night"."""
ONE_NIGHT = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Opening:
    """The headline of a start page and the reason under it."""

    sentence: str
    reason: str | None = None


def supervisor(
    count: int, oldest: date | None, today: date, *, moves_on: date | None = None
) -> Opening:
    """How many cases wait for a supervisor or leader, and since when.

    `moves_on` is the first day that a doctor's date moves because one of them waits; None when
    that is not known, and then nothing is said about it.
    """
    if count == 0:
        return Opening(_("Ingen saker venter på deg."))
    sentence = ngettext(
        "%(words)s sak venter på deg.",
        "%(words)s saker venter på deg.",
        count,
        words=in_words(count),
    )
    sentence = upper_first(sentence)
    if oldest is not None:
        since = short_day(oldest, today)
        sentence += " " + ngettext(
            "Den har ventet siden *%(day)s*.",
            "Den eldste har ventet siden *%(day)s*.",
            count,
            day=since,
        )
    if moves_on is None:
        return Opening(sentence)
    if moves_on <= today:
        return Opening(sentence, _("Minst én av dem flytter en sluttdato allerede."))
    return Opening(
        sentence,
        _(
            "Ingen av dem flytter en dato ennå. Den første gjør det %(day)s.",
            day=long_day(moves_on),
        ),
    )


def coordinator(counts: TraineeCounts, places: Sequence[date] = ()) -> Opening:
    """The services that need a place within half a year and the first of their days.

    Without any (`places` is empty): how many doctors lack a supervisor, of how many.
    """
    if counts.total == 0:
        return Opening(_("Ingen leger er registrert hos dere ennå."))
    missing = _missing(counts)
    if not places:
        return Opening(missing)
    sentence = ngettext(
        "%(words)s tjeneste mangler plass det neste halvåret. Den må begynne senest *%(day)s*.",
        "%(words)s tjenester mangler plass det neste halvåret. Den første må begynne senest"
        " *%(day)s*.",
        len(places),
        words=in_words(len(places)),
        day=long_day(min(places)),
    )
    return Opening(upper_first(sentence), missing.replace("*", ""))


def _missing(counts: TraineeCounts) -> str:
    """Supervisors that are missing, and plans."""
    if counts.without_supervisor == 0:
        text = _("Alle *%(total)s* leger har veileder.", total=figure(counts.total))
    else:
        text = _(
            "*%(missing)s av %(total)s* leger mangler veileder.",
            missing=figure(counts.without_supervisor),
            total=figure(counts.total),
        )
    if counts.without_plan == 0:
        return text
    return text + " " + plans(counts)


def plans(counts: TraineeCounts) -> str:
    """How many doctors lack a training plan."""
    if counts.without_plan == 0:
        return _("Alle som skal ha utdanningsplan, har det.")
    return ngettext(
        "%(count)s lege mangler utdanningsplan.",
        "%(count)s leger mangler utdanningsplan.",
        counts.without_plan,
        count=figure(counts.without_plan),
    )


def admin(jobs: dict[str, JobRunRow], worker_seen_at: datetime | None, now: datetime) -> Opening:
    """Whether the jobs went well and the worker lives; `jobs` are the newest finished runs."""
    failed = [run for run in jobs.values() if run.state is RunState.FAILED]
    if failed:
        return _stopped(failed, now)
    if worker_seen_at is None or now - worker_seen_at > WORKER_SILENT_AFTER:
        seen = moment(worker_seen_at) if worker_seen_at else _("aldri")
        return Opening(
            _("Bakgrunnsjobbene står stille. Sist sett: *%(seen)s*.", seen=seen),
            _("Start dem med legelop worker. Nettsidene virker som før."),
        )
    if not jobs:
        return Opening(_("Bakgrunnsjobbene går, men *ingen* jobb har kjørt ennå."))
    if not _went_last_night(jobs.values(), now):
        return Opening(_("*Alle* jobber har gått som de skal."))
    return Opening(_("*Alle* jobber gikk i natt."))


def _went_last_night(runs: Iterable[JobRunRow], now: datetime) -> bool:
    """Whether the night's jobs ran in the night, and not when the worker came back later."""
    nightly = [run for run in runs if run.due_at.astimezone(OSLO).hour < NIGHT_ENDS]
    return bool(nightly) and all(
        run.finished_at is not None
        and run.finished_at.astimezone(OSLO).hour < NIGHT_ENDS
        and now - run.finished_at < ONE_NIGHT
        for run in nightly
    )


def _stopped(failed: Sequence[JobRunRow], now: datetime) -> Opening:
    """Which job stopped, the newest first, and how many more."""
    first = max(failed, key=lambda run: run.finished_at or run.due_at)
    sentence = _(
        "%(job)s stoppet *%(at)s*.",
        job=job_title(first.job),
        at=near_moment(first.finished_at or first.due_at, now),
    )
    if len(failed) == 1:
        return Opening(sentence, _("Den prøves igjen til vanlig tid. Du kan kjøre den nå."))
    return Opening(
        sentence,
        ngettext(
            "Én jobb til har stoppet. De prøves igjen til vanlig tid. Du kan kjøre dem nå.",
            "%(num)s jobber til har stoppet. De prøves igjen til vanlig tid. Du kan kjøre dem nå.",
            len(failed) - 1,
        ),
    )
