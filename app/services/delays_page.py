"""Forsinkelser: who is delayed within a reach, what can still be saved, and what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.clock import OSLO
from app.services import delay_words as words
from app.services import knowledge
from app.services.delay_filters import (
    FilterChoices,
    Wanted,
    filter_choices,
    settled,
    since_words,
)
from app.services.delay_lines import FlagLine, closed_line, days_of, flag_line
from app.services.start_pages import NIGHT_ENDS, Opening
from app.services.wording import day, figure, in_words, moment, short_day, upper_first
from app.store import delay_counts, delay_flags, delay_history
from app.store.delay_counts import DelayCounts, Scans
from app.store.delay_flags import FlagRow, View
from app.store.trainees import ReachFilter
from pathways.types.delays import EventKind


@dataclass(frozen=True, slots=True)
class DoctorLines:
    """The flags of one doctor, those that save most first."""

    doctor: str
    doctor_id: str
    where: str
    lines: tuple[FlagLine, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What the last scan opened and closed, as the link under the sentence says it."""

    text: str
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class DelaysPage:
    """The page."""

    opening: Opening
    checked: str | None
    """When the flags were found; None before the first scan."""
    stale: str | None
    """Said when the last scan is older than today."""
    news: News | None
    wanted: Wanted
    choices: FilterChoices
    doctors: tuple[DoctorLines, ...]
    flag_total: int
    doctor_total: int
    pages: int
    resting: int
    """Open flags that are not in the list because somebody follows them up."""


# The sentence


def opening_of(session: Session, reach: ReachFilter, *, today: date) -> Opening:
    """The page's sentence, for the page, the start page and a digest; two queries."""
    scans = delay_counts.last_scans(session)
    return opening(delay_counts.count_delays(session, reach, today), scans, today)


def opening(counts: DelayCounts, scans: Scans | None, today: date) -> Opening:
    """How many delayed doctors can be helped and by when; the sum as the reason."""
    if scans is None:
        return Opening(
            _("Forsinkelser er *ikke kontrollert* ennå."),
            _("Kontrollen går hver natt. Da ser du hvem som er forsinket, og hva som hjelper."),
        )
    deadline = _deadline(counts, today)
    if not counts.delayed:
        if not counts.at_risk:
            return Opening(_("*Ingen* er forsinket."))
        sentence = ngettext(
            "*%(words)s lege* kan bli forsinket.",
            "*%(words)s leger* kan bli forsinket.",
            counts.at_risk,
            words=in_words(counts.at_risk),
        )
        return Opening(_first_upper(sentence) + deadline, _("Ingen er forsinket nå."))
    return Opening(_delayed(counts) + deadline, _sums(counts))


def _first_upper(sentence: str) -> str:
    """A sentence that begins with an emphasised word, with a capital letter."""
    return f"*{upper_first(sentence[1:])}" if sentence.startswith("*") else upper_first(sentence)


def _delayed(counts: DelayCounts) -> str:
    if counts.recoverable:
        return ngettext(
            "%(count)s av %(num)s forsinket lege kan hentes inn.",
            "%(count)s av %(num)s forsinkede leger kan hentes inn.",
            counts.delayed,
            count=figure(counts.recoverable),
        )
    return ngettext(
        "Én lege er forsinket, og ingenting kan spares nå.",
        "%(num)s leger er forsinket, og ingenting kan spares nå.",
        counts.delayed,
    )


def _deadline(counts: DelayCounts, today: date) -> str:
    if counts.first_deadline is None:
        return ""
    return " " + _("Første frist er *%(day)s*.", day=short_day(counts.first_deadline, today))


def _sums(counts: DelayCounts) -> str:
    """The days that are moved and that can be saved, one doctor's counted once."""
    known = counts.delayed - counts.unknown
    parts = []
    if known:
        parts.append(
            ngettext(
                "Til sammen er %(num)s dato flyttet %(days)s.",
                "Til sammen er %(num)s datoer flyttet %(days)s.",
                known,
                days=words.days_words(counts.moved_days, is_bound=counts.is_bound),
            )
        )
        if counts.saveable_days:
            parts.append(
                _(
                    "%(days)s av dem kan spares hvis noen gjør noe i tide.",
                    days=figure(counts.saveable_days),
                )
            )
    if counts.unknown:
        parts.append(
            ngettext(
                "For %(words)s lege er antall dager ukjent.",
                "For %(words)s leger er antall dager ukjent.",
                counts.unknown,
                words=in_words(counts.unknown),
            )
        )
    if counts.at_risk:
        text = ngettext(
            "%(words)s lege til kan bli forsinket.",
            "%(words)s leger til kan bli forsinket.",
            counts.at_risk,
            words=in_words(counts.at_risk),
        )
        parts.append(upper_first(text))
    return " ".join(parts)


# The list


def load_page(
    session: Session, reach: ReachFilter, wanted: Wanted, *, page_size: int, today: date
) -> DelaysPage:
    """One page of the list; a fixed number of queries."""
    scans = delay_counts.last_scans(session)
    counts = delay_counts.count_delays(session, reach, today)
    choices = delay_counts.list_choices(session, reach, today)
    wanted = settled(wanted, choices, scans)
    doctor_total, flag_total = delay_flags.count_flags(session, reach, wanted.filter, today=today)
    pages = ceil(doctor_total / page_size)
    wanted = replace(wanted, page=min(wanted.page, max(pages, 1)))
    rows = delay_flags.list_flags(
        session,
        reach,
        wanted.filter,
        today=today,
        order=wanted.sort,
        descending=wanted.descending,
        limit=page_size,
        offset=(wanted.page - 1) * page_size,
    )
    return DelaysPage(
        opening=opening(counts, scans, today),
        checked=checked_words(scans, today),
        stale=stale_words(scans, today),
        news=_news(session, reach, scans, today),
        wanted=wanted,
        choices=filter_choices(choices, scans, today),
        doctors=by_doctor(lines_of(session, rows, today)),
        flag_total=flag_total,
        doctor_total=doctor_total,
        pages=pages,
        resting=counts.resting if wanted.filter.view is View.OPEN else 0,
    )


def lines_of(
    session: Session, rows: Sequence[FlagRow], today: date, *, own: bool = False
) -> tuple[FlagLine, ...]:
    """Flags in words, with bars that compare with each other; at most two queries."""
    bundle = knowledge.load_bundle(session)
    greatest = max((days_of(row.finding) for row in rows), default=0)
    said_by = who_said(session, rows)
    lines = (
        flag_line(row, bundle, today=today, own=own, greatest=greatest, said_by=said_by)
        for row in rows
    )
    return tuple(line if line.row.closed_on is None else closed_line(line) for line in lines)


def who_said(session: Session, rows: Sequence[FlagRow]) -> dict[int, str]:
    """Who has set the cause, by flag; no query when nobody has."""
    ids = [row.id for row in rows if row.documented_cause is not None]
    if not ids:
        return {}
    events = delay_history.list_events(session, ids, EventKind.CAUSE_SET)
    return {event.flag_id: event.by for event in events if event.by is not None}


def by_doctor(lines: Sequence[FlagLine]) -> tuple[DoctorLines, ...]:
    """Lines that stand together, one group for each doctor, in the same order."""
    groups: dict[str, list[FlagLine]] = {}
    for line in lines:
        groups.setdefault(line.row.doctor_id, []).append(line)
    return tuple(
        DoctorLines(group[0].row.doctor, key, group[0].where, tuple(group))
        for key, group in groups.items()
    )


def checked_words(scans: Scans | None, today: date) -> str | None:
    """When the flags were found."""
    if scans is None:
        return None
    hour = scans.finished_at.astimezone(OSLO).hour
    if scans.as_of == today and hour < NIGHT_ENDS:
        return _("Kontrollert i natt, %(at)s", at=_checked_at(scans))
    return _("Kontrollert %(at)s", at=_checked_at(scans))


def _checked_at(scans: Scans) -> str:
    """The day that was judged with the time of the scan; in the demo the two days differ."""
    _day, _space, clock = moment(scans.finished_at).partition(" ")
    return f"{day(scans.as_of)} {clock}"


def stale_words(scans: Scans | None, today: date) -> str | None:
    """Said when nothing has been checked today."""
    if scans is None or scans.as_of >= today:
        return None
    return _(
        "Tallene er fra %(day)s. Det som er endret etterpå, er ikke med.", day=day(scans.as_of)
    )


def _news(session: Session, reach: ReachFilter, scans: Scans | None, today: date) -> News | None:
    if scans is None or scans.previous is None:
        return None
    opened, closed = delay_counts.count_news(session, reach, scans.previous)
    if not opened and not closed:
        return None
    since = since_words(scans.previous, today)
    new = ngettext(
        "%(count)s ny %(since)s",
        "%(count)s nye %(since)s",
        opened,
        count=figure(opened),
        since=since,
    )
    gone = _("%(count)s lukket", count=figure(closed))
    if not opened:
        return News(_("%(gone)s %(since)s", gone=gone, since=since), opened, closed)
    return News(", ".join([new, gone] if closed else [new]), opened, closed)


# The file


def export_rows(
    session: Session, reach: ReachFilter, wanted: Wanted, today: date
) -> list[tuple[str, ...]]:
    """Heading and one row for each flag that is asked for, in the order of the list."""
    scans = delay_counts.last_scans(session)
    choices = delay_counts.list_choices(session, reach, today)
    wanted = settled(wanted, choices, scans)
    rows = delay_flags.list_flags(
        session,
        reach,
        wanted.filter,
        today=today,
        order=wanted.sort,
        descending=wanted.descending,
    )
    return [_headings(), *(_cells(line) for line in lines_of(session, rows, today))]


def _headings() -> tuple[str, ...]:
    return (
        _("Lege"),
        _("Steg og sted"),
        _("Årsak"),
        _("Gjelder"),
        _("Årsak satt av"),
        _("Dager flyttet"),
        _("Minst så mange"),
        _("Dager som kan spares"),
        _("Gjør dette"),
        _("Siste dag"),
        _("Hvem"),
        _("Tilstand"),
        _("Oppdaget"),
    )


def _cells(line: FlagLine) -> tuple[str, ...]:
    finding = line.row.finding
    moved = finding.days_moved
    return (
        line.row.doctor,
        line.where,
        line.cause,
        line.detail,
        line.said_by or "",
        _("ukjent") if moved is None else str(moved),
        _("Ja") if finding.is_bound else "",
        str(finding.days_saveable),
        line.action,
        "" if line.act_by is None else day(line.act_by),
        line.owner,
        line.state,
        day(line.row.opened_on),
    )
