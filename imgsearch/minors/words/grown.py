"""Sons and daughters, and girls, of whom a text says that they are grown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imgsearch.minors.words.normal import Word

_MAJORITY_YEARS = 18
#: Children of somebody, of whatever age.
_OFFSPRING = frozenset(
    "son daughter stepchild grandchild niece nephew child kid sibling twins сын дочь внук внучка племянник племянница "
    "ребёнок близнец двойняшка".split()
)
#: Who may be called so at any age.
_CALLED_SO = _OFFSPRING | frozenset(
    "girl boy lad lass девочка мальчик девчонка дочка "
    "ragazzo fille garçon chico muchacho dziewczynka hijo figlio".split()
)
_ADULT = re.compile(r"(?<!\w)(?:adult|grown[\s-]?up|grown|middle[\s-]aged|взросл\w+|совершеннолетн\w+)[\s-]+$")
#: Keywords stand in a row: "adult children family" names two kinds of people.
_WHOSE = re.compile(
    r"(?<!\w)(?:my|our|his|her|their|your|two|three|four|with|and|'s|с|со|и|мой|мои|моя|моей|наши|наша|его|её|ее|их|свои\w*|"
    r"двое|трое)\s+(?:adult|grown[\s-]?up|grown|middle[\s-]aged|взросл\w+|совершеннолетн\w+)[\s-]+$"
)
#: Parents say it of small ones.
_EXCLAIMED = re.compile(
    r"(?<!\w)(?:almost|nearly|so|such an?|all|already|совсем|уже|так\w+|как\w+|почти|настоящ\w+|не)\s+"
    r"\w+[\s-]+(?:up[\s-]+)?$"
)
_AGED_BEFORE = re.compile(
    r"(?<![\d.,-])(?P<n>\d{2,3})(?:[\s-]*(?:years?|yrs?)[\s-]*old|[\s-]?(?:yo|y/o)|[\s-]*(?:х|ти|ми|и)?[\s-]*летн\w+)[\s-]+$"
)
_AGED_AFTER = re.compile(
    r"\s*,?\s*\(?(?:(?:is|was|of|aged?|who is|di|de|d')\s+)?(?P<n>\d{2,3})"
    r"(?:[\s-]*(?:years?|yrs?)(?:[\s-]*(?:old|of age))?|[\s-]?(?:yo|y/o)|\s+(?:лет|года?|anni|anos|ans|lat))(?!\w)"
    r"(?!\s+(?:ago|and|or|назад|и\s+м))"
)
#: As newspapers write it; in brackets it may be the number of a file.
_AGED_BARE = re.compile(r",\s+(?P<n>1[89]|[2-9]\d)(?=,\s|\s*(?:\Z|[.;](?!\w)))")


def is_grown(lemma: str, found: Sequence[Word], index: int, normalized: str) -> bool:
    """Whether an adult's age, or the word itself, stands beside one of the family or a girl: her 40-year-old daughter.

    Args:
        lemma: of the word.
        found: the words of the text.
        index: of the word among them.
        normalized: the text.
    """
    if lemma not in _CALLED_SO:
        return False
    word = found[index]
    before = normalized[max(0, word.start - 40) : word.start]
    if lemma in _OFFSPRING:
        alone = lemma not in ("child", "kid", "ребёнок")  # of whom they are not told
        if (_ADULT if alone else _WHOSE).search(before) and not _EXCLAIMED.search(before):
            return True
    bare = None if word.form.endswith("s") else _AGED_BARE.match(normalized, word.end)
    ages = (_AGED_BEFORE.search(before), _AGED_AFTER.match(normalized, word.end), bare)
    return any(age is not None and int(age["n"]) >= _MAJORITY_YEARS for age in ages)
