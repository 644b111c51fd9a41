"""People who search on the page and over the API, and who ask for what they may not see."""

from __future__ import annotations

import http.client
import json
import random
import re
import time
from urllib.parse import urlencode

from sqlalchemy import text

from benchmarks.soaking.database import Cluster
from benchmarks.soaking.faults import Faults
from benchmarks.soaking.ledger import Ledger
from benchmarks.soaking.programs import Page

#: With the version of the row: where it is the same before and after, the picture was hidden all the while. Else it may
#: have been cleared, shown, and hidden again within one search, since its file went.
HIDDEN = "SELECT id, xmin::text FROM image WHERE is_hidden"
SHOWN = re.compile(rb"/thumbnail/(\d+)\.webp")
#: What the page says while the database does not answer; docs/faults.md.
UNAVAILABLE = 503


class Visitor:
    """One client of a page; asks one thing after another."""

    def __init__(self, page: Page, cluster: Cluster, faults: Faults, ledger: Ledger, texts: list[str]) -> None:
        self._page, self._cluster, self._faults, self._ledger = page, cluster, faults, ledger
        self._texts, self._random = texts, random.Random(f"{page.name} {id(self)}")

    def search(self) -> None:
        """Search; nothing that is shown may have been hidden before the request and still after it."""
        asked = self._random.choice(self._texts)
        if self._random.random() < 0.5:
            path = "/api/search?" + urlencode({"q": asked, "limit": 60, "nearest": "true"})
        else:
            path = "/?" + urlencode({"q": asked})
        before = self._hidden()
        started = time.monotonic()
        answer = self.ask("GET", path)
        if answer is None:
            return
        status, body = answer
        if status != 200:
            self._ledger.fail(f"search answered {status}: {body[:120]!r}")
            return
        self._ledger.took((time.monotonic() - started) * 1000)
        self._ledger.count("searches answered")
        shown = shown_in(path, body)
        self._ledger.count("pictures shown", len(shown))
        wrong = {row for row in before if row[0] in shown}
        if wrong and (wrong := wrong & self._hidden()):
            self._ledger.fail(f"hidden pictures were shown: {sorted(wrong)[:5]}")
            self._ledger.count("hidden pictures shown", len(wrong))

    def _hidden(self) -> set[tuple[int, str]]:
        return self._cluster.insist(
            lambda session: {(image_id, version) for image_id, version in session.execute(text(HIDDEN))}
        )

    def pry(self) -> None:
        """Ask for a hidden picture by its id."""
        before = self._hidden()
        if not before:
            return
        asked = self._random.choice(sorted(before))
        for path in (f"/thumbnail/{asked[0]}.webp", f"/picture/{asked[0]}"):
            answer = self.ask("GET", path)
            if answer is not None and answer[0] != 404 and asked in self._hidden():
                self._ledger.fail(f"{path} of a hidden picture answered {answer[0]}")
                self._ledger.count("hidden pictures shown")
            self._ledger.count("hidden pictures asked for")

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes] | None:
        """Status and body; None after an error that is documented for what was down at that time."""
        started, kinds = time.monotonic(), {"database"}
        try:
            status, body = self._page.ask(method, path, headers)
        except (OSError, http.client.HTTPException) as exc:
            kinds = {self._page.name, f"{self._page.name}'s worker"}
            said = f"{type(exc).__name__}: {exc}"
        else:
            if status != UNAVAILABLE:
                return status, body
            said = f"{status} {body[:120]!r}"
        if self._faults.explain(kinds, started, time.monotonic()):
            self._ledger.count(f"documented errors, {' or '.join(sorted(kinds))} down")
        else:
            self._ledger.fail(f"{self._page.name}: {path.partition('?')[0]}: {said}")
        time.sleep(0.2)
        return None


def shown_in(path: str, body: bytes) -> set[int]:
    """The pictures of an answer."""
    if path.startswith("/api/"):
        return {hit["image_id"] for hit in json.loads(body)["hits"]}
    return {int(image_id) for image_id in SHOWN.findall(body)}
