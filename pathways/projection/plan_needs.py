"""What a training plan asks for, in the form that the projection reckons with.

Made once per plan and shared by every doctor who follows it. Lengths become whole ticks: of
the month clock, or of the day clock for plans that count in weeks.
"""

from dataclasses import dataclass
from fractions import Fraction

from pathways.checks.months import choice_groups
from pathways.credit_clock import CreditClock, DayClock
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY
from pathways.types.plans import PlanService, PublishedPlan
from pathways.types.record import PlaceKind
from pathways.worktime import PART23

DAYS_A_WEEK = 7
LIS1 = "LIS1"
FRAMEWORK = "municipal_framework"
"""A plan that only repeats the national requirements of general practice."""
EXTERNAL_HOSTS = frozenset({"other_trust", "private_nonprofit", "private", "contract_specialist"})
WHOLE_SCOPES = frozenset({"part3", "part2_and_3"})
"""What a stated total must be the total of to be held against 60 months."""

_PLACES = {
    "other_trust": PlaceKind.OTHER_TRUST,
    "contract_specialist": PlaceKind.CONTRACT_SPECIALIST,
    "municipality": PlaceKind.MUNICIPALITY,
}


@dataclass(frozen=True, slots=True)
class PlanNeed:
    """One service of the plan.

    `low` and `high` are ticks, of days when `in_days`, else of months; both None when the plan
    gives no length.
    """

    ref: str
    seq: int
    """The number of the service in the plan."""
    service: PlanService
    stretch: str
    low: int | None
    high: int | None
    in_days: bool
    is_external: bool
    place: PlaceKind | None
    is_optional: bool

    @property
    def has_length(self) -> bool:
        """Whether the plan says how long it is."""
        return self.low is not None


@dataclass(frozen=True, slots=True)
class PlanNeeds:
    """All services that ask for time, the choices between them, and the plan's own total.

    `own_before_external` says that the plan has rules for what comes before service elsewhere.
    """

    plan: PublishedPlan | None
    needs: tuple[PlanNeed, ...]
    choices: tuple[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], ...]
    """(group, ((option, numbers of its services), …))."""
    total: int | None
    """Stated total of parts 2 and 3 in ticks of months."""
    own_before_external: bool


NO_NEEDS = PlanNeeds(None, (), (), None, own_before_external=False)


def plan_needs_of(plan: PublishedPlan | None) -> PlanNeeds:
    """The needs of a plan; nothing for no plan.

    Raises ValueError naming the services when one is counted inside itself, or starts after
    itself, by way of others.
    """
    if plan is None:
        return NO_NEEDS
    _refuse_circles(plan)
    services = () if plan.provider_kind == FRAMEWORK else plan.services
    groups = choice_groups(services)
    return PlanNeeds(
        plan=plan,
        needs=tuple(_need(service, plan) for service in services),
        choices=tuple(
            (group, tuple((option, tuple(s.seq for s in each)) for option, each in found.items()))
            for group, found in groups.items()
        ),
        total=_total(plan),
        own_before_external=bool(plan.rules_before_external),
    )


def _need(service: PlanService, plan: PublishedPlan) -> PlanNeed:
    duration = service.duration
    in_days = duration.unit == "weeks"
    unit = DayClock.unit * DAYS_A_WEEK if in_days else CreditClock.unit
    low, high = duration.minimum, duration.maximum
    if low is None and high is not None:
        low = 0.0
    if high is None:
        high = low
    return PlanNeed(
        ref=f"service:{service.seq}",
        seq=service.seq,
        service=service,
        stretch=_stretch(service, plan),
        low=_ticks(low, unit),
        high=_ticks(high, unit),
        in_days=in_days,
        is_external=service.arrangement == "external" or service.host_kind in EXTERNAL_HOSTS,
        place=_place(service, plan),
        is_optional=bool(service.optional),
    )


def _ticks(length: float | None, unit: int) -> int | None:
    return None if length is None else int(Fraction(str(length)) * unit)


def _stretch(service: PlanService, plan: PublishedPlan) -> str:
    if plan.specialty != LIS1:
        return PART23
    return LIS1_MUNICIPALITY if service.host_kind == "municipality" else LIS1_HOSPITAL


def _place(service: PlanService, plan: PublishedPlan) -> PlaceKind | None:
    if service.host_kind == "own":
        return PlaceKind.HOSPITAL if plan.provider_kind == "health_trust" else None
    return _PLACES.get(service.host_kind)


def _total(plan: PublishedPlan) -> int | None:
    if plan.total_months is None or plan.total_scope not in WHOLE_SCOPES:
        return None
    return _ticks(plan.total_months, CreditClock.unit)


def _refuse_circles(plan: PublishedPlan) -> None:
    """A service inside itself, or after itself, has no place in time."""
    names = {service.seq: service.name_nb for service in plan.services}
    for word, ahead in (
        ("counted inside", {s.seq: _inside(s) for s in plan.services}),
        ("after", {s.seq: s.after_seq for s in plan.services}),
    ):
        circle = _circle(ahead)
        if circle:
            told = f" {word} ".join(names.get(seq, str(seq)) for seq in circle)
            raise ValueError(f"plan {plan.plan_id}: {told}: a circle")


def _inside(service: PlanService) -> tuple[int, ...]:
    return () if service.counted_inside_seq is None else (service.counted_inside_seq,)


def _circle(ahead: dict[int, tuple[int, ...]]) -> tuple[int, ...] | None:
    """The first circle found, its first number repeated at the end."""
    finished: set[int] = set()

    def walk(seq: int, trail: tuple[int, ...]) -> tuple[int, ...] | None:
        if seq in trail:
            return (*trail[trail.index(seq) :], seq)
        if seq in finished:
            return None
        for following in ahead.get(seq, ()):
            found = walk(following, (*trail, seq))
            if found:
                return found
        finished.add(seq)
        return None

    for seq in sorted(ahead):
        found = walk(seq, ())
        if found:
            return found
    return None
