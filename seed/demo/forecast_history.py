"""Ten invented years of one specialty, person by person: nobody appears or is gone unaccounted for.

Whoever is in post at the end of a year was there before, was approved here and stayed, or came from
elsewhere; whoever is not any more is among those who left. Every draw comes from the specialty's
own stream.
"""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from pathways.forecast.types import Sex
from seed.demo.forecast_values import Profile
from seed.demo.values import SEED

FIRST_YEAR, LAST_YEAR = 2016, 2025
EARLIEST, RAISED = 2000, 2019
"""Before the first who is followed, and the year from which some specialties start more."""
SHORTEST, LONGEST = 5, 12
FINISHING = {5: 0.12, 6: 0.30, 7: 0.38, 8: 0.45, 9: 0.50, 10: 0.55, 11: 0.60, 12: 1.0}
"""Invented: of those so far, the share approved in that year after LIS1."""
DROP_OUT = 0.025
EXIT_BY_AGE = ((45, 0.042), (55, 0.030), (60, 0.030), (62, 0.06), (64, 0.13), (66, 0.19),
               (68, 0.32), (70, 0.40), (79, 0.50))  # fmt: skip
"""Invented: below an age, the share who leave in a year."""
BANDS = ((28, 39), (40, 54), (55, 59), (60, 62), (63, 65), (66, 69), (70, 79))
YOUNGEST_START, OLDEST_START = 29, 35
RECRUIT_AGES = (36, 52)


@dataclass(slots=True)
class Someone:
    """A doctor: sex, age and (in training) whole years done."""

    sex: Sex
    age: int
    done: int = 0
    seen_from: int = 0
    """Years done when the history begins."""


@dataclass(slots=True)
class YearOf:
    """What came to the specialty in one year."""

    year: int
    started: int
    dropped_out: int
    in_training: int
    approved: int
    stayed: int
    recruited: int
    persons: int


@dataclass(slots=True)
class History:
    """A specialty's ten years, and who is there afterwards."""

    stock: list[Someone] = field(default_factory=list)
    trainees: list[Someone] = field(default_factory=list)
    years: list[YearOf] = field(default_factory=list)
    in_post: Counter[tuple[int, Sex, int]] = field(default_factory=Counter)
    """By year, sex and number of the age band."""
    gone: Counter[tuple[int, Sex, int]] = field(default_factory=Counter)
    durations: Counter[tuple[int, bool]] = field(default_factory=Counter)
    """By whole years, and whether finished."""


def live(profile: Profile) -> History:
    """The specialty's ten years."""
    draw = Random(f"{SEED}:staff:{profile.code}")
    told = History()
    told.stock = [_specialist(profile, draw) for _ in range(profile.before)]
    told.trainees = _first_trainees(profile, draw)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        _exits(told, year, draw)
        _arrivals(profile, told, year, draw)
    still = Counter((each.done, False) for each in told.trainees if each.seen_from < SHORTEST)
    told.durations.update({key: number for key, number in still.items() if key[0]})
    return told


def band_of(age: int) -> int:
    """The number of the age band of the exits."""
    return next(number for number, (_, last) in enumerate(BANDS) if age <= last)


def _specialist(profile: Profile, draw: Random) -> Someone:
    age = min(max(int(draw.triangular(34, 68, 45)) + profile.older, 33), 69)
    # Women are more of the young than of the old.
    women = profile.women + (0.12 if age < 50 else -0.15)
    return Someone(_sex(women, draw), age)


def _sex(women: float, draw: Random) -> Sex:
    return Sex.WOMAN if draw.random() < women else Sex.MAN


def _starts(profile: Profile, year: int) -> int:
    """Whole persons each year that add up to the yearly number, which rose once."""
    return _so_far(profile, year + 1) - _so_far(profile, year)


def _so_far(profile: Profile, year: int) -> int:
    before, since = min(year, RAISED) - EARLIEST, max(year - RAISED, 0)
    return int(profile.starts * (before * profile.earlier + since) + 0.5)


def _starter(profile: Profile, draw: Random) -> Someone:
    age = draw.randint(YOUNGEST_START, OLDEST_START)
    return Someone(_sex(min(profile.women + 0.12, 0.85), draw), age)


def _first_trainees(profile: Profile, draw: Random) -> list[Someone]:
    found = []
    for done in range(LONGEST):
        left = (1 - DROP_OUT) ** done
        for year in range(SHORTEST, done + 1):
            left *= 1 - FINISHING[year]
        for _ in range(_starts(profile, FIRST_YEAR - 1 - done)):
            someone = _starter(profile, draw)
            if draw.random() < left:
                someone.done = someone.seen_from = done
                someone.age += done
                found.append(someone)
    return found


def _exits(told: History, year: int, draw: Random) -> None:
    stay = []
    for each in told.stock:
        key = (year, each.sex, band_of(each.age))
        told.in_post[key] += 1
        share = next(share for before, share in EXIT_BY_AGE if each.age < before)
        if draw.random() < share or each.age >= BANDS[-1][1] - 1:
            told.gone[key] += 1
        else:
            each.age += 1
            stay.append(each)
    told.stock = stay


def _arrivals(profile: Profile, told: History, year: int, draw: Random) -> None:
    row = YearOf(year, 0, 0, len(told.trainees), 0, 0, 0, 0)
    rest = []
    for each in told.trainees:
        if draw.random() < DROP_OUT:
            row.dropped_out += 1
            continue
        each.done, each.age = each.done + 1, each.age + 1
        if each.done < SHORTEST or draw.random() >= FINISHING[each.done]:
            rest.append(each)
            continue
        row.approved += 1
        if each.seen_from < SHORTEST:
            told.durations[each.done, True] += 1
        if draw.random() < profile.stay:
            row.stayed += 1
            told.stock.append(Someone(each.sex, each.age))
    row.started = _starts(profile, year)
    told.trainees = [*rest, *(_starter(profile, draw) for _ in range(row.started))]
    row.recruited = _recruit(profile, told, year, draw)
    row.persons = len(told.stock)
    told.years.append(row)


def _recruit(profile: Profile, told: History, year: int, draw: Random) -> int:
    """As many from elsewhere as the invented course of the specialty lacks."""
    along = (year - FIRST_YEAR + 1) / (LAST_YEAR - FIRST_YEAR + 1)
    course = profile.before + (profile.persons - profile.before) * along
    lacking = max(0, round(course) - len(told.stock))
    for _ in range(lacking):
        told.stock.append(Someone(_sex(profile.women, draw), draw.randint(*RECRUIT_AGES)))
    return lacking
