"""What the processes of one test run share, and where it lies.

`make test` runs several processes. What is costly to make (the template databases, the PostgreSQL
server) is made by whichever comes first; the others wait for it, or come later and find it.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    import pytest

MEMORY = Path("/dev/shm")
ENOUGH = 3 * 1024**3
"""Bytes free; two processes with their databases use under one gigabyte."""


def fast_place() -> Path | None:
    """A folder kept in memory, where there is one with room; a disk does as well, but slower.

    Thousands of databases are made and thrown away in a run.
    """
    roomy = (
        MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH
    )
    return MEMORY if roomy else None


def shared_folder(factory: "pytest.TempPathFactory") -> Path:
    """A folder of this run that all its processes see."""
    own = factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold this lock; the other processes of the run wait."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def made_once(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    """The file of this name, made by the first process that asks: `make` writes to a given path."""
    target = folder / name
    with alone(folder / f"{name}.lock"):
        if not target.exists():
            unfinished = folder / f"{uuid4().hex}-{name}"
            make(unfinished)
            unfinished.rename(target)
    return target
