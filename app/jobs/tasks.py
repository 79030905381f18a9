"""Bodies of the jobs: as short as they can be. Each returns one sentence for the run's row."""

from datetime import timedelta

from sqlmodel import Session

from app.extensions import Installation
from app.services import reference_report
from app.store import sessions

KEEP_SIGN_INS = timedelta(days=1)


def check_reference(_session: Session, home: Installation) -> str:
    """Run every reference and graph check on the files."""
    report = reference_report.run(home.clock.today())
    return report.summary


def clean_up(session: Session, home: Installation) -> str:
    """Delete sessions and sign-in attempts that ended more than a day ago."""
    count = sessions.delete_stale(session, home.clock.now() - KEEP_SIGN_INS)
    session.commit()
    return f"{count} rows deleted"
