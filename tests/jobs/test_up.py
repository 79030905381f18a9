"""`legelop up` runs web and worker together: when one dies, the other is stopped cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ROOT
from tests.support.databases import copy_sqlite

LONGEST = 120.0
"""Seconds; far more than it takes, for a machine with other work."""
WORKER, WEB = "app worker", "app.wsgi:app"


def children(pid: int) -> dict[str, int]:
    """The worker and the web that `up` has started, by what they were started with."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        found.update({name: int(child) for name in (WORKER, WEB) if name in words})
    return found


def wait_for_children(pid: int) -> dict[str, int]:
    end = time.monotonic() + LONGEST
    while len(found := children(pid)) < 2:
        assert time.monotonic() < end, "web and worker never started"
        time.sleep(0.1)
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def up(sqlite_template: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "LEGELOP_DATABASE_URL": copy_sqlite(sqlite_template, tmp_path),
        "LEGELOP_SECRET_KEY": "x" * 40,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "up", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield process
    if process.poll() is None:
        process.terminate()
    process.wait(LONGEST)


@pytest.mark.parametrize(("killed", "left"), [(WORKER, WEB), (WEB, WORKER)])
def test_when_one_is_killed_the_other_ends_and_so_does_up(
    up: subprocess.Popen[bytes], killed: str, left: str
) -> None:
    started = wait_for_children(up.pid)
    os.kill(started[killed], signal.SIGKILL)
    assert up.wait(LONGEST) != 0
    assert not is_alive(started[left])
