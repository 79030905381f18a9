"""The council's pages: where former LIS1s work now, and the brief for the half-yearly forum."""

from flask import Blueprint, abort, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import lis1_review, lis1_review_brief
from app.services.lis1_review_pdf import brief_document
from app.web.pdf import made, pdf_response


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    blueprint.add_url_rule("/lis1-gjennomgang", "review", review)
    blueprint.add_url_rule("/lis1-gjennomgang/notat", "review_brief", review_brief)
    blueprint.add_url_rule("/lis1-gjennomgang/notat/pdf", "review_brief_pdf", review_brief_pdf)


@access(works_as(Role.COUNCIL))
def review() -> ResponseReturnValue:
    """Where the council's former LIS1s work now."""
    page = lis1_review.load_page(g.session, g.actor, installation().clock.today())
    return render_template("council/review.html", page=page)


@access(works_as(Role.COUNCIL))
def review_brief() -> ResponseReturnValue:
    """The brief on the screen; says so when there is no intake to tell of."""
    brief = lis1_review_brief.load_brief(g.session, g.actor, installation().clock.today())
    return render_template("council/review_brief.html", brief=brief)


@access(works_as(Role.COUNCIL))
def review_brief_pdf() -> ResponseReturnValue:
    """The brief as one page to print."""
    brief = lis1_review_brief.load_brief(g.session, g.actor, installation().clock.today())
    if brief is None:
        abort(404)
    return pdf_response(brief_document(brief, made()), _("lis1-i-halvaaret"))
