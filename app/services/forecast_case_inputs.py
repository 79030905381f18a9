"""What the forecast cases of a region are made of, and what a built case is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from app.services import forecast_fallback
from app.services.forecast_case_need import work_shares
from app.services.forecast_population import RegionPeople, region_people
from app.services.forecast_provenance import Origin
from app.store.forecast_data import (
    AssumptionRow,
    DataSetRow,
    KnownTrainee,
    OpenDelay,
    StaffRows,
)
from app.store.regions import Region
from pathways.forecast.delay_cost import TraineeDelay
from pathways.forecast.types import Case, Trainee, WorkShare
from pathways.types.knowledge import Specialty
from seed.workforce import Workforce

if TYPE_CHECKING:
    from app.services.forecast_case_fits import Fits

MIDDLE_OF_YEAR = 6
"""Data of a day up to this month belong to the end of the year before."""


def base_year_of(as_of: date) -> int:
    """The calendar year of year 0: data of the first half of a year end the year before."""
    return as_of.year - (1 if as_of.month <= MIDDLE_OF_YEAR else 0)


class NoFiguresError(LookupError):
    """Nothing is known of a specialty in the region, not even old figures: no case can be built."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no figures of {code} in the region")
        self.code = code


@dataclass(frozen=True)
class RegionInputs:
    """Everything that the cases of a region are made of. No names of doctors."""

    region: Region
    today: date
    data_sets: tuple[DataSetRow, ...]
    """Every one, the newest first, withdrawn ones too."""
    data_set: DataSetRow | None
    """The one in use: the newest that is not withdrawn."""
    staff: StaffRows
    known: tuple[KnownTrainee, ...]
    delays: Mapping[int, tuple[OpenDelay, ...]]
    """Open delays by enrolment."""
    assumptions: tuple[AssumptionRow, ...]
    specialties: Mapping[str, Specialty]
    places: Mapping[int, tuple[str, str, str]]
    """Key, name and kind of organisations of the region, by row id."""
    workforce: Workforce

    @property
    def as_of(self) -> date:
        """The day that year 0 stands for."""
        return self.today if self.data_set is None else self.data_set.as_of

    @property
    def base_year(self) -> int:
        """The calendar year of year 0: data of the first half of a year end the year before."""
        return base_year_of(self.as_of)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Specialties that a case can be built for, in the order of the knowledge."""
        if self.data_set is None:
            return tuple(
                code
                for code in self.specialties
                if forecast_fallback.old_figures(self.workforce, self.region.key, code)
            )
        there = {row.specialty_code for row in self.staff.stock}
        return tuple(code for code in self.specialties if code in there)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Specialties without any figure."""
        return tuple(code for code in self.specialties if code not in set(self.codes))

    @cached_property
    def groups(self) -> dict[str, str]:
        """Specialty code to group, for what specialties borrow from each other."""
        return {code: str(each.family) for code, each in self.specialties.items()}

    @cached_property
    def people(self) -> RegionPeople:
        """The population to reckon with."""
        return region_people(self.workforce, self.region.key)

    @cached_property
    def fits(self) -> "Fits":
        """The rates of all specialties, fitted together once."""
        # NumPy comes with it, which the web does without.
        from app.services.forecast_case_fits import fit_region

        return fit_region(self.staff, self.groups)

    @cached_property
    def by_code(self) -> Mapping[str, StaffRows]:
        """The rows of each specialty."""
        names = StaffRows.__slots__
        parts: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for name in names:
            for row in getattr(self.staff, name):
                parts[row.specialty_code][name].append(row)
        return {
            code: StaffRows(**{name: tuple(rows) for name, rows in found.items()})
            for code, found in parts.items()
        }

    @cached_property
    def known_by_code(self) -> Mapping[str, tuple[KnownTrainee, ...]]:
        """Those in training who are here, by specialty."""
        return grouped((each.specialty_code, each) for each in self.known)

    @cached_property
    def everybody(self) -> WorkShare | None:
        """FTE a head of all specialties together; None when nobody is in the data."""
        return work_shares(self.staff.stock, None) if self.staff.stock else None

    def rows(self, code: str) -> StaffRows:
        """The rows of one specialty; empty when there are none."""
        return self.by_code.get(code, StaffRows())


@dataclass(frozen=True, slots=True)
class BuiltCase:
    """A sound case, with what belongs to it beyond the case itself."""

    case: Case
    without_delays: tuple[Trainee, ...]
    """Those in training, in the same order, had nothing delayed them."""
    delays: tuple[TraineeDelay, ...]
    """By course key, or by cause where no course is behind it."""
    provenance: Mapping[str, Origin]
    """By `Input`."""
    intake_now: float
    """Starts a year as now, on average."""


Key = TypeVar("Key")
Value = TypeVar("Value")


def grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    """Values by key, in their order."""
    found: dict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
