"""What people come to do, done in a browser."""

import re

import pytest
from playwright.sync_api import expect

from pathways.graph import build_graph
from pathways.routes import main_route
from seed.knowledge_files import read_knowledge
from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.support.people import INGRID, KJERSTI, MARTE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize(
    ("locale", "family", "specialty", "written"),
    [
        ("nb-NO", "Psykiatri og rus", "Psykiatri", "{},5 år"),
        ("en-GB", "Psychiatry and addiction", "Psychiatry", "{}.5 years"),
    ],
)
def test_a_stranger_finds_out_how_long_psychiatry_takes(
    open_page: OpenPage, javascript: bool, locale: str, family: str, specialty: str, written: str
) -> None:
    page = open_page(javascript=javascript, locale=locale).go("/veier")
    page.get_by_role("link", name=re.compile(family)).first.click()
    expect(page).to_have_url(re.compile("familie=p"))
    page.locator("#kart").get_by_role("link", name=re.compile(f"^{specialty}$")).first.click()
    expect(page).to_have_url(re.compile("fag=vop"))
    months = main_route(build_graph(read_knowledge()), "VOP").minimum_from_authorisation_months
    assert months % 12 == 6
    expect(page.locator(".answer-sentence")).to_contain_text(written.format(months // 12))
    expect(page.locator("#fakta")).to_contain_text("Diakonhjemmet")


def test_the_back_button_leads_back_through_the_map(open_page: OpenPage) -> None:
    page = open_page().go("/veier")
    page.get_by_role("link", name=re.compile("Laboratoriefag")).first.click()
    expect(page).to_have_url(re.compile("familie=l"))
    page.go_back()
    expect(page).to_have_url(re.compile("/veier$"))
    expect(page.locator(".answer-sentence")).to_contain_text("46 veier")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_an_unknown_specialty_is_answered_at_the_field(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript).go("/veier")
    field = page.get_by_label("Finn et fag")
    field.fill("kardiologgi")
    field.press("Enter")
    expect(page.get_by_text(re.compile("Vi fant ikke «kardiologgi»"))).to_be_visible()
    expect(page.get_by_label("Finn et fag")).to_have_value("kardiologgi")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ingrid Solbakken", "spesialist i psykiatri"),
        ("Nora Eikeland", "LIS1"),
        ("Thea Bjørkelund", "spesialist i allmennmedisin"),
        ("Sivert Moen", "LIS1-start"),
    ],
)
def test_each_demo_doctor_meets_the_own_map(open_page: OpenPage, name: str, expected: str) -> None:
    page = open_page().go("/demo")
    page.get_by_role("button", name=name, exact=True).click()
    expect(page).to_have_url(re.compile("/min-vei$"))
    expect(page.locator(".answer-sentence")).to_contain_text(expected)
    expect(page.get_by_text("Du er her").first).to_be_visible()


def test_the_doctors_months_agree_with_the_graph(open_page: OpenPage) -> None:
    watched = open_page()
    watched.be(INGRID)
    page = watched.go("/min-vei")
    route = main_route(build_graph(read_knowledge()), "VOP")
    part3 = next(stage for stage in route.stages if stage.key == "part3:VOP")
    expect(page.locator("main")).to_contain_text(f"av {part3.minimum_months} md.")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_requirements_can_be_shown_all_or_only_the_rest(
    open_page: OpenPage, javascript: bool
) -> None:
    watched = open_page(javascript=javascript)
    watched.be(INGRID)
    page = watched.go("/min-vei")
    rows = page.locator("#krav tbody tr")
    few = rows.count()
    page.get_by_role("link", name=re.compile(r"Vis alle \d+ krav")).click()
    expect(rows).not_to_have_count(few)
    assert rows.count() > few


def test_on_a_phone_the_map_is_a_list(open_page: OpenPage) -> None:
    page = open_page(PHONE).go("/veier?familie=p&fag=vop")
    expect(page.locator("#kart svg").first).to_be_hidden()
    expect(page.get_by_role("list", name="Kartet som liste")).to_contain_text("LIS1 kommune")


def test_the_supervisor_opens_a_doctor_who_waits(open_page: OpenPage) -> None:
    watched = open_page()
    watched.be(KJERSTI)
    page = watched.go("/veiledning")
    page.get_by_role("link", name="Ingrid Solbakken").first.click()
    page.get_by_role("link", name="Veien til Ingrid Solbakken").click()
    expect(page).to_have_url(re.compile(f"/leger/{INGRID}/vei"))
    expect(page.locator(".answer-sentence")).to_contain_text("Ingrid Solbakken kan")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_coordinator_finds_a_doctor_by_name(open_page: OpenPage, javascript: bool) -> None:
    watched = open_page(javascript=javascript)
    watched.be(MARTE)
    page = watched.go("/leger")
    page.get_by_label("Navn").fill("solbakken ing")
    page.get_by_role("button", name="Vis").click()
    expect(page.locator(".answer-sentence")).to_contain_text("Én lege")
    expect(page.get_by_role("link", name="Ingrid Solbakken", exact=True)).to_be_visible()


def test_the_whole_way_in_by_keyboard(open_page: OpenPage) -> None:
    page = open_page().go("/demo")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Hopp til innholdet")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Ingrid Solbakken")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/min-vei$"))


def test_a_coordinator_filters_and_sorts_by_keyboard(open_page: OpenPage) -> None:
    watched = open_page(WIDE)
    watched.be(MARTE)
    page = watched.go("/leger")
    page.get_by_label("Kan bli godkjent i").focus()
    page.keyboard.type("2029")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Vis", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("ferdig=2029"))
    expect(page.locator(".answer-sentence")).to_contain_text("2029")
    page.get_by_role("link", name="Kan vinnes").press("Enter")
    expect(page.get_by_role("columnheader", name="Kan vinnes")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(page).to_have_url(re.compile("ferdig=2029.*sorter=-vinn"))
    page.go_back()
    expect(page.get_by_role("columnheader", name="Lege")).to_have_attribute(
        "aria-sort", "ascending"
    )


def test_the_language_follows_the_person_through_the_pages(open_page: OpenPage) -> None:
    page = open_page(WIDE).go("/veier")
    page.get_by_role("link", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".answer-sentence")).to_contain_text("46")
    page.goto(page.url.split("/veier")[0] + "/om-dataene")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Norsk bokmål").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "nb")


def test_a_wrong_password_keeps_the_name_and_points_at_the_field(open_page: OpenPage) -> None:
    page = open_page().go("/logg-inn")
    page.get_by_label("Brukernavn").fill("ingrid.solbakken")
    page.get_by_label("Passord").fill("feil")
    page.get_by_role("button", name="Logg inn").click()
    expect(page.get_by_text("Navnet eller passordet stemmer ikke.").first).to_be_visible()
    expect(page.get_by_label("Brukernavn")).to_have_value("ingrid.solbakken")
    expect(page.get_by_label("Passord")).to_have_attribute("aria-invalid", "true")


def test_another_doctors_page_says_no_and_whom_to_ask(open_page: OpenPage) -> None:
    watched = open_page()
    watched.be(INGRID)
    page = watched.go("/leger/finnesikke/vei")
    expect(page.locator("main")).to_contain_text("ikke tilgang")


def test_a_signed_out_browser_is_out(open_page: OpenPage) -> None:
    watched = open_page()
    watched.be(INGRID)
    page = watched.go("/min-vei")
    watched.send(page.get_by_role("button", name="Logg ut").first)
    watched.go("/min-vei")
    expect(page).to_have_url(re.compile("/logg-inn"))
