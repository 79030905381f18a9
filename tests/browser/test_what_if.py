"""Trying a change and keeping it as a wish, with a script and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.support.people import INGRID

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_change_is_tried_and_kept_as_a_wish(open_page: OpenPage, javascript: bool) -> None:
    watched = open_page(javascript=javascript)
    watched.be(INGRID)
    page = watched.go("/min-vei")
    page.locator("#hvaom").get_by_role("link", name="Stilling", exact=True).click()
    page.get_by_label("Stilling i prosent").fill("130")
    page.get_by_label("Første dag").fill("2027-02-01")
    page.get_by_role("button", name="Prøv").click()
    expect(page.locator("#prosent-error")).to_have_text("Skriv et helt tall fra 1 til 100.")
    page.get_by_label("Stilling i prosent").fill("60")
    page.get_by_label("Siste dag").fill("2027-07-31")
    page.get_by_role("button", name="Prøv").click()
    tried = page.locator(".option", has_text="60\u00a0% stilling februar–juli 2027")
    expect(tried).to_contain_text(re.compile("dag|dato"))
    expect(page).to_have_url(re.compile(r"/min-vei/hva-om\?.*prosent=60"))
    # With a script only the section was changed: the rest of Min vei is still there.
    expect(page.locator("#neste")).to_have_count(1 if javascript else 0)
    tried.get_by_role("button", name="Meld som ønske").click()
    expect(page.locator("#onsker")).to_contain_text("60\u00a0% stilling")
    page.locator("#onsker").get_by_role("button", name="Trekk tilbake").click()
    expect(page.get_by_text("Ønsket er trukket tilbake.")).to_be_visible()
    expect(page.locator("#onsker")).to_have_count(0)
