"""Seats and approvals by simulation, one question at a time: a checker that shares no code.

Slow and plain on purpose. Doctors stand in a queue per session; the one who comes before all
others in the queue is found by comparing pairs, takes a seat, and leaves all other queues.
"""

from pathways.types.courses import CourseOffer, CourseSession, Demand, Doctor


def _is_first(one, other, session, order):
    """Whether `one` comes before `other`; each is (doctor, demand, registration here)."""
    for way in order:
        if way == "longest_service":
            mine, theirs = (-each[1].service[session.starts_on] for each in (one, other))
        elif way == "nearest_approval":
            mine, theirs = (
                (each[0].ready_on is None, str(each[0].ready_on)) for each in (one, other)
            )
        else:
            mine, theirs = (_application(each[2]) for each in (one, other))
        if mine != theirs:
            return mine < theirs
    return one[0].key < other[0].key


def _application(registration):
    if registration is None or registration.state not in ("applied", "confirmed", "waiting"):
        return (2, "")
    if registration.applied_on is None:
        return (1, "")
    return (0, str(registration.applied_on))


def _first_of(queue, session, order):
    first = queue[0]
    for other in queue[1:]:
        if _is_first(other, first, session, order):
            first = other
    return first


def _here(demand: Demand, session: CourseSession):
    found = [r for r in demand.registrations if r.session == session.key]
    return found[-1] if found else None


def _standing_sessions(offer: CourseOffer, today):
    found = [s for s in offer.sessions if s.cancelled_on is None and s.ends_on >= today]
    return sorted(found, key=lambda s: (s.starts_on, s.ends_on, s.key))


def _may_try(demand: Demand, session: CourseSession, sessions, today) -> bool:
    """Whether the doctor could sit in the session, leave aside."""
    if session.starts_on <= today or session.starts_on < demand.from_on:
        return False
    mine = _here(demand, session)
    state = mine.state.value if mine else None
    if state in ("applied", "waiting", "confirmed"):
        return True
    if state in ("withdrawn", "attended", "absent"):
        return False
    if session.signup_closes_on is not None and session.signup_closes_on < today:
        return False
    for other in sessions:
        there = _here(demand, other)
        chosen = there is not None and there.state.value in ("applied", "waiting", "confirmed")
        if chosen and other.starts_on >= session.starts_on:
            return False
    return True


def _is_away(demand: Demand, session: CourseSession) -> bool:
    day = session.starts_on.toordinal()
    while day <= session.ends_on.toordinal():
        for first, last in demand.leaves:
            if first.toordinal() <= day <= last.toordinal():
                return True
        day += 1
    return False


def seats_of(offer: CourseOffer, doctors: list[Doctor], today) -> dict[str, tuple]:
    """For each doctor who needs the course: outcome, session, last day, whether it is a bound."""
    people = [(d, m) for d in doctors for m in d.demands if m.course == offer.key]
    sessions = _standing_sessions(offer, today)
    got: dict[str, tuple] = {}
    for session in sessions:
        left = session.seats
        for doctor, demand in people:
            mine = _here(demand, session)
            if doctor.key not in got and mine and mine.state == "confirmed":
                got[doctor.key] = ("confirmed", session.key, session.ends_on, False)
                left -= 1
        if not offer.rule.is_predictable:
            continue
        queue = [
            (doctor, demand, _here(demand, session))
            for doctor, demand in people
            if doctor.key not in got
            and _may_try(demand, session, sessions, today)
            and not _is_away(demand, session)
        ]
        while queue and left > 0:
            first = _first_of(queue, session, offer.rule.order)
            queue.remove(first)
            got[first[0].key] = ("likely", session.key, session.ends_on, False)
            left -= 1
    for doctor, demand in people:
        if doctor.key in got:
            continue
        if not offer.rule.is_predictable:
            got[doctor.key] = ("arranger_decides", None, None, False)
        elif any(_may_try(demand, s, sessions, today) for s in sessions):
            got[doctor.key] = ("no_seat", None, max(s.ends_on for s in sessions), True)
        else:
            got[doctor.key] = ("not_announced", None, None, False)
    return got


def approvals_of(offers: list[CourseOffer], doctors: list[Doctor], today, without=None):
    """The day on which everything with a known day is done, the course `without` left out."""
    given = {offer.key: seats_of(offer, doctors, today) for offer in offers}
    found = {}
    for doctor in doctors:
        days = [doctor.ready_on]
        for demand in doctor.demands:
            if demand.course != without:
                days.append(given[demand.course][doctor.key][2])
        known = [day for day in days if day is not None]
        found[doctor.key] = None if doctor.ready_on is None else max(known)
    return found


def won_by(offers_before, offers_after, doctors, today, course) -> dict[str, int]:
    """Days of approval won by each doctor when one course changes, bounds never taken as won."""
    was, now = (approvals_of(offers, doctors, today) for offers in (offers_before, offers_after))
    seats = [{o.key: o for o in offers}[course] for offers in (offers_before, offers_after)]
    had, has = (seats_of(offer, doctors, today) for offer in seats)
    won = {}
    for doctor in had:
        if was[doctor] is None:
            continue
        days = (was[doctor] - now[doctor]).days
        if had[doctor][1] is None:
            days = max(days, 0) if has[doctor][1] else 0
        elif has[doctor][1] is None:
            days = min(days, 0)
        if days:
            won[doctor] = days
    return won
