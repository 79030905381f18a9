"""Oversikt: what waits for a coordinator, and how it stands, from the doctors' own dates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, zip_longest

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import course_demand, delays_page, start_pages
from app.services.expected_dates import Expected, ExpectedDates
from app.services.my_pathway_words import organisation_name
from app.services.projection_words import deciding_shortly
from app.services.start_pages import Opening
from app.services.trainee_list_words import sentence
from app.services.wording import day, figure, in_language, long_day, plain
from app.store import record_batches, trainees
from app.store.trainees import ReachFilter, TraineeCounts, TraineeRow

MOST_WAITING = 5
"""A start page shows at most five things that wait."""
HALF_A_YEAR = timedelta(days=183)
"""A plan is published half a year ahead: what must begin before that needs a place now."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: what, for whom, and the day that goes with it."""

    title: str
    text: str | None
    due: str
    who: str
    url: str


@dataclass(frozen=True, slots=True)
class CoordinatorStart:
    """The page. `too_many` says why no dates are reckoned; None when they are."""

    opening: Opening
    waiting: tuple[Waiting, ...]
    counts: TraineeCounts
    doctors: str
    plans: str
    delays: str
    courses: str
    too_many: str | None


@dataclass(frozen=True, slots=True)
class _Standing:
    """Everybody within reach with the answers; no answers when they are too many."""

    counts: TraineeCounts
    rows: tuple[TraineeRow, ...]
    dates: ExpectedDates | None
    answers: tuple[Expected, ...]


def load_start(
    session: Session,
    reach: ReachFilter,
    *,
    today: date,
    most_dated: int,
    address_of: Callable[[str], str],
) -> CoordinatorStart:
    """The start page; a fixed number of queries. `address_of` leads to a doctor's page."""
    standing = _load(session, reach, today, most_dated)
    counts = standing.counts
    return CoordinatorStart(
        opening=_opening(standing, today),
        waiting=_waiting(standing, today, address_of),
        counts=counts,
        doctors=sentence(standing.answers, today) or in_training(counts),
        plans=start_pages.plans(counts),
        delays=delays_page.opening_of(session, reach, today=today).sentence,
        courses=course_demand.opening_of(session, reach).sentence,
        too_many=None if standing.dates is not None else _too_many(counts.total, most_dated),
    )


def opening_of(session: Session, reach: ReachFilter, *, today: date, most_dated: int) -> Opening:
    """The page's first sentence alone, for the demo picker and a digest."""
    return _opening(_load(session, reach, today, most_dated), today)


def in_training(counts: TraineeCounts) -> str:
    """How many there are, when no day can be said."""
    return ngettext(
        "%(count)s lege er i utdanning.",
        "%(count)s leger er i utdanning.",
        counts.total,
        count=figure(counts.total),
    )


def _load(session: Session, reach: ReachFilter, today: date, most_dated: int) -> _Standing:
    counts = trainees.count_trainees(session, reach)
    if counts.total > most_dated:
        wanted = trainees.TraineeFilter(missing="supervisor")
        rows, _total = trainees.list_trainees(
            session, reach, wanted, today=today, limit=MOST_WAITING
        )
        return _Standing(counts, rows, None, ())
    rows, _total = trainees.list_trainees(
        session, reach, trainees.TraineeFilter(), today=today, limit=most_dated
    )
    found = record_batches.load_named(session, [row.public_id for row in rows])
    dates = ExpectedDates(session, found, today)
    return _Standing(counts, rows, dates, tuple(dates.of(row.public_id) for row in rows))


def _opening(standing: _Standing, today: date) -> Opening:
    places = [
        one.unplaced.latest_start
        for one in standing.answers
        if one.unplaced is not None and one.unplaced.latest_start <= today + HALF_A_YEAR
    ]
    return start_pages.coordinator(standing.counts, places)


def _too_many(total: int, most: int) -> str:
    return _(
        "Datoer regnes ut for inntil %(most)s leger om gangen. Her er %(total)s, så bare det som"
        " mangler, vises.",
        most=figure(most),
        total=figure(total),
    )


# What waits


def _waiting(
    standing: _Standing, today: date, address_of: Callable[[str], str]
) -> tuple[Waiting, ...]:
    """At most five: what moves a date first, and something of every kind that there is."""
    rows = {row.public_id: row for row in standing.rows}
    kinds = [
        _unplaced(standing, rows, today, address_of),
        _gains(standing, rows, address_of),
        _lacking(standing.rows, _needs_supervisor, _("Utpek veileder for %(name)s"), address_of),
        _lacking(standing.rows, _needs_plan, _("Lag utdanningsplan for %(name)s"), address_of),
    ]
    in_turn = [one for one in chain.from_iterable(zip_longest(*kinds)) if one is not None]
    chosen = set(in_turn[:MOST_WAITING])
    return tuple(one for one in chain.from_iterable(kinds) if one in chosen)


def _unplaced(
    standing: _Standing,
    rows: dict[str, TraineeRow],
    today: date,
    address_of: Callable[[str], str],
) -> list[Waiting]:
    dates = standing.dates
    if dates is None:
        return []
    found = [(one.unplaced, one.person) for one in standing.answers if one.unplaced is not None]
    found.sort(key=lambda each: (each[0].latest_start, rows[each[1]].name))
    return [
        Waiting(
            title=_(
                "Finn plass på %(service)s for %(name)s",
                service=dates.telling(person).line(unplaced.ref),
                name=plain(rows[person].name),
            ),
            text=_("%(where)s. Senere start flytter datoen.", where=_where(rows[person])),
            due=long_day(unplaced.latest_start),
            who=_days_left(unplaced.latest_start, today),
            url=address_of(person),
        )
        for unplaced, person in found[:MOST_WAITING]
    ]


def _gains(
    standing: _Standing, rows: dict[str, TraineeRow], address_of: Callable[[str], str]
) -> list[Waiting]:
    dates = standing.dates
    if dates is None:
        return []
    found = [one for one in standing.answers if one.gain and one.is_specialist]
    found.sort(key=lambda one: (-(one.gain or 0), rows[one.person].name))
    return [
        Waiting(
            title=_(
                "Se hva som kan gi %(name)s en tidligere dato", name=plain(rows[one.person].name)
            ),
            text=plain(deciding_shortly(one.projection, dates.telling(one.person))),
            due=ngettext("%(num)s dag å vinne", "%(num)s dager å vinne", one.gain or 0),
            who=_("best %(best)s, nå %(day)s", best=_day(one.projection.best), day=_day(one.day)),
            url=address_of(one.person),
        )
        for one in found[:MOST_WAITING]
    ]


def _lacking(
    rows: Sequence[TraineeRow],
    lacks: Callable[[TraineeRow], bool],
    title: str,
    address_of: Callable[[str], str],
) -> list[Waiting]:
    """Those who lack something, whoever has been longest in the place first."""
    found = sorted(
        (row for row in rows if lacks(row)), key=lambda row: (row.place_from or date.max, row.name)
    )
    return [
        Waiting(
            title=title % {"name": plain(row.name)},
            text=_where(row),
            due="" if row.place_from is None else long_day(row.place_from),
            who="" if row.place_from is None else _("begynte her da"),
            url=address_of(row.public_id),
        )
        for row in found[:MOST_WAITING]
    ]


def _needs_supervisor(row: TraineeRow) -> bool:
    return row.is_in_training and row.supervisor is None


def _needs_plan(row: TraineeRow) -> bool:
    return row.is_in_training and not row.has_plan


def _where(row: TraineeRow) -> str:
    place = row.place or row.organisation
    stage = in_language(row, "stage") or ""
    return f"{stage}, {organisation_name(place)}" if place else stage


def _days_left(last: date, today: date) -> str:
    return ngettext("%(num)s dag igjen", "%(num)s dager igjen", (last - today).days)


def _day(value: date | None) -> str:
    return "–" if value is None else day(value)
