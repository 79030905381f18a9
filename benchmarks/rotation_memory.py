"""Runs a command and adds its greatest memory in MB and its seconds of processor time, as the last
line of standard error."""

import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage


def main() -> None:
    """Run what the arguments say, with the same input and output."""
    done = subprocess.run(sys.argv[1:], check=False)  # noqa: S603
    used = getrusage(RUSAGE_CHILDREN)
    sys.stderr.write(f"\n{used.ru_maxrss // 1024} {used.ru_utime + used.ru_stime:.1f}\n")
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
