"""Why here and not there, and what a wish would cost: asked, answered, told, taken over. The
planner is a stand-in; one test starts the real one in its own process."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, select

from app.db.tables import Message, RotationVersion, RotationWish, RunState, VersionState
from app.services import (
    rotation_answer,
    rotation_planner_run,
    rotation_question,
    rotation_run,
    rotation_run_page,
    rotation_takeover,
    rotation_wishes_page,
)
from app.services.board import load_plan_case
from app.services.my_placements_wishes import load_wish_list
from app.services.rotation_answer import AnswerPage
from app.services.rotation_edits_values import Problem
from app.services.rotation_solver_run import Answer
from app.services.rotation_wishes_page import WishView
from app.store import rotation_runs, rotation_talk, rotations
from app.store.rotation_runs import RunRow
from app.store.rotation_values import PlanHead
from rotations.costs import cost_of
from rotations.types.case import Lock, Placement
from rotations.types.questions import Answered, WishPrice
from rotations.types.results import Alternative, Clash, Explanation, RepairResult
from tests.support.draft_world import CLINIC, HOME, NOW, TODAY, WARD, DraftWorld, make_draft_world
from tests.support.planner_stand import Stand, author_of, run_of

THERE = Lock("draft-bo", "acute", HOME, 6)
"""Bo's acute service at the outpatient clinic instead of on the ward."""


@pytest.fixture
def world(session: Session) -> DraftWorld:
    return make_draft_world(session)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation_planner_run, "SECONDS_BETWEEN", 0.0)


def plan_of(world: DraftWorld) -> PlanHead:
    plan = rotations.find_plan(world.session, world.plan_id)
    assert plan is not None
    return plan


def ask(world: DraftWorld, lock: Lock = THERE) -> str:
    plan_case = load_plan_case(world.session, plan_of(world), None, TODAY)
    assert plan_case is not None
    return rotation_question.ask_why(
        world.session, plan_case, lock, by=world.people["Marte"], now=NOW
    )


def add_wish(world: DraftWorld, name: str = "Anna") -> int:
    """A wish for another place than the one of the draft; its row id."""
    row = RotationWish(
        plan_id=plan_of(world).id,
        person_id=world.people[name],
        rank=1,
        service="Psykose",
        unit_id=world.units[WARD],
        from_month=date(2027, 3, 1),
        made_at=NOW,
    )
    world.session.add(row)
    world.session.commit()
    assert row.id is not None
    return row.id


def ask_wish(world: DraftWorld, wish_id: int) -> str:
    asked = rotation_wishes_page.find_askable(world.session, plan_of(world), wish_id)
    assert asked is not None
    version_id, member, wish = asked
    return rotation_question.ask_wish(
        world.session, version_id, member, wish, by=world.people["Marte"], now=NOW
    )


def with_moved(
    order_plan: tuple[Placement, ...], *moves: tuple[str, str, str]
) -> tuple[Placement, ...]:
    sites = {(doctor, block): site for doctor, block, site in moves}
    return tuple(
        replace(each, site=sites.get((each.doctor, each.block), each.site)) for each in order_plan
    )


def possible(*moves: tuple[str, str, str], better: bool = False):
    """A planner that finds a plan with these moves; `better`: its best plan is the present one."""

    def says(stand: Stand) -> Answer:
        order = stand.orders[-1]
        plan = with_moved(order.present, *moves)
        cost = cost_of(order.case, order.present, plan)
        best, best_cost = plan, cost
        if better:
            best = with_moved(order.present, moves[0])
            best_cost = replace(cost_of(order.case, order.present, best), points=cost.points - 5)
        return Answer(
            answered=Answered(
                Alternative(True, best_cost.points, True, 0.0, best),
                best_cost,
                RepairResult(plan, (), len(moves) - 1, len(moves) - 1, True, 0.1),
                cost,
                None,
                False,
                1,
            )
        )

    return says


def impossible(stand: Stand) -> Answer:
    order = stand.orders[-1]
    limit = next(each for each in order.case.limits if WARD in each.sites)
    clash = Clash(((limit.key, 6, 11),), ("draft-anna", "draft-bo"), (THERE,), "They clash.")
    explained = Explanation(True, (clash,), (), 10, 7, 2.0)
    nothing = RepairResult((), (), 0, 0, False, 0.1)
    return Answer(
        answered=Answered(Alternative(False, None, True), None, nothing, None, explained, False, 1)
    )


def row_of(world: DraftWorld, run_id: str) -> RunRow:
    row = rotation_runs.find_run(world.session, run_id)
    assert row is not None
    return row


def page_of(world: DraftWorld, run_id: str) -> AnswerPage:
    row = row_of(world, run_id)
    result = rotation_run_page.load_result(world.session, row)
    assert result is not None
    page = rotation_answer.load_page(world.session, row, result, author_of(world))
    assert page is not None
    return page


def test_an_answer_names_who_moves_and_changes_nothing(world: DraftWorld) -> None:
    before = world.rows("Bo")
    run_id = ask(world)
    stand = run_of(world, possible(("draft-bo", "acute", HOME), ("draft-anna", "psychosis", WARD)))
    assert stand.orders[0].question == rotation_question.question_of(row_of(world, run_id).options)
    assert row_of(world, run_id).state is RunState.DONE
    assert world.rows("Bo") == before
    page = page_of(world, run_id)
    assert page.sentence == (
        "Akuttpsykiatri for *Bo Prøve* på Poliklinikken fra mars 2027 *går an*."
    )
    assert page.reason.startswith("Én annen lege må flytte.")
    assert [(line.doctor, line.after.split(",")[0]) for line in page.changes] == [
        ("Anna Prøve", "Døgnpost"),
        ("Bo Prøve", "Poliklinikken"),
    ]
    assert "Utkast 7" in page.facts and "Færre endringer er ikke mulig" in page.facts
    assert page.direct == (), "moved alone it breaks nothing"
    told = world.session.exec(select(Message)).one()
    assert told.values["is_question"] is True


def test_the_answer_is_taken_over_like_a_proposal_even_when_locked(world: DraftWorld) -> None:
    world.lock("Bo", "acute")
    run_id = ask(world)
    run_of(world, possible(("draft-bo", "acute", HOME)))
    row = row_of(world, run_id)
    result = rotation_run_page.load_result(world.session, row)
    assert result is not None and result.placements is not None and page_of(world, run_id).can_take
    seq = rotation_takeover.take_over(
        world.session,
        row,
        result.placements,
        author_of(world),
        unlock=rotation_answer.unlocked(row),
        now=NOW,
    )
    assert seq == 1
    assert ("acute", HOME, 6, 11, False) in world.rows("Bo")
    assert not page_of(world, run_id).can_take


def test_the_best_plan_is_told_beside_the_nearest_when_it_is_better(world: DraftWorld) -> None:
    run_id = ask(world)
    moves = (("draft-bo", "acute", HOME), ("draft-anna", "psychosis", WARD))
    run_of(world, possible(*moves, better=True))
    best = page_of(world, run_id).best
    assert best is not None
    assert best.sentence == (
        "Den beste planen med dette endrer én plassering. Den er 5 poeng bedre enn planen over."
    )
    assert best.proof == "Ingen plan med dette er bedre."


def test_what_cannot_be_is_told_with_the_clash_in_words(world: DraftWorld) -> None:
    run_id = ask(world)
    run_of(world, impossible)
    page = page_of(world, run_id)
    assert page.sentence == (
        "Akuttpsykiatri for *Bo Prøve* på Poliklinikken fra mars 2027 *går ikke*: "
        "to leger må til Døgnpost i *mars–august 2027*, som tar to."
    )
    assert page.no_plan is not None
    assert [each.note for each in page.no_plan.demands if "Bo" in each.text] == ["Det du spør om"]


def test_a_draft_that_was_edited_since_says_so_and_keeps_the_answer(world: DraftWorld) -> None:
    run_id = ask(world)
    run_of(world, possible(("draft-bo", "acute", HOME)))
    assert page_of(world, run_id).stale == ""
    edited(world)
    assert page_of(world, run_id).stale.startswith("Planen er endret etter at du spurte.")


def edited(world: DraftWorld) -> None:
    version = world.session.get(RotationVersion, world.version_id)
    assert version is not None
    version.last_edit += 1
    world.session.add(version)
    world.session.commit()


@pytest.mark.parametrize(
    ("lock", "field"),
    [
        (Lock("draft-bo", "acute", WARD, 6), "heller_sted"),
        (Lock("draft-bo", "acute", CLINIC, 6), "heller_sted"),
        (Lock("draft-bo", "acute", HOME, 99), "heller_maned"),
        (Lock("draft-bo", "gone", HOME, 6), "valgt"),
        (Lock("draft-gone", "acute", HOME, 6), "valgt"),
    ],
)
def test_a_question_without_sense_is_refused_at_its_field(
    world: DraftWorld, lock: Lock, field: str
) -> None:
    with pytest.raises(Problem) as caught:
        ask(world, lock)
    assert caught.value.field == field


def test_questions_wait_beside_each_other_and_the_same_one_is_asked_once(
    world: DraftWorld,
) -> None:
    first, again = ask(world), ask(world)
    other = ask(world, replace(THERE, first=7))
    assert first == again != other


def test_too_many_questions_are_refused(world: DraftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation_run, "MOST_WAITING", 0)
    ask(world)
    with pytest.raises(rotation_run.BusyError):
        ask(world, replace(THERE, first=7))


def test_a_published_version_can_be_asked_about_and_a_superseded_one_cannot(
    world: DraftWorld,
) -> None:
    world.state(VersionState.PUBLISHED)
    run_id = ask(world)
    run_of(world, possible(("draft-bo", "acute", HOME)))
    page = page_of(world, run_id)
    assert "Versjon 7" in page.facts and not page.can_take
    world.state(VersionState.SUPERSEDED)
    with pytest.raises(rotation_run.NoDraftError):
        rotation_question.ask_again(
            world.session, row_of(world, run_id), by=world.people["Marte"], now=NOW
        )


# --- Wishes ---


def wish_of(world: DraftWorld) -> WishView:
    page = rotation_wishes_page.load_wishes(world.session, plan_of(world), TODAY)
    [(_name, [view])] = page.doctors
    return view


def test_a_wish_shows_whether_it_is_met_and_what_it_would_cost(world: DraftWorld) -> None:
    wish_id = add_wish(world)
    assert wish_of(world).can_ask and wish_of(world).answer is None
    run_id = ask_wish(world, wish_id)
    answer = wish_of(world).answer
    assert answer is not None and answer.is_open and not wish_of(world).can_ask
    moves = (("draft-anna", "psychosis", WARD), ("draft-bo", "acute", HOME))
    stand = run_of(world, possible(*moves))
    assert stand.orders[0].question == WishPrice("draft-anna", str(wish_id))
    answer = wish_of(world).answer
    assert answer is not None and answer.run_id == run_id and not answer.stale
    assert answer.text == "Ønsket går an hvis én annen lege flytter."
    assert "Anna Prøve får oppfylt ønske nr. 1" in "".join(page_of(world, run_id).gives).replace(
        "*", ""
    )
    edited(world)
    answer = wish_of(world).answer
    assert answer is not None and answer.stale == "Planen er endret siden."
    assert wish_of(world).can_ask


def test_the_doctor_is_told_without_the_names_of_others(world: DraftWorld) -> None:
    wish_id = add_wish(world)
    ask_wish(world, wish_id)
    plan_case = load_plan_case(world.session, plan_of(world), None, TODAY)
    assert plan_case is not None

    def own() -> dict[int, str]:
        needs = plan_case.needs["draft-anna"]
        found = load_wish_list(world.session, plan_of(world), needs, world.people["Anna"], TODAY)
        return {key: each.text for key, each in found.prices.items()}

    assert own() == {}, "an open question is nobody's answer"
    run_of(world, possible(("draft-anna", "psychosis", WARD), ("draft-bo", "acute", HOME)))
    assert own() == {wish_id: "Ønsket går an hvis én annen lege flytter."}
    _row, number, stored = rotation_runs.list_answers(world.session, plan_of(world).id)[0]
    assert number == 7
    assert stored is not None and not any("draft-" in str(each) for each in stored.values())


def test_an_answer_belongs_to_what_the_wish_said(world: DraftWorld) -> None:
    wish_id = add_wish(world)
    run_id = ask_wish(world, wish_id)
    run_of(world, possible(("draft-anna", "psychosis", WARD)))
    row = world.session.get(RotationWish, wish_id)
    assert row is not None
    row.from_month = date(2027, 9, 1)
    world.session.add(row)
    world.session.commit()
    assert wish_of(world).answer is None
    with pytest.raises(LookupError):
        rotation_question.ask_again(
            world.session, row_of(world, run_id), by=world.people["Marte"], now=NOW
        )
    assert rotation_talk.find_wish(world.session, plan_of(world).id, 10**9) is None
    assert rotation_wishes_page.find_askable(world.session, plan_of(world), 10**9) is None


def test_the_real_planner_answers_in_its_own_process(world: DraftWorld) -> None:
    """The clinic must always have one of the three: Bo can go elsewhere, Anna is needed there."""
    wish_id = add_wish(world)
    why, price = ask(world), ask_wish(world, wish_id)
    rotation_planner_run.run(world.session, TODAY, lambda: NOW, lambda done, total: True)
    result = rotation_run_page.load_result(world.session, row_of(world, why))
    assert result is not None and result.answered is not None and result.placements is not None
    assert result.answered.fewest is not None and result.answered.fewest.is_proven
    there = next(p for p in result.placements if (p.doctor, p.block) == ("draft-bo", "acute"))
    assert (there.site, there.first) == (HOME, 6)
    page = page_of(world, price)
    assert page.sentence.endswith("*går ikke*: *fem krav* kan ikke gjelde samtidig.")
    assert page.no_plan is not None
    demands = {each.text for each in page.no_plan.demands}
    assert "*DPS Halden* skal ha minst 1 og tar høyst 2" in demands
    answer = wish_of(world).answer
    assert answer is not None and answer.text == "Ønsket går ikke sammen med kravene i planen."
