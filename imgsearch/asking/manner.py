"""Words for how a photograph was taken, is made up or pleases, "macro", "cute", «крупным планом», rare in captions.

Models that learned from captions know none of them, and take what they stand beside for unknown with them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from imgsearch.asking.any_picture import ANY_PICTURE
from imgsearch.asking.only import ONE

#: In front of "of": "a close-up of".
_VIEWS = (
    r"(?:(?:extreme|detailed|panoramic|aerial|wide|top|side|front|back|rear|night|overhead|studio|abstract)\s+){0,3}"
    r"(?:macro|close[-\s]?ups?|portraits?|headshots?|silhouettes?|panoramas?|views?|details?|(?:wide[-\s])?angle|"
    r"still\s+life|long\s+exposures?|(?:drone|aerial|macro|low[-\s]angle|high[-\s]angle|wide[-\s]angle)\s+(?:shots?|views?|photography))"
)
_NOUN = r"(?:\s+(?:photography|photos?|pictures?|images?|shots?|view|style|effect|look|lens))?"
_WORDS = (
    r"macro|close[-\s]?up|panorama|panoramic|portraits?(?![-\s](?:format|orient))|drone\s+(?:photography|photos?|shots?)|"
    r"headshot|silhouettes?|bokeh|long[-\s]exposure|time[-\s]?lapse|"
    r"hdr|fish[-\s]?eye|wide[-\s]angle|low[-\s]angle|high[-\s]angle|aerial|(?:from|by|with)\s+(?:an?\s+)?drone|bird'?s[-\s]eye|from\s+above|top[-\s]down|"
    r"(?:with\s+(?:a\s+)?)?(?:blurr(?:ed|y)|shallow|soft|white|plain|dark)\s+background|out\s+of\s+focus|"
    r"(?:shallow\s+)?depth\s+of\s+field|vintage|retro|minimal(?:ist(?:ic)?|ism)?|abstract|artistic|aesthetic|cinematic|"
    r"moody|dramatic|atmospheric|stylish|professional|candid|sepia|textures?|backgrounds?|backdrops?|patterns?|"
    r"(?:with\s+)?copy\s+space|isolated(?:\s+on\s+\w+(?:\s+background)?)?|high[-\s]res(?:olution)?|8k|uhd|stunning|"
    r"gorgeous|amazing|breathtaking|picturesque|scenic|photography|still\s+life|film\s+grain|"
    r"cute|funny|nice|lovely|adorable|pretty|beautiful|awesome|wonderful|only|just|alone|single|"
    r"(?:(?:at|in|during)\s+(?:the\s+)?)?(?:golden|blue)\s+hour|(?:with\s+)?motion\s+blur|back[-\s]?li(?:t|ght(?:ing)?)|"
    r"(?:with\s+(?:an?\s+)?|on\s+(?:an?\s+)?)?transparent\s+background|(?:transparent\s+)?png(?:\s+transparent)?|jpe?g|4k|clip[-\s]?art|royalty[-\s]free|"
    r"instagram|lifestyle|conceptual|creative|epic|iconic|idyllic|serene|peaceful|calm|cozy|cosy|romantic|dreamy|magical|"
    r"mysterious|elegant|majestic|perfect|interesting|unusual"
)
_RU = r"(?:ый|ий|ое|ее|ые|ие|ая|яя|ого|его|ой|ей|ую|юю|ых|их|ым|им|ом|ем)"
_VIEWS_RU = r"(?:макро|макросъемка|крупный\s+план|панорама|портреты?|силуэты?|вид|деталь|детали|натюрморт)"
_WORDS_RU = (
    r"макро(?:съемка)?|крупн(?:ый|ым)\s+план(?:ом)?|панорам(?:а|ы|н" + _RU + r")|портрет(?:ы|н" + _RU + r")?|силуэты?|"
    r"боке|(?:на|с)\s+(?:размыт|бел|темн|светл|однотонн)(?:ом|ым)\s+фон(?:е|ом)|(?:на\s+)?длинн(?:ая|ой)\s+выдержк[аеи]|"
    r"(?:вид\s+)?(?:сверху|с\s+высоты(?:\s+птичьего\s+полета)?|с\s+дрона|с\s+воздуха)|аэросъемка|таймлапс|"
    r"(?:винтажн|ретро|минималистичн|абстрактн|художественн|эстетичн|атмосферн|кинематографичн|стильн|профессиональн|"
    r"потрясающ|живописн|панорамн|мил|забавн|смешн|красив|чудесн|прекрасн|романтичн|романтическ|уютн|безмятежн|"
    r"волшебн|сказочн|загадочн|таинственн|эпичн|элегантн|величественн|необычн|интересн|идеальн)" + _RU + r"|"
    r"(?:в\s+)?(?:золот|син)(?:ой|ий)\s+час|(?:в\s+)?контров(?:ой|ом)\s+свет(?:е)?|(?:на\s+)?прозрачн(?:ый|ом)\s+фон(?:е)?|"
    r"только|просто|ретро|"
    r"минимализм|сепия|текстур[аы]|фон|фоны|паттерн|натюрморт"
)
_OF = re.compile(rf"(?<!\w)(?:an?\s+|the\s+)?{_VIEWS}{_NOUN}\s+of\s+|(?<!\w){_VIEWS_RU}\s+(?:(?<=вид\s)на\s+)?(?!на\s)")
_ANY = re.compile(rf"(?<!\w)(?:(?:{_WORDS}){_NOUN}|{_WORDS_RU})(?!\w)")
#: What is left where nothing is named.
_NOTHING = re.compile(
    rf"(?:(?:{'|'.join(ANY_PICTURE)}|{ONE}|an?|of|in|on|at|with|by|from|for|and|из|в|на|с|и|для)(?!\w)|\W)*"
)


@lru_cache(maxsize=256)
def without_manner(text: str) -> str | None:
    """The text without the words that say how a photograph was taken.

    Args:
        text: of a query.

    Returns:
        None where there are none, or no thing is named beside them.
    """
    plain = text.lower().replace("ё", "е")
    rest = _OF.sub(lambda match: " " * len(match[0]), plain)
    places = [match.span() for match in (*_OF.finditer(plain), *_ANY.finditer(rest))]
    left = text
    for start, end in sorted(places, reverse=True):
        left = f"{left[:start]} {left[end:]}"
    left = " ".join(left.replace(" ,", ",").split()).strip(" ,")
    return left if places and not _NOTHING.fullmatch(left.lower().replace("ё", "е")) else None
