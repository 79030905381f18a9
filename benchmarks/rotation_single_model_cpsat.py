"""Solves a single model with CP-SAT: the same protocol as `rotation_single_model_mip`.

Runs in a process of its own (OR-Tools and highspy carry the same symbols), with any Python that
has `ortools` 9.15; it needs nothing else of the project. Rows that say "at most one" and "exactly
one" are given as such, the rest as linear rows; all columns are whole.
"""

import json
import math
import sys
from collections.abc import Callable
from typing import Any

Tell = Callable[..., None]
MISSING = "ortools is not installed in this Python: pip install ortools==9.15.6755"


def programme(cp_model: Any, model: dict[str, Any]) -> tuple[Any, list[Any]]:
    """The model as CP-SAT takes it, and its columns."""
    cp = cp_model.CpModel()
    columns = [
        cp.new_bool_var("") if (low, high) == (0, 1) else cp.new_int_var(low, high, "")
        for low, high in zip(model["lower"], model["upper"], strict=True)
    ]
    for least, most, indices, numbers in model["rows"]:
        terms = [columns[index] for index in indices]
        is_boolean = all(number == 1 for number in numbers) and all(
            (model["lower"][index], model["upper"][index]) == (0, 1) for index in indices
        )
        if is_boolean and most == 1 and terms:
            (cp.add_exactly_one if least == 1 else cp.add_at_most_one)(terms)
            continue
        expression = cp_model.LinearExpr.weighted_sum(terms, numbers)
        if least == most:
            cp.add(expression == least)
            continue
        if least is not None:
            cp.add(expression >= least)
        if most is not None:
            cp.add(expression <= most)
    cp.maximize(cp_model.LinearExpr.weighted_sum(columns, model["points"]) + model["constant"])
    return cp, columns


def solve(
    model: dict[str, Any], seconds: float, seed: int, threads: int, tell: Tell
) -> dict[str, Any]:
    """The best solution within the time, and how good it can be at most."""
    from ortools.sat.python import cp_model

    cp, columns = programme(cp_model, model)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = threads

    class Teller(cp_model.CpSolverSolutionCallback):  # type: ignore[misc, name-defined]
        """Tells every better solution."""

        def on_solution_callback(self) -> None:
            bound = math.floor(self.best_objective_bound + 1e-6)
            tell(seconds=self.wall_time, score=round(self.objective_value), bound=bound)

    status = solver.solve(cp, Teller())
    is_found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    chosen = [index for index, column in enumerate(columns) if is_found and solver.value(column)]
    return {
        "status": solver.status_name(status),
        "score": round(solver.objective_value) if is_found else None,
        "bound": math.floor(solver.best_objective_bound + 1e-6)
        if status != cp_model.INFEASIBLE
        else None,
        "seconds": solver.wall_time,
        "chosen": chosen if is_found else None,
    }


def line(**values: Any) -> None:
    """One line for the process that waits."""
    print(json.dumps(values), flush=True)


def main() -> None:
    """Solve what comes in, or say what is missing (exit code 3)."""
    try:
        import ortools  # noqa: F401
    except ImportError:
        print(MISSING, file=sys.stderr)
        sys.exit(3)
    asked = json.load(sys.stdin)
    line(**solve(asked["model"], asked["seconds"], asked["seed"], asked["threads"], line))


if __name__ == "__main__":
    main()
