"""British words and their American ones."""

from __future__ import annotations

import pytest

from imgsearch.british import same_words, say_american
from imgsearch.queries.by_words import words_query
from imgsearch.rescoring.known import Known, known_overlap
from imgsearch.rescoring.learned import shipped_words
from imgsearch.rescoring.words import read_words, stem_word, stems_alike, word_overlap
from imgsearch.spelling import spell


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("a grey dog", "a gray dog"),
        ("greyish greys", "grayish grays"),
        ("colourful harbours, multicoloured houses", "colorful harbors, multicolored houses"),
        ("my favourite neighbourhood", "my favorite neighborhood"),
        ("travelling by aeroplanes", "traveling by airplanes"),
        ("synchronised swimming", "synchronized swimming"),
        ("the theatre in the town centre", "the theater in the town center"),
        ("a centred moustache", "a centered mustache"),
        ("mums in pyjamas", "moms in pajamas"),
        ("ploughed field", "plowed field"),
    ],
)
def test_what_is_spelled_as_in_britain_is_read_as_in_america(british: str, american: str) -> None:
    assert say_american(british) == american
    assert spell(british.upper()) == american
    assert say_american(american) == american


@pytest.mark.parametrize(
    ("british", "american"),
    [
        (
            "armour behaviour clamour colour enamour endeavour favour flavour harbour honour humour labour neighbour "
            "odour parlour rumour saviour savour splendour tumour vapour vigour",
            "armor behavior clamor color enamor endeavor favor flavor harbor honor humor labor neighbor "
            "odor parlor rumor savior savor splendor tumor vapor vigor",
        ),
        (
            "bevelled cancelled channelled duelling fuelled jewelled labelled levelled modelled panelled pedalling "
            "quarrelling shovelled signalling snorkelling swivelled traveller tunnelling",
            "beveled canceled channeled dueling fueled jeweled labeled leveled modeled paneled pedaling "
            "quarreling shoveled signaling snorkeling swiveled traveler tunneling",
        ),
        (
            "apologise customised fertilisers memorise motorised organisations pressurised realises recognising "
            "sterilised synchronise vandalised",
            "apologize customized fertilizers memorize motorized organizations pressurized realizes recognizing "
            "sterilized synchronize vandalized",
        ),
    ],
)
def test_each_word_of_a_rule_is_known(british: str, american: str) -> None:
    assert say_american(british) == american


@pytest.mark.parametrize(
    "text",
    ["greyhounds", "our tour in four hours", "a mummy", "an organist", "realistic", "a traveler", "modeling", "tyrant"],
)
def test_words_that_only_begin_alike_stay(text: str) -> None:
    assert say_american(text) == text


@pytest.mark.parametrize(("british", "american"), same_words().items())
def test_british_words_count_as_their_american_ones(british: str, american: str) -> None:
    assert read_words(f"two {british}") == read_words(f"two {american}")


def test_words_of_every_kind_have_american_ones() -> None:
    pairs = (
        "armour armor, colour color, vigour vigor, aeroplane airplane, yoghurt yogurt, angler fisherman, lorry truck"
    )
    found = same_words()
    assert [pair for pair in pairs.split(", ") if f"{pair.split()[0]} {found[pair.split()[0]]}" != pair] == []


@pytest.mark.parametrize(("one", "other"), [("colours", "color"), ("lorries", "truck"), ("settees", "sofa")])
def test_they_do_so_in_any_form(one: str, other: str) -> None:
    assert stem_word(one) == stem_word(other)


def test_a_caption_in_british_words_holds_the_words_of_an_american_query() -> None:
    in_british, in_american, neither = word_overlap("gray truck", [["a grey lorry"], ["a gray truck"], ["a red car"]])
    assert in_british.tolist() == in_american.tolist()
    assert in_british[0] == pytest.approx(1)
    assert neither[0] == 0


@pytest.mark.parametrize("query", ["grey gardens", "gray gardens", "Grey Gardens"])
def test_a_title_is_found_in_either_spelling(query: str) -> None:
    share, is_named = known_overlap(query, [Known(("Grey Gardens",), "a.jpg", has_captions=False)])
    assert (share.tolist(), is_named.tolist()) == ([1.0], [True])


def test_full_text_is_searched_for_in_both() -> None:
    assert words_query(["gray", "dog"]) == "('gray' | 'grey') & 'dog'"
    assert words_query(["lorri"]) == "('truck' | 'lorri')"
    assert words_query(["snow"]) == "'snow'"


def test_what_words_look_like_was_learned_by_the_american_ones() -> None:
    rows = shipped_words().rows
    british = {stem for word in same_words() for stem in stems_alike(stem_word(word))[1:]}
    asked = {name: " ".join(map(stem_word, name.split())) for name in rows if british & set(name.split())}
    assert not [name for name, american in asked.items() if american not in rows]


def test_each_of_the_words_is_one_word_in_lower_case() -> None:
    assert all(word.isalpha() and word.islower() for pair in same_words().items() for word in pair)
