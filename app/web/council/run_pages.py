"""One run of an intake, one candidate in it, and two runs side by side."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COUNCIL_CASE, COUNCIL_INTAKE, access
from app.extensions import installation
from app.services import lis1_run_compare, lis1_run_page, lis1_run_person
from app.services import lis1_runs as service
from app.services.lis1_comments import About, list_comments
from app.web.council.run_address import done_run_of, intake_of

RUN = "/radets-bord/<intake_id>/kjoring/<run_id>"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    rules = (
        (RUN, "run", run, "GET"),
        (f"{RUN}/mot", "compare_with", compare_with, "GET"),
        (f"{RUN}/mot/<other_id>", "compare_runs", compare, "GET"),
        (f"{RUN}/lege/<key>", "run_person", person, "GET"),
        (f"{RUN}/lege/<key>/regn-ut", "ask_what_if", ask_what_if, "POST"),
    )
    for address, endpoint, view, method in rules:
        blueprint.add_url_rule(address, endpoint, view, methods=[method])


@access(COUNCIL_INTAKE)
def run(intake_id: str, run_id: str) -> ResponseReturnValue:
    """The figures of one run."""
    intake = intake_of(intake_id)
    row = done_run_of(intake, run_id)
    assert intake.id is not None
    about = About(intake.id, row.id)
    return render_template(
        "council/run.html",
        page=lis1_run_page.load_page(g.session, g.actor, intake, row),
        comments=list_comments(g.session, about, g.actor.person_id),
        comment_url=url_for("council.comment_run", intake_id=intake_id, run_id=run_id),
    )


@access(COUNCIL_INTAKE)
def compare_with(intake_id: str, run_id: str) -> ResponseReturnValue:
    """The form that chooses two runs leads to the address of their comparison."""
    before, after = request.args.get("fra") or run_id, request.args.get("til") or run_id
    address = url_for("council.compare_runs", intake_id=intake_id, run_id=before, other_id=after)
    return redirect(address, 303)


@access(COUNCIL_INTAKE)
def compare(intake_id: str, run_id: str, other_id: str) -> ResponseReturnValue:
    """Who gains and who loses from one run to another."""
    intake = intake_of(intake_id)
    before, after = done_run_of(intake, run_id), done_run_of(intake, other_id)
    page = lis1_run_compare.load_page(g.session, g.actor, intake, before, after)
    return render_template("council/run_compare.html", page=page)


@access(COUNCIL_CASE)
def person(intake_id: str, run_id: str, key: str) -> ResponseReturnValue:
    """One candidate in one run."""
    intake = intake_of(intake_id)
    row = done_run_of(intake, run_id)
    page = lis1_run_person.load_page(g.session, g.actor, intake, row, key)
    if page is None:
        abort(404)
    return render_template("council/run_person.html", page=page)


@access(COUNCIL_CASE)
def ask_what_if(intake_id: str, run_id: str, key: str) -> ResponseReturnValue:
    """Ask what would have given a candidate something else."""
    row = done_run_of(intake_of(intake_id), run_id)
    now = installation().clock.now()
    if service.ask_what_if(g.session, g.actor, row, key, now=now):
        flash(_("Det regnes ut. Svaret kommer på denne siden."))
    return redirect(url_for("council.run_person", intake_id=intake_id, run_id=run_id, key=key), 303)
