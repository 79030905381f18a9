"""The chosen course of *Kursbehov*: charts, sessions ahead, who is delayed, what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services.course_demand_actions import Kept, best_more_seats, load_kept
from app.services.course_demand_charts import Figures, figures_of
from app.services.course_demand_words import (
    Crowd,
    crowd_figure,
    doctor_months,
    month_of,
    months,
    rule_words,
)
from app.services.wording import day, figure, months_short, plain, together
from app.store import course_outlooks, courses
from app.store.course_outlooks import DelayedDoctor, OutlookRow, Tally
from app.store.courses import StoredSession
from app.store.trainees import ReachFilter
from pathways.types.courses import Extra, MoreSeats, Move, Outlook, SeatOutcome

NAMES_SHOWN = 15


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session ahead, what ten more seats in it save, and the best other date for it.

    `may_open`: whether the reader coordinates in the region that arranges it.
    """

    public_id: str
    days: str
    place: str
    seats: str
    more_seats: str
    move: str
    may_open: bool


@dataclass(frozen=True, slots=True)
class DelayedLine:
    """One delayed doctor within reach."""

    public_id: str
    name: str
    seat: str
    moved: str
    saved: str


@dataclass(frozen=True, slots=True)
class MoreSeatsTrial:
    """What ten more seats in one session save, before the seats are changed."""

    public_id: str
    seats: int
    text: str
    change: str | None
    """What the link to the form says; None when somebody else keeps the session."""


@dataclass(frozen=True, slots=True)
class CoursePanel:
    """The chosen course. `figures` None: its numbers cannot be read before the next scan."""

    key: str
    name: str
    rule: str
    figures: Figures | None
    add_label: str | None
    """What the button for the best extra session says; None when none saves anything."""
    may_add: bool
    has_more_seats: bool
    trial: MoreSeatsTrial | None
    sessions: tuple[SessionLine, ...]
    delayed: tuple[DelayedLine, ...]
    delayed_others: str | None
    kept: str | None
    explanation: tuple[str, ...]


def load_panel(
    session: Session,
    reach: ReachFilter,
    row: OutlookRow,
    outlook: Outlook | None,
    tally: Tally,
    *,
    kept_regions: frozenset[int] | None,
    today: date,
    try_more_seats: bool,
) -> CoursePanel:
    """The panel of one course; a fixed number of queries.

    `kept_regions`: those whose sessions the reader may change; None: all.
    """
    held = courses.list_sessions(session, courses=[row.course_key], with_cancelled=False)
    ahead = [
        _Ahead(each, kept_regions is None or each.region_id in kept_regions)
        for each in held
        if each.starts_on > today
    ]
    setup = courses.find_setup(session, row.course_key)
    doctors = course_outlooks.list_delayed(session, reach, row.course_key, NAMES_SHOWN)
    kept = load_kept(session, row.course_key, row.worked_out_at)
    best = None if outlook is None else outlook.best
    more = None if outlook is None else best_more_seats(outlook)
    has_others = tally.needing > tally.own_needing
    return CoursePanel(
        key=row.course_key,
        name=plain(row.name_nb),
        rule=rule_words(setup.rule),
        figures=None if outlook is None else figures_of(outlook, has_others=has_others),
        add_label=None if best is None else _add_label(best, today),
        may_add=kept_regions is None or bool(kept_regions),
        has_more_seats=more is not None,
        trial=_trial(more, ahead) if try_more_seats else None,
        sessions=_session_lines(ahead, outlook),
        delayed=tuple(_delayed_line(doctor) for doctor in doctors),
        delayed_others=_delayed_others(Crowd(row.delayed, tally.own_delayed), len(doctors)),
        kept=None if kept is None else _kept_words(kept),
        explanation=_explanation(rule_words(setup.rule), outlook),
    )


def _add_label(best: Extra, today: date) -> str:
    return _("Legg inn ekstra samling i %(month)s", month=month_of(best.starts_on, today))


# Sessions


class _Ahead(NamedTuple):
    """A session ahead, and whether the reader may open it."""

    held: StoredSession
    may_open: bool


def _session_lines(ahead: Sequence[_Ahead], outlook: Outlook | None) -> tuple[SessionLine, ...]:
    more = {each.session: each for each in (outlook.more_seats if outlook else ())}
    moves: dict[str, Move] = {}
    for move in outlook.moves if outlook else ():
        known = moves.get(move.session)
        if move.saved_days > 0 and (known is None or move.saved_days > known.saved_days):
            moves[move.session] = move
    return tuple(_session_line(each, more, moves) for each in ahead)


def _session_line(
    ahead: _Ahead, more: Mapping[str, MoreSeats], moves: Mapping[str, Move]
) -> SessionLine:
    held = ahead.held
    ten, move = more.get(held.public_id), moves.get(held.public_id)
    return SessionLine(
        public_id=held.public_id,
        days=_days(held),
        place=plain(held.place),
        seats=figure(held.seats),
        more_seats="–" if ten is None else months_short(months(ten.saved_days)),
        move="–" if move is None else _move_words(move),
        may_open=ahead.may_open,
    )


def _days(held: StoredSession) -> str:
    if held.starts_on == held.ends_on:
        return day(held.starts_on)
    return f"{day(held.starts_on)}–{day(held.ends_on)}"


def _move_words(move: Move) -> str:
    return _(
        "til %(day)s: %(amount)s",
        day=day(move.starts_on),
        amount=months_short(months(move.saved_days)),
    )


def _trial(more: MoreSeats | None, ahead: Sequence[_Ahead]) -> MoreSeatsTrial | None:
    found = [each for each in ahead if more is not None and each.held.public_id == more.session]
    if more is None or not found:
        return None
    held, may_open = found[0]
    text = _(
        "Ti plasser til i samlingen %(days)s i %(place)s sparer *%(amount)s*.",
        days=_days(held),
        place=plain(held.place),
        amount=doctor_months(more.saved_days),
    )
    seats = held.seats + more.seats
    label = _("Endre til %(count)s plasser", count=figure(seats))
    return MoreSeatsTrial(held.public_id, seats, text, label if may_open else None)


# Who is delayed


def _delayed_line(doctor: DelayedDoctor) -> DelayedLine:
    moved = ngettext("%(num)s dag", "%(num)s dager", doctor.moved_days)
    if doctor.is_bound:
        moved = _("minst %(days)s", days=moved)
    return DelayedLine(
        public_id=doctor.public_id,
        name=doctor.name,
        seat=_seat_words(doctor),
        moved=together(moved),
        saved=_saved_words(doctor.saved_by_extra),
    )


def _seat_words(doctor: DelayedDoctor) -> str:
    if doctor.outcome is SeatOutcome.CONFIRMED and doctor.starts_on is not None:
        return _("Har plass %(day)s", day=day(doctor.starts_on))
    if doctor.outcome is SeatOutcome.LIKELY and doctor.starts_on is not None:
        return _("Trolig %(day)s", day=day(doctor.starts_on))
    return _("Uten plass")


def _saved_words(days: int) -> str:
    if days <= 0:
        return "–"
    return together(ngettext("%(num)s dag tidligere", "%(num)s dager tidligere", days))


def _delayed_others(crowd: Crowd, named: int) -> str | None:
    """Those who are not named: a count, or words when they are very few."""
    parts = []
    if crowd.own > named:
        parts.append(_("%(count)s til hos dere.", count=figure(crowd.own - named)))
    if crowd.is_hidden:
        parts.append(_("Noen få leger utenfor ditt område er også forsinket."))
    elif crowd.others:
        parts.append(
            _(
                "%(count)s leger utenfor ditt område er også forsinket.",
                count=crowd_figure(Crowd(crowd.others)),
            )
        )
    return " ".join(parts) or None


# What was promised, and how it is reckoned


def _kept_words(kept: Kept) -> str:
    promised = months_short(months(kept.promised_days))
    if kept.saved_days is None:
        return _(
            "En ekstra samling er lagt inn. Lovet %(promised)s; resultatet kommer når tallene er"
            " regnet på nytt.",
            promised=promised,
        )
    return _(
        "Ekstra samling lagt inn: *lovet %(promised)s, ble %(saved)s*. Andre endringer på kurset"
        " etterpå teller også med. Løftet gjaldt en samling fra %(day)s.",
        promised=promised,
        saved=months_short(months(kept.saved_days)),
        day=day(date.fromisoformat(kept.starts_on)),
    )


def _explanation(rule: str, outlook: Outlook | None) -> tuple[str, ...]:
    """How the numbers come about: rule, dates tried, notice, what is known, bounds."""
    lines = [
        rule,
        _(
            "For alle leger og alle samlinger framover regner vi ut hvem som får plass, og hvor"
            " mange dager kurset flytter datoen når alt annet er ferdig."
        ),
    ]
    if outlook is not None:
        lines += _tried(outlook.extras)
        if outlook.unknown:
            lines.append(
                _(
                    "Noen leger trenger kurset uten at dagene er kjent. De får plass i"
                    " regnestykket, men teller ikke i det som spares."
                )
            )
    lines += [
        _(
            "En lege uten plass kan tidligst ha kurset etter den siste samlingen som er kunngjort."
            " Forsinkelsen er da minst så lang, og det som spares, er minst så mye."
        ),
        _("Tallene gjelder én endring om gangen. To ekstra samlinger sparer ikke alltid summen."),
    ]
    return tuple(lines)


def _tried(extras: Sequence[Extra]) -> list[str]:
    if not extras:
        return []
    first, last = extras[0], extras[-1]
    length = (first.ends_on - first.starts_on).days + 1
    lines = [
        _(
            "Vi har prøvd én dato i måneden fra %(first)s til %(last)s, hver med %(seats)s plasser"
            " og %(days)s dager, aldri i juli.",
            first=day(first.starts_on),
            last=day(last.starts_on),
            seats=figure(first.seats),
            days=figure(length),
        )
    ]
    soonest = next((extra for extra in extras if extra.obstacle is None), None)
    if soonest is not None and soonest is not first:
        lines.append(
            _(
                "Tidligere enn %(day)s rekker ikke påmeldingen å bli kunngjort og lukket.",
                day=day(soonest.starts_on),
            )
        )
    return lines
