"""What is known of a picture besides what encoders read: its titles, tags, places, photographer and name.

And the words of captions in letters that ``word_overlap`` does not read, such as Russian ones.

A regressor learns from sentences and pixels; of a proper name it cannot know that it decides. What such words add to
its score was fitted to experts' ratings: docs/models.md has the figures and the command.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.bilingual import Group, in_other_language
from imgsearch.rescoring.names import Keys, keys_of_names, keys_of_query
from imgsearch.rescoring.places import is_no_thing, is_place
from imgsearch.rescoring.words import CYRILLIC, REMEMBERED_CAPTIONS, WORD, rarity, read_words, stem_word
from imgsearch.spelling import fold, spell

#: Words that only join others; what is rare in captions says much, and these are never in captions of ours.
JOINING = frozenset(
    "а без в во для до его ее её за и из или их к как ко ли на над не о об от по под при про с со у что это".split()
)
#: Words that no picture shows.
FUNCTION_WORDS = JOINING | frozenset(
    "a an the of and or but nor not no if as at by for from in into is it its on onto so than that this these those to "
    "was were are be been with without then too very also just only there here he she they we you what which who "
    "но же бы ли то эта этот эти был была было были он она оно они мы вы ты безо для тоже также только очень вот там "
    "тут здесь нет ни".split()
)
#: In front of a name, which is the same without it; "saint" only where it is a place's.
SAINTS = frozenset(("st", "saint", "санкт"))
#: Small words in one alphabet are names in the other only by chance: "na more" is not «кот на окне».
NO_NAMES = FUNCTION_WORDS | SAINTS
#: What cameras call their files.
CAMERA_WORDS = frozenset(
    "img image dsc dscf dscn dcim pict photo pano mvimg pxl sam gopr jpg jpeg png tif tiff".split()
)
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
#: What is left of a shorter stem may be another word's: "осень" would be a wasp's.
SHORTEST_STEM = 4
#: Letters and digits that take turns so often are a number, such as 6af2c1449a, and no words.
TURNS = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]+\d+){2}|(?<!\d)(?:\d+[^\W\d_]+){2}")
#: Where words were written together: MoscowSunset2019. The database takes the same names apart for its index.
JOINED = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])|(?<=[A-Za-zА-Яа-яЁё]{4})(?=[0-9])")
#: Parts of a path.
PART = re.compile(r"[^\W_]+")
#: A score of 0 or 1 has no logit.
MARGIN = 1e-4
NONE: frozenset[str] = frozenset()


class Known(NamedTuple):
    """What is known of one picture."""

    said: tuple[str, ...]
    """Titles, people, tags, places, photographer."""
    path: str
    """In its source."""
    has_captions: bool = False
    captions: tuple[str, ...] = ()
    """Those in other letters than Latin ones."""
    things: tuple[str, ...] = ()
    """Titles and tags alone: unlike names they may be asked for in another language."""


class Asked(NamedTuple):
    """A query by its words."""

    rarity: dict[str, float]
    """stem -> how much it says."""
    total: float
    name: str
    """The whole of it, as names are compared."""
    forms: frozenset[str]
    """All that may say any of its words; most texts have none of it."""
    others: tuple[Group, ...]
    """Its words and names that can be said in the other language."""
    other_forms: frozenset[str]
    """All that may say any of those."""
    keys: dict[str, Keys]
    """stem -> by which it is known in a name in other letters."""
    all_keys: Keys

    def share(self, stems: frozenset[str], things: frozenset[str] = NONE, names: Keys = NONE) -> float:
        """How much of it some stems say, 0..1; those of things in either language, and names in other letters."""
        other = set[str]() if self.other_forms.isdisjoint(things) else self._said_otherwise(things)
        if not self.all_keys.isdisjoint(names):
            other |= {stem for stem, keys in self.keys.items() if not keys.isdisjoint(names)}
        if not other and self.forms.isdisjoint(stems):
            return 0.0
        said = sum(
            weight for stem, weight in self.rarity.items() if stem in other or not stems.isdisjoint(_forms(stem))
        )
        return said / max(self.total, MARGIN)

    def _said_otherwise(self, things: frozenset[str]) -> set[str]:
        """The stems of what things say in the other language."""
        said = [group.stems for group in self.others if any(things.issuperset(other) for other in group.others)]
        return {stem for stems in said for stem in stems}


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
        is the picture's name or file name, its title, a tag, a place, its photographer.
    """
    asked = _read_query(query)
    share = np.zeros(len(known), dtype=np.float32)
    is_named = np.zeros(len(known), dtype=np.bool_)
    for row, each in enumerate(known):
        stems, names = _read_known(each)
        things = _read_things(each.things) if asked.others else NONE
        in_letters = _read_names(each.said) if asked.keys else NONE
        by_caption = max((asked.share(_read_caption(caption)) for caption in each.captions), default=0.0)
        share[row] = max(asked.share(stems, things, in_letters), by_caption if by_caption >= CAPTION_SHARE else 0.0)
        is_named[row] = asked.name in names
    return np.minimum(share, 1.0), is_named


@lru_cache(maxsize=256)
def _read_query(query: str) -> Asked:
    words = _words_of_query(query)
    stems = list(map(stem_word, words))
    weights = {stem: rarity(stem) for stem in sorted(set(stems))}
    forms = frozenset(form for stem in weights for form in _forms(stem))
    others = tuple(in_other_language(stems))
    other_forms = frozenset(stem for group in others for other in group.others for stem in other)
    by_word = ((stem, keys_of_query(word)) for stem, word in zip(stems, words, strict=True) if word not in NO_NAMES)
    keys = {stem: found for stem, found in by_word if found}
    all_keys = frozenset(key for found in keys.values() for key in found)
    return Asked(weights, sum(weights.values()), _as_name(query), forms, others, other_forms, keys, all_keys)


def _words_of_query(query: str) -> list[str]:
    words = [word for word in WORD.findall(_plain(query)) if word not in JOINING]
    return [
        word
        for word, after in zip_longest(words, words[1:], fillvalue="")
        if word not in SAINTS or (word == "saint" and not is_place(after))
    ]


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _read_known(known: Known) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of all words, and the names."""
    path = PurePosixPath(known.path)
    # A number in a file name counts the files, and so does a letter; only the whole name means something.
    parts = [part for part in PART.findall(normalize("NFC", known.path)) if not TURNS.search(part)]
    found = WORD.findall(_plain(" ".join(word for part in parts for word in (part, *JOINED.split(part)))))
    in_path = [word for word in found if len(word) > 1 and not word.isdigit() and word not in CAMERA_WORDS]
    stems = {stem for text in known.said for stem in _read_caption(text)} | {stem_word(word) for word in in_path}
    names = {*known.said, known.path, path.name, path.stem, " ".join(PART.findall(JOINED.sub(" ", path.stem)))}
    return frozenset(stems), frozenset(map(_as_name, names)) - {""}


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _read_things(things: tuple[str, ...]) -> frozenset[str]:
    """Stems; what is left of a place may be a thing, of Куба a cube."""
    words = (word for text in things for word in WORD.findall(_plain(text)))
    return frozenset(stem for word in words if not is_no_thing(word) for stem in _read_caption(word))


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _read_names(names: tuple[str, ...]) -> Keys:
    words = (word for name in names for word in WORD.findall(_plain(name)))
    return keys_of_names(word for word in words if word not in NO_NAMES)


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _read_caption(caption: str) -> frozenset[str]:
    return frozenset(form for stem in read_words(_plain(caption)).rarity for form in _forms(stem))


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _forms(stem: str) -> tuple[str, ...]:
    """A stem, and where it is Russian its own: Snowball cuts "тумане" to "туман", but "туман" to "тума"."""
    shorter = stem_word(stem) if CYRILLIC.search(stem) else stem
    return (stem, shorter) if len(shorter) >= SHORTEST_STEM else (stem,)


def _as_name(text: str) -> str:
    return _plain(text).casefold()


def _plain(text: str) -> str:
    """Whoever leaves accents out means the same name."""
    return fold(spell(text))
