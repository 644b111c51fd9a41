"""Asking for pictures in so many words, "show me photos of dogs", which says nothing of what they show."""

from __future__ import annotations

import re
from functools import lru_cache

from imgsearch.asking.meaning import Place

_GOOD = r"good|nice|best|beautiful|cool|great|free|stock|hd|4k|high[-\s]quality"
SOME = rf"(?:(?:all|any|some|more|the|a|an|few|your|my|{_GOOD})\s+)*"
PICTURES = r"(?:photos?|pictures?|pics?|images?|photographs?|photographies|shots?|snapshots?|wallpapers?)"
#: What follows "from" where the view is meant and no place.
_VIEW = (
    r"(?!\s+(?:above|below|behind|beneath|underneath|inside|outside|afar|"
    r"the\s+(?:air|sky|side|back|front|top|ground))\b)"
)
_TAKEN = rf"(?:taken\s+)?(?:by|from{_VIEW})|taken\s+(?:in|at|on|near|during)"
SHOWING = rf"(?:of|with|showing|that\s+shows?|where|in\s+which|about|{_TAKEN})"
VERB = (
    r"(?:(?:please|pls),?\s+)?(?:(?:can|could|would)\s+you\s+)?(?:please\s+|pls\s+)?"
    r"(?:(?:show|find|give|get)\s+(?:me|us)|find|search\s+for|i\s*(?:am|'m|m)?\s*(?:looking|searching)\s+for|"
    r"i\s+(?:want|need|would\s+like|'d\s+like)(?:\s+to\s+(?:see|find))?|let\s+me\s+see)"
)
_GOOD_RU = r"красив\w+|лучш\w+|хорош\w+|качественн\w+|бесплатн\w+"
SOME_RU = rf"(?:(?:все|всё|какие-нибудь|какие-то|несколько|любые|ещё|еще|{_GOOD_RU})\s+)*"
PICTURES_RU = (
    r"(?:фото|фот(?:оч)?к[иау]|фоток|фоточек|фотографи(?:я|и|ю|й)|фотоснимк(?:и|ов)|снимок|снимк(?:и|ов)|картинк(?:а|и|у)|картинок|"
    r"изображени(?:е|я|й)|кадр(?:ы|ов)?|обои)"
)
#: What follows a picture that somebody looks at or hangs up.
SEEN_RU = r"(?!(?:на(?!\s+котор)|в|во|у|и|или|под|над|за|без|кроме|до|после|от|из|по)\b)"
VERB_RU = (
    r"(?:пожалуйста,?\s+)?(?:(?:покажи|найди|поищи|выведи|дай)(?:те)?(?:\s+(?:мне|нам))?|ищу|"
    r"(?:я\s+)?хочу\s+(?:увидеть|посмотреть|найти)|(?:мне\s+)?нужн[оыа])(?:,?\s+пожалуйста,?)?"
)
_POLITE = r"(?:please|pls|plz|пожалуйста|плиз)"
#: Between "photos" and what they show.
JOINED_RU = re.compile(r"(?:с|со|где|,|на\s+котор\w+)\s+", re.IGNORECASE)
#: One of these is in every such text: a quick look, since the thorough ones take a while to compile.
_MARK = re.compile(
    r"photo|pic|image|shot|wallpaper|(?:show|give|get)\s|find|search|look|want|need|like|see|hd|4k|"
    r"please|pls|plz|пожал|плиз|фот|сним|картин|изображ|кадр|обои|покажи|найди|поищи|выведи|дай|ищу|хочу|нужн",
    re.IGNORECASE,
)
#: Before "photos" that are part of what is to be seen: taking photos, with photos, a photo, an old photo, делает фото.
PART_OF_SCENE = re.compile(
    r"(?:\b(?:tak|mak|hold|view|watch|show|hang|display|shoot|snapp|look|print|sell|draw|see)ing|[еияю]т|"
    r"\b(?:a|an|the|his|her|their|of|with|in|on|at|to|through|by|and|or|take|takes|old|framed|white|и|с|со|на|в|из|"
    r"белые?|старые?|старое))$",
    re.IGNORECASE,
)


def find_requests(text: str) -> list[Place]:
    """What a text begins and ends with that only asks for pictures; none where it says nothing but what they show.

    Args:
        text: as tidy() gives it; what is to be left alone may be blank.
    """
    found, start = list[Place](), 0
    if not _MARK.search(text):
        return found
    begin = len(text) - len(text.lstrip(" ,"))
    if first := _first().match(text, begin):
        joined = JOINED_RU.match(text, first.end())
        start = len(text[: (joined or first).end()].rstrip(" ,"))
        found.append(Place(begin, start, text[begin:start]))
    last = _last().search(text, start)
    if last and not PART_OF_SCENE.search(text[start : last.start()]):
        found.append(Place(last.start() + 1, len(text), text[last.start() + 1 :]))
    return found


@lru_cache(maxsize=1)
def _first() -> re.Pattern[str]:
    return re.compile(
        rf"{VERB}\s+(?:{SOME}{PICTURES}(?:\s+{SHOWING})?\s+)?{SOME}"
        rf"|{SOME}{PICTURES}\s+{SHOWING}\s+"
        rf"|{VERB_RU}\s+(?:{SOME_RU}{PICTURES_RU},?\s+{SEEN_RU})?{SOME_RU}"
        rf"|{SOME_RU}{PICTURES_RU},?\s+{SEEN_RU}",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _last() -> re.Pattern[str]:
    return re.compile(
        rf"\s+(?:(?:{_GOOD})\s+)*(?:{PICTURES}|{PICTURES_RU}|hd|4k)(?:\s+(?:скачать|бесплатно|download|free|hd|4k))*(?:,?\s+{_POLITE})?$"
        rf"|\s+{_POLITE}$",
        re.IGNORECASE,
    )
