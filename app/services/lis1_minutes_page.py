"""Which minutes a member may read, and the page of one: fixed when decided, a draft before."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor, organisations_of
from app.clock import OSLO
from app.db.tables import Lis1Intake
from app.roles import Role
from app.services import lis1_decisions_state as state
from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_decisions import draft_minutes
from app.services.lis1_minutes_words import Minutes, MinutesPage, Reader, page_of
from app.services.wording import day, figure
from app.store import lis1_conflicts, lis1_rules, lis1_runs
from app.store import lis1_decisions as store
from app.store.access import with_children
from app.store.lis1_decisions import MinutesLine


@dataclass(frozen=True, slots=True)
class ListedMinutes:
    """One decision in the list."""

    intake_id: str
    name: str
    council: str
    decided: str
    placed: str
    unplaced: str


@dataclass(frozen=True, slots=True)
class MinutesList:
    """The decisions of a member's councils."""

    sentence: str
    lines: tuple[ListedMinutes, ...]
    outside: tuple[tuple[str, str], ...]
    """(id, name) of the intakes the member has stepped back from."""


def load_list(session: Session, actor: Actor) -> MinutesList:
    """Every decision of the actor's councils; three queries."""
    owners = organisations_of(actor, Role.COUNCIL)
    reach = None if owners is None else with_children(session, set(owners))
    rows = store.list_minutes(session, reach, actor.person_id)
    outside = lis1_conflicts.list_left(session, reach, actor.person_id)
    if rows:
        sentence = ngettext(
            "Rådet har *%(count)s* protokoll.",
            "Rådet har *%(count)s* protokoller.",
            len(rows),
            count=figure(len(rows)),
        )
    else:
        sentence = _("Rådet har ingen protokoller ennå.")
    return MinutesList(
        sentence,
        tuple(_listed(each) for each in rows),
        tuple((each.public_id, each.name) for each in outside),
    )


def _listed(row: MinutesLine) -> ListedMinutes:
    return ListedMinutes(
        row.intake.public_id,
        row.intake.name,
        row.council,
        day(row.decided_at.astimezone(OSLO)) if row.decided_at else "–",
        figure(len(row.allocation.get("placed", ()))),
        figure(len(row.allocation.get("unplaced", ()))),
    )


def load_minutes(
    session: Session,
    actor: Actor,
    intake: Lis1Intake,
    *,
    run_id: str | None,
    is_public: bool,
    today: date,
) -> MinutesPage | None:
    """The minutes of an intake for one member: of the decision, else a draft of what is proposed,
    else of the run (public id) that is looked at. None when no run is done.
    """
    assert intake.id is not None
    minutes = _minutes(session, intake.id, run_id, today)
    if minutes is None:
        return None
    hidden = hidden_candidates(session, intake.id, actor.person_id)
    keys = lis1_rules.candidate_keys(session, hidden) if hidden else frozenset()
    return page_of(minutes, Reader(keys, is_public))


def _minutes(session: Session, intake_id: int, run_id: str | None, today: date) -> Minutes | None:
    kept = store.load_minutes(session, intake_id)
    if kept is not None:
        return kept[1]
    sitting = state.find_open(session, intake_id, today)
    if sitting is None:
        done = [each for each in lis1_runs.list_runs(session, intake_id) if each.is_done]
        run = next((each for each in done if each.public_id == run_id), next(iter(done), None))
        if run is None:
            return None
        sitting = state.load(session, intake_id, run, None, today)
    return draft_minutes(session, sitting)
