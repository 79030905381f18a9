"""Bodies of the jobs: as short as they can be. Each returns one sentence for the run's row.

Services are imported when a job runs: the web reads the table of jobs for its titles and times,
and must not load the engines with it.
"""

from datetime import timedelta

from sqlmodel import Session

from app.db.tables import MailState
from app.extensions import Installation
from app.jobs.work import Work
from app.store import clean_up as store
from app.store import forecast_runs, lis1_runs, rotation_runs, sessions
from app.store import outbox as outbox_store

KEEP_SIGN_INS = timedelta(days=1)


def check_reference(work: Work) -> str:
    """Run every reference and graph check on the files."""
    from app.services import reference_report

    return reference_report.run(work.today).summary


def scan_delays(work: Work) -> str:
    """Settle all seats, reckon everybody's dates, open and close delay flags."""
    from app.services import delay_scan_run

    try:
        return delay_scan_run.run(work.session, work.today, work.now, work.progress)
    except delay_scan_run.ScanStoppedError as stopped:
        # Not a failure: the runner sees by the progress that somebody asked for it.
        work.session.rollback()
        return str(stopped)


def watch_course_deadlines(work: Work) -> str:
    """Move sessions and registrations past the deadlines they have passed."""
    from app.services import course_deadlines

    return course_deadlines.run(work.session, work.today, work.now)


def remind_of_signups(work: Work) -> str:
    """Remind doctors of courses whose sign-up closes soon."""
    from app.services import reminders

    return reminders.signups(work.session, work.today, work.now)


def remind_of_talks(work: Work) -> str:
    """Remind of supervision talks that are missing."""
    from app.services import reminders

    return reminders.missing_talks(work.session, work.today, work.now)


def remind_of_notice(work: Work) -> str:
    """Remind of the days by which LIS1 and municipality must be told."""
    from app.services import reminders

    return reminders.notice_dates(work.session, work.today, work.now)


def follow_lis1_offers(work: Work) -> str:
    """Close LIS1 offers that nobody answered in time, and remind of what a start lacks."""
    from app.services import lis1_offers, lis1_reminders

    closed = lis1_offers.expire(work.session, work.today, work.now)
    return f"{closed} {lis1_reminders.run(work.session, work.today, work.now)}"


def write_digests(work: Work) -> str:
    """Gather each person's new messages into one mail."""
    from app.services import digests

    return digests.run(work.session, work.home.settings, work.today, work.now)


def send_mails(work: Work) -> str:
    """Hand waiting mails to the mail server."""
    from app.services import outbox

    return outbox.deliver(work.home)


def plan_rotations(work: Work) -> str:
    """Take up the runs of the rotation planner that people have asked for."""
    from app.services import rotation_planner_run

    return rotation_planner_run.run(work.session, work.today, work.home.clock.now, work.progress)


def has_runs_to_plan(session: Session, home: Installation) -> bool:
    """Whether anybody waits for the planner."""
    return rotation_runs.has_waiting(session)


def share_out_lis1(work: Work) -> str:
    """Take up the runs of LIS1 intakes that people have asked for."""
    from app.services import lis1_run_worker

    return lis1_run_worker.run(work.session, work.home.clock.now, work.progress)


def has_lis1_runs(session: Session, home: Installation) -> bool:
    """Whether any LIS1 intake waits to be shared out."""
    return lis1_runs.has_waiting(session, home.clock.now())


def work_out_forecasts(work: Work) -> str:
    """Take up the forecasts that people have asked for."""
    from app.services import forecast_worker

    return forecast_worker.run(work.session, work.today, work.home.clock.now, work.progress)


def has_forecasts(session: Session, home: Installation) -> bool:
    """Whether anybody waits for a forecast."""
    return forecast_runs.has_waiting(session)


def has_mail_to_send(session: Session, home: Installation) -> bool:
    """Whether a mail may go now, or was left half sent by a process that died."""
    if any(
        outbox_store.find_left_behind(session, state)
        for state in (MailState.CLAIMED, MailState.HANDING_OVER)
    ):
        return True
    if not home.settings.sends_mail:
        return False
    return outbox_store.next_waiting(session, home.clock.now()) is not None


def clean_up(work: Work) -> str:
    """Delete what is no longer needed: old sign-ins, job runs and mails."""
    settings = work.home.settings
    rows = sessions.delete_stale(work.session, work.now - KEEP_SIGN_INS)
    work.session.commit()
    runs_before = work.now - timedelta(days=settings.keep_job_runs_days)
    rows += store.delete_old_runs(work.session, runs_before)
    work.session.commit()
    mails_before = work.now - timedelta(days=settings.keep_mails_days)
    rows += store.delete_old_mails(work.session, mails_before)
    blanked = store.blank_old_mails(work.session, mails_before)
    work.session.commit()
    return f"{rows} rows deleted, the text of {blanked} mails deleted"
