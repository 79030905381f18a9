"""Læringsmål: every objective of one doctor, where it stands and who has it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import knowledge
from app.services.my_pathway import plan_in_use
from app.services.my_pathway_reckoning import Reckoning, reckon
from app.services.my_pathway_view import Opening
from app.services.signing import ref_text
from app.services.signing_desk import Names, load_names, set_name, thing_name
from app.services.signing_settings import load_rules
from app.services.signing_words import step_name, where_now
from app.services.wording import day, figure, in_words, plain, upper_first
from app.store import learning, records
from app.store import signing as store
from app.store.learning import Home
from app.store.signing import SignableRow
from pathways.requirement_state import Detail
from pathways.signing import Chain, SignableKind, Step, missing_party
from pathways.types.knowledge import RequirementKind as Kind
from pathways.types.record import SignState
from pathways.worktime import template_of

OLDER_SETS = ("FKM-2024", "FKM-2019")
"""Common objectives approved in an older version; shown apart, never asked for again."""
OLDER_SCOPE = "ALL"
"""Scope of the older common objectives in the reference data."""
NO_TEXT = "Identifier only"
"""How the reference data says that only the identifier is known."""
STATES = ("returned", "draft", "sent", "approved", "new")


@dataclass(frozen=True, slots=True)
class ThingLine:
    """One thing that can be signed, as the doctor sees it."""

    ref: str | None
    """None: not begun yet."""
    name: str
    gist_en: str | None
    state: str
    """`new`, `draft`, `returned`, `sent` or `approved`."""
    kind: str
    """The mark of `state.html`."""
    text: str
    note: str | None = None
    """Why it came back."""
    objective_id: int | None = None


@dataclass(frozen=True, slots=True)
class ObjectiveSet:
    """One set: the lines that are shown, the approved ones apart, and how far it has come."""

    key: str
    name: str
    heading: str
    """56 av 89 er godkjent."""
    lines: tuple[ThingLine, ...]
    approved: tuple[ThingLine, ...]
    is_older: bool


@dataclass(frozen=True, slots=True)
class ObjectivesPage:
    """The doctor's page of objectives."""

    sentence: str
    reason: str
    sets: tuple[ObjectiveSet, ...]
    choices: tuple[tuple[str, str], ...]
    """(key, name) of every set, for the filter."""
    activities: tuple[ThingLine, ...]
    objectives: tuple[tuple[str, str], ...]
    """(id, identifier) that an activity may belong to."""
    addable: tuple[tuple[str, str], ...]
    """Those of them that the doctor can begin objectives of."""
    first_receiver: str | None
    """Whom objectives go to first; None when somebody is missing."""
    activity_receiver: str | None


def load_page(
    session: Session, public_id: str, today: date, *, wanted_set: str = "", wanted_state: str = ""
) -> ObjectivesPage | None:
    """The page of one doctor; None when not in training. A fixed number of queries."""
    home = learning.find_home(session, public_id)
    record = records.load_record(session, public_id)
    if home is None or record is None:
        return None
    rows = store.list_of_enrolment(session, home.enrolment_id)
    bundle = knowledge.load_bundle(session)
    reckoning = reckon(record, bundle, today, plan_in_use(session, record))
    needs = needs_of(reckoning)
    names = load_names(session, rows)
    sets = _sets(session, home, rows, needs, names)
    rules = load_rules(session)
    chain = rules.chain(home.organisation_id, SignableKind.OBJECTIVE)
    activities = [row for row in rows if row.ref.kind is SignableKind.ACTIVITY]
    first = opening(rows, needs, home, chain)
    return ObjectivesPage(
        sentence=first.sentence,
        reason=first.reason or "",
        sets=tuple(_filtered(each, wanted_state) for each in sets if wanted_set in ("", each.key)),
        choices=tuple((each.key, each.name) for each in sets),
        addable=tuple((each.key, each.name) for each in sets if not each.is_older),
        activities=tuple(_newest_first(_line(row, names) for row in reversed(activities))),
        objectives=tuple(
            (str(row.ref.id), plain(row.title))
            for row in rows
            if row.ref.kind is SignableKind.OBJECTIVE and row.item.state is not SignState.SIGNED
        ),
        first_receiver=_receiver(home, chain),
        activity_receiver=_receiver(home, rules.chain(home.organisation_id, SignableKind.ACTIVITY)),
    )


def needs_of(reckoning: Reckoning) -> dict[str, int | None]:
    """How many objectives each set asks for now; None where no source gives the count."""
    needs: dict[str, int | None] = {}
    for state in reckoning.states:
        kind, template = state.requirement.kind, template_of(state.requirement.stage)
        if state.detail is Detail.STAGE_PASSED or state.has is None:
            continue
        if kind is Kind.COMMON_OBJECTIVES:
            key = "FKM"
        elif kind is Kind.OBJECTIVES and template == "part1_complete":
            key = "DEL1"
        elif kind is Kind.OBJECTIVES and template == "part3" and reckoning.record.specialty:
            key = reckoning.record.specialty
        else:
            continue
        needs.setdefault(key, None if state.needs is None else int(state.needs))
    return needs


def opening(
    rows: Iterable[SignableRow], needs: dict[str, int | None], home: Home, chain: Chain
) -> Opening:
    """How many are approved and how many lie with others; then who signs them here."""
    objectives = [
        row
        for row in rows
        if row.ref.kind is SignableKind.OBJECTIVE and (row.group in needs or not needs)
    ]
    approved = sum(row.item.state is SignState.SIGNED for row in objectives)
    away = sum(row.item.state is SignState.SENT for row in objectives)
    known = [count for count in needs.values() if count is not None]
    if needs and len(known) == len(needs):
        sentence = _(
            "*%(approved)s av %(total)s* læringsmål er godkjent.",
            approved=figure(approved),
            total=figure(sum(known)),
        )
    else:
        sentence = ngettext(
            "*%(number)s* læringsmål er godkjent.",
            "*%(number)s* læringsmål er godkjent.",
            approved,
            number=figure(approved),
        )
    if away:
        text = ngettext(
            "%(words)s ligger hos andre.", "%(words)s ligger hos andre.", away, words=in_words(away)
        )
        sentence += " " + upper_first(text)
    return Opening(sentence, _reason(home, chain))


def _reason(home: Home, chain: Chain) -> str:
    missing = missing_party(chain, home.parties)
    if missing is not None:
        who = _("veileder") if home.parties.supervisor is None else _("leder som godkjenner")
        return _(
            "Du mangler %(who)s. Du kan registrere, men ikke sende før koordinatoren hos"
            " %(place)s har utpekt en.",
            who=who,
            place=plain(home.organisation or _("arbeidsgiveren din")),
        )
    steps = [f"{step_name(step)} {plain(_party_name(home, step) or '')}".strip() for step in chain]
    return _(
        "Hos dere signerer %(steps)s. Legeløp er din oversikt; den formelle godkjenningen gis i"
        " Kompetanseportalen.",
        steps=_(", så ").join(steps),
    )


def _party_name(home: Home, step: Step) -> str | None:
    return {Step.DOCTOR: home.name, Step.SUPERVISOR: home.supervisor, Step.LEADER: home.leader}[
        step
    ]


def _receiver(home: Home, chain: Chain) -> str | None:
    """Who gets it first; None when somebody in the chain is missing."""
    if missing_party(chain, home.parties) is not None:
        return None
    return plain(_party_name(home, chain[0]) or "")


def _sets(
    session: Session,
    home: Home,
    rows: Iterable[SignableRow],
    needs: dict[str, int | None],
    names: Names,
) -> list[ObjectiveSet]:
    by_set: dict[str, list[SignableRow]] = defaultdict(list)
    for row in rows:
        if row.ref.kind is SignableKind.OBJECTIVE:
            by_set[row.group].append(row)
    keys = list(dict.fromkeys([*needs, *sorted(by_set)]))
    keys.sort(key=lambda key: (key in OLDER_SETS, key == "FKM", key == "DEL1"))
    gists = _gists(session, keys)
    return [_set(key, by_set[key], needs, gists.get(key, {}), names) for key in keys]


def _gists(session: Session, keys: list[str]) -> dict[str, dict[str, str | None]]:
    """Identifier to gist for each set; the older common sets share one numbering."""
    scopes = {key: OLDER_SCOPE if key in OLDER_SETS else key for key in keys}
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for row in learning.load_published(session, sorted(set(scopes.values()))):
        has_text = row.gist_en and not row.gist_en.startswith(NO_TEXT)
        if row.identifier is not None:
            found[row.scope][row.identifier] = row.gist_en if has_text else None
    return {key: found[scope] for key, scope in scopes.items()}


def _set(
    key: str,
    rows: list[SignableRow],
    needs: dict[str, int | None],
    gists: dict[str, str | None],
    names: Names,
) -> ObjectiveSet:
    lines = [_line(row, names, gists.get(row.title)) for row in rows]
    is_older = key in OLDER_SETS
    if not is_older:
        begun = {row.title for row in rows}
        lines += [
            ThingLine(None, name, gist, "new", "unknown", _("Ikke begynt"))
            for name, gist in gists.items()
            if name not in begun
        ]
    lines.sort(key=lambda line: (STATES.index(line.state), line.name))
    approved = tuple(line for line in lines if line.state == "approved")
    return ObjectiveSet(
        key=key,
        name=set_name(key, names),
        heading=_heading(len(approved), needs.get(key), is_older=is_older),
        lines=tuple(line for line in lines if line.state != "approved"),
        approved=approved,
        is_older=is_older,
    )


def _heading(approved: int, total: int | None, *, is_older: bool) -> str:
    if is_older:
        return _(
            "%(count)s godkjent i en eldre utgave. De står her for seg, og telles ikke i den"
            " som gjelder nå.",
            count=figure(approved),
        )
    if total is None:
        return _("%(count)s godkjent. Antallet i settet er ikke oppgitt.", count=figure(approved))
    return _("%(count)s av %(total)s er godkjent.", count=figure(approved), total=figure(total))


def _filtered(found: ObjectiveSet, state: str) -> ObjectiveSet:
    if not state:
        return found
    return ObjectiveSet(
        found.key,
        found.name,
        found.heading,
        tuple(line for line in found.lines if line.state == state),
        found.approved if state == "approved" else (),
        found.is_older,
    )


def _line(row: SignableRow, names: Names, gist: str | None = None) -> ThingLine:
    item = row.item
    name = thing_name(row, names)
    if row.ref.kind is SignableKind.ACTIVITY and row.day is not None:
        name = _("%(name)s, %(day)s", name=name, day=day(row.day))
    text = where_now(row)
    if item.state is SignState.SIGNED:
        state, kind = "approved", "done"
    elif item.state is SignState.SENT:
        state, kind = "sent", "on_track"
    elif item.note:
        state, kind, text = "returned", "at_risk", _("Sendt tilbake til deg")
    else:
        state, kind, text = "draft", "on_track", _("Underveis, lagret hos deg")
    return ThingLine(ref_text(row.ref), name, gist, state, kind, text, item.note, row.ref.id)


def _newest_first(lines: Iterable[ThingLine]) -> list[ThingLine]:
    """What the doctor has to do something with first, then the rest as they came."""
    return sorted(lines, key=lambda line: STATES.index(line.state))
