"""What doctors outside a case leave of the limits they share with it.

A place, a supervisor or an agreement may be shared by several plans, and by doctors in none. The
case counts its own doctors only, so its bounds are what the others leave: rules, loads and planner
need to know no more. Where the others alone are too many, nothing is left, and the case is not to
blame for them.
"""

from dataclasses import replace

from rotations.types.case import FULL_TIME, Limit, Outside


def beside(limit: Limit, taken: int, filling: int) -> Limit:
    """The limit with what is left of it; the same one when nobody else is there.

    `taken` is the room that others take and `filling` what they count towards the minimum (vacant
    posts take room and fill nothing), in per cent of a doctor, or of a doctor-month for a whole
    span. A part of a place that is taken cannot be given whole, so it counts as taken under the
    maximum and as not filled under the minimum.
    """
    if taken <= 0:
        return limit
    places = -(-taken // FULL_TIME)
    most = None if limit.maximum is None else max(0, limit.maximum - places)
    least = None
    if limit.minimum is not None:
        least = max(0, limit.minimum - filling // FULL_TIME)
        least = least if most is None else min(least, most)
    outside = Outside(places, limit.minimum, limit.maximum)
    return replace(limit, minimum=least, maximum=most, outside=outside)
