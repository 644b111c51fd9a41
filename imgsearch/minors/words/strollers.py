"""Who goes with a pram: nobody pushes an empty one, and what is said of one alone says nothing."""

from __future__ import annotations

from imgsearch.minors.words.patterns import make_pattern

_STROLLERS = (
    ("with a stroller", "en", "stroller strollers pram prams pushchair pushchairs",
     r"(?:famil(?:y|ies)|wom[ae]n|m[ae]n|couple|mothers?|mums?|moms?|dads?|fathers?|parents?|nanny|lady|people)"
     r"(?: (?!dog|pet|doll|empty|toy)\w+){0,3} (?:with|pushing|pushes|push)"
     r"(?: (?!dog|pet|doll|empty|toy)\w+){0,2} (?:strollers?|prams?|pushchairs?)"
     r"(?!(?: \w+){0,4} (?:dogs?|cats?|pupp(?:y|ies)|pets?|dolls?|groceries|luggage|cans?|wood)(?!\w))"),
    ("с коляской", "ru", "коляской колясками коляску",
     r"(?:мам\w+|пап\w+|семь\w+|женщин\w+|мужчин\w+|родител\w+|девушк\w+|бабушк\w+|прогулк\w+|гуля\w+)"
     r"(?: (?!инвалид|кукол|мотоцикл)\w+){0,2} (?:с|катит|катает|везет|толкает)"
     r" (?:(?!инвалид|кукол|пуст|мотоцикл)\w+ )?коляск(?:ой|ами|у)(?! (?:для|собак|кукл))"),
    ("mit Kinderwagen", "de", "kinderwagen",
     r"(?:familien?|mutter|vater|eltern|frau(?:en)?|mann|paar|mama|papa)(?: (?!leer|puppen)\w+)? "
     r"(?:mit|schiebt|schieben)(?: (?!leer|puppen)\w+)? kinderwagen|im kinderwagen(?= *(?:$|[.,!]))"),
    ("avec une poussette", "fr", "poussette",
     r"(?:famille|maman|papa|mere|pere|parents|femme|homme|couple)(?: \w+)? (?:avec|poussant)(?: \w+)? poussette"
     r"(?! (?:vide|de marche))"),
    ("con cochecito", "es", "cochecito", r"(?:familia|mama|papa|madre|padre|mujer|pareja) con(?: \w+)? cochecito"),
    ("con passeggino", "it", "passeggino",
     r"(?:famiglia|mamma|papa|madre|padre|donna|coppia) con(?: \w+)? passeggino"),
    ("z wózkiem", "pl", "wozkiem", r"(?:rodzina|mama|tata|matka|kobieta) z wozkiem(?! (?:inwalidz|widlow|sklep))"),
)  # fmt: skip
STROLLERS = tuple(make_pattern(*each) for each in _STROLLERS)
