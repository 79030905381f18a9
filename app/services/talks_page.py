"""The talks of one doctor, for the doctor and for the supervisor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.services.signing import ref_text
from app.services.signing_settings import load_rules
from app.services.signing_words import where_now
from app.services.start_pages import Opening
from app.services.talks import agreed_words, talk_line
from app.services.wording import figure, long_day, plain
from app.store import learning, talks
from app.store import signing as signing_store
from app.store.signing import SignableRef, SignableRow
from app.store.talks import AgreedTalk
from pathways.signing import SignableKind
from pathways.talks import TalkState, TalkStatus
from pathways.types.record import SignState

MOST_HELD = 24
"""Talks held that the page lists; the rest are counted."""


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A talk that is agreed; one whose day has come can be told as held."""

    ref: str
    text: str
    has_come: bool
    note: str | None
    """Why it came back, when it was told as held and sent back."""


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A talk that was held, and who holds the signature."""

    ref: str
    on: date
    hours: str
    state: str
    kind: str
    waits_for_me: bool


@dataclass(frozen=True, slots=True)
class TalksPage:
    """The page."""

    public_id: str
    name: str
    is_own: bool
    opening: Opening
    agreed: tuple[AgreedLine, ...]
    held: tuple[HeldLine, ...]
    more_held: int
    may_register: bool
    """Whether the reader is the doctor or the personal supervisor."""


def load_page(session: Session, actor: Actor, public_id: str, today: date) -> TalksPage | None:
    """The talks of one doctor; None when not in training."""
    home = learning.find_home(session, public_id)
    if home is None:
        return None
    head = talks.head_of(session, home.enrolment_id, today)
    rules = load_rules(session)
    rows = [
        row
        for row in signing_store.list_of_enrolment(session, home.enrolment_id)
        if row.ref.kind is SignableKind.TALK
    ]
    held = [_held(row, actor) for row in _newest_first(rows) if _is_held(row, today)]
    is_own = home.parties.doctor == actor.person_id
    line = talk_line(head, rules, today) if head else None
    return TalksPage(
        public_id=public_id,
        name=plain(home.name),
        is_own=is_own,
        opening=_opening(line.status if line else None, rules.interval_days(home.organisation_id)),
        agreed=tuple(_agreed(talk, today) for talk in (head.agreed if head else ())),
        held=tuple(held[:MOST_HELD]),
        more_held=max(0, len(held) - MOST_HELD),
        may_register=actor.person_id in (home.parties.doctor, home.parties.supervisor)
        and home.parties.supervisor is not None,
    )


def _opening(status: TalkStatus | None, interval: int) -> Opening:
    if status is None:
        return Opening(_("Dette steget har ingen faste veiledningssamtaler."))
    if status.state is TalkState.MISSING:
        sentence = _(
            "Det *mangler en veiledningssamtale* siden %(day)s.", day=long_day(status.due_on)
        )
    elif status.state is TalkState.AGREED and status.next_agreed is not None:
        sentence = _("Neste veiledningssamtale er *%(day)s*.", day=long_day(status.next_agreed))
    else:
        sentence = _("Neste samtale må holdes innen *%(day)s*.", day=long_day(status.due_on))
    last = (
        _("Den siste var %(day)s.", day=long_day(status.last_held))
        if status.last_held
        else _("Ingen samtale er registrert ennå.")
    )
    rule = _(
        "Hos dere går det høyst %(days)s dager mellom samtalene. Permisjon teller ikke.",
        days=interval,
    )
    return Opening(sentence, f"{last} {rule}")


def _is_held(row: SignableRow, today: date) -> bool:
    return row.day is not None and row.day <= today and row.item.state is not SignState.DRAFT


def _newest_first(rows: Iterable[SignableRow]) -> list[SignableRow]:
    return sorted(rows, key=lambda row: (row.day or date.min, row.ref.id), reverse=True)


def _agreed(talk: AgreedTalk, today: date) -> AgreedLine:
    ref = SignableRef(SignableKind.TALK, talk.id, talk.version)
    return AgreedLine(ref_text(ref), agreed_words(talk), talk.on <= today, talk.note)


def _held(row: SignableRow, actor: Actor) -> HeldLine:
    is_signed = row.item.state is SignState.SIGNED
    return HeldLine(
        ref=ref_text(row.ref),
        on=row.day or date.min,
        hours=figure(row.amount or 0),
        state=where_now(row),
        kind="done" if is_signed else "on_track",
        waits_for_me=row.item.state is SignState.SENT and row.item.held_by == actor.person_id,
    )
