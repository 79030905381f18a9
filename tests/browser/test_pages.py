"""Every page, wide and on a phone, in both languages: accessible, inside its frame, no fault."""

import re
from itertools import groupby
from operator import itemgetter

import pytest

from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.support.axe import violations
from tests.support.people import ARVID, ELIN, INGRID, KJERSTI, MARTE, NORA, SIVERT, THEA, TOR_ARNE

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
    ("/konto", INGRID),
    (f"/leger/{NORA}/vei", INGRID),
    ("/min-vei", NORA),
    ("/min-vei", THEA),
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
    (f"/leger/{INGRID}/logg", MARTE),
    ("/oversikt/signering", MARTE),
    ("/radets-bord", TOR_ARNE),
    ("/framskriving", ELIN),
    ("/drift", ARVID),
]


@pytest.mark.browser
@pytest.mark.parametrize("locale", ["nb-NO", "en-GB"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_is_accessible_and_stays_inside_its_frame(
    open_page: OpenPage, size: dict[str, int], locale: str
) -> None:
    problems = []
    # The guard over the texts reads every page's English; a third of them is seen in a browser.
    pages = PAGES if locale == "nb-NO" else PAGES[::3]
    for who, group in groupby(pages, key=itemgetter(1)):
        watched = open_page(size, locale)
        if who:
            watched.be(who)
        for path, _who in group:
            page = watched.go(path)
            # The same markup in both languages: axe once, what the words can break in each.
            if locale == "nb-NO":
                problems += [f"{path}: {line}" for line in violations(page)]
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > size["width"]:
                problems.append(f"{path}: {width} px wide in a window of {size['width']}")
            if page.locator("h1").count() != 1:
                problems.append(f"{path}: not exactly one h1")
            if page.locator("html").get_attribute("lang") != locale[:2]:
                problems.append(f"{path}: not in the language asked for")
            problems += [f"{path}: console: {text}" for text in watched.complaints]
            watched.complaints.clear()
    assert problems == []


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
