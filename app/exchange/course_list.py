"""A list of course sessions as CSV: out with the same columns as in. Knows no database."""

from app.exchange.list_rows import Columns

COLUMNS: dict[str, str] = {
    "public_id": "Nøkkel",
    "version": "Versjon",
    "course_key": "Kurskode",
    "course_name": "Kurs",
    "region_id": "Helseregion",
    "arranger": "Arrangør",
    "place": "Sted",
    "starts_on": "Første dag",
    "ends_on": "Siste dag",
    "seats": "Plasser",
    "signup_opens_on": "Påmeldingen åpner",
    "signup_closes_on": "Siste dag for påmelding",
    "note": "Merknad",
}
"""Field and heading. Files have Norwegian headings whatever the language of the page."""
SESSIONS = Columns(
    COLUMNS, (("course_key", "course_name"), ("place",), ("starts_on",), ("ends_on",), ("seats",))
)
