from __future__ import annotations

import numpy as np

from imgsearch.rescoring.words import QUERY_FEATURES, WORD_FEATURES, read_words, word_overlap

NAMES = (*WORD_FEATURES, *QUERY_FEATURES)


def overlap(query: str, *captions: str) -> dict[str, float]:
    return dict(zip(NAMES, word_overlap(query, [captions])[0].tolist(), strict=True))


def test_the_same_words_are_a_full_overlap() -> None:
    found = overlap("Two dogs are running", "a dog runs, and two more dogs are running", "a cat")
    assert found["words_best"] == found["words_of_any"] == 1
    assert found["words_missing"] == 0


def test_what_no_caption_holds_is_missing_and_rare_words_count_for_more() -> None:
    man, yak = overlap("a yak", "a man")["words_missing"], overlap("a man", "a yak")["words_missing"]
    assert man > 2 * yak > 0
    both = overlap("a yak and a unicycle", "a man")
    assert both["words_rarest_missing"] < both["words_missing"]


def test_another_colour_is_seen() -> None:
    right, wrong = overlap("a red ball", "a red ball on grass"), overlap("a red ball", "a blue ball on grass")
    assert right["words_best"] > wrong["words_best"]
    assert wrong["words_best_of_both"] < right["words_best_of_both"] < 1


def test_captions_are_averaged_and_joined() -> None:
    found = overlap("a yak rides a unicycle", "a yak", "a unicycle", "nothing")
    assert found["words_mean"] < found["words_best"] < found["words_of_any"] < 1


def test_a_picture_without_captions_has_no_overlap() -> None:
    found = word_overlap("two dogs", [[], None, ["a dog"]])
    assert np.isnan(found[:2, : len(WORD_FEATURES)]).all()
    assert (found[:, NAMES.index("words_of_query")] == 2).all()
    assert word_overlap("a dog", []).shape == (0, len(NAMES))


def test_a_query_without_words_overlaps_nothing() -> None:
    assert np.isfinite(list(overlap("?!", "a dog").values())).all()
    assert np.isfinite(list(overlap("a dog", "...").values())).all()


def test_forms_of_a_word_are_one_word() -> None:
    assert read_words("Dogs jumping").rarity.keys() == read_words("dog jumps").rarity.keys()
