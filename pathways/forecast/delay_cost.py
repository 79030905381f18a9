"""What delays cost: specialist-years that are lost because somebody is approved later."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pathways.forecast.types import OLDEST, Case, Trainee

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class TraineeDelay:
    """Days by which one in training is approved later, for one reason."""

    trainee: int
    """Place in `case.trainees`, from 0."""
    days: int
    key: str
    """What the cost is added up by: a course, a kind of delay."""


def lost(case: Case, delays: Sequence[TraineeDelay], until_year: int) -> dict[str, float]:
    """Specialist-years (FTE) lost until the end of a year, by key.

    The case's own finish years have the delays in them: without a delay of D the one who
    finishes in year f is there from f - D on. What is counted is the part of it between today and
    the year, times the chance of completing and taking a post here, times FTE a head. Several
    delays of one person share what that person's all together cost. A finish after all years of
    the case costs nothing that is known.
    ValueError for a trainee who is not there, days below 0, or a year outside the case.
    """
    if not 0 <= until_year <= case.years:
        raise ValueError(f"until_year {until_year}: may be 0 to {case.years}")
    by_person: dict[int, list[TraineeDelay]] = defaultdict(list)
    for each in delays:
        if not 0 <= each.trainee < len(case.trainees):
            raise ValueError(f"trainee {each.trainee}: there are {len(case.trainees)}")
        if each.days < 0:
            raise ValueError(f"days {each.days}: may be 0 or more")
        by_person[each.trainee].append(each)
    found: dict[str, float] = {each.key: 0.0 for each in delays}
    for index, own in by_person.items():
        days = sum(each.days for each in own)
        cost = _lost_by(case, case.trainees[index], days / DAYS_A_YEAR, until_year)
        for each in own:
            found[each.key] += cost * each.days / days if days else 0.0
    return found


def _lost_by(case: Case, trainee: Trainee, late: float, until_year: int) -> float:
    training, cost = case.training, 0.0
    for finish in trainee.finishes:
        age = trainee.age + finish.year
        if age > OLDEST or finish.year > case.years:
            continue
        years = min(finish.year, until_year) - max(finish.year - late, 0.0)
        takes_post = (1 - training.drop_out.mean) ** finish.year * training.retention.mean
        cost += finish.share * takes_post * max(years, 0.0) * case.work.of(trainee.sex).at(age)
    return cost
