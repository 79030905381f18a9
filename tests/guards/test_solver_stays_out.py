"""The solver is loaded by the planner's own process and the command line, never by the web."""

import subprocess
import sys

SOLVER = ("highspy", "numpy", "rotations.planner", "rotations.lis1.optimal")

WEB = """
import sys
import app.factory
import app.jobs.registry
import app.services.rotation_planner_run
import app.services.rotation_run_page
import app.services.lis1_cases
print(*(name for name in {names!r} if name in sys.modules))
"""


def test_neither_the_web_nor_the_worker_loads_the_solver() -> None:
    code = WEB.format(names=SOLVER)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
