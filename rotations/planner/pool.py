"""Every plan that pricing has made, each once, by doctor and in the order in which it was made."""

from collections.abc import Iterable, Sequence

from rotations.planner.model import CaseModel, Column
from rotations.planner.pricing import Pricer


class Pool:
    """Columns of all doctors; also keeps the pricers that parts of the doctors need."""

    def __init__(self, model: CaseModel) -> None:
        """An empty pool."""
        self.model = model
        self._columns: list[dict[tuple[int, ...], Column]] = [{} for _ in model.doctors]
        self._pricers: dict[tuple[int, ...], Pricer] = {}

    def column(self, doctor: int, arcs: Sequence[int]) -> Column:
        """The column of this plan, made when it is new."""
        own = self._columns[doctor]
        key = tuple(arcs)
        if key not in own:
            own[key] = self.model.column(doctor, key)
        return own[key]

    def of(self, doctors: Iterable[int]) -> list[Column]:
        """All columns of these doctors."""
        return [column for doctor in doctors for column in self._columns[doctor].values()]

    def pricer(self, doctor: int) -> Pricer:
        """Pricing of one doctor alone."""
        key = (doctor,)
        if key not in self._pricers:
            self._pricers[key] = self.pricer_of(key)
        return self._pricers[key]

    def pricer_of(self, doctors: Sequence[int]) -> Pricer:
        """Pricing of some doctors together."""
        if len(doctors) == len(self.model.doctors):
            return self.model.pricer
        chosen = [self.model.doctors[doctor] for doctor in doctors]
        return Pricer([d.network for d in chosen], [d.use for d in chosen])
