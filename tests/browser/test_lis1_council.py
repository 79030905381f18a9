"""The council's desk from a file of candidates to the seat that a doctor sees on Min vei."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, select

from app.db.tables import (
    IntakeState,
    Lis1Intake,
    Lis1OfferDates,
    Lis1Rules,
    Lis1Seat,
    Lis1Track,
    Organisation,
    Person,
    RulesState,
)
from app.exchange.list_rows import read_book
from app.services import lis1_run_worker
from seed.demo.departments import KALNES, OSTFOLD
from tests.browser.conftest import WIDE, Served, Watched, served
from tests.support.axe import violations
from tests.support.pdf_reader import read_pdf
from tests.support.people import SIGRID, SIVERT, TOR_ARNE

pytestmark = pytest.mark.browser

INTAKE = "journey-march-2028"
MAIL = "sivert.moen@example.org"
PLACES = {"fredrikstad": 5, "sarpsborg": 8, "moss": 8, "halden": 8}
KEYS = [f"K-{number:02}" for number in range(1, 31)]
WHY = "De to har bedt om å bytte."
WAYS = ("drawn_order", "stable_for_candidates", "least_sum")


@pytest.fixture
def own_server(scanned_template: Path, tmp_path: Path) -> Iterator[Served]:
    """A world of its own with an intake that is open for wishes, until today."""
    with served(scanned_template, tmp_path) as running:
        with running.home.database.session() as session:
            _add_intake(session)
            session.commit()
        yield running


def _id(session: Session, key: str) -> int:
    return session.exec(select(Organisation.id).where(Organisation.key == key)).one() or 0


def _add_intake(session: Session) -> None:
    owner = _id(session, OSTFOLD)
    rules = session.exec(
        select(Lis1Rules.id).where(
            Lis1Rules.organisation_id == owner, Lis1Rules.state == RulesState.ADOPTED
        )
    ).one()
    track = session.exec(
        select(Lis1Track.id).where(
            Lis1Track.organisation_id == owner, Lis1Track.key == "three_part"
        )
    ).one()
    starts = date(2028, 3, 1)
    intake = Lis1Intake(
        public_id=INTAKE, organisation_id=owner, name="Oppstart 1. mars 2028",
        state=IntakeState.OPEN, starts_on=starts, advertised_on=date(2026, 9, 1),
        deadline_on=date(2026, 11, 23), decide_on=date(2026, 11, 23), rules_id=rules or 0,
    )  # fmt: skip
    session.add(intake)
    session.flush()
    for town, places in PLACES.items():
        session.add(
            Lis1Seat(
                intake_id=intake.id or 0, key=town, hospital_id=_id(session, KALNES),
                municipality_id=_id(session, f"{town}-kommune"), track_id=track or 0,
                starts_on=starts, places=places, contact_name="Kari Kontakt",
            )
        )  # fmt: skip
    for number, sent, reply in ((1, 23, 24), (2, 25, 30)):
        session.add(
            Lis1OfferDates(
                intake_id=intake.id or 0, number=number, sent_on=date(2026, 11, sent),
                reply_by=date(2026, 11, reply), marked_by=date(2026, 11, reply),
            )
        )  # fmt: skip
    # Who has this address in the file is the doctor who signs in at the end.
    sivert = session.exec(select(Person).where(Person.public_id == SIVERT)).one()
    sivert.email = MAIL


def _file(folder: Path) -> Path:
    """Five who want Fredrikstad, 24 who want the towns around, and one who will wish anew.

    Most of the 24 want Sarpsborg first. The last two want nothing else, and are drawn too late.
    """
    lines = ["Fornavn;Etternavn;E-post;Ønske 1;Ønske 2;Ønske 3"]
    first = {7: "moss;halden;sarpsborg", 8: "halden;moss;sarpsborg", 28: "sarpsborg;;"}
    for number in range(1, 30):
        wishes = "sarpsborg;moss;halden" if number % 2 else "sarpsborg;halden;moss"
        wishes = "fredrikstad;sarpsborg;moss" if number <= 5 else first.get(min(number, 28), wishes)
        lines.append(f"Kandidat{number};Prøve{number};kandidat{number}@example.org;{wishes}")
    lines.append(f"Sivert;Moen;{MAIL};moss;;")
    path = folder / "kandidater.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _watched(browser: Browser, running: Served, person: str | None = None) -> Watched:
    context = browser.new_context(
        viewport=WIDE,  # type: ignore[arg-type]
        locale="nb-NO",
        timezone_id="Europe/Oslo",
    )
    context.set_default_timeout(15_000)
    watched = Watched(context, running.address)
    if person is not None:
        watched.be(person)
    return watched


def _press(page: Page, name: str, *, first: bool = False) -> None:
    found = page.get_by_role("button", name=name, exact=True)
    (found.first if first else found).click()


def _answer(page: Page) -> str:
    return page.locator("main h1 + *").first.inner_text()


def _run(running: Served) -> None:
    """What the worker does with the runs that were asked for."""
    with running.home.database.session() as session:
        lis1_run_worker.run(session, lambda: datetime.now(UTC), lambda _done, _total: True)


def _import(chair: Watched, folder: Path) -> dict[str, str]:
    """Thirty candidates from a file; back come their personal addresses, by key."""
    page = chair.go(f"/inntak/{INTAKE}/kandidater")
    page.get_by_role("link", name="Les inn fra fil").click()
    page.get_by_label("Regneark (xlsx) eller CSV-fil").set_input_files(_file(folder))
    _press(page, "Sjekk filen")
    assert "30 kandidater blir lagt inn" in _answer(page)
    _press(page, "Legg inn alle")
    expect(page.get_by_text("30 kandidater er lagt inn.")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as started:
        _press(page, "Lag lenker til 30 kandidater")
    [table] = read_book(Path(started.value.path()).read_bytes()).values()
    rows = [[*row] for row in table]
    return {row[0]: row[4] for row in map(list, rows) if row and row[0] in KEYS}


def _wish_by_keyboard(mine: Watched, address: str) -> None:
    """The last candidate sets up a list and hands it in without a mouse."""
    page = mine.page
    page.goto(address)
    page.locator("#valg-fredrikstad").focus()
    page.keyboard.press("Enter")
    page.locator("#opp-fredrikstad").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".wish-list li").first).to_contain_text("Fredrikstad")
    page.locator("#fjern-moss").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".wish-list li")).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("^Lever")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Det du har levert")).to_be_visible()


def _close_and_draw(chair: Watched) -> None:
    """Closed before the deadline with a reason; the order is drawn by hand, Sivert last."""
    page = chair.go(f"/inntak/{INTAKE}/steg")
    page.get_by_label("Hvorfor").fill("Alle har levert.")
    chair.send(page.locator("main form button[type=submit]"))
    page = chair.go(f"/inntak/{INTAKE}/trekning")
    page.get_by_text("Trukket for hånd", exact=True).first.click()
    page.get_by_label("Nøklene i trukket rekkefølge").fill("\n".join(KEYS))
    page.get_by_label("Trukket den").fill("23.11.2026")
    page.get_by_label("Hvordan, og hvem som så på").fill("Lapper i en hatt, hele rådet så på.")
    _press(page, "Lagre rekkefølgen")
    expect(page.get_by_role("heading", name="Rekkefølgen")).to_be_visible()


def _three_runs(chair: Watched, running: Served) -> None:
    """Three ways are asked for, run by the worker, and compared."""
    page = chair.go(f"/radets-bord/{INTAKE}")
    for box in page.locator("input[name=maate]").all():
        box.set_checked(box.get_attribute("value") in WAYS)
    _press(page, "Kjør")
    expect(page.get_by_role("button", name="Avbryt")).to_be_visible()
    _run(running)
    # The page asks again by itself and shows what came of it.
    expect(page.get_by_role("button", name="Avbryt")).to_have_count(0)
    page = chair.go(f"/radets-bord/{INTAKE}")
    expect(page.locator(".table-runs tbody tr")).to_have_count(3)
    assert violations(page) == []
    page.get_by_role("link", name="C. Lavest sum av ønsker").click()
    page.get_by_role("link", name="Hvem vinner og taper").click()
    expect(page.get_by_role("link", name="Kandidat28 Prøve28")).to_be_visible()
    chair.go(f"/radets-bord/{INTAKE}")


def _change_by_hand(chair: Watched) -> None:
    """Two who were placed change seats, with a reason, after the effect was shown."""
    page = chair.page
    page.get_by_role("link", name="Endre en plass").click()
    page.get_by_label("Lege", exact=True).select_option("K-06")
    _press(page, "Velg")
    page.get_by_label("Ny plass").select_option("bytte:K-07")
    page.get_by_label("Begrunnelse").fill(WHY)
    _press(page, "Se virkningen")
    expect(page.get_by_role("heading", name="Dette gjør endringen")).to_be_visible()
    assert violations(page) == []
    _press(page, "Lagre endringen")
    expect(page.get_by_role("heading", name="Endringer for hånd")).to_be_visible()


def _decide(chair: Watched, other: Watched) -> None:
    """Put forward, approved from two sides, and minuted."""
    page = chair.go(f"/inntak/{INTAKE}/vedtak")
    page.get_by_label("Hvorfor denne kjøringen").fill("Følger den trukne rekkefølgen.")
    page.get_by_role("button", name="Legg fram kjøring").click()
    page.get_by_role("button", name="Godkjenn kjøring").click()
    expect(page.get_by_text("Du har godkjent.")).to_be_visible()
    assert violations(page) == []
    page = other.go(f"/inntak/{INTAKE}/vedtak")
    page.get_by_role("button", name="Godkjenn kjøring").click()
    expect(page.get_by_role("link", name="Protokoll (PDF)")).to_be_visible()
    page = chair.go(f"/inntak/{INTAKE}/vedtak")
    address = page.get_by_role("link", name="Protokoll (PDF)").get_attribute("href")
    found = read_pdf(page.request.get(chair.address + (address or "")).body())
    assert found.claims_ua
    assert WHY in found.text
    assert "Tor Arne Hovind" in found.text and "Sigrid Aune" in found.text


def _offer(chair: Watched, number: int) -> None:
    page = chair.go(f"/inntak/{INTAKE}/tilbud")
    if number == 1:
        _press(page, "Lag tilbudene")
        assert violations(page) == []
    _press(page, f"Send runde {number}")


def _decline(candidate: Watched, address: str) -> None:
    page = candidate.page
    page.goto(address)
    assert "Fredrikstad" in page.locator("#tilbud").inner_text()
    _press(page, "Takk nei")
    _press(page, "Bekreft at jeg takker nei")
    expect(page.get_by_text("Du har takket nei.").first).to_be_visible()


def test_from_a_file_of_candidates_to_the_seat_on_min_vei(
    browser: Browser, own_server: Served, tmp_path: Path
) -> None:
    chair, other = _watched(browser, own_server, TOR_ARNE), _watched(browser, own_server, SIGRID)
    anybody = _watched(browser, own_server)
    links = _import(chair, tmp_path)
    assert sorted(links) == KEYS
    _wish_by_keyboard(anybody, links["K-30"])
    _close_and_draw(chair)
    _three_runs(chair, own_server)
    _change_by_hand(chair)
    _decide(chair, other)

    _offer(chair, 1)
    _decline(anybody, links["K-03"])
    page = chair.go(f"/inntak/{INTAKE}/tilbud")
    page.locator("#ledige a", has_text="Fredrikstad").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Gi tilbud Sivert Moen").click()
    _offer(chair, 2)

    doctor = _watched(browser, own_server, SIVERT)
    page = doctor.go("/min-vei")
    card = page.locator("#lis1-plass")
    expect(card).to_contain_text("Fredrikstad")
    expect(card).to_contain_text("Kari Kontakt")
    assert violations(page) == []
    _press(page, "Takk ja")
    _press(page, "Bekreft at jeg takker ja")
    expect(page.get_by_text("Du har takket ja.").first).to_be_visible()
    complaints = [text for each in (chair, other, anybody, doctor) for text in each.complaints]
    for each in (chair, other, anybody, doctor):
        each.page.context.close()
    assert complaints == []
