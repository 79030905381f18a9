"""What the page "Min vei" shows: plain values, with every word already chosen.

Text between asterisks is what the page emphasises.
"""

from dataclasses import dataclass

from app.charts.strip import Strip
from app.charts.timeline import Timeline
from app.services.my_pathway_times import NO_TIMES, Times
from app.services.pathways_facts import Fact, SourceRef


@dataclass(frozen=True, slots=True)
class Opening:
    """The sentence that the page begins with, and the reason under it."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class RouteItem:
    """One item of the strip as a list, for the phone and for those who listen."""

    name: str
    under: str | None
    kind: str = ""
    line: str = ""
    mark: str = ""
    marker: str | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that comes next: what, when and with whom."""

    title: str
    text: str | None
    due: str
    who: str
    url: str | None = None
    moves: bool = False
    """Whether it can move the date."""


@dataclass(frozen=True, slots=True)
class Meter:
    """How far: a text with the figure, and a bar where there is something to measure by."""

    label: str
    text: str
    value: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class YearEntry:
    """One year in a sentence or two."""

    year: int
    text: str


@dataclass(frozen=True, slots=True)
class YearRow:
    """One line of the table beside the timeline."""

    what: str
    kind: str
    first: str
    last: str
    mark: str


@dataclass(frozen=True, slots=True)
class YearByYear:
    """The timeline as a drawing, as sentences and as a table."""

    timeline: Timeline
    entries: tuple[YearEntry, ...]
    rows: tuple[YearRow, ...]


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One requirement: state, what there is, what it takes, and where that stands."""

    name: str
    note: str | None
    state: str
    word: str
    has: str
    needs: str
    source: SourceRef | None
    remark: str | None
    tags: tuple[tuple[str, str], ...]
    """(text, kind) of tags such as "avgjør", "anbefalt" and "uavklart"."""
    is_done: bool
    times: Times = NO_TIMES


@dataclass(frozen=True, slots=True)
class RequirementGroup:
    """Requirements under one heading."""

    name: str
    rows: tuple[RequirementRow, ...]


@dataclass(frozen=True, slots=True)
class Requirements:
    """All requirements by group. `total` and `remaining` count the rows."""

    groups: tuple[RequirementGroup, ...]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def remaining(self) -> int:
        """How many of them are not done."""
        return sum(not row.is_done for group in self.groups for row in group.rows)

    def shown(self, everything: bool) -> tuple[RequirementGroup, ...]:
        """The groups with all rows, or with what remains; empty groups are left out."""
        groups = (
            RequirementGroup(
                group.name, tuple(row for row in group.rows if everything or not row.is_done)
            )
            for group in self.groups
        )
        return tuple(group for group in groups if group.rows)


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan that applies, held against the record."""

    name: str
    version: str
    is_demo: bool
    url: str | None
    source: SourceRef
    page_date: str
    contradictions: tuple[str, ...]
    gaps: tuple[str, ...]
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoPlan:
    """Why no plan stands there, and whom to ask."""

    title: str
    text: str
    ask: str
    source: SourceRef | None


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish that stands: what it is, and what it did to the date when it was made."""

    id: int
    version: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class MyPathwayPage:
    """Everything on "Min vei"."""

    name: str
    is_own: bool
    doctor: str
    sentence: str
    reason: str
    reckoned_on: str
    plan_label: str | None
    explanation: tuple[Fact, ...]
    strip: Strip
    route: tuple[RouteItem, ...]
    steps: tuple[Step, ...]
    steps_note: str
    wishes: tuple[WishRow, ...]
    meters: tuple[Meter, ...]
    meters_note: str | None
    years: YearByYear
    requirements: Requirements
    plan: PlanView | None
    no_plan: NoPlan | None
