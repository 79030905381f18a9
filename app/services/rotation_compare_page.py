"""Two versions of a plan beside each other: who gets what, and what it does to their dates."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services.rotation_case import PlanCase, load_case
from app.services.rotation_compare import MemberChange, changes_between
from app.services.rotation_dates import DraftDates
from app.services.rotation_life_words import change_words, moved_words
from app.services.wording import in_words, upper_first
from app.store import rotations
from app.store.rotation_values import PlanHead, VersionHead


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One row of the board that differs."""

    key: str
    name: str
    is_vacancy: bool
    lines: tuple[str, ...]
    before: date | None
    after: date | None
    moved: str
    """How far the day moves; empty for a vacant post."""
    is_later: bool


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The comparison of `before` with `after`."""

    plan: PlanHead
    versions: tuple[VersionHead, ...]
    before: VersionHead
    after: VersionHead
    sentence: str
    reason: str | None
    rows: tuple[CompareRow, ...]
    blocks: int
    """How many placements differ."""


def load_compare(
    session: Session, plan: PlanHead, numbers: tuple[int | None, int | None], today: date
) -> ComparePage | None:
    """The page for two version numbers; by default the published and the open version.

    None when the plan has no such pair.
    """
    versions = rotations.list_versions(session, plan.id)
    pair = _pair(versions, numbers)
    if pair is None:
        return None
    before = load_case(session, pair[0].id, today=today)
    after = load_case(session, pair[1].id, today=today)
    changes = changes_between(before.board, after.board)
    rows = rows_of(session, before, after, changes, today)
    return ComparePage(
        plan,
        versions,
        *pair,
        _sentence(rows),
        _reason(rows),
        rows,
        sum(len(each.changes) for each in changes),
    )


def _pair(
    versions: tuple[VersionHead, ...], numbers: tuple[int | None, int | None]
) -> tuple[VersionHead, VersionHead] | None:
    by_number = {each.number: each for each in versions}
    newest = [each for each in versions if each.state != "discarded"]
    if not newest:
        return None
    after = by_number.get(numbers[1]) if numbers[1] is not None else newest[0]
    if after is None:
        return None
    if numbers[0] is not None:
        before = by_number.get(numbers[0])
    else:
        before = next((each for each in newest if each.number < after.number), None)
    return None if before is None else (before, after)


def rows_of(
    session: Session,
    before: PlanCase,
    after: PlanCase,
    changes: tuple[MemberChange, ...],
    today: date,
) -> tuple[CompareRow, ...]:
    """The rows that differ, with the doctors' days by each of the two."""
    keys = {each.member.key for each in changes if not each.member.is_vacancy}
    old = DraftDates(session, before, keys, today)
    new = DraftDates(session, after, keys, today)
    return tuple(_row(each, old, new) for each in changes)


def _row(change: MemberChange, old: DraftDates, new: DraftDates) -> CompareRow:
    member, key = change.member, change.member.key
    one = old.of(key).draft if key in old.members else None
    other = new.of(key).draft if key in new.members else None
    days = (other - one).days if one is not None and other is not None else None
    return CompareRow(
        key,
        member.name,
        member.is_vacancy,
        tuple(upper_first(change_words(each)) for each in change.changes),
        one,
        other,
        "" if member.is_vacancy else moved_words(days),
        bool(days and days > 0),
    )


def _sentence(rows: tuple[CompareRow, ...]) -> str:
    doctors = [row for row in rows if not row.is_vacancy]
    if not rows:
        return _("De to versjonene er *like*.")
    if not doctors:
        return _("Bare *ledige stillinger* er endret.")
    return ngettext(
        "*Én lege* får andre plasseringer.",
        "*%(words)s leger* får andre plasseringer.",
        len(doctors),
        words=upper_first(in_words(len(doctors))),
    )


def _reason(rows: tuple[CompareRow, ...]) -> str | None:
    doctors = [row for row in rows if not row.is_vacancy]
    if not doctors:
        return None
    later = sum(row.is_later for row in doctors)
    sooner = sum(1 for row in doctors if row.before and row.after and row.after < row.before)
    if not later and not sooner:
        return _("Ingen av datoene som er kjent, flytter seg.")
    parts = []
    if sooner:
        parts.append(
            ngettext(
                "Én kan bli ferdig tidligere.",
                "%(words)s kan bli ferdige tidligere.",
                sooner,
                words=upper_first(in_words(sooner)),
            )
        )
    if later:
        parts.append(
            ngettext(
                "Én blir trolig ferdig senere.",
                "%(words)s blir trolig ferdige senere.",
                later,
                words=upper_first(in_words(later)),
            )
        )
    return " ".join(parts)
