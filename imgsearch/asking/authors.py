"""Whether a name in a text is of whoever took the pictures: "by Orlov", «закат Орлова»; and not of what they show."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from imgsearch.asking.meaning import Place
from imgsearch.asking.tokens import SIGNS, Token
from imgsearch.rescoring.asked import read_query
from imgsearch.rescoring.names import has_stem_of_thing, is_name
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.russian_names import GIVEN, SURNAME, is_given_name
from imgsearch.rescoring.words import stem_word
from imgsearch.spelling import fold

#: In front of whoever took it. «Фотография волков» is of wolves.
BY = re.compile(
    r"(?<!\w)(?P<by>(?:(?:(?:(?:that|which)\s+)?(?:is|are|was|were|have\s+been|has\s+been)\s+)?"
    r"(?:photographed|taken|shot|captured|made)\s+)?(?P<weak>by)|(?P<from>from|от)|"
    r"portfolio(?:\s+of)?|портфолио|работы|(?:photographer|author|©|\([cс]\)):?|"
    r"(?:котор\w+\s+)?(?:с?делала?|снимала?|сняла?|(?:с|от)?фотографировала?)|"
    r"(?:снят[аоы]|снят(?:ые|ое|ая)|фотограф(?:а|ом)?|автор(?:а|ом)?):?)"
    r"\s+",
    re.IGNORECASE,
)
#: A Russian or Ukrainian one in any case.
_SURNAME = re.compile(rf"{SURNAME.pattern}|.+(?:[сц]к(?:ий|ая|ого|ой|ому|им|ую|ом)|енко|чук|швили|дзе)")
#: Of whom a picture may be: «собака Орлова», «собака Петровой»; -енко and the like are the same in each case.
_GENITIVE = re.compile(r".+(?:[оеё]ва|[иы]на|[оеё]вой|[иы]ной|[сц]к(?:ого|ой)|енко|чука?|швили|дзе)")
_INVARIABLE = re.compile(r".+(?:енко|швили|дзе)")
#: "Anna Petrova's dogs", "James' photos".
POSSESSIVE = re.compile(r"(?<=\w)(?:['’ʼ]s|(?<=s)['’ʼ])$", re.IGNORECASE)
_MORE = re.compile(r"\s+(?:and|&|or|и|или|либо)\s+(?P<name>[\w'’-]+)\s*$", re.IGNORECASE)
#: Behind whoever did: "photos that Anna Petrova took".
TOOK = re.compile(
    r"\s+(?:(?:has\s+|have\s+)?(?:took|taken|shot|photographed)|сняла?|снимала?|с?делала?|(?:с|от)фотографировала?)(?!\w|\s+(?:an?|the|his|her|my)\b)",
    re.IGNORECASE,
)
_THAT = re.compile(r"(?:that|which|котор\w+)\s+$", re.IGNORECASE)
#: In front of a name that is no photographer's: somebody or something is there, too.
_WITH = frozenset(
    "with and & or in on at near to for about into over under beside behind around after before "
    "с со и или в во на под над у к ко для о об про за через между рядом возле около перед после до".split()
)
#: What is called after somebody, or shows him, "of" left out.
_CALLED_AFTER = (
    r"(?:улиц|проспект|площад|переул|набережн|бульвар|сквер|памятник|монумент|музе|дом-музе|театр|дворец|дворц|"
    r"усадьб|могил|имени|школ|университет|завод|стадион|стил|стих|песн|роман|картин)\w*|им|ул|пр|пл|street|avenue|square|museum|theat(?:re|er)|monument"
)
_SHOWS = (
    r"(?:портрет|памятник|монумент|бюст|стату|скульптур|могил|свадьб|юбиле|концерт|выступлени|интервью)\w*|рождения|"
    r"portraits?|statues?|monuments?|busts?|sculptures?|graves?|weddings?|birthdays?|anniversary|concerts?|performances?|interviews?"
)


def by_before(text: str, said: str) -> int | None:
    """Where "by" begins that stands right in front of a name; None where none does.

    Args:
        text: what stands in front.
        said: the name, or a part of it, as it is typed.
    """
    match = next((match for match in BY.finditer(text) if match.end() == len(text)), None)
    if match is None:
        return None
    is_single, word = not re.search(r"\W", said), fold(said)
    # From Paris; by the lake, though somebody is called Lake; a photographer of wolves, «волков».
    is_where = match["from"] is not None and is_single and not SURNAME.fullmatch(word)
    is_thing = match["weak"] is not None and is_single and said.islower() and not is_name(word)
    is_what = match["weak"] is None and may_be_thing(said)
    return None if is_where or is_thing or is_what else match.start("by")


def with_took(text: str, start: int, end: int, by: int | None) -> tuple[int, int]:
    """Where what says of a name that pictures are by it begins and ends: "by Anna", "that Anna took", or the name.

    Args:
        text: tidy.
        start: where the name begins.
        end: where it ends.
        by: where "by" in front of it begins; None where it does not stand there.
    """
    if by is not None:
        return by, end
    if (took := TOOK.match(text, end)) is None:
        return start, end
    that = _THAT.search(text[:start])
    return that.start() if that else start, took.end()


def is_surname(*words: str) -> bool:
    """Whether any word, in lower case, ends as a Russian surname does."""
    return any(map(_SURNAME.fullmatch, words))


def may_be_thing(said: str) -> bool:
    """Whether a word is of things in small letters, «волков», and a surname in others."""
    return said.islower() and has_stem_of_thing(fold(said))


def is_author(text: str, words: Sequence[Token], token: Token, name: str) -> bool:
    """Whether a single word is a surname of which pictures may be.

    «Собака Петровой», and «собака Петрова» of Петров. Not «стая волков», «букет цветов», «ветка калины»; nor
    «улица Кирова», nor another one's, «Ольги Петровой».
    """
    number = words.index(token)
    before, after = words[number - 1] if number else None, words[number + 1] if number + 1 < len(words) else None
    if before is None or re.fullmatch(_CALLED_AFTER, before.word) or token.word in russian_lexicon().words:
        return False
    if _is_joined(before) and _is_given_beside(text, before):
        return False
    if after is not None and _is_joined(token) and _is_given_beside(text, after):
        return False
    if fold(token.word) in fold(name).replace("-", " ").split() and not _INVARIABLE.fullmatch(token.word):
        # As it is written in a list, «закат, Петров»; «волков» in small letters are wolves.
        return is_surname(token.word) and text[token.start].isupper() and not has_stem_of_thing(token.word)
    return _GENITIVE.fullmatch(token.word) is not None


def is_given(text: str, token: Token) -> bool:
    """Whether a word is a given name; in small letters none that means a thing, as «поле» does."""
    is_thing = token.word in russian_lexicon().words and token.word not in GIVEN
    return is_given_name(token.word) and (text[token.start].isupper() or not is_thing)


def is_of_others(text: str) -> bool:
    """Whether what stands in front of a name says that it is of somebody or something in the picture."""
    words = text.lower().split()
    last = words[-1].strip(SIGNS) if words else ""
    if last == "of" and len(words) > 1:
        last = words[-2].strip(SIGNS)
    return last in _WITH or re.fullmatch(_SHOWS, last) is not None


def is_called_after(text: str) -> bool:
    """Whether what stands in front of a surname is called after somebody: «улица»."""
    return re.fullmatch(_CALLED_AFTER, (text.lower().split() or [""])[-1]) is not None


def _is_given_beside(text: str, token: Token) -> bool:
    """Whether it is a given name, and not «людей», of which as much is left as of Люда."""
    may_be_any = stem_word(token.word) in russian_lexicon().stems and token.word not in GIVEN
    return is_given(text, token) and (text[token.start].isupper() or not may_be_any)


def _is_joined(token: Token) -> bool:
    return not token.ends_clause


def is_possessive(text: str) -> bool:
    """Whether a text ends with 's."""
    return POSSESSIVE.search(text) is not None


def is_told(text: str, place: Place) -> bool:
    """Whether a text says of a name that it is a photographer's: "photographer Orlov", «снял Орлов», "Orlov's"."""
    by = BY.match(text, place.start)
    is_behind = TOOK.search(text[: place.end]) is not None
    return is_behind or is_possessive(text[: place.end]) or (by is not None and not (by["weak"] or by["from"]))


def names_another(text: str, end: int, names: Collection[str]) -> bool:
    """Whether a text ends with another name behind the one that ends there: "Orlov or Lee".

    Args:
        text: tidy.
        end: where the first name ends.
        names: all others that have a word of the text.
    """
    more = _MORE.match(text, end)
    return more is not None and any(read_query(more["name"]).is_person(name) for name in names)
