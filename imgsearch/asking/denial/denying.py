"""Words that deny, and those that only seem to: the tables of imgsearch/asking/denial/unwanted.py."""

from __future__ import annotations

import re

DETERMINERS = frozenset("a an the any his her its their my your visible".split())
ENGLISH_PREPOSITIONS = frozenset(
    "in on at near with by under over behind beside above below inside outside of from to into through between during "
    "before after for around against across along".split()
)
RUSSIAN_PREPOSITIONS = frozenset(
    "в во на у под с со за из из-за из-под над около возле перед при по к ко о об от до через среди между рядом вокруг "
    "для".split()
)
PREPOSITIONS = ENGLISH_PREPOSITIONS | RUSSIAN_PREPOSITIONS
ENDS = frozenset(
    "and or but nor that which who whose while when where as is are was were be has have "
    "& и или но а ни что который которая которые где когда как".split()
)
#: What may follow a thing that is not there, and says no more: "no people around, please", «без людей в кадре».
TAILS = frozenset(
    tuple(each.split())
    for each in (
        "please|pls|thanks|thank you|спасибо|at all|"
        "visible|around|anywhere|nearby|there|present|whatsoever|in sight|in it|in them|in view|"
        "in frame|in the frame|in the picture|in the photo|in the image|in the shot|in shot|"
        "on the picture|on the photo|пожалуйста|вообще|совсем|"
        "вокруг|рядом|поблизости|в кадре|на фото|на снимке|на фотографии|на картинке|на нем|на них"
    ).split("|")
)
#: What a tail says of no thing, whatever follows.
OF_PICTURES = frozenset("picture photo image shot".split())
#: Words that begin one, and are no part of the thing.
TAIL_WORDS = frozenset(each[0] for each in TAILS if len(each) == 1)
#: What is denied of photographs is denied of what they show.
PICTURE = re.compile(
    r"photos?|pictures?|pics?|images?|photographs?|shots?|фото|фотк[иау]|фоток|фотографи[яиюй]|снимк(?:а|и|ов)|картин(?:ки|ок)"
)
ALTERNATIVES = frozenset("or nor или ни".split())
BOTH = frozenset("and и".split())
STOPS = PREPOSITIONS | ENDS | TAIL_WORDS
#: «Не надо людей» denies them, «не надо спорить» nothing.
NOT_NEEDED = "не надо"
#: What denies as another word does.
LIKE = {
    NOT_NEEDED: "без",
    **dict.fromkeys(("whithout", "witout", "wihtout", "withot", "withou", "withut", "wthout"), "without"),
    **dict.fromkeys(("except", "excluding", "minus", "neither", "w/o", "w/out", "n't have", "lacking"), "without"),
    **dict.fromkeys(("минус", "безо", "кроме", "исключением", "исключая", "помимо", "вместо", "ни", "ни один"), "без"),
}
#: A verb that is denied: "who doesn't smile".
DENIED_VERB = "n't"
TRIGGERS = frozenset(("without", "no", "not", DENIED_VERB, "без", "нет", "не")) | LIKE.keys()
Joined = dict[tuple[str, ...], str]
_DO_NOT_SHOW: Joined = {
    **{("don't", verb): "without" for verb in ("show", "include", "display")},
    **{("do", "not", verb): "without" for verb in ("show", "include", "display", "want", "need")},
    **{("i", "don't", verb): "without" for verb in ("want", "need")},
    **{("i", "do", "not", verb): "without" for verb in ("want", "need")},
    **{("не", verb): NOT_NEEDED for verb in ("надо", "нужно", "хочу")},
    **{("не", verb): "без" for verb in ("показывай", "показывайте", "показывать")},
    **{(so_that, "не", "было"): "без" for so_that in ("чтобы", "чтоб")},
    ("не", "должно", "быть"): "без",
}
#: Words that deny together as one does.
TOGETHER: Joined = {
    **{(one, "than"): "except" for one in ("other", "rather")},
    **{(one, "from"): "except" for one in ("apart", "aside")},
    **{(one, "but"): "except" for one in ("everything", "anything", "everyone", "anyone")},
    **{(one, "of"): "without" for one in ("instead", "free", "devoid", "empty", "bare")},
    ("free", "from"): "without",
    ("not", "a", "single"): "no",
    **{(one, "any"): "no" for one in ("hardly", "barely", "scarcely")},
    ("without", "a", "single"): "without",
    **{("без", one): "ни один" for one in ("единого", "единой")},
    **{("ни", one): "ни один" for one in ("одного", "одной", "единого", "единой")},
    ("with", "out"): "without",
    **_DO_NOT_SHOW,
}
WHO = frozenset("that who which".split())
#: The same behind WHO alone: "isn't it" denies nothing.
TOGETHER_BEHIND_WHO: Joined = {
    **{(f"{verb}n't",): DENIED_VERB for verb in ("does", "do", "did")},
    **{(verb, "not"): DENIED_VERB for verb in ("does", "do", "did")},
    **{(f"{verb}n't", "have"): "n't have" for verb in ("does", "do", "did")},
    **{(verb, "not", "have"): "n't have" for verb in ("does", "do", "did")},
    **{(f"{verb}n't",): "not" for verb in ("is", "are", "was", "were")},
}
#: What is denied and what of it is not: "no people except one man" denies no man, and no picture shows both.
EXCEPTING = frozenset("except excluding кроме исключением исключая помимо".split())
DENYING_ALL = frozenset("without no nobody no-one noone nothing без нет никого никто ничего ничто".split())
#: Nobody is without people.
PEOPLE, PEOPLE_RU = "people", "людей"
NOBODY = frozenset("nobody no-one noone никого".split())
#: The same behind what denies: «без никого».
ANYBODY = {
    **dict.fromkeys(("anyone", "anybody", "ppl"), PEOPLE),
    **dict.fromkeys(("никого", "кого-либо", "кого-нибудь"), PEOPLE_RU),
}
#: "0 people".
NONE = frozenset("0 zero ноль".split())
#: A quick look: one of these may deny together with others.
MARKS = (
    frozenset(
        "other rather apart aside instead free devoid empty bare but don't do hardly barely scarcely out i".split()
    )
    | frozenset("никого ни neither".split())
    | NOBODY
    | NONE
)
MARKS |= {word for words in TOGETHER_BEHIND_WHO for word in words} - TRIGGERS
#: What a sign says.
ALLOWED = frozenset("allowed permitted sign signs".split())
#: What ends so and is no action.
THINGS_IN_ING = frozenset(
    "building buildings ceiling clothing king lighting lightning morning evening painting ring string swing thing wing "
    "wedding railing fencing writing lettering opening parking".split()
)
BARE = ("without", "no")
#: Words in front that go with the negation.
LEADS = {
    "ни": frozenset("нет где и но а не видно было".split()),
    "ни один": frozenset("нет где и но а не видно было".split()),
    "neither": frozenset("with there is are has have having where but and".split()),
    DENIED_VERB: WHO,
    "n't have": WHO,
    "without": frozenset("but and & almost nearly practically".split()),
    "no": frozenset("with there is are has have having wearing where but and & almost nearly practically".split()),
    "not": frozenset("that who which that's who's which's it's is are was were do does did but and".split()),
    "без": frozenset("но а и совсем вообще только чтобы чтоб почти практически мне я".split()),
    "исключением": frozenset(["за"]),
    "нет": frozenset("где но а и там на в котором которой которых почти практически".split()),
    "не": frozenset("но а и которая который которые только лишь".split()),
}
#: Where no thing is denied: how a phrase behind the word goes on.
IDIOMS = {
    "without": "a doubt|doubt|a question|question|end|fail|further|warning|a trace|trace|a word|"
    "exception|me|you|him|her|it|them|us|charge|borders|limits|boundaries|a cause|reason|a reason|delay|hesitation|"
    "notice|a clue|qualities|principle|tax|vat",
    "no": "one|doubt|matter|longer|problem|problems|more|way|entry|entrance|exit|parking|smoking|"
    "swimming|fishing|diving|trespassing|stopping|idea|time|thanks|comment|other|less|"
    "sooner|wonder|man's|country for|place like|words for|rest|love lost|strings attached|offence|offense|future|hope|"
    "mercy|regrets|fear|limits|gods|masters|justice|peace|pain|gain|war|woman no|cry|show|sew|bake|knead|"
    "fly zone|go area|go zone|name brand|"
    "u turn|left turn|right turn|admittance|vacancy|vacancies|photography|kidding",
    "not": "one|only|just|even|yet|at all|very|so|all|every|many|much|sure|to|a|the|that|this|too|quite|really|"
    "more than|less than|fewer than|far|long|alone|here|there|again|bad|ready|safe|available|applicable|found|"
    "guilty|visible|for sale|for work|for commercial|in service|in my|dead",
    "без": "ума|сомнения|сомнений|конца|края|труда|памяти|проблем|устали|того|остановки|спроса|"
    "сознания|определенного места|пяти|четверти|двадцати|десяти|слов|меня|тебя|него|нее|них|нас|вас|"
    "исключения|единого|единой|названия|имени|вести|толку|слова|выстрела|шанса|вины|страха|границ|комментариев|обид|"
    "палева|боя|перерыва|предупреждения|причины|повода|смысла|преувеличения|срока|разрешения|правил|преград|цели|шуток|добра",
    DENIED_VERB: "matter",
    "нет": "слов|сил|времени|никого|ничего|ли|и|проблем|единого|конца|сигнала|связи|пути|худа|места лучше",
    "не": "много|мало|сильно|особо|особенно|вполне|полностью|"
    "бывало|только|просто|один|одна|одно|раз|менее|более|меньше|больше|очень|совсем|все|всё|"
    "каждый|каждая|далеко|считая|то|так|видно|было|будет|есть|может|могу|знаю|надо|нужно|"
    "должно|должен|должна|должны|курить|входить|влезай|трогать|хватает|сколько|когда|где|кто|что|такой|такая|такие|такое|слишком|хочу|важно|ясно|"
    "видны|нужен|нужна|нужны|вопрос|проблема|судьба|беда|повезло|получилось|работает|"
    "до смеха|для продажи|для слабонервных|для печати|по дням|по сезону|в деньгах|в своей|от мира|"
    "хлебом|спеша|глядя|думая|торопясь|пойман|люблю|кажется|хочешь|фотошоп|это",
}
DENIED_TWICE = frozenset("никто никого никому ничто ничего никогда нигде ни пока чуть едва если".split())
#: A noun of a list is denied too where it is in the genitive, as far as its ending tells.
GENITIVE_NOUN = re.compile(r"(?:[еоиё][йв]|[ыи]|[бвгджзклмнпрстфхцчшщ])$")
#: Only what is there in Russian has the case of who is asked for: "нет войне" is a slogan.
DATIVE_NOUN = re.compile(r"(?<!к)(?<!ф)(?<!сс)(?:е|у|ю)$")
GENITIVE_ADJECTIVE = ("ого", "его", "ых", "их")
DOUBTFUL_ADJECTIVE = ("ой", "ей")
ANY_ADJECTIVE = ("ом", "ем", "ой", "ей", "ых", "их", "ую", "юю", "ыми", "ими", "ого", "его")
SUBJECT_ADJECTIVE = ("ая", "яя", "ый", "ий", "ое", "ее", "ые", "ие", "ую", "юю", "ой", "ого", "ых", "их")
#: "A car-free street". Of most other things, as sugar and duty, it is a name, and nothing that is seen.
_FREE = "-free"
#: «Безлюдный пляж», «на пляже безлюдно».
_WITHOUT_PEOPLE = re.compile(r"безлюдн(?:о|ый|ая|ое|ые|ого|ой|ому|ую|ом|ым|ых|ыми)")
_SEEN = frozenset(
    "car cars traffic people crowd crowds tourist tourists human humans pedestrian snow ice cloud clouds fog tree "
    "trees leaf dog dogs cat pet pets animal litter trash garbage text watermark logo umbrella beard fence wire".split()
)


def free_of(word: str) -> str | None:
    """What a word, in lower case, says not to be there: "car" of "car-free"; None of most words."""
    if _WITHOUT_PEOPLE.fullmatch(word):
        return PEOPLE_RU
    thing = word.removesuffix(_FREE)
    return thing if thing != word and thing in _SEEN else None
