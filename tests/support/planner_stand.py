"""A planner that says what it is told to, in place of the one in its own process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.services import rotation_planner_run
from app.services.rotation_edits_values import Author
from app.services.rotation_planner_run import Planner, Start
from app.services.rotation_solver_run import Answer, Order
from rotations.types.results import Progress
from tests.support.draft_world import NOW, TODAY, DraftWorld


@dataclass
class Stand:
    """Says one thing after the other; an exception is raised where one stands."""

    says: list[object]
    orders: list[Order] = field(default_factory=list)
    stopped: bool = False

    def news(self, seconds: float) -> Progress | Answer | None:
        said = self.says.pop(0) if self.says else None
        if isinstance(said, type) and issubclass(said, BaseException):
            raise said
        if callable(said):
            said = said(self)
        assert said is None or isinstance(said, Progress | Answer)
        return said

    def stop(self) -> None:
        self.stopped = True

    def start(self) -> Start:
        @contextmanager
        def begin(order: Order) -> Iterator[Planner]:
            self.orders.append(order)
            yield self

        return begin


def run_of(world: DraftWorld, *says: object) -> Stand:
    """The worker takes up what waits, with a planner that says this."""
    stand = Stand(list(says))
    rotation_planner_run.run(
        world.session, TODAY, lambda: NOW, lambda done, total: True, start=stand.start()
    )
    return stand


def author_of(world: DraftWorld) -> Author:
    """Marte, today."""
    return Author(world.people["Marte"], "Marte", TODAY)
