"""The answer to a question about a plan: what it takes, what it costs, or why it cannot be."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import rotation_no_plan, rotation_question, rotation_takeover
from app.services.board_rows import BlockKey
from app.services.board_words import Names, sentence_of
from app.services.rotation_answer_words import cost_lines, question_words, who_moves
from app.services.rotation_case import PlanCase
from app.services.rotation_edits_values import Author
from app.services.rotation_no_plan import NoPlan
from app.services.rotation_panel_effect import Effect
from app.services.rotation_run_list import title_of
from app.services.rotation_run_page import (
    ChangeLine,
    Result,
    change_lines,
    later_dates,
    stale_rows,
)
from app.services.rotation_settings_form import changed_text
from app.services.wording import in_words, moment, upper_first
from app.store import rotations as plans
from app.store.rotation_runs import RunRow
from app.store.rotation_values import PlanHead, VersionHead
from rotations import changes
from rotations.changes import Follow, Refusal
from rotations.rules import check
from rotations.types.case import Placement
from rotations.types.findings import Severity
from rotations.types.questions import Answered, Question, WhyNot
from rotations.types.results import Relaxation, RelaxKind


@dataclass(frozen=True, slots=True)
class BestPlan:
    """The plan with most points that has what is asked for, when it is better than the nearest."""

    sentence: str
    proof: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Everything the page shows."""

    plan: PlanHead
    version: VersionHead
    run: RunRow
    title: str
    sentence: str
    reason: str
    facts: tuple[str, ...]
    is_about_wish: bool
    stale: str
    warning: str
    direct: tuple[str, ...] | None
    """Breaches when only this placement is moved; None where that says nothing."""
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    changes: tuple[ChangeLine, ...] = ()
    effect: Effect | None = None
    best: BestPlan | None = None
    no_plan: NoPlan | None = None
    can_take: bool = False
    remarks: tuple[str, ...] = ()

    is_question = True
    """For the parts of the page that it shares with other runs."""

    @property
    def resettled(self) -> str:
        """Which of the plan's settings are others now than the answer used."""
        return changed_text(self.plan, self.run.options)


@dataclass(frozen=True)
class _Asked:
    """What the page is told from."""

    session: Session
    row: RunRow
    version: VersionHead
    result: Result
    answered: Answered
    question: Question
    author: Author

    @property
    def names(self) -> Names:
        case = self.result.case
        return Names(case, today=self.author.today)

    @property
    def doctor(self) -> str:
        return (
            self.question.lock.doctor if isinstance(self.question, WhyNot) else self.question.doctor
        )


def load_page(session: Session, row: RunRow, result: Result, author: Author) -> AnswerPage | None:
    """The page of a question that is answered; None for any other run."""
    question = rotation_question.question_of(row.options)
    version = plans.find_version(session, row.version_id)
    if question is None or result.answered is None or version is None:
        return None
    asked = _Asked(session, row, version, result, result.answered, question, author)
    if result.answered.is_settled:
        return _settled_page(asked)
    return _possible_page(asked) if result.answered.is_possible else _impossible_page(asked)


def unlocked(row: RunRow) -> tuple[Relaxation, ...]:
    """What the plan of an answer releases: the placement that was asked about."""
    question = rotation_question.question_of(row.options)
    if not isinstance(question, WhyNot):
        return ()
    lock = question.lock
    return (Relaxation(RelaxKind.RELEASE_LOCK, 0, doctor=lock.doctor, block=lock.block),)


# --- The three answers ---


def _settled_page(asked: _Asked) -> AnswerPage:
    sentence = _("%(what)s *står allerede i planen*.", what=_what(asked))
    return _page(asked, sentence, "", _facts(asked))


def _possible_page(asked: _Asked) -> AnswerPage:
    answered, cost = asked.answered, rotation_question.shown_cost(asked.answered)
    plan = rotation_question.shown_plan(answered)
    assert cost is not None and plan is not None
    proposal = rotation_takeover.propose(
        asked.session, asked.row, plan, asked.author, unlock=unlocked(asked.row)
    )
    lines = change_lines(proposal)
    effect = (
        rotation_takeover.effect(asked.session, proposal, asked.author.today) if lines else None
    )
    takes, gives = cost_lines(cost, asked.names)
    return _page(
        asked,
        _("%(what)s *går an*.", what=_what(asked)),
        f"{who_moves(cost, asked.doctor)} {later_dates(effect)}".strip(),
        (*_facts(asked), _proof(answered), *_points(cost.points, cost.breaches_before)),
        warning=_mended(cost.breaches_before),
        stale=_stale(asked, stale_rows(proposal)),
        direct=_direct(asked, proposal.plan_case),
        takes=takes,
        gives=gives,
        changes=lines,
        effect=effect,
        best=_best(asked),
        can_take=_can_take(asked) and bool(lines),
    )


def _impossible_page(asked: _Asked) -> AnswerPage:
    answered, explained = asked.answered, asked.answered.explanation
    what = _what(asked)
    if not answered.ways:
        reason = _("Ingen av tjenestene i planen kan oppfylle ønsket.")
        return _page(asked, _("%(what)s *går ikke*.", what=what), reason, _facts(asked))
    plan_case = rotation_takeover.propose(asked.session, asked.row, (), asked.author).plan_case
    told = None
    if explained is not None and explained.clashes:
        told = rotation_no_plan.tell(
            asked.result.case, explained, plan_case.placements, asked.author.today, _block(asked)
        )
    return _page(
        asked,
        _impossible_sentence(asked, told),
        f"{told.reason if told else ''} {_before(plan_case)}".strip(),
        _facts(asked),
        stale=_stale(asked, ""),
        direct=_direct(asked, plan_case),
        no_plan=told,
        can_take=_can_take(asked),
    )


def _page(
    asked: _Asked, sentence: str, reason: str, facts: tuple[str, ...], **more: object
) -> AnswerPage:
    usual = {"stale": _stale(asked, ""), "warning": "", "direct": None}
    return AnswerPage(
        asked.version.plan,
        asked.version,
        asked.row,
        title_of(asked.row),
        sentence,
        reason,
        facts,
        not isinstance(asked.question, WhyNot),
        **{**usual, **more},  # type: ignore[arg-type]
    )


# --- Words ---


def _what(asked: _Asked) -> str:
    return upper_first(question_words(asked.question, asked.names))


def _impossible_sentence(asked: _Asked, told: NoPlan | None) -> str:
    what = _what(asked)
    if not rotation_question.is_proven(asked.answered):
        return _("Vi fant ingen plan med det du spør om, men kan ikke si at det *ikke* går.")
    if told is None:
        return _("%(what)s *går ikke*.", what=what)
    return _("%(what)s *går ikke*: %(why)s.", what=what, why=told.why)


def _before(plan_case: PlanCase) -> str:
    """That the plan has breaches now, so that the demands may clash without the question too."""
    found = check(plan_case.case, plan_case.placements)
    if not any(each.severity is Severity.BREACH for each in found):
        return ""
    return _("Planen har brudd fra før, så krav kan kollidere også uten dette.")


def _facts(asked: _Asked) -> tuple[str, ...]:
    number = asked.version.number
    about = _("Utkast %(number)s", number=number)
    if not asked.version.is_draft:
        about = _("Versjon %(number)s", number=number)
    return about, _("Spurt %(when)s", when=moment(asked.row.asked_at))


def _proof(answered: Answered) -> str:
    if rotation_question.is_proven(answered):
        return _("Færre endringer er ikke mulig")
    return _("Det kan finnes en plan med færre endringer")


def _points(points: int, breaches: int) -> tuple[str, ...]:
    """The difference by the plan's own weights; a plan with breaches is worth no comparison."""
    if breaches:
        return ()
    if points == 0:
        return (_("Like god som planen nå, med planens vekter"),)
    if points > 0:
        return (
            ngettext(
                "%(num)s poeng svakere enn planen nå", "%(num)s poeng svakere enn planen nå", points
            ),
        )
    return (
        ngettext("%(num)s poeng bedre enn planen nå", "%(num)s poeng bedre enn planen nå", -points),
    )


def _mended(breaches: int) -> str:
    if not breaches:
        return ""
    return ngettext(
        "Planen har ett brudd nå. Flyttingene under retter det også.",
        "Planen har %(words)s brudd nå. Flyttingene under retter dem også.",
        breaches,
        words=in_words(breaches),
    )


def _stale(asked: _Asked, rows: str) -> str:
    if asked.version.last_edit == asked.row.at_edit or asked.row.taken_over_as:
        return ""
    text = _("Planen er endret etter at du spurte. Svaret gjelder planen slik den var da.")
    return f"{text} {rows}".strip()


def _best(asked: _Asked) -> BestPlan | None:
    best, cost = asked.answered.best, asked.answered.best_cost
    nearest = asked.answered.fewest_cost
    if cost is None or nearest is None or cost.points >= nearest.points:
        return None
    takes, gives = cost_lines(cost, asked.names)
    proof = _("Ingen plan med dette er bedre.") if best.is_exact else ""
    sentence = ngettext(
        "Den beste planen med dette endrer én plassering.",
        "Den beste planen med dette endrer %(words)s plasseringer.",
        cost.placements,
        words=in_words(cost.placements),
    )
    points = nearest.points - cost.points
    more = ngettext(
        "Den er %(num)s poeng bedre enn planen over.",
        "Den er %(num)s poeng bedre enn planen over.",
        points,
    )
    return BestPlan(f"{sentence} {more}", proof, takes, gives)


# --- What the page is told from ---


def _block(asked: _Asked) -> BlockKey | None:
    """The block that was asked about; for a wish the one that was tried."""
    if isinstance(asked.question, WhyNot):
        return asked.question.lock.doctor, asked.question.lock.block
    explained = asked.answered.explanation
    locks = [lock for clash in (explained.clashes if explained else ()) for lock in clash.locks]
    own = [lock for lock in locks if lock.doctor == asked.doctor and lock.site is None]
    return (own[0].doctor, own[0].block) if own else None


def _can_take(asked: _Asked) -> bool:
    return asked.version.is_draft and asked.row.taken_over_as is None


def _direct(asked: _Asked, plan_case: PlanCase) -> tuple[str, ...] | None:
    """The breaches that come when the placement is moved there, unlocked, and nothing else is."""
    if not isinstance(asked.question, WhyNot):
        return None
    lock, names = asked.question.lock, asked.names
    locks = [
        each
        for each in plan_case.case.locks
        if (each.doctor, each.block) != (lock.doctor, lock.block)
    ]
    case = replace(plan_case.case, locks=tuple(locks))
    edited = changes.move(
        case,
        plan_case.placements,
        lock.doctor,
        lock.block,
        site=lock.site,
        first=lock.first,
        follow=Follow.KEEP,
    )
    if isinstance(edited, Refusal):
        return None

    def told(placements: tuple[Placement, ...]) -> dict[str, None]:
        found = check(case, placements)
        return dict.fromkeys(
            sentence_of(each, names) for each in found if each.severity is Severity.BREACH
        )

    now = told(plan_case.placements)
    return tuple(sentence for sentence in told(edited.placements) if sentence not in now)
