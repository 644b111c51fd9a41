"""Words that run together without a sign or a capital, as tags do: #mamaandson, #мамаидочка."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from imgsearch.minors.words.forms import read

#: What stands beside words for minors in tags; a tag that is made of anything else is read as one word.
_BESIDE = """
    and art baby best big birthday bump by camp dad daddy adventures approved blog day days dress family fashion father
    feet first for from fun grandma grandpa happy have home insta instamama instamom is life lil little live love
    lovely loves mama maternity me mini mom momlife mommy moms mother mum mummy mums my new of on one our outdoor outfit
    papa parent
    parents party photo photographer photographers photographs photography photos photoshoot photoshooting
    picture pictures play playing portrait portraits room school session sessions shoot shooting smile smiles
    smiling sport sports studio style summer sweet the time to twin raising with world year years young your
    бабушка бабушке бабушки большая большой брат год года годик дедушка дедушки день деньрождения детсад детская
    детские детский детских детского детское детской для дня жизни жизнь и игры инстамама лет летняя лучшая
    лучшие лучший любимая любимого любимой любимые любимый люблю любовь маленькая маленькие маленький мама
    мамалайф маме мамин мамина мамины маминым мамой мамы материнство мода моего моей мои моих мой моя моё наш
    наша наше нашего нашей наши образ папа папе папин папина папины папой папы первая первое первый портрет
    портреты праздник праздники рождение рождения самая самый семейная семейное семейный семьей семьи семья
    сестра сладкая сладкий счастливая счастливые счастливый счастье съемка съемки тут улыбка улыбки фото
    фотограф фотографа фотографии фотография фотосессии фотосессия фотосъемка фотосъемки школа школе
"""
_SHORTEST_FORM = 3
_NOT_GLUED = frozenset({"mesons"})
_LONGEST_PART = 16
_TAG = re.compile(r"#([^\W\d_]{6,40})(?![^\W\d_])")


def glued_places(text: str) -> Iterator[int]:
    """Where a word begins inside a tag that is a row of known words and nothing else.

    Args:
        text: as it was written.
    """
    if "#" in text:
        for match in _TAG.finditer(text):
            yield from (match.start(1) + place for place in _parts(match.group(1).lower().replace("ё", "е")))


def _parts(word: str) -> tuple[int, ...]:
    """Where the second and later words begin, with the fewest words."""
    known = _known_words()
    if word in _NOT_GLUED:
        return ()
    ways: list[tuple[int, ...] | None] = [(), *[None] * len(word)]
    for start in range(len(word)):
        way = ways[start]
        if way is None:
            continue
        longer = (*way, start) if start else way
        for end in range(start + 1, min(start + _LONGEST_PART, len(word)) + 1):
            if word[start:end] in known:
                shortest = ways[end]
                if shortest is None or len(longer) < len(shortest):
                    ways[end] = longer
    return ways[-1] or ()


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    forms = {form for language in ("en", "ru") for _, forms in read(language) for form in forms if form.isalpha()}
    return frozenset({*_BESIDE.replace("ё", "е").split(), *(form for form in forms if len(form) >= _SHORTEST_FORM)})
