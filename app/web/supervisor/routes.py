"""Pages for supervisors and for leaders who approve: what waits, signing it, sending it back."""

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import GUIDED_PERSON, access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import my_doctors, signing, signing_desk
from app.services.signing_words import refusal_words
from app.web import signing as pages
from app.web.supervisor import handover, talks
from pathways.signing import LONGEST_REASON, Refusal

blueprint = Blueprint("supervisor", __name__)
talks.add_routes(blueprint)
handover.add_routes(blueprint)

SUPERVISOR = works_as(Role.SUPERVISOR)


@blueprint.get("/veiledning")
@access(SUPERVISOR)
def start() -> ResponseReturnValue:
    """What waits for me, the talks ahead, and what I wait for."""
    today = installation().clock.today()
    desk = signing_desk.load_desk(g.session, g.actor, today)
    moves_on = signing_desk.first_day_moved(g.session, desk.cases, today)
    return render_template(
        "supervisor/start.html",
        desk=desk,
        opening=signing_desk.opening(desk.cases, today, moves_on),
        done=pages.just_done(),
    )


@blueprint.get("/veiledning/sak/<public_id>/<kind>")
@access(GUIDED_PERSON)
def case(public_id: str, kind: str) -> ResponseReturnValue:
    """One case, thing by thing, with signing there too."""
    group = request.args.get("gruppe", "")
    found = signing_desk.load_case(g.session, g.actor, public_id, kind, group)
    return render_template("supervisor/case.html", case=found, public_id=public_id)


@blueprint.post("/veiledning/signer")
@access(SUPERVISOR)
def sign() -> ResponseReturnValue:
    """Sign everything chosen, or nothing and say why."""
    back = url_for("supervisor.start")
    refs = pages.chosen_refs()
    if not refs:
        return pages.nothing_chosen(back)
    clock = installation().clock
    result = signing.sign(g.session, g.actor, refs, today=clock.today(), now=clock.now())
    return pages.answer(result, back, action=url_for("supervisor.sign"), verb=_("Signer resten"))


@blueprint.post("/veiledning/send-tilbake")
@access(SUPERVISOR)
def send_back() -> ResponseReturnValue:
    """Ask for the reason, then send everything chosen back, or nothing and say why."""
    back = url_for("supervisor.start")
    refs = pages.chosen_refs()
    if not refs:
        return pages.nothing_chosen(back)
    reason = request.form.get("grunn")
    if not (reason or "").strip():
        # The first time the form has no such field: that is a question, not a mistake.
        asked = reason is not None
        page = render_template(
            "supervisor/send_back.html",
            refs=[signing.ref_text(ref) for ref in refs],
            cases=signing_desk.load_chosen(g.session, g.actor, refs),
            error=refusal_words(Refusal.NO_REASON) if asked else None,
            most=LONGEST_REASON,
        )
        return page, 422 if asked else 200
    clock = installation().clock
    result = signing.send_back(
        g.session, g.actor, refs, reason or "", today=clock.today(), now=clock.now()
    )
    return pages.answer(
        result,
        back,
        action=url_for("supervisor.send_back"),
        verb=_("Send tilbake resten"),
        reason=reason or "",
    )


@blueprint.post("/veiledning/angre")
@access(SUPERVISOR)
def undo() -> ResponseReturnValue:
    """Take back one's own signing or sending back of today."""
    return pages.undo(url_for("supervisor.start"))


@blueprint.get("/veiledning/leger")
@access(SUPERVISOR)
def doctors() -> ResponseReturnValue:
    """The doctors I guide or approve for."""
    page = my_doctors.load_page(g.session, g.actor, installation().clock.today())
    return render_template("supervisor/doctors.html", page=page)
