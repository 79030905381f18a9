#!/usr/bin/env bash
# Pins every dependency with its hashes. Needs uv (pip install uv). No index address is written.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --custom-compile-command "make lock" "$@"; }
compile pyproject.toml --group build -o requirements/runtime.lock
compile pyproject.toml --group build --group test -c requirements/runtime.lock -o requirements/test.lock
