"""A LIS1 intake: seats, candidates and their wishes, the rules in force, and the draw.

A seat is hospital x municipality x track from one start date, with so many places. Names of
things are keys; what a key is called stands beside it. Priorities are whole points.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

FEWEST_SHOWN = 5
"""Groups of people smaller than this are not shown, unless the intake says otherwise."""


# ---- Seats -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a seat may ask for and a candidate may have: licence, authorisation, a language."""

    key: str
    name: str
    includes: tuple[str, ...] = ()
    """Qualifications that one who has this one has too (authorisation includes the licence)."""


class PhaseKind(StrEnum):
    """Where months of a track are served."""

    HOSPITAL = "hospital"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Phase:
    """Some months of a track in a row."""

    kind: PhaseKind
    service: str
    months: int


class FactStatus(StrEnum):
    """How sure the source of a rule or a track is."""

    CONFIRMED = "confirmed"
    UNVERIFIED = "unverified"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Track:
    """The services of a seat, in order. All municipal months are in the seat's municipality."""

    key: str
    name: str
    phases: tuple[Phase, ...]
    coupled_to: str | None = None
    """Code of the specialty whose LIS3 post follows, for a coupled track."""
    source: str = ""
    status: FactStatus = FactStatus.CONFIRMED

    @property
    def months(self) -> int:
        """How long it takes in all."""
        return sum(phase.months for phase in self.phases)

    @property
    def months_to_municipality(self) -> int | None:
        """Months from the start to the last municipal service; None when there is none."""
        last = None
        done = 0
        for phase in self.phases:
            if phase.kind is PhaseKind.MUNICIPALITY:
                last = done
            done += phase.months
        return last


@dataclass(frozen=True, slots=True)
class Seat:
    """Places that are alike: same hospital, municipality, track and start."""

    key: str
    hospital: str
    municipality: str
    track: str
    starts_on: date
    places: int
    needs: tuple[str, ...] = ()
    """Qualifications that everybody placed here has."""
    is_closed: bool = False
    """Nobody may wish for it in this round; it takes only those who are placed beforehand."""
    is_own_post: bool = False
    """An employer's own post, outside the ordinary round."""


class CapKind(StrEnum):
    """Which side a cap stands on."""

    HOSPITAL = "hospital"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many over all seats of a hospital or municipality; at one start, or at all."""

    kind: CapKind
    place: str
    places: int
    starts_on: date | None = None

    def counts(self, seat: Seat) -> bool:
        """Whether a seat is under this cap."""
        place = seat.hospital if self.kind is CapKind.HOSPITAL else seat.municipality
        return place == self.place and self.starts_on in (None, seat.starts_on)


# ---- Rules -----------------------------------------------------------------------------------


class Scope(StrEnum):
    """Where a criterion counts."""

    EVERYWHERE = "everywhere"
    """For every seat; it moves the candidate up in the drawn order too."""
    HOSPITAL = "hospital"
    """For seats at the hospital that the fact names."""
    MUNICIPALITY = "municipality"
    """For seats in the municipality that the fact names."""


class CriterionKind(StrEnum):
    """What a criterion is about, for words."""

    NEED = "need"
    AFFILIATION = "affiliation"
    QUALIFICATION = "qualification"


@dataclass(frozen=True, slots=True)
class Criterion:
    """Points for a confirmed fact about `subject` of at least so much (months, or 1 for yes)."""

    key: str
    kind: CriterionKind
    text: str
    """As the council wrote it."""
    subject: str
    weight: int
    scope: Scope = Scope.EVERYWHERE
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the written criteria. Points add up; the draw decides between equals."""

    version: str
    decided_on: date
    text: str
    source: str
    status: FactStatus
    criteria: tuple[Criterion, ...] = ()
    any_remaining: bool = False
    """Who gets none of their wishes is given a seat that is left. Otherwise nobody is ever placed
    where they did not wish."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What decides between equals: a committed seed, or an order that was drawn by hand.

    `order` (keys of candidates, first drawn first) goes before the seed, and nobody can recompute
    it. `commitment` and `list_hash` are published before the seed is.
    """

    seed: str | None = None
    public: str = ""
    """A text that nobody knew when the seed was committed (the figures of a named lottery)."""
    public_source: str = ""
    """Where it is taken from; said when the seed was committed."""
    commitment: str | None = None
    list_hash: str | None = None
    committed_on: date | None = None
    revealed_on: date | None = None
    order: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Keys that are in the list and in the order, of candidates who take part no more. So nobody's
    number changes when somebody withdraws."""


# ---- Candidates ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """Something said about a candidate; it counts when somebody has confirmed it."""

    subject: str
    place: str | None = None
    """The hospital or municipality that it is about; None for facts without a place."""
    amount: int = 1
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Belongs:
    """A group that a candidate is counted in (kind "gender", value "woman"); never a priority."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate. `wishes` are keys of seats, best first: strict, and as short as one likes."""

    key: str
    wishes: tuple[str, ...]
    qualifications: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    groups: tuple[Belongs, ...] = ()


class Together(StrEnum):
    """What a couple asks for."""

    SAME_MUNICIPALITY = "same_municipality"
    NEAR = "near"
    """The same municipality, or two that the intake calls near each other."""


@dataclass(frozen=True, slots=True)
class Couple:
    """Two candidates with one joint list, made from both lists (`rotations.lis1.market`).

    With `or_apart` seats that are not together follow after all that are; else both or none.
    """

    one: str
    other: str
    wish: Together = Together.SAME_MUNICIPALITY
    or_apart: bool = True


@dataclass(frozen=True, slots=True)
class Near:
    """Two municipalities that count as near each other."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Preplacement:
    """A candidate who has a seat before anything is shared out, with the reason."""

    candidate: str
    seat: str
    reason: str


# ---- The intake ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferRound:
    """Offers go out, are answered, and answers are marked in the portal."""

    number: int
    sent_on: date
    reply_by: date
    marked_by: date


@dataclass(frozen=True, slots=True)
class Intake:
    """One round with everything that decides who gets which seat."""

    round: str
    rules: Rules
    draw: Draw
    tracks: tuple[Track, ...]
    seats: tuple[Seat, ...]
    candidates: tuple[Candidate, ...]
    name: str = ""
    advertised_on: date | None = None
    deadline_on: date | None = None
    offer_rounds: tuple[OfferRound, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    caps: tuple[Cap, ...] = ()
    couples: tuple[Couple, ...] = ()
    near: tuple[Near, ...] = ()
    preplacements: tuple[Preplacement, ...] = ()
    other_rules: tuple[Rules, ...] = field(default=())
    """Other versions of the rules: earlier ones, or proposals to be tried on this intake."""
    fewest_shown: int = FEWEST_SHOWN
