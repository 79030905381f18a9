"""Runs of a LIS1 intake: asked for, done by the worker, kept, changed by hand."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, select

from app.db.tables import IntakeState, Lis1OfferDates, Lis1Run, RunState
from app.services import lis1_run_worker, lis1_runs
from app.services.lis1_case import load_case
from app.services.lis1_runs_read import result_of
from app.store import lis1_runs as store
from rotations.lis1.allocate import allocate
from rotations.lis1.check import problems
from rotations.lis1.figures import figures
from rotations.lis1.results import Mechanism
from rotations.lis1.what_if import apply
from tests.support.lis1_world import NOW, Lis1World, make_intake


def work(session: Session) -> str:
    return lis1_run_worker.run(session, lambda: NOW, lambda done, total: True)


def ask(world: Lis1World, *mechanisms: Mechanism) -> list[str]:
    return lis1_runs.ask(
        world.session, world.actor("Tor"), world.intake_id, mechanisms or tuple(Mechanism), now=NOW
    )


def finished(world: Lis1World, mechanism: Mechanism) -> store.RunRow:
    ask(world, mechanism)
    work(world.session)
    return store.list_runs(world.session, world.intake_id)[-1]


def test_the_worker_does_all_six_and_keeps_what_the_engine_says(session: Session) -> None:
    world = make_intake(session)
    ask(world)
    assert work(session).startswith("LIS1 runs: 6. Candidates")
    _stored, intake = load_case(session, world.intake_id)
    rows = store.list_runs(session, world.intake_id)
    assert [row.mechanism for row in rows] == list(Mechanism)
    for row in rows:
        expected = allocate(intake, row.mechanism)
        judged = lis1_runs.judge(session, row)
        assert row.state is RunState.DONE and row.waiting == 0
        assert (judged.intake, judged.result) == (intake, expected)
        assert judged.figures == figures(intake, expected)
        assert all(found is not None for found in judged.what_ifs.values())
        assert not problems(intake, lis1_runs.allocation_of(session, row))


def test_every_what_if_that_is_kept_is_true(session: Session) -> None:
    world = make_intake(session)
    ask(world, Mechanism.STABLE_FOR_CANDIDATES, Mechanism.LEAST_SUM)
    work(session)
    tried = 0
    for row in store.list_runs(session, world.intake_id):
        judged = lis1_runs.judge(session, row)
        for key, found in judged.what_ifs.items():
            for each in found or ():
                again = allocate(apply(judged.intake, each.change), row.mechanism)
                assert (again.seats[key], again.ranks[key]) == (each.seat, each.rank)
                tried += 1
    assert tried


def test_a_stored_run_gives_the_same_again(session: Session) -> None:
    world = make_intake(session)
    row = finished(world, Mechanism.LEAST_WORST)
    documents = store.load_documents(session, row.id)
    assert documents is not None
    judged = lis1_runs.judge(session, row)
    assert lis1_run_worker.shared_out(judged.intake, row.mechanism)[0]["figures"] == row.figures
    assert allocate(judged.intake, row.mechanism) == result_of(documents[1])


def test_nothing_is_run_before_the_draw(session: Session) -> None:
    world = make_intake(session, is_drawn=False)
    with pytest.raises(lis1_runs.NotReadyError):
        ask(world)
    assert store.list_runs(session, world.intake_id) == ()


def test_an_intake_that_does_not_hold_together_is_named_and_not_run(session: Session) -> None:
    world = make_intake(session)
    dates = session.exec(select(Lis1OfferDates).where(Lis1OfferDates.number == 2)).one()
    dates.sent_on = date(2026, 11, 1)
    session.commit()
    with pytest.raises(lis1_runs.NotReadyError, match="Tilbudsrunde 2"):
        ask(world, Mechanism.TWO_PASS)
    assert store.list_runs(session, world.intake_id) == ()


def test_the_same_question_twice_is_one_run(session: Session) -> None:
    world = make_intake(session)
    assert ask(world, Mechanism.TWO_PASS) == ask(world, Mechanism.TWO_PASS)


def test_a_run_of_a_dead_process_is_taken_up_once_and_then_given_up(session: Session) -> None:
    world = make_intake(session)
    ask(world, Mechanism.TWO_PASS)
    for state in (RunState.WAITING, RunState.FAILED):
        store.take_next(session, NOW)
        session.commit()
        store.give_back_left(session, NOW)
        session.commit()
        assert store.list_runs(session, world.intake_id)[0].state is state
    assert not store.has_waiting(session, NOW)


def test_a_cancelled_run_stays_cancelled(session: Session) -> None:
    world = make_intake(session)
    ask(world, Mechanism.TWO_PASS)
    assert lis1_runs.cancel(session, world.actor("Tor"), world.intake, now=NOW) == 1
    work(session)
    assert store.list_runs(session, world.intake_id)[0].state is RunState.CANCELLED


def test_a_run_that_breaks_a_promise_has_failed(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_intake(session)

    def too_many(intake: object, mechanism: Mechanism) -> object:
        good = allocate(intake, mechanism)  # type: ignore[arg-type]
        seat = good.placed[0].seat
        return replace(good, placed=tuple(replace(each, seat=seat) for each in good.placed))

    monkeypatch.setattr(lis1_run_worker, "allocate", too_many)
    row = finished(world, Mechanism.TWO_PASS)
    assert row.state is RunState.FAILED and row.figures is None
    assert row.error is not None and "over_seat" in row.error


def test_a_trial_with_other_rules_is_hidden_and_asks_nothing_more(session: Session) -> None:
    world = make_intake(session, IntakeState.DECIDED)
    ids = lis1_runs.ask(
        session,
        world.actor("Tor"),
        world.intake_id,
        [Mechanism.TWO_PASS],
        rules_id=world.rules_id,
        is_hidden=True,
        now=NOW,
    )
    work(session)
    row = store.find_run(session, world.intake_id, ids[0])
    assert row is not None and row.is_done and row.is_hidden and row.waiting == 0
    assert store.list_runs(session, world.intake_id) == ()


def test_one_question_is_answered_later(session: Session) -> None:
    world = make_intake(session)
    row = finished(world, Mechanism.DRAWN_ORDER)
    stored = session.get_one(Lis1Run, row.id, populate_existing=True)
    assert stored.result is not None
    people = [
        {**each, "what_ifs": None if each["candidate"] == "K-04" else each["what_ifs"]}
        for each in stored.result["people"]
    ]
    stored.result = {**stored.result, "people": people}
    session.commit()
    actor = world.actor("Tor")
    assert lis1_runs.ask_what_if(session, actor, row, "K-04", now=NOW)
    assert not lis1_runs.ask_what_if(session, actor, row, "K-04", now=NOW)
    assert store.has_waiting(session, NOW)
    work(session)
    assert lis1_runs.judge(session, row).what_ifs["K-04"]
