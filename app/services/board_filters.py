"""What is asked of the board: which doctors, which place, which months; and what can be chosen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.services.board_months import half_years, month_name
from app.services.board_rows import VACANCY, group_names
from app.services.rotation_months import first_day, month_of
from app.services.wording import MONTHS_PER_YEAR
from rotations.types.case import Doctor, Placement, RotationCase, Span

USUAL_MONTHS = 36
LENGTHS = (12, 24, 36, 48, 60)
LONGEST_WORD = 130

Option = tuple[str, str]
"""Value and text of a choice."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; empty narrows nothing."""

    group: str = ""
    """A value of `TraineeGroup`, or `vacancy`."""
    site: str = ""
    specialty: str = ""
    year: int | None = None
    """The year in which a doctor can be approved."""
    first: date | None = None
    """The first month that is shown."""
    months: int | None = None
    is_dense: bool | None = None
    """None: as the person has chosen before."""
    chosen: str = ""
    """`doctor:block` of the block whose panel is open."""
    version: int | None = None

    @property
    def narrows(self) -> bool:
        """Whether some doctors are left out."""
        return bool(self.group or self.site or self.specialty or self.year)


def read_wanted(words: Mapping[str, str]) -> Wanted:
    """Words of an address as what is wanted; what cannot be read narrows nothing."""
    dense = words.get("tett", "")
    return Wanted(
        group=words.get("gruppe", "")[:LONGEST_WORD],
        site=words.get("sted", "")[:LONGEST_WORD],
        specialty=words.get("fag", "")[:LONGEST_WORD],
        year=_number(words.get("ferdig", ""), date.min.year, date.max.year),
        first=_read_month(words.get("fra", "")),
        months=_number(words.get("maneder", ""), 1, 120),
        is_dense=dense == "1" if dense in ("0", "1") else None,
        chosen=words.get("valgt", "")[:LONGEST_WORD],
        version=_number(words.get("versjon", ""), 1, 10_000),
    )


def _number(text: str, least: int, most: int) -> int | None:
    # Python's own reading also takes underlines, signs and digits of other scripts.
    value = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
    return value if value is not None and least <= value <= most else None


def _read_month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def month_word(first_month: date, month: int) -> str:
    """A month as the address writes it: 2027-03."""
    return first_day(first_month, month).strftime("%Y-%m")


def view_of(case: RotationCase, wanted: Wanted, now: int) -> Span:
    """The months to show: as asked, else three years from the half-year we are in."""
    begun = [month for month in half_years(case.first_month, case.months) if month <= now]
    first = max(begun, default=0)
    if wanted.first is not None:
        first = month_of(case.first_month, wanted.first)
    first = min(max(first, 0), case.months - 1)
    length = wanted.months or USUAL_MONTHS
    return Span(first, min(first + length, case.months) - 1)


def chosen_doctors(
    case: RotationCase,
    placements: Iterable[Placement],
    wanted: Wanted,
    view: Span,
    *,
    specialties: Mapping[str, str],
    dates: Mapping[str, date],
) -> tuple[Doctor, ...]:
    """The doctors that the filters leave, in the order of the case.

    `specialties` and `dates` are by doctor. A place keeps those who are there in a month shown.
    """
    there = {
        each.doctor
        for each in placements
        if wanted.site in (each.site, each.inner.site if each.inner else "")
        and each.span.meets(view)
    }

    def fits(doctor: Doctor) -> bool:
        if wanted.group and wanted.group != (VACANCY if doctor.is_vacancy else doctor.group):
            return False
        if wanted.site and doctor.key not in there:
            return False
        if wanted.specialty and specialties.get(doctor.key) != wanted.specialty:
            return False
        expected = dates.get(doctor.key)
        return not wanted.year or (expected is not None and expected.year == wanted.year)

    return tuple(doctor for doctor in case.doctors if fits(doctor))


@dataclass(frozen=True, slots=True)
class Choices:
    """What each filter offers, and which of it holds now."""

    plans: tuple[Option, ...]
    groups: tuple[Option, ...]
    sites: tuple[Option, ...]
    specialties: tuple[Option, ...]
    """Empty when there is only one."""
    years: tuple[Option, ...]
    starts: tuple[Option, ...]
    start: str
    lengths: tuple[Option, ...]
    length: str


def choices_of(
    case: RotationCase,
    view: Span,
    *,
    plans: Sequence[Option],
    specialty: str | None,
    specialty_name: Callable[[str], str],
    specialties: Mapping[str, str],
    dates: Mapping[str, date],
    used: Iterable[str],
) -> Choices:
    """The choices for a case; `used` are the places that its placements use."""
    named = set(used)
    found = sorted(set(specialties.values()), key=specialty_name)
    years = sorted({day.year for day in dates.values()})
    every = ("", _("Alle"))
    return Choices(
        plans=tuple(plans),
        groups=(
            ("", _("Alle (%(count)s)", count=len(case.doctors))),
            *_groups(case, specialty),
        ),
        sites=(
            ("", _("Alle steder")),
            *((site.key, site.name) for site in case.sites if site.key in named),
        ),
        specialties=(
            (every, *((code, specialty_name(code)) for code in found)) if len(found) > 1 else ()
        ),
        years=(every, *((str(year), str(year)) for year in years)) if years else (),
        starts=tuple(
            (month_word(case.first_month, month), month_name(case.first_month, month))
            for month in half_years(case.first_month, case.months, also=(view.first,))
        ),
        start=month_word(case.first_month, view.first),
        lengths=_lengths(case, view),
        length=str(len(view.months)),
    )


def _groups(case: RotationCase, specialty: str | None) -> Iterable[Option]:
    """The groups that have anybody, with how many."""
    held = [VACANCY if doctor.is_vacancy else str(doctor.group) for doctor in case.doctors]
    for word, title in group_names(specialty).items():
        if word in held:
            yield word, f"{title} ({held.count(word)})"


def _lengths(case: RotationCase, view: Span) -> tuple[Option, ...]:
    rest = case.months - view.first
    offered = sorted({length for length in LENGTHS if length < rest} | {rest, len(view.months)})
    return tuple((str(months), _length_words(months)) for months in offered)


def _length_words(months: int) -> str:
    if months % MONTHS_PER_YEAR:
        return _("%(number)s md.", number=months)
    years = months // MONTHS_PER_YEAR
    return _("1 år") if years == 1 else _("%(number)s år", number=years)
