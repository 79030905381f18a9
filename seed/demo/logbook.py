"""What the doctors have registered themselves: procedures, learning activities, agreed talks.

Added after everybody is made, from random streams of its own, so that nobody else moves.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, time
from random import Random

from pathways.types.knowledge import Objective, Part2Kind
from pathways.types.record import ObjectiveState, SignState
from pathways.worktime import template_of
from seed.demo.cast import INGRID, NORA, THEA
from seed.demo.months import DAY
from seed.demo.record import SIGNATURE_STEPS
from seed.demo.values import (
    SEED,
    DemoActivity,
    DemoEnrolment,
    DemoObjective,
    DemoPerson,
    DemoProcedure,
    DemoReference,
    DemoTalk,
    Rows,
)

PROCEDURE_ROW = "procedure"
PART2_SCOPE = "KIR-DEL2"
"""Scope of the procedures that every surgical doctor practises in part 2."""
REGISTERS_PROCEDURES = 0.8
REGISTERS_ACTIVITIES = 0.35
TALK_AGREED = 0.15
HANDED_IN_DAYS = 45
"""What is younger than this may still wait for a signature."""
FULL_AFTER_MONTHS = 60

ACTIVITIES = (
    "Praksis under supervisjon",
    "Internundervisning",
    "Innlegg på avdelingsmøte",
    "Simulering i team",
    "Gjennomgang av retningslinje med supervisør",
    "Vakt med supervisør til stede",
)

WITH_TALK = frozenset({("Jonas", "Blikstad"), ("Silje", "Nerdrum")})
"""Doctors who have a talk ahead besides the cast; their supervisors have something to prepare."""

_SUPERVISOR = SIGNATURE_STEPS[0]


@dataclass(frozen=True, slots=True)
class _Handed:
    """State of a registration: not sent, with the supervisor, or signed."""

    state: SignState
    held_by: str | None = None
    waits_for: str | None = None
    sent_on: date | None = None
    signed_on: date | None = None
    signed_by: str | None = None


def add_registrations(
    reference: DemoReference, today: date, rows: Rows, enrolled: Sequence[DemoEnrolment]
) -> None:
    """Procedures, activities and agreed talks of these doctors."""
    people = {each.person for each in enrolled}
    names = {each.public_id: (each.given_name, each.family_name) for each in rows.of(DemoPerson)}
    objectives: dict[str, list[DemoObjective]] = defaultdict(list)
    for each in rows.of(DemoObjective):
        if each.person in people:
            objectives[each.person].append(each)
    surgical = {each.code for each in reference.specialties if each.part2 is Part2Kind.SURGERY}
    for enrolment in enrolled:
        rng = Random(f"{SEED}:logbook:{enrolment.person}")
        _procedures(reference, rng, today, rows, enrolment, surgical)
        _activities(rng, today, rows, enrolment, objectives[enrolment.person])
        _agreed_talk(rng, today, rows, enrolment, names[enrolment.person])


def procedures_of(
    reference: DemoReference, enrolment: DemoEnrolment, surgical: Iterable[str]
) -> tuple[Objective, ...]:
    """The procedures with a recommended number that matter where this doctor is now."""
    if enrolment.specialty is None:
        return ()
    in_part2 = template_of(enrolment.stage) == "part2"
    if in_part2 and enrolment.specialty not in surgical:
        return ()
    scope = PART2_SCOPE if in_part2 else enrolment.specialty
    return tuple(
        each
        for each in reference.objectives
        if each.row_type == PROCEDURE_ROW and each.scope == scope
    )


def _procedures(
    reference: DemoReference,
    rng: Random,
    today: date,
    rows: Rows,
    enrolment: DemoEnrolment,
    surgical: Iterable[str],
) -> None:
    wanted = procedures_of(reference, enrolment, surgical)
    days = (today - enrolment.starts_on).days
    if not wanted or days < 1 or rng.random() >= REGISTERS_PROCEDURES:
        return
    progress = min(1.1, days / 30.44 / FULL_AFTER_MONTHS * rng.uniform(0.8, 1.2))
    for procedure in wanted:
        recommended = int(float(procedure.value or 10))
        total = round(recommended * progress * rng.uniform(0.5, 1.2))
        for count in _parts(rng, total):
            day = today - rng.randrange(days) * DAY
            handed = _handed(rng, enrolment, day, today)
            rows.add(DemoProcedure(enrolment.person, procedure.key, count, day, *astuple(handed)))


def _parts(rng: Random, total: int) -> list[int]:
    """A number as the few registrations that it was made in."""
    if total < 1:
        return []
    pieces = min(total, rng.randint(1, 4))
    cuts = sorted(rng.sample(range(1, total), pieces - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]


def _handed(rng: Random, enrolment: DemoEnrolment, day: date, today: date) -> _Handed:
    """Old ones are signed; new ones are drafts or with the supervisor."""
    guide = enrolment.personal_supervisor
    if guide is None or (today - day).days < 3:
        return _Handed(SignState.DRAFT)
    sent_on = min(today, day + rng.randint(1, 10) * DAY)
    if (today - day).days > HANDED_IN_DAYS:
        signed_on = min(today, sent_on + rng.randint(1, 14) * DAY)
        return _Handed(SignState.SIGNED, None, None, sent_on, signed_on, guide)
    if rng.random() < 0.4:
        return _Handed(SignState.DRAFT)
    return _Handed(SignState.SENT, guide, _SUPERVISOR, sent_on)


def _activities(
    rng: Random,
    today: date,
    rows: Rows,
    enrolment: DemoEnrolment,
    objectives: Sequence[DemoObjective],
) -> None:
    of_cast = enrolment.person in {INGRID.public_id, NORA.public_id, THEA.public_id}
    begun = [each for each in objectives if each.state is ObjectiveState.IN_PROGRESS]
    days = (today - enrolment.starts_on).days
    if not begun or days < 1 or (rng.random() >= REGISTERS_ACTIVITIES and not of_cast):
        return
    for objective in begun[:3]:
        for name in rng.sample(ACTIVITIES, rng.randint(1, 2)):
            day = today - rng.randrange(min(days, 90)) * DAY
            handed = _handed(rng, enrolment, day, today)
            rows.add(
                DemoActivity(
                    enrolment.person, objective.objective_set, objective.identifier, name, day,
                    *astuple(handed),
                )
            )  # fmt: skip


def _agreed_talk(
    rng: Random, today: date, rows: Rows, enrolment: DemoEnrolment, name: tuple[str, str]
) -> None:
    """A talk in the next four weeks, on a weekday at a whole or half hour."""
    guide = enrolment.personal_supervisor
    wanted = enrolment.person == INGRID.public_id or name in WITH_TALK
    if guide is None or (rng.random() >= TALK_AGREED and not wanted):
        return
    day = today + rng.randint(2, 24) * DAY
    day += max(0, day.weekday() - 4) * 2 * DAY
    hour = time(rng.randint(9, 14), rng.choice((0, 30)))
    rows.add(DemoTalk(enrolment.person, day, 1.0, guide, hour, SignState.DRAFT))
