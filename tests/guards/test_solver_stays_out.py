"""The solver is loaded by the planner's own process and the command line, never by the web.

The library that draws charts is loaded by the first chart that is drawn.
"""

import subprocess
import sys

SOLVER = ("highspy", "numpy", "rotations.planner", "rotations.lis1.optimal", "matplotlib")

WEB = """
import sys
import app.factory
import app.jobs.registry
import app.services.rotation_planner_run
import app.services.rotation_run_page
import app.services.lis1_cases
import app.services.forecast_specialty
print(*(name for name in {names!r} if name in sys.modules))
"""


def test_neither_the_web_nor_the_worker_loads_the_solver() -> None:
    code = WEB.format(names=SOLVER)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


DRAWING = """
import sys
from app.charts.plots import Plot, Room, draw
print("matplotlib" in sys.modules)
draw(Plot("k", "t", "d", Room(9, 9, 0, 0, 9, 9), (0, 1), (0, 1), ()))
print("matplotlib" in sys.modules, "matplotlib.pyplot" in sys.modules)
"""


def test_the_drawing_library_is_loaded_when_a_chart_is_drawn_and_never_with_pyplot() -> None:
    run = subprocess.run(
        [sys.executable, "-c", DRAWING], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["False", "True", "False"]
