"""Asking for pictures in so many words, "show me photos of dogs", which says nothing of what they show."""

from __future__ import annotations

import re

from imgsearch.asking.meaning import Place

_SOME = r"(?:(?:all|any|some|more|the|a|an|few|your|my)\s+)*"
_PICTURES = r"(?:photos?|pictures?|pics?|images?|photographs?|photographies|shots?|snapshots?)"
_SHOWING = r"(?:of|with|showing|that\s+shows?|where|in\s+which)"
_VERB = (
    r"(?:(?:please|pls),?\s+)?(?:(?:can|could|would)\s+you\s+)?(?:please\s+|pls\s+)?"
    r"(?:(?:show|find|give|get)\s+(?:me|us)|find|search\s+for|i\s*(?:am|'m|m)?\s*(?:looking|searching)\s+for|"
    r"i\s+(?:want|need|would\s+like|'d\s+like)(?:\s+to\s+(?:see|find))?|let\s+me\s+see)"
)
_SOME_RU = r"(?:(?:все|всё|какие-нибудь|какие-то|несколько|любые|ещё|еще)\s+)*"
_PICTURES_RU = (
    r"(?:фото|фотк[иау]|фоток|фотографи(?:я|и|ю|й)|фотоснимк(?:и|ов)|снимок|снимк(?:и|ов)|картинк(?:а|и|у)|картинок|"
    r"изображени(?:е|я|й)|кадр(?:ы|ов)?)"
)
#: What follows a picture that somebody looks at or hangs up.
_SEEN_RU = r"(?!(?:на(?!\s+котор)|в|во|у|и|или|под|над|за|без|кроме|до|после|от|из|по)\b)"
_VERB_RU = (
    r"(?:пожалуйста,?\s+)?(?:(?:покажи|найди|поищи|выведи|дай)(?:те)?(?:\s+(?:мне|нам))?|ищу|"
    r"(?:я\s+)?хочу\s+(?:увидеть|посмотреть|найти)|(?:мне\s+)?нужн[оыа])(?:,?\s+пожалуйста,?)?"
)
_REQUEST = re.compile(
    rf"{_VERB}\s+(?:{_SOME}{_PICTURES}(?:\s+{_SHOWING})?\s+)?{_SOME}"
    rf"|{_SOME}{_PICTURES}\s+{_SHOWING}\s+"
    rf"|{_VERB_RU}\s+(?:{_SOME_RU}{_PICTURES_RU},?\s+{_SEEN_RU})?{_SOME_RU}"
    rf"|{_SOME_RU}{_PICTURES_RU},?\s+{_SEEN_RU}",
    re.IGNORECASE,
)
#: Between "photos" and what they show.
_JOINED_RU = re.compile(r"(?:с|со|где|,|на\s+котор\w+)\s+", re.IGNORECASE)


def find_request(text: str) -> Place | None:
    """What a text begins with that only asks for pictures; None where it says at once what they show.

    Args:
        text: tidy, as tidy() gives it.
    """
    found = _REQUEST.match(text)
    if found is None:
        return None
    joined = _JOINED_RU.match(text, found.end())
    request = text[: found.end() if joined is None else joined.end()].rstrip(" ,")
    return Place(0, len(request), request)
