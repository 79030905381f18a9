"""The flow of one run from wishes to municipalities, as a drawing and as the same table."""

from collections import Counter
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.charts.lis1_flow import NARROW, WIDE, Flow, Source, Target, draw_flow
from app.charts.svg import Element
from app.services.lis1_words import town
from app.services.wording import figure
from rotations.lis1.results import How, Result
from rotations.lis1.types import Intake

REST, NONE, FIXED = 4, 5, 6


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A municipality in the table: doctors by what they got there."""

    name: str
    counts: tuple[str, ...]
    filled: str
    places: str


@dataclass(frozen=True, slots=True)
class FlowPart:
    """The drawing for both widths, and its numbers."""

    wide: Element
    narrow: Element
    heads: tuple[str, ...]
    rows: tuple[FlowRow, ...]


def flow_of(intake: Intake, result: Result, run: str) -> FlowPart:
    """The flow of a run called `run` (a letter)."""
    seats = {each.key: each for each in intake.seats}
    places: Counter[str] = Counter()
    for seat in intake.seats:
        places[seat.municipality] += seat.places
    bands: Counter[tuple[int, str | None]] = Counter()
    for each in result.placed:
        kind = FIXED if each.how is How.PREPLACED else _kind(each.rank)
        bands[kind, seats[each.seat].municipality] += 1
    if result.unplaced:
        bands[NONE, None] += len(result.unplaced)
    filled: Counter[str | None] = Counter()
    kinds: Counter[int] = Counter()
    for (kind, name), count in bands.items():
        filled[name] += count
        kinds[kind] += count
    names: list[str | None] = [
        *sorted(places, key=lambda name: (-places[name], name)),
    ]
    if result.unplaced:
        names.append(None)
    shown = [kind for kind in range(1, FIXED + 1) if kinds[kind] or kind == 1]
    sources = [_source(kind, kinds[kind]) for kind in shown]
    flow = Flow(
        key="flow",
        title=_("Fra ønske til plass, kjøring %(run)s", run=run),
        description=_description(kinds, len(result.unplaced)),
        sources=sources,
        targets=[_target(name, filled[name], places) for name in names],
        bands={
            (shown.index(kind), names.index(name)): count for (kind, name), count in bands.items()
        },
    )
    rows = tuple(
        FlowRow(
            _("Uten plass") if name is None else town(name),
            tuple(figure(bands[kind, name]) for kind in shown),
            figure(filled[name]),
            "–" if name is None else figure(places[name]),
        )
        for name in names
    )
    heads = tuple(each.name for each in sources)
    return FlowPart(draw_flow(flow, WIDE), draw_flow(flow, NARROW), heads, rows)


def _kind(rank: int | None) -> int:
    if rank is None:
        return NONE
    return min(rank, REST)


def _source(kind: int, count: int) -> Source:
    names = {
        REST: (_("4. ønske eller lavere"), "4.+"),
        NONE: (_("Ingen av ønskene"), "–"),
        FIXED: (_("På forhånd"), _("Fast")),
    }
    name, short = names.get(kind, (_("%(rank)s. ønske", rank=kind), f"{kind}."))
    note = ngettext("%(num)s lege", "%(num)s leger", count)
    return Source(kind, name, short, note, count)


def _target(name: str | None, filled: int, places: Counter[str]) -> Target:
    if name is None:
        note = ngettext("%(num)s lege", "%(num)s leger", filled)
        return Target(_("Uten plass"), note, figure(filled), filled, None)
    all_of = places[name]
    if filled == all_of:
        note = ngettext("%(num)s plass", "%(num)s plasser", all_of)
        return Target(town(name), note, figure(all_of), filled, all_of)
    note = _("%(filled)s av %(places)s plasser", filled=filled, places=all_of)
    short = _("%(filled)s av %(places)s", filled=filled, places=all_of)
    return Target(town(name), note, short, filled, all_of)


def _description(kinds: Counter[int], unplaced: int) -> str:
    text = _(
        "%(first)s fikk førsteønsket, %(second)s andre, %(third)s tredje og %(rest)s fjerde eller"
        " lavere.",
        first=kinds[1],
        second=kinds[2],
        third=kinds[3],
        rest=kinds[REST],
    )
    if unplaced:
        text += " " + ngettext(
            "%(num)s lege har ingen plass.", "%(num)s leger har ingen plass.", unplaced
        )
    return text + " " + _("Tallene per kommune står i tabellen.")
