"""Words that say what the name behind them is: "photographer: Orlov", «фотограф Орлов», «город Тверь»; and 's."""

from __future__ import annotations

import re

from imgsearch.rescoring.names import may_be_name
from imgsearch.rescoring.places import is_place
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.words import is_counted, stem_word

_LABEL = re.compile(
    r"(?<!\w)(?:photographer|author|photo(?:s|graphs?)?\s+by|pictures?\s+by|taken\s+by|(?:hash)?tags?|keywords?|titled?|"
    r"named?|caption(?:ed)?|place|location|city|town|village|region|country|person|people|"
    r"lakes?|rivers?|islands?|mount|mt\.|"
    r"фотограф(?:а|ом)?|автор(?:а|ом)?|сня(?:л|ла|то)|город(?:а|е|у)?|сел(?:о|а|е)|деревн(?:я|и|е)|пос[её]л(?:ок|ка|ке)|"
    r"озер(?:о|а|е)|рек(?:а|и|е)|(?:полу)?остров(?:а|е)?|гор(?:а|ы|е|у)|вулкан(?:а|е)?|"
    r"стран(?:а|ы|е)|област(?:ь|и)|(?:хэ?ш|хе[шщ])?тег(?:и|ом)?|ключев(?:ое\s+слово|ые\s+слова)|название|заголовок|имя|"
    r"место(?:\s+съ[её]мки)?|человек|люди)(?:(?P<colon>\s*[:=]\s*)|\s+)(?=(?P<name>\w+))",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"(?<!\S)(?P<name>[^\W\d_]\w+)['’ʼ]s(?!\w)")


def without_labels(text: str) -> str | None:
    """The text without them; None where there are none.

    Without a colon only in front of what may be a name: a city at night is no name. Russian has capitals in names only,
    so that «Байкал» is one though it is listed; most people type «байкал», of which captions never speak.
    """

    def leave_out(match: re.Match[str]) -> str:
        name = match["name"]
        is_capital = name[0].isupper() and not name.isascii() and not text.isupper()
        return "" if match["colon"] or is_capital or is_name_like(name) or _is_listed_name(name) else match[0]

    plain = _LABEL.sub(leave_out, text)
    return plain if plain != text else None


def without_possessives(text: str) -> str | None:
    """The text without 's, which names do not have: "Tom Baker's photos"; None where there is none."""
    plain = _POSSESSIVE.sub(r"\g<name>", text)
    return plain if plain != text else None


def is_name_like(word: str) -> bool:
    """Whether it is none that means a thing, or begins with a capital: Орлов has the stem of eagles."""
    plain = word.lower()
    return may_be_name(plain) and (word[0].isupper() or stem_word(plain) not in russian_lexicon().stems)


def _is_listed_name(word: str) -> bool:
    """Whether a word that has a translation is a place nonetheless, or is put into English as a name is."""
    plain = word.lower()
    english = russian_lexicon().words.get(plain) or russian_lexicon().stems.get(stem_word(plain), "")
    is_told = any(is_counted(stem_word(each)) for each in english.split())
    return is_place(plain) or (bool(english) and not is_told)
