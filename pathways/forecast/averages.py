"""What a whole case comes to by hand: its own averages, each as a named factor.

What `by_hand.work_out` makes of them is what `expected` gives.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import exp, inf, prod

from pathways.forecast.by_hand import Factor, FactorName, HandCase, Line
from pathways.forecast.expected import needed
from pathways.forecast.lines import rate
from pathways.forecast.recruits import stay_curve
from pathways.forecast.types import OLDEST, Case, Finish, Sex

DECIMALS = 6
"""Of a factor. What is shown is what is reckoned with."""


def averages(case: Case, target_year: int, first_year: int = 1) -> HandCase:
    """The factors of a sound case; the intake may change from `first_year` on.

    ValueError when nobody is in post, since the need is reckoned from who is.
    """
    if not 1 <= first_year <= target_year <= case.years:
        raise ValueError(f"1 <= first_year <= target_year <= {case.years}")
    missing = case.needed.vacancies + case.needed.hired_in + case.needed.other_unmet
    in_post = case.needed_base - missing
    if in_post <= 0:
        raise ValueError("nobody is in post")
    reckoner = _Averages(case, target_year)
    first_too_late = target_year - case.training.shortest + 1
    return HandCase(
        case.name,
        tuple(reckoner.stock()),
        (reckoner.in_training(), reckoner.starting()),
        (reckoner.from_elsewhere(),),
        _exact(in_post),
        _exact(missing / in_post),
        _exact(case.needed.population[target_year] - 1),
        tuple(_terms(case, target_year)),
        max(0, first_too_late - first_year),
        reckoner.one(first_year),
    )


def _terms(case: Case, year: int) -> Iterator[Factor]:
    for drift in case.needed.drifts:
        yield Factor(drift.name, _exact((1 + drift.mean) ** year - 1))
    asked = case.needed_base * case.needed.population[year]
    asked *= prod((1 + drift.mean) ** year for drift in case.needed.drifts)
    # Where the rotas take more than all that, the rest is a factor of its own.
    if 0 < asked < case.needed.floor:
        yield Factor("floor", _exact(float(needed(case)[year]) / asked - 1))


@dataclass(frozen=True, slots=True)
class _Part:
    """So many persons, of whom a share completes, a share of these works, with so much FTE."""

    persons: float
    completes: float
    works: float
    fte: float


class _Averages:
    def __init__(self, case: Case, year: int) -> None:
        self.case, self.year = case, year

    def stock(self) -> Iterator[Line]:
        for sex in Sex:
            parts = [
                _Part(each.persons, 1.0, self._here(sex, each.age, 0), self._fte(sex, each.age))
                for each in self.case.stock
                if each.sex is sex
            ]
            yield _line(f"stock_{sex}", parts, FactorName.STAYS)

    def in_training(self) -> Line:
        parts = []
        for each in self.case.trainees:
            parts += self._trained(each.finishes, 0, {each.sex: 1.0}, each.age)
        persons = len(self.case.trainees)
        return _line("in_training", parts, FactorName.COMPLETES, persons)

    def starting(self) -> Line:
        """Those who start as planned, but for those who cannot be finished in time."""
        years = range(1, self.year - self.case.training.shortest + 1)
        parts = [each for year in years for each in self._starts(year, self.case.starts_in(year))]
        persons = sum(self.case.starts_in(year) for year in years)
        return _line("starting", parts, FactorName.COMPLETES, persons)

    def one(self, first_year: int) -> Line:
        """One a year of those who start from then on, on average over the years that reach."""
        years = range(first_year, self.year - self.case.training.shortest + 1)
        parts = [each for year in years for each in self._starts(year, 1)]
        line = _line("one", parts, FactorName.COMPLETES, len(years))
        planned = [self.case.starts_in(year) for year in years] or [self.case.starts_in(first_year)]
        return Line("intake", _exact(sum(planned) / len(planned)), line.factors, line.fte)

    def from_elsewhere(self) -> Line:
        recruits = self.case.recruits
        stay = stay_curve(recruits, self.year)
        parts = [
            _Part(
                recruits.mean * part,
                1.0,
                self._here(sex, recruits.age - year, year) * float(stay[self.year - year]),
                self._fte(sex, recruits.age - year),
            )
            for year in range(1, self.year + 1)
            for sex, part in ((Sex.WOMAN, recruits.women), (Sex.MAN, 1 - recruits.women))
        ]
        return _line("from_elsewhere", parts, FactorName.STAYS)

    def _starts(self, year: int, persons: float) -> list[_Part]:
        training = self.case.training
        sexes = {Sex.WOMAN: training.women * persons, Sex.MAN: (1 - training.women) * persons}
        return self._trained(training.durations, year, sexes, training.start_age - year)

    def _trained(
        self, finishes: Iterable[Finish], start: int, sexes: dict[Sex, float], age: int
    ) -> list[_Part]:
        training = self.case.training
        return [
            _Part(
                persons,
                each.share * (1 - training.drop_out.mean) ** each.year,
                training.retention.mean * self._here(sex, age, start + each.year),
                self._fte(sex, age),
            )
            for each in finishes
            for sex, persons in sexes.items()
            if start + each.year <= self.year
        ]

    def _here(self, sex: Sex, age: int, entry: int) -> float:
        """Share still in post who entered in a year; `age` is that at the base date."""
        passed = sum(rate(self.case, sex, age + year) for year in range(entry, self.year))
        return 0.0 if passed == inf else exp(-passed)

    def _fte(self, sex: Sex, age: int) -> float:
        then = age + self.year
        return self.case.work.of(sex).at(then) if then <= OLDEST else 0.0


def _line(name: str, parts: list[_Part], kind: FactorName, persons: float | None = None) -> Line:
    """One line for many parts: each factor is the average of what the factor before left.

    `persons` counts those too who never complete; None: the parts are all there are.
    """
    everybody = sum(each.persons for each in parts) if persons is None else persons
    done = sum(each.persons * each.completes for each in parts)
    here = sum(each.persons * each.completes * each.works for each in parts)
    fte = sum(each.persons * each.completes * each.works * each.fte for each in parts)
    works = _exact(here / done if done else 0.0)
    if kind is FactorName.STAYS:
        factors: tuple[Factor, ...] = (Factor(kind, works),)
    else:
        completes = _exact(done / everybody if everybody else 0.0)
        factors = (Factor(kind, completes), Factor(FactorName.WORKS, works))
    return Line(name, _exact(everybody), factors, _exact(fte / here if here else 0.0))


def _exact(value: float) -> Fraction:
    return Fraction(round(value * 10**DECIMALS), 10**DECIMALS)
