"""Who signs what at an organisation, and how often talks are held: read, shown and changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.roles import Role
from app.services import knowledge
from app.services.my_pathway_reckoning import rule_on
from app.services.pathways_facts import Fact, FactLine, sources_of
from app.services.reach import reach_of
from app.services.signing_words import chain_words, kinds_name
from app.services.wording import doubt, in_language
from app.store import audit
from app.store import signing_settings as store
from app.store.signing_settings import Home, StoredSetting
from pathways.signing import CHAINS, Chain, SignableKind, chain_from, chain_text
from pathways.talks import (
    DEFAULT_INTERVAL_DAYS,
    LONGEST_INTERVAL_DAYS,
    SHORTEST_INTERVAL_DAYS,
)
from pathways.types.knowledge import FactStatus

INTERVAL = "talks.interval_days"
LOCAL_RULE = "approval-local-practice"
"""The open rule behind every chain; the page tells it once."""


def chain_key(kind: SignableKind) -> str:
    """The key that a chain is kept under: `signing.objective`."""
    return f"signing.{kind}"


KEYS = (*(chain_key(kind) for kind in SignableKind), INTERVAL)


@dataclass(frozen=True, slots=True)
class SigningRules:
    """Every organisation's choices; one without its own follows the one above, then the default."""

    values: Mapping[tuple[int, str], str]
    parents: Mapping[int, int | None]

    def chain(self, organisation_id: int | None, kind: SignableKind) -> Chain:
        """Who signs this kind there, in order."""
        value, _owner = self.find(organisation_id, chain_key(kind))
        return chain_from(kind, value) or CHAINS[kind].default

    def interval_days(self, organisation_id: int | None) -> int:
        """The most days between two talks there."""
        value, _owner = self.find(organisation_id, INTERVAL)
        return int(value) if value else DEFAULT_INTERVAL_DAYS

    def find(self, organisation_id: int | None, key: str) -> tuple[str | None, int | None]:
        """The choice that applies there and whose it is; (None, None) where nobody has chosen."""
        seen: set[int] = set()
        while organisation_id is not None and organisation_id not in seen:
            seen.add(organisation_id)
            value = self.values.get((organisation_id, key))
            if value:
                return value, organisation_id
            organisation_id = self.parents.get(organisation_id)
        return None, None


def load_rules(session: Session) -> SigningRules:
    """The choices in force; one query, two when somebody has chosen anything."""
    return _rules_of(session, store.load_settings(session))


def _rules_of(session: Session, settings: tuple[StoredSetting, ...]) -> SigningRules:
    values = {(each.organisation_id, each.key): each.value for each in settings if each.value}
    return SigningRules(values, store.load_parents(session) if values else {})


@dataclass(frozen=True, slots=True)
class SettingField:
    """One choice as the page shows it."""

    key: str
    label: str
    value: str
    """Empty: the default, or what the organisation above has chosen."""
    choices: tuple[tuple[str, str], ...]
    """(value, text); empty for a number."""
    version: int
    changed: str | None
    """Who chose, or None."""
    changed_at: datetime | None
    fallback: str
    """What an empty value means."""


@dataclass(frozen=True, slots=True)
class SigningSettingsPage:
    """The choices of one organisation, and the organisations to choose among."""

    homes: tuple[Home, ...]
    home: Home
    fields: tuple[SettingField, ...]
    sources: tuple[Fact, ...]

    @property
    def chosen(self) -> int:
        """How many choices differ from the default."""
        return sum(bool(field.value) for field in self.fields)


@dataclass(frozen=True, slots=True)
class StaleField:
    """A choice that somebody else changed after it was shown."""

    label: str
    theirs: str
    mine: str
    by: str | None


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """What became of a change: nothing is saved unless both lists are empty."""

    problems: tuple[tuple[str, str], ...] = ()
    stale: tuple[StaleField, ...] = ()
    saved: int = 0

    @property
    def is_saved(self) -> bool:
        """Whether everything went in."""
        return not self.problems and not self.stale


def list_homes(session: Session, actor: Actor) -> tuple[Home, ...]:
    """The organisations whose choices this coordinator may change.

    A reach over single units changes nothing for the whole organisation.
    """
    reach = reach_of(session, actor, Role.COORDINATOR)
    return store.list_homes(session, reach.organisation_ids)


def load_page(
    session: Session, homes: tuple[Home, ...], home: Home, today: date
) -> SigningSettingsPage:
    """The choices of one of the homes."""
    settings = store.load_settings(session)
    rules = _rules_of(session, settings)
    own = {each.key: each for each in settings if each.organisation_id == home.id}
    above = rules.parents.get(home.id)
    fields = tuple(_field(key, own.get(key), rules, above) for key in KEYS)
    return SigningSettingsPage(homes, home, fields, _sources(today))


def change(
    session: Session,
    home: Home,
    wanted: Mapping[str, tuple[str, int]],
    *,
    by: int,
    now: datetime,
) -> SettingsChange:
    """Save the choices; `wanted` has value and version seen for each key. Commits when all fit."""
    problems = tuple(
        (key, message)
        for key, (value, _version) in wanted.items()
        if (message := _problem(key, value)) is not None
    )
    if problems:
        return SettingsChange(problems)
    own = {e.key: e for e in store.load_settings(session) if e.organisation_id == home.id}
    before = {key: own[key].value if key in own else "" for key in wanted}
    versions = {key: own[key].version if key in own else 0 for key in wanted}
    changed = {key: value for key, (value, _v) in wanted.items() if value != before[key]}
    stale = [key for key in changed if wanted[key][1] != versions[key]]
    for key, value in changed.items():
        if stale:
            break
        version = wanted[key][1]
        if not store.save_setting(session, home.id, key, value, version=version, by=by, at=now):
            stale.append(key)
            break
        audit.add_event(
            session,
            at=now,
            by=by,
            action="signing.setting_changed",
            subject=("organisation", str(home.id)),
            details={"key": key, "from": before[key], "to": value},
        )
    if stale:
        session.rollback()
        return SettingsChange(stale=_stale(session, home, wanted, stale))
    session.commit()
    return SettingsChange(saved=len(changed))


def _stale(
    session: Session, home: Home, wanted: Mapping[str, tuple[str, int]], keys: list[str]
) -> tuple[StaleField, ...]:
    own = {e.key: e for e in store.load_settings(session) if e.organisation_id == home.id}
    return tuple(
        StaleField(
            _label(key),
            _value_words(key, own[key].value if key in own else ""),
            _value_words(key, wanted[key][0]),
            own[key].changed_by if key in own else None,
        )
        for key in keys
    )


def _problem(key: str, value: str) -> str | None:
    if not value:
        return None
    if key == INTERVAL:
        is_number = value.isascii() and value.isdigit() and len(value) < 5
        if is_number and SHORTEST_INTERVAL_DAYS <= int(value) <= LONGEST_INTERVAL_DAYS:
            return None
        return _(
            "Skriv et helt antall dager fra %(least)s til %(most)s.",
            least=SHORTEST_INTERVAL_DAYS,
            most=LONGEST_INTERVAL_DAYS,
        )
    return None if chain_from(_kind_of(key), value) else _("Velg en av måtene i listen.")


def _field(
    key: str, own: StoredSetting | None, rules: SigningRules, above: int | None
) -> SettingField:
    inherited, _owner = rules.find(above, key)
    choices: tuple[tuple[str, str], ...] = ()
    if key != INTERVAL:
        choices = tuple(
            (chain_text(chain), chain_words(chain)) for chain in CHAINS[_kind_of(key)].choices
        )
    return SettingField(
        key=key,
        label=_label(key),
        value=own.value if own else "",
        choices=choices,
        version=own.version if own else 0,
        changed=own.changed_by if own else None,
        changed_at=own.changed_at if own else None,
        fallback=(
            _("Som over: %(value)s", value=_value_words(key, inherited))
            if inherited
            else _("Standard: %(value)s", value=_value_words(key, ""))
        ),
    )


def _kind_of(key: str) -> SignableKind:
    return SignableKind(key.removeprefix("signing."))


def _label(key: str) -> str:
    if key == INTERVAL:
        return _("Høyst antall dager mellom to veiledningssamtaler")
    return kinds_name(_kind_of(key))


def _value_words(key: str, value: str) -> str:
    if key == INTERVAL:
        return _("%(days)s dager", days=value or DEFAULT_INTERVAL_DAYS)
    kind = _kind_of(key)
    return chain_words(chain_from(kind, value) or CHAINS[kind].default)


def _sources(today: date) -> tuple[Fact, ...]:
    """Where each default comes from; the interval of talks has no source and says so."""
    facts = []
    for kind, rule in CHAINS.items():
        keys = [key for key in rule.rules if key != LOCAL_RULE]
        lines = tuple(line for key in keys if (line := _rule_line(key, today)) is not None)
        if lines:
            facts.append(Fact(kinds_name(kind), lines))
    local = _rule_line(LOCAL_RULE, today)
    if local is not None:
        facts.append(Fact(_("Lokalt, for alle slag"), (local,)))
    interval = FactLine(
        _("%(days)s dager er vårt eget valg.", days=DEFAULT_INTERVAL_DAYS),
        None,
        _("Kildene sier faste samtaler, men ikke hvor ofte."),
        doubt(FactStatus.UNVERIFIED),
    )
    return (*facts, Fact(_("Tid mellom samtaler"), (interval,)))


def _rule_line(key: str, today: date) -> FactLine | None:
    facts = knowledge.current().knowledge
    rule = rule_on(facts, key, today)
    if rule is None:
        return None
    source = sources_of(facts).ref(rule.source_key)
    name = in_language(rule, "name") or key
    return FactLine(name, source, in_language(rule, "note"), doubt(rule.status))
