"""A small builder of SVG that is safe to place in a page under a strict policy.

Text and attribute values are escaped, `style` and `on…` attributes are refused, and a link
may only lead within the site. Geometry is given in attributes, colour in classes. Numbers
get at most one decimal, so that the same drawing always gives the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

Attribute = str | int | float | None
Point = tuple[float, float]

TAGS = frozenset({"svg", "g", "a", "title", "desc", "line", "path", "circle", "rect", "text"})


@dataclass(frozen=True, slots=True)
class Element:
    """One SVG element; `children` are elements or plain text."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple["Element | str", ...]

    def render(self) -> Markup:
        """The element as markup for a template."""
        opening = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes)
        inside = "".join(
            str(escape(child)) if isinstance(child, str) else child.render()
            for child in self.children
        )
        if not inside:
            return Markup(f"<{self.tag}{opening}/>")  # noqa: S704 - every part is escaped
        return Markup(f"<{self.tag}{opening}>{inside}</{self.tag}>")  # noqa: S704


def element(tag: str, *children: "Element | str", **attributes: Attribute) -> Element:
    """Make an element; `class_` gives class, underscores in names become hyphens.

    An attribute that is None is left out. Raises ValueError for a tag or an attribute that
    has no place in our drawings, and for a link that leads out of the site.
    """
    if tag not in TAGS:
        raise ValueError(f"no such element in our drawings: {tag}")
    pairs = tuple(
        (_attribute_name(name), number(value) if isinstance(value, int | float) else value)
        for name, value in attributes.items()
        if value is not None
    )
    for name, value in pairs:
        _refuse_unsafe(name, value)
    return Element(tag, pairs, children)


def number(value: float) -> str:
    """A coordinate with at most one decimal: 12, 12.5."""
    return f"{value:.1f}".removesuffix(".0")


def text(
    x: float, y: float, content: str, *classes: str, halo: bool = False, anchor: str = "start"
) -> Element:
    """A line of text; `halo` gives the white edge that lets it stand on a line."""
    marks = [*classes, *({"middle": ["middle"], "end": ["end"]}.get(anchor, []))]
    if halo:
        marks.append("halo")
    return element("text", content, x=x, y=y, class_=" ".join(marks) or None)


def path(data: str, *classes: str) -> Element:
    """A path with classes."""
    return element("path", class_=" ".join(classes), d=data)


def bent_line(points: Iterable[Point], radius: float) -> str:
    """Path data for a line through `points` with rounded corners of `radius` px."""
    corners = [*points]
    data = [f"M{number(corners[0][0])} {number(corners[0][1])}"]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        start = _towards(corner, before, radius)
        end = _towards(corner, after, radius)
        data.append(
            f"L{number(start[0])} {number(start[1])}"
            f"Q{number(corner[0])} {number(corner[1])} {number(end[0])} {number(end[1])}"
        )
    data.append(f"L{number(corners[-1][0])} {number(corners[-1][1])}")
    return "".join(data)


def _towards(origin: Point, target: Point, distance: float) -> Point:
    """The point `distance` from `origin` towards `target`, at most half of the way."""
    across, down = target[0] - origin[0], target[1] - origin[1]
    length = (across**2 + down**2) ** 0.5
    if length == 0:
        return origin
    share = min(distance, length / 2) / length
    return (origin[0] + across * share, origin[1] + down * share)


def _attribute_name(name: str) -> str:
    if name == "viewBox":
        return name
    return name.removesuffix("_").replace("_", "-")


def _refuse_unsafe(name: str, value: str) -> None:
    if name == "style" or name.startswith(("on", "hx-on")):
        raise ValueError(f"attribute {name} is not allowed by the page's policy")
    if name in ("href", "hx-get") and not value.startswith(("#", "?", "/")):
        raise ValueError(f"a link in a drawing leads within the site, not to {value!r}")
    if name in ("href", "hx-get") and value.startswith("//"):
        raise ValueError(f"a link in a drawing leads within the site, not to {value!r}")
