"""First months, first days of school, and who is known to be young by beside whom they stand."""

from __future__ import annotations

from imgsearch.minors.words.aged_people import NAMES_EN, PEOPLE_EN
from imgsearch.minors.words.patterns import make_pattern

_N = r"(?:[1-9]|1[0-7])"
_ENDS = r"(?= *(?:\Z|[.!?;:)]|,(?! ?\d)))"
_SPELT = r"(?:seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven)teen)"
_SIBLINGS = r"(?:brothers|sisters|siblings|cousins|sons|daughters|grandsons|granddaughters|grandchildren|twins)"
_DOING = r"(?:crawling|sitting up|rolling over|babbling)"
_IN_SCHOOL = r"(?:marching band|cheerleaders?|orchestra|choir|football|basketball|band|prom|play|musical|chess club)"
_FATHER = r"(?:dad|daddy|papa|father|mum|mom|mummy|mommy|mother|grandpa|grandad|granddad|grandfather|uncle)"
_FATHER_RU = r"(?:пап|дедушк|дед|отц|дяд)\w{1,3}"
_COMMUNION = r"comunione d[ie](?:lla?)? (?!(?:beni|intenti|santi|idee|fede|vita|spirito|interessi|azienda)(?!\w))\w+"

_FIRSTS = (
    ("brothers and sisters", "en", "bro sis sib cou son dau gra twi",
     rf"{_SIBLINGS}(?:, | \(| aged ){_N}(?:, {_N})*,? (?:and|&) {_N}{_ENDS}"),
    ("firstborn", "en", "firstborn firstborns", r"with (?:the |their |her |his |our |my )?first ?borns?"),
    ("year of school", "en", "first last",
     rf"(?:first|last) day (?:of|in|at) (?:grade \w+|year (?:[1-9]|1[0-3]|{_SPELT}))"),
    ("junior sport", "en", "mini junior pony",
     r"mini (?:rugby|netball)|junior park ?runs?|pony clubs?"),
    ("tee ball", "en", "tball", r"t ?ball (?:games?|teams?|practice|players?|league|coach)"),
    ("baby", "en", "cra sit rol bab",
     rf"{_DOING}(?:\W{{1,3}}\w+){{0,5}}\W{{1,3}}(?:[1-9]|1[0-9]) (?:months?|mos?|mths?){_ENDS}"),
    ("newborn", "en", "skin nicu section csection",
     r"skin to skin(?! (?:clinic|salon|care|lotion|cream))|c ?section,? (?:birth|baby|delivery|first|newborn)"
     r"|nicu (?:graduates?|bab(?:y|ies)|preemies?|journey|going home|homecoming)"),
    ("baby", "en", "sleeping my our sweet new baby bub",
     r"(?:sleeping|my|our|sweet|new|little|mum and|mom and) bubs?(?= *(?:\Z|[,.!?]|is|at|on|in|with|yoga|and))"),
    ("school student", "en", "mar che orc cho foo bas ban pro pla mus",
     rf"{_IN_SCHOOL},? (?:\w+ )?(?:high|middle|elementary|primary|junior high|grammar) school{_ENDS}"),
    ("school student", "en", "school",
     r"school (?:bus|buses|yard|canteen|cafeteria|playground|hall|gym|library)(?:\W{1,3}\w+){0,3}\W{1,3}"
     r"(?:students|pupils)"),
    ("pediatrics", "en", "pediatric paediatric",
     r"pa?ediatric (?:patients?|wards?(?! (?:sign|building|door|exterior)))"),
    ("age under 18", "en", " ".join(PEOPLE_EN.split("|")),
     rf"(?:{PEOPLE_EN})(?: (?:{NAMES_EN}))?(?:, | \(){_SPELT}{_ENDS}"),
    ("on father's shoulders", "en", "dad dad pap fat mum mom mot gra unc",
     rf"(?<=on\s)(?:(?:his|her|my|their|the) )?{_FATHER}'?s'? shoulders|(?<=on\s)the shoulders of (?:\w+ )?{_FATHER}"),
    ("comunione", "it", "comunione", _COMMUNION),
    ("на плечах у папы", "ru", "плечах шее папиных папиной",
     rf"(?:плечах|шее) у (?:\w+ )?{_FATHER_RU}|(?:папин|мамин|дедушкин|дедов)\w+ (?:плечах|шее)"),
    ("класс", "ru", "выпускник выпускной",
     r"выпускн\w+ ?,? (?:[1-9]|1[01]) ?[\W_]?[а-е](?!\w)"),
    ("младшие классы", "ru", "младшие", r"младш(?:ие|их|им|ими) класс(?:ы|ов|ам|ах|ами)"),
    ("музыкальная школа", "ru", "музыкальная музыкальной балетная художественная",
     r"(?<!здание\s)(?<!здании\s)(?:музыкальн|балетн|художественн)\w+ школ\w*\W{1,3}(?:\w+\W{1,3}){0,2}"
     r"(?:отчетн|экзамен|концерт|урок|заняти|класс)\w*"),
    ("группа детского сада", "ru", "воспитатель воспитательница", r"воспитател\w+ (?:с|и) (?:\w+ )?групп\w+"),
)  # fmt: skip
FIRSTS = tuple(make_pattern(*each) for each in _FIRSTS)
