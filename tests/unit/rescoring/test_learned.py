"""Texts are moved towards what their words look like."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from imgsearch.encoders import load_encoder
from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.errors import ModelUnavailable
from imgsearch.rescoring.learned import LearnedWords, shipped_words
from imgsearch.rescoring.russian import English
from imgsearch.search.looks import approach
from imgsearch.training.kinds import read_table
from scripts.fit_words import read_everyday, read_groups

AXES = np.eye(4, dtype=np.float32)


@pytest.fixture
def words() -> LearnedWords:
    images = np.concatenate([AXES, -AXES])
    return LearnedWords("e", "1", {"dog": 0, "german shepherd": 1, "snow": 2}, 2 * AXES[:3], images)


def nearest(vector: FloatArray) -> int:
    return int(vector[0].argmax())


def test_a_word_leads_to_what_it_looks_like(words: LearnedWords) -> None:
    near = words.approach(AXES[3:], "dogs", is_short=True)
    assert near is not None
    assert near[0] == pytest.approx([0.5**0.5, 0, 0, 0.5**0.5])
    weaker = words.approach(AXES[3:], "dogs", is_short=False)
    assert weaker is not None
    assert 0 < weaker[0, 0] < weaker[0, 3]


def test_names_go_before_their_words_and_rare_words_count_for_more(words: LearnedWords) -> None:
    near = words.approach(AXES[3:], "a german shepherd", is_short=True)
    assert near is not None
    assert (near[0, 1] > 0, near[0, 0]) == (True, 0)
    both = words.approach(AXES[3:], "dog in snow", is_short=True)
    assert both is not None
    assert both[0, 2] > both[0, 0] > 0


def test_a_text_of_other_words_stays_where_it_is(words: LearnedWords) -> None:
    assert words.approach(AXES[3:], "quux", is_short=True) is None
    assert approach(words, AXES[3:], "собака", None) is None
    near = approach(words, AXES[3:], "собака", English("dog", 1.0))
    assert near is not None
    assert near[0, 0] > 0
    assert approach(None, AXES[3:], "dog", None) is None


def test_what_was_written_is_read(words: LearnedWords, tmp_path: Path) -> None:
    file = tmp_path / "words"
    file.write_bytes(words.to_bytes())
    read = LearnedWords.read(file)
    assert (read.rows, read.fits("e", "1"), read.fits("e", "2")) == (words.rows, True, False)
    assert read.vectors == pytest.approx(words.vectors, abs=0.01)
    save_file({"vectors": words.vectors}, file, {"format": "imgsearch-words-1", "card": "{}"})
    for path in (file, tmp_path / "missing"):
        with pytest.raises(ModelUnavailable, match=f"{path.name} cannot be read; run `pip install --force-reinstall"):
            LearnedWords.read(path)


def test_those_that_ship_are_the_encoders() -> None:
    words, encoder = shipped_words(), load_encoder("small")
    assert words is not None
    assert words.fits(encoder.name, encoder.revision)
    assert {"poodl", "race car", "snow"} <= words.rows.keys()
    everyday = [name for _, names in read_everyday() for name in names]
    assert len(everyday) > 200
    assert [name for name in everyday if words.look_up(name) is None] == []
    # Verbs of sentences are no names of things.
    assert [words.look_up(text) for text in ("he saw", "letting", "locked", "drills")] == [None] * 4
    near = words.approach(normalize(encoder.encode_texts(["zebra"])), "zebra", is_short=True)
    assert near is not None
    assert np.linalg.norm(near) == pytest.approx(1, abs=1e-5)


def test_everyday_names_stand_for_kinds_that_have_closer_names() -> None:
    kinds = {row["English"].split("|")[0]: own[0] for own, row in read_table() if len(own) == 1}
    groups, named = read_groups(set())
    assert [groups[number] for number in named["wolf"]] == [
        [kinds["timber wolf"], kinds["white wolf"], kinds["red wolf"]]
    ]
    assert [groups[number] for number in named["piano"]] == [[kinds["grand piano"], kinds["upright"]]]
    # A name of the table stays what it is, and what captions say is learned from them.
    assert [groups[number] for number in named["tench"]] == [[kinds["tench"]]]
    assert "wolf" not in read_groups({"wolf"})[1]
