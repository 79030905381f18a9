"""The council's pages: a proposal and its approval, conflicts of interest, comments, the log."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import (
    COUNCIL_CASE,
    COUNCIL_INTAKE,
    COUNCIL_LEAD,
    COUNCIL_SEAT,
    AccessRule,
    access,
)
from app.db.tables import Lis1Intake
from app.services import (
    lis1_comments,
    lis1_conflicts,
    lis1_conflicts_page,
    lis1_decisions,
    lis1_decisions_card,
    lis1_log,
)
from app.services.lis1_comments import About
from app.services.lis1_conflicts import Declared
from app.services.lis1_decisions import Seen
from app.services.rotation_life import Refused
from app.store import lis1_candidates
from app.web.council import minutes
from app.web.council.run_address import intake_of, run_of
from app.web.lis1_requests import moment, status_of

INTAKE = "/inntak/<intake_id>"
LONGEST = 10_000
MOST_PAGES = 100_000


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    minutes.add_routes(blueprint)
    rules = (
        (f"{INTAKE}/vedtak", "decision", decision, "GET"),
        (f"{INTAKE}/vedtak/legg-fram", "propose", propose, "POST"),
        (f"{INTAKE}/vedtak/svar", "answer_decision", answer, "POST"),
        (f"{INTAKE}/kommentar", "comment_intake", comment_intake, "POST"),
        (f"{INTAKE}/kandidater/<key>/kommentar", "comment_person", comment_person, "POST"),
        ("/radets-bord/<intake_id>/kjoring/<run_id>/kommentar", "comment_run", comment_run, "POST"),
        (f"{INTAKE}/inhabilitet", "conflict", conflict, "GET"),
        (f"{INTAKE}/inhabilitet", "declare_conflict", declare_conflict, "POST"),
        (f"{INTAKE}/inhabilitet/opphev", "lift_conflict", lift_conflict, "POST"),
        (f"{INTAKE}/logg", "log", log, "GET"),
    )
    for address, endpoint, view, method in rules:
        blueprint.add_url_rule(address, endpoint, view, methods=[method])


# ---- The decision ----------------------------------------------------------------------------


@access(COUNCIL_INTAKE)
def decision(intake_id: str) -> ResponseReturnValue:
    """What is put to the council, who has approved, what was checked."""
    return _decision_page(intake_of(intake_id))


def _decision_page(
    intake: Lis1Intake, refused: Refused | None = None, run_id: str | None = None
) -> ResponseReturnValue:
    assert intake.id is not None
    card = lis1_decisions_card.load_card(
        g.session, g.actor, intake, run_id or request.args.get("kjoring"), moment()
    )
    comments = lis1_comments.list_comments(g.session, About(intake.id), g.actor.person_id)
    page = render_template(
        "council/decision.html",
        intake=intake,
        decision_card=card,
        letters=_may(COUNCIL_LEAD),
        comments=comments,
        comment_url=url_for("council.comment_intake", intake_id=intake.public_id),
        refused=refused,
        written=request.form.get("merknad", "")[:LONGEST] if refused else "",
    )
    return page, status_of(refused)


@access(COUNCIL_INTAKE)
def propose(intake_id: str) -> ResponseReturnValue:
    """Put a finished run with its changes by hand to the council."""
    intake = intake_of(intake_id)
    run_id = request.form.get("kjoring", "")
    assert intake.id is not None
    done = lis1_decisions.propose(g.session, intake.id, run_id, _written("merknad"), moment())
    if isinstance(done, Refused):
        return _decision_page(intake_of(intake_id), done, run_id)
    flash(_("Kjøringen er lagt fram. De som kan godkjenne, har fått melding."), "success")
    return _to("council.decision", intake_id)


@access(COUNCIL_INTAKE)
def answer(intake_id: str) -> ResponseReturnValue:
    """Approve a proposal, send it back, or take it back."""
    intake = intake_of(intake_id)
    assert intake.id is not None
    seen = Seen(request.form.get("vedtak", ""), request.form.get("version", -1, int))
    what, remark = request.form.get("svar", ""), _written("merknad")
    refused: Refused | None
    if what == "tilbake":
        refused = lis1_decisions.send_back(g.session, intake.id, seen, remark, moment())
        said = _("Kjøringen er sendt tilbake. Plasser kan endres for hånd igjen.")
    elif what == "trekk":
        refused = lis1_decisions.withdraw(g.session, intake.id, seen, moment())
        said = _("Forslaget er trukket.")
    elif what == "godkjenn":
        done = lis1_decisions.approve(g.session, intake.id, seen, remark, moment())
        refused = done if isinstance(done, Refused) else None
        said = _("Godkjenningen er lagret.")
        if isinstance(done, lis1_decisions.Approved) and done.is_decided:
            said = _("Rådet har vedtatt fordelingen. Medlemmene har fått melding.")
    else:
        refused, said = Refused(_("Velg om du godkjenner eller sender tilbake.")), ""
    if refused is not None:
        return _decision_page(intake_of(intake_id), refused)
    flash(said, "success")
    return _to("council.decision", intake_id)


# ---- Comments --------------------------------------------------------------------------------


@access(COUNCIL_INTAKE)
def comment_intake(intake_id: str) -> ResponseReturnValue:
    """A comment on the intake as a whole."""
    intake = intake_of(intake_id)
    assert intake.id is not None
    return _comment(intake, About(intake.id), url_for("council.decision", intake_id=intake_id))


@access(COUNCIL_INTAKE)
def comment_run(intake_id: str, run_id: str) -> ResponseReturnValue:
    """A comment on one run."""
    intake = intake_of(intake_id)
    assert intake.id is not None
    back = url_for("council.run", intake_id=intake_id, run_id=run_id)
    return _comment(intake, About(intake.id, run_id=run_of(intake, run_id).id), back)


@access(COUNCIL_CASE)
def comment_person(intake_id: str, key: str) -> ResponseReturnValue:
    """A comment on one candidate."""
    intake = intake_of(intake_id)
    assert intake.id is not None
    found = lis1_candidates.find_candidate(g.session, intake.id, key)
    back = url_for("council.candidate", intake_id=intake_id, key=key)
    return _comment(intake, About(intake.id, candidate_id=found.id if found else 0), back)


def _comment(intake: Lis1Intake, about: About, back: str) -> ResponseReturnValue:
    refused = lis1_comments.add(g.session, intake.public_id, about, _written("kommentar"), moment())
    if refused is not None:
        flash(refused.text, "error")
    else:
        flash(_("Kommentaren er lagret."), "success")
    return redirect(f"{back}#kommentarer", 303)


# ---- Conflicts of interest -------------------------------------------------------------------


@access(COUNCIL_SEAT)
def conflict(intake_id: str) -> ResponseReturnValue:
    """Declare a conflict of interest; for one who has stepped back, who can change that."""
    return _conflict_page(intake_of(intake_id))


def _conflict_page(intake: Lis1Intake, refused: Refused | None = None) -> ResponseReturnValue:
    found = lis1_conflicts_page.load_page(g.session, g.actor, intake, moment())
    raw = request.form if refused else {"gjelder": lis1_conflicts.CANDIDATE}
    page = render_template("council/conflict.html", page=found, refused=refused, raw=raw)
    return page, status_of(refused)


@access(COUNCIL_INTAKE)
def declare_conflict(intake_id: str) -> ResponseReturnValue:
    """Keep what a member declares; from now on it holds."""
    intake = intake_of(intake_id)
    declared = Declared(*(_written(name) for name in ("gjelder", "kandidat", "sted", "hvorfor")))
    assert intake.id is not None
    done = lis1_conflicts.declare(g.session, intake.id, declared, moment())
    if isinstance(done, Refused):
        return _conflict_page(intake_of(intake_id), done)
    flash(_("Inhabiliteten er meldt og gjelder fra nå."), "success")
    return _to("council.conflict", intake_id)


@access(COUNCIL_INTAKE)
def lift_conflict(intake_id: str) -> ResponseReturnValue:
    """Lift another member's conflict, with a reason."""
    intake = intake_of(intake_id)
    assert intake.id is not None
    row_id = request.form.get("inhabilitet", 0, int)
    refused = lis1_conflicts.lift(g.session, intake.id, row_id, _written("grunn"), moment())
    if refused is not None:
        return _conflict_page(intake_of(intake_id), refused)
    flash(_("Inhabiliteten er opphevet."), "success")
    return _to("council.conflict", intake_id)


# ---- The log ---------------------------------------------------------------------------------


@access(COUNCIL_INTAKE)
def log(intake_id: str) -> ResponseReturnValue:
    """Everything that was done to the intake, newest first."""
    page = lis1_log.load_log(
        g.session,
        intake_of(intake_id),
        g.actor.person_id,
        kind=request.args.get("hva", ""),
        number=min(max(request.args.get("side", 1, int), 1), MOST_PAGES),
    )
    return render_template("council/log.html", page=page)


def _may(rule: AccessRule) -> bool:
    return rule.check is not None and rule.check(g.actor, request.view_args or {})


def _written(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]


def _to(endpoint: str, intake_id: str) -> ResponseReturnValue:
    return redirect(url_for(endpoint, intake_id=intake_id), 303)
