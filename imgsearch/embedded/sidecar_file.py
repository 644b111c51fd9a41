"""Writing an XMP sidecar that read_embedded() reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from imgsearch.embedded.found import FIELD_VALUES, LANGUAGE, TEXT_CHARS, clean
from imgsearch.errors import BadInput

#: What separates tags in one text, as in files of metadata.
TAG_SEPARATORS = re.compile(r"[,;|]")
LONGEST_TAG, LONGEST_PHOTOGRAPHER = 100, 300
_FRAME = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">
{}</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
"""


class Told(NamedTuple):
    """What somebody tells of a picture."""

    captions: Sequence[str] = ()
    language: str = ""
    """Of the captions and the title, such as ru or en-GB."""
    title: str = ""
    tags: Sequence[str] = ()
    place: str = ""
    photographer: str = ""


def write_sidecar(told: Told) -> bytes:
    """The sidecar of a picture, empty where nothing is told.

    Raises:
        BadInput: a text is too long, or the language is none.
    """
    language = told.language.strip() or "x-default"
    if not LANGUAGE.fullmatch(language):
        raise BadInput(f"the language is {language[:40]!r}; write it like en or ru")
    tags = [tag for text in told.tags for tag in TAG_SEPARATORS.split(text)]
    fields = (
        _field("dc:description", "Alt", "caption", told.captions, (TEXT_CHARS, language)),
        _field("dc:title", "Alt", "title", [told.title], (TEXT_CHARS, language)),
        _field("dc:subject", "Bag", "tags", tags, (LONGEST_TAG, "")),
        _field("dc:creator", "Seq", "photographer", [told.photographer], (LONGEST_PHOTOGRAPHER, "")),
        _field("Iptc4xmpCore:Location", "", "place", [told.place], (TEXT_CHARS, "")),
    )
    said = "".join(fields)
    return _FRAME.format(said).encode() if said else b""


def _field(name: str, container: str, what: str, texts: Sequence[str], kind: tuple[int, str]) -> str:
    longest, language = kind
    values = [text for text in map(clean, texts) if text]
    if too_long := [text for text in values if len(text) > longest]:
        raise BadInput(f"{what}: a text has {len(too_long[0]):,} characters; {longest:,} are the most")
    if len(values) > FIELD_VALUES:
        raise BadInput(f"{what}: there are {len(values):,} of them; {FIELD_VALUES:,} are the most")
    if not values:
        return ""
    if not container:
        return f"<{name}>{escape(values[0])}</{name}>\n"
    attribute = f' xml:lang="{language}"' if language else ""
    items = "".join(f"<rdf:li{attribute}>{escape(text)}</rdf:li>" for text in values)
    return f"<{name}><rdf:{container}>{items}</rdf:{container}></{name}>\n"
