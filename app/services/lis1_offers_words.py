"""How offers, notices and rounds are said on the pages."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import OSLO
from app.db.tables import Lis1OfferDates, OfferState
from app.services.lis1_notice import Notice, NoticeState
from app.services.wording import day, in_words, long_day
from app.store.lis1_offers import OfferRow, SeatRow


def seat_words(seat: SeatRow) -> str:
    """Hospital and municipality: "Sykehuset Østfold, Kalnes – Moss kommune"."""
    return f"{seat.hospital} – {seat.municipality}"


def state_words(offer: OfferRow, today: date) -> tuple[str, str]:
    """Mark and word of an offer."""
    if offer.withdrawn_on is not None and offer.is_open:
        return "at_risk", _("Har trukket seg. Trekk tilbudet")
    if offer.state is OfferState.SENT and offer.reply_by is not None:
        if offer.reply_by < today:
            return "late", _("Fristen gikk ut %(day)s", day=day(offer.reply_by))
        return "on_track", _("Venter på svar til %(day)s", day=day(offer.reply_by))
    answered = offer.answered_at.astimezone(OSLO).date() if offer.answered_at else None
    if offer.state is OfferState.ACCEPTED:
        return "done", _("Takket ja %(day)s", day=day(answered)) if answered else _("Takket ja")
    if offer.state is OfferState.DECLINED:
        said = _("Takket nei %(day)s", day=day(answered)) if answered else _("Takket nei")
        return "blocked", said
    return {
        OfferState.READY: ("unknown", _("Klar, ikke sendt")),
        OfferState.EXPIRED: ("late", _("Ingen svar innen fristen")),
    }.get(offer.state, ("blocked", _("Trukket")))


def told_words(offer: OfferRow) -> str:
    """The day on which hospital and municipality were told."""
    return day(offer.sent_at.astimezone(OSLO).date()) if offer.sent_at else ""


def notice_words(notice: Notice) -> tuple[str, str]:
    """Mark and word of a notice, in days."""
    late = -notice.days
    days = ngettext("%(num)s dag", "%(num)s dager", abs(notice.days))
    if notice.state is NoticeState.NONE:
        return "unknown", _("Ingen tjeneste i kommune")
    if notice.state is NoticeState.IN_TARGET:
        return "done", _("Innen ønsket, %(days)s før fristen", days=days)
    if notice.state is NoticeState.IN_LIMIT:
        return "on_track", _("%(days)s før fristen", days=days)
    if notice.state is NoticeState.BREACH:
        return "late", _("%(days)s etter fristen", days=days)
    assert notice.limit_on is not None
    if notice.state is NoticeState.WAITS:
        return "unknown", _("Varsles innen %(day)s", day=day(notice.limit_on))
    return "late", ngettext("%(num)s dag over fristen", "%(num)s dager over fristen", late)


def round_words(dates: Lis1OfferDates) -> str:
    """When a round goes out, when answers are due and when they are marked in the portal."""
    return _(
        "Sendes %(sent)s, svar innen %(reply)s, merking innen %(marked)s kl. 12.00",
        sent=day(dates.sent_on),
        reply=day(dates.reply_by),
        marked=day(dates.marked_by),
    )


def opening_words(
    *, has_decision: bool, held: int, accepted: int, waiting: int, ready: int, late: int, free: int
) -> tuple[str, str]:
    """First sentence and reason of the page: who has answered, and which seats are free."""
    if not has_decision and not held:
        return (
            _("Tilbudene lages når rådet har vedtatt fordelingen."),
            _("Da ser du hvem som har svart, og hvilke plasser som er ledige."),
        )
    if not held and not accepted:
        return _("Vedtaket er klart. Tilbudene er ikke laget ennå."), ""
    seats = (
        ngettext("*én plass* er ledig", "*%(words)s plasser* er ledige", free, words=in_words(free))
        if free
        else _("ingen plasser er ledige")
    )
    sentence = _(
        "%(yes)s av %(all)s har takket ja, og %(seats)s.", yes=accepted, all=held, seats=seats
    )
    parts = [
        ngettext("Én har ikke svart.", "%(num)s har ikke svart.", waiting) if waiting else "",
        ngettext("Én av dem er over fristen.", "%(num)s av dem er over fristen.", late)
        if late
        else "",
        ngettext(
            "Ett tilbud er klart og ikke sendt.", "%(num)s tilbud er klare og ikke sendt.", ready
        )
        if ready
        else "",
    ]
    return sentence, " ".join(part for part in parts if part)


def rank_words(rank: int | None) -> str:
    """Which wish a seat is."""
    return _("ikke ønsket") if rank is None else _("ønske %(rank)s", rank=rank)


def starts_words(offer: OfferRow) -> str:
    """First day, and first day in the municipality."""
    if offer.municipality_starts_on is None:
        return _("Start %(day)s", day=long_day(offer.seat.starts_on))
    return _(
        "Start %(day)s, i kommunen fra %(there)s",
        day=long_day(offer.seat.starts_on),
        there=long_day(offer.municipality_starts_on),
    )
