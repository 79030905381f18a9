"""Shares and yearly numbers from a region's own history, each specialty drawn towards its group.

Drop-out and retention: beta-binomial. Recruitment: gamma-Poisson, or negative binomial when years
are more uneven than chance makes them. How strongly a group pulls is estimated from how much its
specialties differ; a specialty without history has what its group has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, lgamma, log, log1p, sqrt
from typing import TypeVar

from pathways.forecast.evidence import HALF_LIFE, Evidence, evidence, weight_of
from pathways.forecast.types import Recruits, Share

PULLS = (4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
"""Persons that a group's mean may be worth to one of its specialties."""
USUAL_PULL = 32.0
"""When one specialty or none says how much they differ. Ours."""
GROUP_PULL = 10.0
"""Persons (or years) that all specialties together are worth to a group. Ours."""
UNEVEN = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Sizes of the negative binomial that are tried against the Poisson."""
CLEARLY = 2.0
"""Log likelihood by which a negative binomial must beat the Poisson: years are few."""
YEARS_PULL = 2.0
"""Years of history that a group's rate is worth to one of its specialties. Ours."""
LEAST = 1e-4
"""No share is estimated nearer to 0 or 1."""


@dataclass(frozen=True, slots=True)
class ShareRow:
    """So many could, so many did, in one year of one specialty."""

    code: str
    year: int
    trials: int
    successes: int


@dataclass(frozen=True, slots=True)
class FittedShare:
    """A share with the specialty's own history behind it."""

    share: Share
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class RecruitRow:
    """Specialists who came from elsewhere in one year; `in_post` on its first day."""

    code: str
    year: int
    recruited: int
    in_post: float


@dataclass(frozen=True, slots=True)
class FittedRecruits:
    """Yearly recruitment with the specialty's own history behind it."""

    recruits: Recruits
    evidence: Evidence


R = TypeVar("R", ShareRow, RecruitRow)
Counted = tuple[float, float]
"""So many did, of so many (or in so many years in post)."""


def fit_share(successes: float, trials: float, group: Share) -> Share:
    """What is believed of a share after so many trials, when before it was the group's.

    A group without weight counts as `USUAL_PULL` persons. ValueError for counts that cannot be.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes:g} of {trials:g}")
    pull = USUAL_PULL if group.weight is None else group.weight
    mean = (successes + group.mean * pull) / (trials + pull)
    return Share(min(max(mean, LEAST), 1 - LEAST), trials + pull)


def fit_shares(
    rows: Iterable[ShareRow],
    groups: Mapping[str, str],
    start: Share,
    *,
    half_life: float | None = HALF_LIFE,
) -> dict[str, FittedShare]:
    """A share for every code of `groups`; `start` is thought of all of them beforehand."""
    kept = _with_group(rows, groups)
    last = max((row.year for row in kept), default=0)
    counts: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for row in kept:
        if not 0 <= row.successes <= row.trials:
            raise ValueError(f"{row.successes} of {row.trials}: {row.code} {row.year}")
        weight = weight_of(row.year, last, half_life)
        done, tried = counts[row.code]
        counts[row.code] = done + weight * row.successes, tried + weight * row.trials
    everybody = fit_share(*_added(counts.values()), start)
    found: dict[str, Share] = {}
    for members in _members(groups).values():
        own = [counts[code] for code in members]
        group = fit_share(*_added(own), Share(everybody.mean, GROUP_PULL))
        # The group's mean is itself unsure: what it is worth is less than how much they are alike.
        sure = group.weight or GROUP_PULL
        pull = 1 / (1 / _pull(group.mean, own) + 1 / sure)
        group = Share(group.mean, pull)
        found |= {code: fit_share(*counts[code], group) for code in members}
    return {
        code: FittedShare(
            found[code],
            evidence((e.year, e.trials, e.successes) for e in kept if e.code == code),
        )
        for code in groups
    }


def fit_recruits(
    rows: Iterable[RecruitRow],
    groups: Mapping[str, str],
    in_post: Mapping[str, float],
    start: Recruits,
    *,
    half_life: float | None = HALF_LIFE,
) -> dict[str, FittedRecruits]:
    """Recruitment for every code of `groups`, for so many `in_post` now.

    Pooled as recruits for each specialist in post: a field twice as large recruits twice as many.
    Ages and how long they stay are those of `start`; its mean is not used, unless there is no row
    at all. Dispersion is one number for all: no specialty has years enough of its own.
    """
    kept = _with_group(rows, groups)
    last = max((row.year for row in kept), default=0)
    if not any(row.in_post > 0 for row in kept):
        nothing = evidence(())
        return {code: FittedRecruits(start, nothing) for code in groups}
    counts: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for row in kept:
        weight = weight_of(row.year, last, half_life)
        came, exposed = counts[row.code]
        counts[row.code] = came + weight * row.recruited, exposed + weight * row.in_post
    rate = _rate(_added(counts.values()))
    rates: dict[str, tuple[float, float]] = {}
    for members in _members(groups).values():
        came, exposed = _added(counts[code] for code in members)
        pull = GROUP_PULL * _size(exposed, counts, members)
        mean = (came + rate * pull) / (exposed + pull)
        for code in members:
            pull = YEARS_PULL * max(in_post.get(code, 0.0), 1.0)
            rates[code] = counts[code][0] + mean * pull, counts[code][1] + pull
    uneven = _uneven([(row.recruited, _mean(rates, row.code, row.in_post)) for row in kept])
    return {
        code: FittedRecruits(
            _recruits(rates[code], in_post.get(code, 0.0), uneven, start),
            evidence((e.year, e.in_post, e.recruited) for e in kept if e.code == code),
        )
        for code in groups
    }


def _recruits(rate: Counted, in_post: float, uneven: float | None, start: Recruits) -> Recruits:
    """Shape and exposure of the belief in the rate, as a mean and how sure it is."""
    shape, exposed = rate
    mean = shape / exposed * in_post
    # Uneven years tell less about the mean than so many single recruits would.
    told = shape / (1 + (0.0 if uneven is None else mean / uneven))
    return replace(start, mean=mean, spread=sqrt(log1p(1 / told)), dispersion=uneven)


def _mean(rates: Mapping[str, Counted], code: str, in_post: float) -> float:
    return rates[code][0] / rates[code][1] * in_post


def _rate(counted: Counted) -> float:
    """Half a recruit more: none in a few years does not mean never."""
    return (counted[0] + 0.5) / counted[1]


def _size(exposed: float, counts: Mapping[str, Counted], members: Sequence[str]) -> float:
    """What one year of a usual specialty of the group is."""
    return max(1.0, exposed / max(1, sum(counts[code][1] > 0 for code in members)))


def _uneven(rows: Sequence[tuple[int, float]]) -> float | None:
    """The size of the negative binomial that fits best; None: the Poisson does as well."""
    kept = [(came, mean) for came, mean in rows if mean > 0]
    plain = sum(came * log(mean) - mean - lgamma(came + 1) for came, mean in kept)
    best, likely = None, plain + CLEARLY
    for size in UNEVEN:
        found = sum(_negative_binomial(came, mean, size) for came, mean in kept)
        if found > likely:
            best, likely = size, found
    return best


def _negative_binomial(came: int, mean: float, size: float) -> float:
    return (
        lgamma(came + size)
        - lgamma(size)
        - lgamma(came + 1)
        + size * log(size / (size + mean))
        + came * log(mean / (size + mean))
    )


def _pull(mean: float, counts: Sequence[Counted]) -> float:
    """How many persons the group's mean is worth, seeing how much its specialties differ."""
    told = [(done, tried) for done, tried in counts if tried > 0]
    if len(told) < 2:
        return USUAL_PULL

    def likely(pull: float) -> float:
        one, other = mean * pull, (1 - mean) * pull
        return sum(
            lgamma(done + one) + lgamma(tried - done + other) - lgamma(tried + pull)
            for done, tried in told
        ) - len(told) * (lgamma(one) + lgamma(other) - lgamma(pull))

    found = [likely(pull) - _doubt(pull) for pull in PULLS]
    parts = [exp(each - max(found)) for each in found]
    variance = sum(part / (pull + 1) for part, pull in zip(parts, PULLS, strict=True))
    return sum(parts) / variance - 1


def _doubt(pull: float) -> float:
    """What is thought beforehand: about the usual pull, a factor of four either way."""
    return 0.5 * (log(pull / USUAL_PULL) / log(4.0)) ** 2


def _with_group(rows: Iterable[R], groups: Mapping[str, str]) -> list[R]:
    kept = list(rows)
    for row in kept:
        if row.code not in groups:
            raise ValueError(f"{row.code} has no group")
    return kept


def _members(groups: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code, group in groups.items():
        found[group].append(code)
    return found


def _added(counts: Iterable[Counted]) -> Counted:
    kept = list(counts)
    return sum(done for done, _ in kept), sum(tried for _, tried in kept)
