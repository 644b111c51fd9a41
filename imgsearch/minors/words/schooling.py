"""What minors do by the year of their school: a grade, a school or a team that only they are in, and an occasion."""

from __future__ import annotations

from imgsearch.minors.words.patterns import make_pattern

_NTH = (
    r"(?:(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)|"
    r"[1-9](?:st|nd|rd|th)|1[0-2]th)"
)
_OCCASION = (
    r"(?:science fair|spring concert|pep (?:rally|band)|sports day|field day|field trip|talent show|art show|"
    r"open house|"
    r"track meet|spelling bee|student council|yearbook|bands?|choirs?|chorus|orchestra|plays?|musicals?|concerts?|"
    r"recitals?|picnics?|parade|promotion|graduation|dances?|trips?|camp|class|classroom|lessons?|assembly|"
    r"photos?|pictures?|portraits?|students?|teams?|cheer\w*|football|basketball|baseball|softball|soccer|volleyball|"
    r"lacrosse|wrestling|wrestlers?|swim\w*|math|maths|geometry|algebra|history|science|reading|art)"
)
#: Told by older rules.
_TOLD = (
    r"(?:student|pupil|athlete|player|cheerleader|graduat|prom|class|team|band|choir|football|basketball|"
    r"baseball|soccer|volleyball|musical|swim|wrestl|lacrosse|track)"
)
_PLACE = (
    r"(?:court|field|stadium|gym|hall|room|bus|parking|coach|teachers|reunion|building|sign|curriculum|"
    r"textbook)s?"
)
_SPORT = (
    r"(?:football|volleyball|basketball|baseball|softball|soccer|lacrosse|wrestling|tennis|track|swim\w*|golf|"
    r"cheer\w*|"
    r"cross country|hockey)"
)
_PUPILS = (
    r"(?:students?|pupils?|freshm[ae]n|sophomores?|juniors?|seniors?|varsity|jv|marching band|choir|cheer\w*|"
    r"homecoming|"
    r"pep rally|yearbook|prom|orientation|semifinalists?|graduates|graduation)"
)
_UNDER = (
    r"(?:(?:the|fa|world|national|european|girls'?|boys'?|men's|women's|youth|club) )?(?:teams?|tournaments?|finals?|"
    r"cups?|championships?|squads?|match(?:es)?|sides?|games?|internationals?|players?|swimmers|football|soccer|"
    r"rugby|"
    r"cricket|hockey|netball|world|euros?|girls|boys|league)"
)

_SCHOOLING = (
    ("grade", "en", "grade", rf"{_NTH} grade (?:\w+ )?{_OCCASION}(?! {_PLACE}(?!\w))"),
    ("grade", "en", "grade", r"(?:ninth|tenth|eleventh|twelfth) grade(?= *(?:$|[,.!]))"),
    ("grade", "en", "grade year", rf"(?:grade|year) (?:[1-9]|1[0-3]) {_OCCASION}(?! {_PLACE}(?!\w))"),
    ("grade", "en", "grade year",
     rf"{_OCCASION}(?:\W{{1,3}}\w+){{0,5}}\W{{1,3}}(?:(?:in|of) )?(?:grade|year) (?:[1-9]|1[0-3])(?= *(?:$|[.!]))"),
    ("school student", "en", "school",
     rf"(?:elementary|primary|middle|junior high|high|grade|grammar|secondary) school (?!{_TOLD}){_OCCASION}"
     rf"(?! (?:\w+ )?{_PLACE}(?!\w)|,? (?:film|movie|poster|premiere|dvd))"),
    ("school student", "en", "school elementary",
     rf"{_OCCASION}(?:\W{{1,3}}\w+){{0,5}}\W{{1,3}}(?:elementary(?: school)?|(?:middle|"
     rf"primary) school)(?= *(?:$|[.,!]| \d))"),
    ("high school student", "en", "high",
     rf"{_PUPILS}(?:\W{{1,3}}\w+){{0,5}}(?:\W{{1,3}}\w+ high school|(?:, | (?:at|of|from|vs|versus|"
     rf"for) )\w+ high(?= *$))"
     r"(?! (?:building|gym|reunion|teachers?|alumni))"),
    ("junior varsity", "en", "varsity jv", rf"(?:jv|(?<!college\s)(?<!university\s)varsity) {_SPORT}"
     r"(?! (?:jacket|stadium|field|hall))|friday night lights(?! (?:series|cast|dvd|book))"),
    ("homecoming", "en", "homecoming",
     r"(?<!man:\s)homecoming(?:(?= *(?:\Z|[,.!] ?(?:our|the|last|prep|class|high)))| (?:pictures?|pics?|photos?|"
     r"corsages?|mums?|suit|group|assembly|20\d\d|'\d\d|court|royalty|week|night out))"),
    ("after-school club", "en", "after", r"after ?school (?:clubs?|program(?:me)?s?|care|activit(?:y|ies))"),
    ("yearbook", "en", "yearbook", r"yearbook (?:photos?|portraits?|pictures?|day|picture day)(?! of (?:19|"
     r"an? \w+ from))"),
    ("youth award", "en", "dofe duke", r"(?:dofe|duke of edinburgh(?:'s)?(?: award)?) (?:\w+ )?(?:expedition|"
     r"hike|award group)s?"),
    ("youth club", "en", "4 h ayso pta junior young",
     r"4 ?h (?:fair|club|members?|show|camp|kids?)|ayso|pta (?:carnival|fair|fete|disco|bake sale|fun day)"
     r"|junior (?:rangers?|lifeguards?|firefighters?|paramedics?|cadets?|park rangers?|detectives?|chefs?)"
     r"|young carers?(?! (?:report|policy|strategy))"),
    ("cadets", "en", "sea police army air", r"(?:sea|police|army|air(?: force)?|st john) cadets"),
    ("montessori", "en", "montessori", r"montessori (?:class|morning|lesson|activit\w+|preschool|kids?|group)"),
    ("Santa's grotto", "en", "santa santa's visit", r"santa'?s grotto|letters? to santa|(?:visit|photos?|"
     r"pictures?) with santa"),
    ("under 18", "en", "under",
     rf"under (?:[5-9]|1[0-7])s? {_UNDER}|(?:fans|people|persons|players|anyone|those|visitors|everyone|swimmers|"
     r"competitors|athletes|victims|patients) under (?:[5-9]|1[0-7])(?!\w|[.,]\d| (?:minutes|seconds|hours|"
     r"points|par))"),
    ("school days", "en", "without bouncy adoption gotcha",
     r"(?:ride|riding|rides|cycle|cycling) (?:a |her |his |the )?(?:bike |bicycle )?without (?:stabili[sz]ers|"
     r"training wheels)"
     r"|bouncy castle party|(?<!pet\s)(?<!dog\s)(?<!cat\s)adoption day(?! (?:for|at the) (?:dogs?|cats?|pets?|"
     r"shelter))|gotcha day(?! (?:dog|"
     r"cat|pup))"),
    ("big sister", "en", "big", r"gender reveal (?:and|with|&) (?:the )?big (?:sister|brother)"),
    ("tiny feet", "en", "tiny", r"\A\W*tiny (?:feet|toes|fingers)(?= *(?:\Z|[,.!]))"),
    # Of Russian schools.
    ("музыкальная школа", "ru", "концерт отчетный",
     r"отчетн\w+ концерт\w* (?:детск\w+ )?(?:музыкальн|хореограф|художеств|танцевальн)\w+ (?:школ|студи)\w*"),
    ("выпускник школы", "ru", "выпускник",
     r"выпускни[кц]\w* (?:9|10|11) ?х класс\w*"),
    ("класс", "ru", "класс",
     r"(?:перв|втор|трет|четверт|пят|шест|седьм|восьм|девят|десят|одиннадцат)(?:ы|ь)(?:е|х|м|ми) класс(?:ы|ов|"
     r"ам|ами|ах)"
     r"(?! (?:\w+ )?(?:опасн|точн|энерг|вагон|кают)\w*)"),
    ("команда школы", "ru", "сборная команда хор медалист ученический",
     r"(?:сборн|команд|хор|ансамбл|медалист|актив|знаменос|волонтер)\w* (?:нашей )?(?:школ|гимнази|лице)[ыияе]\w?"
     r"(?! (?:танц|бизнес|диджеи|вожден|менедж)\w*)"),
    ("школьная линейка", "ru", "первая", r"(?:перв|последн)\w+ линейк\w+(?! (?:продукт|товар|дом|застройк|пляж|"
     r"отел|косметик|моделей|"
     r"автомоб))"),
    ("лагерь", "ru", "лагерь смена вожатые артек",
     r"лагер\w+(?! (?:альпинист|геолог|строител|турист|военн|беженц)\w*)(?:\W{1,3}\w+){0,2}\W{1,3}(?:\d+|перв|"
     r"втор|трет|четверт)\w* смен\w*|вожат(?:ый|ая|ые|ых|ым|ыми|ого|ой)"
     r"(?! олен)|(?:мдц|вдц|лагер\w+) \W?(?:артек|орленок|океан|смена)\w?"),
    ("кадетский", "ru", "кадетский", r"кадетск\w+ (?:бал|корпус|школ|парад|присяг)\w*(?!,? (?:здани|фасад|закрыт))"),
    ("роддом", "ru", "роддом пополнение подкидыш",
     r"роддом\w*,? (?:счастлив\w+ )?(?:пап|мам|отец|отц|встреч|выписк)\w*|"
     r"пополнени\w+ в (?:наш\w+ )?семь?[еи]\w*(?!.{0,30}(?:зоопарк|кош|кот|щен|слон|обезьян|медве))"
     r"|подкидыш\w*(?! (?:книг|афиш|спектакл)\w*)"),
    ("первенец", "ru", "первенец", r"перв(?:енец|енца|енцу|енцем)(?! (?:завод|пятилет|отрасл|авиац|космо|"
     r"индустр)\w*)"),
    ("подрастающее поколение", "ru", "подрастающее", r"подрастающ\w+ (?:поколени|смен|чемпион|звезд)\w*"),
    ("первый звонок", "ru", "звонок", r"перв\w+ звон(?:ок|ка|ке)(?= в школ|,? школ| \d{4})"),
    ("ёлка", "ru", "кремлевская елка", r"кремлевск\w+ елк\w*|елк\w{1,2} в кремле|хоровод\w* (?:вокруг|у) елк\w+"),
)  # fmt: skip
SCHOOLING = tuple(make_pattern(*each) for each in _SCHOOLING)
