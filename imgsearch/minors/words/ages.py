"""Ages below majority, in English and Russian; those of other languages are in foreign_ages.py."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imgsearch.minors.words.aged_people import AGED_PEOPLE, NAMES_OF, TENDER
from imgsearch.minors.words.foreign_ages import FOREIGN_AGES, FOREIGN_NUMBERS, HAN_AGE, HAN_NUMBERS, HANGUL_AGE
from imgsearch.minors.words.forms import first_names
from imgsearch.minors.words.normal import normalize
from imgsearch.minors.words.patterns import Patterns, Phrase, make_pattern
from imgsearch.minors.words.unspaced_ages import UNSPACED_AGES

MAJORITY_YEARS = 18
_ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
).split()
_RUSSIAN = (
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
    "пятнадцать шестнадцать семнадцать восемнадцать"
).split()
_RUSSIAN_OF = (
    "одного двух трех четырех пяти шести семи восьми девяти десяти одиннадцати двенадцати тринадцати четырнадцати "
    "пятнадцати шестнадцати семнадцати восемнадцати"
).split()
_RUSSIAN_ORDINALS = (
    "первый второй третий четвертый пятый шестой седьмой восьмой девятый десятый одиннадцатый двенадцатый тринадцатый "
    "четырнадцатый пятнадцатый шестнадцатый семнадцатый"
).split()
_NTH_RU = "|".join(_RUSSIAN_ORDINALS)
NUMBERS = FOREIGN_NUMBERS | {
    word: years
    for words in (_ENGLISH, _ORDINALS, _RUSSIAN, _RUSSIAN_OF, _RUSSIAN_ORDINALS)
    for years, word in enumerate(words, start=1)
}
#: Neither the end of twenty-one nor the decimals of another number.
_WHOLE = r"(?<!ty[\s-])(?<!\d[.,])"
_N = rf"{_WHOLE}(?P<n>\d{{1,3}}|{'|'.join(_ENGLISH)})"
_ORDINAL = rf"{_WHOLE}(?P<n>\d{{1,3}}(?=st|nd|rd|th)|{'|'.join(_ORDINALS)})(?:st|nd|rd|th)?"
_NR = rf"{_WHOLE}(?P<n>\d{{1,3}}|{'|'.join(_RUSSIAN)})(?: ?(?:ти|ми|и|х))?"
_NR_OF = rf"{_WHOLE}(?P<n>\d{{1,3}}|{'|'.join(_RUSSIAN_OF)})(?: ?(?:ти|ми|и|х))?"
_UNITS = r"(?P<unit>years?|yrs?|months?|mos?|mths?|weeks?|wks?|days?)"
_UNITS_RU = r"(?P<unit>лет|года?|годик\w*|мес(?:яц\w*)?\.?(?!\w)|недел\w*|дн[яей]+)"
_ENDS = r"(?= *(?:$|[.,!?;:)]))"
_NOW = r"(?= *(?:$|[.,!?;:)])| (?:and|but|now|today|here|already|when|years?)\b)"
_SOON = r"(?= *(?:$|[.,!?;:)])| (?:today|yesterday|tomorrow|this|last|next|on|in|years?|months?|soon|and) *)"
_WHOSE_RU = (
    r"ему|ей|им|мне|нам|тебе|сын(?:у|очку|ишке)|доч(?:ери|ке|еньке)|внук[уе]|внучке|племянни(?:ку|це)|"
    r"ребенку|малышу?|малышке|мальчику|девочке"
)
_SO_FAR_RU = r"(?: (?:только|всего|уже|скоро|почти|лишь|сейчас|сегодня|было|будет|исполнилось|исполнится|исполняется))*"
#: Called by name: Anna (8), Lily, 6, with her pony; Пете 6 лет.
_NAMES = "|".join(normalize(name) for language in ("en", "ru") for name in first_names(language))
_NAMES_RU = "|".join(first_names("before"))
_CALLED_RU = "|".join(normalize(name) for name in first_names("ru"))
_NAMED_RU = "|".join(word for word in _RUSSIAN_OF[1:17])

_OF_MONTHS = (
    "срок|отпуск|зарплат|оклад|запас|абонемент|курс|план|отчет|гаранти|командировк|экспедици|плавани|путешестви|поход|"
    "ремонт|цикл|доход|норм|беремен|перерыв|сезон|стаж|вахт|поездк|пост|период|подготовк|работ|кредит|доставк|контракт"
)

#: Those that an animal or a thing may have.
AGES = (
    make_pattern("age under 18", "en", "old olds age year years", rf"{_N} *{_UNITS} *(?:olds?|of age)"),
    make_pattern("age under 18", "en", "yo y", rf"{_N} ?(?:yo|y/o|y\.o|y o)s?"),
    make_pattern("age under 18", "en", "mo mos mth mths", rf"{_N} ?(?P<unit>mo|mth)s?{_ENDS}"),
    make_pattern(
        "age under 18",
        "en",
        "age aged ages",
        rf"(?<!ice\s)(?<!iron\s)(?<!stone\s)(?<!bronze\s)age[sd]?:?(?: (?:between|from|about|around|only|just))? {_N}"
        rf"(?: {_UNITS})?",
    ),
    make_pattern(
        "age under 18",
        "en",
        "age",
        rf"(?<!under\s)(?<!below\s)(?<!over\s)(?<!above\s)(?<!than\s)(?<!of\s)"
        rf"(?:at|of|the) age (?:of )?{_N}(?: {_UNITS})?",
    ),
    make_pattern("age under 18", "en", "turns turned turning", rf"turn(?:s|ed|ing) {_N}{_SOON}(?: {_UNITS})?"),
    make_pattern("age under 18", "en", "birthday birthdays bday", rf"{_ORDINAL} (?:birthdays?|bday)"),
    make_pattern("age under 18", "en", "years year yrs yr", rf"(?<=,\s){_N} ?(?P<unit>years?|yrs?){_ENDS}"),
    make_pattern("age under 18", "en", "born", rf"born {_N} {_UNITS} ago"),
    make_pattern("age under 18", "ru", "лет", rf"{_NR_OF} *летн(?:ий|яя|ее|его|ему|им|ем|юю|ей|ие|их|ими)"),
    make_pattern("age under 18", "ru", _NAMED_RU.replace("|", " "),
                 rf"(?P<n>{_NAMED_RU})летн(?:ий|яя|ее|его|ему|им|ем|юю|ей|ие|их|ими)"),
    make_pattern(
        "age under 18",
        "ru",
        "годовал полугодовал полуторагодовал двухгодовал трехгодовал",
        r"(?:полу|полутора|двух|трех)?годовал\w+",
    ),
    make_pattern(
        "age under 18",
        "ru",
        "мес полутора одно " + _NAMED_RU.replace("|", " "),
        rf"(?:одно|полутора|{_NAMED_RU}|\d{{1,2}} ?(?:ти|ми|и|х)? ?)месячн(?:ый|ая|ого|ому|ой|ую|ым|ые|ых)"
        rf"(?! (?:{_OF_MONTHS})\w*)",
    ),
    make_pattern(
        "age under 18",
        "ru",
        "двух трех четырех пяти шести семи восьми девяти десяти",
        r"(?:двух|трех|четырех|пяти|шести|семи|восьми|девяти|десяти)лет(?:к[аиеу]|кой|ками?|ках|ок)",
    ),
    make_pattern("age under 18", "ru", "возрасте возраст",
                 rf"(?:в возрасте|возраста?):?(?: (?:от|до|около))? {_NR_OF}(?: {_UNITS_RU})?"),
    make_pattern("age under 18", "ru", "младше моложе", rf"(?:младше|моложе) {_NR_OF}"),
    make_pattern("age under 18", "ru", "исполнилось", rf"исполн(?:илось|ится|яется) {_NR} {_UNITS_RU}"),
    make_pattern("age under 18", "ru", "роду", rf"(?:{_NR}|{_NR_OF.replace('<n>', '<m>')}) {_UNITS_RU} от роду"),
    make_pattern("age under 18", "ru", "день",
                 rf"(?P<n>\d{{1,3}}|{'|'.join(_RUSSIAN_ORDINALS)})(?: ?(?:й|ый|ий))? день рождения"),
    make_pattern("age under 18", "ru", "лет", rf"до {_NR_OF} лет"),
    make_pattern("age under 18", "ru", "лет года год годика месяцев месяца", rf"(?<=,\s){_NR} {_UNITS_RU}{_ENDS}"),
)  # fmt: skip
#: Those that only people have.
PERSONAL_AGES = Patterns((
    make_pattern("under age", "en", "age", rf"(?:under|below) (?:the )?age (?:of )?{_N}"),
    make_pattern("age under 18", "en", "under", r"under ?(?P<n>\d{1,2}(?=s)|one|two|three|four|five|six|seven|ten)s"),
    make_pattern(
        "age under 18",
        "en",
        "u",
        r"u-?(?P<n>[5-9]|1[0-7])s?(?! *(?:boat|bahn|stations?|line|trains?|metro|subway|submarine)(?!\w))",
    ),
    make_pattern("age under 18", "en", "sweet", r"sweet (?:16|sixteen)"),
    make_pattern("age under 18", "en", "he she i im",
                 rf"(?:he|she|i)(?: is| was|'s| am|'m)(?: (?:only|just|almost|about|now|nearly|barely))* {_N}{_NOW}"),
    make_pattern(
        "age under 18",
        "en",
        " ".join(_NAMES.split("|")),
        rf"(?:{_NAMES})(?:,? \((?:aged? )?(?P<n>[1-9]|1[0-7])\)(?!\.[a-z])"
        rf"|, (?P<m>[2-9]|1[0-7])(?:,(?! \d)|(?= *(?:\Z|[.;!?)](?!\d)|(?:and|&) (?:{_NAMES})(?!\w)))))",
    ),
    make_pattern("age under 18", "en", "not eighteen", r"not (?:yet|even) (?:turned )?(?:18|eighteen)"),
    make_pattern("age under 18", "en", "going", rf"{_N} going on"),
    make_pattern("age under 18", "en", "under younger", rf"{_N}(?: {_UNITS})? (?:and|or|&) (?:under|younger)"),
    make_pattern("age under 18", "ru", "ему ей им мне нам теб сын доч вну пле реб мал дев",
                 rf"(?:{_WHOSE_RU}){_SO_FAR_RU} (?:{_NR} {_UNITS_RU}|год|годик|пол ?год(?:а|ика)|полтора годи?к?а)"),
    make_pattern("age under 18", "ru", "лет год мес недел пол", rf"(?:{_NAMES_RU}){_SO_FAR_RU} (?:{_NR} {_UNITS_RU}|"
                 rf"пол ?год(?:а|ика)|полтора год(?:а|ика))"),
    make_pattern("age under 18", "ru", "лет года год годик мес недел",
                 rf"(?:{_CALLED_RU}) {_NR} {_UNITS_RU}(?! (?:назад|спустя|подряд|вместе|в|на|опыт|стаж|за))"),
    make_pattern("age under 18", "ru", "исполнилось", rf"исполн(?:илось|ится|яется) {_NR}{_ENDS}"),
    make_pattern("age under 18", "ru", "лет год годик", rf"{_NR} {_UNITS_RU} (?:{_NAMES_RU}){_ENDS}"),
    make_pattern("age under 18", "ru", "лет год мес недел", rf"{TENDER}{_SO_FAR_RU} {_NR} {_UNITS_RU}"),
    make_pattern("age under 18", "ru", "год годик",
                 rf"(?:ему|ей|{_NAMES_RU}){_SO_FAR_RU}(?: (?:идет|шел|пошел))? (?P<n>{_NTH_RU}) год(?:ик)?"),
    make_pattern("age under 18", "ru", "свои", rf"в свои (?:{_NR} {_UNITS_RU}|{_NR_OF.replace('<n>', '<m>')})"),
    make_pattern("age under 18", "ru", "годовас", r"годовас\w+"),
    make_pattern("age under 18", "ru", "ему ей", rf"(?:ему|ей)(?: (?:всего|только|уже|лишь|почти|скоро|"
                 rf"еще))+ {_NR}{_ENDS}"),
    make_pattern("age under 18", "ru", "ему ей", rf"(?<!по\s)(?:ему|ей) {_NR}{_ENDS}"),
    make_pattern("age under 18", "ru", "летие", rf"{_NR_OF} *лети(?:е|я|ю|ем|и) (?:{NAMES_OF})"),
    make_pattern("age under 18", "ru", "др д день", rf"(?:др|день рождения|д ?\. ?р\.?)(?: \w+)? {_NR} {_UNITS_RU}"),
    make_pattern("age under 18", "ru", "полгодика", r"полгодик\w*"),
    make_pattern("age under 18", "ru", "год полтора", rf"(?:(?:1 )?год|полтора года)(?: и)? {_NR} мес\w*{_ENDS}"),
    make_pattern("age under 18", "en", "half", r"half a year old"),
    make_pattern("age under 18", "en", "years year yrs yr", rf"(?:{_NAMES}),? {_N} ?(?P<unit>years?|yrs?)(?! ago)"),
    make_pattern("age under 18", "en", "months mos weeks days years yrs month day week year",
                 rf"(?<=#){_N} ?(?P<unit>months?|weeks?|years?|yrs?)(?= *(?:$|[\s.,#]))"),
    make_pattern("age under 18", "en", "days", rf"{_N} days? new"),
    make_pattern("age under 18", "en", "young", rf"{_N} {_UNITS} young"),
    make_pattern("age under 18", "en", "month weeks",
                 rf"(?:{_NAMES})(?:,| is| was| at| turns| ?[|:·–—])* {_N} (?P<unit>months?|mos?|mths?|weeks?|wks?)"),
    make_pattern("age under 18", "en", " ".join(_NAMES.split("|")), rf"(?:{_NAMES}) (?:is|was) (?P<n>[1-9]|"
                 rf"1[0-7]|{'|'.join(_ENGLISH[:17])})(?! (?:and|but|years)){_NOW}"),
    # The whole of a text: nothing else is said to be so old.
    make_pattern("age under 18", "en", "months weeks", rf"\A\W*{_N} (?P<unit>months?|weeks?)(?= *\Z)"),
    make_pattern("age under 18", "ru", "месяц мес недел", rf"\A\W*{_NR} (?P<unit>мес(?:яц\w*)?\.?|недел\w*)(?= *\Z)"),
))  # fmt: skip
#: Looked for where a text has a number.
_NUMBERED = Patterns((
    *AGED_PEOPLE,
    make_pattern("age under 18", "ru", _NAMES_RU.replace("|", " "),
                 rf"(?:{_NAMES_RU})(?: (?:уже|скоро|сегодня|всего))* (?P<n>[2-9]|1[0-7])(?= *(?:\Z|[!;)]))"),
))  # fmt: skip
_NUMBER = re.compile(r"\d")
_ALL_AGES = Patterns((*AGES, *FOREIGN_AGES))
_YOUNG_UNIT = re.compile(
    r"mo|mth|week|wk|day|мес|недел|дн|mes|maa|man|lun|woch|sem|men|bul|thang|kuu|hon|het|nap|μην|เดอน|.?月|日|週|개월|일|주"
)
_RUSSIAN_MONTHS = re.compile(r"\s*(?:мес|недел|дн)")


def find_ages(normalized: str, beginnings: set[str]) -> Iterator[Phrase]:
    """Ages below majority, of whatever has them."""
    for pattern in _ALL_AGES.tried(beginnings):
        for match in pattern.compiled.finditer(normalized):
            if not _is_grown(match, normalized):
                yield Phrase(pattern.lemma, match.group(), *match.span(), pattern.language)
    if not normalized.isascii():
        for match in HAN_AGE.finditer(normalized):
            years = match.group("n")
            if HAN_NUMBERS.get(years) or (years.isdecimal() and int(years) < MAJORITY_YEARS):
                yield Phrase("age under 18", match.group(), *match.span(), "ja" if match.group("ja") else "zh")
        for match in HANGUL_AGE.finditer(normalized):
            if int(match.group("n")) < MAJORITY_YEARS:
                yield Phrase("age under 18", match.group(), *match.span(), "ko")
        for language, unspaced in UNSPACED_AGES:
            for match in unspaced.finditer(normalized):
                if not _is_grown(match, normalized):
                    yield Phrase("age under 18", match.group(), *match.span(), language)


def find_personal_ages(normalized: str, beginnings: set[str]) -> Iterator[Phrase]:
    """Ages below majority that are people's, whatever stands beside them."""
    numbered = _NUMBERED.tried(beginnings) if _NUMBER.search(normalized) else []
    for pattern in [*PERSONAL_AGES.tried(beginnings), *numbered]:
        for match in pattern.compiled.finditer(normalized):
            limit = MAJORITY_YEARS + (pattern.lemma == "under age")
            if not _is_grown(match, normalized, limit):
                yield Phrase(pattern.lemma, match.group(), *match.span(), pattern.language)


def _is_grown(match: re.Match[str], normalized: str, limit: int = MAJORITY_YEARS) -> bool:
    groups = match.groupdict()
    count = groups.get("n") or groups.get("m")
    if count is None:
        return False
    years = int(count) if count.isdecimal() else NUMBERS[count]
    if years < limit:
        return False
    young_unit = _YOUNG_UNIT.match(groups.get("unit") or "") or _RUSSIAN_MONTHS.match(normalized, match.end())
    return not young_unit or years >= 12 * limit
