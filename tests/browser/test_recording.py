"""Registering in Min logg and signing on Veiledning, with a script and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.support.people import INGRID, KJERSTI, THEA

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


@BOTH
def test_a_leave_is_checked_saved_and_taken_back(open_page: OpenPage, javascript: bool) -> None:
    watched = open_page(javascript=javascript)
    watched.be(THEA)
    page = watched.go("/min-vei/logg")
    page.get_by_role("link", name="Registrer permisjon eller ferie").click()
    page.get_by_label("Permisjon eller ferie").select_option(label="Permisjon")
    page.get_by_label("Første dag").fill("01.02.2027")
    page.get_by_label("Siste dag").fill("31.01.2027")
    page.get_by_role("button", name="Sjekk").click()
    expect(page.locator(".ds-error-summary")).to_be_visible()
    expect(page.get_by_label("Første dag")).to_have_value("01.02.2027")
    page.get_by_label("Siste dag").fill("31.05.2027")
    page.get_by_role("button", name="Sjekk").click()
    # The consequence stands before anything is saved: four months of leave, some days later.
    expect(page.locator("main")).to_contain_text(re.compile(r"dager senere"))
    page.get_by_role("button", name="Lagre").click()
    expect(page).to_have_url(re.compile(r"/min-vei/logg"))
    row = page.locator("tr", has_text="01.02.2027–31.05.2027")
    expect(row).to_have_count(1)
    page.get_by_role("button", name="Angre").click()
    expect(page.get_by_text("Angret: Permisjon")).to_be_visible()
    expect(row).to_have_count(0)


@BOTH
def test_objectives_are_sent_signed_together_and_taken_back(
    open_page: OpenPage, javascript: bool
) -> None:
    doctor = open_page(javascript=javascript)
    doctor.be(INGRID)
    page = doctor.go("/min-vei/laeringsmaal")
    boxes = page.locator('input[name="valgt"]:not([disabled])')
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name=re.compile("^Send til ")).first.click()
    expect(page.locator("main")).to_contain_text("Du sendte 2 til signering.")

    supervisor = open_page(javascript=javascript)
    supervisor.be(KJERSTI)
    desk = supervisor.go("/veiledning")
    row = desk.locator("tr", has_text="Ingrid Solbakken").filter(has_text="VOP-")
    expect(row).to_contain_text("6 læringsmål")
    row.locator('input[type="checkbox"]').check()
    desk.get_by_role("button", name="Signer de valgte").click()
    expect(desk.get_by_role("button", name="Angre").first).to_be_visible()
    expect(row).to_have_count(0)
    desk.get_by_role("button", name="Angre").first.click()
    expect(row).to_contain_text("6 læringsmål")

    page = doctor.go("/min-vei/laeringsmaal")
    today = page.locator("tr", has_text="siden 23.11.2026")
    expect(today).to_have_count(2)
    for left in (1, 0):
        doctor.send(today.first.get_by_role("button", name="Trekk tilbake"))
        page = doctor.go("/min-vei/laeringsmaal")
        expect(today).to_have_count(left)
