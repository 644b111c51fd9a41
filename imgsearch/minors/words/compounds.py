"""Words for minors at the end of a German or Dutch compound: Nachbarskinder, Berufsschülerin, vluchtelingenkinderen."""

from __future__ import annotations

import re

from imgsearch.minors.words.forms import Form

_ENDS = {
    "kinder": Form("Kind", "de"),
    "kindern": Form("Kind", "de"),
    "madchen": Form("Mädchen", "de"),
    "schuler": Form("Schüler", "de"),
    "schulern": Form("Schüler", "de"),
    "schulerin": Form("Schüler", "de"),
    "schulerinnen": Form("Schüler", "de"),
    "kinderen": Form("kind", "nl"),
}
_LONGEST_FIRST = tuple(sorted(_ENDS, key=len, reverse=True))
#: Young animals, hippies, grown pupils, and who serves at a table, are called so too.
_OTHERS = re.compile(
    r"(?:affen|elefanten|lowen|tiger|baren|wolfs?|katzen|hunde|tier|robben|panda|pferde|kuh|schafs?|giraffen|esel|enten|"
    r"dieren|apen|leeuwen|olifanten|blumen|zimmer|kuchen|dienst|freuden|bar|fahr|meister|flug|sprach|"
    r"reit|ski|tanz|volkshoch)(?:kind|madchen|schuler)"
)
_FEWEST_BEFORE = 3


def compound_form(word: str) -> Form | None:
    """What a compound names, by its last part.

    Args:
        word: of a normalised text.
    """
    if not word.endswith(_LONGEST_FIRST):
        return None
    end = next(end for end in _LONGEST_FIRST if word.endswith(end))
    if len(word) - len(end) < _FEWEST_BEFORE or _OTHERS.match(word):
        return None
    return _ENDS[end]
