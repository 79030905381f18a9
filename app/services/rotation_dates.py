"""New approval dates from a draft: the projection of "Min vei" with the draft as what is booked.

Thirteen queries, however many doctors are asked for; about two thousand doctors a second, and
an answer for the same record is kept (`expected_dates`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.services.expected_dates import Expected, ExpectedDates
from app.services.rotation_case import PlanCase
from app.services.rotation_dates_record import DayPair, DraftRow, DraftService, record_with_draft
from app.services.rotation_months import first_day, last_day
from app.store import record_batches
from app.store.rotation_values import MemberRow
from rotations.types.case import Block, Placement, RotationCase


@dataclass(frozen=True, slots=True)
class DraftDate:
    """A doctor's expected day as booked now and with the draft; None where it is not known."""

    booked: date | None
    draft: date | None
    is_specialist: bool
    """Whether it is the day of approval; else the end of LIS1."""
    is_unsure: bool
    """Whether the day with the draft is a range, a lower bound, or unknown."""

    @property
    def days(self) -> int | None:
        """How many days later the draft is; None when one of the days is unknown."""
        if self.booked is None or self.draft is None:
            return None
        return (self.draft - self.booked).days


def dates(
    session: Session, plan_case: PlanCase, member_keys: Collection[str], today: date
) -> dict[str, DraftDate]:
    """The days of these members with the draft as it stands; vacant posts have none."""
    found = DraftDates(session, plan_case, member_keys, today)
    return {key: found.of(key) for key in found.members}


class DraftDates:
    """The records of some of a draft's doctors, read once; asked as often as needed."""

    def __init__(
        self, session: Session, plan_case: PlanCase, member_keys: Collection[str], today: date
    ) -> None:
        self._plan_case = plan_case
        self._today = today
        wanted = {
            member.public_id: member
            for member in plan_case.board.members
            if member.key in member_keys and member.public_id is not None
        }
        filed = record_batches.load_named(session, list(wanted)) if wanted else ()
        self._records = {wanted[each.record.person].key: each.record for each in filed}
        self.members: dict[str, MemberRow] = {
            member.key: member for member in wanted.values() if member.key in self._records
        }
        """The members who are in training, by key."""
        self._answers = ExpectedDates(session, filed, today) if filed else None
        self._placed = _by_doctor(plan_case.placements)
        self._doctors = {each.key: each for each in plan_case.case.doctors}

    def of(
        self,
        key: str,
        placements: Iterable[Placement] | None = None,
        *,
        leave: Sequence[DayPair] | None = None,
        case: RotationCase | None = None,
    ) -> DraftDate:
        """The day as booked, and with the draft, or with what is given in its place: other
        placements of the member, other leave on the draft, another case to find the blocks in.

        Raises KeyError for a vacant post and for whoever is not in training.
        """
        booked = self._answer(key)
        row = self._row(
            self.members[key],
            self._placed[key] if placements is None else placements,
            self.members[key].planned_leave if leave is None else leave,
            case,
        )
        draft = self._with_draft(key, row)
        return DraftDate(booked.day, draft.day, draft.is_specialist, draft.is_unsure)

    def _answer(self, key: str) -> Expected:
        assert self._answers is not None
        return self._answers.of(self._records[key].person)

    def _with_draft(self, key: str, row: DraftRow) -> Expected:
        assert self._answers is not None
        record = self._records[key]
        plan = self._answers.plan_of(record.person)
        changed = record_with_draft(record, row, plan, self._today)
        return self._answers.of_record(record.person, changed)

    def _row(
        self,
        member: MemberRow,
        placements: Iterable[Placement],
        leave: Sequence[DayPair],
        case: RotationCase | None,
    ) -> DraftRow:
        doctor = self._doctors[member.key]
        if case is None:
            case = self._plan_case.case
        else:
            doctor = next(each for each in case.doctors if each.key == member.key)
        blocks = {block.key: block for block in doctor.blocks}
        return DraftRow(
            first=max(case.first_month, member.starts_on),
            last=self._last(case.months - 1),
            services=tuple(
                self._service(each, blocks[each.block])
                for each in placements
                if each.doctor == member.key and each.block in blocks
            ),
            leave=tuple(leave),
        )

    def _service(self, placement: Placement, block: Block) -> DraftService:
        return DraftService(
            block=block.key,
            name_nb=block.service,
            unit=self._plan_case.units[placement.site],
            starts_on=self._first(placement.first),
            ends_on=None if placement.continues else self._last(placement.last),
            inner=self._inner(placement, block),
        )

    def _inner(self, placement: Placement, block: Block) -> DraftService | None:
        inner = placement.inner
        if inner is None or block.inner is None:
            return None
        return DraftService(
            block=block.key,
            name_nb=block.inner.service,
            unit=self._plan_case.units[inner.site],
            starts_on=self._first(inner.first),
            ends_on=self._last(inner.last),
        )

    def _first(self, month: int) -> date:
        return first_day(self._plan_case.case.first_month, month)

    def _last(self, month: int) -> date:
        return last_day(self._plan_case.case.first_month, month)


def _by_doctor(placements: Iterable[Placement]) -> defaultdict[str, list[Placement]]:
    found: defaultdict[str, list[Placement]] = defaultdict(list)
    for placement in placements:
        found[placement.doctor].append(placement)
    return found
