"""The notice clock: which placements a publication tells of, and which come too late.

Pure: no session, no clock.
"""

from collections.abc import Iterable
from datetime import date

from app.store.rotation_life import NoticeRow
from app.store.rotation_values import BoardRows
from rotations.lifecycle import notice_due


def notices_of(
    board: BoardRows, published: BoardRows | None, told: Iterable[NoticeRow], today: date
) -> tuple[NoticeRow, ...]:
    """What publishing this board today tells: each doctor's placements that have not begun.

    `told` is what the published version told: a placement that stays keeps the day it was told
    on, so that only what changes is measured anew. One without a row was told when that version
    was published.
    """
    before = _published_on(published)
    before |= {(each.member_key, each.unit_id, each.starts_on): each.told_on for each in told}
    people = {each.key: each.person_id for each in board.members if each.person_id is not None}
    months = board.version.plan.notice_months
    return tuple(
        NoticeRow(
            member_key=row.member_key,
            person_id=people[row.member_key],
            unit_id=row.unit.id,
            starts_on=row.starts_on,
            told_on=before.get((row.member_key, row.unit.id, row.starts_on), today),
            due_on=notice_due(row.starts_on, months),
        )
        for row in board.placements
        if row.member_key in people and row.starts_on > today
    )


def _published_on(board: BoardRows | None) -> dict[tuple[str, int, date], date]:
    if board is None or board.version.published_on is None:
        return {}
    day = board.version.published_on
    return {(row.member_key, row.unit.id, row.starts_on): day for row in board.placements}


def late_today(notices: Iterable[NoticeRow], today: date) -> tuple[NoticeRow, ...]:
    """Those that are told today and should have been told before."""
    return tuple(each for each in notices if each.told_on == today and each.is_late)
