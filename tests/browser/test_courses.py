"""Courses, delays, the inbox and jobs: what people come to do, each test with its own database."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from app.db.tables import CourseOutlook, DelayFlag, ScanState
from seed.demo.courses import PSYCHIATRY_3, session_id
from tests.browser.conftest import OpenPage, Served, Watched, served
from tests.support.people import ARVID, INGRID, MARTE

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])

REGSIM = "demo-vop-regsim-akutt-uro"
OPEN_NOW = session_id(REGSIM, date(2027, 3, 15))
OPENS_LATER = session_id(REGSIM, date(2027, 6, 14))
CANCELLED, NEXT = date(2027, 9, 20), date(2028, 1, 24)
"""A session of the psychiatry course that Marte arranges, and the one after it."""


@pytest.fixture
def running(scanned_template: Path, tmp_path: Path) -> Iterator[Served]:
    with served(scanned_template, tmp_path) as found:
        yield found


@pytest.fixture
def live_server(running: Served) -> str:
    """Pages of these tests come from the test's own copy, which it may change."""
    return running.address


def approvals(running: Served) -> dict[int, int]:
    """The day number of every approval that is known."""
    with running.home.database.session() as session:
        rows = session.exec(select(ScanState)).all()
        return {row.enrolment_id: row.expected.toordinal() for row in rows if row.expected}


def promised_days(running: Served) -> int:
    with running.home.database.session() as session:
        outlook = session.get(CourseOutlook, PSYCHIATRY_3)
        assert outlook is not None
        return outlook.best_saved_days


def cancel(page: Page, reason: str) -> None:
    """From the page of a session to its cancellation."""
    page.get_by_role("link", name="Avlys", exact=True).click()
    page.get_by_label("Hvorfor").fill(reason)
    page.get_by_role("button", name="Avlys samlingen").click()
    expect(page.locator("#notice")).to_contain_text("Samlingen er avlyst.")


@BOTH
def test_an_extra_session_does_what_was_promised(
    open_page: OpenPage, running: Served, javascript: bool
) -> None:
    watched = open_page(javascript=javascript)
    watched.be(MARTE)
    first = approvals(running)
    page = watched.go(f"/koordinator/kurs/{PSYCHIATRY_3}")
    page.get_by_role("link", name=re.compile(f"^{CANCELLED:%d.%m.%Y}")).click()
    cancel(page, "Kursleder kan ikke komme.")
    running.scan()

    held_up = approvals(running)
    moved = {key: held_up[key] - first[key] for key in first if held_up[key] != first[key]}
    assert len(moved) > 1 and set(moved.values()) == {(NEXT - CANCELLED).days}
    sees_the_delays(watched, running)

    promised = promised_days(running)
    words = adds_the_best_extra_session(watched)
    running.scan()
    page = watched.go(f"/kursbehov?kurs={PSYCHIATRY_3}")
    kept = page.get_by_text("Ekstra samling lagt inn")
    expect(kept).to_contain_text(f"lovet {words}, ble {words}")
    after = approvals(running)
    assert sum(held_up.values()) - sum(after.values()) == promised > 0


def sees_the_delays(watched: Watched, running: Served) -> None:
    """*Forsinkelser* has every course flag within reach, with its days and its cause."""
    page = watched.go(f"/forsinkelser?kurs={PSYCHIATRY_3}")
    rows = page.locator("#liste tbody tr")
    expect(rows.first).to_be_visible()
    with running.home.database.session() as session:
        flags = {each.public_id: each for each in session.exec(select(DelayFlag))}
    for number in range(rows.count()):
        row = rows.nth(number)
        address = row.locator("a.delay-cause").get_attribute("href")
        assert address is not None
        flag = flags[address.rsplit("/", 1)[-1]]
        assert flag.course_key == PSYCHIATRY_3 and flag.days_moved
        expect(row).to_contain_text(re.compile("[Kk]urs"))
        expect(row.locator(".delay-days")).to_contain_text(str(flag.days_moved))
    rows.first.locator("a.delay-cause").click()
    expect(page.locator(".delay-events")).to_contain_text("avlyst")


def adds_the_best_extra_session(watched: Watched) -> str:
    """Through *Kursbehov*'s button and the form that it fills in; what was promised, in words."""
    page = watched.go("/kursbehov")
    expect(page.locator(".answer-sentence")).to_contain_text(
        "Én ekstra samling av Grunnkurs i psykiatri, samling 3 i februar 2027 sparer"
    )
    page.get_by_role("button", name="Legg inn ekstra samling i februar 2027").click()
    expect(page.get_by_label("Første dag")).to_have_value("01.02.2027")
    page.get_by_label("Helseregion").select_option(label="Helse Sør-Øst RHF")
    page.get_by_label("Sted").fill("Sarpsborg")
    page.get_by_role("button", name="Lagre").click()
    expect(page.locator("#notice")).to_contain_text("Samlingen er lagt inn.")
    page = watched.go(f"/kursbehov?kurs={PSYCHIATRY_3}")
    kept = page.get_by_text("En ekstra samling er lagt inn.")
    expect(kept).to_contain_text("resultatet kommer når tallene er regnet på nytt")
    found = re.search(r"Lovet (.+?);", kept.inner_text())
    assert found is not None
    return found[1]


@BOTH
def test_a_doctor_signs_up_withdraws_and_is_told_of_a_cancellation(
    open_page: OpenPage, running: Served, javascript: bool
) -> None:
    doctor = open_page(javascript=javascript)
    doctor.be(INGRID)
    page = doctor.go("/min-vei/kurs")
    page.locator(f'a[href$="{OPEN_NOW}"]').click()
    expect(page.locator(".course-deed")).to_contain_text("Får du plass, er kurset tatt 15. mars")
    page.get_by_role("button", name="Meld meg på").click()
    expect(page.locator("#notice")).to_contain_text("Du er meldt på samlingen 15.03.2027.")
    page.locator(f'a[href$="{OPEN_NOW}"]').click()
    expect(page.locator(".course-deed")).to_contain_text("Du mister plassen i køen.")
    doctor.send(page.get_by_role("button", name="Meld meg av"))
    expect(page).to_have_url(re.compile("/min-vei/kurs$"))
    page = doctor.go(f"/min-vei/kurs/{OPENS_LATER}")
    expect(page.locator(".course-deed")).to_contain_text("Interesse binder deg ikke.")
    doctor.send(page.get_by_role("button", name="Si fra at jeg er interessert"))
    before = unread(page)

    coordinator = open_page(javascript=javascript)
    coordinator.be(MARTE)
    cancel(coordinator.go(f"/koordinator/samlinger/{OPENS_LATER}"), "Salen er opptatt.")

    page = doctor.go("/min-vei")
    assert unread(page) == before + 1
    page.get_by_role("link", name=re.compile("^Innboks")).click()
    doctor.send(page.get_by_role("list", name="Meldinger").get_by_role("link").first)
    expect(page.locator(".letter")).to_contain_text("Salen er opptatt.")
    expect(page.get_by_role("button", name="Merk som ulest")).to_be_visible()
    assert unread(page) == before


def unread(page: Page) -> int:
    """The number beside *Innboks*; nothing stands for none."""
    count = page.locator(".header-end .unread-count")
    found = re.match(r"\d+", count.inner_text()) if count.count() else None
    return int(found[0]) if found else 0


def test_delays_are_followed_up_together_by_keyboard_and_brought_back(
    open_page: OpenPage, running: Served
) -> None:
    watched = open_page()
    watched.be(MARTE)
    page = watched.go("/forsinkelser")
    boxes = page.locator('input[name="valgt"]')
    chosen = [boxes.nth(number).get_attribute("value") for number in (0, 1)]
    for value in chosen:
        page.locator(f'input[value="{value}"]').focus()
        page.keyboard.press("Space")
    expect(page.locator("[data-picked]")).to_have_text("2 valgt")
    page.get_by_role("button", name="Marker som fulgt opp").press("Enter")
    page.get_by_label("Hva er planen?").focus()
    page.keyboard.type("Snakker med lederne på mandag.")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_value(re.compile(r"^\d\d\.\d\d\.\d{4}$"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("gjort="))
    for value in chosen:
        expect(of_flag(page, value)).to_have_count(0)
    page.get_by_role("button", name="Angre").press("Enter")
    expect(page.locator("#notice")).to_contain_text("Angret.")
    for value in chosen:
        expect(of_flag(page, value)).to_have_count(1)


def of_flag(page: Page, value: str | None) -> Locator:
    """The box of one flag, whatever its version."""
    assert value is not None
    return page.locator(f'input[name="valgt"][value^="{value.rsplit("-", 1)[0]}-"]')


@BOTH
def test_a_job_that_is_asked_for_waits_for_the_worker(
    open_page: OpenPage, running: Served, javascript: bool
) -> None:
    watched = open_page(javascript=javascript)
    watched.be(ARVID)
    page = watched.go("/drift/jobber")
    buttons = page.get_by_role("button", name=re.compile("^Kjør .+ nå$"))
    expect(buttons.first).to_be_visible()
    number = buttons.count()
    buttons.first.click()
    expect(page.locator("#notice")).to_contain_text("er bestilt.")
    waiting = page.locator(".job-run")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("Den begynner når bakgrunnsjobbene er startet igjen.")
    expect(buttons).to_have_count(number - 1)
    waiting.get_by_role("button", name=re.compile("^Stopp")).click()
    expect(waiting).to_have_count(0)
