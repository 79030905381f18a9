"""What is missing before LIS1 starts, told by night: to the council, and to the two supervisors.

Each is told once a month at most while it lasts, and the supervisors once per meeting day that
passed. The months and the checklist are the council's own (`lis1_checklist`).
"""

from collections import defaultdict
from datetime import date, datetime

from sqlmodel import Session

from app.db.tables import Lis1Intake
from app.services import lis1_checklist
from app.services.lis1_starts_page import Lacks, lacks_of
from app.services.message_words import MessageKind
from app.services.messages import new_message, tell_all
from app.store import lis1_offers as offer_store
from app.store import lis1_starts as store
from app.store.lis1_offers import OfferRow
from app.store.lis1_starts import StartRow
from app.store.messages import NewMessage
from pathways.delays.days import days_before


def run(session: Session, today: date, now: datetime) -> str:
    """Tell whom it concerns; commits. Only starts whose municipal service is still ahead."""
    offers = offer_store.accepted(session, today)
    ids = [each.id for each in offers]
    starts, points = store.list_starts(session, ids), store.list_points(session, ids)
    months: dict[int, int] = {}
    by_intake: dict[int, list[Lacks]] = defaultdict(list)
    told: list[NewMessage] = []
    for offer in offers:
        if offer.intake_id not in months:
            months[offer.intake_id] = _months(session, offer.intake_id)
        start = starts.get(offer.id, StartRow(offer.id))
        lacks = lacks_of(offer, start, points.get(offer.id, ()), months[offer.intake_id], today)
        by_intake[offer.intake_id].append(lacks)
        if lacks.handover:
            told += _to_supervisors(offer, start, today)
    for intake_id, found in by_intake.items():
        told += _to_council(session, intake_id, found, today)
    new = tell_all(session, told, now=now)
    session.commit()
    return f"{new} reminders of what is missing before a LIS1 start."


def _months(session: Session, intake_id: int) -> int:
    intake = session.get_one(Lis1Intake, intake_id)
    return lis1_checklist.load(session, intake.organisation_id).handover_months


def _to_supervisors(offer: OfferRow, start: StartRow, today: date) -> list[NewMessage]:
    there = offer.municipality_starts_on
    assert there is not None
    passed = start.handover_on.isoformat() if start.handover_on else "none"
    return [
        new_message(
            person_id,
            MessageKind.LIS1_HANDOVER,
            {
                "doctor": offer.name,
                "municipality_starts_on": there,
                "last_on": days_before(there, 1),
            },
            dedup_key=f"lis1-handover:{offer.public_id}:{passed}",
            told_on=today,
            link=f"/overlevering/{offer.public_id}",
        )
        for person_id in sorted(start.supervisor_ids)
    ]


def _to_council(
    session: Session, intake_id: int, found: list[Lacks], today: date
) -> list[NewMessage]:
    handovers = sum(each.handover for each in found)
    buddies = sum(each.buddy for each in found)
    overdue = sum(each.points for each in found)
    if not handovers and not overdue:
        return []
    intake = session.get_one(Lis1Intake, intake_id)
    return [
        new_message(
            person_id,
            MessageKind.LIS1_START_MISSING,
            {
                "intake": intake.name,
                "handovers": handovers,
                "buddies": buddies,
                "points": overdue,
            },
            dedup_key=f"lis1-missing:{intake.public_id}:{today:%Y-%m}",
            told_on=today,
            link=f"/inntak/{intake.public_id}/oppstart",
        )
        for person_id in offer_store.council_keepers(session, intake.organisation_id, today)
    ]
