"""What a form offers: the places, stages, courses and procedures that one doctor may register."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.services.knowledge import KnowledgeBundle
from app.services.logbook_book import Book
from app.services.logbook_words import line
from app.services.wording import figure, in_language, plain
from app.store import logbook as store
from app.store.logbook import LogKind, Owner
from pathways.phases import rank_of
from pathways.types.knowledge import Course, Objective, Part2Kind, Stage
from pathways.types.record import PlaceKind
from pathways.worktime import template_of

SERVED_AT = (
    *("student_unlicensed", "student_licensed", "lis0", "lis1_hospital", "lis1_municipality"),
    *("part2", "part3", "external_service", "observation_stay"),
)
"""Stages that a doctor serves at; the rest are marks on the path."""
PART2_OF_SURGERY = "KIR-DEL2"

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """Options as (value, text); `units` are those of one organisation."""

    places: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    """By kind of organisation: (heading, options)."""
    units: tuple[Option, ...] = ()
    unit_kinds: tuple[tuple[str, PlaceKind], ...] = ()
    stages: tuple[Option, ...] = ()
    plan_services: tuple[Option, ...] = ()
    outer: tuple[Option, ...] = ()
    """The doctor's own services that another may be counted inside."""
    courses: tuple[Option, ...] = ()
    procedures: tuple[Option, ...] = ()

    @property
    def place_options(self) -> tuple[Option, ...]:
        """Every organisation."""
        return tuple(option for _heading, options in self.places for option in options)


def load_choices(
    session: Session,
    bundle: KnowledgeBundle,
    book: Book,
    kind: LogKind,
    *,
    entry_id: int,
    organisation_id: int | None,
) -> Choices:
    """What the form of one kind offers; at most three queries."""
    if kind is LogKind.SERVICE:
        return _service_choices(session, bundle, book, entry_id, organisation_id)
    if kind is LogKind.COURSE:
        taken = {each.values["course_key"] for each in book.of(kind) if each.id == entry_id}
        return Choices(courses=_course_options(bundle, book.owner, taken))
    if kind is LogKind.PROCEDURE:
        rows = procedures_of(bundle, book.owner)
        return Choices(procedures=tuple((row.key, procedure_name(row)) for row in rows))
    return Choices()


def names_of(bundle: KnowledgeBundle) -> dict[str, str]:
    """Courses and procedures by key, as they are written."""
    courses = {course.key: course.name_nb for course in bundle.courses}
    return courses | {row.key: row.gist_en or row.key for row in bundle.procedures}


def procedures_of(bundle: KnowledgeBundle, owner: Owner) -> tuple[Objective, ...]:
    """The procedures with a recommended number in the doctor's specialty, part 2 first."""
    specialty = next((s for s in bundle.knowledge.specialties if s.code == owner.specialty), None)
    if specialty is None:
        return ()
    scopes = [specialty.code]
    if specialty.part2 is Part2Kind.SURGERY:
        scopes.insert(0, PART2_OF_SURGERY)
    rows = [row for row in bundle.procedures if row.scope in scopes]
    return tuple(sorted(rows, key=lambda row: (scopes.index(row.scope), row.key)))


def procedure_name(row: Objective) -> str:
    """A procedure with its recommended number; the sources are quoted in English."""
    name = plain(row.gist_en or row.key)
    if row.value is None:
        return name
    return _("%(name)s (anbefalt: %(number)s)", name=name, number=figure(row.value))


def stages_of(bundle: KnowledgeBundle, owner: Owner) -> tuple[Stage, ...]:
    """The stages that this doctor may have served at, along the path."""
    mine = [
        stage
        for stage in bundle.knowledge.stages
        if (
            template_of(stage.key) in SERVED_AT
            and (stage.specialty is None or stage.specialty == owner.specialty)
        )
        or stage.key == owner.stage_key
    ]
    return tuple(sorted(mine, key=lambda stage: rank_of(stage.key)))


def _service_choices(
    session: Session,
    bundle: KnowledgeBundle,
    book: Book,
    entry_id: int,
    organisation_id: int | None,
) -> Choices:
    owner = book.owner
    units = () if organisation_id is None else store.list_units(session, organisation_id)
    outer = [
        each
        for each in book.others(LogKind.SERVICE, entry_id)
        if each.values["counted_inside_id"] is None
    ]
    return Choices(
        places=grouped_places(store.list_places(session)),
        units=tuple((str(key), name) for key, name, _kind in units),
        unit_kinds=tuple((str(key), kind) for key, _name, kind in units),
        stages=tuple(
            (stage.key, in_language(stage, "name") or stage.key)
            for stage in stages_of(bundle, owner)
        ),
        plan_services=tuple(
            (str(key), f"{seq}. {name}")
            for key, seq, name in store.list_plan_services(session, owner.plan_version_id)
        ),
        outer=tuple((str(each.id), line(each, {})) for each in outer),
    )


def grouped_places(
    places: tuple[tuple[int, str, str], ...],
) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """(id, name, kind) of organisations as options by kind: (heading, options)."""
    headings = {
        "hospital": _("Sykehus"),
        "health_trust": _("Helseforetak"),
        "municipality": _("Kommuner"),
    }
    groups: dict[str, list[Option]] = {text: [] for text in headings.values()}
    other = groups.setdefault(_("Andre steder"), [])
    for key, name, kind in places:
        groups.get(headings.get(kind, ""), other).append((str(key), name))
    return tuple((text, tuple(options)) for text, options in groups.items() if options)


def _course_options(bundle: KnowledgeBundle, owner: Owner, taken: set[str]) -> tuple[Option, ...]:
    specialty = next((s for s in bundle.knowledge.specialties if s.code == owner.specialty), None)
    surgical = specialty is not None and specialty.part2 is Part2Kind.SURGERY

    scopes = {"ALL", "LIS1", *((PART2_OF_SURGERY,) if surgical else ())}

    def fits(course: Course) -> bool:
        mine = owner.specialty is not None and course.specialty == owner.specialty
        return course.key in taken or mine or (course.specialty is None and course.scope in scopes)

    chosen = [course for course in bundle.courses if fits(course)]
    chosen.sort(key=lambda course: (not course.current, course.name_nb))
    return tuple((course.key, _course_text(course)) for course in chosen)


def _course_text(course: Course) -> str:
    name = plain(course.name_nb)
    return name if course.current else _("%(name)s (eldre ordning)", name=name)
