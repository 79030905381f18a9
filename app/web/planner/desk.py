"""What the pages about scenarios and assumptions share: who asks, and the names on them."""

from flask import g

from app.extensions import installation
from app.services import knowledge
from app.services.forecast_scenarios import Desk, specialty_names


def names() -> dict[str, str]:
    """Specialties by code, in the language of the page."""
    return specialty_names(knowledge.current().knowledge.specialties)


def desk() -> Desk:
    """Who asks, for which region, and when."""
    clock = installation().clock
    return Desk(g.region, g.actor.person_id, clock.today(), clock.now())
