"""The decision beside the flow on the desk, and on its own page: who approved, what was checked."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import CouncilSide, DecisionState, IntakeState, Lis1Intake, Verdict
from app.services import lis1_decisions_state as state
from app.services import lis1_decisions_words as words
from app.services.lis1_decisions import may_withdraw
from app.services.lis1_decisions_rule import Lack
from app.services.lis1_decisions_state import Sitting
from app.services.lis1_desk_runs import changes_words
from app.services.lis1_offers_moment import Moment
from app.services.lis1_words import letter, run_name
from app.services.wording import moment as moment_words
from app.store import lis1_decisions as store
from app.store import lis1_runs
from app.store.lis1_decisions import ApprovalRow, DecisionRow
from app.store.lis1_runs import RunRow


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A member who has approved, or who is still to."""

    kind: str
    word: str
    who: str
    when: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BackLine:
    """An earlier proposal that came to nothing."""

    title: str
    by: str
    remark: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the panel shows. Without a decision it offers to put the run to the council."""

    intake_id: str
    run_id: str
    letter: str
    run_name: str
    changed: str
    decision_id: str | None
    version: int
    is_decided: bool
    sentence: str
    note: str
    voices: tuple[VoiceLine, ...]
    lacks: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]
    """Mark and sentence."""
    rule: str
    excepted: str
    """What an approval by the reader is not about."""
    hindrance: str
    """Why it cannot be put forward or approved; empty: nothing."""
    can_propose: bool
    can_answer: bool
    """Whether the reader's answer counts; sending back is always possible then."""
    can_approve: bool
    can_withdraw: bool
    has_approved: bool
    back: tuple[BackLine, ...]


def load_card(
    session: Session, actor: Actor, intake: Lis1Intake, run_id: str | None, moment: Moment
) -> Card | None:
    """The card of the open or made decision, else of the run that is looked at (its public id),
    else of the first finished one; None when no run is done.
    """
    assert intake.id is not None
    rows = store.list_decisions(session, intake.id)
    decision = next((each for each in rows if each.is_open or each.decided_at), None)
    run = _run(session, intake.id, decision, run_id)
    if run is None or not run.is_done:
        return None
    sitting = state.load(session, intake.id, run, decision, moment.today)
    ended = [each for each in rows if each.state in ENDED]
    said = store.list_approvals(session, [each.id for each in ended]) if ended else ()
    return card_of(sitting, actor, moment, _back(session, ended, said))


ENDED = (DecisionState.SENT_BACK, DecisionState.WITHDRAWN)


def _run(
    session: Session, intake_id: int, decision: DecisionRow | None, run_id: str | None
) -> RunRow | None:
    if decision is not None:
        return lis1_runs.get_run(session, decision.run_id)
    done = [each for each in lis1_runs.list_runs(session, intake_id) if each.is_done]
    return next((each for each in done if each.public_id == run_id), next(iter(done), None))


def card_of(
    sitting: Sitting, actor: Actor, moment: Moment, back: tuple[BackLine, ...] = ()
) -> Card:
    """The card of what was loaded."""
    decision, run = sitting.decision, sitting.run
    is_open = decision is not None and decision.is_open
    is_decided = decision is not None and decision.decided_at is not None
    may = sitting.may_approve(actor.person_id)
    has_approved = any(
        each.person_id == actor.person_id and each.verdict is Verdict.APPROVES
        for each in sitting.approvals
    )
    hindered = bool(sitting.hindrances) and not is_decided
    is_closed = sitting.stored.intake.state is IntakeState.CLOSED
    return Card(
        intake_id=sitting.stored.intake.public_id,
        run_id=run.public_id,
        letter=letter(run.number),
        run_name=run_name(run.number, run.mechanism),
        changed=changes_words(len(sitting.judged.changes))
        if sitting.judged.changes
        else _("uten manuelle endringer"),
        decision_id=decision.public_id if decision else None,
        version=decision.version if decision else 0,
        is_decided=is_decided,
        sentence=words.sentence_of(sitting, letter(run.number)),
        note=decision.note if decision else "",
        voices=_voices(sitting) if decision else (),
        lacks=words.lack_sentences(sitting.standing, sitting) if is_open else (),
        checks=tuple(words.check_words(each, sitting) for each in sitting.checks),
        rule=words.rule_text(),
        excepted=words.excepted_words(sorted(sitting.excepted(actor.person_id))) if may else "",
        hindrance=words.hindrance_words(sitting.hindrances) if hindered else "",
        can_propose=decision is None and is_closed and not hindered,
        can_answer=is_open and may,
        can_approve=is_open and may and not hindered and not has_approved,
        can_withdraw=is_open and may_withdraw(sitting, moment.by),
        has_approved=has_approved,
        back=back,
    )


def _voices(sitting: Sitting) -> tuple[VoiceLine, ...]:
    """Who has approved, in that order; then what each side lacks."""
    members = {each.person_id: each for each in sitting.members}
    found = []
    for each in sitting.approvals:
        if each.verdict is not Verdict.APPROVES or each.person_id not in members:
            continue
        member = members[each.person_id]
        left = sitting.has_left(each.person_id)
        note = words.excepted_words(sorted(sitting.excepted(each.person_id)))
        found.append(
            VoiceLine(
                "blocked" if left else "done",
                _("Teller ikke") if left else _("Godkjent"),
                words.member_name(member),
                moment_words(each.at),
                _("inhabil i hele inntaket") if left else note,
            )
        )
    if sitting.decision is None or not sitting.decision.is_open:
        return tuple(found)
    for lack in (Lack.HOSPITAL, Lack.MUNICIPALITY):
        if lack in sitting.standing.lacks:
            who = words.wanted(sitting, CouncilSide(lack.value))
            found.append(VoiceLine("unknown", _("Mangler"), who))
    return tuple(found)


def _back(
    session: Session, ended: list[DecisionRow], said: tuple[ApprovalRow, ...]
) -> tuple[BackLine, ...]:
    remarks = {each.decision_id: each for each in said if each.verdict is Verdict.SENDS_BACK}
    names = {each.id: letter(each.number) for each in _runs_of(session, ended)}
    found = []
    for each in ended:
        run, row = names.get(each.run_id, ""), remarks.get(each.id)
        if row is None:
            title = _("Forslaget om kjøring %(run)s ble trukket.", run=run)
            found.append(BackLine(title, "", ""))
        else:
            title = _("Kjøring %(run)s ble sendt tilbake.", run=run)
            who = f"{row.name}, {moment_words(row.at)}"
            found.append(BackLine(title, who, row.remark))
    return tuple(found)


def _runs_of(session: Session, rows: list[DecisionRow]) -> tuple[RunRow, ...]:
    return lis1_runs.list_runs(session, rows[0].intake_id, with_hidden=True) if rows else ()
