from __future__ import annotations

import pytest

from imgsearch.encoders import is_english

ENGLISH = """
a dog runs on the beach
Man in a hat
two men, one with a van, met at a door
people on a bench
José plays guitar at a café
die-hard fans on their way to a war memorial
a piñata
dog
red car
""".strip().splitlines()
FOREIGN = """
ein Hund läuft über den Strand
zwei Männer auf einem Berg
Hund im Schnee
un chien court sur la plage
voiture rouge dans la rue
un perro corre por la playa
una mujer con paraguas
due uomini in cima a una montagna
um cachorro correndo na praia
een hond rent over het strand
pies biegnie po plaży
sahilde koşan bir köpek
""".strip().splitlines()


@pytest.mark.parametrize("text", ENGLISH)
def test_english_goes_to_the_encoders_that_know_it_best(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize("text", [*FOREIGN, "собака бежит"])
def test_other_languages_go_to_the_multilingual_encoder(text: str) -> None:
    assert not is_english(text)
    assert not is_english(text.upper())
