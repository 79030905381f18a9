"""The page of a draw, for the council and for everybody: can it be trusted, and what did it give?

The public page holds keys and nothing else about anybody. What is recomputed is compared with
the table and with the log, so that a change of either is told.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.clock import OSLO
from app.db.tables import Lis1Intake
from app.exchange.lis1_files import DrawFile
from app.services import lis1_draw as steps
from app.services.lis1_draw_state import Stage, draw_of, order_in, stage_of
from app.services.wording import figure, in_words, long_day, plain
from app.store import lis1_draw as store
from app.store.lis1_draw import DrawnCandidate, LogEvent
from rotations.lis1.draw import MARK, DrawFault, hash_of, hash_of_list, verify
from rotations.lis1.types import Candidate

FIRST_DIGITS = 12
LIST_CLOSED = "lis1.intake_closed"
"""The line of the log that says who closed the list, and when."""
LONGEST_PASTE = 100_000


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: what, when and by whom as far as it is known."""

    title: str
    text: str
    on: date | None
    by: str | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number; `name` None on the public page and where the member may not know it."""

    number: int
    key: str
    mark: str | None
    """The first digits of the fingerprint that gives the place; None by hand."""
    name: str | None = None
    is_hidden: bool = False
    has_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A seed that was given up before anybody saw it."""

    commitment: str
    committed_on: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class DrawPage:
    """What both pages show."""

    intake_id: str
    name: str
    stage: Stage
    sentence: str
    reason: str
    is_demo: bool
    commitment: str | None
    list_hash: str | None
    public_source: str
    public_text: str
    seed: str | None
    """None before it is revealed."""
    keys: tuple[str, ...]
    numbers: tuple[NumberRow, ...]
    problems: tuple[str, ...]
    """What does not match, each in a sentence."""
    same_day: str | None
    """Why it was revealed on the day it was fixed."""
    how: str | None
    """How it was drawn by hand."""
    given_up: tuple[GivenUp, ...]
    steps: tuple[StepRow, ...]
    recipe: str | None


def load_public(session: Session, intake: Lis1Intake) -> DrawPage | None:
    """The page for everybody: keys only. None before anything has been published."""
    assert intake.id is not None
    keys = store.list_keys(session, intake.id)
    page = _page(intake, keys, _events(session, intake))
    is_early = page.stage in (Stage.LIST_OPEN, Stage.LIST_CLOSED)
    return None if is_early and not page.given_up else page


def load_council(session: Session, intake: Lis1Intake, hidden: Collection[int]) -> DrawPage:
    """The page for the council, with names; `hidden` are row ids of candidates it hides."""
    assert intake.id is not None
    people = store.list_candidates(session, intake.id)
    page = _page(intake, tuple(each.key for each in people), _events(session, intake))
    by_key = {each.key: each for each in people}
    return replace(
        page, numbers=tuple(_named(row, by_key.get(row.key), hidden) for row in page.numbers)
    )


def draw_file(session: Session, intake: Lis1Intake) -> DrawFile:
    """The draw by itself, for `legelop lis1 verify-draw`; keys only."""
    assert intake.id is not None
    keys = store.list_keys(session, intake.id)
    order = order_in(intake, keys)
    return DrawFile(intake.public_id, intake.name, draw_of(intake), keys, order, "")


def _events(session: Session, intake: Lis1Intake) -> tuple[LogEvent, ...]:
    wanted = (LIST_CLOSED, *steps.ACTIONS)
    return store.list_events(session, (store.INTAKE, intake.public_id), wanted)


def _page(intake: Lis1Intake, keys: tuple[str, ...], events: Sequence[LogEvent]) -> DrawPage:
    stage = stage_of(intake)
    last = {each.action: each.details for each in events}
    told = last.get(steps.BY_HAND if stage is Stage.BY_HAND else steps.REVEALED, {})
    order = order_in(intake, keys)
    problems = _problems(intake, keys, last)
    draw = draw_of(intake)
    sentence, reason = _answer(intake, stage, len(keys), len(problems))
    return DrawPage(
        intake_id=intake.public_id,
        name=intake.name,
        stage=stage,
        sentence=sentence,
        reason=reason,
        is_demo=intake.is_demo,
        commitment=draw.commitment,
        list_hash=draw.list_hash,
        public_source=draw.public_source,
        public_text=draw.public,
        seed=draw.seed,
        keys=keys,
        numbers=tuple(
            NumberRow(
                number,
                key,
                None
                if draw.order or draw.seed is None
                else hash_of(MARK.join((draw.seed, draw.public, key)))[:FIRST_DIGITS],
            )
            for number, key in enumerate(order, start=1)
        ),
        problems=problems,
        same_day=told.get("reason") if stage is Stage.DRAWN else None,
        how=told.get("how"),
        given_up=_given_up(events),
        steps=_steps(intake, stage, events, len(keys)),
        recipe=None if draw.seed is None else _recipe(intake, keys),
    )


def _named(row: NumberRow, person: DrawnCandidate | None, hidden: Collection[int]) -> NumberRow:
    if person is None:
        return row
    if person.id in hidden:
        return replace(row, is_hidden=True)
    return replace(row, name=person.name, has_withdrawn=person.has_withdrawn)


# ---- The answer ------------------------------------------------------------------------------


def _answer(intake: Lis1Intake, stage: Stage, count: int, wrong: int) -> tuple[str, str]:
    if stage is Stage.LIST_OPEN:
        return (
            _("Trekningen venter på at *listen lukkes*."),
            _("Først når ingen flere kan komme til, kan listen og frøet låses."),
        )
    if stage is Stage.LIST_CLOSED:
        people = ngettext("*Én kandidat*", "*%(count)s kandidater*", count, count=figure(count))
        return (
            _("Listen er lukket med %(people)s. Ingenting er trukket.", people=people),
            _("Neste steg er å låse et frø. Da kan verken listen eller frøet endres uten at det "
              "synes."),
        )  # fmt: skip
    day = intake.revealed_on or intake.committed_on
    on = "" if day is None else long_day(day)
    if stage is Stage.BY_HAND:
        return (
            _("Rekkefølgen ble trukket *for hånd* %(day)s.", day=on),
            _("Den gjelder som alle andre, men ingen kan regne den ut på nytt."),
        )
    if wrong:
        return (
            ngettext(
                "*Én ting stemmer ikke* med det som ble offentliggjort.",
                "*%(words)s ting stemmer ikke* med det som ble offentliggjort.",
                wrong,
                words=in_words(wrong).capitalize(),
            ),
            _("Se hva det er, før noen bruker rekkefølgen."),
        )
    if stage is Stage.COMMITTED:
        return (
            _("Frøet har vært låst siden *%(day)s*. Ingen kjenner rekkefølgen.", day=on),
            _("Den blir til når dette er kjent: %(source)s.", source=plain(intake.public_source)),
        )
    return (
        _("Trekningen *kan etterprøves*, og ga rekkefølgen %(day)s.", day=on),
        _("Frøet, listen og rekkefølgen stemmer med det som ble offentliggjort på forhånd."),
    )


# ---- What does not match ---------------------------------------------------------------------


def _problems(
    intake: Lis1Intake, keys: tuple[str, ...], last: Mapping[str, Mapping[str, object]]
) -> tuple[str, ...]:
    stage = stage_of(intake)
    if stage not in (Stage.COMMITTED, Stage.DRAWN):
        return ()
    fixed = last.get(steps.COMMITTED, {})
    found = [
        text
        for name, text in (
            ("commitment", _("Frøets fingeravtrykk er et annet enn det loggen har.")),
            ("list_hash", _("Listens fingeravtrykk er et annet enn det loggen har.")),
            ("public_source", _("Kilden for den offentlige teksten er en annen enn loggen har.")),
        )
        if name in fixed and fixed[name] != getattr(intake, name)
    ]
    if stage is Stage.COMMITTED:
        if hash_of_list(keys) != intake.list_hash:
            found.append(_fault_words(DrawFault.LIST))
        return tuple(found)
    told = last.get(steps.REVEALED, {})
    published = told.get("order", ())
    assert isinstance(published, list | tuple)
    check = verify(draw_of(intake), [Candidate(key, ()) for key in keys], tuple(published))
    return (*found, *(_fault_words(each.fault) for each in check.problems))


def _fault_words(fault: DrawFault) -> str:
    return {
        DrawFault.BY_HAND: _("Rekkefølgen er trukket for hånd og kan ikke regnes ut på nytt."),
        DrawFault.NOT_REVEALED: _("Frøet er ikke vist."),
        DrawFault.NOT_COMMITTED: _("Frøets fingeravtrykk ble aldri offentliggjort."),
        DrawFault.SEED: _("Frøet har et annet fingeravtrykk enn det som ble offentliggjort."),
        DrawFault.NO_LIST: _("Listens fingeravtrykk ble aldri offentliggjort."),
        DrawFault.LIST: _("Listen har et annet fingeravtrykk enn det som ble offentliggjort: "
                          "kandidater er kommet til, tatt bort eller har fått nye nøkler."),
        DrawFault.DATES: _("Datoene viser ikke at frøet ble låst før det ble vist."),
        DrawFault.PUBLIC: _("Den offentlige teksten er ikke fra kilden som ble varslet."),
        DrawFault.ORDER: _("Rekkefølgen er en annen enn den som ble offentliggjort."),
    }[fault]  # fmt: skip


# ---- The steps -------------------------------------------------------------------------------


def _given_up(events: Sequence[LogEvent]) -> tuple[GivenUp, ...]:
    return tuple(
        GivenUp(
            str(each.details.get("commitment", "")),
            str(each.details.get("committed_on", "")),
            str(each.details.get("public_source", "")),
            str(each.details.get("reason", "")),
        )
        for each in events
        if each.action == steps.RESTARTED
    )


def _steps(
    intake: Lis1Intake, stage: Stage, events: Sequence[LogEvent], count: int
) -> tuple[StepRow, ...]:
    by = {each.action: each.by for each in events}
    at = {each.action: each.at.astimezone(OSLO).date() for each in events}
    is_closed = stage is not Stage.LIST_OPEN
    people = ngettext("Én kandidat.", "%(count)s kandidater.", count, count=figure(count))
    closed = StepRow(
        _("Listen lukkes"),
        _("%(people)s De som trekker seg senere, beholder nøkkelen sin.", people=people)
        if is_closed
        else _("Ønskefristen avgjør når."),
        at.get(LIST_CLOSED, intake.deadline_on) if is_closed else None,
        by.get(LIST_CLOSED) if is_closed else None,
        is_closed,
    )
    if stage is Stage.BY_HAND:
        title, text = _("Rekkefølgen trekkes for hånd"), _("Nøklene er lagt inn og kontrollert.")
        hand = StepRow(title, text, intake.revealed_on, by.get(steps.BY_HAND), is_done=True)
        return closed, hand
    is_fixed = intake.commitment is not None
    is_drawn = stage is Stage.DRAWN
    source = _("Kilde som er varslet: %(source)s.", source=plain(intake.public_source))
    maker, opener = by.get(steps.COMMITTED) if is_fixed else None, by.get(steps.REVEALED)
    fixed_on = intake.committed_on
    return (
        closed,
        StepRow(_("Frøet låses"), source if is_fixed else _("64 tilfeldige tegn som ingen har "
                "sett."), fixed_on, maker, is_fixed),
        StepRow(_("Fingeravtrykkene offentliggjøres"), _("Av frøet og av listen, på den åpne "
                "siden."), fixed_on, maker, is_fixed),
        StepRow(_("Frøet vises sammen med den offentlige teksten"), _("Ingen kjente begge før "
                "denne dagen."), intake.revealed_on, opener, is_drawn),
        StepRow(_("Rekkefølgen regnes ut"), _("Hvem som helst kan gjøre det samme og få det "
                "samme."), intake.revealed_on, opener, is_drawn),
    )  # fmt: skip


def _recipe(intake: Lis1Intake, keys: tuple[str, ...]) -> str:
    """The recipe of docs/lis1-draw.md with this draw's own values; Python 3 and nothing else."""
    return f"""from hashlib import sha256


def fingerprint(text):
    return sha256(text.encode("utf-8")).hexdigest()


seed = {intake.seed!r}
seed_committed = {intake.commitment!r}
figures, keys = {intake.public_text!r}, {list(keys)!r}
list_committed = {intake.list_hash!r}
print("seed:", fingerprint(seed) == seed_committed)
print("list:", fingerprint("\\n".join(sorted(keys))) == list_committed)
for key in sorted(keys, key=lambda key: fingerprint(f"{{seed}}|{{figures}}|{{key}}")):
    print(key)
"""


# ---- A list that somebody pasted -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """A pasted list beside the draw: whether it is the same, and what differs."""

    is_same: bool
    sentence: str
    lines: tuple[str, ...] = ()


def compare_pasted(page: DrawPage, text: str) -> Compared:
    """Compare a list with the drawn order, or with the closed list before the draw."""
    keys = steps.read_keys(text[:LONGEST_PASTE], page.keys)
    if not keys:
        return Compared(False, _("Lim inn listen du har, én nøkkel på hver linje."))
    order = tuple(row.key for row in page.numbers)
    problems = steps.order_problems(keys, order or page.keys, order or page.keys)
    if problems:
        return Compared(False, _("Listen din er ikke den samme."), tuple(problems))
    if not order:
        return Compared(True, _("Listen din har de samme nøklene som den lukkede listen."))
    for number, (ours, theirs) in enumerate(zip(order, keys, strict=True), start=1):
        if ours != theirs:
            line = _(
                "Nummer %(number)s er %(ours)s her og %(theirs)s i din liste.",
                number=number,
                ours=ours,
                theirs=theirs,
            )
            return Compared(False, _("Nøklene er de samme, rekkefølgen er en annen."), (line,))
    return Compared(True, _("Listen din er lik den som ble trukket."))
