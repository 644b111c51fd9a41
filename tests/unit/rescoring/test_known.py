from __future__ import annotations

import time

import numpy as np
import pytest

from imgsearch.rescoring.known import (
    DECIDING_SHARE,
    NAMED_SCORE,
    WEIGHTS,
    Known,
    add_known,
    known_overlap,
    raise_scores,
)

PICTURE = Known(("Kremlin at dawn", "paraglider", "закат на озере", "tver", "Anna Sokolova"), "shoot/DSCF0042.jpg")


@pytest.mark.parametrize(
    ("query", "share", "is_named"),
    [
        ("Kremlin at dawn", 1, True),
        ("«kremlin  AT dawn»", 1, True),
        ("paragliders", 1, True),
        ("a paraglider", 1, True),
        ("dawns at the Kremlin", 1, True),
        ("dawn", 1, False),
        ("закату на озерах", 1, True),
        ("Твери", 1, True),
        ("в Твери", 1, True),
        ("Тверской", 0, False),
        ("Anna", 1, True),
        ("Sokolova", 1, True),
        ("Анны Соколовой", 1, True),
        ("Соколова", 1, True),
        ("Anna Petrova", 0.5, False),
        ("Anna paraglider", 1, False),
        ("Paraglider", 1, True),
        ("закаты", 1, False),
        ("закат на озере", 1, True),
        ("dscf0042", 0, True),
        ("DSCF0042.JPG", 0, True),
        ("shoot/dscf0042.jpg", 1 / 3, True),
        ("42", 0, False),
        ("shoot", 1, False),
        ("a wolf", 0, False),
        ("волк", 0, False),
    ],
)
def test_known_words_of_a_query(query: str, share: float, is_named: bool) -> None:
    shares, named = known_overlap(query, [PICTURE])
    if query.startswith("shoot/"):
        assert 0 < shares[0] < 1
    else:
        assert shares[0] == pytest.approx(share, abs=0.02)
    assert named.tolist() == [is_named]


@pytest.mark.parametrize("query", ["jose garcia", "José García", "JOSÉ GARCIA"])
def test_a_name_is_known_with_and_without_its_accents(query: str) -> None:
    for name in ("José García", "jose garcia"):
        shares, named = known_overlap(query, [Known((name,), "a.jpg")])
        assert shares[0] == pytest.approx(1, abs=0.02)
        assert named.tolist() == [True]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("ColorfulCups.jpg", "colorful cups"),
        ("ColorfulCups.jpg", "colourful cups"),
        ("ColorfulCups.jpg", "colorfulcups"),
        ("Trips/MoscowSunset2019.jpg", "moscow sunset 2019"),
        ("trip/закатНаОзере.jpg", "закат на озере"),
        ("Dragonfly_by_Bolly.jpg", "dragonfly by bolly"),
    ],
)
def test_words_that_are_written_together_in_a_file_name_are_its_name_too(path: str, query: str) -> None:
    shares, named = known_overlap(query, [Known((), path)])
    assert named.tolist() == [True]
    assert shares[0] == pytest.approx(1, abs=0.02) or "2019" in query


@pytest.mark.parametrize(
    ("path", "query", "is_known"),
    [
        ("MoscowSunset2019.jpg", "sunsets", True),
        ("KamchatkaTrip/DSC1.jpg", "trip", True),
        ("6af2c1449aBcd.jpg", "bcd", False),
        ("IMG_20190612.jpg", "img", False),
        ("McDonald.jpg", "mcdonald", True),
    ],
)
def test_each_of_them_is_known(path: str, query: str, is_known: bool) -> None:
    assert (known_overlap(query, [Known((), path)])[0][0] > 0) == is_known


def test_a_rare_word_is_a_larger_share_than_a_usual_one() -> None:
    rare, usual = known_overlap("dog Sokolova", [PICTURE, Known(("dog",), "")])[0]
    assert rare > 0.75 > 0.25 > usual > 0


def test_scores_rise_with_what_is_known_and_never_fall() -> None:
    scores = np.array([0.1, 0.1, 0.5, 0.99, 0.2], dtype=np.float32)
    thresholds = np.full(5, 0.4, dtype=np.float32)
    known = [
        Known((), "a.jpg"), PICTURE, Known(("paraglider Sokolova wolf",), ""), PICTURE, Known((), "b.jpg")
    ]  # fmt: skip
    raised, unchanged, decides = add_known(scores, thresholds, "Sokolova paraglider", known)
    assert raised[[0, 4]].tolist() == scores[[0, 4]].tolist()
    assert (raised[1:4] > scores[1:4]).all()
    assert raised.dtype == np.float32
    assert (raised <= 1).all()
    assert unchanged.tolist() == thresholds.tolist()
    assert decides.tolist() == [False, True, True, True, False]


@pytest.mark.parametrize("threshold", [0.4, 2.0])
def test_the_whole_name_of_a_picture_is_a_match_whatever_the_pixels_say(threshold: float) -> None:
    none, thresholds = np.zeros(2, dtype=np.float32), np.full(2, threshold, dtype=np.float32)
    scores, thresholds, decides = add_known(none, thresholds, "dscf0042", [PICTURE, Known(("dscf0042 and more",), "")])
    assert scores[0] == np.float32(NAMED_SCORE) >= thresholds[0]
    assert thresholds[1] == np.float32(threshold)
    assert decides.tolist() == [True, True]


def test_what_is_known_decides_from_a_third_of_the_query_on() -> None:
    scores, thresholds = np.full((2, 1), 0.5, dtype=np.float32)
    for query, is_enough in (("paraglider", True), ("paraglider over the sea", True), ("at the theatre", False)):
        share, _ = known_overlap(query, [PICTURE])
        assert share[0] > 0
        *_, decides = add_known(scores, thresholds, query, [PICTURE])
        assert decides.tolist() == [share[0] >= DECIDING_SHARE] == [is_enough], query


@pytest.mark.parametrize("path", ["1022454332_6af2c1449a.jpg", "a.jpg", "x/b7c8.jpg", "3a/4c5/e.png", "фото/6а7б8.jpg"])
def test_letters_of_a_number_and_single_ones_are_no_words(path: str) -> None:
    for query in ("a dog", "af", "b", "c and e", "а"):
        share, is_named = known_overlap(query, [Known((), path)])
        assert (share[0], is_named[0]) == (0, False), query


@pytest.mark.parametrize("path", ["beach2019.jpg", "2019beach.jpg", "beach_2019_07.jpg", "beach7b.jpg"])
def test_a_word_beside_a_number_is_one(path: str) -> None:
    assert known_overlap("beach", [Known((), path)])[0].tolist() == [1]


@pytest.mark.parametrize("letter", ["a", "1", "щ", "Aa1"])
def test_a_long_word_is_read_in_no_time(letter: str) -> None:
    word = letter * (10_000 // len(letter))
    started = time.process_time()
    known_overlap(word, [Known((word,), word, things=(word,))])
    assert time.process_time() - started < 0.3


def test_nothing_known_changes_nothing() -> None:
    share = np.zeros(3)
    assert raise_scores(np.array([0.2, 0.5, 0.9]), share, WEIGHTS) == pytest.approx([0.2, 0.5, 0.9])


def test_own_captions_leave_less_to_known_words() -> None:
    scores, thresholds = np.full((2, 2), 0.2, dtype=np.float32)
    raised, *_ = add_known(scores, thresholds, "shoot paragliders", [PICTURE, PICTURE._replace(has_captions=True)])
    assert 0.85 < raised[0] < 0.9
    assert 0.65 < raised[1] < 0.75


@pytest.mark.parametrize("query", ["paragliders", "paraglider"])
def test_of_two_of_which_the_same_is_known_the_likelier_one_is_first(query: str) -> None:
    scores, thresholds = np.array([0.3, 0.7], dtype=np.float32), np.full(2, 0.4, dtype=np.float32)
    raised, *_ = add_known(scores, thresholds, query, [PICTURE, PICTURE])
    assert 0.4 < raised[0] < raised[1] < 1


@pytest.mark.parametrize(
    ("query", "share"),
    [
        ("невеста на берегу", 1),
        ("Невесты", 1),
        ("невеста на берегу моря в шляпе", 3 / 4),
        ("невеста в шляпе", 0),  # half of it
        ("собака у моря", 0),  # half by each of two captions
        ("волк", 0),
        ("туман", 1),
        ("о туманах", 1),
        ("осы", 0),
    ],
)
def test_words_of_one_caption_in_other_letters_count_where_it_says_most(query: str, share: float) -> None:
    picture = Known(
        (), "", has_captions=True, captions=("Невеста на берегу моря", "белая собака и кот", "осень в тумане")
    )
    assert known_overlap(query, [picture])[0][0] == pytest.approx(share, abs=0.05)
    scores, thresholds = np.full((2, 1), 0.4, dtype=np.float32)
    raised, _, decides = add_known(scores, thresholds, query, [picture])
    assert (raised[0] > 0.4, decides[0]) == (share > 0, share > 0)


@pytest.mark.parametrize(
    ("path", "query", "is_named"),
    [
        ("a/IMG_1054.jpg", "1054", True),
        ("a/_MG_1054.jpg", "1054", True),
        ("1054.jpg", "1054", True),
        ("a/IMG_1054.jpg", "54", False),
        ("a/IMG_054.jpg", "054", False),
        ("a/Summer_2019.jpg", "2019", False),
        ("a/old_dog_1054.jpg", "1054", False),
    ],
)
def test_a_picture_is_asked_for_by_the_number_of_its_frame(path: str, query: str, is_named: bool) -> None:
    assert known_overlap(query, [Known((), path)])[1].tolist() == [is_named]


@pytest.mark.parametrize(
    ("path", "query", "share"),
    [
        ("Свадьба Тверь/1.jpg", "wedding", 1),
        ("2019/Concert London/1.jpg", "концерт", 1),
        ("Concerts/1.jpg", "концерт", 1),
        ("Лев Орлов/1.jpg", "eagle", 0),
        ("Лев Орлов/1.jpg", "lion", 0),
        ("Tom Baker/1.jpg", "пекарь", 0),
        ("Свадьба.jpg", "wedding", 0),
    ],
)
def test_folders_are_known_in_the_other_language_but_names_are_not(path: str, query: str, share: float) -> None:
    assert known_overlap(query, [Known((), path)])[0].tolist() == [share]
