"""Changes by hand of a LIS1 run: their effect, what refuses them, undoing; the desk beside them."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    DecisionState,
    Lis1Change,
    Lis1Conflict,
    Lis1Decision,
    Lis1Seat,
    Lis1Wish,
)
from app.services import lis1_desk, lis1_run_change, lis1_run_worker, lis1_runs
from app.services.lis1_desk import DeskPage
from app.services.lis1_run_page import Seen, see
from app.store import lis1_runs as store
from app.store.lis1_runs import RunRow
from rotations.lis1.check import blocking
from rotations.lis1.figures import figures
from rotations.lis1.results import ManualChange, Mechanism
from tests.support.lis1_world import NOW, TODAY, Lis1World, make_intake


def run(world: Lis1World, *mechanisms: Mechanism) -> RunRow:
    actor = world.actor("Tor")
    lis1_runs.ask(world.session, actor, world.intake_id, mechanisms, now=NOW)
    lis1_run_worker.run(world.session, lambda: NOW, lambda done, total: True)
    return store.list_runs(world.session, world.intake_id)[0]


def seen_by(world: Lis1World, row: RunRow, name: str = "Tor") -> Seen:
    return see(world.session, world.actor(name), world.intake, row)


def swap(seen: Seen) -> ManualChange:
    """K-01 and whoever has K-01's second wish change places."""
    wish = next(each for each in seen.judged.intake.candidates if each.key == "K-01").wishes[1]
    other = next(key for key, seat in seen.judged.result.seats.items() if seat == wish)
    return ManualChange("K-01", wish, "Samme skole", swap_with=other)


def save(world: Lis1World, row: RunRow, wanted: ManualChange, saw: int = 0) -> tuple[str, ...]:
    actor = world.actor("Tor")
    return lis1_run_change.save(world.session, actor, world.intake, row, wanted, saw, now=NOW)


def desk(world: Lis1World, name: str = "Tor") -> DeskPage:
    return lis1_desk.load_desk(
        world.session,
        world.actor(name),
        world.intake,
        run_id=None,
        shows_all=True,
        today=TODAY,
        now=NOW,
    )


def test_a_change_is_kept_with_its_effect_and_counts_in_every_figure(session: Session) -> None:
    world = make_intake(session)
    row = run(world, Mechanism.DRAWN_ORDER)
    seen = seen_by(world, row)
    wanted = swap(seen)
    tried = lis1_run_change.attempt(session, world.actor("Tor"), world.intake, seen, wanted)
    assert tried.effect is not None
    assert save(world, row, wanted) == ()
    after = lis1_runs.judge(session, row)
    assert after.result == lis1_runs.allocation_of(session, row) == tried.effect.result
    assert after.figures == figures(after.intake, after.result)
    kept = session.execute(sa.select(Lis1Change)).scalar_one()
    assert len(kept.effect["moved"]) == 2
    assert len(kept.effect["new_pairs"]) == len(
        set(blocking(after.intake, after.result)) - set(blocking(after.intake, after.first))
    )
    page = desk(world)
    assert page.chosen is not None and len(page.chosen.changes) == 1
    assert page.lines[0].figures is not None
    assert page.lines[0].figures.first == str(after.figures.everybody.first)


def test_the_last_change_can_be_undone_and_no_other(session: Session) -> None:
    world = make_intake(session)
    row = run(world, Mechanism.DRAWN_ORDER)
    before = lis1_runs.allocation_of(session, row)
    save(world, row, swap(seen_by(world, row)))
    actor = world.actor("Tor")
    assert lis1_run_change.undo(session, actor, world.intake, row, 0, now=NOW)
    assert lis1_run_change.undo(session, actor, world.intake, row, 1, now=NOW) == ()
    assert lis1_runs.allocation_of(session, row) == before


def test_a_change_without_a_reason_or_above_places_is_refused(session: Session) -> None:
    world = make_intake(session)
    row = run(world, Mechanism.DRAWN_ORDER)
    wanted = swap(seen_by(world, row))
    assert save(world, row, ManualChange(wanted.candidate, wanted.seat, " ", wanted.swap_with))
    full = ManualChange(wanted.candidate, wanted.seat, "Fordi")
    assert save(world, row, full) == ("Det er ingen ledig plass der.",)
    assert session.execute(sa.select(Lis1Change)).first() is None


def test_a_change_that_saw_an_older_run_is_refused(session: Session) -> None:
    world = make_intake(session)
    row = run(world, Mechanism.DRAWN_ORDER)
    wanted = swap(seen_by(world, row))
    save(world, row, wanted)
    assert save(world, row, ManualChange("K-01", None, "Fordi"), saw=0)
    assert save(world, row, ManualChange("K-01", None, "Fordi"), saw=1) == ()


def test_nothing_is_changed_while_a_decision_is_open(session: Session) -> None:
    world = make_intake(session)
    row = run(world, Mechanism.DRAWN_ORDER)
    session.add(
        Lis1Decision(
            public_id="d1",
            intake_id=world.intake_id,
            number=1,
            run_id=row.id,
            state=DecisionState.PROPOSED,
            proposed_at=NOW,
        )
    )
    session.commit()
    assert save(world, row, swap(seen_by(world, row)))
    assert not desk(world).can_change


def test_a_conflict_hides_the_row_and_refuses_the_change(session: Session) -> None:
    world = make_intake(session)
    row = run(world, Mechanism.DRAWN_ORDER)
    conflict = Lis1Conflict(
        intake_id=world.intake_id,
        person_id=world.people["Tor"],
        candidate_id=world.candidates["Anna"],
        declared_at=NOW,
    )
    session.add(conflict)
    session.commit()
    page = desk(world)
    assert page.chosen is not None
    hidden = next(each for each in page.chosen.people if each.key == "K-01")
    assert hidden.is_hidden and "Anna" not in hidden.name and not hidden.got
    assert all(not each.is_hidden for each in desk(world, "Sigrid").chosen.people)  # type: ignore[union-attr]
    seen = seen_by(world, row)
    assert save(world, row, swap(seen)) == ("Du har meldt deg inhabil for en av legene.",)
    assert "K-01" not in dict(lis1_run_change.choices(seen, "").people)


def test_a_conflict_over_a_place_refuses_changes_of_its_seats(session: Session) -> None:
    world = make_intake(session)
    row = run(world, Mechanism.DRAWN_ORDER)
    wanted = swap(seen_by(world, row))
    seat = session.execute(sa.select(Lis1Seat).where(col(Lis1Seat.key) == wanted.seat)).scalar_one()
    session.add(
        Lis1Conflict(
            intake_id=world.intake_id,
            person_id=world.people["Tor"],
            place_id=seat.municipality_id,
            declared_at=NOW,
        )
    )
    session.commit()
    (refusal,) = save(world, row, wanted)
    assert refusal.startswith("Du har meldt deg inhabil for ")


def test_the_desk_says_what_the_engine_says(session: Session) -> None:
    world = make_intake(session)
    run(world, *Mechanism)
    page = desk(world)
    for line, row in zip(page.lines, store.list_runs(session, world.intake_id), strict=True):
        found = lis1_runs.judge(session, row).figures
        assert line.figures is not None
        assert line.figures.first == str(found.everybody.first)
        assert line.figures.pairs == str(found.swap_pairs)
        assert line.figures.empty == str(found.empty)
    assert page.opening.sentence == "*2 av 4* får førsteønsket hvis rådet velger kjøring A."
    assert [step.state for step in page.steps] == ["done", "done", "done", "now", "ahead", "ahead"]


def test_a_run_of_an_older_input_says_what_has_changed(session: Session) -> None:
    world = make_intake(session)
    run(world, Mechanism.DRAWN_ORDER)
    assert desk(world).chosen.stale == ""  # type: ignore[union-attr]
    last = sa.select(Lis1Wish).where(
        col(Lis1Wish.candidate_id) == world.candidates["Bo"], col(Lis1Wish.rank) == 4
    )
    session.delete(session.execute(last).scalar_one())
    intake = world.intake
    intake.name = "Et annet navn"
    session.add(intake)
    session.commit()
    page = desk(world)
    assert page.chosen is not None
    assert page.chosen.stale == "Tallene er fra 23.11.2026. Ønskene er endret etterpå."
    assert page.lines[0].is_stale and not page.ways[0].is_run


def test_a_new_name_makes_no_run_old(session: Session) -> None:
    world = make_intake(session)
    run(world, Mechanism.DRAWN_ORDER)
    intake = world.intake
    intake.name = "Et annet navn"
    session.add(intake)
    session.commit()
    assert not desk(world).lines[0].is_stale
