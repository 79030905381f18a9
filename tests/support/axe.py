"""Accessibility checks with axe-core, which comes inside its Python package."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    # Without this every element that passes is sent over as well: most of the time of a run.
    "resultTypes": ["violations"],
}

_axe = Axe()


def violations(page: Page) -> list[str]:
    """One line for each violation: rule, what is wrong, and the first place."""
    found = _axe.run(page, options=RULES).response["violations"]
    return [
        f"{violation['id']}: {violation['help']} at {violation['nodes'][0]['target']}"
        for violation in found
    ]
