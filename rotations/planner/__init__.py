"""The planner: the best plan of a rotation case, and how good it is at most.

And why there is none, the fewest changes after an edit, and what another placement would cost.
Loads the solver; only the worker and the command line import it.
"""

from rotations.planner.alternatives import why_not, wish_cost
from rotations.planner.asked import answer
from rotations.planner.explain import explain
from rotations.planner.repair import repair
from rotations.planner.solve import solve

__all__ = ["answer", "explain", "repair", "solve", "why_not", "wish_cost"]
