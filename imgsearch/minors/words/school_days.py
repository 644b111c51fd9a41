"""School days, clubs, feasts and releases of minors, as who photographs them calls them."""

from __future__ import annotations

from imgsearch.minors.words.aged_people import NAMES_OF
from imgsearch.minors.words.patterns import make_pattern

_AT_SCHOOL = (
    "residential|leavers|assembl(?:y|ies)|nativity|production|sports day|sports|swim(?:ming)?|trip|camp|"
    "graduation|prom|parents evening|disco|choir|photos?|class|cross country"
)
_NTH = r"(?:(?:first|second|third|fourth|fifth|sixth|seventh|eighth)|[1-9](?:st|nd|rd|th)|1[0-2]th)"
_SON = r"(?:parents?|mother|father|mum|mom|dad|guardian)"

_DAYS = (
    ("firstborn", "en", "first firstborn", r"(?:my|our|her|his|their) first ?borns?"),
    ("littlest", "en", "littlest", r"(?:my|our|her|his|their|the) littlest(?= *(?:$|[.,!?]|is|on|in|at))"),
    ("swaddled", "en", "swaddled", r"swaddl(?:ed|ing)(?! (?:clothes|cloth|blankets?|for sale))"),
    ("birthday", "en", "happy", r"happy (?:[1-9]|1[0-7])(?:st|nd|rd|th)(?= *(?:$|[,.!]))"),
    ("newborn", "en", "lb lbs pounds",
     r"(?:[4-9]|1[0-2]) ?(?:lbs?|pounds?)\.?,? ?(?:and )?(?:\d{1,2} ?(?:oz|ounces)\.?)?[,\s]+(?:and )?"
     r"(?:1[6-9]|2[0-3])(?:\.\d+)? ?(?:in(?:ches|\.)?|\")|welcome to the world.{0,60}(?:lbs?|oz)"),
    ("year of school", "en", "year yr ks class primary",
     rf"(?:y|yr|year) ?(?:[1-9]|1[0-3]) (?:{_AT_SCHOOL})|ks ?[1-4] (?:{_AT_SCHOOL}|pupils?|lesson)"
     r"|class (?:[1-9]|1[0-2])[a-e](?!\w| (?:fire|motor|licen|drug|ip|felon|misdem|amplif|laser|net))"
     r"|primary (?:one|[1-7])(?= (?:class|pupils?|prom|first|sports|trip|leavers)| *(?:$|[.,!]))"),
    ("year of school", "en", "y", rf"y ?(?:[1-9]|1[0-3]) (?:{_AT_SCHOOL})"),
    ("school leavers", "en", "school prefects", r"school leavers(?! certificate)"
     r"|(?:school )?prefects(?= *(?:$|[\d.,!]| 20))"),
    ("grade", "en", "grade", rf"{_NTH} grade(?= *(?:$|[,.!]))"),
    ("scouts", "en", "rainbows brownies beavers cubs guides",
     r"(?:rainbows|brownies|beavers|cubs|guides) (?:sleepover|pack holiday|unit|troop|promise|camp|and guides camp)"),
    ("soft play", "en", "soft", r"soft play(?: (?:party|centre|center|area))?(?! (?:equipment|mats?|toys?))"),
    ("spelling bee", "en", "spelling", r"spelling bees?"),
    ("picture day", "en", "picture", r"(?:school )?picture day"),
    ("tee ball", "en", "tee", r"tee ?ball (?:games?|teams?|practice|players?|league|coach)"),
    ("little miss", "en", "little junior",
     r"little miss (?!sunshine|muffet|marker|naughty|sassy)\w+|junior miss (?:\w+ )?(?:\d{4}|pageant|contest\w*)"),
    ("confirmation class", "en", "confirmation", r"confirmation (?:class|candidates?)"),
    ("of a minor", "en", "parental release consent minor minors",
     rf"parental (?:release|consent|permission)s?"
     rf"|(?:release|consent)s? (?:was |were )?(?:signed|given) by (?:\w+ )?{_SON}"
     r"|minors?'?s? (?:model )?releases?|talent: minor"),
    ("year of birth", "en", "b", r"b ?\. ?20(?:0[5-9]|[1-4]\d)(?!\d)"),
    ("годик", "ru", "годик",
     r"(?:фотосесс|съемк|фото|торт|праздник|декор|костюм|плать|образ)\w* на (?:1 |первый )?годик"),
    ("выпускник школы", "ru", "выпускник",
     r"выпускни[кц]\w*(?: 20\d\d)?(?: г(?:ода?|\.)?)?,? (?:\w+ )?школ[аыеу](?= ?№? ?\d)"),
    ("школа", "ru", "школа школы школе начальная начальные",
     r"школ[аыеу] ?№? ?\d+,? ?(?:[1-9]|1[01]) ?[«\"]?[а-е](?!\w)|школ[аыеу] ?№? ?\d*\W{0,3}1 ?сентября"
     r"|начальн\w+ (?:школ|класс)\w*(?! (?:здани|фасад|закрыт|проект))"),
    ("праздник букваря", "ru", "посвящение прощание праздник букварь",
     r"посвящени\w+ в (?:пешеход|первокласс|читател|школьник|ученик|гимназист|лицеист|кадет|пятикласс)\w*"
     r"|(?:праздник|прощани\w+ с) (?:букваря|букварем|азбуки|азбукой)"),
    ("продлёнка", "ru", "продленка продленного раннего",
     r"продленк(?:а|и|е|у|ой)|групп\w+ продленного дня|раннего развития(?! (?:отрасл|стран|рынк|событ))"),
    ("детские состязания", "ru", "золотая кожаный веселые зарница",
     r"золот\w+ шайб\w*|кожан\w+ мяч(?:а|е|у)?(?= *(?:$|[\d.,»\"])| 20)"
     r"|весел\w+ старт\w*|зарниц\w+ (?:20\d\d|в школе|игра)"),
    ("воскресная школа", "ru", "воскресная", r"воскресн\w+ школ\w*"),
    ("сюннет", "ru", "сюннет суннат бешик обряд брит имянаречение",
     r"с[юу]нн[еа]т\W{0,2}(?:той)?|бешик\W{0,2}той|обряд\w* обрезания|брит\W?мил[аыу]|имянаречени\w+"),
    ("роддом", "ru", "выписка",
     rf"выписк\w*\W{{1,3}}роддом\w*|выписк\w* (?:малыш\w*|дочк\w+|сын\w*|доч\w+|{NAMES_OF})"),
    ("слинг", "ru", "слинг слинге слингомама", r"слингомам\w*|в слинге"),
    ("спит в коляске", "ru", "спит",
     r"спит в (?:люльке|коляске|кроватке|колыбели|слинге)|в (?:люльке|коляске|кроватке|колыбели|слинге) спит"),
    ("папина дочка", "ru", "папин мамин",
     r"(?:папин|мамин)\w* (?:принцесс|хвостик|радост|помощни|солнышк|зайчик|зайк|сокровищ|счасть|защитник)\w*"),
    ("детский", "ru", "детский хоспис", r"детск\w+ (?:хоспис|показ|подиум|мод[аыу])\w*|хоспис\w* детск\w+"),
    ("мини-мисс", "ru", "мини маленькая", r"мини\W?ми(?:сс|стер)|маленьк\w+ мисс"),
    ("класс", "ru", "выпуск", r"(?:[1-9]|1[01]) ?[а-е] выпуск(?: 20\d\d)?"),
    ("let", "ru", "let", r"(?:dr|den rozhdeni[yi]a|den rojdeniya)\W{0,3}(?:[1-9]|1[0-7]) ?let"),
)  # fmt: skip
SCHOOL_DAYS = tuple(make_pattern(*day) for day in _DAYS)
