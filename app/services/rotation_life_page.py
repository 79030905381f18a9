"""The pages on a plan's life: its versions, and what proposing or publishing would do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import VersionState
from app.services.board_findings import Findings, findings_of
from app.services.board_words import Names
from app.services.logbook_choices import Option
from app.services.rotation_hosts import Host, hosts_of, keepers, people_of_hosts
from app.services.rotation_life import EMPTY, Seen, state_word
from app.services.rotation_life_words import SOON_DAYS, days_of, moved_words, where
from app.services.rotation_publish_work import PublishWork, load_work
from app.services.wording import in_words, long_day, lower_first, upper_first
from app.store import access as access_store
from app.store import rotation_life as store
from app.store import rotation_talk, rotations
from app.store.rotation_values import PlanHead, VersionHead

MARKS = {
    VersionState.DRAFT: "unknown",
    VersionState.PROPOSED: "on_track",
    VersionState.PUBLISHED: "done",
    VersionState.SUPERSEDED: "blocked",
    VersionState.DISCARDED: "blocked",
}


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the history."""

    head: VersionHead
    word: str
    mark: str
    made_at: datetime
    published_by: str | None
    late: int
    """Placements that were told too late when it was published."""
    before: int | None
    """Number of the version that it was a copy of."""


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """The history of a plan."""

    plan: PlanHead
    sentence: str
    reason: str | None
    lines: tuple[VersionLine, ...]
    open: VersionHead | None
    published: VersionHead | None

    @property
    def copies(self) -> tuple[Option, ...]:
        """Where a new draft can begin: the published version, every other one, or nothing."""
        found = [
            (str(line.head.number), _copy_name(line))
            for line in sorted(self.lines, key=lambda line: line.head != self.published)
        ]
        return (*found, (EMPTY, _("Et tomt utkast")))


def _copy_name(line: VersionLine) -> str:
    number, word = line.head.number, lower_first(line.word)
    return _("Versjon %(number)s (%(state)s)", number=number, state=word)


def load_versions(session: Session, plan: PlanHead) -> VersionsPage:
    """The history, newest first; three queries."""
    versions = rotations.list_versions(session, plan.id)
    numbers = {each.id: each.number for each in versions}
    by, late = store.publishers(session, plan.id), store.late_notices(session, plan.id)
    opened = next((each for each in versions if each.state in rotations.OPEN_STATES), None)
    published = next((each for each in versions if each.state is VersionState.PUBLISHED), None)
    lines = tuple(
        VersionLine(
            each,
            state_word(each.state),
            MARKS[each.state],
            each.made_at,
            by.get(each.id),
            late.get(each.id, 0),
            numbers.get(each.based_on_id or 0),
        )
        for each in versions
    )
    return VersionsPage(plan, _holds(published), _open_text(opened), lines, opened, published)


def _holds(published: VersionHead | None) -> str:
    if published is None or published.published_on is None:
        return _("*Ingenting* er publisert ennå.")
    return _(
        "Versjon %(number)s gjelder. Den ble publisert *%(day)s*.",
        number=published.number,
        day=long_day(published.published_on),
    )


def _open_text(opened: VersionHead | None) -> str | None:
    if opened is None:
        return None
    if opened.state is VersionState.DRAFT:
        return _("Versjon %(number)s er et utkast.", number=opened.number)
    assert opened.comments_close_on is not None
    return _(
        "Versjon %(number)s er foreslått. Den kan kommenteres til og med %(day)s.",
        number=opened.number,
        day=long_day(opened.comments_close_on),
    )


# --- Before proposing and publishing ---


@dataclass(frozen=True, slots=True)
class LateLine:
    """A placement that would be told too late."""

    name: str
    placement: str
    days: str
    starts_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A doctor whose day moves."""

    name: str
    booked: date | None
    draft: date | None
    moved: str
    days: int | None


@dataclass(frozen=True, slots=True)
class HostLine:
    """A host that is told: how many doctors come, and whether anybody there can be told."""

    name: str
    doctors: int
    people: int


@dataclass(frozen=True, slots=True)
class StepPage:
    """What a step does, before it is done."""

    plan: PlanHead
    head: VersionHead
    seen: Seen
    sentence: str
    reason: str | None
    findings: Findings
    late: tuple[LateLine, ...]
    moved: tuple[MovedLine, ...]
    doctors: int
    """How many doctors are told."""
    hosts: tuple[HostLine, ...]
    keepers: int
    unanswered: int
    """Comments without an answer."""
    is_first: bool
    """Nothing was published before."""
    comments_open: bool
    suggested: date
    """Last day for comments that the form suggests."""

    @property
    def is_free(self) -> bool:
        """Whether no breach stands in the way of publishing."""
        return self.findings.breaches == 0


def load_step(
    session: Session, head: VersionHead, today: date, *, by: int, publishing: bool
) -> StepPage:
    """The page before proposing or publishing a version; a bounded number of queries.

    `by` is who would do it, and is not told.
    """
    work = load_work(session, head.id, today)
    hosts = _hosts(session, work, today, publishing=publishing)
    comments = rotation_talk.list_comments(session, head.id)
    doctors = len(work.changed_doctors) if publishing else _doctors(work)
    late = _late(work)
    close = head.comments_close_on
    return StepPage(
        plan=head.plan,
        head=head,
        seen=Seen(head.version, head.last_edit),
        sentence=_publish_sentence(work) if publishing else _propose_sentence(doctors, hosts),
        reason=_publish_reason(work) if publishing else None,
        findings=_findings(work, today),
        late=late,
        moved=_moved(work),
        doctors=doctors,
        hosts=hosts,
        keepers=len(keepers(session, head.plan.organisation_id, today) - {by}) if publishing else 0,
        unanswered=sum(each.answer is None for each in comments),
        is_first=work.before is None,
        comments_open=close is not None and close >= today,
        suggested=today + timedelta(days=SOON_DAYS),
    )


def _findings(work: PublishWork, today: date) -> Findings:
    case = work.plan_case.case
    names = Names(case, today=today)
    return findings_of(work.violations, work.plan_case.placements, names, ())


def _doctors(work: PublishWork) -> int:
    return sum(not each.is_vacancy for each in work.board.members)


def _hosts(
    session: Session, work: PublishWork, today: date, *, publishing: bool
) -> tuple[HostLine, ...]:
    """Organisations outside the one that keeps the plan that doctors come to."""
    plan = work.board.version.plan
    hosts = hosts_of(work.board, since=today)
    people = people_of_hosts(session, plan.organisation_id, hosts, today)
    own = access_store.with_children(session, {plan.organisation_id})
    changed = {each.member.key for each in work.changed_doctors}
    lines = []
    for host in hosts:
        reached = people.get(host.organisation_id, {})
        members = tuple(pair for pair in host.members if not publishing or pair[1] in changed)
        count = Host(host.organisation_id, host.name, members).doctors(None)
        if count and host.organisation_id not in own:
            lines.append(HostLine(host.name, count, len(reached)))
    return tuple(lines)


def _late(work: PublishWork) -> tuple[LateLine, ...]:
    names = {each.key: each.name for each in work.board.members}
    rows = {(row.member_key, row.unit.id, row.starts_on): row for row in work.board.placements}
    return tuple(
        LateLine(names[each.member_key], where(row), days_of(row), each.starts_on, each.due_on)
        for each in work.late
        for row in (rows[each.member_key, each.unit_id, each.starts_on],)
    )


def _moved(work: PublishWork) -> tuple[MovedLine, ...]:
    """Doctors whose day moves, those who get latest first; unknown ones last."""
    lines = [
        MovedLine(each.member.name, found.booked, found.draft, moved_words(found.days), found.days)
        for each in work.changed_doctors
        if (found := work.dates.get(each.member.key)) is not None and found.days != 0
    ]
    return tuple(sorted(lines, key=lambda line: (line.days is None, -(line.days or 0), line.name)))


def _propose_sentence(doctors: int, hosts: tuple[HostLine, ...]) -> str:
    told = ngettext(
        "*Én lege* får se forslaget",
        "*%(words)s leger* får se forslaget",
        doctors,
        words=upper_first(in_words(doctors)),
    )
    if not hosts:
        return told + "."
    places = ngettext(
        "ett sted utenfor huset kan kommentere",
        "%(words)s steder utenfor huset kan kommentere",
        len(hosts),
        words=in_words(len(hosts)),
    )
    return _("%(told)s, og %(places)s.", told=told, places=places)


def _publish_sentence(work: PublishWork) -> str:
    doctors, late = len(work.changed_doctors), len({each.member_key for each in work.late})
    if work.breaches:
        return ngettext(
            "Planen har *%(num)s brudd* og kan ikke publiseres.",
            "Planen har *%(num)s brudd* og kan ikke publiseres.",
            len(work.breaches),
        )
    if not doctors:
        return _("*Ingen lege* får andre plasseringer.")
    told = ngettext(
        "*Én lege* får nye plasseringer",
        "*%(words)s leger* får nye plasseringer",
        doctors,
        words=upper_first(in_words(doctors)),
    )
    if not late:
        return told + "."
    short = ngettext(
        "én av dem får for kort varsel",
        "%(words)s av dem får for kort varsel",
        late,
        words=in_words(late),
    )
    return _("%(told)s, og *%(short)s*.", told=told, short=short)


def _publish_reason(work: PublishWork) -> str:
    months = work.board.version.plan.notice_months
    return ngettext(
        "Planen krever %(words)s måneds varsel. Alle som får nye plasseringer, får melding.",
        "Planen krever %(words)s måneders varsel. Alle som får nye plasseringer, får melding.",
        months,
        words=in_words(months),
    )
