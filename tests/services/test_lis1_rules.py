"""Versions of a council's rules: proposed, read, shown on the last intake, adopted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    AuditEvent,
    Lis1Candidate,
    Lis1Conflict,
    Lis1Fact,
    Lis1Intake,
    Lis1Rules,
    Lis1Run,
    RulesState,
    RunState,
)
from app.exchange.lis1_parts import read_criteria
from app.i18n import speaking
from app.services import lis1_rules as service
from app.services import lis1_rules_effect as effects
from app.services import lis1_rules_form as form
from app.services import lis1_rules_page as pages
from app.services import lis1_rules_words as words
from app.services.lis1_case import load_case, rules_of
from app.services.lis1_rules import Desk
from app.services.lis1_rules_effect import EffectState, load_effect
from app.services.lis1_run_worker import run as work
from app.store import lis1_rules as store
from rotations.lis1.compare import effect_of_rules
from rotations.lis1.results import Mechanism
from rotations.lis1.types import CriterionKind, FactStatus, Scope
from tests.support.lis1_world import LIVED, NOW, TODAY, Lis1World, make_intake


@pytest.fixture(autouse=True)
def _norwegian() -> Iterator[None]:
    with speaking("nb"):
        yield


@pytest.fixture
def world(session: Session) -> Lis1World:
    return make_intake(session)


def desk(world: Lis1World) -> Desk:
    return Desk(world.actor("Tor"), TODAY, NOW)


def proposal(world: Lis1World, start: str = service.FROM_ADOPTED) -> Lis1Rules:
    made = service.propose(world.session, desk(world), world.organisation_id, start)
    return found(world, made)


def found(world: Lis1World, public_id: str) -> Lis1Rules:
    world.session.expire_all()
    row = store.find_rules(world.session, public_id)
    assert row is not None
    return row


def saved(world: Lis1World, row: Lis1Rules, **changed: str) -> service.RulesDraft | None:
    return service.save(world.session, desk(world), row, {**form.to_raw(row), **changed})


def shown(world: Lis1World, row: Lis1Rules) -> effects.Effect:
    assert effects.ask(world.session, world.actor("Tor"), row, now=NOW) is None
    work(world.session, lambda: NOW, lambda done, total: True)
    return load_effect(world.session, found(world, row.public_id), world.people["Tor"])


def adopt(world: Lis1World, row: Lis1Rules, **raw: str) -> tuple[str, ...]:
    row = found(world, row.public_id)
    given = {"version": str(row.version), "decided_on": "20.11.2026", **raw}
    problems = service.adopt(world.session, desk(world), row, given)
    return tuple(each.text for each in problems)


# ---- Proposing and writing -------------------------------------------------------------------


def test_a_proposal_begins_as_the_rules_in_force(world: Lis1World) -> None:
    row = proposal(world)
    assert (row.number, row.state) == (2, RulesState.PROPOSED)
    assert read_criteria(row.criteria) == (LIVED,)
    page = pages.load_version(world.session, row)
    assert page.differences == () and page.against.number == 1
    assert page.history[0][1] == "Laget" and page.history[0][0].by == "Tor Råd"


@pytest.mark.parametrize("start", ["finnmark", "two_pass"])
def test_a_template_has_a_source_and_gives_no_points(world: Lis1World, start: str) -> None:
    row = proposal(world, start)
    assert "https://" in row.source and row.criteria == [] and "trukket rekkefølge" in row.text
    view = pages.load_version(world.session, row).view
    assert view.source_address.startswith("https://") and "https" not in view.source


def test_nothing_begins_from_an_unknown_template(world: Lis1World) -> None:
    with pytest.raises(LookupError):
        proposal(world, "made up")


def test_a_criterion_is_added_changed_and_taken_out(world: Lis1World) -> None:
    row = proposal(world)
    new = {"key": "barn", "kind": "need", "text": "Har små barn.", "subject": "barn",
           "scope": "everywhere", "at_least": "1", "weight": "3", "is_new": "1"}  # fmt: skip
    raw = {form.name_of(1, name): text for name, text in new.items()}
    assert saved(world, row, c0_weight="4", any_remaining="1", **raw) is None
    row = found(world, row.public_id)
    lived, child = read_criteria(row.criteria)
    assert lived == replace(LIVED, weight=4)
    assert (child.kind, child.scope, child.weight) == (CriterionKind.NEED, Scope.EVERYWHERE, 3)
    told = pages.load_version(world.session, row).differences
    assert any(each.startswith("bosted: poengene endres fra 2 poeng til 4 poeng") for each in told)
    assert any(each.startswith("Nytt kriterium: Har små barn.") for each in told)
    assert any("en ledig plass" in each for each in told)
    assert saved(world, row, c0_drop="1", text="Bare barn teller.") is None
    row = found(world, row.public_id)
    assert [each.key for each in read_criteria(row.criteria)] == ["barn"]
    told = pages.load_version(world.session, row).differences
    assert any(each.startswith("Tatt ut: Har bodd") for each in told)
    assert "Teksten får: «Bare barn teller.»" in told


@pytest.mark.parametrize(
    ("field", "text", "at", "said"),
    [
        ("text", " ", "text", "Skriv reglene"),
        ("text", "x" * 8001, "text", "høyst 8000"),
        ("status", "sure", "status", "Velg"),
        ("c0_key", "", "c0_key", "kort navn"),
        ("c0_text", "x" * 2001, "c0_text", "høyst 2000"),
        ("c0_weight", "-1", "c0_weight", "fra 0 til 1000"),
        ("c0_weight", "1001", "c0_weight", "fra 0 til 1000"),
        ("c0_weight", "to", "c0_weight", "fra 0 til 1000"),
        ("c0_at_least", "0", "c0_at_least", "fra 1 til 600"),
        ("c0_scope", "county", "c0_scope", "Velg"),
        ("c0_kind", "", "c0_kind", "Velg"),
        ("c0_subject", "", "c0_subject", "hvilken opplysning"),
        ("c0_subject", "bostedd", "c0_subject", "Ingen kandidat er spurt om «bostedd»"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    world: Lis1World, field: str, text: str, at: str, said: str
) -> None:
    row = proposal(world)
    draft = saved(world, row, **{field: text})
    assert draft is not None
    (problem,) = [each for each in draft.problems if each.field == at]
    assert said in problem.text
    assert draft.raw[field] == text
    assert read_criteria(found(world, row.public_id).criteria) == (LIVED,)


def test_two_criteria_cannot_have_one_name(world: Lis1World) -> None:
    row = proposal(world)
    twice = {name.replace("c0_", "c1_"): text for name, text in form.to_raw(row).items()}
    draft = saved(world, row, **{name: text for name, text in twice.items() if "c1_" in name})
    assert [each.field for each in draft.problems] == ["c1_key"]


def test_a_fact_without_a_place_cannot_count_at_a_place(world: Lis1World) -> None:
    world.session.add(
        Lis1Fact(candidate_id=world.candidates["Bo"], subject="barn", is_confirmed=True)
    )
    world.session.commit()
    draft = saved(world, proposal(world), c0_subject="barn")
    assert [each.field for each in draft.problems] == ["c0_scope"]


def test_a_stale_writer_gets_both_versions(world: Lis1World) -> None:
    row = proposal(world)
    old = form.to_raw(row)
    assert saved(world, row, text="Først.") is None
    row = found(world, row.public_id)
    draft = service.save(world.session, desk(world), row, {**old, "text": "Sist."})
    assert draft.stored["text"] == "Først." and draft.values["text"] == "Sist."
    lines = dict(words.lines_of(draft.values))
    assert lines["Teksten"] == "Sist." and "bosted" in lines["Kriterier"]
    again = {**old, "text": "Sist.", "version": str(draft.version)}
    assert service.save(world.session, desk(world), row, again) is None


def test_adopted_rules_cannot_be_changed_or_discarded(world: Lis1World) -> None:
    row = world.session.get_one(Lis1Rules, world.rules_id)
    draft = saved(world, row, text="Noe annet.")
    assert draft.problems[0].text.startswith("Vedtatte regler endres ikke")
    assert service.discard(world.session, desk(world), row, str(row.version)) is not None


def test_a_discarded_proposal_stays_discarded(world: Lis1World) -> None:
    row = proposal(world)
    assert service.discard(world.session, desk(world), row, "7") is not None
    assert service.discard(world.session, desk(world), row, str(row.version)) is None
    row = found(world, row.public_id)
    assert row.state is RulesState.DISCARDED
    assert adopt(world, row) != ()
    assert saved(world, row, text="x").problems[0].text.startswith("Forslaget er forkastet")


# ---- The effect ------------------------------------------------------------------------------


def test_the_effect_is_what_the_engine_says_in_every_way(world: Lis1World) -> None:
    row = proposal(world)
    assert load_effect(world.session, row, world.people["Tor"]).state is EffectState.NOT_ASKED
    saved(world, row, c0_drop="1")
    effect = shown(world, row)
    assert effect.state is EffectState.SHOWN and (effect.rules_then, effect.done) == (1, 6)
    _stored, case = load_case(world.session, world.intake_id)
    proposed = rules_of(found(world, row.public_id))
    for mechanism, way in zip(Mechanism, effect.ways, strict=True):
        moved = effect_of_rules(case, proposed, mechanism).moved
        assert {each.key for each in way.moved} == {each.candidate for each in moved}
    stable = effect.ways[list(Mechanism).index(Mechanism.STABLE_FOR_CANDIDATES)]
    assert (stable.gains, stable.loses, stable.unchanged) == (1, 1, 2)
    assert [(each.key, each.number, each.before, each.after) for each in stable.moved] == [
        ("K-02", 2, "Halden, ønske 3", "Fredrikstad, ønske 1"),
        ("K-04", 4, "Fredrikstad, ønske 3", "Halden, ønske 4"),
    ]
    assert all(row.gains is None for table in stable.tables for row in table.rows)


def test_groups_that_are_large_enough_are_counted(world: Lis1World) -> None:
    world.session.execute(sa.update(Lis1Intake).values(fewest_shown=2))
    row = proposal(world)
    saved(world, row, c0_drop="1")
    stable = shown(world, row).ways[2]
    gender = next(each for each in stable.tables if each.title == "Etter kjønn")
    assert [(each.name, each.gains, each.loses) for each in gender.rows] == [
        ("Kvinne", 0, 1),
        ("Mann", 1, 0),
    ]


def test_the_runs_of_an_effect_do_not_stand_among_the_councils(world: Lis1World) -> None:
    shown(world, proposal(world))
    runs = world.session.execute(sa.select(Lis1Run)).scalars().all()
    assert len(runs) == 12 and all(each.is_hidden for each in runs)
    assert {each.rules_id for each in runs} == {world.rules_id, world.rules_id + 1}


def test_runs_that_were_made_already_are_not_made_again(world: Lis1World) -> None:
    shown(world, proposal(world))
    shown(world, proposal(world))
    assert len(world.session.execute(sa.select(col(Lis1Run.id))).all()) == 18


def test_a_changed_text_or_intake_makes_the_effect_old(world: Lis1World) -> None:
    row = proposal(world)
    assert shown(world, row).state is EffectState.SHOWN
    saved(world, found(world, row.public_id), text="En annen tekst.")
    row = found(world, row.public_id)
    assert load_effect(world.session, row, world.people["Tor"]).state is EffectState.STALE
    assert "virkningen av denne teksten" in adopt(world, row)[0]
    assert shown(world, row).state is EffectState.SHOWN
    assert adopt(world, row) == ()


def test_a_source_may_be_mended_without_a_new_run(world: Lis1World) -> None:
    row = proposal(world)
    shown(world, row)
    saved(world, found(world, row.public_id), source="Møte 20.11.2026")
    assert adopt(world, row) == ()


def test_an_effect_that_waits_or_failed_says_so(world: Lis1World) -> None:
    row = proposal(world)
    assert effects.ask(world.session, world.actor("Tor"), row, now=NOW) is None
    assert load_effect(world.session, row, world.people["Tor"]).state is EffectState.WAITING
    assert adopt(world, row) != ()
    world.session.execute(sa.update(Lis1Run).values(state=RunState.FAILED))
    world.session.commit()
    assert load_effect(world.session, row, world.people["Tor"]).state is EffectState.FAILED
    assert adopt(world, row) != ()


def test_an_intake_that_cannot_be_run_is_told(world: Lis1World) -> None:
    row = proposal(world)
    world.session.execute(sa.text("delete from lis1_wish"))
    world.session.commit()
    said = effects.ask(world.session, world.actor("Tor"), row, now=NOW)
    assert said is not None and "har ingen ønsker" in said


def test_a_conflict_of_interest_hides_a_row_and_stepping_back_hides_all(world: Lis1World) -> None:
    row = proposal(world)
    saved(world, row, c0_drop="1")
    shown(world, row)
    conflict = Lis1Conflict(
        intake_id=world.intake_id, person_id=world.people["Tor"],
        candidate_id=world.candidates["Bo"], declared_at=NOW,
    )  # fmt: skip
    world.session.add(conflict)
    world.session.commit()
    row = found(world, row.public_id)
    stable = load_effect(world.session, row, world.people["Tor"]).ways[2]
    assert [(each.key, each.is_hidden) for each in stable.moved] == [("", True), ("K-04", False)]
    conflict.candidate_id = None
    world.session.commit()
    row = found(world, row.public_id)
    effect = load_effect(world.session, row, world.people["Tor"])
    assert effect.state is EffectState.HIDDEN and effect.ways == ()
    assert "inhabil" in adopt(world, row)[0]
    assert effects.ask(world.session, world.actor("Tor"), row, now=NOW) is not None
    seen = load_effect(world.session, row, world.people["Sigrid"])
    assert seen.state is EffectState.SHOWN


# ---- Adopting --------------------------------------------------------------------------------


def test_adopting_replaces_the_rules_and_leaves_the_intake_its_own(world: Lis1World) -> None:
    row = proposal(world)
    shown(world, row)
    assert adopt(world, row) == ()
    row = found(world, row.public_id)
    assert (row.state, row.decided_on) == (RulesState.ADOPTED, date(2026, 11, 20))
    old = world.session.get_one(Lis1Rules, world.rules_id)
    assert old.state is RulesState.SUPERSEDED
    assert world.intake.rules_id == world.rules_id
    page = pages.load_page(world.session, service.councils(world.session, world.actor("Tor"))[0])
    assert page.adopted.number == 2 and "20. november 2026" in page.sentence
    assert [each.number for each in page.earlier] == [1]
    event = world.session.execute(
        sa.select(AuditEvent).where(col(AuditEvent.action) == "lis1.rules_adopted")
    ).scalar_one()
    assert event.details == {"number": 2, "decided_on": "2026-11-20", "instead_of": 1}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "Skriv dagen"),
        ("snart", "dag.måned.år"),
        ("24.11.2026", "en dag som har vært"),
        ("31.08.2026", "ble vedtatt 1. september 2026"),
    ],
)
def test_the_day_of_the_decision_is_checked(world: Lis1World, day: str, said: str) -> None:
    row = proposal(world)
    shown(world, row)
    assert said in adopt(world, row, decided_on=day)[0]
    assert found(world, row.public_id).state is RulesState.PROPOSED


def test_a_council_without_a_drawn_intake_adopts_without_an_effect(session: Session) -> None:
    world = make_intake(session, is_drawn=False)
    row = proposal(world, "finnmark")
    assert load_effect(session, row, world.people["Tor"]).state is EffectState.NO_INTAKE
    assert effects.ask(session, world.actor("Tor"), row, now=NOW) is not None
    assert adopt(world, row, version="99") != ()
    assert adopt(world, row) == ()
    page = pages.load_page(session, service.councils(session, world.actor("Tor"))[0])
    assert page.sentence.startswith("*Bare loddtrekningen* avgjør")


def test_an_empty_text_is_not_adopted(session: Session) -> None:
    world = make_intake(session, is_drawn=False)
    assert adopt(world, proposal(world, service.EMPTY)) == (
        "Forslaget har ingen tekst. Skriv den først.",
    )


def test_someone_who_withdrew_is_not_in_the_effect(world: Lis1World) -> None:
    gone = world.session.get_one(Lis1Candidate, world.candidates["Dina"])
    gone.withdrawn_on = TODAY
    world.session.commit()
    row = proposal(world)
    saved(world, row, c0_drop="1")
    effect = shown(world, row)
    assert [way.gains + way.loses for way in effect.ways] == [0] * 6
    assert effect.ways[0].unchanged == 3


def test_the_status_of_a_source_is_told(world: Lis1World) -> None:
    assert words.status_name(FactStatus.UNVERIFIED) == "ubekreftet"
    row = proposal(world)
    assert pages.load_version(world.session, row).view.doubt == "ubekreftet"
