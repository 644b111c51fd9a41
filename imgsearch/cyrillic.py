"""Russian text in bytes of whatever charset, told by which letters stand together."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

#: Pairs of letters of which most Russian words consist.
PAIRS = frozenset(
    "ст ен ов но ни на ра ко то ро ан ос по го ер од ре ор пр та во ли ла ал ет ол ом ка ло ат ес ит ин де от ва ти "
    "те ве да не ль ны ел ик ам за об ас ил ри со ба ак ша ош шк ки ма аш ез ле ог ой ий ый ая ые мо дв до ож же жд "
    "ви ид др ру уг сн ег ги гу гр бе бо би бу ех ед дн эт ме ми му аб ев ем ей ек ие им ия чк че чи ча век юд лю "
    "ну нк ск ср тр уб уд ул ут ун ци цв ше ши уш ух ям ях ха хо хл вы вн ву вс се си су иц ии из ис их оп оч ощ зд "
    "зи зн зе лн лк пе пи пл пу пя рн ры рь рк ся сь ьн ью ья ще жи жн щи йк".split()
)
#: The first is by far the most frequent one; the small letters of Macs are in the same places, but for я.
CHARSETS = ("cp1251", "koi8-r", "cp866", "iso8859-5")
#: Of a text's pairs so many have to be among these, and so many more than in the first charset.
LIKELY, BETTER = 0.6, 0.3
#: In fewer pairs such a share comes by chance.
FEWEST = 5
_FOREIGN = re.compile(r"[^\x00-\x7f]{2,}")


class Likeness(NamedTuple):
    """How much a text is like Russian."""

    share: float
    """Of the neighbouring letters outside of ASCII that often stand together, 0..1; of none 0."""
    pairs: int

    @property
    def is_likely(self) -> bool:
        """Whether it is Russian; of few letters nobody can tell."""
        return self.pairs >= FEWEST and self.share >= LIKELY


def likeness(text: str) -> Likeness:
    """How much what is not ASCII is like Russian; a capital behind a small letter is not, nor are signs."""
    pairs = [pair for run in _FOREIGN.findall(text.replace("ё", "е")) for pair in pairwise(run)]
    usual = sum((one + other).lower() in PAIRS and not (one.islower() and other.isupper()) for one, other in pairs)
    return Likeness(usual / max(len(pairs), 1), len(pairs))


def likely_charset(data: bytes) -> str | None:
    """The charset in which bytes are Russian text; None where they are in none of them."""
    found = {charset: likeness(data.decode(charset, "replace")) for charset in CHARSETS}
    first, best = CHARSETS[0], max(found, key=lambda charset: found[charset].share)
    if found[best].share < found[first].share + BETTER:
        best = first
    return best if found[best].is_likely else None
