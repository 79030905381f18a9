"""Accessibility checks with axe-core, which comes inside its Python package."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    # Without this every element that passes is sent over as well: most of the time of a run.
    "resultTypes": ["violations"],
}

NARROW_RULES = {
    "runOnly": [
        "aria-hidden-focus",
        "button-name",
        "empty-table-header",
        "heading-order",
        "label",
        "link-name",
        "page-has-heading-one",
        "region",
        "scrollable-region-focusable",
        "target-size",
    ],
    "resultTypes": ["violations"],
}
"""What a narrow window can break in markup and colours that passed in a wide one."""

RUN = """options => axe.run(document, options).then(found => found.violations.map(
  each => `${each.id}: ${each.help} at ${each.nodes[0].target}`))"""


def violations(page: Page, *, only_narrow: bool = False) -> list[str]:
    """One line for each violation: rule, what is wrong, and the first place.

    `only_narrow`: a page that has passed in a wide window, now in a narrow one.
    """
    # Half a megabyte of script, so once for each page that is loaded.
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN, NARROW_RULES if only_narrow else RULES)
    return found
