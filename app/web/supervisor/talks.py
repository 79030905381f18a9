"""The supervisor agrees talks with one doctor and tells which were held."""

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import GUIDED_PERSON, access
from app.extensions import installation
from app.services import talks_page
from app.web.talk_forms import TalkEntry
from app.web.talk_handling import change_posted, register_posted


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the supervisor's blueprint."""
    address = "/veiledning/leger/<public_id>/samtaler"
    blueprint.add_url_rule(address, "talks", talks)
    blueprint.add_url_rule(address, "add_talk", add_talk, methods=["POST"])
    blueprint.add_url_rule(f"{address}/endre", "change_talk", change_talk, methods=["POST"])


@access(GUIDED_PERSON)
def talks(public_id: str) -> ResponseReturnValue:
    """The talks with one doctor: held, agreed, and the last day."""
    return _page(public_id, TalkEntry(formdata=None))


@access(GUIDED_PERSON)
def add_talk(public_id: str) -> ResponseReturnValue:
    """Agree a talk, or tell that one was held."""
    form = TalkEntry()
    if register_posted(public_id, form):
        return redirect(url_for("supervisor.talks", public_id=public_id), 303)
    return _page(public_id, form), 422


@access(GUIDED_PERSON)
def change_talk(public_id: str) -> ResponseReturnValue:
    """An agreed talk was held, or is cancelled."""
    change_posted()
    return redirect(url_for("supervisor.talks", public_id=public_id), 303)


def _page(public_id: str, form: TalkEntry) -> str:
    page = talks_page.load_page(g.session, g.actor, public_id, installation().clock.today())
    if page is None:
        abort(404)
    return render_template("supervisor/talks.html", page=page, form=form)
