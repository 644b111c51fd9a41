"""Asking for pictures in so many words, "show me photos of dogs", which says nothing of what they show."""

from __future__ import annotations

import re
from functools import lru_cache

from imgsearch.asking.labels import is_name_like
from imgsearch.asking.meaning import Place
from imgsearch.asking.numbers import ENGLISH, RUSSIAN
from imgsearch.rescoring.places import is_place

#: What stands in SOME is not repeated here: a text that repeats what may be read in two ways is read for ever.
GOOD = (
    r"good|nice|best|cool|great|free|stock|hd|4[kк]|top[\s-]\d{1,3}|high[-\s]quality|"
    r"(?:royalty|copyright)[-\s]free|random|(?:most\s+)?(?:popular|beautiful)|favou?rite|trending|(?:top|best|highest)[-\s]rated"
)
SOME = rf"(?:(?:all|any|some|more|the|a|an|few|your|my|{GOOD})\s+)*"
#: What photographs are called, and no other things are.
_PHOTOS = r"photos?|pictures?|pics?|images?|photographs?|snapshots?"
PICTURES = rf"(?:{_PHOTOS}|photographies|shots?|wallpapers?)"
#: Behind what they show: jump shots, shots of tequila and wallpaper on a wall are things.
_LAST_PICTURES = (
    rf"(?:{_PHOTOS}|photographies|(?:desktop|phone|hd|4k)\s+wallpapers?|"
    r"(?:wallpapers?|обои)(?=\s+(?:скачать|бесплатно|download|free|hd|4[kк])))"
)
#: What follows "from" where the view is meant and no place.
_VIEW = (
    r"(?!\s+(?:above|below|behind|beneath|underneath|inside|outside|afar|"
    r"(?:(?:the|a|an|my|our)\s+)?(?:air|sky|side|back|front|top|ground|plane|airplane|helicopter|drone|train|car|bus|boat|"
    r"window|balcony|roof|rooftop|tower|space|orbit|bottom|distance))\b)"
)
_TAKEN = rf"(?:taken\s+)?(?:by|from{_VIEW})|taken\s+(?:in|at|on|near|during)"
SHOWING = (
    rf"(?:of|with|showing|that\s+(?:shows?|have|has)|(?:where|in\s+which)(?:\s+there\s+(?:is|are))?|about|{_TAKEN})"
)
#: Who is asked, in front: people say so to machines too.
CALL = (
    r"(?:(?:(?:ok|okay|hey|hi|hello)[,!]?\s+)?(?:google|siri|alexa|bixby|cortana)[,!]?\s+|(?:hi|hello|hey)(?:\s+there)?[,!]\s+|"
    r"(?:(?:окей|ок|эй|слушай|привет)[,!]?\s+)?(?:гугл|алиса|сири|маруся|яндекс)[,!]?\s+|"
    r"(?:привет|здравствуйте|добрый\s+день)[,!]?\s+)?"
)
VERB = (
    rf"{CALL}"
    r"(?:(?:please|pls),?\s+)?(?:(?:can|could|would)\s+you\s+)?(?:please\s+|pls\s+)?"
    r"(?:(?:show|find|give|get)\s+(?:me|us)|find|show(?=\s+(?:all\s+|the\s+)?(?:photo|picture|pic|image)s\b)|search\s+for|i\s*(?:am|'m|m)?\s*(?:looking|searching)\s+for|"
    r"i\s+(?:want|need|would\s+like|'d\s+like)(?:\s+to\s+(?:see|find))?|let\s+me\s+see|"
    r"download|(?:where|how)\s+(?:can|could|do)\s+i\s+(?:see|find|get))"
)
#: What asks for pictures only where it names them: "is there a dog" may be anything.
_ASKING = (
    r"(?:(?:do|have)\s+(?:you|we)\s+(?:have|got)|have\s+(?:you|we)|(?:is|are)\s+there|got|need(?:ed)?|want(?:ed)?|"
    r"(?:looking|searching)\s+for)"
)
_COLON = r"(?:looking|searching|search)\s+for\s*:|ищу\s*:|нужн[оыа]\s*:"
#: What says what the name behind it is.
_LABEL = (
    r"(?:(?:hash)?tags?|keywords?|title|caption|place|location|city|region|country|person|people|(?:х[эе][шщ])?теги?|"
    r"ключев(?:ое\s+слово|ые\s+слова)|название|заголовок|подпись|место(?:\s+съ[её]мки)?|город|область|страна|человек|люди)\s*[:=]"
)
GOOD_RU = r"топ[\s-]\d{1,3}|красив\w+|лучш\w+|хорош\w+|качественн\w+|бесплатн\w+|случайн\w+|(?:сам\w+\s+)?популярн\w+"
SOME_RU = rf"(?:(?:все|всё|какие-нибудь|какие-то|несколько|любые|ещё|еще|{GOOD_RU})\s+)*"
PICTURES_RU = (
    r"(?:фото|фот(?:оч)?к[иау]|фоток|фоточек|фотографи(?:я|и|ю|й)|фотоснимк(?:и|ов)|снимок|снимк(?:и|ов)|картинк(?:а|и|у)|картинок|"
    r"изображени(?:е|я|й)|кадр(?:ы|ов)?|обои)"
)
#: The same of «с» and «из».
_VIEW_RU = (
    r"(?!со?\s+(?:высот|дрон|квадрокоптер|воздух|самол[её]т|вертол[её]т|крыш|земл|борт|балкон|берег|спутник|космос)\w*)"
)
#: What follows a picture that somebody looks at or hangs up.
SEEN_RU = r"(?!(?:на(?!\s+котор)|в|во|у|и|или|под|над|за|без|кроме|до|после|от|из|по)\b)"
#: Where photographs hang or lie that somebody sees.
SEEN_ON = (
    r"walls?|albums?|frames?|museums?|gallery|exhibitions?|tables?|desks?|shelf|shelves|screens?|phones?|fridge|wallets?|hands?|"
    r"newspapers?|magazines?|books?|box(?:es)?|стен(?:е|ах|у|ы)|альбом\w*|рамк\w+|музе\w+|выставк\w+|стол(?:е|ах|а|ом)|полк\w+|экран\w*|"
    r"телефон\w*|холодильник\w*|газет\w+|журнал\w*|книг\w+|коробк\w+|руках?"
)
#: "Photos in Paris", "pictures at the beach"; shots at a bar are none.
_WHERE = (
    rf"(?:{_PHOTOS})\s+(?=(?:in|at|near|around|on|during)\s"
    rf"(?!\s*(?:[^\W\d_]+\s+){{0,2}}?(?:{SEEN_ON}|canvas|film|paper|wood|glass|stone|sand|mugs?|cakes?|rows?|lines?|"
    r"pictures?|general)(?!\w)))"
)
VERB_RU = (
    rf"{CALL}"
    r"(?:пожалуйста,?\s+)?(?:(?:(?:ты|вы)\s+)?(?:можешь|можете|могли\s+бы(?:\s+вы)?)\s+(?:(?:мне|пожалуйста)\s+){0,2}(?:найти|показать|поискать|подобрать)"
    r"(?:\s+(?:мне|нам))?|(?:покажи|найди|поищи|выведи|пришли|скинь|дай(?!(?:те)?\s+(?:пять|лап)))(?:те)?(?:\s+(?:мне|нам))?|ищу|"
    r"(?:я\s+)?хочу\s+(?:увидеть|посмотреть|найти)|(?:я\s+)?хочу(?=\s+(?:картинк|фот|снимок))|скачать|(?:мне\s+)?нужн[оыа]|подбери(?:те)?(?:\s+(?:мне|нам))?|"
    r"где\s+(?:можно\s+|мне\s+)?(?:найти|увидеть|посмотреть|взять|скачать))(?:,?\s+пожалуйста,?)?"
)
_ASKING_RU = (
    r"(?:(?:подскажите|скажите),?\s+(?:пожалуйста,?\s+)?)?(?:а\s+)?(?:у\s+вас\s+)?(?:есть|имеются|найд(?:ё|е)тся|найдутся)(?:\s+ли)?(?:\s+(?:у\s+вас|здесь|тут|какие-нибудь))*|"
    r"требу[ею]тся|необходим[ыоа]"
)
_POLITE = (
    r"(?:(?:please|pls|plz|urgently|asap|(?:many\s+)?thanks(?:\s+(?:a\s+lot|in\s+advance))?|thank\s+you|"
    r"пожалуйста|плиз|срочно|(?:заранее\s+)?спасибо)(?:[\s,]+(?=\S)|$)){1,3}"
)
#: How many pictures are asked for, which are all shown.
_COUNT = rf"(?:\d{{1,3}}|{'|'.join((*ENGLISH, *RUSSIAN))}|a\s+couple\s+of|several|пару)"
#: Characters at the end of a text that are looked at.
_LONGEST_LAST = 120
#: Between "photos" and what they show.
JOINED_RU = re.compile(
    rf"{_VIEW_RU}(?:(?:с\s+)?изображени(?:ем|ями)|про|[:,]|где(?:\s+есть)?|с|со|"
    r"(?:на|в)\s+котор\w+(?:\s+(?:есть|изображ\w+|вид(?:ен|на|но|ны)|показан\w*))?)\s+",
    re.IGNORECASE,
)
#: The photo of the day is chosen by somebody, and is no photo of a day.
_OF_A_TIME = rf"{SOME}{PICTURES}\s+of\s+(?:the|this|that)\s+(?:day|week|month|year)(?!\w)"
_OF_A_TIME_RU = rf"{PICTURES_RU}\s+(?:дня|недели|месяца|года)(?!\w)"
#: "What does a hedgehog look like?": what stands before the thing, and what behind it.
_LIKE = re.compile(r"((?:what|how)\s+(?:does|do))\s+\S.*?\s(look\s+like\s*\?*)$", re.IGNORECASE)
_LIKE_RU = re.compile(r"(как\s+выгляд[яи]т)\s+\S", re.IGNORECASE)
#: One of these is in every such text: a quick look, since the thorough ones take a while to compile.
_MARK = re.compile(
    r"[:=]|photo|pic|image|shot|wallpaper|(?:show|give|get)\s|find|search|look|want|need|like|see|hd|4[kк]|"
    r"please|pls|plz|urgent|asap|thank|спасибо|thing\s|download|скача|срочн|что|пожал|плиз|фот|сним|картин|изображ|кадр|обои|покажи|найди|поищи|выведи|дай|пришли|скинь|ищу|хочу|нужн|подбери|где|выгляд",
    re.IGNORECASE,
)
#: Before "photos" that are part of what is to be seen: taking photos, with photos, a photo, an old photo, делает фото.
PART_OF_SCENE = re.compile(
    r"(?:\b(?:tak|mak|hold|view|watch|show|hang|display|shoot|snapp|look|print|sell|draw|see)ing"
    r"(?:\s+(?:at|through|up|the|his|her|their|a|an|some|new|old|latest|family|framed|wedding|printed)){0,3}|\bneed|\btook\s+this|[еияю]т|"
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
    if like := _LIKE.match(text, begin) or _LIKE_RU.match(text, begin):
        return [Place(*like.span(group), like[group]) for group in range(1, len(like.groups()) + 1)]
    if first := _match_place(text, begin) or _first().match(text, begin):
        joined = JOINED_RU.match(text, first.end())
        start = len(text[: (joined or first).end()].rstrip(" ,"))
        found.append(Place(begin, start, text[begin:start]))
    # What is left alone behind it is blank.
    end = len(text.rstrip(" ,"))
    last = _last().search(text, max(start, end - _LONGEST_LAST), end)
    if last and not PART_OF_SCENE.search(text[start : last.start()]):
        found.append(Place(last.start() + 1, end, text[last.start() + 1 : end]))
    return found


def _match_place(text: str, begin: int) -> re.Match[str] | None:
    """«Фото из Парижа», «фото в Париже»; of what is no name something else is said: «фото из газеты», «на стене»."""
    found = _of_place().match(text, begin)
    if found is None:
        return None
    name, is_capital = found["name"], found["name"][0].isupper()
    is_named = is_place(name.lower()) or is_name_like(name)
    return found if is_named and (found["from"] or is_capital) else None


def is_praise(text: str, rest: str) -> bool:
    """Whether what is left of a text says only how good photographs are: "best photos of 2019", «лучшее за 2019»."""
    if re.fullmatch(r"(?:the\s+)?(?:best|top[\s-]\d{1,3})|лучшее|топ[\s-]\d{1,3}", rest, re.IGNORECASE):
        return True
    praise = rf"(?:(?:the|your|my|our)\s+)?(?:(?:{GOOD}|{GOOD_RU})\s*)+(?:{PICTURES}|{PICTURES_RU})?"
    if not re.fullmatch(praise, rest, re.IGNORECASE):
        return False
    return re.search(rf"(?<!\w)(?:{PICTURES}|{PICTURES_RU})(?!\w)", text, re.IGNORECASE) is not None


def is_all(text: str) -> bool:
    """Whether a text asks for all pictures: "show all photos", «все фото», "best photos", «случайное фото»."""
    return _MARK.search(text) is not None and _all().fullmatch(text) is not None


@lru_cache(maxsize=1)
def _all() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:{VERB}|show)\s+)?(?:(?:all|any|every)\s+(?:(?:of|the|your|our|my)\s+)*{PICTURES})|"
        rf"(?:{VERB_RU}\s+)?(?:(?:все|всё|любые)\s+(?:(?:мои|ваши|наши)\s+)?{PICTURES_RU})|"
        rf"(?:{VERB}\s+)?{SOME}(?:{GOOD})\s+{PICTURES}|(?:{VERB_RU}\s+)?{SOME_RU}(?:{GOOD_RU})\s+{PICTURES_RU}",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _first() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_COLON}|{_LABEL})\s*|(?:а\s+)?есть\s+что(?:-нибудь|-то)\s+(?:со?|про)\s+(?=\w)"
        r"|(?:any|some|every)thing\s+(?:with|about|showing)\s+(?=\w)|что(?:-нибудь|-то|\s+угодно)\s+(?:со?|про)\s+(?=\w)"
        rf"|(?:{VERB}\s+(?:(?:{_COUNT}\s+)?{SOME}{PICTURES}(?:\s+{SHOWING}|:)?\s+)?|{_ASKING}\s+{SOME}{PICTURES}(?:\s+{SHOWING}|:)\s+){SOME}"
        rf"|(?!{_OF_A_TIME}){CALL}{SOME}{PICTURES}(?:\s+{SHOWING}\s|:)\s*|{CALL}{SOME}{_WHERE}|(?:(?:{GOOD})\s+)*stock\s+{PICTURES}\s+(?=\w)"
        rf"|{VERB_RU}\s+(?:(?:{_COUNT}\s+)?{SOME_RU}{PICTURES_RU}[:,]?\s+{SEEN_RU})?{SOME_RU}"
        rf"|(?!{_OF_A_TIME_RU}){CALL}(?:(?:{_ASKING_RU})\s+)?{SOME_RU}{PICTURES_RU}[:,]?\s+{SEEN_RU}",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _of_place() -> re.Pattern[str]:
    place = r"(?:(?P<from>из)|во?|на|под|у)\s+"
    pictures = rf"(?:(?:{VERB_RU}|{_ASKING_RU})\s+)?{SOME_RU}{PICTURES_RU}\s+"
    return re.compile(rf"{pictures}(?={place}(?P<name>\w+))", re.IGNORECASE)


@lru_cache(maxsize=1)
def _last() -> re.Pattern[str]:
    return re.compile(
        rf"\s+(?:(?:{GOOD})\s+){{0,3}}(?:{_LAST_PICTURES}|{PICTURES_RU.replace('|обои', '')}|(?:full\s+)?hd|4[kк])"
        rf"(?:\s+(?:скачать|бесплатно|download|free|hd|4[kк])){{0,3}}(?:,?\s+{_POLITE})?$"
        rf"|\s+{_POLITE}$",
        re.IGNORECASE,
    )
