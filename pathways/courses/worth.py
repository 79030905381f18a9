"""What would help one course: one more session, more seats, a session on another date.

Every figure is the same contest run again with one thing changed and the other courses as they
are, so that what is promised is what comes out when it is really done.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from pathways.courses.candidates import candidate_days as candidate_days
from pathways.courses.contest import UNKNOWN, Contest, Entry, Seats, give, in_order
from pathways.courses.half_years import half_years_of
from pathways.courses.population import Settlement, clipped
from pathways.types.courses import (
    CourseOffer,
    CourseSession,
    Doctor,
    Extra,
    MoreSeats,
    Move,
    Outlook,
)

MORE_SEATS = 10


def outlook(
    offer: CourseOffer,
    settlement: Settlement,
    doctors: Iterable[Doctor],
    today: date,
    candidates: Sequence[Extra],
) -> Outlook:
    """Demand, delay and what would help, for one course.

    `settlement` is what `settle` gave for the same offer and `doctors`. Each demand's `service`
    must have the start day of every candidate that has no obstacle. Raises ValueError as
    `seats.assign`.
    """
    standings = settlement.of_course(offer.key)
    world = _World(offer, settlement, doctors, today)
    moved = [standing.moved_days for standing in standings]
    extras = tuple(world.valued(candidate) for candidate in candidates)
    best = max(extras, key=lambda e: (e.saved_days, -e.starts_on.toordinal()), default=None)
    if best is not None and best.saved_days <= 0:
        best = None
    return Outlook(
        course=offer.key,
        needing=len(standings),
        seats_ahead=sum(session.seats for session in world.ahead),
        delayed=sum(1 for days in moved if days),
        delay_days=sum(days for days in moved if days),
        unknown=sum(1 for days in moved if days is None),
        extras=extras,
        more_seats=tuple(world.more_seats()),
        moves=tuple(world.moves(candidates)),
        half_years=half_years_of(standings, world.demands, world.ahead, settlement, today),
        best=best,
        saved_by={} if best is None else world.saved_by(best),
    )


def extra_session(offer: CourseOffer, extra: Extra) -> CourseSession:
    """The session that an extra stands for: sign-up is open until it starts."""
    key = f"extra:{extra.starts_on}"
    return CourseSession(key, offer.key, extra.starts_on, extra.ends_on, extra.seats)


def moved_session(session: CourseSession, starts_on: date) -> CourseSession:
    """A session on another date: length and seats stay, and sign-up moves as many days."""
    shift = starts_on - session.starts_on
    opens, closes = session.signup_opens_on, session.signup_closes_on
    return replace(
        session,
        starts_on=starts_on,
        ends_on=session.ends_on + shift,
        signup_opens_on=None if opens is None else opens + shift,
        signup_closes_on=None if closes is None else closes + shift,
    )


class _World:
    """One course as it is, ready to be tried with one thing changed."""

    def __init__(
        self,
        offer: CourseOffer,
        settlement: Settlement,
        doctors: Iterable[Doctor],
        today: date,
    ) -> None:
        needed = [(d.ready_on, m) for d in doctors for m in d.demands if m.course == offer.key]
        self.demands = {demand.doctor: demand for _, demand in needed}
        ready = {demand.doctor: day for day, demand in needed}
        self._offer, self._today = offer, today
        self._contest = Contest(offer, self.demands.values(), today, ready)
        self._sessions = self._contest.sessions
        self.ahead = [s for s in self._sessions if s.starts_on > today]
        self._entries = self._contest.entries()
        self._entry_of = {entry.session.key: entry for entry in self._entries}
        self._before = list(self._seats_before())
        names = self._contest.doctors
        self._was = [_ordinal(settlement.approvals[name]) for name in names]
        self._others = [
            UNKNOWN
            if was == UNKNOWN
            else was - (settlement.standings[name, offer.key].moved_days or 0)
            for name, was in zip(names, self._was, strict=True)
        ]
        seats = self._before[-1]
        self._had = [UNKNOWN if seat < 0 else self._entries[seat].end for seat in seats]
        self._seated = [n for n, seat in enumerate(seats) if seat >= 0]
        self._unseated = [n for n, seat in enumerate(seats) if seat < 0]

    # ---- What is tried ------------------------------------------------------------------

    def valued(self, candidate: Extra) -> Extra:
        """A candidate with what it saves."""
        if candidate.obstacle is not None:
            return candidate
        won, seats = self._with_extra(candidate)
        seated = sum(1 for n in self._unseated if seats[n] >= 0)
        return replace(candidate, saved_days=sum(won.values()), helped=_helped(won), seated=seated)

    def saved_by(self, extra: Extra) -> dict[str, int]:
        """The days that an extra session saves for each doctor who wins any."""
        won, _seats = self._with_extra(extra)
        return {self._contest.doctors[n]: days for n, days in won.items() if days > 0}

    def more_seats(self) -> Iterator[MoreSeats]:
        """Ten more seats in each session ahead."""
        for number, entry in enumerate(self._entries):
            if entry.session.starts_on <= self._today:
                continue
            larger = entry._replace(seats=entry.seats + MORE_SEATS)
            entries = [*self._entries[:number], larger, *self._entries[number + 1 :]]
            won, _seats = self._tried(entries, number)
            yield MoreSeats(entry.session.key, MORE_SEATS, sum(won.values()), _helped(won))

    def moves(self, candidates: Sequence[Extra]) -> Iterator[Move]:
        """Each session ahead on each candidate date, other sessions as they are."""
        days = [each.starts_on for each in candidates if each.obstacle is None]
        for session in self.ahead:
            for day in days:
                if day != session.starts_on:
                    yield self._move(session, day)

    def _move(self, session: CourseSession, day: date) -> Move:
        moved = moved_session(session, day)
        sessions = in_order([*(s for s in self._sessions if s is not session), moved])
        first = min(self._sessions.index(session), sessions.index(moved))
        # Nobody who chose the moved session competes before both its dates, so that everything
        # earlier stays as it is.
        entries = [*self._entries[:first], *self._later(sessions[first:], sessions)]
        won, _seats = self._tried(entries, first)
        days = sum(won.values())
        return Move(session.key, moved.starts_on, moved.ends_on, days, _helped(won))

    def _later(
        self, chosen: Sequence[CourseSession], sessions: Sequence[CourseSession]
    ) -> Iterator[Entry]:
        """Entries of `chosen` among other `sessions`; those that stay the same are kept."""
        usual = self._contest.usual_bound
        bound = self._contest.bound(sessions)
        differ = [(n, m) for n, m in zip(usual, bound, strict=True) if n != m]
        if not differ:
            bound = usual
        for session in chosen:
            entry = self._entry_of[session.key]
            start = session.starts_on.toordinal()
            is_same = all((was < start) == (now < start) for was, now in differ)
            if entry.session is session and is_same:
                yield entry
            else:
                yield self._contest.entry(session, bound)

    def _with_extra(self, extra: Extra) -> tuple[dict[int, int], Seats]:
        session = extra_session(self._offer, extra)
        number = in_order([*self._sessions, session]).index(session)
        entry = self._contest.entry(session, self._contest.usual_bound)
        entries = [*self._entries[:number], entry, *self._entries[number:]]
        return self._tried(entries, number)

    # ---- Running again ------------------------------------------------------------------

    def _seats_before(self) -> Iterator[Seats]:
        """The seats given before each session, and after the last one."""
        seats = [UNKNOWN] * len(self._contest.doctors)
        yield seats.copy()
        for number in range(len(self._entries)):
            yield give(self._entries[: number + 1], seats, number).copy()

    def _tried(self, entries: Sequence[Entry], first: int) -> tuple[dict[int, int], Seats]:
        """Days won by each doctor whose day moves, and the seats, when `entries` differ.

        They are as ever before number `first`, so that whoever has a seat there has the same.
        The days are those of `population.days_won`.
        """
        seats = give(entries, self._before[first].copy(), first)
        ends = [entry.end for entry in entries]
        had, others, was = self._had, self._others, self._was
        won = {}
        for n, seat in enumerate(seats):
            if seat < first or had[n] == ends[seat] or others[n] < 0:
                continue
            days = was[n] - max(others[n], ends[seat])
            if days := clipped(days, had_seat=had[n] >= 0, has_seat=True):
                won[n] = days
        for n in self._seated:
            if seats[n] >= 0 or others[n] < 0:
                continue
            days = was[n] - max(others[n], self._bound_of(n, entries))
            if days := clipped(days, had_seat=True, has_seat=False):
                won[n] = days
        return won, seats

    def _bound_of(self, number: int, entries: Sequence[Entry]) -> int:
        """The day that a doctor without a seat is not done before; `UNKNOWN` for none."""
        sessions = [entry.session for entry in entries]
        bound = self._contest.bound(sessions)
        if any(self._contest.can_try(number, session, bound) for session in sessions):
            return max(entry.end for entry in entries)
        return UNKNOWN


def _helped(won: dict[int, int]) -> int:
    return sum(1 for days in won.values() if days > 0)


def _ordinal(day: date | None) -> int:
    return UNKNOWN if day is None else day.toordinal()
