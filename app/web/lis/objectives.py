"""Læringsmål: the doctor begins, sends and takes back; and registers learning activities."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.access import OWN_RECORD, access
from app.extensions import installation
from app.services import learning as service
from app.services import objectives_page, signing
from app.services.wording import listed
from app.store import learning as store
from app.store.learning import Home
from app.web import signing as pages
from app.web.forms import DayField, MessageForm


class ActivityForm(MessageForm):
    """A learning activity: what, when, and which objective if any."""

    navn = StringField(
        _l("Hva du gjorde"), [InputRequired(_l("Skriv hva du gjorde.")), Length(max=200)]
    )
    dag = DayField(_l("Dag"), [InputRequired(_l("Skriv dagen du gjorde det."))])
    maal = StringField(_l("Læringsmål"))


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the doctor's blueprint."""
    address = "/min-vei/laeringsmaal"
    blueprint.add_url_rule(address, "objectives", objectives)
    for path, name, view in (
        ("begynn", "begin_objectives", begin_objectives),
        ("aktivitet", "add_activity", add_activity),
        ("send", "send_for_signing", send_for_signing),
        ("trekk-tilbake", "withdraw", withdraw),
        ("angre", "undo_signing", undo_signing),
    ):
        blueprint.add_url_rule(f"{address}/{path}", name, view, methods=["POST"])


@access(OWN_RECORD)
def objectives() -> ResponseReturnValue:
    """Every objective, where it stands and who has it; then the learning activities."""
    return _page(ActivityForm(formdata=None))


@access(OWN_RECORD)
def begin_objectives() -> ResponseReturnValue:
    """Begin one from the list, or those whose identifiers were written."""
    home = _home()
    objective_set = request.form.get("sett", "")[:20]
    one = request.form.get(pages.ONE)
    wanted, wrong = service.read_identifiers(one or request.form.get("identer", "")[:1000])
    back = url_for("lis.objectives", sett=objective_set)
    if wrong or not wanted or not objective_set:
        flash(_("Skriv identer som VOP-031, med komma mellom. Ingenting er lagret."), "warning")
        return redirect(back, 303)
    begun = service.begin_objectives(
        g.session, g.actor, home, objective_set, wanted, now=installation().clock.now()
    )
    if begun:
        flash(_("Lagret som underveis: %(names)s.", names=listed(begun)))
    else:
        flash(_("Det var alt begynt på. Ingenting er endret."), "warning")
    return redirect(back, 303)


@access(OWN_RECORD)
def add_activity() -> ResponseReturnValue:
    """Save a learning activity; it is not sent before the doctor sends it."""
    form = ActivityForm()
    home, clock = _home(), installation().clock
    if not form.validate() or form.dag.read is None:
        return _page(form), 422
    if form.dag.read > clock.today():
        form.dag.errors = [_("Dagen kan ikke ligge fram i tid.")]
        return _page(form), 422
    wanted = form.maal.data or ""
    ref = service.add_activity(
        g.session,
        g.actor,
        home,
        name=form.navn.data.strip(),
        done_on=form.dag.read,
        objective_id=int(wanted) if wanted.isascii() and wanted.isdigit() else None,
        now=clock.now(),
    )
    if ref is None:
        form.maal.errors = [_("Velg et av dine egne læringsmål.")]
        return _page(form), 422
    flash(_("Aktiviteten er lagret hos deg. Den er ikke sendt til noen ennå."))
    return redirect(url_for("lis.objectives", _anchor="aktiviteter"), 303)


@access(OWN_RECORD)
def send_for_signing() -> ResponseReturnValue:
    """Send everything chosen, or nothing and say why."""
    refs, back = pages.chosen_refs(), _back()
    if not refs:
        return pages.nothing_chosen(back)
    clock = installation().clock
    result = signing.send(g.session, g.actor, refs, today=clock.today(), now=clock.now())
    return pages.answer(result, back, action=url_for("lis.send_for_signing"), verb=_("Send resten"))


@access(OWN_RECORD)
def withdraw() -> ResponseReturnValue:
    """Take back everything chosen, or nothing and say why."""
    refs, back = pages.chosen_refs(), _back()
    if not refs:
        return pages.nothing_chosen(back)
    clock = installation().clock
    result = signing.withdraw(g.session, g.actor, refs, today=clock.today(), now=clock.now())
    return pages.answer(
        result, back, action=url_for("lis.withdraw"), verb=_("Trekk tilbake resten")
    )


@access(OWN_RECORD)
def undo_signing() -> ResponseReturnValue:
    """Take back what was just sent, withdrawn or confirmed."""
    return pages.undo(_back())


def _home() -> Home:
    home = store.find_home(g.session, g.actor.public_id)
    if home is None:
        abort(404)
    return home


def _back() -> str:
    """The list that the form stood on, with its filter."""
    wanted = request.form.get("tilbake", "")
    if wanted == "samtaler":
        return url_for("lis.talks")
    return url_for("lis.objectives", sett=request.form.get("sett") or None)


def _page(form: ActivityForm) -> str:
    chosen_set, chosen_state = request.args.get("sett", ""), request.args.get("tilstand", "")
    page = objectives_page.load_page(
        g.session,
        g.actor.public_id,
        installation().clock.today(),
        wanted_set=chosen_set,
        wanted_state=chosen_state,
    )
    if page is None:
        return render_template("lis/no_enrolment.html")
    return render_template(
        "lis/objectives.html",
        page=page,
        form=form,
        chosen_set=chosen_set,
        chosen_state=chosen_state,
        done=pages.just_done(),
    )
