"""British words as Americans write and say them, which is how nearly all captions do that models learned from."""

from __future__ import annotations

import re


def _pairs(listed: str) -> dict[str, str]:
    return dict(pair.split() for pair in listed.split(", "))


#: What words begin with that end in -our, and what may follow that.
_OUR = "|".join(
    "arm behavi clam col enam endeav fav flav harb hon hum lab neighb od parl rum sav savi splend tum vap vig".split()
)
_OUR_ENDINGS = "s|ed|ing|er|ers|ful|fully|less|able|ite|ites|y|hood|hoods"
#: What words begin with whose last letter is doubled before an ending.
_DOUBLED = (
    "bevel|cancel|channel|duel|fuel|jewel|label|level|model|panel|pedal|quarrel|shovel|signal|snorkel|swivel|travel|"
    "tunnel"
)
#: What words begin with that end in -ise.
_ISE = "apolog|custom|fertil|memor|motor|organ|pressur|real|recogn|steril|synchron|vandal"
#: Others that are spelled in another way, and what may follow them.
_SPELLED = _pairs(
    "aeroplane airplane, aluminium aluminum, amphitheatre amphitheater, artefact artifact, centre center, centred "
    "centered, cheque check, chequer checker, chequerboard checkerboard, chilli chili, cosy cozy, defence "
    "defense, fibre fiber, grey gray, greyscale grayscale, jewellery jewelry, kerb curb, kilometre kilometer, "
    "licence license, litre liter, manoeuvre maneuver, marvellous marvelous, mediaeval medieval, metre meter, "
    "mould mold, moustache mustache, mum mom, ochre ocher, plough plow, pyjama pajama, sabre saber, sceptre "
    "scepter, smoulder smolder, sombre somber, sulphur sulfur, theatre theater, tyre tire, woollen woolen, "
    "yoghurt yogurt"
)
_ENDINGS = "s|d|ed|ing|ish|y"
#: Called by another word.
_CALLED = _pairs(
    "angler fisherman, aubergine eggplant, automobile car, ax axe, bbq barbecue, cellphone phone, courgette zucchini, "
    "doughnut donut, fireman firefighter, firemen firefighters, flyover overpass, fridge refrigerator, handbag purse, "
    "ladybird ladybug, lorry truck, maize corn, motorbike motorcycle, motorway highway, nappy diaper, plait braid, "
    "plane airplane, postman mailman, pram stroller, prawn shrimp, pullover sweater, pushchair stroller, railway "
    "railroad, rubbish trash, rucksack backpack, serviette napkin, settee couch, sledge sled, sleigh sled, smartphone "
    "phone, sofa couch, telly television, toboggan sled, trousers pants, tv television, waistcoat vest, windscreen "
    "windshield"
)
_PATTERN = re.compile(
    rf"\b(?:(?P<our>(?:multi|water|dis)?(?:{_OUR}))our(?=(?:{_OUR_ENDINGS})?\b)"
    rf"|(?P<doubled>{_DOUBLED})l(?=(?:ed|ing|er|ers)\b)"
    rf"|(?P<ise>{_ISE})is(?=(?:e|es|ed|er|ers|ing|ation|ations)\b)"
    rf"|(?P<word>{'|'.join(sorted(_SPELLED, key=len, reverse=True))})(?=(?:{_ENDINGS})?\b))"
)


def say_american(text: str) -> str:
    """An English text in lower case as Americans spell it."""
    return _PATTERN.sub(_spell, text)


def _spell(match: re.Match[str]) -> str:
    if word := match["word"]:
        return _SPELLED[word]
    if begun := match["our"]:
        return f"{begun}or"
    return match["doubled"] or f"{match['ise']}iz"


def same_words() -> dict[str, str]:
    """Words -> what Americans write or say."""
    return {f"{begun}our": f"{begun}or" for begun in _OUR.split("|")} | _SPELLED | _CALLED
