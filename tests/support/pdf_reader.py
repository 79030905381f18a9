"""A PDF read back: its text page by page, its tags in reading order, and what it says of itself."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader


@dataclass(frozen=True, slots=True)
class ReadPdf:
    """What a reader, or a screen reader, finds in a file."""

    pages: tuple[str, ...]
    tags: tuple[str, ...]
    title: str
    author: str
    created: str
    language: str
    is_tagged: bool
    shows_title: bool
    claims_ua: bool
    fonts: frozenset[str]
    fonts_inside: bool
    """Every font is embedded."""
    width: float

    @property
    def text(self) -> str:
        """All pages with single spaces; places to break a long word taken away."""
        return " ".join(" ".join(self.pages).replace("\u200b", "").split())


def read_pdf(data: bytes) -> ReadPdf:
    """Everything that the tests ask of a file."""
    reader = PdfReader(io.BytesIO(data))
    root = reader.root_object
    told = root["/Metadata"].get_object().get_data().decode()
    fonts = [font.get_object() for page in reader.pages for font in _fonts(page)]
    about = reader.metadata
    assert about is not None
    return ReadPdf(
        pages=tuple(page.extract_text() for page in reader.pages),
        tags=tuple(_tags(root["/StructTreeRoot"])) if "/StructTreeRoot" in root else (),
        title=about.title or "",
        author=about.author or "",
        created=str(about.creation_date),
        language=str(root.get("/Lang", "")),
        is_tagged=bool(root.get("/MarkInfo", {}).get("/Marked")),
        shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        claims_ua=bool(re.search(r"<pdfuaid:part>1<", told)),
        fonts=frozenset(str(font["/BaseFont"]).split("+")[-1] for font in fonts),
        fonts_inside=all(_is_embedded(font) for font in fonts),
        width=float(reader.pages[0].mediabox.width),
    )


def _fonts(page: Any) -> Iterator[Any]:
    yield from page["/Resources"].get("/Font", {}).values()


def _is_embedded(font: Any) -> bool:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    described = inner["/FontDescriptor"].get_object()
    return any(f"/FontFile{kind}" in described for kind in ("", "2", "3"))


def _tags(node: Any) -> Iterator[str]:
    """The structure tree, parents before children; a heading cell says what it heads."""
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        for each in found:
            yield from _tags(each)
    elif isinstance(found, dict) and found.get("/Type") not in ("/MCR", "/OBJR"):
        if "/S" in found:
            scope = [each.get("/Scope") for each in found.get("/A", []) if "/Scope" in each]
            yield str(found["/S"])[1:] + "".join(str(each)[1:] for each in scope)
        yield from _tags(found.get("/K", []))
