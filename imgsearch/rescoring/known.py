"""What is known of a picture besides what encoders read: its titles, tags, places, photographer and name.

And the words of captions in letters that ``word_overlap`` does not read, such as Russian ones.

A regressor learns from sentences and pixels; of a proper name it cannot know that it decides. What such words add to
its score was fitted to experts' ratings: docs/regressor.md has the figures and the command.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.asked import NONE, Asked, as_name, plain, read_caption, read_names, read_query
from imgsearch.rescoring.names import has_stem_of_thing
from imgsearch.rescoring.places import is_no_thing, is_place
from imgsearch.rescoring.russian_names import SURNAME, is_given_name
from imgsearch.rescoring.words import REMEMBERED_CAPTIONS, WORD, stem_word

#: What cameras call their files.
CAMERA_WORDS = frozenset(
    "img image dsc dscf dscn dcim pict photo pano mvimg pxl sam gopr jpg jpeg png tif tiff".split()
)
#: Digits of a frame's number by which a picture is asked for, and letters in front of it.
SHORTEST_NUMBER, LONGEST_PREFIX = 4, 4
#: Words of somebody's names.
LONGEST_NAME = 3
Weights = tuple[float, float]
#: Added to the logit of the score: share of the query's words, and its square. Own captions say most of it already.
WEIGHTS: Weights = (0.5, 6.0)
WEIGHTS_BESIDE_CAPTIONS: Weights = (0.0, 2.75)
#: Of a query that is what the picture is called, or all of its title, a tag, a place or its photographer.
NAMED_SCORE = 0.95
#: What known words say counts so much, what a picture shows the rest: experts' mean where tags hold most words is .88.
TRUST = 0.85
#: From this share of a query on what is known decides whether a picture matches, not what its pixels and captions show.
DECIDING_SHARE = 1 / 3
#: From this share of a query on the words of one caption count: two captions that hold half each show something else.
CAPTION_SHARE = 2 / 3
#: Letters and digits that take turns so often are a number, such as 6af2c1449a, and no words.
TURNS = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]+\d+){2}|(?<!\d)(?:\d+[^\W\d_]+){2}")
#: Where words were written together: MoscowSunset2019. The database takes the same names apart for its index.
JOINED = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])|(?<=[A-Za-zА-Яа-яЁё]{4})(?=[0-9])")
#: Parts of a path.
PART = re.compile(r"[^\W_]+")
#: A score of 0 or 1 has no logit.
MARGIN = 1e-4


class Known(NamedTuple):
    """What is known of one picture."""

    said: tuple[str, ...]
    """Titles, tags, places."""
    path: str
    """In its source."""
    has_captions: bool = False
    captions: tuple[str, ...] = ()
    """Those in other letters than Latin ones."""
    things: tuple[str, ...] = ()
    """Titles and tags alone: unlike names they may be asked for in another language."""
    people: tuple[str, ...] = ()
    """Who is in the picture, and the photographer."""


def add_known(
    score: FloatArray, threshold: FloatArray, query: str, known: Sequence[Known]
) -> tuple[FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    """Raise scores of pictures of which the words of a query are known; no other changes, and none is lowered.

    Args:
        score: (N,) 0..1.
        threshold: (N,) scores from which they match; what the query names does in any case.
        query: the text.
        known: of the N pictures.

    Returns:
        (N,) float32 scores in [0, 1], thresholds, and whether what is known decides.
    """
    share, is_named = known_overlap(query, known)
    has_captions = np.array([each.has_captions for each in known], dtype=np.bool_)
    raised = np.where(
        has_captions, raise_scores(score, share, WEIGHTS_BESIDE_CAPTIONS), raise_scores(score, share, WEIGHTS)
    )
    # Pictures of which the same is known keep their order, and none is as certain as one that shows what is asked for.
    raised = TRUST * raised + (1 - TRUST) * score
    raised = np.where(is_named, np.maximum(raised, NAMED_SCORE + (1 - NAMED_SCORE) * score), raised)
    scores = np.where((share > 0) | is_named, raised, score).astype(np.float32)
    thresholds = np.where(is_named, np.minimum(threshold, NAMED_SCORE), threshold).astype(np.float32)
    return scores, thresholds, is_named | (share >= DECIDING_SHARE)


def raise_scores(
    score: npt.NDArray[np.floating[Any]], share: npt.NDArray[np.floating[Any]], weights: Weights
) -> npt.NDArray[np.float64]:
    """Scores with what a share of known words adds to their logits."""
    sure = np.clip(np.asarray(score, dtype=np.float64), MARGIN, 1 - MARGIN)
    logit = np.log(sure / (1 - sure)) + weights[0] * share + weights[1] * np.square(share)
    raised: npt.NDArray[np.float64] = 1 / (1 + np.exp(-logit))
    return raised


def known_overlap(query: str, known: Sequence[Known]) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """How much of a query is known of N pictures, by all that is said of one together, or by one caption.

    Returns:
        (N,) share of the query's words that are known, by how much each says, 0..1; and (N,) whether the whole query
        is the picture's name or file name, or in any form its title, a tag, a place, its photographer, or names
        that are a part of one.
    """
    asked = read_query(query)
    rated = [_rate_known(asked, each) for each in known]
    share = np.array([share for share, _ in rated], dtype=np.float32)
    return np.minimum(share, 1.0), np.array([is_named for _, is_named in rated], dtype=np.bool_)


def _rate_known(asked: Asked, known: Known) -> tuple[float, bool]:
    """The same of one picture; a hundred are asked about in each search, and of most of them nothing is known."""
    stems, names, owners = _read_known(known)
    things = _read_things((*known.things, *_folders(known.path))) if asked.others else NONE
    in_letters = read_names(known.said) if asked.keys and known.said else NONE
    said = asked.known(stems, things, in_letters)
    people = (*known.people, *owners)
    for person in people:
        said |= asked.known_of_person(person)
    share = asked.weigh(said) if said else 0.0
    for caption in known.captions:
        by_caption = asked.share(read_caption(caption))
        share = max(share, by_caption if by_caption >= CAPTION_SHARE else 0.0)
    is_much = share > 0 and bool(np.float32(share) >= DECIDING_SHARE)  # as whoever gets the shares compares them
    return share, asked.name in names or (is_much and asked.is_called(known.said, people))


def are_known(names: Sequence[str], known: Sequence[Known]) -> npt.NDArray[np.bool_]:
    """(N,) whether all of some names are, in any form, titles, tags, places or people of each of N pictures."""
    asked = list(map(read_query, names))
    return np.array(
        [all(each.is_called(picture.said, picture.people) for each in asked) for picture in known], dtype=np.bool_
    )


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _read_known(known: Known) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Stems of all words but those of people, all names, and surnames among the folders."""
    path = PurePosixPath(known.path)
    # A number in a file name counts the files, and so does a letter; only the whole name means something.
    parts = [part for part in PART.findall(normalize("NFC", known.path)) if not TURNS.search(part)]
    owners = tuple(part for part in parts if part[:1].isupper() and has_stem_of_thing(plain(part)))
    parts = [part for part in parts if part not in owners]
    found = WORD.findall(plain(" ".join(word for part in parts for word in (part, *JOINED.split(part)))))
    in_path = [word for word in found if len(word) > 1 and not word.isdigit() and word not in CAMERA_WORDS]
    stems = {stem for text in known.said for stem in read_caption(text)} | {stem_word(word) for word in in_path}
    names = {
        *known.said,
        *known.people,
        known.path,
        path.name,
        path.stem,
        " ".join(PART.findall(JOINED.sub(" ", path.stem))),
        frame_number(path.stem),
    }
    return frozenset(stems), frozenset(map(as_name, names)) - {""}, owners


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _folders(path: str) -> tuple[str, ...]:
    """Words of the folders that a picture lies in, but those that may be names.

    In the folder of Лев Орлов are no eagles, and in that of Tom Baker no bakers.
    """
    folders = [PART.findall(part) for part in PurePosixPath(normalize("NFC", path)).parent.parts]
    return tuple(
        word
        for words in folders
        if not _is_full_name(words)
        for word in words
        if not (is_given_name(plain(word)) or SURNAME.fullmatch(plain(word)))
    )


def _is_full_name(words: Sequence[str]) -> bool:
    """Whether a folder may be called by somebody's names in Latin letters; "Concert London" has a place."""
    are_names = 2 <= len(words) <= LONGEST_NAME and all(word[0].isupper() and word.isascii() for word in words)
    return are_names and not any(is_place(plain(word)) for word in words)


def frame_number(stem: str) -> str:
    """The number behind a short word in a file's name, "1054" of IMG_1054; nothing where it has other words."""
    *words, number = PART.findall(JOINED.sub(" ", stem)) or [""]
    is_number = number.isdigit() and len(number) >= SHORTEST_NUMBER
    return number if is_number and len(words) <= 1 and len("".join(words)) <= LONGEST_PREFIX else ""


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _read_things(things: tuple[str, ...]) -> frozenset[str]:
    """Stems; what is left of a place may be a thing, of Куба a cube."""
    words = (word for text in things for word in WORD.findall(plain(text)))
    return frozenset(stem for word in words if not is_no_thing(word) for stem in read_caption(word))
