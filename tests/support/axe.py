"""Accessibility checks with axe-core, which comes inside its Python package."""

from axe_playwright_python.sync_playwright import Axe
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

_axe = Axe()


def violations(page: Page, *, only_narrow: bool = False) -> list[str]:
    """One line for each violation: rule, what is wrong, and the first place.

    `only_narrow`: a page that has passed in a wide window, now in a narrow one.
    """
    options = NARROW_RULES if only_narrow else RULES
    found = _axe.run(page, options=options).response["violations"]
    return [
        f"{violation['id']}: {violation['help']} at {violation['nodes'][0]['target']}"
        for violation in found
    ]
