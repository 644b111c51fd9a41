"""What photographers call sessions, feasts and school days with minors in them, though no word of it names one."""

from __future__ import annotations

from imgsearch.minors.words.patterns import make_pattern

_CLASS_OF = r"class(?:es)? of (?:20(?:0[5-9]|[1-4]\d)|'?(?:0[5-9]|[1-4]\d))"
_HIGH = r"(?:high|hs|prep|grammar)(?: school)?"
_SENIOR = r"seniors?(?:'s?)?"
_GRADES = (
    r"(?:(?:перв|втор|трет|четверт|пят|шест|седьм|восьм|девят|десят|одиннадцат)\w+|(?:[1-9]|1[01])(?: ?г?[ойме]+)?)"
)
#: Other things are of a class too: a danger, a meter, a carriage.
_NO_GRADE = (
    r"опасн|точн|чист|защит|энерг|прочн|сложн|безоп|груз|вагон|кают|салон|отел|водит|авто|горюч|токс|пожар|шум|эколог|"
    r"вредн|стойк|изол|напряж|разр|самол|поезд|мощн|судов|кораб|люкс|обслуж|качеств|премиум|бизнес"
)
_AT_SCHOOL_RU = (
    r"экскурс|альбом|дискотек|бал(?:а|у|ом|е|ы)?\b|форм(?:а|е|у|ой)\b(?! (?:на вешал|в магазин|в шкаф|на продаж))|"
    r"перемен|хор|ансамбл|команд|концерт|праздник|"
    r"спектакл|олимпиад|фотосесс|фотосъемк|фото\b|фотограф|съемк|кружк|лагер|линейк|елк|вечер\b|соревнован|турнир|урок"
)
#: Who was born then was a minor at least when many of the pictures were taken.
_YEAR = r"20(?:0[5-9]|[1-4]\d)"
_DAY = rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}|{_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}})(?!\d)"
#: Who leaves then is at school; nobody could be at a university yet whose class it is, when this was written.
_LEAVES = r"20(?:3[1-9]|[4-9]\d)"
_GIRLS_AND_BOYS = r"(?:little|wee)"

_OCCASIONS = (
    ("newborn session", "en", "newborn sitter milestone cake smash fresh",
     r"cake smash(?:es)?(?! of)|fresh ?48|(?:sitter|milestone) (?:session|shoot|photo)\w*"),
    ("age in months", "en", "month months week weeks",
     r"(?<![\d.,-])(?:[1-9]|1\d|2[0-3]|one|two|three|four|five|six|seven|eight|nine|ten|eleven) (?:months?|weeks?) "
     r"(?:milestone|sitter|session|photo ?shoot|portrait|check ?up|birthday)s?"),
    ("senior portraits", "en", "senior seniors",
     rf"{_SENIOR} (?:portraits?|pictures?|pics?|photos?|photo ?shoots?|sessions?|prom|skip day)"
     r"(?! of (?:an?|the|two) )"),
    ("high school senior", "en", "high seniors senior class",
     rf"high school (?:senior|junior|sophomore|freshm[ae]n)s?|{_SENIOR},? {_CLASS_OF}"
     rf"|{_CLASS_OF},? (?:senior|(?:\w+ ){{0,3}}{_HIGH}(?!\w))\w*|{_HIGH},? {_CLASS_OF}"),
    ("class to come", "en", "class classes graduating graduates c",
     rf"class(?:es)? ?of ?{_LEAVES}|(?:graduating|graduates) (?:in |class (?:of )?)?{_LEAVES}|c/o ?{_LEAVES}"),
    ("homecoming", "en", "homecoming", r"homecoming (?:court|dance|queen|king|princess|proposal|dress(?:es)?)"),
    ("prom", "en", "promposal proms", r"promposals?|proms? (?:dress(?:es)?|night)"),
    ("quinceañera", "en", "quince xv", r"quince (?:photo ?shoot|party|dress|court|portraits?|session)"),
    ("school day", "en", "school",
     r"school (?:run(?! by)|trips?|concerts?|discos?|sports day|fairs?|fetes?|assembl(?:y|ies)|choirs?|uniforms?|"
     r"excursions?|camps?|dances?|orchestras?|panto(?:mime)?)(?! hall)"
     r"|(?:elementary|primary|middle|high|secondary) school (?:basketball|baseball|soccer|volleyball|lacrosse|"
     r"wrestling|"
     r"track|swim|choir|musical)\w*(?! (?:court|field|stadium|gym|coach))"),
    ("sunday school", "en", "sunday bible",
     r"sunday school (?:picnic|class|outing|pageant|party|group)\w*|(?:vacation|holiday) bible school"),
    ("recess", "en", "recess tummy freshman freshmen babywearing", r"tummy time|freshm[ae]n (?:football|basketball|"
     r"soccer|class|year)|babywearing|at recess|recess (?:time|duty|at)|(?:school|elementary) recess"),
    ("field trip", "en", "grade grades", r"\d{1,2}(?:st|nd|rd|th) grade (?:field trip|trip|play|concert|graduation)s?"),
    ("GCSE", "en", "gcse gcses level levels", r"gcses?|a levels? (?:students?|results?|pupils?|exams?)"),
    ("reception class", "en", "reception", r"reception (?:class|year) (?:\w+ )?\w*|reception class"),
    ("scouts", "en", "brownies brownie girl scout scouts",
     r"brownies (?:troop|pack|uniform)|scout (?:troops?|jamborees?|camps?)"),
    ("T-ball", "en", "ball tball", r"t ball (?:games?|teams?|practice|players?|league)"),
    ("summer camp", "en", "summer", r"summer camp(?:ers?|s)?(?! for (?:adults|seniors|veterans))"),
    ("potty training", "en", "potty", r"potty train(?:ing|ed|s)"),
    ("first haircut", "en", "first", r"first (?:hair ?cut|steps|tooth|christmas with mom and dad)(?! (?:on|towards?|"
     r"to|of|in)\b)"),
    # Run together, as names of files and tags are.
    ("kids", "en", "kid kids child children",
     r"(?:kids?|child(?:ren)?s?)(?:party|parties|birthday|disco|dance|dancing|choir|camp|soccer|football|photos?|portraits?|"
     r"photo ?shoots?|photography|fashion(?: ?show)?|models?|concert|sports ?day|karate|ballet|yoga|run|race)"
     r"(?! (?:boat|car|room|venue)s?)"),
    ("little one", "en", "little",
     rf"(?:our|my|mummy's|mommy's|daddy's|mama's) {_GIRLS_AND_BOYS} "
     r"(?:man|princess|prince|angel|guy|lady|cutie|munchkin|peanut|sweetie|darling|miracle|explorer|nipper|dude|bub)s?"
     r"(?! (?:statue|dog|cat|car|pony|house))"),
    ("little one", "en", "little our tiny mum mom mama",
     r"(?:little|our|tiny|surf) (?:nipper|munchkin)s?(?! (?:cat|dog))|(?:mum|mom|mama|mummy) (?:and|&|with) bubs?"),
    ("big sister", "en", "big",
     r"big (?:sister|brother) (?:to be|meets?|holding|holds|announcement|(?:and|&) (?:little|baby))"
     r"|(?:proud|new|with|soon to be) big (?:sister|brother)(?! (?:house|show|contestant))"),
    ("выпускной", "ru", "выпускной",
     r"выпускн(?:ой|ого|ому|ым|ом|ые|ых|ыми)"
     r"(?! (?:клапан|коллектор|отверсти|патруб|труб|окн|систем|тракт|квалификац|тест|проект|работ|редактор|данн)\w*)"),
    ("выпускник школы", "ru", "выпускник",
     r"выпускни[кц]\w* (?:\w+ )?(?:школ\w*(?! (?:танц|бизнес|менедж|искусств|диджеи)\w*)|гимнази\w*|лице[йяюе]\w*"
     rf"|{_GRADES} класс\w*|(?:9|11) ?[«\"']?[а-д](?!\w))"),
    ("выпускник школы", "ru", "выпускник выпуск",
     rf"выпускни[кц]\w*,?(?: -)? {_LEAVES}|выпуск {_LEAVES}(?:-?го)? ?г(?:\.|ода?)?"),
    ("класс", "ru", "класс экскурсии",
     rf"(?:[4-9]|1[01])(?: ?го| ?м| ?й)? ?[«\"']?(?:[а-ек][»\"']?)? класс(?:а|е|у|ы|ом)?(?! (?:{_NO_GRADE})\w*)"
     rf"|[1-3](?: ?й)? ?[«\"']?(?:[а-ек][»\"']? класс(?:а|е|у|ом)?|[»\"']? ?класс)(?! (?:{_NO_GRADE})\w*)"
     rf"|в (?:перв|втор|трет|четверт|пят|шест|седьм|восьм|девят|десят|одиннадцат)\w+ классе?(?! (?:{_NO_GRADE})\w*)"),
    ("класс", "ru", "а б в г д е",
     r"(?<!дом\s)(?<!корпус\s)(?<!строение\s)(?:[5-9]|1[01]) ?[«\"][а-е](?=[»\"])"),
    ("1 сентября", "ru", "сентября знаний линейка линейки линейку",
     r"перв(?:ое|ого|ому) сентября|дн?[еяюь]н?[ьяюе]?м? знаний|1 сентября,? (?:\w+ ){0,2}(?:школ|гимнази|лице|"
     r"линейк)\w*"
     r"|(?:торжественн|школьн)\w+ линейк\w+|линейк\w+ (?:1|перв\w+) сентября|линейк\w+ (?:в|во|у) (?:школ|гимнази|"
     r"лице)\w*"),
    ("школьный", "ru", "школьный елка ёлка елки кадетский", r"(?:елк\w+|утренник\w*) в школе|кадетск\w+ класс\w*"
     rf"|школьн\w+ (?:\w+ )?(?:{_AT_SCHOOL_RU})\w*"),
    ("садик", "ru", "садик сад сада саду",
     r"(?:в|из|для|наш|нашем) садик\w*(?! (?:у|с|за|при|возле|около|перед|на|роз|цвет)\w*)"
     r"|садик\w*,? *(?:[«\"]\w+|\d{1,4})|(?:сад|ясли) *\d{1,4}(?= *(?:$|[.,!?;:)]))"),
    ("группа детского сада", "ru", "подготовительная младшая младший средняя старшая старший",
     r"подготовительн\w+ групп\w+|(?:младш|средн|старш)(?:ая|ей|ую|ие|их) групп\w*(?! (?:войск|арми|риск|крови|населен|"
     r"научн)\w*)"),
    ("роддом", "ru", "роддома", r"(?:выписк|встреч|забра|забир|привез|едем|домой|вернул)\w* из (?:роддома|"
     r"родильного дома)"),
    ("кормление грудью", "ru", "кормящая", r"кормящ\w+ (?:мам|мат)\w+"),
    ("летний лагерь", "ru", "летний оздоровительный лагерь артек",
     r"(?:летн|оздоровительн)\w+ лагер\w+|лагер\w+ \W{0,2}(?:\w+\W{1,3}){0,3}(?:\d+|перв\w+|втор\w+|трет\w+) отряд\w*|"
     r"артеков\w+"),
    ("year of birth", "en", "birth birthday birthdate birthyear born dob",
     rf"(?:date of birth|birth ?date|dob|born(?: on)?):? *{_DAY}|birth ?day: *{_DAY}"
     rf"|(?:year of birth|birth ?year|born):? *{_YEAR}(?! ?[-–] ?\d)|(?:he|she|i) was born (?:in|on) (?:\w+ )?{_YEAR}"),
    ("год рождения", "ru", "дата год рождения день г родился родилась родились",
     rf"(?:дата|день) рождения: *{_DAY}|дата рождения *{_DAY}|год рождения:? *{_YEAR}|г ?\. ?р\.?:? *{_YEAR}"
     rf"|родил(?:ся|ась|ись):? *(?:{_DAY}|{_YEAR})"),
    ("год рождения", "ru", "год года рожд г",
     r"(?<!\d)20(?:0[5-9]|[1-4]\d) *(?:г ?\. ?р(?!\w)|г ?р(?!\w)|год(?:а|ов)? р(?:ожд\w+|\.))"),
    ("ДЮСШ", "ru", "дюсш сдюсшор спортшкола", r"с?дюс?шо?р?\w{0,2}|(?:воспитанни|ученик|ученици)\w* спортшкол\w*"),
    ("многодетная семья", "ru", "многодетная", r"многодетн\w+ (?:\w+ )?(?:сем|мам|мат|пап|отц|отец)\w*"),
    ("старшая сестра", "ru", "будущая будущий",
     r"будущ\w+ старш\w+ (?:сестр|брат)\w*"),
    ("малый", "ru", "мелкий мелкая кроха крошка малая малый наш наша мой моя",
     r"(?:наш|мой|моя|наша) (?:мелк(?:ий|ая)|кроха|крошка|мала(?:я|й))"
     r"|(?:^[\s#]*|(?<=[,.]\s)|(?<=[,.]\s#))мелк(?:ий|ая) (?:спит|играет|ест|с|на|в)(?!\w)"
     r"|крошк[аиу] (?:спит|в|на) (?:\w+ )?(?:кроват|коляск|"
     r"руках|люльк)\w*"),
    ("Kinder", "de", "kinder babyfotos babyshooting neugeborenen taufe",
     r"kinder(?:garten)?(?:fest|feier|geburtstag|foto|shooting|chor|tanz|gruppe|lachen|taufe|portrat|fasching|"
     r"karneval|turnen|"
     r"schminken|lager|freizeit|disco|ballett)\w*|baby(?:foto|shooting|schwimmen|portrat|turnen)\w*|neugeborenen\w+"
     r"|kinder(?:tages)?stätten?"),
    ("Schule", "de", "klasse schulanfang schulklasse schultute einschulung klassenfahrt grundschule erster ersten",
     r"klasse (?:[1-9]|1[0-3])[a-d]|einschulung\w*"
     r"|schul(?:anfang|klasse|tute|ausflug|fest|chor|theater|foto|sport|abschluss)\w*"
     r"|klassen(?:fahrt|foto|ausflug|reise)\w*|grundschul(?:klasse|kinder|abschluss|feier|zeit)\w*"
     r"|(?:feier|abschluss\w*|fest|ausflug|klasse) (?:der|einer) (?:grund|haupt|real)schule|erste[rnm] schultag|"
     r"grundschule\W{1,2}\d\W{1,2}klasse"),
    ("Erstkommunion", "de", "taufe abiball kommunion konfirmation jugendweihe firmung konfirmand",
     r"taufen?(?! (?:eines|des|der) (?:schiff|boot|lok|flug)\w*)|kommunion(?:feier)?|konfirmation\w*|konfirmand\w*"
     r"|jugendweihe\w*|abibal\w+|abi(?:turient\w*|feier)"),
    ("école", "fr", "rentree fete fetes kermesse sortie colonie photo photos spectacle classe voyage",
     r"rentree (?:des classes|scolaire)|colonies? de vacances|(?:sorties?|voyages?|photos?|kermesse) scolaires?|"
     r"(?:fetes?|kermesses?) (?:d'|de l' ?)ecole"
     r"|photos? de classe|classes? de (?:cp|ce[12]|cm[12]|[3-6]e(?:me)?)|cm[12]|ce[12]"),
    ("nouveau-né", "fr", "nouveau nouvelle sortie naissance bapteme baptemes premier premiere",
     r"nouveaux? nes?|nouvelles? nees?|sorties? de (?:la )?maternite|seances? (?:naissance|bebe)"
     r"|baptemes?(?! (?:de l'air|de plong|du navire|du bateau|de l'eau|du feu|de promo)\w*)"
     r"|premieres? communions?|premier anniversaire(?! (?:de mariage|du|de la|de l'))"),
    ("ans", "fr", "ans", r"(?:les|des|ses) (?:[1-9]|1[0-7]) ans d(?:e |')(?!la |mariage|l'|vie |notre|carriere)\w+"),
    ("comunión", "es", "primera primeras bautizo bautizos recien",
     r"primeras? comunion(?:es)?|bautizos? de (?!(?:mar|fuego|barcos?|aire|buceo|sangre|adultos)(?!\w))\w+"
     r"|recien nacid[oa]s?"),
    ("quince años", "es", "quince xv",
     r"(?:fiesta|mis|sus|baile|vals|sesion|foto\w*) (?:de )?(?:los )?(?:quince|xv|15)(?: anos)?|quinceaner[oa]s?"),
    ("escuela", "es", "excursion viaje fiesta graduacion vuelta festival peques",
     r"(?:excursion|viaje|fiesta|festival|vuelta|foto\w*) (?:del?|al) (?:colegio|cole|escuela|kinder|preescolar)"
     r"|(?:excursion|viaje|festival) escolar|fiestas? infantil(?:es)?|graduacion de (?:kinder|preescolar|primaria|"
     r"secundaria)"
     r"|(?:mis|nuestros|los|las) (?:peques|pequenit[oa]s)"),
    ("comunione", "it", "prima prime gita gite battesimo battesimi cresima primo gita foto recita compleanno",
     r"prim[ae] comunion[ei]|battesim[oi]|cresim[ae]"
     r"|primo giorno (?:di scuola|d'asilo|di asilo)|git[ae] scolastic(?:a|he)|foto di classe|recit[ae] (?:scolastica|"
     r"di natale)"
     r"|compleanno del(?:la)? piccol[oa]|compleanno di (?:[1-9]|1[0-7]) anni"),
    ("comunhão", "pt", "primeira batizado festa volta",
     r"primeiras? comunh(?:ao|oes)|batizad[oa]s? d[aeo]|festas? infant(?:il|is)|volta as aulas"),
)  # fmt: skip
OCCASIONS = tuple(make_pattern(*occasion) for occasion in _OCCASIONS)
