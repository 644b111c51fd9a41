"""What an editor has seen of a picture is another thing as soon as something else is known of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from imgsearch.minors.review import Decision, Evidence, Suspect
from imgsearch.minors.seen import Seen, read_seen, write_seen

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
GIRL = Evidence("caption", "girl", "a.jpg#0", "the girl at the bar", 1.0, True, NOON)
SUSPECT = Suspect(
    "a.jpg", "/a.jpg", "hidden", 0.5, 1, [GIRL], [], image_id=7, sha256=b"a" * 32, texts_read_by="lexicon"
)


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"sha256": b"b" * 32},
        {"history": [Decision("flag", "eve", "", NOON)]},
        {"evidence": [GIRL, GIRL._replace(term="7")]},
        {"evidence": [GIRL._replace(text="a girl with a balloon")]},
        {"texts_read_by": None},
        {"caption_count": 2},
    ],
)
def test_what_is_said_or_has_come_since_is_not_what_was_seen(meanwhile: dict[str, Any]) -> None:
    assert Seen.of(SUSPECT._replace(**meanwhile)) != Seen.of(SUSPECT)


def test_a_form_brings_back_what_was_seen_whatever_the_odds_are_by_then() -> None:
    later = SUSPECT._replace(certainty=0.1, path="/b.jpg", evidence=[GIRL._replace(text=None)])
    written = later._replace(certainty=0.9, path="/a.jpg")
    assert read_seen([write_seen(written)]) == {7: Seen.of(later)}
