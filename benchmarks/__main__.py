"""Run every measurement and print one line for each: `make bench`.

A time alone says more about the machine than about the code, so each line sets ours beside
an alternative that does the same work, in the same process.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx

from app.db import migrate
from app.db.session import Database
from app.services import knowledge
from app.store import counts, records
from benchmarks import rotations
from benchmarks.courses import bench_courses
from benchmarks.forecast import bench_forecast
from benchmarks.lis1 import bench_lis1
from benchmarks.pdf import bench_pdf
from benchmarks.projection import bench_projection
from benchmarks.rotation_rules import bench_rotation_rules
from benchmarks.scan import bench_scan
from pathways.graph import build_graph, progress_subgraph
from pathways.routes import routes
from seed.demo.cast import CAST
from seed.demo.install import install_demo
from seed.knowledge_files import read_knowledge
from seed.load import load_reference


def best_of(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the quickest of several runs."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def line(name: str, ours: float, other: str, theirs: float, size: str) -> None:
    """One measurement."""
    print(
        f"{name}: {ours * 1000:.1f} ms against {theirs * 1000:.1f} ms for {other}"
        f" (ratio {ours / theirs:.2f}; {size})"
    )


def bench_routes() -> None:
    """All routes from student to consultant: pruned to what reaches the goal, or not."""
    graph = build_graph(read_knowledge())
    progress = progress_subgraph(graph)
    start, goal = "student_licensed", "specialist:HJS"
    ours = best_of(lambda: routes(graph, start, goal))
    theirs = best_of(lambda: list(nx.all_simple_paths(progress, start, goal)))
    size = f"{len(graph)} stages, {graph.number_of_edges()} transitions, {start} to {goal}"
    line("routes", ours, "networkx.all_simple_paths without pruning", theirs, size)


def bench_knowledge(database: Database) -> None:
    """The reference data for a page: from the process's cache, or read again."""
    with database.session() as session:
        knowledge.load_bundle(session)
        ours = best_of(lambda: knowledge.load_bundle(session))

        def read_again() -> None:
            knowledge._cache.clear()
            knowledge.load_bundle(session)

        theirs = best_of(read_again)
    line("reference data for a page", ours, "reading it again", theirs, "13 tables, 37 plans")


def bench_record(small: Database, large: Database, people: int) -> None:
    """One doctor's record: in a world three times as large, against the small one."""
    public_id = CAST[0].public_id

    def load(database: Database) -> Callable[[], object]:
        def work() -> object:
            with database.session() as session:
                return records.load_record(session, public_id)

        return work

    ours, theirs = best_of(load(large)), best_of(load(small))
    line("one doctor's record", ours, "the small world", theirs, f"{people} people against a third")


def make_world(folder: Path, scale: int) -> Database:
    """A database with reference data and a demo world."""
    database = Database(f"sqlite:///{folder}/scale{scale}.sqlite3")
    migrate.upgrade(database.engine)
    with database.session() as session:
        load_reference(session, now=datetime.now(UTC))
        install_demo(session, scale=scale)
        session.commit()
    return database


def count_people(database: Database) -> int:
    """Everybody in a world."""
    with database.session() as session:
        return counts.people(session)[0]


def main() -> None:
    """Every measurement."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = make_world(folder, 1), make_world(folder, 3)
        bench_routes()
        bench_projection()
        bench_courses()
        bench_knowledge(small)
        bench_record(small, large, count_people(large))
        bench_scan(folder)
    bench_rotation_rules()
    bench_lis1()
    bench_pdf()
    bench_forecast()
    rotations.main(["60x36x10", "--seconds", "60", "--only", "planner", "repair"])


if __name__ == "__main__":
    main()
