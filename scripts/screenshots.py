"""Take screenshots of every page, light, dark, in Russian, and on a phone.

Usage: python scripts/screenshots.py FOLDER [--url http://127.0.0.1:8000] [--account NAME] [--query TEXT]

The page must run (`imgsearch serve`); with --account, an editor's, whose password is in IMGSEARCH_PASSWORD, the pages
behind the login are taken too. With --query only the results of that search are taken, as FOLDER/search.jpg: the
picture in the README. Needs Chromium at /usr/bin/chromium.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OPEN = {
    "start": "/",
    "results": "/?q=two+dogs+running+in+the+snow",
    "nearest": "/?q=a+rocket+launch&nearest=1",
    "nothing": "/?q=a+rocket+launch",
    "disclaimer": "/?q=a+little+girl",
    "login": "/login",
    "api": "/api/docs",
    "missing": "/picture/0",
}
BEHIND_LOGIN = {"review": "/review", "rate": "/rate"}
LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}, "locale": "en"},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 800}, "locale": "en"},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "locale": "ru", "has_touch": True},
    "phone-dark": {
        "color_scheme": "dark", "viewport": {"width": 390, "height": 844}, "locale": "en", "has_touch": True,
    },
    "russian": {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}, "locale": "ru"},
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--account")
    parser.add_argument("--query")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for look in LOOKS if options.query is None else ():
            take(browser, look, options.url, options.account, options.folder)
        if options.query is not None:
            take_search(browser, options.url, options.query, options.folder / "search.jpg")
        browser.close()


def take_search(browser: Browser, url: str, query: str, file: Path) -> None:
    """The results of one search in a small window."""
    page = browser.new_page(viewport={"width": 1000, "height": 866}, locale="en")
    page.goto(f"{url}/?{urlencode({'q': query})}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, type="jpeg", quality=85)
    print(file)


def take(browser: Browser, look: str, url: str, account: str | None, folder: Path) -> None:
    """All pages in one look."""
    context = browser.new_context(**LOOKS[look])  # type: ignore[arg-type]
    page = context.new_page()
    for name, path in OPEN.items():
        page.goto(url + path)
        save(page, folder / f"{name}-{look}.png")
    page.goto(url + OPEN["results"])
    page.click(".tile >> nth=0")
    save(page, folder / f"picture-{look}.png")
    page.click("[data-key=m]")
    save(page, folder / f"like-{look}.png")
    if account:
        page.goto(url + "/login")
        page.fill("[name=name]", account)
        page.fill("[name=password]", os.environ["IMGSEARCH_PASSWORD"])
        page.click("main button")
        for name, path in BEHIND_LOGIN.items():
            page.goto(url + path)
            save(page, folder / f"{name}-{look}.png")
    context.close()


def save(page: Page, file: Path) -> None:
    """What is on the screen when everything has come."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    print(file)


if __name__ == "__main__":
    main()
