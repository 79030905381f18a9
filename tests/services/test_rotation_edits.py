"""Changes of a draft: each kind saved, refused and taken back; two people who edit at once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.db.session import Database
from app.db.tables import (
    AuditEvent,
    EditKind,
    RotationEdit,
    RotationMember,
    RotationPlacement,
    RotationVersion,
    VersionState,
)
from app.services import rotation_edits as service
from app.services import rotation_undo
from app.services.rotation_case import load_case
from app.services.rotation_edits import Conflict, NotDraft, Saved
from app.services.rotation_edits_values import Author, Problem, Wanted
from app.services.rotation_undo import Newer, Nothing, Undone
from app.store import rotations as rotation_store
from tests.support.draft_world import (
    CLINIC,
    HOME,
    NOW,
    TODAY,
    WARD,
    DraftWorld,
    make_draft_world,
)

ANNA, BO, CATO = "draft-anna", "draft-bo", "draft-cato"
MOVE = Wanted(EditKind.MOVE, ANNA, "acute", site=HOME, first=0)
LEAVE = (date(2027, 1, 1), date(2027, 3, 31))


def _save(world: DraftWorld, wanted: Wanted, *, seen: int = 0, by: str = "Marte") -> Any:
    return service.save_edit(
        world.session,
        world.version_id,
        wanted,
        seen=seen,
        author=Author(world.people[by], by, TODAY),
        now=NOW,
    )


def _stored(session: Session) -> list[tuple[Any, ...]]:
    """Everything of the rows but their ids."""
    session.expire_all()
    placements = session.exec(select(RotationPlacement)).all()
    members = session.exec(select(RotationMember).order_by(col(RotationMember.id))).all()
    found = [
        tuple(sorted((k, v) for k, v in row.model_dump().items() if k != "id"))
        for row in placements
    ]
    return [*sorted(found, key=str), *((row.key, row.needs, row.planned_leave) for row in members)]


# --- Each kind ---


def test_a_move_takes_the_placement_to_another_place(session: Session) -> None:
    world = make_draft_world(session)
    result = _save(world, MOVE)
    assert isinstance(result, Saved)
    assert ("acute", HOME, 0, 5, False) in world.rows("Anna")
    version = session.get(RotationVersion, world.version_id)
    assert version is not None and version.last_edit == 1
    (event,) = session.exec(select(AuditEvent).where(AuditEvent.action == "rotation.move")).all()
    assert event.actor_id == world.people["Marte"]


def test_what_follows_is_pushed_only_when_asked(session: Session) -> None:
    world = make_draft_world(session)
    later = replace(MOVE, site=None, first=2)
    _save(world, later)
    assert [row[2:4] for row in world.rows("Anna")] == [(2, 7), (6, 11), (12, 17)]
    rotation_undo.undo(session, world.version_id, seen=1, by=world.people["Marte"], now=NOW)
    _save(world, replace(later, pushes=True), seen=2)
    assert [row[2:4] for row in world.rows("Anna")] == [(2, 7), (8, 13), (14, 19)]


def test_a_lock_says_who_and_when_and_is_opened_again(session: Session) -> None:
    world = make_draft_world(session)
    _save(world, Wanted(EditKind.LOCK, ANNA, "acute"))
    row = load_case(session, world.version_id, today=TODAY).board.placement(ANNA, "acute")
    assert row is not None
    assert (row.is_locked, row.locked_by, row.locked_on) == (True, "Marte Prøve", TODAY)
    _save(world, Wanted(EditKind.UNLOCK, ANNA, "acute"), seen=1)
    assert ("acute", WARD, 0, 5, False) in world.rows("Anna")


def test_a_lock_of_another_stays_when_the_row_is_edited(session: Session) -> None:
    world = make_draft_world(session)
    world.lock("Anna", "old", by="Nils")
    _save(world, MOVE)
    row = load_case(session, world.version_id, today=TODAY).board.placement(ANNA, "old")
    assert row is not None and row.locked_by == "Nils Prøve"


def test_two_doctors_swap(session: Session) -> None:
    world = make_draft_world(session)
    _save(world, Wanted(EditKind.SWAP, ANNA, "psychosis", other=(BO, "psychosis")))
    assert ("psychosis", CLINIC, 0, 5, False) in world.rows("Anna")
    assert ("psychosis", CLINIC, 6, 11, False) in world.rows("Bo")
    edit = session.exec(select(RotationEdit)).one()
    assert edit.members == [ANNA, BO]


def test_a_split_makes_two_blocks_with_the_same_months(session: Session) -> None:
    world = make_draft_world(session)
    _save(world, Wanted(EditKind.SPLIT, ANNA, "acute", site=HOME, first=2))
    rows = world.rows("Anna")[:2]
    assert [row[1:4] for row in rows] == [(WARD, 0, 1), (HOME, 2, 5)]
    board = load_case(session, world.version_id, today=TODAY).board
    placement = board.placement(ANNA, rows[1][0])
    assert placement is not None and placement.service_nb == "Akuttpsykiatri"


def test_leave_is_kept_on_the_draft_and_the_rest_moves(session: Session) -> None:
    world = make_draft_world(session)
    _save(world, Wanted(EditKind.LEAVE, ANNA, leave=LEAVE, pushes=True))
    case = load_case(session, world.version_id, today=TODAY)
    member = case.board.member(ANNA)
    assert member is not None and member.planned_leave == (LEAVE,)
    assert [row[2:4] for row in world.rows("Anna")] == [(0, 8), (9, 14), (15, 20)]
    _save(world, Wanted(EditKind.LEAVE, ANNA, leave=LEAVE, removes=True), seen=1)
    member = load_case(session, world.version_id, today=TODAY).board.member(ANNA)
    assert member is not None and member.planned_leave == ()


def test_a_missing_placement_is_added_and_taken_off_again(session: Session) -> None:
    world = make_draft_world(session)
    before = world.rows("Cato")
    _save(world, Wanted(EditKind.ADD, CATO, "psychosis", site=CLINIC, first=12))
    assert ("psychosis", CLINIC, 12, 17, False) in world.rows("Cato")
    _save(world, Wanted(EditKind.REMOVE, CATO, "psychosis"), seen=1)
    assert world.rows("Cato") == before


# --- What cannot be done is named at its field ---


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (replace(MOVE, site="nowhere"), "til_sted"),
        (replace(MOVE, first=36), "til_maned"),
        (replace(MOVE, first=-1), "til_maned"),
        (replace(MOVE, site=WARD), "same"),
        (replace(MOVE, member="draft-nobody"), "valgt"),
        (replace(MOVE, block="nothing"), "valgt"),
        (replace(MOVE, kind=EditKind.ADD), "valgt"),
        (replace(MOVE, kind=EditKind.UNLOCK), "valgt"),
        (replace(MOVE, kind=EditKind.SPLIT, first=0), "del_fra"),
        (replace(MOVE, kind=EditKind.SWAP, other=(ANNA, "acute")), "bytt_med"),
        (replace(MOVE, kind=EditKind.SWAP, other=(BO, "nothing")), "bytt_med"),
        (Wanted(EditKind.LEAVE, ANNA, leave=(LEAVE[1], LEAVE[0])), "perm_til"),
        (Wanted(EditKind.LEAVE, ANNA, leave=(date(2035, 1, 1), date(2035, 2, 1))), "perm_fra"),
        (Wanted(EditKind.LEAVE, "draft-ledig", leave=LEAVE), "perm_fra"),
        (Wanted(EditKind.LEAVE, ANNA, leave=LEAVE, removes=True), "valgt"),
    ],
)
def test_what_cannot_be_done_is_named_at_its_field(
    session: Session, wanted: Wanted, field: str
) -> None:
    world = make_draft_world(session)
    before = _stored(session)
    with pytest.raises(Problem) as refused:
        _save(world, wanted)
    session.rollback()
    assert (refused.value.field, bool(refused.value.message)) == (field, True)
    assert _stored(session) == before


def test_a_locked_placement_is_moved_only_by_unlocking_it(session: Session) -> None:
    world = make_draft_world(session)
    world.lock("Anna", "acute")
    with pytest.raises(Problem, match="låst"):
        _save(world, MOVE)
    assert isinstance(_save(world, replace(MOVE, unlocks=True)), Saved)
    assert ("acute", HOME, 0, 5, False) in world.rows("Anna")


def test_a_placement_that_ends_in_leave_is_not_locked(session: Session) -> None:
    world = make_draft_world(session)
    world.lock("Anna", "psychosis")
    august = (date(2027, 8, 1), date(2027, 8, 31))
    _save(world, Wanted(EditKind.LEAVE, ANNA, leave=august))
    _save(world, Wanted(EditKind.UNLOCK, ANNA, "psychosis"), seen=1)
    with pytest.raises(Problem, match="permisjon"):
        _save(world, Wanted(EditKind.LOCK, ANNA, "psychosis"), seen=2)


@pytest.mark.parametrize("state", [VersionState.PROPOSED, VersionState.PUBLISHED])
def test_only_a_draft_is_edited(session: Session, state: VersionState) -> None:
    world = make_draft_world(session)
    before = _stored(session)
    world.state(state)
    assert isinstance(_save(world, MOVE), NotDraft)
    result = rotation_undo.undo(session, world.version_id, seen=0, by=1, now=NOW)
    assert isinstance(result, NotDraft)
    assert _stored(session) == before


# --- The consequence ---


def test_the_consequence_is_told_before_anything_is_saved(session: Session) -> None:
    world = make_draft_world(session)
    before = _stored(session)
    plan_case = load_case(session, world.version_id, today=TODAY)
    author = Author(world.people["Marte"], "Marte", TODAY)
    wanted = Wanted(EditKind.MOVE, CATO, "acute", site=WARD, first=0)
    _after, effect = service.check_edit(session, plan_case, wanted, author)
    assert effect.breaches_after > effect.breaches_before
    assert effect.new and effect.is_worse
    (ward,) = [row for row in effect.rows if "september 2026" in row.label]
    assert (ward.before, ward.after) == ("1", "2")
    assert [moved.doctor for moved in effect.dates] == ["Cato Prøve"]
    assert _stored(session) == before
    result = _save(world, wanted)
    assert isinstance(result, Saved)
    assert result.effect == effect


# --- Undo ---


@pytest.mark.parametrize(
    "wanted",
    [
        replace(MOVE, unlocks=True, first=3, pushes=True),
        Wanted(EditKind.SWAP, ANNA, "psychosis", other=(BO, "psychosis")),
        Wanted(EditKind.SPLIT, ANNA, "psychosis", first=8),
        Wanted(EditKind.LEAVE, ANNA, leave=(date(2027, 5, 1), date(2027, 7, 31)), pushes=True),
        Wanted(EditKind.REMOVE, ANNA, "psychosis"),
        Wanted(EditKind.UNLOCK, ANNA, "acute"),
    ],
)
def test_an_undo_restores_everything(session: Session, wanted: Wanted) -> None:
    world = make_draft_world(session)
    world.lock("Anna", "acute", by="Nils")
    before = _stored(session)
    _save(world, wanted)
    assert _stored(session) != before
    result = rotation_undo.undo(session, world.version_id, seen=1, by=world.people["Nils"], now=NOW)
    assert isinstance(result, Undone)
    assert _stored(session) == before


def test_edits_are_taken_back_one_by_one_newest_first(session: Session) -> None:
    world = make_draft_world(session)
    before = _stored(session)
    _save(world, MOVE)
    _save(world, Wanted(EditKind.REMOVE, BO, "old"), seen=1)
    for seen, kind in ((2, EditKind.REMOVE), (3, EditKind.MOVE)):
        undone = rotation_undo.undo(session, world.version_id, seen=seen, by=1, now=NOW)
        assert isinstance(undone, Undone) and undone.edit.kind is kind
    assert _stored(session) == before
    last = rotation_undo.undo(session, world.version_id, seen=4, by=1, now=NOW)
    assert isinstance(last, Nothing)


def test_an_undo_of_something_older_than_the_newest_asks_first(session: Session) -> None:
    world = make_draft_world(session)
    _save(world, MOVE)
    _save(world, Wanted(EditKind.REMOVE, BO, "old"), seen=1)
    result = rotation_undo.undo(session, world.version_id, seen=1, by=1, now=NOW)
    assert isinstance(result, Newer)
    assert (result.edit.kind, result.newest) == (EditKind.REMOVE, 2)


# --- Two people at once ---


def test_two_people_on_different_rows_do_not_disturb_each_other(database: Database) -> None:
    with database.session() as first, database.session() as second:
        world = make_draft_world(first)
        other = replace(world, session=second)
        assert isinstance(_save(world, MOVE), Saved)
        kept = _save(other, Wanted(EditKind.MOVE, BO, "old", site=HOME, first=13), by="Nils")
        assert isinstance(kept, Saved) and kept.seq == 2
        assert ("acute", HOME, 0, 5, False) in other.rows("Anna")
        assert ("old", HOME, 13, 18, False) in world.rows("Bo")


def test_the_second_of_two_on_one_row_is_told_and_nothing_is_lost(database: Database) -> None:
    with database.session() as first, database.session() as second:
        world = make_draft_world(first)
        other = replace(world, session=second)
        mine = Wanted(EditKind.MOVE, ANNA, "acute", first=18)
        assert isinstance(_save(world, MOVE), Saved)
        clash = _save(other, mine, by="Nils")
        assert isinstance(clash, Conflict)
        assert [edit.by for edit in clash.theirs] == ["Marte Prøve"]
        assert ("acute", HOME, 0, 5, False) in other.rows("Anna")
        # Asked for once more with both versions in sight.
        assert isinstance(_save(other, mine, seen=clash.seq, by="Nils"), Saved)
        assert ("acute", HOME, 18, 23, False) in world.rows("Anna")


def test_an_undo_by_another_is_a_change_of_the_row(database: Database) -> None:
    with database.session() as first, database.session() as second:
        world = make_draft_world(first)
        other = replace(world, session=second)
        _save(world, MOVE)
        rotation_undo.undo(first, world.version_id, seen=1, by=world.people["Marte"], now=NOW)
        clash = _save(other, Wanted(EditKind.REMOVE, ANNA, "acute"), seen=1, by="Nils")
        assert isinstance(clash, Conflict)


def test_an_edit_that_waited_for_another_rests_on_what_the_other_left(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves between the reading and the lock of another's edit."""
    with database.session() as first, database.session() as second:
        world = make_draft_world(first)
        other = replace(world, session=second)
        lock = rotation_store.lock_version

        def slow_lock(session: Session, version_id: int) -> Any:
            monkeypatch.setattr(rotation_store, "lock_version", lock)
            assert isinstance(_save(other, MOVE, by="Nils"), Saved)
            return lock(session, version_id)

        monkeypatch.setattr(rotation_store, "lock_version", slow_lock)
        result = _save(world, Wanted(EditKind.MOVE, BO, "old", site=HOME, first=14))
        assert isinstance(result, Saved) and result.seq == 2
        assert ("acute", HOME, 0, 5, False) in world.rows("Anna")
        assert ("old", HOME, 14, 19, False) in world.rows("Bo")
