"""A doctor's own placements as PDF: where, when, what to do before, and whom to ask."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from app.exchange.pdf import Answer, Block, Document, Facts, Heading, Item, Items, Paragraph
from app.services.my_placements import PlacementCard, PlacementsPage, PlanPart
from app.services.pdf_frame import Made, frame
from app.services.wording import day
from app.store.place_values import GuideRow


def placements_document(page: PlacementsPage, name: str, made: Made) -> Document:
    """The published placements of the doctor `name`; what is only proposed is left out."""
    blocks: list[Block] = [Answer(page.sentence)]
    if page.reason:
        blocks.append(Paragraph(page.reason))
    for part in page.parts:
        blocks += _part(part)
    return frame(
        _("Plasseringene til %(name)s", name=name), _owner(page), name, tuple(blocks), made
    )


def _owner(page: PlacementsPage) -> str:
    """Who keeps the plans; Legeløp when the doctor is in none."""
    return ", ".join(dict.fromkeys(part.plan.organisation for part in page.parts)) or "Legeløp"


def _part(part: PlanPart) -> Iterable[Block]:
    published = part.published
    if published is None or published.published_on is None:
        return
    yield Heading(part.plan.name)
    yield Paragraph(
        _(
            "Versjon %(number)s, publisert %(day)s",
            number=published.number,
            day=day(published.published_on),
        ),
        is_note=True,
    )
    for card in part.cards:
        yield from _card(card)
    if part.behind:
        yield Heading(_("Plasseringer som er over"), level=3)
        yield Items(tuple(map(Item, part.behind)))


def _card(card: PlacementCard) -> Iterable[Block]:
    yield Heading(card.title, level=3)
    state = _("Nå") if card.is_now else _("Kommer")
    place = "" if card.organisation in card.place else f", {card.organisation}"
    yield Paragraph(f"{state}: {card.days}{place}")
    if card.inside:
        yield Paragraph(card.inside)
    before = _before(card)
    if before:
        yield Paragraph(_("Gjør dette før du begynner:"))
        yield Items(before)
    told = tuple(_told(card.guide)) if card.guide else ()
    if told:
        yield Facts(told)
    if card.guide is None:
        yield Paragraph(_("Stedet har ikke lagt inn kontakt, bolig eller reise."), is_note=True)


def _before(card: PlacementCard) -> tuple[Item, ...]:
    lines = list(card.guide.before_arrival) if card.guide and not card.is_now else []
    if card.missing:
        number = len(card.missing)
        text = ngettext(
            "Få godkjent %(num)s læringsmål:", "Få godkjent %(num)s læringsmål:", number
        )
        lines.insert(0, f"{text} {', '.join(card.missing)}.")
    return tuple(map(Item, lines))


def _told(guide: GuideRow) -> Iterable[tuple[str, str]]:
    """What the place has told; nothing where it has told nothing."""
    contact = (guide.contact_name, guide.contact_email, guide.contact_phone)
    if any(contact):
        yield _("Kontakt"), ", ".join(each for each in contact if each)
    if guide.housing:
        yield _("Bolig"), guide.housing
    if guide.travel:
        yield _("Reise"), guide.travel
