"""Movements, teams, schools and doctors of the young, and releases that call somebody a minor."""

from __future__ import annotations

from imgsearch.minors.words.patterns import make_pattern

_UNITS = (
    r"minutes?|mins?|seconds?|secs?|hours?|hrs?|points?|par|days?|weeks?|months?|years?|volts?|watts?|dollars?|pounds?|"
    r"euros?|percent|degrees|people|other|more|less|the|an?|his|her|their|stars|lights|pressure|stone|feet|miles?|"
    r"kilometres?|metres?|meters?|tons?|tonnes?|construction|water|fire|investigation|sail"
)
_MATCHES = (
    r"(?:teams?|tournaments?|finals?|cups?|championships?|champs|squads?|match(?:es)?|galas?|meets?|internationals?|"
    r"players?|races?|qualifiers?|playoffs?|leagues?|relays?|medal(?:s|lists?)|champions?)"
)
_PLAYERS = (
    r"(?:gymnasts|players|swimmers|skaters|dancers|runners|athletes|riders|fencers|judokas|climbers|singers|models)"
)
_EMPTY = r"(?:teachers?|building|reunion|alumni|architecture|project|site|gates?|sign|parking|principal|district)"
_SCHOOL_RU = r"(?:(?:школ|секци|студи|лиг|академи)[аыуеийюя]\w{0,2}|(?:клуб|чемпионат|первенств)\w{0,2})"
_EMPTY_RU = r"(?:здани|фасад|вывеск|закрыт|адрес|ремонт|стройк|проект|табличк|крыш|забор)"

_YOUTH = (
    ("Young Pioneers", "en", "young soviet cuban gdr ddr ussr thalmann pioneer pioneers artek",
     r"(?:young|soviet|cuban|gdr|ddr|ussr|thalmann|lenin) pioneers?(?! (?:of|in) (?:aviation|science|cinema|jazz|rock))"
     r"|pioneers? (?:camps?|scar(?:f|ves)|neckerchie\w+|salut\w+|troop)(?! (?:hotel|lodge))"
     r"|pioneers?(?:\W{1,3}\w+){0,4}\W{1,3}(?:ussr|soviet union|gdr|ddr|artek)|artek (?:pioneer|camp|child|kid)\w*"),
    ("of a minor", "en", "model talent subject release age person signed",
     r"(?:model|talent|subject|person)s?(?: age| status| release)? *(?:[:=]| is (?:an? )?| are ) *minors?"
     r"(?= *(?:\Z|[,.;)|]))|(?:release|age) *[:=] *minors?(?= *(?:\Z|[,.;)|]))"
     r"|signed by (?:an? |the |her |his |their |both )?(?:parents?|(?:legal )?guardians?)(?!\w)"),
    ("under 18", "en", "under", rf"under (?:[5-9]|1[0-7])s? (?!(?:{_UNITS}) )\w+ {_MATCHES}"
     rf"|{_PLAYERS} (?:aged )?under (?:[5-9]|1[0-7])(?![\d.,]*\d| ?(?:{_UNITS})(?!\w))"),
    ("school student", "en", "student students pupil pupils",
     r"(?:students?|pupils?)(?:\W{1,3}\w+){0,6}\W{1,3}"
     rf"(?:elementary|primary|middle|grammar|secondary|junior high) school(?! {_EMPTY}(?!\w))"),
    ("homeschooling", "en", "home homeschool homeschooling homeschooled",
     r"home ?school(?:ing|ed|ers?)(?! (?:books?|curriculum|conference|convention|law)s?)"),
    ("pediatrician", "en", "pediatrician paediatrician pediatric paediatric",
     r"pa?ediatri(?:cians?|c (?:nurse|doctor|dentist|surgeon)s?)(?:\W{1,3}\w+){0,2}\W{1,3}"
     r"(?:examin|treat|patient|check|vaccinat|listen|weigh)\w*(?! (?:room|chart|record|form|table)s?)"),
    ("chorister", "en", "king's cathedral abbey girl boy head chapel",
     r"(?:king'?s college|cathedral|abbey|girl|boy|head|chapel royal) choristers?"),
    ("newsies", "en", "newsies", r"newsies(?! (?:musical|film|movie|broadway|tour|cast))"),
    ("детская школа", "ru", "детский детская детское детские детской детскому детскую детских детскими",
     r"детск(?:ий|ая|ое|ие|ого|ой|ому|им|ом|их|ими|ую) (?!(?:музык|художеств|спорт)\w+ )"
     r"(?:\w+(?:[аоыи][яйе]|ого|ому|[ую]ю|[ыи][хм]и?) ){1,2}"
     rf"{_SCHOOL_RU}(?!\w)"
     rf"(?!\W{{1,3}}(?:\w+\W{{1,3}}){{0,2}}{_EMPTY_RU}\w*)"),
    ("юидовец", "ru", "юид юидовец юидовцы", r"юид(?:овец|ов(?:ц|к)\w+)?"),
    ("тимуровец", "ru", "тимуровец тимуровцы", r"тимуров(?:ец|ц[а-я]+)"),
    ("зарница", "ru", "школьная военно зарница",
     r"(?:школьн|спортивн|патриотическ|детск)\w+ игр\w+ [«\"“]?зарниц\w+"
     r"|зарниц\w+[»\"”]?,? (?:школ|кадет|юнарм|игра школ|среди школ)\w*"),
)  # fmt: skip
YOUTH = tuple(make_pattern(*each) for each in _YOUTH)
