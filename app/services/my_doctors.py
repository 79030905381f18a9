"""Mine leger: those a supervisor guides or a leader approves for, and what each waits for."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor
from app.services.reach import reach_of
from app.services.signing_desk import Case, load_cases
from app.services.signing_settings import load_rules
from app.services.start_pages import Opening
from app.services.talks import TalkLine, talk_line
from app.services.wording import figure, in_words, upper_first
from app.store import talks as talk_store
from app.store import trainees
from app.store.trainees import TraineeRow
from pathways.talks import TalkState

MOST = 200
"""More doctors than anybody guides; a unit's list is cut here and says so."""


@dataclass(frozen=True, slots=True)
class MyDoctor:
    """One doctor with what waits for the reader and how the talks stand."""

    row: TraineeRow
    waiting: tuple[Case, ...]
    talk: TalkLine | None
    """None where the stage asks for no personal supervisor."""
    is_guided: bool
    """Whether the reader is the personal supervisor, and so may register talks."""


@dataclass(frozen=True, slots=True)
class MyDoctorsPage:
    """The page."""

    opening: Opening
    doctors: tuple[MyDoctor, ...]
    total: int


def load_page(session: Session, actor: Actor, today: date) -> MyDoctorsPage:
    """The doctors within reach; a fixed number of queries."""
    reach = reach_of(session, actor)
    rows, total = trainees.list_trainees(
        session, reach, trainees.TraineeFilter(), today=today, limit=MOST
    )
    rules = load_rules(session)
    heads = {head.public_id: head for head in talk_store.heads_within(session, reach, today)}
    waiting: dict[str, tuple[Case, ...]] = defaultdict(tuple)
    for case in load_cases(session, actor):
        waiting[case.doctor_id] += (case,)
    doctors = []
    for row in rows:
        head = heads.get(row.public_id)
        doctors.append(
            MyDoctor(
                row,
                waiting[row.public_id],
                talk_line(head, rules, today) if head else None,
                head is not None and head.supervisor_id == actor.person_id,
            )
        )
    return MyDoctorsPage(_opening(doctors, total), tuple(doctors), total)


def _opening(doctors: list[MyDoctor], total: int) -> Opening:
    if total == 0:
        return Opening(
            _("Ingen leger er knyttet til deg ennå."),
            _("Koordinatoren utpeker veileder. Ta kontakt hvis noen mangler her."),
        )
    missing = [
        one
        for one in doctors
        if one.is_guided and one.talk and one.talk.status.state is TalkState.MISSING
    ]
    guided = sum(one.is_guided for one in doctors)
    if missing:
        sentence = ngettext(
            "%(words)s av legene du veileder, *mangler samtale*.",
            "%(words)s av legene du veileder, *mangler samtale*.",
            len(missing),
            words=in_words(len(missing)),
        )
    elif guided:
        sentence = ngettext(
            "Legen du veileder, har *samtalene i rute*.",
            "Alle %(num)s leger du veileder, har *samtalene i rute*.",
            guided,
        )
    else:
        sentence = ngettext(
            "*%(number)s* lege hører til hos deg.",
            "*%(number)s* leger hører til hos deg.",
            total,
            number=figure(total),
        )
    return Opening(upper_first(sentence))
