"""What stands beside an answer for programs that has no hits."""

from __future__ import annotations

import pytest

from imgsearch.search import SearchResult

from .test_query import asked, run

__all__ = ["asked"]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("disclaimer", "said"),
    [
        (None, "Nothing matches. Use --nearest to see the nearest pictures anyway.\n"),
        ("not here", "not here\n"),
    ],
)
def test_csv_without_hits_says_why_beside_it(
    monkeypatch: pytest.MonkeyPatch, disclaimer: str | None, said: str
) -> None:
    found = SearchResult("x", "en", [], [], disclaimer=disclaimer)
    monkeypatch.setattr("imgsearch.cli.query.search", lambda *_, **__: found)
    done = run("a dog", "--csv")
    assert (len(done.stdout.splitlines()), done.stderr) == (1, said)
