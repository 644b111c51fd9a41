"""What photographers of other languages than English and Russian call sessions, feasts and classes of children."""

from __future__ import annotations

from imgsearch.minors.words.patterns import make_pattern

_IN_PICTURES = "fotografi\\w*|fotos?|retratos?|sesion(?:es)?|ensaios?|sessao|sessoes|album|albumes"
_AT_FEASTS = "fiestas?|festas?|cumpleanos|aniversarios?|futbol|futebol|coros?|coral|equipos?|moda|desfile|campamento"

_SESSIONS = (
    ("Kinder", "de", "kind kinder",
     r"kinder(?:portra|portrat|shooting|bild|turn|sport|chor|ballett|geburtstag)\w*|kindstauf\w+"),
    ("Jugend", "de", "jugend", r"jugend(?:fussball|mannschaft|turnier|feuerwehr|chor|lager|spiel)\w*"),
    ("Taufkind", "de", "taufkind taufling messdiener ministranten pfadfinder",
     r"taufkind\w*|tauflings?|messdiener\w*|ministrant(?:en|in|innen)|pfadfinder(?:in|innen|lager|gruppe)?"),
    ("maternelle", "fr", "petite moyenne grande", r"(?:petite|moyenne|grande) section(?! de rue)"),
    ("infantil", "es", "infantil infantiles", rf"(?:{_IN_PICTURES}|{_AT_FEASTS}) infantil(?:es)?"),
    ("escolar", "es", "escolar escolares", r"fotos? escolar(?:es)?|graduacion escolar"),
    ("comunión", "es", "comunion comuniones",
     r"comunion(?:es)? de (?!(?:bienes|los|vida|fe|ideas|intereses|iglesias)(?!\w))\w+"),
    ("primaria", "es", "primaria clase", r"\d ?o? ?(?:[a-e] )?de primaria|clase de [1-6] ?o ?[a-e]"),
    ("klasa", "pl", "klasa klasy klase", r"klas[aey] ?(?:[1-8]|i{1,3}|iv|v|vi{1,3}) ?[a-h]"),
    ("třída", "cs", "trida tridy", r"[1-9]\. ?[a-e] trid[ay]"),
    ("детска градина", "bg", "детска детската", r"детск(?:а|ата) градин\w+"),
    ("בר מצווה", "he", "בר בת בן הבן הבת לבן לבת גן כיתה",
     r"ו?ה?ב[רת] מצווה|ברית מילה|[הול]?(?:בן|בת) שלי|גן ילדים|כיתה [א-ח]"),
    ("infantile", "it", "infantile elementare media",
     r"fotografia infantile|(?:prima|seconda|terza|quarta|quinta) elementare"
     r"|(?:prima|seconda|terza) media(?= *(?:\Z|[,.]))"),
    ("dziecięcy", "pl", "dzieciecy noworodkowy niemowlecy komunijny szkolny szkolne",
     r"(?:fotografi\w|sesj\w|portret\w?|zdjeci\w|imprez\w) (?:dzieciec|noworodkow|niemowlec|komunijn|szkoln)\w+"),
    ("roczek", "pl", "roczek", r"roczek (?!win|firm|sklep)\w+"),
    ("dětský", "cs", "detske detska detsky detskych",
     r"detsk(?:e|a|y|ych) (?:fot\w*|portret\w*|tabor\w*|den|oslav\w*|karneval)"),
    ("barn", "sv", "barnfoto skolfoto barnkalas", r"(?:barn|skol)foto\w*|barnkalas\w*"),
    ("дитячий", "uk", "дитячий",
     r"дитяч\w+ (?:фото\w*|портрет\w*|ран(?:ок|ку|ки)|свят\w+|таб[іо]р\w*|хор\w*|команд\w+|день народження)"),
    ("хрещення", "uk", "хрещення", r"хрещення (?!рус|укра|киє|вогн|господ)\w+"),
    ("клас", "uk", "клас", r"(?:[1-9]|1[01]) ?[абвг] клас\w*"),
    ("дзіцячы", "be", "дзіцячы дзіцячая хрысціны",
     r"дзіцяч\w+ (?:фота\w*|партрэт\w*|ранішнік\w*|свят\w+|лагер\w*|хор\w*)|хрысцін\w*"),
    ("мектеп бітірушілер", "kk", "мектеп", r"мектеп бітіруш\w+|мектеп түлек\w+"),
)  # fmt: skip
SESSIONS = tuple(make_pattern(*session) for session in _SESSIONS)
