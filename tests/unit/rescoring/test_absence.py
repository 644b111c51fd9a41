"""What tells queries that nothing shows from others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from imgsearch.encoders.arrays import WideArrays
from imgsearch.errors import ModelUnavailable
from imgsearch.rescoring import absence as absences
from imgsearch.rescoring.absence import FARTHEST, Absence, Bounds
from imgsearch.rescoring.evidence import PRODUCTS, Seen, column_names, extend, situation_of
from imgsearch.rescoring.familiar import word_rarities
from imgsearch.rescoring.learned import Looks
from imgsearch.rescoring.words import rarity

DIMENSION = 4
AXIS = np.eye(DIMENSION, dtype=np.float32)
SITUATIONS = ("pixels", "captions", "pixels_multilingual", "captions_multilingual")


def seen(image: int = 0, *, latin: bool = True, said: bool = False, text: str = "a dog", score: float = 0.5) -> Seen:
    """Three pictures on one axis, asked for by what is on the first one."""
    similarity = {} if not said else {"use-multilingual": 0.5} | ({"minilm": 0.7} if latin else {})
    words = np.full((3, 8), 0.25, dtype=np.float32) if said and latin else None
    images = np.repeat(AXIS[image : image + 1], 3, axis=0)
    return Seen(text, latin, AXIS[0], images, np.full(3, score, dtype=np.float32), similarity, words)


def model(changed: dict[str, NDArray[Any]] | None = None, /, **weights: float) -> Absence:
    """Columns as they are, with a weight for those that are named; some arrays may be others."""
    arrays = {"names.latin": np.repeat(AXIS[1:2], 20, axis=0), "names.other": np.repeat(AXIS[2:3], 20, axis=0)}
    arrays |= {"words": AXIS, "counts": np.array([8.0, 4.0, 2.0, 1.0]), "images": AXIS, "texts": AXIS}
    for situation in SITUATIONS:
        columns = column_names(seen(latin="multilingual" not in situation, said="captions" in situation))
        count = extend(np.zeros((1, len(columns))), columns).shape[1]
        arrays[f"{situation}.mean"] = np.zeros(len(columns), dtype=np.float32)
        arrays[f"{situation}.scale"] = np.ones(len(columns), dtype=np.float32)
        arrays[f"{situation}.weight"] = np.array([*(weights.get(name, 0.0) for name in columns), *[0.0] * count])[
            :count
        ]
    bounds = {situation: {"maybe": -1.0, "sure": 1.0} for situation in SITUATIONS}
    card = {"encoder": "small", "encoder_revision": "1", "bounds": bounds, "pictures": {"maybe": 0.5, "sure": 0.75}}
    return Absence(card, arrays | (changed or {}))


def test_a_picture_that_answers_other_queries_better_is_no_evidence() -> None:
    judge = model(over_rivals=1.0)
    assert judge.evidence(seen(0)) == pytest.approx(1.0)
    assert judge.evidence(seen(1)) == pytest.approx(-1.0)


def test_other_queries_are_those_in_the_querys_letters() -> None:
    judge = model(over_rivals=1.0)
    assert judge.evidence(seen(2, latin=True)) == pytest.approx(0.0)
    assert judge.evidence(seen(2, latin=False)) == pytest.approx(-1.0)


def test_a_name_of_what_is_asked_for_is_no_rival() -> None:
    judge = model({"names.latin": np.repeat(AXIS[:1], 20, axis=0)}, over_rivals=1.0)
    assert judge.evidence(seen(0)) == pytest.approx(1.0)


def test_the_best_score_counts_by_its_odds() -> None:
    assert model(score=1.0).evidence(seen(score=0.5, said=True)) == pytest.approx(0.0)
    assert model(score=1.0).evidence(seen(score=0.8, said=True)) == pytest.approx(np.log(4), rel=1e-5)


def test_what_lies_far_beyond_what_was_fitted_tells_no_more() -> None:
    far = [model(score=1.0).evidence(seen(said=True, score=score)) for score in (0.99, 0.9999, 0.01, 0.0001)]
    assert far == pytest.approx([FARTHEST, FARTHEST, -FARTHEST, -FARTHEST])
    # Neither do the products: the nearest of pictures that have nothing to do with a frequent word is no match of it.
    columns = column_names(seen(said=True))
    at = len(columns) + [pair for pair in PRODUCTS if set(pair) <= set(columns)].index(("words", "score"))
    weight = np.zeros(len(extend(np.zeros((1, len(columns))), columns)[0]))
    weight[at] = 1.0
    judge = model({"captions.weight": weight, "captions.scale": np.full(len(columns), 0.01)})
    assert judge.evidence(seen(said=True, score=0.9)) == pytest.approx(FARTHEST**2)


def test_without_captions_what_words_look_like_counts_and_not_the_score() -> None:
    judge = model(score=1.0, look_of_all=1.0)
    looks = Looks(2 * AXIS[:2], np.zeros(2, np.float32), np.ones(2, np.float32), 0.0)
    one, other = (seen(score=score)._replace(looks=looks, near=AXIS[0]) for score in (0.2, 0.8))
    assert judge.evidence(one) == judge.evidence(other) == pytest.approx(0.0)  # nothing shows the second word
    both = one._replace(images=np.full((1, DIMENSION), 0.5, dtype=np.float32))
    assert judge.evidence(both) == pytest.approx(1.0)


def test_captions_without_vectors_by_one_of_the_encoders_yet_count_as_usual() -> None:
    judge = model(minilm=1.0, **{"use-multilingual": 1.0})
    judge.arrays["captions.mean"][column_names(seen(said=True)).index("use-multilingual")] = 0.25
    known = seen(said=True)
    assert judge.evidence(known) == pytest.approx(0.7 + (0.5 - 0.25))
    assert judge.evidence(known._replace(similarity={"minilm": 0.7})) == pytest.approx(0.7)


def test_what_is_often_said_is_familiar() -> None:
    columns = model().columns(seen())
    rare = model({"counts": np.array([1.0, 4.0, 2.0, 8.0])})
    assert columns["familiar_words"] > rare.columns(seen())["familiar_words"]


def test_captions_have_a_regression_of_their_own() -> None:
    found = [situation_of(seen(latin=latin, said=said)) for latin in (True, False) for said in (False, True)]
    assert found == ["pixels", "captions", "pixels_multilingual", "captions_multilingual"]
    assert model(minilm=1.0).evidence(seen(said=True)) == pytest.approx(0.7)
    assert model(minilm=1.0).evidence(seen(said=False)) == 0.0


def test_a_file_gives_back_what_was_stored(tmp_path: Path) -> None:
    stored, file = model(score=2.0), tmp_path / "stored"
    file.write_bytes(stored.to_bytes())
    read = Absence.read(file)
    assert read.card == stored.card
    told = seen(score=0.8, said=True)
    assert read.evidence(told) == pytest.approx(stored.evidence(told))
    assert read.evidence(told) > 1
    assert read.bounds(seen()) == Bounds(-1.0, 1.0)
    assert read.pictures == Bounds(0.5, 0.75)


@pytest.mark.parametrize("data", [b"", b"nothing", b"\x02\0\0\0\0\0\0\0{}"])
def test_other_bytes_are_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "other"
    file.write_bytes(data)
    with pytest.raises(ModelUnavailable, match="other cannot be read"):
        Absence.read(file)


def test_a_search_reads_what_it_needs() -> None:
    read = Absence.read(Path(absences.__file__).parent / absences.FILE)
    assert isinstance(read.arrays, WideArrays)
    width = read.arrays["images"].shape[1]
    axis = np.eye(width, dtype=np.float32)
    read.evidence(seen()._replace(query=axis[0], images=axis[:3]))
    assert read.arrays["names.latin"].dtype == np.float32
    assert read.arrays["counts"].dtype == np.float64
    assert {"names.latin", "words"} <= read.arrays.were_read
    assert "names.other" not in read.arrays.were_read


def test_it_holds_for_one_encoder_only() -> None:
    assert model().fits("small", "1")
    assert not model().fits("small", "2")
    assert not model().fits("clip:openai/clip-vit-base-patch32", "1")


def test_the_shipped_one_has_bounds_for_each_situation() -> None:
    shipped = absences.shipped_absence()
    assert shipped is not None
    assert set(shipped.card["bounds"]) == set(SITUATIONS)
    for bounds in (*shipped.card["bounds"].values(), shipped.card["pictures"]):
        assert bounds["maybe"] <= bounds["sure"]


def test_a_russian_word_is_as_rare_as_its_english_one() -> None:
    assert word_rarities("Собаки") == word_rarities("dog")
    assert word_rarities("собака на снегу") == [*word_rarities("dog"), *word_rarities("snow")]


def test_a_word_that_captions_never_have_is_the_rarest() -> None:
    assert word_rarities("зебра") == [rarity("зебра")]
    assert word_rarities("зебра") > word_rarities("мужчина")
