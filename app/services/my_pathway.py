"""The journey "Min vei": one doctor's record turned into one page.

Loading is a fixed number of queries, whoever asks and however many people there are.
"""

from datetime import date

from sqlmodel import Session

from app.services import knowledge
from app.services.knowledge import KnowledgeBundle
from app.services.my_pathway_answer import opening, reckoned_on
from app.services.my_pathway_explanation import explanation
from app.services.my_pathway_meters import build_meters, meters_note
from app.services.my_pathway_plan import build_no_plan, build_plan, plan_label
from app.services.my_pathway_reckoning import PlanInUse, Reckoning, reckon
from app.services.my_pathway_requirements import build_requirements
from app.services.my_pathway_steps import build_steps
from app.services.my_pathway_strip import build_strip
from app.services.my_pathway_view import MyPathwayPage, Opening
from app.services.my_pathway_words import doctor_name
from app.services.my_pathway_years import build_years
from app.services.pathways_links import PathwayLinks
from app.store import plans as plan_store
from app.store import records
from pathways.types.record import TraineeRecord
from seed.reference_plans import read_plan_document


def load_my_pathway(
    session: Session,
    public_id: str,
    *,
    today: date,
    is_own: bool,
    links: PathwayLinks | None = None,
) -> MyPathwayPage | None:
    """The page of one doctor; None when the person is not in training.

    Whoever calls has already decided that the reader may see this record.
    """
    record = records.load_record(session, public_id)
    if record is None:
        return None
    plan = _plan_in_use(session, record)
    reckoning = reckon(record, knowledge.load_bundle(session), today, plan, is_own=is_own)
    return my_pathway(reckoning, links or PathwayLinks())


def opening_of(
    session: Session, public_id: str, *, today: date, is_own: bool = True
) -> Opening | None:
    """The page's first sentence alone, for a start page, a digest or the demo picker."""
    record = records.load_record(session, public_id)
    if record is None:
        return None
    bundle: KnowledgeBundle = knowledge.load_bundle(session)
    return opening(reckon(record, bundle, today, is_own=is_own))


def my_pathway(reckoning: Reckoning, links: PathwayLinks) -> MyPathwayPage:
    """The page from a reckoning; asks nobody for anything."""
    first = opening(reckoning)
    strip, route = build_strip(reckoning)
    return MyPathwayPage(
        name=doctor_name(reckoning),
        is_own=reckoning.is_own,
        doctor=reckoning.record.person,
        sentence=first.sentence,
        reason=first.reason,
        reckoned_on=reckoned_on(reckoning.today),
        plan_label=plan_label(reckoning),
        explanation=explanation(reckoning),
        strip=strip,
        route=route,
        steps=build_steps(reckoning),
        meters=build_meters(reckoning),
        meters_note=meters_note(reckoning),
        years=build_years(reckoning),
        requirements=build_requirements(reckoning),
        plan=build_plan(reckoning, links),
        no_plan=build_no_plan(reckoning),
    )


def _plan_in_use(session: Session, record: TraineeRecord) -> PlanInUse | None:
    """The plan version that the enrolment points at, as it was published."""
    version_id = records.plan_version_of(session, record.person)
    stored = None if version_id is None else plan_store.load_version(session, version_id)
    if stored is None:
        return None
    return PlanInUse(read_plan_document(stored.document), stored.version, stored.is_demo)
