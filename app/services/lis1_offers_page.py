"""The page of offers: who has answered, which seats are free, and who was told too late."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.clock import OSLO
from app.db.tables import OfferState
from app.services import knowledge
from app.services import lis1_offers_standing as standing_service
from app.services import lis1_offers_words as words
from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_notice import Notice, NoticeState, notice_of
from app.services.lis1_offers import why_not_sent
from app.services.lis1_offers_next import in_line, is_drawn
from app.services.lis1_offers_standing import SAID_NO, Standing
from app.services.my_pathway_reckoning import rule_on
from app.services.pathways_facts import SourceRef, sources_of
from app.services.reminders import NOTICE_RULE
from app.services.wording import day, in_words, upper_first
from app.store.lis1_offers import OfferRow


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One offer in the list; `name` is None for a case that is hidden from the reader."""

    key: str
    name: str | None
    seat: str
    starts: str
    round: int
    mark: str
    word: str
    told: str
    notice_mark: str
    notice: str
    note: str
    email: str
    has_account: bool
    is_open: bool
    version: int


@dataclass(frozen=True, slots=True)
class FreeSeat:
    """A seat with room."""

    key: str
    name: str
    left: int
    in_line: int


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One offer round, and whether it has gone out."""

    number: int
    text: str
    sent: int


@dataclass(frozen=True, slots=True)
class NoticePart:
    """The notice clock of the intake."""

    sentence: str
    reason: str
    broken: tuple[OfferLine, ...]
    waiting: tuple[OfferLine, ...]
    """Has a seat, and is not told: last day first."""
    source: SourceRef | None
    """Of the limit."""
    differs: str | None
    """Said when the intake's limit is not the rule's."""


@dataclass(frozen=True, slots=True)
class OffersPage:
    """Everything on the page."""

    intake_id: str
    name: str
    sentence: str
    reason: str
    can_make: bool
    ready: tuple[OfferLine, ...]
    next_round: int
    why_not_sent: str | None
    early: str | None
    """Said when the round is sent before its day."""
    reply_by: str | None
    lines: tuple[OfferLine, ...]
    free: tuple[FreeSeat, ...]
    can_share_anew: bool
    rounds: tuple[RoundLine, ...]
    notice: NoticePart | None


def load(session: Session, intake_id: int, person_id: int, today: date) -> OffersPage:
    """The page as one member of the council sees it; a fixed number of queries."""
    now = standing_service.load(session, intake_id)
    hidden = hidden_candidates(session, intake_id, person_id)
    lines = {each.id: line_of(each, hidden, today) for each in now.rows}
    sent = [each for each in now.rows if each.state is OfferState.SENT]
    free = _free(now)
    sentence, reason = words.opening_words(
        has_decision=now.decided is not None,
        held=len(now.latest),
        accepted=sum(each.state is OfferState.ACCEPTED for each in now.held.values()),
        waiting=len(sent),
        ready=len(now.ready),
        late=sum(each.reply_by is not None and each.reply_by < today for each in sent),
        free=sum(each.left for each in free),
    )
    dates = now.dates
    return OffersPage(
        intake_id=now.stored.intake.public_id,
        name=now.stored.intake.name,
        sentence=sentence,
        reason=reason,
        can_make=now.decided is not None
        and all(each.decision_id != now.decided.id for each in now.rows),
        ready=tuple(lines[each.id] for each in now.ready),
        next_round=now.next_round,
        why_not_sent=why_not_sent(now, today) if now.ready else None,
        early=_early(dates.sent_on, now.next_round) if dates and today < dates.sent_on else None,
        reply_by=day(dates.reply_by) if dates else None,
        lines=tuple(
            lines[each.id] for each in _in_order(now) if each.state is not OfferState.READY
        ),
        free=free if now.rows else (),
        can_share_anew=bool(now.rows) and bool(free) and is_drawn(now),
        rounds=_rounds(now),
        notice=_notice(now, lines, today),
    )


def notice_for(offer: OfferRow, today: date) -> Notice:
    """The notice clock of one offer."""
    return notice_of(
        offer.municipality_starts_on,
        offer.sent_at.astimezone(OSLO).date() if offer.sent_at else None,
        limit_months=offer.limit_months,
        target_months=offer.target_months,
        today=today,
    )


def line_of(offer: OfferRow, hidden: frozenset[int], today: date) -> OfferLine:
    """One offer as a line; nothing of a hidden case but its key."""
    if offer.candidate_id in hidden:
        blank = ("", "", offer.round, "unknown", "", "", "unknown", "", "", "")
        return OfferLine(offer.key, None, *blank, False, False, 0)
    mark, word = words.state_words(offer, today)
    notice_mark, notice = words.notice_words(notice_for(offer, today))
    return OfferLine(
        key=offer.key,
        name=offer.name,
        seat=words.seat_words(offer.seat),
        starts=words.starts_words(offer),
        round=offer.round,
        mark=mark,
        word=word,
        told=words.told_words(offer),
        notice_mark=notice_mark,
        notice=notice,
        note=offer.answer_note,
        email=offer.email,
        has_account=offer.person_id is not None,
        is_open=offer.is_open,
        version=offer.version,
    )


_ORDER = {
    OfferState.SENT: 0,
    OfferState.EXPIRED: 1,
    OfferState.DECLINED: 2,
    OfferState.WITHDRAWN: 3,
    OfferState.ACCEPTED: 4,
    OfferState.READY: 5,
}
"""What needs somebody stands first."""


def _in_order(now: Standing) -> list[OfferRow]:
    return sorted(now.rows, key=lambda each: (_ORDER[each.state], each.key, each.id))


def _free(now: Standing) -> tuple[FreeSeat, ...]:
    return tuple(
        FreeSeat(
            seat.key,
            f"{now.stored.places[seat.hospital_id]} – {now.stored.places[seat.municipality_id]}",
            now.room[seat.key],
            sum(each.can_have for each in in_line(now, seat.key)),
        )
        for seat in now.stored.seats
        if now.room[seat.key] > 0 and not seat.is_closed
    )


def _rounds(now: Standing) -> tuple[RoundLine, ...]:
    return tuple(
        RoundLine(
            each.number,
            words.round_words(each),
            sum(row.round == each.number and row.sent_at is not None for row in now.rows),
        )
        for each in now.stored.offer_dates
    )


def _early(sent_on: date, number: int) -> str:
    return _(
        "Runde %(number)s sendes etter planen %(day)s, samme dag hos alle helseforetak.",
        number=number,
        day=day(sent_on),
    )


def _notice(now: Standing, lines: dict[int, OfferLine], today: date) -> NoticePart | None:
    """Those who have a seat: told in time, told late, or not told."""
    clocks = [
        (each, notice_for(each, today))
        for each in now.rows
        if each.is_open and each.state not in SAID_NO and each.municipality_starts_on is not None
    ]
    if not clocks:
        return None
    broken = [pair for pair in clocks if pair[1].is_broken]
    waiting = [pair for pair in clocks if pair[1].state is NoticeState.WAITS]
    in_target = sum(each.state is NoticeState.IN_TARGET for _row, each in clocks)
    count = len(broken)
    sentence = (
        ngettext(
            "Én fikk vite kommunen etter fristen.",
            "%(words)s fikk vite kommunen etter fristen.",
            count,
            words=upper_first(in_words(count)),
        )
        if broken
        else _("Ingen har fått vite kommunen etter fristen.")
    )
    intake = now.stored.intake
    reason = _(
        "Fristen er %(limit)s måneder før tjenesten i kommunen. Ønsket er %(target)s måneder før:"
        " %(met)s av %(all)s fikk vite den så tidlig.",
        limit=in_words(intake.notice_limit_months),
        target=in_words(intake.notice_target_months),
        met=in_target,
        all=len(clocks),
    )
    return NoticePart(
        sentence,
        reason,
        tuple(lines[row.id] for row, each in sorted(broken, key=lambda pair: pair[1].days)),
        tuple(lines[row.id] for row, each in sorted(waiting, key=lambda pair: pair[1].days)),
        *_limit_source(intake.notice_limit_months, today),
    )


def _limit_source(months: int, today: date) -> tuple[SourceRef | None, str | None]:
    """Where the limit is said, and what to say when the intake has another."""
    facts = knowledge.current().knowledge
    rule = rule_on(facts, NOTICE_RULE, today)
    if rule is None or rule.value is None:
        return None, None
    differs = None
    if int(rule.value) != months:
        differs = _(
            "Regelen sier %(rule)s måneder. Inntaket er satt til %(mine)s.",
            rule=rule.value,
            mine=months,
        )
    return sources_of(facts).ref(rule.source_key), differs
