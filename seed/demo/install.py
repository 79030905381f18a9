"""Puts the demo world into a database: from the reference files to the rows."""

from sqlmodel import Session

from app.db.tables import Setting
from seed.demo import forecast_data
from seed.demo.load import load_world
from seed.demo.reset import HASH_SETTING, reset_demo
from seed.demo.world import build_world, read_demo_reference

__all__ = ["ensure_demo", "install_demo", "reset_demo"]


def install_demo(session: Session, *, scale: int = 1) -> dict[str, int]:
    """Make the database hold the demo world of this scale; return the rows of every kind.

    Another demo world is taken out first, with what people did in it. The caller commits.
    """
    counts = load_world(session, build_world(read_demo_reference(), scale))
    forecast_data.load(session)
    return counts


def ensure_demo(session: Session) -> dict[str, int] | None:
    """Install the demo world unless some demo world is there; None when it was.

    A start must never throw away what people did in the demo, nor shrink a national one.
    """
    if session.get(Setting, HASH_SETTING) is not None:
        return None
    return install_demo(session)
