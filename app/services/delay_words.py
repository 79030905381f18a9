"""The one home of words for delays: cause, what to do, who does it, state, what happened and why.

`own` is True when the doctor reads: then it says "du" and "deg". `line` is what the delay is
about, as it is called in a sentence (`delay_lines.line_name`). No cause of a leave is ever told,
and nobody is blamed: "Mangler veileder", not "Leder har ikke …".
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.wording import day, figure, long_day, plain, upper_first
from pathways.types.courses import SeatOutcome
from pathways.types.delays import (
    Action,
    Cause,
    DelayState,
    EventKind,
    Evidence,
    Finding,
    Owner,
    Reason,
)


@dataclass(frozen=True, slots=True)
class Responsible:
    """The people around one doctor, by name; None where there is nobody or it is not known."""

    doctor: str
    supervisor: str | None = None
    approver: str | None = None
    assigned: str | None = None
    """Whom a coordinator has made responsible for this delay."""


# Cause


def cause_name(cause: Cause) -> str:
    """A cause by its general name, for a filter or a choice."""
    return {
        Cause.COURSE: _("Kurs"),
        Cause.PROCEDURE_ACCESS: _("For få prosedyrer"),
        Cause.ROTATION_SLOT: _("Mangler rotasjon"),
        Cause.LEAVE_OR_PART_TIME: _("Permisjon eller deltid"),
        Cause.STAFFING: _("Lav bemanning"),
        Cause.MISSING_SUPERVISOR: _("Mangler veileder eller samtale"),
        Cause.MISSING_APPROVAL: _("Venter på godkjenning"),
        Cause.WAITING_FOR_LIS1: _("Venter på LIS1"),
    }[cause]


def cause_words(finding: Finding) -> str:
    """The cause as a row has it, as exact as the evidence lets it be: "Kurs er fullt"."""
    if finding.cause is Cause.COURSE:
        return _course_cause(finding)
    if finding.action is Action.FIND_SUPERVISOR:
        return _("Mangler veileder")
    if finding.action is Action.HOLD_TALK:
        return _("Mangler veiledningssamtale")
    if finding.cause is Cause.ROTATION_SLOT and finding.action is Action.TRY_SWAP:
        return _("Rotasjonen begynner sent")
    if finding.cause is Cause.LEAVE_OR_PART_TIME:
        kinds = {"leave": _("Permisjon"), "share": _("Deltid"), "both": _("Permisjon og deltid")}
        return kinds.get(finding.evidence.unit or "", cause_name(finding.cause))
    return cause_name(finding.cause)


def _course_cause(finding: Finding) -> str:
    known = {
        SeatOutcome.NO_SEAT: _("Kurs er fullt"),
        SeatOutcome.NOT_ANNOUNCED: _("Kurs er ikke utlyst"),
        SeatOutcome.ARRANGER_DECIDES: _("Arrangøren velger hvem som får plass"),
    }
    outcome = finding.evidence.outcome
    if outcome in known:
        return known[SeatOutcome(outcome)]
    if finding.action is Action.SIGN_UP:
        return _("Påmelding til kurs")
    return _("Kurset kommer sent")


def detail_words(finding: Finding, line: str | None) -> str:
    """What it is about, in one short line under the cause; "" when the cause says it all."""
    parts = [_about(finding, line), *_evidence_parts(finding)]
    return ", ".join(part for part in parts if part)


def _about(finding: Finding, line: str | None) -> str:
    count = finding.evidence.count
    if finding.cause is Cause.MISSING_APPROVAL and count:
        return ngettext("%(num)s sak", "%(num)s saker", count)
    name = upper_first(plain(line or ""))
    if finding.cause is Cause.PROCEDURE_ACCESS and count and count > 1 and name:
        return _("%(count)s prosedyrer, lengst igjen: %(name)s", count=figure(count), name=name)
    return name


def _evidence_parts(finding: Finding) -> list[str]:
    """What the row says beside the name, by cause."""
    evidence, cause = finding.evidence, finding.cause
    if cause is Cause.LEAVE_OR_PART_TIME:
        return [_span(evidence)]
    parts = [_at_session(evidence), _turn_taken(evidence)]
    if cause in (Cause.ROTATION_SLOT, Cause.PROCEDURE_ACCESS):
        parts.append(progress_of(evidence))
    if cause is Cause.ROTATION_SLOT and evidence.latest and finding.days_moved == 0:
        parts.append(_("kan vente til %(day)s", day=day(evidence.latest)))
    if cause is Cause.WAITING_FOR_LIS1 and evidence.earliest:
        parts.append(_("start %(day)s", day=day(evidence.earliest)))
    if evidence.holder:
        parts.append(_("hos %(name)s", name=plain(evidence.holder)))
    if evidence.since is not None:
        parts.append(_("siden %(day)s", day=day(evidence.since)))
    return parts


def _span(evidence: Evidence) -> str:
    """The days of a leave, and nothing else about it."""
    if evidence.earliest is None:
        return ""
    if evidence.latest is None:
        return _("fra %(day)s", day=day(evidence.earliest))
    return f"{day(evidence.earliest)}–{day(evidence.latest)}"


def _at_session(evidence: Evidence) -> str:
    if evidence.session_starts_on is None:
        return ""
    return _("samling %(day)s", day=day(evidence.session_starts_on))


def _turn_taken(evidence: Evidence) -> str:
    if evidence.outcome != SeatOutcome.NO_SEAT or not evidence.position or not evidence.seats:
        return ""
    return turn_words(evidence.position, evidence.seats)


def turn_words(position: int, seats: int) -> str:
    """A place in the order for a session with so many seats."""
    return ngettext(
        "nummer %(position)s i køen til %(num)s plass",
        "nummer %(position)s i køen til %(num)s plasser",
        seats,
        position=figure(position),
    )


def progress_of(evidence: Evidence) -> str:
    """How far it has come: 12 av 20; "" where that is not known."""
    if evidence.has is None or evidence.needs is None:
        return ""
    has, needs = evidence.has.replace(".", ","), evidence.needs.replace(".", ",")
    if evidence.unit == "months":
        return _("%(has)s av %(needs)s md.", has=has, needs=needs)
    return _("%(has)s av %(needs)s", has=has, needs=needs)


# What to do, and who


def action_words(finding: Finding, *, own: bool = False) -> str:
    """The next thing that helps, as a short request; the day it must be done by is beside it."""
    return ACTIONS[finding.action](finding.evidence, own)


def _sign_up(evidence: Evidence, own: bool) -> str:
    if evidence.session_starts_on is None:
        return _("Meld deg på kurset") if own else _("Be legen melde seg på kurset")
    when = day(evidence.session_starts_on)
    if own:
        return _("Meld deg på samlingen %(day)s", day=when)
    return _("Be legen melde seg på samlingen %(day)s", day=when)


def _sign_or_answer(evidence: Evidence, own: bool) -> str:
    if evidence.holder and own:
        return _("Be %(name)s signere eller svare", name=plain(evidence.holder))
    return _("Signer eller svar")


def _either(own_text: str, text: str, own: bool) -> str:
    return own_text if own else text


ACTIONS: dict[Action, Callable[[Evidence, bool], str]] = {
    Action.SIGN_UP: _sign_up,
    Action.ASK_FOR_SESSION: lambda evidence, own: _either(
        _("Si fra til koordinatoren at du trenger en samling til"), _("Be om ekstra samling"), own
    ),
    Action.WATCH_WAITING_LIST: lambda evidence, own: _("Følg med på ventelisten"),
    Action.PLAN_SERVICE: lambda evidence, own: _either(
        _("Avtal plass på tjenesten"), _("Finn plass på tjenesten"), own
    ),
    Action.TRY_SWAP: lambda evidence, own: _either(
        _("Spør om tjenesten kan begynne tidligere"), _("Prøv å bytte til tidligere start"), own
    ),
    Action.SIGN_OR_ANSWER: _sign_or_answer,
    Action.FIND_SUPERVISOR: lambda evidence, own: _either(
        _("Be om å få utpekt veileder"), _("Utpek veileder"), own
    ),
    Action.HOLD_TALK: lambda evidence, own: _either(
        _("Avtal veiledningssamtale"), _("Hold veiledningssamtale"), own
    ),
    Action.PLAN_PROCEDURES: lambda evidence, own: _either(
        _("Avtal dager der du får gjort prosedyrene"), _("Sett av dager til prosedyrene"), own
    ),
    Action.APPLY_LIS1: lambda evidence, own: _either(
        _("Søk LIS1"), _("Minn legen om å søke LIS1"), own
    ),
    Action.NOTHING: lambda evidence, own: _("Ingenting å gjøre"),
}


def owner_words(finding: Finding, people: Responsible, *, own: bool = False) -> str:
    """Who does it: a name where there is one, else the role; "–" when nobody can."""
    if people.assigned:
        return plain(people.assigned)
    return OWNERS[finding.owner](finding, people, own)


OWNERS: dict[Owner, Callable[[Finding, Responsible, bool], str]] = {
    Owner.TRAINEE: lambda finding, people, own: _("Du") if own else plain(people.doctor),
    Owner.COORDINATOR: lambda finding, people, own: _("Koordinator"),
    Owner.SUPERVISOR: lambda finding, people, own: plain(people.supervisor or _("Veileder")),
    Owner.APPROVER: lambda finding, people, own: plain(
        people.approver or _("Leder som godkjenner")
    ),
    Owner.HOLDER: lambda finding, people, own: plain(
        finding.evidence.holder or _("Den det ligger hos")
    ),
    Owner.NOBODY: lambda finding, people, own: "–",
}


# State and days


def state_words(finding: Finding) -> str:
    """The word beside the mark; a stop that needs no action is explained."""
    if finding.state is DelayState.BLOCKED and finding.action is Action.NOTHING:
        return _("Forklart")
    return state_name(finding.state)


def state_name(state: DelayState) -> str:
    """A state by its general name."""
    return {
        DelayState.ON_TRACK: _("I rute"),
        DelayState.AT_RISK: _("Kan forsinke"),
        DelayState.LATE: _("Forsinket"),
        DelayState.BLOCKED: _("Stoppet"),
    }[state]


def moved_words(finding: Finding) -> str:
    """How far the day of approval is moved: "91 dager", "minst 91 dager", "ukjent"."""
    return days_words(finding.days_moved, is_bound=finding.is_bound)


def days_words(days: int | None, *, is_bound: bool = False) -> str:
    """A number of days, at least so many, or unknown."""
    if days is None:
        return _("ukjent")
    if is_bound:
        return ngettext("minst %(days)s dag", "minst %(days)s dager", days, days=figure(days))
    return ngettext("%(days)s dag", "%(days)s dager", days, days=figure(days))


def saved_words(finding: Finding) -> str:
    """What can still be saved, of what is moved: "*91* av 91 dager"; asterisks emphasise."""
    count = finding.days_saveable
    saved = figure(count)
    if finding.days_moved is None:
        if not count:
            return _("ukjent")
        return _("*%(saved)s* av et ukjent antall dager", saved=saved)
    if finding.state is DelayState.AT_RISK and not finding.days_moved:
        if not count:
            return _("flytter ikke ennå")
        return ngettext("*%(saved)s* dag", "*%(saved)s* dager", count, saved=saved)
    return _("*%(saved)s* av %(moved)s", saved=saved, moved=moved_words(finding))


def sentence(finding: Finding, name: str | None = None) -> str:
    """What it does to the day of approval; `name` is None when the doctor reads."""
    whose = _("datoen din") if name is None else _("datoen til %(name)s", name=plain(name))
    if finding.state is DelayState.ON_TRACK:
        return _("Dette flytter ikke %(whose)s.", whose=whose)
    if finding.state is DelayState.AT_RISK:
        return _at_risk_sentence(finding, whose)
    if finding.days_moved is None:
        return _("Dette flytter %(whose)s. Hvor mye er *ukjent*.", whose=whose)
    return _(
        "Dette flytter %(whose)s *%(days)s*.",
        whose=whose,
        days=days_words(finding.days_moved, is_bound=finding.is_bound),
    )


def _at_risk_sentence(finding: Finding, whose: str) -> str:
    if not finding.days_saveable:
        text = _("Dette kan flytte %(whose)s", whose=whose)
    else:
        text = _(
            "Dette kan flytte %(whose)s *%(days)s*",
            whose=whose,
            days=days_words(finding.days_saveable),
        )
    if finding.act_by is None:
        return f"{text}."
    return _(
        "%(text)s hvis ingenting er gjort innen *%(day)s*.",
        text=text,
        day=long_day(finding.act_by),
    )


# What happened


def event_name(kind: EventKind) -> str:
    """What happened to a flag, by its general name."""
    return {
        EventKind.OPENED: _("Oppdaget"),
        EventKind.UPDATED: _("Endret"),
        EventKind.CLOSED: _("Lukket"),
        EventKind.COMMENTED: _("Kommentar"),
        EventKind.CAUSE_SET: _("Årsak satt"),
        EventKind.ACKNOWLEDGED: _("Fulgt opp"),
        EventKind.ASSIGNED: _("Ansvarlig satt"),
    }[kind]


def reason_words(reason: Reason) -> str:
    """Why a flag was opened, changed or closed, as a sentence."""
    return {
        Reason.FIRST_SEEN: _("Dette er første gang det er kontrollert."),
        Reason.SESSION_CANCELLED: _("En samling er avlyst."),
        Reason.SESSION_ADDED: _("En samling er lagt til, flyttet eller har fått flere plasser."),
        Reason.SEAT_GAINED: _("Det er plass i en samling."),
        Reason.SEAT_LOST: _(
            "Plassen i samlingen er borte: andre går foran, eller påmeldingen er trukket."
        ),
        Reason.DEADLINE_PASSED: _("Siste dag har gått."),
        Reason.DEADLINE_NEAR: _("Siste dag nærmer seg."),
        Reason.DATE_MOVED: _("Noe annet flyttet datoen for godkjenning."),
        Reason.RECORD_CHANGED: _("Tjeneste, permisjon, stilling eller framdrift er endret."),
        Reason.SENT: _("Noe er sendt til signering."),
        Reason.SIGNED: _("Noe er signert."),
        Reason.DONE: _("Det er gjort."),
        Reason.RULE_CHANGED: _("Regler, plan eller innstillinger er endret."),
        Reason.LEFT_TRAINING: _("Legen er ikke lenger i utdanning."),
    }[reason]


def change_words(before: Finding | None, after: Finding | None) -> str:
    """What was different after: "47 dager → 91 dager"; "" when nothing that is shown changed."""
    if before is None or after is None:
        known = after or before
        return "" if known is None else _days_and_state(known)
    parts = [
        _arrow(old, new)
        for old, new in (
            (state_words(before), state_words(after)),
            (moved_words(before), moved_words(after)),
            (saveable_words(before), saveable_words(after)),
            (_last_day(before), _last_day(after)),
            (action_words(before), action_words(after)),
        )
        if old != new
    ]
    return ". ".join(parts)


def _days_and_state(finding: Finding) -> str:
    return f"{state_words(finding)}, {moved_words(finding)}, {saveable_words(finding)}"


def saveable_words(finding: Finding) -> str:
    """What can be saved, alone."""
    return _("%(days)s kan spares", days=days_words(finding.days_saveable))


def _last_day(finding: Finding) -> str:
    if finding.act_by is None:
        return _("ingen siste dag")
    return _("siste dag %(day)s", day=day(finding.act_by))


def _arrow(old: str, new: str) -> str:
    return _("%(old)s → %(new)s", old=upper_first(old), new=new)
