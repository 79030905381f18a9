"""The report as PDF and spreadsheet."""

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import PLANNER_REGION, access
from app.services import forecast_report, knowledge
from app.services.forecast_report_pdf import report_document
from app.services.forecast_report_sheet import report_workbook
from app.web.coordinator.course_sessions import XLSX
from app.web.pdf import made, pdf_response

LONGEST = 40


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/framskriving/rapport.pdf", "report_pdf", report_pdf)
    blueprint.add_url_rule("/framskriving/rapport.xlsx", "report_sheet", report_sheet)


@access(PLANNER_REGION)
def report_pdf() -> ResponseReturnValue:
    """The newest forecast of a scenario as a document to print."""
    report = _report()
    return pdf_response(report_document(report, made()), _name(report))


@access(PLANNER_REGION)
def report_sheet() -> ResponseReturnValue:
    """The same with every number, as a workbook."""
    report = _report()
    disposition = {"Content-Disposition": f"attachment; filename={_name(report)}.xlsx"}
    return Response(report_workbook(report), mimetype=XLSX, headers=disposition)


def _report() -> forecast_report.Report:
    wanted = forecast_report.Wanted(
        scenario=request.args.get("scenario", "")[:LONGEST] or None,
        year=request.args.get("aar", type=int),
        code=request.args.get("fag", "")[:LONGEST] or None,
    )
    found = forecast_report.load_report(g.session, g.region, knowledge.current(), wanted)
    if found is None:
        abort(404)
    return found


def _name(report: forecast_report.Report) -> str:
    words = [_("framskriving-rapport"), g.region.key]
    if report.is_one:
        words.append(report.fields[0].code.lower())
    return "-".join(words)
