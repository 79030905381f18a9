"""A doctor's registrations, kept by a coordinator: service, absence and share."""

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from app.access import COORDINATED_PERSON, access
from app.extensions import installation
from app.services.access_log import remember_access
from app.web import logbook as pages
from app.web.logbook import FOR_COORDINATORS, Desk

ADDRESS = "/leger/<public_id>/logg"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    both = ["GET", "POST"]
    for path, name, view, methods in (
        ("", "logbook", logbook, ["GET"]),
        ("/<slug>/ny", "log_new", log_new, both),
        ("/<slug>/<int:entry>/endre", "log_edit", log_edit, both),
        ("/<slug>/<int:entry>/slett", "log_delete", log_delete, both),
        ("/angre", "log_undo", log_undo, ["POST"]),
    ):
        blueprint.add_url_rule(f"{ADDRESS}{path}", name, view, methods=methods)


@access(COORDINATED_PERSON)
def logbook(public_id: str) -> ResponseReturnValue:
    """What is registered; the look is remembered."""
    remember_access(
        g.session,
        by=g.actor.person_id,
        public_id=public_id,
        page="logbook",
        at=installation().clock.now(),
    )
    return pages.show(_desk(public_id))


@access(COORDINATED_PERSON)
def log_new(public_id: str, slug: str) -> ResponseReturnValue:
    """Register something for the doctor."""
    return pages.form(_desk(public_id), slug)


@access(COORDINATED_PERSON)
def log_edit(public_id: str, slug: str, entry: int) -> ResponseReturnValue:
    """Change a registration of the doctor's."""
    return pages.form(_desk(public_id), slug, entry)


@access(COORDINATED_PERSON)
def log_delete(public_id: str, slug: str, entry: int) -> ResponseReturnValue:
    """Delete a registration of the doctor's."""
    return pages.confirm(_desk(public_id), slug, entry)


@access(COORDINATED_PERSON)
def log_undo(public_id: str) -> ResponseReturnValue:
    """Take back one's own last change."""
    return pages.undo(_desk(public_id))


def _desk(public_id: str) -> Desk:
    return Desk(
        public_id=public_id,
        is_own=False,
        kinds=FOR_COORDINATORS,
        url=lambda what, **words: url_for(
            "coordinator.logbook" if what == "page" else f"coordinator.log_{what}",
            public_id=public_id,
            **words,
        ),
    )
