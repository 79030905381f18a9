"""The page of a plan's doctors, and of one of them: what is needed, what is left to settle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.exchange.rotation_needs import Needs, read_needs
from app.services import rotation_members as members
from app.services.logbook_choices import Option
from app.services.places_words import group_name
from app.services.rotation_needs_suggested import Gap, GapKind
from app.services.rotation_new_plan import specialty_options
from app.services.wording import day, in_language, in_words, language, listed, upper_first
from app.store import rotation_plans as store
from app.store import rotations
from app.store.rotation_values import BoardRows, MemberRow, PlanHead, VersionHead
from rotations.types.case import Block, TraineeGroup
from seed.csv_rows import ReferenceFileError


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One row of the plan in the list."""

    key: str
    name: str
    group: str
    since: str
    needs: str
    is_vacancy: bool
    is_broken: bool
    """What is stored of its needs cannot be read."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A doctor who can be added."""

    public_id: str
    name: str
    stage: str
    has_plan: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    """The doctors of the plan, and those who can be added."""

    plan: PlanHead
    head: VersionHead | None
    """The version that is shown; None when the plan has none."""
    sentence: str
    lines: tuple[MemberLine, ...]
    candidates: tuple[Candidate, ...]
    more: int
    """Candidates that the list leaves out."""
    specialties: tuple[Option, ...]
    groups: tuple[Option, ...]

    @property
    def can_change(self) -> bool:
        """Whether the version is a draft."""
        return self.head is not None and self.head.is_draft


def load_members(
    session: Session, plan: PlanHead, today: date, *, specialty: str, words: str
) -> MembersPage:
    """The page; the number of queries does not depend on how many doctors there are."""
    board = members.board_of(session, plan)
    head = board.version if board else None
    lines = tuple(_line(board, each, plan) for each in board.members) if board else ()
    found: tuple[Candidate, ...] = ()
    total = 0
    if head is not None and head.is_draft and board is not None:
        rows, total = members.candidates(
            session, plan, specialty=specialty, words=words, today=today
        )
        there = {each.public_id for each in board.members}
        found = tuple(
            Candidate(each.public_id, each.name, in_language(each, "stage") or "", each.has_plan)
            for each in rows
            if each.public_id not in there
        )
        total -= len(rows)
    return MembersPage(
        plan=plan,
        head=head,
        sentence=_sentence(board),
        lines=lines,
        candidates=found,
        more=max(0, total),
        specialties=specialty_options(session),
        groups=tuple((str(each), group_name(each)) for each in TraineeGroup),
    )


def _sentence(board: BoardRows | None) -> str:
    rows = board.members if board else ()
    vacant = sum(each.is_vacancy for each in rows)
    doctors = ngettext(
        "*Én lege*", "*%(words)s leger*", len(rows) - vacant,
        words=upper_first(in_words(len(rows) - vacant)),
    )  # fmt: skip
    if not rows:
        return _("Planen har *ingen leger ennå*.")
    if not vacant:
        return _("%(doctors)s er i planen.", doctors=doctors)
    posts = ngettext(
        "én ledig stilling", "%(words)s ledige stillinger", vacant, words=in_words(vacant)
    )
    return _("%(doctors)s og %(posts)s er i planen.", doctors=doctors, posts=posts)


def _line(board: BoardRows, member: MemberRow, plan: PlanHead) -> MemberLine:
    placed = sum(each.member_key == member.key for each in board.placements)
    try:
        wanted = len(read_needs(member.needs, plan.first_month).blocks)
        needs = _("%(placed)s av %(all)s plassert", placed=placed, all=wanted)
        if not wanted:
            needs = _("ingen behov ennå")
    except ReferenceFileError:
        wanted, needs = -1, _("kan ikke leses")
    return MemberLine(
        member.key,
        member.name,
        group_name(member.group),
        day(member.starts_on),
        needs,
        member.is_vacancy,
        is_broken=wanted < 0,
    )


# --- One of them ---


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One block in the list."""

    key: str
    service: str
    months: str
    sites: str
    order: str
    is_placed: bool
    more: str
    """What the form does not show: window, choice, what is inside."""


@dataclass(frozen=True, slots=True)
class GapLine:
    """Something that the training plan asks for and the row lacks."""

    service: str
    why: str
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One row of the plan."""

    plan: PlanHead
    head: VersionHead
    member: MemberRow
    seen: int
    group: str
    lines: tuple[NeedLine, ...]
    gaps: tuple[GapLine, ...]
    has_training_plan: bool
    problems: tuple[str, ...] = ()
    """Why the stored needs cannot be read."""


def load_member(session: Session, plan: PlanHead, key: str, today: date) -> MemberPage | None:
    """One row as it is stored now; None when there is no such row."""
    board = members.board_of(session, plan)
    member = board.member(key) if board else None
    if board is None or member is None:
        return None
    needs, problems = needs_of(member, plan)
    lines = _need_lines(session, board, member, needs)
    gaps, has_plan = _gaps(session, plan, member, needs, today)
    return MemberPage(
        plan=plan,
        head=board.version,
        member=member,
        seen=store.newest_edit_of(session, board.version.id, key),
        group=group_name(member.group),
        lines=lines,
        gaps=gaps,
        has_training_plan=has_plan,
        problems=problems,
    )


def needs_of(member: MemberRow, plan: PlanHead) -> tuple[Needs, tuple[str, ...]]:
    """What a member needs; no needs, and why, when what is stored cannot be read."""
    try:
        return read_needs(member.needs, plan.first_month), ()
    except ReferenceFileError as wrong:
        return Needs(), tuple(map(str, wrong.problems))


def _need_lines(
    session: Session, board: BoardRows, member: MemberRow, needs: Needs
) -> tuple[NeedLine, ...]:
    units = rotations.load_units(session, {key for each in needs.blocks for key in each.sites})
    names = {each.key: service_name(needs, each) for each in needs.blocks}
    placed = {each.block_key for each in board.placements if each.member_key == member.key}
    return tuple(
        NeedLine(
            key=each.key,
            service=names[each.key],
            months=months_text(each.min_months, each.max_months),
            sites=listed([units[key].name if key in units else key for key in each.sites]),
            order=listed([names.get(key, key) for key in each.after]),
            is_placed=each.key in placed,
            more=_more(each),
        )
        for each in needs.blocks
    )


def service_name(needs: Needs, block: Block) -> str:
    """A block's service in the page's language."""
    english = needs.service_en.get(block.service) if language() == "en" else None
    return english or block.service


def months_text(least: int, most: int) -> str:
    """So many months, or from so many to so many."""
    if least == most:
        return ngettext("%(num)s måned", "%(num)s måneder", least)
    return _("%(least)s–%(most)s måneder", least=least, most=most)


def _more(block: Block) -> str:
    found = []
    if block.choice is not None:
        found.append(_("valgfri, én av flere"))
    if block.window is not None:
        found.append(_("har bestemte måneder å begynne i"))
    if block.inner is not None:
        found.append(_("%(service)s inni", service=block.inner.service))
    if block.months_before or block.needs_objectives:
        found.append(_("har krav om hva som kommer først"))
    return listed(found)


def _gaps(
    session: Session, plan: PlanHead, member: MemberRow, needs: Needs, today: date
) -> tuple[tuple[GapLine, ...], bool]:
    """What the training plan and the bookings have that is not among the needs."""
    if member.public_id is None:
        return (), False
    found = members.suggestions(session, plan, [member.public_id], today).get(member.public_id)
    if found is None:
        return (), False
    have = {each.service.casefold() for each in needs.blocks}
    lines = [
        *(gap_line(each) for each in found.suggested.gaps),
        *(
            GapLine(each.service, _("Ikke blant behovene."), each.min_months, each.max_months)
            for each in _first_of_each(found.suggested.needs.blocks)
        ),
    ]
    missing = [line for line in lines if line.service.casefold() not in have]
    return tuple({line.service: line for line in missing}.values()), found.has_plan


def _first_of_each(blocks: Sequence[Block]) -> Iterable[Block]:
    return {each.service: each for each in reversed(blocks)}.values()


def gap_line(gap: Gap) -> GapLine:
    """What is left to settle, in words."""
    why = {
        GapKind.NO_LENGTH: _("Utdanningsplanen sier ikke hvor lenge."),
        GapKind.NO_PLACE: _("Vi vet ikke hvor den kan tas."),
        GapKind.CHOICE: _("Et valg mellom flere tjenester er ikke tatt."),
        GapKind.INSIDE: _("Den tas som del av en annen tjeneste."),
        GapKind.NOT_MONTHS: _("Den er booket, men ikke for hele måneder på et kjent sted."),
    }[gap.kind]
    return GapLine(gap.service, why, gap.least, gap.most)
