"""A live server on the demo world and a Chromium that may talk to nobody else."""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from werkzeug.serving import make_server

from app.clock import Clock
from app.commands.data import scan_once
from app.config import Settings
from app.db.session import Database
from app.extensions import Installation
from app.factory import create_app
from app.services import delay_scan_run, reminders
from seed.demo import forecast_runs, forecast_scenarios
from tests.conftest import SECRET
from tests.support.databases import close, copy_sqlite
from tests.support.run_folder import made_once

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from find_chromium import WHAT_TO_DO, find

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Any request to another machine fails, and with it the test.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

FEW_PATHS = 100
"""Of the forecast in the demo world of these tests: enough to fill its pages."""

# A status that a page answers on purpose is an "error" to the console.
EXPECTED_ON_CONSOLE = ("status of 404", "status of 422", "status of 403", "status of 401")


@dataclass(frozen=True, slots=True)
class Served:
    """A running application and the way to its database."""

    address: str
    home: Installation

    def scan(self) -> None:
        """The next night's scan, on the same day of the demo."""
        with self.home.database.session() as session:
            clock = self.home.clock
            delay_scan_run.run(session, clock.today(), clock.now(), lambda _done, _total: True)


@contextmanager
def served(template: Path, folder: Path) -> Iterator[Served]:
    """Serve a copy of a database to whoever asks on this machine."""
    app = create_app(_settings(copy_sqlite(template, folder)))
    home: Installation = app.extensions["legelop"]
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.server_port}", home)
    server.shutdown()
    thread.join()
    home.database.engine.dispose()


def _settings(url: str) -> Settings:
    return Settings(database_url=url, secret_key=SECRET, demo=True, cookie_secure=False)


@pytest.fixture(scope="session")
def scanned_template(shared: Path, demo_template: Path) -> Path:
    """The demo world after its first scan, as `legelop demo` leaves it, with some letters."""

    def make(path: Path) -> None:
        shutil.copyfile(demo_template, path)
        settings = _settings(f"sqlite:///{path}")
        home = Installation(settings, Clock(settings.fixed_today), Database(settings.database_url))
        with home.database.session() as session:
            scan_once(home, session)
            forecast_scenarios.load(session, home.clock.today())
            forecast_runs.load(session, home.clock.today(), home.clock.now(), paths=FEW_PATHS)
            reminders.missing_talks(session, home.clock.today(), home.clock.now())
        close(home.database)

    return made_once(shared, "scanned.sqlite3", make)


@pytest.fixture(scope="session")
def live_server(scanned_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the application with the demo world; one copy for each test process."""
    with served(scanned_template, tmp_path_factory.mktemp("live")) as running:
        yield running.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    if path is None:
        pytest.fail(WHAT_TO_DO)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


class Watched:
    """A page that remembers every complaint of the browser."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: object) -> None:
        text, kind = message.text, message.type  # type: ignore[attr-defined]
        expected = any(words in text for words in EXPECTED_ON_CONSOLE)
        if kind in ("error", "warning") and not expected:
            self.complaints.append(text)

    def be(self, public_id: str) -> None:
        """Become a demo person through the picker, as a user would."""
        self.page.goto(self.address + "/demo")
        self.page.locator(f'button[formaction$="{public_id}"]').click()
        self.page.wait_for_url(lambda url: "/demo" not in url)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def send(self, button: Locator) -> None:
        """Press a button that loads a page, and wait for it: going on at once could stop it."""
        with self.page.expect_navigation():
            button.click()


OpenPage = Callable[..., Watched]


@pytest.fixture
def open_page(browser: Browser, live_server: str) -> Iterator[OpenPage]:
    """Open a page: `open_page(size, locale, javascript)`; every complaint fails the test."""
    opened: list[tuple[BrowserContext, Watched]] = []

    def do_open(
        size: dict[str, int] = WIDE, locale: str = "nb-NO", javascript: bool = True
    ) -> Watched:
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            locale=locale,
            timezone_id="Europe/Oslo",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(10_000)
        watched = Watched(context, live_server)
        opened.append((context, watched))
        return watched

    yield do_open
    complaints = [text for _context, watched in opened for text in watched.complaints]
    for context, _watched in opened:
        context.close()
    assert complaints == []
