"""Whether a text in Latin letters is English, which some encoders need, or one of its neighbours."""

from __future__ import annotations

import re

#: Little words that sentences of a language hold and English ones do not. Words of both, such as the German "die",
#: "in", "war" or the French "on", tell nothing and are in neither list.
FOREIGN = frozenset(
    " ".join(
        (
            # German
            "der das dem des ein eine einen einem einer eines und ist sind mit auf im beim vom zum zur nicht ohne über "
            "unter neben zwischen vor hinter durch für bei von zu nach aus sich auch zwei drei vier kein keine sein "
            "seine ihr ihre während",
            # French
            "le la les un une des du au aux et est sont dans sur sous avec sans par deux trois qui que ce cette ses "
            "leur leurs près devant derrière chez en",
            # Spanish, Portuguese, Italian
            "el los las una unos unas del al y con sobre bajo entre para por dos tres está están su sus uma umas uns "
            "da das nas nos com sem sob duas três são il gli uno della dello delle dei degli nel nella nello sul sulla "
            "sulle di che due tre è sono ai alla",
            # Dutch
            "het een en op zonder onder naast tussen voor achter bij naar uit niet ook twee drie zijn aan",
            # Polish
            "w z ze na nad przed za przy bez oraz jest są się dwa dwie dwóch trzy nie jego jej który która po",
            # Turkish
            "bir ve ile bu iki üç üzerinde altında yanında için olan",
        )
    ).split()
)
#: Little words of English, among them those of captions. "a", "an", "in" and "on" are words of its neighbours too.
ENGLISH = frozenset(
    """the of and with without at by for from to into onto over under near next behind beside between through
    across along around is are was were be being has have having his her its their this that these those while as who
    which where two three four five some many several no not off out up down top inside outside front it he she they
    them him one another other each both there or but very""".split()
)
WORD = re.compile(r"[^\W\d_]+")
#: Letters of the languages above that English words hold only as guests.
_MARKED = frozenset("äöüßàâçèéêëîïôœùûñáíóúãõìòąćęłńśźżğış")
#: Such guests, as far as captions have them.
GUESTS = frozenset(
    "café cafés cliché crème brûlée décor entrée fiancé fiancée façade jalapeño jalapeños naïve pâté piñata piñatas "
    "résumé sauté séance soufflé touché à la voilà über doppelgänger matinée protégé purée".split()
)
#: So much more often foreign words must come than English ones.
_LEAD = 1


def is_english_like(text: str) -> bool:
    """Whether nothing says that a text in Latin letters is in another language.

    A single word without letters of its language is taken for English: too much English would be lost otherwise.
    """
    words = WORD.findall(text.lower())
    english = sum(word in ENGLISH for word in words)
    foreign = sum(word in FOREIGN for word in words)
    marked = sum(word not in GUESTS and not _MARKED.isdisjoint(word) for word in words)
    return foreign + marked < english + _LEAD
