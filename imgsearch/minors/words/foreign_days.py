"""Schools, kindergartens, feasts and kin of minors, as people of other languages than English and Russian say it."""

from __future__ import annotations

from imgsearch.minors.words.forms import first_names
from imgsearch.minors.words.normal import normalize
from imgsearch.minors.words.patterns import make_pattern

_FRENCH, _SPANISH = ("|".join(normalize(name) for name in first_names(kind)) for kind in ("petit", "pequeño"))
#: What kindergartens are called in Germany.
_KITA = (
    "sonnenschein|regenbogen|zwergen\\w*|wichtel\\w*|pusteblume|lowenzahn|villa|kunterbunt|wirbelwind|rasselbande|"
    "sternschnuppe|schmetterling\\w*|marienkafer|barenhohle|arche|rappelkiste|knirpse?|flohkiste|spatzen\\w*|kinder\\w*|"
    "sankt|st|sommerfest|herbstfest|fest|ausflug|abschied|gruppe|fotos?|fotograf\\w*|tag|alltag|eingewohnung|kids|maus\\w*|"
    "abschlussfest|laternen\\w*|weihnachts\\w*|frosche?|igel|bienchen|sonnen\\w*|stern\\w*|pinguine?|tigerenten?"
)
_BUILDING = r"(?!.{0,40}(?:abgerissen|abriss|neubau|rohbau|baustelle|gebaude|fassade|leer\w*|geschlossen))"
_MIDDLE = (
    r"(?:sixieme|cinquieme|quatrieme|troisieme|seconde|terminale|6 ?e(?:me)?|5 ?e(?:me)?|4 ?e(?:me)?|"
    r"3 ?e(?:me)?)"
)

_DAYS = (
    ("école", "fr", "rentree classe eleve", rf"rentree (?:en|au) (?:cp|ce[12]|cm[12]|{_MIDDLE}|maternelle|"
     rf"primaire|college|lycee)"
     rf"|(?:classe|eleves?|prof) de {_MIDDLE}(?! (?:main|division|zone))"),
    ("naissance", "fr", "naissance", rf"naissance d(?:e |')(?:{_FRENCH})(?!\w)|naissance.{{0,30}}\d[,.]\d+ ?kg"),
    ("scouts", "fr", "louveteaux scouts jeannettes", r"(?:scouts|louveteaux) et (?:jeannettes|guides|louvettes)|"
     r"jeannettes (?:en|au) camp"),
    ("Kita", "de", "kita waldkita naturkita betriebskita",
     rf"(?:wald|natur|betriebs|bewegungs)kita\w*{_BUILDING}|kita [\"„«»]?(?:{_KITA})(?!\w){_BUILDING}"
     rf"|(?:in der|unsere[r]?|zur|aus der|die) kita(?! \w*(?:gebaude|bau))(?=\W*(?:$|[.,]|kinder|beim|im|"
     rf"auf)){_BUILDING}"),
    ("kleiner Schatz", "de", "unser unsere mein meine",
     r"(?:unsere?|meine?) kleine[rn]? (?:sonnenschein|schatz|engel|prinz|prinzessin|maus|mann|spatz|wunder|"
     r"knirps|zwerg)"
     r"(?! (?:hund|katze))"),
    ("die Kleinen", "de", "kleinen kleinsten",
     r"(?:die|unsere|meine) klein(?:st)?en (?:im|am|beim|auf dem|spielen|toben|schlafen|planschen|bekommen|"
     r"haben|feiern)"
     r" ?(?:planschbecken|sandkasten|garten|mittagessen|spielen|spielplatz|basteln|malen|turnen)?"
     r"|(?:unsere|meine) kleinen(?= *(?:$|[.,!]))"),
    ("Schüler", "de", "schuler", r"schuler(?:streik|chor|band|gruppe|demo|lotse|austausch|theater|konzert|"
     r"turnier|firma|"
     r"mannschaft|orchester|protest|rat|zeitung|sprecher|praktik)\w*(?! schild)"),
    ("Schule", "de", "abitur zuckertute schulranzen",
     r"abitur(?:feier|ball|foto|jahrgang|rede|prufung|entlass)\w*|zuckertuten?(?! (?:basteln|kaufen))"),
    ("hermanito", "es", "hermanito hermanita hermanitos hermanitas", r"hermanit[oa]s?"),
    ("fratellino", "it", "fratellino sorellina fratellini sorelline", r"fratellin[oi]|sorellin[ae]"),
    ("siostrzyczka", "pl", "siostrzyczka braciszek", r"siostrzycz(?:ka|ki|ke|ce|ek)|bracisz(?:ek|ka|kiem|kowie)"),
    ("cumpleaños", "es", "aniversario cumpleanos",
     rf"aniversario de (?:[1-9]|1[0-7]) anos (?:de )?(?:{_SPANISH})(?!\w)(?! y )"
     r"|(?:[1-9]|1[0-7]) anitos?(?!\w)"),
    ("primaria", "es", "primero segundo tercero cuarto quinto sexto",
     r"(?:primero|segundo|tercero|cuarto|quinto|sexto|[1-6] ?[o°]) de (?:primaria|infantil|la eso|eso)"),
    ("los más pequeños", "es", "pequenos pequenas", r"l[oa]s mas pequen[oa]s(?= *(?:$|[.,!])| de (?:la casa|"
     r"la familia))"),
    ("i più piccoli", "it", "piccoli piccini", r"i piu (?:piccoli|piccini)(?= *(?:$|[.,!])| della (?:casa|"
     r"famiglia))"),
    ("szkoła", "pl", "polkolonie kolonie rozpoczecie zakonczenie",
     r"(?:pol)?koloni(?:e|i|ach) letni\w+|(?:rozpoczecie|zakonczenie) roku szkolnego"),
    ("école", "fr", "fete kermesse", r"(?:fetes?|kermesses?) des ecoles"),
    ("Laternenumzug", "de", "laternenumzug laternenlauf martinsumzug",
     r"laternen(?:umzug|umzuge|lauf|fest)\w*|martinsumz\w+"),
    ("infantil", "es", "natacion ballet taller danza gimnasia judo yoga baloncesto coro carrera concurso curso "
     "cursillo clase educacion",
     r"(?:natacion|ballet|taller(?:es)?|danza|gimnasia|judo|yoga|baloncesto|coro|carrera|concurso|cur(?:so|sillo)s?|"
     r"clases?|educacion) infantil(?:es)?"),
    ("recita", "it", "recita saggio", r"(?:recita|saggio) (?:di fine anno|dell'asilo|della scuola)"),
    ("okul", "tr", "okul", r"okul (?:gosteri|mezuniyet|piknig|toren)\w*"),
    ("age under 18", "de", "jahre anos ans anni lata years",
     r"(?<=,\s)(?:[1-9]|1[0-7]) (?:und|y|et|e|i|and|&) (?:\d|1\d) (?:jahre|anos|ans|anni|lata?|years?)"
     r"(?= *(?:$|[.,!;)]))"),
    ("lise", "tr", "lise", r"lise (?:balo|mezuniyet|son sinif|takim)\w*"),
)  # fmt: skip
FOREIGN_DAYS = tuple(make_pattern(*day) for day in _DAYS)
