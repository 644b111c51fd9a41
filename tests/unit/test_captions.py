from __future__ import annotations

import pytest

from imgsearch.queries.captions import CaptionQuery, vector_of_caption, words_query


@pytest.mark.parametrize(
    ("lexemes", "query"),
    [
        ([], ""),
        (["dog"], "'dog'"),
        (["dog", "unicycl"], "'unicycl' & 'dog'"),
        (["dog", "cat"], "'cat' & 'dog'"),
        (["c", "bb", "aaa"], "('bb' & 'c') | ('aaa' & 'c') | ('aaa' & 'bb')"),
        (["o'neil \\"], "'o''neil \\\\'"),
        (["o'neil", "a\\b"], "'o''neil' & 'a\\\\b'"),
    ],
)
def test_all_words_but_one_of_three_or_more_must_be_there(lexemes: list[str], query: str) -> None:
    assert words_query(lexemes) == query


def test_of_many_words_the_eight_longest_are_looked_for() -> None:
    query = words_query([letter * length for length, letter in enumerate("abcdefghij", start=1)])
    assert query.count("|") == 7
    assert {word.strip("'() ") for each in query.split("|") for word in each.split("&")} == {
        letter * length for length, letter in enumerate("abcdefghij", start=1) if length > 2
    }


def test_names_of_columns_tell_encoders_and_texts_apart() -> None:
    query = CaptionQuery(text_index=3, encoder="use-multilingual", encoder_id=7, dimension=2)
    assert (query.name, query.column) == ("use_multilingual_3", "similarity_use_multilingual_3")


def test_a_vector_belongs_to_one_caption_of_one_picture() -> None:
    assert str(vector_of_caption()) == (
        "caption_embedding.caption_id = caption.id AND caption_embedding.image_id = caption.image_id"
    )
