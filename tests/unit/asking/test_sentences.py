from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgsearch.asking.sentences import LONG_WORDS, LONGEST_WORDS, split_long
from imgsearch.search import Query, ask
from imgsearch.search.query import MAXIMUM_PARTS
from tests.fuzzing import trying

SENTENCE = "A brown dog runs over the wet sand of a beach with a red ball in its mouth."
OTHERS = (
    "Behind it the waves of a grey sea break on the shore. The sky is cloudy and the light is soft. "
    "Two men with hats walk far away along the water! No. Is there a boat on the horizon? Yes, a white sailing boat, "
    "small and far away. The dog's fur is wet and its paws throw sand into the air. It looks happy and very fast."
)


def test_a_short_text_stays_whole() -> None:
    assert split_long(f"{SENTENCE} {SENTENCE}", 10) == [f"{SENTENCE} {SENTENCE}"]


def test_a_long_text_is_taken_in_its_sentences() -> None:
    parts = split_long(f"{SENTENCE} {OTHERS}", 10)
    assert parts[0] == SENTENCE
    assert parts[1] == "Behind it the waves of a grey sea break on the shore."
    assert "Two men with hats walk far away along the water! No." in parts  # what says little belongs to the one before
    assert " ".join(parts) == f"{SENTENCE} {OTHERS}"


@trying(100)
@given(st.lists(st.sampled_from(["dog", "runs", "beach.", "far,", "and", "no!"]), max_size=300), st.integers(1, 10))
def test_no_word_is_lost_and_there_are_no_more_parts_than_may_be(words: list[str], most: int) -> None:
    text = " ".join(words)
    parts = split_long(text, most)
    assert " ".join(" ".join(parts).split()) == text
    assert len(parts) <= most or (len(words) < LONG_WORDS and len(parts) == 1)


def test_a_long_sentence_is_cut_at_its_commas() -> None:
    whole, longer = f"{'dog ' * 19}dog, {'cat ' * 19}cat.", f"{'dog ' * 20}dog, {'cat ' * 19}cat."
    assert split_long(f"{whole} {longer}", 10) == [whole, f"{'dog ' * 20}dog,", f"{'cat ' * 19}cat."]


def test_the_shortest_neighbours_are_put_together_until_they_are_few_enough() -> None:
    long, *short = f"{'tree ' * 39}tree.", "a brown dog runs.", "one cat sits there.", f"{'snow ' * 19}snow."
    text = " ".join([long, *short])
    assert split_long(text, 4) == [*split_long(text, 10)]
    assert split_long(text, 1) == split_long(text, 0) == [text]
    assert split_long(text, 3)[1:] == [f"{short[0]} {short[1]}", short[2]]


def test_words_without_a_stop_are_cut() -> None:
    parts = split_long("word " * 130, 10)
    assert [len(part.split()) for part in parts] == [33, 33, 33, 31]
    assert max(len(part.split()) for part in parts) <= LONGEST_WORDS


def test_a_query_of_a_hundred_words_has_a_part_for_each_sentence() -> None:
    typed = f"{SENTENCE} {OTHERS}"
    query = ask(typed)
    assert 5 <= len(query.parts) <= MAXIMUM_PARTS
    assert {part.weight for part in query.parts} == {1.0}
    assert str(query) == typed
    assert len(ask(typed, literal=True).parts) == 1


def test_what_a_long_text_denies_is_a_part_of_its_own() -> None:
    query = ask(f"{SENTENCE} {OTHERS} Without people.")
    assert [part.text for part in query.parts if part.weight < 0] == ["people"] or query.understood.meanings == ()
    assert len(query.parts) <= MAXIMUM_PARTS


@pytest.mark.parametrize("text", ["a dog", ""])
def test_nothing_is_made_of_little(text: str) -> None:
    assert split_long(text, 3) == [text]
    assert Query.of("a dog").parts[0].text == "a dog"
