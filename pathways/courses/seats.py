"""Who gets which session of one course: session by session, in order of start.

Those with a confirmed seat stay. The seats that are left go to those who compete for the
session, in the rule's order; whoever gets none competes again for the next one that can be
reached. The model is described in `docs/courses.md`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pathways.courses.contest import UNKNOWN, Contest, Entry, Seats, give
from pathways.types.courses import (
    CourseOffer,
    CourseSession,
    Demand,
    SeatOutcome,
    Standing,
    Turn,
)

NONE_READY: Mapping[str, date | None] = {}


@dataclass(frozen=True, slots=True)
class SessionSeats:
    """One session: doctors by key, each list with the first one first.

    `confirmed` hold a seat and stay, also above the seats there are; `likely` get one by the
    rule; `without` tried and get none here.
    """

    session: CourseSession
    confirmed: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """The seats of one course as the rule gives them.

    `sessions` are those going on and ahead, not the cancelled ones, in order of start.
    `standings` has every doctor who needs the course, without `moved_days`.
    """

    course: str
    sessions: tuple[SessionSeats, ...]
    standings: Mapping[str, Standing]

    @property
    def last_day(self) -> date | None:
        """The last day of the last session announced: nobody without a seat is done before."""
        return max((each.session.ends_on for each in self.sessions), default=None)


def assign(
    offer: CourseOffer,
    demands: Iterable[Demand],
    today: date,
    ready: Mapping[str, date | None] = NONE_READY,
) -> SeatPlan:
    """Give the seats of one course.

    `ready` is the day by which all else is done, by doctor; only `NEAREST_APPROVAL` reads it.
    Raises ValueError when a doctor comes twice, and when a rule by service lacks the service of
    a doctor on the first day of a session.
    """
    contest = Contest(offer, demands, today, ready)
    entries = contest.entries()
    seats = give(entries, [UNKNOWN] * len(contest.doctors))
    stays = [frozenset(entry.stay) for entry in entries]
    turns: list[list[Turn]] = [[] for _ in contest.doctors]
    sessions = []
    for number, entry in enumerate(entries):
        sessions.append(_session(contest, entry, number, seats, turns))
    bound = contest.usual_bound
    last = max((entry.end for entry in entries), default=None)
    standings = {
        doctor: _standing(contest, entries, bound, seats[n], n, stays, turns[n], last)
        for n, doctor in enumerate(contest.doctors)
    }
    return SeatPlan(offer.key, tuple(sessions), standings)


def _session(
    contest: Contest, entry: Entry, number: int, seats: Seats, turns: list[list[Turn]]
) -> SessionSeats:
    """One session, with the turns of those who were there."""
    names = contest.doctors
    confirmed = [n for n in entry.stay if seats[n] == number]
    tried = [n for n in entry.ranking if seats[n] < 0 or seats[n] >= number]
    places = max(entry.seats, len(confirmed))
    applicants = len(confirmed) + len(tried)
    for position, n in enumerate([*confirmed, *tried], start=1):
        turns[n].append(Turn(entry.session.key, position, applicants, places))
    return SessionSeats(
        entry.session,
        tuple(names[n] for n in confirmed),
        tuple(names[n] for n in tried if seats[n] == number),
        tuple(names[n] for n in tried if seats[n] != number),
    )


def _standing(
    contest: Contest,
    entries: list[Entry],
    bound: list[int],
    seat: int,
    number: int,
    stays: list[frozenset[int]],
    turns: list[Turn],
    last: int | None,
) -> Standing:
    doctor, course = contest.doctors[number], contest.offer.key
    if seat != UNKNOWN:
        session = entries[seat].session
        outcome = SeatOutcome.CONFIRMED if number in stays[seat] else SeatOutcome.LIKELY
        return Standing(doctor, course, outcome, session.key, session.ends_on, turns=tuple(turns))
    if not contest.is_predictable:
        return Standing(doctor, course, SeatOutcome.ARRANGER_DECIDES)
    if last is None or not any(contest.can_try(number, e.session, bound) for e in entries):
        return Standing(doctor, course, SeatOutcome.NOT_ANNOUNCED)
    return Standing(
        doctor,
        course,
        SeatOutcome.NO_SEAT,
        done_on=date.fromordinal(last),
        is_bound=True,
        turns=tuple(turns),
    )
