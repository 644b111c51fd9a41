"""Ages below majority in other languages than English and Russian."""

from __future__ import annotations

import re

from imgsearch.minors.words.patterns import make_pattern

FOREIGN_NUMBERS = {
    word: years
    for words in (
        "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn",
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
        "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
        "un due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici",
        "um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete",
    )
    for years, word in enumerate(words.replace("ü", "u").replace("ö", "o").split(), start=1)
}
_WORDS = "|".join(sorted(FOREIGN_NUMBERS, key=len, reverse=True))
_N = rf"(?<!\d[.,])(?P<n>\d{{1,3}}|{_WORDS})"
_D = r"(?<!\d[.,])(?P<n>\d{1,3})"
_SLAVIC_OF = {
    "pl": "dwu trzy cztero piecio szescio siedmio osmio dziewiecio dziesiecio jedenasto dwunasto trzynasto czternasto "
    "pietnasto szesnasto siedemnasto",
    "cs": "dvou tri ctyr peti sesti sedmi osmi deviti desiti jedenacti dvanacti trinacti ctrnacti patnacti sestnacti "
    "sedmnacti",
    "uk": "дво три чотири пяти п'яти шести семи восьми дев'яти девяти десяти",
}
_NAMED = {language: "|".join(words.split()) for language, words in _SLAVIC_OF.items()}
_GERMAN = "ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn"
_ENDS = r"(?= *(?:$|[.,!?;:)]))"
#: Beasts, wares and businesses have ages too.
_THINGS = (
    "hund katze pferd hengst stute whisky wein rum traktor auto wagen motorrad betrieb firma hotel garantie "
    "perro perra gato gata caballo vino ron sherry brandy cafe bar restaurante empresa garantia cachorro cadela cao "
    "vinho boda bodas aniversario cane gatto cavallo garanzia ristorante azienda matrimonio nozze pies kot kon wino "
    "restauracja gwarancja hond kat paard wijn bedrijf кіт кішка собака пес кінь вино коньяк віскі ресторан фірма "
    "компанія гарантія завод сабака кот конь віно каньяк фірма гарантыя"
).split()
_OF_THINGS = "".join(rf"(?<!{thing},\s)" for thing in _THINGS)
_IN_BRACKETS = "".join(rf"(?<!{thing}\s\()" for thing in _THINGS)
_OF_HEBREW_THINGS = "".join(rf"(?<!{thing}\s)" for thing in "כלב כלבה חתול חתולה סוס יין ויסקי בניין בית".split())
_NO_THING = "".join(
    rf"(?<!{thing}\s)" for thing in (*_THINGS, "invecchiato", "envejecido", "envelhecido", "abierto", "aperto")
)
_NO_TIME = (
    r"(?! (?:de |di )?(?:atras|despues|depois|fa|dopo|historia|experiencia|esperienza|storia|tradicion|tradicao)\b)"
)

FOREIGN_AGES = tuple(
    make_pattern("age under 18", language, triggers, pattern)
    for language, triggers, pattern in (
        ("de", f"jahrig {_GERMAN}", rf"{_N} *jahrig\w*"),
        ("de", "jahre monate wochen jahr", rf"{_N} (?:jahre?|(?P<unit>monate?|wochen?)) alte?[rsn]?"),
        ("de", "jahre monate wochen", rf"(?<=,\s){_OF_THINGS}{_N} (?:jahre?|(?P<unit>monate?|wochen?)){_ENDS}"),
        ("de", "alter", rf"im alter von {_N}"),
        ("fr", "ans an mois", rf"(?<!y\sa\s)(?<!dans\s)(?<!depuis\s)(?<!pendant\s)(?<!pour\s)(?<!en\s)"
         rf"(?<!les\s)(?<!apres\s){_N} ans?(?! (?:plus|apres|avant|de|d'age|d'anciennete|d'existence))"),
        ("fr", "agee age ages agees", rf"agee?s? de {_N}"),
        ("it", "anni mesi anno", rf"{_NO_THING}(?:ha|di|a|aveva|hanno) {_N} (?:anni|anno|(?P<unit>mesi)){_NO_TIME}"),
        ("es", "anos ano meses",
         rf"{_NO_THING}(?:tiene|de|con|tenia|cumple|tienen) {_N} (?:anos?|(?P<unit>meses)){_NO_TIME}"),
        ("pt", "anos ano meses", rf"{_NO_THING}(?:tem|com|aos|faz|idade) {_N} (?:anos?|(?P<unit>meses)){_NO_TIME}"),
        ("es", "cumple", rf"cumple (?:sus |los )?{_N}(?: anos?)?{_ENDS}"),
        ("it", "anni", rf"compi(?:e|uto|ono) {_N} anni{_NO_TIME}"),
        ("pl", "lat lata rok", rf"{_NO_THING}(?:ma|mial|miala|wieku) {_D} (?:lata?|rok)"),
        ("es", "anos", rf"(?<=,\s){_OF_THINGS}{_D} anos?{_ENDS}"),
        ("it", "anni", rf"(?<=,\s){_OF_THINGS}{_D} anni{_ENDS}"),
        ("pl", "lat lata", rf"(?<=,\s){_OF_THINGS}{_D} lata?{_ENDS}"),
        ("nl", "jaar", rf"(?<=,\s){_OF_THINGS}{_D} jaar{_ENDS}"),
        ("pl", "letni letnia letnie letniego letniej", rf"{_D} *letni\w*"),
        ("pl", _SLAVIC_OF["pl"], rf"(?P<named>{_NAMED['pl']})letni\w*"),
        ("cs", "let roky rok", rf"{_D} (?:let|roky)(?:{_ENDS}| star\w+)"),
        ("cs", "lety leta lete leteho letou", rf"{_D} *let(?:y|a|e|eho|ou|emu)"),
        ("cs", _SLAVIC_OF["cs"], rf"(?P<named>{_NAMED['cs']})let(?:y|a|e|eho|ou|emu)"),
        ("uk", "років роки рік", rf"(?:ій|йому|мені|ім|віці) {_D} (?:рок\w+|рік)"),
        ("uk", "річний річна річне річного", rf"{_D} *річн\w+"),
        ("uk", _SLAVIC_OF["uk"] + " п", rf"(?P<named>{_NAMED['uk']})річн\w+"),
        ("uk", "років роки рік", rf"(?<=,\s){_OF_THINGS}{_D} (?:рок(?:ів|и)|рік){_ENDS}"),
        ("be", "гадоў гады год", rf"(?:ей|ёй|яму|мне|ім|узросце) {_D} (?:гадоу|гады|год)"),
        ("be", "гадоў гады", rf"(?<=,\s){_OF_THINGS}{_D} (?:гадоу|гады){_ENDS}"),
        ("be", "гадовы гадовая",
         rf"{_D} *гадов\w+(?! (?:віскі|каньяк|він|дуб|юбіле|гіст|сабак|кот|конь)\w*)"),
        ("kk", "жасар жаста жасында", rf"{_D} *жас(?:ар|та|ында|тағы)"),
        ("nl", "jaar maanden", rf"{_D} (?:jaar|(?P<unit>maanden)) oude?"),
        ("nl", "jarig jarige jarigen", rf"{_D} *jarigen?"),
        ("ro", "ani luni an", rf"(?:are|de|avea|au) {_D} (?:ani|(?P<unit>luni))"),
        ("tr", "yasinda yasındaki yasinda yasındakı", rf"{_D} yas[iı]nda(?:ki)?\w*"),
        ("el", "ετων χρονων χρονου", rf"{_D} (?:ετων|χρονων|χρονου)"),
        ("sv", "ar manader", rf"{_D} (?:ar|(?P<unit>manader)) gam\w+"),
        ("tr", "yas", rf"{_D} yas{_ENDS}"),
        ("sr", "godina godine godinu", rf"{_NO_THING}(?:ima|imaju|uzrasta|starosti) {_D} godin[aeu]"),
        ("sr", "godina godine", rf"(?<=,\s){_OF_THINGS}{_D} godin[ae]{_ENDS}"),
        ("sr", "година године годину", rf"{_NO_THING}(?:има|имају|узраста|старости) {_D} годин[аеу]"),
        ("sr", "година године", rf"(?<=,\s){_OF_THINGS}{_D} годин[ае]{_ENDS}"),
        ("sr", "godisnja godisnji godisnjak", 
         rf"{_D} *godisnj(?:i|a|e|eg|ak|akinja)(?! (?:plan|odmor|izvesta|karta|garanc)\w*)"),
        ("bg", "години година", rf"(?<!преди\s)(?:на|е) {_D} годин[аи]{_ENDS}"),
        ("bg", "години година", rf"(?<=,\s){_OF_THINGS}{_D} годин[аи]{_ENDS}"),
        ("bg", "годишен годишна годишно годишни", rf"{_D} *годиш(?:ен|на|но|ни|ният|ната|ното|ните)"
         r"(?! (?:план|отчет|гаранц|юбиле|истор|опит|вино|уиски|куче|котка)\w*)"),
        ("ka", "წლის", rf"{_D} წლის(?! (?:შემდეგ|წინ|განმავლობაში|მანძილზე|ღვინო|იუბილე|გამოცდილებ)\w*)"),
        ("hy", "տարեկան", rf"{_D} տարեկան(?! (?:գինի|կոնյակ|շուն|կատու|ծառ|ձի)\w*)"),
        ("he", "בן בת בני בנות", 
         rf"{_OF_HEBREW_THINGS}(?:בן|בת|בני|בנות) {_D}(?! (?:קומות|חדרים|שעות|ימים|דקות|שבועות|אלף))"),
        ("ar", "عمره عمرها بعمر وعمره", rf"(?:و?عمره|و?عمرها|بعمر) {_D}"),
        ("de", "jahre jahr j anos anni ans lat lata let jaar ar yas god",
         rf"(?<=\w\s\(){_IN_BRACKETS}{_D} (?:jahre?|j\.?|anos|anni|ans|lata?|let|jaar|ar|yas|godina)"
         r"(?=\))"),
        ("uk", "років роки", rf"(?<=\w\s\(){_IN_BRACKETS}{_D} (?:рок(?:ів|и)|гадоу|години?)(?=\))"),
        ("sv", "aring aringar arig ariga", rf"{_D} *arin?g\w*"),
    )
)  # fmt: skip
HAN_NUMBERS = {
    number: years
    for years, number in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七".split(), start=1)
} | {"两": 2, "兩": 2}
HAN_AGE = re.compile(
    r"(?<![\d一二三四五六七八九十百])(?P<n>\d{1,2}|十[一二三四五六七]?|[一二两兩三四五六七八九])"
    r"(?:[岁歲]|(?P<ja>歳))(?!以上|的?[狗猫貓马馬犬牛羊])"
)
#: Not a century, a generation, a set or a tax.
HANGUL_AGE = re.compile(r"(?<![\w.,])(?P<n>\d{1,2}) ?(?:살|세(?![가-힣]))(?! (?:이상|강아지|고양이|개\b|말\b))")
