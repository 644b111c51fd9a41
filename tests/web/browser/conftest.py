from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine

from imgsearch.search import SearchModels
from imgsearch.web.app import create_app

from ..conftest import CONFIG, PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
in_ci = bool(os.environ.get("IMGSEARCH_CI"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if in_ci:
            pytest.fail("CI needs Chromium: apt-get install chromium")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The rules of accessibility as a script."""
    if not AXE.exists():
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, capture_output=True, check=False)
        if done.returncode and in_ci:
            pytest.fail(f"CI needs `npm ci` in {HERE}: {done.stderr.decode(errors='replace')}")
        if done.returncode:
            pytest.skip("npm ci does not work here")
    return AXE.read_text()


@pytest.fixture
def site(engine: Engine, models: SearchModels) -> Iterator[str]:
    """The page, served for real; the address."""
    server = uvicorn.Server(uvicorn.Config(create_app(engine, CONFIG, models), port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, site: str) -> Iterator[NewPage]:
    """Opens a window; the test fails when anything in it is refused by the CSP or throws."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def make(language: str = "en", width: int = 1200, height: int = 800) -> Page:
        context = browser.new_context(base_url=site, locale=language, viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert said == []


def log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/login")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
