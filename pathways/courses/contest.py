"""The contest for the seats of one course, in the form that is run thousands of times.

Doctors are numbers (in the order of their keys) and days are ordinals. What depends only on the
start day, the rule's order, is worked out once per day, and what depends on the days of a
session, who can come, once per session. A variant (one more session, more seats, another date)
shares all of that and is run again only from the first session that differs.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pathways.types.courses import (
    CourseOffer,
    CourseSession,
    Demand,
    Registration,
    RegistrationState,
    SeatOrder,
)

ACTIVE = frozenset(
    {RegistrationState.APPLIED, RegistrationState.WAITING, RegistrationState.CONFIRMED}
)
"""Registrations that bind: the doctor has chosen this session."""
APPLYING = frozenset({RegistrationState.APPLIED, RegistrationState.WAITING})
OUT = frozenset({RegistrationState.WITHDRAWN, RegistrationState.ATTENDED, RegistrationState.ABSENT})
"""Registrations by which the doctor is not in this session any more."""
NOBODY: Mapping[int, Registration] = {}
UNKNOWN = -1
_FAR = date.max.toordinal()

Seats = list[int]
"""For each doctor the number of the entry that gives a seat, or `UNKNOWN`."""


class Entry(NamedTuple):
    """One session in the contest: who stays, and everybody else who tries, first one first."""

    session: CourseSession
    seats: int
    stay: Sequence[int]
    ranking: Sequence[int]
    end: int
    """Last day as an ordinal."""


def in_order(sessions: Iterable[CourseSession]) -> list[CourseSession]:
    """Sessions in the order in which their seats are given."""
    return sorted(sessions, key=lambda s: (s.starts_on, s.ends_on, s.key))


class Contest:
    """One course, the doctors who need it, and one day to look from."""

    def __init__(
        self,
        offer: CourseOffer,
        demands: Iterable[Demand],
        today: date,
        ready: Mapping[str, date | None],
    ) -> None:
        """Prepare; raises ValueError when a doctor comes twice."""
        self.offer = offer
        self.today = today
        self.demands = sorted(demands, key=lambda demand: demand.doctor)
        self.doctors = [demand.doctor for demand in self.demands]
        if len(set(self.doctors)) < len(self.doctors):
            raise ValueError(f"a doctor needs the course {offer.key} twice")
        self.sessions = in_order(
            s for s in offer.sessions if not s.is_cancelled and s.ends_on >= today
        )
        """Announced, standing and not over."""
        self._ready = [_ordinal(ready.get(doctor)) for doctor in self.doctors]
        self._registered: dict[str, dict[int, Registration]] = {}
        for number, demand in enumerate(self.demands):
            for registration in demand.registrations:
                self._registered.setdefault(registration.session, {})[number] = registration
        self._orders: dict[tuple[str | None, date], list[int]] = {}
        self._reach: dict[tuple[date, date], Sequence[bool]] = {}
        self._services: dict[date, list[int]] = {}
        self._open: dict[tuple[date, date], list[int]] = {}
        self.is_predictable = offer.rule.is_predictable
        self._ways = offer.rule.order
        self.usual_bound = self.bound(self.sessions)
        """`bound` with the sessions as they are."""

    # ---- Entries ------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """The sessions as they are, in order, with those who try."""
        return [self.entry(session, self.usual_bound) for session in self.sessions]

    def bound(self, sessions: Iterable[CourseSession]) -> list[int]:
        """For each doctor the first day of the last session chosen; 0 when none is."""
        bound = [0] * len(self.doctors)
        for session in sessions:
            start = session.starts_on.toordinal()
            for number, registration in self._registered.get(session.key, NOBODY).items():
                if registration.state in ACTIVE and bound[number] < start:
                    bound[number] = start
        return bound

    def entry(self, session: CourseSession, bound: Sequence[int]) -> Entry:
        """One session with those who try."""
        here = self._registered.get(session.key, NOBODY)
        stay = [n for n, r in here.items() if r.state is RegistrationState.CONFIRMED]
        end = session.ends_on.toordinal()
        if session.starts_on <= self.today or not self.is_predictable:
            return Entry(session, len(stay), self._sorted(stay, session), (), end)
        if not here:
            ranking = self._open_to(session, bound) if self._takes(session) else []
            return Entry(session, session.seats, (), ranking, end)
        reach = self._reachable(session)
        order = self.order(session)
        start = session.starts_on.toordinal()
        applying = {n for n, r in here.items() if r.state in APPLYING}
        out = {n for n, r in here.items() if r.state is not RegistrationState.INTERESTED}
        takes = self._takes(session)
        ranking = [
            n
            for n in order
            if reach[n] and (n in applying or (takes and bound[n] < start and n not in out))
        ]
        return Entry(session, session.seats, self._sorted(stay, session), ranking, end)

    def _open_to(self, session: CourseSession, bound: Sequence[int]) -> list[int]:
        """Who competes for a session that nobody is registered in: the same for equal days."""
        days = (session.starts_on, session.ends_on)
        is_usual = bound is self.usual_bound
        if is_usual and days in self._open:
            return self._open[days]
        start, reach = session.starts_on.toordinal(), self._reachable(session)
        ranking = [n for n in self.order(session) if bound[n] < start and reach[n]]
        if is_usual:
            self._open[days] = ranking
        return ranking

    def can_try(self, number: int, session: CourseSession, bound: Sequence[int]) -> bool:
        """Whether a doctor could take a session if no leave and nobody else stood in the way."""
        if session.starts_on <= self.today:
            return False
        if self.demands[number].from_on > session.starts_on:
            return False
        registration = self._registered.get(session.key, NOBODY).get(number)
        if registration is not None and registration.state in ACTIVE:
            return True
        if registration is not None and registration.state in OUT:
            return False
        return self._takes(session) and bound[number] < session.starts_on.toordinal()

    def _takes(self, session: CourseSession) -> bool:
        return session.takes_signups(self.today)

    def _reachable(self, session: CourseSession) -> Sequence[bool]:
        """Who has begun by the first day and is in no leave on any day."""
        days = (session.starts_on, session.ends_on)
        if days not in self._reach:
            first, last = days
            self._reach[days] = [
                demand.from_on <= first
                and not (demand.leaves and any(a <= last and b >= first for a, b in demand.leaves))
                for demand in self.demands
            ]
        return self._reach[days]

    def _sorted(self, numbers: Sequence[int], session: CourseSession) -> Sequence[int]:
        if len(numbers) < 2 or not self.is_predictable:
            return sorted(numbers)
        chosen = set(numbers)
        return [n for n in self.order(session) if n in chosen]

    # ---- The rule's order ---------------------------------------------------------------

    def order(self, session: CourseSession) -> list[int]:
        """All doctors in the rule's order for a session, the first one first."""
        here = self._registered.get(session.key, NOBODY)
        applied = SeatOrder.EARLIEST_APPLICATION in self._ways and bool(here)
        key = (session.key if applied else None, session.starts_on)
        if key not in self._orders:
            self._orders[key] = self._ordered(session.starts_on, here if applied else NOBODY)
        return self._orders[key]

    def _ordered(self, day: date, here: Mapping[int, Registration]) -> list[int]:
        order = list(range(len(self.doctors)))
        # Sorting is stable, so the least important comes first and the doctor's key before it.
        for way in reversed(self._ways):
            values = self._values(way, day, here)
            if values is not None:
                order.sort(key=values.__getitem__)
        return order

    def _values(
        self, way: SeatOrder, day: date, here: Mapping[int, Registration]
    ) -> list[int] | None:
        if way is SeatOrder.LONGEST_SERVICE:
            return self._service_on(day)
        if way is SeatOrder.NEAREST_APPROVAL:
            return [_FAR + 1 if ready == UNKNOWN else ready for ready in self._ready]
        if not here:
            return None
        values = [_FAR + 2] * len(self.doctors)
        for number, registration in here.items():
            if registration.state in ACTIVE:
                day_applied = registration.applied_on
                values[number] = _FAR + 1 if day_applied is None else day_applied.toordinal()
        return values

    def _service_on(self, day: date) -> list[int]:
        """The service of everybody before `day`, less than 0, so that the longest comes first."""
        if day not in self._services:
            try:
                self._services[day] = [-demand.service[day] for demand in self.demands]
            except KeyError:
                lacking = next(d.doctor for d in self.demands if day not in d.service)
                raise ValueError(f"no service of {lacking} is given on {day}") from None
        return self._services[day]


def give(entries: Sequence[Entry], seats: Seats, first: int = 0) -> Seats:
    """Give the seats of `entries` from number `first` on; changes and returns `seats`."""
    for number in range(first, len(entries)):
        _session, left, stay, ranking, _end = entries[number]
        for doctor in stay:
            if seats[doctor] < 0:
                seats[doctor] = number
                left -= 1
        if left <= 0:
            continue
        for doctor in ranking:
            if seats[doctor] < 0:
                seats[doctor] = number
                left -= 1
                if not left:
                    break
    return seats


def _ordinal(day: date | None) -> int:
    return UNKNOWN if day is None else day.toordinal()
