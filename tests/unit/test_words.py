from __future__ import annotations

import pytest

from imgsearch.queries.captions import words_query


@pytest.mark.parametrize(
    ("lexemes", "query"),
    [
        ([], ""),
        (["dog"], "'dog'"),
        (["dog", "snow"], "'snow' & 'dog'"),
        (["dog", "run", "snow"], "('dog' & 'run') | ('snow' & 'run') | ('snow' & 'dog')"),
        (["o'neil", "a\\b"], "'o''neil' & 'a\\\\b'"),
    ],
)
def test_captions_may_lack_one_word_of_three(lexemes: list[str], query: str) -> None:
    assert words_query(lexemes) == query


def test_of_a_long_text_the_longest_words_are_looked_for() -> None:
    query = words_query([f"{'x' * length}" for length in range(1, 300)])
    assert len(query.split(" | ")) == 8
    assert "'" + "x" * 291 + "'" not in query
    assert "'" + "x" * 292 + "'" in query
