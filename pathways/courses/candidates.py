"""Days on which one more session of a course could be held.

One a month: the first Monday on or after the 1st that is no public holiday. July is holiday.
"""

from datetime import date, timedelta
from statistics import median_low

from pathways.month_axis import DAY, MONTHS_A_YEAR
from pathways.types.courses import CourseOffer, Extra, Obstacle

DEFAULT_SEATS = 20
"""Seats of a session when the course has neither a usual number nor sessions. No source says."""
DEFAULT_DAYS = 3
"""Days of a session when the course has neither a usual length nor sessions. No source says."""
HOLIDAY_MONTH = 7
_WEEK = 7


def candidate_days(
    offer: CourseOffer, today: date, notice_days: int, months: int = 24
) -> tuple[Extra, ...]:
    """One candidate in each of the `months` after the one of `today`, in order of time.

    Seats and length are the usual ones of the course, else the median of its sessions, else the
    defaults. A candidate that starts less than `notice_days` after today comes too soon.
    """
    seats, length = usual_seats(offer), usual_days(offer)
    soonest = today + timedelta(days=notice_days)
    found = []
    for number in range(1, months + 1):
        years, month = divmod(today.month - 1 + number, MONTHS_A_YEAR)
        starts_on = _first_monday(today.year + years, month + 1)
        obstacle = None
        if starts_on < soonest:
            obstacle = Obstacle.TOO_SOON
        elif starts_on.month == HOLIDAY_MONTH:
            obstacle = Obstacle.HOLIDAY
        ends_on = starts_on + (length - 1) * DAY
        found.append(Extra(starts_on, ends_on, seats, obstacle=obstacle))
    return tuple(found)


def usual_seats(offer: CourseOffer) -> int:
    """Seats of one more session."""
    if offer.usual_seats is not None:
        return offer.usual_seats
    return median_low([each.seats for each in offer.sessions] or [DEFAULT_SEATS])


def usual_days(offer: CourseOffer) -> int:
    """Length of one more session in days, the first and the last included."""
    if offer.usual_days is not None:
        return offer.usual_days
    lengths = [(each.ends_on - each.starts_on).days + 1 for each in offer.sessions]
    return median_low(lengths or [DEFAULT_DAYS])


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    monday = first + (-first.weekday() % _WEEK) * DAY
    return monday + _WEEK * DAY if _is_holiday(monday) else monday


def _is_holiday(monday: date) -> bool:
    """The public holidays that a first Monday of a month can be."""
    if (monday.month, monday.day) in ((1, 1), (5, 1)):
        return True
    easter = _easter(monday.year)
    return monday in (easter + DAY, easter + 50 * DAY)


def _easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, left = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    quarter, last = divmod(rest, 4)
    week = (32 + 2 * left + 2 * quarter - moon - last) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)
