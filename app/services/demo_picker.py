"""The demo people to choose between, each with the sentence that waits on the start page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Engine
from sqlmodel import Session

from app.actors import Actor, grants_on, organisations_of
from app.roles import Role
from app.services import (
    coordinator_start,
    forecast_board,
    lis1_desk_start,
    my_pathway,
    signing_desk,
    start_pages,
)
from app.services.reach import reach_of
from app.store import access as access_store
from app.store import jobs, people, regions
from seed.demo.cast import CAST, CastMember


@dataclass(frozen=True, slots=True)
class Choice:
    """One demo person."""

    public_id: str
    name: str
    subtitle_nb: str
    subtitle_en: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Demo people of one kind."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class DemoPickerPage:
    """Everybody one may be."""

    count: int
    groups: tuple[ChoiceGroup, ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """When the sentences are made, and for how many doctors dates are reckoned."""

    today: date
    now: datetime
    most_dated: int


KEPT_FOR = timedelta(minutes=1)
_kept: dict[tuple[str, str], tuple[datetime, DemoPickerPage]] = {}
"""By database and language: when it was made, and the page."""


def list_cast(session: Session, *, today: date, now: datetime, most_dated: int) -> DemoPickerPage:
    """The cast by group; each sentence is the one its own start page shows.

    Ten start pages are worked out for it, one of them over every doctor of a trust, so that the
    answer is kept for a minute in each language.
    """
    key = (str(cast(Engine, session.get_bind()).url), str(get_locale()))
    kept = _kept.get(key)
    if kept is None or not kept[0] <= now < kept[0] + KEPT_FOR:
        kept = _kept[key] = (now, _list_cast(session, today, now, most_dated))
    return kept[1]


def _list_cast(session: Session, today: date, now: datetime, most_dated: int) -> DemoPickerPage:
    titles = {
        "trainee": _("Lege i utdanning"),
        "staff": _("De som veileder og planlegger"),
        "other": _("Andre"),
    }
    at = _Day(today, now, most_dated)
    groups = tuple(
        ChoiceGroup(
            title,
            tuple(_choice(session, member, at) for member in CAST if member.group == group),
        )
        for group, title in titles.items()
    )
    return DemoPickerPage(len(CAST), groups)


def _choice(session: Session, member: CastMember, at: _Day) -> Choice:
    return Choice(
        public_id=member.public_id,
        name=member.name,
        subtitle_nb=member.subtitle_nb,
        subtitle_en=member.subtitle_en,
        sentence=_sentence(session, member.public_id, Role(member.role), at),
    )


def _sentence(session: Session, public_id: str, role: Role, at: _Day) -> str:
    """The start page's opening sentence, without the marks that stress a part of it."""
    person = people.find_person(session, public_id)
    if person is None or person.id is None:
        return _("Demopersonene er ikke lastet inn ennå.")
    if role is Role.TRAINEE:
        opening = my_pathway.opening_of(session, public_id, today=at.today)
        return opening.sentence.replace("*", "") if opening else ""
    grants = grants_on(access_store.load_grants(session, person.id), at.today)
    actor = Actor(person.id, public_id, person.name, role, grants, person.is_demo)
    return _opening(session, actor, at).sentence.replace("*", "")


def _opening(session: Session, actor: Actor, at: _Day) -> start_pages.Opening:
    if actor.role is Role.SUPERVISOR:
        return signing_desk.opening(signing_desk.load_cases(session, actor), at.today)
    if actor.role is Role.COORDINATOR:
        return coordinator_start.opening_of(
            session, reach_of(session, actor), today=at.today, most_dated=at.most_dated
        )
    if actor.role is Role.COUNCIL:
        return lis1_desk_start.opening(session, actor)
    if actor.role is Role.PLANNER:
        found = regions.load_regions(session, organisations_of(actor, Role.PLANNER))
        return forecast_board.opening_of(session, found[0])
    return start_pages.admin(jobs.latest_finished(session), jobs.worker_seen_at(session), at.now)
