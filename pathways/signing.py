"""Who signs what, in which order: the doctor sends, the supervisor signs, the leader approves.

A small state machine over one thing that can be signed. Nothing is signed off before every step
of the chain in force has its signature, and while something is sent exactly one person holds it.
An expected "no" is a `Refused` with its reason, never an exception.

People are whole numbers here (the caller's ids); the machine only compares them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pathways.types.record import SignState

LONGEST_REASON = 300
"""Letters in the reason for sending something back."""


class SignableKind(StrEnum):
    """What can be signed."""

    OBJECTIVE = "objective"
    ACTIVITY = "activity"
    PROCEDURE = "procedure"
    COURSE = "course"
    TALK = "talk"


class Step(StrEnum):
    """Whose signature a step asks for: the doctor's own (talks only), or one of the two others."""

    DOCTOR = "doctor"
    SUPERVISOR = "supervisor"
    LEADER = "leader"


Chain = tuple[Step, ...]
"""The steps in order; never empty, no step twice."""


@dataclass(frozen=True, slots=True)
class ChainRule:
    """The chain of one kind when nobody has chosen, what may be chosen, and the rules behind."""

    default: Chain
    choices: tuple[Chain, ...]
    rules: tuple[str, ...]
    """Keys in `rules.csv`; the page shows their text, source and status."""


_EITHER = ((Step.SUPERVISOR,), (Step.SUPERVISOR, Step.LEADER), (Step.LEADER,))

CHAINS: dict[SignableKind, ChainRule] = {
    SignableKind.OBJECTIVE: ChainRule(
        (Step.SUPERVISOR, Step.LEADER), _EITHER, ("approval-by-leader", "approval-local-practice")
    ),
    SignableKind.ACTIVITY: ChainRule(
        (Step.SUPERVISOR,), _EITHER, ("clinical-supervisor", "approval-local-practice")
    ),
    SignableKind.PROCEDURE: ChainRule((Step.SUPERVISOR,), _EITHER, ("approval-local-practice",)),
    SignableKind.COURSE: ChainRule((Step.SUPERVISOR,), _EITHER, ("approval-local-practice",)),
    SignableKind.TALK: ChainRule(
        (Step.SUPERVISOR,),
        ((Step.SUPERVISOR,), (Step.DOCTOR, Step.SUPERVISOR)),
        ("personal-supervisor", "approval-local-practice"),
    ),
}
"""Sources disagree on who signs (`approval-local-practice` is open), so each chain is a setting."""


class Refusal(StrEnum):
    """Why something was not done."""

    MISSING_SUPERVISOR = "missing_supervisor"
    MISSING_LEADER = "missing_leader"
    NOT_YOURS = "not_yours"
    """Somebody else holds it, or it is another doctor's."""
    CHANGED = "changed"
    """Somebody else changed it after it was shown."""
    NOT_SENT = "not_sent"
    ALREADY_SENT = "already_sent"
    ALREADY_SIGNED = "already_signed"
    NO_REASON = "no_reason"
    NOT_HELD_YET = "not_held_yet"
    """A talk that lies ahead, or a course not taken."""
    TOO_LATE = "too_late"
    """Undoing is for the same day."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An expected "no"."""

    reason: Refusal


@dataclass(frozen=True, slots=True)
class Parties:
    """The three people around one record; None where nobody is appointed."""

    doctor: int
    supervisor: int | None
    leader: int | None

    def of(self, step: Step) -> int | None:
        """Who signs a step."""
        if step is Step.DOCTOR:
            return self.doctor
        return self.supervisor if step is Step.SUPERVISOR else self.leader


@dataclass(frozen=True, slots=True)
class SignedStep:
    """One signature."""

    step: Step
    by: int
    on: date


@dataclass(frozen=True, slots=True)
class Signable:
    """Where one thing stands: its state, who holds it for which step, and what is signed."""

    state: SignState
    held_by: int | None = None
    waits_for: Step | None = None
    sent_on: date | None = None
    """Since when it has been with the one who holds it now."""
    signed: tuple[SignedStep, ...] = ()
    signed_on: date | None = None
    """The day of the last signature; None until every step is signed."""
    note: str | None = None
    """Why it came back the last time."""


DRAFT = Signable(SignState.DRAFT)
Outcome = Signable | Refused


def missing_party(chain: Chain, parties: Parties) -> Refused | None:
    """The refusal when somebody the chain asks for is not appointed."""
    for step in chain:
        if parties.of(step) is None:
            missing_leader = step is Step.LEADER
            return Refused(Refusal.MISSING_LEADER if missing_leader else Refusal.MISSING_SUPERVISOR)
    return None


def send(item: Signable, *, by: int, chain: Chain, parties: Parties, today: date) -> Outcome:
    """The doctor asks for signatures; a talk may also be registered by its supervisor.

    Whoever sends has signed the sender's own step with it, when the chain has one.
    """
    if by not in (parties.doctor, parties.supervisor):
        return Refused(Refusal.NOT_YOURS)
    if item.state is not SignState.DRAFT:
        sent = item.state is SignState.SENT
        return Refused(Refusal.ALREADY_SENT if sent else Refusal.ALREADY_SIGNED)
    missing = missing_party(chain, parties)
    if missing is not None:
        return missing
    own = tuple(SignedStep(step, by, today) for step in chain if parties.of(step) == by)
    return _onwards(replace(item, signed=own, note=None), chain, parties, today)


def sign(item: Signable, *, by: int, chain: Chain, parties: Parties, today: date) -> Outcome:
    """The one who holds it signs; it goes on to the next step or is signed off.

    `chain` is the one in force now, also when another was in force when it was sent. Somebody
    who is appointed to the steps that follow too has signed those with the same signature.
    """
    held = _held(item, by)
    if isinstance(held, Refused):
        return held
    done = steps_signed(item.signed)
    signing = [item.waits_for or _first_for(by, chain, done, parties)]
    for step in chain:
        if step in done or step in signing:
            continue
        if parties.of(step) != by:
            break
        signing.append(step)
    signed = (*item.signed, *(SignedStep(step, by, today) for step in signing if step not in done))
    return _onwards(replace(item, signed=signed, note=None), chain, parties, today)


def send_back(item: Signable, *, by: int, reason: str) -> Outcome:
    """The one who holds it sends it back to the doctor, with a reason; signatures fall away."""
    held = _held(item, by)
    if isinstance(held, Refused):
        return held
    if not reason.strip():
        return Refused(Refusal.NO_REASON)
    return replace(DRAFT, note=reason.strip()[:LONGEST_REASON])


def withdraw(item: Signable, *, by: int, parties: Parties) -> Outcome:
    """The doctor takes back what has been sent; signatures fall away."""
    if by != parties.doctor:
        return Refused(Refusal.NOT_YOURS)
    if item.state is not SignState.SENT:
        signed = item.state is SignState.SIGNED
        return Refused(Refusal.ALREADY_SIGNED if signed else Refusal.NOT_SENT)
    return DRAFT


def undo(before: Signable, *, done_on: date, today: date, is_unchanged: bool) -> Outcome:
    """What was before one's own signing or sending back, on the same day and if untouched."""
    if today != done_on:
        return Refused(Refusal.TOO_LATE)
    return before if is_unchanged else Refused(Refusal.CHANGED)


def chain_text(chain: Chain) -> str:
    """The chain as a setting keeps it: `supervisor,leader`."""
    return ",".join(chain)


def chain_from(kind: SignableKind, text: str | None) -> Chain | None:
    """The chain that a setting names; None when it is none of the kind's choices."""
    return next((each for each in CHAINS[kind].choices if chain_text(each) == text), None)


def steps_signed(signatures: Iterable[SignedStep]) -> frozenset[Step]:
    """The steps that have a signature."""
    return frozenset(each.step for each in signatures)


def _first_for(by: int, chain: Chain, done: frozenset[Step], parties: Parties) -> Step:
    """The step that somebody signs where none is noted (a record from elsewhere)."""
    left = [step for step in chain if step not in done] or [chain[-1]]
    return next((step for step in left if parties.of(step) == by), left[0])


def _held(item: Signable, by: int) -> Refused | None:
    if item.state is not SignState.SENT:
        signed = item.state is SignState.SIGNED
        return Refused(Refusal.ALREADY_SIGNED if signed else Refusal.NOT_SENT)
    return None if item.held_by == by else Refused(Refusal.NOT_YOURS)


def _onwards(item: Signable, chain: Chain, parties: Parties, today: date) -> Outcome:
    """To the first step that lacks a signature, or signed off when there is none."""
    done = steps_signed(item.signed)
    step = next((each for each in chain if each not in done), None)
    if step is None:
        return replace(item, state=SignState.SIGNED, held_by=None, waits_for=None, signed_on=today)
    holder = parties.of(step)
    if holder is None:
        missing = missing_party((step,), parties)
        assert missing is not None
        return missing
    return replace(item, state=SignState.SENT, held_by=holder, waits_for=step, sent_on=today)
