"""The one table of jobs. Each only calls what a person can call by hand.

The nightly order: the data and the seats first, then everybody's dates and delays, then what
follows from them, and the mail that tells of it when people get up. Times are in Oslo.
"""

from datetime import timedelta

from app.jobs import tasks
from app.jobs.schedule import Daily, Every
from app.jobs.work import Job
from app.services.job_words import TITLES

JOBS: tuple[Job, ...] = (
    Job(
        "reference_check",
        *TITLES["reference_check"],
        Daily(4, 0),
        tasks.check_reference,
    ),
    Job(
        "course_deadlines",
        *TITLES["course_deadlines"],
        Daily(4, 2),
        tasks.watch_course_deadlines,
    ),
    Job(
        "delay_scan",
        *TITLES["delay_scan"],
        Daily(4, 5),
        tasks.scan_delays,
    ),
    Job("clean_up", *TITLES["clean_up"], Daily(4, 35), tasks.clean_up),
    Job(
        "signup_reminders",
        *TITLES["signup_reminders"],
        Daily(5, 20),
        tasks.remind_of_signups,
    ),
    Job(
        "missing_talks",
        *TITLES["missing_talks"],
        Daily(5, 22),
        tasks.remind_of_talks,
    ),
    Job(
        "notice_dates",
        *TITLES["notice_dates"],
        Daily(5, 24),
        tasks.remind_of_notice,
    ),
    Job(
        "lis1_offers",
        *TITLES["lis1_offers"],
        Daily(5, 26),
        tasks.follow_lis1_offers,
    ),
    Job(
        "digest",
        *TITLES["digest"],
        Daily(6, 0),
        tasks.write_digests,
        # A digest missed in the morning may come in the afternoon, but not in the night.
        make_up_within=timedelta(hours=12),
    ),
    Job(
        "outbox",
        *TITLES["outbox"],
        Every(60),
        tasks.send_mails,
        make_up_within=timedelta(0),
        is_needed=tasks.has_mail_to_send,
    ),
    Job(
        "rotation_planner",
        *TITLES["rotation_planner"],
        Every(60),
        tasks.plan_rotations,
        make_up_within=timedelta(0),
        is_needed=tasks.has_runs_to_plan,
    ),
    Job(
        "lis1_runs",
        *TITLES["lis1_runs"],
        Every(60),
        tasks.share_out_lis1,
        make_up_within=timedelta(0),
        is_needed=tasks.has_lis1_runs,
    ),
    Job(
        "forecast_runs",
        *TITLES["forecast_runs"],
        Every(60),
        tasks.work_out_forecasts,
        make_up_within=timedelta(0),
        is_needed=tasks.has_forecasts,
    ),
)


def find(name: str, jobs: tuple[Job, ...] = JOBS) -> Job:
    """The job with this name; raises LookupError that names the jobs there are."""
    for job in jobs:
        if job.name == name:
            return job
    raise LookupError(f"no job named {name!r}; there are {', '.join(job.name for job in jobs)}")
