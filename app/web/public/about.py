"""The front door, and the page about the data."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import PUBLIC, access
from app.extensions import installation
from app.services import about_data as service
from app.services import knowledge
from app.web.sides import SIDES


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the public blueprint."""
    blueprint.add_url_rule("/", "home", home)
    blueprint.add_url_rule("/om-dataene", "about_data", about_data)
    blueprint.add_url_rule("/tilgjengelighet", "accessibility", accessibility)
    blueprint.add_url_rule("/personvern", "privacy", privacy)


@access(PUBLIC)
def home() -> ResponseReturnValue:
    """The start page of whoever asks: the map for a stranger, one's own side otherwise."""
    start = SIDES[g.actor.role].start if g.actor else "public.pathways"
    return redirect(url_for(start))


@access(PUBLIC)
def about_data() -> ResponseReturnValue:
    """Sources, dates, everything unverified, every contradiction."""
    page = service.build(g.session, knowledge.current(), installation().clock.today())
    return render_template("public/about_data.html", page=page)


@access(PUBLIC)
def accessibility() -> ResponseReturnValue:
    """What is tested for accessibility, what is not, and whom to tell."""
    return render_template("public/accessibility.html")


@access(PUBLIC)
def privacy() -> ResponseReturnValue:
    """What is kept about people, what never is, and who may see it."""
    return render_template("public/privacy.html", settings=installation().settings)
