"""Texts of which it is known whether galleries show them; for fit_absence.py."""

from __future__ import annotations

import csv
import random
import re
from typing import Any, NamedTuple

from imgsearch.rescoring.learned import Looks, shipped_words
from imgsearch.search.looks import approach, look_up
from imgsearch.search.read import read_english
from imgsearch.spelling import spell
from scripts.absence_galleries import ROOT, SILENT, Gallery, stems

RANDOM = random.Random(0)
#: Texts of each kind for a gallery.
MOST = 150
LOOKED_AT = 6000
#: Share of the kinds that other galleries do not show which are asked for there.
SHARE = 0.2
#: Dogs by their breeds, of which captions seldom speak.
BREEDS = range(151, 276)
ENDS = SILENT | frozenset(
    "under behind was looking holding standing sitting walking running jumping wearing riding".split()
)
ARTICLES = frozenset("a an the two three some his her".split())


class Asked(NamedTuple):
    """A text asked of a gallery."""

    gallery: str
    text: str
    tower: str
    """latin; translated: a Russian text with its English words; other: a Russian text as if they were not known; or
    english: an English text read by the multilingual tower."""
    shown: bool
    source: str


def phrases(text: str) -> list[str]:
    """Noun phrases of up to three words: what stands between an article and the next preposition or verb."""
    found: list[str] = []
    phrase: list[str] = []
    is_in = False
    for word in [*re.findall(r"[a-z]+|[.,]", text.lower()), "."]:
        if is_in and (word in ENDS or word in ".," or word.endswith("ing")):
            if 0 < len(phrase) <= 3:
                found.append(" ".join(phrase))
            is_in = False
        elif is_in:
            phrase.append(word)
        if word in ARTICLES:
            is_in, phrase = True, []
    return found


def english_of(text: str) -> str | None:
    """What a Russian text says in English, where every word is known."""
    english = read_english(spell(text))
    return english.text if english is not None and english.is_whole else None


def look_near(asked: Asked, query: Any) -> Any:  # noqa: ANN401 (arrays)
    """What the candidates of a search are near to."""
    if asked.tower not in ("latin", "translated"):
        return query
    text = spell(asked.text)
    near = approach(shipped_words(), query[None], text, read_english(text))
    return query if near is None else near[0]


def looks_of(asked: Asked) -> Looks | None:
    """What the words of a text look like one by one, as far as its tower knows them."""
    text = spell(asked.text)
    return look_up(shipped_words(), text, read_english(text)) if asked.tower in ("latin", "translated") else None


def read_kinds() -> list[list[str]]:
    """Number, English names and Russian names of each kind."""
    lines = (ROOT / "imgsearch/training/data/kinds.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


class Queries:
    """Texts for all galleries; nothing that the other half of asking.tsv asks for is asked of its gallery."""

    def __init__(self, galleries: dict[str, Gallery]) -> None:
        self.galleries = galleries
        with (ROOT / "benchmarks/data/asking.tsv").open(encoding="utf-8") as file:
            self.rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
        kept_back = (row for row in self.rows if row[0] == "report" and row[2] == "en" and row[1].endswith("thing"))
        self.kept_back = [stems(row[3]) for row in kept_back]

    def is_kept_back(self, text: str) -> bool:
        """Whether a text asks for a thing of the other half."""
        return any(back and back <= stems(text) for back in self.kept_back)

    def own(self) -> list[Asked]:
        """The half to choose by; other galleries are asked too where captions tell what they show."""
        asked = []
        for before, row in zip([self.rows[0], *self.rows], self.rows, strict=False):
            english, towers = (row[3], ["latin"]) if row[2] == "en" else (before[3], ["translated", "other"])
            if row[0] != "choose":
                continue
            for tower in towers:
                asked.append(Asked("dev", row[3], tower, bool(row[4]), f"own {row[1].split()[-1]}"))
                for name in ("coco", "kinds"):
                    if (shown := self.galleries[name].shows(english)) is not None:
                        asked.append(Asked(name, row[3], tower, shown, "own"))
        return asked

    def cut(self, name: str, other: list[str]) -> list[Asked]:
        """Phrases and sentences of a gallery's captions and of other captions, by both towers."""
        gallery = self.galleries[name]
        own = frozenset(text for texts in gallery.captions for text in texts)
        short = sorted({text for caption in (*sorted(own), *other) for text in phrases(caption)})
        short = [text for text in short if not self.is_kept_back(text)]
        asked = []
        for source, texts in (("phrase", short), ("sentence", [*sorted(own), *other])):
            RANDOM.shuffle(texts)
            for shown in (True, False):
                judge = gallery.shows if source == "phrase" else lambda text: gallery.says(text, own)
                chosen = [text for text in texts[:LOOKED_AT] if judge(text) is shown][:MOST]
                asked += [Asked(name, text, tower, shown, source) for text in chosen for tower in ("latin", "english")]
        return asked

    def things(self) -> list[Asked]:
        """What people ask for in a word or two, of every gallery that tells whether it shows it."""
        asked = []
        for line in (ROOT / "scripts/asked_things.tsv").read_text(encoding="utf-8").splitlines():
            english, russian = line.split("\t")
            for name, gallery in self.galleries.items():
                if (name == "dev" and self.is_kept_back(english)) or (shown := gallery.shows(english)) is None:
                    continue
                pair = ((english, "latin"), (russian, "translated"), (russian, "other"))
                asked += [Asked(name, text, tower, shown, "thing") for text, tower in pair]
        return asked

    def kinds(self, kinds: list[list[str]], pictured: set[int]) -> list[Asked]:
        """Names of kinds, in both languages."""
        named = {stem for kind in pictured for name in kinds[kind][1].split("|") for stem in stems(name)}
        asked = []
        for number, (_, english, russian) in enumerate(kinds):
            first = english.split("|")[0].lower()
            name = russian.split("|")[0]
            pair = ((first, "latin"), (name, "translated"), (name, "other"))
            if number in pictured or not stems(first) & named:
                asked += [Asked("kinds", text, tower, number in pictured, "kind") for text, tower in pair]
            if self.is_kept_back(first) or number in BREEDS:
                continue
            for name in ("dev", "coco"):
                shown = self.galleries[name].shows(first)
                if shown or (shown is False and RANDOM.random() < SHARE):
                    asked += [Asked(name, text, tower, bool(shown), "kind") for text, tower in pair]
        return asked
