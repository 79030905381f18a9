"""Deciding on a LIS1 run: who must approve, what stops it, steps at the same time, the minutes."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.session import Database
from app.db.tables import (
    AuditEvent,
    DecisionState,
    IntakeState,
    Lis1Approval,
    Lis1Change,
    Lis1Decision,
    Lis1Wish,
    Message,
)
from app.services import lis1_conflicts, lis1_decisions
from app.services import lis1_decisions_state as state
from app.services.lis1_case import load_case
from app.services.lis1_conflicts import CANDIDATE, PLACE, WHOLE, Declared
from app.services.lis1_decisions import Approved
from app.services.rotation_life import Refused
from app.store import lis1_decisions as store
from tests.support.at_once import at_once
from tests.support.lis1_decision_steps import approve, at, propose, run_of, world_with_runs
from tests.support.lis1_world import NOW, TODAY, Lis1World


@pytest.fixture
def world(session: Session) -> Lis1World:
    return world_with_runs(session)


def declare(world: Lis1World, name: str, subject: str, candidate: str = "", town: str = "") -> Any:
    place = next((row for row in _seats(world) if row.key == town), None)
    found = Declared(subject, candidate, str(place.municipality_id) if place else "", "Svoger")
    return lis1_conflicts.declare(world.session, world.intake_id, found, at(world, name))


def _seats(world: Lis1World) -> Any:
    return load_case(world.session, world.intake_id)[0].seats


def decision(world: Lis1World) -> Lis1Decision:
    """The newest one."""
    world.session.expire_all()
    newest = sa.select(Lis1Decision).order_by(col(Lis1Decision.number).desc()).limit(1)
    found: Lis1Decision = world.session.execute(newest).scalar_one()
    return found


def actions(world: Lis1World) -> list[str]:
    rows = world.session.execute(
        sa.select(col(AuditEvent.action))
        .where(col(AuditEvent.subject_key) == world.public_id)
        .order_by(col(AuditEvent.id))
    )
    return list(rows.scalars())


# ---- Who decides -----------------------------------------------------------------------------


def test_hospital_and_municipality_together_decide(world: Lis1World) -> None:
    seen = propose(world)
    assert approve(world, seen, "Tor") == Approved(is_decided=False)
    assert decision(world).state is DecisionState.PROPOSED
    assert approve(world, seen, "Sigrid", "Enig") == Approved(is_decided=True)
    row = decision(world)
    assert (row.state, world.intake.state) == (DecisionState.DECIDED, IntakeState.DECIDED)
    assert [each["seat"] for each in row.allocation["placed"]] == [
        *("moss", "fredrikstad", "sarpsborg", "halden"),
    ]
    assert row.minutes is not None and row.minutes["hash"] == row.allocation["hash"]
    assert actions(world)[-4:] == [
        *("lis1.decision_proposed", "lis1.decision_approved"),
        *("lis1.decision_approved", "lis1.decision_made"),
    ]
    latest = lis1_decisions.latest_decided(world.session, world.intake_id)
    assert latest is not None and latest.id == row.id


def test_the_union_cannot_stand_in_for_a_side(world: Lis1World) -> None:
    seen = propose(world)
    assert approve(world, seen, "Tor") == Approved(is_decided=False)
    assert approve(world, seen, "Mateo") == Approved(is_decided=False)
    assert approve(world, seen, "Sigrid") == Approved(is_decided=True)


def test_the_administration_does_not_approve(world: Lis1World) -> None:
    seen = propose(world)
    assert isinstance(approve(world, seen, "Bilal"), Refused)
    assert store.list_approvals(world.session, [decision(world).id or 0]) == ()


def test_the_same_member_twice_is_one_approval(world: Lis1World) -> None:
    seen = propose(world, "Tor")
    for _again in range(2):
        assert approve(world, seen, "Tor") == Approved(is_decided=False)
    assert world.session.execute(sa.select(sa.func.count(col(Lis1Approval.id)))).scalar() == 1


def test_members_are_told_what_waits_and_what_was_decided(world: Lis1World) -> None:
    seen = propose(world)
    approve(world, seen, "Tor")
    approve(world, seen, "Sigrid")
    rows = world.session.execute(sa.select(Message)).scalars()
    told = {(each.person_id, each.kind) for each in rows}
    who = world.people
    assert {(who[name], "lis1_decision_waits") for name in ("Tor", "Sigrid", "Mateo")} <= told
    assert {(who[name], "lis1_decided") for name in ("Tor", "Bilal", "Mateo")} <= told
    assert (who["Bilal"], "lis1_decision_waits") not in told


# ---- Conflicts of interest -------------------------------------------------------------------


def test_a_member_in_conflict_approves_all_but_that_case(world: Lis1World) -> None:
    declare(world, "Sigrid", CANDIDATE, "K-02")
    seen = propose(world)
    approve(world, seen, "Tor")
    assert approve(world, seen, "Sigrid") == Approved(is_decided=False)
    assert approve(world, seen, "Mateo") == Approved(is_decided=True)
    minutes = decision(world).minutes
    assert minutes is not None
    excepted = {each["name"]: each["excepted"] for each in minutes["members"]}
    assert excepted["Sigrid Råd"] == ["K-02"] and excepted["Tor Råd"] == []


def test_a_conflict_over_a_place_is_one_over_who_gets_its_seats(world: Lis1World) -> None:
    declare(world, "Sigrid", PLACE, town="moss")
    seen = propose(world)
    approve(world, seen, "Tor")
    assert approve(world, seen, "Sigrid") == Approved(is_decided=False)
    sitting = state.find_open(world.session, world.intake_id, TODAY)
    assert sitting is not None and sitting.standing.cases == ("K-01",)


def test_an_approval_counts_no_more_when_the_member_steps_back(world: Lis1World) -> None:
    seen = propose(world)
    approve(world, seen, "Tor")
    declare(world, "Tor", WHOLE)
    assert approve(world, seen, "Sigrid") == Approved(is_decided=False)
    assert isinstance(approve(world, seen, "Tor"), Refused)


def test_nobody_lifts_their_own_conflict_and_a_reason_is_needed(world: Lis1World) -> None:
    row = declare(world, "Tor", CANDIDATE, "k-02")
    lift = lis1_conflicts.lift

    def tried(name: str, reason: str) -> Refused | None:
        return lift(world.session, world.intake_id, row.id, reason, at(world, name))

    assert tried("Tor", "Feil") is not None
    assert tried("Sigrid", "Feil") is not None
    assert tried("Bilal", " ") is not None
    key = (world.session, world.intake_id, world.people["Tor"])
    assert lis1_conflicts.hidden_candidates(*key) == {world.candidates["Bo"]}
    assert tried("Bilal", "Gjaldt en annen") is None
    assert lis1_conflicts.hidden_candidates(*key) == frozenset()
    again = tried("Bilal", "Gjaldt en annen")
    assert again is not None and again.is_stale


@pytest.mark.parametrize(
    "declared", [Declared("noe"), Declared(CANDIDATE, "K-99"), Declared(PLACE, place="1")]
)
def test_a_conflict_is_about_something_in_the_intake(world: Lis1World, declared: Declared) -> None:
    done = lis1_conflicts.declare(world.session, world.intake_id, declared, at(world, "Tor"))
    assert isinstance(done, Refused)


def test_the_same_conflict_is_declared_once(world: Lis1World) -> None:
    declare(world, "Tor", PLACE, town="moss")
    assert isinstance(declare(world, "Tor", PLACE, town="moss"), Refused)


# ---- What stops it ---------------------------------------------------------------------------


def test_wishes_changed_since_the_run_stop_proposal_and_approval(world: Lis1World) -> None:
    seen = propose(world)
    world.session.execute(
        sa.delete(Lis1Wish).where(
            col(Lis1Wish.candidate_id) == world.candidates["Dina"], col(Lis1Wish.rank) == 4
        )
    )
    world.session.commit()
    refused = approve(world, seen, "Tor")
    assert isinstance(refused, Refused) and "Ønskene" in refused.text
    assert lis1_decisions.withdraw(world.session, world.intake_id, seen, at(world, "Tor")) is None
    again = lis1_decisions.propose(
        world.session, world.intake_id, run_of(world).public_id, "", at(world, "Tor")
    )
    assert isinstance(again, Refused)


def test_what_was_proposed_is_frozen(world: Lis1World) -> None:
    """A change that came in past every lock is found before anybody approves."""
    seen = propose(world)
    world.session.add(
        Lis1Change(
            run_id=run_of(world).id, seq=1, candidate_key="K-01", seat_key="fredrikstad",
            swap_with_key="K-02", reason="Sent", at=NOW,
        )
    )  # fmt: skip
    world.session.commit()
    assert isinstance(approve(world, seen, "Tor"), Refused)


def test_one_proposal_at_a_time(world: Lis1World) -> None:
    propose(world)
    again = lis1_decisions.propose(
        world.session, world.intake_id, run_of(world).public_id, "", at(world, "Tor")
    )
    assert isinstance(again, Refused) and again.is_stale


def test_an_open_intake_cannot_be_decided(world: Lis1World) -> None:
    world.intake.state = IntakeState.OPEN
    world.session.commit()
    done = lis1_decisions.propose(
        world.session, world.intake_id, run_of(world).public_id, "", at(world, "Tor")
    )
    assert isinstance(done, Refused)


def test_sending_back_needs_a_remark_and_opens_for_a_new_proposal(world: Lis1World) -> None:
    seen = propose(world)
    key = (world.session, world.intake_id, seen)
    bare = lis1_decisions.send_back(*key, " ", at(world, "Sigrid"))
    assert bare is not None and bare.field == "merknad"
    assert lis1_decisions.send_back(*key, "Se på K-04", at(world, "Sigrid")) is None
    assert decision(world).state is DecisionState.SENT_BACK
    stale = approve(world, seen, "Tor")
    assert isinstance(stale, Refused) and stale.is_stale
    anew = propose(world)
    approve(world, anew, "Tor")
    approve(world, anew, "Sigrid")
    minutes = decision(world).minutes
    assert minutes is not None and minutes["earlier"][0]["remark"] == "Se på K-04"


def test_only_the_proposer_and_those_who_lead_take_it_back(world: Lis1World) -> None:
    seen = propose(world, "Mateo")
    key = (world.session, world.intake_id, seen)
    assert lis1_decisions.withdraw(*key, at(world, "Sigrid")) is not None
    assert lis1_decisions.withdraw(*key, at(world, "Mateo")) is None


# ---- At the same time ------------------------------------------------------------------------


def test_two_approvals_at_once_decide_once(database: Database, world: Lis1World) -> None:
    seen = propose(world)

    def step(name: str) -> Callable[[Session], object]:
        when = at(world, name)
        return lambda mine: lis1_decisions.approve(mine, world.intake_id, seen, "", when)

    done = at_once(database, step("Tor"), step("Sigrid"))
    assert sorted(isinstance(each, Approved) and each.is_decided for each in done) == [False, True]
    assert decision(world).state is DecisionState.DECIDED
    assert actions(world).count("lis1.decision_made") == 1


def test_approval_and_sending_back_at_once_are_never_both(
    database: Database, world: Lis1World
) -> None:
    seen = propose(world)
    approve(world, seen, "Tor")
    sigrid, mateo = at(world, "Sigrid"), at(world, "Mateo")
    yes, back = at_once(
        database,
        lambda mine: lis1_decisions.approve(mine, world.intake_id, seen, "", sigrid),
        lambda mine: lis1_decisions.send_back(mine, world.intake_id, seen, "Nei", mateo),
    )
    row, is_made = decision(world), isinstance(yes, Approved)
    assert is_made is isinstance(back, Refused)
    assert (row.state is DecisionState.DECIDED) is is_made
    assert (row.minutes is not None) is is_made
    assert (world.intake.state is IntakeState.DECIDED) is is_made


def test_an_approval_of_what_was_sent_back_changes_nothing(world: Lis1World) -> None:
    seen = propose(world)
    approve(world, seen, "Tor")
    when = at(world, "Mateo")
    assert lis1_decisions.send_back(world.session, world.intake_id, seen, "Nei", when) is None
    refused = approve(world, seen, "Sigrid")
    assert isinstance(refused, Refused) and refused.is_stale
    assert (decision(world).state, decision(world).minutes) == (DecisionState.SENT_BACK, None)
    assert world.intake.state is IntakeState.CLOSED
