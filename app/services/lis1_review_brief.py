"""The brief for the half-yearly forum of a LIS1 council: one page, no names.

Counts of places, candidates, notices and meetings are of a whole intake and always shown; groups
of doctors follow the minimum counts of the review.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import IntakeState
from app.services import lis1_checklist
from app.services import lis1_review_words as words
from app.services.lis1_decisions import latest_decided
from app.services.lis1_intakes_keep import councils_of
from app.services.lis1_intakes_words import next_date
from app.services.lis1_notice import NoticeState
from app.services.lis1_offers_page import notice_for
from app.services.lis1_review import load_counts
from app.services.lis1_review_counts import FEWEST, Counts
from app.services.lis1_review_people import Where
from app.services.lis1_starts_page import lacks_of
from app.services.wording import figure, in_words, long_day
from app.store import lis1_intakes, lis1_offers
from app.store.access import with_children
from app.store.lis1_intakes import ListedIntake
from app.store.lis1_offers import OfferRow
from app.store.lis1_starts import StartRow, list_starts

COMING, LONGEST_NAME = 5, 40
"""So many dates, and so many letters of an intake's name: the brief stays one page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what it is of, and the figure in words."""

    what: str
    told: str


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its figures."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The whole brief in words."""

    council: str
    sentence: str
    reason: str
    intake: Part | None
    """None: nothing is decided yet."""
    parts: tuple[Part, ...]
    coming: tuple[str, ...]
    sources: tuple[str, ...]


def load_brief(session: Session, actor: Actor, today: date) -> Brief | None:
    """The brief of the council whose intake was decided last; None without any intake."""
    hidden = lis1_intakes.stepped_back_from(session, actor.person_id)
    rows = [
        row
        for row in lis1_intakes.list_intakes(session, councils_of(session, actor), actor.person_id)
        if row.intake.id not in hidden
    ]
    if not rows:
        return None
    decided = [row for row in rows if row.intake.state is IntakeState.DECIDED]
    owner = (decided or rows)[0].intake.organisation_id
    mine = [row for row in rows if row.intake.organisation_id == owner]
    counts, _places = load_counts(session, with_children(session, {owner}), today)
    last = decided[0] if decided else None
    return Brief(
        council=mine[0].council,
        sentence=_sentence(last),
        reason=words.headline(counts).replace("*", ""),
        intake=_intake(session, last) if last else None,
        parts=(*_before_start(session, mine, today), *_former(counts)),
        coming=tuple(_coming(mine, today)),
        sources=_sources(counts),
    )


def _sentence(last: ListedIntake | None) -> str:
    if last is None:
        return _("Rådet har ikke vedtatt noe inntak ennå.")
    return _(
        "%(name)s: *%(accepted)s av %(places)s* plasser har en lege som har takket ja.",
        name=_name(last),
        accepted=figure(last.counts.accepted),
        places=figure(last.counts.places),
    )


def _name(row: ListedIntake) -> str:
    return shorten(row.intake.name, LONGEST_NAME, placeholder=" …")


def _intake(session: Session, last: ListedIntake) -> Part:
    counts = last.counts
    assert last.intake.id is not None
    return Part(
        _("Siste inntak: %(name)s", name=_name(last)),
        (
            Line(_("Plasser"), figure(counts.places)),
            Line(_("Kandidater"), figure(counts.candidates)),
            *_placed(session, last.intake.id, last.intake.fewest_shown),
            Line(_("Takket ja"), figure(counts.accepted)),
            Line(_("Plasser uten lege"), figure(max(0, counts.places - counts.accepted))),
        ),
    )


def _placed(session: Session, intake_id: int, fewest: int) -> tuple[Line, ...]:
    """How many the decision placed, and how many of these as they wished most."""
    decided = latest_decided(session, intake_id)
    if decided is None:
        return ()
    placed = decided.allocation["placed"]
    first = sum(each["rank"] == 1 for each in placed)
    told = words.too_few() if len(placed) < fewest else _share(first, len(placed))
    return Line(_("Fikk plass"), figure(len(placed))), Line(_("Fikk førsteønsket"), told)


def _share(number: int, total: int) -> str:
    return words.of_all(number, total).replace("*", "")


def _before_start(session: Session, mine: Sequence[ListedIntake], today: date) -> list[Part]:
    """Notices and handover meetings of those who have the municipal service ahead."""
    ids = {row.intake.id for row in mine}
    offers = [
        each
        for each in lis1_offers.accepted(session, today)
        if each.intake_id in ids and each.municipality_starts_on is not None
    ]
    if not offers:
        return []
    owner = mine[0].intake.organisation_id
    months = lis1_checklist.load(session, owner).handover_months
    starts = list_starts(session, [each.id for each in offers])
    rows = [(each, starts.get(each.id, StartRow(each.id))) for each in offers]
    held = sum(start.handover_held_on is not None for _offer, start in rows)
    agreed = sum(
        start.handover_held_on is None and start.handover_on is not None for _offer, start in rows
    )
    late = sum(lacks_of(offer, start, (), months, today).handover for offer, start in rows)
    return [
        Part(
            _("Før tjenesten i kommunen"),
            (
                Line(_("Leger med kommunetjenesten foran seg"), figure(len(rows))),
                *_notices(offers, today),
                Line(
                    _("Overleveringsmøter"),
                    _(
                        "%(held)s holdt, %(agreed)s avtalt, %(left)s ikke avtalt",
                        held=figure(held),
                        agreed=figure(agreed),
                        left=figure(len(rows) - held - agreed),
                    ),
                ),
                Line(
                    _("Møter som er over fristen"),
                    _(
                        "%(number)s (skal være avtalt %(months)s måneder før)",
                        number=figure(late),
                        months=in_words(months),
                    ),
                ),
            ),
        )
    ]


def _notices(offers: Sequence[OfferRow], today: date) -> tuple[Line, ...]:
    clocks = [notice_for(each, today) for each in offers]
    kept = sum(each.state in (NoticeState.IN_TARGET, NoticeState.IN_LIMIT) for each in clocks)
    early = sum(each.state is NoticeState.IN_TARGET for each in clocks)
    broken = sum(each.is_broken for each in clocks)
    limits = sorted({each.limit_months for each in offers})
    limit = in_words(limits[0]) if len(limits) == 1 else f"{limits[0]}–{limits[-1]}"
    return (
        Line(
            _("Fikk vite kommunen i tide"),
            _(
                "%(kept)s (fristen er %(months)s måneder før; %(early)s fikk vite det før "
                "sykehusåret)",
                kept=_of(kept, len(clocks)),
                months=limit,
                early=figure(early),
            ),
        ),
        Line(_("Fikk vite det etter fristen"), figure(broken)),
    )


def _of(number: int, total: int) -> str:
    return _("%(number)s av %(total)s", number=figure(number), total=figure(total))


def _former(counts: Counts) -> list[Part]:
    if counts.total is None:
        return []
    lines = [
        Line(words.where_name(where), _share(number, counts.total))
        for where, number in zip(Where, counts.where, strict=True)
        if number is not None
    ]
    if None in counts.where:
        lines.append(Line(_("Resten"), words.too_few()))
    lines.append(Line(_("Tid til fullført LIS1"), words.time_sentence(counts).replace("*", "")))
    return [Part(_("Hvor tidligere LIS1 jobber nå"), tuple(lines))]


def _coming(mine: Sequence[ListedIntake], today: date) -> list[str]:
    """The next date of each intake and its start, earliest first."""
    found = []
    for row in mine:
        coming, starts_on = next_date(row.intake, row.offers, today), row.intake.starts_on
        if coming is not None:
            found.append((coming.on, _name(row), coming.what, coming.is_past))
        if starts_on > today and (coming is None or coming.on != starts_on):
            found.append((starts_on, _name(row), _("oppstart"), False))
    return [
        _(
            "%(day)s: %(what)s (%(name)s), som ikke er gjort",
            day=long_day(on),
            what=what,
            name=name,
        )
        if is_past
        else _("%(day)s: %(what)s (%(name)s)", day=long_day(on), what=what, name=name)
        for on, name, what, is_past in sorted(found)[:COMING]
    ]


def _sources(counts: Counts) -> tuple[str, ...]:
    return (
        _("Inntak, tilbud, varsel og møter: rådets eget bord."),
        *(() if counts.total is None else words.coverage(counts)[:1]),
        _(
            "Grupper av leger under %(fewest)s vises ikke, og heller ikke tall som slike kunne "
            "regnes ut fra.",
            fewest=in_words(FEWEST),
        ),
        _("Evalueringer fra LIS1 finnes ikke her ennå."),
    )
