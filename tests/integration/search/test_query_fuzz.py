"""Whatever is asked, with the encoders that ship: hits, the disclaimer, or one line that says what is wrong."""

from __future__ import annotations

import json
import math
import signal
from collections.abc import Callable, Iterator
from hashlib import sha256
from types import FrameType

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st
from pgvector import HalfVector
from sqlalchemy import insert, select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.encoders import load_encoder
from imgsearch.errors import BadInput, EmptyIndex
from imgsearch.models.store import register_encoder
from imgsearch.search import (
    Filters,
    Part,
    SearchModels,
    SearchResult,
    read_models,
    record_search,
)
from imgsearch.tables import Caption, Image, ImageEmbedding
from imgsearch.tables import Search as SearchRow
from loaders.embeddings import load_caption_embeddings
from tests.asking import search, search_parts
from tests.fuzzing import trying

MEGABYTE = "собака \x00" * 150_000
SIGNS = [
    "2:", "-", "--", "-2:", "1e309:dog", "nan:dog", "inf:dog", "-nan:dog", "0:dog", "9" * 400 + ":dog", "٣:dog", ":",
    "2:-dog", "0.0:x", "-:", "\x1b[2J", "%s%n", "'; DROP TABLE image; --", "a" * 2000, "\u200b", "\ufffd", "\x00",
    "\U000e0041", "\u0301" * 500, "\ud800", "𝕕𝕠𝕘", "a & b | !c:* <-> d", "\\", "🐕" * 300,
]  # fmt: skip
ANY_TEXT = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(), max_size=40),  # surrogates too
    st.sampled_from(SIGNS),
    st.tuples(st.sampled_from(["", "-"]), st.floats().map(str), st.text(max_size=5)).map(
        lambda p: "{}{}:{}".format(*p)
    ),
)


@pytest.fixture(autouse=True)
def not_for_ever() -> Iterator[None]:
    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError("a query hangs")

    earlier = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, earlier)


@pytest.fixture
def models(session: Session, database_url: URL, monkeypatch: pytest.MonkeyPatch) -> SearchModels:
    """What ships, over three pictures with captions in two languages."""
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    encoder_id = register_encoder(session, load_encoder("small"))
    vectors = load_encoder("small").encode_texts(["a dog runs", "красная машина", "a boat"])
    for number, (vector, said) in enumerate(zip(vectors, ("a dog runs", "красная машина", "a boat"), strict=True)):
        values = {"gallery": "g", "sha256": sha256(bytes([number])).digest(), "file_bytes": 1, "mtime_ns": 1}
        image_id = session.scalar(
            insert(Image)
            .values(name=f"{number}.jpg", path=f"/{number}.jpg", width=1, height=1, **values)
            .returning(Image.id)
        )
        session.execute(
            insert(ImageEmbedding).values(encoder_id=encoder_id, image_id=image_id, embedding=HalfVector(vector))
        )
        session.execute(
            insert(Caption).values(
                caption_key=f"{number}.jpg#0", image_name=f"{number}.jpg", image_id=image_id, text=said
            )
        )
    session.commit()
    for name in ("minilm", "use-multilingual"):
        load_caption_embeddings(session, name, load_encoder)
    found = read_models(session)
    session.rollback()
    assert found.regressor is not None
    return found


def answer(ask: Callable[[], SearchResult]) -> SearchResult | str:
    """The result, or why there is none."""
    try:
        return ask()
    except (BadInput, EmptyIndex) as exc:
        return str(exc)


def is_sound(result: SearchResult) -> bool:
    scores = [hit.score for hit in (*result.hits, *result.nearest)]
    return result.disclaimer is not None or (len(scores) == 3 and all(0 <= score <= 1 for score in scores))


def test_any_text_is_answered_or_refused(session: Session, models: SearchModels) -> None:
    @trying(40)
    @given(ANY_TEXT)
    @example(MEGABYTE)
    def check(text: str) -> None:
        result = answer(lambda: search(session, models, text))
        if isinstance(result, str):
            assert len(result) < 300
            return
        assert is_sound(result)
        record_search(session, result)
        stored = session.scalar(select(SearchRow.text).order_by(SearchRow.id.desc()).limit(1))
        session.rollback()
        assert stored == result.text

    check()


PARTS = st.builds(
    Part,
    text=ANY_TEXT,
    weight=st.one_of(st.floats(), st.sampled_from([1.0, -1.0, 2.0, 1e-300, math.inf, math.nan])),
)


def test_any_parts_and_filters_are_answered_or_refused(session: Session, models: SearchModels) -> None:
    @trying(40)
    @given(
        st.lists(PARTS, max_size=4),
        st.sampled_from(["gallery", "photographer", "tags", "", ""]),
        ANY_TEXT,
        st.one_of(st.none(), st.floats(), st.floats(0, 1)),
    )
    @example([Part("a dog")], "photographer", "\udcff", None)
    @example([Part("a dog", weight=1e-300), Part("a boat", weight=5e-324)], "", "", None)
    def check(parts: list[Part], kind: str, said: str, min_score: float | None) -> None:
        def ask() -> SearchResult:
            wanted = Filters(**({kind: (said,) if kind == "tags" else said} if kind else {}))
            return search_parts(session, models, parts, min_score=min_score, filters=wanted)

        result = answer(ask)
        assert len(result) < 3000 if isinstance(result, str) else result.disclaimer is not None or is_sound(result)

    check()


def test_the_command_answers_anything_in_lines_of_its_own(models: SearchModels) -> None:
    @trying(15)
    @given(st.lists(ANY_TEXT, min_size=1, max_size=3))
    @example([MEGABYTE])
    @example(["-" + " " * 1_000_000])
    @example(["--", *SIGNS[:8]])
    def check(texts: list[str]) -> None:
        result = CliRunner().invoke(main, ["query", "--json", *texts], color=True)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        if result.exit_code == 0:
            assert isinstance(json.loads(result.stdout), dict) or texts == ["--help"]
        else:
            assert result.stdout == ""
            assert result.stderr.strip()
            assert len(result.stderr) < 5000
            assert result.exit_code in (1, 2)

    check()

    for score in ("nan", "-nan", "inf", "2"):
        refused = CliRunner().invoke(main, ["query", "dog", "--min-score", score])
        assert refused.exit_code in (1, 2)
        assert "score" in refused.stderr
