"""One delay: what it does, why, what it rests on, what has happened; comments and causes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.services import delay_words as words
from app.services.delay_actions import FLAG, LONGEST_TEXT
from app.services.delay_events import EventLine, event_lines
from app.services.delay_lines import FlagLine, cause_choices
from app.services.delays_page import checked_words, lines_of, stale_words
from app.services.start_pages import Opening
from app.services.wording import day, long_day, plain, upper_first
from app.store import audit, delay_counts, delay_flags, delay_history
from app.store.delay_flags import FlagRow
from app.store.delay_history import Plan
from pathways.types.courses import SeatOutcome
from pathways.types.delays import Cause, DelayState, EventKind, Finding

# One flag


@dataclass(frozen=True, slots=True)
class FlagPage:
    """The page of one flag."""

    line: FlagLine
    opening: Opening
    is_own: bool
    is_closed: bool
    facts: tuple[tuple[str, str], ...]
    """What the finding rests on: (what, value)."""
    reckoned: tuple[str, ...]
    """How the days were worked out, as sentences."""
    checked: str | None
    events: tuple[EventLine, ...]
    plan: Plan | None
    causes: tuple[tuple[str, str], ...]


def load_flag(
    session: Session, doctor_id: str, flag_id: str, *, today: date, own: bool
) -> FlagPage | None:
    """One flag of a doctor whom the reader may read; None when there is no such flag."""
    row = delay_flags.find_flag(session, doctor_id, flag_id, today=today)
    if row is None:
        return None
    line = lines_of(session, [row], today, own=own)[0]
    return FlagPage(
        line=line,
        opening=_opening(line, own=own),
        is_own=own,
        is_closed=row.closed_on is not None,
        facts=tuple(evidence_facts(row.finding, own=own)),
        reckoned=reckoned_words(row.finding),
        checked=checked_words(delay_counts.last_scans(session), today),
        events=event_lines(delay_history.list_events(session, [row.id])),
        plan=delay_history.list_plans(session, [row.id]).get(row.id),
        causes=(("", _("Som kontrollen fant")), *cause_choices()),
    )


def _opening(line: FlagLine, *, own: bool) -> Opening:
    row = line.row
    if row.closed_on is not None:
        return Opening(_("Forsinkelsen ble *lukket %(day)s*.", day=long_day(row.closed_on)))
    parts = [words.sentence(row.finding, None if own else row.doctor)]
    finding = row.finding
    reason = line.action
    if finding.days_saveable and finding.state is not DelayState.AT_RISK:
        reason = _(
            "%(days)s. %(action)s.",
            days=upper_first(words.saveable_words(finding)),
            action=line.action,
        )
    elif reason:
        reason += "."
    return Opening(" ".join(parts), reason or None)


def evidence_facts(finding: Finding, *, own: bool) -> list[tuple[str, str]]:
    """What the finding rests on, as (what, value); only what is known."""
    evidence = finding.evidence
    earliest, latest, since = _labels(finding.cause)
    turn = (
        words.turn_words(evidence.position, evidence.seats)
        if evidence.position and evidence.seats
        else ""
    )
    found = [
        (_("Kan bli godkjent, slik det er nå"), _day(evidence.expected)),
        (_("Uten dette"), _day(evidence.without)),
        (earliest, _day(evidence.earliest)),
        (latest, _day(evidence.latest)),
        (_("Samling"), _day(evidence.session_starts_on)),
        (_("Påmelding til og med"), _day(evidence.signup_closes_on)),
        (_("Plassen din i køen") if own else _("Plassen i køen"), turn),
        (_("Så langt"), words.progress_of(evidence)),
        (_("Ligger hos"), plain(evidence.holder or "")),
        (since, _day(evidence.since)),
        (_("Siste dag for å gjøre noe"), _day(finding.act_by)),
    ]
    return [(what, value) for what, value in found if value]


def _labels(cause: Cause) -> tuple[str, str, str]:
    """What the earliest and the latest day and "since" are, for one cause."""
    if cause is Cause.LEAVE_OR_PART_TIME:
        return _("Fra og med"), _("Til og med"), _("Siden")
    if cause is Cause.MISSING_SUPERVISOR:
        return _("Siste samtale"), _("Kan vente til"), _("Skulle vært holdt")
    if cause is Cause.WAITING_FOR_LIS1:
        return _("Starter"), _("Kan vente til"), _("Kunne begynt")
    return _("Kan være gjort tidligst"), _("Kan vente til"), _("Siden")


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


def reckoned_words(finding: Finding) -> tuple[str, ...]:
    """How the days were found."""
    parts = [
        _(
            "Vi regner ut datoen to ganger: slik alt er registrert nå, og slik den ville vært"
            " uten dette. Forskjellen er dagene."
        )
    ]
    if finding.cause is Cause.COURSE:
        parts.append(
            _(
                "Plassene er fordelt på alle som trenger kurset, etter regelen for kurset og"
                " tjenesten som er registrert."
            )
        )
    if finding.is_bound and finding.evidence.outcome == SeatOutcome.NO_SEAT:
        parts.append(
            _("Alle samlinger som er utlyst, er fulle. Derfor vet vi bare at det er minst så mye.")
        )
    elif finding.is_bound:
        parts.append(_("Noe er ikke kjent. Derfor vet vi bare at det er minst så mye."))
    if finding.days_moved is None:
        parts.append(_("Datoen er ukjent, og da kan ingen si hvor mange dager dette er."))
    parts.append(
        _(
            "Dagene som kan spares, er de som er igjen å vinne hvis det som står under «Gjør"
            " dette», skjer i tide."
        )
    )
    return tuple(parts)


# Comments and causes


def add_comment(
    session: Session, actor: Actor, flag: FlagRow, text: str, *, today: date, now: datetime
) -> None:
    """Write a comment into the history; commits. Comments never collide with each other."""
    delay_history.add_event(
        session, flag.id, EventKind.COMMENTED, by=actor.person_id, at=now, on=today, text=text
    )
    audit.add_event(
        session,
        at=now,
        by=actor.person_id,
        action="delay.commented",
        subject=(FLAG, flag.public_id),
    )
    session.commit()


def set_cause(
    session: Session,
    actor: Actor,
    flag: FlagRow,
    version: int,
    cause: Cause | None,
    text: str,
    *,
    today: date,
    now: datetime,
) -> bool:
    """Say what the cause is, or take that away with None; commits. False: changed by others."""
    if not delay_history.change_flag(session, flag.id, version, documented_cause=cause):
        session.rollback()
        return False
    details = {"cause": None if cause is None else str(cause)}
    delay_history.add_event(
        session,
        flag.id,
        EventKind.CAUSE_SET,
        by=actor.person_id,
        at=now,
        on=today,
        text=text or None,
        before={"cause": flag.documented_cause and str(flag.documented_cause)},
        after=details,
    )
    audit.add_event(
        session,
        at=now,
        by=actor.person_id,
        action="delay.cause_set",
        subject=(FLAG, flag.public_id),
        details=details,
    )
    session.commit()
    return True


def text_problem(text: str, *, is_needed: bool) -> str | None:
    """What is wrong with a comment or plan; None when nothing is."""
    if is_needed and not text:
        return _("Skriv noe først.")
    if len(text) > LONGEST_TEXT:
        return _("Skriv høyst %(most)s tegn.", most=LONGEST_TEXT)
    return None


# All of one doctor's


@dataclass(frozen=True, slots=True)
class DoctorDelays:
    """The delays of one doctor, for the doctor and for those who may read the record."""

    opening: Opening
    lines: tuple[FlagLine, ...]
    closed: tuple[FlagLine, ...]
    is_own: bool
    doctor_id: str
    name: str | None
    """None when there is no flag to take it from."""
    checked: str | None
    stale: str | None


def load_doctor(session: Session, public_id: str, *, today: date, own: bool) -> DoctorDelays:
    """Every delay of one doctor in words; at most four queries.

    Also for *Min vei*, which shows `lines` with `templates/lis/_delays_part.html`.
    """
    rows = delay_flags.flags_of(session, public_id, today=today)
    lines = lines_of(session, rows, today, own=own)
    scans = delay_counts.last_scans(session)
    open_rows = [row for row in rows if row.closed_on is None]
    name = rows[0].doctor if rows else None
    return DoctorDelays(
        opening=_doctor_opening(open_rows, None if own else name, scans is not None, today, own),
        lines=tuple(line for line in lines if line.row.closed_on is None),
        closed=tuple(line for line in lines if line.row.closed_on is not None),
        is_own=own,
        doctor_id=public_id,
        name=name,
        checked=checked_words(scans, today),
        stale=stale_words(scans, today),
    )


def _doctor_opening(
    rows: Sequence[FlagRow], name: str | None, is_checked: bool, today: date, own: bool
) -> Opening:
    """How far the date is moved by the greatest of them, and what can be saved."""
    if not is_checked:
        return Opening(
            _("Forsinkelser er *ikke kontrollert* ennå."), _("Kontrollen går hver natt.")
        )
    findings = [row.finding for row in rows]
    moving = [f for f in findings if f.state in (DelayState.LATE, DelayState.BLOCKED)]
    deadlines = [f.act_by for f in findings if f.act_by and f.days_saveable and f.act_by >= today]
    first = " " + _("Første frist er *%(day)s*.", day=long_day(min(deadlines))) if deadlines else ""
    if not findings:
        return Opening(
            _("*Ingenting* forsinker deg nå.") if own else _("*Ingenting* er forsinket.")
        )
    if not moving:
        text = (
            _("Datoen din er ikke flyttet, men *kan bli* det.")
            if own
            else _("Datoen er ikke flyttet, men *kan bli* det.")
        )
        return Opening(text + first)
    known = [f for f in moving if f.days_moved is not None]
    if not known:
        text = (
            _("Datoen din er flyttet. Hvor mye er *ukjent*.")
            if own
            else _("Datoen er flyttet. Hvor mye er *ukjent*.")
        )
        return Opening(text + first)
    worst = max(known, key=lambda f: f.days_moved or 0)
    days = words.moved_words(worst)
    text = (
        _("Datoen din er flyttet *%(days)s*.", days=days)
        if own
        else _("Datoen er flyttet *%(days)s*.", days=days)
    )
    return Opening(text + first, _doctor_reason(moving))


def _doctor_reason(moving: Sequence[Finding]) -> str | None:
    """What can be saved, and how days of several delays are counted."""
    saveable = max(f.days_saveable for f in moving)
    parts = []
    if saveable:
        parts.append(upper_first(_("%(days)s kan spares.", days=words.days_words(saveable))))
    if len(moving) > 1:
        parts.append(_("Flere ting flytter datoen samtidig. Den som flytter den mest, er regnet."))
    return " ".join(parts) or None
