"""Births, feasts, lessons and first times at which a minor is in the picture, though no word of it names one."""

from __future__ import annotations

from imgsearch.minors.words.aged_people import NAMES_OF
from imgsearch.minors.words.forms import first_names
from imgsearch.minors.words.normal import normalize
from imgsearch.minors.words.patterns import make_pattern

_NAMED = "|".join(normalize(name) for name in first_names("en"))
#: A newborn is so heavy and so long: "3500 г, 51 см".
_WEIGHT = r"(?:[2-4] ?\d{3} ?гр?\w{0,6}|[2-4][.,]\d{1,3} ?кг)"
_LENGTH = r"(?:4[5-9]|5\d) ?см"
_BARE_WEIGHT = r"вес[:\s]*(?:[2-4] ?\d{3}|[2-4][.,]\d{1,3})(?: ?(?:гр?|кг)\w{0,6}\.?)?(?!\d)"
_BARE_LENGTH = r"рост[:\s]*(?:4[5-9]|5\d)(?: ?см)?(?!\d)"
_AND = r"\.?[,;и/\s]{1,3}"
#: What follows the name of a class that is all that a file or folder is called.
_FILE = r"(?=\s*(?:\Z|/|\.?(?:jpe?g|png|tiff?|heic|nef|cr[23]|arw|dng)(?!\w)|(?:img|dsc[fn]?)(?![a-z])))"
#: Where a text begins or a sentence, which may be a tag or the name of a folder, and where it ends.
_FIRST, _LAST = r"(?:\A|(?<=\.\s)|(?<=\.\s#))\W*", r"(?=\W*\Z|\.\s)"
_OF_YOUTHS = (
    r"сборн|команд|чемпионат|турнир|перв|лиг|футбол|хоккей|состав|состязан|соревн|спорт|кубок|кубк|театр|хор|оркестр|"
    r"лагер|отряд|клуб"
)

_FEASTS = (
    ("birth", "en", "birth homebirth water home",
     r"(?:birth|home ?birth|water ?birth) (?:photography|photographers?|photo ?shoot|session|story)"
     r"|(?:home|water) ?births?"),
    ("baptism", "en", "baptism baptized baptised",
     rf"bapti(?:sm|sed|zed)s? (?:of )?(?:our |my |their |the )?(?:little |twin )?(?:{_NAMED}|little \w+)"
     rf"|(?:{_NAMED})(?: ?'s| ?s)? baptism"),
    ("little ones", "en", "littles", r"(?:the|my|our|these|those|all|with|w) ?/? ?littles"),
    ("diaper", "en", "diaper diapers nappy nappies",
     r"(?:diaper|nappy) chang(?:e|es|ing|ed)(?! (?:station|table|room|area|facilit)\w*)"
     r"|chang(?:es|ing|ed) (?:a|his|her|the|another) (?:diaper|nappy)"),
    ("tooth fairy", "en", "tooth", r"tooth fairy (?:came|visit\w*|night|is coming|money|note)"),
    ("story time", "en", "story storytime",
     r"story ?time (?:at|in|with|for) (?:the |our )?(?:\w+ )?(?:library|school|nursery|bookshop)"),
    ("egg hunt", "en", "egg", r"egg hunt(?:s|ing|ers?)?(?! for (?:adults|grown))"),
    ("back to school", "en", "school",
     r"back to school(?= (?:portraits?|photos?|pictures?|pics?|session|shoot|20\d\d)| *(?:$|[.,!?]))"),
    ("youth sports", "en", "pop", r"pop warner(?! (?:stadium|field))"),
    ("pediatric patient", "en", "pediatric paediatric",
     r"pa?ediatric (?:\w+ )?patients?|pa?ediatric ward,? (?:\w+ )?patients?"),
    ("крещение", "ru", "крещение",
     rf"крещени(?:е|я|и|ю|ем) (?:(?:малыш|младен|реб[её]н|дет)\w*|наше\w+ \w+|{NAMES_OF})|таинств\w+ крещения"),
    ("рождение", "ru", "рождение роды родов родах",
     r"рождени(?:е|я) (?:малыш\w*|наше(?:го|й) \w+|первенца)"
     r"|(?:съемк\w+|фотосъемк\w+|партнерск\w+|домашн\w+|наши) род(?:ы|ов|ах)"
     r"|роды,? (?:первые минуты|в воде|в роддоме|новая жизнь)"),
    ("новорождённый", "ru", "рост вес см", rf"{_WEIGHT}{_AND}(?:рост )?{_LENGTH}|{_LENGTH}{_AND}(?:вес )?{_WEIGHT}"
     rf"|{_BARE_LENGTH}{_AND}{_BARE_WEIGHT}|{_BARE_WEIGHT}{_AND}{_BARE_LENGTH}"),
    ("vypusknoj", "ru", "vypusknoj detsad det",
     r"v[yi]puskno[yij](?: bal| vecher)?(?! (?:klapan|vuz|mgu))|det ?\.? ?sad(?:a|u|om|e)?"),
    ("первый зуб", "ru", "зубик зубики перв",
     r"зубик\w*(?! (?:врач|паст|щетк)\w*)|перв\w+ зуб(?:а|ы|ок)?|перв\w+ (?:шаги|шажки)(?= *(?:$|[.,!?)]))"
     r"|перв\w+ прикорм\w*"),
    ("бар-мицва", "ru", "бар бат", r"ба[рт] *мицв\w+"),
    ("юношеский", "ru", "юношеская юниорская", rf"ю(?:ноше|ниор)ск\w+ (?:\w+ )?(?:{_OF_YOUTHS})\w*"),
    ("скаутский", "ru", "скаутский",
     r"скаутск\w+ (?:\w+ )?(?:слет|лагер|отряд|палат|игр|организац|поход|галстук|костер)\w*"),
    ("детская школа", "ru", "детская дши дмш",
     r"детск\w+ (?:музыкальн|художественн|спортивн)\w+ школ\w*|детск\w+ школ\w* (?:искусств|танц\w*)"
     r"|дши|дмш"),
    ("ясли", "ru", "ясли", rf"{_FIRST}ясли{_LAST}|(?:в|из|наши|идем в|ходим в) ясл(?:и|ях|ей)(?! (?:с|для) )"),
    ("садик", "ru", "садик", rf"{_FIRST}(?:наш )?садик{_LAST}"),
    ("вожатая", "ru", "вожатая артек лагерь отряд",
     r"вожат\w+ (?:с|и|своего|нашего) \w*отряд\w*|артек,? (?:\w+ )?(?:смена|отряд|лагерь)\w*"
     r"|лагер\w+ (?:\w+ )?\d+ ?(?:й|ый)? ?отряд\w*|\d+ ?(?:й|ый)? ?отряд\w*,? лагер\w+"),
    ("9Б", "ru", "а б в г д е ж выпуск",
     rf"(?:\A|/)\s*(?:[1-9]|1[01]) ?[«\"“][а-ж][»\"”]{_FILE}"
     r"|выпуск (?:20\d\d )?(?:4|9|11) ?[«\"]?[а-е](?= *(?:\Z|[»\",.;)]))"),
    ("роды", "ru", "роды родов партнерские",
     r"партнерск\w+ род\w+|(?:съемк|фото|репортаж)\w* (?:с )?родов|роды (?:дома|в (?:роддоме|воде|бассейне))"),
    ("communion", "en", "communion back santa quince",
     r"communion (?:(?:of \w+ )?20\d\d|photos?|dress|party|day|portraits?)"
     r"|back to school (?:mini|session|photo|portrait)\w*|santa (?:minis|mini sessions?|photo sessions?)"
     r"|quince (?:photo|session|shoot|portrait|party|court|dress)\w*"),
    ("9Б", "ru", "а б в г",
     rf"(?:\A|/)\s*(?:(?:[1-9]|1[01]) ?[абг]|(?:[12478]|1[01]) ?в){_FILE}"),
    ("класс", "ru", "класс",
     r"(?:\A|/)\s*(?:[1-9]|1[01]) ?[а-ек]? ?класс(?=\W*\d|\W*\Z|/)"),
    ("педиатр", "ru", "педиатр детск",
     r"(?:осмотр|прием)\w* (?:у )?педиатра?|педиатр (?:осматрива|слуша|взвешива|измеря|лечит|обследу)\w+"
     r"|детск\w+ отделени\w+(?: больниц\w*)?,? (?:\w+ )?пациент\w*"),
    ("хрестини", "uk", "хрестини хрещення дзвоник випускний",
     r"хрестин\w*|(?:перш|останн)\w+ дзвоник\w*|випускний(?! клапан)"),
    ("років", "uk", "рочків", r"(?:[1-9]|1[0-7]) рочк\w+"),
    ("Kita", "de", "krabbelgruppe kita", rf"krabbelgruppen?|{_FIRST}kita{_LAST}|kita (?:gruppe|fest|ausflug)"),
    ("école", "fr", "maternelle", rf"(?:en|classes? de|a la|sortie de) maternelle|{_FIRST}maternelle{_LAST}"),
    ("chrzest", "pl", "chrzest chrzciny komunia",
     r"chrz(?:est|tu) (?:swiety )?(?!polski|morski|statku|bojow|rusi|w jord)\w+|chrzcin\w*"
     r"|(?:pierwsz\w+ )?komuni[aie]"),
    ("batizado", "pt", "batizado", rf"{_FIRST}batizados?{_LAST}"),
    ("sünnet", "tr", "sunnet", r"sunnet (?:dugun|toren|cocug|elbise|k[iı]yafet)\w*"),
    ("botez", "ro", "botez", r"botez(?:ul)?"),
)  # fmt: skip
FEASTS = tuple(make_pattern(*feast) for feast in _FEASTS)
