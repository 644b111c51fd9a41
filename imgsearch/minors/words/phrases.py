"""Fixed phrases that say that a picture shows a minor, though none of their words does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imgsearch.minors.words.called_little import CALLED_LITTLE
from imgsearch.minors.words.feasts import FEASTS
from imgsearch.minors.words.firsts import FIRSTS
from imgsearch.minors.words.foreign_days import FOREIGN_DAYS
from imgsearch.minors.words.foreign_phrases import FOREIGN_PHRASES
from imgsearch.minors.words.occasions import OCCASIONS
from imgsearch.minors.words.patterns import Patterns, Phrase, make_pattern
from imgsearch.minors.words.school_days import SCHOOL_DAYS
from imgsearch.minors.words.schooling import SCHOOLING
from imgsearch.minors.words.sessions import SESSIONS
from imgsearch.minors.words.strollers import STROLLERS
from imgsearch.minors.words.youth import YOUTH

_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_SCHOOLS = "(?:elementary|primary|middle|secondary|junior high|high|grade) school"
_AT_SCHOOL = "student|pupil|athlete|player|cheerleader|graduate|graduation|prom|class|team|band|choir|football"
_JUNIOR_SPORTS = (
    "football|soccer|rugby|cricket|tennis|swim|swimming|ballet|dance|gymnastics?|judo|karate|netball|hockey|basketball|"
    "baseball|golf|chess|choir|orchestra|athletics|tumbling|cheer"
)
_SPORTS = "football|basketball|baseball|soccer|marching"
#: What is called детский because children are in the picture; a playground and a clinic are not among them.
_SHOWS_CHILDREN = (
    r"портрет|фото|снимк|снимок|лиц|рук|руч|ладо|ног|нож|глаз|улыб|смех|радост|хор|команд|групп|коллектив|ансамбл|"
    r"оркестр|класс|съемк|спектакл|соревнован|турнир|футбол|хоккей|кружк|дискотек|утренник|праздник|день рожд|купани|"
    r"игры|танец|танцы|лагер|"
    r"сад(?:а|у|ом|е|ы|ов|ик\w*)?\b|дом(?:а|у|ом|е|ов)?\b"
)
_CHILDS = r"детск(?:ий|ая|ое|ие|ого|ой|ому|им|ом|их|ими|ую)"

#: Lemma, language, words that tell that it may be there, pattern.
_PHRASES = (
    ("under 18", "en", "under below younger",
     r"(?:under|below|younger than) (?:the )?(?:age (?:of )?)?(?:18|eighteen)(?:s|(?=\s*$))"),
    ("до 18 лет", "ru", "до младше моложе достигший", r"до 18(?:-?ти)? лет|(?:младше|моложе) 18|не достигш\w+ 18"),
    ("little league", "en", "league", "little league"),
    ("little one", "en", "little wee lil",
     r"(?:little|wee|lil|li'l) ones?"
     r"(?=\s*$|\s*[.,!?]|\s+(?:is|are|in|on|at|with|and|playing|sleeping|asleep|smiling)\b)"),
    ("little sister", "en", "brother brothers bro bros sister sisters sis",
     "(?:little|lil|li'l|baby|kid) (?:brother|sister|bro|sis)s?"),
    ("eldest", "en", "eldest oldest youngest",
     r"(?:my|our|her|his|their) (?:eldest|oldest|youngest)"
     r"(?= *(?:$|[.,!?])| (?:just|is|was|has|had|at|in|on|with|lost|turns?|starts?|started|sleeps?|plays?|playing)\b)"),
    ("minor", "en", "minor",
     r"(?:an?|unaccompanied|young|male|female) minor"
     r"(?=\s*[.,!?]|\s+(?:is|in|on|at|with|and|who|under|without|drinking|smoking|playing|sitting|standing)\b)"
     r"|unaccompanied minor|minors? (?:with|and) (?:\w+ )?(?:guardian|parent|mother|father)s?"
     r"|(?:young|male|female) minor(?=\s*$)"),
    ("grader", "en", "grader graders", rf"(?:{_ORDINALS}|\d{{1,2}}(?:st|nd|rd|th)) graders?"),
    ("grader", "en", "grade grades",
     rf"(?:{_ORDINALS}|\d{{1,2}}(?:st|nd|rd|th)) grade (?:class|students?|photo|picture|boys|girls|teacher and)\w*"),
    ("school student", "en", "school schools schooler", rf"{_SCHOOLS} (?:(?:{_SPORTS}) )?(?:{_AT_SCHOOL})\w*"),
    ("grader", "en", "grade grades",
     rf"(?:in|of|from|to|starts?|started|starting|her|his|my|our|their) (?:{_ORDINALS}|\d{{1,2}}(?:st|nd|rd|th)) grade"
     r"(?! (?:climb|route|rapids?|steel|lumber|burns?|listed|listing|equation|sprain|tear|gravel|wine|diamonds?))"),
    ("grader", "en", "grade year",
     r"(?:grade|year) (?:[1-9]|1[0-3]) (?:photos?|pictures?|portraits?|concert|disco|sports day)|"
     r"(?:class|school|pupils?|students?),? (?:of |in )?(?:grade|year) (?:[1-9]|1[0-3])"
     r"|(?:learners?|scholars?),? (?:of |in )?grade (?:[1-9]|1[0-2])"
     r"|(?:grade|year) (?:[1-9]|1[0-3]) (?:class|pupil|student|teacher|leaver|assembl|trip|nativity)\w*"),
    ("first day of school", "en", "school preschool",
     r"(?:first|last) day (?:of|at|back at) (?:pre)?school(?! (?:bus|board))"
     r"|(?:start(?:s|ed|ing)?|begins?|began) (?:pre|primary |elementary |middle )?school(?! (?:of|board|bus)\b)"),
    ("school student", "en", "sixth form", "sixth form(?:ers?| students?)"),
    ("school play", "en", "school play", "school (?:play|nativity|recital)s?(?! ?ground)"),
    ("junior high", "en", "junior", "junior high(?! school (?:building|gym|bus|parking))"),
    ("junior", "en", "junior juniors",
     rf"juniors? (?:{_JUNIOR_SPORTS}) (?:\w+ )?(?:team|squad|club|tournament|class|academy|league|camp|match|players?|"
     rf"concert|festival|cup|final|competition|championship|u-?\d+)\w*"
     rf"|juniors? (?:{_JUNIOR_SPORTS})(?= *(?:\Z|[.,;\d]))"),
    ("junior bridesmaid", "en", "junior", "junior (?:bridesmaid|groomsm[ae]n|usher)s?"),
    ("kindergarten class", "en", "kindergarten nursery preschool pre",
     r"(?:kindergarten|nursery|preschool|pre-school) (?:class|student|pupil|group)\w*"),
    ("daycare", "en", "day", r"day care(?! (?:for )?(?:dog|pet|cat)s?)"),
    ("preschool", "en", "pre prek", r"pre-?k(?:indergarten)?"),
    ("newborn", "en", "new", r"new borns?(?! \w+ (?:foal|calf|lamb|pup))"),
    ("first communion", "en", "communion", "(?:first|1st) (?:holy )?communions?"),
    ("bar mitzvah", "en", "bar bat mitzvah", "ba[rt] mitzvahs?"),
    ("school age", "en", "school age aged", r"(?:pre-? ?)?school-aged?"),
    ("junior varsity", "en", "junior jv",
     r"junior varsity|jv (?:team|squad|football|soccer|basketball|baseball|cheer)\w*"),
    ("school photo", "en", "school", r"school (?:picture|photo)(?: day|s)?(?! of)"),
    ("school student", "en", "elementary primary middle", r"(?:elementary|primary|middle) (?:student|pupil)s?"),
    ("ankle biter", "en", "ankle", "ankle biters?"),
    ("spelling bee", "en", "spelling", "spelling bee (?:finalist|champion|contestant|winner)s?"),
    ("asleep in a pram", "en", "asleep sleeping sleeps",
     r"(?:asleep|sleep(?:s|ing)) in (?:his|her|its|a|the|their) (?:\w+ )?"
     r"(?:pram|stroller|crib|cradle|pushchair|buggy|bassinet)"),
    ("cub scout", "en", "cub brownie beaver", "(?:cub|brownie|beaver) scouts?|brownie (?:guide|pack|troop)s?"),
    ("peewee", "en", "pee peewee",
     "pee ?wee (?:hockey|football|league|baseball|soccer|basketball|tournament|team|game|players?)"),
    ("trick-or-treater", "en", "trick", r"trick or treat(?:ers?|ing)?(?! (?:bags?|buckets?|signs?|candy|sweets))"),
    ("street urchin", "en", "street", "street urchins?"),
    ("nativity play", "en", "nativity", "nativity (?:play|pageant)s?"),
    ("mommy and me", "en", "mommy mummy daddy",
     r"(?:mommy|mummy|daddy) (?:and|&|n) me"),
    ("nursing mother", "en", "breast breastfed breastfeeding breastfeeds breastfeed nursing",
     r"(?<!dog\s)(?<!cat\s)(?<!cow\s)(?<!goat\s)(?<!sheep\s)(?<!monkey\s)breast ?f(?:ed|eed(?:s|ing)?)"
     r"|nursing mo(?:ther|m)s?"),
    ("milk tooth", "en", "tooth teeth",
     r"los(?:e|es|t|ing) (?:(?:her|his|a|the|their|my|another) )?(?:first|baby|milk|front|two front) (?:tooth|teeth)"
     r"|(?:milk|wobbly) (?:tooth|teeth)"),
    ("ring bearer", "en", "ring", "ring bearers?"),
    ("детский", "ru", "детский", rf"{_CHILDS} (?:\w+ )?(?:{_SHOWS_CHILDREN})\w*"),
    ("детский сад", "ru", "ясли садик садика садике", "ясл(?:и|ей|ях) сад\\w*"),
    ("воспитанник детского сада", "ru", "воспитанник",
     r"воспитанни(?:к|ц)\w* (?:детск\w+ (?:сад|дом)\w*"
     r"|(?:школы )?(?:приют|интернат|детсад|детдом|колони|ясл|ясел|кадетск|корпус|секци|кружк)\w*)"),
    ("ясельный", "ru", "ясельный", r"ясельн\w+ (?:групп|возраст)\w*"),
    ("юный", "ru", "юный юная юное юную",
     r"юн(?:ый|ая|ое|ые|ого|ой|ому|ую|ым|ыми|ых|ом) (?!техник|зрител|возраст|вид|год|лет\b|душ|век)\w+"),
    ("первый класс", "ru", "класс",
     r"(?:раз|ид(?:ет|ут|ем)|пош(?:ел|ла|ли)|пойд(?:ет|ут)|собирается|поступ\w+|переш(?:ел|ла|ли)) в "
     r"(?:(?:перв|втор|трет|четверт|пят|шест|седьм|восьм|девят|десят|одиннадцат)\w*|(?:[1-9]|1[01])(?: ?й)?) класс"),
    ("кормление грудью", "ru", "грудью грудное грудного грудном",
     r"корм\w+ грудью|грудн\w+ (?:вскармливани|кормлени)\w*"),
    ("молочный зуб", "ru", "молочный", r"молочн\w+ зуб\w*"),
    ("пионерский лагерь", "ru", "пионер", r"пионерск\w+ (?:лагер|отряд|дружин|линейк|слет)\w*"),
    ("школьный выпускной", "ru", "школьный выпускной", r"школьн\w+ выпускн\w+|выпускн\w+ (?:вечер\w* )?в школе"),
    ("последний звонок", "ru", "последний", r"последн\w+ звон\w+"),
    ("первое причастие", "ru", "перв", r"перв\w+ причасти\w+"),
    ("младшая сестра", "ru", "младшая младший млад",
     r"младш\w{2,3} (?:сестр\w*|сестер|брат(?:а|у|ом|е|ья|ьев)?)"),
    ("detskij sad", "ru", "detskij", r"detsk(?:ij|iy|ii|i|y|om|ogo|omu) sad(?:u|a|ik\w*)?"),
    ("дитячий садок", "uk", "дитячий", r"дитяч(?:ий|ого|ому|им) (?:сад\w*)"),
    ("дзіцячы сад", "be", "дзіцячы", r"дзіцяч(?:ы|ага|аму|ым) (?:сад\w*)"),
    ("қыз бала", "kk", "кішкентай кішкене", r"(?:кішкентай|кішкене) (?:қыз|ұл)\w*"),
    ("тұсау кесу", "kk", "тұсау бесік", r"тұсау ?кес[уе]\w*|бесік ?той\w*"),
    ("école maternelle", "fr", "ecole ecoles", "ecoles? (?:maternelle|primaire|elementaire)s?"),
    ("petit-fils", "fr", "petit petite petits petites",
     "petits? (?:fils|enfants|garcon|neveu)|petites? (?:filles?|nieces?|soeurs?)|petits? freres?"),
    ("jardín de infancia", "es", "jardin menor menores",
     "jardin(?:es)? de infan(?:cia|tes)|jardin infantil|menor(?:es)? de edad"),
    ("jardim de infância", "pt", "jardim menor menores recem",
     "jardi(?:m|ns) de infancia|menor(?:es)? de idade|recem nascid[oa]s?"),
    ("asilo", "it", "scuola asilo", "scuola (?:materna|elementare|media|dell'infanzia)|asilo(?! politico)"),
    ("mateřská škola", "cs", "materska materske", "matersk(?:a|e|ou) skol(?:a|e|y|ka|ce|ou|u)"),
    ("Junge", "de", "junge jungen jungs",
     r"junge (?:mit|spielt|lacht|im|am|auf dem|auf der|beim|an der|und madchen)"
     r"|(?:ein|kleiner|der|dieser|jeder|mein|unser|sein|ihr|kein|hubscher|frecher|blonder) junge"
     r"(?! \w*(?:mann|herr|hund|fuchs|kerl|erwachsene|vogel|lowe|koch|vater|arzt)\w*)"
     r"|(?:zwei|drei|vier|funf|die|kleine|kleinen|der|den|einige|viele) jungen"
     r"(?! \w*(?:leute|frau|mann|manner|menschen|damen|erwachsene|hunde|tiere|eltern|paar|herren|katzen)\w*)"),
    ("Kinder", "de", "kinder",
     r"kinder (?:spiel|lauf|sitz|renn|lach|mit|im|am|in der|auf|und|beim|essen|schlaf|bad)\w*"),
    ("kız çocuğu", "tr", "kucuk genc erkek kiz kız",
     r"(?:kucuk|genc) k[iı]z(?:lar|[iı])?|erkek cocu\w+|k[iı]z cocu\w+"),
    ("ilkokul", "tr", "ilkokul lise orta", r"(?:ilkokul|ortaokul|lise) ogrenci\w*|resit olmayan"),
    ("bliźniaki", "pl", "nowo", "nowo narodzon[aey]"),
    ("nou-născut", "ro", "nou", r"nou nascut\w*"),
    ("παιδικός σταθμός", "el", "παιδικος", r"παιδικ(?:ος|ο|ου) σταθμ\w+"),
)  # fmt: skip
PHRASES = Patterns(
    (
        *(make_pattern(*phrase) for phrase in _PHRASES),
        *OCCASIONS,
        *FEASTS,
        *SCHOOL_DAYS,
        *SESSIONS,
        *FOREIGN_PHRASES,
        *SCHOOLING,
        *FOREIGN_DAYS,
        *STROLLERS,
        *CALLED_LITTLE,
        *YOUTH,
        *FIRSTS,
    )
)
#: Children of any skin, families in which one stands, and what shows one with its mother.
_EMOJI = re.compile("[👶👦👧🧒👪🚼🤱]")
_NAMES = {"👶": "baby", "👦": "boy", "👧": "girl", "🧒": "child", "👪": "child", "🚼": "baby", "🤱": "baby"}


def find_phrases(normalized: str, beginnings: set[str]) -> Iterator[Phrase]:
    """Fixed phrases; ages are apart, because what follows them counts.

    Args:
        normalized: a text.
        beginnings: the first three letters of each of its words.
    """
    for pattern in PHRASES.tried(beginnings):
        for match in pattern.compiled.finditer(normalized):
            yield Phrase(pattern.lemma, match.group(), *match.span(), pattern.language)


def find_emoji(normalized: str, language: str) -> Iterator[Phrase]:
    """Children among the emoji, which have no language of their own."""
    for match in _EMOJI.finditer(normalized):
        yield Phrase(_NAMES[match.group()], match.group(), *match.span(), language)
