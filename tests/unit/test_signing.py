"""The state machine of signing: who holds what, and that nothing is approved too early."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.signing import (
    CHAINS,
    DRAFT,
    Chain,
    Outcome,
    Parties,
    Refusal,
    Refused,
    Signable,
    SignableKind,
    SignedStep,
    Step,
    chain_from,
    chain_text,
    send,
    send_back,
    sign,
    undo,
    withdraw,
)
from pathways.types.record import SignState

DOCTOR, GUIDE, LEADER, OTHER = 1, 2, 3, 4
TODAY = date(2026, 11, 23)
PARTIES = Parties(DOCTOR, GUIDE, LEADER)
BOTH = (Step.SUPERVISOR, Step.LEADER)


def done(outcome: Outcome) -> Signable:
    assert isinstance(outcome, Signable), outcome
    return outcome


def sent(chain: Chain = BOTH, parties: Parties = PARTIES) -> Signable:
    return done(send(DRAFT, by=DOCTOR, chain=chain, parties=parties, today=TODAY))


def signed(item: Signable, by: int, chain: Chain = BOTH, parties: Parties = PARTIES) -> Outcome:
    return sign(item, by=by, chain=chain, parties=parties, today=TODAY)


def test_an_objective_goes_to_the_supervisor_then_the_leader_and_is_approved() -> None:
    first = sent()
    assert (first.state, first.held_by, first.waits_for) == (
        SignState.SENT,
        GUIDE,
        Step.SUPERVISOR,
    )
    second = done(signed(first, GUIDE))
    assert (second.state, second.held_by, second.waits_for) == (
        SignState.SENT,
        LEADER,
        Step.LEADER,
    )
    last = done(signed(second, LEADER))
    assert (last.state, last.held_by, last.signed_on) == (SignState.SIGNED, None, TODAY)
    assert last.signed == (
        SignedStep(Step.SUPERVISOR, GUIDE, TODAY),
        SignedStep(Step.LEADER, LEADER, TODAY),
    )


def test_the_day_it_waits_since_is_the_day_it_came_to_whoever_holds_it() -> None:
    first = replace(sent(), sent_on=TODAY - timedelta(days=30))
    assert done(signed(first, GUIDE)).sent_on == TODAY


@pytest.mark.parametrize("by", [DOCTOR, LEADER, OTHER])
def test_only_the_holder_signs_or_sends_back(by: int) -> None:
    assert signed(sent(), by) == Refused(Refusal.NOT_YOURS)
    assert send_back(sent(), by=by, reason="mangler") == Refused(Refusal.NOT_YOURS)


@pytest.mark.parametrize(
    ("parties", "reason"),
    [
        (Parties(DOCTOR, None, LEADER), Refusal.MISSING_SUPERVISOR),
        (Parties(DOCTOR, GUIDE, None), Refusal.MISSING_LEADER),
    ],
)
def test_nothing_is_sent_when_somebody_is_missing(parties: Parties, reason: Refusal) -> None:
    found = send(DRAFT, by=DOCTOR, chain=BOTH, parties=parties, today=TODAY)
    assert found == Refused(reason)


def test_a_leader_who_left_meanwhile_stops_the_signature() -> None:
    without = Parties(DOCTOR, GUIDE, None)
    assert signed(sent(), GUIDE, parties=without) == Refused(Refusal.MISSING_LEADER)


def test_what_comes_back_carries_the_reason_and_no_signature() -> None:
    at_leader = done(signed(sent(), GUIDE))
    back = done(send_back(at_leader, by=LEADER, reason="  Beskriv kasuset  "))
    assert back == replace(DRAFT, note="Beskriv kasuset")
    assert send_back(at_leader, by=LEADER, reason="  ") == Refused(Refusal.NO_REASON)
    assert done(send(back, by=DOCTOR, chain=BOTH, parties=PARTIES, today=TODAY)).note is None


def test_the_doctor_takes_back_what_is_not_signed_off() -> None:
    assert withdraw(sent(), by=DOCTOR, parties=PARTIES) == DRAFT
    assert withdraw(sent(), by=GUIDE, parties=PARTIES) == Refused(Refusal.NOT_YOURS)
    assert withdraw(DRAFT, by=DOCTOR, parties=PARTIES) == Refused(Refusal.NOT_SENT)


def test_one_person_who_is_both_signs_both_steps_at_once() -> None:
    both = Parties(DOCTOR, GUIDE, GUIDE)
    found = done(signed(sent(parties=both), GUIDE, parties=both))
    assert found.state is SignState.SIGNED
    assert [each.step for each in found.signed] == [Step.SUPERVISOR, Step.LEADER]


def test_a_shorter_chain_chosen_meanwhile_is_signed_off_by_the_first() -> None:
    assert done(signed(sent(), GUIDE, chain=(Step.SUPERVISOR,))).state is SignState.SIGNED


def test_a_longer_chain_chosen_meanwhile_goes_on_to_the_leader() -> None:
    found = done(signed(sent((Step.SUPERVISOR,)), GUIDE))
    assert (found.state, found.held_by) == (SignState.SENT, LEADER)


def test_a_chain_without_the_step_that_was_waited_for_still_asks_for_its_own() -> None:
    found = done(signed(sent((Step.SUPERVISOR,)), GUIDE, chain=(Step.LEADER,)))
    assert (found.state, found.held_by) == (SignState.SENT, LEADER)


def test_a_talk_registered_by_the_supervisor_needs_no_more_by_default() -> None:
    chain = CHAINS[SignableKind.TALK].default
    found = done(send(DRAFT, by=GUIDE, chain=chain, parties=PARTIES, today=TODAY))
    assert found.state is SignState.SIGNED


def test_a_talk_that_both_confirm_goes_to_the_other() -> None:
    chain = (Step.DOCTOR, Step.SUPERVISOR)
    by_guide = done(send(DRAFT, by=GUIDE, chain=chain, parties=PARTIES, today=TODAY))
    by_doctor = done(send(DRAFT, by=DOCTOR, chain=chain, parties=PARTIES, today=TODAY))
    assert (by_guide.held_by, by_doctor.held_by) == (DOCTOR, GUIDE)
    assert done(signed(by_guide, DOCTOR, chain)).state is SignState.SIGNED


def test_undoing_is_for_the_same_day_and_what_nobody_has_touched() -> None:
    before = sent()
    yesterday = TODAY - timedelta(days=1)
    assert undo(before, done_on=TODAY, today=TODAY, is_unchanged=True) == before
    assert undo(before, done_on=TODAY, today=TODAY, is_unchanged=False) == Refused(Refusal.CHANGED)
    assert undo(before, done_on=yesterday, today=TODAY, is_unchanged=True) == Refused(
        Refusal.TOO_LATE
    )


@pytest.mark.parametrize("kind", list(SignableKind))
def test_every_chain_is_kept_as_text_and_read_again(kind: SignableKind) -> None:
    rule = CHAINS[kind]
    assert rule.default in rule.choices
    assert [chain_from(kind, chain_text(chain)) for chain in rule.choices] == list(rule.choices)
    assert chain_from(kind, "leader,leader") is None
    assert rule.rules


PEOPLE = st.sampled_from([DOCTOR, GUIDE, LEADER, OTHER])
ANY_CHAIN = st.sampled_from([c for rule in CHAINS.values() for c in rule.choices])
ANY_PARTIES = st.builds(
    Parties,
    st.just(DOCTOR),
    st.sampled_from([None, GUIDE, LEADER]),
    st.sampled_from([None, LEADER, GUIDE]),
)
MOVE = st.tuples(st.sampled_from(["send", "sign", "back", "withdraw"]), PEOPLE)


def move(item: Signable, what: str, by: int, chain: Chain, parties: Parties) -> Outcome:
    if what == "send":
        return send(item, by=by, chain=chain, parties=parties, today=TODAY)
    if what == "sign":
        return sign(item, by=by, chain=chain, parties=parties, today=TODAY)
    if what == "back":
        return send_back(item, by=by, reason="ufullstendig")
    return withdraw(item, by=by, parties=parties)


@given(st.lists(st.tuples(MOVE, ANY_CHAIN, ANY_PARTIES), max_size=12))
def test_nothing_is_signed_off_before_every_step_and_one_holds_it_meanwhile(
    moves: list[tuple[tuple[str, int], Chain, Parties]],
) -> None:
    """Whatever is tried, in any order, with chain and people changing under way."""
    item = DRAFT
    for (what, by), chain, parties in moves:
        outcome = move(item, what, by, chain, parties)
        if isinstance(outcome, Refused):
            continue
        before, item = item, outcome
        signed_steps = [each.step for each in item.signed]
        assert len(signed_steps) == len(set(signed_steps))
        if item.state is SignState.SIGNED:
            assert set(chain) <= set(signed_steps)
            assert (item.held_by, item.waits_for) == (None, None)
            assert item.signed_on == TODAY
        if item.state is SignState.SENT:
            assert item.held_by is not None
            assert item.held_by == parties.of(item.waits_for or Step.DOCTOR)
            assert item.waits_for in chain
            assert item.waits_for not in signed_steps
        if item.state is SignState.DRAFT:
            assert (item.held_by, item.signed) == (None, ())
        if what == "sign":
            assert before.held_by == by
            new = [each for each in item.signed if each not in before.signed]
            assert new
            assert {each.by for each in new} == {by}


@given(st.lists(st.tuples(MOVE, ANY_CHAIN, ANY_PARTIES), max_size=8), PEOPLE, ANY_CHAIN)
def test_undo_gives_back_exactly_what_was(
    moves: list[tuple[tuple[str, int], Chain, Parties]], by: int, chain: Chain
) -> None:
    item = DRAFT
    for (what, who), each, parties in moves:
        outcome = move(item, what, who, each, parties)
        item = item if isinstance(outcome, Refused) else outcome
    after = sign(item, by=by, chain=chain, parties=PARTIES, today=TODAY)
    if not isinstance(after, Refused):
        assert undo(item, done_on=TODAY, today=TODAY, is_unchanged=True) == item != after
