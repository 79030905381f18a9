"""Agreements between employers: one agreement's page, starting a new one, keeping a change."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import AgreementKind, LegalState
from app.services import knowledge
from app.services.logbook_choices import Option, grouped_places
from app.services.logbook_form import Problem, Raw
from app.services.places_agreement_form import (
    FIELDS,
    Parties,
    agreement_raw,
    agreement_spec,
    label_of,
)
from app.services.places_changes import NEW, judge, keep
from app.services.places_fields import Draft, Stored, shown
from app.services.places_page import Scope, scope_of
from app.services.places_words import (
    agreement_kind_name,
    agreement_mark,
    legal_state_name,
    period,
    runs,
)
from app.services.wording import in_language, long_day, lower_first
from app.store import access as access_store
from app.store import logbook as logbook_store
from app.store import place_edits as edits
from app.store import places as store
from app.store.places import AgreementRow, PlaceRow


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new agreement begins with: its kind and its two parties."""

    raw: Raw
    kinds: tuple[Option, ...]
    organisations: tuple[tuple[str, tuple[Option, ...]], ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One agreement as its page tells it."""

    row: AgreementRow
    kind: str
    sentence: str
    reason: str
    mark: str
    state: str
    facts: tuple[tuple[str, str], ...]
    place: PlaceRow | None
    may_open_place: bool


def load_agreement(session: Session, actor: Actor, row: AgreementRow, today: date) -> AgreementPage:
    """One agreement; the same number of queries for all."""
    scope = scope_of(session, actor)
    parties = _parties(session, scope, row.kind, row.home_id, row.host_id, row.home, row.host)
    mark, state = agreement_mark(row.state, row.ends_on, today)
    place = None
    if row.unit_id is not None:
        place = next(iter(store.list_places(session, unit_ids=(row.unit_id,))), None)
    return AgreementPage(
        row=row,
        kind=agreement_kind_name(row.kind),
        sentence=_sentence(row, today),
        reason=_reason(row),
        mark=mark,
        state=state,
        facts=(*_facts(row, parties), *_covered(session, row)),
        place=place,
        may_open_place=scope.keeps(row.home_id) or scope.keeps(row.host_id),
    )


def load_opening(session: Session, actor: Actor, raw: Raw) -> Opening:
    """The first step of a new agreement; the actor's own organisation is home if there is one."""
    scope = scope_of(session, actor)
    places = logbook_store.list_places(session)
    first = dict(raw)
    if "home_id" not in first and scope.organisation_ids is not None:
        own = [key for key, _name, kind in places if kind != "hospital" and scope.keeps(key)]
        first |= {"home_id": str(own[0])} if len(own) == 1 else {}
    return Opening(
        raw=first,
        kinds=tuple((str(each), agreement_kind_name(each)) for each in AgreementKind),
        organisations=grouped_places(places),
    )


def choose_parties(session: Session, actor: Actor, raw: Raw) -> Parties | Opening:
    """The kind and the parties of a new agreement, or what is missing of them."""
    opening = load_opening(session, actor, raw)
    names = {key: name for _heading, rows in opening.organisations for key, name in rows}
    kind, home, host = (raw.get(name, "") for name in ("kind", "home_id", "host_id"))
    problems = []
    if kind not in dict(opening.kinds):
        problems.append(Problem("kind", _("Velg hva slags avtale det er.")))
    if home not in names:
        problems.append(Problem("home_id", _("Velg hvem legene kommer fra.")))
    if host not in names:
        problems.append(Problem("host_id", _("Velg hvem som tar imot.")))
    if not problems and home == host:
        problems.append(Problem("host_id", _("De to partene må være forskjellige.")))
    scope = scope_of(session, actor)
    if not problems and not (scope.keeps(int(home)) or scope.keeps(int(host))):
        problems.append(Problem("home_id", _("Du må koordinere minst én av partene.")))
    if problems:
        return Opening(opening.raw, opening.kinds, opening.organisations, tuple(problems))
    return _parties(
        session, scope, AgreementKind(kind), int(home), int(host), names[home], names[host]
    )


def agreement_draft(
    session: Session, actor: Actor, found: Parties | AgreementRow, today: date
) -> Draft:
    """The form to fill in: a new agreement of these parties, or one that is stored."""
    if isinstance(found, Parties):
        raw = agreement_raw(None, found, today)
        return Draft(agreement_spec(found), {**raw, "version": NEW})
    parties = parties_of(session, actor, found)
    stored = _stored(found)
    raw = agreement_raw(found, parties, today)
    return Draft(agreement_spec(parties), {**raw, "version": stored.version}, stored)


def save_agreement(
    session: Session, actor: Actor, raw: Raw, found: Parties | AgreementRow, *, now: datetime
) -> str | Draft:
    """Read, judge and keep an agreement; commits. Its public id, or what stands in the way."""
    is_new = isinstance(found, Parties)
    parties = found if isinstance(found, Parties) else parties_of(session, actor, found)
    stored = None if isinstance(found, Parties) else _stored(found)
    draft = judge(session, agreement_spec(parties), raw, stored)
    kept: list[str] = [] if isinstance(found, Parties) else [found.public_id]

    def write(values: Mapping[str, Any]) -> tuple[str, str] | None:
        if is_new:
            fields = dict(values) | {
                "kind": parties.kind,
                "home_id": parties.home_id,
                "host_id": parties.host_id,
                "is_demo": actor.is_demo,
            }
            kept.append(edits.add_row(session, edits.AGREEMENT, fields))
        elif not edits.change_row(
            session, edits.AGREEMENT, kept[0], int(stored.version if stored else NEW), values
        ):
            return None
        return edits.AGREEMENT, kept[0]

    done = keep(session, draft, write, by=actor.person_id, now=now)
    return kept[0] if done is None else done


def parties_of(session: Session, actor: Actor, row: AgreementRow) -> Parties:
    """The parties of a stored agreement with what its form offers."""
    scope = scope_of(session, actor)
    found = _parties(session, scope, row.kind, row.home_id, row.host_id, row.home, row.host)
    if row.person_id is None or str(row.person_id) in dict(found.people):
        return found
    # Who is named already can stay, also when employed by the other party.
    return replace(found, people=(*found.people, (str(row.person_id), row.person or "")))


def _parties(
    session: Session,
    scope: Scope,
    kind: AgreementKind,
    home_id: int,
    host_id: int,
    home: str,
    host: str,
) -> Parties:
    below = access_store.with_children(session, {host_id})
    both = access_store.with_children(session, {home_id, host_id})
    # Only one's own staff: an agreement must not tell who works for the other party.
    mine = both if scope.organisation_ids is None else both & scope.organisation_ids
    units = edits.list_units_within(session, below)
    people = edits.list_staff(session, mine)
    specialties = knowledge.load_bundle(session).knowledge.specialties
    return Parties(
        kind,
        home_id,
        home,
        host_id,
        host,
        tuple((str(key), name) for key, name in units),
        tuple((str(key), name) for key, name in people),
        tuple((each.code, in_language(each, "name") or each.code) for each in specialties),
    )


def _stored(row: AgreementRow) -> Stored:
    values = {name: getattr(row, name) for name in FIELDS}
    return Stored((edits.AGREEMENT, row.public_id), str(row.version), values)


def _facts(row: AgreementRow, parties: Parties) -> list[tuple[str, str]]:
    specialty = dict(parties.specialties).get(row.specialty_code or "")
    told: dict[str, object] = {
        "unit_id": row.unit or _("Hele %(host)s", host=row.host),
        "specialty_code": specialty,
        "person_id": row.person,
        "home_share": None if row.home_share is None else _shares(row),
    }
    hidden = {"title", "state", "starts_on", "ends_on"}
    found = [(_("Fra"), row.home), (_("Til"), row.host)]
    for name in parties.asks:
        value = told[name] if name in told else getattr(row, name)
        if name not in hidden and value is not None:
            found.append((label_of(name), shown(value)))
    return [*found, (_("Gjelder"), period(row.starts_on, row.ends_on))]


def _covered(session: Session, row: AgreementRow) -> list[tuple[str, str]]:
    """The objectives that can be met at the agreement's unit, by legal state."""
    if row.unit_id is None:
        return []
    by_state: dict[LegalState, list[str]] = defaultdict(list)
    for each in store.list_objective_places(session, (row.unit_id,)):
        by_state[each.legal_state].append(each.identifier)
    return [
        (
            _("Læringsmål, %(state)s", state=lower_first(legal_state_name(state))),
            ", ".join(runs(names)),
        )
        for state, names in by_state.items()
    ]


def _shares(row: AgreementRow) -> str:
    share = row.home_share or 0
    return _(
        "%(home)s %% hos %(one)s og %(host)s %% hos %(other)s",
        home=share,
        one=row.home,
        host=100 - share,
        other=row.host,
    )


def _sentence(row: AgreementRow, today: date) -> str:
    if row.ends_on is None:
        return _("Avtalen gjelder *til videre*.")
    if row.ends_on < today:
        return _("Avtalen gikk ut *%(day)s*.", day=long_day(row.ends_on))
    if row.starts_on > today:
        return _("Avtalen begynner *%(day)s*.", day=long_day(row.starts_on))
    return _("Avtalen går ut *%(day)s*.", day=long_day(row.ends_on))


def _reason(row: AgreementRow) -> str:
    if row.person is not None:
        return _(
            "%(name)s, mellom %(home)s og %(host)s.", name=row.person, home=row.home, host=row.host
        )
    if row.places is None:
        return _("Leger fra %(home)s til %(host)s.", home=row.home, host=row.host)
    return _(
        "Leger fra %(home)s til %(host)s, høyst %(places)s samtidig.",
        home=row.home,
        host=row.host,
        places=row.places,
    )
