"""Addresses of static files: with a hash for caching, and `integrity` for what others made."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, url_for

STATIC = Path(__file__).resolve().parent.parent / "static"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file by others with the hash that the browser checks."""

    url: str
    integrity: str


def init_app(app: Flask) -> None:
    """Give the two functions to the templates."""
    app.add_template_global(static_url)
    app.add_template_global(vendor)


def static_url(name: str) -> str:
    """The address of one of our own files; a changed file gets a new address."""
    return url_for("static", filename=name, v=_short_hash(name))


def vendor(name: str) -> Asset:
    """A fetched third-party file with its integrity hash."""
    entry = _manifest()[name]
    return Asset(
        url_for("static", filename=f"vendor/{name}", v=entry["sha384"][:10]),
        f"sha384-{entry['sha384']}",
    )


@cache
def _short_hash(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


@cache
def _manifest() -> dict[str, dict[str, str]]:
    path = STATIC / "vendor" / "manifest.json"
    if not path.is_file():
        raise FileNotFoundError(
            "The front-end files are missing. Run `make static` (or scripts/fetch_static.py)."
        )
    files: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))["files"]
    return files
