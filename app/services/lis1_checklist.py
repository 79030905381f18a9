"""The checklist before a start: a council's template, and the points that it gives one LIS1.

Kept as choices of the organisation, one a line; until a council has its own, ours is used. No
source says what belongs on it or when, so everything in it can be changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import ChecklistKind
from app.services.rotation_life import Refused
from app.store import audit
from app.store import lis1_starts as store
from app.store import signing_settings as settings
from pathways.delays.days import days_before

MARK = "lis1.checklist."
HANDOVER_MONTHS = "lis1.handover_months"
LINES = 12
"""So many points a template can have."""
LONGEST = 200
"""A line is kept in one value of this length: kind, days, owner, text."""
MOST_DAYS = 365
DEFAULT_MONTHS = 2
MOST_MONTHS = 12
BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class TemplatePoint:
    """One point of a template; due so many days before the start."""

    kind: ChecklistKind
    days: int
    owner: str
    text: str

    def kept(self) -> str:
        """As it is kept."""
        return BETWEEN.join((self.kind, str(self.days), self.owner, self.text))


_COORDINATOR = "LIS1-koordinator"
_WARD = "Avdelingen"
DEFAULT = (
    TemplatePoint(ChecklistKind.INFORMATION, 60, _COORDINATOR, "Velkomstbrev: sted, tid, kontakt"),
    TemplatePoint(ChecklistKind.INFORMATION, 30, _WARD, "Turnus for de første ukene"),
    TemplatePoint(ChecklistKind.ACCESS, 21, _COORDINATOR, "Brukernavn og tilgang til journal"),
    TemplatePoint(ChecklistKind.ACCESS, 14, _WARD, "Adgangskort og garderobe"),
    TemplatePoint(ChecklistKind.TOOLS, 14, _COORDINATOR, "Kurs i journalsystemet"),
    TemplatePoint(ChecklistKind.TOOLS, 7, _WARD, "Telefon, calling og arbeidstøy"),
)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One line of the form: what is kept there, if anything, and in which version."""

    number: int
    point: TemplatePoint | None
    version: int

    @property
    def key(self) -> str:
        """Under which the line is kept."""
        return f"{MARK}{self.number:02}"


@dataclass(frozen=True, slots=True)
class Template:
    """What a council has chosen to be in place before a start."""

    lines: tuple[TemplateLine, ...]
    is_own: bool
    """False: the one that comes with Legeløp."""
    handover_months: int
    """The handover meeting is agreed on so long before the municipal service."""
    months_version: int

    @property
    def points(self) -> tuple[TemplatePoint, ...]:
        """The points, in order of the lines."""
        return tuple(each.point for each in self.lines if each.point is not None)


def load(session: Session, organisation_id: int) -> Template:
    """The template of a council, its own or ours; one query."""
    found = {
        each.key: each
        for each in settings.load_settings(session)
        if each.organisation_id == organisation_id
    }
    is_own = any(key.startswith(MARK) for key in found)
    lines = []
    for number in range(1, LINES + 1):
        kept = found.get(f"{MARK}{number:02}")
        if is_own:
            point = _read(kept.value) if kept else None
        else:
            point = DEFAULT[number - 1] if number <= len(DEFAULT) else None
        lines.append(TemplateLine(number, point, kept.version if kept else 0))
    months = found.get(HANDOVER_MONTHS)
    return Template(
        tuple(lines),
        is_own,
        int(months.value) if months else DEFAULT_MONTHS,
        months.version if months else 0,
    )


def _read(value: str) -> TemplatePoint | None:
    parts = value.split(BETWEEN, 3)
    if len(parts) < 4:
        return None
    kind, days, owner, text = parts
    return TemplatePoint(ChecklistKind(kind), int(days), owner, text)


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """One line as somebody wrote it. Empty text takes the line away."""

    kind: str
    days: str
    owner: str
    text: str

    def meant(self, number: int) -> "TemplatePoint | Refused | None":
        """What the line says; nothing when it is empty."""
        owner, text = self.owner.strip(), self.text.strip()
        if not owner and not text:
            return None
        if not text:
            return Refused(
                _("Linje %(number)s: skriv hva som skal gjøres.", number=number), "tekst"
            )
        if not owner:
            return Refused(_("Linje %(number)s: skriv hvem som gjør det.", number=number), "hvem")
        if self.kind not in set(ChecklistKind):
            return Refused(_("Linje %(number)s: velg hva det gjelder.", number=number), "slag")
        days = self.days.strip()
        if not days.isdecimal() or int(days) > MOST_DAYS:
            return Refused(
                _(
                    "Linje %(number)s: skriv hvor mange dager før start, 0 til %(most)s.",
                    number=number,
                    most=MOST_DAYS,
                ),
                "dager",
            )
        point = TemplatePoint(ChecklistKind(self.kind), int(days), owner, text)
        if BETWEEN in owner or len(point.kept()) > LONGEST:
            return Refused(
                _("Linje %(number)s er for lang. Skriv den kortere.", number=number), "tekst"
            )
        return point


def save(
    session: Session,
    organisation_id: int,
    lines: Sequence[WrittenLine],
    months: str,
    seen: Sequence[int],
    *,
    by: int,
    now: datetime,
) -> Refused | None:
    """Keep a template, all of it or nothing; commits. `seen` has the version of each line, and
    last that of the months. It holds for those who accept from now on.
    """
    meant = []
    for number, line in enumerate(lines, 1):
        point = line.meant(number)
        if isinstance(point, Refused):
            return Refused(point.text, f"{point.field}-{number}")
        meant.append(point.kept() if point else "")
    if not months.strip().isdecimal() or not 0 < int(months) <= MOST_MONTHS:
        return Refused(_("Skriv et tall fra 1 til %(most)s.", most=MOST_MONTHS), "maneder")
    keys = [*(f"{MARK}{number:02}" for number in range(1, LINES + 1)), HANDOVER_MONTHS]
    values = [*meant, months.strip()]
    for key, value, version in zip(keys, values, seen, strict=True):
        if not settings.save_setting(
            session, organisation_id, key, value, version=version, by=by, at=now
        ):
            session.rollback()
            return Refused(_("Malen er endret av en annen etter at du åpnet siden."), is_stale=True)
    audit.add_event(
        session,
        at=now,
        by=by,
        action="lis1.checklist_changed",
        subject=("organisation", str(organisation_id)),
        details={"points": sum(bool(each) for each in meant), "months": int(months)},
    )
    session.commit()
    return None


def add_points(session: Session, offer_id: int, template: Template, starts_on: date) -> None:
    """Write the points of a template for one offer; never commits."""
    for point in template.points:
        store.add_point(
            session,
            offer_id,
            kind=point.kind,
            text=point.text,
            owner=point.owner,
            due_on=days_before(starts_on, point.days),
        )
