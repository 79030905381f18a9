"""Sending, signing, sending back and undoing, against both databases."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from app.db.tables import AuditEvent, Enrolment, ObjectiveProgress, Signature
from app.services import learning, signing, signing_desk, signing_settings, talks
from app.services.signing import SigningResult, parse_refs, ref_text
from app.services.talks import TalkForm
from app.store import learning as learning_store
from app.store.signing import SignableRef, list_held, list_of_enrolment, load_rows
from app.store.signing_settings import Home
from app.store.trainees import ReachFilter
from pathways.signing import Refusal, Refused, SignableKind, Step
from pathways.types.record import ObjectiveState, SignState
from tests.support.databases import NOW
from tests.support.signing_world import SigningWorld, make_world

TODAY = date(2026, 11, 23)
Refs = tuple[SignableRef, ...]


@pytest.fixture
def world(session: Session) -> SigningWorld:
    return make_world(session)


@pytest.fixture(autouse=True)
def words() -> object:
    """Texts are looked up in an application; nothing else of it is used."""
    from flask_babel import Babel

    app = Flask("words")
    app.config["BABEL_DEFAULT_LOCALE"] = "nb"
    Babel(app)
    with app.test_request_context():
        yield


def reasons(result: SigningResult) -> list[Refusal]:
    return [each.reason for each in result.exceptions]


def send(world: SigningWorld, refs: Refs) -> Refs:
    result = signing.send(world.session, world.doctor, refs, today=TODAY, now=NOW)
    assert result.is_done
    return world.now(refs)


def sign(world: SigningWorld, who: str, refs: Refs, today: date = TODAY) -> SigningResult:
    return signing.sign(world.session, getattr(world, who), refs, today=today, now=NOW)


def states(world: SigningWorld) -> list[ObjectiveState]:
    world.session.expire_all()
    rows = world.session.exec(select(ObjectiveProgress).order_by(col(ObjectiveProgress.id)))
    return [row.state for row in rows]


def actions(world: SigningWorld, kind: str) -> list[str]:
    rows = world.session.exec(
        select(AuditEvent).where(AuditEvent.subject_kind == kind).order_by(col(AuditEvent.id))
    )
    return [row.action for row in rows]


def test_an_objective_is_approved_when_both_have_signed(world: SigningWorld) -> None:
    refs = send(world, world.begin("VOP-001", "VOP-002"))
    assert sign(world, "guide", refs).is_done
    assert states(world) == [ObjectiveState.SENT] * 2
    assert sign(world, "leader", world.now(refs)).is_done
    assert states(world) == [ObjectiveState.APPROVED] * 2
    rows = world.session.exec(select(ObjectiveProgress)).all()
    assert {(row.approved_on, row.held_by_id, row.waits_for) for row in rows} == {
        (TODAY, None, None)
    }
    signatures = world.session.exec(select(Signature)).all()
    assert sorted((row.step, row.by_person_id) for row in signatures) == sorted(
        [(Step.SUPERVISOR, world.guide.person_id), (Step.LEADER, world.leader.person_id)] * 2
    )
    assert actions(world, "objective") == [
        *["signing.sent"] * 2,
        *["signing.signed"] * 4,
    ]


@pytest.mark.parametrize("who", ["stranger", "coordinator", "leader", "doctor"])
def test_nobody_but_the_holder_signs(world: SigningWorld, who: str) -> None:
    refs = send(world, world.begin("VOP-001"))
    assert reasons(sign(world, who, refs)) == [Refusal.NOT_YOURS]
    assert states(world) == [ObjectiveState.SENT]


def test_a_coordinator_who_holds_it_by_mistake_cannot_sign(world: SigningWorld) -> None:
    refs = send(world, world.begin("VOP-001"))
    row = world.session.exec(select(ObjectiveProgress)).one()
    row.held_by_id = world.coordinator.person_id
    world.session.commit()
    assert reasons(sign(world, "coordinator", refs)) == [Refusal.NOT_YOURS]


def test_a_former_supervisor_who_still_holds_it_is_out_of_reach(world: SigningWorld) -> None:
    refs = send(world, world.begin("VOP-001"))
    enrolment = world.session.get(Enrolment, world.enrolment_id)
    assert enrolment is not None
    enrolment.personal_supervisor_id = world.stranger.person_id
    world.session.commit()
    assert reasons(sign(world, "guide", refs)) == [Refusal.NOT_YOURS]
    assert signing_desk.load_cases(world.session, world.guide) == ()
    taken_back = signing.withdraw(world.session, world.doctor, refs, today=TODAY, now=NOW)
    assert taken_back.is_done


def test_another_doctors_things_are_neither_sent_nor_withdrawn(world: SigningWorld) -> None:
    refs = world.begin("VOP-001")
    stolen = signing.send(world.session, world.other_doctor, refs, today=TODAY, now=NOW)
    assert reasons(stolen) == [Refusal.NOT_YOURS]
    refs = send(world, refs)
    stolen = signing.withdraw(world.session, world.other_doctor, refs, today=TODAY, now=NOW)
    assert reasons(stolen) == [Refusal.NOT_YOURS]


def test_one_changed_meanwhile_stops_all_and_is_named(world: SigningWorld) -> None:
    refs = send(world, world.begin("VOP-001", "VOP-002", "VOP-003"))
    back = signing.withdraw(world.session, world.doctor, refs[1:2], today=TODAY, now=NOW)
    assert back.is_done
    result = sign(world, "guide", refs)
    assert not result.is_done
    assert [(each.ref, each.reason) for each in result.exceptions] == [(refs[1], Refusal.CHANGED)]
    assert result.exceptions[0].row is not None
    assert result.exceptions[0].row.item.state is SignState.DRAFT
    assert states(world).count(ObjectiveState.SENT) == 2
    assert world.session.exec(select(Signature)).all() == []
    assert sign(world, "guide", result.possible).is_done


def test_what_does_not_exist_reads_like_what_is_not_ones_own(world: SigningWorld) -> None:
    unknown = (SignableRef(SignableKind.OBJECTIVE, 999999, 1),)
    assert reasons(sign(world, "guide", unknown)) == [Refusal.NOT_YOURS]


def test_a_stale_version_of_somebody_elses_says_nothing_of_the_change(world: SigningWorld) -> None:
    old = world.begin("VOP-001")
    send(world, old)
    foreign = sign(world, "stranger", old)
    assert reasons(foreign) == [Refusal.NOT_YOURS]
    assert foreign.exceptions[0].row is None
    assert reasons(sign(world, "guide", old)) == [Refusal.CHANGED]


def test_without_a_leader_nothing_is_sent_and_the_doctor_is_told(world: SigningWorld) -> None:
    refs = world.begin("VOP-001")
    enrolment = world.session.get(Enrolment, world.enrolment_id)
    assert enrolment is not None
    enrolment.approver_id = None
    world.session.commit()
    result = signing.send(world.session, world.doctor, refs, today=TODAY, now=NOW)
    assert reasons(result) == [Refusal.MISSING_LEADER]
    assert states(world) == [ObjectiveState.IN_PROGRESS]


def test_what_is_sent_back_has_the_reason_and_loses_its_signatures(world: SigningWorld) -> None:
    refs = send(world, world.begin("VOP-001"))
    assert sign(world, "guide", refs).is_done
    result = signing.send_back(
        world.session, world.leader, world.now(refs), "Beskriv mer", today=TODAY, now=NOW
    )
    assert result.is_done
    row = world.session.exec(select(ObjectiveProgress)).one()
    world.session.refresh(row)
    assert (row.state, row.note, row.held_by_id) == (
        ObjectiveState.IN_PROGRESS,
        "Beskriv mer",
        None,
    )
    assert world.session.exec(select(Signature)).all() == []
    assert sign(world, "guide", send(world, world.now(refs))).is_done


@pytest.mark.parametrize("what", ["sign", "send back"])
def test_undo_gives_back_all_of_the_selection(world: SigningWorld, what: str) -> None:
    refs = send(world, world.begin("VOP-001", "VOP-002"))
    before = {key: row.item for key, row in load_rows(world.session, refs).items()}
    if what == "sign":
        result = sign(world, "guide", refs)
    else:
        result = signing.send_back(
            world.session, world.guide, refs, "Mangler", today=TODAY, now=NOW
        )
    assert result.batch is not None
    undone = signing.undo(world.session, world.guide, result.batch, today=TODAY, now=NOW)
    assert undone is not None
    assert undone.is_done
    assert {key: row.item for key, row in load_rows(world.session, refs).items()} == before
    assert world.session.exec(select(Signature)).all() == []
    assert actions(world, "objective")[-2:] == ["signing.undone"] * 2


def test_undo_of_the_last_signature_takes_the_approval_away(world: SigningWorld) -> None:
    refs = send(world, world.begin("VOP-001"))
    assert sign(world, "guide", refs).is_done
    result = sign(world, "leader", world.now(refs))
    assert result.batch is not None
    assert signing.undo(world.session, world.leader, result.batch, today=TODAY, now=NOW)
    assert states(world) == [ObjectiveState.SENT]
    steps = [row.step for row in world.session.exec(select(Signature))]
    assert steps == [Step.SUPERVISOR]


def test_undo_is_refused_the_next_day_after_others_and_for_strangers(world: SigningWorld) -> None:
    refs = send(world, world.begin("VOP-001"))
    result = sign(world, "guide", refs)
    assert result.batch is not None
    batch = result.batch
    tomorrow = TODAY + timedelta(days=1)
    late = signing.undo(world.session, world.guide, batch, today=tomorrow, now=NOW)
    assert late is not None
    assert reasons(late) == [Refusal.TOO_LATE]
    assert signing.undo(world.session, world.leader, batch, today=TODAY, now=NOW) is None
    assert sign(world, "leader", world.now(refs)).is_done
    after = signing.undo(world.session, world.guide, batch, today=TODAY, now=NOW)
    assert after is not None
    assert reasons(after) == [Refusal.CHANGED]
    assert states(world) == [ObjectiveState.APPROVED]


def choose(world: SigningWorld, key: str, value: str, version: int = 0) -> bool:
    home = Home(world.organisation_id, "Sykehuset Østfold HF", 2)
    return signing_settings.change(
        world.session, home, {key: (value, version)}, by=world.coordinator.person_id, now=NOW
    ).is_saved


def test_a_setting_changed_midway_is_the_one_that_counts(world: SigningWorld) -> None:
    refs = send(world, world.begin("VOP-001"))
    assert choose(world, "signing.objective", "supervisor")
    assert sign(world, "guide", refs).is_done
    assert states(world) == [ObjectiveState.APPROVED]
    second = send(world, world.begin("VOP-002"))
    assert choose(world, "signing.objective", "supervisor,leader", 1)
    assert sign(world, "guide", second).is_done
    assert states(world) == [ObjectiveState.APPROVED, ObjectiveState.SENT]


def test_a_choice_made_above_holds_below_and_ones_own_goes_first(world: SigningWorld) -> None:
    rules = signing_settings.SigningRules(
        {(1, "signing.objective"): "leader", (2, "talks.interval_days"): "14"},
        {3: 2, 2: 1, 1: None},
    )
    assert rules.chain(3, SignableKind.OBJECTIVE) == (Step.LEADER,)
    assert rules.interval_days(3) == 14
    assert rules.interval_days(1) == 31
    assert rules.chain(None, SignableKind.OBJECTIVE) == (Step.SUPERVISOR, Step.LEADER)


def test_a_stale_or_senseless_choice_saves_nothing(world: SigningWorld) -> None:
    assert choose(world, "talks.interval_days", "14")
    home = Home(world.organisation_id, "Sykehuset Østfold HF", 2)
    wanted = {"talks.interval_days": ("21", 0), "signing.talk": ("doctor,supervisor", 0)}
    change = signing_settings.change(
        world.session, home, wanted, by=world.coordinator.person_id, now=NOW
    )
    assert [field.theirs for field in change.stale] == ["14 dager"]
    rules = signing_settings.load_rules(world.session)
    assert rules.interval_days(world.organisation_id) == 14
    assert rules.chain(world.organisation_id, SignableKind.TALK) == (Step.SUPERVISOR,)
    for value in ("0", "6", "400", "x", "-7", "²"):
        assert not choose(world, "talks.interval_days", value, 1)
    assert not choose(world, "signing.objective", "leader,doctor")
    assert actions(world, "organisation") == ["signing.setting_changed"]


def test_activities_procedures_and_talks_wait_beside_objectives(world: SigningWorld) -> None:
    home = learning_store.find_home(world.session, world.doctor.public_id)
    assert home is not None
    send(world, world.begin("VOP-012", "VOP-014"))
    activity = learning.add_activity(
        world.session, world.doctor, home, name="Tvangsvedtak", done_on=TODAY,
        objective_id=None, now=NOW,
    )  # fmt: skip
    assert activity is not None
    send(world, (activity,))
    held = TalkForm(date(2026, 11, 20), None, 1.5)
    assert talks.register(world.session, world.doctor, home, held, today=TODAY, now=NOW) is None
    cases = signing_desk.load_cases(world.session, world.guide)
    assert [(case.kind, case.about) for case in cases] == [
        (SignableKind.ACTIVITY, "Tvangsvedtak"),
        (SignableKind.OBJECTIVE, "Psykiatri: VOP-012, -014"),
        (SignableKind.TALK, "20.11.2026, 1,5 timer"),
    ]
    refs = parse_refs([case.refs for case in cases])
    assert len(refs) == 4
    assert sign(world, "guide", refs).is_done
    assert signing_desk.load_cases(world.session, world.guide) == ()
    [passed] = signing_desk.load_desk(world.session, world.guide, TODAY).passed_on
    assert (passed.title, passed.holder) == ("2 læringsmål hos leder", "Leader Test")


def test_an_activity_hangs_only_on_ones_own_objective(world: SigningWorld) -> None:
    home = learning_store.find_home(world.session, world.doctor.public_id)
    assert home is not None
    [foreign] = world.begin("VOP-001", enrolment_id=world.other_enrolment_id)
    added = learning.add_activity(
        world.session, world.doctor, home, name="x", done_on=TODAY,
        objective_id=foreign.id, now=NOW,
    )  # fmt: skip
    assert added is None


def talk_rows(world: SigningWorld) -> list[tuple[SignState, int | None]]:
    return [
        (row.item.state, row.item.held_by)
        for row in list_of_enrolment(world.session, world.enrolment_id)
        if row.ref.kind is SignableKind.TALK
    ]


def test_a_talk_is_agreed_then_held_then_signed(world: SigningWorld) -> None:
    home = learning_store.find_home(world.session, world.doctor.public_id)
    assert home is not None
    ahead = TalkForm(date(2026, 12, 3), None, 1.0)
    assert talks.register(world.session, world.guide, home, ahead, today=TODAY, now=NOW) is None
    assert talk_rows(world) == [(SignState.DRAFT, None)]
    [row] = list_of_enrolment(world.session, world.enrolment_id)
    early = talks.tell_held(world.session, world.doctor, row.ref, today=TODAY, now=NOW)
    assert early == Refused(Refusal.NOT_HELD_YET)
    day = date(2026, 12, 3)
    assert talks.tell_held(world.session, world.doctor, row.ref, today=day, now=NOW) is None
    assert talk_rows(world) == [(SignState.SENT, world.guide.person_id)]


def test_the_supervisor_needs_the_doctors_word_only_where_both_sign(world: SigningWorld) -> None:
    home = learning_store.find_home(world.session, world.doctor.public_id)
    assert home is not None
    held = TalkForm(date(2026, 11, 20), None, 1.0)
    assert talks.register(world.session, world.guide, home, held, today=TODAY, now=NOW) is None
    assert talk_rows(world) == [(SignState.SIGNED, None)]
    assert choose(world, "signing.talk", "doctor,supervisor")
    assert talks.register(world.session, world.guide, home, held, today=TODAY, now=NOW) is None
    assert (SignState.SENT, world.doctor.person_id) in talk_rows(world)
    waiting = [
        row.ref
        for row in list_held(world.session, world.doctor.person_id, ReachFilter(everybody=True))
    ]
    assert sign(world, "doctor", tuple(waiting)).is_done


@pytest.mark.parametrize("who", ["stranger", "leader", "coordinator", "other_doctor"])
def test_nobody_else_registers_or_cancels_a_talk(world: SigningWorld, who: str) -> None:
    home = learning_store.find_home(world.session, world.doctor.public_id)
    assert home is not None
    actor = getattr(world, who)
    ahead = TalkForm(date(2026, 12, 3), None, 1.0)
    refused = talks.register(world.session, actor, home, ahead, today=TODAY, now=NOW)
    assert refused == Refused(Refusal.NOT_YOURS)
    assert talks.register(world.session, world.doctor, home, ahead, today=TODAY, now=NOW) is None
    [row] = list_of_enrolment(world.session, world.enrolment_id)
    assert talks.cancel(world.session, actor, row.ref, now=NOW) == Refused(Refusal.NOT_YOURS)
    assert talks.cancel(world.session, world.guide, row.ref, now=NOW) is None
    assert talk_rows(world) == []


def test_beginning_the_same_objective_twice_changes_nothing(world: SigningWorld) -> None:
    home = learning_store.find_home(world.session, world.doctor.public_id)
    assert home is not None
    begin: Callable[[], tuple[str, ...]] = lambda: learning.begin_objectives(  # noqa: E731
        world.session, world.doctor, home, "VOP", ["VOP-031", "VOP-031"], now=NOW
    )
    assert begin() == ("VOP-031",)
    assert begin() == ()


@pytest.mark.parametrize(
    ("text", "good", "wrong"),
    [
        ("vop-031, VOP-032;vop-031", ("VOP-031", "VOP-032"), ()),
        ("VOP-031 <b>", ("VOP-031",), ("<B>",)),
        ("", (), ()),
    ],
)
def test_identifiers_are_read_as_people_write_them(
    text: str, good: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    assert learning.read_identifiers(text) == (good, wrong)


def test_references_out_of_a_form_that_make_no_sense_are_dropped() -> None:
    ref = SignableRef(SignableKind.TALK, 3, 2)
    assert parse_refs(
        [ref_text(ref), "talk-3", "person-1-1", "talk--1-1", "objective-x-1", ""]
    ) == (ref,)
