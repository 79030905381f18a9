"""Telling the members of a council that a proposal waits, came back, or was decided."""

from collections.abc import Iterable

from sqlmodel import Session

from app.services import messages
from app.services.lis1_decisions_state import Sitting
from app.services.lis1_offers_moment import Moment
from app.services.lis1_words import letter
from app.services.message_words import MessageKind
from app.store.lis1_decisions import MemberRow


def tell_members(
    session: Session,
    sitting: Sitting,
    kind: MessageKind,
    members: Iterable[MemberRow],
    decision: str,
    moment: Moment,
) -> None:
    """Tell these members, but not whoever does it; never commits, names no candidate."""
    intake = sitting.stored.intake
    values = {"intake": intake.name, "run": letter(sitting.run.number)}
    waits = kind is MessageKind.LIS1_DECISION_WAITS
    messages.tell_all(
        session,
        [
            messages.new_message(
                each.person_id,
                kind,
                values,
                dedup_key=f"{kind.value}:{decision}",
                told_on=moment.today,
                link=f"/inntak/{intake.public_id}/vedtak",
                act_by=intake.decide_on if waits else None,
            )
            for each in members
            if each.person_id != moment.by
        ],
        now=moment.now,
    )
