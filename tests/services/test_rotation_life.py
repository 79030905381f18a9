"""A plan's version through its life, and what doctors and hosts say to it."""

from datetime import date

import pytest
from sqlmodel import Session, select

from app.db.tables import AuditEvent, RotationEdit, RotationVersion, SwapState, VersionState
from app.services import (
    my_placements,
    rotation_comments,
    rotation_compare_page,
    rotation_life,
    rotation_life_page,
    rotation_swaps,
    rotation_swaps_decide,
    rotation_talk_page,
    rotation_wishes,
)
from app.services.rotation_case import load_case
from app.services.rotation_comments import Speaker
from app.services.rotation_life import Refused, Seen
from app.services.rotation_publish import Published, publish
from app.services.rotation_swaps_decide import Approved
from app.services.rotation_wishes import WishDraft
from app.store import rotation_swaps as swap_store
from app.store import rotation_talk, rotations
from tests.support.draft_world import HOME, TODAY
from tests.support.plan_life_world import CLOSES, SURGERY, LifeWorld, make_life_world


@pytest.fixture
def world(session: Session) -> LifeWorld:
    return make_life_world(session)


@pytest.fixture
def published(world: LifeWorld) -> LifeWorld:
    world.propose()
    done = publish(world.session, world.open.id, world.seen, world.moment())
    assert isinstance(done, Published)
    return world


# Steps


def test_a_proposed_version_can_be_taken_back_and_proposed_again(world: LifeWorld) -> None:
    world.propose()
    assert world.open.comments_close_on == CLOSES
    rotation_life.take_back(world.session, world.open.id, world.seen, world.moment())
    assert world.open.state is VersionState.DRAFT
    assert world.open.comments_close_on is None
    world.propose()
    assert world.open.state is VersionState.PROPOSED


def test_a_deadline_that_has_passed_is_refused_at_its_field(world: LifeWorld) -> None:
    done = rotation_life.propose(world.session, world.open.id, world.seen, TODAY, world.moment())
    assert isinstance(done, Refused)
    assert done.field == "frist"
    assert world.open.state is VersionState.DRAFT


def test_what_was_edited_after_it_was_looked_at_is_not_proposed(world: LifeWorld) -> None:
    seen = world.seen
    world.move("Anna", "old", date(2028, 3, 1), date(2028, 8, 31))
    done = rotation_life.propose(world.session, world.open.id, seen, CLOSES, world.moment())
    assert isinstance(done, Refused)
    assert done.is_stale
    assert world.open.state is VersionState.DRAFT
    assert world.messages("Anna") == []


def test_a_plan_without_placements_is_not_proposed(world: LifeWorld) -> None:
    for name, blocks in {
        "Anna": ("acute", "psychosis", "old"),
        "Bo": ("acute", "psychosis", "old"),
        "Cato": ("acute", "old"),
        "Ledig": ("psychosis",),
    }.items():
        for block in blocks:
            world.session.delete(world.placement(name, block))
    world.session.commit()
    done = rotation_life.propose(world.session, world.open.id, world.seen, CLOSES, world.moment())
    assert isinstance(done, Refused)


def test_a_new_draft_is_a_copy_and_there_is_only_one(published: LifeWorld) -> None:
    first = rotation_life.new_draft(published.session, published.plan, published.moment())
    second = rotation_life.new_draft(published.session, published.plan, published.moment())
    assert not isinstance(first, Refused)
    assert isinstance(second, Refused)
    head = rotations.published_version(published.session, published.plan.id)
    assert head is not None
    boards = [rotations.load_board(published.session, each.id) for each in (head, first)]
    lines = [
        [(row.member_key, row.unit.key, row.starts_on, row.ends_on) for row in board.placements]
        for board in boards
    ]
    assert lines[0] == lines[1]


def test_a_discarded_version_never_comes_back(published: LifeWorld) -> None:
    draft = rotation_life.new_draft(published.session, published.plan, published.moment())
    assert not isinstance(draft, Refused)
    rotation_life.discard(published.session, draft.id, published.seen, published.moment())
    done = rotation_life.propose(
        published.session, draft.id, Seen(2, 0), CLOSES, published.moment()
    )
    assert isinstance(done, Refused)
    again = rotation_life.new_draft(published.session, published.plan, published.moment())
    assert not isinstance(again, Refused)
    assert again.number == draft.number + 1


def test_a_published_version_cannot_be_taken_back(published: LifeWorld) -> None:
    head = rotations.published_version(published.session, published.plan.id)
    assert head is not None
    done = rotation_life.take_back(
        published.session, head.id, Seen(head.version, head.last_edit), published.moment()
    )
    assert isinstance(done, Refused)
    row = published.session.get(RotationVersion, head.id)
    assert row is not None
    assert row.state is VersionState.PUBLISHED


# Pages


def test_history_and_the_page_before_publishing(world: LifeWorld) -> None:
    world.propose()
    page = rotation_life_page.load_step(
        world.session, world.open, TODAY, by=world.moment().by, publishing=True
    )
    assert page.sentence == "*Tre leger* får nye plasseringer, og *tre av dem får for kort varsel*."
    assert [line.name for line in page.late] == ["Anna Prøve", "Bo Prøve", "Cato Prøve"]
    assert [(host.name, host.doctors, host.people) for host in page.hosts] == [("Moss", 1, 1)]
    assert page.is_free
    history = rotation_life_page.load_versions(world.session, world.plan)
    assert history.sentence == "*Ingenting* er publisert ennå."
    assert [line.word for line in history.lines] == ["Foreslått"]


def test_breaches_are_listed_in_words_before_publishing(world: LifeWorld) -> None:
    world.move("Anna", "psychosis", date(2027, 2, 1), date(2027, 8, 31))
    world.propose()
    page = rotation_life_page.load_step(
        world.session, world.open, TODAY, by=world.moment().by, publishing=True
    )
    assert not page.is_free
    assert any("Anna Prøve" in line.sentence for line in page.findings.lines if line.is_breach)


def test_two_versions_are_compared_doctor_by_doctor(published: LifeWorld) -> None:
    rotation_life.new_draft(published.session, published.plan, published.moment())
    published.move("Bo", "old", date(2027, 11, 1), date(2028, 4, 30))
    page = rotation_compare_page.load_compare(
        published.session, published.plan, (None, None), TODAY
    )
    assert page is not None
    assert (page.before.number, page.after.number) == (7, 8)
    assert [row.name for row in page.rows] == ["Bo Prøve"]
    assert page.rows[0].lines == (
        "Alderspsykiatri ved Poliklinikken: fra 01.09.2027–29.02.2028 til 01.11.2027–30.04.2028.",
    )
    assert page.sentence == "*Én lege* får andre plasseringer."
    assert (
        rotation_compare_page.load_compare(published.session, published.plan, (7, 99), TODAY)
        is None
    )


# Comments


def test_a_comment_is_answered_and_its_writer_told(world: LifeWorld) -> None:
    world.propose()
    comment = rotation_comments.add(
        world.session,
        world.plan.id,
        "Kan jeg bli i Moss?",
        Speaker("draft-anna"),
        world.moment("Anna"),
    )
    assert isinstance(comment, int)
    page = rotation_talk_page.load_comments(world.session, world.plan, TODAY)
    assert page.sentence == "*Én kommentar* venter på svar."
    done = rotation_comments.answer(
        world.session, world.plan.id, comment, 1, "Ja, det går.", world.moment()
    )
    assert done is None
    assert [each.kind for each in world.messages("Anna")][-1] == "rotation_answered"
    again = rotation_comments.answer(
        world.session, world.plan.id, comment, 1, "Nei.", world.moment("Nils")
    )
    assert isinstance(again, Refused)
    assert again.is_stale
    row = rotation_talk.find_comment(world.session, world.open.id, comment)
    assert row is not None
    assert row.answer == "Ja, det går."


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_an_empty_or_endless_comment_is_refused_at_the_field(world: LifeWorld, text: str) -> None:
    world.propose()
    done = rotation_comments.add(
        world.session, world.plan.id, text, Speaker("draft-anna"), world.moment("Anna")
    )
    assert isinstance(done, Refused)
    assert done.field == "tekst"


def test_nobody_comments_on_a_draft_or_after_the_last_day(world: LifeWorld) -> None:
    def comment(today: date = TODAY) -> int | Refused:
        return rotation_comments.add(
            world.session,
            world.plan.id,
            "Hei",
            Speaker("draft-anna"),
            world.moment("Anna", today),
        )

    assert isinstance(comment(), Refused)
    world.propose()
    assert isinstance(comment(CLOSES), int)
    assert isinstance(comment(date(2026, 12, 11)), Refused)


# Wishes


def wish(world: LifeWorld, **more: object) -> rotation_talk.WishLine | Refused:
    values = {"service": None, "unit_key": None, "from_month": None, "to_month": None, "note": None}
    return rotation_wishes.add(
        world.session,
        world.plan.id,
        WishDraft(**{**values, **more}),
        world.moment("Anna"),  # type: ignore[arg-type]
    )


def ranked(world: LifeWorld) -> list[tuple[int, str | None]]:
    lines = rotation_talk.list_wishes(
        world.session, world.plan.id, person_id=world.draft.people["Anna"]
    )
    return [(line.rank, line.service) for line in lines]


def test_wishes_are_ranked_and_moved_one_step_at_a_time(world: LifeWorld) -> None:
    made = [wish(world, service=name) for name in ("Psykose", "Akuttpsykiatri", "Alderspsykiatri")]
    ids = [each.id for each in made if not isinstance(each, Refused)]
    rotation_wishes.move(world.session, world.plan.id, ids[2], True, world.moment("Anna"))
    assert ranked(world) == [(1, "Psykose"), (2, "Alderspsykiatri"), (3, "Akuttpsykiatri")]
    rotation_wishes.move(world.session, world.plan.id, ids[0], True, world.moment("Anna"))
    assert ranked(world)[0] == (1, "Psykose")
    rotation_wishes.remove(world.session, world.plan.id, ids[0], world.moment("Anna"))
    assert ranked(world) == [(1, "Alderspsykiatri"), (2, "Akuttpsykiatri")]
    other = rotation_wishes.remove(world.session, world.plan.id, ids[1], world.moment("Bo"))
    assert isinstance(other, Refused)
    assert len(ranked(world)) == 2


def test_a_wish_names_something_once_and_in_order(world: LifeWorld) -> None:
    assert isinstance(wish(world), Refused)
    backwards = wish(world, from_month=date(2027, 5, 1), to_month=date(2027, 4, 1))
    assert isinstance(backwards, Refused)
    assert backwards.field == "til"
    assert not isinstance(wish(world, unit_key=SURGERY), Refused)
    assert isinstance(wish(world, unit_key=SURGERY), Refused)


def test_wishes_close_with_the_comments(world: LifeWorld) -> None:
    world.propose()
    assert not isinstance(wish(world, service="Psykose"), Refused)
    late = rotation_wishes.add(
        world.session,
        world.plan.id,
        WishDraft("Akuttpsykiatri", None, None, None, None),
        world.moment("Anna", date(2026, 12, 11)),
    )
    assert isinstance(late, Refused)
    assert "10. desember 2026" in late.text


def test_wishes_reach_the_planner(world: LifeWorld) -> None:
    wish(world, service="Psykose")
    wish(world, unit_key=SURGERY, from_month=date(2027, 9, 1))
    case = load_case(world.session, world.open.id, today=TODAY).case
    anna = next(each for each in case.doctors if each.key == "draft-anna")
    assert [(each.rank, each.service, each.site) for each in anna.wishes] == [
        (1, "Psykose", None),
        (2, None, SURGERY),
    ]


# Swaps

MINE, THEIRS = ("draft-anna", "old"), ("draft-bo", "old")


def asked(world: LifeWorld) -> swap_store.SwapRow:
    head = rotations.published_version(world.session, world.plan.id)
    assert head is not None
    done = rotation_swaps.ask(world.session, head, MINE, THEIRS, "Hei", world.moment("Anna"))
    assert isinstance(done, str), done
    found = swap_store.find_swap(world.session, done)
    assert found is not None
    return found


def accepted(world: LifeWorld) -> swap_store.SwapRow:
    swap = asked(world)
    done = rotation_swaps.answer(
        world.session, swap.public_id, swap.version, yes=True, moment=world.moment("Bo")
    )
    assert done is SwapState.ACCEPTED
    found = swap_store.find_swap(world.session, swap.public_id)
    assert found is not None
    return found


def test_only_placements_that_break_no_rule_are_offered(published: LifeWorld) -> None:
    head = rotations.published_version(published.session, published.plan.id)
    assert head is not None
    plan_case = load_case(published.session, head.id, today=TODAY)
    mine = plan_case.board.placement(*MINE)
    assert mine is not None
    found, is_all = rotation_swaps.partners(plan_case, mine, frozenset(), TODAY)
    assert [(each.name, each.row.unit.key) for each in found] == [("Bo Prøve", HOME)]
    assert is_all
    psychosis = plan_case.board.placement("draft-anna", "psychosis")
    assert psychosis is not None
    # Bo's has begun, and the vacant post has nobody to ask.
    assert rotation_swaps.partners(plan_case, psychosis, frozenset(), TODAY)[0] == ()


def test_a_swap_that_is_approved_becomes_an_edit_of_a_new_draft(published: LifeWorld) -> None:
    swap = accepted(published)
    assert [each.kind for each in published.messages("Marte")] == ["rotation_swap_waits"]
    done = rotation_swaps_decide.approve(
        published.session, published.plan.id, swap.public_id, swap.version, published.moment()
    )
    assert isinstance(done, Approved), done
    assert done.is_new_draft
    board = rotations.load_board(published.session, published.open.id)
    places = {
        key: row.unit.key for key in (MINE, THEIRS) if (row := board.placement(*key)) is not None
    }
    assert places == {MINE: HOME, THEIRS: SURGERY}
    edits = published.session.exec(select(RotationEdit)).all()
    assert [(edit.kind, edit.seq) for edit in edits] == [("swap", 1)]
    for name in ("Anna", "Bo"):
        assert [each.kind for each in published.messages(name)][-1] == "rotation_swap_decided"
    actions = [row.action for row in published.session.exec(select(AuditEvent))]
    assert "rotation_swap_approved" in actions


def test_an_approved_swap_waits_for_a_proposal_to_be_taken_back(published: LifeWorld) -> None:
    swap = accepted(published)
    rotation_life.new_draft(published.session, published.plan, published.moment())
    published.propose()
    done = rotation_swaps_decide.approve(
        published.session, published.plan.id, swap.public_id, swap.version, published.moment()
    )
    assert isinstance(done, Refused)
    now = swap_store.find_swap(published.session, swap.public_id)
    assert now is not None
    assert now.state is SwapState.ACCEPTED


def test_a_draft_that_has_moved_on_refuses_the_swap(published: LifeWorld) -> None:
    swap = accepted(published)
    rotation_life.new_draft(published.session, published.plan, published.moment())
    published.move("Bo", "old", date(2027, 11, 1), date(2028, 4, 30))
    done = rotation_swaps_decide.approve(
        published.session, published.plan.id, swap.public_id, swap.version, published.moment()
    )
    assert isinstance(done, Refused)
    assert "Bo Prøve" in done.text
    now = swap_store.find_swap(published.session, swap.public_id)
    assert now is not None
    assert now.state is SwapState.ACCEPTED


def test_only_the_one_who_is_asked_answers_and_only_once(published: LifeWorld) -> None:
    swap = asked(published)
    for who in ("Anna", "Cato"):
        done = rotation_swaps.answer(
            published.session, swap.public_id, swap.version, yes=True, moment=published.moment(who)
        )
        assert isinstance(done, Refused)
    no = rotation_swaps.answer(
        published.session, swap.public_id, swap.version, yes=False, moment=published.moment("Bo")
    )
    assert no is SwapState.DECLINED
    yes = rotation_swaps.answer(
        published.session, swap.public_id, swap.version, yes=True, moment=published.moment("Bo")
    )
    assert isinstance(yes, Refused)


def test_a_placement_is_in_one_open_swap_at_a_time(published: LifeWorld) -> None:
    swap = asked(published)
    head = rotations.published_version(published.session, published.plan.id)
    assert head is not None
    again = rotation_swaps.ask(published.session, head, THEIRS, MINE, "", published.moment("Bo"))
    assert isinstance(again, Refused)
    rotation_swaps.withdraw(
        published.session, swap.public_id, swap.version, published.moment("Anna")
    )
    after = rotation_swaps.ask(published.session, head, THEIRS, MINE, "", published.moment("Bo"))
    assert isinstance(after, str)


def test_a_refusal_needs_a_reason_that_both_get_to_see(published: LifeWorld) -> None:
    swap = accepted(published)

    def refuse(reason: str) -> Refused | None:
        return rotation_swaps_decide.refuse(
            published.session,
            published.plan.id,
            swap.public_id,
            swap.version,
            reason,
            published.moment(),
        )

    done = refuse(" ")
    assert isinstance(done, Refused)
    assert done.field == "grunn"
    assert refuse("Det går ut over vakten.") is None
    assert published.messages("Anna")[-1].values["reason"] == "Det går ut over vakten."


def test_nobody_gives_away_the_placement_of_another(published: LifeWorld) -> None:
    head = rotations.published_version(published.session, published.plan.id)
    assert head is not None
    done = rotation_swaps.ask(published.session, head, THEIRS, MINE, "", published.moment("Cato"))
    assert isinstance(done, Refused)
    assert done.field == "min"


# The doctor's page


def test_the_doctor_sees_the_next_placement_and_the_proposal_beside_it(
    published: LifeWorld,
) -> None:
    rotation_life.new_draft(published.session, published.plan, published.moment())
    published.move("Anna", "old", date(2027, 11, 1), date(2028, 4, 30))
    anna = published.draft.people["Anna"]
    draft = my_placements.load_page(published.session, anna, TODAY)
    assert draft.sentence == "Neste plassering er *psykose ved DPS Halden* fra *1. mars 2027*."
    assert draft.parts[0].proposal is None, "a draft is nobody's to see"
    published.propose()
    page = my_placements.load_page(published.session, anna, TODAY)
    assert len(page.parts) == 1
    part = page.parts[0]
    assert [(card.place, card.is_now) for card in part.cards] == [
        ("Døgnpost", True),
        ("DPS Halden", False),
        ("Legekontoret Rogn, Moss", False),
    ]
    assert part.proposal is not None
    assert part.proposal.changes == (
        "Alderspsykiatri ved Legekontoret Rogn, Moss: fra 01.09.2027–29.02.2028 til"
        " 01.11.2027–30.04.2028.",
    )
    assert "Stilling 14" not in str(page)
    assert "Bo Prøve" not in str(page)


def test_a_doctor_in_no_plan_gets_a_page_that_says_so(published: LifeWorld) -> None:
    page = my_placements.load_page(published.session, published.draft.people["Nils"], TODAY)
    assert page.sentence == "Du har *ingen plassering* i en publisert plan."
    assert page.parts == ()
