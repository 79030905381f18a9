"""A planner's way through the forecast: board, specialty, scenario, comparing, data, report."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col

from app.db.tables import ForecastResult, ForecastRun, RunState, StaffStock
from app.services import forecast_worker
from seed.demo import forecast_runs
from tests.browser.conftest import WIDE, Served, Watched, served
from tests.support.axe import violations
from tests.support.pdf_reader import read_pdf
from tests.support.people import ELIN

pytestmark = pytest.mark.browser

PATHS = 100
"""Enough for sentences; nobody plans after them."""
SPECIALTIES = ("VOP", "RAD", "KIR", "BKI")


@pytest.fixture
def own_server(scanned_template: Path, tmp_path: Path) -> Iterator[Served]:
    """A world of its own: few specialties, a forecast as now, and the ready scenarios."""
    with served(scanned_template, tmp_path) as running:
        clock = running.home.clock
        with running.home.database.session() as session:
            session.execute(sa.delete(ForecastResult))
            session.execute(sa.delete(ForecastRun))
            session.execute(
                sa.delete(StaffStock).where(col(StaffStock.specialty_code).not_in(SPECIALTIES))
            )
            session.commit()
            forecast_runs.load(session, clock.today(), clock.now(), paths=PATHS)
        yield running


@pytest.fixture
def elin(browser: Browser, own_server: Served) -> Iterator[Watched]:
    context = browser.new_context(viewport=WIDE, locale="nb-NO", timezone_id="Europe/Oslo")  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    watched = Watched(context, own_server.address)
    watched.be(ELIN)
    yield watched
    context.close()
    assert watched.complaints == []


def follow(page: Page, name: str) -> None:
    """Go to the first link of this name and press Enter on it."""
    page.get_by_role("link", name=name).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sound(page: Page, heading: str) -> str:
    """The page is accessible and has this name; the sentence it begins with."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert violations(page) == []
    return page.locator(".answer-sentence").inner_text()


def work(running: Served) -> None:
    """The worker takes up what waits, with few paths."""
    clock = running.home.clock
    with running.home.database.session() as session:
        session.execute(
            sa.update(ForecastRun)
            .where(col(ForecastRun.state) == RunState.WAITING)
            .values(paths=PATHS)
        )
        session.commit()
        forecast_worker.run(session, clock.today(), clock.now, lambda _done, _total: True)


def test_a_planner_goes_from_the_board_to_the_report(elin: Watched, own_server: Served) -> None:
    board = elin.go("/framskriving")
    sentence = sound(board, "Framskriving / Helse Nord")
    assert "hvis inntaket blir som nå" in sentence

    _specialty(board)
    _scenario(elin, own_server)
    sound(elin.go("/framskriving/kapasitet"), "Opplæringskapasitet")
    follow(elin.go("/framskriving"), "Kilder og forutsetninger")
    sound(elin.page, "Tallene bak framskrivingen")

    page = elin.go("/framskriving")
    with page.expect_download() as started:
        page.get_by_role("link", name="Rapport (PDF)").focus()
        page.keyboard.press("Enter")
    report = read_pdf(Path(started.value.path()).read_bytes())
    assert report.title == "Framskriving av legespesialister"
    assert " ".join(sentence.split()) in report.text


def _specialty(page: Page) -> None:
    """The specialty at most risk is opened, and says how many should start."""
    first = page.locator(".forecast-table tbody th a").first
    name = first.inner_text()
    first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    sound(page, name)
    expect(page.get_by_role("heading", name="Hvor mange bør begynne hvert år?")).to_be_visible()
    follow(page, "Alle fag")


def _scenario(elin: Watched, own_server: Served) -> None:
    """A scenario is asked for, the worker runs it, and it stands beside the forecast as now."""
    page = elin.go("/framskriving/scenarier")
    button = page.get_by_role("button", name="Regn ut").first
    name = str(button.get_attribute("aria-label")).removeprefix("Regn ut ")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    sound(page, "Framskriving")
    work(own_server)
    page = elin.go("/framskriving/scenarier")
    box = page.get_by_role("checkbox", name=f"Sammenlign {name}")
    box.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Sammenlign de valgte").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    sound(page, "Sammenlign")
    expect(page.locator(".compare-table tbody tr").first).to_be_visible()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
