from __future__ import annotations

import pytest

from imgsearch.minors import find_terms, mentions_minors

#: Digits and signs between letters -> lemma.
DISGUISED = {
    "ch1ldren at play": "child",
    "ch11d": "child",
    "k1ds": "kid",
    "g1r1s": "girl",
    "a b0y's hat": "boy",
    "IMG_b0y_2": "boy",
    "b@by": "baby",
    "t33nagers": "teenager",
    "$on": None,
    "inf4nt": "infant",
    "daugh7er": "daughter",
    "las$es": "lass",
    "ch!ld": "child",
    "м@льчик": "мальчик",
    "реб3нок": "ребёнок",
}
#: Names, times, sizes and quantities.
ORDINARY = """
b2b|c3po|4x4|mp3|b4|r2d2|h1n1|co2|w00t|h3llo|p!nk|ke$ha|a$ap|10am|7:30pm|9to5|5on5|3on3|24x36in|12x18cm|5'10|6ft2|1080p
f1.8|1/250s|iso400|24fps|4k|70s|a4|no.5|3-wheeler|l4d2|K2|1950s|$5on|a1|v1.0|50mm|s@le|1st|2nd|100km
"""


@pytest.mark.parametrize(("text", "lemma"), DISGUISED.items())
def test_digits_and_signs_between_letters_hide_no_word(text: str, lemma: str | None) -> None:
    assert [term.lemma for term in find_terms(text)] == ([lemma] if lemma else [])


@pytest.mark.parametrize("text", ORDINARY.strip().replace("\n", "|").split("|"))
def test_names_times_and_sizes_are_no_disguise(text: str) -> None:
    assert not mentions_minors(text)


def test_a_disguised_word_has_its_place_in_the_text() -> None:
    (term,) = find_terms("Two CH1LDREN")
    assert (term.form, term.start, term.end, term.language) == ("ch1ldren", 4, 12, "en")
