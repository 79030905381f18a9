"""The JSON Schemas of the formats, as files beside this one and as they follow from the readers."""

import json
from pathlib import Path
from typing import Any

from app.exchange.case_shape import CASE
from app.exchange.course_result import COURSE_RESULT
from app.exchange.course_shape import COURSE_CASE
from app.exchange.forecast_by_hand_shape import FORECAST_BY_HAND, FORECAST_BY_HAND_RESULT
from app.exchange.forecast_history_shape import FORECAST_BACKTEST, FORECAST_HISTORY
from app.exchange.forecast_result_shape import FORECAST_INTAKE, FORECAST_RUN
from app.exchange.forecast_shape import FORECAST_CASE
from app.exchange.lis1_result_shape import LIS1_ALLOCATION, LIS1_COMPARISON, LIS1_DRAW
from app.exchange.lis1_shape import LIS1_CASE, PUBLISHED_DRAW
from app.exchange.result_shape import RESULT
from app.exchange.rotation_result_shape import ANSWER, CHECK, EXPLANATION, REPAIR, SOLVE
from app.exchange.rotation_shape import ROTATION_CASE
from seed.reference_plans import plan_schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS = {
    "pathway-case-1.0": "a doctor's record and plan: what `legelop pathway project` reads",
    "pathway-result-1.0": "when the doctor can be approved, and why: what it prints",
    "training-plan-1.1": "a training plan of a provider",
    "course-case-1.0": "courses, sessions and doctors: what `legelop courses assign` reads",
    "course-result-1.0": "who gets which session, and what would help: what it prints",
    "rotation-case-1.0": "doctors, blocks, sites and limits: what `legelop rotations` reads",
    "rotation-plan-1.0": "a plan and how good it is: what `legelop rotations solve` prints",
    "rotation-check-1.0": "what the rules say of a plan: what `legelop rotations check` prints",
    "rotation-repair-1.0": "the fewest changes: what `legelop rotations repair` prints",
    "rotation-explanation-1.0": "why there is no plan: what `legelop rotations explain` prints",
    "rotation-answer-1.0": "what else would cost: `legelop rotations why` and `wish-cost`",
    "lis1-case-1.0": "seats, candidates, rules and draw: what `legelop lis1` reads",
    "lis1-allocation-1.0": "who gets which seat, and why: what `legelop lis1 allocate` prints",
    "lis1-comparison-1.0": "ways side by side: what `legelop lis1 compare` prints",
    "lis1-published-draw-1.0": "a draw by itself: what `legelop lis1 verify-draw` reads too",
    "lis1-draw-1.0": "whether a draw can be trusted: what `legelop lis1 verify-draw` prints",
    "forecast-case-1.0": "one specialty in one region: what `legelop forecast` reads",
    "forecast-run-1.0": "bands, chances and advice: what `legelop forecast run` prints",
    "forecast-intake-1.0": "how many must start: what `legelop forecast intake` prints",
    "forecast-by-hand-1.0": "a field by averages: what `legelop forecast run` reads too",
    "forecast-by-hand-result-1.0": "the calculation by hand: `legelop forecast run --by-hand`",
    "forecast-history-1.0": "a region's own history: what `legelop forecast backtest` reads",
    "forecast-backtest-1.0": "how the forecast would have fared on it: what it prints",
}
"""Every schema by name, with what it is for."""


def schema_text(name: str) -> str:
    """The schema file with this name; KeyError when there is none."""
    if name not in SCHEMAS:
        raise KeyError(name)
    return (Path(__file__).parent / f"{name}.json").read_text("utf-8")


def derived_schemas() -> dict[str, str]:
    """Every schema as it follows from the readers; the files must be the same."""
    bodies: dict[str, dict[str, Any]] = {
        "pathway-case-1.0": with_parts_named(CASE.schema()),
        "pathway-result-1.0": with_parts_named(RESULT.schema()),
        "training-plan-1.1": plan_schema(),
        "course-case-1.0": with_parts_named(COURSE_CASE.schema()),
        "course-result-1.0": with_parts_named(COURSE_RESULT.schema()),
        "rotation-case-1.0": with_parts_named(ROTATION_CASE.schema()),
        "rotation-plan-1.0": with_parts_named(SOLVE.schema()),
        "rotation-check-1.0": with_parts_named(CHECK.schema()),
        "rotation-repair-1.0": with_parts_named(REPAIR.schema()),
        "rotation-explanation-1.0": with_parts_named(EXPLANATION.schema()),
        "rotation-answer-1.0": with_parts_named(ANSWER.schema()),
        "lis1-case-1.0": with_parts_named(LIS1_CASE.schema()),
        "lis1-allocation-1.0": with_parts_named(LIS1_ALLOCATION.schema()),
        "lis1-comparison-1.0": with_parts_named(LIS1_COMPARISON.schema()),
        "lis1-published-draw-1.0": with_parts_named(PUBLISHED_DRAW.schema()),
        "lis1-draw-1.0": with_parts_named(LIS1_DRAW.schema()),
        "forecast-case-1.0": with_parts_named(FORECAST_CASE.schema()),
        "forecast-run-1.0": with_parts_named(FORECAST_RUN.schema()),
        "forecast-intake-1.0": with_parts_named(FORECAST_INTAKE.schema()),
        "forecast-by-hand-1.0": with_parts_named(FORECAST_BY_HAND.schema()),
        "forecast-by-hand-result-1.0": with_parts_named(FORECAST_BY_HAND_RESULT.schema()),
        "forecast-history-1.0": with_parts_named(FORECAST_HISTORY.schema()),
        "forecast-backtest-1.0": with_parts_named(FORECAST_BACKTEST.schema()),
    }
    return {
        name: json.dumps(
            {"$schema": DRAFT, "$id": f"{name}.json", **body, "title": SCHEMAS[name]},
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
        for name, body in bodies.items()
    }


def with_parts_named(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema with each object described once, under `$defs`, and named elsewhere.

    Raises ValueError when two different objects have the same title.
    """
    parts: dict[str, Any] = {}

    def named(value: Any) -> Any:
        if isinstance(value, list):
            return [named(item) for item in value]
        if not isinstance(value, dict):
            return value
        inner = {key: named(item) for key, item in value.items()}
        if inner.get("type") != "object" or "title" not in inner:
            return inner
        name = inner["title"].replace(" ", "_")
        description = inner.pop("description", None)
        if parts.setdefault(name, inner) != inner:
            raise ValueError(f"two objects are called {name}")
        reference = {"$ref": f"#/$defs/{name}"}
        return reference if description is None else reference | {"description": description}

    body = {key: named(item) for key, item in schema.items()}
    return {**body, "$defs": dict(sorted(parts.items()))}
