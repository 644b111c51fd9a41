"""Words around a word of the lexicon that say it is no minor: an animal, a dish, a thing, a statue, nobody."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from imgsearch.minors.words.grown import is_grown
from imgsearch.minors.words.made_for import is_made_for
from imgsearch.minors.words.neighbours import GAP, MAXIMUM_ADJECTIVES, is_french_or_spanish, words_before
from imgsearch.minors.words.normal import Word
from imgsearch.minors.words.things import (
    ADJECTIVES,
    AGED_THINGS,
    ANIMALS,
    BABY_THINGS,
    FIGURES,
    HAVE_THINGS,
    HERD_ANIMALS,
    MATERIALS,
    OF_PEOPLE,
    OF_SPECIES,
    RUSSIAN_STATUE,
    SPECIES,
    STATUES,
    WILD_ANIMALS,
    is_animal,
)

#: Lemmas that also name young animals and small things, and the words after them that tell.
AMBIGUOUS = frozenset(
    {"baby", "kid", "juvenile", "infant", "adolescent", "newborn", "orphan", "twins", "daughter", "son", "youngster"}
    | {
        "двойняшка",
        "тройняшка",
        "малыш",
        "малышка",
        "кроха",
        "малютка",
        "новорождённый",
        "подросток",
        "ребёнок",
        "близнец",
    }
    | {"сорванец", "шалунишка", "бэбик", "лялька"}
)
#: Of those, which an animal may have beside it.
YOUNG = AMBIGUOUS - {"подросток", "близнец"}
#: Compounds whose last part alone would be evidence, hyphenated.
COMPOUND_PREFIXES = frozenset({"cow", "play", "bus", "door", "home", "dough", "free"})
#: Lemma -> words before it that change its meaning.
DISGUISED_AFTER = {
    "tot": frozenset({"tater"}),
    "kid": frozenset({"goat"}),
    "twins": frozenset({"minnesota", "lamb"}),
}
#: Form -> words after it that change its meaning.
DISGUISED_BEFORE = {
    "lassie": frozenset({"looking", "like", "dog"}),
    "youth": frozenset({"hostel", "hostels"}),
    "pupil": frozenset({"dilation", "reflex"}),
    "pupils": frozenset({"dilation", "reflex", "dilated"}),
}
_NEGATIONS = frozenset(
    "no without zero neither nor sans ohne senza bez fara zonder utan sem sin без нет не ни никаких nobody non".split()
)
_AFTER_NEGATION = frozenset(
    "a an any single one other more little small young visible real actual of the "
    "одного одной единого единой никаких маленьких малых".split()
)
_NOT = frozenset({"not", "t", "never", "isn"})
_AFTER_NOT_NEEDS = frozenset({"a", "an", "any", "one", "single"})
_BESIDE = frozenset(
    "and with its their her a the two three mother mom adult parent small little tiny cute new own it another some "
    "his of и с со своим своими своей её ее их".split()
)
_LINKS = frozenset(
    """
    is was are were be been being who that which only just now about almost nearly over turns turned turning aged age
    has have will already exactly more than approximately around at of to our my the
    исполнилось исполнится было всего уже около более почти
    """.split()
)

_OWNERS = frozenset({"owner", "owners", "rider", "master", "handler", "walker", "хозяин", "хозяйка", "владелец"})


def is_harmless(lemma: str, found: Sequence[Word], index: int, normalized: str) -> bool:
    """Whether the words around say that it is an animal, a thing, a statue, nobody or part of a compound.

    Args:
        lemma: of the word.
        found: the words of the text.
        index: of the word among them.
        normalized: the text that they are from.
    """
    word = found[index]
    before = found[index - 1].form if index > 0 else ""
    after = found[index + 1].form if index + 1 < len(found) else ""
    if before in COMPOUND_PREFIXES and normalized[word.start - 1] in "-\ue000":
        return True
    if before in DISGUISED_AFTER.get(lemma, ()) or after in DISGUISED_BEFORE.get(word.form, ()):
        return True
    if lemma == "leaguer":  # "little leaguer" is a child, a major leaguer is not
        return before != "little"
    if lemma == "pupil":  # the one in the eye
        return any(other.form in ("dilated", "eye", "eyes", "iris") for other in found[max(0, index - 9) : index + 9])
    if word.form == "son" and is_french_or_spanish(found, index):
        return True
    if lemma == "baby" and normalized.startswith("'s breath", word.end):  # a flower
        return True
    return (
        _is_denied(found, index, normalized)
        or _is_statue(found, index, normalized)
        or is_grown(lemma, found, index, normalized)
        or (lemma in HAVE_THINGS and is_made_for(found, index, normalized))
        or (lemma in AMBIGUOUS and _names(found, index + 1, word.end, normalized, _is_animal_or_dish))
        or (word.form == "teenage" and _names(found, index + 1, word.end, normalized, _is_wild))
        or (lemma == "nursery" and _is_of_wild(found, index, normalized))
        or (lemma in AMBIGUOUS and is_animal(before) and normalized[word.start - 1] == "-")
        or (lemma in YOUNG and _has_animal_before(found, index, normalized))
    )


def is_aged_thing(found: Sequence[Word], start: int, end: int, normalized: str) -> bool:
    """Whether an animal or a thing has the age that stands there: it follows, or is what is said to be so old."""
    following = bisect_left(found, end, key=lambda word: word.start)
    if _names(found, following, end, normalized, _is_aged):
        return True
    place = bisect_left(found, start, key=lambda word: word.start)
    belongs = normalized.endswith("day", start, end)  # "my dog's first birthday", not "my dog's 5 year old owner"
    for index in range(place - 1, max(-1, place - 6), -1):
        form = found[index].form
        if _is_aged(form):
            return _OWNERS.isdisjoint(word.form for word in found[max(0, index - 3) : index])
        if form not in _LINKS and not (belongs and form == "s"):
            return False
    return False


def _is_aged(form: str) -> bool:
    return form in AGED_THINGS or is_animal(form)


def _is_wild(form: str) -> bool:
    return form in HERD_ANIMALS or form in WILD_ANIMALS


def _is_of_wild(found: Sequence[Word], index: int, normalized: str) -> bool:
    """A nursery of crocodiles, or a nursery herd."""
    forms = [word.form for word in found[index + 1 : index + 3]]
    return forms[:1] == ["herd"] or (forms[:1] == ["of"] and _is_wild(forms[-1]))


def _is_animal_or_dish(form: str) -> bool:
    return form in BABY_THINGS or is_animal(form)


def _names(found: Sequence[Word], index: int, end: int, normalized: str, is_thing: Callable[[str], bool]) -> bool:
    """Whether the next noun, after adjectives and with nothing but spaces between, is one of the things."""
    adjectives = 0
    for word in found[index : index + 2 * MAXIMUM_ADJECTIVES + 1]:
        if GAP.fullmatch(normalized, end, word.start) is None:
            return False
        if is_thing(word.form):
            return OF_PEOPLE.match(normalized, word.end) is None or not is_animal(word.form)
        if word.form in ADJECTIVES or word.form in OF_SPECIES:
            adjectives += 1
        elif not word.form.endswith(SPECIES):
            return False
        if adjectives > MAXIMUM_ADJECTIVES:
            return False
        end = word.end
    return False


def _is_denied(found: Sequence[Word], index: int, normalized: str) -> bool:
    """No kids, not a child, child-free."""
    word = found[index]
    following = found[index + 1] if index + 1 < len(found) else None
    if following is not None and following.form in ("free", "less") and normalized[word.end] in "-\ue000":
        return True
    if following is not None and following.form == "нет" and GAP.fullmatch(normalized, word.end, following.start):
        return normalized[following.end : following.end + 1] in ("", ".", "!", ",", " ")
    passed: list[str] = []
    for form in words_before(found, index, normalized, 4):
        if form in _NEGATIONS:  # "neither boy looked" shows two, and "без детей не обошлось" some
            return not (form == "neither" and not passed) and not normalized.startswith(" не об", word.end)
        if form in _NOT:
            return not _AFTER_NOT_NEEDS.isdisjoint(passed)
        if form not in _AFTER_NEGATION:
            return False
        passed.append(form)
    return False


def _is_statue(found: Sequence[Word], index: int, normalized: str) -> bool:
    """Statue of a boy, boy statue."""
    if index + 1 < len(found) and found[index + 1].form in STATUES:
        return GAP.fullmatch(normalized, found[index].end, found[index + 1].start) is not None
    linked = False
    figure = False
    for form in words_before(found, index, normalized, 6):
        if form in STATUES:
            return linked
        if RUSSIAN_STATUE.match(form):
            return True
        if figure:
            return form in MATERIALS
        if form in FIGURES and linked:
            figure = True
        elif form in ("of", "to", "for"):
            linked = True
        elif form not in ADJECTIVES and form not in ("a", "an", "the", "two", "three"):
            return False
    return False


def _has_animal_before(found: Sequence[Word], index: int, normalized: str) -> bool:
    """A giraffe and its baby, a cow with a baby; but a dog and a baby are two."""
    passed: list[str] = []
    for form in words_before(found, index, normalized, 5):
        if is_animal(form):
            mothers = form in HERD_ANIMALS and "with" in passed
            return "its" in passed or "their" in passed or mothers or _is_mother(form, passed)
        if form not in _BESIDE:
            return False
        passed.append(form)
    return False


def _is_mother(form: str, passed: Sequence[str]) -> bool:
    if form in ANIMALS:
        return form in HERD_ANIMALS and "her" in passed
    return bool({"с", "со"} & set(passed)) and form not in ("собака", "собаки", "собакой")
