"""What pictures show of what a query's words look like."""

from __future__ import annotations

import numpy as np
import pytest

from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.rescoring.learned import LearnedWords, Looks
from imgsearch.rescoring.looks import LOOK_COLUMNS, look_columns
from imgsearch.rescoring.russian import English
from imgsearch.rescoring.words import rarity
from imgsearch.search.looks import look_up

AXES = np.eye(4, dtype=np.float32)
RED, MOTORCYCLE = AXES[0], AXES[1]
BACKGROUND = np.concatenate([AXES, -AXES])


def columns(*images: FloatArray, looks: Looks | None = None) -> dict[str, float]:
    near = normalize((RED + MOTORCYCLE)[None])[0]
    return look_columns(near, looks, np.stack(images), BACKGROUND @ near)


@pytest.fixture
def both() -> Looks:
    return Looks(2 * AXES[:2], np.zeros(2, np.float32), np.array([1.0, 3.0], np.float32), 0.5)


def test_a_picture_that_shows_one_of_two_words_does_not_show_both(both: Looks) -> None:
    red_alone = columns(RED, looks=both)
    assert red_alone["look_of_all"] == pytest.approx(0)
    assert columns(normalize((RED + MOTORCYCLE)[None])[0], looks=both)["look_of_all"] == pytest.approx(2**0.5)
    assert columns(RED, MOTORCYCLE, looks=both)["look_of_all"] == pytest.approx(0)  # one picture has to show all


def test_the_rarest_word_is_looked_for_by_itself(both: Looks) -> None:
    assert columns(RED, looks=both)["look_of_rarest"] == pytest.approx(0)
    assert columns(RED, MOTORCYCLE, looks=both)["look_of_rarest"] == pytest.approx(2)
    assert columns(MOTORCYCLE, looks=both)["look"] > columns(RED, looks=both)["look"] > 0


def test_what_pictures_usually_show_is_taken_off(both: Looks) -> None:
    usual = both._replace(usual=np.array([0.5, 0.5], np.float32))
    assert columns(MOTORCYCLE, looks=usual)["look_of_rarest"] == pytest.approx(1.5)


def test_nearness_is_told_in_spreads_of_other_pictures() -> None:
    found = columns(normalize((RED + MOTORCYCLE)[None])[0])
    assert found["near"] == pytest.approx(1 / (BACKGROUND @ normalize((RED + MOTORCYCLE)[None])[0]).std())
    assert found["near"] > found["near_of_background"]


def test_of_words_that_were_not_learned_nothing_is_said() -> None:
    found = columns(RED)
    assert tuple(found) == LOOK_COLUMNS
    assert {found[name] for name in LOOK_COLUMNS[2:]} == {0.0}


def test_the_words_of_a_text_are_looked_up_one_by_one() -> None:
    words = LearnedWords("e", "1", {"dog": 0, "german shepherd": 1, "snow": 2}, 2 * AXES[:3], AXES)
    looks = words.look_up("a german shepherd with quux in the snow")
    assert looks is not None
    assert looks.vectors.tolist() == (2 * AXES[1:3]).tolist()
    assert looks.usual == pytest.approx([0.5, 0.5])
    assert looks.rarity == pytest.approx([max(rarity("german"), rarity("shepherd")), rarity("snow")], rel=1e-6)
    assert looks.unknown == rarity("quux")
    assert words.look_up("quux") is None


def test_a_russian_text_is_looked_up_by_its_english_words() -> None:
    words = LearnedWords("e", "1", {"dog": 0}, 2 * AXES[:1], AXES)
    assert look_up(words, "собака", None) is None
    assert look_up(None, "dog", None) is None
    for looks in (look_up(words, "dog", None), look_up(words, "собака", English("dog", 1.0))):
        assert looks is not None
        assert looks.vectors.tolist() == (2 * AXES[:1]).tolist()
