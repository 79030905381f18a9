"""The public page "Veier": how long it takes, what is on the way, and where that is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.charts.pathway_map_value import PathwayMap
from app.services.pathways_facts import (
    MINIMUM_TOTAL_RULE,
    Fact,
    SourceRef,
    count_doubts,
    national_facts,
    sources_of,
)
from app.services.pathways_links import PathwayLinks, family_of_letter
from app.services.pathways_map import (
    PART1_STAGES,
    Choice,
    RouteItem,
    build_map,
    build_route,
    family_name,
    members,
    months_from_authorisation,
    offers_for,
    part1_months,
)
from app.services.plan_page import plan_remark, provider_name, without_company_form
from app.services.specialty_search import SearchAnswer, find_specialty
from app.services.wording import (
    doubt,
    in_language,
    in_words,
    listed,
    lower_first,
    upper_first,
    years,
    years_in_words,
)
from app.store.organisations import load_names_by_key
from pathways.graph import PathwayGraph, knowledge_of, stage_of
from pathways.types.knowledge import Family, LocalOffer, Part2Kind, Specialty
from pathways.types.plans import PublishedPlan


@dataclass(frozen=True, slots=True)
class SearchField:
    """The field "Finn et fag": what stands in it, and the answer when nothing was found."""

    value: str
    options: tuple[str, ...]
    error: str | None = None
    suggestions: tuple[tuple[str, str], ...] = ()
    """(name, address) of what may have been meant."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A name with a remark, and where it was read."""

    name: str
    remark: str | None
    url: str | None = None
    tag: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class SpecialtyFacts:
    """Facts about the chosen specialty: national ones, and local ones kept apart."""

    name: str
    code: str
    national: tuple[Fact, ...]
    plans: tuple[ListRow, ...]
    offers: tuple[ListRow, ...]
    doubts: int
    statements: int
    code_is_official: bool


@dataclass(frozen=True, slots=True)
class PathwaysPage:
    """Everything the page shows; the parts that htmx swaps use the same value."""

    sentence: str
    reason: str
    source: SourceRef | None
    search: SearchField
    map: PathwayMap
    route: tuple[RouteItem, ...]
    links: PathwayLinks
    list_url: str
    """The same choice with the list shown, or hidden when it is."""
    has_specialty: bool
    specialty_count: int
    facts: SpecialtyFacts | None
    is_found: bool = True
    """False when the address names a specialty or family that does not exist."""
    family_error: str | None = None


def build_pathways_page(
    graph: PathwayGraph,
    plans: tuple[PublishedPlan, ...],
    offers: tuple[LocalOffer, ...],
    *,
    today: date,
    family: str | None = None,
    specialty: str | None = None,
    links: PathwayLinks | None = None,
    organisation_names: Mapping[str, str] | None = None,
) -> PathwaysPage:
    """The page for what the address says.

    `family` is a letter (i, k, p, s, l, a) and `specialty` a code or a name as typed; a
    specialty decides its own family. Neither needs to exist: the answer then says so, keeps
    what was typed, and `is_found` is False.
    """
    links = links or PathwayLinks()
    specialties = knowledge_of(graph).specialties
    answer = _search(specialties, specialty)
    chosen_family = family_of_letter(family) if family else None
    choice = Choice(chosen_family)
    if answer is not None and answer.found is not None:
        choice = Choice(answer.found.family, answer.found)
    family_is_wrong = bool(family) and chosen_family is None
    value = build_map(graph, offers, choice, links)
    return PathwaysPage(
        sentence=_sentence(graph, choice),
        reason=_reason(graph, choice),
        source=_time_source(graph),
        search=_search_field(specialties, answer, choice, links),
        map=value,
        route=build_route(graph, value, choice, links),
        links=links,
        list_url=_list_url(choice, links),
        has_specialty=choice.specialty is not None,
        specialty_count=len(specialties),
        facts=_facts(graph, plans, offers, choice, today, links, organisation_names or {}),
        is_found=not family_is_wrong and (answer is None or answer.found is not None),
        family_error=_family_error(family or "") if family_is_wrong else None,
    )


def load_organisation_names(session: Session, offers: tuple[LocalOffer, ...]) -> dict[str, str]:
    """The names of the organisations that offer something."""
    return load_names_by_key(session, (offer.organisation for offer in offers))


# The answer


def _sentence(graph: PathwayGraph, choice: Choice) -> str:
    if choice.specialty is not None:
        return _(
            "Fra autorisasjon til spesialist i %(specialty)s tar det minst *%(years)s*.",
            specialty=_in_sentence(choice.specialty),
            years=years(months_from_authorisation(graph, choice.specialty.code)),
        )
    specialties = knowledge_of(graph).specialties
    if choice.family is not None:
        specialties = members(specialties, choice.family)
    times = {months_from_authorisation(graph, one.code) for one in specialties}
    shortest, same = years(min(times)), len(times) == 1
    if choice.family is not None:
        name, count = family_name(choice.family), len(specialties)
        if same:
            return _(
                "%(family)s har %(count)s fag. Alle tar minst *%(years)s* fra autorisasjon.",
                family=name,
                count=count,
                years=shortest,
            )
        return _(
            "%(family)s har %(count)s fag. Det korteste tar *%(years)s* fra autorisasjon.",
            family=name,
            count=count,
            years=shortest,
        )
    if same:
        return _(
            "Det finnes %(count)s veier til spesialist. Alle tar minst *%(years)s*"
            " fra autorisasjon.",
            count=len(specialties),
            years=shortest,
        )
    return _(
        "Det finnes %(count)s veier til spesialist. Den korteste tar *%(years)s* fra autorisasjon.",
        count=len(specialties),
        years=shortest,
    )


def _reason(graph: PathwayGraph, choice: Choice) -> str:
    if choice.specialty is not None:
        return _specialty_reason(graph, choice.specialty)
    if choice.family is not None:
        return _family_reason(graph, choice.family)
    hospital, municipality = (stage_of(graph, key).minimum_months or 0 for key in PART1_STAGES)
    return _(
        "Alle begynner med LIS1: %(hospital)s måneder på sykehus og %(municipality)s i kommune."
        " Velg en familie for å se fagene.",
        hospital=in_words(hospital),
        municipality=in_words(municipality),
    )


def _specialty_reason(graph: PathwayGraph, specialty: Specialty) -> str:
    lis1 = _("%(time)s er LIS1.", time=upper_first(years_in_words(part1_months(graph))))
    rest = years_in_words(stage_of(graph, f"part3:{specialty.code}").minimum_months or 0)
    name = _in_sentence(specialty)
    if specialty.part2 is Part2Kind.FIM:
        after = _(
            "Felles indremedisinsk del 2 og del 3 i %(specialty)s tar minst %(time)s til sammen"
            " og kan gå samtidig.",
            specialty=name,
            time=rest,
        )
    elif specialty.part2 is Part2Kind.SURGERY:
        after = _(
            "Felles kirurgisk del 2 og del 3 i %(specialty)s tar minst %(time)s til sammen"
            " og kan gå samtidig.",
            specialty=name,
            time=rest,
        )
    elif specialty.is_asa:
        after = _(
            "Resten, minst %(time)s, er tjeneste i %(specialty)s. Faget har ingen del 2.",
            time=rest,
            specialty=name,
        )
    else:
        after = _(
            "Resten, minst %(time)s, er LIS3 i %(specialty)s. Faget har ingen del 2.",
            time=rest,
            specialty=name,
        )
    return f"{lis1} {after}"


def _family_reason(graph: PathwayGraph, family: Family) -> str:
    found = members(knowledge_of(graph).specialties, family)
    straight = [one for one in found if f"part2:{one.code}" not in graph]
    if not straight:
        return _("Alle har felles del 2, som kan gå samtidig med del 3. Velg et fag på kartet.")
    if len(straight) == len(found):
        return _("Ingen av dem har del 2. Velg et fag på kartet.")
    return _(
        "%(count)s av dem har felles del 2. %(names)s går rett til del 3.",
        count=upper_first(in_words(len(found) - len(straight))),
        names=upper_first(listed([_in_sentence(one) for one in straight])),
    )


def _in_sentence(specialty: Specialty) -> str:
    return lower_first(in_language(specialty, "name") or specialty.code)


def _time_source(graph: PathwayGraph) -> SourceRef | None:
    knowledge = knowledge_of(graph)
    rule = next((one for one in knowledge.rules if one.key == MINIMUM_TOTAL_RULE), None)
    return None if rule is None else sources_of(knowledge).ref(rule.source_key)


# The search field


def _search(specialties: tuple[Specialty, ...], wanted: str | None) -> SearchAnswer | None:
    """None when nothing was asked for; an empty field asks for nothing."""
    if wanted is None or not wanted.strip():
        return None
    return find_specialty(specialties, wanted.strip())


def _search_field(
    specialties: tuple[Specialty, ...],
    answer: SearchAnswer | None,
    choice: Choice,
    links: PathwayLinks,
) -> SearchField:
    options = tuple(in_language(one, "name") or one.code for one in specialties)
    if choice.specialty is not None:
        return SearchField(in_language(choice.specialty, "name") or "", options)
    if answer is None:
        return SearchField("", options)
    return SearchField(
        value=answer.wanted,
        options=options,
        error=_("Vi fant ikke «%(wanted)s».", wanted=answer.wanted),
        suggestions=tuple(
            (in_language(one, "name") or one.code, links.specialty(one.family, one.code))
            for one in answer.suggestions
        ),
    )


def _family_error(letter: str) -> str:
    known = listed([f"{one.letter} ({family_name(one)})" for one in Family])
    return _(
        "Vi fant ingen familie med bokstaven «%(letter)s». Familiene er %(known)s.",
        letter=letter,
        known=known,
    )


def _list_url(choice: Choice, links: PathwayLinks) -> str:
    other = PathwayLinks(links.pathways, links.plans, as_list=not links.as_list)
    if choice.specialty is not None:
        address = other.specialty(choice.specialty.family, choice.specialty.code)
    elif choice.family is not None:
        address = other.family(choice.family)
    else:
        address = other.everything()
    return address.partition("#")[0] + ("#liste" if other.as_list else "#kart")


# Facts


def _facts(
    graph: PathwayGraph,
    plans: tuple[PublishedPlan, ...],
    offers: tuple[LocalOffer, ...],
    choice: Choice,
    today: date,
    links: PathwayLinks,
    names: Mapping[str, str],
) -> SpecialtyFacts | None:
    specialty = choice.specialty
    if specialty is None:
        return None
    national = national_facts(graph, specialty, today)
    doubts, statements = count_doubts(national)
    return SpecialtyFacts(
        name=in_language(specialty, "name") or specialty.code,
        code=specialty.code_display,
        national=national,
        plans=tuple(
            ListRow(provider_name(plan), plan_remark(plan), url=links.plan(plan.plan_id))
            for plan in plans
            if plan.specialty == specialty.code
        ),
        offers=offer_rows(
            graph,
            # The specialty's own offers first, then those on the way that all share.
            sorted(offers_for(offers, specialty), key=lambda offer: offer.specialty is None),
            names,
        ),
        doubts=doubts,
        statements=statements,
        code_is_official=specialty.code_official,
    )


def offer_rows(
    graph: PathwayGraph, found: Iterable[LocalOffer], names: Mapping[str, str]
) -> tuple[ListRow, ...]:
    """Local offers as rows, each tagged as local; `names` are the organisations' by key."""
    sources = sources_of(knowledge_of(graph))
    return tuple(
        ListRow(
            name=in_language(offer, "name") or offer.key,
            remark=without_company_form(names.get(offer.organisation, offer.organisation)),
            tags=tuple(
                tag
                for tag in (
                    _("lokalt"),
                    _("demo") if offer.is_demo else None,
                    doubt(offer.status),
                )
                if tag
            ),
            note=in_language(offer, "note"),
            source=sources.ref(offer.source_key),
        )
        for offer in found
    )
