"""From the graph to what the public map and its list show.

Stations, months and what leads where are read from the graph, so that the drawing agrees
with the projection. Only the order of stations along the page is laid out by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _
from flask_babel import ngettext

from app.charts.pathway_map_value import Bundle, MapStop, MapTexts, PathwayMap, Strand
from app.services.pathways_links import PathwayLinks
from app.services.wording import (
    figure,
    in_language,
    lower_first,
    months_long,
    months_short,
    years,
    years_in_words,
)
from pathways.graph import AUTHORISATION_STAGE, CHOICE_STAGE, PathwayGraph, knowledge_of, stage_of
from pathways.routes import SPECIALIST, Route, main_route, open_from
from pathways.types.knowledge import Family, LocalOffer, Specialty, Stage, Zone

PART1_STAGES = ("lis1_hospital", "lis1_municipality")
FOREIGN_STAGES = ("student_abroad", "degree_abroad", "part1_abroad")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader has chosen: nothing, a family, or a specialty of a family."""

    family: Family | None = None
    specialty: Specialty | None = None


@dataclass(frozen=True, slots=True)
class RouteItem:
    """One station of the map as a list. `chooses` marks the one where families stand."""

    name: str
    under: str | None = None
    kind: str = ""
    line: str = ""
    mark: str = ""
    marker: str | None = None
    chooses: bool = False
    change_url: str | None = None


@lru_cache(maxsize=4)
def main_routes(graph: PathwayGraph) -> dict[str, Route]:
    """The plain route of every specialty, by code; worked out once for a graph."""
    return {
        specialty.code: main_route(graph, specialty.code)
        for specialty in knowledge_of(graph).specialties
    }


def months_from_authorisation(graph: PathwayGraph, code: str) -> int:
    """The least time in months from authorisation to specialist."""
    route = main_routes(graph)[code]
    return route.minimum_from_authorisation_months or route.minimum_months


def part1_months(graph: PathwayGraph) -> int:
    """The months of LIS1, hospital and municipality together."""
    return sum(stage_of(graph, key).minimum_months or 0 for key in PART1_STAGES if key in graph)


def family_name(family: Family) -> str:
    """The name of a family on the map."""
    return {
        Family.INTERNAL: _("Indremedisin"),
        Family.SURGERY: _("Kirurgi"),
        Family.PSYCHIATRY: _("Psykiatri og rus"),
        Family.HOSPITAL: _("Andre sykehusfag"),
        Family.LABORATORY: _("Laboratoriefag"),
        Family.PRIMARY: _("Allmenn, samfunn og arbeid"),
    }[family]


def count_text(count: int) -> str:
    """How many specialties: "10 fag"."""
    return ngettext("%(num)s fag", "%(num)s fag", count)


def members(specialties: Iterable[Specialty], family: Family) -> tuple[Specialty, ...]:
    """The specialties of a family, in the files' order (the Norwegian alphabet)."""
    return tuple(one for one in specialties if one.family is family)


def build_map(
    graph: PathwayGraph, offers: tuple[LocalOffer, ...], choice: Choice, links: PathwayLinks
) -> PathwayMap:
    """The value of the map for one choice."""
    shown = offers_for(offers, choice.specialty) if choice.specialty else ()
    return PathwayMap(
        texts=_texts(graph),
        stops=tuple(_stop(graph, stage, shown) for stage in _common_stages(graph)),
        bundles=tuple(_bundle(graph, family, choice, shown, links) for family in Family),
        onward=_onward(graph, choice.specialty),
    )


def offers_for(
    offers: tuple[LocalOffer, ...], specialty: Specialty | None
) -> tuple[LocalOffer, ...]:
    """The offers on the way to a specialty: its own, and those for everybody."""
    code = specialty.code if specialty else None
    return tuple(
        offer
        for offer in offers
        if offer.specialty in (None, code) and _stage_code(offer) in (None, code)
    )


def _stage_code(offer: LocalOffer) -> str | None:
    return offer.stage.partition(":")[2] or None


def _common_stages(graph: PathwayGraph) -> tuple[Stage, ...]:
    """The stages that every specialty shares, in the graph's order."""
    stages = (stage_of(graph, key) for key in graph)
    return tuple(stage for stage in stages if stage.specialty is None)


def _stop(graph: PathwayGraph, stage: Stage, offers: tuple[LocalOffer, ...]) -> MapStop:
    return MapStop(
        template=stage.template,
        name=in_language(stage, "short") or stage.key,
        under=_under(graph, stage),
        local_offers=sum(offer.stage == stage.template for offer in offers),
    )


def _under(graph: PathwayGraph, stage: Stage) -> str | None:
    """The small line below a station: its months, what leads there, or what it is."""
    if stage.minimum_months:
        return months_long(stage.minimum_months)
    if stage.template == "consultant_leave":
        return _leave_rule(graph)
    if stage.zone is Zone.BEYOND and (only := _only_specialty(graph, stage)):
        # Some English names give two terms; the first is enough below a station.
        return lower_first((in_language(only, "name") or only.code).partition(" / ")[0])
    if stage.zone is Zone.LIS0 and not stage.counts_as_training:
        return _("teller ikke med")
    return {
        "student_unlicensed": _("sommerjobb"),
        "student_licensed": _("etter 9. semester"),
        "degree": _("autorisasjon"),
        "part1_abroad": _("kan erstatte LIS1"),
        "consultant": _("sykehus"),
        "contract_specialist": _("avtale med regionen"),
        "combined_post": _("to arbeidsgivere"),
    }.get(stage.template)


def _only_specialty(graph: PathwayGraph, stage: Stage) -> Specialty | None:
    """The specialty that alone leads to a stage, if one does."""
    before = [stage_of(graph, key) for key in graph.predecessors(stage.key)]
    codes = {one.specialty for one in before if one.template == SPECIALIST}
    if len(codes) != 1:
        return None
    code = codes.pop()
    return next((one for one in knowledge_of(graph).specialties if one.code == code), None)


def _leave_rule(graph: PathwayGraph) -> str | None:
    """Months of leave per period of years, from the two rules."""
    rules = {rule.key: rule.number for rule in knowledge_of(graph).rules}
    months, period = rules.get("consultant-leave"), rules.get("consultant-leave-period")
    if months is None or period is None:
        return None
    return _("%(months)s per %(years)s år", months=months_short(months), years=figure(period))


def _bundle(
    graph: PathwayGraph,
    family: Family,
    choice: Choice,
    offers: tuple[LocalOffer, ...],
    links: PathwayLinks,
) -> Bundle:
    found = members(knowledge_of(graph).specialties, family)
    return Bundle(
        letter=family.letter,
        name=family_name(family),
        count_text=count_text(len(found)),
        href=links.family(family),
        strands=tuple(_strand(graph, one, choice, offers, links) for one in found),
        is_open=choice.family is family,
        ends_at_registered=all(one.is_asa for one in found),
    )


def _strand(
    graph: PathwayGraph,
    specialty: Specialty,
    choice: Choice,
    offers: tuple[LocalOffer, ...],
    links: PathwayLinks,
) -> Strand:
    is_chosen = specialty == choice.specialty
    own = [offer for offer in offers if specialty.code in (offer.specialty, _stage_code(offer))]
    return Strand(
        code=specialty.code,
        name=in_language(specialty, "name") or specialty.code,
        href=links.specialty(specialty.family, specialty.code),
        passes_part2=f"part2:{specialty.code}" in graph,
        is_chosen=is_chosen,
        local_offers=sum(offer.stage.startswith("part") for offer in own) if is_chosen else 0,
    )


def _onward(graph: PathwayGraph, specialty: Specialty | None) -> frozenset[str]:
    """The working roles a specialist in this field goes on to."""
    if specialty is None:
        return frozenset()
    after = open_from(graph, f"{SPECIALIST}:{specialty.code}")
    stages = (stage_of(graph, one.target) for one in after if one.kind.is_progress)
    return frozenset(stage.template for stage in stages if stage.zone is Zone.BEYOND)


def _texts(graph: PathwayGraph) -> MapTexts:
    count = len(knowledge_of(graph).specialties)
    part23 = min(one.minimum_part23_months for one in knowledge_of(graph).specialties)
    return MapTexts(
        title=_("Kart over veiene"),
        description=_(
            "Stammen går fra studentjobb til LIS1. Ved «Velg fag» deler den seg i seks familier"
            " med til sammen %(count)s fag. De møtes igjen ved spesialist."
            " Tre kirurgiske fag har ingen del 2 og går forbi den."
            " Samme innhold står som liste.",
            count=count,
        ),
        zones=(
            _("Student"),
            _("LIS0"),
            _("Del 1: LIS1, %(months)s", months=months_short(part1_months(graph))),
            _("Del 2 og 3: LIS2/LIS3, ALIS – minst %(years)s", years=years(part23)),
            _("Spesialist"),
            _("Videre"),
        ),
        part2=_("Del 2"),
        local=_("lokalt"),
        local_label=_("Lokale tilbud"),
    )


# The same as a list


def build_route(
    graph: PathwayGraph, value: PathwayMap, choice: Choice, links: PathwayLinks
) -> tuple[RouteItem, ...]:
    """The map as an ordered list; on the phone it is the map."""
    return (
        *_before_choice(graph, value),
        _choice_item(value, choice),
        *_after_choice(graph, choice),
        *_beyond_items(value, choice),
    )


def _before_choice(graph: PathwayGraph, value: PathwayMap) -> list[RouteItem]:
    """Everything before the choice; what does not lie on the way of all is a side line."""
    counted = ("student_licensed", AUTHORISATION_STAGE, *PART1_STAGES)
    items = []
    for stage in _common_stages(graph):
        stop = value.stop(stage.template)
        if stop is None or stage.zone not in (Zone.STUDENT, Zone.LIS0, Zone.PART1):
            continue
        if stage.template == CHOICE_STAGE or stage.template in FOREIGN_STAGES:
            continue
        kind = "" if stage.template in counted else "side"
        items.append(RouteItem(stop.name, stop.under, kind))
        if stage.template == AUTHORISATION_STAGE:
            items += _foreign_item(value)
    return items


def _foreign_item(value: PathwayMap) -> list[RouteItem]:
    """The ways in from abroad as one side station."""
    stops = [stop for stop in map(value.stop, FOREIGN_STAGES) if stop is not None]
    if not stops:
        return []
    names = _either([lower_first(stop.name) for stop in stops])
    return [RouteItem(_("Fra utlandet"), names, "side")]


def _choice_item(value: PathwayMap, choice: Choice) -> RouteItem:
    stop = value.stop(CHOICE_STAGE)
    name = stop.name if stop else _("Velg fag")
    if choice.specialty is None or choice.family is None:
        return RouteItem(name, chooses=True)
    bundle = value.open_bundle
    return RouteItem(
        f"{name}: {in_language(choice.specialty, 'name')}",
        _("linje %(letter)s", letter=choice.family.letter),
        line=choice.family.letter.lower(),
        change_url=bundle.href if bundle else None,
    )


def _after_choice(graph: PathwayGraph, choice: Choice) -> list[RouteItem]:
    """Part 2, part 3 and specialist: of the chosen specialty, or what holds for all."""
    line = choice.family.letter.lower() if choice.specialty and choice.family else ""
    code = choice.specialty.code if choice.specialty else None
    specialties = knowledge_of(graph).specialties
    shortest = min(one.minimum_part23_months for one in specialties)
    total = min(months_from_authorisation(graph, one.code) for one in specialties)
    items = []
    if code is not None and f"part2:{code}" in graph:
        items.append(RouteItem(_("Felles del 2"), _("sammen med del 3"), line=line))
    elif code is None:
        items.append(RouteItem(_("Del 2"), _("bare i indremedisin og de fleste kirurgiske fag")))
    name = _("Del 3")
    if code is not None:
        shortest = stage_of(graph, f"part3:{code}").minimum_months or shortest
        total = months_from_authorisation(graph, code)
        name = in_language(stage_of(graph, f"part3:{code}"), "short") or name
    items.append(
        RouteItem(name, _("minst %(years)s til sammen", years=years_in_words(shortest)), line=line)
    )
    under = _("tidligst %(years)s etter autorisasjon", years=years(total))
    items.append(RouteItem(_("Spesialist"), under, line=line))
    return items


def _beyond_items(value: PathwayMap, choice: Choice) -> list[RouteItem]:
    """The roles after specialist, then the side lines in one station."""
    line = choice.family.letter.lower() if choice.specialty and choice.family else ""
    final = ("consultant", "contract_specialist", "general_practitioner")
    roles = (*final, "municipal_chief_physician", "company_physician")
    stops = [stop for stop in map(value.stop, roles) if stop is not None]
    if choice.specialty is not None:
        stops = [stop for stop in stops if stop.template in value.onward] or stops
    items = []
    if stops:
        first, *others = stops
        under = None
        if others:
            names = [lower_first(stop.name) for stop in others]
            under = _("eller %(roles)s", roles=_either(names))
        items.append(RouteItem(first.name, under, line=line))
    aside = [
        stop
        for stop in map(
            value.stop,
            (
                *("specialist_in_lis_post", "external_service", "observation_stay"),
                *("trainee_leave", "combined_post", "consultant_leave"),
            ),
        )
        if stop is not None
    ]
    if aside:
        names = [aside[0].name, *(lower_first(stop.name) for stop in aside[1:])]
        items.append(RouteItem(", ".join(names), _("sidespor underveis"), "side"))
    return items


def _either(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s eller %(last)s", first=", ".join(names[:-1]), last=names[-1])
