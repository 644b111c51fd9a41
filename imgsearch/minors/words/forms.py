"""The words of the lexicon in all their forms, by language, as normalised texts hold them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from imgsearch.minors.words.normal import keep_accents, normalize
from imgsearch.minors.words.transliterated import transliterate

#: With files in lexicons/; of two that share a form the first counts.
LANGUAGES = (
    "en", "ru", "uk", "be", "kk", "sr", "bg", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "ro", "el", "tr", "sv",
    "ka", "hy", "he", "ar", "da", "no", "fi", "hu", "et", "lv", "lt", "id", "vi", "fa",
    "sk", "sl", "az", "uz", "typos",
)  # fmt: skip
#: Made of them.
COMPILED = "forms.tsv"
#: Languages without spaces, or in which much is written together: their words are looked for wherever they may stand.
UNSPACED = ("zh", "ja", "ko", "hi", "th")
#: Transliterated words are read when they are as long as this; shorter ones are too often words of other languages.
SHORTEST_TRANSLITERATED = 5
#: Shorter ones that are no words of other languages.
TRANSLITERATED_SHORT = frozenset({"deti", "detej", "detei", "detey", "detki", "docha"})
#: Longer ones that are.
NOT_TRANSLITERATED = frozenset(
    "detka otrok otroki kroha bebi sirota siroty vnuki synka synku minor chado piony".split()
)
#: Russian words whose transliterations are names, or words of other languages.
_LATIN_ELSEWHERE = frozenset({"малец", "пионер", "пионерка", "кадет", "юниор"})
#: Letters that a language has and Russian has not: words that both write alike count in a text that holds one.
_LETTERS = {"uk": frozenset("іїєґ"), "kk": frozenset("әғқңөұүһі")}


class Form(NamedTuple):
    """What a form of the lexicon stands for."""

    lemma: str
    language: str
    accented: str | None = None
    """How the text must spell it, where it is another word without accents."""
    company: frozenset[str] = frozenset()
    """Of which the text must hold one more word, where it is a word of other languages too."""

    def counts_in(self, text: str, words: frozenset[str]) -> bool:
        """Whether a text that holds the form means it.

        Args:
            text: as it was written.
            words: of the normalised text.
        """
        if self.accented is not None:
            return self.accented in keep_accents(text)
        if not _LETTERS.get(self.language, frozenset()).isdisjoint(text.casefold()):
            return True
        return not self.company.isdisjoint(words)


def read(language: str) -> Iterator[tuple[str, list[str]]]:
    """Lemma and forms of each line of a lexicon."""
    content = (files("imgsearch.minors.words") / "lexicons" / f"{language}.txt").read_text(encoding="utf-8")
    for line in content.splitlines():
        if line and not line.startswith("#"):
            lemma, _, forms = line.partition(": ")
            yield lemma, forms.split()


def first_names(kind: str) -> list[str]:
    """First names: of ``en`` or ``ru``, or ``before`` an age, in the case in which Russian has them there."""
    return next(forms for lemma, forms in read("names") if lemma == kind)


@lru_cache(maxsize=1)
def certain_forms() -> dict[str, Form]:
    """Forms that count wherever they stand, as scripts/compile_forms.py made them of the lexicons.

    A query would wait longer for their spellings than for its score.
    """
    found: dict[str, Form] = {}
    for line in (files("imgsearch.minors.words") / COMPILED).read_text(encoding="utf-8").splitlines():
        lemma, language, forms = line.split("\t")
        found |= dict.fromkeys(forms.split(" "), Form(lemma, language))
    return found


def compile_forms() -> dict[str, Form]:
    """The same, of the lexicons themselves."""
    found: dict[str, Form] = {}
    for language in LANGUAGES:
        for lemma, forms in read(language):
            meaning = Form(lemma, language if language != "typos" else _script(lemma))
            if lemma != "@company":
                certain = " ".join(form for form in forms if form[0] not in "?^")
                for form in _spelling(certain).split():
                    found.setdefault(form, meaning)
    for lemma, forms in read("ru"):
        meaning = Form(lemma, "ru")
        if lemma not in _LATIN_ELSEWHERE:
            for latin in filter(_is_read, transliterate(forms)):
                found.setdefault(latin, meaning)
    return found


@lru_cache(maxsize=1)
def whole_forms() -> frozenset[str]:
    """Forms that are looked for in pieces: of English and Russian; words of many languages meet by chance.

    Transliterated, ь is an apostrophe, which parts words.
    """
    russian = {form for _, forms in read("ru") for form in forms}
    soft = set(filter(_is_read, transliterate([form for form in russian if "ь" in form])))
    return frozenset({form for _, forms in read("en") for form in forms} | russian | soft)


@lru_cache(maxsize=1)
def doubtful_forms() -> dict[str, tuple[Form, ...]]:
    """Forms that count in some texts: a form may have several meanings."""
    found: dict[str, tuple[Form, ...]] = {}
    for language in LANGUAGES:
        lines = list(read(language))
        company = frozenset(_spelling(word) for lemma, forms in lines if lemma == "@company" for word in forms)
        for lemma, forms in lines:
            for form in forms:
                if form[0] not in "?^" or lemma == "@company":
                    continue
                spelling = _spelling(form[1:])
                accented = keep_accents(form[1:]) if form[0] == "^" else None
                meaning = Form(lemma, language, accented, company - {spelling})
                found[spelling] = (*found.get(spelling, ()), meaning)
    return found


@lru_cache(maxsize=1)
def unspaced_forms() -> dict[str, Form]:
    """Words of languages that are written without spaces."""
    return {
        _spelling(form): Form(lemma, language)
        for language in reversed(UNSPACED)
        for lemma, forms in read(language)
        for form in forms
    }


def _is_read(latin: str) -> bool:
    long_enough = len(latin) >= SHORTEST_TRANSLITERATED or latin in TRANSLITERATED_SHORT
    return long_enough and latin not in NOT_TRANSLITERATED


def _spelling(forms: str) -> str:
    """Forms as normalised texts hold them, with spaces between them where there are several."""
    return normalize(forms)


def _script(lemma: str) -> str:
    return "en" if lemma.isascii() else "ru"
