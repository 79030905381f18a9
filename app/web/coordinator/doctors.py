"""Leger: the list of doctors with expected dates, and the same as a file."""

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.access import access, works_as
from app.exchange.csv_text import csv_text
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.i18n import BABEL_LOCALES
from app.roles import Role
from app.services import knowledge, trainee_list
from app.services.reach import reach_of
from app.services.trainee_list import Bounds, Sort, Wanted
from app.store.trainees import TraineeFilter

COORDINATOR = works_as(Role.COORDINATOR)
LIST_PART = "legeliste"
"""The part of the page that search, filters, sorting and pages replace."""
LONGEST_SEARCH = 100
LONGEST_CODE = 40
DESCENDING = "-"
MOST_PAGES = 10_000


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    blueprint.add_url_rule("/leger", "trainee_list", doctors)
    blueprint.add_url_rule("/leger/eksport", "export_trainees", export)


@access(COORDINATOR)
def doctors() -> ResponseReturnValue:
    """Every doctor within reach, with search, filters, sorting and pages."""
    page = trainee_list.load_list(
        g.session, reach_of(g.session, g.actor), _wanted(), _bounds(), _today()
    )
    is_part = is_htmx() and htmx.target == LIST_PART
    return render_template(
        "coordinator/_trainee_list.html" if is_part else "coordinator/trainees.html",
        page=page,
        specialties=knowledge.current().knowledge.specialties,
        url_for_page=_page_address,
        sort_address=_sort_address,
        export_address=_address("coordinator.export_trainees", side=None),
    )


@access(COORDINATOR)
def export() -> ResponseReturnValue:
    """Everybody that is chosen, as a file that a spreadsheet opens."""
    # The file has Norwegian headings in both languages, like the other files for Norwegian use.
    with force_locale(BABEL_LOCALES["nb"]):
        rows = trainee_list.export_rows(
            g.session, reach_of(g.session, g.actor), _wanted(), _bounds(), _today()
        )
    if rows is None:
        return make_response(doctors(), 422)
    return Response(
        csv_text(rows),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=leger.csv"},
    )


def _wanted() -> Wanted:
    """What the address asks for; what cannot be read narrows nothing."""
    sort = request.args.get("sorter", "")
    name = sort.removeprefix(DESCENDING)
    year = request.args.get("ferdig", type=int)
    return Wanted(
        filter=TraineeFilter(
            words=request.args.get("sok", "").strip()[:LONGEST_SEARCH],
            stage=request.args.get("steg", "")[:LONGEST_CODE],
            specialty=request.args.get("fag", "")[:LONGEST_CODE],
            missing=request.args.get("mangler", "")[:LONGEST_CODE],
        ),
        year=year if year is not None and date.min.year <= year <= date.max.year else None,
        unsure=request.args.get("dato") == "usikker",
        sort=Sort(name) if name in set(Sort) else Sort.NAME,
        descending=sort.startswith(DESCENDING),
        page=min(max(request.args.get("side", 1, type=int), 1), MOST_PAGES),
    )


def _bounds() -> Bounds:
    settings = installation().settings
    return Bounds(settings.page_size, settings.dated_list_limit)


def _today() -> date:
    return installation().clock.today()


def _page_address(number: int) -> str:
    return _address("coordinator.trainee_list", side=str(number))


def _sort_address(sort: str) -> str:
    return _address("coordinator.trainee_list", side=None, sorter=sort)


def _address(endpoint: str, **changes: str | None) -> str:
    """The address with everything that is chosen kept, but for the changes."""
    kept = {key: value for key, value in request.args.items() if value}
    words = {key: value for key, value in {**kept, **changes}.items() if value}
    return f"{url_for(endpoint)}?{urlencode(words)}" if words else url_for(endpoint)
