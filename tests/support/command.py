"""The command `legelop` inside the test's own process: what it prints and its exit code.

Starting Python and importing everything takes seconds; the few tests that are about the process
itself (ports, signals, locks) start a real one.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from unittest import mock

from click.testing import CliRunner

from app.cli import main


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def run_command(*words: str, typed: str = "", environment: Mapping[str, str]) -> Finished:
    """Run `legelop WORDS…` with these variables added to the environment."""
    code = 0
    runner = CliRunner(env=dict(environment))
    with (
        mock.patch.dict(os.environ),
        mock.patch.object(sys, "argv", ["legelop", *words]),
        runner.isolation(input=typed) as streams,
    ):
        try:
            main()
        except SystemExit as stopped:
            code = stopped.code if isinstance(stopped.code, int) else 1
        sys.stdout.flush()
        sys.stderr.flush()
        out, err = streams[0].getvalue(), streams[1].getvalue()
    return Finished(code, out.decode("utf-8"), err.decode("utf-8"))
