"""Forutsetninger: what people have said of each input, side by side, and whose word counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.charts.forecast_said import draw_said
from app.charts.svg import Element
from app.db.tables import AssumptionName
from app.services import forecast_scenario_kinds as kinds
from app.services.forecast_assumptions import title_of
from app.services.forecast_case_said import mean_and_spread
from app.services.start_pages import Opening
from app.services.wording import day, in_words, listed, upper_first
from app.store import forecast_assumptions as store
from app.store.forecast_assumptions import SaidRow
from app.store.regions import Region

MIDDLE_ONLY = frozenset(
    {AssumptionName.EXITS_LATER, AssumptionName.WORK_SHARE, AssumptionName.INTAKE}
)
"""Inputs that a case has no spread for (see forecast_case_assumptions)."""
Subject = tuple[str | None, AssumptionName]
"""Specialty code (None: every specialty) and input."""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """What one person has said."""

    public_id: str
    who: str
    said_on: str
    low: str
    high: str
    bar: Element | None
    """None for what is withdrawn."""
    note: str
    entered: str
    counts: bool
    is_demo: bool
    withdrawn: str
    """When, and by whom; empty: it is not."""


@dataclass(frozen=True, slots=True)
class SubjectView:
    """One input of one specialty, or of all: everything that was said of it, the newest first."""

    title: str
    specialty: str
    code: str
    name: str
    use: str
    """What the forecast makes of it."""
    lines: tuple[SaidLine, ...]


@dataclass(frozen=True, slots=True)
class AssumptionPage:
    """The page."""

    opening: Opening
    in_use: tuple[SubjectView, ...]
    withdrawn: tuple[SubjectView, ...]
    """Inputs of which everything that was said is withdrawn."""


def load_page(session: Session, region: Region, names: Mapping[str, str]) -> AssumptionPage:
    """What was said in a region. `names`: specialties by code, in the order of the page."""
    by_subject: dict[Subject, list[SaidRow]] = {}
    for row in store.list_said(session, region.id):
        by_subject.setdefault((row.specialty_code, row.name), []).append(row)
    codes, inputs = [None, *names], list(AssumptionName)
    ordered = sorted(
        (each for each in by_subject if each[0] in codes),
        key=lambda each: (codes.index(each[0]), inputs.index(each[1])),
    )
    counting = {each: rows for each, rows in by_subject.items() if _newest(rows) is not None}
    views = {each: _view(each, by_subject[each], counting, names) for each in ordered}
    return AssumptionPage(
        _opening([row for each in ordered for row in by_subject[each]], counting),
        tuple(view for each, view in views.items() if each in counting),
        tuple(view for each, view in views.items() if each not in counting),
    )


def _newest(rows: Sequence[SaidRow]) -> SaidRow | None:
    """The one that counts."""
    return next((each for each in rows if each.withdrawn_at is None), None)


def _view(
    subject: Subject,
    rows: Sequence[SaidRow],
    counting: Mapping[Subject, Sequence[SaidRow]],
    names: Mapping[str, str],
) -> SubjectView:
    code, name = subject
    newest = _newest(rows)
    standing = [each for each in rows if each.withdrawn_at is None]
    scale = (
        min((each.low for each in standing), default=0.0),
        max((each.high for each in standing), default=0.0),
    )
    own = [
        names[each]
        for each, what in counting
        if each is not None and what is name and each in names
    ]
    return SubjectView(
        title=title_of(name),
        specialty=_("Alle fag") if code is None else names[code],
        code=code or "",
        name=name.value,
        use="" if newest is None else _use(newest, own if code is None else []),
        lines=tuple(_line(each, scale, counts=each is newest) for each in rows),
    )


def _use(row: SaidRow, own: Sequence[str]) -> str:
    """What the forecast takes from the answer that counts."""
    middle = kinds.with_unit(row.name, mean_and_spread(row.low, row.high)[0])
    if row.name in MIDDLE_ONLY or row.low == row.high:
        told = _("Framskrivingen bruker midten: %(middle)s.", middle=middle)
    else:
        told = _(
            "Framskrivingen bruker %(middle)s på midten, med spredningen rundt.", middle=middle
        )
    if own:
        told += " " + _("Gjelder ikke %(names)s, som har eget svar.", names=listed(sorted(own)))
    return told


def _line(row: SaidRow, scale: tuple[float, float], *, counts: bool) -> SaidLine:
    entered = (
        _("skrevet inn %(day)s av %(who)s", day=day(row.entered_at.date()), who=row.entered_by)
        if row.entered_by
        else _("skrevet inn %(day)s", day=day(row.entered_at.date()))
    )
    withdrawn = ""
    if row.withdrawn_at is not None:
        when = day(row.withdrawn_at.date())
        withdrawn = (
            _("trukket tilbake %(day)s av %(who)s", day=when, who=row.withdrawn_by)
            if row.withdrawn_by
            else _("trukket tilbake %(day)s", day=when)
        )
    return SaidLine(
        public_id=row.public_id,
        who=row.said_by,
        said_on=day(row.said_on),
        low=kinds.with_unit(row.name, row.low),
        high=kinds.with_unit(row.name, row.high),
        bar=None if withdrawn else draw_said(row.low, row.high, scale, counts=counts),
        note=row.note,
        entered=entered,
        counts=counts,
        is_demo=row.is_demo,
        withdrawn=withdrawn,
    )


def _opening(rows: Sequence[SaidRow], counting: Mapping[Subject, Sequence[SaidRow]]) -> Opening:
    if not counting:
        return Opening(
            _("*Ingen* har sagt hva de tror ennå."),
            _("Framskrivingen bruker tall der de finnes, og våre antakelser ellers."),
        )
    people = len({each.said_by.casefold() for each in rows if each.withdrawn_at is None})
    number = len(counting)
    return Opening(
        ngettext(
            "*Én forutsetning* bygger på det noen har sagt.",
            "*%(words)s forutsetninger* bygger på det noen har sagt.",
            number,
            words=upper_first(in_words(number)),
        ),
        ngettext(
            "Ett menneske er spurt. Det som er skrevet inn sist, teller fra neste framskriving.",
            "%(words)s mennesker er spurt. Det som er skrevet inn sist, teller fra neste"
            " framskriving.",
            people,
            words=upper_first(in_words(people)),
        ),
    )
