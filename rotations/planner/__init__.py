"""The planner: the best plan of a rotation case, and how good it is at most.

Loads the solver; only the worker and the command line import it.
"""

from rotations.planner.solve import solve

__all__ = ["solve"]
