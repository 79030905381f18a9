"""Kursbehov: which extra course session helps most, from what the last scan found.

Demand and delay are those of everybody in this installation, because seats are shared by all;
names are shown within the coordinator's reach only, and very small numbers of others not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from app.charts.course_demand import draw_need, draw_saved
from app.charts.svg import Element
from app.clock import OSLO
from app.services import course_demand_course, course_demand_words, knowledge
from app.services.course_demand_actions import ScanStatus, load_outlook, scan_status
from app.services.course_demand_course import CoursePanel
from app.services.course_demand_words import (
    Answer,
    Crowd,
    crowd_figure,
    month_and_year,
    months,
    months_figure,
    needing_words,
    opening,
)
from app.services.start_pages import NIGHT_ENDS, Opening
from app.services.wording import (
    clock_time,
    day,
    figure,
    in_language,
    listed,
    plain,
    upper_first,
)
from app.store import course_outlooks
from app.store.course_outlooks import Changes, OutlookRow, Tally
from app.store.trainees import ReachFilter
from pathways.types.courses import Extra, Outlook

ROWS_SHOWN = 12
LATER_AFTER_DAYS = 75
"""How long after the best date the headline's comparison lies at the soonest."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; empty fields narrow nothing."""

    course: str = ""
    specialty: str = ""
    region: int | None = None
    everything: bool = False
    """Show every course and not only the first."""
    more_seats: bool = False
    """Show what ten more seats would save, before the seats are changed."""


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One course in the table."""

    key: str
    name: str
    is_chosen: bool
    need_bar: Element
    needing: str
    needing_rest: str
    delayed: str
    delayed_note: str | None
    saved_bar: Element
    saved: str
    best_in: str


@dataclass(frozen=True, slots=True)
class DemandPage:
    """The page. `worked_out` None: no scan has been made yet; then there are no lines."""

    wanted: Wanted
    opening: Opening
    worked_out: str | None
    stale: str | None
    scan: ScanStatus
    lines: tuple[CourseLine, ...]
    total: int
    """Courses that the filters leave."""
    about_others: str | None
    specialties: tuple[tuple[str, str], ...]
    regions: tuple[tuple[int, str], ...]
    course: CoursePanel | None


@dataclass(frozen=True, slots=True)
class _Overview:
    """Every course of the scan, those that the reader's doctors need first."""

    rows: tuple[OutlookRow, ...]
    tallies: dict[str, Tally]

    def tally(self, row: OutlookRow) -> Tally:
        return self.tallies.get(row.course_key, Tally())

    def delayed(self, row: OutlookRow) -> Crowd:
        return Crowd(row.delayed, self.tally(row).own_delayed)


def load_page(
    session: Session,
    reach: ReachFilter,
    wanted: Wanted,
    *,
    kept_regions: frozenset[int] | None = None,
    today: date,
    now: datetime,
) -> DemandPage:
    """The page; a fixed number of queries, whatever the number of people and courses.

    `kept_regions`: those whose sessions the reader may change; None: all.
    """
    overview = _load(session, reach)
    ahead = course_outlooks.list_regions_ahead(session, today)
    rows = _narrowed(overview.rows, wanted, ahead)
    headline = _headline_row(rows)
    chosen = next((row for row in rows if row.course_key == wanted.course), headline)
    outlooks = {
        row.course_key: load_outlook(session, row.course_key)
        for row in {headline, chosen}
        if row is not None
    }
    panel = None
    if chosen is not None:
        panel = course_demand_course.load_panel(
            session,
            reach,
            chosen,
            outlooks[chosen.course_key],
            overview.tally(chosen),
            kept_regions=kept_regions,
            today=today,
            try_more_seats=wanted.more_seats,
        )
    newest = max(overview.rows, key=lambda row: row.worked_out_at, default=None)
    return DemandPage(
        wanted=wanted,
        opening=_opening(overview, rows, headline, outlooks),
        worked_out=None if newest is None else _worked_out(newest, today),
        stale=_stale(session, newest),
        scan=scan_status(session, now),
        lines=_lines(overview, rows, chosen, wanted),
        total=len(rows),
        about_others=_about_others(overview),
        specialties=_specialties(session, overview.rows),
        regions=_regions(ahead),
        course=panel,
    )


def opening_of(session: Session, reach: ReachFilter) -> Opening:
    """The page's first sentence and its reason, for *Oversikt* and the digest; four queries."""
    overview = _load(session, reach)
    headline = _headline_row(overview.rows)
    outlooks = {}
    if headline is not None:
        outlooks[headline.course_key] = load_outlook(session, headline.course_key)
    return _opening(overview, overview.rows, headline, outlooks)


# The courses


def _load(session: Session, reach: ReachFilter) -> _Overview:
    tallies = course_outlooks.tally(session, reach)
    rows = course_outlooks.list_outlooks(session)
    own = {key for key, tally in tallies.items() if tally.own_needing}
    in_order = sorted(rows, key=lambda row: row.course_key not in own)
    return _Overview(tuple(in_order), tallies)


def _narrowed(
    rows: Sequence[OutlookRow], wanted: Wanted, ahead: Sequence[tuple[str, int, str]]
) -> tuple[OutlookRow, ...]:
    """What the filters leave. A course shared by all specialties stays with every one of them."""
    held = {course for course, region, _name in ahead if region == wanted.region}
    return tuple(
        row
        for row in rows
        if (not wanted.specialty or row.specialty in (None, wanted.specialty))
        and (wanted.region is None or row.course_key in held)
    )


def _headline_row(rows: Sequence[OutlookRow]) -> OutlookRow | None:
    """The first that an extra session helps; else the one that delays most; else the first."""
    helped = next((row for row in rows if row.best_saved_days > 0), None)
    return helped or max(rows, key=lambda row: row.delay_days, default=None)


def _lines(
    overview: _Overview, rows: Sequence[OutlookRow], chosen: OutlookRow | None, wanted: Wanted
) -> tuple[CourseLine, ...]:
    shown = list(rows if wanted.everything else rows[:ROWS_SHOWN])
    if chosen is not None and chosen not in shown:
        shown.append(chosen)
    most_needed = max((max(row.demand, row.seats_ahead) for row in shown), default=1)
    most_saved = max((months(row.best_saved_days) for row in shown), default=0.0)
    return tuple(_line(overview, row, row == chosen, most_needed, most_saved) for row in shown)


def _line(
    overview: _Overview, row: OutlookRow, is_chosen: bool, most_needed: int, most_saved: float
) -> CourseLine:
    tally = overview.tally(row)
    others = min(row.demand, tally.needing - tally.own_needing)
    needing = Crowd(row.demand, row.demand - others)
    number, rest = needing_words(needing, row.seats_ahead)
    delayed = overview.delayed(row)
    return CourseLine(
        key=row.course_key,
        name=plain(row.name_nb),
        is_chosen=is_chosen,
        need_bar=draw_need(needing.drawn, row.seats_ahead, most_needed),
        needing=number,
        needing_rest=rest,
        delayed=figure(delayed.own) if _is_split(delayed) else crowd_figure(delayed),
        delayed_note=_delayed_note(delayed),
        saved_bar=draw_saved(months(row.best_saved_days), most_saved),
        saved=months_figure(row.best_saved_days),
        best_in="–" if row.best_starts_on is None else month_and_year(row.best_starts_on),
    )


def _is_split(delayed: Crowd) -> bool:
    """Whether the reader's own are a number and the others only words."""
    return delayed.is_hidden and delayed.own > 0


def _delayed_note(delayed: Crowd) -> str | None:
    """How the number falls on the reader's own doctors and others."""
    if _is_split(delayed):
        return _("hos dere, og noen få andre")
    if delayed.own and delayed.others:
        return _("%(own)s hos dere", own=figure(delayed.own))
    return None


# The words around them


def _opening(
    overview: _Overview,
    rows: Sequence[OutlookRow],
    headline: OutlookRow | None,
    outlooks: dict[str, Outlook | None],
) -> Opening:
    if not overview.rows:
        return Opening(
            _("Kursbehovet er ikke regnet ut ennå."),
            _("Det regnes ut hver natt, når det finnes samlinger og leger som trenger kurs."),
        )
    if headline is None:
        return Opening(_("Ingen kurs passer til valgene."))
    tally = overview.tally(headline)
    outlook = outlooks.get(headline.course_key)
    best = None if outlook is None else outlook.best
    return opening(
        Answer(
            course=headline.name_nb,
            delayed=overview.delayed(headline),
            delay_days=headline.delay_days,
            best=best,
            later=None if outlook is None else _later(outlook),
            why=course_demand_words.why_late(tally.no_seat, tally.late_seat),
            has_unknown=any(overview.tally(row).unknown for row in rows),
        )
    )


def _later(outlook: Outlook) -> Extra | None:
    """The next candidate a season later, when it saves something but less than the best."""
    best = outlook.best
    if best is None:
        return None
    return next(
        (
            extra
            for extra in outlook.extras
            if (extra.starts_on - best.starts_on).days >= LATER_AFTER_DAYS
            and 0 < extra.saved_days < best.saved_days
        ),
        None,
    )


def _moment(newest: OutlookRow) -> str:
    """The day that the scan judged, and when it was done: 23.11.2026 kl. 04.05."""
    return f"{day(newest.as_of)} {clock_time(newest.worked_out_at.astimezone(OSLO).time())}"


def _worked_out(newest: OutlookRow, today: date) -> str:
    at = _moment(newest)
    hour = newest.worked_out_at.astimezone(OSLO).hour
    if newest.as_of == today and hour < NIGHT_ENDS:
        return _("Regnet ut i natt, %(at)s", at=at)
    return _("Regnet ut %(at)s", at=at)


def _stale(session: Session, newest: OutlookRow | None) -> str | None:
    """What has changed after the scan, in one sentence; None when nothing has."""
    if newest is None:
        return None
    changes = course_outlooks.load_changes(session)
    found = _changed(changes, newest.worked_out_at, knowledge.load_bundle(session).content_hash)
    if not found:
        return None
    what = upper_first(listed(found))
    return _("Tallene er fra %(at)s. %(what)s er endret etterpå.", at=_moment(newest), what=what)


def _changed(changes: Changes, since: datetime, content_hash: str) -> list[str]:
    found = []
    if changes.sessions is not None and changes.sessions > since:
        found.append(_("samlinger"))
    if changes.registrations is not None and changes.registrations > since:
        found.append(_("påmeldinger"))
    if changes.content_hash not in (None, content_hash):
        found.append(_("kunnskapsgrunnlaget"))
    return found


def _about_others(overview: _Overview) -> str | None:
    """That the numbers are about more than the reader's own doctors."""
    if all(tally.needing == tally.own_needing for tally in overview.tallies.values()):
        return None
    return _(
        "Tallene gjelder alle leger som er registrert her, fordi de deler plassene. Kurs som dine"
        " leger trenger, står først."
    )


def _specialties(session: Session, rows: Sequence[OutlookRow]) -> tuple[tuple[str, str], ...]:
    """Specialties that have a course of their own here; none when there is no choice."""
    held = {row.specialty for row in rows if row.specialty}
    found = [
        (one.code, in_language(one, "name") or one.code)
        for one in knowledge.load_bundle(session).knowledge.specialties
        if one.code in held
    ]
    return tuple(found) if len(found) > 1 else ()


def _regions(ahead: Sequence[tuple[str, int, str]]) -> tuple[tuple[int, str], ...]:
    """Regions that arrange sessions ahead; none when there is no choice."""
    found = sorted({(region, name) for _course, region, name in ahead}, key=lambda one: one[1])
    return tuple(found) if len(found) > 1 else ()
