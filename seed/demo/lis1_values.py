"""A demo LIS1 council as plain rows: members, rules, tracks, intakes with all that is in them."""

from dataclasses import dataclass
from datetime import date

from app.db.tables import CouncilSide, CouncilTask, IntakeState, OfferState, RulesState
from rotations.lis1.results import Mechanism
from rotations.lis1.types import Criterion, FactStatus, OfferRound, Qualification, Track


@dataclass(frozen=True, slots=True)
class DemoCouncilMember:
    """A person (public id) on the council; `represents` is the key of an organisation."""

    person: str
    task: CouncilTask
    side: CouncilSide
    represents: str
    since: date


@dataclass(frozen=True, slots=True)
class DemoRules:
    """A version of the council's rules."""

    number: int
    state: RulesState
    text: str
    source: str
    status: FactStatus
    criteria: tuple[Criterion, ...]
    made_by: str
    made_on: date
    decided_on: date | None
    any_remaining: bool = False


@dataclass(frozen=True, slots=True)
class DemoSeat:
    """A seat by keys of organisations and of the track."""

    key: str
    hospital: str
    municipality: str
    track: str
    starts_on: date
    places: int
    needs: tuple[str, ...]
    is_closed: bool = False
    is_own_post: bool = False
    contact_name: str = ""


@dataclass(frozen=True, slots=True)
class DemoFact:
    """A need or an affiliation; `place` is the key of an organisation."""

    subject: str
    place: str | None
    amount: int
    confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class DemoOffer:
    """An offer that was answered, or is open, with what is in place before the start.

    `told_on` is the day on which hospital and municipality were told.
    """

    seat: str
    state: OfferState
    told_on: date
    reply_by: date
    municipality_starts_on: date
    hospital_supervisor: str | None = None
    municipality_supervisor: str | None = None
    buddy: str | None = None
    handover_on: date | None = None
    handover_held_on: date | None = None
    points: tuple[tuple[str, str, str, date, date | None], ...] = ()
    """Kind, text, owner, due, done."""


@dataclass(frozen=True, slots=True)
class DemoCandidate:
    """One candidate; `wishes` are keys of seats. `person` is a public id, when known here."""

    key: str
    given_name: str
    family_name: str
    email: str
    gender: str
    qualifications: tuple[str, ...]
    wishes: tuple[str, ...]
    sent_on: date | None
    person: str | None = None
    facts: tuple[DemoFact, ...] = ()
    preplaced: tuple[str, str] | None = None
    """Seat and reason."""
    offer: DemoOffer | None = None


@dataclass(frozen=True, slots=True)
class DemoDraw:
    """A draw with its dates; the seed is invented and known to everybody who reads this."""

    seed: str
    public_source: str
    public_text: str
    committed_on: date
    revealed_on: date


@dataclass(frozen=True, slots=True)
class DemoIntake:
    """One intake with all that has happened in it."""

    public_id: str
    name: str
    state: IntakeState
    starts_on: date
    advertised_on: date | None
    deadline_on: date | None
    decide_on: date | None
    rules: int
    offer_rounds: tuple[OfferRound, ...]
    qualifications: tuple[Qualification, ...]
    near: tuple[tuple[str, str], ...]
    seats: tuple[DemoSeat, ...]
    caps: tuple[tuple[str, str, int], ...]
    """Kind, key of the organisation, places."""
    candidates: tuple[DemoCandidate, ...]
    couples: tuple[tuple[str, str], ...] = ()
    draw: DemoDraw | None = None
    drawn_by_hand: tuple[str, ...] = ()
    asked_by: str | None = None
    """Who had the ways run; None: nobody yet."""
    ways: tuple[Mechanism, ...] = tuple(Mechanism)
    decided_on: date | None = None
    decided_by: tuple[str, ...] = ()
    """Who approved. With a `decided_on` it is decided; without, it waits for one more."""


@dataclass(frozen=True, slots=True)
class DemoCouncil:
    """A council with its tracks, rules and intakes."""

    organisation: str
    members: tuple[DemoCouncilMember, ...]
    tracks: tuple[Track, ...]
    rules: tuple[DemoRules, ...]
    intakes: tuple[DemoIntake, ...]
