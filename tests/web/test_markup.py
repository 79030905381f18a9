"""Every page is valid HTML with one title, one h1 and unique ids, whole and as htmx asks for it."""

from collections import Counter
from collections.abc import Callable
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from seed.demo.values import public_id
from tests.support.people import ARVID, ELIN, INGRID, KJERSTI, MARTE, NORA, SIVERT, THEA, TOR_ARNE

SignIn = Callable[[FlaskClient, str], None]

BOARD = f"/rotasjonstavle/{public_id('rotation plan', 'VOP')}"
PAGES = [
    ("/veier", None),
    ("/veier?vis=liste", None),
    ("/veier?familie=k&fag=kir", None),
    ("/veier?familie=a&fag=alm", None),
    ("/veier?fag=tull", None),
    ("/planer/ALM-nasjonal", None),
    ("/planer/LIS1-finnmarkssykehuset", None),
    ("/om-dataene", None),
    ("/tilgjengelighet", None),
    ("/personvern", None),
    ("/logg-inn", None),
    ("/demo", None),
    ("/finnes-ikke", None),
    ("/konto", INGRID),
    ("/min-vei", INGRID),
    ("/min-vei?krav=alle", NORA),
    ("/min-vei?krav=alle", THEA),
    ("/min-vei", SIVERT),
    (f"/leger/{NORA}/vei", INGRID),
    (f"/leger/{THEA}/vei", MARTE),
    ("/veiledning", KJERSTI),
    ("/oversikt", MARTE),
    ("/leger", MARTE),
    (BOARD, MARTE),
    (f"{BOARD}?gruppe=vacancy&sted=finnesikke", MARTE),
    (f"{BOARD}?versjon=6&maneder=12&tett=1&valgt={INGRID}:", MARTE),
    ("/radets-bord", TOR_ARNE),
    ("/framskriving", ELIN),
    ("/framskriving/fag/VOP", ELIN),
    ("/framskriving/sammenlign", ELIN),
    ("/framskriving/forutsetninger", ELIN),
    ("/drift", ARVID),
    ("/drift/jobber", ARVID),
]


def parse(text: str) -> Element:
    """The document; raises on the first thing that is not valid HTML."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


@pytest.mark.parametrize(("address", "who"), PAGES)
def test_a_page_is_valid_html(app: Flask, sign_in: SignIn, address: str, who: str | None) -> None:
    client = app.test_client()
    if who:
        sign_in(client, who)
    document = parse(client.get(address).text)
    titles = document.findall("./head/title")
    assert len(titles) == 1
    assert titles[0].text
    assert not titles[0].text.startswith(" –")
    assert len(document.findall(".//h1")) == 1
    repeated = [
        name
        for name, times in Counter(
            node.get("id") for node in document.iter() if node.get("id")
        ).items()
        if times > 1
    ]
    assert repeated == []


@pytest.mark.parametrize(("address", "who"), PAGES)
def test_links_inside_a_page_have_a_target(
    app: Flask, sign_in: SignIn, address: str, who: str | None
) -> None:
    client = app.test_client()
    if who:
        sign_in(client, who)
    document = parse(client.get(address).text)
    ids = {node.get("id") for node in document.iter()}
    inside = {
        str(node.get("href"))[1:]
        for node in document.iter("a")
        if str(node.get("href", "")).startswith("#")
    }
    assert inside - ids == set()


@pytest.mark.parametrize(("address", "who"), [page for page in PAGES if "finnes" not in page[0]])
def test_every_link_of_our_own_leads_to_a_page(
    app: Flask, sign_in: SignIn, address: str, who: str | None
) -> None:
    client = app.test_client()
    if who:
        sign_in(client, who)
    document = parse(client.get(address).text)
    own = {
        str(node.get("href")).partition("#")[0]
        for node in document.iter("a")
        if str(node.get("href", "")).startswith("/")
    }
    # The map and the lists link to dozens of pages of the same kind: one of each is enough.
    routes = app.url_map.bind("localhost")
    chosen: dict[str, str] = {}
    for link in sorted(own):
        try:
            chosen.setdefault(routes.match(link.partition("?")[0])[0], link)
        except HTTPException:
            chosen[link] = link
    broken = [link for link in chosen.values() if client.get(link).status_code >= 400]
    assert broken == []
