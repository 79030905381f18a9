"""What a doctor takes along when changing specialty, or when serving elsewhere for a while.

The regulation says what every specialty asks for, but hardly anything about what counts
when a doctor comes from another one. So each thing gets a verdict with its ground: a rule,
our reading of a rule, or "no source says". Service that is judged case by case is a range
from the months that surely count to the months that may: never one figure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pathways.carried_months import months_that_may_count, of_specialty
from pathways.graph import CHOICE_STAGE, PathwayGraph, knowledge_of, specialty_of, transition_of
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, phase_time, phases_of
from pathways.routes import requirements_of
from pathways.types.carrying import (
    NOTHING,
    CarriedItem,
    CarriedThing,
    CarryOver,
    Elsewhere,
    Ground,
    GroundKind,
    Range,
    Verdict,
)
from pathways.types.knowledge import (
    Course,
    FactStatus,
    Part2Kind,
    RequirementKind,
    Specialty,
    Stage,
)
from pathways.types.record import AttendanceState, TraineeRecord
from pathways.worktime import Limits, credited_months, template_of

PART1_ABROAD = "part1_abroad"
COMMON_SET = "FKM"
PART2_RULES = {
    Part2Kind.FIM: "part2-fim-specialties",
    Part2Kind.SURGERY: "part2-surgery-specialties",
}
COMMON_RULES = "common-objectives-part23"
"""Beginning of the keys of the dated rules about common objectives in parts 2 and 3."""


def carry_over(
    record: TraineeRecord | None,
    graph: PathwayGraph,
    origin: str | None,
    target: str | Elsewhere,
    until: date,
    limits: Limits,
    courses: Sequence[Course] = (),
) -> CarryOver:
    """What counts after a change on `until`, from specialty `origin` to `target`.

    `target` is a specialty code, or a kind of service elsewhere; `origin` is None before a
    specialty is chosen. Without a record the verdicts are the same and the amounts unknown.
    `courses` are the known courses, so that shared ones can be told from a specialty's own.
    Raises LookupError for an unknown code and ValueError when both codes are the same.
    """
    case = _Case(record, graph, until, limits)
    if isinstance(target, Elsewhere):
        return CarryOver(origin, target, _elsewhere(case, origin, target), None)
    if origin == target:
        raise ValueError(f"a change from {origin} to {target} is no change")
    old = None if origin is None else _specialty(graph, origin)
    new = _specialty(graph, target)
    items = (
        _lis1(case),
        *_foreign(case),
        *_common_objectives(case),
        *_part2(case, old, new),
        *_service(case, old, new),
        *_specialty_objectives(case, old, new),
        *_courses(case, old, new, courses),
    )
    return CarryOver(origin, target, items, Fraction(new.minimum_part23_months))


@dataclass(frozen=True, slots=True)
class _Case:
    """What every item is judged from."""

    record: TraineeRecord | None
    graph: PathwayGraph
    until: date
    limits: Limits

    def ground(self, kind: GroundKind, *keys: str, also: FactStatus | None = None) -> Ground:
        """The rules among `keys` that are in force, with the weakest status of them all."""
        rules = [
            rule
            for key in keys
            for rule in knowledge_of(self.graph).rules
            if rule.key == key and rule.applies_on(self.until)
        ]
        if not rules:
            return Ground(GroundKind.NO_SOURCE)
        statuses = {rule.status for rule in rules} | ({also} if also else set())
        weakest = next(
            status
            for status in (FactStatus.OPEN, FactStatus.UNVERIFIED, FactStatus.CONFIRMED)
            if status in statuses
        )
        return Ground(kind, tuple(rule.key for rule in rules), weakest)

    def approved(self, objective_set: str | None) -> Fraction | None:
        """Approved objectives of one set; None without a record."""
        if self.record is None or objective_set is None:
            return None
        tallies = self.record.objectives
        return Fraction(sum(t.approved for t in tallies if t.objective_set == objective_set))


def _specialty(graph: PathwayGraph, code: str) -> Specialty:
    found = specialty_of(graph, code)
    if found is None:
        raise LookupError(f"Unknown specialty {code!r}.")
    return found


def _all_of(earned: Fraction | None) -> Range | None:
    return None if earned is None else Range(earned, earned)


def _none_of(earned: Fraction | None) -> Range | None:
    return None if earned is None else NOTHING


def _some_of(earned: Fraction | None) -> Range | None:
    return None if earned is None else Range(Fraction(0), earned)


def _lis1(case: _Case) -> CarriedItem:
    """Part 1 is the same for every specialty; who has moved on has it behind."""
    record, earned = case.record, None
    if record is not None:
        stages: list[Stage] = [
            case.graph.nodes[key]["stage"] for key in (LIS1_HOSPITAL, LIS1_MUNICIPALITY)
        ]
        earned = sum(
            (
                min(phase_time(record, phase, case.until, case.limits).months, phase.months)
                for phase in phases_of(stages[0], stages[1], None)
            ),
            Fraction(0),
        )
    ground = case.ground(
        GroundKind.RULE,
        "part2-inside-part3-post",
        "lis1-hospital-months",
        "lis1-municipality-months",
    )
    return CarriedItem(
        CarriedThing.LIS1, Verdict.CARRIES, ground, "months", earned, _all_of(earned)
    )


def _foreign(case: _Case) -> tuple[CarriedItem, ...]:
    """Service abroad instead of LIS1: Helsedirektoratet decides how much it replaces."""
    if case.record is None:
        return ()
    earned = credited_months(
        case.record, lambda s: template_of(s.stage) == PART1_ABROAD, case.until, case.limits
    )
    if not earned:
        return ()
    ground = case.ground(GroundKind.RULE, "part1-foreign-service")
    return (
        CarriedItem(
            CarriedThing.FOREIGN_SERVICE,
            Verdict.CASE_BY_CASE,
            ground,
            "months",
            earned,
            _some_of(earned),
        ),
    )


def _common_objectives(case: _Case) -> tuple[CarriedItem, ...]:
    """FKM is one set for all; what was approved in an older set is another matter."""
    keys = [r.key for r in knowledge_of(case.graph).rules if r.key.startswith(COMMON_RULES)]
    earned = case.approved(COMMON_SET)
    items = [
        CarriedItem(
            CarriedThing.COMMON_OBJECTIVES,
            Verdict.CARRIES,
            case.ground(GroundKind.RULE, *keys),
            "objectives",
            earned,
            _all_of(earned),
        )
    ]
    tallies = case.record.objectives if case.record else ()
    older = sum(t.approved for t in tallies if t.objective_set.startswith(f"{COMMON_SET}-"))
    if older:
        amount = Fraction(older)
        items.append(
            CarriedItem(
                CarriedThing.OLDER_COMMON_OBJECTIVES,
                Verdict.NO_SOURCE,
                Ground(GroundKind.NO_SOURCE),
                "objectives",
                amount,
                _some_of(amount),
            )
        )
    return tuple(items)


def _shared_part2(old: Specialty | None, new: Specialty) -> Part2Kind | None:
    return new.part2 if old is not None and old.part2 is new.part2 else None


def _part2(case: _Case, old: Specialty | None, new: Specialty) -> tuple[CarriedItem, ...]:
    """Shared part 2 objectives. The tally of a specialty does not tell part 2 from part 3."""
    kind = _shared_part2(old, new)
    if old is None or kind is None:
        return ()
    earned = case.approved(old.code)
    return (
        CarriedItem(
            CarriedThing.PART2_OBJECTIVES,
            Verdict.CARRIES,
            case.ground(GroundKind.RULE, PART2_RULES[kind]),
            "objectives",
            earned,
            _some_of(earned),
        ),
    )


def _service(case: _Case, old: Specialty | None, new: Specialty) -> tuple[CarriedItem, ...]:
    record, needed = case.record, Fraction(new.minimum_part23_months)
    items = []
    sure = Fraction(0)
    if record is not None:
        served = credited_months(record, of_specialty(record, new.code), case.until, case.limits)
        sure = min(served, needed)
        if served:
            ground = case.ground(GroundKind.RULE, "minimum-part23")
            items.append(
                CarriedItem(
                    CarriedThing.SERVICE_IN_GOAL,
                    Verdict.CARRIES,
                    ground,
                    "months",
                    served,
                    Range(sure, sure),
                )
            )
    if old is None:
        return tuple(items)
    wanted = tuple(
        one
        for one in requirements_of(case.graph, f"part3:{new.code}", case.until)
        if one.kind is RequirementKind.SERVICE and one.inside_service and one.amount
    )
    keys = ["objectives-decide", "minimum-part23"]
    keys += [] if new.is_asa else ["no-time-per-part"]
    keys += [key for one in wanted for key in one.rule_keys]
    change = transition_of(case.graph, f"part3:{old.code}", CHOICE_STAGE)
    ground = case.ground(GroundKind.READING, *keys, also=change.status)
    earned = carried = None
    if record is not None:
        earned = credited_months(record, of_specialty(record, old.code), case.until, case.limits)
        may = months_that_may_count(record, old.code, wanted, needed, case.until, case.limits)
        carried = Range(Fraction(0), min(may, needed - sure))
    items.append(
        CarriedItem(CarriedThing.SERVICE, Verdict.CASE_BY_CASE, ground, "months", earned, carried)
    )
    return tuple(items)


def _specialty_objectives(
    case: _Case, old: Specialty | None, new: Specialty
) -> tuple[CarriedItem, ...]:
    """The old specialty's own objectives; how many are its own is unknown with a shared part 2."""
    if old is None:
        return ()
    earned = None if _shared_part2(old, new) else case.approved(old.code)
    return (
        CarriedItem(
            CarriedThing.SPECIALTY_OBJECTIVES,
            Verdict.DOES_NOT_CARRY,
            case.ground(GroundKind.READING, "objectives-decide"),
            "objectives",
            earned,
            _none_of(earned),
        ),
    )


def _courses(
    case: _Case, old: Specialty | None, new: Specialty, courses: Sequence[Course]
) -> tuple[CarriedItem, ...]:
    """Courses are recommended, so they count through the objectives alone.

    A course that holds for every specialty, or for a part 2 that both share, is kept; a
    course of unknown scope is left out rather than guessed.
    """
    if old is None:
        return ()
    own = own_count = shared = None
    if case.record is not None and courses:
        kind = _shared_part2(old, new)
        attended = {
            taken.course_key
            for taken in case.record.courses
            if taken.state is AttendanceState.ATTENDED
        }
        known = [course for course in courses if course.key in attended]
        own_count = Fraction(sum(course.specialty == old.code for course in known))
        shared = Fraction(sum(_is_shared(course, kind, new.code) for course in known))
        own = own_count
    ground = case.ground(GroundKind.READING, "courses-recommended")
    items = [
        CarriedItem(
            CarriedThing.SPECIALTY_COURSES,
            Verdict.DOES_NOT_CARRY,
            ground,
            "courses",
            own,
            _none_of(own),
        )
    ]
    if shared:
        items.append(
            CarriedItem(
                CarriedThing.SHARED_COURSES,
                Verdict.CARRIES,
                ground,
                "courses",
                shared,
                _all_of(shared),
            )
        )
    return tuple(items)


def _is_shared(course: Course, kind: Part2Kind | None, code: str) -> bool:
    if course.specialty is not None:
        return course.specialty == code
    return course.scope in ("ALL", "LIS1") or (
        course.scope == "KIR-DEL2" and kind is Part2Kind.SURGERY
    )


def _elsewhere(case: _Case, origin: str | None, where: Elsewhere) -> tuple[CarriedItem, ...]:
    """A spell elsewhere takes nothing away; whether the spell itself counts is the question."""
    kept: Iterable[CarriedItem] = (_lis1(case), *_foreign(case), *_common_objectives(case))
    items = list(kept)
    if origin is not None:
        _specialty(case.graph, origin)
        earned = None
        if case.record is not None:
            earned = credited_months(
                case.record, of_specialty(case.record, origin), case.until, case.limits
            )
        items.append(
            CarriedItem(
                CarriedThing.SERVICE,
                Verdict.CARRIES,
                case.ground(GroundKind.RULE, "minimum-part23"),
                "months",
                earned,
                _all_of(earned),
            )
        )
    items.append(_service_there(case, origin, where))
    return tuple(items)


def _service_there(case: _Case, origin: str | None, where: Elsewhere) -> CarriedItem:
    """Service to come: agreements for another trust, an application before part 2 abroad."""
    if where is Elsewhere.OTHER_TRUST:
        ground = case.ground(GroundKind.RULE, "spell-agreements", "regut-coordinates")
        verdict = Verdict.CASE_BY_CASE
    elif origin is None:
        ground = case.ground(GroundKind.RULE, "part1-foreign-service")
        verdict = Verdict.CASE_BY_CASE
    else:
        ground, verdict = Ground(GroundKind.NO_SOURCE), Verdict.NO_SOURCE
    return CarriedItem(CarriedThing.SERVICE_THERE, verdict, ground, "months")
