"""XMP: metadata as RDF in XML, in files and in sidecars."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from imgsearch.embedded.charsets import decode, decode_utf16
from imgsearch.embedded.found import ELEMENTS, TEXT_CHARS, Found
from imgsearch.embedded.namespaces import GROUPS

#: Bytes of a packet that are read; those of whole collections of masks and edits have more, at their end.
XMP_BYTES = 2 << 20
#: Bytes of one that are heard.
HEARD_BYTES = 8 * XMP_BYTES
#: Elements within one another; RDF of cameras and editors has a dozen.
DEEPEST = 60
NAME_CHARS = 100
FIELD_CHARS = 1_000
_CHUNK = 1 << 16
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
#: What is no property: containers of RDF, the frame around them, and attributes of XML itself.
_TRANSPARENT = (_RDF, "adobe:ns:meta/}", "http://www.w3.org/XML/1998/namespace}")
_ITEMS = frozenset({f"{_RDF}li", f"{_RDF}Description"})
_RESOURCE = f"{_RDF}resource"
_XML_LANGUAGE = "http://www.w3.org/XML/1998/namespace}lang"
#: What exiftool calls otherwise than XMP does.
_CALLED = {"XMP-exif:GPSTimeStamp": "XMP-exif:GPSDateTime"}
#: What editors keep for themselves: settings, histories, thumbnails in base64.
_NOT_KEPT = frozenset({"NativeDigest"})
_OWN = re.compile(
    r"camera-raw-settings|/xap/1\.0/(mm|g/img|sType(?!/Job))|crss|darktable|google\.com/photos|/rdf-syntax-ns#"
)
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding=["']([\w.-]+)""")
#: Between elements, and between quotation marks.
_ANY_TEXT = re.compile(r""">([^<]+)|"([^"]*)"|'([^']*)'""")
_LEFT_OUT = "-"
#: Of what editors keep for themselves, what people have written: names of the file that it was, of areas that they
#: have worked on, and notes on versions; these are heard.
_HEARD = "+"
_HEARD_OF_EDITORS = frozenset(
    "RawFileName PreservedFileName FilePath LastURL AlternatePaths Pantry CorrectionName MaskName Comments".split()
)
_AREAS = ("XMP-mwg-rs:", "XMP-MP:")
#: Keywords with those below them, at any depth.
_LEVELLED = "XMP-mwg-kw:"


def read_xmp(packet: bytes, found: Found) -> None:
    """Read a packet, or a sidecar file; of one that is not well-formed, what stands before the fault."""
    is_whole = len(packet) <= XMP_BYTES
    if not is_whole:
        found.report(f"XMP: {len(packet):,} bytes, the first {XMP_BYTES:,} are read")
        overhear_xmp(packet[packet.rfind(b"<", 0, XMP_BYTES) : HEARD_BYTES], found)
    packet = _to_utf8(packet[:XMP_BYTES], found)
    if not packet or not found.may_read(len(packet)):
        return
    reader = _Reader(found)
    parser = XMLParser(target=reader, forbid_dtd=True)
    # Straight from expat: what is in between makes new names and a dictionary for each element.
    parser.parser.StartElementHandler = reader.start
    parser.parser.EndElementHandler = reader.end
    parser.parser.CommentHandler = found.overhear
    fault: str | None = None
    try:
        for at in range(0, len(packet), _CHUNK):
            parser.feed(packet[at : at + _CHUNK])
        if is_whole:
            parser.close()
    except DefusedXmlException as exc:
        fault = f"is not read: {type(exc).__name__}"
    except _BeyondLimit as exc:
        fault = f"has {exc}; the rest is left out"
    except (ParseError, ValueError, LookupError) as exc:
        fault = f"is damaged: {exc}"
    if fault is not None:
        found.report(f"XMP {fault}")
        overhear_xmp(packet, found)
    reader.finish()


def overhear_xmp(packet: bytes, found: Found) -> None:
    """The texts and values of a packet that is not to be read, or is no XML, without the names of its elements."""
    for texts in _ANY_TEXT.findall(decode(packet)):
        found.overhear(html.unescape("".join(texts)))


def has_texts(packet: bytes) -> bool:
    """Whether a packet has anything of a namespace in which people write, or is only depth maps and the like."""
    start = packet[:_CHUNK]
    return any(namespace.encode() in start for namespace in GROUPS)


def _to_utf8(packet: bytes, found: Found) -> bytes:
    if packet[:64].count(0) > len(packet[:64]) // 4:
        return decode_utf16(packet).strip("\0 \t\r\n\ufeff").encode("utf-8", "replace")
    packet = packet.strip(b"\0 \t\r\n")
    declared = _ENCODING.match(packet[:200])
    if declared is not None and declared[1].lower() not in (b"utf-8", b"utf8"):
        return packet
    try:
        packet.decode("utf-8")
    except UnicodeDecodeError:
        found.report("XMP is not UTF-8")
        found.hear_otherwise(packet)
        return decode(packet).encode("utf-8")
    return packet


class _BeyondLimit(Exception):
    """More than any writer of XMP writes."""


class _Element:
    """An open element: the field that its text is of, and what has been seen inside of it."""

    __slots__ = ("field", "is_mixed", "item", "language", "pieces", "text")

    def __init__(self, field: str, language: str | None, item: dict[str, str]) -> None:
        self.field = field
        self.language = language
        self.item = item
        self.text: list[str] | None = []
        self.pieces: list[str] = []
        """Texts around the elements inside, and of them, in their order."""
        self.is_mixed = False


class _Reader:
    """Turns elements into fields as expat meets them; names are a namespace, a brace and the name in it."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.open: list[_Element] = [_Element("", None, {})]
        self.regions: list[dict[str, str]] = []

    def start(self, tag: str, attributes: list[str]) -> None:
        self.found.elements += 1
        if len(self.open) > DEEPEST:
            raise _BeyondLimit(f"elements more than {DEEPEST} deep")
        if self.found.elements > ELEMENTS:
            raise _BeyondLimit(f"more than {ELEMENTS:,} elements")
        parent = self.open[-1]
        if parent.text and not (before := "".join(parent.text)).isspace():
            parent.pieces.append(before)
            parent.is_mixed = True
        parent.text = None  # what has elements inside is no text
        item = parent.item
        if tag.startswith(_TRANSPARENT):
            field = parent.field
            if tag in _ITEMS:
                item = {}
        else:
            field = _extend(parent.field, tag)
        element = _Element(field, parent.language, item)
        self.open.append(element)
        for at in range(0, len(attributes), 2):  # name, value, name, value
            name, value = attributes[at], attributes[at + 1]
            if name == _XML_LANGUAGE:
                element.language = None if value == "x-default" else value
            elif name == _RESOURCE:
                self._keep(field, value, None, item)
            elif "}" in name and not name.startswith(_TRANSPARENT):
                self._keep(_extend(field, name), value, None, item)

    def data(self, text: str) -> None:
        inside = self.open[-1].text
        if inside is not None:
            inside.append(text)
        elif not text.isspace():
            self.open[-1].pieces.append(text)
            self.open[-1].is_mixed = True

    def end(self, _tag: str) -> None:
        element = self.open.pop()
        whole = "".join(element.text or element.pieces)
        if element.text:
            self._keep(element.field, whole, element.language, element.item)
        elif element.is_mixed and element.field != _LEFT_OUT:
            self.found.overhear(whole)
        if whole and len(whole) < TEXT_CHARS:
            self.open[-1].pieces.append(whole)

    def close(self) -> None:
        """What the parser gives back at the end: nothing."""

    def finish(self) -> None:
        """Keep the names of the faces that were marked in the picture; those of pets and things are heard alone."""
        for region in self.regions:
            if region.get("Type", "Face").strip().casefold() == "face":
                self.found.add(f"{region['group']}:RegionName", region["name"])
            else:
                self.found.overhear(region["name"])

    def _keep(self, field: str, text: str, language: str | None, item: dict[str, str]) -> None:
        if field == _LEFT_OUT or text.isspace():
            return
        if field in ("", _HEARD):
            self.found.overhear(text)
            return
        if field.startswith(_AREAS) and "/" in field:
            last = field.rpartition("/")[2]
            if last in ("Name", "PersonDisplayName") and "name" not in item:
                item |= {"name": text, "group": field.partition(":")[0]}
                self.regions.append(item)
            elif last == "Type":
                item["Type"] = text
            else:
                self.found.overhear(text)
            return
        if field.startswith(_LEVELLED) and field.endswith("/Keyword"):
            field = f"{_LEVELLED}Keyword"
        self.found.add(field, text, language)


def _extend(field: str, tag: str) -> str:
    """The field of a property inside of another, as in XMP-iptcExt:LocationShown/City."""
    # Long names are somebody's joke, and would stay in the cache.
    return _extend_known(field, tag) if len(tag) < 2 * NAME_CHARS else _extend_any(field, tag)


def _extend_any(field: str, tag: str) -> str:
    namespace, _, name = tag.partition("}")
    group = _group(namespace)
    if group == _LEFT_OUT and name[:1].upper() + name[1:] in _HEARD_OF_EDITORS:
        return _HEARD
    if field in (_LEFT_OUT, _HEARD) or not name:
        return field
    if group == _LEFT_OUT or name in _NOT_KEPT:
        return _LEFT_OUT
    name = name[:1].upper() + name[1:NAME_CHARS]
    return f"{field}/{name}"[:FIELD_CHARS] if field else _CALLED.get(f"{group}:{name}", f"{group}:{name}")


_extend_known = lru_cache(maxsize=1024)(_extend_any)


@lru_cache(maxsize=256)
def _group(namespace: str) -> str:
    known = GROUPS.get(namespace)
    if known is not None:
        return known
    if _OWN.search(namespace):
        return _LEFT_OUT
    return "XMP-" + (re.sub(r"[^A-Za-z]+", "-", namespace.removeprefix("http://")).strip("-")[-40:] or "other")
