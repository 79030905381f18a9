"""Starting the web and the worker."""

import os
import signal
import socket
import subprocess
import sys
import time

import click

from app.commands.data import describe_demo, forecast_once, scan_once
from app.commands.home import open_home
from app.db import migrate
from seed.demo.install import ensure_demo
from seed.load import load_reference

HOST = "127.0.0.1"
STOP_AFTER = 10.0


def web_command(port: int) -> list[str]:
    """Gunicorn with few processes and a few threads each: pages are short."""
    return [
        sys.executable, "-m", "gunicorn", "app.wsgi:app",
        "--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4",
        "--log-level", "warning", "--graceful-timeout", "5",
    ]  # fmt: skip


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(port: int) -> None:
    """Serve the web application alone (the worker is `legelop worker`)."""
    os.execv(sys.executable, web_command(port))  # noqa: S606  (our own program)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def up(port: int) -> None:
    """Make everything ready and start web and worker; in demo mode with the demo people."""
    home = open_home()
    require_free(port)
    prepare()
    processes = [
        subprocess.Popen([sys.executable, "-m", "app", "worker"]),
        subprocess.Popen(web_command(port)),  # noqa: S603
    ]
    address = f"http://{HOST}:{port}"
    click.echo(f"\nLegeløp runs at {address}")
    if home.settings.demo:
        click.echo(f"Choose a demo person: {address}/demo")
    click.echo("Stop with Ctrl-C.\n")
    sys.exit(watch(processes))


def require_free(port: int) -> None:
    """Say it at once when another program has the port, before anything is made ready."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise click.UsageError(
                f"port {port} is taken by another program, perhaps a Legeløp that already runs."
                f" Stop it, or choose another: PORT={port + 1} make run"
            ) from None


def prepare() -> None:
    """Tables, reference data and demo people; each does nothing when nothing is new."""
    home = open_home()
    migrate.upgrade(home.database.engine)
    with home.database.session() as session:
        load_reference(session, now=home.clock.now())
        if home.settings.demo:
            counts = ensure_demo(session)
            session.commit()
            scan_once(home, session)
            forecast_once(home, session)
            click.echo(describe_demo(counts) if counts else "Demo people: already there.")


def watch(processes: list[subprocess.Popen[bytes]]) -> int:
    """Wait until told to stop or one of them dies; then stop both."""
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: stopping.append(got))
    while not stopping and all(process.poll() is None for process in processes):
        time.sleep(0.2)
    died = [process.returncode for process in processes if process.poll() is not None]
    if not stopping:
        click.echo("The web or the worker stopped by itself; the reason stands above.", err=True)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(STOP_AFTER)
        except subprocess.TimeoutExpired:
            process.kill()
    return 0 if stopping else next((code for code in died if code), 1)
