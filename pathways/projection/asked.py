"""What a frame asks for, in the form that the projection reckons with: made once for all doctors.

Nothing here depends on the doctor. With many doctors to one frame, whatever can be read out of
the requirements and the plan beforehand is not read again for each of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, PART23, Phase, Places
from pathways.projection.plan_needs import LIS1, PlanNeed, PlanNeeds
from pathways.requirement_places import PLACES
from pathways.requirements import JUDGES, Judge, may_be_by_stage
from pathways.types.knowledge import Requirement, RequirementKind
from pathways.worktime import stretch_of, template_of, ticks_of

PART1 = (LIS1_HOSPITAL, LIS1_MUNICIPALITY)
PART1_STAGES = frozenset({*PART1, "part1_complete"})
_BESIDE = frozenset(
    {
        RequirementKind.GROUP_GUIDANCE,
        RequirementKind.OBJECTIVES,
        RequirementKind.COMMON_OBJECTIVES,
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One requirement, its judge, and where it belongs.

    `stage` is the template of its stage, `stretch` the stretch it is met in (None: anywhere in
    part 1), `line` the key of its line, `runs_beside` whether it may have a day of its own beside
    the services.
    """

    requirement: Requirement
    line: str
    kind: RequirementKind
    stage: str
    stretch: str | None
    is_part1: bool
    """Whether it must be met by the end of part 1."""
    judge: Judge
    runs_beside: bool
    has_dates: bool
    """Whether it is in force for some time only."""
    may_be_by_stage: bool
    """Whether its line may be the same for all doctors at one stage."""


@dataclass(frozen=True, slots=True)
class PlaceNeed:
    """A requirement of service at some kinds of place, in ticks of months."""

    ref: str
    amount: int
    places: Places


@dataclass(frozen=True, slots=True)
class StretchNeeds:
    """What one stretch asks for: the line of the whole, services of the plan, kinds of place.

    `outer` take time of their own, `inner` are counted inside another service.
    """

    key: str
    ref: str
    needs: tuple[PlanNeed, ...] = ()
    outer: tuple[PlanNeed, ...] = ()
    inner: tuple[PlanNeed, ...] = ()
    choices: tuple[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], ...] = ()
    places: tuple[PlaceNeed, ...] = ()
    own_before_external: bool = False
    in_days: bool = False
    """Whether some service of the plan is counted in weeks."""
    has_parts: bool = False
    """Whether it asks for more than time: services of the plan, or kinds of place."""


def asked_of(requirements: Iterable[Requirement]) -> tuple[Asked, ...]:
    """Every requirement, in the same order."""
    return tuple(_asked(requirement) for requirement in requirements)


def _asked(requirement: Requirement) -> Asked:
    stage, stretch = template_of(requirement.stage), stretch_of(requirement.stage)
    return Asked(
        requirement,
        f"requirement:{requirement.key}",
        requirement.kind,
        stage,
        stretch if stretch in (*PART1, PART23) else None,
        stage in PART1_STAGES,
        JUDGES[requirement.kind],
        requirement.kind in _BESIDE,
        requirement.valid_from is not None or requirement.valid_to is not None,
        may_be_by_stage(requirement),
    )


def stretches_of(
    phases: Iterable[Phase], asked: Iterable[Asked], plan: PlanNeeds, specialty: str | None
) -> Mapping[str, StretchNeeds]:
    """What each phase asks of a doctor in `specialty`, by its key.

    A plan of another specialty asks for nothing; the plan of LIS1 holds for all.
    """
    follows = plan.plan is not None and plan.plan.specialty in (LIS1, specialty)
    asked = tuple(asked)
    return {phase.key: _stretch(phase.key, asked, plan, follows=follows) for phase in phases}


def _stretch(key: str, asked: tuple[Asked, ...], plan: PlanNeeds, *, follows: bool) -> StretchNeeds:
    needs = tuple(need for need in plan.needs if need.stretch == key) if follows else ()
    seqs = {need.seq for need in needs}
    places = _places(asked) if key == PART23 else ()
    return StretchNeeds(
        key=key,
        ref=_whole(key, asked),
        needs=needs,
        outer=tuple(need for need in needs if need.service.counted_inside_seq is None),
        inner=tuple(need for need in needs if need.service.counted_inside_seq is not None),
        choices=tuple(
            (group, options)
            for group, options in plan.choices
            if any(seq in seqs for _option, each in options for seq in each)
        ),
        places=places,
        own_before_external=plan.own_before_external,
        in_days=any(need.in_days for need in needs),
        has_parts=bool(needs or places),
    )


def _whole(key: str, asked: Iterable[Asked]) -> str:
    """The line that asks for the whole stretch; in parts 2 and 3 it stands under part 3."""
    stage = "part3" if key == PART23 else key
    for each in asked:
        requirement = each.requirement
        if (
            each.kind is RequirementKind.SERVICE
            and each.stage == stage
            and requirement.amount is not None
            and (key != PART23 or requirement.inside_service is None)
        ):
            return each.line
    return f"phase:{key}"


def _places(asked: Iterable[Asked]) -> tuple[PlaceNeed, ...]:
    """Requirements of service at a kind of place, in parts 2 and 3."""
    return tuple(
        PlaceNeed(
            each.line,
            ticks_of(Fraction(str(each.requirement.amount))),
            PLACES[each.requirement.inside_service].sure,
        )
        for each in asked
        if each.kind is RequirementKind.SERVICE
        and each.stage == "part3"
        and each.requirement.amount is not None
        and each.requirement.inside_service in PLACES
    )
