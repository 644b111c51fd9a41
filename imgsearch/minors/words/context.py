"""Words around a word of the lexicon that say it is no minor: an animal, a dish, a thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imgsearch.minors.words.normal import Word

#: Lemmas that also name young animals and small things, and the words after them that tell.
AMBIGUOUS = frozenset(
    {"baby", "kid", "juvenile", "infant", "adolescent", "newborn"}
    | {"малыш", "малышка", "кроха", "малютка", "новорождённый"}
)
NOT_PEOPLE = frozenset(
    """
    alligator alligators animal animals ape apes bear bears bird birds buffalo calf calves camel cat cats chick
    chicken chickens chicks colt colts cow cows crab crocodile deer dog dogs dolphin dolphins donkey donkeys duck
    duckling ducklings ducks eagle elephant elephants fawn flamingo foal foals fox foxes frog giraffe giraffes goat
    goats goose gorilla gull hawk hippo horse horses iguana kangaroo kitten kittens koala koalas lamb lambs lion lions
    lizard llama monkey monkeys moose orangutan ostrich otter otters owl owls panda pandas peacock penguin penguins
    pig piglet piglets pigs pony pups puppies puppy rabbit rabbits raccoon rhino robin seal seals shark sharks sheep
    snake sparrow spider squirrel squirrels swan swans tiger tigers tortoise turtle turtles whale whales wolf wolves
    zebra zebras
    back blue bump carrots corn glove gloves grand grands leather ribs shower showers spinach
    """.split()
)
#: The same in Russian, by the beginning of the word, since the ends change.
RUSSIAN_ANIMAL = re.compile(
    r"бегемот|белк|белоч|волк|волч|гусен|гусят|дельфин|детеныш|ежат|ежик|животн|жираф|жереб|звер|зебр|зайц|зайч|"
    r"кенгур|козл|коал|кот(?:а|ы|ов|ик|ят|ен)|кошк|кошек|крокодил|крол|лебед|лемур|лис(?:а|ы|ен|ят|иц)|львен|львят|"
    r"льва|льви|медвед|медвеж|мыш|носорог|обезьян|олен|осл|панд|пингвин|поросе|поросят|птен|птиц|слон|соба|тигр|"
    r"тюлен|телен|телят|утен|утят|утк|хомя|цыпл|черепа|щен|ягне|ягнят|ящер"
)
#: What may be so many years old without being a person.
AGED_THINGS = frozenset(
    """
    anniversary boat bottle bridge building business car castle cathedral cheese church company house laptop mare
    monument oak olive port retriever rum ruins scotch shepherd ship stallion temple terrier town tradition train
    tree truck whiskey whisky wine
    автомобиль вино виски война войны выдержки гарантия дерево дом дуб дуба история истории контракт контракта кот
    кошка машина опыт опыта период план плана срок срока собака собаки стаж юбилей юбилея
    """.split()
)
#: What may stand between "baby" and "bear", or between an age and what has it.
ADJECTIVES = frozenset(
    """
    african american arctic asian beautiful bengal big black border brown cute desert emperor farm french fresh german
    golden gray grey highland humpback indian labrador large little malt mountain old oak polar red sea single small
    snow spotted tiny vintage white wild woolly yellow
    """.split()
)
#: Compounds whose last part alone would be evidence, hyphenated.
COMPOUND_PREFIXES = frozenset({"cow", "play"})
#: Lemma -> words before it that change its meaning.
DISGUISED_AFTER = {"tot": frozenset({"tater"})}
#: Form -> words after it that change its meaning.
DISGUISED_BEFORE = {
    "lassie": frozenset({"looking", "like", "dog"}),
    "youth": frozenset({"hostel", "hostels"}),
    "pupil": frozenset({"dilation", "reflex"}),
}
_GAP = re.compile(r"[\s-]*")
_MAXIMUM_ADJECTIVES = 2


def is_harmless(lemma: str, found: Sequence[Word], index: int, normalized: str) -> bool:
    """Whether the words around say that it is an animal, a thing or part of a compound.

    Args:
        lemma: of the word.
        found: the words of the text.
        index: of the word among them.
        normalized: the text that they are from.
    """
    word = found[index]
    before = found[index - 1].form if index > 0 else ""
    after = found[index + 1].form if index + 1 < len(found) else ""
    if before in COMPOUND_PREFIXES and normalized[word.start - 1] == "-":
        return True
    if before in DISGUISED_AFTER.get(lemma, ()) or after in DISGUISED_BEFORE.get(word.form, ()):
        return True
    if lemma == "leaguer":  # "little leaguer" is a child, a major leaguer is not
        return before != "little"
    if lemma == "pupil":  # the one in the eye
        return any(other.form in ("dilated", "eye", "eyes", "iris") for other in found)
    if lemma == "baby" and normalized.startswith("'s breath", word.end):  # a flower
        return True
    return lemma in AMBIGUOUS and _names(found, index + 1, word.end, normalized, NOT_PEOPLE)


def is_aged_thing(found: Sequence[Word], end: int, normalized: str) -> bool:
    """Whether what follows an age that ends there is an animal or a thing."""
    following = next((index for index, word in enumerate(found) if word.start >= end), len(found))
    return _names(found, following, end, normalized, AGED_THINGS | NOT_PEOPLE)


def _names(found: Sequence[Word], index: int, end: int, normalized: str, things: frozenset[str]) -> bool:
    """Whether the next noun, after adjectives and with nothing but spaces between, is one of the things."""
    for word in found[index : index + _MAXIMUM_ADJECTIVES + 1]:
        if _GAP.fullmatch(normalized, end, word.start) is None:
            return False
        if word.form in things or RUSSIAN_ANIMAL.match(word.form):
            return True
        if word.form not in ADJECTIVES:
            return False
        end = word.end
    return False
