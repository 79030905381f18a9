"""Steps of a LIS1 decision for tests: a world with two finished runs, proposing, approving."""

from sqlmodel import Session

from app.services import lis1_decisions, lis1_run_worker, lis1_runs
from app.services.lis1_decisions import Approved, Seen
from app.services.lis1_offers_moment import Moment
from app.services.rotation_life import Refused
from app.store import lis1_runs as runs_store
from rotations.lis1.results import Mechanism
from tests.support.lis1_world import NOW, TODAY, Lis1World, make_intake


def world_with_runs(session: Session) -> Lis1World:
    """In drawn order Dina gets Halden, her fourth wish; the other run is a stable one."""
    made = make_intake(session)
    ways = (Mechanism.DRAWN_ORDER, Mechanism.STABLE_FOR_CANDIDATES)
    lis1_runs.ask(session, made.actor("Tor"), made.intake_id, ways, now=NOW)
    lis1_run_worker.run(session, lambda: NOW, lambda done, total: True)
    return made


def at(world: Lis1World, name: str) -> Moment:
    """Now, for a member."""
    return Moment(world.people[name], TODAY, NOW)


def run_of(world: Lis1World) -> runs_store.RunRow:
    """The run in drawn order."""
    return runs_store.list_runs(world.session, world.intake_id)[0]


def propose(world: Lis1World, name: str = "Bilal", note: str = "Ingen vil bytte.") -> Seen:
    """The run in drawn order put to the council."""
    done = lis1_decisions.propose(
        world.session, world.intake_id, run_of(world).public_id, note, at(world, name)
    )
    assert isinstance(done, str), done
    return Seen(done, 1)


def approve(world: Lis1World, seen: Seen, name: str, remark: str = "") -> Approved | Refused:
    """A member approves."""
    return lis1_decisions.approve(world.session, world.intake_id, seen, remark, at(world, name))
