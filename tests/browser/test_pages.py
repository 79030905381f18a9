"""Every page, wide and on a phone, in both languages: accessible, inside its frame, no fault."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page

from seed.demo.courses import PSYCHIATRY_3, session_id
from seed.demo.departments import DPS_HALDEN
from seed.demo.values import public_id
from tests.browser.conftest import PHONE, WIDE, OpenPage, Watched
from tests.support.axe import violations
from tests.support.people import (
    ARVID,
    ELIN,
    INGRID,
    KJERSTI,
    MARTE,
    NORA,
    RAGNHILD,
    SIVERT,
    THEA,
    TOR_ARNE,
)

LIS1_OPEN = public_id("lis1-intake", "2027-09-own")
LIS1_DRAWN = public_id("lis1-intake", "2027-03")
LIS1_BEFORE = public_id("lis1-intake", "2026-03")
LIS1_PROPOSAL = public_id("lis1-rules", "3")
REGSIM = session_id("demo-vop-regsim-akutt-uro", date(2027, 3, 15))
SOON = session_id("demo-vop-regsim-akutt-uro", date(2026, 12, 7))
COURSE = f"/koordinator/kurs/{PSYCHIATRY_3}"
SESSION = f"/koordinator/samlinger/{SOON}"
BOARD = f"/rotasjonstavle/{public_id('rotation plan', 'VOP')}"
FIRST_OF = " > "
"""`page > link`: where the first such link of a page leads; its key differs in every world."""

PAGES = [
    ("/veier", None),
    ("/veier?familie=i", None),
    ("/veier?familie=p&fag=vop", None),
    ("/veier?familie=k&fag=ort", None),
    ("/veier?fag=finnesikke", None),
    ("/veier/stige?fra=degree&til=consultant:VOP", None),
    ("/veier/stige?fra=finnesikke&til=consultant", None),
    ("/planer/BUP-sykehuset-innlandet", None),
    ("/om-dataene", None),
    ("/tilgjengelighet", None),
    ("/personvern", None),
    ("/logg-inn", None),
    ("/demo", None),
    ("/finnes-ikke", None),
    ("/min-vei", INGRID),
    ("/min-vei?krav=alle", INGRID),
    ("/min-vei/stige?til=specialist:RUS", INGRID),
    ("/min-vei/hva-om?prov=spesialitet&alt=share~60~2027-02-01~2027-07-31", INGRID),
    ("/min-vei/hva-om?prov=stilling&sendt=1&prosent=0&fra=2027-02-01", INGRID),
    ("/min-vei/aarsplan", INGRID),
    ("/min-vei/logg", INGRID),
    ("/min-vei/logg/tjeneste/ny", INGRID),
    ("/min-vei/logg/kurs/ny", INGRID),
    ("/min-vei/logg/utskrift", INGRID),
    ("/min-vei/laeringsmaal", INGRID),
    ("/min-vei/samtaler", INGRID),
    ("/min-vei/kurs", INGRID),
    (f"/min-vei/kurs/{REGSIM}", INGRID),
    ("/min-vei/forsinkelser", INGRID),
    ("/min-vei/forsinkelser > main b a", INGRID),
    ("/innboks", INGRID),
    ("/innboks > .messages a", INGRID),
    ("/innboks/innstillinger", INGRID),
    ("/konto", INGRID),
    (f"/leger/{NORA}/vei", INGRID),
    ("/min-vei", NORA),
    ("/min-vei", THEA),
    ("/min-vei/kurs", NORA),
    ("/min-vei", SIVERT),
    (f"/leger/{INGRID}/vei", KJERSTI),
    (f"/leger/{INGRID}/hva-om", KJERSTI),
    ("/veiledning", KJERSTI),
    ("/veiledning/leger", KJERSTI),
    (f"/veiledning/sak/{INGRID}/objective?gruppe=VOP", KJERSTI),
    (f"/veiledning/leger/{INGRID}/samtaler", KJERSTI),
    ("/oversikt", MARTE),
    ("/leger", MARTE),
    ("/leger?ferdig=2029&sorter=-vinn", MARTE),
    ("/leger?sok=ingen+heter+dette", MARTE),
    (f"/leger/{INGRID}/aarsplan", MARTE),
    (f"/leger/{INGRID}/kurs", MARTE),
    (f"/leger/{INGRID}/logg", MARTE),
    ("/oversikt/signering", MARTE),
    ("/forsinkelser", MARTE),
    ("/forsinkelser?aarsak=course&vis=lukket", MARTE),
    ("/forsinkelser > .delay-cause", MARTE),
    (f"/leger/{INGRID}/forsinkelser", MARTE),
    ("/kursbehov", MARTE),
    (f"/kursbehov?kurs={PSYCHIATRY_3}&prov=plasser", MARTE),
    ("/koordinator/kurs", MARTE),
    ("/koordinator/kurs/nytt", MARTE),
    (COURSE, MARTE),
    (f"{COURSE}/oppsett", MARTE),
    (f"/koordinator/samlinger/ny?kurs={PSYCHIATRY_3}&fra=2027-02-01", MARTE),
    ("/koordinator/samlinger/importer", MARTE),
    (SESSION, MARTE),
    (f"{SESSION}/endre", MARTE),
    (f"{SESSION}/avlys", MARTE),
    (BOARD, MARTE),
    (f"{BOARD}?tett=1&maneder=12&gruppe=alis", MARTE),
    (f"{BOARD}?valgt={INGRID}:psykose", MARTE),
    (f"{BOARD}/forslag", MARTE),
    (f"{BOARD}/versjoner", MARTE),
    (f"{BOARD}/sammenlign", MARTE),
    (f"{BOARD}/foresla", MARTE),
    (f"{BOARD}/onsker", MARTE),
    (f"{BOARD}/bytter", MARTE),
    (f"{BOARD}/innstillinger", MARTE),
    (f"{BOARD}/leger", MARTE),
    (f"{BOARD}/leger/{INGRID}", MARTE),
    (f"{BOARD}/leger/{INGRID}/behov/dps", MARTE),
    (f"{BOARD}/ark", MARTE),
    ("/rotasjonstavle/ny", MARTE),
    ("/steder", MARTE),
    (f"/steder/{DPS_HALDEN}", MARTE),
    (f"/steder/{DPS_HALDEN}/plasser", MARTE),
    (f"/steder/{DPS_HALDEN}/praktisk", MARTE),
    (f"/steder/{DPS_HALDEN}/endre", MARTE),
    (f"/steder/{DPS_HALDEN}/steng", MARTE),
    ("/steder/ny", MARTE),
    ("/steder/les-inn", MARTE),
    ("/avtaler/ny", MARTE),
    ("/vertsskap", RAGNHILD),
    ("/plasseringer", INGRID),
    ("/plasseringer", THEA),
    ("/radets-bord", TOR_ARNE),
    ("/lis1-gjennomgang", TOR_ARNE),
    ("/lis1-gjennomgang/notat", TOR_ARNE),
    (f"/radets-bord/{LIS1_OPEN}", TOR_ARNE),
    ("/inntak", TOR_ARNE),
    ("/inntak/ny", TOR_ARNE),
    *(
        (f"/inntak/{LIS1_OPEN}{end}", TOR_ARNE)
        for end in (
            *("", "/datoer", "/innstillinger", "/kvalifikasjoner", "/naer", "/plass/ny"),
            *("/tak/ny", "/lop/ny?mal=three_part", "/plasser/les-inn", "/steg"),
        )
    ),
    (f"/inntak/{LIS1_DRAWN}/trekning", TOR_ARNE),
    (f"/inntak/{LIS1_DRAWN}/vedtak", TOR_ARNE),
    (f"/inntak/{LIS1_DRAWN}/inhabilitet", TOR_ARNE),
    (f"/inntak/{LIS1_DRAWN}/logg", TOR_ARNE),
    ("/protokoller", TOR_ARNE),
    (f"/inntak/{LIS1_OPEN}/trekning", TOR_ARNE),
    (f"/lis1-trekning/{LIS1_DRAWN}", None),
    *(
        (f"/inntak/{LIS1_OPEN}/kandidater{end}", TOR_ARNE)
        for end in ("", "/ny", "/les-inn", "/K-01", "/K-01/endre")
    ),
    (f"/inntak/{LIS1_DRAWN}/kandidater", TOR_ARNE),
    (f"/inntak/{LIS1_DRAWN}/kandidater/K-03", TOR_ARNE),
    ("/mine-lis1-onsker", SIVERT),
    (f"/inntak/{LIS1_DRAWN}/tilbud", TOR_ARNE),
    *(
        (f"/inntak/{LIS1_BEFORE}/{end}", TOR_ARNE)
        for end in (
            *("tilbud", "tilbud/kandidat/K-02", "tilbud/pa-nytt"),
            *("oppstart", "oppstart/K-02", "sjekkliste"),
        )
    ),
    ("/lis1-regler", TOR_ARNE),
    ("/lis1-regler/ny", TOR_ARNE),
    (f"/lis1-regler/{LIS1_PROPOSAL}", TOR_ARNE),
    (f"/lis1-regler/{LIS1_PROPOSAL}/endre", TOR_ARNE),
    ("/framskriving", ELIN),
    ("/framskriving/fag/VOP", ELIN),
    ("/framskriving/backtest", ELIN),
    ("/framskriving/data?fag=VOP", ELIN),
    ("/framskriving/data/les-inn", ELIN),
    ("/framskriving/opptrapping", ELIN),
    ("/framskriving/sykehus?sykehus=nordlandssykehuset-bodo", ELIN),
    ("/framskriving/kapasitet", ELIN),
    ("/framskriving/sammenlign", ELIN),
    ("/framskriving/scenarier", ELIN),
    ("/framskriving/scenarier/nytt", ELIN),
    ("/framskriving/forutsetninger", ELIN),
    ("/framskriving/forutsetninger/nytt?hva=recruits&fag=VOP", ELIN),
    ("/drift", ARVID),
    ("/drift/jobber", ARVID),
]


ROUNDS = [
    pytest.param(locale, who, id=f"{locale[:2]}-{who or 'nobody'}")
    for locale in ("nb-NO", "en-GB")
    for who in dict.fromkeys(who for _path, who in PAGES)
]
"""One test for each reader, so that the processes share the work."""


def pages_for(who: str | None, locale: str) -> list[str]:
    """The guard over the texts reads every page's English; a third of them is seen here."""
    chosen = PAGES if locale == "nb-NO" else PAGES[::3]
    return [path for path, reader in chosen if reader == who]


def address_of(watched: Watched, path: str) -> str:
    """The address itself, or that of the link which it names."""
    page, _, link = path.partition(FIRST_OF)
    if not link:
        return path
    address = watched.go(page).locator(link).first.get_attribute("href")
    assert address is not None
    return address


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "who"), ROUNDS)
def test_every_page_is_accessible_and_stays_inside_its_frame(
    open_page: OpenPage, locale: str, who: str | None
) -> None:
    problems = []
    watched = open_page(WIDE, locale)
    if who:
        watched.be(who)
    for path in pages_for(who, locale):
        page = watched.go(address_of(watched, path))
        if page.locator("h1").count() != 1:
            problems.append(f"{path}: not exactly one h1")
        if page.locator("html").get_attribute("lang") != locale[:2]:
            problems.append(f"{path}: not in the language asked for")
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            problems += [f"{path}: {line}" for line in look(page, size, locale)]
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        problems += [f"{path}: console: {text}" for text in watched.complaints]
        watched.complaints.clear()
    assert problems == []


def look(page: Page, size: dict[str, int], locale: str) -> list[str]:
    """What is wrong with a page in a window of this size."""
    # The same markup in both languages: axe once, what the words can break in each.
    found = violations(page, only_narrow=size is PHONE) if locale == "nb-NO" else []
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > size["width"]:
        found.append(f"{width} px wide in a window of {size['width']}")
    return found


@pytest.mark.browser
@pytest.mark.parametrize("who", [INGRID, NORA, THEA, SIVERT])
def test_my_pathway_prints_on_one_sheet(open_page: OpenPage, who: str) -> None:
    watched = open_page(WIDE)
    watched.be(who)
    sheet = watched.go("/min-vei").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1


@pytest.mark.browser
@pytest.mark.parametrize("who", [INGRID, NORA, THEA, SIVERT])
def test_the_yearly_plan_prints_on_one_sheet(open_page: OpenPage, who: str) -> None:
    watched = open_page(WIDE)
    watched.be(who)
    sheet = watched.go("/min-vei/aarsplan").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
