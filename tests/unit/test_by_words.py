"""What is looked for by words, in captions and in titles and tags."""

from __future__ import annotations

import pytest

from imgsearch.queries.by_words import known_queries, words_query


@pytest.mark.parametrize(
    ("lexemes", "query"),
    [
        ([], ""),
        (["dog"], "'dog'"),
        (["dog", "unicycl"], "'unicycl' & 'dog'"),
        (["dog", "cat"], "'cat' & 'dog'"),
        (["c", "bb", "aaa"], "('bb' & 'c') | ('aaa' & 'c') | ('aaa' & 'bb')"),
        (["o'neil \\"], "'o''neil \\\\'"),
        (["o'neil", "a\\b"], "'o''neil' & 'a\\\\b'"),
    ],
)
def test_all_words_but_one_of_three_or_more_must_be_there(lexemes: list[str], query: str) -> None:
    assert words_query(lexemes) == query


def test_of_many_words_the_eight_longest_are_looked_for() -> None:
    query = words_query([letter * length for length, letter in enumerate("abcdefghij", start=1)])
    assert query.count("|") == 7
    assert {word.strip("'() ") for each in query.split("|") for word in each.split("&")} == {
        letter * length for length, letter in enumerate("abcdefghij", start=1) if length > 2
    }


def test_titles_and_tags_are_asked_for_in_either_language() -> None:
    assert known_queries(["dragonfly"], [["dragonfli"]]).every() == [
        "('dragonfli' | ('dragon' <-> 'fli') | 'стрекоз':ABD | 'стрекозин':ABD)"
    ]
    assert known_queries(["закат"], [["закат"]]).every() == ["('закат' | 'sunset':ABD)"]


def test_what_may_be_a_name_is_asked_for_in_the_other_letters_too() -> None:
    assert known_queries(["Sokolova"], [["sokolova"]]).every() == ["('sokolova' | 'соколов':*ABC)"]
    assert known_queries(["Соколовой"], [["соколов"]]).every() == ["('соколов' | 'sokolov':*ABC | 'socolov':*ABC)"]
    assert "'moscow':ABC" in known_queries(["москва"], [["москв"]]).every()[0]


def test_a_name_of_several_words_is_asked_for_as_a_whole() -> None:
    assert "('северн':ABD & 'сиян':ABD)" in known_queries(["northern lights"], [["light", "northern"]]).every()
    assert "(('ladybug':ABD | 'ladybird':ABD))" in known_queries(["божья коровка"], [["бож", "коровк"]]).every()


def test_what_the_other_language_calls_as_british_and_americans_do_is_asked_for_as_both() -> None:
    (query,) = known_queries(["серый"], [["сер"]]).every()
    assert query == "('сер' | ('gray':ABD | 'grey':ABD))"


def test_of_many_words_for_one_the_six_most_usual_are_looked_for() -> None:
    (query,) = known_queries(["dog"], [["dog"]]).every()
    assert query == "('dog' | 'собак':ABD | 'пес':ABD | 'щенок':ABD | 'собач':ABD | 'псы':ABD | 'псом':ABD)"


def test_names_of_one_text_are_asked_for_at_once() -> None:
    whole, names = known_queries(["race car"], [["race", "car"]]).every()
    assert whole.startswith("('race'")
    assert names.count(" | ") == names.count("(") - 1 > 1


@pytest.mark.parametrize("letter", ["ь", "ъ", "ё", "x", "ььь", "ъъъъ"])
def test_of_letters_without_a_sound_no_name_is_left(letter: str) -> None:
    assert "''" not in " ".join(known_queries([letter], [[letter]]).every())


def test_texts_without_words_ask_for_nothing() -> None:
    assert known_queries(["the"], [[]]).every() == []
