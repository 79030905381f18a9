"""A rotation plan from the draft with breaches to the published one that doctors see."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, col, select

from app.db.tables import Person
from app.services import rotation_planner_run
from seed.demo.cast import HENRIK
from seed.demo.values import public_id
from tests.browser.conftest import WIDE, Served, Watched, served
from tests.support.axe import violations
from tests.support.people import INGRID, MARTE

pytestmark = pytest.mark.browser

BOARD = f"/rotasjonstavle/{public_id('rotation plan', 'VOP')}"


@pytest.fixture
def own_server(scanned_template: Path, tmp_path: Path) -> Iterator[Served]:
    """A world of its own, because the journey changes it for good."""
    with served(scanned_template, tmp_path) as running:
        yield running


def _watched(browser: Browser, address: str) -> Watched:
    context = browser.new_context(
        viewport=WIDE,  # type: ignore[arg-type]
        locale="nb-NO",
        timezone_id="Europe/Oslo",
    )
    return Watched(context, address)


def _plan(running: Served) -> None:
    """What the worker does with the run that was asked for."""
    clock = running.home.clock
    with running.home.database.session() as session:
        rotation_planner_run.run(session, clock.today(), clock.now, lambda done, total: True)


def _doctor(session: Session, given: str, family: str) -> str:
    return session.exec(
        select(Person.public_id).where(
            col(Person.given_name) == given, col(Person.family_name) == family
        )
    ).one()


def _answer(page: Page) -> str:
    return page.locator("main h1 + *").first.inner_text()


def test_a_plan_is_made_proposed_published_and_seen(browser: Browser, own_server: Served) -> None:
    watched = _watched(browser, own_server.address)
    watched.be(MARTE)
    page = watched.go(BOARD)
    assert "2 brudd" in _answer(page)

    page.get_by_role("link", name="Lag forslag").click()
    page.get_by_role("button", name="Lag forslag til utkast 7").click()
    expect(page.get_by_role("button", name="Avbryt")).to_be_visible()
    assert violations(page) == []
    _plan(own_server)
    # The page asks again by itself and shows what came of it.
    take = page.get_by_role("button", name="Bruk forslaget i utkastet")
    expect(take).to_be_visible(timeout=15_000)
    assert "ingen brudd" in _answer(page)
    expect(page.get_by_role("rowheader", name="Ayse Salihi")).to_be_visible()
    assert violations(page) == []
    take.click()
    assert "ingen brudd" in _answer(page)

    page.get_by_role("link", name="Foreslå planen").click()
    page.get_by_role("button", name="Foreslå versjon 7").click()
    page.get_by_role("link", name="Publiser planen").click()
    assert violations(page) == []
    page.get_by_role("button", name="Publiser versjon 7").click()
    expect(page.get_by_text("Versjon 7 er publisert.").first).to_be_visible()

    # Katarzyna stays two months longer at DPS Halden, so her date is two months later at once.
    with own_server.home.database.session() as session:
        katarzyna = _doctor(session, "Katarzyna", "Hodzic")
    pathway = watched.go(f"/leger/{katarzyna}/vei")
    assert "31. oktober 2028" in _answer(pathway)
    watched.page.context.close()

    doctor = _watched(browser, own_server.address)
    doctor.be(INGRID)
    placements = doctor.go("/plasseringer")
    assert "1. september 2027" in _answer(placements)
    expect(placements.get_by_text("Psykose, Kalnes").first).to_be_visible()
    doctor.page.context.close()
    assert own_server.home.clock.today() == date(2026, 11, 23)


def test_locks_that_clash_are_told_with_the_smallest_change(
    browser: Browser, own_server: Served
) -> None:
    watched = _watched(browser, own_server.address)
    watched.be(MARTE)
    with own_server.home.database.session() as session:
        chosen = ((_doctor(session, "Ayse", "Salihi"), "dps~2"), (HENRIK.public_id, "dps-2"))
    # Ingrid and Katarzyna are locked there from before, and DPS Halden takes three.
    for doctor, block in chosen:
        page = watched.go(f"{BOARD}?valgt={doctor}:{block}")
        watched.send(page.get_by_role("button", name="Lås", exact=True))
    page = watched.go(f"{BOARD}/forslag")
    page.get_by_role("button", name="Lag forslag til utkast 7").click()
    _plan(own_server)
    expect(page.get_by_role("heading", name="Kravene som kolliderer")).to_be_visible(timeout=20_000)
    assert "Det finnes ingen plan" in _answer(page)
    expect(page.get_by_role("heading", name="Lås opp", exact=False).first).to_be_visible()
    assert violations(page) == []
    watched.send(page.get_by_role("button", name="Bruk og lag plan").first)
    watched.go(BOARD)
    assert "2 brudd" not in _answer(page)
    watched.page.context.close()
