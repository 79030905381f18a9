"""Steps at the same time: each in a thread and a session of its own."""

import threading
from collections.abc import Callable

from sqlmodel import Session

from app.db.session import Database


def at_once(database: Database, *steps: Callable[[Session], object]) -> list[object]:
    """What each step gave, in their order; all begin when all are ready."""
    gate = threading.Barrier(len(steps))
    found: list[object] = [None] * len(steps)

    def run(number: int) -> None:
        with database.session() as mine:
            gate.wait()
            found[number] = steps[number](mine)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
