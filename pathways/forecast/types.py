"""A forecast case: the doctors in post, those in training, what becomes of them, what is needed.

Years are counted from the base date: year 0 is today, year 1 the end of the first year. Shares
are 0 to 1. Ages are whole years at the base date. FTE is full-time equivalents.
"""

from dataclasses import dataclass
from enum import StrEnum

OLDEST = 79
"""Nobody is counted in post above this age."""


class Sex(StrEnum):
    """As in the staff statistics that the rates come from."""

    WOMAN = "woman"
    MAN = "man"


@dataclass(frozen=True, slots=True)
class Share:
    """A share that is estimated: its mean, and how many persons the estimate is worth.

    `weight` None: known exactly, or an assumption that is not to be varied.
    """

    mean: float
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Persons alike: so many specialists in post of one sex and age."""

    sex: Sex
    age: int
    persons: int


@dataclass(frozen=True, slots=True)
class Finish:
    """The probability of finishing in one year."""

    year: int
    """1 or later."""
    share: float


@dataclass(frozen=True, slots=True)
class Trainee:
    """One doctor in training now, with the distribution of the year of approval.

    The shares add up to at most 1; the rest finishes after all years that are looked at.
    """

    sex: Sex
    age: int
    finishes: tuple[Finish, ...]


@dataclass(frozen=True, slots=True)
class Ages:
    """A yearly share by age: `shares[0]` at age `first`; before it the first, after it the last."""

    first: int
    shares: tuple[float, ...]

    def at(self, age: int) -> float:
        """The share at an age."""
        return self.shares[min(max(age - self.first, 0), len(self.shares) - 1)]


@dataclass(frozen=True, slots=True)
class Exits:
    """How many leave in a year, by age: retirement, death, another trust, another country.

    No age of retirement: the curve rises. Both spreads are of the logarithm of the rate.
    """

    women: Ages
    men: Ages
    spread: float = 0.0
    """How sure the level of the curve is."""
    yearly_spread: float = 0.0
    """How much a year differs from the others, for everybody at once."""

    def of(self, sex: Sex) -> Ages:
        """The curve of one sex."""
        return self.women if sex is Sex.WOMAN else self.men


@dataclass(frozen=True, slots=True)
class Training:
    """What becomes of those in training: how long, how many give up, how many stay afterwards."""

    durations: tuple[Finish, ...]
    """Years from start to approval for those who start, as shares that add up to 1."""
    drop_out: Share
    """Leaves the training or changes specialty in a year."""
    retention: Share
    """Takes a post here on approval."""
    start_age: int
    women: float
    """Share of women among those who start."""

    @property
    def shortest(self) -> int:
        """Years that training takes at least."""
        return min(each.year for each in self.durations if each.share > 0)


@dataclass(frozen=True, slots=True)
class Recruits:
    """Specialists who come from elsewhere, a year. The mean is the most doubtful figure of all."""

    mean: float
    spread: float = 0.0
    """Of the logarithm of the mean: how sure it is."""
    dispersion: float | None = None
    """Negative binomial: small means uneven years; None: Poisson."""
    age: int = 41
    women: float = 0.5
    stays_one_year: float = 1.0
    stays_five_years: float = 1.0


@dataclass(frozen=True, slots=True)
class WorkShare:
    """FTE a head by age, with absence taken off."""

    women: Ages
    men: Ages

    def of(self, sex: Sex) -> Ages:
        """The curve of one sex."""
        return self.women if sex is Sex.WOMAN else self.men


@dataclass(frozen=True, slots=True)
class Drift:
    """A yearly change of what is needed that is not population: standard, task shift, hours."""

    name: str
    mean: float
    """0.005 is half a per cent a year."""
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Needed:
    """What is needed: what is in post and missing today, times population, times drift."""

    population: tuple[float, ...]
    """Use by the population, year by year from 1.0 today; one number for each year."""
    vacancies: float = 0.0
    """FTE, as the others."""
    hired_in: float = 0.0
    """Hired-in FTE that ought to be posts."""
    other_unmet: float = 0.0
    drifts: tuple[Drift, ...] = ()
    floor: float = 0.0
    """FTE below which the on-call rotas cannot be staffed."""
    in_post: float | None = None
    """FTE that the need is reckoned from; None: that of those in post at the base date.

    A scenario in which the same doctors work more is against the need of today, not a higher one.
    """


@dataclass(frozen=True, slots=True)
class Case:
    """One specialty in one region."""

    name: str
    base_year: int
    years: int
    """How many years are looked at."""
    stock: tuple[Head, ...]
    trainees: tuple[Trainee, ...]
    intake: tuple[int, ...]
    """Those who will start in year 1, 2, …; the last number goes on."""
    exits: Exits
    training: Training
    recruits: Recruits
    work: WorkShare
    needed: Needed
    seed: int = 1
    paths: int = 10_000

    def starts_in(self, year: int) -> int:
        """How many start in a year (1, 2, …) as planned; none when nothing is planned."""
        if not self.intake:
            return 0
        return self.intake[min(year, len(self.intake)) - 1]

    @property
    def fte_today(self) -> float:
        """FTE in post at the base date."""
        return sum(each.persons * self.work.of(each.sex).at(each.age) for each in self.stock)

    @property
    def needed_base(self) -> float:
        """FTE that population and drifts are multiplied with: in post and missing today."""
        needed = self.needed
        in_post = self.fte_today if needed.in_post is None else needed.in_post
        return in_post + needed.vacancies + needed.hired_in + needed.other_unmet

    @property
    def needed_today(self) -> float:
        """FTE needed at the base date, the floor of the rotas included."""
        return max(self.needed_base, self.needed.floor)
