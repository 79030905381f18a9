"""The second half of the board's answer: what takes the breaches away, and how sure that is."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.db.tables import RotationRun, RotationVersion, RunKind, RunState
from app.services import board_answer
from app.services.board_answer import BoardAnswer
from app.services.rotation_case import load_case
from tests.support.draft_world import CLINIC, HOME, NOW, TODAY, WARD, DraftWorld, make_draft_world


@pytest.fixture
def world(session: Session) -> DraftWorld:
    return make_draft_world(session)


def moved(doctor: str, block: str, site: str, first: str, last: str) -> dict[str, Any]:
    return {"doctor": doctor, "block": block, "site": site, "from": first, "to": last}


TO_HOME = moved("draft-anna", "acute", HOME, "2026-09", "2027-02")


def add_run(
    world: DraftWorld,
    kind: RunKind = RunKind.REPAIR,
    state: RunState = RunState.DONE,
    *,
    result: dict[str, Any] | None = None,
    at_edit: int = 0,
    hours: int = 0,
    taken: int | None = None,
) -> str:
    public_id = f"run-{kind}-{hours}"
    at = NOW + timedelta(hours=hours)
    world.session.add(
        RotationRun(
            public_id=public_id,
            version_id=world.version_id,
            kind=kind,
            state=state,
            asked_at=at,
            finished_at=at,
            at_edit=at_edit,
            result=result,
            taken_over_as=taken,
        )
    )
    world.session.commit()
    return public_id


def repair(*changed: dict[str, Any], possible: bool = True) -> dict[str, Any]:
    return {"repair": {"changed": list(changed), "is_possible": possible, "placements": []}}


def answer(world: DraftWorld, breaches: int = 2) -> BoardAnswer | None:
    plan_case = load_case(world.session, world.version_id, today=TODAY)
    return board_answer.load(world.session, plan_case, breaches)


def test_with_no_proposal_one_can_be_asked_for(world: DraftWorld) -> None:
    assert answer(world) == BoardAnswer(may_ask=True)
    assert answer(world, breaches=0) is None


def test_one_change_that_mends_all_is_told_with_who_where_and_when(world: DraftWorld) -> None:
    run = add_run(world, result=repair(TO_HOME))
    found = answer(world)
    assert found is not None and found.run == run and not found.may_ask
    assert found.sentence == (
        "Begge forsvinner hvis Anna Prøve flyttes til Poliklinikken i september 2026."
    )


def test_a_change_of_time_alone_names_the_month(world: DraftWorld) -> None:
    add_run(world, result=repair(moved("draft-anna", "acute", WARD, "2028-03", "2028-08")))
    found = answer(world, breaches=1)
    assert found is not None
    assert found.sentence == "Det forsvinner hvis Anna Prøve begynner på Døgnpost i mars 2028."


def test_several_changes_are_counted_and_a_new_plan_is_dated(world: DraftWorld) -> None:
    add_run(world, RunKind.SOLVE, result={"solve": {"status": "feasible"}})
    found = answer(world, breaches=3)
    assert found is not None
    assert found.sentence == "Alle forsvinner med forslaget fra 23.11.2026 kl. 06.10."
    other = moved("draft-bo", "psychosis", CLINIC, "2027-09", "2028-02")
    # The one with the fewest changes comes first, though it is older.
    add_run(world, result=repair(TO_HOME, other), hours=-1)
    found = answer(world, breaches=3)
    assert found is not None and found.sentence == "Alle forsvinner med to endringer."


def test_a_proposal_for_an_older_board_is_called_old(world: DraftWorld) -> None:
    run = add_run(world, result=repair(TO_HOME))
    version = world.session.get(RotationVersion, world.version_id)
    assert version is not None
    version.last_edit = 1
    world.session.add(version)
    world.session.commit()
    found = answer(world)
    assert found is not None and found.run == run and found.may_ask
    assert found.sentence == ""
    assert (
        found.note == "Forslaget fra 23.11.2026 kl. 06.10 er gammelt: utkastet er endret etterpå."
    )


def test_one_on_its_way_is_followed_and_one_without_result_says_so(world: DraftWorld) -> None:
    add_run(world, result=repair(possible=False))
    found = answer(world)
    assert found is not None and found.link == "Se hvorfor" and not found.may_ask
    run = add_run(world, state=RunState.RUNNING, hours=1)
    found = answer(world)
    assert found is not None and (found.run, found.link) == (run, "Følg forslaget")


def test_what_was_taken_over_cancelled_or_failed_is_no_proposal(world: DraftWorld) -> None:
    add_run(world, result=repair(TO_HOME), taken=1)
    add_run(world, state=RunState.CANCELLED, hours=1)
    add_run(world, state=RunState.FAILED, hours=2)
    assert answer(world) == BoardAnswer(may_ask=True)
