"""The projection against a slow search that shares no code with it, on small invented cases."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathways.phases import PART23, Phase
from pathways.projection.project import project
from pathways.projection.values import Frame
from pathways.requirement_state import Measures
from pathways.types.knowledge import Requirement
from pathways.types.plans import Duration, PlanService
from pathways.types.record import PlaceKind, TraineeRecord
from pathways.worktime import Limits
from tests.support.slow_projection import (
    SlowAnswer,
    SlowCase,
    SlowNeed,
    SlowPeriod,
    SlowPlaceNeed,
    search,
)
from tests.unit.knowledge_values import a_requirement
from tests.unit.projection_cases import PHASES, TODAY, a_frame
from tests.unit.trainee_records import (
    a_plan,
    a_plan_service,
    a_record,
    a_service,
    day,
    leave,
    share,
)

DAY = timedelta(days=1)
PART1_MONTHS = 18
WORDS = {"open_practice": "open_unselected_practice", "hospital": "institution"}


# ---- The same case for both --------------------------------------------------------------


def frame_of(case: SlowCase) -> Frame:
    plan = a_plan(
        *(_plan_service(need) for need in case.needs),
        total_months=None,
        total_stated_as=None,
        rules_before_external=("Først de lokale.",) if case.own_first else (),
    )
    frame = a_frame("VOP", plan if case.needs else None, requirements=_requirements(case))
    phases = (*PHASES, Phase(PART23, Fraction(case.months), "minimum-part23"))
    return replace(
        frame,
        measures=Measures(limits=Limits(), phases=phases),
        total_months=Fraction(PART1_MONTHS + case.months),
    )


def _requirements(case: SlowCase) -> tuple[Requirement, ...]:
    whole = a_requirement("part3-service", "part3", amount=case.months)
    return (
        whole,
        *(
            a_requirement(
                f"place-{place.place}",
                "part3:VOP",
                amount=place.months,
                inside_service=WORDS[place.place],
            )
            for place in case.places
        ),
    )


def _plan_service(need: SlowNeed) -> PlanService:
    unit = "weeks" if need.in_weeks else "months"
    group, option = need.choice or (None, None)
    return a_plan_service(
        need.seq,
        None,
        duration=Duration(need.low, need.high, unit, "range"),
        choice_group=group,
        choice_option=option,
        optional=need.optional,
        host_kind="other_trust" if need.external else "own",
        after_seq=need.after,
        counted_inside_seq=need.inside,
    )


def record_of(case: SlowCase) -> TraineeRecord:
    def text(one: date | None) -> str | None:
        return None if one is None else f"{one:%d.%m.%Y}"

    return a_record(
        *(
            a_service(
                f"{period.first:%d.%m.%Y}",
                text(period.last),
                key=str(number),
                plan_seq=period.seq,
                is_planned=period.first > case.today,
                place_kind=PlaceKind(period.place),
            )
            for number, period in enumerate(case.periods)
        ),
        absences=tuple(leave(f"{a:%d.%m.%Y}", f"{b:%d.%m.%Y}") for a, b in case.leave),
        shares=tuple(share(p, f"{a:%d.%m.%Y}", text(b)) for p, a, b in case.shares),
    )


def answer(case: SlowCase) -> SlowAnswer:
    """The projection's three days; today when nothing is left."""
    result = project(record_of(case), frame_of(case), case.today)
    expected = result.expected or case.today
    return SlowAnswer(expected, result.expected_latest or expected, result.best or expected)


def in_words(case: SlowCase) -> str:
    """The case as one would tell it, to be worked by hand."""
    lines = [f"Today {case.today:%d.%m.%Y}; {case.months} months in all."]
    for need in case.needs:
        unit = "weeks" if need.in_weeks else "months"
        length = f"{need.low}" if need.low == need.high else f"{need.low}-{need.high}"
        lines.append(
            f"Service {need.seq}: {length} {unit}"
            + (f", option {need.choice[1]} of {need.choice[0]}" if need.choice else "")
            + (", optional" if need.optional else "")
            + (", elsewhere" if need.external else "")
            + (f", after {need.after}" if need.after else "")
            + (f", inside {need.inside}" if need.inside else "")
        )
    lines += [f"{place.months} months at {place.place}" for place in case.places]
    for period in case.periods:
        end = "open" if period.last is None else f"{period.last:%d.%m.%Y}"
        lines.append(f"{period.first:%d.%m.%Y}-{end}: service {period.seq} at {period.place}")
    lines += [f"Leave {a:%d.%m.%Y}-{b:%d.%m.%Y}" for a, b in case.leave]
    lines += [f"{p} % {a:%d.%m.%Y}-{b or 'on':%d.%m.%Y}" for p, a, b in case.shares]
    if case.own_first:
        lines.append("Own service before service elsewhere.")
    return "\n".join(lines)


# ---- Making cases ------------------------------------------------------------------------

ahead = st.integers(-100, 500).map(lambda n: TODAY + timedelta(days=n))
spans = st.tuples(ahead, st.integers(0, 150)).map(lambda p: (p[0], p[0] + timedelta(days=p[1])))
leaves = st.lists(spans, max_size=2).map(tuple)
share_rows = st.lists(
    st.tuples(st.sampled_from([20, 50, 60, 80, 100]), spans).map(lambda p: (p[0], *p[1])),
    max_size=2,
).map(tuple)
lengths = st.integers(1, 8)


@st.composite
def periods(draw: st.DrawFn, seqs: list[int | None], places: list[str]) -> tuple[SlowPeriod, ...]:
    """One period behind, one that covers today, and up to two booked ones, with holes."""
    found = []
    day = TODAY - timedelta(days=draw(st.integers(40, 300)))
    for kind in draw(st.sampled_from([("past",), ("past", "now"), ("now",), ()])):
        first = day
        seq, place = draw(st.sampled_from(seqs)), draw(st.sampled_from(places))
        if kind == "past":
            last = first + timedelta(days=draw(st.integers(0, 39)))
            found.append(SlowPeriod(first, min(last, TODAY), seq, place))
            day = last + DAY
        else:
            first = min(day, TODAY)
            until = draw(st.one_of(st.none(), st.integers(1, 200)))
            ends = None if until is None else TODAY + timedelta(days=until)
            found.append(SlowPeriod(first, ends, seq, place))
    now = found[-1].last if found and found[-1].last is not None else TODAY
    day = max(now, TODAY) + DAY
    for _ in range(draw(st.integers(0, 2))):
        first = day + timedelta(days=draw(st.sampled_from([0, 0, 10, 31, 75, 130])))
        last = first + timedelta(days=draw(st.integers(5, 200)))
        seq, place = draw(st.sampled_from(seqs)), draw(st.sampled_from(places))
        found.append(SlowPeriod(first, last, seq, place))
        day = last + DAY
    return tuple(found)


@st.composite
def plan_cases(draw: st.DrawFn) -> SlowCase:
    """A plan of one to four services with choices, ranges, weeks, order and service elsewhere."""
    count = draw(st.integers(1, 4))
    group = draw(st.sampled_from([(), (1, 2), (2, 3), (1, 2, 3)]))
    inside = draw(st.sampled_from([None, None, (1, 2), (3, 2)]))
    backwards, own_first = draw(st.booleans()), draw(st.booleans())
    needs = []
    for seq in range(1, count + 1):
        low = draw(lengths)
        high = low + draw(st.sampled_from([0, 0, 0, 1, 4]))
        need = SlowNeed(seq, low, high)
        if seq in group and count >= group[-1]:
            option = draw(st.sampled_from("AB")) if seq > group[0] else "A"
            need = replace(need, choice=("G", option))
        elif inside is not None and seq == inside[0] and inside[1] <= count:
            need = replace(need, inside=inside[1], in_weeks=False)
        else:
            if draw(st.integers(0, 5)) == 0:
                need = replace(need, in_weeks=True, low=3 * low, high=3 * high)
            if draw(st.integers(0, 4)) == 0:
                need = replace(need, optional=True)
        if draw(st.integers(0, 1 if own_first else 3)) == 0:
            need = replace(need, external=True)
        other = seq + 1 if backwards else seq - 1
        if 1 <= other <= count and draw(st.integers(0, 3)) == 0 and not group and inside is None:
            need = replace(need, after=(other,))
        needs.append(need)
    hosts = {need.inside for need in needs}
    needs = [replace(n, in_weeks=False, choice=None) if n.seq in hosts else n for n in needs]
    # Ranges stay unbooked and what is counted inside has no period of its own: whether a booking
    # settles a range is a golden case.
    bookable: list[int | None] = [n.seq for n in needs if n.low == n.high and n.inside is None]
    return SlowCase(
        TODAY,
        draw(st.integers(1, 16)),
        tuple(needs),
        (),
        draw(periods([*bookable, *bookable, None], ["hospital"])),
        draw(leaves),
        draw(share_rows),
        own_first and not any(n.after for n in needs),
    )


@st.composite
def place_cases(draw: st.DrawFn) -> SlowCase:
    """No plan; months at one or two kinds of place, as in general practice."""
    kinds = draw(st.sampled_from([("hospital",), ("hospital", "open_practice")]))
    return SlowCase(
        TODAY,
        draw(st.integers(1, 16)),
        (),
        tuple(SlowPlaceNeed(kind, draw(lengths)) for kind in kinds),
        draw(periods([None], ["hospital", "open_practice", "nursing_home"])),
        draw(leaves),
        draw(share_rows),
    )


SMALL = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])


def difference(case: SlowCase) -> str | None:
    """What differs, in words; None when the projection gives days that the search finds.

    Every day must lie between the search's earliest, over all orders, and its earliest in the
    order of the plan: no day is promised that cannot be, and none is later than the plan's order
    needs. The two are the same or a few days apart.
    """
    found = answer(case)
    least, most = search(case)
    wrong = [
        f"{name}: {ours:%d.%m.%Y}, by the search {low:%d.%m.%Y} to {high:%d.%m.%Y}"
        for name, ours, low, high in (
            ("expected", found.expected, least.expected, most.expected),
            ("latest", found.latest, least.latest, most.latest),
            ("best", found.best, least.best, most.best),
        )
        if not low <= ours <= high
    ]
    return "\n".join([in_words(case), *wrong]) if wrong else None


@given(case=plan_cases())
@SMALL
def test_a_plan_ends_when_the_search_says(case: SlowCase) -> None:
    assert difference(case) is None


@given(case=place_cases())
@SMALL
def test_service_at_places_ends_when_the_search_says(case: SlowCase) -> None:
    assert difference(case) is None


# ---- The search itself -------------------------------------------------------------------

SINCE_NOVEMBER = SlowPeriod(date(2026, 11, 1), date(2026, 11, 30), 1)


@pytest.mark.parametrize(
    ("case", "expected", "latest", "best"),
    [
        # Nothing but time: November and December.
        (SlowCase(TODAY, 2, periods=(SINCE_NOVEMBER,)), "31.12.2026", "31.12.2026", "31.12.2026"),
        # Two months fit before the booking in March; unbooked all follow each other.
        (
            SlowCase(
                TODAY,
                1,
                (SlowNeed(1, 1, 1), SlowNeed(2, 2, 2), SlowNeed(3, 1, 1)),
                periods=(SINCE_NOVEMBER, SlowPeriod(date(2027, 3, 1), date(2027, 3, 31), 3)),
            ),
            "31.03.2027",
            "31.03.2027",
            "28.02.2027",
        ),
        # Four months do not fit in the three before March: April to July.
        (
            SlowCase(
                TODAY,
                1,
                (SlowNeed(1, 1, 1), SlowNeed(2, 4, 4), SlowNeed(3, 1, 1)),
                periods=(SINCE_NOVEMBER, SlowPeriod(date(2027, 3, 1), date(2027, 3, 31), 3)),
            ),
            "31.07.2027",
            "31.07.2027",
            "30.04.2027",
        ),
        # Two to three months at half time, from December on.
        (
            SlowCase(
                TODAY,
                1,
                (SlowNeed(1, 1, 1), SlowNeed(2, 2, 3)),
                periods=(SINCE_NOVEMBER,),
                shares=((50, date(2026, 12, 1), None),),
            ),
            "31.03.2027",
            "31.05.2027",
            "31.03.2027",
        ),
    ],
)
def test_the_search_agrees_with_the_calendar(
    case: SlowCase, expected: str, latest: str, best: str
) -> None:
    by_hand = SlowAnswer(day(expected), day(latest), day(best))
    assert search(case) == (by_hand, by_hand)
    assert difference(case) is None
