import pytest
from tests.browser.conftest import *
from tests.support.people import *
def test_x(open_page):
    for who in (THEA, INGRID):
        w=open_page(WIDE); w.be(who); p=w.go('/min-vei')
        p.emulate_media(media='print'); p.set_viewport_size({'width':718,'height':1047})
        print(who,p.evaluate("document.documentElement.scrollHeight"))
        print(p.evaluate("[...document.querySelectorAll('main > *, main section')].map(e=>[e.className,e.id,Math.round(e.getBoundingClientRect().top),Math.round(e.getBoundingClientRect().height)])"))
        p.pdf(path=f'/tmp/pr_{who}.pdf',prefer_css_page_size=True)
