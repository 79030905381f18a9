"""What every group of the demo world builds with."""

from dataclasses import dataclass
from datetime import date
from random import Random

from app.roles import Role, ScopeKind
from seed.demo.names import NameSource
from seed.demo.places import Places
from seed.demo.plan_book import PlanBook
from seed.demo.values import (
    SEED,
    DemoEmployment,
    DemoGrant,
    DemoPerson,
    DemoReference,
    DemoUnit,
    Rows,
    public_id,
)


@dataclass(frozen=True, slots=True)
class Context:
    """One step of the scale: the reference, the rows so far, and the tools to add to them."""

    reference: DemoReference
    today: date
    block: int
    rows: Rows
    places: Places
    plans: PlanBook
    cast_names: frozenset[tuple[str, str]]

    def names(self, group: str) -> NameSource:
        """Names for one group of this step."""
        return NameSource(group, self.block, self.cast_names)

    def rng(self, group: str, index: int) -> Random:
        """A stream of its own for one person, so that nobody moves anybody else."""
        return Random(f"{SEED}:{group}:{self.block}:{index}")

    def person_id(self, group: str, index: int) -> str:
        """The public id of person `index` of a group."""
        return public_id(group, self.block, index)

    def add_staff(
        self, person: DemoPerson, title_nb: str, unit: DemoUnit | None, employer: str, since: date
    ) -> str:
        """A person with a job; gives back the public id."""
        self.rows.add(
            person,
            DemoEmployment(person.public_id, employer, unit.key if unit else None, title_nb, since),
        )
        return person.public_id

    def grant(
        self,
        person: str,
        role: Role,
        scope: ScopeKind,
        since: date,
        *,
        organisation: str | None = None,
        unit: str | None = None,
    ) -> None:
        """Give a person a role."""
        self.rows.add(DemoGrant(person, role, scope, since, organisation, unit))
