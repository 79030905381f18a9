"""A rotation case: who needs which blocks, where they can be served, and what limits them.

Months are whole numbers counted from the case's first month (0). A `Span` is first and last
month, both included. All scores and prices are whole points, so that "best" is exact.
Nothing here knows a solver, a database or a language.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

FULL_TIME = 100
"""Credit of one month at full time, in per cent."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Months from `first` to `last`, both included; counted from the case's first month."""

    first: int
    last: int

    def __contains__(self, month: int) -> bool:
        """Whether the month lies within."""
        return self.first <= month <= self.last

    @property
    def months(self) -> range:
        """The months, in order."""
        return range(self.first, self.last + 1)

    def meets(self, other: "Span") -> bool:
        """Whether the two have a month in common."""
        return self.first <= other.last and other.first <= self.last


class SiteKind(StrEnum):
    """Kind of place, as the board draws it."""

    HOSPITAL = "hospital"
    DPS = "dps"
    MUNICIPALITY = "municipality"
    """GP practice, nursing home, municipal acute beds (KAD) or emergency unit (legevakt)."""
    CONTRACT_SPECIALIST = "contract_specialist"
    OTHER_TRUST = "other_trust"


class TraineeGroup(StrEnum):
    """The groups that one plan may hold."""

    LIS1 = "lis1"
    LIS23 = "lis23"
    ALIS = "alis"
    CONSULTANT = "consultant"
    """A consultant on exchange between hospital and municipality; takes room, has blocks."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place where doctors serve.

    `town` is the municipality one lives in to serve there: changing it costs a move, and "same
    municipality" compares it. `open` are the months in which anybody may be there (agreement
    dates, approval as training place); empty means all months.
    """

    key: str
    name: str
    short: str
    kind: SiteKind
    town: str
    employer: str
    """The trust, municipality or practice that employs there; the words of an agreement."""
    open: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class InnerService:
    """A service counted inside another: some months of the block are served elsewhere.

    `months` in a row are taken from the block at one of `sites`; they begin `not_before` months
    into the block at the earliest. Outside them the doctor is at the block's own site.
    """

    service: str
    sites: tuple[str, ...]
    months: int
    not_before: int = 0


@dataclass(frozen=True, slots=True)
class MonthsBefore:
    """At least `months` credited months of these blocks are done before a block may begin."""

    blocks: tuple[str, ...]
    months: int


@dataclass(frozen=True, slots=True)
class Block:
    """One unbroken service that a doctor needs: at one site, in one run.

    `min_months`..`max_months` are credited months: full-time equivalents, leave not counted.
    A block with `choice` is one of a group of which the doctor takes some (`Choice`); one
    without is compulsory. `window` bounds the month in which it begins.
    """

    key: str
    service: str
    sites: tuple[str, ...]
    min_months: int
    max_months: int
    after: tuple[str, ...] = ()
    """Blocks that must be finished first. One that is not chosen does not count."""
    months_before: tuple[MonthsBefore, ...] = ()
    needs_objectives: tuple[str, ...] = ()
    """Objectives that must be met before it begins ("local objectives before leaving")."""
    choice: str | None = None
    window: Span | None = None
    leave_may_interrupt: bool = True
    inner: InnerService | None = None
    points_per_month: int = 0
    """Gain for each credited month above the minimum."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Take exactly `take` of the blocks that name this choice."""

    key: str
    take: int


class WishKind(StrEnum):
    """What a wish speaks of, for words; the matching is the same for all."""

    SERVICE = "service"
    SITE = "site"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Wish:
    """Points for a placement that matches all that is named (None: any).

    Counted once, however many placements match. `starts` bounds the first month. Negative
    points are a wish not to.
    """

    key: str
    kind: WishKind
    points: int
    service: str | None = None
    site: str | None = None
    starts: Span | None = None
    rank: int | None = None
    """The doctor's own order, 1 first; for words only."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A placement that stands: this block at this site and/or in this month.

    None leaves that part free. A locked block is compulsory, also when it is one of a choice.
    `reason` is told as it is ("locked by Marte Lindqvist 19.11.2026").
    """

    doctor: str
    block: str
    site: str | None = None
    first: int | None = None
    last: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ShareSpan:
    """Per cent of full time in a span; months outside any span are full time."""

    span: Span
    percent: int


@dataclass(frozen=True, slots=True)
class Doctor:
    """One doctor, or a vacant post, with what is needed and wished.

    Placed from `start` on, until `available_to` if given. `must_finish`: all compulsory blocks
    and choices fit within the case; without it the doctor fills the case's months, what is left
    comes later, and a block may run past the last month (its placement says `continues`).
    """

    key: str
    name: str
    group: TraineeGroup
    blocks: tuple[Block, ...]
    start: int = 0
    available_to: int | None = None
    deadline: int | None = None
    """Last month that is not late; each month of training after it costs `Weights.late_month`."""
    must_finish: bool = True
    choices: tuple[Choice, ...] = ()
    shares: tuple[ShareSpan, ...] = ()
    leave: tuple[Span, ...] = ()
    away: tuple[tuple[str, Span], ...] = ()
    """(site, span) in which the doctor cannot be at that site."""
    town: str | None = None
    """Where the doctor lives at the start; None when no move is counted for the first block."""
    site: str | None = None
    """Where the doctor is the month before `start`, for the cost of changing site."""
    same_town: tuple[tuple[str, ...], ...] = ()
    """Groups of blocks that must all be served in one municipality."""
    at_most: tuple[tuple[str, int], ...] = ()
    """(site, n): no more than n blocks there."""
    objectives_met: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
    is_vacancy: bool = False
    """A vacant post: it takes room under every maximum and fills no minimum."""
    is_thawed: bool = False
    """The frozen months do not bind this doctor (who is being moved by hand)."""


class LimitKind(StrEnum):
    """Where a limit comes from, for words."""

    PLACE = "place"
    SUPERVISOR = "supervisor"
    AGREEMENT = "agreement"
    ROTA = "rota"


class LimitPer(StrEnum):
    """Whether a limit holds in each month or for all months of its span together."""

    MONTH = "month"
    SPAN = "span"
    """Person-months over the whole span, as agreements with places per year are written."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Doctors outside the case who are counted by the same limit; for words alone.

    `doctors` (doctor-months for a whole span) take room; `minimum` and `maximum` are the bounds
    of everybody together. The limit's own bounds are what they leave (`rotations.outside`).
    """

    doctors: int
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """Between `minimum` and `maximum` doctors over some sites and services in some months.

    A hard limit makes a plan invalid; a soft one costs `over_price` or `under_price` points for
    each person and month. `counts_share`: a part-time doctor takes that part of a place (in
    per cent; the bounds are still whole full-time places). Doctors on leave are not there.
    """

    key: str
    kind: LimitKind
    name: str
    sites: tuple[str, ...]
    span: Span
    minimum: int | None = None
    maximum: int | None = None
    services: tuple[str, ...] = ()
    """Empty: all services at the sites."""
    groups: tuple[TraineeGroup, ...] = ()
    """Empty: all groups."""
    per: LimitPer = LimitPer.MONTH
    is_hard: bool = True
    over_price: int = 20
    under_price: int = 20
    counts_share: bool = False
    source: str = ""
    outside: Outside | None = None
    """None: nobody outside the case is known to be there."""


class PairKind(StrEnum):
    """What two doctors need of each other's plans."""

    SAME_TOWN = "same_town"
    """In the same municipality in every month in which both are placed."""
    NOT_AWAY_TOGETHER = "not_away_together"
    """Never both outside their own towns in the same month."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A couple, or two doctors of whom one must always be at home. Hard."""

    kind: PairKind
    doctors: tuple[str, str]
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ObjectivePlace:
    """An objective that can lawfully be met at a site, in some service (None: any there)."""

    objective: str
    site: str
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What things cost in points. All are settings ("what do you give up first")."""

    idle_month: int = 6
    """A month between start and finish without placement or leave."""
    site_change: int = 2
    town_change: int = 8
    late_month: int = 10
    changed_placement: int = 6
    """A published placement that is not kept as it is (site, first or last month)."""
    changed_near: int = 12
    """The same, when the first month at work that differs lies within the notice horizon."""
    worst_off: int = 1
    """How much the lowest score of any doctor counts in the objective."""


@dataclass(frozen=True, slots=True)
class RotationCase:
    """Everything one planning run needs. `first_month` is month 0 (its first day)."""

    name: str
    first_month: date
    months: int
    sites: tuple[Site, ...]
    doctors: tuple[Doctor, ...]
    limits: tuple[Limit, ...] = ()
    locks: tuple[Lock, ...] = ()
    pairs: tuple[Pair, ...] = ()
    objective_places: tuple[ObjectivePlace, ...] = ()
    weights: Weights = field(default_factory=Weights)
    published: "tuple[Placement, ...]" = ()
    """The published plan, for stability, frozen months and what has changed."""
    frozen_months: int = 0
    """Months 0..n-1 stay as published for every doctor who has a published placement there."""
    notice_months: int = 6
    """Placements are known this long before (regional target; a setting)."""


@dataclass(frozen=True, slots=True, order=True)
class InnerPlacement:
    """Where and when the inner service of a block is served; months are calendar months."""

    site: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, order=True)
class Placement:
    """One doctor's block at a site from `first` to `last` (calendar months, leave included).

    `continues`: the block runs on after the case's last month.
    """

    doctor: str
    first: int
    last: int
    block: str
    site: str
    inner: InnerPlacement | None = None
    continues: bool = False

    @property
    def span(self) -> Span:
        """Its months."""
        return Span(self.first, self.last)
