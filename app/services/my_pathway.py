"""The journey "Min vei": one doctor's record turned into one page.

Loading is a fixed number of queries, whoever asks and however many people there are.
"""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.clock import OSLO
from app.services import knowledge
from app.services.my_pathway_answer import opening, reckoned_on
from app.services.my_pathway_explanation import explanation
from app.services.my_pathway_meters import build_meters, meters_note
from app.services.my_pathway_plan import build_no_plan, build_plan, plan_label
from app.services.my_pathway_reckoning import PlanInUse, Reckoning, reckon
from app.services.my_pathway_requirements import build_requirements
from app.services.my_pathway_steps import build_steps, steps_note
from app.services.my_pathway_strip import build_strip
from app.services.my_pathway_view import MyPathwayPage, Opening, WishRow
from app.services.my_pathway_words import doctor_name
from app.services.my_pathway_years import build_years
from app.services.pathways_links import PathwayLinks
from app.services.projection_words import days_words
from app.services.what_if import names_of
from app.services.what_if_changes import change_from_json, change_to_token
from app.services.what_if_words import change_title
from app.services.wording import day
from app.store import plans as plan_store
from app.store import records
from app.store.wishes import StoredWish
from pathways.projection.what_if_values import Change
from pathways.types.record import TraineeRecord
from seed.reference_plans import read_plan_document


def load_reckoning(
    session: Session, public_id: str, *, today: date, is_own: bool = True
) -> Reckoning | None:
    """All that follows from one doctor's record; None when the person is not in training.

    Whoever calls has already decided that the reader may see this record.
    """
    record = records.load_record(session, public_id)
    if record is None:
        return None
    plan = plan_in_use(session, record)
    return reckon(record, knowledge.load_bundle(session), today, plan, is_own=is_own)


def opening_of(
    session: Session, public_id: str, *, today: date, is_own: bool = True
) -> Opening | None:
    """The page's first sentence alone, for a start page, a digest or the demo picker."""
    reckoning = load_reckoning(session, public_id, today=today, is_own=is_own)
    return None if reckoning is None else opening(reckoning)


def wish_tokens(wishes: Iterable[StoredWish]) -> tuple[str, ...]:
    """What is wished already, as it is named in an address."""
    return tuple(change_to_token(change) for wish in wishes for change in _changes(wish))


def my_pathway(
    reckoning: Reckoning, links: PathwayLinks, wishes: Iterable[StoredWish] = ()
) -> MyPathwayPage:
    """The page from a reckoning; asks nobody for anything."""
    first = opening(reckoning)
    steps = build_steps(reckoning)
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
        steps=steps,
        steps_note=steps_note(reckoning, steps),
        wishes=tuple(_wish_row(reckoning, wish) for wish in wishes),
        meters=build_meters(reckoning),
        meters_note=meters_note(reckoning),
        years=build_years(reckoning),
        requirements=build_requirements(reckoning),
        plan=build_plan(reckoning, links),
        no_plan=build_no_plan(reckoning),
    )


def _wish_row(reckoning: Reckoning, wish: StoredWish) -> WishRow:
    changes = _changes(wish)
    names = names_of(reckoning, changes)
    return WishRow(
        id=wish.id,
        version=wish.version,
        title=", ".join(change_title(change, names) for change in changes) or _("Ukjent ønske"),
        text=_(
            "Meldt %(day)s. Da flyttet det datoen: %(days)s.",
            day=day(wish.made_at.astimezone(OSLO)),
            days=days_words(wish.days_moved),
        ),
    )


def _changes(wish: StoredWish) -> list[Change]:
    """The changes of a wish; one that cannot be read any more is left out."""
    found = []
    for document in wish.changes:
        try:
            found.append(change_from_json(document))
        except ValueError:
            continue
    return found


def plan_in_use(session: Session, record: TraineeRecord) -> PlanInUse | None:
    """The plan version that the enrolment points at, as it was published."""
    version_id = records.plan_version_of(session, record.person)
    stored = None if version_id is None else plan_store.load_version(session, version_id)
    if stored is None:
        return None
    return PlanInUse(read_plan_document(stored.document), stored.version, stored.is_demo)
