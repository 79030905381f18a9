"""Runs of the planner: asked for, followed, stopped, crashed, taken over. The planner is a stand-in
here; one test at the end starts the real one in its own process."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.db.tables import JobRun, Message, RotationRun, RotationVersion, RunKind, RunState
from app.services import rotation_planner_run, rotation_run, rotation_run_page, rotation_takeover
from app.services.rotation_solver_run import Answer, Order
from app.store import rotation_runs as store
from app.store.rotation_runs import RunRow
from rotations.rules import check
from rotations.scoring import score
from rotations.types.case import Lock, Placement
from rotations.types.results import (
    Clash,
    Explanation,
    Option,
    Phase,
    Progress,
    Relaxation,
    RelaxKind,
    SolveResult,
    Status,
    WorkLimits,
)
from tests.support.draft_world import CLINIC, HOME, NOW, TODAY, WARD, DraftWorld, make_draft_world
from tests.support.planner_stand import Stand, author_of, run_of


@pytest.fixture
def world(session: Session) -> DraftWorld:
    return make_draft_world(session)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation_planner_run, "SECONDS_BETWEEN", 0.0)


def _ask(world: DraftWorld, kind: RunKind = RunKind.SOLVE, **options: object) -> str:
    return rotation_run.request(
        world.session,
        world.version_id,
        kind,
        by=world.people["Marte"],
        options=options,
        now=NOW,
    )


def _row(world: DraftWorld, run_id: str) -> RunRow:
    row = store.find_run(world.session, run_id)
    assert row is not None
    return row


def _solved(order: Order, placements: Sequence[Placement], status: Status) -> SolveResult:
    return SolveResult(
        status=status,
        placements=tuple(placements),
        score=score(order.case, placements),
        bound=score(order.case, placements).total + 2,
        bound_source="lagrange",
        hard_breaches=0,
        seconds=3.0,
        seed=0,
        limits=WorkLimits(),
        is_stopped=False,
        input_hash="a",
        plan_hash="b",
        versions=(("highspy", "1"),),
        violations=check(order.case, placements),
    )


def _with_bo_at_home(order: Order) -> tuple[Placement, ...]:
    """The present plan with Bo's acute service at home instead of on the ward."""
    return tuple(
        replace(each, site=HOME) if (each.doctor, each.block) == ("draft-bo", "acute") else each
        for each in order.present
    )


def _finds_a_plan(stand: Stand) -> Answer:
    order = stand.orders[-1]
    return Answer(_solved(order, _with_bo_at_home(order), Status.FEASIBLE))


def test_a_run_is_asked_for_once_and_wakes_the_worker(world: DraftWorld) -> None:
    first, second = _ask(world), _ask(world)
    assert first == second
    assert [row.job for row in world.session.exec(select(JobRun))] == [rotation_run.JOB]
    assert _row(world, first).state is RunState.WAITING


def test_only_a_draft_can_be_planned_on(world: DraftWorld) -> None:
    from app.db.tables import VersionState

    world.state(VersionState.PROPOSED)
    with pytest.raises(rotation_run.NoDraftError):
        _ask(world)


def test_a_plan_is_kept_with_its_input_and_the_draft_is_not_touched(world: DraftWorld) -> None:
    before = world.rows("Bo")
    run_id = _ask(world)
    run_of(world, Progress(Phase.SEARCH, 1.0, 10, 0, 12), _finds_a_plan)
    row = _row(world, run_id)
    assert row.state is RunState.DONE and row.software == {"highspy": "1"}
    assert world.rows("Bo") == before
    result = rotation_run_page.load_result(world.session, row)
    assert result is not None and result.placements is not None
    assert {each.site for each in result.placements if each.doctor == "draft-bo"} == {CLINIC, HOME}
    told = world.session.exec(select(Message)).all()
    assert [(each.kind, each.values["has_plan"]) for each in told] == [("rotation_run_done", True)]


def test_taking_over_changes_the_rows_and_can_be_told_apart(world: DraftWorld) -> None:
    run_id = _ask(world)
    run_of(world, _finds_a_plan)
    row = _row(world, run_id)
    result = rotation_run_page.load_result(world.session, row)
    assert result is not None and result.placements is not None
    page = rotation_run_page.load_page(world.session, row, author_of(world), NOW)
    assert page.can_take
    [line] = page.changes
    assert (line.doctor, line.before.split(",")[0]) == ("Bo Prøve", "Døgnpost")
    assert line.after.split(",")[0] == "Poliklinikken"
    seq = rotation_takeover.take_over(
        world.session, row, result.placements, author_of(world), now=NOW
    )
    assert seq == 1
    assert ("acute", HOME, 6, 11, False) in world.rows("Bo")
    after = rotation_run_page.load_page(world.session, _row(world, run_id), author_of(world), NOW)
    assert not after.can_take and after.run.taken_over_as == 1
    again = rotation_takeover.take_over(
        world.session, _row(world, run_id), result.placements, author_of(world), now=NOW
    )
    assert again is None, "nothing differs any more"


def test_rows_edited_meanwhile_stay_as_they_are(world: DraftWorld) -> None:
    run_id = _ask(world)
    run_of(world, _finds_a_plan)
    row = _row(world, run_id)
    result = rotation_run_page.load_result(world.session, row)
    assert result is not None and result.placements is not None
    _edit(world, "Bo")
    page = rotation_run_page.load_page(world.session, row, author_of(world), NOW)
    assert "Bo" in page.stale and not page.changes
    assert (
        rotation_takeover.take_over(
            world.session, row, result.placements, author_of(world), now=NOW
        )
        is None
    )
    assert ("acute", WARD, 6, 11, False) in world.rows("Bo")


def _edit(world: DraftWorld, name: str) -> None:
    from app.db.tables import EditKind
    from app.store import rotation_edits, rotations
    from app.store.rotation_copies import take_snapshot

    board = rotations.load_board(world.session, world.version_id)
    snapshot = take_snapshot(board, world.member(name))
    rotation_edits.add_edit(
        world.session,
        world.version_id,
        seq=1,
        kind=EditKind.LOCK,
        at=NOW,
        by=world.people["Nils"],
        told={},
        before={world.member(name): snapshot},
        after={world.member(name): snapshot},
    )
    world.session.commit()


def test_a_person_can_stop_and_keep_the_best(world: DraftWorld) -> None:
    run_id = _ask(world)

    def asks_to_stop(stand: Stand) -> None:
        row = _row(world, run_id)
        rotation_run.end(world.session, row, keep=True, by=world.people["Marte"], now=NOW)

    def answers_when_stopped(stand: Stand) -> Answer:
        assert stand.stopped
        return _finds_a_plan(stand)

    run_of(world, asks_to_stop, answers_when_stopped)
    assert _row(world, run_id).state is RunState.STOPPED
    assert rotation_run_page.load_result(world.session, _row(world, run_id)) is not None


def test_a_cancelled_run_keeps_nothing(world: DraftWorld) -> None:
    run_id = _ask(world)
    before = world.rows("Bo")

    def asks_to_cancel(stand: Stand) -> None:
        row = _row(world, run_id)
        rotation_run.end(world.session, row, keep=False, by=world.people["Marte"], now=NOW)

    run_of(world, asks_to_cancel, None)
    row = _row(world, run_id)
    assert row.state is RunState.CANCELLED
    assert rotation_run_page.load_result(world.session, row) is None
    assert world.rows("Bo") == before
    assert not world.session.exec(select(Message)).all()


def test_a_run_that_waits_ends_at_once(world: DraftWorld) -> None:
    run_id = _ask(world)
    assert rotation_run.end(
        world.session, _row(world, run_id), keep=True, by=world.people["Marte"], now=NOW
    )
    assert _row(world, run_id).state is RunState.CANCELLED
    assert not rotation_run.end(
        world.session, _row(world, run_id), keep=True, by=world.people["Marte"], now=NOW
    )


def test_a_crash_keeps_the_last_plan_told(world: DraftWorld) -> None:
    run_id = _ask(world)

    def tells_a_plan(stand: Stand) -> Progress:
        order = stand.orders[-1]
        return Progress(Phase.SEARCH, 2.0, 5, 0, 9, _with_bo_at_home(order))

    run_of(world, tells_a_plan, EOFError)
    row = _row(world, run_id)
    assert row.state is RunState.DONE
    result = rotation_run_page.load_result(world.session, row)
    assert result is not None and result.solved is not None and result.solved.is_stopped
    kept = result.solved.placements
    assert any(each.site == HOME and each.block == "acute" for each in kept)
    # Judged anew by the rules: this draft lacks a service, so the plan is not offered.
    assert result.solved.status is Status.NONE_FOUND and result.placements is None


def test_a_crash_before_any_plan_leaves_everything_and_says_so(world: DraftWorld) -> None:
    before = world.rows("Bo")
    run_id = _ask(world)
    run_of(world, EOFError)
    row = _row(world, run_id)
    assert (row.state, row.error) == (RunState.FAILED, "crashed")
    assert world.rows("Bo") == before
    [told] = world.session.exec(select(Message)).all()
    assert told.values["failed"] is True


def test_a_run_left_by_a_dead_worker_is_taken_up_again_but_not_for_ever(world: DraftWorld) -> None:
    run_id = _ask(world)
    for _attempt in range(rotation_planner_run.MOST_ATTEMPTS):
        # The worker takes it, and is gone without a word.
        store.give_back_left(
            world.session, most_attempts=rotation_planner_run.MOST_ATTEMPTS, now=NOW
        )
        assert store.take_next(world.session, NOW) is not None
        world.session.commit()
    run_of(world)
    row = _row(world, run_id)
    assert (row.state, row.error) == (RunState.FAILED, "interrupted")


def test_a_worker_that_stops_gives_the_run_back(world: DraftWorld) -> None:
    run_id = _ask(world)
    answers = iter([True, False, False])
    stand = Stand([None])
    rotation_planner_run.run(
        world.session, TODAY, lambda: NOW, lambda done, total: next(answers), start=stand.start()
    )
    assert _row(world, run_id).state is RunState.WAITING


def test_an_input_that_cannot_be_read_fails_this_run_and_not_the_next(world: DraftWorld) -> None:
    from app.db.tables import RotationMember

    run_id = _ask(world)
    member = world.session.exec(select(RotationMember)).first()
    assert member is not None
    member.needs = {"blocks": [{"key": "broken"}]}
    world.session.add(member)
    world.session.commit()
    run_of(world)
    assert _row(world, run_id).state is RunState.FAILED


def test_a_way_out_releases_its_lock(world: DraftWorld) -> None:
    world.lock("Bo", "acute")
    run_id = _ask(world)
    lock = Lock("draft-bo", "acute", WARD, 6, 11, "Marte")

    def explains(stand: Stand) -> Answer:
        order = stand.orders[-1]
        limit = next(each for each in order.case.limits if WARD in each.sites)
        option = Option(
            (Relaxation(RelaxKind.RELEASE_LOCK, 10, doctor="draft-bo", block="acute", lock=lock),),
            10,
            True,
            _with_bo_at_home(order),
            1,
        )
        clash = Clash(((limit.key, 6, 8),), ("draft-anna", "draft-bo"), (lock,), "They clash.")
        impossible = _solved(order, (), Status.IMPOSSIBLE)
        return Answer(impossible, Explanation(True, (clash,), (option,), 10, 7, 2.0))

    run_of(world, explains)
    row = _row(world, run_id)
    page = rotation_run_page.load_page(world.session, row, author_of(world), NOW)
    assert page.no_plan is not None and page.can_take
    assert "Det finnes ingen plan" in page.sentence and "Døgnpost" in page.sentence
    assert [way.title for way in page.no_plan.ways] == ["Lås opp Bo Prøve"]
    assert page.no_plan.board is not None and page.no_plan.board.groups
    result = rotation_run_page.load_result(world.session, row)
    assert result is not None
    chosen = result.way(0)
    assert chosen is not None and result.way(1) is None
    rotation_takeover.take_over(
        world.session, row, chosen[0], author_of(world), unlock=chosen[1], now=NOW
    )
    assert ("acute", HOME, 6, 11, False) in world.rows("Bo")


def test_an_open_run_tells_how_far_it_is(world: DraftWorld) -> None:
    run_id = _ask(world, seconds=60)
    row = store.take_next(world.session, NOW)
    assert row is not None
    store.set_progress(
        world.session,
        row.id,
        rotation_planner_run.progress_document(Progress(Phase.SEARCH, 38.0, 1000, 0, 1021)),
    )
    world.session.commit()
    later: datetime = NOW + timedelta(seconds=38)
    page = rotation_run_page.load_page(world.session, _row(world, run_id), author_of(world), later)
    assert page.sentence == (
        "Beste plan så langt har *ingen brudd* og er høyst *2,1 %* fra det best mulige."
    )
    assert (page.seconds, page.limit) == (38, 60)


def test_the_real_planner_solves_the_draft_in_its_own_process(world: DraftWorld) -> None:
    run_id = _ask(world, seconds=5)
    rotation_planner_run.run(world.session, TODAY, lambda: NOW, lambda done, total: True)
    row = _row(world, run_id)
    result = rotation_run_page.load_result(world.session, row)
    assert row.state is RunState.DONE and result is not None and result.solved is not None
    assert result.solved.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert result.placements is not None
    assert not [each for each in check(result.case, result.placements) if each.severity == "breach"]
    version = world.session.get(RotationVersion, world.version_id)
    assert version is not None and version.last_edit == 0
    stored = world.session.exec(select(RotationRun)).one()
    assert stored.case is not None and stored.input_hash
