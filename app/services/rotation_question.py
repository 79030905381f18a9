"""Asking the planner about a plan: why here and not there, and what a wish would cost.

A question is a run like the others: the worker answers it, and nothing in the plan changes.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import RunKind
from app.services import rotation_run
from app.services.rotation_case import PlanCase
from app.services.rotation_edits_values import Problem
from app.services.rotation_edits_words import placement_of
from app.store import rotation_talk, rotations
from app.store.rotation_runs import QUESTION, RunRow
from app.store.rotation_talk import WishLine
from rotations.types.case import Lock, Placement
from rotations.types.questions import Answered, PlanCost, Question, WhyNot, WishPrice

Options = Mapping[str, Any]


def ask_why(
    session: Session,
    plan_case: PlanCase,
    wanted: Lock,
    *,
    by: int,
    now: datetime,
) -> str:
    """Ask what it would take to have a placement elsewhere or at another time; the run's public id.

    Raises Problem with the field of the form that is wrong, and what `rotation_run.request` does.
    """
    placed = placement_of(plan_case.placements, wanted.doctor, wanted.block)
    doctor = next((each for each in plan_case.case.doctors if each.key == wanted.doctor), None)
    block = next((b for b in doctor.blocks if b.key == wanted.block), None) if doctor else None
    if placed is None or block is None:
        raise Problem("valgt", _("Plasseringen finnes ikke lenger."))
    if wanted.site not in block.sites:
        raise Problem("heller_sted", _("Velg et sted der tjenesten kan tas."))
    if wanted.first is None or not 0 <= wanted.first < plan_case.case.months:
        raise Problem("heller_maned", _("Velg en måned i planen."))
    if (wanted.site, wanted.first) == (placed.site, placed.first):
        raise Problem("heller_sted", _("Der er den nå. Velg et annet sted eller en annen måned."))
    about = {
        "doctor": wanted.doctor,
        "block": wanted.block,
        "site": wanted.site,
        "first": wanted.first,
    }
    return _request(session, plan_case.board.version.id, about, by=by, now=now)


def ask_wish(
    session: Session, version_id: int, member: str, wish: WishLine, *, by: int, now: datetime
) -> str:
    """Ask what a doctor's wish would cost the plan; the run's public id.

    Raises what `rotation_run.request` does.
    """
    about = {"doctor": member, "wish": str(wish.id), "says": says_of(wish)}
    return _request(session, version_id, about, by=by, now=now)


def ask_again(session: Session, row: RunRow, *, by: int, now: datetime) -> str:
    """Ask the same of the version as it is now; the new run's public id.

    Raises what `rotation_run.request` does, and LookupError when the wish is not there any more.
    """
    about = row.options[QUESTION]
    if "wish" in about:
        version = rotations.find_version(session, row.version_id)
        wish = (
            rotation_talk.find_wish(session, version.plan.id, int(about["wish"]))
            if version
            else None
        )
        if wish is None or says_of(wish) != about["says"]:
            raise LookupError(about["wish"])
    return _request(session, row.version_id, about, by=by, now=now)


def says_of(wish: WishLine) -> list[Any]:
    """What a wish names. Row ids are used again, so an answer is held to this as well."""

    def text(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return [wish.service, wish.unit_id, text(wish.from_month), text(wish.to_month)]


def _request(
    session: Session, version_id: int, about: dict[str, Any], *, by: int, now: datetime
) -> str:
    options = {**rotation_run.options_of(""), QUESTION: about}
    return rotation_run.request(
        session, version_id, RunKind.EXPLAIN, by=by, options=options, now=now
    )


def question_of(options: Options) -> Question | None:
    """What a run's options ask; None for a run that makes or mends a plan."""
    about = options.get(QUESTION)
    if about is None:
        return None
    if "wish" in about:
        return WishPrice(about["doctor"], about["wish"])
    return WhyNot(Lock(about["doctor"], about["block"], about["site"], about["first"]))


def summary_of(question: Question, answered: Answered) -> dict[str, Any]:
    """The answer in a few numbers that name nobody: what lists, and the doctor, are told."""
    doctor = question.doctor if isinstance(question, WishPrice) else question.lock.doctor
    cost = shown_cost(answered)
    found: dict[str, Any] = {
        "is_settled": answered.is_settled,
        "is_possible": answered.is_possible,
        "is_proven": is_proven(answered),
        "ways": answered.ways,
    }
    if cost is None:
        return found
    finishes = dict(cost.finish_moved)
    return {
        **found,
        "others": len(set(cost.moved) - {doctor}),
        "posts": cost.posts_moved,
        "lost": sum(key != doctor for key, _wish in cost.wishes_lost),
        "own_lost": sum(key == doctor for key, _wish in cost.wishes_lost),
        "later": sum(key != doctor and months > 0 for key, months in finishes.items()),
        "own_later": finishes.get(doctor, 0),
        "breaches_before": cost.breaches_before,
    }


def title(question: Question) -> str:
    """What is asked, as a heading."""
    if isinstance(question, WhyNot):
        return _("Hvorfor her, og ikke …?")
    return _("Hva ville ønsket koste?")


def shown_plan(answered: Answered) -> tuple[Placement, ...] | None:
    """The plan that a page shows first: the one with the fewest changes; None without a plan."""
    if answered.is_settled:
        return None
    if answered.fewest is not None and answered.fewest.is_possible:
        return answered.fewest.placements
    return answered.best.placements if answered.best.is_possible else None


def shown_cost(answered: Answered) -> PlanCost | None:
    """What that plan costs."""
    return answered.fewest_cost or answered.best_cost


def is_proven(answered: Answered) -> bool:
    """Whether fewer changes are impossible; for what cannot be, whether that is certain."""
    if answered.fewest is not None and answered.fewest.is_possible:
        return answered.fewest.is_proven
    if answered.is_possible:
        return answered.is_settled
    is_explained = answered.explanation is not None and answered.explanation.is_proven
    return answered.best.is_exact or is_explained
