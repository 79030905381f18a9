"""Whether a doctor's page is opened by the doctor; anybody else's look is remembered."""

from flask import g

from app.extensions import installation
from app.services.access_log import remember_access


def is_own_look(public_id: str, page: str) -> bool:
    """True for the doctor; else False, and who looked at which page is written down."""
    if g.actor.public_id == public_id:
        return True
    remember_access(
        g.session,
        by=g.actor.person_id,
        public_id=public_id,
        page=page,
        at=installation().clock.now(),
    )
    return False
