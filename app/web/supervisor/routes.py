"""Pages for supervisors and for leaders who approve."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import knowledge, start_pages
from app.services.reach import reach_of
from app.services.wording import in_language
from app.store import trainees

blueprint = Blueprint("supervisor", __name__)

SUPERVISOR = works_as(Role.SUPERVISOR)
MOST = 200
"""More doctors than anybody guides; a unit's list is cut here and says so."""


@blueprint.get("/veiledning")
@access(SUPERVISOR)
def start() -> ResponseReturnValue:
    """What waits for me, and the doctors I guide."""
    waiting = trainees.list_waiting(g.session, g.actor.person_id)
    rows, total = trainees.list_trainees(
        g.session,
        reach_of(g.session, g.actor),
        trainees.TraineeFilter(),
        today=installation().clock.today(),
        limit=MOST,
    )
    return render_template(
        "supervisor/start.html",
        opening=start_pages.supervisor(waiting),
        waiting=waiting,
        trainees=rows,
        total=total,
        set_names=_objective_sets(),
    )


def _objective_sets() -> dict[str, str]:
    """The name of every set of objectives: part 1, the common ones, and each specialty's."""
    specialties = knowledge.current().knowledge.specialties
    return {
        "DEL1": _("Læringsmål i del 1"),
        "FKM": _("Felles kompetansemål"),
        **{
            specialty.code: in_language(specialty, "name") or specialty.code
            for specialty in specialties
        },
    }
