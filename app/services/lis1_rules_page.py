"""The pages of a council's rules: what counts now, one version, and what differs between two."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1Rules, RulesState
from app.exchange.lis1_parts import read_criteria
from app.services import lis1_rules_words as words
from app.services.lis1_rules import Council
from app.services.wording import long_day
from app.store import lis1_draw as log_store
from app.store import lis1_rules as store
from app.store.lis1_draw import LogEvent
from rotations.lis1.types import FactStatus

ACTIONS = tuple(f"lis1.rules_{each}" for each in ("proposed", "changed", "adopted", "discarded"))
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion as written and as checked."""

    key: str
    text: str
    kind: str
    subject: str
    scope: str
    least: str
    weight: int
    sentence: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of the rules."""

    public_id: str
    number: int
    version: int
    is_proposal: bool
    is_adopted: bool
    state: str
    paragraphs: tuple[str, ...]
    criteria: tuple[CriterionLine, ...]
    remaining: str
    source: str
    source_address: str | None
    doubt: str | None
    """The tag of a source that is not confirmed."""
    decided_on: date | None
    decided_by: str | None
    made_on: date
    made_by: str | None
    intakes: tuple[tuple[str, str], ...]
    """(public id, name) of the intakes that go by it."""
    is_demo: bool


@dataclass(frozen=True, slots=True)
class RulesPage:
    """What counts now, the proposals, and what counted before."""

    council: Council
    sentence: str
    reason: str
    adopted: VersionView | None
    proposals: tuple[VersionView, ...]
    earlier: tuple[VersionView, ...]


@dataclass(frozen=True, slots=True)
class OneVersion:
    """The page of one version."""

    view: VersionView
    sentence: str
    reason: str
    against: VersionView | None
    """The version it is compared with."""
    differences: tuple[str, ...]
    others: tuple[VersionView, ...]
    """Versions it can be compared with."""
    history: tuple[tuple[LogEvent, str], ...]


def load_page(session: Session, council: Council) -> RulesPage:
    """The rules of a council."""
    rows = store.list_versions(session, council.id)
    views = _views(session, council.id, rows)
    adopted = next((each for each in rows if each.state is RulesState.ADOPTED), None)
    sentence, reason = words.answer(adopted)
    return RulesPage(
        council,
        sentence,
        reason,
        next((each for each in views.values() if each.is_adopted), None),
        tuple(each for each in views.values() if each.is_proposal),
        tuple(each for each in views.values() if not each.is_proposal and not each.is_adopted),
    )


def load_version(session: Session, row: Lis1Rules, other: str = "") -> OneVersion:
    """One version, compared with `other` (a public id) or with what it is natural to compare."""
    versions = store.list_versions(session, row.organisation_id)
    views = _views(session, row.organisation_id, versions)
    rows = {each.public_id: each for each in versions}
    against = rows.get(other) if other != row.public_id else None
    if against is None:
        against = _natural(row, rows)
    view = views[row.public_id]
    sentence, reason = _answer(row, view)
    return OneVersion(
        view,
        sentence,
        reason,
        None if against is None else views[against.public_id],
        () if against is None else words.differences(against, row),
        tuple(each for each in views.values() if each.public_id != row.public_id),
        _history(session, row),
    )


def _natural(row: Lis1Rules, rows: Mapping[str, Lis1Rules]) -> Lis1Rules | None:
    """What a proposal would replace; what a version that counted replaced."""
    if row.state in (RulesState.PROPOSED, RulesState.DISCARDED):
        return next((each for each in rows.values() if each.state is RulesState.ADOPTED), None)
    before = (
        each
        for each in rows.values()
        if each.number < row.number and each.state is RulesState.SUPERSEDED
    )
    return next(before, None)


def _answer(row: Lis1Rules, view: VersionView) -> tuple[str, str]:
    day = "" if row.decided_on is None else long_day(row.decided_on)
    if row.state is RulesState.PROPOSED:
        return (
            _("Versjon %(number)s er et *forslag*.", number=row.number),
            _("Den gjelder først når rådet har sett virkningen og vedtatt den."),
        )
    if row.state is RulesState.ADOPTED:
        return words.answer(row)
    if row.state is RulesState.DISCARDED:
        return (
            _("Versjon %(number)s er *forkastet*.", number=row.number),
            _("Den har aldri vært gjeldende."),
        )
    names = ", ".join(name for _id, name in view.intakes) or _("ingen inntak")
    return (
        _("Versjon %(number)s ble vedtatt *%(day)s* og er erstattet.", number=row.number, day=day),
        _("Brukt i: %(names)s.", names=names),
    )


def _history(session: Session, row: Lis1Rules) -> tuple[tuple[LogEvent, str], ...]:
    said = {
        "lis1.rules_proposed": _("Laget"),
        "lis1.rules_changed": _("Endret"),
        "lis1.rules_adopted": _("Vedtatt"),
        "lis1.rules_discarded": _("Forkastet"),
    }
    events = log_store.list_events(session, (store.RULES, row.public_id), ACTIONS)
    return tuple((each, said[each.action]) for each in events)


def _views(session: Session, owner: int, rows: Sequence[Lis1Rules]) -> dict[str, VersionView]:
    """Every version of a council by public id, latest first; two queries."""
    people = [each for row in rows for each in (row.made_by_id, row.decided_by_id)]
    names = store.names_of(session, people)
    intakes: dict[int, list[tuple[str, str]]] = {}
    for each in store.list_intakes(session, owner):
        intakes.setdefault(each.rules_id, []).append((each.public_id, each.name))
    return {row.public_id: _view(row, names, tuple(intakes.get(row.id or 0, ()))) for row in rows}


def _view(
    row: Lis1Rules, names: Mapping[int, str], intakes: tuple[tuple[str, str], ...]
) -> VersionView:
    address = _ADDRESS.search(row.source)
    label = _ADDRESS.sub("", row.source).strip(" :") or row.source
    is_sure = row.status is FactStatus.CONFIRMED
    return VersionView(
        public_id=row.public_id,
        number=row.number,
        version=row.version,
        is_proposal=row.state is RulesState.PROPOSED,
        is_adopted=row.state is RulesState.ADOPTED,
        state=words.state_name(row.state),
        paragraphs=tuple(part for part in row.text.splitlines() if part.strip()),
        criteria=tuple(
            CriterionLine(
                each.key,
                each.text,
                words.kind_name(each.kind),
                each.subject,
                words.scope_name(each.scope),
                words.least(each),
                each.weight,
                words.machine_sentence(each),
            )
            for each in read_criteria(row.criteria)
        ),
        remaining=words.remaining_words(row.any_remaining),
        source=label,
        source_address=None if address is None else address[0],
        doubt=None if is_sure else words.status_name(row.status),
        decided_on=row.decided_on,
        decided_by=names.get(row.decided_by_id or 0),
        made_on=row.made_at.date(),
        made_by=names.get(row.made_by_id or 0),
        intakes=intakes,
        is_demo=row.is_demo,
    )
