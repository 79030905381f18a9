"""When many doctors can be approved, from one reading of their records.

A frame is made once for each specialty, stage and plan version, and the answer for a record is
kept by its value: the same record, plan, reference data and day always give the same answer, so
an answer that is kept is never stale. What is kept is small; the lines that only Min vei shows
are dropped.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock

from sqlmodel import Session

from app.services import knowledge
from app.services.knowledge import KnowledgeBundle
from app.services.my_pathway_reckoning import PlanInUse, Reckoning, frame_of, reckon
from app.services.projection_names import Telling, telling_of
from app.store import plans as plan_store
from app.store.record_batches import FiledRecord
from pathways.projection.project import project
from pathways.projection.values import Certainty, Frame, Item, Projection, StintKind
from pathways.start_and_goal import Goal
from pathways.types.plans import PublishedPlan
from pathways.types.record import TraineeRecord
from pathways.worktime import Limits
from seed.reference_plans import read_plan_document

MOST_KEPT = 20_000
"""Answers kept in one process; each is a few kilobytes."""
SURE_ENOUGH = (Certainty.EXACT, Certainty.RANGE)
"""With these the days between the best and the expected day mean something."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A service that is needed and not booked: its line and the last day it can begin."""

    ref: str
    latest_start: date


@dataclass(frozen=True, slots=True)
class Expected:
    """One doctor's answer in short.

    `projection` holds the deciding lines only, and no timeline.
    """

    person: str
    projection: Projection
    unplaced: Unplaced | None
    """The unbooked service that must begin first."""
    least_slack: int | None
    """Days that the line with the least room can wait, among those that do not decide."""

    @property
    def is_specialist(self) -> bool:
        """Whether the day is that of the approval; else it is the end of LIS1."""
        return self.projection.goal is Goal.SPECIALIST

    @property
    def day(self) -> date | None:
        """The expected day, or the first possible one."""
        return self.projection.expected

    @property
    def is_unsure(self) -> bool:
        """Whether the day is a range, a lower bound, or unknown."""
        return self.projection.certainty not in (Certainty.EXACT, Certainty.DONE)

    @property
    def gain(self) -> int | None:
        """Days that the best reachable day is earlier; None when the day itself is unsure."""
        best, expected = self.projection.best, self.projection.expected
        if self.projection.certainty not in SURE_ENOUGH or best is None or expected is None:
            return None
        return max((expected - best).days, 0)


class ExpectedDates:
    """Answers for many doctors; made for one request, with the records it has read."""

    def __init__(self, session: Session, filed: Iterable[FiledRecord], today: date) -> None:
        self._bundle = knowledge.load_bundle(session)
        self._today = today
        found = tuple(filed)
        plans = plans_in_use(session, found)
        self._reckonings = {
            each.record.person: reckon(
                each.record,
                self._bundle,
                today,
                plans.get(each.plan_version_id or 0),
                is_own=False,
            )
            for each in found
        }
        self._frames = SharedFrames(self._bundle, today)

    def of(self, person: str) -> Expected:
        """The answer for one of the doctors. Raises KeyError for anybody else."""
        return self._answer(self._reckonings[person])

    def of_record(self, person: str, record: TraineeRecord) -> Expected:
        """The answer for one of the doctors if this were the record: same plan, same day."""
        own = self._reckonings[person]
        return self._answer(reckon(record, self._bundle, self._today, own.plan, is_own=False))

    def plan_of(self, person: str) -> PublishedPlan | None:
        """The training plan of one of the doctors."""
        plan = self._reckonings[person].plan
        return plan.plan if plan else None

    def limits_of(self, person: str) -> Limits:
        """How time counts for one of the doctors."""
        return self._reckonings[person].measures.limits

    def _answer(self, reckoning: Reckoning) -> Expected:
        key = _value_key(reckoning)
        kept = _kept.get(key)
        if kept is None:
            answer = project(reckoning.record, self._frames.of(reckoning), self._today)
            kept = _shortened(reckoning.record.person, answer)
            _kept.put(key, kept)
        return kept

    def telling(self, person: str) -> Telling:
        """The names of the lines in one doctor's answer."""
        reckoning = self._reckonings[person]
        return telling_of(
            reckoning.record, self._frames.of(reckoning), reckoning.specialty, is_own=False
        )


class SharedFrames:
    """One frame for each stage, specialty and plan version, made when first asked for."""

    def __init__(self, bundle: KnowledgeBundle, today: date) -> None:
        self._bundle = bundle
        self._today = today
        self._frames: dict[tuple[str, str | None, str | None, int], Frame] = {}

    def of(self, reckoning: Reckoning) -> Frame:
        """The frame that this doctor's projection is reckoned in."""
        record, plan = reckoning.record, reckoning.plan
        specialty = reckoning.specialty if reckoning.is_in_part23 else None
        key = (
            record.stage,
            specialty.code if specialty else None,
            plan.plan.plan_id if plan else None,
            plan.version if plan else 0,
        )
        if key not in self._frames:
            self._frames[key] = frame_of(self._bundle, record.stage, specialty, plan, self._today)
        return self._frames[key]


def plans_in_use(session: Session, filed: Iterable[FiledRecord]) -> dict[int, PlanInUse]:
    """The plan versions that these records point at, by row id; two queries."""
    wanted = {each.plan_version_id for each in filed if each.plan_version_id is not None}
    return {
        stored.version_id: PlanInUse(
            read_plan_document(stored.document), stored.version, stored.is_demo
        )
        for stored in plan_store.load_versions(session, wanted)
    }


def _shortened(person: str, projection: Projection) -> Expected:
    waiting = [
        item.slack_days
        for item in projection.items
        if not item.is_done and not item.decides and item.slack_days is not None
    ]
    return Expected(
        person=person,
        projection=replace(
            projection,
            items=tuple(item for item in projection.items if item.decides),
            timeline=(),
            assumptions=(),
        ),
        unplaced=_unplaced(projection),
        least_slack=min(waiting, default=None),
    )


def _unplaced(projection: Projection) -> Unplaced | None:
    items: dict[str, Item] = {item.key: item for item in projection.items}
    found = [
        Unplaced(stint.ref, item.latest_start)
        for stint in projection.timeline
        if stint.kind is StintKind.TO_PLAN
        and stint.ref is not None
        and (item := items.get(stint.ref)) is not None
        and item.latest_start is not None
    ]
    return min(found, key=lambda each: (each.latest_start, each.ref), default=None)


# What is kept between requests

_Key = tuple[int, int, str, date]


def _value_key(reckoning: Reckoning) -> _Key:
    bundle: KnowledgeBundle = reckoning.bundle
    plan = reckoning.plan.plan if reckoning.plan else None
    return (hash(reckoning.record), hash(plan), bundle.content_hash, reckoning.today)


class _Kept:
    """The newest answers; the oldest go first when there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[_Key, Expected] = OrderedDict()
        self._lock = Lock()

    def get(self, key: _Key) -> Expected | None:
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def put(self, key: _Key, value: Expected) -> None:
        with self._lock:
            self._found[key] = value
            while len(self._found) > self._most:
                self._found.popitem(last=False)


_kept = _Kept(MOST_KEPT)
