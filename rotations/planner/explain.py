"""Why there is no plan, and the least to give up so that there is one.

Doctors alone first (a lock on leave needs no search), then every clash between doctors one after
another, then the smallest relaxation with its proof, then up to three different ways out, each
tried and judged by `rotations.rules`.
"""

from collections.abc import Sequence

from rotations.loads import LimitLoad, LoadedPlan
from rotations.planner.alone import alone_clashes
from rotations.planner.clash import ClashFinder, Core
from rotations.planner.options import (
    WayOut,
    confirmed,
    is_only_limits,
    nearer,
    other_prices,
    way_out,
)
from rotations.planner.relax import DEFAULT_PRICES, RelaxPrices, relaxed
from rotations.planner.sentences import (
    Names,
    joint_sentence,
    maximum_sentence,
    minimum_sentence,
)
from rotations.planner.watch import Watch
from rotations.types.case import Placement, RotationCase
from rotations.types.results import (
    Clash,
    Explanation,
    Option,
    Phase,
    Relaxation,
    Report,
    WorkLimits,
)

MOST_CLASHES = 30
MOST_OPTIONS = 3


def explain(
    case: RotationCase,
    *,
    limits: WorkLimits,
    seed: int = 0,
    report: Report | None = None,
    present: Sequence[Placement] = (),
    prices: RelaxPrices = DEFAULT_PRICES,
) -> Explanation:
    """Name what clashes in a case and what giving up would help.

    `present` is a plan that is there already: ways out then change as little of it as they can.
    `prices` say what is given up first. Without clash `is_proven` is False and `clashes` empty:
    there may be a plan.
    """
    watch = Watch(limits, report)
    watch.tell(Phase.ALONE)
    alone = alone_clashes(case, prices)
    finder = ClashFinder(alone.case, watch.part(0.5), present or case.published)
    clashes = list(alone.clashes)
    while len(clashes) < MOST_CLASHES and watch.tell(Phase.COLUMNS):
        core = finder.next()
        if core is None:
            break
        clashes.append(clash_of(finder, core))
    ways = _ways(case, alone.given_up, prices, watch, seed, present)
    lower = max(0, ways[0].lower) if ways else 0
    options = _options(case, ways, present, watch, seed, lower)
    plans = [option.placements for option in options] + [way.placements for way in ways]
    return Explanation(
        is_proven=bool(clashes) or lower > 0,
        clashes=tuple(clashes),
        options=options,
        lower_bound=lower,
        demands_tried=alone.tried + finder.tried,
        seconds=watch.seconds,
        not_cause=_with_room(case, clashes, plans),
    )


def clash_of(finder: ClashFinder, core: Core) -> Clash:
    """The clash in the case's own words."""
    sources = [finder.model.rows.source[row] for row in core.rows]
    names = Names.of(finder.case)
    keys = tuple(finder.case.doctors[i].key for i in core.doctors)
    limits = _limit_spans(finder, core)
    pairs = tuple(dict.fromkeys(s.pair.doctors for s in sources if s.pair is not None))
    is_minimum = len(limits) == 1 and not pairs and sources[0].is_minimum
    if is_minimum:
        could = finder.could(core.rows[0])
        free = [
            d.key for i, d in enumerate(finder.case.doctors) if could[i] > 0 and d.key not in keys
        ]
        sentence = minimum_sentence(names, limits[0], core.at_most or 0, free, keys)
    elif len(limits) == 1 and not pairs:
        held = {lock.doctor for lock in core.locks} | set(core.frozen)
        sentence = maximum_sentence(names, limits[0], keys, sorted(held))
    else:
        sentence = joint_sentence(names, limits, keys, pairs)
    return Clash(limits, keys, core.locks, sentence, is_minimum, core.at_most, core.frozen, pairs)


def _limit_spans(finder: ClashFinder, core: Core) -> tuple[tuple[str, int, int], ...]:
    """(key, first, last) of the limits, runs of months together."""
    found: list[tuple[str, int, int]] = []
    for row in core.rows:
        source = finder.model.rows.source[row]
        if source.limit is None:
            continue
        span = source.limit.span
        first = source.month if source.month is not None else span.first
        last = source.month if source.month is not None else span.last
        if found and found[-1][0] == source.limit.key and found[-1][2] == first - 1:
            found[-1] = (source.limit.key, found[-1][1], last)
        else:
            found.append((source.limit.key, first, last))
    return tuple(found)


def _ways(
    case: RotationCase,
    alone: Sequence[Relaxation],
    prices: RelaxPrices,
    watch: Watch,
    seed: int,
    present: Sequence[Placement],
) -> list[WayOut]:
    """The cheapest way out, then those where only places or rather people give way."""

    def find(
        within: RotationCase, at: RelaxPrices, start: Sequence[Placement], share: float
    ) -> WayOut | None:
        way = way_out(within, at, prices, watch.part(share), seed=seed, start=start)
        if way is None or not way.relaxations or not present or watch.is_over:
            return way
        return nearer(within, at, prices, way, present, watch.part(share), seed=seed)

    first = find(case, prices, present, 0.5)
    if first is None:
        return []
    ways = [first]
    for only_limits, other in other_prices(prices):
        if not first.relaxations or watch.is_over:
            break
        if only_limits and is_only_limits(first.relaxations):
            continue
        eased = relaxed(case, alone) if only_limits else case
        found = find(eased, other, first.placements, 0.3)
        if found is None:
            continue
        given = (*alone, *found.relaxations) if only_limits else found.relaxations
        if not any(_is_same(given, way.relaxations) for way in ways):
            ways.append(WayOut(given, found.placements, found.lower))
    return ways


def _is_same(some: Sequence[Relaxation], others: Sequence[Relaxation]) -> bool:
    return set(some) == set(others)


def _options(
    case: RotationCase,
    ways: Sequence[WayOut],
    present: Sequence[Placement],
    watch: Watch,
    seed: int,
    lower: int,
) -> tuple[Option, ...]:
    """The ways out that hold when they are tried, cheapest first."""
    found: list[Option] = []
    for way in ways:
        if not way.relaxations:
            continue
        option = confirmed(case, way, present, watch.part(0.5), seed=seed, lower=lower)
        if option is not None:
            found.append(option)
    return tuple(sorted(found, key=lambda option: option.cost)[:MOST_OPTIONS])


def _with_room(
    case: RotationCase, clashes: Sequence[Clash], plans: Sequence[Sequence[Placement]]
) -> tuple[str, ...]:
    """Hard limits in no clash that have room in every month of every plan tried."""
    if not clashes or not plans:
        return ()
    named = {key for clash in clashes for key, _, _ in clash.limits}
    loaded = [LoadedPlan(case, plan).loads for plan in plans]
    return tuple(
        limit.key
        for limit in case.limits
        if limit.is_hard
        and limit.key not in named
        and all(_has_room(loads[limit.key]) for loads in loaded)
    )


def _has_room(load: LimitLoad) -> bool:
    """Whether one more would fit, and one fewer would do, in every month of the limit."""
    limit = load.limit
    months = range(1)
    if load.is_per_month:
        last = min(limit.span.last, len(load.everybody) - 1)
        months = range(max(0, limit.span.first), last + 1)
    fits = limit.maximum is None or all(
        load.everybody[m] + load.unit <= limit.maximum * load.unit for m in months
    )
    does = limit.minimum is None or all(
        load.people[m] >= (limit.minimum + 1) * load.unit or limit.minimum == 0 for m in months
    )
    return fits and does
