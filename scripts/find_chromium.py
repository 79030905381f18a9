"""Find a Chromium for the browser tests; with --install, install one where that is possible.

Order: `CHROMIUM=/path`, a Chromium or Chrome on the PATH, one that Playwright has fetched.
Installing: Debian's package when we are root, else Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

WHAT_TO_DO = """The browser tests need Chromium, and none was found or could be installed.
Do one of these:
  - Debian or Ubuntu:  sudo apt-get install chromium
  - any system:        .venv/bin/playwright install chromium
  - a Chromium of your own:  CHROMIUM=/path/to/chromium make test"""


def find() -> str | None:
    """Path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    fetched = sorted(Path("~/.cache/ms-playwright").expanduser().glob("chromium-*/*/chrome"))
    return str(fetched[-1]) if fetched else None


def install() -> None:
    """Try the ways of installing that this machine allows."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], check=False, **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
            check=False,
            env=environment,
            **quiet,
        )
    if find() is None:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, check=False)


def main() -> int:
    """Say where Chromium is, or what to do."""
    if find() is None and "--install" in sys.argv:
        install()
    found = find()
    print(found or WHAT_TO_DO, file=sys.stdout if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
