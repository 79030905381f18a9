"""Random LIS1 intakes, sound ones, from a seeded stream."""

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

from rotations.lis1.types import (
    Belongs,
    Candidate,
    Cap,
    CapKind,
    Couple,
    Criterion,
    CriterionKind,
    Draw,
    Fact,
    FactStatus,
    Intake,
    Near,
    Phase,
    PhaseKind,
    Preplacement,
    Qualification,
    Rules,
    Scope,
    Seat,
    Together,
    Track,
)

START = date(2027, 3, 1)
LATER = date(2027, 9, 1)
TRACK = Track(
    "todelt",
    "Todelt",
    (
        Phase(PhaseKind.HOSPITAL, "Indremedisin", 6),
        Phase(PhaseKind.HOSPITAL, "Kirurgi", 6),
        Phase(PhaseKind.MUNICIPALITY, "Allmennmedisin", 6),
    ),
)
QUALIFICATIONS = (
    Qualification("lisens", "Lisens"),
    Qualification("autorisasjon", "Autorisasjon", ("lisens",)),
)
CRITERIA = (
    Criterion(
        "barn", CriterionKind.NEED, "Omsorg for barn under skolealder", "children", 3
    ),
    Criterion(
        "oppvokst",
        CriterionKind.AFFILIATION,
        "Har bodd i kommunen i minst to år",
        "lived_months",
        2,
        Scope.MUNICIPALITY,
        24,
    ),
    Criterion(
        "student", CriterionKind.AFFILIATION, "Har arbeidet der som student", "student_job", 1,
        Scope.HOSPITAL,
    ),
)  # fmt: skip
DIVERSE = tuple(
    Criterion(
        f"diverse{weight}", CriterionKind.AFFILIATION, "", f"x{weight}", weight, Scope.MUNICIPALITY
    )
    for weight in (1, 2, 4, 8)
)
"""With `diverse` facts: every seat has another order of the candidates."""


def rules(criteria: tuple[Criterion, ...] = (), *, any_remaining: bool = False) -> Rules:
    """A version of the rules with these criteria."""
    return Rules(
        "2026-1", date(2026, 9, 1), "Oppdiktet", "test", FactStatus.CONFIRMED, criteria,
        any_remaining,
    )  # fmt: skip


def random_intake(
    rng: Random,
    *,
    candidates: int = 6,
    seats: int = 4,
    hospitals: int = 2,
    municipalities: int = 3,
    caps: str = "both",
    couples: int = 0,
    preplaced: int = 0,
    places: int = 2,
    longest: int | None = None,
    criteria: tuple[Criterion, ...] = CRITERIA,
    needs: float = 0.1,
    any_remaining: bool = False,
    diverse: bool = False,
) -> Intake:
    """A sound intake; `caps` is "none", "hospital", "municipality" or "both"."""
    rows = tuple(
        Seat(
            f"s{number:03}", f"h{rng.randrange(hospitals)}", f"k{rng.randrange(municipalities)}",
            "todelt", rng.choice((START, START, LATER)), rng.randint(0, places),
            ("autorisasjon",) if rng.random() < needs else (),
        )
        for number in range(seats)
    )  # fmt: skip
    people = tuple(
        _candidate(rng, number, rows, hospitals, municipalities, longest)
        for number in range(candidates)
    )
    if diverse:
        criteria = DIVERSE
        people = tuple(replace(each, facts=_diverse(rng, municipalities)) for each in people)
    pairs = rng.sample(range(candidates), 2 * couples)
    intake = Intake(
        "2027-vår",
        rules(criteria, any_remaining=any_remaining),
        Draw(seed=f"{rng.getrandbits(64):016x}"),
        (TRACK,),
        rows,
        people,
        qualifications=QUALIFICATIONS,
        caps=_caps(rng, rows, caps),
        couples=tuple(
            Couple(
                people[pairs[at]].key,
                people[pairs[at + 1]].key,
                rng.choice(tuple(Together)),
                rng.random() < 0.5,
            )
            for at in range(0, 2 * couples, 2)
        ),
        near=_near(rows),
        preplacements=_preplaced(rng, rows, people, preplaced),
    )
    return _with_room(intake)


def _candidate(
    rng: Random,
    number: int,
    rows: tuple[Seat, ...],
    hospitals: int,
    municipalities: int,
    longest: int | None,
) -> Candidate:
    most = min(len(rows), longest or len(rows))
    weights = [1 / (1 + at) for at in range(len(rows))]
    pool, wishes = list(range(len(rows))), []
    for _ in range(rng.randint(min(1, most), most)):
        (at,) = rng.choices(pool, [weights[each] for each in pool])
        pool.remove(at)
        wishes.append(rows[at].key)
    facts = []
    if rng.random() < 0.2:
        facts.append(Fact("children", None, 1, rng.random() < 0.8))
    if rng.random() < 0.5:
        facts.append(
            Fact("lived_months", f"k{rng.randrange(municipalities)}", rng.choice((6, 30)), True)
        )
    if rng.random() < 0.3:
        facts.append(Fact("student_job", f"h{rng.randrange(hospitals)}", 1, True))
    return Candidate(
        f"c{number:04}",
        tuple(wishes),
        ("autorisasjon",) if rng.random() < 0.8 else ("lisens",),
        tuple(facts),
        (Belongs("gender", rng.choice(("woman", "man"))),),
    )


def _diverse(rng: Random, municipalities: int) -> tuple[Fact, ...]:
    return tuple(
        Fact(each.subject, f"k{at}", 1, is_confirmed=True)
        for each in DIVERSE
        for at in range(municipalities)
        if rng.random() < 0.5
    )


def _caps(rng: Random, rows: tuple[Seat, ...], which: str) -> tuple[Cap, ...]:
    found = []
    for kind, of in ((CapKind.HOSPITAL, "hospital"), (CapKind.MUNICIPALITY, "municipality")):
        total: Counter[str] = Counter()
        for row in rows:
            total[getattr(row, of)] += row.places
        for place, places in sorted(total.items()):
            if which in (kind.value, "both") and rng.random() < 0.7:
                found.append(Cap(kind, place, rng.randint(places // 2, places)))
            starts = [row.places for row in rows if _is_at(row, of, place)]
            if which in (kind.value, "both") and starts and rng.random() < 0.3:
                most = sum(starts)
                found.append(Cap(kind, place, rng.randint(most // 2, most), LATER))
    return tuple(found)


def _is_at(row: Seat, of: str, place: str) -> bool:
    return getattr(row, of) == place and row.starts_on == LATER


def _near(rows: tuple[Seat, ...]) -> tuple[Near, ...]:
    there = sorted({row.municipality for row in rows})
    return (Near(*there[:2]),) if len(there) > 1 else ()


def _preplaced(
    rng: Random, rows: tuple[Seat, ...], people: tuple[Candidate, ...], count: int
) -> tuple[Preplacement, ...]:
    open_rows = [row for row in rows if row.places and not row.needs]
    chosen = rng.sample(people, min(count, len(people))) if open_rows else []
    return tuple(
        Preplacement(each.key, rng.choice(open_rows).key, "Egen avtale") for each in chosen
    )


def _with_room(intake: Intake) -> Intake:
    """Without those placed beforehand for whom there is no room."""
    seats = {each.key: each for each in intake.seats}
    taken: Counter[str] = Counter()
    kept = []
    for each in intake.preplacements:
        seat = seats[each.seat]
        inside = [cap for cap in intake.caps if cap.counts(seat)]
        names = [(each.seat, seat.places), *((repr(cap), cap.places) for cap in inside)]
        if all(taken[name] < places for name, places in names):
            taken.update(name for name, _ in names)
            kept.append(each)
    return replace(intake, preplacements=tuple(kept))
