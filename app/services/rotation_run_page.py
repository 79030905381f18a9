"""The page of one run of the planner: how it goes, what came of it, what it would change."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import RunState
from app.exchange.rotation_files import read_case
from app.exchange.rotation_results import read_answer, read_explanation, read_repair, read_solve
from app.services import rotation_no_plan, rotation_question, rotation_run, rotation_takeover
from app.services.board_months import span_name
from app.services.board_words import Names, sentence_of
from app.services.rotation_edits_values import Author
from app.services.rotation_no_plan import NoPlan
from app.services.rotation_panel_effect import Effect
from app.services.rotation_run_list import title_of
from app.services.rotation_settings_form import changed_text
from app.services.rotation_takeover import Proposal
from app.services.wording import figure, in_words, moment, upper_first
from app.store import rotation_runs as store
from app.store import rotations as plans
from app.store.rotation_runs import RunRow
from app.store.rotation_values import PlanHead, VersionHead
from rotations.types.case import Placement, RotationCase
from rotations.types.findings import Severity
from rotations.types.questions import Answered
from rotations.types.results import (
    Explanation,
    Phase,
    Relaxation,
    RepairResult,
    SolveResult,
    Status,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a run, read back from what was stored."""

    case: RotationCase
    solved: SolveResult | None
    explained: Explanation | None
    repaired: RepairResult | None
    answered: Answered | None = None

    @property
    def placements(self) -> tuple[Placement, ...] | None:
        """The plan that can be taken over; None when there is none."""
        if self.answered is not None:
            return rotation_question.shown_plan(self.answered)
        if self.repaired is not None:
            return self.repaired.placements if self.repaired.is_possible else None
        if self.solved is None or self.solved.status not in (Status.OPTIMAL, Status.FEASIBLE):
            return None
        return self.solved.placements

    def way(self, number: int) -> tuple[tuple[Placement, ...], tuple[Relaxation, ...]] | None:
        """A way out by its number on the page."""
        options = self.explained.options if self.explained else ()
        if not 0 <= number < len(options):
            return None
        return options[number].placements, options[number].relaxations


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One placement before and after; empty where there is none."""

    doctor: str
    service: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """Everything the page shows."""

    plan: PlanHead
    version: VersionHead
    run: RunRow
    title: str
    sentence: str
    reason: str
    facts: tuple[str, ...] = ()
    seconds: int = 0
    limit: int = 0
    worker_is_silent: bool = False
    no_plan: NoPlan | None = None
    changes: tuple[ChangeLine, ...] = ()
    effect: Effect | None = None
    remarks: tuple[str, ...] = ()
    stale: str = ""
    can_take: bool = False

    @property
    def resettled(self) -> str:
        """Which of the plan's settings are others now than the run used."""
        return changed_text(self.plan, self.run.options)

    @property
    def is_question(self) -> bool:
        """Whether something is asked of the plan, rather than a plan asked for."""
        return store.QUESTION in self.run.options


def load_result(session: Session, row: RunRow) -> Result | None:
    """The stored result; None when the run has none."""
    stored = store.load_result(session, row.id)
    if stored is None:
        return None
    case, parts = stored
    if "answer" in parts:
        answered = read_answer(parts["answer"])
        return Result(read_case(case), None, answered.explanation, None, answered)
    return Result(
        read_case(case),
        read_solve(parts["solve"]) if "solve" in parts else None,
        read_explanation(parts["explain"]) if "explain" in parts else None,
        read_repair(parts["repair"]) if "repair" in parts else None,
    )


def load_page(session: Session, row: RunRow, author: Author, now: datetime) -> RunPage:
    """The page of a run, in whatever state it is."""
    version = plans.find_version(session, row.version_id)
    assert version is not None
    if row.is_open:
        return _open_page(session, version, row, now)
    result = load_result(session, row)
    if result is None:
        return _ended_page(version, row)
    if result.placements is not None:
        return _plan_page(session, version, row, result, result.placements, author)
    if result.explained is not None:
        return _no_plan_page(session, version, row, result, result.explained, author)
    return _unfinished_page(version, row, result)


# --- While it goes on ---


def _open_page(session: Session, version: VersionHead, row: RunRow, now: datetime) -> RunPage:
    silent = row.state is RunState.WAITING and rotation_run.is_worker_silent(session, now)
    limit = int(row.options.get("seconds", rotation_run.SECONDS[rotation_run.Length.SHORT]))
    seconds = 0
    if row.started_at is not None:
        seconds = max(0, int((now - row.started_at).total_seconds()))
    return RunPage(
        version.plan,
        version,
        row,
        title_of(row),
        _so_far(row),
        _("Utkast %(number)s er ikke endret.", number=version.number),
        seconds=seconds,
        limit=limit,
        worker_is_silent=silent,
    )


def _so_far(row: RunRow) -> str:
    """The best plan so far in words."""
    progress = row.progress
    if store.QUESTION in row.options:
        is_waiting = row.state is RunState.WAITING
        return _("Svaret begynner om få sekunder.") if is_waiting else _("Prøver seg fram.")
    if not progress:
        return _("Forslaget begynner om få sekunder.")
    if progress.get("score") is None:
        missing = progress.get("hard_breaches")
        if missing:
            return _("Foreløpig ingen plan uten brudd. Den beste har %(number)s.", number=missing)
        return _phase(str(progress.get("phase")))
    gap = _gap_words(progress["score"], progress.get("bound"))
    return _("Beste plan så langt har *ingen brudd* og er %(gap)s.", gap=gap)


def _phase(phase: str) -> str:
    """What it does before there is a plan."""
    if phase == Phase.PRICES:
        return _("Finner ut hvor det er trangt.")
    if phase == Phase.ALONE:
        return _("Ser på hver lege for seg.")
    return _("Leter etter den første planen.")


def _gap_words(score: int, bound: int | None) -> str:
    """How far a score may be from the best: høyst 2,1 % fra det best mulige."""
    if bound is None:
        return _("ikke målt mot det best mulige ennå")
    if bound <= score:
        return _("den best mulige")
    percent = 100 * (bound - score) / max(1, abs(score))
    shown = figure(round(percent, 1)) if percent >= 0.1 else figure(0.1)
    return _("høyst *%(percent)s %%* fra det best mulige", percent=shown)


# --- When it is over ---


def _ended_page(version: VersionHead, row: RunRow) -> RunPage:
    """A run without a result: cancelled, or failed."""
    if store.QUESTION in row.options:
        is_cancelled = row.state is RunState.CANCELLED
        sentence = _("Spørsmålet er avbrutt.") if is_cancelled else _("Vi fikk ikke svart.")
    elif row.state is RunState.CANCELLED:
        sentence = _("Forslaget er avbrutt.")
    elif row.error == "interrupted":
        sentence = _("Forslaget ble ikke ferdig, fordi maskinen startet på nytt.")
    else:
        sentence = _("Forslaget ble ikke ferdig.")
    reason = _("Utkast %(number)s er ikke endret.", number=version.number)
    return RunPage(version.plan, version, row, title_of(row), sentence, reason)


def _unfinished_page(version: VersionHead, row: RunRow, result: Result) -> RunPage:
    """It was stopped before there was a plan, or a repair is not possible."""
    names = Names(result.case)
    remarks: tuple[str, ...] = ()
    sentence = _("Vi rakk ikke å finne en plan uten brudd.")
    reason = _("Utkast %(number)s er ikke endret.", number=version.number)
    if result.repaired is not None:
        sentence = _("Endringen lar seg ikke rette opp med flyttinger.")
        remarks = tuple(
            sentence_of(each, names)
            for each in result.repaired.violations
            if each.severity is Severity.BREACH
        )
    elif result.solved is not None and result.solved.hard_breaches:
        missing = result.solved.hard_breaches
        reason += " " + ngettext(
            "Den beste har ett brudd.",
            "Den beste har %(words)s brudd.",
            missing,
            words=in_words(missing),
        )
    return RunPage(version.plan, version, row, title_of(row), sentence, reason, remarks=remarks)


def _no_plan_page(
    session: Session,
    version: VersionHead,
    row: RunRow,
    result: Result,
    explained: Explanation,
    author: Author,
) -> RunPage:
    present = rotation_takeover.propose(session, row, (), author).plan_case.placements
    told = rotation_no_plan.tell(result.case, explained, present, author.today)
    return RunPage(
        version.plan,
        version,
        row,
        title_of(row),
        told.sentence,
        told.reason,
        facts=(
            _("Utkast %(number)s er ikke endret", number=version.number),
            *told.facts,
            *_when(row),
        ),
        no_plan=told,
        can_take=version.is_draft and row.taken_over_as is None,
    )


def _plan_page(
    session: Session,
    version: VersionHead,
    row: RunRow,
    result: Result,
    placements: tuple[Placement, ...],
    author: Author,
) -> RunPage:
    proposal = rotation_takeover.propose(session, row, placements, author)
    changes = change_lines(proposal)
    effect = rotation_takeover.effect(session, proposal, author.today) if changes else None
    return RunPage(
        version.plan,
        version,
        row,
        title_of(row),
        _plan_sentence(result, effect),
        _plan_reason(result, changes, effect),
        facts=(*_facts(result), *_when(row)),
        changes=changes,
        effect=effect,
        remarks=_remarks(result),
        stale=stale_rows(proposal),
        can_take=version.is_draft and row.taken_over_as is None and bool(changes),
    )


def _plan_sentence(result: Result, effect: Effect | None) -> str:
    if result.repaired is not None:
        others = result.repaired.changed_count
        if not others:
            return _("Forslaget endrer *ingen andre plasseringer*.")
        return ngettext(
            "Forslaget endrer *én annen plassering*.",
            "Forslaget endrer *%(words)s andre plasseringer*.",
            others,
            words=in_words(others),
        )
    left = effect.breaches_after if effect else 0
    if left:
        return ngettext(
            "Forslaget har *ett brudd* på tavla slik den er nå.",
            "Forslaget har *%(words)s brudd* på tavla slik den er nå.",
            left,
            words=in_words(left),
        )
    solved = result.solved
    assert solved is not None and solved.score is not None
    gap = _gap_words(solved.score.total, solved.bound)
    return _("Forslaget har ingen brudd og er %(gap)s.", gap=gap)


def _plan_reason(result: Result, changes: tuple[ChangeLine, ...], effect: Effect | None) -> str:
    if not changes:
        return _("Det er det samme som utkastet.")
    moved = len(changes)
    text = ngettext(
        "Det endrer én plassering i utkastet.",
        "Det endrer %(words)s plasseringer i utkastet.",
        moved,
        words=in_words(moved),
    )
    if result.repaired is not None and result.repaired.is_proven:
        text += " " + _("Færre er ikke mulig.")
    return f"{text} {later_dates(effect)}"


def later_dates(effect: Effect | None) -> str:
    """How many doctors get a later day by what is proposed."""
    moved = effect.dates if effect else ()
    later = sum(bool(each.before and each.after and each.after > each.before) for each in moved)
    if not later:
        return _("Ingen lege får senere dato.")
    return ngettext(
        "Én lege får senere dato.",
        "%(words)s leger får senere dato.",
        later,
        words=upper_first(in_words(later)),
    )


def _facts(result: Result) -> tuple[str, ...]:
    solved = result.solved
    if solved is None or solved.score is None:
        return ()
    met = sum(len(each.wishes_met) for each in solved.score.doctors)
    wishes = sum(len(each.wishes) for each in result.case.doctors)
    seconds = max(1, round(solved.seconds))
    return (
        _("%(met)s av %(all)s ønsker er oppfylt", met=met, all=wishes),
        ngettext("Brukte %(num)s sekund", "Brukte %(num)s sekunder", seconds),
    )


def _when(row: RunRow) -> tuple[str, ...]:
    return (moment(row.finished_at),) if row.finished_at else ()


def _remarks(result: Result) -> tuple[str, ...]:
    names = Names(result.case)
    found = result.solved or result.repaired
    violations = found.violations if found else ()
    return tuple(
        sentence_of(each, names) for each in violations if each.severity is Severity.REMARK
    )


def stale_rows(proposal: Proposal) -> str:
    """Which rows stay as they are, because somebody edited them since."""
    if not proposal.edited_since:
        return ""
    names = {each.key: each.name for each in proposal.plan_case.board.members}
    rows = [names[key] for key in proposal.edited_since]
    return _(
        "Tavla er endret etter at forslaget ble laget. Radene til %(names)s blir stående som nå.",
        names=", ".join(rows),
    )


def change_lines(proposal: Proposal) -> tuple[ChangeLine, ...]:
    """What the proposal changes, line by line."""
    plan_case = proposal.plan_case
    names = Names(proposal.after.case)
    first_month = plan_case.case.first_month

    def told(placed: Placement | None) -> str:
        if placed is None:
            return ""
        months = span_name(first_month, placed.first, placed.last)
        return f"{names.site(placed.site)}, {months}"

    lines = []
    for before, after in proposal.changes:
        placed = after or before
        assert placed is not None
        lines.append(
            ChangeLine(
                names.doctor(placed.doctor).strip("*"),
                upper_first(names.service(placed.doctor, placed.block)),
                told(before),
                told(after),
            )
        )
    return tuple(lines)
