"""Leger som kommer: the host's view of published plans."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from app.access import access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import host_view


def add_routes(blueprint: Blueprint) -> None:
    """Hang the page on the coordinator's blueprint."""
    blueprint.add_url_rule("/vertsskap", "hosts", hosts)


@access(works_as(Role.COORDINATOR, Role.SUPERVISOR))
def hosts() -> ResponseReturnValue:
    """Who comes to one's units, when, and for what."""
    page = host_view.load_page(g.session, g.actor, installation().clock.today())
    return render_template("coordinator/hosts.html", page=page)
