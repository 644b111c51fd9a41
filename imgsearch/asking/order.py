"""By which date pictures are to come: "the latest photos of dogs", "dogs, newest first", «последние фото собак»."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from imgsearch.asking.meaning import Order, Place
from imgsearch.asking.only import ONE
from imgsearch.asking.requests import GOOD, GOOD_RU, PICTURES, PICTURES_RU, SEEN_ON, SOME, SOME_RU, VERB, VERB_RU

_NEWEST = r"newest|latest|(?:most\s+)?recent|new"
_OLDEST = r"oldest|earliest"
#: What may also be said without photographs.
_MOST = r"newest|latest|most\s+recent"
#: What newer ones of may be wanted for what it is, and no newer photographs.
_MADE = (
    r"\w*(?:phones|cars|gadgets|trends|models|buildings|houses|homes|fashions|collections|technologies|styles|releases|devices|computers|"
    r"laptops|tablets|cameras|consoles|games|skyscrapers|towers|aircraft|planes|trains|bikes|motorcycles|boats|ships|trucks|products|"
    r"arrivals|additions|members|editions|versions|designs|outfits|shoes|sneakers|clothes|dresses|hairstyles|movies|films|books|records|albums|"
    r"headlines|stars|stadiums|bridges|stations|airports|weapons|news|series)"
)
#: What is never said to be new: who looks for new dogs wants new pictures.
_NEVER_NEW = r"dogs|cats|horses|birds|animals|people|men|women|landscapes|sunsets|sunrises|portraits|weddings|selfies"
_NEVER_NEW_RU = (
    r"собаки|кошки|коты|лошади|птицы|животные|звери|люди|мужчины|женщины|пейзажи|закаты|рассветы|портреты|свадьбы|селфи"
)
#: How many are wanted says the number of pictures of a page.
_COUNT = r"(?:\s+\d{1,3}(?=\s))?"
#: Photographs that hang or lie somewhere are seen in a picture, and so is the paper of walls.
_SEEN = (
    r"(?:wallpaper|обои)|\S+\s+(?:on|in|at|over|above|inside|from|на|в|во|над|из)\s+(?:[^\W\d_]+\s+){0,2}?"
    rf"(?:{SEEN_ON})(?!\w)"
)
#: What may follow a thing of which the newest are wanted.
_BEHIND = r"(?:in|on|at|near|from|by|with|without|during|under|over|playing|running|sleeping)"
#: "Dogs newest"; what is "the newest" is something else.
_BEHIND_A_THING = r"(?<!\bthe\s)(?<!\band\s)(?<!\bor\s)(?<!\bof\s)(?<!\bis\s)(?<!\bare\s)(?<=[\w,]\s)"
_ENDING = r"(?:ы|и)(?:е|х)"
#: Of one photograph.
_ONE_RU = r"(?:ая|ое|ее|яя|ый|ий|ую|юю)"
_NEWEST_RU = rf"(?:сам{_ENDING}\s+)?(?:нов{_ENDING}|новейш{_ENDING}|последни(?:е|х)|свеж{_ENDING}|недавни(?:е|х))"
_NEWEST_ONE_RU = rf"(?:сам{_ONE_RU}\s+)?(?:последн|новейш|свеж){_ONE_RU}|сам{_ONE_RU}\s+нов{_ONE_RU}"
#: «Старые фото» are wanted for what they look like.
_OLDEST_ONE_RU = rf"сам{_ONE_RU}\s+(?:стар|ранн|перв){_ONE_RU}|старейш{_ONE_RU}"
_OLDEST_RU = rf"сам{_ENDING}\s+(?:стар{_ENDING}|ранни(?:е|х)|перв{_ENDING})|старейш{_ENDING}"
#: One of these is in every such text: a quick look before the thorough one.
_MARK = re.compile(
    r"new|latest|recent|last|first|перв|old|earl|date|chrono|нов|послед|свеж|недавн|стар|сам|дат|хроно", re.IGNORECASE
)


class Ordered(NamedTuple):
    """By which date, and where a text says so."""

    sort: Order
    place: Place


def find_order(text: str) -> Ordered | None:
    """The order of pictures that a text asks for; None where it asks for none.

    Args:
        text: tidy; what is to be left alone may be blank.
    """
    if not _MARK.search(text):
        return None
    begin = len(text) - len(text.lstrip(" ,"))
    found = _first().match(text, begin) or _last().search(text)
    if found is None:
        found = _alone().match(text, begin)
    if found is None:
        return None
    name = next(name for name, said in found.groupdict().items() if said)
    start = found.start() if found.start() == begin else found.start(name)
    place = Place(start, found.end(), text[found.start(name) : found.end(name)])
    return Ordered("newest" if name.startswith("newest") else "oldest", place)


@lru_cache(maxsize=1)
def _first() -> re.Pattern[str]:
    """In front of photographs that are asked for."""
    asked, asked_ru = rf"(?:{VERB}\s+)?{SOME}", rf"(?:{VERB_RU}\s+)?{SOME_RU}"
    pictures = rf"(?=\s+(?!{_SEEN})(?:(?:{GOOD}|{ONE})\s+)*{PICTURES}(?!\w))"
    pictures_ru = rf"(?=\s+(?!{_SEEN})(?:(?:{GOOD_RU}|{ONE})\s+)*{PICTURES_RU}(?!\w))"
    # "The latest wedding photos"; of one photo the oldest tree may be wanted.
    some = r"(?=(?:\s+[\w-]+){1,3}\s+(?:photos|pictures|pics|images|shots)\s*$)"
    # "Newest dogs", "latest city sunsets": nobody sees in a picture which dog is the newest.
    things = rf"(?!{_MADE}(?!\w))(?:[\w-]+(?<!s)s|people|men|women)"
    plural = rf"(?=(?:\s+(?!of\b)[\w-]+){{0,2}}?\s+{things}(?:\s+{_BEHIND}\s|\s*$|,))"
    never_new, never_new_ru = rf"(?=\s+(?:{_NEVER_NEW})(?!\w))", rf"(?=\s+(?:{_NEVER_NEW_RU})(?!\w))"
    first = r"(?:the\s+)?(?:very\s+)?first(?:\s+\d{1,3})?(?=\s+(?:photo|picture|image)s?\s*$)"
    last = r"(?:the\s+)?(?:very\s+)?last(?=\s+(?:photo|picture|image)s?\s*$)"
    first_ru = (
        r"перв(?:ые|ых|ое|ая|ый)(?:\s+\d{1,3})?(?=\s+(?:фото|фотографи[ийя]|снимок|снимк(?:и|ов)|кадр(?:ы|ов)?)\s*$)"
    )
    return re.compile(
        rf"{asked}(?:(?P<oldest_start>{first})|(?P<newest_last>{last}))|{asked_ru}(?P<oldest_start_ru>{first_ru})|"
        rf"{asked}(?:(?P<newest>{_NEWEST})|(?P<oldest>{_OLDEST})){_COUNT}{pictures}"
        rf"|{asked}(?:(?P<newest_counted>last\s+\d{{1,3}}|\d{{1,3}}\s+(?:{_NEWEST}|last))"
        rf"|(?P<oldest_counted>\d{{1,3}}\s+(?:{_OLDEST}))){pictures}"
        rf"|(?:(?P<newest_first>(?:{_MOST})\s+first)|(?P<oldest_first>(?:{_OLDEST})\s+first))\s*[:,](?=\s*\w)"
        rf"|{asked}(?:(?P<newest_of>{_NEWEST.removesuffix('|new')})|(?P<oldest_of>{_OLDEST})){some}"
        rf"|{asked_ru}(?:(?P<newest_ru>{_NEWEST_RU})|(?P<oldest_ru>{_OLDEST_RU})){_COUNT}{pictures_ru}"
        rf"|{asked_ru}(?:(?P<newest_one_ru>{_NEWEST_ONE_RU})|(?P<oldest_one_ru>{_OLDEST_ONE_RU})){pictures_ru}"
        rf"|{asked_ru}(?P<newest_counted_ru>\d{{1,3}}\s+{_NEWEST_RU}){pictures_ru}"
        rf"|{asked}(?P<newest_things>{_MOST}){plural}|{asked}(?P<newest_never>{_NEWEST}){never_new}"
        rf"|{asked_ru}(?P<newest_never_ru>(?:сам{_ENDING}\s+)?(?:новы|новейши|свежи)е){never_new_ru}",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _last() -> re.Pattern[str]:
    """Behind what they show."""
    by = r"(?:sort(?:ed|ing)?|order(?:ed)?)(?:\s+by|\s*:)"
    newest = (
        rf"(?:the\s+)?(?:{_MOST})\s+first|{by}\s+(?:date|newest)(?:\s+(?:first|desc(?:ending)?))?|by\s+date|"
        rf"in\s+reverse\s+chronological\s+order|{_BEHIND_A_THING}(?:{_MOST})"
    )
    oldest = (
        rf"(?:the\s+)?(?:{_OLDEST})\s+first|{by}\s+(?:oldest(?:\s+first)?|date\s+asc(?:ending)?)|"
        rf"in\s+chronological\s+order|{_BEHIND_A_THING}(?:{_OLDEST})"
    )
    first = r"(?:сначала|сперва|вначале)\s+(?:сам\w+\s+)?"
    taken = r"(?:\s+съ[её]мки)?"
    newest_ru = (
        rf"{first}(?:нов|последн|свеж)\w+|(?:отсортир\w+\s+|сортировк\w+\s+|упорядоч\w+\s+)?по\s+(?:убыванию\s+даты|дате){taken}|"
        r"в\s+обратном\s+хронологическом\s+порядке|сортировка:\s+нов\w+"
    )
    oldest_ru = (
        rf"{first}(?:стар|ранн|перв)\w+|по\s+возрастанию\s+даты{taken}|(?<!обратном\s)в\s+хронологическом\s+порядке|"
        r"сортировка:\s+стар\w+"
    )
    return re.compile(
        rf"(?<![^\s,(])(?:(?P<newest>{newest})|(?P<oldest>{oldest})|(?P<newest_ru>{newest_ru})|(?P<oldest_ru>{oldest_ru}))(?=\)?\s*$)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _alone() -> re.Pattern[str]:
    """Where nothing else is said but what has been left alone: "latest by Anna Petrova", "2019, oldest"."""
    return re.compile(
        rf"(?:the\s+)?(?:(?P<newest>{_MOST})|(?P<oldest>{_OLDEST})|"
        rf"(?P<newest_ru>сам{_ENDING}\s+(?:нов|последн){_ENDING}|новинки|новые|последние|недавние|свежие))[\s,]*$",
        re.IGNORECASE,
    )
