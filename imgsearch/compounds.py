"""Words that people write both together and apart, or say in several ways, as captions mostly have them.

"sun glasses" and "icecream" are in no caption that models learned from; "sunglasses" and "ice cream" are. Nor is a
"pooch", which is a dog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

#: What captions write together.
_TOGETHER = (
    "air plane, air port, back pack, back packer, back yard, base ball, basket ball, bath robe, bath room, bath tub, "
    "bed room, bi cycle, bird house, birth day, book case, book shelf, book shelves, book store, bull dog, butter "
    "flies, butter fly, camp fire, camp site, card board, cell phone, cheese cake, chop stick, city scape, class room, "
    "country side, court yard, cow boy, cross walk, cup cake, desk top, dog sled, door way, dragon fly, ear phone, ear "
    "ring, eye glasses, fire fighter, fire place, fire works, flower pot, foot ball, foot path, foot print, goal "
    "keeper, gold fish, grass hopper, grave yard, hair cut, hall way, hand bag, hand rail, hand stand, head band, head "
    "phone, head scarf, hill side, horse back, horse shoe, jelly fish, key board, kick boxing, kite surf, lady bug, "
    "land scape, lap top, life guard, light house, lip stick, mail box, market place, meat ball, milk shake, mini "
    "skirt, moon light, motor bike, motor boat, motor cycle, motor cyclist, mountain side, neck lace, net book, news "
    "paper, night club, note book, oat meal, over pass, pan cake, para glide, para glider, para sail, pea cock, pig "
    "tails, pine apple, play ground, police man, pony tail, pop corn, race track, rail road, rail way, rain bow, rain "
    "coat, river bank, river side, road side, roller blade, roller skate, roof top, row boat, sail boat, sand castle, "
    "scare crow, school girl, sea food, sea gull, sea horse, sea scape, sea shell, sea shore, sea side, sheep dog, "
    "shore line, side walk, skate board, skate boarder, sky line, sky scraper, smart phone, snow ball, snow board, "
    "snow boarder, snow drop, snow fall, snow flake, snow man, snow mobile, snow storm, speed boat, spider man, stair "
    "case, star fish, stop light, straw berry, street car, suit case, sun flower, sun glasses, sun light, sun rise, "
    "sun set, surf board, sweat shirt, swim suit, table cloth, tea pot, tooth brush, tooth paste, under water, under "
    "wear, volley ball, wake board, wake boarder, wall paper, water color, water fall, water front, water melon, wet "
    "suit, wheel barrow, wheel chair, wild flower, wild life, wind mill, wind surf, wind surfer, wood pecker, work "
    "shop"
)
#: What captions write apart.
_APART = (
    "alarm clock, apple pie, apple tree, baseball bat, baseball cap, birthday cake, birthday party, bow tie, brick "
    "wall, bus station, bus stop, christmas tree, clock tower, coffee cup, coffee shop, cowboy hat, dirt bike, fire "
    "engine, fire hydrant, fire truck, fishing boat, flea market, food truck, french fries, german shepherd, golden "
    "retriever, hot dog, hula hoop, ice cream, ice skating, light bulb, martial arts, parking lot, parking meter, "
    "phone booth, pick up truck, picnic table, polar bear, police car, pool table, race horse, roller coaster, rubber "
    "duck, rubber ducks, school bus, shopping cart, ski lift, soap bubbles, soccer ball, soft drink, steam engine, "
    "stop sign, street art, street food, street lamp, street light, swimming pool, table tennis, teddy bear, tennis "
    "court, tow truck, traffic jam, traffic light, traffic sign, train station, tree house, video game, washing "
    "machine, wedding cake, wedding dress, wedding ring, wine bottle"
)
#: What goes by another word: nobody's caption has it, or hardly any.
_CALLED = {
    "aircraft": "airplane",
    "blizzard": "snowstorm",
    "bloke": "man",
    "cellular phone": "cellphone",
    "cellular telephone": "cellphone",
    "doggie": "dog",
    "doggy": "dog",
    "duvet": "quilt",
    "jetliner": "airplane",
    "lavatory": "toilet",
    "loo": "toilet",
    "mobile phone": "cellphone",
    "mobile telephone": "cellphone",
    "motor cross": "motocross",
    "pooch": "dog",
    "restroom": "bathroom",
    "steed": "horse",
    "suitcase": "luggage",
    "suitcases": "luggage",
    "sundown": "sunset",
    "t shirt": "t-shirt",
    "tee shirt": "t-shirt",
    "tshirt": "t-shirt",
    "veggie": "vegetable",
    "washroom": "bathroom",
    "xmas": "christmas",
}
#: With an ending these are a thing and what it does.
_DOING = frozenset(("sun set", "sun rise", "snow fall"))
_ENDINGS = "s|es|ing|ed|'s"
#: What people also do, "surf boarding", and what something also has, "pony tailed"; in "a dragon flying over a town",
#: "on the side walking a dog" and "a fire placed there" the words are two.
_ENDED = {"ing": frozenset("board boat pack rail sail surf".split()), "ed": frozenset("paper suit tail".split())}
#: Behind these, or in front of those, it is done: "a hand stands on it", "the left side walks", "a lip sticks out".
_DOES_BEHIND = frozenset("a an one each every left right other".split())
_DOES_BEFORE = re.compile(r"(?:e?s)\s+(?:away|out|up)\b")
_PAIRS = frozenset(_TOGETHER.split(", "))
_PARTS = {"".join(words.split()): words for words in _APART.split(", ")}
_WORD = re.compile(r"[^\W\d_]+")
#: Of these one is in every text that is written otherwise, and of these pairs. They are looked up in a microsecond or
#: two; the expressions take seventeen for a caption.
_PAIRS_FOUND = frozenset(
    (first, f"{second}{ending}")
    for first, second in (pair.split() for pair in (*_PAIRS, *_CALLED) if " " in pair)
    for ending in ("", *_ENDINGS.split("|"))
)
_ALONE = frozenset(f"{word}{ending}" for word in (*_PARTS, *_CALLED) if " " not in word for ending in ("", "s", "es"))
_TELLING = _ALONE | {first for first, _ in _PAIRS_FOUND}


def is_usual(words: Sequence[str]) -> bool:
    """Whether write_usual() leaves a text of these words, in lower case, as it is."""
    return _TELLING.isdisjoint(words) or (_ALONE.isdisjoint(words) and _PAIRS_FOUND.isdisjoint(pairwise(words)))


def write_usual(text: str) -> str:
    """A text in lower case whose words are those that captions mostly have."""
    if is_usual(_WORD.findall(text)):
        return text
    pairs, two_words, others = _expressions()
    text = two_words.sub(lambda match: _PARTS[match["word"]], _join(text, pairs))
    return others.sub(lambda match: _CALLED[match["said"]], text)


@lru_cache(maxsize=1)
def _expressions() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Of pairs, of words that are two, and of those that go by another; made for the first text that has any."""
    first, second = ({pair.split()[number] for pair in _PAIRS} for number in (0, 1))
    return (
        re.compile(rf"(?<![\w-])(?P<first>{_any(first)})[ -](?=(?P<second>{_any(second)})(?P<ending>{_ENDINGS})?\b)"),
        re.compile(rf"\b(?P<word>{_any(_PARTS)})(?=(?:s|es)?\b)"),
        re.compile(rf"\b(?P<said>{_any(_CALLED)})(?=s?\b)(?! carriers?\b)"),
    )


def _any(words: Iterable[str]) -> str:
    """The longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


def _join(text: str, pairs: re.Pattern[str]) -> str:
    joined = 0

    def join(match: re.Match[str]) -> str:
        nonlocal joined
        # "Under water fall" has "water" once.
        if match.start() < joined or not _is_one(match):
            return match[0]
        joined = match.end("second")
        return match["first"]

    return pairs.sub(join, text)


def _is_one(match: re.Match[str]) -> bool:
    """Whether two words that stand side by side are one."""
    ending, pair = match["ending"], f"{match['first']} {match['second']}"
    if pair not in _PAIRS or not ending or ending == "'s":
        return pair in _PAIRS
    if ending in _ENDED:
        return match["second"] in _ENDED[ending]
    before = match.string[: match.start()].split()[-1:]
    return pair not in _DOING and not (
        _DOES_BEHIND.intersection(before) or _DOES_BEFORE.match(match.string, match.end("second"))
    )


def in_parts() -> dict[str, tuple[str, str]]:
    """Words that captions mostly write together -> the two that some write instead."""
    parts = [pair.partition(" ") for pair in sorted(_PAIRS)]
    return {first + second: (first, second) for first, _, second in parts}
