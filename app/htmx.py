"""htmx on the server side: is this request for a part of the page?"""

from flask_htmx import HTMX

htmx = HTMX()


def is_htmx() -> bool:
    """Whether htmx asked, and not the browser restoring its history."""
    return bool(htmx) and not htmx.history_restore_request
