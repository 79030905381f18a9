"""How the offers of a LIS1 intake stand: who holds what, what is free, who is out.

Whoever has an offer that is ready, sent or accepted holds a place. Whoever has said no or has not
answered is out of what comes later; one whose offer the council took back is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from app.db.tables import (
    Lis1Candidate,
    Lis1Decision,
    Lis1OfferDates,
    Lis1Run,
    Lis1Seat,
    OfferState,
)
from app.services.lis1_case import load_case
from app.services.lis1_decisions import latest_decided
from app.services.lis1_room import room_left
from app.store import lis1_offers as store
from app.store.lis1 import StoredIntake
from app.store.lis1_offers import OfferRow
from rotations.lis1.allocate import NEEDS_SOLVER
from rotations.lis1.results import How, Mechanism, Placed, Result
from rotations.lis1.types import Intake

SAID_NO = (OfferState.DECLINED, OfferState.EXPIRED)
WEB_WAYS = tuple(each for each in Mechanism if each not in NEEDS_SOLVER)
"""Ways that a page can run: the rest load the solver, which no page may."""


@dataclass(frozen=True)
class Standing:
    """An intake with its decision and every offer."""

    stored: StoredIntake
    case: Intake
    decided: Lis1Decision | None
    """The newest decision that was made."""
    run: Lis1Run | None
    """The run that it rests on."""
    rows: tuple[OfferRow, ...]

    @cached_property
    def held(self) -> Mapping[str, OfferRow]:
        """The open offer of each candidate who has one."""
        return {each.key: each for each in self.rows if each.is_open}

    @cached_property
    def latest(self) -> Mapping[str, OfferRow]:
        """The newest offer of each candidate who has had any."""
        return {each.key: each for each in self.rows}

    @cached_property
    def out(self) -> frozenset[str]:
        """Candidates who said no, or did not answer in time."""
        return frozenset(key for key, each in self.latest.items() if each.state in SAID_NO)

    @cached_property
    def left_over(self) -> tuple[OfferRow, ...]:
        """Open offers of candidates who take part no more: to be taken back."""
        return tuple(each for each in self.held.values() if each.withdrawn_on is not None)

    @cached_property
    def room(self) -> dict[str, int]:
        """Places left by seat, under every cap."""
        return room_left(self.case, (each.seat.key for each in self.held.values()))

    @property
    def ready(self) -> tuple[OfferRow, ...]:
        """Offers that are made and not sent."""
        return tuple(each for each in self.rows if each.state is OfferState.READY)

    @property
    def next_round(self) -> int:
        """The round that an offer made now goes out in."""
        gone_out = [each.round for each in self.rows if each.sent_at is not None]
        return max(gone_out, default=0) + 1

    @property
    def dates(self) -> Lis1OfferDates | None:
        """The dates of the next round; None when nobody has set them."""
        return self.dates_of(self.next_round)

    def dates_of(self, number: int) -> Lis1OfferDates | None:
        """The dates of one round."""
        found = (each for each in self.stored.offer_dates if each.number == number)
        return next(found, None)

    @property
    def mechanism(self) -> Mechanism:
        """The way that was decided, or the drawn order where a page cannot run it."""
        way = self.run.mechanism if self.run else Mechanism.DRAWN_ORDER
        return way if way in WEB_WAYS else Mechanism.DRAWN_ORDER

    def result(self) -> Result:
        """Who holds what now, as the engine takes it; those who take part no more are left out."""
        wishes = {each.key: each.wishes for each in self.case.candidates}
        fixed = {each.candidate: each.seat for each in self.case.preplacements}
        placed = []
        for key, offer in sorted(self.held.items()):
            if key in wishes:
                seat = offer.seat.key
                rank = wishes[key].index(seat) + 1 if seat in wishes[key] else None
                how = How.PREPLACED if fixed.get(key) == seat else How.WISHED
                placed.append(Placed(key, seat, rank, how))
        unplaced = tuple(sorted(wishes.keys() - {each.candidate for each in placed}))
        return Result(self.mechanism, self.case.rules.version, tuple(placed), unplaced)

    def candidate(self, key: str) -> Lis1Candidate | None:
        """A candidate of the intake by key."""
        return next((each for each in self.stored.candidates if each.key == key), None)

    def seat(self, key: str) -> Lis1Seat | None:
        """A seat of the intake by key."""
        return next((each for each in self.stored.seats if each.key == key), None)


def load(session: Session, intake_id: int) -> Standing:
    """How the offers of an intake stand; a dozen queries. LookupError when there is no intake."""
    stored, case = load_case(session, intake_id)
    decided = latest_decided(session, intake_id)
    run = session.get_one(Lis1Run, decided.run_id) if decided else None
    return Standing(stored, case, decided, run, store.list_offers(session, intake_id))
