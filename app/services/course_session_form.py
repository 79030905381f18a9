"""A course session as somebody writes it: read from text, judged, and told in words.

The page's form and the arranger's list (a file) are read and judged by the same rules, so that
nothing can be imported that could not have been typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor, places_coordinated
from app.services import knowledge
from app.services.knowledge import KnowledgeBundle
from app.services.logbook_choices import Option
from app.services.logbook_form import Problem, Raw, Reading
from app.services.wording import day, in_language, long_day, plain
from app.store import access as access_store
from app.store import courses as store
from app.store.courses import StoredSession
from pathways.types.knowledge import Course

FIELDS = (
    *("course_key", "region_id", "arranger", "place", "starts_on", "ends_on", "seats"),
    *("signup_opens_on", "signup_closes_on", "note"),
)
"""The columns that a form writes, in its order."""
DAYS = ("starts_on", "ends_on", "signup_opens_on", "signup_closes_on")
MOST_SEATS = 999
LONGEST_NAME, LONGEST_NOTE = 160, 300


@dataclass(frozen=True, slots=True)
class SessionChoices:
    """What the actor may choose among. `groups` are (specialty, courses)."""

    groups: tuple[tuple[str, tuple[Option, ...]], ...]
    regions: tuple[Option, ...]

    @property
    def courses(self) -> tuple[Option, ...]:
        """Every course."""
        return tuple(option for _heading, options in self.groups for option in options)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a session must agree with: how it is stored, and what else there is.

    `seated` is how many have a seat in it. `same` are (course, place, first day) of the sessions
    that stand, this one left out.
    """

    before: StoredSession | None = None
    seated: int = 0
    same: frozenset[tuple[str, str, date]] = frozenset()


def load_choices(session: Session, actor: Actor) -> SessionChoices:
    """The courses that are given now, and the regions whose sessions the actor may keep."""
    bundle = knowledge.load_bundle(session)
    places = places_coordinated(actor)
    regions = store.list_regions(session)
    if places is not None:
        mine = access_store.regions_of(session, places)
        regions = tuple(each for each in regions if each[0] in mine)
    return SessionChoices(
        groups=course_groups(bundle, [each for each in bundle.courses if each.current]),
        regions=tuple((str(key), name) for key, name in regions),
    )


def course_groups(
    bundle: KnowledgeBundle, courses: list[Course]
) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Courses by specialty in the catalogue's order, what is shared last; (heading, options)."""
    groups: dict[str, list[Option]] = {
        in_language(each, "name") or each.code: [] for each in bundle.knowledge.specialties
    }
    names = {
        each.code: in_language(each, "name") or each.code for each in bundle.knowledge.specialties
    }
    shared = groups.setdefault(_("Felles for flere spesialiteter"), [])
    for course in courses:
        heading = names.get(course.specialty or "")
        option = (course.key, plain(course.name_nb))
        (shared if heading is None else groups[heading]).append(option)
    return tuple((heading, tuple(found)) for heading, found in groups.items() if found)


def read(raw: Raw, choices: SessionChoices, before: StoredSession | None) -> Reading:
    """The values of the form; each field that cannot be read is named."""
    reading = Reading(raw)
    if before is None:
        chosen = reading.choice("course_key", choices.courses, _("Velg kurset."))
        reading.values["course_key"] = chosen
    else:
        # A session is of one course for good: people have signed up for that course.
        reading.values["course_key"] = before.course_key
    reading.row_id("region_id", choices.regions, _("Velg helseregionen."))
    _text(reading, "arranger", LONGEST_NAME)
    _text(reading, "place", LONGEST_NAME, _("Skriv hvor samlingen er."))
    reading.period(open_end=False)
    reading.whole("seats", 1, MOST_SEATS)
    reading.day("signup_opens_on")
    reading.day("signup_closes_on")
    _text(reading, "note", LONGEST_NOTE)
    return reading


def check(values: Mapping[str, Any], standing: Standing, today: date) -> list[Problem]:
    """What is wrong with values that could be read, beside the day and what is stored."""
    return [
        *_first_day(values, standing, today),
        *_sign_up(values, standing, today),
        *_seats(values, standing),
    ]


def to_raw(held: StoredSession) -> dict[str, str]:
    """A session as the text of its form."""
    return {name: _written(getattr(held, name)) for name in FIELDS} | {"version": str(held.version)}


def in_words(values: Mapping[str, Any], regions: tuple[Option, ...]) -> list[tuple[str, str]]:
    """(label, text) of everything that a form writes, for showing two versions side by side."""
    names = dict(regions)
    said = []
    for name in FIELDS[1:]:
        value = values[name]
        text = names.get(str(value), "") if name == "region_id" else _written(value)
        said.append((label_of(name), plain(text) or "–"))
    return said


def label_of(name: str) -> str:
    """What a field is called on the form, in the file and in messages."""
    return {
        "course_key": _("Hvilket kurs"),
        "region_id": _("Helseregion"),
        "arranger": _("Arrangør"),
        "place": _("Sted"),
        "starts_on": _("Første dag"),
        "ends_on": _("Siste dag"),
        "seats": _("Plasser"),
        "signup_opens_on": _("Påmeldingen åpner"),
        "signup_closes_on": _("Siste dag for påmelding"),
        "note": _("Merknad"),
    }[name]


def load_standing(
    session: Session, before: StoredSession | None, seated: int, course_key: str | None
) -> Standing:
    """What a session of this course must agree with."""
    courses = {course_key} if course_key else set()
    others = store.list_sessions(session, courses=courses, with_cancelled=False)
    own = None if before is None else before.public_id
    return Standing(before, seated, same_of(each for each in others if each.public_id != own))


def same_of(sessions: Any) -> frozenset[tuple[str, str, date]]:
    """(course, place, first day) of sessions: two alike are one written twice."""
    return frozenset((each.course_key, each.place.lower(), each.starts_on) for each in sessions)


def without_session(standing: Standing, before: StoredSession) -> Standing:
    """The standing of one stored session among all that stand."""
    own = (before.course_key, before.place.lower(), before.starts_on)
    return replace(standing, before=before, same=standing.same - {own})


def _text(reading: Reading, name: str, most: int, missing: str | None = None) -> None:
    text = reading.text(name)
    reading.values[name] = text or None
    if not text and missing is not None:
        reading.fail(name, missing)
    elif len(text) > most:
        reading.fail(name, _("Skriv høyst %(most)s tegn.", most=most))


def _first_day(values: Mapping[str, Any], standing: Standing, today: date) -> list[Problem]:
    first: date = values["starts_on"]
    if first <= today:
        text = _("Første dag må være etter i dag, %(day)s.", day=long_day(today))
        return [Problem("starts_on", text)]
    if (values["course_key"], values["place"].lower(), first) in standing.same:
        text = _(
            "Det er alt en samling av kurset i %(place)s som begynner %(day)s.",
            place=values["place"],
            day=day(first),
        )
        return [Problem("starts_on", text)]
    return []


def _sign_up(values: Mapping[str, Any], standing: Standing, today: date) -> list[Problem]:
    opens, closes, first = (
        values[name] for name in ("signup_opens_on", "signup_closes_on", "starts_on")
    )
    found = []
    if closes is not None and closes >= first:
        text = _("Påmeldingen må stenge før samlingen begynner %(day)s.", day=day(first))
        found.append(Problem("signup_closes_on", text))
    elif (
        closes is not None and closes < today and not _is_same(standing, "signup_closes_on", closes)
    ):
        text = _("Fristen er alt passert. Velg %(day)s eller senere.", day=day(today))
        found.append(Problem("signup_closes_on", text))
    last = first if closes is None else closes
    if opens is not None and opens > last:
        text = (
            _("Påmeldingen må åpne før samlingen begynner %(day)s.", day=day(last))
            if closes is None
            else _("Påmeldingen må åpne før den stenger %(day)s.", day=day(last))
        )
        found.append(Problem("signup_opens_on", text))
    return found


def _seats(values: Mapping[str, Any], standing: Standing) -> list[Problem]:
    if values["seats"] >= standing.seated:
        return []
    text = _(
        "%(seated)s har alt fått plass. Skriv %(seated)s eller flere, eller la noen gå først.",
        seated=standing.seated,
    )
    return [Problem("seats", text)]


def _is_same(standing: Standing, name: str, value: object) -> bool:
    return standing.before is not None and getattr(standing.before, name) == value


def _written(value: object) -> str:
    if value is None:
        return ""
    return day(value) if isinstance(value, date) else str(value)
