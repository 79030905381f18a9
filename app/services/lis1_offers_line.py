"""The pages beside the list of offers: who is next in line, sharing out anew, and one candidate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import OfferState
from app.services import lis1_offers_next as next_service
from app.services import lis1_offers_standing as standing_service
from app.services import lis1_offers_words as words
from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_my_offer import why_of
from app.services.lis1_offers_next import SharedAnew, Waiting, fingerprint
from app.services.lis1_offers_page import OfferLine, line_of
from app.services.lis1_offers_standing import WEB_WAYS, Standing
from app.services.lis1_words import mechanism_name
from app.services.rotation_life import Refused
from app.services.wording import day, in_words, upper_first
from app.store.lis1_offers import OfferRow
from rotations.lis1.results import Mechanism


@dataclass(frozen=True, slots=True)
class LineRow:
    """One in line; `name` is None for a case that is hidden from the reader."""

    number: int
    key: str
    name: str | None
    wish: str
    leaves: str
    can_have: bool


@dataclass(frozen=True, slots=True)
class LinePage:
    """Who is next in line for a seat."""

    intake_id: str
    seat: str
    seat_key: str
    sentence: str
    reason: str
    left: int
    rows: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class AgainRow:
    """Who would get what."""

    key: str
    name: str | None
    seat: str
    wish: str


@dataclass(frozen=True, slots=True)
class AgainPage:
    """What sharing out the open places anew would give."""

    intake_id: str
    sentence: str
    reason: str
    way: str
    ways: tuple[tuple[str, str], ...]
    rows: tuple[AgainRow, ...]
    shown: str
    problem: str | None


@dataclass(frozen=True, slots=True)
class OnePage:
    """One candidate's offers, newest first."""

    intake_id: str
    key: str
    name: str
    sentence: str
    version: int
    can_answer: bool
    can_withdraw: bool
    reply_by: str | None
    why: tuple[str, ...]
    lines: tuple[OfferLine, ...]


def load_line(session: Session, intake_id: int, seat_key: str, person_id: int) -> LinePage | None:
    """Who is next in line for a seat; None when the intake has no such seat."""
    now = standing_service.load(session, intake_id)
    seat = now.seat(seat_key)
    if seat is None:
        return None
    hidden = hidden_candidates(session, intake_id, person_id)
    rows = tuple(_row(now, each, hidden) for each in next_service.in_line(now, seat_key))
    left, count = max(0, now.room[seat_key]), sum(each.can_have for each in rows)
    places = now.stored.places
    return LinePage(
        now.stored.intake.public_id,
        f"{places[seat.hospital_id]} – {places[seat.municipality_id]}",
        seat_key,
        _line_sentence(left, count),
        _(
            "Først står den med flest poeng for plassen, så den som ble trukket først. Den som har"
            " takket nei, eller ikke svarte i tide, er ikke med."
        ),
        left,
        rows,
    )


def _line_sentence(left: int, count: int) -> str:
    if not left:
        return _("Plassen er ikke ledig.")
    if not count:
        return _("Ingen som ønsket plassen, står igjen.")
    return ngettext(
        "*Én* står for tur til plassen.",
        "*%(words)s* står for tur til plassen.",
        count,
        words=upper_first(in_words(count)),
    )


def _row(now: Standing, each: Waiting, hidden: frozenset[int]) -> LineRow:
    candidate = now.candidate(each.line.candidate)
    assert candidate is not None and candidate.id is not None
    if candidate.id in hidden:
        return LineRow(each.number, candidate.key, None, "", "", False)
    leaves = _("Har ingen plass")
    if each.offer is not None:
        seat = words.seat_words(each.offer.seat)
        leaves = (
            _("Tilbudet om %(seat)s trekkes", seat=seat)
            if each.can_have
            else _("Har takket ja til %(seat)s", seat=seat)
        )
    return LineRow(
        each.number,
        candidate.key,
        candidate.name,
        _("ønske %(rank)s", rank=each.line.rank),
        leaves,
        each.can_have,
    )


def load_again(
    session: Session, intake_id: int, mechanism: Mechanism | None, person_id: int
) -> AgainPage:
    """What sharing out the open places by one way would give; by the decided way unless named."""
    now = standing_service.load(session, intake_id)
    way = mechanism or now.mechanism
    found = next_service.share_anew(now, way)
    hidden = hidden_candidates(session, intake_id, person_id)
    is_refused = isinstance(found, Refused)
    decided = now.run.mechanism if now.run else None
    return AgainPage(
        now.stored.intake.public_id,
        _("Ingenting kan fordeles på nytt nå.") if is_refused else _again_sentence(found),
        _(
            "Vedtaket brukte %(way)s, som ikke kan kjøres her. Velg en annen måte.",
            way=mechanism_name(decided).lower(),
        )
        if decided is not None and decided not in WEB_WAYS
        else _("De som har takket ja eller ikke har svart, beholder plassen sin."),
        way,
        tuple((each.value, mechanism_name(each)) for each in WEB_WAYS),
        () if isinstance(found, Refused) else _again_rows(now, found, hidden),
        "" if isinstance(found, Refused) else fingerprint(found),
        found.text if isinstance(found, Refused) else None,
    )


def _again_sentence(found: SharedAnew | Refused) -> str:
    count = 0 if isinstance(found, Refused) else len(found.new)
    if not count:
        return _("Ingen får en plass på nytt.")
    return ngettext(
        "*Én* får tilbud om en ledig plass.",
        "*%(words)s* får tilbud om en ledig plass.",
        count,
        words=upper_first(in_words(count)),
    )


def _again_rows(now: Standing, found: SharedAnew, hidden: frozenset[int]) -> tuple[AgainRow, ...]:
    rows = []
    for each in found.new:
        candidate, seat = now.candidate(each.candidate), now.seat(each.seat)
        assert candidate is not None and seat is not None
        if candidate.id in hidden:
            rows.append(AgainRow(candidate.key, None, "", ""))
            continue
        places = now.stored.places
        name = f"{places[seat.hospital_id]} – {places[seat.municipality_id]}"
        wish = words.rank_words(each.rank)
        rows.append(AgainRow(candidate.key, candidate.name, name, wish))
    return tuple(rows)


def one(offers: Sequence[OfferRow], today: date) -> OnePage:
    """One candidate's offers, newest first; the reader may know the case."""
    first = offers[0]
    _mark, word = words.state_words(first, today)
    is_gone = first.withdrawn_on is not None
    return OnePage(
        first.intake_key,
        first.key,
        first.name,
        f"{words.seat_words(first.seat)}: *{word}*.",
        first.version,
        first.state is OfferState.SENT and not is_gone,
        first.is_open and (is_gone or first.state is not OfferState.ACCEPTED),
        day(first.reply_by) if first.reply_by else None,
        why_of(first.reason),
        tuple(line_of(each, frozenset(), today) for each in offers),
    )
