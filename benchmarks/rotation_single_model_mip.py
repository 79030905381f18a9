"""Solves a single model with HiGHS: the model as JSON on standard input, a line for each step.

`{"seconds", "score", "bound"}` whenever one of them changed, then `{"status", "chosen", …}`.
"""

import json
import math
import sys
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np

Tell = Callable[..., None]


def programme(model: dict[str, Any]) -> highspy.HighsLp:
    """The model as HiGHS takes it."""
    lp = highspy.HighsLp()
    count, rows = len(model["lower"]), model["rows"]
    lp.num_col_, lp.num_row_ = count, len(rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.offset_ = float(model["constant"])
    lp.col_cost_ = np.array(model["points"], dtype=float)
    lp.col_lower_ = np.array(model["lower"], dtype=float)
    lp.col_upper_ = np.array(model["upper"], dtype=float)
    infinity = highspy.kHighsInf
    lp.row_lower_ = np.array([-infinity if row[0] is None else row[0] for row in rows], float)
    lp.row_upper_ = np.array([infinity if row[1] is None else row[1] for row in rows], float)
    starts = np.cumsum([0, *(len(row[2]) for row in rows)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = starts.astype(np.int32)
    lp.a_matrix_.index_ = np.array([c for row in rows for c in row[2]], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([v for row in rows for v in row[3]], dtype=float)
    whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [whole if each else real for each in model["is_whole"]]
    return lp


def whole_bound(bound: float) -> int | None:
    """The bound as whole points: no whole score lies between."""
    return math.floor(bound + 1e-6) if abs(bound) < 1e15 else None


def solve(
    model: dict[str, Any], seconds: float, seed: int, threads: int, tell: Tell
) -> dict[str, Any]:
    """The best solution within the time, and how good it can be at most."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("time_limit", seconds)
    highs.setOptionValue("random_seed", seed)
    highs.setOptionValue("threads", threads)
    highs.setOptionValue("mip_abs_gap", 0.99)
    highs.setOptionValue("mip_rel_gap", 0.0)
    told: list[Any] = [None]

    def look(event: Any) -> None:
        data = event.data_out
        score = round(data.mip_primal_bound) if abs(data.mip_primal_bound) < 1e15 else None
        state = (score, whole_bound(data.mip_dual_bound))
        if state != told[0]:
            told[0] = state
            tell(seconds=data.running_time, score=state[0], bound=state[1])

    highs.cbMipImprovingSolution += look
    highs.cbMipLogging += look
    highs.passModel(programme(model))
    highs.run()
    info, values = highs.getInfo(), np.array(highs.getSolution().col_value)
    is_found = info.primal_solution_status == 2 and len(values) > 0
    return {
        "status": highs.modelStatusToString(highs.getModelStatus()),
        "score": round(info.objective_function_value) if is_found else None,
        "bound": whole_bound(info.mip_dual_bound),
        "seconds": highs.getRunTime(),
        "chosen": np.flatnonzero(values > 0.5).tolist() if is_found else None,
    }


def line(**values: Any) -> None:
    """One line for the process that waits."""
    print(json.dumps(values), flush=True)


def main() -> None:
    """Solve what comes in."""
    asked = json.load(sys.stdin)
    line(**solve(asked["model"], asked["seconds"], asked["seed"], asked["threads"], line))


if __name__ == "__main__":
    main()
