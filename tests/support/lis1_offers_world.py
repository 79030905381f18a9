"""The small LIS1 council after it has decided: the intake shared out in drawn order."""

from datetime import timedelta

from sqlmodel import Session

from app.db.tables import (
    DecisionState,
    IntakeState,
    Lis1Decision,
    Lis1Run,
    Lis1Seat,
    RunState,
)
from app.exchange.lis1_files import Lis1File, lis1_document
from app.exchange.lis1_results import run_document
from app.exchange.project_files import plain
from app.services import lis1_offers
from app.services.lis1_case import load_case
from app.services.lis1_offers_moment import Moment
from app.services.rotation_life import Refused
from app.store import lis1_offers as store
from app.store.lis1_offers import OfferRow
from rotations.lis1.allocate import allocate
from rotations.lis1.check import blocking
from rotations.lis1.figures import figures
from rotations.lis1.reasons import reasons
from rotations.lis1.results import Mechanism
from tests.support.lis1_world import NOW, TODAY, Lis1World, make_intake


def make_decided(session: Session, closed: tuple[str, ...] = ()) -> Lis1World:
    """The world with a decision; towns in `closed` have no places. Commits."""
    world = make_intake(session)
    for town in closed:
        session.get_one(Lis1Seat, world.seats[town]).places = 0
    session.flush()
    decide(session, world.intake_id)
    return world


def decide(session: Session, intake_id: int) -> None:
    """Share an intake out in drawn order and decide on that; commits."""
    stored, intake = load_case(session, intake_id)
    result = allocate(intake, Mechanism.DRAWN_ORDER)
    document = run_document(
        result, figures(intake, result), blocking(intake, result), (), reasons(intake, result), {}
    )
    assert stored.rules.id is not None
    run = Lis1Run(
        public_id="run-99", intake_id=intake_id, number=99, mechanism=Mechanism.DRAWN_ORDER,
        rules_id=stored.rules.id, state=RunState.DONE, asked_at=NOW,
        case=lis1_document(Lis1File(intake)), result=document,
    )  # fmt: skip
    session.add(run)
    session.flush()
    assert run.id is not None
    session.add(
        Lis1Decision(
            public_id="decision-99", intake_id=intake_id, number=99, run_id=run.id,
            state=DecisionState.DECIDED, proposed_at=NOW, decided_at=NOW,
            allocation={"placed": [plain(each) for each in result.placed],
                        "unplaced": list(result.unplaced)},
        )
    )  # fmt: skip
    stored.intake.state = IntakeState.DECIDED
    session.commit()


def moment(world: Lis1World, name: str | None = "Tor", days: int = 0) -> Moment:
    """Somebody does something, so many days from now."""
    by = world.people[name] if name else None
    return Moment(by, TODAY + timedelta(days=days), NOW + timedelta(days=days))


def send_all(world: Lis1World, days: int = 0) -> int:
    """Make the decision's offers where that is not done, and send all that are ready."""
    offers = store.list_offers(world.session, world.intake_id)
    if not offers:
        made = lis1_offers.prepare(world.session, world.intake_id, moment(world, days=days))
        assert not isinstance(made, Refused), made
        offers = store.list_offers(world.session, world.intake_id)
    ready = [each for each in offers if each.state == "ready"]
    number = max([each.round for each in offers if each.sent_at is not None], default=0) + 1
    sent = lis1_offers.send(
        world.session, world.intake_id, number, len(ready), moment(world, days=days)
    )
    assert not isinstance(sent, Refused), sent
    return sent


def offer_of(world: Lis1World, name: str) -> OfferRow:
    """The newest offer of a candidate, by given name."""
    return store.offers_of_candidate(world.session, world.candidates[name])[0]


def says(world: Lis1World, name: str, *, yes: bool, days: int = 0) -> None:
    """A candidate answers the newest offer."""
    offer = offer_of(world, name)
    done = lis1_offers.answer(
        world.session, offer, offer.version, yes=yes, moment=moment(world, None, days)
    )
    assert not isinstance(done, Refused), done


def at(world: Lis1World, name: str) -> str:
    """The seat of the newest offer."""
    return offer_of(world, name).seat.key
