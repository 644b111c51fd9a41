"""Ages of those whom a text calls by what they do, or by a word that says no age: a gymnast, 12; девушка 16 лет."""

from __future__ import annotations

from imgsearch.minors.words.forms import first_names
from imgsearch.minors.words.normal import normalize
from imgsearch.minors.words.patterns import make_pattern

_ENDS_OF = {"а": "[ыи]", "я": "и", "й": "я", "ь": "[яи]"}


def _of_whom(name: str) -> str:
    """A Russian name as it stands after "the tenth birthday of"."""
    return name[:-1] + _ENDS_OF[name[-1]] if name[-1] in _ENDS_OF else name + "а"


#: Аня: Ани, Дима: Димы.
NAMES_OF = "|".join(sorted({_of_whom(normalize(name)) for name in first_names("ru")}))

PEOPLE_EN = (
    "actor|actress|archer|artist|athlete|ballerina|boxer|cellist|champion|climber|contestant|cyclist|dancer|diver|"
    "drummer|fencer|figure skater|footballer|golfer|guitarist|gymnast|jockey|judoka|karateka|model|musician|painter|"
    "participant|patient|pianist|player|prodigy|rider|rower|runner|scout|singer|skateboarder|skater|skier|student|surfer|survivor|"
    "swimmer|trumpeter|victim|violinist|winner|wrestler|brother|sister|cousin|refugee|princess|prince"
)
_PEOPLE_RU = (
    r"абитуриент\w*|акт[её]р\w*|актрис\w*|балерин\w*|боксер\w*|брат|брата|брату|борец|борц\w+|велосипедист\w*|"
    r"волейболист\w*|"
    r"гимнаст\w*|гитарист\w*|девушк\w*|дзюдоист\w*|именинни\w+|каратист\w*|конькобеж\w+|кузин\w*|лыжни\w+|"
    r"модел[ьи]|моделью|"
    r"музыкант\w*|наездни\w+|пар(?:ень|ня|ню|нем)|пациент\w*|певиц\w*|певец|певц\w+|пианист\w*|плов\w+|победител\w+|"
    r"сестра|сестры|сестре|сестру|скрипач\w*|спортсмен\w*|студент\w*|танцор\w*|танцовщи\w+|теннисист\w*|участни\w+|"
    r"фехтовальщи\w+|фигурист\w*|футболист\w*|хоккеист\w*|художни\w+|чемпион\w*|шахматист\w*"
)
_N = r"(?P<n>[4-9]|1[0-7])"
_M = _N.replace("<n>", "<m>")
_ENDS = r"(?= *(?:$|[.,!?;:)](?![\da-z.])))"

NAMES_EN = "|".join(normalize(name) for name in first_names("en"))
#: "Машеньке три месяца": a name in its tender form, of which no list holds all.
TENDER = (
    r"(?!кошеч|собач|бабоч|уточ|ласточ|птич|яблон|бабуш|кукуш|лягуш|старуш|подруж)[а-я]{2,}"
    r"(?:ечке|очке|еньке|оньке|ушке|юшке|юше|уше|ише)"
)

AGED_PEOPLE = (
    make_pattern(
        "age under 18",
        "en",
        " ".join(NAMES_EN.split("|")),
        rf"(?:{NAMES_EN}) (?!(?:street|road|bay|park|house|hall|beach|club|hotel|station|church|daniels)(?!\w))"
        rf"[^\W\d_]{{3,}}, (?:(?:then|now) )?{_N},(?! ?\d|(?: \w+){{1,3}} (?:street|road|avenue|lane|square))"
        rf"|(?:{NAMES_EN}) [^\W\d_]{{3,}} at (?:just |only )?(?P<o>[4-9]|1[0-7])(?= *(?:\Z|[,.;!)](?!\d)))"
        rf"|(?:{NAMES_EN})'?s (?P<m>[1-9]|1[0-7])(?:st|nd|rd|th)(?= *(?:\Z|[.,!] ?[^\W\d]| b ?day))",
    ),
    make_pattern(
        "age under 18",
        "en",
        " ".join(PEOPLE_EN.split("|")),
        rf"(?:{PEOPLE_EN})(?: (?:{NAMES_EN}))?(?: \(|, ){_N}(?=\)(?!\.[a-z])|,(?! ?\d)|(?= *(?:\Z|[.;!?](?![\da-z]))))",
    ),
    make_pattern(
        "age under 18",
        "ru",
        "абит акт бал бок бра бор вел вол гим гит дев дзю име кар кон куз лыж мод муз нае пар пац "
        "пев пиа пло поб сес скр спо сту тан тен уча фех фиг фут хок худ чем шах",
        rf"(?:{_PEOPLE_RU})(?: \w+)?,? \(?{_N}(?: ?(?:ти|и))? (?:лет|года)(?!\w)"
        r"(?! (?:назад|спустя|подряд|вместе|в|на|опыт|стаж))"
        rf"|(?:{_PEOPLE_RU})(?: \w+)?(?:, | \(){_M}{_ENDS}",
    ),
)
