"""How soon Chromium shows the results, in a gallery of many synthetic pictures.

    python -m benchmarks.first_paint PICTURES [100000] [--load-seconds 60]

The vectors are mixtures of those of the pictures in a folder, as in large_table.py; the hits' thumbnails are made of
the same pictures. The page runs as a process of its own, on an embedded database in a folder of its own. Warm means
that models, statements and style sheet have been used before; thumbnails come anew. Beside them stands
the page before anything is searched for, as the machine's own pace. With --load-seconds it goes on
with benchmarks/web.py on the same table, 50 clients.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import numpy as np
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks.large_table import fill, make_session
from benchmarks.record import Record
from benchmarks.records import add_record_option, recording
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.encoders import load_encoder
from imgsearch.pictures.copies import Copy, make_thumbnail
from imgsearch.pictures.decode import read_picture
from imgsearch.tables import Thumbnail

QUERIES = (
    "two dogs running in the snow", "a man climbing a rock", "a red race car", "a bird in flight", "a crowd",
    "собака прыгает в воду", "a woman in a red dress", "surfing a big wave", "человек на вершине горы", "city at night",
)  # fmt: skip
ROUNDS = 4
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
TIMES = """() => {
    const at = performance.getEntriesByType("navigation")[0];
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    const shown = [...document.querySelectorAll(".tile img")].filter(i => i.getBoundingClientRect().top < innerHeight);
    const loaded = performance.getEntriesByType("resource").filter(one => shown.some(i => i.src === one.name));
    return [at.responseStart, paint.startTime, Math.max(0, ...loaded.map(one => one.responseEnd)), shown.length];
}"""
SEARCHED = ("first byte of the page of results", "first paint of results", "last tile in sight is there")

#: The paint is noted a little after it happens.
PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
    if (list.getEntriesByName("first-contentful-paint").length) done();
}).observe({type: "paint", buffered: true}))"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--load-seconds", type=float, default=0)
    add_record_option(parser)
    options = parser.parse_args()
    encoder = load_encoder("small")
    pictures = [read_picture(file) for file in sorted(options.pictures.iterdir())[:400]]
    real = np.concatenate([encoder.encode_images(pictures[first : first + 32]) for first in range(0, 400, 32)])
    thumbnails = [make_thumbnail(picture) for picture in pictures[:60]]
    with tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        server = EmbeddedServer(Path(folder))
        try:
            admin = make_engine(server.url()).execution_options(isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE bench{options.count}")
            admin.dispose()
            session = make_session(server, options.count)
            fill(session, encoder, real, options.count)
            address = server.url().set(database=f"bench{options.count}").render_as_string(hide_password=False)
            with serving(address) as url:
                with recording("first-paint", options.record) as record:
                    measure(record, url, session, thumbnails)
                if options.load_seconds:
                    command = [
                        sys.executable,
                        "-m",
                        "benchmarks.web",
                        "--url",
                        url,
                        "--seconds",
                        str(options.load_seconds),
                    ]
                    command += ["--record", str(options.record)] if options.record else []
                    subprocess.run(command, check=True)
        finally:
            server.stop()


@contextmanager
def serving(database: str, port: int = 8399) -> Iterator[str]:
    """The page as a process; its address."""
    command = [sys.executable, "-m", "imgsearch", "serve", "--port", str(port), "--searches-per-minute", "10000000"]
    environment = os.environ | {"IMGSEARCH_DATABASE_URL": database}
    with (
        Path(os.environ["IMGSEARCH_DATA_DIR"], "page.log").open("w") as log,
        subprocess.Popen(command, env=environment, stderr=log) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(120):
                try:
                    urllib.request.urlopen(f"{url}/healthz")
                    break
                except urllib.error.URLError:
                    time.sleep(0.5)
            yield url
        finally:
            process.terminate()


def give_thumbnails(page: Page, url: str, session: Session, thumbnails: Sequence[Copy]) -> None:
    """Thumbnails for what the queries find."""
    found: set[int] = set()
    for text in QUERIES:
        answer = page.request.get(address(url, text)).text()
        found |= {int(number) for number in re.findall(r'src="/thumbnail/(\d+)', answer)}
    rows = [
        {
            "image_id": number, "sha256": sha256(str(number).encode()).digest(),
            "width": copy.width, "height": copy.height, "webp": copy.data,
        }
        for number, copy in ((number, thumbnails[number % len(thumbnails)]) for number in sorted(found))
    ]  # fmt: skip
    session.execute(insert(Thumbnail), rows)
    session.commit()


def address(url: str, text: str) -> str:
    """Of a page of results; weak ones too, since mixtures of pictures match little."""
    return f"{url}/?q={quote(text)}&nearest=1"


def measure(record: Record, url: str, session: Session, thumbnails: Sequence[Copy]) -> None:
    """Keep what Chromium saw: of results beside the same of the start page, which searches for nothing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        give_thumbnails(page, url, session, thumbnails)
        rows: list[list[float]] = []
        empty: list[list[float]] = []
        for turn in range(ROUNDS + 1):
            for text in QUERIES:
                for place, times in ((url, empty), (address(url, text), rows)):
                    page.goto(place, wait_until="load")
                    page.evaluate(PAINTED)
                    if turn:
                        times.append(page.evaluate(TIMES))
        browser.close()
    print(f"{len(rows)} warm searches, {statistics.mean(row[3] for row in rows):.0f} tiles in sight")
    first_byte, painted = ([row[index] for row in empty] for index in (0, 1))
    lines: list[tuple[str, list[float], list[float] | None]] = [
        ("first byte, start page", first_byte, None),
        ("first paint, start page", painted, None),
    ]
    for index, (name, pace) in enumerate(zip(SEARCHED, (first_byte, painted, painted), strict=True)):
        lines.append((name, [row[index] for row in rows], pace))
    for name, spent, beside in lines:
        figure = record.add(name, spent, "ms", baseline=beside)
        late = record.add(f"{name}, p95", statistics.quantiles(spent, n=20)[18], "ms")
        print(f"{name:<34}{figure.value:>8.0f}{late.value:>8.0f}", flush=True)


if __name__ == "__main__":
    main()
