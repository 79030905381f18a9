"""The reference data of this process: read once, read again when a new batch is loaded."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from sqlmodel import Session

from app.db.session import current_session
from app.store import knowledge as store
from app.store import plans as plan_store
from pathways.graph import PathwayGraph, build_graph
from pathways.requirement_courses import CourseIndex, index_courses
from pathways.requirement_procedures import PROCEDURE
from pathways.types.knowledge import Course, Knowledge, LocalOffer, Objective, RoundDate
from pathways.types.plans import PublishedPlan
from seed.reference_plans import read_plan_document


class NoReferenceData(RuntimeError):
    """The reference files have never been loaded into this database."""


@dataclass(frozen=True, slots=True)
class KnowledgeBundle:
    """What pages need of the reference data, with the batch it came in."""

    batch_id: int
    content_hash: str
    loaded_at: datetime
    knowledge: Knowledge
    graph: PathwayGraph
    plans: tuple[PublishedPlan, ...]
    offers: tuple[LocalOffer, ...]
    courses: tuple[Course, ...]
    round_dates: tuple[RoundDate, ...]
    procedures: tuple[Objective, ...] = ()
    """The rows of recommended procedure numbers; other objectives are not kept in memory."""
    course_index: CourseIndex = field(default_factory=CourseIndex)
    """The courses by code and name."""


_cache: dict[tuple[str, int], KnowledgeBundle] = {}
_lock = Lock()


def current() -> KnowledgeBundle:
    """The reference data as the current session's database holds it."""
    return load_bundle(current_session())


def load_bundle(session: Session) -> KnowledgeBundle:
    """The reference data; one query when nothing is new.

    Raises NoReferenceData when nothing has been loaded.
    """
    batch = store.latest_batch(session)
    if batch is None or batch.id is None:
        raise NoReferenceData("run `legelop reference load` first")
    key = (str(session.get_bind().engine.url), batch.id)
    with _lock:
        if key not in _cache:
            for old in [other for other in _cache if other[0] == key[0]]:
                del _cache[old]
            _cache[key] = _read(session, batch.id, batch.content_hash, batch.loaded_at)
        return _cache[key]


def _read(
    session: Session, batch_id: int, content_hash: str, loaded_at: datetime
) -> KnowledgeBundle:
    knowledge = store.load_knowledge(session)
    published = [plan for plan in plan_store.load_latest(session) if not plan.is_demo]
    courses = store.load_values(session, Course)
    objectives = store.load_values(session, Objective)
    return KnowledgeBundle(
        batch_id=batch_id,
        content_hash=content_hash,
        loaded_at=loaded_at,
        knowledge=knowledge,
        graph=build_graph(knowledge),
        plans=tuple(read_plan_document(plan.document) for plan in published),
        offers=store.load_values(session, LocalOffer),
        courses=courses,
        round_dates=store.load_values(session, RoundDate),
        procedures=tuple(row for row in objectives if row.row_type == PROCEDURE),
        course_index=index_courses(courses),
    )
