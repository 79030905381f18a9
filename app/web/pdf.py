"""A PDF as the answer to a request."""

from flask import Response, g

from app.exchange.pdf import Document, write_pdf
from app.extensions import installation
from app.services.pdf_frame import Made


def made() -> Made:
    """Now, for whoever asks."""
    home = installation()
    return Made(home.clock.now(), home.clock.today(), g.actor.person_id, home.settings.demo)


def pdf_response(document: Document, name: str) -> Response:
    """The document as a file called `name`, in plain letters: the words of the page it is of."""
    return Response(
        write_pdf(document),
        mimetype="application/pdf",
        headers={"Content-Disposition": f"attachment; filename={name}.pdf"},
    )
