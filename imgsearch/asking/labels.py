"""Words that say what the name behind them is: "photographer: Orlov", «фотограф Орлов», «город Тверь»."""

from __future__ import annotations

import re

from imgsearch.rescoring.names import may_be_name
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.words import stem_word

_LABEL = re.compile(
    r"(?<!\w)(?:photographer|author|photo(?:s|graphs?)?\s+by|pictures?\s+by|taken\s+by|tags?|place|city|town|village|person|"
    r"фотограф(?:а|ом)?|автор(?:а|ом)?|сня(?:л|ла|то)|город(?:а|е|у)?|сел(?:о|а|е)|деревн(?:я|и|е)|пос[её]л(?:ок|ка|ке)|"
    r"тег(?:и|ом)?|место|люди)(?:(?P<colon>\s*[:=]\s*)|\s+)(?=(?P<name>\w+))",
    re.IGNORECASE,
)


def without_labels(text: str) -> str | None:
    """The text without them; None where there are none.

    Without a colon only in front of what may be a name: a city at night is no name.
    """
    plain = _LABEL.sub(lambda match: "" if match["colon"] or _is_name(match["name"]) else match[0], text)
    return plain if plain != text else None


def _is_name(word: str) -> bool:
    """Whether it is none that means a thing, or begins with a capital: Орлов has the stem of eagles."""
    plain = word.lower()
    return may_be_name(plain) and (word[0].isupper() or stem_word(plain) not in russian_lexicon().stems)
