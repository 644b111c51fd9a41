from __future__ import annotations

import string

from hypothesis import example, given
from hypothesis import strategies as st

from imgsearch.minors import find_terms, mentions_minors
from imgsearch.minors.words.forms import certain_forms, read
from imgsearch.minors.words.garbled import mend
from imgsearch.minors.words.normal import normalize

# Words that count on their own; what depends on its neighbours has tests of its own.
OWN = [line for language in ("en", "ru") for line in read(language)]
FORMS = sorted(form for lemma, listed in OWN for form in listed if lemma != "leaguer")
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
forms = st.sampled_from(FORMS)
latin_letters = st.text(string.ascii_lowercase, min_size=1, max_size=5)
cyrillic_letters = st.text(CYRILLIC, min_size=1, max_size=5)


@given(st.text())
@example("0Y»Æ")  # in other charsets 0yo
def test_any_text_is_read_without_an_error(text: str) -> None:
    normalized, mended = normalize(text), mend(text)
    for term in find_terms(text):
        if mended != text and (term.start, term.end) == (0, len(normalized)):
            assert term.form in normalize(mended)
        else:
            assert normalized[term.start : term.end] == term.form


@given(forms, st.data())
def test_a_form_inside_a_longer_word_does_not_count(form: str, data: st.DataObject) -> None:
    letters = latin_letters if form.isascii() else cyrillic_letters
    before, after = data.draw(letters), data.draw(letters)
    for longer in (before + form, form + after, before + form + after):
        assert mentions_minors(longer) == (longer.replace("ё", "е") in certain_forms())


@given(forms, st.sampled_from([str.upper, str.title, str.lower, str.swapcase]))
def test_case_does_not_matter(form: str, change: object) -> None:
    assert callable(change)
    assert mentions_minors(change(form))


@given(
    forms,
    st.text(string.punctuation + string.digits + " \t\n«»—…№", max_size=6),
    st.text(string.punctuation + string.digits + " \t\n«»—…№", max_size=6),
)
def test_punctuation_and_digits_bound_words(form: str, before: str, after: str) -> None:
    assert form in [term.form for term in find_terms(before + form + after)]


@given(forms, st.integers(1, 20), st.sampled_from(["\u200b", "\u00ad", "\u2060", "\ufeff", "\u0301", "\ufe0f"]))
def test_nothing_invisible_hides_a_word(form: str, place: int, invisible: str) -> None:
    assert mentions_minors(form[:place] + invisible + form[place:])


@given(forms, st.text(), st.text())
def test_a_word_counts_whatever_surrounds_it_at_a_distance(form: str, before: str, after: str) -> None:
    # "and" keeps apart what would change the meaning, such as an elephant after a baby.
    if form not in ("pupil", "pupils"):
        assert form in [term.form for term in find_terms(f"{before} and {form} and {after}")]
