"""The board by keyboard: one Tab stop with a script, every block a link without."""

import re

import pytest
from playwright.sync_api import Page, expect

from seed.demo.values import public_id
from tests.browser.conftest import OpenPage
from tests.support.people import MARTE

pytestmark = pytest.mark.browser

BOARD = f"/rotasjonstavle/{public_id('rotation plan', 'VOP')}"


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('href')"))


def test_the_board_is_one_tab_stop_and_the_panel_gives_the_focus_back(
    open_page: OpenPage,
) -> None:
    watched = open_page()
    watched.be(MARTE)
    page = watched.go(BOARD)
    links = page.locator("#board a")
    assert links.count() > 20
    expect(page.locator("#board a[tabindex='0']")).to_have_count(1)
    links.first.focus()
    row = page.locator("#board tbody tr", has=page.locator("a.slot")).first
    page.keyboard.press("ArrowRight")
    assert focused(page) == row.locator("a.slot").first.get_attribute("href")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("End")
    chosen = focused(page)
    assert chosen not in [each.get_attribute("href") for each in row.locator("a").all()]
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_visible()
    expect(page.locator("#panel")).to_be_focused()
    expect(page).to_have_url(re.compile(r"valgt="))
    page.keyboard.press("Escape")
    assert focused(page) == chosen
    expect(page.locator("#board a[aria-current='true']")).to_have_attribute("href", chosen)
    page.keyboard.press("Control+Home")
    assert focused(page) == links.first.get_attribute("href")


def test_a_block_dragged_to_another_month_is_checked_and_not_saved(open_page: OpenPage) -> None:
    watched = open_page()
    watched.be(MARTE)
    page = watched.go(BOARD)
    block = page.locator("#board a.slot:not(.is-cut-start):not(.is-cut-end)").nth(3)
    where = block.get_attribute("aria-label")
    box, column = block.bounding_box(), page.locator("#board thead abbr").first.locator("..")
    width = column.bounding_box()["width"]  # type: ignore[index]
    assert box is not None
    start = (box["x"] + 14, box["y"] + box["height"] / 2)

    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 3 * width, start[1], steps=4)
    expect(page.locator(".board-ghost")).to_be_visible()
    expect(page.locator("#board-drag")).to_contain_text("3 md. senere")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".board-ghost")).to_be_hidden()
    expect(page.locator("#board-drag")).to_have_text("Avbrutt. Ingenting er endret.")
    expect(page.locator("#panel h2")).to_have_count(0)

    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 3 * width, start[1], steps=4)
    page.mouse.up()
    effect = page.locator("#virkning-flytt")
    expect(effect.get_by_role("heading", name="Hvis du flytter")).to_be_visible()
    months = page.locator("#panel select[name=til_maned]")
    chosen = months.evaluate("field => field.selectedIndex")
    before = months.evaluate("field => [...field.options].findIndex(o => o.defaultSelected)")
    assert chosen == before + 3
    assert page.reload() is not None
    expect(page.locator(f'#board a[aria-label="{where}"]')).to_have_count(1)


def test_without_a_script_a_block_opens_its_panel(open_page: OpenPage) -> None:
    watched = open_page(javascript=False)
    watched.be(MARTE)
    page = watched.go(BOARD)
    page.locator("#board a.slot").first.click()
    expect(page.locator("#panel h2")).to_be_visible()
    expect(page.locator("#board a[aria-current='true']")).to_have_count(1)
    expect(page).to_have_url(re.compile("#panel$"))
