"""The staff data of a region: what there is, where each figure comes from, reading in, withdrawing.

A file is read in two steps: what is in it, then keeping it.
"""

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
from flask_babel import force_locale
from flask_babel import gettext as _

from app.access import PLANNER_REGION, access
from app.db.tables import StaffDataSet
from app.exchange import staff_list
from app.exchange.staff_list import MOST_BYTES, MOST_PACKED, StaffFile
from app.extensions import installation
from app.i18n import BABEL_LOCALES
from app.services import forecast_data_export as export
from app.services import forecast_data_import as service
from app.services.forecast_data_page import data_page
from app.services.wording import long_day
from app.web.coordinator.course_sessions import XLSX

ADDRESS = "/framskriving/data"


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule(ADDRESS, "data", data)
    blueprint.add_url_rule(f"{ADDRESS}/fil", "data_file", data_file)
    blueprint.add_url_rule(
        f"{ADDRESS}/les-inn", "data_import", data_import, methods=["GET", "POST"]
    )
    blueprint.add_url_rule(
        f"{ADDRESS}/<data_set_id>/trekk-tilbake",
        "data_withdraw",
        data_withdraw,
        methods=["POST"],
    )


@access(PLANNER_REGION)
def data() -> ResponseReturnValue:
    """What the region has, and where each figure comes from (`?fag=` for one specialty)."""
    today = installation().clock.today()
    code = request.args.get("fag", "").upper() or None
    return render_template("planner/data.html", page=data_page(g.session, g.region, today, code))


@access(PLANNER_REGION)
def data_file() -> ResponseReturnValue:
    """The sheet to fill in (`?som=mal`), or the figures in use."""
    today = installation().clock.today()
    is_template = request.args.get("som") == "mal"
    with force_locale(BABEL_LOCALES["nb"]):
        book = (
            export.export_template(g.session, g.region, today)
            if is_template
            else export.export_current(g.session, g.region, today)
        )
    if book is None:
        abort(404)
    name = "framskriving-mal.xlsx" if is_template else f"framskriving-{g.region.key}.xlsx"
    disposition = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(book, mimetype=XLSX, headers=disposition)


@access(PLANNER_REGION)
def data_import() -> ResponseReturnValue:
    """A file with the region's figures: first what is in it, then keeping it."""
    if request.method == "GET":
        return render_template("planner/data_import.html", check=None, packed="")
    clock = installation().clock
    found = _found()
    if request.form.get("trinn") == "lagre":
        done = service.save_staff(
            g.session, g.actor, g.region, found, today=clock.today(), now=clock.now()
        )
        if isinstance(done, StaffDataSet):
            said = _("Tallene per %(day)s er lest inn og i bruk.", day=long_day(done.as_of))
            flash(said, "success")
            return redirect(url_for("planner.data", region=g.region.key), 303)
        check = done
    else:
        check = service.check_staff(g.session, g.region, found, clock.today())
    # The second step sends the same cells again, so that what is kept is what was shown.
    packed = "" if check.mistakes else staff_list.pack(found)
    page = render_template("planner/data_import.html", check=check, packed=packed)
    return page, 422 if check.mistakes else 200


@access(PLANNER_REGION)
def data_withdraw(data_set_id: str) -> ResponseReturnValue:
    """Take a data set out of use; forecasts that were made with it stay."""
    now = installation().clock.now()
    done = service.withdraw(g.session, g.actor, g.region, data_set_id, now)
    if done is None:
        abort(404)
    flash(_("Tallene per %(day)s er trukket tilbake.", day=long_day(done.as_of)), "success")
    return redirect(url_for("planner.data", region=g.region.key), 303)


def _found() -> StaffFile:
    """The files of the first step, or their cells in the second."""
    files = [each.stream.read(MOST_BYTES + 1) for each in request.files.getlist("fil")]
    if files:
        return staff_list.read_staff(files)
    return staff_list.unpack(request.form.get("tall", "")[:MOST_PACKED])
