"""Whether an intake has changed since a run, and what of it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.lis1_files import input_hash
from app.services.lis1_case import rules_of
from app.services.lis1_runs_read import intake_of
from app.services.wording import listed, upper_first
from app.store import lis1_desk as desk_store
from app.store import lis1_runs as store
from app.store.lis1_runs import RunRow
from rotations.lis1.types import Candidate, Intake


def changed_since(session: Session, intake: Intake, runs: Iterable[RunRow]) -> dict[int, str]:
    """What has changed in an intake since a run, by row id of the run; unchanged ones are left out.

    Runs of one input are read once. A run by other rules is compared with the intake under these.
    """
    found: dict[int, str] = {}
    done = [each for each in runs if each.is_done]
    rules = desk_store.load_rules(session, {each.rules_id for each in done})
    now = {key: replace(intake, rules=rules_of(row)) for key, row in rules.items()}
    hashes = {key: input_hash(each) for key, each in now.items()}
    told: dict[tuple[str | None, int], str] = {}
    for run in done:
        if run.input_hash == hashes[run.rules_id]:
            continue
        key = (run.input_hash, run.rules_id)
        if key not in told:
            documents = store.load_documents(session, run.id)
            assert documents is not None
            told[key] = differences(intake_of(documents[0]), now[run.rules_id])
        if told[key]:
            found[run.id] = told[key]
    return found


def differences(before: Intake, after: Intake) -> str:
    """What is not the same, of all that a run depends on: "Ønskene og takene"."""
    parts: tuple[tuple[Callable[[Intake], Any], str], ...] = (
        (_people(lambda each: each.wishes), _("ønskene")),
        (_people(lambda each: each.facts), _("opplysningene")),
        (_people(lambda each: sorted(each.qualifications)), _("kvalifikasjonene")),
        (lambda intake: sorted(intake.seats, key=lambda each: each.key), _("plassene")),
        (lambda intake: sorted(map(repr, intake.caps)), _("takene")),
        (lambda intake: sorted(map(repr, intake.couples)), _("parene")),
        (lambda intake: sorted(map(repr, intake.near)), _("kommuner som er nær hverandre")),
        (
            lambda intake: sorted(map(repr, intake.preplacements)),
            _("plassene som er gitt på forhånd"),
        ),
        (lambda intake: (intake.rules.criteria, intake.rules.any_remaining), _("reglene")),
        (
            lambda intake: (intake.draw.seed, intake.draw.public, intake.draw.order),
            _("trekningen"),
        ),
    )
    both = {each.key for each in before.candidates} & {each.key for each in after.candidates}
    is_other = any(len(each.candidates) != len(both) for each in (before, after))
    old, new = _only(before, both), _only(after, both)
    names = [_("kandidatene")] if is_other else []
    return upper_first(listed(names + [name for part, name in parts if part(old) != part(new)]))


def _only(intake: Intake, keys: Collection[str]) -> Intake:
    return replace(intake, candidates=tuple(each for each in intake.candidates if each.key in keys))


def _people(of: Callable[[Candidate], Any]) -> Callable[[Intake], Mapping[str, Any]]:
    return lambda intake: {each.key: of(each) for each in intake.candidates}
