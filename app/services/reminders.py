"""Reminders that follow the person's own dates; each is told once, however often a job runs."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.services import person_settings
from app.services.message_words import MessageKind
from app.services.messages import new_message, tell_all
from app.services.person_settings import MOST_REMINDER_DAYS, PersonSettings
from app.services.signing_settings import load_rules
from app.services.talks import status_of
from app.store import reminders as store
from app.store import talks as talk_store
from app.store.messages import NewMessage
from app.store.reminders import OpenSignup
from app.store.trainees import ReachFilter
from pathways.delays.days import months_before
from pathways.month_axis import DAY
from pathways.talks import TalkState

COURSES_PAGE = "/min-vei/kurs"
TALKS_PAGE = "/min-vei/samtaler"
PATHWAY_PAGE = "/min-vei"

NOTICE_RULE = "lis1-municipality-notice"
"""The municipality is to be known so many months before the start there."""
FIRST_NOTICE_EARLIER = 2
"""Months before that, the coordinator hears of it the first time. Ours: no source says."""
LONGEST_MONTH = timedelta(days=31)
START_NOTICE_DAYS = 60
"""How early a start in LIS1 is told. Ours: no source says."""


def signups(session: Session, today: date, now: datetime) -> str:
    """Tell doctors of sign-ups that close within their own lead days; commits.

    Of the courses that the last scan says are needed, and for which the doctor has not signed up
    anywhere: the session the doctor would get, else the one that closes first.
    """
    chosen = person_settings.load_all(session)
    default = PersonSettings()
    signups_ahead = store.open_signups(session, today, today + timedelta(days=MOST_REMINDER_DAYS))
    told = []
    for signup in one_per_course(signups_ahead):
        days = chosen.get(signup.person_id, default).reminder_days
        if (signup.closes_on - today).days <= days:
            told.append(_signup_message(signup, today))
    new = tell_all(session, told, now=now)
    session.commit()
    return f"{new} reminders of course sign-up."


def one_per_course(signups_ahead: Iterable[OpenSignup]) -> tuple[OpenSignup, ...]:
    """For each doctor and course the session named by the scan, else the first that closes."""
    best: dict[tuple[int, str], OpenSignup] = {}
    for signup in signups_ahead:
        key = signup.enrolment_id, signup.course_key
        if key not in best or (signup.is_named and not best[key].is_named):
            best[key] = signup
    return tuple(best.values())


def _signup_message(signup: OpenSignup, today: date) -> NewMessage:
    return new_message(
        signup.person_id,
        MessageKind.SIGNUP_CLOSES,
        {
            "course": signup.course,
            "closes_on": signup.closes_on,
            "starts_on": signup.starts_on,
            "ends_on": signup.ends_on,
            "place": signup.place,
            "moved_days": signup.lost_days,
        },
        dedup_key=f"signup:{signup.public_id}:{signup.closes_on.isoformat()}",
        told_on=today,
        link=COURSES_PAGE,
        act_by=signup.closes_on,
    )


def missing_talks(session: Session, today: date, now: datetime) -> str:
    """Tell doctor and personal supervisor of a talk that is missing, once per due date; commits."""
    rules = load_rules(session)
    told = []
    for head in talk_store.heads_within(session, ReachFilter(everybody=True), today):
        status = status_of(head, rules, today)
        if status.state is not TalkState.MISSING:
            continue
        values = {"due_on": status.due_on, "agreed_on": status.next_agreed}
        key = f"talk:{head.enrolment_id}:{status.due_on.isoformat()}"
        told.append(
            new_message(
                head.person_id,
                MessageKind.TALK_MISSING,
                values,
                dedup_key=key,
                told_on=today,
                link=TALKS_PAGE,
            )
        )
        if head.supervisor_id is not None:
            told.append(
                new_message(
                    head.supervisor_id,
                    MessageKind.TALK_MISSING,
                    {**values, "doctor": head.name},
                    dedup_key=key,
                    told_on=today,
                    link=f"/veiledning/leger/{head.public_id}/samtaler",
                )
            )
    new = tell_all(session, told, now=now)
    session.commit()
    return f"{new} reminders of missing supervision talks."


def notice_dates(session: Session, today: date, now: datetime) -> str:
    """Tell coordinators of LIS1 without a municipality, and of starts in LIS1; commits.

    A doctor whom nobody coordinates is counted in the sentence, so that the run shows it.
    """
    coordinators = store.coordinators_by_place(session, today)
    months = store.rule_value(session, NOTICE_RULE)
    told: list[NewMessage] = []
    alone = 0
    if months is not None:
        told, alone = _municipality_messages(session, coordinators, int(months), today)
    told += _start_messages(session, coordinators, today)
    new = tell_all(session, told, now=now)
    session.commit()
    text = f"{new} reminders of LIS1 and municipality."
    return f"{text} Nobody coordinates {alone} of the doctors." if alone else text


def _municipality_messages(
    session: Session, coordinators: dict[int, frozenset[int]], due: int, today: date
) -> tuple[list[NewMessage], int]:
    """Told when the rule's months are left, and the first time some months before."""
    told: list[NewMessage] = []
    alone = 0
    first = due + FIRST_NOTICE_EARLIER
    last = today + first * LONGEST_MONTH
    for year in store.hospital_years_without_municipality(session, today, last):
        starts_on = year.ends_on + DAY
        told_by, due_by = months_before(starts_on, first), months_before(starts_on, due)
        if today < told_by:
            continue
        is_late = today >= due_by
        key = f"municipality:{year.enrolment_id}:{year.ends_on}:{'due' if is_late else 'first'}"
        people = coordinators.get(year.organisation_id or 0, frozenset())
        alone += not people
        told += [
            new_message(
                person_id,
                MessageKind.MUNICIPALITY_NOTICE,
                {
                    "doctor": year.name,
                    "hospital_ends_on": year.ends_on,
                    "due_by": due_by,
                    "is_late": is_late,
                },
                dedup_key=key,
                told_on=today,
                link=f"/leger/{year.public_id}/vei",
                act_by=None if is_late else due_by,
            )
            for person_id in sorted(people)
        ]
    return told, alone


def _start_messages(
    session: Session, coordinators: dict[int, frozenset[int]], today: date
) -> list[NewMessage]:
    """To the doctor, and to those who coordinate the place."""
    told = []
    for start in store.lis1_starts(
        session, today + timedelta(days=1), today + timedelta(days=START_NOTICE_DAYS)
    ):
        values = {"starts_on": start.starts_on, "place": start.place}
        told_to = sorted(coordinators.get(start.organisation_id, ()))
        for person_id, is_self in [(start.person_id, True), *((one, False) for one in told_to)]:
            told.append(
                new_message(
                    person_id,
                    MessageKind.LIS1_START,
                    values if is_self else {**values, "doctor": start.name},
                    dedup_key=f"lis1-start:{start.public_id}:{start.starts_on}",
                    told_on=today,
                    link=PATHWAY_PAGE if is_self else f"/leger/{start.public_id}/vei",
                )
            )
    return told
