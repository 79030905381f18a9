"""The doctor's own supervision talks: agree, tell that one was held, confirm the supervisor's."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import OWN_RECORD, access
from app.extensions import installation
from app.services import signing, talks_page
from app.web import signing as pages
from app.web.talk_forms import TalkEntry
from app.web.talk_handling import change_posted, register_posted


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the doctor's blueprint."""
    address = "/min-vei/samtaler"
    blueprint.add_url_rule(address, "talks", talks)
    blueprint.add_url_rule(address, "add_talk", add_talk, methods=["POST"])
    blueprint.add_url_rule(f"{address}/endre", "change_talk", change_talk, methods=["POST"])
    blueprint.add_url_rule(f"{address}/bekreft", "confirm_talk", confirm_talk, methods=["POST"])


@access(OWN_RECORD)
def talks() -> ResponseReturnValue:
    """The talks: held, agreed, and the last day before one is missing."""
    return _page(TalkEntry(formdata=None))


@access(OWN_RECORD)
def add_talk() -> ResponseReturnValue:
    """Agree a talk, or tell that one was held."""
    form = TalkEntry()
    if register_posted(g.actor.public_id, form):
        return redirect(url_for("lis.talks"), 303)
    return _page(form), 422


@access(OWN_RECORD)
def change_talk() -> ResponseReturnValue:
    """An agreed talk was held, or is cancelled."""
    change_posted()
    return redirect(url_for("lis.talks"), 303)


@access(OWN_RECORD)
def confirm_talk() -> ResponseReturnValue:
    """Sign the doctor's own step of a talk that the supervisor registered."""
    refs, back = pages.chosen_refs(), url_for("lis.talks")
    if not refs:
        return pages.nothing_chosen(back)
    clock = installation().clock
    result = signing.sign(g.session, g.actor, refs, today=clock.today(), now=clock.now())
    return pages.answer(result, back, action=url_for("lis.confirm_talk"), verb=_("Bekreft resten"))


def _page(form: TalkEntry) -> str:
    page = talks_page.load_page(g.session, g.actor, g.actor.public_id, installation().clock.today())
    if page is None:
        return render_template("lis/no_enrolment.html")
    return render_template("lis/talks.html", page=page, form=form, done=pages.just_done())
