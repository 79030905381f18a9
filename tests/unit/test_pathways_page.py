"""What the page "Veier" says for each choice, and what it says when there is no such choice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.pathways_facts import Fact, FactLine
from app.services.pathways_links import PathwayLinks
from app.services.pathways_page import PathwaysPage, build_pathways_page
from app.services.plan_page import PlanPage, build_plan_page
from app.services.specialty_search import find_specialty
from pathways.types.knowledge import FactStatus, Family
from seed.reference_files import read_local_offers, read_plans
from tests.unit.knowledge_values import real_graph, real_knowledge

TODAY = date(2026, 11, 23)
PLANS = read_plans()
OFFERS = read_local_offers()


def page(today: date = TODAY, **choice: object) -> PathwaysPage:
    return build_pathways_page(real_graph(), PLANS, OFFERS, today=today, **choice)  # type: ignore[arg-type]


def plan(plan_id: str) -> PlanPage:
    found = build_plan_page(real_knowledge(), PLANS, plan_id, today=TODAY)
    assert found is not None
    return found


def fact(found: PathwaysPage, term: str) -> Fact:
    assert found.facts is not None
    return next(one for one in found.facts.national if one.term == term)


def all_lines(found: PathwaysPage) -> list[FactLine]:
    assert found.facts is not None
    return [line for one in found.facts.national for line in (*one.lines, *one.more)]


def said(text: str) -> str:
    return text.replace("\u00a0", " ")


# The answer


def test_nothing_chosen_tells_how_many_ways_and_how_long() -> None:
    found = page()
    assert said(found.sentence) == (
        "Det finnes 46 veier til spesialist. Alle tar minst *6,5 år* fra autorisasjon."
    )
    assert "tolv måneder på sykehus og seks i kommune" in found.reason
    assert found.facts is None
    assert found.is_found


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("vop", "Resten, minst fem år, er LIS3 i psykiatri. Faget har ingen del 2."),
        ("hjs", "Felles indremedisinsk del 2 og del 3 i hjertesykdommer tar minst fem år"),
        ("uro", "Felles kirurgisk del 2 og del 3 i urologi tar minst fem år til sammen"),
        ("ort", "Resten, minst fem år, er LIS3 i ortopedisk kirurgi. Faget har ingen del 2."),
        ("alm", "Resten, minst fem år, er tjeneste i allmennmedisin. Faget har ingen del 2."),
    ],
)
def test_specialty_tells_why_it_takes_so_long(code: str, reason: str) -> None:
    found = page(specialty=code)
    assert "tar det minst *6,5 år*." in said(found.sentence)
    assert found.reason.startswith("Halvannet år er LIS1. ")
    assert reason in found.reason


def test_surgery_names_the_three_that_go_straight_to_part_3() -> None:
    assert page(family="k").reason == (
        "Åtte av dem har felles del 2. "
        "Maxillofacial kirurgi, nevrokirurgi og ortopedisk kirurgi går rett til del 3."
    )


def test_specialty_decides_its_family() -> None:
    found = page(family="k", specialty="vop")
    assert found.map.open_bundle is not None
    assert found.map.open_bundle.letter == "P"


# Search


@pytest.mark.parametrize("wanted", ["VOP", "vop", "Psykiatri", " psykiatri ", "PSYCHIATRY"])
def test_search_takes_code_and_name_in_any_case(wanted: str) -> None:
    chosen = page(specialty=wanted).map.chosen
    assert chosen is not None and chosen.code == "VOP"


@pytest.mark.parametrize("wanted", ["øye", "OYE", "øyesykdommer"])
def test_search_takes_norwegian_letters(wanted: str) -> None:
    chosen = page(specialty=wanted).map.chosen
    assert chosen is not None and chosen.code == "OYE"


@pytest.mark.parametrize(
    ("wanted", "first"),
    [("urolgi", "Urologi"), ("hjerte", "Hjertesykdommer"), ("kardiolgy", None)],
)
def test_unknown_specialty_is_answered_with_what_was_typed(wanted: str, first: str | None) -> None:
    found = page(specialty=wanted)
    assert not found.is_found
    assert found.search.value == wanted
    assert found.search.error == f"Vi fant ikke «{wanted}»."
    if first is not None:
        name, address = found.search.suggestions[0]
        assert name == first
        assert address.startswith("/veier?familie=")


def test_empty_search_asks_for_nothing() -> None:
    assert page(specialty="  ").is_found


def test_unknown_family_is_told_with_the_known_ones() -> None:
    found = page(family="x")
    assert not found.is_found
    assert "«x»" in (found.family_error or "")
    assert "K (Kirurgi)" in (found.family_error or "")


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(wanted: str) -> None:
    answer = find_specialty(real_knowledge().specialties, wanted)
    assert len(answer.suggestions) <= 3
    assert answer.found is None or not answer.suggestions


# Facts


def test_every_confirmed_fact_has_a_source_and_every_other_a_tag() -> None:
    for code in ("vop", "uro", "alm", "sam", "arb", "hjs"):
        found = page(specialty=code)
        for line in all_lines(found):
            assert line.source is not None or line.tag is not None, line.text
            if line.source:
                assert line.source.label
        assert found.facts is not None
        assert found.facts.statements == len(all_lines(found))
        assert found.facts.doubts == sum(line.tag is not None for line in all_lines(found))


def test_shortest_time_is_the_graphs() -> None:
    (line,) = fact(page(specialty="vop"), "Korteste tid").lines
    assert said(line.text) == "*6,5 år* fra autorisasjon, 1,5 av dem i LIS1"


@pytest.mark.parametrize(
    ("today", "count", "before"),
    [
        (date(2026, 2, 28), "*75* felles kompetansemål", "før det 74"),
        (date(2026, 3, 1), "*29* felles kompetansemål", "før det 75"),
    ],
)
def test_common_objectives_follow_the_day(today: date, count: str, before: str) -> None:
    (line,) = fact(page(today, specialty="vop"), "Felles mål").lines
    assert line.text == count
    assert before in (line.remark or "")


def test_open_absence_limit_is_marked_first() -> None:
    found = fact(page(specialty="vop"), "Permisjon og sykdom")
    assert found.lines[0].tag == "Ubekreftet grense"
    assert found.more


def test_general_practice_tells_its_own_requirements() -> None:
    texts = [said(line.text) for line in fact(page(specialty="alm"), "Tjeneste").lines]
    assert "Åpen, uselektert allmennpraksis: *24 md.*" in texts
    assert "Institusjonstjeneste: *6 md.*" in texts


def test_courses_are_recommended_not_compulsory() -> None:
    (line,) = fact(page(specialty="vop"), "Kurs").lines
    assert "ikke påbudt" in (line.remark or "")


def test_published_plans_and_local_offers_stand_apart() -> None:
    facts = page(specialty="vop", organisation_names={"ahus": "Akershus HF"}).facts
    assert facts is not None
    assert {row.url for row in facts.plans} == {
        f"/planer/{one.plan_id}" for one in PLANS if one.specialty == "VOP"
    }
    assert all("lokalt" in row.tags for row in facts.offers)
    assert "Akershus" in {row.remark for row in facts.offers}


def test_offers_of_another_specialty_are_left_out() -> None:
    facts = page(specialty="vop").facts
    assert facts is not None
    others = {one.name_nb for one in OFFERS if one.specialty not in (None, "VOP")}
    assert others and not others & {row.name for row in facts.offers}


# The list


def test_list_holds_every_family_or_the_chosen_specialty() -> None:
    assert [stop.chooses for stop in page().route].count(True) == 1
    chosen = next(stop for stop in page(specialty="vop").route if stop.change_url)
    assert chosen.name == "Velg fag: Psykiatri"
    assert chosen.change_url == "/veier?familie=p"


def test_list_shows_part_2_only_where_there_is_one() -> None:
    def names(code: str) -> list[str]:
        return [stop.name for stop in page(specialty=code).route]

    assert "Felles del 2" in names("uro")
    assert "Felles del 2" not in names("ort")


def test_list_view_is_kept_in_every_link() -> None:
    found = page(family="p", links=PathwayLinks(as_list=True))
    hrefs = [bundle.href for bundle in found.map.bundles]
    hrefs += [strand.href for bundle in found.map.bundles for strand in bundle.strands]
    assert all("vis=liste" in href for href in hrefs)
    assert found.list_url == "/veier?familie=p#kart"


@pytest.mark.parametrize("family", list(Family))
def test_every_family_opens_with_its_members(family: Family) -> None:
    found = page(family=family.letter.lower()).map.open_bundle
    members = [one for one in real_knowledge().specialties if one.family is family]
    assert found is not None
    assert [strand.code for strand in found.strands] == [one.code for one in members]


# A published plan


def test_plan_that_contradicts_itself_says_so() -> None:
    found = plan("BUP-sykehuset-innlandet")
    assert [said(text) for text in found.contradictions] == [
        "Tjenestene tar 66 måneder til sammen, men planen oppgir 60 måneder."
    ]
    assert "*5 år (mål)*" in said(found.sentence)


def test_plan_without_figures_says_what_is_missing() -> None:
    found = plan("VOP-sykehuset-innlandet")
    assert "*ingen samlet tid*" in found.sentence
    assert "Samlet tid er ikke oppgitt." in found.gaps
    assert all(row.length == "ikke oppgitt" for row in found.services)
    assert not found.contradictions


@pytest.mark.parametrize("plan_id", [one.plan_id for one in PLANS])
def test_every_plan_has_a_page_with_its_source(plan_id: str) -> None:
    found = plan(plan_id)
    assert found.source.address and found.source.address.startswith("http")
    assert found.page_date
    assert "None" not in found.sentence + found.reason


def test_unknown_plan_has_no_page() -> None:
    assert build_plan_page(real_knowledge(), PLANS, "VOP-nowhere", today=TODAY) is None


def test_unconfirmed_statuses_are_words() -> None:
    tags = {line.tag for line in all_lines(page(specialty="alm"))} - {None}
    assert tags <= {"Ubekreftet grense", "uavklart", "ubekreftet"}
    assert FactStatus.OPEN not in tags
