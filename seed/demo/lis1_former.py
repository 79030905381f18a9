"""Doctors who had LIS1 at Sykehuset Østfold and have no training on record any more.

Those in training have their LIS1 in `seed.demo.history` and are nearly all still near. These are
the others: general practitioners, consultants, those who went elsewhere, and some of whom nothing
is known after LIS1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from app.roles import Role, ScopeKind
from pathways.types.knowledge import Organisation
from pathways.types.record import AbsenceKind, PlaceKind
from seed.demo.context import Context
from seed.demo.departments import NORDLAND, OSTFOLD, UNN
from seed.demo.lis1 import HOSPITAL, IN_MUNICIPALITY, MUNICIPALITY, partners
from seed.demo.lis1_terms import KALNES, MOSS
from seed.demo.months import DAY, intake_before, month_start, period_end
from seed.demo.values import (
    DemoAbsence,
    DemoEmployment,
    DemoEnrolment,
    DemoPerson,
    DemoService,
)

GROUP = "lis1-former"
SAME, NEAR = "same", "near"
"""The municipality of the LIS1 itself; another one that the hospital sends LIS1 to."""
LEAVE_EVERY = 5
MOSS_EVERY = 6


@dataclass(frozen=True, slots=True)
class _After:
    """What some of them became: how many, as what, where, and how many starts ago at least."""

    number: int
    title: str | None
    employers: tuple[str, ...] = ()
    from_start: int = 6


AFTER = (
    _After(34, "Fastlege", (SAME,)),
    _After(9, "Fastlege", (NEAR,)),
    _After(6, "Sykehjemslege", (SAME,)),
    _After(14, "Overlege", (OSTFOLD,), 17),
    _After(12, "LIS3", ("oslo-universitetssykehus", "ahus", "vestre-viken")),
    _After(6, "Overlege", ("oslo-universitetssykehus", "ahus"), 17),
    _After(5, "Fastlege", ("tromso-kommune", "bodo-kommune")),
    _After(5, "LIS3", ("helse-bergen", "st-olavs-hospital", UNN, NORDLAND)),
    _After(9, None),
)


def add_lis1_former(context: Context) -> None:
    """All of them, once: after everybody who is in training."""
    names, index = context.names(GROUP), 0
    for after in AFTER:
        for _ in range(after.number):
            given, family = names.draw()
            rng = context.rng(GROUP, index)
            start = intake_before(context.today, rng.randint(after.from_start, 25))
            person = DemoPerson(
                context.person_id(GROUP, index), given, family,
                month_start(start, -rng.choice((2, 2, 3, 8))),
            )  # fmt: skip
            home = _home(rng, partners(context, OSTFOLD))
            finished = _add_lis1(context, rng, person, start, home.key, index)
            if after.title is not None:
                _add_job(context, rng, person, after, home, finished)
            index += 1


def _home(rng: Random, towns: Sequence[Organisation]) -> Organisation:
    """Most go where most people live."""
    [found] = rng.choices(towns, [each.population or 1 for each in towns])
    return found


def _add_lis1(
    context: Context, rng: Random, person: DemoPerson, start: date, home: str, index: int
) -> date:
    """The service and what it was called; gives back the last day."""
    who = person.public_id
    longer = rng.randint(2, 9) if index % LEAVE_EVERY == 0 else 0
    middle = month_start(start, 12 + longer)
    last = period_end(middle, 6)
    site = MOSS if index % MOSS_EVERY == 0 else KALNES
    context.rows.add(
        person,
        DemoEnrolment(who, None, MUNICIPALITY, None, OSTFOLD, None, None, start, last),
        DemoEmployment(who, OSTFOLD, None, "LIS1", start, ends_on=last),
        DemoService(
            who, HOSPITAL, "LIS1 sykehus", "LIS1 hospital", site, None, PlaceKind.HOSPITAL,
            start, middle - DAY,
        ),
        DemoService(
            who, MUNICIPALITY, *IN_MUNICIPALITY, home, None, PlaceKind.MUNICIPALITY, middle, last
        ),
    )  # fmt: skip
    if longer:
        leave = month_start(start, 4)
        context.rows.add(
            DemoAbsence(who, AbsenceKind.LEAVE, leave, period_end(leave, longer)),
        )
    context.grant(who, Role.TRAINEE, ScopeKind.OWN, start)
    return last


def _add_job(
    context: Context,
    rng: Random,
    person: DemoPerson,
    after: _After,
    home: Organisation,
    finished: date,
) -> None:
    place = rng.choice(after.employers)
    if place == SAME:
        place = home.key
    elif place == NEAR:
        others = [each for each in partners(context, OSTFOLD) if each.key != home.key]
        place = rng.choice(others).key
    since = month_start(finished, rng.randint(1, 7))
    assert after.title is not None
    context.rows.add(DemoEmployment(person.public_id, place, None, after.title, since))
