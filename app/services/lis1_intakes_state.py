"""An intake from being prepared to open for wishes, closed, and (before the draw) open again."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import IntakeState, Lis1Intake, Lis1Rules, RulesState
from app.services.lis1_intakes_holds import Finding
from app.services.lis1_intakes_keep import Desk, changed_meanwhile, log
from app.services.lis1_intakes_rules import is_drawn
from app.services.logbook_form import Problem, Raw
from app.services.wording import day, in_words, upper_first
from app.store import lis1_intakes as store
from app.store.lis1 import StoredIntake

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Step:
    """A step to another state: what it does, what stands in its way, what it asks for."""

    to: IntakeState
    action: str
    """Its name in the log."""
    heading: str
    sentence: str
    button: str
    hindrances: tuple[str, ...] = ()
    needs_reason: bool = False
    said: str = ""
    """What is told when it is done."""


def steps_of(
    session: Session, desk: Desk, stored: StoredIntake, findings: Sequence[Finding]
) -> tuple[Step, ...]:
    """The steps from the state that an intake is in."""
    if desk.intake.state is IntakeState.PREPARING:
        return (_opening(desk, stored, findings),)
    if desk.intake.state is IntakeState.OPEN:
        return (_closing(desk, stored),)
    if desk.intake.state is IntakeState.CLOSED:
        step = _reopening(session, desk)
        return () if step is None else (step,)
    return ()


def take(session: Session, desk: Desk, step: Step, raw: Raw) -> Problem | None:
    """Take a step; commits. What stands in the way when it cannot be taken."""
    reason = raw.get("reason", "").strip()
    if step.hindrances:
        return Problem("version", step.hindrances[0])
    if step.needs_reason and not reason:
        return Problem("reason", _("Skriv hvorfor."))
    if len(reason) > LONGEST_REASON:
        return Problem("reason", _("Skriv høyst %(most)s tegn.", most=LONGEST_REASON))
    if raw.get("version") != str(desk.intake.version):
        return changed_meanwhile()
    handed_in, candidates = store.count_handed_in(session, desk.intake_id)
    fields = {"state": step.to}
    if not store.change(session, Lis1Intake, desk.intake_id, desk.intake.version, fields):
        session.rollback()
        return changed_meanwhile()
    tell: dict[str, object] = {"reason": reason} if reason else {}
    if step.to is IntakeState.CLOSED:
        tell |= {"not_handed_in": candidates - handed_in, "candidates": candidates}
    log(session, desk, step.action, tell)
    session.commit()
    return None


def missing_dates(intake: Lis1Intake, rounds: int) -> tuple[str, ...]:
    """The dates that an intake needs before candidates see it, and does not have."""
    labels = (
        (intake.advertised_on, _("når stillingene lyses ut")),
        (intake.deadline_on, _("siste dag for ønsker")),
        (intake.decide_on, _("når rådet vedtar")),
        (rounds or None, _("minst én tilbudsrunde")),
    )
    return tuple(label for value, label in labels if value is None)


def not_handed_in(handed_in: int, candidates: int) -> str:
    """How many have not handed in their wishes, in words."""
    if candidates == 0:
        return _("Ingen kandidater er lagt inn.")
    left = candidates - handed_in
    if left == 0:
        return _("Alle %(all)s har levert ønsker.", all=in_words(candidates))
    sentence = ngettext(
        "%(words)s av %(all)s har ikke levert ønsker.",
        "%(words)s av %(all)s har ikke levert ønsker.",
        left,
        words=in_words(left),
        all=in_words(candidates),
    )
    return upper_first(sentence)


def _opening(desk: Desk, stored: StoredIntake, findings: Sequence[Finding]) -> Step:
    intake = desk.intake
    hindrances = [
        _("Datoene mangler: %(what)s.", what=what)
        for what in missing_dates(intake, len(stored.offer_dates))
    ]
    if intake.deadline_on is not None and intake.deadline_on < desk.today:
        hindrances.append(_("Siste dag for ønsker, %(day)s, er over.", day=day(intake.deadline_on)))
    if not any(seat.places and not seat.is_closed for seat in stored.seats):
        hindrances.append(_("Ingen plass kan ønskes."))
    if not _is_adopted(stored.rules):
        hindrances.append(_("Reglene er ikke vedtatt."))
    hindrances += [f"{each.where}: {each.text}" for each in findings if each.is_wrong]
    return Step(
        IntakeState.OPEN,
        "intake_opened",
        _("Åpne for ønsker"),
        _("Søkerne ser plassene og kan rangere dem til siste dag. Plassene står da fast."),
        _("Åpne for ønsker"),
        tuple(hindrances),
        said=_("Inntaket er åpent for ønsker."),
    )


def _is_adopted(rules: Lis1Rules) -> bool:
    return rules.state in (RulesState.ADOPTED, RulesState.SUPERSEDED)


def _closing(desk: Desk, stored: StoredIntake) -> Step:
    active = [each for each in stored.candidates if each.withdrawn_on is None]
    handed_in = sum(each.sent_at is not None for each in active)
    deadline = desk.intake.deadline_on
    is_early = deadline is None or desk.today <= deadline
    told = not_handed_in(handed_in, len(active))
    if is_early and deadline is not None:
        told += " " + _("Fristen er %(day)s, så rådet må si hvorfor.", day=day(deadline))
    return Step(
        IntakeState.CLOSED,
        "intake_closed",
        _("Lukk for ønsker"),
        told,
        _("Lukk for ønsker"),
        needs_reason=is_early,
        said=_("Inntaket er lukket. Ønskene kan trekkes og fordeles."),
    )


def _reopening(session: Session, desk: Desk) -> Step | None:
    """Once the list has been drawn or run, no wish changes any more."""
    if is_drawn(desk.intake) or store.has_runs(session, desk.intake_id):
        return None
    return Step(
        IntakeState.OPEN,
        "intake_reopened",
        _("Åpne igjen"),
        _("Søkerne kan endre ønskene sine igjen. Sett en ny siste dag når inntaket er åpent."),
        _("Åpne igjen"),
        needs_reason=True,
        said=_("Inntaket er åpent igjen. Sett en ny siste dag for ønsker."),
    )
