"""Forsinkelser: the coordinator's work list, the same as a file, and what is done with a choice."""

from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.access import access, works_as
from app.exchange.csv_text import csv_text
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.i18n import BABEL_LOCALES
from app.roles import Role
from app.services import delay_actions, delay_choice, delays_page
from app.services.delay_actions import ActionResult
from app.services.delay_filters import read_wanted
from app.services.reach import reach_of
from app.web.coordinator.delay_forms import AssignForm, FollowUpForm, SessionForm, chosen

COORDINATOR = works_as(Role.COORDINATOR)
LIST_PART = "liste"
"""The part of the page that filters, sorting and pages replace."""
BATCH = "gjort"
KEPT = frozenset({"enhet", "aarsak", "kurs", "tilstand", "vis", "sorter", "side"})


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    rules = (
        ("/forsinkelser", "delays", delays, "GET"),
        ("/forsinkelser/eksport", "export_delays", export, "GET"),
        ("/forsinkelser/folg-opp", "follow_up_delays", follow_up, "POST"),
        ("/forsinkelser/ansvarlig", "assign_delays", assign, "POST"),
        ("/forsinkelser/ekstra-kurs", "request_session", request_session, "POST"),
        ("/forsinkelser/angre", "undo_delays", undo, "POST"),
    )
    for address, endpoint, view, method in rules:
        blueprint.add_url_rule(address, endpoint, view, methods=[method])


@access(COORDINATOR)
def delays() -> ResponseReturnValue:
    """Who can still be helped, those who can be helped most first."""
    page = delays_page.load_page(
        g.session,
        reach_of(g.session, g.actor),
        read_wanted(request.args, g.actor.person_id),
        page_size=installation().settings.page_size,
        today=_today(),
    )
    is_part = is_htmx() and htmx.target == LIST_PART
    return render_template(
        "coordinator/_delays_list.html" if is_part else "coordinator/delays.html",
        page=page,
        done=_just_done(),
        kept=urlencode(_kept()),
        url_for_page=lambda number: _address("coordinator.delays", side=str(number)),
        sort_address=lambda sort: _address("coordinator.delays", side="", sorter=sort),
        view_address=lambda view: _address("coordinator.delays", side="", vis=view),
        export_address=_address("coordinator.export_delays", side=""),
    )


@access(COORDINATOR)
def export() -> ResponseReturnValue:
    """Everything that is chosen, as a file that a spreadsheet opens."""
    # The file has Norwegian headings in both languages, like the other files for Norwegian use.
    with force_locale(BABEL_LOCALES["nb"]):
        rows = delays_page.export_rows(
            g.session,
            reach_of(g.session, g.actor),
            read_wanted(request.args, g.actor.person_id),
            _today(),
        )
    return Response(
        csv_text(rows),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=forsinkelser.csv"},
    )


@access(COORDINATOR)
def follow_up() -> ResponseReturnValue:
    """Ask for the plan and the day; then the flags rest until that day."""
    refs = chosen()
    choice = delay_choice.load_choice(g.session, g.actor, refs, _today())
    if not choice.lines:
        return _nothing_chosen()
    form = FollowUpForm()
    form.first_day(choice.suggested)
    if not form.is_sent() or not form.fits(_today(), choice.first_deadline):
        return _form("follow_up", choice, form)
    assert form.dag.read is not None
    result = delay_actions.acknowledge(
        g.session, g.actor, refs, form.plan_text(), form.dag.read, today=_today(), now=_now()
    )
    return _answer(result, "coordinator.follow_up_delays", form.said())


@access(COORDINATOR)
def assign() -> ResponseReturnValue:
    """Ask who; then that person is responsible and told."""
    refs = chosen()
    choice = delay_choice.load_choice(g.session, g.actor, refs, _today())
    if not choice.lines:
        return _nothing_chosen()
    people = delay_choice.people_for(g.session, choice, _today())
    form = AssignForm()
    form.offer(people)
    if not form.is_sent() or not form.validate():
        return _form("assign", choice, form)
    person = next((one for one in people if one.public_id == form.hvem.data), None)
    result = delay_choice.assign(g.session, g.actor, refs, person, today=_today(), now=_now())
    return _answer(result, "coordinator.assign_delays", form.said())


@access(COORDINATOR)
def request_session() -> ResponseReturnValue:
    """Ask when; then those who can add a session are told."""
    refs = chosen()
    choice = delay_choice.load_choice(g.session, g.actor, refs, _today())
    if not choice.lines:
        return _nothing_chosen()
    wish = delay_choice.load_wish(g.session, g.actor, choice, _today())
    form = SessionForm()
    form.first_day(wish.starts_on if wish else None)
    if wish is None or not wish.adders or not form.is_sent() or not form.fits(_today()):
        return _form("session", choice, form, wish=wish)
    assert form.start.read is not None
    result = delay_choice.request_session(
        g.session, g.actor, refs, wish, form.start.read, today=_today(), now=_now()
    )
    if result.is_done:
        names = ngettext(
            "Ønsket er sendt til %(num)s koordinator.",
            "Ønsket er sendt til %(num)s koordinatorer.",
            len(wish.adders),
        )
        flash(names)
        return redirect(_back(), 303)
    return _answer(result, "coordinator.request_session", form.said())


@access(COORDINATOR)
def undo() -> ResponseReturnValue:
    """Take back what one has done with a choice today."""
    batch = request.form.get(BATCH, "")
    result = delay_actions.undo(g.session, g.actor, batch, today=_today(), now=_now())
    if result is None:
        abort(404)
    if not result.is_done:
        return _answer(result, "coordinator.undo_delays", ())
    flash(_("Angret. Alt er som det var."))
    return redirect(_back("tilbake"), 303)


# The same for all


def _form(kind: str, choice: delay_choice.Choice, form: object, **more: object) -> tuple[str, int]:
    problems = form.problems()  # type: ignore[attr-defined]
    page = render_template(
        "coordinator/delays_act.html",
        kind=kind,
        choice=choice,
        form=form,
        problems=problems,
        kept=_posted_kept(),
        back=_back(),
        **more,
    )
    return page, 422 if problems else 200


def _answer(
    result: ActionResult, endpoint: str, said: tuple[tuple[str, str], ...]
) -> ResponseReturnValue:
    """Back to the list when all was done; else what stood in the way, and the rest to try again."""
    if result.is_done:
        back = _back()
        mark = "&" if "?" in back else "?"
        return redirect(f"{back}{mark}{BATCH}={result.batch}", 303)
    page = render_template(
        "coordinator/delays_conflict.html",
        conflicts=delay_choice.conflicts(g.session, result),
        result=result,
        action=url_for(endpoint),
        said=said,
        kept=_posted_kept(),
        back=_back(),
    )
    return page, 409


def _just_done() -> delay_choice.Done | None:
    batch = request.args.get(BATCH, "")
    return delay_choice.just_done(g.session, g.actor, batch) if batch else None


def _nothing_chosen() -> ResponseReturnValue:
    flash(_("Velg minst én forsinkelse først."), "warning")
    return redirect(_back(), 303)


def _kept() -> dict[str, str]:
    return {key: value for key, value in request.args.items() if value and key in KEPT}


def _posted_kept(field: str = "liste") -> str:
    """The words of the list's address as a form carries them, with nothing else let through."""
    pairs = parse_qsl(request.form.get(field, "")[:1000])
    return urlencode([(key, value) for key, value in pairs if key in KEPT])


def _back(field: str = "liste") -> str:
    words = _posted_kept(field)
    address = url_for("coordinator.delays")
    return f"{address}?{words}" if words else address


def _address(endpoint: str, **changes: str) -> str:
    """The address with everything that is chosen kept, but for the changes."""
    words = {key: value for key, value in {**_kept(), **changes}.items() if value}
    return f"{url_for(endpoint)}?{urlencode(words)}" if words else url_for(endpoint)


def _today() -> date:
    return installation().clock.today()


def _now() -> datetime:
    return installation().clock.now()
