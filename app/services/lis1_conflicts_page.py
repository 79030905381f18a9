"""The page about conflicts of interest: declaring one, those declared, and being outside."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import Lis1Intake
from app.services.lis1_conflicts import LIFTERS, hidden_candidates, membership, places_of
from app.services.lis1_decisions_words import conflict_sentence, member_name, subject_name
from app.services.lis1_offers_moment import Moment
from app.services.wording import listed, moment
from app.store import lis1 as lis1_store
from app.store import lis1_conflicts as store
from app.store.lis1_access import has_stepped_back
from app.store.lis1_conflicts import ConflictRow
from app.store.lis1_decisions import list_members


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One declared conflict as the council reads it."""

    id: int
    who: str
    over: str
    why: str
    declared: str
    lifted: str
    can_lift: bool


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """What a member sees; one who has stepped back sees that, and who can change it."""

    intake_id: str
    name: str
    is_outside: bool
    sentence: str
    reason: str
    lines: tuple[ConflictLine, ...] = ()
    candidates: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()


def load_page(session: Session, actor: Actor, intake: Lis1Intake, when: Moment) -> ConflictPage:
    """The page; nothing of the intake but its name is loaded for one who has stepped back."""
    assert intake.id is not None
    if has_stepped_back(session, intake.id, actor.person_id):
        return _outside(session, actor, intake, when)
    stored = lis1_store.load_intake(session, intake.id)
    assert stored is not None
    rows = store.list_conflicts(session, intake.id)
    mine = membership(session, actor.person_id, intake.organisation_id, when)
    may_lift = mine is not None and mine.task in LIFTERS
    hidden = hidden_candidates(session, intake.id, actor.person_id)
    names = {each.key: each.name for each in stored.candidates if each.id not in hidden}
    still = [each for each in rows if each.is_open]
    return ConflictPage(
        intake.public_id,
        intake.name,
        is_outside=False,
        sentence=f"{conflict_sentence(still)}." if still else _("Ingen har meldt seg inhabil."),
        reason=_(
            "Om en kandidat skjuler det saken for deg. Om et sykehus eller en kommune kan du ikke"
            " endre plasser der for hånd. Om hele inntaket ser du ingenting av det."
        ),
        lines=tuple(_line(each, actor, names, may_lift=may_lift) for each in rows),
        candidates=tuple((key, f"{key}, {name}") for key, name in sorted(names.items())),
        places=tuple((str(key), name) for key, name in places_of(stored)),
    )


def _line(row: ConflictRow, actor: Actor, names: dict[str, str], *, may_lift: bool) -> ConflictLine:
    over = subject_name(row)
    if row.key is not None and row.key in names:
        over = _("%(key)s, %(name)s", key=row.key, name=names[row.key])
    lifted = ""
    if row.lifted_at is not None:
        lifted = _(
            "Opphevet %(when)s av %(by)s",
            when=moment(row.lifted_at),
            by=row.lifted_by or _("ukjent"),
        )
    is_mine = row.person_id == actor.person_id
    knows = is_mine or row.key is None or row.key in names
    return ConflictLine(
        row.id,
        row.person,
        over,
        row.why if knows else "",
        moment(row.declared_at),
        lifted,
        may_lift and row.is_open and not is_mine and knows,
    )


def _outside(session: Session, actor: Actor, intake: Lis1Intake, when: Moment) -> ConflictPage:
    members = list_members(session, intake.organisation_id, when.today)
    others = [
        member_name(each)
        for each in members
        if each.task in LIFTERS and each.person_id != actor.person_id
    ]
    who = listed(others) if others else _("leder eller sekretær")
    return ConflictPage(
        intake.public_id,
        intake.name,
        is_outside=True,
        sentence=_("Du har meldt deg inhabil i *hele inntaket*."),
        reason=_(
            "Derfor ser du ingenting av det. Gjelder det ikke lenger, kan %(who)s oppheve det.",
            who=who,
        ),
    )
