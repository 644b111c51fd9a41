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
#: Where a text is nothing but some years, nothing else is said to be so old.
_YEARS = tuple(
    (language, word)
    for language, words in {
        "en": "years? yrs", "ru": "лет года", "es": "anos?", "it": "anni", "fr": "ans", "de": "jahre", "pl": "lata?",
        "cs": "let roky", "nl": "jaar", "ro": "ani", "sr": "godin[ae] годин[ае]", "bg": "години", "fi": "vuotta",
        "et": "aastat", "lv": "gadi", "lt": "metu metai", "id": "tahun", "sv": "ar", "tr": "yas", "uk": "років роки",
        "be": "гадоу гады", "kk": "жас", "el": "ετων χρονων",
    }.items()
    for word in words.split()
)  # fmt: skip
_MONTHS = (
    ("de", "monate"), ("fr", "mois"), ("es", "meses"), ("it", "mesi"), ("nl", "maanden"), ("sv", "manader"),
    ("ro", "luni"), ("hu", "honapos"), ("id", "bulan"),
)  # fmt: skip
#: Beasts, wares and businesses have ages too.
_THINGS = (
    "hund katze pferd hengst stute whisky wein rum traktor auto wagen motorrad betrieb firma hotel garantie "
    "perro perra gato gata caballo vino ron sherry brandy cafe bar restaurante empresa garantia cachorro cadela cao "
    "vinho boda bodas aniversario cane gatto cavallo garanzia ristorante azienda matrimonio nozze pies kot kon wino "
    "restauracja gwarancja hond kat paard wijn bedrijf кіт кішка собака пес кінь вино коньяк віскі ресторан фірма "
    "компанія гарантія завод сабака кот конь віно каньяк фірма гарантыя"
).split()
#: What follows an age that is not a person's, by the beginnings of the words.
_NOT_OF_THINGS = {
    "sv": r"plan|utbild|uddann|utdann|kontrakt|avtal|aftale|avtale|garant|studi|period|jubile|program|whisk|hund"
    r"|kat(?!\w)|katt|hest|hast|vin(?!c)|rom(?!\w)|bil(?!d)|hus|erfaring|erfarenhet|projekt|prosjekt",
    "fi": r"viski|koira|kissa|hevo|viini|rommi|konjakki|talo|auto|takuu|sopimu|ura(?!\w)|histor|kokemu|yrity|perinne"
    r"|puu|ori(?!\w)|tamma",
    "hu": r"bor(?!i)|whisk|viszki|kuty|macsk|lo(?!\w)|kocsi|auto|haz|terv|garanci|jotallas|tapasztalat|jubileum|ceg"
    r"|epulet|evfordulo|szerzodes|fennallas|berlet|kepzes|mult|tortenet|rum(?!\w)|konyak|fa(?!\w)|hitel|palyafut|tavlat",
    "et": "viski|koer|kass|hobu|vein|rumm|konjak|maja|auto|garanti|leping|kogemus|ajalu|ettevot|puu|juubel|plaan|too",
    "lv": "viskij|vin|sun|kak|zirg|maj|auto|garant|ligum|pieredz|vestur|uznemum|jubilej|plan|koks",
    "lt": r"visk|vyn|suo(?!\w)|suns|sunim|kat(?!r)|arkl|zirg|nam|auto|garant|sutart|patirt|istorij|imon|jubil|plan"
    "|medis",
    "vi": "ruou|cay|nha|xe|cho|meo|ngua|cong ty",
    "fa": "ویسکی|ماشین|تجربه|سابقه|سگ|گربه|اسب|قرارداد|جنگ|درخت|ضمانت|گارانتی|برنامه",
}
_NOT = {language: rf"(?! (?:{things})\w*)" for language, things in _NOT_OF_THINGS.items()}
_NORDIC = [
    f"{number}arig"
    for number in "ett to tva tre fire fyra fem seks sex syv sju atte atta ni nio ti tio elleve elva tolv tretten "
    "tretton fjorten fjorton femten femton seksten sexton sytten sjutton".split()
]
_FINNISH = (
    "yksi kaksi kolme nelja viisi kuusi seitseman kahdeksan yhdeksan kymmenen yksitoista kaksitoista kolmetoista "
    "neljatoista viisitoista kuusitoista seitsemantoista"
).split()
_HUNGARIAN = (
    "egy ket harom negy ot hat het nyolc kilenc tiz tizenegy tizenket tizenharom tizennegy tizenot tizenhat tizenhet"
).split()
_PERSIAN = "یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده".split()
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
        ("fr", "ans an mois", rf"(?<!vin\sde\s)(?<!whisky\sde\s)(?<!rhum\sde\s)"
         rf"(?<!y\sa\s)(?<!dans\s)(?<!depuis\s)(?<!pendant\s)(?<!pour\s)(?<!en\s)"
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
        ("el", "ετων χρονων χρονου", r"(?<!ουισκι\s)(?<!κρασι\s)(?<!κονιακ\s)(?<!σκυλοσ\s)(?<!γατα\s)"
         rf"{_D} (?:ετων|χρονων|χρονου)"),
        ("sv", "ar manader", rf"{_D} (?:ar|(?P<unit>manader)) gam\w+"),
        ("tr", "yas", rf"{_D} yas{_ENDS}"),
        ("sr", "godina godine godinu", rf"{_NO_THING}(?:ima|imaju|uzrasta|starosti) {_D} godin[aeu]"),
        ("sr", "godina godine", rf"(?<=,\s){_OF_THINGS}{_D} godin[ae]{_ENDS}"),
        ("sr", "година године годину", rf"{_NO_THING}(?:има|имају|узраста|старости) {_D} годин[аеу]"),
        ("sr", "година године", rf"(?<=,\s){_OF_THINGS}{_D} годин[ае]{_ENDS}"),
        ("sr", "godisnja godisnji godisnjak", 
         rf"{_D} *godisnj(?:i|a|e|eg|ak|akinja)(?! (?:plan|odmor|izvesta|karta|garanc|visk|vin|konjak|ugovor|pas|mack|"
         r"iskustv|jubilej)\w*)"),
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
        ("sv", "aring aringar arig ariga", rf"{_D} *arin?g\w*{_NOT['sv']}"),
        ("sv", " ".join(_NORDIC), rf"(?:{'|'.join(_NORDIC)})\w*{_NOT['sv']}"),
        ("sv", " ".join(each.replace("arig", "aring") for each in _NORDIC),
         rf"(?:{'|'.join(each.replace('arig', 'aring') for each in _NORDIC)})\w*"),
        ("sv", "manad maned", rf"{_D} (?P<unit>man(?:ad|ed)(?:er)?) gam\w+"),
        ("sv", "ar", rf"(?<=,\s){_OF_THINGS}{_D} ar{_ENDS}"),
        ("sv", "fyller fylder fylte fyldte", rf"(?:fyller|fylder|fylte|fyldte) {_D}(?: ar)?{_ENDS}"),
        ("fi", "vuotias vuotiaa", rf"{_D} *vuotia\w*{_NOT['fi']}"),
        ("fi", "vuotis", rf"{_D} *vuotis(?:syntymapaiv|synttar|kuvau)\w*"),
        ("fi", " ".join(_FINNISH), rf"(?:{'|'.join(_FINNISH)})vuotia\w*{_NOT['fi']}"),
        ("fi", "kuukauden", rf"{_D} (?P<unit>kuukauden) ikai\w+"),
        ("fi", "vuotta", rf"(?:(?<=,\s){_OF_THINGS}{_D} vuotta{_ENDS}|tayttaa (?P<m>\d{{1,3}})(?: vuotta)?{_ENDS})"),
        ("hu", "eves evesen honapos hetes napos evesek",
         rf"{_D} *(?:eves|(?P<unit>honapos|hetes|napos))(?:en|ek|et|kent|kori)?{_NOT['hu']}"),
        ("hu", " ".join(_HUNGARIAN), rf"(?:{'|'.join(_HUNGARIAN)}) ?(?:eves|honapos)(?:ek|en|et)?{_NOT['hu']}"),
        ("et", "aasta", rf"{_D} *aasta(?:ne|sed|se|st|seid|stele)(?!\w){_NOT['et']}"),
        ("et", "aastat aasta", rf"{_D} aastat? van\w+"),
        ("et", "kuu kuune", rf"{_D} *(?P<unit>kuu)(?:ne|se|sed)(?!\w){_NOT['et']}"),
        ("et", "aastat", rf"(?<=,\s){_OF_THINGS}{_D} aastat{_ENDS}"),
        ("lv", "gadig gadnieks gadniece gadigs", rf"{_D} *gad(?:ig\w+|niek\w+|niec\w+){_NOT['lv']}"),
        ("lv", "gadus gadi menesus", rf"{_D} (?:gadus|(?P<unit>menesus)) vec\w+"),
        ("lv", "gadi", rf"(?:(?<=,\s){_OF_THINGS}|(?:vinai|vinam|man) ){_D} gadi{_ENDS}"),
        ("lt", "metis mete meciai metes mecio", rf"{_D} *(?:met(?:is|e|es)|meci(?:ai|o|u|ams)){_NOT['lt']}"),
        ("lt", "metu metai", rf"(?:(?<=,\s){_OF_THINGS}|(?:jam|jai|man) ){_D} met(?:u|ai){_ENDS}"),
        ("lt", "menesiu", rf"{_D} (?P<unit>menesiu) (?:amz|kudik|mazyl|dukr|sun)\w+"),
        ("id", "umur usia berumur berusia anak bocah umurnya usianya",
         rf"(?:umur|usia|berumur|berusia|umurnya|usianya|anak|bocah) {_D} (?:tahun|thn|th|(?P<unit>bulan))"),
        ("id", "tahun", rf"(?<=,\s){_OF_THINGS}{_D} tahun{_ENDS}"),
        ("vi", "tuoi thang", rf"(?<!ruou\s)(?<!cay\s)(?<!cho\s)(?<!meo\s){_D} (?P<unit>thang )?tuoi(?!\w){_NOT['vi']}"),
        ("fa", "ساله سالگی ساله‌ای", rf"(?<!جنگ\s)(?<!ویسکی\s)(?<!شراب\s)(?:{_D}|{'|'.join(_PERSIAN)})"
         rf" *(?:ساله|سالگی|سالهای|ماهه){_NOT['fa']}"),
        ("ar", "العمر سن", rf"(?:من العمر|في سن|بسن) (?:ال)?{_D}"),
        ("ar", "سنوات اعوام عام سنه", rf"(?<=[,،]\s){_D} (?:سنوات|اعوام|سنه|عاما){_ENDS}"),
        ("tr", "aylik aylık", rf"{_D} ayl[iı]k (?:bebe|cocu|o[gğ]l|k[iı]z|ikiz|yegen|torun)\w*"),
        ("tr", "yas", rf"{_D}\.? yas[iı]?(?: dogum)? ?(?:gunu|parti|kutlama)\w*"),
        ("el", "τρι τετρα πεντα εξα επτα εφτα οκτα οχτα εννια δεκα ενδεκα δωδεκα",
         r"(?:τρι|τετρα|πεντα|εξα|επτα|εφτα|οκτα|οχτα|εννια|δεκα(?:τρι|τετρα|πεντα|εξα|επτα|εφτα)?|ενδεκα|δωδεκα)"
         r"χρον(?:οσ|η|ο|οι|εσ|ου|ησ)"),
        ("he", "שנה שנתיים בן בת", rf"{_OF_HEBREW_THINGS}(?:בן|בת) "
         r"(?:שנתיים|שלוש|ארבע|חמש|שש|שבע|שמונה|תשע|עשר)(?! (?:מאות|קומות|חדרים))"),
        ("he", "יום בגיל הולדת", rf"(?:יום ?(?:ה?הולדת)|בגיל) {_D}"),
        ("sk", "rocny rocna rocne rocneho rocni", rf"{_D} *rocn(?:y|a|e|eho|i|ej|u)"
         r"(?! (?:plan|zaruk|whisk|pes|kon|skusen|zmluv|vyroc)\w*)"),
        ("sk", "rokov roky", rf"(?:ma |mal |mala |vek |vo veku |(?<=,\s)){_D} rok(?:ov|y){_ENDS}"),
        ("sl", "letna letni letno letnega letnica letnik",
         rf"{_D} *letn(?:a|i|o|ega|ica|ice|ik|iki)(?! (?:nacrt|garanc|visk|pes|izkus|pogodb|oblet)\w*)"),
        ("az", "yasli yaslı yasinda yasında", rf"{_D} yas(?:l[iı]|[iı]nda)(?! (?:viski|it|pisik|agac)\w*)"),
        ("uz", "yosh yoshli yoshda еш ешли",
         rf"{_D} *(?:yosh(?:li|da)?|еш(?:ли|да)?)(?! (?:viski|it|mushuk|daraxt)\w*)"),
        ("el", "μηνων χρονος χρονη", rf"{_D} ?(?:(?P<unit>μηνων)|χρον(?:οσ|η|ο|οι|εσ|ου|ησ))(?!\w)"),
        ("ro", "ani luni", rf"(?<=,\s){_OF_THINGS}{_D} (?:ani|(?P<unit>luni)){_ENDS}"),
        ("ro", "implineste implinit varsta",
         rf"(?:implineste|implinit|varsta de) {_D} (?:ani|(?P<unit>luni))"),
        ("fr", "mois semaines", rf"(?:bebe|age|agee|de|a) (?:de )?{_N} (?P<unit>mois|semaines?)(?= *(?:\Z|[.,;!?)]))"),
        ("de", "geburtstag compleanno cumpleanos urodziny verjaardag anniversaire narozeniny oslava szulinap",
         rf"(?:geburtstag|compleanno|cumpleanos|urodziny|verjaardag|narozeniny|narodeniny),? (?:de )?{_D} "
         r"(?:jahre|anni|anos|lata?|jaar|let|roky?|rokov)"),
        *((language, months.partition("?")[0], rf"\A\W*{_D} (?P<unit>{months})(?= *\W*\Z)")
          for language, months in _MONTHS),
        *((language, years.partition("[")[0], rf"\A\W*(?:\d{{1,2}} ?\W ?)?{_D} {years}(?= *\W*\Z)")
          for language, years in _YEARS),
    )
)  # fmt: skip
HAN_NUMBERS = {
    number: years
    for years, number in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七".split(), start=1)
} | {"两": 2, "兩": 2}
HAN_AGE = re.compile(
    r"(?<![\d一二三四五六七八九十百])(?P<n>\d{1,2}|十[一二三四五六七]?|[一二两兩三四五六七八九])"
    r"(?:[岁歲]|(?P<ja>[歳才]))(?!以上|的?[狗猫貓马馬犬牛羊])"
)
#: Not a century, a generation, a set or a tax.
HANGUL_AGE = re.compile(r"(?<![\w.,])(?P<n>\d{1,2}) ?(?:살|세(?![가-힣]))(?! (?:이상|강아지|고양이|개\b|말\b))")
