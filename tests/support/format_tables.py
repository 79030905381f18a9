"""The tables of `docs/formats.md`, as they follow from the descriptions of the formats.

Run `python -m tests.support.format_tables` to print them all, for pasting into the page.
"""

import sys
from collections.abc import Iterator

from app.exchange import (
    case_shape,
    course_result,
    course_shape,
    forecast_by_hand_shape,
    forecast_history_shape,
    forecast_result_shape,
    forecast_shape,
    lis1_result_shape,
    lis1_shape,
    result_shape,
    rotation_result_shape,
    rotation_shape,
)
from app.exchange.shapes import Field, Items, Kind, OrNull, Shape, Tagged

HEAD = "| Field | Type | Unit | Required | Meaning |\n| --- | --- | --- | --- | --- |"
RESULT_HEAD = "| Field | Type | Unit | Meaning |\n| --- | --- | --- | --- |"
CASES = (
    case_shape.CASE,
    course_shape.COURSE_CASE,
    rotation_shape.ROTATION_CASE,
    lis1_shape.LIS1_CASE,
    lis1_shape.PUBLISHED_DRAW,
    forecast_shape.FORECAST_CASE,
    forecast_by_hand_shape.FORECAST_BY_HAND,
    forecast_history_shape.FORECAST_HISTORY,
)
RESULTS = (
    result_shape.RESULT,
    course_result.COURSE_RESULT,
    rotation_result_shape.SOLVE,
    rotation_result_shape.CHECK,
    rotation_result_shape.REPAIR,
    rotation_result_shape.EXPLANATION,
    rotation_result_shape.ANSWER,
    lis1_result_shape.LIS1_ALLOCATION,
    lis1_result_shape.LIS1_COMPARISON,
    lis1_result_shape.LIS1_DRAW,
    forecast_result_shape.FORECAST_RUN,
    forecast_result_shape.FORECAST_INTAKE,
    forecast_by_hand_shape.FORECAST_BY_HAND_RESULT,
    forecast_history_shape.FORECAST_BACKTEST,
)


def shapes_of(kind: Kind) -> Iterator[Shape]:
    """A shape and all shapes inside it, outermost first."""
    if isinstance(kind, Shape):
        yield kind
        for field in kind.fields:
            yield from shapes_of(field.kind)
    elif isinstance(kind, Items | OrNull):
        yield from shapes_of(kind.kind)
    elif isinstance(kind, Tagged):
        for shape in kind.shapes.values():
            yield from shapes_of(shape)


def row(field: Field, *, in_result: bool) -> str:
    required = [] if in_result else ["yes" if field.required else "no"]
    cells = [f"`{field.name}`", str(field.kind), field.unit or "–", *required, field.meaning]
    return "| " + " | ".join(cells) + " |"


def table(shape: Shape, *, in_result: bool) -> str:
    head = RESULT_HEAD if in_result else HEAD
    return "\n".join([head, *(row(field, in_result=in_result) for field in shape.fields)])


def tables() -> dict[str, str]:
    """Every table by the title of its shape; the result's own projection shape is its answer."""
    found: dict[str, str] = {}
    for root in (*CASES, *RESULTS):
        for shape in shapes_of(root):
            if shape.title != "projection":
                found.setdefault(shape.title, table(shape, in_result=root in RESULTS))
    return found


if __name__ == "__main__":
    for title, text in tables().items():
        sys.stdout.write(f"### {title.capitalize()}\n\n{text}\n\n")
