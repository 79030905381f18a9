"""Steps that can move the date: an earlier booking, what is to plan, deadlines, open questions."""

from collections.abc import Iterator
from datetime import timedelta

from flask_babel import gettext as _

from app.services.my_pathway_candidates import Candidate, dated
from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_times import decides
from app.services.my_pathway_words import approver
from app.services.projection_terms import unknown_words
from app.services.projection_words import days_words
from app.services.what_if_suggestions import deciding_stint, earlier_start
from app.services.wording import long_day, upper_first
from pathways.projection.values import (
    Certainty,
    Item,
    ItemKind,
    StintKind,
    Unknown,
    UnknownKind,
    WaitKind,
)
from pathways.types.knowledge import RequirementKind

NEAR_END = timedelta(days=180)
"""Objectives are pressed for when the expected day is this near."""
MOST_QUESTIONS = 2
LITTLE = 60
"""Days of room that are little."""


def moving_steps(reckoning: Reckoning) -> Iterator[Candidate]:
    """Everything in the projection that somebody can do something about."""
    if reckoning.is_before_lis1:
        return
    yield from _earlier(reckoning)
    yield from _to_plan(reckoning)
    yield from _deadlines(reckoning)
    yield from _questions(reckoning)
    yield from _objectives(reckoning)


def _earlier(reckoning: Reckoning) -> Iterator[Candidate]:
    """The deciding booking, when it could come earlier."""
    earlier, stint = earlier_start(reckoning), deciding_stint(reckoning)
    if earlier is None or stint is None:
        return
    name = reckoning.telling.services.get(earlier.service, "")
    yield dated(
        reckoning,
        earlier.starts_on,
        _("Spør om %(service)s fra %(day)s", service=name, day=long_day(earlier.starts_on)),
        _(
            "Booket fra %(day)s. Begynner den da, blir datoen %(end)s, %(days)s.",
            day=long_day(stint.starts_on),
            end=long_day(earlier.ends_on),
            days=days_words(-earlier.days),
        ),
        approver(reckoning),
        moves=True,
        url="#hvaom",
    )


def _to_plan(reckoning: Reckoning) -> Iterator[Candidate]:
    """Services that are needed and not booked, by the last day they can begin."""
    seen = set()
    for stint in reckoning.projection.timeline:
        if stint.kind is not StintKind.TO_PLAN or stint.ref is None or stint.ref in seen:
            continue
        seen.add(stint.ref)
        item = reckoning.items.get(stint.ref)
        latest = item.latest_start if item is not None and item.latest_start else stint.starts_on
        yield dated(
            reckoning,
            latest,
            _("Få plassert %(service)s", service=reckoning.telling.line(stint.ref)),
            _("Den må begynne senest da, ellers flytter datoen seg."),
            approver(reckoning),
            moves=True,
            url="#ar-for-ar",
        )


def _deadlines(reckoning: Reckoning) -> Iterator[Candidate]:
    """Sign-up for the session that the projection counts on."""
    for item in reckoning.projection.items:
        deadline = item.wait.deadline
        if item.kind is not ItemKind.COURSE or item.wait.kind is not WaitKind.SESSION:
            continue
        if deadline is None or item.wait.day is None:
            continue
        title = _("Meld på kurset %(course)s", course=reckoning.telling.line(item.key))
        text = _("Kurset begynner %(day)s.", day=long_day(item.wait.day))
        yield dated(reckoning, deadline, title, text, moves=decides(reckoning, item), url="#krav")


def _questions(reckoning: Reckoning) -> Iterator[Candidate]:
    """What the plan does not say, and whom to ask; a few, so that they do not fill the list."""
    asked = [(u, _question(reckoning, u)) for u in reckoning.projection.unknowns]
    for unknown, title in [pair for pair in asked if pair[1] is not None][:MOST_QUESTIONS]:
        assert title is not None
        text = unknown_words(unknown, reckoning.telling)
        on = unknown.by or reckoning.projection.expected or reckoning.today
        yield dated(reckoning, on, title, text, approver(reckoning), moves=True, url="#planen")


def _question(reckoning: Reckoning, unknown: Unknown) -> str | None:
    if unknown.kind is UnknownKind.SERVICE_LENGTH:
        line = reckoning.telling.line(unknown.ref)
        return _("Spør hvor lang «%(line)s» er", line=line)
    if unknown.kind is UnknownKind.CHOICE_OPEN:
        return _("Ta valget i planen")
    if unknown.kind is UnknownKind.PLAN_CONTRADICTS:
        return _("Spør hvor lang planen skal være")
    if unknown.kind is UnknownKind.PLAN_PARTIAL:
        return _("Spør hvilke tjenester planen har")
    return None


def _objectives(reckoning: Reckoning) -> Iterator[Candidate]:
    """Objectives with little room near the end, that lie with nobody else."""
    projection = reckoning.projection
    if projection.expected is None or projection.certainty is Certainty.UNKNOWN:
        return
    if projection.expected > reckoning.today + NEAR_END:
        return
    for item in projection.items:
        if not _is_pressing(item) or item.latest is None:
            continue
        yield dated(
            reckoning,
            item.latest,
            _("Få godkjent %(line)s", line=reckoning.telling.line(item.key)),
            upper_first(_("det er %(days)s dager å gå på.", days=item.slack_days)),
            moves=True,
            url="#krav",
        )


def _is_pressing(item: Item) -> bool:
    if item.is_done or item.state is None or item.wait.kind is WaitKind.PERSON:
        return False
    kinds = (RequirementKind.OBJECTIVES, RequirementKind.COMMON_OBJECTIVES)
    slack = item.slack_days
    return item.state.requirement.kind in kinds and slack is not None and slack <= LITTLE
