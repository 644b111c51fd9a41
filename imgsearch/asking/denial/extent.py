"""Where what a text denies ends: "no red ball in the snow" denies a red ball."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imgsearch.asking.authors import is_surname
from imgsearch.asking.denial.denying import (
    ANY_ADJECTIVE,
    BARE,
    DENIED_VERB,
    DETERMINERS,
    DOUBTFUL_ADJECTIVE,
    ENDS,
    ENGLISH_PREPOSITIONS,
    GENITIVE_ADJECTIVE,
    GENITIVE_NOUN,
    PREPOSITIONS,
    STOPS,
    SUBJECT_ADJECTIVE,
    TRIGGERS,
)
from imgsearch.asking.tokens import Token
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.russian_names import is_given_name
from imgsearch.rescoring.words import stem_word

#: Genitives whose stem is another one than that of the word.
_GENITIVES = frozenset("снега льда пса льва огня дня рта лба угла орла козла осла ковра костра котла".split())
#: What photographs are, at the end of a text.
_LAST_KINDS = frozenset(
    "vertical horizontal bw b&w b/w monochrome чб ч/б вертикально горизонтально вертикальное горизонтальное "
    "only".split()
)
_SUBJECT = re.compile(r".*[бвгджзклмнпрстфхцчшщьйая]")
LONGEST_PHRASE = 3
LONGEST_ACTION = 4


def extent(trigger: str, tokens: Sequence[Token], first: int) -> int:
    """The token behind what is denied; ``first`` where nothing is."""
    if first >= len(tokens) or tokens[first].word in TRIGGERS | ENDS or tokens[first].has_minus:
        return first
    if tokens[first].is_quoted:
        return first + 1
    word = tokens[first].word
    if trigger in ("not", "не") and word in PREPOSITIONS:
        return _behind_preposition(tokens, first)
    if word in STOPS:
        return first
    if trigger == "не":
        return first + 1 if word.endswith(SUBJECT_ADJECTIVE) else _until_clause(tokens, first)
    if trigger == DENIED_VERB:
        return _until_clause(tokens, first)
    if trigger == "not":
        return _until_clause(tokens, first) if word.endswith("ing") else first + 1
    return _english_phrase(tokens, first) if trigger in BARE else _genitive(tokens, first)


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether the phrase may go on with this token."""
    if at >= len(tokens) or tokens[at - 1].ends_clause:
        return False
    token = tokens[at]
    # "No cars, vertical" without its comma.
    if all(tokens[behind].word in _LAST_KINDS for behind in range(at, len(tokens))):
        return False
    return not (token.is_quoted or token.has_minus or token.word in STOPS or token.word in TRIGGERS)


def _english_phrase(tokens: Sequence[Token], first: int) -> int:
    end, is_action = first + 1, tokens[first].word.endswith("ing")
    while end - first < LONGEST_PHRASE and _goes_on(tokens, end) and not tokens[end].word.endswith("ing"):
        if tokens[end].word in DETERMINERS and not is_action:
            # "A man with no shirt climbs the rock": what stands before is a verb.
            return max(end - 1, first + 1)
        end += 1
    return end


def _genitive(tokens: Sequence[Token], first: int) -> int:
    """Adjectives and a noun, or somebody's name."""
    end = first + 1
    while end - first < LONGEST_PHRASE and _goes_on(tokens, end) and _is_genitive_adjective(tokens, end - 1):
        end += 1
    # «Кроме Анны Петровой».
    is_full_name = end == first + 1 and _goes_on(tokens, end) and is_given_name(tokens[first].word)
    return end + 1 if is_full_name and is_surname(tokens[end].word) else end


def _is_genitive_adjective(tokens: Sequence[Token], at: int) -> bool:
    word, following = tokens[at].word, tokens[at + 1].word
    # «Без животных лес осенью»: what is in another case is no part of it.
    if following in russian_lexicon().words and following not in _GENITIVES and _SUBJECT.fullmatch(following):
        return False
    return word.endswith(GENITIVE_ADJECTIVE) or (word.endswith(DOUBTFUL_ADJECTIVE) and following.endswith(("ы", "и")))


def _behind_preposition(tokens: Sequence[Token], first: int) -> int:
    """A preposition and its phrase."""
    noun = first + 1
    while noun < len(tokens) and tokens[noun].word in DETERMINERS:
        noun += 1
    if tokens[first].ends_clause or not _goes_on(tokens, noun):
        return first
    if tokens[first].word in ENGLISH_PREPOSITIONS:
        return _english_phrase(tokens, noun)
    end = noun + 1
    while end - noun < LONGEST_PHRASE and _goes_on(tokens, end) and tokens[end - 1].word.endswith(ANY_ADJECTIVE):
        end += 1
    return end


def _until_clause(tokens: Sequence[Token], first: int) -> int:
    """An action with all that belongs to it."""
    end = first + 1
    while end < len(tokens) and end - first < LONGEST_ACTION and not tokens[end - 1].ends_clause:
        token = tokens[end]
        if token.is_quoted or token.has_minus or token.word in ENDS or token.word in TRIGGERS:
            break
        end += 1
    return end


def is_genitive(word: str) -> bool:
    """Whether a noun may be in the genitive: "собак" and "намордника" may be, "дом" and "собака" are not."""
    if word in _GENITIVES:
        return True
    if word in russian_lexicon().words:
        return False
    return bool(GENITIVE_NOUN.search(word)) or (word.endswith(("а", "я")) and is_inflected(word))


def is_inflected(word: str) -> bool:
    """Whether a word is another form of a Russian one that is known."""
    return word not in russian_lexicon().words and stem_word(word) in russian_lexicon().stems
