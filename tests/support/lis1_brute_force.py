"""Every way to share out a small intake without couples, straight from the rows."""

from collections import Counter
from collections.abc import Iterator

from rotations.lis1.types import Intake

Way = dict[str, str]
INCLUDES = {"autorisasjon": {"autorisasjon", "lisens"}, "lisens": {"lisens"}}


def ways(intake: Intake) -> Iterator[Way]:
    """All that keep places, caps, wishes, qualifications and those placed beforehand."""
    fixed = {each.candidate: each.seat for each in intake.preplacements}
    free = [each for each in intake.candidates if each.key not in fixed]
    seats = {each.key: each for each in intake.seats}

    def fits(way: Way) -> bool:
        count = Counter(way.values())
        if any(count[key] > seat.places for key, seat in seats.items()):
            return False
        return all(
            sum(n for key, n in count.items() if cap.counts(seats[key])) <= cap.places
            for cap in intake.caps
        )

    def rest(at: int, way: Way) -> Iterator[Way]:
        if at == len(free):
            yield dict(way)
            return
        yield from rest(at + 1, way)
        candidate = free[at]
        has = set().union(*(INCLUDES[each] for each in candidate.qualifications))
        for key in candidate.wishes:
            if has.issuperset(seats[key].needs) and not seats[key].is_closed:
                way[candidate.key] = key
                if fits(way):
                    yield from rest(at + 1, way)
                del way[candidate.key]

    yield from rest(0, dict(fixed))


def ranks(intake: Intake, way: Way) -> list[int]:
    """The ranks of those who were shared out."""
    fixed = {each.candidate for each in intake.preplacements}
    return [
        each.wishes.index(way[each.key]) + 1
        for each in intake.candidates
        if each.key in way and each.key not in fixed
    ]
