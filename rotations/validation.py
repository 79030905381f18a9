"""What cannot be so in a rotation case, each with its field, what stands there and what may.

A place is named as in the documented file format (`doctors[2].blocks[0].min_months`, months as
`YYYY-MM`), so that a page and a file tell the same mistake in the same words. Two sorts:
mistakes, with which nothing can be reckoned (an unknown site), and contradictions among the
demands (`is_clash`), with which there is surely no plan: `explain` still takes those.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rotations.types.case import Limit, Lock, Pair, Placement, RotationCase, Span
from rotations.validation_doctors import doctor_findings
from rotations.validation_locks import judged_locks
from rotations.validation_values import (
    Finding,
    Place,
    case_months,
    inside,
    known,
    month_name,
    order,
    repeated,
    twice,
)


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """One mistake: where (keys and row numbers from the root), what was found, what may stand."""

    place: Place
    found: str
    expected: str
    is_clash: bool = False

    @property
    def path(self) -> str:
        """The place as text: `doctors[2].blocks[0].min_months`."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.place)
        return "".join(parts).removeprefix(".") or "the case"

    @property
    def sentence(self) -> str:
        """The whole mistake in English."""
        return f"{self.path}: found {self.found}, expected {self.expected}"


def problems(case: RotationCase) -> tuple[CaseProblem, ...]:
    """Every mistake, or else every contradiction; empty when the case is sound.

    In the order of the case's parts. What hangs on a name that is not known is not looked at, and
    contradictions are told when there are no mistakes: one mistake is told once.
    """
    findings = [
        *_head(case),
        *_sites(case),
        *doctor_findings(case),
        *_limits(case),
        *_pairs(case),
        *_objective_places(case),
        *_published(case),
    ]
    mistakes = [CaseProblem(each.place, each.found, each.expected) for each in findings]
    return sorted_out([*mistakes, *edit_problems(case, case.locks, "locks")])


def sorted_out(found: Iterable[CaseProblem]) -> tuple[CaseProblem, ...]:
    """Each problem once, and contradictions only where no mistake can be behind them."""
    once = tuple(dict.fromkeys(found))
    return tuple(each for each in once if not each.is_clash) or once


def plan_problems(
    case: RotationCase, placements: Sequence[Placement], part: str = "placements"
) -> tuple[CaseProblem, ...]:
    """Months of a plan that no case can have; everything else in it is for the rules to judge."""
    return tuple(
        CaseProblem(each.place, each.found, each.expected)
        for index, placement in enumerate(placements)
        for each in _months(case, placement, (part, index))
    )


def edit_problems(
    case: RotationCase, edits: Sequence[Lock], part: str = "edits"
) -> tuple[CaseProblem, ...]:
    """Mistakes in what a repair must take over, and what of it contradicts."""
    return tuple(
        CaseProblem(each.place, each.found, each.expected, is_clash)
        for each, is_clash in judged_locks(case, edits, part)
    )


def _head(case: RotationCase) -> Iterator[Finding]:
    if case.first_month.day != 1:
        yield Finding(("first_month",), case.first_month.isoformat(), "the first day of a month")
    if case.months < 1:
        yield Finding(("months",), str(case.months), "1 or more")
    if not 0 <= case.frozen_months <= max(case.months, 0):
        yield Finding(("frozen_months",), str(case.frozen_months), f"0 to {case.months} (months)")
    if case.notice_months < 0:
        yield Finding(("notice_months",), str(case.notice_months), "0 or more")
    for name in case.weights.__slots__:
        price = getattr(case.weights, name)
        if price < 0:
            yield Finding(("weights", name), str(price), "0 or more")


def _sites(case: RotationCase) -> Iterator[Finding]:
    yield from twice([site.key for site in case.sites], ("sites",), "each site once")
    for index, site in enumerate(case.sites):
        for number, span in enumerate(site.open):
            yield from order(case, span, ("sites", index, "open", number))


def _limits(case: RotationCase) -> Iterator[Finding]:
    sites = {site.key for site in case.sites}
    yield from twice([limit.key for limit in case.limits], ("limits",), "each limit once")
    for index, limit in enumerate(case.limits):
        yield from _limit(case, limit, ("limits", index), sites)


def _limit(
    case: RotationCase, limit: Limit, at: Place, sites: Collection[str]
) -> Iterator[Finding]:
    if not limit.sites:
        yield Finding((*at, "sites"), "no site", "one site or more")
    yield from known(limit.sites, sites, (*at, "sites"), "the key of a site of the case")
    yield from repeated(limit.sites, (*at, "sites"), "each site once")
    yield from order(case, limit.span, at)
    yield from inside(case, limit.span, at)
    for name in ("minimum", "maximum", "over_price", "under_price"):
        number = getattr(limit, name)
        if number is not None and number < 0:
            yield Finding((*at, name), str(number), "0 or more")
    if limit.minimum is None and limit.maximum is None:
        yield Finding((*at, "maximum"), "no minimum and no maximum", "one of them, or both")
    elif limit.minimum is not None and limit.maximum is not None and limit.minimum > limit.maximum:
        yield Finding((*at, "minimum"), str(limit.minimum), f"{limit.maximum} (maximum) or less")


def _pairs(case: RotationCase) -> Iterator[Finding]:
    doctors = {doctor.key for doctor in case.doctors}
    for index, pair in enumerate(case.pairs):
        yield from _pair(case, pair, ("pairs", index), doctors)


def _pair(case: RotationCase, pair: Pair, at: Place, doctors: Collection[str]) -> Iterator[Finding]:
    yield from known(pair.doctors, doctors, (*at, "doctors"), "the key of a doctor of the case")
    yield from repeated(pair.doctors, (*at, "doctors"), "two different doctors")
    if pair.span is not None:
        yield from order(case, pair.span, at)
        yield from inside(case, pair.span, at)


def _objective_places(case: RotationCase) -> Iterator[Finding]:
    sites = {site.key for site in case.sites}
    for index, row in enumerate(case.objective_places):
        at: Place = ("objective_places", index, "site")
        if row.site not in sites:
            yield Finding(at, row.site, "the key of a site of the case")


def _published(case: RotationCase) -> Iterator[Finding]:
    """A published block may be one that the case no longer has; then only its room is known."""
    sites = {site.key for site in case.sites}
    doctors = {doctor.key for doctor in case.doctors}
    for index, placement in enumerate(case.published):
        at: Place = ("published", index)
        if placement.doctor not in doctors:
            expected = "the key of a doctor of the case"
            yield Finding((*at, "doctor"), placement.doctor, expected)
        if placement.site not in sites:
            yield Finding((*at, "site"), placement.site, "the key of a site of the case")
        yield from _months(case, placement, at)


def _months(case: RotationCase, placement: Placement, at: Place) -> Iterator[Finding]:
    """Months in the wrong order, or outside the case."""
    yield from order(case, placement.span, at)
    for name, month in (("from", placement.first), ("to", placement.last)):
        if not 0 <= month < case.months:
            yield Finding((*at, name), month_name(case, month), case_months(case))
    if placement.inner is not None:
        span = Span(placement.inner.first, placement.inner.last)
        yield from order(case, span, (*at, "inner"))
