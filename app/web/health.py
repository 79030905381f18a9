"""Health for whoever watches the installation: alive, and ready to serve."""

import sqlalchemy as sa
from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from app.access import PUBLIC, access
from app.db import migrate
from app.extensions import installation
from app.store import jobs as job_store
from app.store import knowledge as knowledge_store

blueprint = Blueprint("health", __name__)


@blueprint.get("/helse/levende")
@access(PUBLIC)
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return {"status": "ok"}


@blueprint.get("/helse/klar")
@access(PUBLIC)
def ready() -> ResponseReturnValue:
    """The database answers, every migration has run, reference data is there.

    A silent worker is told but does not take the web down.
    """
    home = installation()
    try:
        g.session.execute(sa.text("select 1"))
        checks = {
            "database": True,
            "migrations": migrate.is_current(home.database.engine),
            "reference_data": knowledge_store.latest_batch(g.session) is not None,
        }
        worker = job_store.worker_seen_at(g.session)
    except sa.exc.SQLAlchemyError:
        checks, worker = {"database": False}, None
    good = all(checks.values())
    body = {
        "status": "ok" if good else "not ready",
        "checks": checks,
        "worker_seen_at": worker.isoformat() if worker else None,
    }
    return body, 200 if good else 503
