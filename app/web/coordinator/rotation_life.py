"""The life of a plan: versions, comparison, proposing, publishing, taking back, putting away."""

from datetime import date

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import InputRequired

from app.access import COORDINATED_PLAN, access
from app.extensions import installation
from app.services import rotation_compare_page, rotation_life_page
from app.services import rotation_life as life
from app.services.rotation_life import Moment, Refused, Seen
from app.services.rotation_publish import publish as publish_version
from app.services.wording import day, long_day
from app.store import rotations
from app.store.rotation_values import PlanHead, VersionHead
from app.web.forms import DayField, MessageForm


class ProposeForm(MessageForm):
    """The last day for comments."""

    frist = DayField(_l("Siste dag for kommentarer"), [InputRequired(_l("Skriv dagen."))])


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    base, both = "/rotasjonstavle/<plan_id>", ["GET", "POST"]
    rules = (
        ("/versjoner", "plan_versions", versions, ["GET"]),
        ("/sammenlign", "plan_compare", compare, ["GET"]),
        ("/nytt-utkast", "plan_new_draft", new_draft, ["POST"]),
        ("/forkast", "plan_discard", discard, both),
        ("/tilbake", "plan_take_back", take_back, ["POST"]),
        ("/foresla", "plan_propose", propose, both),
        ("/publiser", "plan_publish", publish, both),
    )
    for address, endpoint, view, methods in rules:
        blueprint.add_url_rule(f"{base}{address}", endpoint, view, methods=methods)


@access(COORDINATED_PLAN)
def versions(plan_id: str) -> ResponseReturnValue:
    """Every version: who made it, when it was proposed and published, what replaced it."""
    page = rotation_life_page.load_versions(g.session, plan_of(plan_id))
    return render_template("coordinator/rotation_versions.html", page=page)


@access(COORDINATED_PLAN)
def compare(plan_id: str) -> ResponseReturnValue:
    """Two versions beside each other: `fra` and `til` are version numbers."""
    numbers = (request.args.get("fra", type=int), request.args.get("til", type=int))
    page = rotation_compare_page.load_compare(g.session, plan_of(plan_id), numbers, _today())
    if page is None:
        if any(numbers):
            abort(404)
        flash(_("Det er bare én versjon, så det er ingenting å sammenligne."), "warning")
        return redirect(url_for("coordinator.plan_versions", plan_id=plan_id), 303)
    return render_template("coordinator/rotation_compare.html", page=page)


@access(COORDINATED_PLAN)
def new_draft(plan_id: str) -> ResponseReturnValue:
    """Begin a draft as a copy of what is published, of an earlier version, or with nothing."""
    source = request.form.get("fra", "")[:10]
    done = life.new_draft(g.session, plan_of(plan_id), moment(), source)
    if isinstance(done, Refused):
        flash(done.text, "warning")
        return redirect(url_for("coordinator.plan_versions", plan_id=plan_id), 303)
    flash(_("Versjon %(number)s er et nytt utkast.", number=done.number))
    return redirect(url_for("coordinator.board", plan_id=plan_id), 303)


@access(COORDINATED_PLAN)
def discard(plan_id: str) -> ResponseReturnValue:
    """Ask, then put the open version away."""
    head = _open(plan_id)
    if request.method == "GET":
        return render_template(
            "coordinator/rotation_discard.html", head=head, seen=Seen(head.version, head.last_edit)
        )
    done = life.discard(g.session, head.id, _seen(), moment())
    if isinstance(done, Refused):
        return _stopped(plan_id, done)
    flash(_("Versjon %(number)s er forkastet. Det som er publisert, gjelder.", number=head.number))
    return redirect(url_for("coordinator.plan_versions", plan_id=plan_id), 303)


@access(COORDINATED_PLAN)
def take_back(plan_id: str) -> ResponseReturnValue:
    """Make the proposed version a draft again."""
    head = _open(plan_id)
    done = life.take_back(g.session, head.id, _seen(), moment())
    if isinstance(done, Refused):
        return _stopped(plan_id, done)
    flash(
        _(
            "Versjon %(number)s er et utkast igjen. Kommentarer og ønsker er beholdt.",
            number=head.number,
        )
    )
    return redirect(url_for("coordinator.board", plan_id=plan_id), 303)


@access(COORDINATED_PLAN)
def propose(plan_id: str) -> ResponseReturnValue:
    """What proposing does, then do it."""
    head, form, refused = _open(plan_id), ProposeForm(), None
    if request.method == "POST" and form.validate():
        assert form.frist.read is not None
        done = life.propose(g.session, head.id, _seen(), form.frist.read, moment())
        if not isinstance(done, Refused):
            flash(
                _(
                    "Versjon %(number)s er foreslått. Leger og steder kan kommentere til og med"
                    " %(day)s.",
                    number=head.number,
                    day=long_day(form.frist.read),
                )
            )
            return redirect(url_for("coordinator.board", plan_id=plan_id), 303)
        if done.field is None:
            return _stopped(plan_id, done)
        form[done.field].errors = [*form[done.field].errors, done.text]
        refused = done
    page = rotation_life_page.load_step(
        g.session, head, _today(), by=g.actor.person_id, publishing=False
    )
    if request.method == "GET":
        form.frist.data = day(page.suggested)
    problems = form.problems()
    found = render_template(
        "coordinator/rotation_propose.html", page=page, form=form, problems=problems
    )
    return found, 422 if problems or refused else 200


@access(COORDINATED_PLAN)
def publish(plan_id: str) -> ResponseReturnValue:
    """What publishing does, then do it."""
    head = _open(plan_id)
    if request.method == "POST":
        done = publish_version(g.session, head.id, _seen(), moment())
        if isinstance(done, Refused):
            return _stopped(plan_id, done)
        told = ngettext(
            "Én person har fått melding.", "%(num)s personer har fått melding.", done.told
        )
        flash(
            _("Versjon %(number)s er publisert.", number=head.number)
            + (f" {told}" if done.told else "")
        )
        return redirect(url_for("coordinator.plan_versions", plan_id=plan_id), 303)
    if head.is_draft:
        flash(_("Utkastet må foreslås før det publiseres."), "warning")
        return redirect(url_for("coordinator.plan_propose", plan_id=plan_id), 303)
    page = rotation_life_page.load_step(
        g.session, head, _today(), by=g.actor.person_id, publishing=True
    )
    return render_template("coordinator/rotation_publish.html", page=page)


# --- Shared by the pages on a plan ---


def plan_of(plan_id: str) -> PlanHead:
    """The plan that the address names; access has found it already."""
    plan = rotations.find_plan(g.session, plan_id)
    assert plan is not None
    return plan


def moment() -> Moment:
    """Who asks, today, now."""
    clock = installation().clock
    return Moment(g.actor.person_id, clock.today(), clock.now())


def _open(plan_id: str) -> VersionHead:
    head = rotations.open_version(g.session, plan_of(plan_id).id)
    if head is None:
        abort(404)
    return head


def _seen() -> Seen:
    return Seen(request.form.get("version", 0, type=int), request.form.get("sett", -1, type=int))


def _stopped(plan_id: str, refused: Refused) -> ResponseReturnValue:
    """Nothing was done: what the version is now, and the way back to look at it again."""
    plan = plan_of(plan_id)
    head = rotations.open_version(g.session, plan.id)
    page = render_template(
        "coordinator/rotation_stopped.html",
        plan=plan,
        head=head,
        word=life.state_word(head.state) if head else None,
        refused=refused,
    )
    return page, 409 if refused.is_stale else 422


def _today() -> date:
    return installation().clock.today()
